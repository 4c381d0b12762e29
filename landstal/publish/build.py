"""Builds, checks and publishes, in that order: `python -m landstal build [target]`, from `make build`.

With the target duckdb, dbt writes `landstal.duckdb`, which nobody needs to open. When every seed, model and
data test has passed, the marts are written as a new set, and the link `published` is turned to it
(`landstal/sets.py`). When nothing has changed since the set was built, nothing is done.

With another target of `profiles.yml` the engine's own macro publish_marts publishes, if it has one.

Unit tests test the code and not the data: `make test` runs them, a build does not.

Exit status 1: something is wrong, and what is published is as it was.
"""

import json
import os
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import yaml
from xlsxwriter.exceptions import XlsxWriterException

from landstal import ROOT, Stop, seeds
from landstal import dbt as dbt_runner
from landstal.lock import SETS, exclusive
from landstal.output import in_danish
from landstal.publish import files, inputs
from landstal.publish.marts import Labels
from landstal.seeds import complete
from landstal.sets import PUBLISHED

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest
    from dbt_common.events.base_types import EventMsg

DATABASE = Path(os.environ.get("LANDSTAL_DUCKDB", "landstal.duckdb"))  # as in profiles.yml
DEFAULT = "duckdb"  # the target of profiles.yml unless another is named
POSTGRES = ("PGHOST", "PGDATABASE", "PGUSER", "PGPASSWORD")  # as in profiles.yml, and as libpq reads them


def show(event: "EventMsg") -> None:
    """Of all that dbt says, only what the project's own macros print, and why one of them stopped."""
    if event.info.name == "PrintEvent":
        print(event.info.msg, flush=True)
    elif event.info.name in ("RunningOperationCaughtError", "RunningOperationUncaughtError"):
        print(f"\n{event.data.exc}", flush=True)


def dbt(*arguments: str, target: str, manifest: "Manifest | None" = None) -> Any:
    """The result of one dbt command on a target; Stop, with what failed, if it fails. Data tests that found
    something have explained themselves (macro show_failing_rows)."""
    # Naming the default would make dbt parse in full, here and again in the next plain `dbt build`.
    chosen = [] if target == DEFAULT else ["--target", target]
    answer = dbt_runner.invoke("--warn-error", *arguments, *chosen, manifest=manifest, listener=show)
    if not answer.success:
        errors = map(explained, dbt_runner.failing_nodes(answer.result))
        raise Stop("\n\n".join(["", *errors, str(answer.exception or "Kørslen mislykkedes.")]))
    return answer.result


def explained(result: Any) -> str:
    """What failed, and what the engine said; of a data test its claim too."""
    node = result.node
    claim = "KAN IKKE KONTROLLERES: " + " ".join((node.description or node.name).split()) + "\n"
    return (
        f"{claim if node.resource_type == 'test' else ''}{node.resource_type} {node.name}: {result.message}"
    )


def targets() -> list[str]:
    return list(yaml.safe_load((ROOT / "profiles.yml").read_text(encoding="utf-8"))["landstal"]["outputs"])


def check_places() -> None:
    """Stop, before any work is done, if it cannot be built or published where it should be."""
    PUBLISHED.check()
    for place, path, unfit in (("Mappen", ROOT, "'?"), ("LANDSTAL_DUCKDB", DATABASE, "'?#;\"")):
        if found := re.search(rf"[{unfit}\x00-\x1f\ud800-\udfff]", str(path)):
            character = ascii(found[0])[1:-1]
            shown = re.sub(r"\s", " ", str(path))
            raise Stop(f"{place} er {shown}; dbt og DuckDB kan ikke bygge i en sti med tegnet {character}.")
    if DATABASE.name.lstrip(".").split(".")[0].lower() in ("main", "system", "temp"):
        raise Stop(f"LANDSTAL_DUCKDB er {DATABASE}, et navn, som DuckDB selv bruger. Vælg et andet.")
    if str(DATABASE) == ":memory:" or DATABASE.is_dir() or SETS.resolve() in DATABASE.resolve().parents:
        raise Stop(f"LANDSTAL_DUCKDB er {DATABASE}, men skal være en fil uden for {PUBLISHED}.")
    if not DATABASE.parent.exists():
        raise Stop(f"LANDSTAL_DUCKDB er {DATABASE}, men mappen {DATABASE.parent} findes ikke.")
    try:
        duckdb.connect(DATABASE).close()
    except duckdb.Error as error:
        if "Conflicting lock" in str(error):
            advice = (
                f"Luk det program, som har den åben, og lad det åbne {PUBLISHED}/landstal.duckdb i stedet."
            )
        else:
            advice = "Er filen ødelagt, så slet den; den bygges igen."
        raise Stop(f"{DATABASE} kan ikke åbnes til skrivning. {advice}\n{error}") from None


@contextmanager
def exclusive_in_postgres() -> Iterator[None]:
    """Waits for a build that another machine has under way in the same database, and keeps others waiting."""
    import psycopg2  # another target does without it

    if missing := [name for name in POSTGRES if name not in os.environ]:
        raise Stop("Disse miljøvariable mangler: " + ", ".join(missing))
    try:
        with closing(psycopg2.connect("", connect_timeout=10)) as db, db.cursor() as cursor:
            db.autocommit = True
            cursor.execute("select pg_try_advisory_lock(hashtext('landstal'))")
            if cursor.fetchone() == (False,):
                print("En anden kørsel er i gang i databasen. Venter ...", flush=True)
                cursor.execute("select pg_advisory_lock(hashtext('landstal'))")
            yield
    except psycopg2.Error as error:
        raise Stop(f"PostgreSQL melder fejl: {error}") from None


def build(target: str) -> "Manifest":
    """Runs the seeds, the models and their tests in this process; Stop unless every one of them passed.

    dbt runs here and not in a process of its own, so that nothing goes on building when this one is killed.
    """
    if errors := seeds.all_form_errors(ROOT):
        raise Stop("\n".join(["", f"IKKE OPFYLDT: {seeds.CLAIM}", *errors]))
    manifest = dbt("parse", "--no-write-json", target=target)  # 'build' writes it
    if not all(node.description for node in manifest.nodes.values() if node.resource_type == "test"):
        # A partial parse loses the description, which is the claim, of a singular test whose SQL was edited.
        manifest = dbt("parse", "--no-write-json", "--no-partial-parse", target=target)
    if manifest.disabled:
        raise Stop("Disse dele af projektet er slået fra: " + ", ".join(sorted(manifest.disabled)))
    results = dbt("build", "--exclude-resource-type", "unit_test", target=target, manifest=manifest)
    demanded = {
        name for name, node in manifest.nodes.items() if node.resource_type in ("seed", "model", "test")
    }
    passed = {result.node.unique_id for result in results if result.status in ("success", "pass")}
    if missing := sorted(demanded - passed):
        raise Stop("Ikke kørt eller ikke bestået: " + ", ".join(missing))
    return manifest


def labels(model: Any) -> Labels:
    """The Danish labels of a model and its columns."""
    return Labels(model.config.meta["label"], {c.name: c.meta["label"] for c in model.columns.values()})


def publish(marts: dict[str, Labels]) -> str:
    """Writes a new set of the marts and turns `published` to it. Returns the content hash; Stop, and
    `published` as it was, if the files cannot be written."""
    try:
        with duckdb.connect() as db:
            # Under a name of its own: DuckDB would name it after the file, which may be called marts.
            db.execute(f"attach {files.literal(DATABASE)} as built (read_only); use built")
            return PUBLISHED.write(lambda folder: files.write(db, marts, folder))
    except (OSError, duckdb.Error, XlsxWriterException) as error:
        raise Stop(f"De nye filer kunne ikke skrives: {in_danish(error)}") from None


def publish_files(force: bool) -> str:
    """Builds with DuckDB and publishes, unless nothing has changed; returns what to say of it."""
    found = inputs.fingerprint(ROOT)
    if not force and inputs.are_built(ROOT, found, DATABASE):
        content = json.loads((PUBLISHED.link / "datapackage.json").read_text(encoding="utf-8"))[
            "indholdshash"
        ]
        return f"Intet er ændret siden sidste udgivelse (version {content}). FORCE=1 bygger alligevel."
    check_places()
    inputs.forget(ROOT)
    nodes = build(DEFAULT).nodes.values()
    content = publish(
        {n.alias: labels(n) for n in nodes if n.resource_type == "model" and n.schema == "marts"}
    )
    inputs.record(ROOT, found, DATABASE)
    return f"""
Udgivet i {PUBLISHED}/: landstal.duckdb, landstal.xlsx, csv/, parquet/ og datapackage.json
Version (kontrolsum): {content}
Åbn {PUBLISHED}/landstal.xlsx, eller søg i {PUBLISHED}/landstal.duckdb; se hvordan i docs/publishing.md.
make site skriver tallene som websider."""


def publish_in_engine(target: str) -> str:
    """The same with another engine, whose macro publish_marts publishes."""
    if target.startswith("spark") and not shutil.which("java"):
        raise Stop("Spark kræver Java 17, som ikke findes på denne maskine.")
    with exclusive_in_postgres() if target == "postgres" else nullcontext():
        dbt("run-operation", "publish_marts", target=target, manifest=build(target))
    return f"\nUdgivet med {target} i skemaet marts"


def unchanged(target: str) -> str:
    if target == DEFAULT:
        return f"{PUBLISHED}/ er uændret." if PUBLISHED.link.exists() else "Intet er udgivet."
    if target == "postgres":
        return "Skemaet marts er uændret."
    return "Skemaet marts har de tabeller, som nåede at blive bygget."


def main(arguments: list[str]) -> int:
    force = "--force" in arguments
    target, *rest = [argument for argument in arguments if argument != "--force"] or [DEFAULT]
    if rest or target.startswith("-"):
        unknown = target if target.startswith("-") else rest[0]
        print("Brug: python -m landstal build [target] [--force]", file=sys.stderr)
        print(f"{unknown} kendes ikke.", file=sys.stderr)
        return 2
    if target not in targets():
        print(f"profiles.yml har ingen target {target}. Vælg mellem {', '.join(targets())}.")
        return 1
    os.chdir(ROOT)
    dbt_runner.drop_user_settings()
    try:
        with exclusive():
            if complete(ROOT):
                print("En indlæsning, som blev afbrudt, er gjort færdig.")
            print(publish_files(force) if target == DEFAULT else publish_in_engine(target))
    except (Stop, OSError) as stop:
        is_denied = isinstance(stop, PermissionError)
        print(in_danish(stop) + (" Har en anden bruger bygget her?" if is_denied else ""))
        print(f"\n{unchanged(target)}")
        return 1
    except KeyboardInterrupt:
        print("\nAfbrudt.")
        return 130
    return 0
