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
MEMORY = "500MB"
COLUMNS = "gruppe, enhed, folketal, vaegt, antal, tildelt"

# What no allocation can do without: every municipality read once, joined to its group's row, sorted by group,
# and as many columns written. The group's number stands in for the allocation.
FLOOR = """
    select enheder.gruppe, enheder.enhed, enheder.folketal, enheder.vaegt, enheder.antal,
        grupper.antal as tildelt
    from ind.enheder as enheder
    inner join ind.grupper as grupper on enheder.gruppe = grupper.gruppe
    order by enheder.gruppe, enheder.vaegt desc, enheder.enhed
"""


def result(folder: Path, name: str) -> Path:
    """Where a contender writes."""
    ending = {"python": "csv", "apportionpy": "csv", "apportionment": "csv", "apportionment_broeker": "csv"}
    duckdb = name in ("gulv", "makro", "makro38")
    return folder / f"{name}.{'duckdb' if duckdb else ending.get(name, 'parquet')}"


def in_duckdb(name: str, folder: Path) -> None:
    """The compiled SQL of `<name>.sql`, as a new table in a new file."""
    import duckdb

    file = result(folder, name)
    file.unlink(missing_ok=True)
    sql = FLOOR if name == "gulv" else (folder / f"{name}.sql").read_text(encoding="utf-8")
    with duckdb.connect(str(file), config={"memory_limit": MEMORY}) as db:
        db.execute(f"attach '{folder / 'ind.duckdb'}' as ind (read_only)")
        db.execute(f"create table ud as {sql}")


def in_polars(name: str, folder: Path) -> None:
    """Lazily, streamed from file to file. 64 bits are too few for antal * vaegt and, like numpy's, wrap in
    silence: products have 128."""
    import polars as pl

    total_weight = pl.col("vaegt").sum().alias("vaegt_i_alt")
    units = pl.scan_parquet(folder / "enheder.parquet")
    numerator = pl.col("antal").cast(pl.Int128) * pl.col("vaegt").cast(pl.Int128)
    denominator = pl.when(pl.col("vaegt_i_alt") > 0).then(pl.col("vaegt_i_alt")).cast(pl.Int128)
    quotients = (
        units.join(units.group_by("gruppe").agg(total_weight), on="gruppe")
        .with_columns(
            wholes=(numerator // denominator).cast(pl.Int64), rest=(numerator % denominator).cast(pl.Int64)
        )
        .sort(["gruppe", "rest", "folketal", "enhed"], descending=[False, True, True, False])
    )
    position = pl.int_range(pl.len(), dtype=pl.Int64).over("gruppe")
    left_over = pl.col("antal") - pl.col("hele").sum().over("gruppe")
    allocated = pl.when(pl.col("antal") == 0).then(0).otherwise(pl.col("hele") + (position < left_over))
    quotients.with_columns(allocated=allocated.cast(pl.Int32)).select(COLUMNS.split(", ")).sink_parquet(
        result(folder, name)
    )


def in_pandas(name: str, folder: Path) -> None:
    """Columns at a time. The quotient is estimated in doubles, and the remainder, taken modulo 2**64 as
    int64 wraps, says exactly by how much it is off: with antal < 2**31 and sums of weights < 2**61 by one
    at most."""
    import duckdb
    import numpy as np

    # pandas reads no Parquet without pyarrow; DuckDB reads and writes it for pandas.
    with duckdb.connect() as db:
        df = db.sql(f"from '{folder / 'enheder.parquet'}'").df()
        total = df.groupby("gruppe")["vaegt"].transform("sum").to_numpy()
        count, weight = df["antal"].to_numpy(np.int64), df["vaegt"].to_numpy()
        denominator = np.maximum(total, 1)
        wholes = np.floor(count.astype(float) * weight / denominator).astype(np.int64)
        rest = count * weight - wholes * denominator
        offset = np.where(rest < 0, -1, np.where(rest >= denominator, 1, 0))
        df["hele"] = wholes + offset
        df["rest"] = rest - offset * denominator
        df["i_alt"] = total
        df = df.sort_values(["gruppe", "rest", "folketal", "enhed"], ascending=[True, False, False, True])
        groups = df.groupby("gruppe", sort=False)
        left_over = df["antal"] - groups["hele"].transform("sum")
        allocated = df["hele"] + (groups.cumcount() < left_over)
        df["tildelt"] = allocated.where(df["i_alt"] > 0).mask(df["antal"] == 0, 0).astype("Int32")
        db.sql(f"copy (select {COLUMNS} from df) to '{result(folder, name)}' (format parquet)")


def in_pandas_apply(name: str, folder: Path) -> None:
    """A Python function called group by group, as one would write it first, but in whole numbers."""
    import duckdb
    import pandas as pd

    def allocate(group):
        count = int(group["antal"].iloc[0])
        own_rows = list(zip(group["enhed"], group["folketal"], group["vaegt"], strict=True))
        return pd.Series(largest_remainder(count, own_rows), index=group.index, dtype="Int32")

    with duckdb.connect() as db:
        df = db.sql(f"from '{folder / 'enheder.parquet'}'").df()
        df["tildelt"] = df.groupby("gruppe", group_keys=False)[["enhed", "folketal", "vaegt", "antal"]].apply(
            allocate
        )
        db.sql(f"copy (select {COLUMNS} from df) to '{result(folder, name)}' (format parquet)")


def largest_remainder(count: int, own_rows: list[tuple[int, int, int]]) -> list[int | None]:
    """Of one group's (enhed, folketal, vaegt), in Python's integers, which have no size."""
    total = sum(int(weight) for _, _, weight in own_rows)
    if not total:
        return [None if count else 0] * len(own_rows)
    divided = [divmod(count * int(weight), total) for _, _, weight in own_rows]
    allocated = [wholes for wholes, _ in divided]
    order = sorted(range(len(own_rows)), key=lambda i: (-divided[i][1], -own_rows[i][1], own_rows[i][0]))
    for i in order[: count - sum(allocated)]:
        allocated[i] += 1
    return allocated


def by_group(name: str, folder: Path) -> None:
    """Plain Python, or a library, from one sorted cursor to one CSV file. Within a group the units stand in
    the order that breaks a tie, so that a library which takes the first of equals takes the right one."""
    allocate = ALLOCATORS[name]()
    with result(folder, name).open("w", encoding="utf-8", newline="") as output:
        writer = csv.writer(output)
        writer.writerow(["gruppe", "enhed", "tildelt"])
        for group, rows in groupby(_rows(folder), itemgetter(0)):
            own_rows = list(rows)
            allocated = allocate(own_rows[0][4], [row[1:4] for row in own_rows])
            writer.writerows((group, r[1], t) for r, t in zip(own_rows, allocated, strict=True))


def _rows(folder: Path) -> Iterator[tuple]:
    import duckdb

    with duckdb.connect(config={"memory_limit": MEMORY}) as db:
        sql = f"from '{folder / 'enheder.parquet'}' order by gruppe, folketal desc, enhed"
        answer = db.execute(f"select gruppe, enhed, folketal, vaegt, antal {sql}")
        while portion := answer.fetchmany(20_000):
            yield from portion


def _library(compute: Callable[[int, list[int]], list[int]]):
    """A library's function, asked only what it can be: no seats, or no votes, are answered for it. An
    exception is a wrong answer."""

    def allocate(count, own_rows):
        weights = [weight for _, _, weight in own_rows]
        if not count or not any(weights):
            return [None if count else 0] * len(own_rows)
        try:
            return compute(count, weights)
        except Exception:
            return [-1] * len(own_rows)

    return allocate


def _apportionpy():
    from apportionpy.methods.hamilton import calculate_hamilton

    return _library(lambda count, weights: calculate_hamilton(count, weights)[1])


def _apportionment(fractions: bool):
    from apportionment.methods import compute

    return _library(lambda count, weights: compute("hamilton", weights, count, fractions=fractions))


ALLOCATORS = {
    "python": lambda: largest_remainder,
    "apportionpy": _apportionpy,
    "apportionment": lambda: _apportionment(False),
    "apportionment_broeker": lambda: _apportionment(True),
}


def in_postgres(name: str, folder: Path) -> None:
    """The compiled SQL on the loaded table, as a new table; the connection is in libpq's variables."""
    import psycopg2

    with psycopg2.connect("") as db, db.cursor() as cursor:
        cursor.execute("drop table if exists fordeling_ud")
        cursor.execute(f"create table fordeling_ud as {(folder / f'{name}.sql').read_text(encoding='utf-8')}")


def in_spark(name: str, folder: Path) -> None:
    """The compiled SQL on the Parquet file, to Parquet; the Java machine's start and end are in it."""
    from pyspark.sql import SparkSession

    threads = len(os.sched_getaffinity(0))
    spark = (
        SparkSession.builder.master(f"local[{threads}]")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", threads)
        .config("spark.sql.ansi.enabled", "true")
        .getOrCreate()
    )
    spark.read.parquet(str(folder / "enheder.parquet")).createOrReplaceTempView("enheder")
    sql = (folder / f"{name}.sql").read_text(encoding="utf-8")
    spark.sql(sql).write.mode("overwrite").parquet(str(result(folder, name)))
    spark.stop()


CONTENDERS: dict[str, Callable[[str, Path], None]] = {
    "gulv": in_duckdb,
    "makro": in_duckdb,
    "makro38": in_duckdb,
    "polars": in_polars,
    "pandas": in_pandas,
    "pandas_apply": in_pandas_apply,
    "python": by_group,
    "apportionpy": by_group,
    "apportionment": by_group,
    "apportionment_broeker": by_group,
    "postgres": in_postgres,
    "spark": in_spark,
}

if __name__ == "__main__":
    CONTENDERS[sys.argv[1]](sys.argv[1], Path(sys.argv[2]))
