"""The whole calculation on many letters: the project's models, from staging to kommunekvoter, through dbt, on a
database whose schema raw holds letters made up from the real one."""

import tempfile
from pathlib import Path

import duckdb

from bench.measurement import ROOT, Measurement, dbt, measure

LETTER = "landstal-2024"
FIRST_YEAR = 3000

# A municipality's printed figure in the letter of a year: between half and three halves of the real one.
CHANGED = """
case
    when try_cast(replace({column}, '.', '') as integer) is null then {column}
    else replace(format('{{:,}}',
        replace({column}, '.', '')::bigint * (500 + hash({label}, aar, '{column}') % 1001)::bigint // 1000
    ), ',', '.')
end
"""
# The tables of a letter, and what is made up in them.
TABLES = {
    "landstalsbreve": (),
    "landstal_regionskvoter": (),
    "bilag_a_befolkning": ("indbyggertal", "udenlandske_statsborgere"),
    "bilag_a_familiesammenfoeringer": ("familiesammenfoeringer",),
    "bilag_b_kommunekvoter": (),
}


def write_letters(count: int, database: Path) -> None:
    """The raw tables of so many letters of 98 municipalities."""
    with duckdb.connect(str(database)) as db:
        db.execute("create schema raw")
        for file in ROOT.glob("seeds/*/*.csv"):
            printed = db.read_csv(str(file), header=True, all_varchar=True)
            if file.stem in TABLES:
                columns = {column: column for column in printed.columns}
                columns |= {c: CHANGED.format(column=c, label=printed.columns[2]) for c in TABLES[file.stem]}
                columns["dokument"] = "'landstal-' || aar"
                if "landstalsaar" in columns:
                    columns["landstalsaar"] = "aar::text"
                fields = ", ".join(f"{expression} as {column}" for column, expression in columns.items())
                years = f"range({FIRST_YEAR}, {FIRST_YEAR + count}) as t (aar)"
                printed = db.sql(f"select {fields} from printed, {years} where dokument = '{LETTER}'")
            printed.create(f"raw.{file.stem}")


def check(database: Path, count: int) -> None:
    """Every letter has its landstal, to the last person."""
    with duckdb.connect(str(database), read_only=True) as db:
        sums = db.sql(
            "select sum(kommunekvote_beregnet) from marts.kommunekvoter group by dokument"
        ).fetchall()
    assert sums == [(550,)] * count, f"{count} letters: {sums[:3]} ..."


def measure_letters(sizes: tuple[int, ...], rounds: int) -> dict[int, Measurement]:
    """By number of letters the cost of `dbt run`, whose parsing is done before."""
    with tempfile.TemporaryDirectory() as root:
        commands = {}
        for count in sizes:
            folder = Path(root, str(count))
            folder.mkdir()
            write_letters(count, folder / "landstal.duckdb")
            commands[str(count)] = dbt(folder, "run", "--select", "+kommunekvoter")
        measure(commands, rounds=1)  # parses, and fills the database
        measured = measure(commands, rounds)
        for count in sizes:
            check(Path(root, str(count), "landstal.duckdb"), count)
    return {int(name): measurement for name, measurement in measured.items()}
