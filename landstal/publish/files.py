"""The files of one published set, all made from the marts of the built database.

Nothing in them depends on when, where or by whom they are made: the same marts give the same bytes.
"""

import hashlib
import json
from pathlib import Path

import yaml
from duckdb import DuckDBPyConnection

from landstal import ROOT
from landstal.publish.marts import Labels, Mart, Source, read_marts, read_sources
from landstal.publish.workbook import write_workbook

FRICTIONLESS_TYPES = {"VARCHAR": "string", "INTEGER": "integer", "BOOLEAN": "boolean", "DATE": "date"}
# The contracts have no foreign keys, since those would break partial builds.
FOREIGN_KEYS = {"kommunekode": "kommuner", "regionskode": "regioner"}
HOMEPAGES = {  # of the publishers
    "Udlændingestyrelsen": "https://us.dk",
    "Udlændinge- og Integrationsministeriet": "https://uim.dk",
}
MEDIA_TYPES = {
    "csv": "text/csv",
    "duckdb": "application/vnd.duckdb",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def write(db: DuckDBPyConnection, labels: dict[str, Labels], folder: Path) -> str:
    """Writes the whole set of the marts labelled into an empty folder and returns its content hash."""
    marts, sources = read_marts(db, labels), read_sources(db)
    for subfolder in ("csv", "parquet"):
        (folder / subfolder).mkdir()
    for mart in marts:
        write_csv(db, mart, folder / "csv" / f"{mart.name}.csv")
        write_parquet(db, mart, folder / "parquet" / f"{mart.name}.parquet")
    write_database(db, marts, folder / "landstal.duckdb")
    hashes = "".join(f"{mart.name} {sha256(folder / 'csv' / f'{mart.name}.csv')}\n" for mart in marts)
    content = f"sha256:{hashlib.sha256(hashes.encode()).hexdigest()}"
    write_workbook(db, marts, sources, content, folder / "landstal.xlsx")
    package = json.dumps(datapackage(marts, sources, content, folder), ensure_ascii=False, indent=2)
    (folder / "datapackage.json").write_text(package + "\n", encoding="utf-8")
    return content


def sha256(file: Path) -> str:
    return f"sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}"


def literal(text: object) -> str:
    """An SQL string literal."""
    return "'" + str(text).replace("'", "''") + "'"


def write_database(db: DuckDBPyConnection, marts: list[Mart], file: Path) -> None:
    """The marts alone in a file that DuckDB 1.2 and later open, under their contracts and with their
    descriptions, which `create table as` would lose."""
    (built,) = db.execute("select current_database()").fetchone()
    # Small blocks for small tables: the file would else be many times larger.
    db.execute(f"attach {literal(file)} as \"new set\" (storage_version 'v1.2.0', block_size 16384)")
    db.execute('use "new set"')
    db.execute("create schema marts")
    for mart in marts:
        db.execute(mart.ddl)
        db.execute(f"insert into marts.{mart.name} from {built}.marts.{mart.name} order by all")
        db.execute(f"comment on table marts.{mart.name} is {literal(mart.description)}")
        for column in mart.columns:
            name = f"marts.{mart.name}.{column.name}"
            db.execute(f"comment on column {name} is {literal(column.description)}")
    db.execute(f"use {built}")
    db.execute('detach "new set"')


def write_parquet(db: DuckDBPyConnection, mart: Mart, file: Path) -> None:
    db.execute(f"copy ({mart.ordered_query}) to {literal(file)} (format parquet, compression snappy)")


def write_csv(db: DuckDBPyConnection, mart: Mart, file: Path) -> None:
    """RFC 4180 with line feeds: UTF-8, comma, decimal point, ISO dates, TRUE and FALSE (R reads no other),
    NULL as an empty cell.

    A text that a spreadsheet would run as a formula gets an apostrophe before it, also where it would split
    the text: at a semicolon, a tab or a line break. A dash alone runs nothing and stays.
    """
    formula = r"""(^|[;\t\r\n])([ "]*(?:[=+@]|-.))"""
    forms = {
        "VARCHAR": rf"regexp_replace({{0}}, {literal(formula)}, '\1''\2', 'g') as {{0}}",
        "BOOLEAN": "upper(cast({0} as varchar)) as {0}",
    }
    fields = [forms.get(column.type, "{0}").format(column.name) for column in mart.columns]
    db.execute(
        f"copy (select {', '.join(fields)} from ({mart.ordered_query})) to {literal(file)} "
        "(format csv, header, delimiter ',')"
    )


def datapackage(marts: list[Mart], sources: list[Source], content: str, folder: Path) -> dict:
    """The descriptor of the files in `folder`, after Frictionless Data Package."""

    def resource(name: str, path: str, **more) -> dict:
        file = folder / path
        return {
            "name": name,
            "path": path,
            "mediatype": MEDIA_TYPES[file.suffix[1:]],
            "bytes": file.stat().st_size,
            "hash": sha256(file),
            **more,
        }

    def table(mart: Mart) -> dict:
        return resource(
            mart.name,
            f"csv/{mart.name}.csv",
            type="table",
            profile="tabular-data-resource",  # the type in version 1, which R's frictionless reads
            title=mart.label,
            description=mart.description,
            format="csv",
            encoding="utf-8",
            rows=mart.rows,
            schema=table_schema(mart),
        )

    def parquet(mart: Mart) -> dict:
        return resource(f"{mart.name}-parquet", f"parquet/{mart.name}.parquet", type="file")

    return {
        "name": "landstal",
        "title": "landstal, kommunekvoter og udsendelser",
        "description": (
            "De offentliggjorte tal, som de er trykt, og kvoterne beregnet efter loven. En CSV-fils hash er "
            "kontrolsummen for tabellens indhold; indholdshash er kontrolsummen for dem alle."
        ),
        "version": yaml.safe_load((ROOT / "dbt_project.yml").read_text(encoding="utf-8"))["version"],
        "homepage": HOMEPAGES["Udlændingestyrelsen"],
        "licenses": [{"name": "MIT", "title": "MIT License", "path": "https://opensource.org/license/mit"}],
        "indholdshash": content,
        "sources": [
            {"title": s.title, "dokument": s.dokument, "udgiver": s.publisher, "dato": s.dated}
            | ({"path": HOMEPAGES[s.publisher]} if s.publisher in HOMEPAGES else {})
            for s in sources
        ],
        "resources": [
            *map(table, marts),
            *map(parquet, marts),
            resource("landstal-xlsx", "landstal.xlsx", type="file"),
            resource("landstal-duckdb", "landstal.duckdb", type="file"),
        ],
    }


def table_schema(mart: Mart) -> dict:
    """The Frictionless Table Schema of a mart's CSV."""
    schema: dict = {
        "fields": [
            {
                "name": column.name,
                "type": FRICTIONLESS_TYPES.get(column.type, "number"),
                "title": column.label,
                "description": column.description,
                "constraints": {"required": column.required},
            }
            for column in mart.columns
        ]
    }
    if mart.key:
        schema["primaryKey"] = mart.key
    columns = {column.name for column in mart.columns}
    schema["foreignKeys"] = [
        {"fields": code, "reference": {"resource": other, "fields": code}}
        for code, other in FOREIGN_KEYS.items()
        if code in columns and mart.name != other
    ]
    return schema
