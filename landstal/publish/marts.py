"""The marts and the documents behind them, as the built database describes them."""

from dataclasses import dataclass

from duckdb import DuckDBPyConnection


@dataclass(frozen=True)
class Labels:
    """What a Danish reader calls a mart, and its columns by their names."""

    mart: str
    columns: dict[str, str]


@dataclass(frozen=True)
class Column:
    name: str
    label: str
    type: str  # as DuckDB names it
    description: str
    required: bool  # never NULL


@dataclass(frozen=True)
class Mart:
    name: str
    label: str
    description: str
    ddl: str  # create table marts.<name>, with keys and checks
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
    dated: str  # ISO: the letter's, or the day until which removals are registered


def read_marts(db: DuckDBPyConnection, labels: dict[str, Labels]) -> list[Mart]:
    """The tables of these names in the schema marts, by name; each and its columns have a description."""
    return [read_mart(db, name, labels[name]) for name in sorted(labels)]


def read_mart(db: DuckDBPyConnection, name: str, labels: Labels | None = None) -> Mart:
    """Without labels the names stand for them."""
    labels = labels or Labels(name, {})

    def ask(fields: str, catalog: str) -> DuckDBPyConnection:
        mart = "database_name = current_database() and schema_name = 'marts' and table_name = ?"
        return db.execute(f"select {fields} from {catalog} where {mart}", [name])

    ddl, description = ask("sql, comment", "duckdb_tables()").fetchone()
    columns = [
        Column(column, labels.columns.get(column, column), type, on_one_line(comment), not nullable)
        for column, type, comment, nullable in ask(
            "column_name, data_type, comment, is_nullable", "(from duckdb_columns() order by column_index)"
        ).fetchall()
    ]
    constraints = ask("constraint_type, constraint_column_names", "duckdb_constraints()").fetchall()
    key = dict(constraints).get("PRIMARY KEY", [])
    (rows,) = db.execute(f"select count(*) from marts.{name}").fetchone()
    return Mart(name, labels.mart, on_one_line(description), ddl, key, columns, rows)


def on_one_line(text: str) -> str:
    return " ".join(text.split())


def read_sources(db: DuckDBPyConnection) -> list[Source]:
    """From the seeds, whose dates are ISO: a view would name the database as dbt does."""
    sources = db.execute("""
        select dokument, titel, udgiver, dateret from raw.landstalsbreve
        union all
        select dokument, titel, udgiver, registreret_pr from raw.udsendelsesopgoerelser
        order by dokument
    """)
    return [Source(*texts) for texts in sources.fetchall()]
