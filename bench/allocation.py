"""Allocation at scale: the project's own macro, as dbt compiles it, against a floor and other programs, on
made-up municipalities in groups of twenty, the hard cases among them."""

import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb

from bench.contenders import COLUMNS, LABELS, result
from bench.measurement import ROOT, Cost, dbt, measure

GROUP_SIZE = 20
LIBRARY, LIBRARY_BELOW = "apportionment", 10**7  # takes minutes from there on
# As dbt compiles it; by contender, the types of its sums.
MACRO = """
with fordelte as ({{{{ largest_remainder(
    'input.enheder', ['gruppe'], ['folketal desc nulls last', 'enhed asc nulls last']{weight_type}
) }}}})
select {columns} from fordelte
"""
WEIGHT_TYPES = {"macro": ", weight_type='bigint'", "macro38": ""}

# By the last two digits of the group. The ordinary weights are as large as those of the letter of 2024, where
# every tenth municipality had none; the wide ones give products beyond 64 bits; small ones tie, equal or not.
WEIGHT = """
    case
        when gruppe % 100 = 0 then 5000000000000000 + random % 5000000000000000
        when gruppe % 100 = 1 then 1
        when gruppe % 100 in (2, 3) then 0
        when gruppe % 100 = 4 then case when enhed % 20 = 7 then 1 + random % 1000 else 0 end
        when gruppe % 100 < 15 then 1 + random % 30
        when random % 10 = 0 then 0
        else random % 20000000000000
    end
"""
SEATS = """
    case gruppe % 100
        when 0 then 2000 + random % 1000000 when 2 then 0 when 3 then 5 when 5 then 0 else random % 400
    end
"""
# Small populations in every second group, so that they tie too and the code decides.
POPULATION = "case gruppe % 2 when 0 then 1 + other_random % 5 else 1 + other_random % 700000 end"


def write_input(folder: Path, units: int) -> None:
    """The tables `enheder` (in random order) and `grupper` in `input.duckdb`, and `enheder.parquet`."""
    with duckdb.connect(str(folder / "input.duckdb")) as db:
        db.execute(f"""
            create table grupper as
            select cast(i as integer) as gruppe, cast({SEATS} as integer) as antal
            from (select i, i as gruppe, hash(i, 1) as random from range({units // GROUP_SIZE}) as t (i))
        """)
        db.execute(f"""
            create table enheder as
            select
                gruppe, enhed, cast({POPULATION} as integer) as folketal,
                cast({WEIGHT} as bigint) as vaegt, antal
            from (
                select cast(i // {GROUP_SIZE} as integer) as gruppe, cast(i as integer) as enhed,
                    hash(i, 2) as random, hash(i, 3) as other_random
                from range({units}) as t (i)
            )
            inner join grupper using (gruppe)
            order by hash(enhed, 4)
        """)
        db.execute(f"copy enheder to '{folder / 'enheder.parquet'}' (format parquet)")


def compile_macro(weight_type: str) -> str:
    source = MACRO.format(weight_type=weight_type, columns=COLUMNS)
    with tempfile.TemporaryDirectory() as folder:
        command = dbt(Path(folder), "compile", "--no-introspect", "--inline", source)
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


def measure_allocation(sizes: tuple[int, ...], rounds: int) -> tuple[dict[int, dict[str, Cost]], float]:
    """The cost of each contender by number of municipalities, which must fill the groups; and how many of a
    thousand groups the library has wrong. Nobody else may have any."""
    sql = {name: compile_macro(weight_type) for name, weight_type in WEIGHT_TYPES.items()}
    costs, library_wrong = {}, 0.0
    for units in sizes:
        with tempfile.TemporaryDirectory(prefix="allocation-") as root:
            folder, run = Path(root), [sys.executable, "-m", "bench.contenders", root]
            write_input(folder, units)
            for name, text in sql.items():
                (folder / f"{name}.sql").write_text(text, encoding="utf-8")
            names = [name for name in LABELS if name != LIBRARY or units < LIBRARY_BELOW]
            costs[units] = measure({name: [*run, name] for name in names}, rounds)
            subprocess.run([*run, "expected"], cwd=ROOT, check=True)
            for name in names[1:]:
                wrong = wrong_groups(result(folder, name), result(folder, "expected"))
                if name == LIBRARY:
                    library_wrong = 1000 * wrong / (units // GROUP_SIZE)
                elif wrong:
                    sys.exit(f"{name}: {wrong} of {units // GROUP_SIZE} groups are wrong")
    return costs, library_wrong
