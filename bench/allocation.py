"""Allocation at scale: the project's own macro, as dbt compiles it, against a floor and other programs.

The made-up municipalities stand in groups of twenty, the hard cases among them; every result is compared,
municipality by municipality, with whole numbers in plain Python.
"""

import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import duckdb

from bench.contenders import COLUMNS, result
from bench.measurement import ROOT, Measurement, dbt, measure

GROUP_SIZE = 20
LABELS = {
    "floor": "floor: scan, join, sort (DuckDB)",
    "macro": "the macro, sums in 64 bits (DuckDB)",
    "macro38": "the macro, 38 digits (DuckDB)",
    "polars": "polars",
    "pandas": "pandas, vectorised",
    "apportionment": "apportionment",
    "apportionment_fractions": "apportionment, fractions=True",
}
LIBRARY = "apportionment"  # may be wrong, and takes a minute from this size on
LIBRARY_BELOW = 10**7
MACRO = """
with fordelte as (
    {{{{ stoerste_rest(
        'input.enheder', ['gruppe'], ['folketal desc nulls last', 'enhed asc nulls last']{arguments}
    ) }}}}
)

select {columns} from fordelte
"""
ARGUMENTS = {"macro": ", vaegttype='bigint'", "macro38": ""}

# By the last two digits of the group. The ordinary weights are as large as those of the letter of 2024, where
# every tenth municipality had none; the wide ones give products beyond 64 bits; small ones tie, equal or not.
WEIGHT = """
    case
        when gruppe % 100 = 0 then 5000000000000000 + random % 5000000000000000
        when gruppe % 100 = 1 then 1
        when gruppe % 100 = 2 then random % 4
        when gruppe % 100 in (3, 4) then 0
        when gruppe % 100 = 6 then case when enhed % 20 = 7 then 1 + random % 1000 else 0 end
        when gruppe % 100 between 7 and 16 then 1 + random % 30
        else case when random % 10 = 0 then 0 else random % 20000000000000 end
    end
"""
SEATS = """
    case gruppe % 100
        when 0 then 2000 + random % 1000000
        when 2 then random % 30
        when 3 then 0
        when 4 then 5
        when 5 then 0
        else random % 400
    end
"""
# Small populations in every second group, so that they tie too and the code decides.
POPULATION = "case gruppe % 2 when 0 then 1 + other_random % 5 else 1 + other_random % 700000 end"


@dataclass(frozen=True)
class Row:
    """One contender at one size: how many of a thousand groups are wrong, None for the floor."""

    measurement: Measurement
    wrong_in_1000: float | None


def write_input(folder: Path, units: int) -> None:
    """The tables `enheder` (in random order) and `grupper` in `input.duckdb`, and `enheder.parquet`."""
    with duckdb.connect(str(folder / "input.duckdb")) as db:
        db.execute(f"""
            create table grupper as
            select gruppe, cast({SEATS} as integer) as antal
            from (
                select cast(i as integer) as gruppe, hash(i, 1017) >> 1 as random
                from range({units // GROUP_SIZE}) as t (i)
            )
        """)
        db.execute(f"""
            create table enheder as
            select gruppe, enhed, cast({POPULATION} as integer) as folketal, cast({WEIGHT} as bigint) as vaegt, antal
            from (
                select cast(i // {GROUP_SIZE} as integer) as gruppe, cast(i as integer) as enhed,
                    hash(i, 2017) >> 1 as random, hash(i, 3017) >> 1 as other_random
                from range({units}) as t (i)
            )
            inner join grupper using (gruppe)
            order by hash(enhed, 17)
        """)
        db.execute(f"copy enheder to '{folder / 'enheder.parquet'}' (format parquet)")


def compile_macro(arguments: str, folder: Path) -> str:
    """What dbt makes of the macro."""
    source = MACRO.format(arguments=arguments, columns=COLUMNS)
    command = dbt(folder, "compile", "--no-populate-cache", "--no-introspect", "--inline", source)
    answer = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return answer.stdout[answer.stdout.index("with fordelte") :]


def wrong_groups(found: Path, expected: Path) -> int:
    """How many groups have a row that is not in the other result."""
    with duckdb.connect() as db:
        relation = f"'{found}'"
        if found.suffix == ".duckdb":
            db.execute(f"attach '{found}' as found (read_only)")
            relation = "found.result"
        ours, theirs = (f"select gruppe, enhed, tildelt from {r}" for r in (relation, f"'{expected}'"))
        return db.execute(f"""
            select count(distinct gruppe)
            from (({ours} except all {theirs}) union all ({theirs} except all {ours}))
        """).fetchone()[0]


def measure_size(units: int, rounds: int, sql: dict[str, str]) -> dict[str, Row]:
    """Every contender that bears so many municipalities."""
    with tempfile.TemporaryDirectory(prefix="allocation-") as name:
        folder = Path(name)
        write_input(folder, units)
        for name, text in sql.items():
            (folder / f"{name}.sql").write_text(text, encoding="utf-8")
        names = [n for n in LABELS if units < LIBRARY_BELOW or not n.startswith(LIBRARY)]
        commands = {
            n: [sys.executable, "-m", "bench.contenders", n, str(folder)] for n in (*names, "expected")
        }
        subprocess.run(commands.pop("expected"), cwd=ROOT, check=True)
        rows = {}
        for name, measurement in measure(commands, rounds).items():
            wrong = None
            if name != "floor":
                wrong = wrong_groups(result(folder, name), result(folder, "expected"))
                if wrong and not name.startswith(LIBRARY):
                    sys.exit(f"{name}: {wrong} of {units // GROUP_SIZE} groups are wrong")
                wrong *= 1000 * GROUP_SIZE / units
            rows[name] = Row(measurement, wrong)
        return rows


def measure_allocation(sizes: tuple[int, ...], rounds: int) -> dict[int, dict[str, Row]]:
    """By number of municipalities, which must fill the groups, every contender's cost."""
    with tempfile.TemporaryDirectory() as folder:
        sql = {name: compile_macro(arguments, Path(folder)) for name, arguments in ARGUMENTS.items()}
    measured = {}
    for units in sizes:
        print(f"{units:,} municipalities ...", file=sys.stderr)
        measured[units] = measure_size(units, rounds, sql)
    return measured
