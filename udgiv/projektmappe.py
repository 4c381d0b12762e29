"""The Excel workbook: a first sheet that explains, then one sheet per mart."""

import re
from datetime import datetime
from pathlib import Path

import xlsxwriter
from duckdb import DuckDBPyConnection
from xlsxwriter.exceptions import XlsxWriterException

from udgiv.marts import Kilde, Mart

FORKLARING = (
    "De offentliggjorte tal, som de er trykt, og kvoterne beregnet efter loven; beskrivelser på engelsk.",
    "Hver trykt sum er efterregnet: se arket afstemning.",
    "Koder er tekst. En tom celle er ukendt, 0 er nul. Andele er brøkdele af 1.",
    "Excel regner med 15 cifre; de nøjagtige decimaltal står i landstal.duckdb, parquet og csv.",
)
BREDDER = (32, 34, 12, 90)  # of the first sheet's columns, in characters


def arknavn(mart: Mart) -> str:
    """Excel allows 31 characters."""
    return mart.navn[:31]


def skriv_projektmappe(
    db: DuckDBPyConnection, marts: list[Mart], kilder: list[Kilde], indhold: str, fil: Path
) -> None:
    """Every text is written as a text into a cell of the format text, so that none can become a formula. The
    time that the file says it was made is a fixed one, so that the same marts give the same bytes."""
    bog = xlsxwriter.Workbook(fil)
    bog.set_properties({"title": "landstal", "created": datetime(1980, 1, 1)})
    hoved = bog.add_format({"bold": True, "bg_color": "#E8EDF1", "bottom": 1})
    skriv_forside(bog, hoved, marts, kilder, indhold)
    formater: dict[str, xlsxwriter.format.Format] = {}
    for mart in marts:
        ark = bog.add_worksheet(arknavn(mart))
        for k, kolonne in enumerate(mart.kolonner):
            ark.write_string(0, k, kolonne.navn, hoved)
            if kolonne.type not in formater:
                formater[kolonne.type] = bog.add_format({"num_format": talformat(kolonne.type)})
        skriv = {"VARCHAR": ark.write_string, "DATE": ark.write_datetime, "BOOLEAN": ark.write_boolean}
        for r, raekke in enumerate(db.execute(mart.sorteret).fetchall(), 1):
            for k, (celle, kolonne) in enumerate(zip(raekke, mart.kolonner, strict=True)):
                if celle is not None:
                    svar = skriv.get(kolonne.type, ark.write_number)(r, k, celle, formater[kolonne.type])
                    if svar:  # a text may have 32,767 characters
                        raise XlsxWriterException(
                            f"{mart.navn}, række {r}: {kolonne.navn} kan ikke stå i Excel"
                        )
        ark.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})  # codes are meant to be text
        ark.freeze_panes(1, 0)
        ark.autofilter(0, 0, mart.raekker, len(mart.kolonner) - 1)
        ark.autofit(400)
        ark.repeat_rows(0)
        paa_tvaers(ark)
    bog.close()


def paa_tvaers(ark: xlsxwriter.worksheet.Worksheet) -> None:
    """Printed on A4 across, as wide as the paper."""
    ark.set_paper(9)
    ark.set_landscape()
    ark.fit_to_pages(1, 0)


def talformat(type: str) -> str:
    """Excel's number format of a column of a DuckDB type."""
    if decimaler := re.fullmatch(r"DECIMAL\(\d+,(\d+)\)", type):
        return "0." + "0" * int(decimaler[1])
    return {"VARCHAR": "@", "DATE": "yyyy-mm-dd", "BOOLEAN": "General"}.get(type, "0")


def skriv_forside(
    bog: xlsxwriter.Workbook,
    hoved: xlsxwriter.format.Format,
    marts: list[Mart],
    kilder: list[Kilde],
    indhold: str,
) -> None:
    ark = bog.add_worksheet("Læs mig")
    tekst = bog.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    henvisning = bog.add_format({"font_color": "#0B5394", "underline": 1, "valign": "top"})
    for kolonne, bredde in enumerate(BREDDER):
        ark.set_column(kolonne, kolonne, bredde)
    ark.hide_gridlines(2)
    paa_tvaers(ark)
    ark.write_string(0, 0, "landstal: kvoter og udsendelser", bog.add_format({"bold": True, "font_size": 16}))
    ark.set_row(0, 24)
    linje = 1
    for saetning in (*FORKLARING, f"Indhold {indhold}"):
        ark.write_string(linje, 0, saetning)
        linje += 1
    arkene = [(arknavn(m), m.navn, str(m.raekker), m.beskrivelse) for m in marts]
    kolonnerne = [(m.navn, k.navn, k.type, k.beskrivelse) for m in marts for k in m.kolonner]
    for overskrifter, raekker in (
        (("Kilde", "Titel", "Dato", "Udgiver"), [(k.dokument, k.titel, k.dato, k.udgiver) for k in kilder]),
        (("Ark", "Tabel", "Rækker", "Beskrivelse"), arkene),
        (("Tabel", "Kolonne", "Type", "Beskrivelse"), kolonnerne),
    ):
        linje += 1
        for raekke in (overskrifter, *raekker):
            for k, celle in enumerate(raekke):
                ark.write_string(linje, k, celle, hoved if raekke is overskrifter else tekst)
            ark.set_row(linje, 15 * (1 + len(raekke[-1]) // BREDDER[-1]))  # not every program fits it itself
            if raekke in arkene:
                ark.write_url(linje, 0, f"internal:'{raekke[0]}'!A1", henvisning, raekke[0])
            linje += 1
