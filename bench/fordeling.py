"""Allocation at scale: the project's own macro against a floor and against other programs.

The SQL that is timed is what dbt makes of the macro `stoerste_rest`; every result is compared, municipality
by municipality, with that of whole numbers in plain Python.
"""

import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import duckdb
import motor_postgres

from bench import fordelingsdata
from bench.deltagere import KOLONNER, resultat
from bench.maaling import Maaling, maal

ROD = Path(__file__).parents[1]
FACIT = "python"

SKABELON = """
with fordelte as (
    {{{{ stoerste_rest(
        '{relation}', ['gruppe'], ['folketal desc nulls last', 'enhed asc nulls last']{mere}
    ) }}}}
)

select {kolonner} from fordelte
"""


@dataclass(frozen=True)
class Deltager:
    """`stoerst` is the largest number of municipalities it bears in about a minute; a slow one has one round
    from a million on and at most three before. `sql`: the target, relation and further arguments of its
    macro. A `bibliotek` may be wrong, which is counted."""

    tekst: str
    stoerst: int = 10**8
    langsom: bool = False
    sql: tuple[str, str, str] | None = None
    bibliotek: bool = False


DELTAGERE = {
    "gulv": Deltager("floor: scan, join, sort (DuckDB)"),
    "makro": Deltager("the macro, sums in 64 bits (DuckDB)", sql=("duckdb", "ind.enheder", ", 'bigint'")),
    "makro38": Deltager("the macro, 38 digits (DuckDB)", sql=("duckdb", "ind.enheder", "")),
    "polars": Deltager("polars"),
    "pandas": Deltager("pandas, vectorised"),
    "python": Deltager("plain Python", 10**7, True),
    "postgres": Deltager("the macro, 38 digits (PostgreSQL)", 10**6, True, ("postgres", "enheder", "")),
    "spark": Deltager("the macro, 38 digits (Spark)", 10**6, True, ("spark", "enheder", "")),
    "apportionpy": Deltager("apportionpy", 10**6, True, bibliotek=True),
    "apportionment": Deltager("apportionment", 10**6, True, bibliotek=True),
    "apportionment_broeker": Deltager("apportionment, fractions=True", 10**6, True, bibliotek=True),
    "pandas_apply": Deltager("pandas, groupby.apply", 10**6, True),
}


@dataclass(frozen=True)
class Raekke:
    """One contender at one size. `forkerte_grupper` of `grupper` differ from the right answer."""

    deltager: str
    enheder: int
    maaling: Maaling
    forhold: float
    forkerte_grupper: int | None
    grupper: int


def kompiler(sql: tuple[str, str, str], mappe: Path) -> str:
    """What dbt makes of the macro for a target of the project's profile."""
    motor, relation, mere = sql
    kilde = SKABELON.format(relation=relation, mere=mere, kolonner=KOLONNER)
    svar = subprocess.run(
        [
            Path(sys.executable).with_name("dbt"), "--quiet", "compile", "--no-populate-cache",
            "--no-introspect", "--target", motor, "--target-path", mappe / f"target-{motor}", "--inline",
            kilde,
        ],
        cwd=ROD,
        env=os.environ | {"LANDSTAL_DUCKDB": ":memory:"},
        capture_output=True,
        text=True,
    )  # fmt: skip
    if svar.returncode:
        raise RuntimeError(f"dbt compile --target {motor}:\n{svar.stdout}{svar.stderr}")
    return svar.stdout[svar.stdout.index("with fordelte") :]


class Postgres:
    """A server for as long as the benchmark runs."""

    def __init__(self, stak: ExitStack):
        self.server = stak.enter_context(motor_postgres.postgres())
        os.environ.update(self.server.miljoe)
        with self.server.forbind() as db, db.cursor() as cursor:
            cursor.execute("select pg_backend_pid()")
            status = Path(f"/proc/{cursor.fetchone()[0]}/status").read_text()
        self.pid = int(status.partition("PPid:")[2].split()[0])  # the first process started this session's

    def laeg(self, mappe: Path) -> None:
        """Loads the input, outside the timing."""
        fil = mappe / "enheder.csv"
        duckdb.connect().execute(f"copy (from '{mappe / 'enheder.parquet'}') to '{fil}' (header false)")
        with self.server.forbind() as db, db.cursor() as cursor, fil.open() as ind:
            cursor.execute("drop table if exists enheder")
            cursor.execute(
                "create table enheder"
                " (gruppe integer, enhed integer, folketal integer, vaegt bigint, antal integer)"
            )
            cursor.copy_expert("copy enheder from stdin (format csv)", ind)
            cursor.execute("vacuum analyze enheder")

    def hent(self, fil: Path) -> None:
        """Fetches the result as Parquet."""
        csv = fil.with_suffix(".csv")
        with self.server.forbind() as db, db.cursor() as cursor, csv.open("w") as ud:
            cursor.copy_expert("copy fordeling_ud to stdout (format csv, header)", ud)
        duckdb.connect().execute(f"copy (from read_csv('{csv}', header = true)) to '{fil}' (format parquet)")


def koer_stoerrelse(
    enheder: int, runder: int, sql: dict[str, str], postgres: Postgres, mappe: Path
) -> list[Raekke]:
    """All contenders that bear so many municipalities, in random order, each compared with plain Python.
    RuntimeError when one that counts in whole numbers is wrong."""
    fordelingsdata.skriv(mappe, enheder)
    navne = [navn for navn, deltager in DELTAGERE.items() if enheder <= deltager.stoerst]
    for navn in navne:
        if navn in sql:
            (mappe / f"{navn}.sql").write_text(sql[navn], encoding="utf-8")
    if "postgres" in navne:
        postgres.laeg(mappe)
    faa = 1 if enheder >= 10**6 else min(runder, 3)
    maalte = maal(
        {navn: [sys.executable, "-m", "bench.deltagere", navn, str(mappe)] for navn in navne},
        {navn: faa if DELTAGERE[navn].langsom else runder for navn in navne},
        miljoe={"SPARK_LOCAL_IP": "127.0.0.1", "PYTHONPATH": str(ROD)},
        mappe=mappe,
        servere={"postgres": postgres.pid},
    )
    if "postgres" in navne:
        postgres.hent(resultat(mappe, "postgres"))
    raekker = []
    for navn, maalt in maalte.items():
        forkerte = grupper = None
        if navn != "gulv":
            forkerte, grupper = fordelingsdata.forkerte(resultat(mappe, navn), resultat(mappe, FACIT))
            if forkerte and not DELTAGERE[navn].bibliotek:
                raise RuntimeError(f"{navn}: {forkerte} of {enheder} municipalities are wrong")
        raekker.append(
            Raekke(
                navn,
                enheder,
                maalt,
                maalt.cpu_s / maalte["gulv"].cpu_s,
                grupper,
                enheder // fordelingsdata.I_GRUPPEN,
            )
        )
    return raekker


def maal_fordeling(mindst: int = 10**4, stoerst: int = 10**7, runder: int = 5) -> list[Raekke]:
    """Every contender at every size that it bears, each size ten times the last."""
    raekker: list[Raekke] = []
    with ExitStack() as stak:
        mappe = Path(stak.enter_context(tempfile.TemporaryDirectory(prefix="fordeling-")))
        postgres = Postgres(stak)
        sql = {navn: kompiler(d.sql, mappe) for navn, d in DELTAGERE.items() if d.sql}
        enheder = mindst
        while enheder <= stoerst:
            print(f"{enheder:,} municipalities ...", file=sys.stderr)
            with tempfile.TemporaryDirectory(dir=mappe) as egen:
                raekker += koer_stoerrelse(enheder, runder, sql, postgres, Path(egen))
            enheder *= 10
    return raekker
