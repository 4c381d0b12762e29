"""Builds, checks and publishes, in that order: `python -m udgiv [target]`, from `make build`.

With the target duckdb, dbt writes `landstal.duckdb`, which nobody needs to open. When every seed, model and
test has passed, the marts are written as a new set into a folder of its own under `.published/`, and the link
`published` is turned to it in one step. Whatever stops the program before that step leaves `published` as it
was; what it left half-written is removed by the next build. The set before the current one stays, for readers
that are in the middle of it.

With another target of `profiles.yml` the engine's own macro udgiv_marts publishes, if it has one.

Exit status 1: something is wrong, and what is published is as it was.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any

import duckdb
import psycopg2
from dbt.cli.main import dbtRunner
from dbt.contracts.graph.manifest import Manifest
from dbt_common.events.base_types import EventMsg
from xlsxwriter.exceptions import XlsxWriterException

from udgiv import saet, seedfiler
from udgiv.laas import LAAS, SAET, eneret
from udgiv.skrivning import faerdiggoer, gem

ROD = Path(__file__).parents[1]
DATABASE = Path(os.environ.get("LANDSTAL_DUCKDB", "landstal.duckdb"))  # as in profiles.yml
UDGIVET = Path("published")
STANDARD = "duckdb"  # the target of profiles.yml unless another is named
POSTGRES = ("PGHOST", "PGDATABASE", "PGUSER", "PGPASSWORD")  # as in profiles.yml, and as libpq reads them


class Stop(Exception):
    """What is wrong, said to the person who started the build."""


def vis(haendelse: EventMsg) -> None:
    """Of all that dbt says, only what the project's own macros print, and why one of them stopped."""
    if haendelse.info.name == "PrintEvent":
        print(haendelse.info.msg, flush=True)
    elif haendelse.info.name in ("RunningOperationCaughtError", "RunningOperationUncaughtError"):
        print(f"\n{haendelse.data.exc}", flush=True)


def dbt(*argumenter: str, target: str, manifest: Manifest | None = None) -> Any:
    """The result of one dbt command on a target; Stop, with what failed, if it fails. Failed data tests have
    explained themselves (macro vis_fejlende_raekker)."""
    flag = ["--warn-error", "--log-level", "none", "--log-level-file", "none"]
    # Naming the default would make dbt parse in full, here and again in the next plain `dbt build`.
    sted = [] if target == STANDARD else ["--target", target]
    svar = dbtRunner(manifest=manifest, callbacks=[vis]).invoke([*flag, *argumenter, *sted])
    if not svar.success:
        fejl = [
            f"{resultat.node.resource_type} {resultat.node.name}: {resultat.message}"
            for resultat in svar.result or []
            if resultat.status in ("error", "fail")
            and hasattr(resultat, "node")  # not of a macro, whose error is shown
            and resultat.node.resource_type != "test"
        ]
        raise Stop("\n\n".join(["", *fejl, str(svar.exception or "Bygget fejlede.")]))
    return svar.result


def kontroller_stederne() -> None:
    """Stop, before any work is done, if it cannot be built or published where it should be."""
    if UDGIVET.exists() and not (UDGIVET.is_symlink() and UDGIVET.readlink().parent == SAET):
        raise Stop(f"{UDGIVET} er ikke et link, som landstal har lavet. Flyt det, og byg igen.")
    if str(DATABASE) == ":memory:" or DATABASE.is_dir() or SAET.resolve() in DATABASE.resolve().parents:
        raise Stop(f"LANDSTAL_DUCKDB er {DATABASE}; ventet navnet på en fil uden for {UDGIVET}.")
    if not DATABASE.parent.exists():
        raise Stop(f"LANDSTAL_DUCKDB er {DATABASE}; mappen {DATABASE.parent} findes ikke.")
    try:
        duckdb.connect(DATABASE).close()
    except duckdb.Error as fejl:
        if "Conflicting lock" in str(fejl):
            raad = f"Luk det program, som har den åben, og lad det åbne {UDGIVET}/landstal.duckdb i stedet."
        else:
            raad = "Er den ødelagt, så slet den: den bygges igen."
        raise Stop(f"{DATABASE} kan ikke åbnes til at bygge i. {raad}\n{fejl}") from None


@contextmanager
def eneret_i_postgres() -> Iterator[None]:
    """Waits for a build that another machine has under way in the same database, and keeps others waiting."""
    if mangler := [navn for navn in POSTGRES if navn not in os.environ]:
        raise Stop("Mangler i miljøet: " + ", ".join(mangler))
    with closing(psycopg2.connect("", connect_timeout=10)) as db, db.cursor() as cursor:
        db.autocommit = True
        cursor.execute("select pg_try_advisory_lock(hashtext('landstal'))")
        if cursor.fetchone() == (False,):
            print("Et andet byg er i gang i databasen. Venter ...", flush=True)
            cursor.execute("select pg_advisory_lock(hashtext('landstal'))")
        yield


def byg(target: str) -> Manifest:
    """Runs all of the project in this process; Stop unless every node passed.

    dbt runs here and not in a process of its own, so that nothing goes on building when this one is killed.
    """
    if fejl := seedfiler.alle_formfejl(ROD):
        raise Stop("\n".join(["", f"IKKE OPFYLDT: {seedfiler.PAASTAND}", *fejl]))
    manifest = dbt("parse", target=target)
    if not all(node.description for node in manifest.nodes.values() if node.resource_type == "test"):
        # A partial parse loses the description, which is the claim, of a singular test whose SQL was edited.
        manifest = dbt("--no-partial-parse", "parse", target=target)
    noder = {
        navn: node
        for navn, node in (manifest.nodes | manifest.unit_tests).items()
        if node.resource_type in ("seed", "model", "test", "unit_test")
    }
    resultater = dbt("build", target=target, manifest=manifest)
    bestaaede = {r.node.unique_id for r in resultater if r.status in ("success", "pass")}
    # Of what is switched off, only sources (macro raa) and the tests of a name that the seeds' tests have.
    navne = {node.name for node in noder.values()}
    slaaet_fra = {
        navn
        for navn, andre in manifest.disabled.items()
        if not navn.startswith("source.") and andre[0].name not in navne
    }
    if mangler := sorted((set(noder) - bestaaede) | slaaet_fra):
        raise Stop("Ikke kørt og bestået: " + ", ".join(mangler))
    return manifest


def ryd_op(behold: set[Path]) -> None:
    """Removes all sets but these, and what a stopped build left; what it may not remove stays."""
    for rest in set(SAET.iterdir()) - behold - {LAAS}:
        with suppress(OSError):
            if rest.is_dir() and not rest.is_symlink():
                giv_rettigheder(rest, mapper=0o755, filer=0o644)
                shutil.rmtree(rest)
            else:
                rest.unlink()


def giv_rettigheder(mappe: Path, mapper: int, filer: int) -> None:
    for rod, _, navne in os.walk(mappe):
        os.chmod(rod, mapper)
        for navn in navne:
            os.chmod(Path(rod, navn), filer)


def udgiv(marts: list[str]) -> str:
    """Writes a new set of the marts and turns `published` to it. Returns the content hash; Stop, and
    `published` as it was, if the files cannot be written."""
    nuvaerende = {UDGIVET.readlink()} if UDGIVET.is_symlink() else set()
    ryd_op(behold=nuvaerende)
    ny = SAET / Path(tempfile.mkdtemp(prefix="saet-", dir=SAET)).name  # relative on every Python
    try:
        with duckdb.connect(DATABASE) as db:
            indhold = saet.skriv(db, marts, ny)
        for sti in (*ny.rglob("*"), ny):
            gem(sti)
        giv_rettigheder(ny, mapper=0o555, filer=0o444)
        link = SAET / "link"
        link.symlink_to(ny)
        gem(SAET)
        link.replace(UDGIVET)
    except (OSError, duckdb.Error, XlsxWriterException) as fejl:
        ryd_op(behold=nuvaerende)
        raise Stop(f"De nye filer kunne ikke skrives: {fejl}") from None
    ryd_op(behold={*nuvaerende, ny})
    return indhold


def udgiv_filer() -> str:
    """Builds with DuckDB, publishes, and returns what to say of it."""
    kontroller_stederne()
    noder = byg(STANDARD).nodes.values()
    indhold = udgiv([n.alias for n in noder if n.resource_type == "model" and n.schema == "marts"])
    return f"""
Udgivet i {UDGIVET}/: landstal.duckdb, landstal.xlsx, csv/, parquet/ og datapackage.json
Indhold {indhold}
Åbn {UDGIVET}/landstal.xlsx, eller spørg {UDGIVET}/landstal.duckdb; README siger, hvordan.
Tallene som sider: make site"""


def udgiv_i_motoren(target: str) -> str:
    """The same with another engine, whose macro udgiv_marts publishes."""
    if target.startswith("spark") and not shutil.which("java"):
        raise Stop("Spark kræver Java 17, som ikke findes på denne maskine.")
    with eneret_i_postgres() if target == "postgres" else nullcontext():
        dbt("run-operation", "udgiv_marts", target=target, manifest=byg(target))
    return f"\nUdgivet i {target}: skemaet marts"


def uaendret(target: str) -> str:
    if target == STANDARD:
        return f"{UDGIVET}/ er uændret." if UDGIVET.exists() else "Der er ikke udgivet noget."
    if target == "postgres":
        return "Skemaet marts er uændret."
    return "Tabellerne i skemaet marts er dem, som nåede at blive bygget."


def main() -> int:
    target = sys.argv[1] if len(sys.argv) > 1 else STANDARD
    os.chdir(ROD)
    for navn in [navn for navn in os.environ if navn.startswith("DBT_")]:
        del os.environ[navn]  # such as another profile, tests left out, or telemetry
    try:
        with eneret():
            if faerdiggoer(ROD):
                print("En indlæsning, som blev afbrudt, er gjort færdig.")
            print(udgiv_filer() if target == STANDARD else udgiv_i_motoren(target))
    except (Stop, OSError, psycopg2.Error) as stop:
        print(stop if not isinstance(stop, OSError) else f"{stop}. Er der bygget af en anden bruger?")
        print(f"\n{uaendret(target)}")
        return 1
    except KeyboardInterrupt:
        print("\nAfbrudt.")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
