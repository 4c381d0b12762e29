"""What the pages ask the published marts. Nothing is calculated here: a figure that a page needs is a
column."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

Row = dict[str, Any]


def grouped(rows: list[Row]) -> dict[str, list[Row]]:
    """Rows by kommunekode, in their order."""
    found_rows: dict[str, list[Row]] = {}
    for row in rows:
        found_rows.setdefault(row["kommunekode"], []).append(row)
    return found_rows


@dataclass(frozen=True)
class Marts:
    """The published database, open for reading."""

    db: duckdb.DuckDBPyConnection

    @classmethod
    def open_file(cls, file: Path) -> "Marts":
        return cls(duckdb.connect(file, read_only=True))

    def rows(self, sql: str, *values: object) -> list[Row]:
        answer = self.db.execute(sql, values)
        names = [field_name[0] for field_name in answer.description]
        return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]

    def one(self, sql: str, *values: object) -> Row | None:
        return next(iter(self.rows(sql, *values)), None)

    def letter_in_force(self) -> Row:
        """The letter in force of the latest year."""
        return self.one("from marts.landstal where er_gaeldende order by landstalsaar desc limit 1")

    def regioner(self, dokument: str) -> list[Row]:
        return self.rows(
            "from marts.regionskvoter where dokument = ? order by kvote_pr_10000 desc, regionskode", dokument
        )

    def kommuner(self, dokument: str) -> list[Row]:
        """All that has one row per municipality in a letter, in Danish order of names."""
        return self.rows(
            """
            select kvoter.*, andele.* exclude (dokument, kommunekode), kommuner.* exclude (kommunekode)
            from marts.kommunekvoter as kvoter
            join marts.kommuneandele as andele using (dokument, kommunekode)
            join marts.kommuner as kommuner using (kommunekode)
            where dokument = ?
            order by kommuner.sorteringsnoegle, kommunekode
            """,
            dokument,
        )

    def kvoter_pr_10000(self, dokument: str, order: str) -> list[Row]:
        """The five municipalities with the largest ('desc') or smallest ('asc') published quota per 10,000
        inhabitants, of those that have one."""
        return self.rows(
            f"""
            select andele.* from marts.kommuneandele as andele join marts.kommuner using (kommunekode)
            where dokument = ? and kommunekvote > 0
            order by kvote_pr_10000 {order}, sorteringsnoegle, kommunekode limit 5
            """,
            dokument,
        )

    def by_kommune(self, table: str, dokument: str, order: str) -> dict[str, list[Row]]:
        """The rows of a mart of a letter by kommunekode."""
        return grouped(self.rows(f"from marts.{table} where dokument = ? order by {order}", dokument))

    def all_kvoter(self) -> dict[str, list[Row]]:
        """Every letter's quota of each municipality, the latest first."""
        return grouped(
            self.rows("""
                select kvoter.*, breve.titel, breve.version
                from marts.kommunekvoter as kvoter join marts.landstal as breve using (dokument)
                order by breve.landstalsaar desc, breve.version desc
            """)
        )

    def anmaerkninger(self, dokument: str | None = None) -> list[Row]:
        return self.rows(
            """
            from marts.kildeanmaerkninger where dokument = coalesce(?, dokument)
            order by dokument, tabel, raekke nulls last, felt, trykt_vaerdi nulls last, forklaring
            """,
            dokument,
        )

    def latest_edition(self) -> Row | None:
        """All removals of the edition registered last, against the year before."""
        return self.one("""
            from marts.udsendelser_aar_til_aar where udsendelseskategori = 'i_alt'
            order by registreret_pr desc, dokument desc limit 1
        """)
