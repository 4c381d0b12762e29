"""The Excel workbook: the quotas in force, a guide, then one sheet per mart in the order of use."""

import re
import textwrap
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from duckdb import DuckDBPyConnection, DuckDBPyRelation
from xlsxwriter.exceptions import XlsxWriterException
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from landstal.publish.marts import Column, Mart, Source
from landstal.site.numbers import danish_date, danish_number
from landstal.site.words import zero_reason

# What each mart answers, in the order of use.
QUESTIONS = {
    "kommunekvoter": "Hvad er kommunens kvote, og hvordan er den beregnet?",
    "kommuneandele": "Hvilke tal om kommunen indgår i beregningen?",
    "kommunekvoteled": "Hvad betyder hvert trin i beregningen for kommunens kvote?",
    "regionskvoter": "Hvor mange flygtninge skal hver region modtage?",
    "landstal": "Hvor mange flygtninge ventes, og hvornår skal landstallet ændres?",
    "kvotetaerskler": "Hvad skal der til, for at kvoten bliver en anden?",
    "kvotefoelsomhed": "Hvad ville kvoten være ved et andet landstal?",
    "kvotescenarier": "Hvad ville kvoten være med andre tal?",
    "kommunekvoter_aendringer": "Hvad er ændret siden det forrige brev, og hvorfor?",
    "udsendelser_maaned": "Hvor mange afviste asylansøgere er udsendt hver måned?",
    "udsendelser_aar_til_aar": "Er der udsendt flere end året før?",
    "udsendelser_nationalitet": "Hvilken nationalitet har de udsendte?",
    "udsendelser_nationalitet_aar_til_aar": "Er der udsendt flere af en nationalitet end året før?",
    "udsendelser_revisioner": "Er tidligere offentliggjorte tal ændret?",
    "trykte_tal": "Hvor står et tal, og hvordan er det trykt?",
    "afstemning": "Stemmer de trykte summer?",
    "kildeanmaerkninger": "Hvilke fejl og særheder er der i kilderne?",
    "kommuner": "Hvilken region hører kommunen til?",
    "regioner": "Hvilke regioner er der?",
    "kodelister": "Hvad betyder en kode?",
}
EXPLANATION = (
    "De offentliggjorte tal, som de er trykt, og kvoterne beregnet efter loven.",
    "Fordrevne fra Ukraine er ikke medregnet.",
    "Arkene har en tabel hver. Øverst over en kolonne står, hvad den viser, og derunder dens navn i filerne.",
    "Koder er tekst. En tom celle er ukendt, 0 er nul.",
    "Excel regner med 15 cifre; de nøjagtige decimaltal står i landstal.duckdb, parquet og csv.",
)
GUIDE_WIDTHS = (54, 36, 44, 24, 80)  # of its columns, in characters
# The column that says what a row is of: the first of these that a mart has.
NAMES = ("kommunenavn", "regionsnavn", "nationalitet", "udsendelseskategori", "etiket", "noegle", "dokument")
# Whole numbers that count nothing.
NO_COUNTS = {
    "aar", "familiesammenfoert_aar", "flise_kolonne", "flise_raekke", "forrige_aar", "landstal_pct",
    "landstalsaar", "lednummer", "raekke", "raekkefoelge", "version",
}  # fmt: skip
BOOLEAN, COUNT, DATE, SHARE, TEXT = "General", "#,##0", "dd-mm-yyyy", "0.00%", "@"  # Excel's number formats
TYPES = {"VARCHAR": "tekst", "INTEGER": "heltal", "BOOLEAN": "sand/falsk", "DATE": "dato"}
WIDEST = 60  # characters: a longer text goes on in the next line of its cell
LINE, HIGHEST = 15, 405  # points: of a line, and of a row as Excel allows it


def sheet_name(mart: Mart) -> str:
    """Excel allows 31 characters."""
    return mart.name[:31]


def write_workbook(
    db: DuckDBPyConnection, marts: list[Mart], sources: list[Source], content: str, file: Path
) -> None:
    book = Book(file)
    marts = sorted(marts, key=lambda mart: list(QUESTIONS).index(mart.name))
    write_kvoter(db, book)
    write_guide(marts, sources, content, book)
    for mart in marts:
        write_mart(db, mart, book)
    book.close()


class Book:
    """Every text is written as a text into a cell of the format text, so that none can become a formula. The
    time that the file says it was made is a fixed one, so that the same marts give the same bytes."""

    def __init__(self, file: Path):
        self.file = xlsxwriter.Workbook(file)
        self.file.set_properties({"title": "landstal", "created": datetime(1980, 1, 1)})
        heading = {"bg_color": "#E8EDF1", "valign": "top", "indent": 1}
        self.title = self.file.add_format({"bold": True, "font_size": 16})
        self.label = self.file.add_format(heading | {"bold": True, "text_wrap": True})
        self.name = self.file.add_format(heading | {"font_color": "#44546A", "font_size": 8})
        self.link = self.file.add_format({"font_color": "#0B5394", "underline": 1, "valign": "top"})
        self.formats: dict[str, Format] = {}
        self.close = self.file.close

    def format(self, number_format: str) -> Format:
        if number_format not in self.formats:
            of_text = {"text_wrap": True, "indent": 1} if number_format == TEXT else {}
            self.formats[number_format] = self.file.add_format(
                {"num_format": number_format, "valign": "top"} | of_text
            )
        return self.formats[number_format]

    def add_sheet(self, name: str) -> Worksheet:
        """Printed on A4 across, as wide as the paper."""
        sheet = self.file.add_worksheet(name)
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})  # codes are meant to be text
        return sheet

    def write_cell(self, sheet: Worksheet, line: int, column: int, cell: Any, number_format: str) -> None:
        for type, write in (
            (str, sheet.write_string),
            (date, sheet.write_datetime),
            (bool, sheet.write_boolean),
            (object, sheet.write_number),
        ):
            if isinstance(cell, type):
                if write(line, column, cell, self.format(number_format)):  # 32,767 characters at most
                    raise XlsxWriterException(f"{sheet.name}, række {line + 1}: teksten kan ikke stå i Excel")
                return

    def write_table(
        self,
        sheet: Worksheet,
        first: int,
        labels: list[str],
        names: list[str],
        number_formats: list[str],
        rows: list[tuple],
    ) -> None:
        """From the first line on: the labels, below them the columns' names where they have any, and the
        rows, each column as wide as it must be. The headings stay in view and are printed on every page."""
        widths = []
        for c, (label, number_format) in enumerate(zip(labels, number_formats, strict=True)):
            texts = [*label.split(), *(shown(row[c], number_format) for row in rows)]
            small = 4 + 3 * len(names[c]) // 4 if names else 0  # with the filter's button
            widths.append(min(WIDEST, max(small, 3 + max(map(len, texts)))))
            sheet.set_column(c, c, widths[c])
            sheet.write_string(first, c, label, self.label)
            if names:
                sheet.write_string(first + 1, c, names[c], self.name)
        set_height(sheet, first, labels, widths)
        heading = first + bool(names)
        for line, row in enumerate(rows, heading + 1):
            for c, (cell, number_format) in enumerate(zip(row, number_formats, strict=True)):
                if cell is not None:
                    self.write_cell(sheet, line, c, cell, number_format)
            set_height(sheet, line, row, widths)
        sheet.autofilter(heading, 0, heading + len(rows), len(labels) - 1)
        sheet.repeat_rows(first, heading)


def shown(cell: Any, number_format: str) -> str:
    """About as Excel shows it: as wide."""
    if cell is None or isinstance(cell, str):
        return cell or ""
    if isinstance(cell, date | bool):
        return number_format
    if number_format == SHARE:
        return f"{cell:.2%}"
    return f"{cell:,.{len(number_format.partition('.')[2])}f}"


def set_height(sheet: Worksheet, line: int, cells: Sequence[Any], widths: Sequence[int]) -> None:
    """As many lines as the longest text takes: not every program fits it itself."""
    lines = [
        len(textwrap.wrap(cell, width - 2))
        for cell, width in zip(cells, widths, strict=False)
        if isinstance(cell, str) and len(cell) > width - 2
    ]
    if lines:
        sheet.set_row(line, min(HIGHEST, LINE * max(lines)))


def write_kvoter(db: DuckDBPyConnection, book: Book) -> None:
    """The quotas of the letter in force of the latest year, in Danish order of names."""
    (letter,) = as_dicts(db.sql("from marts.landstal where er_seneste"))
    kommuner = as_dicts(
        db.sql("""
            select kvoter.*, andele.indbyggertal
            from marts.kommunekvoter as kvoter
            join marts.kommuneandele as andele using (dokument, kommunekode)
            join marts.kommuner using (kommunekode)
            where kvoter.er_seneste
            order by kommuner.sorteringsnoegle, kommunekode
        """)
    )
    reasons = dict(
        db.execute("select kode, etiket from marts.kodelister where kolonne = 'nulkvote_aarsag'").fetchall()
    )
    sheet = book.add_sheet("Kvoter")
    sheet.write_string(0, 0, letter["titel"], book.title)
    sheet.set_row(0, 24)
    subtitle = (
        f"Gældende kvoter for {letter['landstalsaar']}. Landstallet er {danish_number(letter['landstal'])} "
        f"flygtninge. {letter['udgiver']}, {danish_date(letter['dateret'])}."
    )
    sheet.write_string(1, 0, subtitle)
    fields = {
        "Kommune": ("kommunenavn", TEXT),
        "Region": ("regionsnavn", TEXT),
        "Indbyggere": ("indbyggertal", COUNT),
        "Kvote": ("kommunekvote_gaeldende", COUNT),
        "Kvote pr. 10.000 indbyggere": ("kvote_gaeldende_pr_10000", "0.00"),
    }
    rows = [
        (
            *(kommune[name] for name, _ in fields.values()),
            None if kommune["kommunekvote_gaeldende"] else zero_reason(kommune, reasons),
        )
        for kommune in kommuner
    ]
    labels, formats = [*fields, "Årsag, når kvoten er 0"], [*(form for _, form in fields.values()), TEXT]
    book.write_table(sheet, 3, labels, [], formats, rows)
    sheet.freeze_panes(4, 1)


def as_dicts(answer: DuckDBPyRelation) -> list[dict[str, Any]]:
    return [dict(zip(answer.columns, row, strict=True)) for row in answer.fetchall()]


def write_guide(marts: list[Mart], sources: list[Source], content: str, book: Book) -> None:
    sheet = book.add_sheet("Vejledning")
    for column, width in enumerate(GUIDE_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.hide_gridlines(2)
    sheet.write_string(0, 0, "landstal: kvoter og udsendelser", book.title)
    sheet.set_row(0, 24)
    line = 1
    for sentence in (*EXPLANATION, f"Version (kontrolsum): {content}"):
        sheet.write_string(line, 0, sentence)
        line += 1
    documents = [
        (s.title, s.dokument, s.publisher, danish_date(date.fromisoformat(s.dated))) for s in sources
    ]
    sheets = [
        (QUESTIONS[m.name], sheet_name(m), m.label, danish_number(m.rows), plain(m.description))
        for m in marts
    ]
    columns = [
        (c.label, sheet_name(m), c.name, type_name(c.type), plain(c.description))
        for m in marts
        for c in m.columns
    ]
    for headings, rows in (
        (("Kilde", "Dokument", "Udgiver", "Dato"), documents),
        (("Spørgsmål", "Ark", "Tabel", "Rækker", "Beskrivelse"), sheets),
        (("Betegnelse", "Ark", "Kolonne", "Type", "Beskrivelse"), columns),
    ):
        line += 1
        for c, heading in enumerate(headings):
            sheet.write_string(line, c, heading, book.label)
        for row in rows:
            line += 1
            for c, cell in enumerate(row):
                if headings[c] == "Ark":
                    sheet.write_url(line, c, f"internal:'{cell}'!A1", book.link, cell)
                else:
                    book.write_cell(sheet, line, c, cell, TEXT)
            set_height(sheet, line, row, GUIDE_WIDTHS)
        line += 1


def plain(text: str) -> str:
    """Without the marks of Markdown around names."""
    return text.replace("`", "")


def write_mart(db: DuckDBPyConnection, mart: Mart, book: Book) -> None:
    sheet = book.add_sheet(sheet_name(mart))
    names = [column.name for column in mart.columns]
    labels = [column.label for column in mart.columns]
    rows = db.execute(mart.ordered_query).fetchall()
    book.write_table(sheet, 0, labels, names, list(map(number_format, mart.columns)), rows)
    sheet.freeze_panes(2, next(names.index(name) + 1 for name in NAMES if name in names))


def number_format(column: Column) -> str:
    if decimals := decimals_of(column.type):
        is_share = column.name.endswith("andel") or column.name.startswith("andel_")
        return SHARE if is_share else f"{COUNT}.{'0' * decimals}"
    if column.type == "INTEGER":
        return "0" if column.name in NO_COUNTS else COUNT
    return {"VARCHAR": TEXT, "DATE": DATE, "BOOLEAN": BOOLEAN}[column.type]


def decimals_of(type: str) -> int:
    found = re.fullmatch(r"DECIMAL\(\d+,(\d+)\)", type)
    return int(found[1]) if found else 0


def type_name(type: str) -> str:
    """As a Danish reader calls a DuckDB type."""
    if decimals := decimals_of(type):
        return f"{decimals} decimal{'er' if decimals > 1 else ''}"
    return TYPES[type]
