"""What the pages ask the published marts. Nothing is calculated here: a figure that a page needs is a
column."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

Raekke = dict[str, Any]


def fordelt(raekker: list[Raekke]) -> dict[str, list[Raekke]]:
    """Rows by kommunekode, in their order."""
    fundne: dict[str, list[Raekke]] = {}
    for raekke in raekker:
        fundne.setdefault(raekke["kommunekode"], []).append(raekke)
    return fundne


@dataclass(frozen=True)
class Marts:
    """The published database, open for reading."""

    db: duckdb.DuckDBPyConnection

    @classmethod
    def aabn(cls, fil: Path) -> "Marts":
        return cls(duckdb.connect(fil, read_only=True))

    def raekker(self, sql: str, *vaerdier: object) -> list[Raekke]:
        svar = self.db.execute(sql, vaerdier)
        navne = [felt[0] for felt in svar.description]
        return [dict(zip(navne, raekke, strict=True)) for raekke in svar.fetchall()]

    def en(self, sql: str, *vaerdier: object) -> Raekke | None:
        return next(iter(self.raekker(sql, *vaerdier)), None)

    def gaeldende_brev(self) -> Raekke:
        """The letter in force of the latest year."""
        return self.en("from marts.landstal where er_gaeldende order by landstalsaar desc limit 1")

    def regioner(self, dokument: str) -> list[Raekke]:
        return self.raekker(
            "from marts.regionskvoter where dokument = ? order by kvote_pr_10000 desc, regionskode", dokument
        )

    def kommuner(self, dokument: str) -> list[Raekke]:
        """All that has one row per municipality in a letter, in Danish order of names."""
        return self.raekker(
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

    def kvoter_pr_10000(self, dokument: str, orden: str) -> list[Raekke]:
        """The five municipalities with the largest ('desc') or smallest ('asc') published quota per 10,000
        inhabitants, of those that have one."""
        return self.raekker(
            f"""
            select andele.* from marts.kommuneandele as andele join marts.kommuner using (kommunekode)
            where dokument = ? and kommunekvote > 0
            order by kvote_pr_10000 {orden}, sorteringsnoegle, kommunekode limit 5
            """,
            dokument,
        )

    def efter_kommune(self, tabel: str, dokument: str, orden: str) -> dict[str, list[Raekke]]:
        """The rows of a mart of a letter by kommunekode."""
        return fordelt(self.raekker(f"from marts.{tabel} where dokument = ? order by {orden}", dokument))

    def alle_kvoter(self) -> dict[str, list[Raekke]]:
        """Every letter's quota of each municipality, the latest first."""
        return fordelt(
            self.raekker("""
                select kvoter.*, breve.titel, breve.version
                from marts.kommunekvoter as kvoter join marts.landstal as breve using (dokument)
                order by breve.landstalsaar desc, breve.version desc
            """)
        )

    def anmaerkninger(self, dokument: str | None = None) -> list[Raekke]:
        return self.raekker(
            """
            from marts.kildeanmaerkninger where dokument = coalesce(?, dokument)
            order by dokument, tabel, raekke nulls last, felt, trykt_vaerdi nulls last, forklaring
            """,
            dokument,
        )

    def seneste_udgave(self) -> Raekke | None:
        """All removals of the edition registered last, against the year before."""
        return self.en("""
            from marts.udsendelser_aar_til_aar where udsendelseskategori = 'i_alt'
            order by registreret_pr desc, dokument desc limit 1
        """)
