"""Reads the published quotas with the programs that users have, each from its file. Prints the version of
DuckDB, its number of keys and of descriptions, and each program's rows.

    python andre_programmer.py <published>
"""

import json
import sys

import duckdb
import pandas
import polars

mappe = sys.argv[1]
koder = {"kommunekode": str, "regionskode": str}
with duckdb.connect(f"{mappe}/landstal.duckdb", read_only=True) as db:
    fra_duckdb = db.sql("from marts.kommunekvoter").df()
    noegler = db.sql("from duckdb_constraints() select count(*) where constraint_type = 'PRIMARY KEY'")
    beskrivelser = db.sql("from duckdb_columns() select count(comment) where schema_name = 'marts'")
    om_databasen = [duckdb.__version__, noegler.fetchone()[0], beskrivelser.fetchone()[0]]
tabeller = {
    "duckdb": fra_duckdb,
    "duckdb, parquet": duckdb.read_parquet(f"{mappe}/parquet/kommunekvoter.parquet").df(),
    "pandas, csv": pandas.read_csv(f"{mappe}/csv/kommunekvoter.csv", dtype=koder),
    "pandas, parquet": pandas.read_parquet(f"{mappe}/parquet/kommunekvoter.parquet"),
    "pandas, xlsx": pandas.read_excel(f"{mappe}/landstal.xlsx", "kommunekvoter", dtype=koder),
    "polars, csv": polars.read_csv(f"{mappe}/csv/kommunekvoter.csv", schema_overrides=koder).to_pandas(),
    "polars, parquet": polars.read_parquet(f"{mappe}/parquet/kommunekvoter.parquet").to_pandas(),
}
raekker = {
    navn: [
        [kode, navn, int(kvote), round(float(andel), 10)]
        for kode, navn, kvote, andel in zip(
            tabel.kommunekode,
            tabel.kommunenavn,
            tabel.kommunekvote_beregnet,
            tabel.befolkningsandel,
            strict=True,
        )
    ]
    for navn, tabel in tabeller.items()
}
print(json.dumps([om_databasen, raekker]))
