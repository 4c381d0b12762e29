"""The golden files: every mart of the built database as a CSV in tests/golden/, so that a review sees each
figure to which a change gives another value. Needs a build.

    python -m tools.golden

writes them anew: in the order of the key, an empty cell for NULL.
"""

import csv
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from landstal.publish.marts import read_mart

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "tests" / "golden"


@dataclass(frozen=True)
class Golden:
    """A mart: its columns, and its rows as printed cells. A mart without a key has all its columns as key."""

    mart: str
    key: tuple[str, ...]
    columns: list[str]
    rows: list[list[str]]

    def by_key(self) -> dict[tuple[tuple[str, ...], int], dict[str, str]]:
        """The rows by their key, those that share one numbered."""
        times: Counter[tuple[str, ...]] = Counter()
        found = {}
        for row in self.rows:
            cells = dict(zip(self.columns, row, strict=True))
            key = tuple(cells.get(column, "") for column in self.key)
            times[key] += 1
            found[key, times[key]] = cells
        return found


def of_database(db: duckdb.DuckDBPyConnection) -> Iterator[Golden]:
    names = db.execute("select table_name from duckdb_tables() where schema_name = 'marts' order by all")
    for (name,) in names.fetchall():
        mart = read_mart(db, name)
        columns = [column.name for column in mart.columns]
        key = tuple(mart.key or columns)
        texts = ", ".join(f"cast({column} as varchar)" for column in columns)
        rows = db.execute(f"select {texts} from marts.{name} order by {', '.join(key)}").fetchall()
        # An empty text, which is not NULL, would look like it.
        cells = [["" if cell is None else cell or '""' for cell in row] for row in rows]
        yield Golden(name, key, columns, cells)


def of_file(file: Path, key: tuple[str, ...]) -> Golden:
    with file.open(encoding="utf-8", newline="") as content:
        columns, *rows = csv.reader(content)
    return Golden(file.stem, key, columns, rows)


def differences(db: duckdb.DuckDBPyConnection, folder: Path) -> Iterator[str]:
    """Each cell of the database that is not that of the golden files."""
    files = {file.stem: file for file in folder.glob("*.csv")}
    for found in of_database(db):
        if found.mart not in files:
            yield f"{found.mart}: no golden file"
            continue
        expected = of_file(files.pop(found.mart), found.key)
        if found.columns != expected.columns:
            yield f"{found.mart}: expected the columns {expected.columns}, found {found.columns}"
        rows, golden = found.by_key(), expected.by_key()
        for place in sorted(rows.keys() | golden.keys()):
            name = f"{found.mart}, {', '.join(place[0])}"
            if place not in rows or place not in golden:
                yield f"{name}: expected {'a' if place in golden else 'no'} row"
                continue
            for column in found.columns:
                wanted, cell = golden[place].get(column), rows[place][column]
                if wanted is not None and wanted != cell:
                    yield f"{name}, {column}: expected {wanted or '(empty)'}, found {cell or '(empty)'}"
    yield from (f"{mart}: a golden file, but no mart" for mart in sorted(files))


def write(db: duckdb.DuckDBPyConnection, folder: Path) -> None:
    for file in folder.glob("*.csv"):
        file.unlink()
    for golden in of_database(db):
        with (folder / f"{golden.mart}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([golden.columns, *golden.rows])


if __name__ == "__main__":
    with duckdb.connect(ROOT / os.environ.get("LANDSTAL_DUCKDB", "landstal.duckdb"), read_only=True) as built:
        write(built, FOLDER)
