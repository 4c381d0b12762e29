"""Builds, checks and publishes, in that order: `python -m landstal build [target]`, from `make build`.

With the target duckdb, dbt writes `landstal.duckdb`, which nobody needs to open. When every seed, model and
data test has passed, the marts are written as a new set into a folder of its own under `.published/`, and the
link `published` is turned to it in one step. Whatever stops the program before that step leaves `published`
as it was; what it left half-written is removed by the next build. The set before the current one stays, for
readers that are in the middle of it. When nothing has changed since the set was built, nothing is done.

With another target of `profiles.yml` the engine's own macro publish_marts publishes, if it has one.

Unit tests test the code and not the data: `make test` runs them, a build does not.

Exit status 1: something is wrong, and what is published is as it was.
"""

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
from xlsxwriter.exceptions import XlsxWriterException

from landstal import ROOT, Stop, seeds
from landstal import dbt as dbt_runner
from landstal.lock import LOCK, SETS, exclusive
from landstal.publish import files, inputs
from landstal.seeds import complete, save

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest
    from dbt_common.events.base_types import EventMsg

DATABASE = Path(os.environ.get("LANDSTAL_DUCKDB", "landstal.duckdb"))  # as in profiles.yml
PUBLISHED = Path("published")
DEFAULT = "duckdb"  # the target of profiles.yml unless another is named
POSTGRES = ("PGHOST", "PGDATABASE", "PGUSER", "PGPASSWORD")  # as in profiles.yml, and as libpq reads them


def show(event: "EventMsg") -> None:
    """Of all that dbt says, only what the project's own macros print, and why one of them stopped."""
    if event.info.name == "PrintEvent":
        print(event.info.msg, flush=True)
    elif event.info.name in ("RunningOperationCaughtError", "RunningOperationUncaughtError"):
        print(f"\n{event.data.exc}", flush=True)


def dbt(*arguments: str, target: str, manifest: "Manifest | None" = None) -> Any:
    """The result of one dbt command on a target; Stop, with what failed, if it fails. Failed data tests have
    explained themselves (macro show_failing_rows)."""
    # Naming the default would make dbt parse in full, here and again in the next plain `dbt build`.
    chosen = [] if target == DEFAULT else ["--target", target]
    answer = dbt_runner.invoke("--warn-error", *arguments, *chosen, manifest=manifest, listener=show)
    if not answer.success:
        errors = [
            f"{result.node.resource_type} {result.node.name}: {result.message}"
            for result in dbt_runner.failing_nodes(answer.result)
        ]
        raise Stop("\n\n".join(["", *errors, str(answer.exception or "Bygget fejlede.")]))
    return answer.result


def check_places() -> None:
    """Stop, before any work is done, if it cannot be built or published where it should be."""
    if PUBLISHED.exists() and not (PUBLISHED.is_symlink() and PUBLISHED.readlink().parent == SETS):
        raise Stop(f"{PUBLISHED} er ikke et link, som landstal har lavet. Flyt det, og byg igen.")
    if str(DATABASE) == ":memory:" or DATABASE.is_dir() or SETS.resolve() in DATABASE.resolve().parents:
        raise Stop(f"LANDSTAL_DUCKDB er {DATABASE}; ventet navnet på en fil uden for {PUBLISHED}.")
    if not DATABASE.parent.exists():
        raise Stop(f"LANDSTAL_DUCKDB er {DATABASE}; mappen {DATABASE.parent} findes ikke.")
    try:
        duckdb.connect(DATABASE).close()
    except duckdb.Error as error:
        if "Conflicting lock" in str(error):
            advice = (
                f"Luk det program, som har den åben, og lad det åbne {PUBLISHED}/landstal.duckdb i stedet."
            )
        else:
            advice = "Er den ødelagt, så slet den: den bygges igen."
        raise Stop(f"{DATABASE} kan ikke åbnes til at bygge i. {advice}\n{error}") from None


@contextmanager
def exclusive_in_postgres() -> Iterator[None]:
    """Waits for a build that another machine has under way in the same database, and keeps others waiting."""
    import psycopg2  # another target does without it

    if missing := [name for name in POSTGRES if name not in os.environ]:
        raise Stop("Mangler i miljøet: " + ", ".join(missing))
    try:
        with closing(psycopg2.connect("", connect_timeout=10)) as db, db.cursor() as cursor:
            db.autocommit = True
            cursor.execute("select pg_try_advisory_lock(hashtext('landstal'))")
            if cursor.fetchone() == (False,):
                print("Et andet byg er i gang i databasen. Venter ...", flush=True)
                cursor.execute("select pg_advisory_lock(hashtext('landstal'))")
            yield
    except psycopg2.Error as error:
        raise Stop(str(error)) from None


def build(target: str) -> "Manifest":
    """Runs the seeds, the models and their tests in this process; Stop unless every one of them passed.

    dbt runs here and not in a process of its own, so that nothing goes on building when this one is killed.
    """
    if errors := seeds.all_form_errors(ROOT):
        raise Stop("\n".join(["", f"IKKE OPFYLDT: {seeds.CLAIM}", *errors]))
    manifest = dbt("parse", target=target)
    if not all(node.description for node in manifest.nodes.values() if node.resource_type == "test"):
        # A partial parse loses the description, which is the claim, of a singular test whose SQL was edited.
        manifest = dbt("--no-partial-parse", "parse", target=target)
    if manifest.disabled:
        raise Stop("Slået fra: " + ", ".join(sorted(manifest.disabled)))
    results = dbt("build", "--exclude-resource-type", "unit_test", target=target, manifest=manifest)
    demanded = {
        name for name, node in manifest.nodes.items() if node.resource_type in ("seed", "model", "test")
    }
    passed = {result.node.unique_id for result in results if result.status in ("success", "pass")}
    if missing := sorted(demanded - passed):
        raise Stop("Ikke kørt og bestået: " + ", ".join(missing))
    return manifest


def clean_up(keep: set[Path]) -> None:
    """Removes all sets but these, and what a stopped build left; what it may not remove stays."""
    for rest in set(SETS.iterdir()) - keep - {LOCK, inputs.RECORD}:
        with suppress(OSError):
            if rest.is_dir() and not rest.is_symlink():
                set_permissions(rest, folders=0o755, files=0o644)
                shutil.rmtree(rest)
            else:
                rest.unlink()


def set_permissions(folder: Path, folders: int, files: int) -> None:
    for root, _, names in os.walk(folder):
        os.chmod(root, folders)
        for name in names:
            os.chmod(Path(root, name), files)


def publish(marts: list[str]) -> str:
    """Writes a new set of the marts and turns `published` to it. Returns the content hash; Stop, and
    `published` as it was, if the files cannot be written."""
    current = {PUBLISHED.readlink()} if PUBLISHED.is_symlink() else set()
    clean_up(keep=current)
    new = SETS / Path(tempfile.mkdtemp(prefix="set-", dir=SETS)).name  # relative on every Python
    try:
        with duckdb.connect(DATABASE) as db:
            content = files.write(db, marts, new)
        for path in (*new.rglob("*"), new):
            save(path)
        set_permissions(new, folders=0o555, files=0o444)
        link = SETS / "link"
        link.symlink_to(new)
        save(SETS)
        link.replace(PUBLISHED)
    except (OSError, duckdb.Error, XlsxWriterException) as error:
        clean_up(keep=current)
        raise Stop(f"De nye filer kunne ikke skrives: {error}") from None
    clean_up(keep={*current, new})
    return content


def publish_files(force: bool) -> str:
    """Builds with DuckDB and publishes, unless nothing has changed; returns what to say of it."""
    found = inputs.fingerprint(ROOT)
    if not force and inputs.are_built(ROOT, found, DATABASE):
        content = json.loads((PUBLISHED / "datapackage.json").read_text(encoding="utf-8"))["indholdshash"]
        return f"Intet er ændret siden sidste udgivelse (indhold {content}). FORCE=1 bygger alligevel."
    check_places()
    inputs.forget(ROOT)
    nodes = build(DEFAULT).nodes.values()
    content = publish([n.alias for n in nodes if n.resource_type == "model" and n.schema == "marts"])
    dbt_runner.close_database()
    inputs.record(ROOT, found, DATABASE)
    return f"""
Udgivet i {PUBLISHED}/: landstal.duckdb, landstal.xlsx, csv/, parquet/ og datapackage.json
Indhold {content}
Åbn {PUBLISHED}/landstal.xlsx, eller spørg {PUBLISHED}/landstal.duckdb; docs/publishing.md siger, hvordan.
Tallene som sider: make site"""


def publish_in_engine(target: str) -> str:
    """The same with another engine, whose macro publish_marts publishes."""
    if target.startswith("spark") and not shutil.which("java"):
        raise Stop("Spark kræver Java 17, som ikke findes på denne maskine.")
    with exclusive_in_postgres() if target == "postgres" else nullcontext():
        dbt("run-operation", "publish_marts", target=target, manifest=build(target))
    return f"\nUdgivet i {target}: skemaet marts"


def unchanged(target: str) -> str:
    if target == DEFAULT:
        return f"{PUBLISHED}/ er uændret." if PUBLISHED.exists() else "Der er ikke udgivet noget."
    if target == "postgres":
        return "Skemaet marts er uændret."
    return "Tabellerne i skemaet marts er dem, som nåede at blive bygget."


def main(arguments: list[str]) -> int:
    force = "--force" in arguments
    target, *rest = [argument for argument in arguments if argument != "--force"] or [DEFAULT]
    if rest or target.startswith("-"):
        print("Brug: python -m landstal build [target] [--force]", file=sys.stderr)
        return 2
    os.chdir(ROOT)
    dbt_runner.drop_user_settings()
    try:
        with exclusive():
            if complete(ROOT):
                print("En indlæsning, som blev afbrudt, er gjort færdig.")
            print(publish_files(force) if target == DEFAULT else publish_in_engine(target))
    except (Stop, OSError) as stop:
        print(stop if isinstance(stop, Stop) else f"{stop}. Er der bygget af en anden bruger?")
        print(f"\n{unchanged(target)}")
        return 1
    except KeyboardInterrupt:
        print("\nAfbrudt.")
        return 130
    return 0
