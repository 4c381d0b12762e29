"""The contenders: each reads the made-up municipalities of a folder, allocates, and writes its result there.

`python -m bench.contenders <name> <folder>` runs one. Each writes gruppe, enhed, folketal, vaegt, antal and
tildelt; those that go group by group write gruppe, enhed and tildelt.
"""

import csv
import sys
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path

# What a small machine has to spare; DuckDB puts on disk what is over.
MEMORY = "500MB"
COLUMNS = "gruppe, enhed, folketal, vaegt, antal, tildelt"

# What no allocation can do without: every municipality read once, joined to its group's row, sorted by group,
# and as many columns written. The group's number stands in for the allocation.
FLOOR = """
    select enheder.gruppe, enheder.enhed, enheder.folketal, enheder.vaegt, enheder.antal,
        grupper.antal as tildelt
    from input.enheder as enheder
    inner join input.grupper as grupper on enheder.gruppe = grupper.gruppe
    order by enheder.gruppe, enheder.vaegt desc, enheder.enhed
"""


def result(folder: Path, name: str) -> Path:
    """Where a contender writes."""
    endings = {in_duckdb: "duckdb", in_polars: "parquet", in_pandas: "parquet", by_group: "csv"}
    return folder / f"{name}.{endings[CONTENDERS[name]]}"


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
    quotients = (
        units.join(totals, on="gruppe")
        .with_columns(
            hele=(numerator // denominator).cast(pl.Int64), rest=(numerator % denominator).cast(pl.Int64)
        )
        .sort(["gruppe", "rest", "folketal", "enhed"], descending=[False, True, True, False])
    )
    position = pl.int_range(pl.len(), dtype=pl.Int64).over("gruppe")
    left_over = pl.col("antal") - pl.col("hele").sum().over("gruppe")
    allocated = pl.when(pl.col("antal") == 0).then(0).otherwise(pl.col("hele") + (position < left_over))
    quotients.with_columns(tildelt=allocated.cast(pl.Int32)).select(COLUMNS.split(", ")).sink_parquet(
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
        seats, weight = df["antal"].to_numpy(np.int64), df["vaegt"].to_numpy()
        denominator = np.maximum(total, 1)
        quotient = np.floor(seats.astype(float) * weight / denominator).astype(np.int64)
        remainder = seats * weight - quotient * denominator
        offset = np.where(remainder < 0, -1, np.where(remainder >= denominator, 1, 0))
        df["hele"] = quotient + offset
        df["rest"] = remainder - offset * denominator
        df["i_alt"] = total
        df = df.sort_values(["gruppe", "rest", "folketal", "enhed"], ascending=[True, False, False, True])
        groups = df.groupby("gruppe", sort=False)
        left_over = df["antal"] - groups["hele"].transform("sum")
        allocated = df["hele"] + (groups.cumcount() < left_over)
        df["tildelt"] = allocated.where(df["i_alt"] > 0).mask(df["antal"] == 0, 0).astype("Int32")
        db.sql(f"copy (select {COLUMNS} from df) to '{result(folder, name)}' (format parquet)")


def largest_remainder(seats: int, units: list[tuple[int, int, int]]) -> list[int | None]:
    """The allocation of one group's (enhed, folketal, vaegt), in Python's integers, which have no size."""
    total = sum(weight for _, _, weight in units)
    if not total:
        return [None if seats else 0] * len(units)
    divided = [divmod(seats * weight, total) for _, _, weight in units]
    allocated = [quotient for quotient, _ in divided]
    order = sorted(range(len(units)), key=lambda i: (-divided[i][1], -units[i][1], units[i][0]))
    for i in order[: seats - sum(allocated)]:
        allocated[i] += 1
    return allocated


def by_group(name: str, folder: Path) -> None:
    """Whole numbers in plain Python, which is what every result is compared with, or the library. Within a
    group the units stand in the order that breaks a tie, so that a library which takes the first of equals
    takes the right one."""
    fractions = name == "apportionment_fractions"
    allocate = largest_remainder if name == "expected" else _apportionment(fractions)
    with result(folder, name).open("w", encoding="utf-8", newline="") as output:
        writer = csv.writer(output)
        writer.writerow(["gruppe", "enhed", "tildelt"])
        for group, rows in groupby(_rows(folder), itemgetter(0)):
            units = [row[1:] for row in rows]
            allocated = allocate(units[0][3], [unit[:3] for unit in units])
            writer.writerows((group, unit[0], n) for unit, n in zip(units, allocated, strict=True))


def _rows(folder: Path) -> Iterator[tuple]:
    import duckdb

    with duckdb.connect(config={"memory_limit": MEMORY}) as db:
        ordered = f"from '{folder / 'enheder.parquet'}' order by gruppe, folketal desc, enhed"
        answer = db.execute(f"select gruppe, enhed, folketal, vaegt, antal {ordered}")
        while portion := answer.fetchmany(20_000):
            yield from portion


def _apportionment(fractions: bool):
    """The library is asked only what it can be: no seats, or no votes, are answered for it."""
    from apportionment.methods import compute

    def allocate(seats, units):
        weights = [weight for _, _, weight in units]
        if not seats or not any(weights):
            return [None if seats else 0] * len(units)
        try:
            return compute("hamilton", weights, seats, fractions=fractions)
        except Exception:  # a wrong answer
            return [-1] * len(units)

    return allocate


CONTENDERS = {
    "floor": in_duckdb,
    "macro": in_duckdb,
    "macro38": in_duckdb,
    "polars": in_polars,
    "pandas": in_pandas,
    "expected": by_group,
    "apportionment": by_group,
    "apportionment_fractions": by_group,
}

if __name__ == "__main__":
    CONTENDERS[sys.argv[1]](sys.argv[1], Path(sys.argv[2]))
