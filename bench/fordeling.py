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
from bench.measurement import Measurement, measure

from bench import fordelingsdata
from bench.deltagere import COLUMNS, result
from tools import postgres

ROOT = Path(__file__).parents[1]
EXPECTED = "python"

TEMPLATE = """
with fordelte as (
    {{{{ stoerste_rest(
        '{relation}', ['gruppe'], ['folketal desc nulls last', 'enhed asc nulls last']{mere}
    ) }}}}
)

select {kolonner} from fordelte
"""


@dataclass(frozen=True)
class Contender:
    """`stoerst` is the largest number of municipalities it bears in about a minute; a slow one has one round
    from a million on and at most three before. `sql`: the target, relation and further arguments of its
    macro. A `bibliotek` may be wrong, which is counted."""

    text: str
    largest_value: int = 10**8
    slow: bool = False
    sql: tuple[str, str, str] | None = None
    library: bool = False


CONTENDERS = {
    "gulv": Contender("floor: scan, join, sort (DuckDB)"),
    "makro": Contender("the macro, sums in 64 bits (DuckDB)", sql=("duckdb", "ind.enheder", ", 'bigint'")),
    "makro38": Contender("the macro, 38 digits (DuckDB)", sql=("duckdb", "ind.enheder", "")),
    "polars": Contender("polars"),
    "pandas": Contender("pandas, vectorised"),
    "python": Contender("plain Python", 10**7, True),
    "postgres": Contender("the macro, 38 digits (PostgreSQL)", 10**6, True, ("postgres", "enheder", "")),
    "spark": Contender("the macro, 38 digits (Spark)", 10**6, True, ("spark", "enheder", "")),
    "apportionpy": Contender("apportionpy", 10**6, True, library=True),
    "apportionment": Contender("apportionment", 10**6, True, library=True),
    "apportionment_broeker": Contender("apportionment, fractions=True", 10**6, True, library=True),
    "pandas_apply": Contender("pandas, groupby.apply", 10**6, True),
}


@dataclass(frozen=True)
class Row:
    """One contender at one size. `forkerte_grupper` of `grupper` differ from the right answer."""

    contender: str
    units: int
    measurement: Measurement
    ratio: float
    wrong_groups: int | None
    groups: int


def compile_model(sql: tuple[str, str, str], folder: Path) -> str:
    """What dbt makes of the macro for a target of the project's profile."""
    engine, relation, more = sql
    source = TEMPLATE.format(relation=relation, more=more, columns=COLUMNS)
    answer = subprocess.run(
        [
            Path(sys.executable).with_name("dbt"), "--quiet", "compile", "--no-populate-cache",
            "--no-introspect", "--target", engine, "--target-path", folder / f"target-{engine}", "--inline",
            source,
        ],
        cwd=ROOT,
        env=os.environ | {"LANDSTAL_DUCKDB": ":memory:"},
        capture_output=True,
        text=True,
    )  # fmt: skip
    if answer.returncode:
        raise RuntimeError(f"dbt compile --target {engine}:\n{answer.stdout}{answer.stderr}")
    return answer.stdout[answer.stdout.index("with fordelte") :]


class Postgres:
    """A server for as long as the benchmark runs."""

    def __init__(self, stack: ExitStack):
        self.server = stack.enter_context(postgres.postgres())
        os.environ.update(self.server.environment)
        with self.server.connect() as db, db.cursor() as cursor:
            cursor.execute("select pg_backend_pid()")
            status = Path(f"/proc/{cursor.fetchone()[0]}/status").read_text()
        self.pid = int(status.partition("PPid:")[2].split()[0])  # the first process started this session's

    def place(self, folder: Path) -> None:
        """Loads the input, outside the timing."""
        file = folder / "enheder.csv"
        duckdb.connect().execute(f"copy (from '{folder / 'enheder.parquet'}') to '{file}' (header false)")
        with self.server.connect() as db, db.cursor() as cursor, file.open() as inserted:
            cursor.execute("drop table if exists enheder")
            cursor.execute(
                "create table enheder"
                " (gruppe integer, enhed integer, folketal integer, vaegt bigint, antal integer)"
            )
            cursor.copy_expert("copy enheder from stdin (format csv)", inserted)
            cursor.execute("vacuum analyze enheder")

    def fetch(self, file: Path) -> None:
        """Fetches the result as Parquet."""
        csv = file.with_suffix(".csv")
        with self.server.connect() as db, db.cursor() as cursor, csv.open("w") as output:
            cursor.copy_expert("copy fordeling_ud to stdout (format csv, header)", output)
        duckdb.connect().execute(f"copy (from read_csv('{csv}', header = true)) to '{file}' (format parquet)")


def run_size(units: int, rounds: int, sql: dict[str, str], postgres: Postgres, folder: Path) -> list[Row]:
    """All contenders that bear so many municipalities, in random order, each compared with plain Python.
    RuntimeError when one that counts in whole numbers is wrong."""
    fordelingsdata.write(folder, units)
    names = [name for name, contender in CONTENDERS.items() if units <= contender.largest_value]
    for name in names:
        if name in sql:
            (folder / f"{name}.sql").write_text(sql[name], encoding="utf-8")
    if "postgres" in names:
        postgres.place(folder)
    few = 1 if units >= 10**6 else min(rounds, 3)
    maalte = measure(
        {name: [sys.executable, "-m", "bench.deltagere", name, str(folder)] for name in names},
        {name: few if CONTENDERS[name].slow else rounds for name in names},
        environment={"SPARK_LOCAL_IP": "127.0.0.1", "PYTHONPATH": str(ROOT)},
        folder=folder,
        servers={"postgres": postgres.pid},
    )
    if "postgres" in names:
        postgres.fetch(result(folder, "postgres"))
    rows = []
    for name, measured in maalte.items():
        wrong_ones = groups = None
        if name != "gulv":
            wrong_ones, groups = fordelingsdata.wrong_ones(result(folder, name), result(folder, EXPECTED))
            if wrong_ones and not CONTENDERS[name].library:
                raise RuntimeError(f"{name}: {wrong_ones} of {units} municipalities are wrong")
        rows.append(
            Row(
                name,
                units,
                measured,
                measured.cpu_s / maalte["gulv"].cpu_s,
                groups,
                units // fordelingsdata.GROUP_SIZE,
            )
        )
    return rows


def measure_allocation(at_least: int = 10**4, largest_value: int = 10**7, rounds: int = 5) -> list[Row]:
    """Every contender at every size that it bears, each size ten times the last."""
    rows: list[Row] = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="fordeling-")))
        postgres = Postgres(stack)
        sql = {name: compile_model(d.sql, folder) for name, d in CONTENDERS.items() if d.sql}
        units = at_least
        while units <= largest_value:
            print(f"{units:,} municipalities ...", file=sys.stderr)
            with tempfile.TemporaryDirectory(dir=folder) as own:
                rows += run_size(units, rounds, sql, postgres, Path(own))
            units *= 10
    return rows
