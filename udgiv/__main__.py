"""Builds, checks and publishes, in that order: `python -m udgiv`, from `make build`.

dbt writes `landstal.duckdb`, which nobody needs to open. When every seed, model and test has passed, the
marts are written as a new set into a folder of its own under `.published/`, and the link `published` is
turned to it in one step. Whatever stops the program before that step leaves `published` as it was; what it
left half-written is removed by the next build. The set before the current one stays, for readers that are in
the middle of it.

Exit status 1: something is wrong, and `published` is as it was.
"""

import fcntl
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
from dbt.cli.main import dbtRunner
from dbt.contracts.graph.manifest import Manifest
from xlsxwriter.exceptions import XlsxWriterException

from udgiv import saet, seedfiler

ROD = Path(__file__).parents[1]
DATABASE = Path(os.environ.get("LANDSTAL_DUCKDB", "landstal.duckdb"))  # as in profiles.yml
UDGIVET = Path("published")
SAET = Path(".published")
LAAS = SAET / "laas"


class Stop(Exception):
    """What is wrong, said to the person who started the build."""


@contextmanager
def eneret() -> Iterator[None]:
    """One build at a time; a second one waits. The lock ends with the process, however it ends."""
    SAET.mkdir(exist_ok=True)
    with LAAS.open("a+") as fil:
        try:
            fcntl.flock(fil, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            fil.seek(0)
            print(
                f"Et andet byg er i gang (proces {fil.read()}). Venter på, at det bliver færdigt ...",
                flush=True,
            )
            fcntl.flock(fil, fcntl.LOCK_EX)
        fil.truncate(0)
        fil.write(str(os.getpid()))
        fil.flush()
        yield


def dbt(*argumenter: str, manifest: Manifest | None = None):
    """The result of one dbt command, which has told the rest itself if it fails."""
    svar = dbtRunner(manifest=manifest).invoke(list(argumenter))
    if not svar.success:
        raise Stop(str(svar.exception or "Bygget fejlede."))
    return svar.result


def byg() -> list[str]:
    """Runs all of the project in this process and, only if every node of it passed, returns the marts' names.

    dbt runs here and not in a process of its own, so that nothing goes on building when this one is killed.
    """
    if fejl := seedfiler.alle_formfejl(ROD):
        raise Stop("\n".join(["", f"IKKE OPFYLDT: {seedfiler.PAASTAND}", *fejl]))
    try:
        duckdb.connect(DATABASE).close()
    except duckdb.Error as fejl:
        raise Stop(
            f"{DATABASE} kan ikke åbnes til at bygge i: {fejl}\nLuk det program, som har den åben, og lad "
            f"det åbne {UDGIVET}/landstal.duckdb i stedet. Er filen ødelagt, så slet den."
        ) from None
    farver = "--use-colors" if sys.stdout.isatty() else "--no-use-colors"
    flag = ["--quiet", "--warn-error", "--log-level-file", "none", farver]
    manifest = dbt(*flag, "parse")
    if not all(node.description for node in manifest.nodes.values() if node.resource_type == "test"):
        # A partial parse loses the description, which is the claim, of a singular test whose SQL was edited.
        manifest = dbt(*flag, "--no-partial-parse", "parse")
    noder = {
        navn: node
        for navn, node in (manifest.nodes | manifest.unit_tests).items()
        if node.resource_type in ("seed", "model", "test", "unit_test")
    }
    resultater = dbt(*flag, "build", manifest=manifest)
    bestaaede = {svar.node.unique_id for svar in resultater if svar.status in ("success", "pass")}
    if mangler := sorted((set(noder) - bestaaede) | set(manifest.disabled)):
        raise Stop("Ikke kørt og bestået: " + ", ".join(mangler))
    return [node.alias for node in noder.values() if node.resource_type == "model" and node.schema == "marts"]


def ryd_op(behold: set[Path]) -> None:
    """Removes all sets but these, and what a stopped build left."""
    for rest in set(SAET.iterdir()) - behold - {LAAS}:
        if rest.is_dir() and not rest.is_symlink():
            skrivebeskyt(rest, 0o755, 0o644)
            shutil.rmtree(rest)
        else:
            rest.unlink()


def skrivebeskyt(mappe: Path, mapper: int = 0o555, filer: int = 0o444) -> None:
    for rod, _, navne in os.walk(mappe):
        os.chmod(rod, mapper)
        for navn in navne:
            os.chmod(Path(rod, navn), filer)


def gem(sti: Path) -> None:
    """Has the file or folder written to the disk, so that the link never outlives what it points to."""
    fil = os.open(sti, os.O_RDONLY)
    try:
        os.fsync(fil)
    finally:
        os.close(fil)


def udgiv(marts: list[str]) -> str:
    """Writes a new set of the marts and turns `published` to it. Returns the content hash."""
    nuvaerende = {UDGIVET.readlink()} if UDGIVET.is_symlink() else set()
    if UDGIVET.exists() and {sti.parent for sti in nuvaerende} != {SAET}:
        raise Stop(f"{UDGIVET} er ikke et link, som landstal har lavet. Flyt det, og byg igen.")
    ryd_op(behold=nuvaerende)
    ny = Path(tempfile.mkdtemp(prefix="saet-", dir=SAET))
    try:
        with duckdb.connect(DATABASE) as db:
            indhold = saet.skriv(db, marts, ny)
        for sti in (*ny.rglob("*"), ny):
            gem(sti)
        skrivebeskyt(ny)
        link = SAET / "link"
        link.symlink_to(ny)
        gem(SAET)
        link.replace(UDGIVET)
    except (OSError, duckdb.Error, XlsxWriterException) as fejl:
        ryd_op(behold=nuvaerende)
        raise Stop(f"De nye filer kunne ikke skrives: {fejl}") from None
    ryd_op(behold={*nuvaerende, ny})
    return indhold


def main() -> int:
    os.chdir(ROD)
    for navn in [navn for navn in os.environ if navn.startswith("DBT_")]:
        del os.environ[navn]  # such as another profile, or tests left out
    try:
        with eneret():
            indhold = udgiv(byg())
    except Stop as stop:
        print(stop)
        uroert = f"{UDGIVET}/ er uændret." if UDGIVET.exists() else "Der er ikke udgivet noget."
        print(f"\n{uroert}")
        return 1
    print(f"\nUdgivet i {UDGIVET}/: landstal.duckdb, landstal.xlsx, csv/, parquet/ og datapackage.json")
    print(f"Indhold {indhold}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
