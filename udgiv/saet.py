"""The files of one published set, all made from the marts of the built database.

Nothing in them depends on when, where or by whom they are made: the same marts give the same bytes.
"""

import hashlib
import json
from pathlib import Path

from duckdb import DuckDBPyConnection

from udgiv.marts import Kilde, Mart, laes_kilder, laes_marts
from udgiv.projektmappe import skriv_projektmappe

FRICTIONLESS_TYPER = {"VARCHAR": "string", "INTEGER": "integer", "BOOLEAN": "boolean", "DATE": "date"}
# The contracts have no foreign keys, since those would break partial builds.
FREMMEDNOEGLER = {"kommunekode": "kommuner", "regionskode": "regioner"}
MEDIETYPER = {
    "csv": "text/csv",
    "duckdb": "application/vnd.duckdb",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def skriv(db: DuckDBPyConnection, navne: list[str], mappe: Path) -> str:
    """Writes the whole set of the marts named into an empty folder and returns its content hash."""
    marts, kilder = laes_marts(db, navne), laes_kilder(db)
    for undermappe in ("csv", "parquet"):
        (mappe / undermappe).mkdir()
    for mart in marts:
        skriv_csv(db, mart, mappe / "csv" / f"{mart.navn}.csv")
        skriv_parquet(db, mart, mappe / "parquet" / f"{mart.navn}.parquet")
    skriv_database(db, marts, mappe / "landstal.duckdb")
    hashes = "".join(f"{mart.navn} {sha256(mappe / 'csv' / f'{mart.navn}.csv')}\n" for mart in marts)
    indhold = f"sha256:{hashlib.sha256(hashes.encode()).hexdigest()}"
    skriv_projektmappe(db, marts, kilder, indhold, mappe / "landstal.xlsx")
    pakke = json.dumps(datapakke(marts, kilder, indhold, mappe), ensure_ascii=False, indent=2)
    (mappe / "datapackage.json").write_text(pakke + "\n", encoding="utf-8")
    return indhold


def sha256(fil: Path) -> str:
    return f"sha256:{hashlib.sha256(fil.read_bytes()).hexdigest()}"


def citat(tekst: object) -> str:
    """An SQL string literal."""
    return "'" + str(tekst).replace("'", "''") + "'"


def skriv_database(db: DuckDBPyConnection, marts: list[Mart], fil: Path) -> None:
    """The marts alone in a file that DuckDB 1.2 and later open, under their contracts and with their
    descriptions, which `create table as` would lose."""
    (bygget,) = db.execute("select '\"' || current_database() || '\"'").fetchone()
    # Small blocks for small tables: the file would else be many times larger.
    db.execute(f"attach {citat(fil)} as \"nyt saet\" (storage_version 'v1.2.0', block_size 16384)")
    db.execute('use "nyt saet"')
    db.execute("create schema marts")
    for mart in marts:
        db.execute(mart.ddl)
        db.execute(f"insert into marts.{mart.navn} from {bygget}.marts.{mart.navn} order by all")
        db.execute(f"comment on table marts.{mart.navn} is {citat(mart.beskrivelse)}")
        for kolonne in mart.kolonner:
            sted = f"marts.{mart.navn}.{kolonne.navn}"
            db.execute(f"comment on column {sted} is {citat(kolonne.beskrivelse)}")
    db.execute(f"use {bygget}")
    db.execute('detach "nyt saet"')


def skriv_parquet(db: DuckDBPyConnection, mart: Mart, fil: Path) -> None:
    db.execute(f"copy ({mart.sorteret}) to {citat(fil)} (format parquet, compression zstd)")


def skriv_csv(db: DuckDBPyConnection, mart: Mart, fil: Path) -> None:
    """RFC 4180 with line feeds: UTF-8, comma, decimal point, ISO dates, NULL as an empty cell.

    A text that a spreadsheet would run as a formula gets an apostrophe before it, also where it would split
    the text: at a semicolon, a tab or a line break. A dash alone runs nothing and stays.
    """
    formel = r"""(^|[;\t\r\n])([ "]*(?:[=+@]|-.))"""
    felter = [
        rf"regexp_replace({kolonne.navn}, {citat(formel)}, '\1''\2', 'g') as {kolonne.navn}"
        if kolonne.type == "VARCHAR"
        else kolonne.navn
        for kolonne in mart.kolonner
    ]
    db.execute(
        f"copy (select {', '.join(felter)} from ({mart.sorteret})) to {citat(fil)} "
        "(format csv, header, delimiter ',')"
    )


def datapakke(marts: list[Mart], kilder: list[Kilde], indhold: str, mappe: Path) -> dict:
    """The descriptor of the files in `mappe`, after Frictionless Data Package."""

    def ressource(navn: str, sti: str, **mere) -> dict:
        fil = mappe / sti
        medietype = MEDIETYPER[fil.suffix[1:]]
        maal = {"bytes": fil.stat().st_size, "hash": sha256(fil)}
        return {"name": navn, "path": sti, "mediatype": medietype, **maal, **mere}

    def tabel(mart: Mart) -> dict:
        return ressource(
            mart.navn,
            f"csv/{mart.navn}.csv",
            type="table",
            description=mart.beskrivelse,
            format="csv",
            encoding="utf-8",
            rows=mart.raekker,
            schema=tabelskema(mart),
        )

    def parquet(mart: Mart) -> dict:
        return ressource(f"{mart.navn}-parquet", f"parquet/{mart.navn}.parquet", type="file")

    return {
        "name": "landstal",
        "title": "landstal, kommunekvoter og udsendelser",
        "description": (
            "The published figures as printed, and the quotas calculated from the statute. The hash of a CSV "
            "is the content hash of its mart; indholdshash is that of all of them."
        ),
        "indholdshash": indhold,
        "sources": [
            {"title": k.titel, "dokument": k.dokument, "udgiver": k.udgiver, "dato": k.dato} for k in kilder
        ],
        "resources": [
            *map(tabel, marts),
            *map(parquet, marts),
            ressource("landstal-xlsx", "landstal.xlsx", type="file"),
            ressource("landstal-duckdb", "landstal.duckdb", type="file"),
        ],
    }


def tabelskema(mart: Mart) -> dict:
    """The Frictionless Table Schema of a mart's CSV."""
    skema: dict = {
        "fields": [
            {
                "name": kolonne.navn,
                "type": FRICTIONLESS_TYPER.get(kolonne.type, "number"),
                "description": kolonne.beskrivelse,
                "constraints": {"required": not kolonne.kan_mangle},
            }
            for kolonne in mart.kolonner
        ]
    }
    if mart.noegle:
        skema["primaryKey"] = mart.noegle
    kolonner = {kolonne.navn for kolonne in mart.kolonner}
    skema["foreignKeys"] = [
        {"fields": kode, "reference": {"resource": anden, "fields": kode}}
        for kode, anden in FREMMEDNOEGLER.items()
        if kode in kolonner and mart.navn != anden
    ]
    return skema
