"""Made-up letters: municipalities in groups of twenty, the hard cases among them, and the check of a result.

Input in a folder: `ind.duckdb` with the tables `enheder` (gruppe, enhed, folketal, vaegt, antal; in random
order) and `grupper` (gruppe, antal), and the same as `enheder.parquet`. A result has at least gruppe, enhed
and tildelt.
"""

from pathlib import Path

import duckdb

I_GRUPPEN = 20
HEMMELIG = 17  # of the hashes: another number, another letter

# By the last two digits of the group. The ordinary weights are as large as those of the letter of 2024, where
# every tenth municipality had none; the wide ones give products beyond 64 bits; small ones tie, equal or not.
_VAEGT = """
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
_ANTAL = """
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
_FOLKETAL = "case gruppe % 2 when 0 then 1 + tal % 5 else 1 + tal % 700000 end"


def _tal(udtryk: str, nummer: int) -> str:
    return f"cast(hash({udtryk}, {nummer * 1000 + HEMMELIG}) >> 1 as bigint) as tal"


def skriv(mappe: Path, antal_enheder: int) -> None:
    """Writes the input of `antal_enheder` municipalities, which must fill the groups."""
    grupper, rest = divmod(antal_enheder, I_GRUPPEN)
    if rest:
        raise ValueError(f"{antal_enheder} does not fill groups of {I_GRUPPEN}")
    mappe.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(mappe / "ind.duckdb")) as db:
        db.execute(f"""
            create table grupper as
            select gruppe, cast({_ANTAL} as integer) as antal
            from (select cast(i as integer) as gruppe, {_tal("i", 1)} from range({grupper}) as t (i))
        """)
        db.execute(f"""
            create table enheder as
            select gruppe, enhed, folketal, vaegt, antal
            from (
                select gruppe, enhed, cast({_VAEGT} as bigint) as vaegt
                from (
                    select cast(i // {I_GRUPPEN} as integer) as gruppe, cast(i as integer) as enhed,
                        {_tal("i", 2)}
                    from range({antal_enheder}) as t (i)
                )
            )
            inner join (
                select enhed, cast({_FOLKETAL} as integer) as folketal
                from (
                    select cast(i // {I_GRUPPEN} as integer) as gruppe, cast(i as integer) as enhed,
                        {_tal("i", 3)}
                    from range({antal_enheder}) as t (i)
                )
            ) using (enhed)
            inner join grupper using (gruppe)
            order by hash(enhed, {HEMMELIG})
        """)
        db.execute(f"copy enheder to '{mappe / 'enheder.parquet'}' (format parquet)")


def _laes(fil: Path) -> str:
    if fil.suffix == ".duckdb":
        return "resultat.ud"
    if fil.suffix == ".csv":
        typer = "{'gruppe': 'INTEGER', 'enhed': 'INTEGER', 'tildelt': 'INTEGER'}"
        return f"read_csv('{fil}', header = true, columns = {typer})"
    return f"read_parquet('{fil}{'/*.parquet' if fil.is_dir() else ''}')"


def forkerte(resultat: Path, facit: Path) -> tuple[int, int]:
    """Wrong municipalities of a result, and groups with one: rows of the result or of the right answers
    that are not row for row in the other."""
    with duckdb.connect() as db:
        for navn, fil in (("resultat", resultat), ("facit", facit)):
            if fil.suffix == ".duckdb":
                db.execute(f"attach '{fil}' as {navn} (read_only)")
        kolonner = "select gruppe, enhed, tildelt from "
        fundet = kolonner + _laes(resultat)
        rigtigt = kolonner + _laes(facit).replace("resultat.", "facit.")
        return db.execute(f"""
            select count(distinct enhed), count(distinct gruppe)
            from (
                (({fundet}) except all ({rigtigt}))
                union all
                (({rigtigt}) except all ({fundet}))
            )
        """).fetchone()
