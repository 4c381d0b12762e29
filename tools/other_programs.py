"""Reads the published quotas with the programs that users have, each from its file. Prints the version of
DuckDB, its number of keys and of descriptions, and each program's rows.

    python andre_programmer.py <published>
"""

import json
import sys

import duckdb
import pandas
import polars

folder = sys.argv[1]
codes = {"kommunekode": str, "regionskode": str}
with duckdb.connect(f"{folder}/landstal.duckdb", read_only=True) as db:
    from_duckdb = db.sql("from marts.kommunekvoter").df()
    keys = db.sql("from duckdb_constraints() select count(*) where constraint_type = 'PRIMARY KEY'")
    descriptions = db.sql("from duckdb_columns() select count(comment) where schema_name = 'marts'")
    about_database = [duckdb.__version__, keys.fetchone()[0], descriptions.fetchone()[0]]
tables = {
    "duckdb": from_duckdb,
    "duckdb, parquet": duckdb.read_parquet(f"{folder}/parquet/kommunekvoter.parquet").df(),
    "pandas, csv": pandas.read_csv(f"{folder}/csv/kommunekvoter.csv", dtype=codes),
    "pandas, parquet": pandas.read_parquet(f"{folder}/parquet/kommunekvoter.parquet"),
    "pandas, xlsx": pandas.read_excel(f"{folder}/landstal.xlsx", "kommunekvoter", dtype=codes),
    "polars, csv": polars.read_csv(f"{folder}/csv/kommunekvoter.csv", schema_overrides=codes).to_pandas(),
    "polars, parquet": polars.read_parquet(f"{folder}/parquet/kommunekvoter.parquet").to_pandas(),
}
rows = {
    name: [
        [code, name, int(kvote), round(float(share), 10)]
        for code, name, kvote, share in zip(
            table.kommunekode,
            table.kommunenavn,
            table.kommunekvote_beregnet,
            table.befolkningsandel,
            strict=True,
        )
    ]
    for name, table in tables.items()
}
print(json.dumps([about_database, rows]))
