"""A reader of the published files in a process of its own, until the file `stop` appears.

    python -m tools.looping_reader {loop|hold} <published> <stop>

Every set says its number in two marts. A reader that meets an error, two numbers in one set, or an older
number than before, fails. It prints how many times it read, and the numbers that it saw.
"""

import hashlib
import json
import re
import sys
import time
from pathlib import Path

import duckdb

BOTH_MARTS = """
    select titel from marts.landstal
    union all
    select forklaring from marts.kildeanmaerkninger where forklaring like '%udgave%'
"""


def numbers(db: duckdb.DuckDBPyConnection, sql: str) -> set[int]:
    return {int(re.search(r"udgave (\d+)", text)[1]) for (text,) in db.execute(sql).fetchall()}


def read_database(file: Path) -> set[int]:
    with duckdb.connect(str(file), read_only=True) as db:
        assert db.execute("select count(*) from marts.kommunekvoter").fetchone() == (98,)
        return numbers(db, BOTH_MARTS)


def read_parquet(file: Path) -> set[int]:
    with duckdb.connect() as db:
        return numbers(db, f"select titel from '{file}'")


def read_whole_set(folder: Path) -> set[int]:
    """The whole set in one folder, each file held against the hash in the descriptor."""
    for resource in json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))["resources"]:
        content = (folder / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}", resource["path"]
    return read_database(folder / "landstal.duckdb") | read_parquet(folder / "parquet" / "landstal.parquet")


def loop(published: Path, stop: Path) -> list[int]:
    """Opens by the link each time, as a tool does, and the whole set through the folder that it leads to."""
    seen = []
    while not stop.exists():
        for found in (
            read_database(published / "landstal.duckdb"),
            read_parquet(published / "parquet" / "landstal.parquet"),
            read_whole_set(published.resolve()),
        ):
            assert len(found) == 1, f"two sets in one: {found}"
            seen += found
        assert seen == sorted(seen), "an older set after a newer one"
        time.sleep(0.02)
    return seen


def hold(published: Path, stop: Path) -> list[int]:
    """One connection that is never closed keeps what it opened."""
    seen = []
    with duckdb.connect(str(published / "landstal.duckdb"), read_only=True) as db:
        while not stop.exists():
            seen += numbers(db, BOTH_MARTS)
            time.sleep(0.05)
    assert len(set(seen)) == 1, "an open connection changed under its reader"
    return seen


if __name__ == "__main__":
    way, published, stop = sys.argv[1:]
    seen = {"loop": loop, "hold": hold}[way](Path(published), Path(stop))
    print(json.dumps([len(seen), sorted(set(seen))]))
