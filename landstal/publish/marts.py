"""The marts and the documents behind them, as the built database describes them."""

from dataclasses import dataclass

from duckdb import DuckDBPyConnection


@dataclass(frozen=True)
class Column:
    name: str
    type: str  # as DuckDB names it
    description: str
    can_be_null: bool  # may be NULL


@dataclass(frozen=True)
class Mart:
    name: str
    description: str
    ddl: str  # create table marts.<navn>, with keys and checks
    key: list[str]  # the columns of the primary key, if it has one
    columns: list[Column]
    rows: int

    @property
    def ordered_query(self) -> str:
        """The query of all rows, in an order that two builds share."""
        return f"select * from marts.{self.name} order by all"


@dataclass(frozen=True)
class Source:
    """A document that the figures are printed in."""

    dokument: str
    title: str
    publisher: str
    date_: str  # ISO: the letter's, or the day until which removals are registered


def read_marts(db: DuckDBPyConnection, names: list[str]) -> list[Mart]:
    """The tables of these names in the schema marts, by name; each and its columns have a description."""
    return [read_mart(db, name) for name in sorted(names)]


def read_mart(db: DuckDBPyConnection, name: str) -> Mart:
    def ask(fields: str, from_: str) -> DuckDBPyConnection:
        here = "database_name = current_database() and schema_name = 'marts' and table_name = ?"
        return db.execute(f"select {fields} from {from_} where {here}", [name])

    ddl, description = ask("sql, comment", "duckdb_tables()").fetchone()
    columns = ask(
        "column_name, data_type, comment, is_nullable", "(from duckdb_columns() order by column_index)"
    )
    columns = [Column(k, t, " ".join(b.split()), n) for k, t, b, n in columns.fetchall()]
    constraints = ask("constraint_type, constraint_column_names", "duckdb_constraints()").fetchall()
    key = dict(constraints).get("PRIMARY KEY", [])
    (rows,) = db.execute(f"select count(*) from marts.{name}").fetchone()
    return Mart(name, " ".join(description.split()), ddl, key, columns, rows)


def read_sources(db: DuckDBPyConnection) -> list[Source]:
    answer = db.execute("""
        select dokument, titel, udgiver, dateret from staging.stg_kvoter__landstalsbreve
        union all
        select dokument, titel, udgiver, registreret_pr from staging.stg_udsendelser__udsendelsesopgoerelser
        order by dokument
    """)
    return [
        Source(dokument, title, publisher, date_.isoformat())
        for dokument, title, publisher, date_ in answer.fetchall()
    ]
