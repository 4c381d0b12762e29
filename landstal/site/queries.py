"""Every query of the pages, to the published marts. Nothing is calculated here: a figure that a page needs is
a column."""

from pathlib import Path
from typing import Any

import duckdb

Row = dict[str, Any]


def by_kommune(rows: list[Row]) -> dict[str, list[Row]]:
    """Rows by kommunekode, in their order."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row["kommunekode"], []).append(row)
    return groups


class Marts:
    """The published database, open for reading."""

    def __init__(self, file: Path):
        self.db = duckdb.connect(file, read_only=True)

    def rows(self, sql: str, *values: object) -> list[Row]:
        answer = self.db.execute(sql, values)
        names = [column[0] for column in answer.description]
        return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]

    def first_row(self, sql: str, *values: object) -> Row | None:
        return next(iter(self.rows(sql, *values)), None)

    def letter_in_force(self) -> Row:
        """The letter in force of the latest year."""
        return self.first_row("from marts.landstal where er_seneste")

    def letter(self, dokument: str) -> Row:
        return self.first_row("from marts.landstal where dokument = ?", dokument)

    def documents_of_letters(self) -> list[str]:
        return [row["dokument"] for row in self.rows("select dokument from marts.landstal order by dokument")]

    def letters_behind(self, dokument: str) -> list[str]:
        """The letter, the one before it, and the earlier versions of its year."""
        return [
            row["dokument"]
            for row in self.rows(
                """
                select breve.dokument
                from marts.landstal as breve cross join marts.landstal as dette
                where
                    dette.dokument = ?
                    and (
                        breve.dokument in (dette.dokument, dette.dokument_forrige)
                        or (breve.landstalsaar = dette.landstalsaar and breve.version < dette.version)
                    )
                order by breve.dokument
                """,
                dokument,
            )
        ]

    def labels(self, column: str) -> dict[str, str]:
        """The Danish labels of a column's codes, in their order."""
        rows = self.rows("from marts.kodelister where kolonne = ? order by raekkefoelge", column)
        return {row["kode"]: row["etiket"] for row in rows}

    def region_names(self) -> dict[str, str]:
        """The names of all letters' regions, by regionskode."""
        return {row["regionskode"]: row["regionsnavn"] for row in self.rows("from marts.regioner")}

    def regioner(self, dokument: str) -> list[Row]:
        return self.rows(
            """
            select kvoter.*, regioner.bemaerkning
            from marts.regionskvoter as kvoter join marts.regioner as regioner using (regionskode)
            where dokument = ? order by kvote_pr_10000 desc, regionskode
            """,
            dokument,
        )

    def kommuner(self, dokument: str) -> list[Row]:
        """All that has one row per municipality in a letter, in Danish order of names."""
        return self.rows(
            """
            select
                kvoter.*,
                andele.* exclude (dokument, kommunekode),
                kommuner.* exclude (kommunekode, kommunenavn, regionskode, regionsnavn)
            from marts.kommunekvoter as kvoter
            join marts.kommuneandele as andele using (dokument, kommunekode)
            join marts.kommuner as kommuner using (kommunekode)
            where dokument = ?
            order by kommuner.sorteringsnoegle, kommunekode
            """,
            dokument,
        )

    def largest_kvoter_pr_10000(self, dokument: str) -> list[Row]:
        return self._extreme_kvoter_pr_10000(dokument, "desc")

    def smallest_kvoter_pr_10000(self, dokument: str) -> list[Row]:
        return self._extreme_kvoter_pr_10000(dokument, "asc")

    def _extreme_kvoter_pr_10000(self, dokument: str, direction: str) -> list[Row]:
        """Five municipalities by the quota in force per 10,000 inhabitants, of those that have a quota."""
        return self.rows(
            f"""
            select kvoter.* from marts.kommunekvoter as kvoter join marts.kommuner using (kommunekode)
            where dokument = ? and kommunekvote_gaeldende > 0
            order by kvote_gaeldende_pr_10000 {direction}, sorteringsnoegle, kommunekode limit 5
            """,
            dokument,
        )

    def largest_changes(self, dokument: str) -> list[Row]:
        """The ten municipalities whose computed quota changed most since the letter before."""
        return self.rows(
            """
            from marts.kommunekvoter_aendringer where dokument = ? and kommunekvote_aendring != 0
            order by abs(kommunekvote_aendring) desc, kommunekode limit 10
            """,
            dokument,
        )

    def changes(self, dokument: str) -> dict[str, Row]:
        """What changed since the letter before, by municipality."""
        rows = self.rows("from marts.kommunekvoter_aendringer where dokument = ?", dokument)
        return {row["kommunekode"]: row for row in rows}

    def trykte_tal(self, dokument: str) -> dict[str, list[Row]]:
        """The printed figures that a letter's quotas are made of, and its printed quotas. A changed landstal
        takes the figures from the year's first letter, and changes the quotas of the one before."""
        return by_kommune(
            self.rows(
                """
                with dette as (from marts.landstal where dokument = ?),
                breve as (
                    select
                        breve.dokument,
                        breve.titel,
                        breve.version = min(breve.version) over ()
                            and dette.beregningsmaade != 'forholdsmaessig_aendring' as har_befolkningen,
                        breve.dokument in (dette.dokument, dette.dokument_forrige) as har_kvoten
                    from marts.landstal as breve
                    join dette on breve.landstalsaar = dette.landstalsaar and breve.version <= dette.version
                )
                select tal.*, breve.titel
                from marts.trykte_tal as tal
                join breve using (dokument)
                where if(tal.felt = 'kommunekvote', har_kvoten, har_befolkningen)
                order by tal.dokument, tal.raekke, tal.felt
                """,
                dokument,
            )
        )

    def kommunekvoteled(self, dokument: str) -> dict[str, list[Row]]:
        return by_kommune(
            self.rows("from marts.kommunekvoteled where dokument = ? order by lednummer", dokument)
        )

    def kvotefoelsomhed(self, dokument: str) -> dict[str, list[Row]]:
        return by_kommune(
            self.rows("from marts.kvotefoelsomhed where dokument = ? order by landstal_pct", dokument)
        )

    def kvotetaerskler(self, dokument: str) -> dict[str, list[Row]]:
        """What another quota would take: the landstal first, and upwards first."""
        return by_kommune(
            self.rows(
                "from marts.kvotetaerskler where dokument = ? order by figur desc, retning desc", dokument
            )
        )

    def kvotescenarier(self, dokument: str) -> dict[str, list[Row]]:
        return by_kommune(
            self.rows("from marts.kvotescenarier where dokument = ? order by scenarie", dokument)
        )

    def kvoter_of_all_letters(self) -> dict[str, list[Row]]:
        """Every letter's quota of each municipality, the latest first."""
        return by_kommune(
            self.rows("""
                select kvoter.*, breve.titel, breve.version
                from marts.kommunekvoter as kvoter join marts.landstal as breve using (dokument)
                order by breve.landstalsaar desc, breve.version desc
            """)
        )

    def udsendelser_in_total(self) -> Row | None:
        """All removals of the edition registered last, against the year before."""
        return self.first_row("""
            from marts.udsendelser_aar_til_aar where udsendelseskategori = 'i_alt'
            order by registreret_pr desc, dokument desc limit 1
        """)

    def udsendelser_in_total_of_year(self, year: int) -> Row | None:
        """All removals of the edition of a year that was registered last."""
        return self.first_row(
            """
            from marts.udsendelser_aar_til_aar where udsendelseskategori = 'i_alt' and aar = ?
            order by registreret_pr desc, maaneder_daekket desc, dokument limit 1
            """,
            year,
        )

    def udsendelser_by_category(self, dokument: str) -> list[Row]:
        return self.rows(
            "from marts.udsendelser_aar_til_aar where dokument = ? order by udsendelseskategori", dokument
        )

    def udsendelser_by_month(self, dokument: str) -> list[Row]:
        return self.rows(
            "from marts.udsendelser_maaned where dokument = ? order by maaned, udsendelseskategori", dokument
        )

    def udsendelser_by_nationality(self, dokument: str) -> list[Row]:
        return self.rows(
            """
            from marts.udsendelser_nationalitet_aar_til_aar where dokument = ?
            order by nationalitet = 'Øvrige', antal desc nulls last, antal_forrige_aar desc, nationalitet
            """,
            dokument,
        )

    def revised_udsendelser(self) -> list[Row]:
        """The months that several editions print."""
        return self.rows("""
            from marts.udsendelser_revisioner where antal_udgaver > 1
            order by maaned desc, udsendelseskategori
        """)

    def afstemning(self) -> list[Row]:
        return self.rows("from marts.afstemning order by niveau, noegle")

    def kildeanmaerkninger(self) -> list[Row]:
        return self.rows("""
            from marts.kildeanmaerkninger
            order by dokument, tabel, raekke nulls last, felt, trykt_vaerdi nulls last, forklaring
        """)
