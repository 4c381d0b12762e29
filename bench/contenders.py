"""The contenders: each reads the made-up municipalities of a folder, allocates, and writes its result there:
`python -m bench.contenders <folder> <name>`. Those that go group by group write fewer columns."""

import csv
import sys
from fractions import Fraction
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from tools.independent import largest_remainder

# What a small machine has to spare; DuckDB puts on disk what is over.
MEMORY = "500MB"
COLUMNS = "gruppe, enhed, folketal, vaegt, antal, tildelt"

# What no allocation can do without: every municipality read once, joined to its group's row, sorted by group,
# and as many columns written. The group's number stands in for the allocation.
FLOOR = """
    select enheder.*, grupper.antal as tildelt
    from input.enheder as enheder
    inner join input.grupper as grupper using (gruppe)
    order by gruppe, vaegt desc, enhed
"""


def result(folder: Path, name: str) -> Path:
    """Where a contender writes."""
    endings = {"polars": "parquet", "pandas": "parquet", "apportionment": "csv", "expected": "csv"}
    return folder / f"{name}.{endings.get(name, 'duckdb')}"


def in_duckdb(name: str, folder: Path) -> None:
    """The compiled SQL of `<name>.sql`, as a new table in a new file."""
    import duckdb

    file = result(folder, name)
    file.unlink(missing_ok=True)
    sql = FLOOR if name == "floor" else (folder / f"{name}.sql").read_text(encoding="utf-8")
    with duckdb.connect(str(file), config={"memory_limit": MEMORY}) as db:
        db.execute(f"attach '{folder / 'input.duckdb'}' as input (read_only)")
        db.execute(f"create table result as {sql}")


def in_polars(name: str, folder: Path) -> None:
    """Lazily, streamed from file to file. 64 bits are too few for antal * vaegt and, like numpy's, wrap in
    silence: products have 128."""
    import polars as pl

    units = pl.scan_parquet(folder / "enheder.parquet")
    totals = units.group_by("gruppe").agg(pl.col("vaegt").sum().alias("vaegt_i_alt"))
    numerator = pl.col("antal").cast(pl.Int128) * pl.col("vaegt").cast(pl.Int128)
    denominator = pl.when(pl.col("vaegt_i_alt") > 0).then(pl.col("vaegt_i_alt")).cast(pl.Int128)
    hele, rest = (numerator // denominator).cast(pl.Int64), (numerator % denominator).cast(pl.Int64)
    quotients = units.join(totals, on="gruppe").with_columns(hele=hele, rest=rest)
    ordered = quotients.sort(["gruppe", "rest", "folketal", "enhed"], descending=[False, True, True, False])
    left_over = pl.col("antal") - pl.col("hele").sum().over("gruppe")
    position = pl.int_range(pl.len(), dtype=pl.Int64).over("gruppe")
    allocated = pl.when(pl.col("antal") == 0).then(0).otherwise(pl.col("hele") + (position < left_over))
    allotted = ordered.with_columns(tildelt=allocated.cast(pl.Int32)).select(COLUMNS.split(", "))
    allotted.sink_parquet(result(folder, name))


def in_pandas(name: str, folder: Path) -> None:
    """Columns at a time. The quotient is estimated in doubles, and the remainder, taken modulo 2**64 as
    int64 wraps, says exactly by how much it is off: with antal < 2**31 and sums of weights < 2**61 by one
    at most."""
    import duckdb
    import numpy as np

    # pandas reads no Parquet without pyarrow; DuckDB reads and writes it for pandas.
    with duckdb.connect() as db:
        df = db.sql(f"from '{folder / 'enheder.parquet'}'").df()
        df["i_alt"] = df.groupby("gruppe")["vaegt"].transform("sum")
        seats, weight = df["antal"].to_numpy(np.int64), df["vaegt"].to_numpy()
        total = np.maximum(df["i_alt"].to_numpy(), 1)
        quotient = np.floor(seats.astype(float) * weight / total).astype(np.int64)
        remainder = seats * weight - quotient * total
        offset = np.where(remainder < 0, -1, np.where(remainder >= total, 1, 0))
        df["hele"], df["rest"] = quotient + offset, remainder - offset * total
        df = df.sort_values(["gruppe", "rest", "folketal", "enhed"], ascending=[True, False, False, True])
        groups = df.groupby("gruppe", sort=False)
        allocated = df["hele"] + (groups.cumcount() < df["antal"] - groups["hele"].transform("sum"))
        df["tildelt"] = allocated.where(df["i_alt"] > 0).mask(df["antal"] == 0, 0).astype("Int32")
        db.sql(f"copy (select {COLUMNS} from df) to '{result(folder, name)}' (format parquet)")


def by_group(name: str, folder: Path) -> None:
    """Exact fractions or the library; the units of a group stand in the order that breaks a tie."""
    import duckdb

    allocate = with_fractions if name == "expected" else with_apportionment
    with duckdb.connect() as db, result(folder, name).open("w", encoding="utf-8", newline="") as output:
        ordered = f"from '{folder / 'enheder.parquet'}' order by gruppe, folketal desc, enhed"
        rows = db.execute(f"select gruppe, enhed, folketal, vaegt, antal {ordered}")
        writer = csv.writer(output)
        writer.writerow(["gruppe", "enhed", "tildelt"])
        for group, own_rows in groupby(iter(rows.fetchone, None), itemgetter(0)):
            _, units, populations, weights, seats = zip(*own_rows, strict=True)
            allocated = allocate(seats[0], units, populations, weights)
            writer.writerows((group, unit, n) for unit, n in zip(units, allocated, strict=True))


def with_fractions(seats: int, units: tuple[int], populations: tuple[int], weights: tuple[int]):
    exact = dict(zip(units, map(Fraction, weights), strict=True))
    return largest_remainder(seats, exact, dict(zip(units, populations, strict=True))).values()


def with_apportionment(seats: int, units: tuple[int], populations: tuple[int], weights: tuple[int]):
    """The library is asked only what it can be: no seats, or no votes, are answered for it."""
    from apportionment.methods import compute

    if not seats or not any(weights):
        return [None if seats else 0] * len(units)
    return compute("hamilton", weights, seats, fractions=True)


LABELS = {
    "floor": "floor: scan, join, sort (DuckDB)",
    "macro": "the macro, sums in 64 bits (DuckDB)",
    "macro38": "the macro, 38 digits (DuckDB)",
    "polars": "polars",
    "pandas": "pandas, vectorised",
    "apportionment": "apportionment, fractions=True",
}
FUNCTIONS = {"polars": in_polars, "pandas": in_pandas, "apportionment": by_group, "expected": by_group}

if __name__ == "__main__":
    folder, name = sys.argv[1:]
    FUNCTIONS.get(name, in_duckdb)(name, Path(folder))
