"""The contenders: each reads the made-up letter of a folder, allocates, and writes its result there.

`python -m bench.deltagere <name> <folder>` runs one. Each writes gruppe, enhed, folketal, vaegt, antal and
tildelt, except plain Python and the libraries that go group by group: gruppe, enhed, tildelt.
"""

import csv
import os
import sys
from collections.abc import Callable, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path

# Everything is held in less than the 700 MB that a small machine has to spare; what is over goes to disk.
HUKOMMELSE = "500MB"
KOLONNER = "gruppe, enhed, folketal, vaegt, antal, tildelt"

# What no allocation can do without: every municipality read once, joined to its group's row, sorted by group,
# and as many columns written. The group's number stands in for the allocation.
GULV = """
    select enheder.gruppe, enheder.enhed, enheder.folketal, enheder.vaegt, enheder.antal,
        grupper.antal as tildelt
    from ind.enheder as enheder
    inner join ind.grupper as grupper on enheder.gruppe = grupper.gruppe
    order by enheder.gruppe, enheder.vaegt desc, enheder.enhed
"""


def resultat(mappe: Path, navn: str) -> Path:
    """Where a contender writes."""
    endelse = {"python": "csv", "apportionpy": "csv", "apportionment": "csv", "apportionment_broeker": "csv"}
    duckdb = navn in ("gulv", "makro", "makro38")
    return mappe / f"{navn}.{'duckdb' if duckdb else endelse.get(navn, 'parquet')}"


def i_duckdb(navn: str, mappe: Path) -> None:
    """The compiled SQL of `<name>.sql`, as a new table in a new file."""
    import duckdb

    fil = resultat(mappe, navn)
    fil.unlink(missing_ok=True)
    sql = GULV if navn == "gulv" else (mappe / f"{navn}.sql").read_text(encoding="utf-8")
    with duckdb.connect(str(fil), config={"memory_limit": HUKOMMELSE}) as db:
        db.execute(f"attach '{mappe / 'ind.duckdb'}' as ind (read_only)")
        db.execute(f"create table ud as {sql}")


def i_polars(navn: str, mappe: Path) -> None:
    """Lazily, streamed from file to file. 64 bits are too few for antal * vaegt and, like numpy's, wrap in
    silence: products have 128."""
    import polars as pl

    vaegt_i_alt = pl.col("vaegt").sum().alias("vaegt_i_alt")
    enheder = pl.scan_parquet(mappe / "enheder.parquet")
    taeller = pl.col("antal").cast(pl.Int128) * pl.col("vaegt").cast(pl.Int128)
    naevner = pl.when(pl.col("vaegt_i_alt") > 0).then(pl.col("vaegt_i_alt")).cast(pl.Int128)
    kvotienter = (
        enheder.join(enheder.group_by("gruppe").agg(vaegt_i_alt), on="gruppe")
        .with_columns(hele=(taeller // naevner).cast(pl.Int64), rest=(taeller % naevner).cast(pl.Int64))
        .sort(["gruppe", "rest", "folketal", "enhed"], descending=[False, True, True, False])
    )
    plads = pl.int_range(pl.len(), dtype=pl.Int64).over("gruppe")
    tilovers = pl.col("antal") - pl.col("hele").sum().over("gruppe")
    tildelt = pl.when(pl.col("antal") == 0).then(0).otherwise(pl.col("hele") + (plads < tilovers))
    kvotienter.with_columns(tildelt=tildelt.cast(pl.Int32)).select(KOLONNER.split(", ")).sink_parquet(
        resultat(mappe, navn)
    )


def i_pandas(navn: str, mappe: Path) -> None:
    """Columns at a time. The quotient is estimated in doubles, and the remainder, taken modulo 2**64 as
    int64 wraps, says exactly by how much it is off: with antal < 2**31 and sums of weights < 2**61 by one
    at most."""
    import duckdb
    import numpy as np

    # pandas reads no Parquet without pyarrow; DuckDB reads and writes it for pandas.
    with duckdb.connect() as db:
        df = db.sql(f"from '{mappe / 'enheder.parquet'}'").df()
        i_alt = df.groupby("gruppe")["vaegt"].transform("sum").to_numpy()
        antal, vaegt = df["antal"].to_numpy(np.int64), df["vaegt"].to_numpy()
        naevner = np.maximum(i_alt, 1)
        hele = np.floor(antal.astype(float) * vaegt / naevner).astype(np.int64)
        rest = antal * vaegt - hele * naevner
        forskydning = np.where(rest < 0, -1, np.where(rest >= naevner, 1, 0))
        df["hele"] = hele + forskydning
        df["rest"] = rest - forskydning * naevner
        df["i_alt"] = i_alt
        df = df.sort_values(["gruppe", "rest", "folketal", "enhed"], ascending=[True, False, False, True])
        grupper = df.groupby("gruppe", sort=False)
        tilovers = df["antal"] - grupper["hele"].transform("sum")
        tildelt = df["hele"] + (grupper.cumcount() < tilovers)
        df["tildelt"] = tildelt.where(df["i_alt"] > 0).mask(df["antal"] == 0, 0).astype("Int32")
        db.sql(f"copy (select {KOLONNER} from df) to '{resultat(mappe, navn)}' (format parquet)")


def i_pandas_apply(navn: str, mappe: Path) -> None:
    """A Python function called group by group, as one would write it first, but in whole numbers."""
    import duckdb
    import pandas as pd

    def fordel(gruppe):
        antal = int(gruppe["antal"].iloc[0])
        egne = list(zip(gruppe["enhed"], gruppe["folketal"], gruppe["vaegt"], strict=True))
        return pd.Series(stoerste_rest(antal, egne), index=gruppe.index, dtype="Int32")

    with duckdb.connect() as db:
        df = db.sql(f"from '{mappe / 'enheder.parquet'}'").df()
        df["tildelt"] = df.groupby("gruppe", group_keys=False)[["enhed", "folketal", "vaegt", "antal"]].apply(
            fordel
        )
        db.sql(f"copy (select {KOLONNER} from df) to '{resultat(mappe, navn)}' (format parquet)")


def stoerste_rest(antal: int, egne: list[tuple[int, int, int]]) -> list[int | None]:
    """Of one group's (enhed, folketal, vaegt), in Python's integers, which have no size."""
    i_alt = sum(int(vaegt) for _, _, vaegt in egne)
    if not i_alt:
        return [None if antal else 0] * len(egne)
    delt = [divmod(antal * int(vaegt), i_alt) for _, _, vaegt in egne]
    tildelt = [hele for hele, _ in delt]
    orden = sorted(range(len(egne)), key=lambda i: (-delt[i][1], -egne[i][1], egne[i][0]))
    for i in orden[: antal - sum(tildelt)]:
        tildelt[i] += 1
    return tildelt


def gruppevis(navn: str, mappe: Path) -> None:
    """Plain Python, or a library, from one sorted cursor to one CSV file. Within a group the units stand in
    the order that breaks a tie, so that a library which takes the first of equals takes the right one."""
    fordel = FORDELERE[navn]()
    with resultat(mappe, navn).open("w", encoding="utf-8", newline="") as ud:
        skriver = csv.writer(ud)
        skriver.writerow(["gruppe", "enhed", "tildelt"])
        for gruppe, raekker in groupby(_raekker(mappe), itemgetter(0)):
            egne = list(raekker)
            tildelt = fordel(egne[0][4], [raekke[1:4] for raekke in egne])
            skriver.writerows((gruppe, r[1], t) for r, t in zip(egne, tildelt, strict=True))


def _raekker(mappe: Path) -> Iterator[tuple]:
    import duckdb

    with duckdb.connect(config={"memory_limit": HUKOMMELSE}) as db:
        sql = f"from '{mappe / 'enheder.parquet'}' order by gruppe, folketal desc, enhed"
        svar = db.execute(f"select gruppe, enhed, folketal, vaegt, antal {sql}")
        while portion := svar.fetchmany(20_000):
            yield from portion


def _bibliotek(regn: Callable[[int, list[int]], list[int]]):
    """A library's function, asked only what it can be: no seats, or no votes, are answered for it. An
    exception is a wrong answer."""

    def fordel(antal, egne):
        vaegte = [vaegt for _, _, vaegt in egne]
        if not antal or not any(vaegte):
            return [None if antal else 0] * len(egne)
        try:
            return regn(antal, vaegte)
        except Exception:
            return [-1] * len(egne)

    return fordel


def _apportionpy():
    from apportionpy.methods.hamilton import calculate_hamilton

    return _bibliotek(lambda antal, vaegte: calculate_hamilton(antal, vaegte)[1])


def _apportionment(broeker: bool):
    from apportionment.methods import compute

    return _bibliotek(lambda antal, vaegte: compute("hamilton", vaegte, antal, fractions=broeker))


FORDELERE = {
    "python": lambda: stoerste_rest,
    "apportionpy": _apportionpy,
    "apportionment": lambda: _apportionment(False),
    "apportionment_broeker": lambda: _apportionment(True),
}


def i_postgres(navn: str, mappe: Path) -> None:
    """The compiled SQL on the loaded table, as a new table; the connection is in libpq's variables."""
    import psycopg2

    with psycopg2.connect("") as db, db.cursor() as cursor:
        cursor.execute("drop table if exists fordeling_ud")
        cursor.execute(f"create table fordeling_ud as {(mappe / f'{navn}.sql').read_text(encoding='utf-8')}")


def i_spark(navn: str, mappe: Path) -> None:
    """The compiled SQL on the Parquet file, to Parquet; the Java machine's start and end are in it."""
    from pyspark.sql import SparkSession

    traade = len(os.sched_getaffinity(0))
    spark = (
        SparkSession.builder.master(f"local[{traade}]")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", traade)
        .config("spark.sql.ansi.enabled", "true")
        .getOrCreate()
    )
    spark.read.parquet(str(mappe / "enheder.parquet")).createOrReplaceTempView("enheder")
    sql = (mappe / f"{navn}.sql").read_text(encoding="utf-8")
    spark.sql(sql).write.mode("overwrite").parquet(str(resultat(mappe, navn)))
    spark.stop()


DELTAGERE: dict[str, Callable[[str, Path], None]] = {
    "gulv": i_duckdb,
    "makro": i_duckdb,
    "makro38": i_duckdb,
    "polars": i_polars,
    "pandas": i_pandas,
    "pandas_apply": i_pandas_apply,
    "python": gruppevis,
    "apportionpy": gruppevis,
    "apportionment": gruppevis,
    "apportionment_broeker": gruppevis,
    "postgres": i_postgres,
    "spark": i_spark,
}

if __name__ == "__main__":
    DELTAGERE[sys.argv[1]](sys.argv[1], Path(sys.argv[2]))
