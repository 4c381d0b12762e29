"""Documents of Word, Excel and OpenDocument as lines and cells: what their print shows.

A paragraph is a line, and so is the row of a table; a tab parts cells, as in text. The cells that a merged
one covers are empty. Raised marks are left out, but for those that stand alone in a cell. A change that is
tracked counts as made: what is deleted is not read. Text boxes stand after the paragraph that holds them,
headers before their section and footers after it. What is hidden is not read, and is named. A number in a
sheet stands as the sheet shows it in Danish.

python-docx and openpyxl open the files of Office. The text is taken from Word's own elements, since
python-docx leaves out what stands in content controls, text boxes and tracked insertions.
"""

import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from itertools import groupby
from typing import ClassVar

import docx
import openpyxl
from babel.numbers import format_decimal
from lxml import etree
from openpyxl.cell.cell import Cell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.utils import column_index_from_string, get_column_letter

from landstal import Stop
from landstal.reader import limits
from landstal.reader.lines import Line, Source, clean, merged_cell, raised
from landstal.reader.metadata import MONTHS

DAYS = ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag")
Element = etree._Element
RAISED = "superscript"
# In the XML of a sheet:
CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
MERGED = re.compile(
    rb"""<(?:\w+:)?mergeCell\b[^>]*?\bref=["']\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})"""
)
# How a number is shown: by sections for positive, negative and zero, each of these pieces.
SECTION = re.compile(r"""((?:"[^"]*"|\\.|\[[^\]]*\]|[_*].|[^;])*)(?:;|$)""")
TOKEN = re.compile(
    r""""(?P<quoted>[^"]*)"|\\(?P<escaped>.)|[_*].|\[\$(?P<currency>[^\]-]*)(?:-[^\]]*)?\]"""
    r"|\[(?:black|blue|cyan|green|magenta|red|white|yellow|color ?\d+)\]"
    r"|(?P<general>general|standard|@)|(?P<mask>[#0?][#0?,.]*)|(?P<percent>%)|(?P<plain>[ ()+/:$\u00a0-])"
    r"|(?P<unknown>.)",
    re.IGNORECASE,
)
DATE_TOKEN = re.compile(
    r"""y+|m+|d+|h+|s+|"(?P<literal>[^"]*)"|(?P<escaped>\\.)|(?P<bracket>\[[^\]]*\])|.""", re.IGNORECASE
)


def name(element: Element) -> str:
    """The name of an element without its namespace; empty for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def value(element: Element | None, attribute: str = "val") -> str | None:
    """An attribute by its name without its namespace."""
    attributes = () if element is None else element.attrib.items()
    return next((text for key, text in attributes if key.rpartition("}")[2] == attribute), None)


def part(element: Element | None, *path: str) -> Element | None:
    """The first child of this name, its first child of the next name, and so on."""
    for step in path:
        element = next((child for child in ([] if element is None else element) if name(child) == step), None)
    return element


def count(printed: str | None, most: int) -> int:
    """How many columns or rows; one more than `most` for all that is beyond it."""
    return min(int(printed), most + 1) if printed and re.fullmatch("[0-9]{1,9}", printed) else 1


class Lines:
    """Lines as they come, and their places."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.paragraphs = self.tables = 0

    def add(self, place: str, cells: Iterable[str]) -> None:
        cells = tuple(clean(merged_cell(cell)) for cell in cells)
        if any(cells):
            limits.at_most(len(self.lines) + 1, limits.LINES, "linjer")
            self.lines.append(Line(place, cells))

    def add_paragraph(self, text: str) -> None:
        if not text.strip():
            return
        self.paragraphs += 1
        for number, line in enumerate(text.strip("\n").split("\n"), 1):
            more = f", linje {number}" if number > 1 else ""
            self.add(f"afsnit {self.paragraphs}{more}", line.split("\t"))


class Document:
    """The tree of a text document: what Word's and OpenDocument's have in common."""

    PARAGRAPHS: frozenset[str]
    TABLE: str
    ROW: str
    CELLS: frozenset[str]
    LEFT_OUT: frozenset[str]  # with all that is in it
    BOX: str
    WRITTEN: ClassVar[dict[str, str]]  # what an empty element stands for

    def __init__(self) -> None:
        self.out = Lines()

    def blocks(self, parent: Element) -> None:
        for child in parent:
            kind = name(child)
            if kind in self.PARAGRAPHS:
                boxes: list[Element] = []
                self.out.add_paragraph("".join(self.text(child, boxes)))
                for box in boxes:
                    self.blocks(box)
            elif kind == self.TABLE:
                self.table(child)
            elif kind and kind not in self.LEFT_OUT:
                self.blocks(self.chosen(child))

    def table(self, table: Element) -> None:
        self.out.tables += 1
        own = self.out.tables
        for number, row in enumerate(self.inside(table, frozenset({self.ROW})), 1):
            cells = list(self.inside(row, self.CELLS))
            if self.is_deleted(row):
                continue
            if any(name(element) == self.TABLE for cell in cells for element in cell.iter()):
                for cell in cells:  # a table for the layout
                    self.blocks(cell)
                continue
            texts = [""] * self.skipped_before(row)
            for cell in cells:
                texts.append("" if self.is_covered(cell) else self.cell_text(cell))
                texts += [""] * (self.width(cell) - 1)
                limits.at_most(len(texts), limits.ROW, f"celler i tabel {own}, række {number}")
            self.out.add(f"tabel {own}, række {number}", texts)

    def inside(self, parent: Element, kinds: frozenset[str]) -> Iterator[Element]:
        """The elements of these kinds, but none inside another."""
        for child in parent:
            if name(child) in kinds:
                yield child
            elif name(child) and name(child) not in self.LEFT_OUT:
                yield from self.inside(self.chosen(child), kinds)

    def cell_text(self, cell: Element, with_raised: bool = False) -> str:
        texts = []
        for paragraph in self.inside(cell, self.PARAGRAPHS):
            boxes: list[Element] = []
            texts.append("".join(self.text(paragraph, boxes, with_raised)))
            texts += [self.cell_text(box) for box in boxes]
        text = "\n".join(texts).replace("\t", " ").strip("\n")
        return text if with_raised or text.strip() else raised(self.cell_text(cell, with_raised=True))

    def text(self, parent: Element, boxes: list[Element], with_raised: bool = False) -> Iterator[str]:
        """The text of a paragraph, with what is raised or without; the boxes in it are collected."""
        if self.has_own_text(parent):
            yield parent.text or ""
        for child in parent:
            kind = name(child)
            if kind == self.BOX:
                boxes.append(child)
            elif kind in self.WRITTEN:
                yield self.WRITTEN[kind]
            elif kind and not self.is_left_out(child, with_raised):
                yield from self.text(self.chosen(child), boxes, with_raised)
            if self.has_own_text(parent):
                yield child.tail or ""

    def chosen(self, element: Element) -> Element:
        return element

    def is_deleted(self, row: Element) -> bool:
        return False

    def is_covered(self, cell: Element) -> bool:
        return False

    def skipped_before(self, row: Element) -> int:
        return 0

    def width(self, cell: Element) -> int:
        return 1

    def has_own_text(self, element: Element) -> bool:
        return True

    def is_left_out(self, element: Element, with_raised: bool) -> bool:
        if name(element) in self.LEFT_OUT or self.is_hidden(element):
            return True
        return self.is_raised(element) and not with_raised

    def is_hidden(self, element: Element) -> bool:
        return False

    def is_raised(self, element: Element) -> bool:
        return False


class Word(Document):
    PARAGRAPHS, TABLE, ROW, CELLS = frozenset({"p"}), "tbl", "tr", frozenset({"tc"})
    LEFT_OUT = frozenset(
        {"del", "moveFrom", "pPr", "rPr", "tblPr", "trPr", "tcPr", "sdtPr", "instrText", "delText", "rt"}
    )
    BOX = "txbxContent"
    WRITTEN: ClassVar = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}

    def __init__(self, styles: Element):
        super().__init__()
        self.hidden = False
        self.styles = {value(style, "styleId"): style for style in styles if name(style) == "style"}

    def chosen(self, element: Element) -> Element:
        """Of a thing that is there twice, for new and old programs, one."""
        return next(iter(element), element) if name(element) == "AlternateContent" else element

    def is_deleted(self, row: Element) -> bool:
        properties = part(row, "trPr")
        marks = set() if properties is None else {name(child) for child in properties}
        self.hidden |= "hidden" in marks
        return bool(marks & {"del", "hidden"})

    def is_covered(self, cell: Element) -> bool:
        merges = [part(cell, "tcPr", kind) for kind in ("vMerge", "hMerge")]
        return any(merge is not None and value(merge) in (None, "continue") for merge in merges)

    def skipped_before(self, row: Element) -> int:
        skipped = part(row, "trPr", "gridBefore")
        return 0 if skipped is None else count(value(skipped), limits.ROW)

    def width(self, cell: Element) -> int:
        return count(value(part(cell, "tcPr", "gridSpan")), limits.ROW)

    def has_own_text(self, element: Element) -> bool:
        return name(element) == "t"

    def is_hidden(self, element: Element) -> bool:
        vanish = self.run_property(element, "vanish")
        is_hidden = vanish is not None and value(vanish) not in ("0", "false", "off")
        self.hidden |= is_hidden
        return is_hidden

    def is_raised(self, element: Element) -> bool:
        position = value(self.run_property(element, "position")) or "0"
        is_lifted = bool(re.match("[1-9]", position))
        return is_lifted or value(self.run_property(element, "vertAlign")) == RAISED

    def run_property(self, element: Element, kind: str) -> Element | None:
        """A property of a run, its own or that of its style or of what the style is based on."""
        properties = part(element, "rPr") if name(element) == "r" else None
        style = value(part(properties, "rStyle"))
        for _ in range(10):
            if (found := part(properties, kind)) is not None or style not in self.styles:
                return found
            properties = part(self.styles[style], "rPr")
            style = value(part(self.styles[style], "basedOn"))
        return None


def read_docx(content: bytes) -> Source:
    try:
        document = docx.Document(BytesIO(content))
    except ValueError:  # made with macros, or a template
        document = docx.Document(BytesIO(as_plain_docx(content)))
    word = Word(document.styles.element)
    parts = document.part.related_parts

    def heads(section: Element, kind: str) -> None:
        """The headers or footers of a section, that of its first page first."""
        first = part(section, "titlePg") is not None
        used = [("first", first), ("default", True)]
        references = {value(child, "type"): value(child, "id") for child in section if name(child) == kind}
        for which, is_used in used:
            if is_used and references.get(which) in parts:
                word.blocks(parts[references[which]].element)

    for section, elements in sections(document.element.body):
        heads(section, "headerReference")
        word.blocks(elements)
        heads(section, "footerReference")
    notes = []
    if any(name(element) in ("ins", "del", "moveFrom") for element in document.element.body.iter()):
        notes.append("Dokumentet har ændringer, som ikke er accepteret. De er læst, som om de var det.")
    if word.hidden:
        notes.append("Skjult tekst i dokumentet er ikke læst.")
    return Source(word.out.lines, [], notes)


def as_plain_docx(content: bytes) -> bytes:
    """The same file under the name of a document, which is all that python-docx takes."""
    output = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(output, "w") as new:
        for item in old.namelist():
            data = old.read(item)
            if item == "[Content_Types].xml":
                data = re.sub(
                    rb"application/vnd\.(?:ms-word\.document\.macroEnabled|ms-word\.template\.macroEnabledTemplate"
                    rb"|openxmlformats-officedocument\.wordprocessingml\.template)\.main\+xml",
                    b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
                    data,
                )
            new.writestr(item, data)
    return output.getvalue()


def sections(body: Element) -> Iterator[tuple[Element, list[Element]]]:
    """The elements of each section, whose properties stand in its last paragraph."""
    elements: list[Element] = []
    for element in body:
        if name(element) == "sectPr":
            yield element, elements
            return
        elements.append(element)
        section = part(element, "pPr", "sectPr")
        if section is not None:
            yield section, elements
            elements = []
    yield etree.Element("none"), elements


def add_row(
    out: Lines,
    place: str,
    texts: list[str],
    is_hidden: bool,
    hidden_columns: set[int],
    hidden: list[str],
) -> None:
    """Adds what is to be seen of the row, and to `hidden` what is not."""
    if is_hidden:
        hidden.append(place)
        return
    for column in sorted(hidden_columns):
        if column <= len(texts) and texts[column - 1]:
            what = f"kolonne {get_column_letter(column)}"
            if what not in hidden:
                hidden.append(what)
    out.add(place, [text for column, text in enumerate(texts, 1) if column not in hidden_columns])


def hidden_note(hidden: list[str]) -> list[str]:
    more = f" og {len(hidden) - 10} mere" if len(hidden) > 10 else ""
    return [f"Skjult og ikke læst: {', '.join(hidden[:10])}{more}."] if hidden else []


# --- OpenDocument -----------------------------------------------------------------------------------------


class OpenDocument(Document):
    PARAGRAPHS, TABLE, ROW = frozenset({"p", "h"}), "table", "table-row"
    CELLS = frozenset({"table-cell", "covered-table-cell"})
    LEFT_OUT = frozenset({"tracked-changes", "annotation", "note", "ruby-text", "hidden-text", "forms"})
    BOX = "text-box"
    WRITTEN: ClassVar = {"tab": "\t", "line-break": "\n"}

    def __init__(self, *trees: Element):
        super().__init__()
        self.styles = {
            value(style, "name"): style for tree in trees for style in tree.iter() if name(style) == "style"
        }

    def is_covered(self, cell: Element) -> bool:
        return name(cell) == "covered-table-cell"

    def width(self, cell: Element) -> int:
        return count(value(cell, "number-columns-repeated"), limits.ROW)

    def has_own_text(self, element: Element) -> bool:
        return "svg" not in element.tag  # what a picture is said to show

    def is_hidden(self, element: Element) -> bool:
        return value(self.text_properties(element), "display") == "none"

    def is_raised(self, element: Element) -> bool:
        return bool(re.match("super|[1-9]", value(self.text_properties(element), "text-position") or ""))

    def text_properties(self, element: Element) -> Element | None:
        style = self.styles.get(value(element, "style-name")) if name(element) == "span" else None
        return part(style, "text-properties")

    def text(self, parent: Element, boxes: list[Element], with_raised: bool = False) -> Iterator[str]:
        if name(parent) == "s":
            yield " "
        yield from super().text(parent, boxes, with_raised)

    def sheet_is_hidden(self, table: Element) -> bool:
        style = self.styles.get(value(table, "style-name"))
        return value(part(style, "table-properties"), "display") == "false"


def opened(content: bytes) -> tuple[OpenDocument, Element, Element | None]:
    """What reads it, its body, and the header and footer of its pages, where it has any."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        tree = etree.fromstring(archive.read("content.xml"), safe_parser())
        has_styles = "styles.xml" in archive.namelist()
        styles = etree.fromstring(archive.read("styles.xml"), safe_parser()) if has_styles else tree
    masters = [element for element in styles.iter() if name(element) == "master-page"]
    standard = next((element for element in masters if value(element, "name") == "Standard"), None)
    body = part(tree, "body")
    assert body is not None
    return OpenDocument(styles, tree), body[0], standard


def safe_parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True)


def read_odt(content: bytes) -> Source:
    document, body, pages = opened(content)
    document.blocks([element for element in (part(pages, "header"),) if element is not None])
    document.blocks(body)
    document.blocks([element for element in (part(pages, "footer"),) if element is not None])
    changes = part(body, "tracked-changes")
    has_changes = changes is not None and len(changes)
    note = "Dokumentet har ændringer, som ikke er accepteret. De er læst, som om de var det."
    return Source(document.out.lines, [], [note] if has_changes else [])


def read_ods(content: bytes) -> Source:
    document, body, _ = opened(content)
    sheets = [table for table in body if name(table) == "table"]
    hidden = []
    for table in sheets:
        title = value(table, "name") or ""
        if document.sheet_is_hidden(table):
            hidden.append(f"ark '{title}'")
            continue
        add_ods_sheet(document, table, title, len(sheets) > 1, hidden)
    return Source(document.out.lines, [], hidden_note(hidden))


def add_ods_sheet(
    document: OpenDocument, table: Element, title: str, is_one_of_several: bool, hidden: list[str]
) -> None:
    hidden_columns: set[int] = set()
    column = 1
    for element in document.inside(table, frozenset({"table-column"})):
        width = count(value(element, "number-columns-repeated"), limits.ROW)
        if value(element, "visibility") in ("collapse", "filter"):
            hidden_columns |= set(range(column, column + width))
        column += width
    number = 1
    for row in document.inside(table, frozenset({"table-row"})):
        repeated = int(value(row, "number-rows-repeated") or 1)
        texts: list[str] = []
        for cell in document.inside(row, document.CELLS):
            text = "" if document.is_covered(cell) else ods_text(document, cell, title, number)
            width = document.width(cell)
            if text or len(texts) < limits.ROW:
                texts += [text] * width
        where = f"ark '{title}', række {number}" if is_one_of_several else f"række {number}"
        while texts and not texts[-1]:
            texts.pop()
        limits.at_most(len(texts), limits.ROW, f"celler i {where}")
        if texts:
            limits.at_most(repeated, limits.LINES, "linjer")
            is_hidden = value(row, "visibility") in ("collapse", "filter")
            for again in range(repeated):
                place = where if repeated == 1 else f"{where}, gentagelse {again + 1}"
                add_row(document.out, place, texts, is_hidden, hidden_columns, hidden)
        number += repeated


def ods_text(document: OpenDocument, cell: Element, title: str, number: int) -> str:
    text = document.cell_text(cell)
    if not text and value(cell, "value-type") is None and value(cell, "formula"):
        raise Stop(
            f"har en formel uden gemt resultat i ark '{title}', række {number}. Åbn filen, og gem den igen."
        )
    return text or (value(cell, "value") or "").replace(".", ",")


# --- Excel ------------------------------------------------------------------------------------------------


def read_xlsx(content: bytes) -> Source:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        names = archive.namelist()
        sheets = [archive.read(part) for part in names if part.startswith("xl/worksheets/")]
        drawings = [archive.read(part) for part in names if part.startswith("xl/drawings/drawing")]
    limits.at_most(sum(len(CELL.findall(sheet)) for sheet in sheets), limits.CELLS, "celler")
    areas = (area(*map(bytes.decode, match)) for sheet in sheets for match in MERGED.findall(sheet))
    limits.at_most(sum(areas), limits.CELLS, "flettede celler")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what is in the file beside cells
        shown = openpyxl.load_workbook(BytesIO(content), data_only=True, rich_text=True, keep_links=False)
        has_formulas = any(FORMULA.search(sheet) for sheet in sheets)
        formulas = openpyxl.load_workbook(BytesIO(content), keep_links=False) if has_formulas else None
    out, hidden = Lines(), []
    for sheet in shown.worksheets:
        prefix = f"ark '{sheet.title}', " if len(shown.worksheets) > 1 else ""
        if sheet.sheet_state != "visible":
            if any(cell.value is not None for cell in sheet._cells.values()):
                hidden.append(f"ark '{sheet.title}'")
            continue
        hidden_columns: set[int] = set()
        for column in sheet.column_dimensions.values():
            if column.hidden:
                hidden_columns |= set(range(column.min or 0, min(column.max or 0, limits.ROW) + 1))
        # Not by iter_rows, which makes every cell as far as the last one.
        for number, row in groupby(sorted(sheet._cells.items()), key=lambda item: item[0][0]):
            texts: list[str] = []
            for (_, column), cell in row:
                place = f"{prefix}celle {cell.coordinate}"
                if text := cell_text(cell, formulas and formulas[sheet.title][cell.coordinate], place):
                    limits.at_most(column, limits.ROW, f"celler i {prefix}række {number}")
                    texts += [""] * (column - 1 - len(texts)) + [text]
            if texts:
                is_hidden = bool(sheet.row_dimensions[number].hidden)
                add_row(out, f"{prefix}række {number}", texts, is_hidden, hidden_columns, hidden)
    notes = hidden_note(hidden)
    if any(b"<a:t>" in drawing for drawing in drawings):
        notes.append("Tekstfelter i regnearket er ikke læst.")
    return Source(out.lines, [], notes)


def area(first_column: str, first_row: str, last_column: str, last_row: str) -> int:
    columns = column_index_from_string(last_column) - column_index_from_string(first_column) + 1
    return columns * (int(last_row) - int(first_row) + 1)


def cell_text(cell: Cell, formula: Cell | None, place: str) -> str:
    """What the cell shows."""
    content = cell.value
    if content is None:
        if formula is not None and formula.data_type == "f" and cell.data_type == "n":
            raise Stop(f"har i {place} en formel uden gemt resultat. Åbn filen i Excel, og gem den igen.")
        return ""
    if isinstance(content, CellRichText):
        runs = [run for run in content if not (isinstance(run, TextBlock) and run.font.vertAlign == RAISED)]
        return "".join(map(str, runs)) or raised("".join(map(str, content)))
    if isinstance(content, bool):
        return "SAND" if content else "FALSK"
    if isinstance(content, (int, float, date, time, timedelta)):
        form = cell.number_format or "General"
        try:
            return (
                shown_number(content, form)
                if isinstance(content, (int, float))
                else shown_date(content, form)
            )
        except ValueError:
            raise Stop(f"viser i {place} et tal i formatet '{form}', som ikke kendes.") from None
    return str(content)


def shown_number(number: int | float, form: str) -> str:
    """As Excel shows it in Danish. ValueError for a form that is not known."""
    exact = Decimal(repr(number))
    parts = SECTION.findall(form)
    if len(parts) > 1 and number < 0:
        section, exact = parts[1], -exact
    else:
        section = parts[2] if len(parts) > 2 and not number else parts[0]
    tokens = [
        match.lastgroup and (match.lastgroup, match[match.lastgroup]) for match in TOKEN.finditer(section)
    ]
    masks = [text for kind, text in filter(None, tokens) if kind == "mask"]
    if len(masks) > 1 or any(kind == "unknown" for kind, _ in filter(None, tokens)):
        raise ValueError
    if any(kind == "percent" for kind, _ in filter(None, tokens)):
        exact *= 100
    output = ""
    for kind, text in filter(None, tokens):
        output += masked(exact, text) if kind == "mask" else general(exact) if kind == "general" else text
    is_negative = exact < 0 and bool(re.search("[1-9]", output))
    return ("-" if is_negative else "") + output.strip()


def masked(number: Decimal, mask: str) -> str:
    mask = mask.replace("?", "#")
    if not re.fullmatch(r"[#0]+(,[#0]{3})*(\.[#0]*)?", mask):
        raise ValueError
    rounded = abs(number).quantize(Decimal(1).scaleb(-len(mask.partition(".")[2])), ROUND_HALF_UP)
    if not rounded and "0" not in mask:
        return ""
    return format_decimal(rounded, format=mask, locale="da")


def general(number: Decimal) -> str:
    return f"{abs(number):.10g}".replace(".", ",") if number % 1 else f"{abs(number):.0f}"


def shown_date(moment: datetime | date | time | timedelta, form: str) -> str:
    if not isinstance(moment, date):
        raise ValueError
    if form == "mm-dd-yy":  # the form that Excel shows by the language of the computer
        form = "dd-mm-yyyy"
    hour, minute = (moment.hour, moment.minute) if isinstance(moment, datetime) else (0, 0)
    words = {
        "yyyy": f"{moment.year}", "yy": f"{moment.year % 100:02}",
        "mmmm": MONTHS[moment.month - 1], "mmm": MONTHS[moment.month - 1][:3],
        "mm": f"{moment.month:02}", "m": f"{moment.month}",
        "dddd": DAYS[moment.weekday()], "ddd": DAYS[moment.weekday()][:3],
        "dd": f"{moment.day:02}", "d": f"{moment.day}",
    }  # fmt: skip
    output, after_hour = "", False
    for match in DATE_TOKEN.finditer(SECTION.findall(form)[0]):
        token, literal = match[0].lower(), match["literal"] or (match["escaped"] or "")[1:]
        if set(token) <= {"h"}:
            output, after_hour = output + f"{hour:0{len(token)}}", True
        elif after_hour and set(token) <= {"m"}:
            output += f"{minute:0{len(token)}}"
        elif token in words:
            output += words[token]
        elif re.fullmatch("[a-z]+", token):
            raise ValueError
        else:
            output += literal if match["literal"] or match["escaped"] else "" if match["bracket"] else token
    return output.replace("/", "-").strip()
