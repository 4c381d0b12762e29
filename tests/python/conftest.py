"""One build of the project for the whole session, in a folder of its own."""

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tools.documents import Paper
from tools.warehouse import Warehouse

ROOT = Path(__file__).parents[2]
DBT = Path(sys.executable).with_name("dbt")


class Project:
    """A copy of the project in `mappe`, with its own database and target folder."""

    def __init__(self, folder: Path, parsed: Path | None = None):
        self.folder = folder
        for name in ("models", "seeds", "macros", "tests", "analyses", "landstal"):
            shutil.copytree(
                ROOT / name, folder / name, ignore=shutil.ignore_patterns("python", "__pycache__")
            )
        for name in ("dbt_project.yml", "profiles.yml", "README.md"):
            shutil.copy(ROOT / name, folder)
        if parsed:  # saves a full parse
            (folder / "target").mkdir()
            shutil.copy(parsed / "target" / "partial_parse.msgpack", folder / "target")

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

    def publish(self, *target: str, environment=None) -> subprocess.CompletedProcess:
        return self.run(sys.executable, "-m", "landstal", "build", *target, environment=environment)

    def place_in_seeds(self, paper: Paper) -> None:
        """Adds a made-up document as `indlaes` would have read it."""
        for file in self.folder.glob("seeds/*/*.csv"):
            if file.stem == paper.description or file.stem in paper.tables:
                with file.open("a", encoding="utf-8", newline="") as output:
                    csv.writer(output, lineterminator="\n").writerows(paper.rows(file.stem))

    def manifest(self) -> dict:
        return json.loads((self.folder / "target" / "manifest.json").read_text(encoding="utf-8"))

    def seedfiler(self) -> dict[str, bytes]:
        return {file.stem: file.read_bytes() for file in self.folder.glob("seeds/*/*.csv")}

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
    """The real documents, built and published, with all analyses compiled."""
    project = Project(tmp_path_factory.mktemp("projekt"))
    for answer in (project.publish(), project.dbt("compile")):
        assert answer.returncode == 0, answer.stdout
    return project


@pytest.fixture(scope="session")
def warehouse(built) -> Warehouse:
    return Warehouse(built.folder, built.database)


@pytest.fixture(scope="session")
def marts(built, tmp_path_factory):
    """A read-only connection to a copy of the built database, which dbt could not open while it is read."""
    project_copy = shutil.copy(built.database, tmp_path_factory.mktemp("marts"))
    with duckdb.connect(str(project_copy), read_only=True) as connection:
        yield connection


@pytest.fixture
def project_copy(built, tmp_path) -> Project:
    """A copy of the project whose seeds a test may change before it builds."""
    return Project(tmp_path, parsed=built.folder)


@pytest.fixture(scope="session")
def site(built) -> Path:
    """The pages and the lineage of the built project."""
    answer = built.run(sys.executable, "-m", "landstal", "site")
    assert answer.returncode == 0, answer.stdout
    return built.folder / "site"
