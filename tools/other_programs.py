"""Reads the published quotas with the programs that users have, each from its file. Prints the version of
DuckDB, its number of keys and of descriptions, and each program's rows.

    python other_programs.py <published>
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
    about_database = [duckdb.__version__, keys.fetchall()[0][0], descriptions.fetchall()[0][0]]
parquet, csv = (f"{folder}/{form}/kommunekvoter.{form}" for form in ("parquet", "csv"))
tables = {
    "duckdb": from_duckdb,
    "duckdb, parquet": duckdb.read_parquet(parquet).df(),
    "pandas, csv": pandas.read_csv(csv, dtype=codes),
    "pandas, parquet": pandas.read_parquet(parquet),
    "pandas, xlsx": pandas.read_excel(f"{folder}/landstal.xlsx", "kommunekvoter", header=1, dtype=codes),
    "polars, csv": polars.read_csv(csv, schema_overrides=codes).to_pandas(),
    "polars, parquet": polars.read_parquet(parquet).to_pandas(),
}
columns = ["kommunekode", "kommunenavn", "er_gaeldende", "kommunekvote_beregnet", "befolkningsandel"]
rows = {
    name: [
        [code, kommune, er_gaeldende, int(kvote), round(float(share), 10)]
        for code, kommune, er_gaeldende, kvote, share in table[columns].itertuples(index=False)
    ]
    for name, table in tables.items()
}
print(json.dumps([about_database, rows]))
