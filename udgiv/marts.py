"""The marts and the documents behind them, as the built database describes them."""

from dataclasses import dataclass

from duckdb import DuckDBPyConnection


@dataclass(frozen=True)
class Kolonne:
    navn: str
    type: str  # as DuckDB names it
    beskrivelse: str
    kan_mangle: bool  # may be NULL


@dataclass(frozen=True)
class Mart:
    navn: str
    beskrivelse: str
    ddl: str  # create table marts.<navn>, with keys and checks
    noegle: list[str]  # the columns of the primary key, if it has one
    kolonner: list[Kolonne]
    raekker: int

    @property
    def sorteret(self) -> str:
        """The query of all rows, in an order that two builds share."""
        return f"select * from marts.{self.navn} order by all"


@dataclass(frozen=True)
class Kilde:
    """A document that the figures are printed in."""

    dokument: str
    titel: str
    udgiver: str
    dato: str  # ISO: the letter's, or the day until which removals are registered


def laes_marts(db: DuckDBPyConnection, navne: list[str]) -> list[Mart]:
    """The tables of these names in the schema marts, by name; each and its columns have a description."""
    return [laes_mart(db, navn) for navn in sorted(navne)]


def laes_mart(db: DuckDBPyConnection, navn: str) -> Mart:
    def spoerg(felter: str, fra: str) -> DuckDBPyConnection:
        her = "database_name = current_database() and schema_name = 'marts' and table_name = ?"
        return db.execute(f"select {felter} from {fra} where {her}", [navn])

    ddl, beskrivelse = spoerg("sql, comment", "duckdb_tables()").fetchone()
    kolonner = spoerg(
        "column_name, data_type, comment, is_nullable", "(from duckdb_columns() order by column_index)"
    )
    kolonner = [Kolonne(k, t, " ".join(b.split()), n) for k, t, b, n in kolonner.fetchall()]
    begraensninger = spoerg("constraint_type, constraint_column_names", "duckdb_constraints()").fetchall()
    noegle = dict(begraensninger).get("PRIMARY KEY", [])
    (raekker,) = db.execute(f"select count(*) from marts.{navn}").fetchone()
    return Mart(navn, " ".join(beskrivelse.split()), ddl, noegle, kolonner, raekker)


def laes_kilder(db: DuckDBPyConnection) -> list[Kilde]:
    svar = db.execute("""
        select dokument, titel, udgiver, dateret from staging.stg_kvoter__landstalsbreve
        union all
        select dokument, titel, udgiver, registreret_pr from staging.stg_udsendelser__udsendelsesopgoerelser
        order by dokument
    """)
    return [
        Kilde(dokument, titel, udgiver, dato.isoformat())
        for dokument, titel, udgiver, dato in svar.fetchall()
    ]
