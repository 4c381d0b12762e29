"""Made-up letters: municipalities in groups of twenty, the hard cases among them, and the check of a result.

Input in a folder: `ind.duckdb` with the tables `enheder` (gruppe, enhed, folketal, vaegt, antal; in random
order) and `grupper` (gruppe, antal), and the same as `enheder.parquet`. A result has at least gruppe, enhed
and tildelt.
"""

from pathlib import Path

import duckdb

GROUP_SIZE = 20
SECRET = 17  # of the hashes: another number, another letter

# By the last two digits of the group. The ordinary weights are as large as those of the letter of 2024, where
# every tenth municipality had none; the wide ones give products beyond 64 bits; small ones tie, equal or not.
_WEIGHT = """
    case
        when gruppe % 100 = 0 then 5000000000000000 + tal % 5000000000000000
        when gruppe % 100 = 1 then 1
        when gruppe % 100 = 2 then tal % 4
        when gruppe % 100 in (3, 4) then 0
        when gruppe % 100 = 6 then case when enhed % 20 = 7 then 1 + tal % 1000 else 0 end
        when gruppe % 100 between 7 and 16 then 1 + tal % 30
        else case when tal % 10 = 0 then 0 else tal % 20000000000000 end
    end
"""
_SIZE = """
    case gruppe % 100
        when 0 then 2000 + tal % 1000000
        when 2 then tal % 30
        when 3 then 0
        when 4 then 5
        when 5 then 0
        else tal % 400
    end
"""
# Small populations in every second group, so that they tie too and the code decides.
_POPULATION = "case gruppe % 2 when 0 then 1 + tal % 5 else 1 + tal % 700000 end"


def _number(expression: str, number: int) -> str:
    return f"cast(hash({expression}, {number * 1000 + SECRET}) >> 1 as bigint) as tal"


def write(folder: Path, unit_count: int) -> None:
    """Writes the input of `antal_enheder` municipalities, which must fill the groups."""
    groups, rest = divmod(unit_count, GROUP_SIZE)
    if rest:
        raise ValueError(f"{unit_count} does not fill groups of {GROUP_SIZE}")
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(folder / "ind.duckdb")) as db:
        db.execute(f"""
            create table grupper as
            select gruppe, cast({_SIZE} as integer) as antal
            from (select cast(i as integer) as gruppe, {_number("i", 1)} from range({groups}) as t (i))
        """)
        db.execute(f"""
            create table enheder as
            select gruppe, enhed, folketal, vaegt, antal
            from (
                select gruppe, enhed, cast({_WEIGHT} as bigint) as vaegt
                from (
                    select cast(i // {GROUP_SIZE} as integer) as gruppe, cast(i as integer) as enhed,
                        {_number("i", 2)}
                    from range({unit_count}) as t (i)
                )
            )
            inner join (
                select enhed, cast({_POPULATION} as integer) as folketal
                from (
                    select cast(i // {GROUP_SIZE} as integer) as gruppe, cast(i as integer) as enhed,
                        {_number("i", 3)}
                    from range({unit_count}) as t (i)
                )
            ) using (enhed)
            inner join grupper using (gruppe)
            order by hash(enhed, {SECRET})
        """)
        db.execute(f"copy enheder to '{folder / 'enheder.parquet'}' (format parquet)")


def _read(file: Path) -> str:
    if file.suffix == ".duckdb":
        return "resultat.ud"
    if file.suffix == ".csv":
        types = "{'gruppe': 'INTEGER', 'enhed': 'INTEGER', 'tildelt': 'INTEGER'}"
        return f"read_csv('{file}', header = true, columns = {types})"
    return f"read_parquet('{file}{'/*.parquet' if file.is_dir() else ''}')"


def wrong_ones(result: Path, expected_result: Path) -> tuple[int, int]:
    """Wrong municipalities of a result, and groups with one: rows of the result or of the right answers
    that are not row for row in the other."""
    with duckdb.connect() as db:
        for name, file in (("resultat", result), ("facit", expected_result)):
            if file.suffix == ".duckdb":
                db.execute(f"attach '{file}' as {name} (read_only)")
        columns = "select gruppe, enhed, tildelt from "
        found = columns + _read(result)
        right_answer = columns + _read(expected_result).replace("resultat.", "facit.")
        return db.execute(f"""
            select count(distinct enhed), count(distinct gruppe)
            from (
                (({found}) except all ({right_answer}))
                union all
                (({right_answer}) except all ({found}))
            )
        """).fetchone()
