"""One built copy of the project for the whole session, which no test changes."""

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from filelock import FileLock

from landstal.publish import inputs
from tools.documents import Paper
from tools.warehouse import Warehouse

ROOT = Path(__file__).parents[2]
DBT = Path(sys.executable).with_name("dbt")


class Project:
    """A copy of the project in `folder`, with its own database and target folder."""

    def __init__(self, folder: Path, parsed: Path | None = None):
        self.folder = folder
        for name in ("models", "seeds", "macros", "tests", "analyses", "landstal"):
            shutil.copytree(
                ROOT / name, folder / name, ignore=shutil.ignore_patterns("python", "__pycache__")
            )
        for name in (*inputs.FILES, "README.md"):
            shutil.copy(ROOT / name, folder)
        (folder / "target").mkdir()
        if parsed:  # saves a full parse
            shutil.copy(parsed / "target" / "partial_parse.msgpack", folder / "target")

    def copy_build(self, built: Path) -> None:
        """What a build of the same inputs in another folder made, as if it had been made here."""
        (self.folder / inputs.SETS).mkdir()
        outputs = ("published", (built / "published").readlink(), inputs.RECORD, "landstal.duckdb")
        for name in (*outputs, "target/manifest.json"):
            subprocess.run(["cp", "-a", built / name, self.folder / name], check=True)

    @property
    def is_current(self) -> bool:
        """Whether what is published was built from the inputs as they are now."""
        return inputs.are_built(self.folder, inputs.fingerprint(self.folder), Path(self.database.name))

    @property
    def database(self) -> Path:
        return self.folder / "landstal.duckdb"

    @property
    def published(self) -> Path:
        return self.folder / "published"

    def start(self, *command, environment=None) -> subprocess.Popen:
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("DBT_", "LANDSTAL_"))}
        dbt = {"DBT_USE_COLORS": "false", "DBT_LOG_LEVEL_FILE": "none"}
        return subprocess.Popen(
            command,
            cwd=self.folder,
            env=inherited | dbt | (environment or {}),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )

    def run(self, *command, environment=None) -> subprocess.CompletedProcess:
        process = self.start(*command, environment=environment)
        output, _ = process.communicate()
        return subprocess.CompletedProcess(command, process.returncode, output)

    def dbt(self, *arguments: str) -> subprocess.CompletedProcess:
        return self.run(DBT, *arguments)

    def publish(self, *arguments: str, environment=None) -> subprocess.CompletedProcess:
        return self.run(sys.executable, "-m", "landstal", "build", *arguments, environment=environment)

    def place_in_seeds(self, paper: Paper) -> None:
        """Adds a made-up document as `landstal read` would have read it."""
        for file in self.folder.glob("seeds/*/*.csv"):
            if file.stem in paper.seeds:
                with file.open("a", encoding="utf-8", newline="") as output:
                    csv.writer(output, lineterminator="\n").writerows(paper.rows(file.stem))

    def manifest(self) -> dict:
        return json.loads((self.folder / "target" / "manifest.json").read_text(encoding="utf-8"))

    def seed_files(self) -> dict[str, bytes]:
        return {file.stem: file.read_bytes() for file in self.folder.glob("seeds/*/*.csv")}

    def changed_seeds(self, before: "Project") -> dict[str, bytes]:
        return dict(self.seed_files().items() - before.seed_files().items())

    def seed(self, name: str) -> list[dict[str, str]]:
        with (self.folder / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def write_seed(self, name: str, rows: list[dict[str, str]], columns=None) -> None:
        columns = columns or list(rows[0])
        with (self.folder / "seeds" / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


@pytest.fixture(scope="session")
def built(tmp_path_factory) -> Project:
    """The real documents, built and published, with all analyses compiled. A build that `make test` has just
    made of the same inputs is copied."""
    project = Project(tmp_path_factory.mktemp("projekt"))
    parsed = ROOT / "target" / "partial_parse.msgpack"
    if parsed.exists() and inputs.are_built(
        ROOT, inputs.fingerprint(project.folder), Path("landstal.duckdb")
    ):
        project.copy_build(ROOT)
        shutil.copy(parsed, project.folder / "target")
    else:
        answer = project.publish()
        assert answer.returncode == 0, answer.stdout
    answer = project.dbt("compile")
    assert answer.returncode == 0, answer.stdout
    return project


@pytest.fixture(scope="session")
def warehouse(built) -> Warehouse:
    return Warehouse(built.folder, built.database)


@pytest.fixture(scope="session")
def marts(built, tmp_path_factory):
    """A read-only connection to a copy of the built database, which dbt could not open while it is read."""
    database = shutil.copy(built.database, tmp_path_factory.mktemp("marts"))
    with duckdb.connect(str(database), read_only=True) as connection:
        yield connection


@pytest.fixture
def project_copy(built, tmp_path) -> Project:
    """A copy of the project whose seeds a test may change before it builds."""
    return Project(tmp_path, parsed=built.folder)


@pytest.fixture(scope="session")
def site(built, tmp_path_factory, worker_id) -> Path:
    """The pages and the lineage of the built project, written once for all workers."""
    base = tmp_path_factory.getbasetemp()
    shared = (base if worker_id == "master" else base.parent) / "site"
    with FileLock(shared.with_suffix(".lock")):
        if not shared.exists():
            answer = built.run(sys.executable, "-m", "landstal", "site")
            assert answer.returncode == 0, answer.stdout
            shutil.copytree(built.folder / "site", shared.with_suffix(".new"))
            shared.with_suffix(".new").rename(shared)
    return shared
