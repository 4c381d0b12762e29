"""The whole calculation on many letters: the project's models, from staging to kommunekvoter, through dbt.

The raw tables are made up from the real letter and read from Parquet (variable raa_mappe).
"""

import sys
import tempfile
from pathlib import Path

import duckdb
from bench.measurement import Measurement, measure

ROOT = Path(__file__).parents[1]
DBT = Path(sys.executable).with_name("dbt")
LETTER = "landstal-2024"
FIRST_YEAR = 3000

# A municipality's figures, as printed, in the letter of a year: between half and three halves of the real.
CHANGED = """
case
    when try_cast(replace({kolonne}, '.', '') as integer) is null then {kolonne}
    else replace(format('{{:,}}',
        replace({kolonne}, '.', '')::bigint * (500 + hash({etiket}, aar, '{kolonne}') % 1001)::bigint // 1000
    ), ',', '.')
end as {kolonne}
"""
# The tables of a letter, and what is made up in them.
TABLES = {
    "landstalsbreve": (),
    "landstal_regionskvoter": (),
    "bilag_a_befolkning": ("indbyggertal", "udenlandske_statsborgere"),
    "bilag_a_familiesammenfoeringer": ("familiesammenfoeringer",),
    "bilag_b_kommunekvoter": (),
}


def write_letters(count: int, folder: Path) -> None:
    """The raw tables of so many letters of 98 municipalities, one Parquet file per table."""
    for file in ROOT.glob("seeds/*/*.csv"):
        table = duckdb.read_csv(str(file), header=True, all_varchar=True)
        if file.stem in TABLES:
            expression = {
                "dokument": "'landstal-' || aar as dokument",
                "landstalsaar": "aar::text as landstalsaar",
            }
            for column in TABLES[file.stem]:
                expression[column] = CHANGED.format(column=column, label=table.columns[2])
            fields = ", ".join(expression.get(column, column) for column in table.columns)
            year = f"range({FIRST_YEAR}, {FIRST_YEAR + count}) as aar(aar)"
            table = duckdb.sql(f"select {fields} from tabel, {year} where dokument = '{LETTER}'")
        table.to_parquet(str(folder / f"{file.stem}.parquet"))


def check(database: Path, count: int) -> None:
    """Every letter has its landstal, to the last person."""
    with duckdb.connect(str(database), read_only=True) as db:
        sums = db.sql(
            "select sum(kommunekvote_beregnet) from marts.kommunekvoter group by dokument"
        ).fetchall()
    assert sums == [(550,)] * count, f"{count} breve: {sums[:3]} ..."


def measure_letters(sizes: tuple[int, ...] = (1, 10, 100, 1000), rounds: int = 3) -> dict[int, Measurement]:
    """By number of letters: the cost of `dbt run`, whose parsing is done before."""
    with tempfile.TemporaryDirectory() as root:
        commands = {}
        for count in sizes:
            folder = Path(root, str(count))
            folder.mkdir()
            write_letters(count, folder)
            variable = f"{{raa_mappe: {folder}}}"
            options = ["--quiet", "--log-level-file", "none"]
            dbt = ["env", f"LANDSTAL_DUCKDB={folder / 'b.duckdb'}", DBT, *options]
            place_of = ["--vars", variable, "--target-path", str(folder / "target")]
            commands[str(count)] = [*map(str, dbt), "run", "--select", "+kommunekvoter", *place_of]
        measure(commands, rounds=1, folder=ROOT)  # parses, and fills the database
        measured = measure(commands, rounds=rounds, folder=ROOT)
        for count in sizes:
            check(Path(root, str(count), "b.duckdb"), count)
    return {int(name): measurement for name, measurement in measured.items()}
