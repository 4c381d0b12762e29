"""A reader of the published files in a process of its own, until the file `stop` appears.

    python laeser.py {loekke|hold} <project folder> <stop>

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

BEGGE_MARTS = """
    select titel from marts.landstal
    union all
    select forklaring from marts.kildeanmaerkninger where forklaring like '%udgave%'
"""


def numre(db: duckdb.DuckDBPyConnection, sql: str) -> set[int]:
    return {int(re.search(r"udgave (\d+)", tekst)[1]) for (tekst,) in db.execute(sql).fetchall()}


def laes_database(fil: Path) -> set[int]:
    with duckdb.connect(str(fil), read_only=True) as db:
        assert db.execute("select count(*) from marts.kommunekvoter").fetchone() == (98,)
        return numre(db, BEGGE_MARTS)


def laes_parquetfil(fil: Path) -> set[int]:
    with duckdb.connect() as db:
        return numre(db, f"select titel from '{fil}'")


def laes_alt(saet: Path) -> set[int]:
    """The whole set in one folder, each file held against the hash in the descriptor."""
    for ressource in json.loads((saet / "datapackage.json").read_text(encoding="utf-8"))["resources"]:
        indhold = (saet / ressource["path"]).read_bytes()
        assert ressource["hash"] == f"sha256:{hashlib.sha256(indhold).hexdigest()}", ressource["path"]
    return laes_database(saet / "landstal.duckdb") | laes_parquetfil(saet / "parquet" / "landstal.parquet")


def loekke(udgivet: Path, stop: Path) -> list[int]:
    """Opens by the link each time, as a tool does, and the whole set through the folder that it leads to."""
    sete = []
    while not stop.exists():
        for laest in (
            laes_database(udgivet / "landstal.duckdb"),
            laes_parquetfil(udgivet / "parquet" / "landstal.parquet"),
            laes_alt(udgivet.resolve()),
        ):
            assert len(laest) == 1, f"two sets in one: {laest}"
            sete += laest
        assert sete == sorted(sete), "an older set after a newer one"
        time.sleep(0.02)
    return sete


def hold(udgivet: Path, stop: Path) -> list[int]:
    """One connection that is never closed keeps what it opened."""
    sete = []
    with duckdb.connect(str(udgivet / "landstal.duckdb"), read_only=True) as db:
        while not stop.exists():
            sete += numre(db, BEGGE_MARTS)
            time.sleep(0.05)
    assert len(set(sete)) == 1, "an open connection changed under its reader"
    return sete


if __name__ == "__main__":
    fundne = {"loekke": loekke, "hold": hold}[sys.argv[1]](Path(sys.argv[2], "published"), Path(sys.argv[3]))
    print(json.dumps([len(fundne), sorted(set(fundne))]))
