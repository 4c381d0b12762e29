"""The whole calculation on many letters: the project's models, from staging to kommunekvoter, through dbt."""

import tempfile
from pathlib import Path

import duckdb

from bench.measurement import ROOT, Cost, dbt, measure

LETTER = "landstal-2024"
FIRST_YEAR = 3000
YEAR = {"dokument": "'landstal-' || aar", "landstalsaar": "aar::text"}


def write_letters(count: int, database: Path) -> None:
    """The schema raw of a new database, with the real letter as the letter of so many years."""
    with duckdb.connect(str(database)) as db:
        db.execute("create schema raw")
        for file in ROOT.glob("seeds/*/*.csv"):
            printed = db.read_csv(str(file), header=True, all_varchar=True)
            if file.parent.name == "kvoter" and "dokument" in printed.columns:
                columns = ", ".join(f"{YEAR.get(column, column)} as {column}" for column in printed.columns)
                years = f"range({FIRST_YEAR}, {FIRST_YEAR + count}) as years (aar)"
                printed = db.sql(f"select {columns} from printed, {years} where dokument = '{LETTER}'")
            printed.create(f"raw.{file.stem.removeprefix('raw_')}")


def measure_letters(sizes: tuple[int, ...], rounds: int) -> dict[int, Cost]:
    """The cost of `dbt run` by number of letters; every letter has its landstal, to the last person."""
    with tempfile.TemporaryDirectory() as root:
        folders = {count: Path(root, str(count)) for count in sizes}
        for count, folder in folders.items():
            folder.mkdir()
            write_letters(count, folder / "landstal.duckdb")
        run = ("run", "--select", "+kommunekvoter")
        commands = {str(count): dbt(folder, *run) for count, folder in folders.items()}
        measure(commands, rounds=1)  # parses, and fills the database
        costs = measure(commands, rounds)
        for count, folder in folders.items():
            with duckdb.connect(str(folder / "landstal.duckdb"), read_only=True) as db:
                quotas = db.sql(
                    "select sum(kommunekvote_beregnet) from marts.kommunekvoter group by dokument"
                )
                assert quotas.fetchall() == [(550,)] * count, quotas
    return {int(name): cost for name, cost in costs.items()}
