"""The Excel workbook: a first sheet that explains, then one sheet per mart."""

import re
from datetime import datetime
from pathlib import Path

import xlsxwriter
from duckdb import DuckDBPyConnection
from xlsxwriter.exceptions import XlsxWriterException

from landstal.publish.marts import Mart, Source

EXPLANATION = (
    "De offentliggjorte tal, som de er trykt, og kvoterne beregnet efter loven; beskrivelser på engelsk.",
    "Hver trykt sum er efterregnet: se arket afstemning.",
    "Koder er tekst. En tom celle er ukendt, 0 er nul. Andele er decimaltal (0,25 = 25 pct.).",
    "Excel regner med 15 cifre; de nøjagtige decimaltal står i landstal.duckdb, parquet og csv.",
)
WIDTHS = (32, 34, 12, 90)  # of the first sheet's columns, in characters


def sheet_name(mart: Mart) -> str:
    """Excel allows 31 characters."""
    return mart.name[:31]


def write_workbook(
    db: DuckDBPyConnection, marts: list[Mart], sources: list[Source], content: str, file: Path
) -> None:
    """Every text is written as a text into a cell of the format text, so that none can become a formula. The
    time that the file says it was made is a fixed one, so that the same marts give the same bytes."""
    book = xlsxwriter.Workbook(file)
    book.set_properties({"title": "landstal", "created": datetime(1980, 1, 1)})
    header = book.add_format({"bold": True, "bg_color": "#E8EDF1", "bottom": 1})
    write_front_sheet(book, header, marts, sources, content)
    formats: dict[str, xlsxwriter.format.Format] = {}
    for mart in marts:
        sheet = book.add_worksheet(sheet_name(mart))
        for c, column in enumerate(mart.columns):
            sheet.write_string(0, c, column.name, header)
            if column.type not in formats:
                formats[column.type] = book.add_format({"num_format": number_format(column.type)})
        write = {"VARCHAR": sheet.write_string, "DATE": sheet.write_datetime, "BOOLEAN": sheet.write_boolean}
        for r, row in enumerate(db.execute(mart.ordered_query).fetchall(), 1):
            for c, (cell, column) in enumerate(zip(row, mart.columns, strict=True)):
                if cell is not None:
                    error = write.get(column.type, sheet.write_number)(r, c, cell, formats[column.type])
                    if error:  # a text may have 32,767 characters
                        raise XlsxWriterException(
                            f"{mart.name}, række {r}: {column.name} kan ikke stå i Excel"
                        )
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})  # codes are meant to be text
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, mart.rows, len(mart.columns) - 1)
        sheet.autofit(400)
        sheet.repeat_rows(0)
        landscape(sheet)
    book.close()


def landscape(sheet: xlsxwriter.worksheet.Worksheet) -> None:
    """Printed on A4 across, as wide as the paper."""
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def number_format(type: str) -> str:
    """Excel's number format of a column of a DuckDB type."""
    if decimals := re.fullmatch(r"DECIMAL\(\d+,(\d+)\)", type):
        return "0." + "0" * int(decimals[1])
    return {"VARCHAR": "@", "DATE": "yyyy-mm-dd", "BOOLEAN": "General"}.get(type, "0")


def write_front_sheet(
    book: xlsxwriter.Workbook,
    header: xlsxwriter.format.Format,
    marts: list[Mart],
    sources: list[Source],
    content: str,
) -> None:
    sheet = book.add_worksheet("Læs mig")
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    link = book.add_format({"font_color": "#0B5394", "underline": 1, "valign": "top"})
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.hide_gridlines(2)
    landscape(sheet)
    sheet.write_string(
        0, 0, "landstal: kvoter og udsendelser", book.add_format({"bold": True, "font_size": 16})
    )
    sheet.set_row(0, 24)
    line = 1
    for sentence in (*EXPLANATION, f"Version (kontrolsum): {content}"):
        sheet.write_string(line, 0, sentence)
        line += 1
    documents = [(s.dokument, s.title, s.dated, s.publisher) for s in sources]
    sheets = [(sheet_name(m), m.name, str(m.rows), m.description) for m in marts]
    columns = [(m.name, c.name, c.type, c.description) for m in marts for c in m.columns]
    for headings, rows in (
        (("Kilde", "Titel", "Dato", "Udgiver"), documents),
        (("Ark", "Tabel", "Rækker", "Beskrivelse"), sheets),
        (("Tabel", "Kolonne", "Type", "Beskrivelse"), columns),
    ):
        line += 1
        for row in (headings, *rows):
            for c, cell in enumerate(row):
                sheet.write_string(line, c, cell, header if row is headings else text)
            sheet.set_row(line, 15 * (1 + len(row[-1]) // WIDTHS[-1]))  # not every program fits it itself
            if row in sheets:
                sheet.write_url(line, 0, f"internal:'{row[0]}'!A1", link, row[0])
            line += 1
