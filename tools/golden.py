"""The golden files: every mart of the built database as a CSV in tests/golden/, so that a review sees each
figure to which a change gives another value. Needs a build of what is there now.

    python -m tools.golden

writes them anew: in the order of the key, an empty cell for NULL.
"""

import csv
import sys
from pathlib import Path

import duckdb

from landstal.publish import inputs
from landstal.publish.build import DATABASE
from landstal.publish.marts import read_mart

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "tests" / "golden"


def write(db: duckdb.DuckDBPyConnection, folder: Path) -> None:
    for file in folder.glob("*.csv"):
        file.unlink()
    names = db.execute("select table_name from duckdb_tables() where schema_name = 'marts' order by all")
    for (name,) in names.fetchall():
        mart = read_mart(db, name)
        columns = [column.name for column in mart.columns]
        texts = ", ".join(f"cast({column} as varchar)" for column in columns)
        order = ", ".join(mart.key or columns)
        rows = db.execute(f"select {texts} from marts.{name} order by {order}").fetchall()
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(columns)
            # An empty text, which is not NULL, would look like it.
            writer.writerows(["" if cell is None else cell or '""' for cell in row] for row in rows)


def main() -> None:
    if not inputs.are_built(ROOT, inputs.fingerprint(ROOT), DATABASE):
        sys.exit(f"{DATABASE} er ikke bygget af det, som står i projektet nu: kør make build først.")
    with duckdb.connect(ROOT / DATABASE, read_only=True) as built:
        write(built, FOLDER)


if __name__ == "__main__":
    main()
