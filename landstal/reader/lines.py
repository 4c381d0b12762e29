"""A document's file as lines of text, each with its place, and with cells where the document parts them."""

import html
import logging
import re
import sys
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pdfplumber
from lxml import etree
from pdfplumber.page import Page
from pdfplumber.utils import dedupe_chars
from pdfplumber.utils.exceptions import PdfminerException

from landstal import Stop
from landstal.reader import limits

INVISIBLES = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
SUPERSCRIPTS = re.compile("[\u00b9\u00b2\u00b3\u2070-\u207f]")
RAISED_DIGITS = str.maketrans("0123456789", "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079")
LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
MARKUP = re.compile(r"</?(?:b|strong|i|em|u|small|span|font|p|br|h[1-6])\b[^<>]*>", re.IGNORECASE)
FOOTNOTES = re.compile(r"<sup\b[^<>]*>[^<]*</sup>|\[\^?\d{1,2}\]|(?<=\S)[*†‡]+|[*†‡]+(?=\S)", re.IGNORECASE)
BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*(?!\*)")
EMPHASIS = re.compile(r"__|[*]{4,}")  # also of nothing
# A Danish word whose æ, ø or å has become other characters: 'SjÃ¦lland', 'K?benhavn', 'Pï¿½set'.
OTHER_LETTER = (
    r"[^\s\w]{1,3}|[\u00a1-\u00c5\u00c7-\u00d7\u00d9-\u00e4\u00e7-\u00f7\u00f9-\u017f]{1,2}[^\s\wæøå]?"
)
GARBLED = re.compile(
    rf"\b(?:Udl(?:{OTHER_LETTER})ndinge\w*|Sj(?:{OTHER_LETTER})lland|K(?:{OTHER_LETTER})benhavn|"
    rf"P(?:{OTHER_LETTER})set|asylans(?:{OTHER_LETTER})g\w*)|(?<!\w)(?:{OTHER_LETTER})vrige\b"
)
BULLET = re.compile(r"^\s*[*•·]\s+")
LAID_OUT = re.compile(r"^ +\S|\S {3,}\S")  # a line in which the places of the words mean something
RULE_LINE = re.compile(r"[-=|:+\s]*-{3}[-=|:+\s]*")
TABLE_MARK = re.compile(r"<(?P<end>/?)table\b[^<>]*>", re.IGNORECASE)
END_OF_BODY = re.compile(r"</(?:body|html) *>", re.IGNORECASE)
INLINE_TAGS = {"a", "abbr", "b", "em", "font", "i", "small", "span", "strong", "u"}
LEFT_OUT = {"head", "script", "style", "sup", "template"}
FOREIGNERS = "udenlandske statsborgere"  # the heading of a column whose definition is kept

# A raised footnote mark in a PDF, against the letter before it: in sizes of that letter ...
SMALLER = 0.85  # its size, at most
BESIDE = 0.4  # the gap before it, at most
LIFTED = 0.12  # its foot above theirs, at least
ON_LINE = 0.5  # its top above theirs, at most
# ... and in points.
SAME_FOOT = 0.5  # between the feet of two marks that stand together, at most
LEFT, RIGHT = 5, 0.5  # of its left edge: where the letter before it may end


@dataclass(frozen=True)
class Line:
    """One line, or one row of a table. `place` is unique in its document: 'side 3, linje 12' or 'linje 12'.
    There is more than one cell only where the document itself parts them."""

    place: str
    cells: tuple[str, ...]
    # The words, each with its place from the left, where places on the line mean something.
    words: tuple[tuple[float, str], ...] = field(default=(), compare=False)

    @property
    def text(self) -> str:
        return " ".join(cell for cell in self.cells if cell)


@dataclass(frozen=True)
class Source:
    """A document's file as lines in order."""

    lines: list[Line]
    headings: list[Line]  # rows of column headings, which the lines of a PDF do not hold together
    notes: list[str]  # what was not read, and what else the user must know of the file


def clean(text: str) -> str:
    """The text with one kind of space and hyphen, composed letters, and neither markup nor footnote marks. A
    mark that stands alone is what is printed, and stays."""
    text = unicodedata.normalize("NFC", text)
    text = INVISIBLES.sub("", SPACES.sub(" ", text))
    text = re.sub("[\u2010\u2011\u2212]", "-", text)
    for ligature, characters in LIGATURES.items():
        text = text.replace(ligature, characters)
    printed = EMPHASIS.sub("", BOLD.sub(r"\1", MARKUP.sub("", text)))
    return " ".join(FOOTNOTES.sub("", SUPERSCRIPTS.sub("", printed)).split()) or alone(printed) or alone(text)


def raised(mark: str) -> str:
    """A raised mark that stands alone in its cell, so that it is no figure."""
    return mark.translate(RAISED_DIGITS)


def alone(marks: str) -> str:
    """Marks with nothing beside them."""
    return " ".join(re.sub("<[^<>]*>", "", marks).split())


def read_text(text: str) -> list[Line]:
    """Plain text or Markdown: cells are parted by tabs or pipes, or stand in an HTML table."""
    lines, number = [], 1
    for part, is_table in with_html_tables(text):
        if is_table:
            lines += read_html(part, number - 1)
        else:
            for n, line in enumerate(part.split("\n"), number):
                limits.at_most(len(line), limits.LINE, f"tegn i linje {n}")
                if cells := text_cells(line):
                    lines.append(Line(f"linje {n}", cells, laid_out(line) if len(cells) == 1 else ()))
        number += part.count("\n")
    return lines


def laid_out(line: str) -> tuple[tuple[float, str], ...]:
    """The words of a line that is laid out with spaces, and where they begin."""
    if not LAID_OUT.search(line):
        return ()
    return tuple((match.start(), word) for match in re.finditer(r"\S+", line) if (word := clean(match[0])))


def with_html_tables(text: str) -> Iterator[tuple[str, bool]]:
    """The parts of the text, and whether each is an HTML table: from where one begins until the next end of
    one, or to the end of the text."""
    begun, done = None, 0
    for mark in TABLE_MARK.finditer(text):
        if begun is None and not mark["end"]:
            yield text[done : mark.start()], False
            begun = mark.start()
        elif begun is not None and mark["end"]:
            done = mark.end()
            yield text[begun:done], True
            begun = None
    yield text[done if begun is None else begun :], begun is not None


def text_cells(line: str) -> tuple[str, ...]:
    """No cells for an empty line and for the rule under a heading."""
    line = re.sub(r"^\s*#+\s+", "", html.unescape(line.replace("\f", "")))
    if RULE_LINE.fullmatch(line) or not line.strip():
        return ()
    line = re.sub(r"\\([-.*_#()+])", r"\1", line)  # as Markdown escapes them
    in_pipes = line.strip().removeprefix("|").removesuffix("|")
    cells = line.split("\t") if "\t" in line else in_pipes.split("|")
    if len(cells) == 1:
        cells = [BULLET.sub("", line)]
    cleaned = tuple(clean(cell) for cell in cells)
    return cleaned if any(cleaned) else ()


def read_html(text: str, before: int = 0) -> list[Line]:
    """Each `tr` one line of cells, each other block one line. `before`: lines of the file above the text."""
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    # The parser closes what HTML may leave open, and drops what stands below the end of its body.
    root = etree.fromstring(END_OF_BODY.sub("", text).encode(), parser)
    if root is None:
        return []
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        raise Stop("har tags inden i hinanden i flere niveauer, end noget brev har, og læses ikke.")
    lines: list[Line] = []
    pieces: list[str] = []
    pieces_on_line: dict[int, int] = {}

    def add(cells: tuple[str, ...], number: int) -> None:
        if any(cells):
            limits.at_most(len(lines) + 1, limits.LINES, "linjer")
            pieces_on_line[number] = piece = pieces_on_line.get(number, 0) + 1
            lines.append(Line(f"linje {number}" + (f", stykke {piece}" if piece > 1 else ""), cells))

    def finish(number: int) -> None:
        add((clean(" ".join("".join(pieces).split())),), number)
        pieces.clear()

    layout = layout_rows(root)
    spans: dict[etree._Element, dict[int, int]] = {}  # by group of rows: rows left of a cell, by column
    marks = etree.iterwalk(root, events=("start", "end"))
    for event, mark in marks:
        number = (mark.sourceline or 1) + before
        is_row = mark.tag == "tr" and mark not in layout
        if event == "start":
            if is_row:
                finish(number)
                add(html_cells(mark, spans.setdefault(mark.getparent(), {})), number)
            elif mark.tag not in INLINE_TAGS | LEFT_OUT:
                finish(number)
            if is_row or mark.tag in LEFT_OUT:
                marks.skip_subtree()
            else:
                pieces.append(mark.text or "")
        else:
            if mark.tag not in INLINE_TAGS | LEFT_OUT:
                finish(number)
            pieces.append(mark.tail or "")
    finish(before + 1)
    return lines


def layout_rows(root: etree._Element) -> set[etree._Element]:
    """The `tr` that are no row of cells: with a table in them, or with text beside their cells."""
    around: set[etree._Element] = set()
    for table in root.iter("table"):
        for parent in table.iterancestors():
            if parent in around:
                break
            around.add(parent)
    return around | {row for row in root.iter("tr") if has_text_beside_cells(row)}


def has_text_beside_cells(row: etree._Element) -> bool:
    return any(text and text.strip() for text in (row.text, *(child.tail for child in row)))


def html_cells(row: etree._Element, spans: dict[int, int]) -> tuple[str, ...]:
    """The cells of a row. `spans`: how many rows cells from above still reach down, by column; kept up."""
    cells: list[str] = []

    def from_above() -> None:
        while spans.get(len(cells)):
            spans[len(cells)] -= 1
            cells.append("")

    for cell in row.iter("td", "th"):
        from_above()
        width, height = (span(cell.get(name)) for name in ("colspan", "rowspan"))
        for column in range(len(cells), len(cells) + width):
            spans[column] = height - 1
        text = clean(html_text(cell, LEFT_OUT)) or clean(raised(html_text(cell, LEFT_OUT - {"sup"})))
        cells += [text, *[""] * (width - 1)]
        limits.at_most(len(cells), limits.ROW, f"celler i rækken i linje {row.sourceline}")
    from_above()
    return tuple(cells)


def span(printed: str | None) -> int:
    """As browsers take it: 1 for what is no number; never more than one beyond the limit."""
    printed = (printed or "").strip()
    if not re.fullmatch("[0-9]+", printed) or not printed.strip("0"):
        return 1
    return int(printed) if len(printed) < 4 else limits.ROW + 1


def html_text(cell: etree._Element, left_out: set[str]) -> str:
    pieces = []
    marks = etree.iterwalk(cell, events=("start", "end"))
    for event, mark in marks:
        if event == "end":
            pieces.append((mark.tail or "") if mark is not cell else "")
        elif mark.tag in left_out:
            marks.skip_subtree()
        else:
            pieces.append(" " if mark.tag == "br" else mark.text or "")
    return "".join(pieces)


def read_pdf(file: Path) -> Source:
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    lines: list[Line] = []
    headings: list[Line] = []
    pictures: list[str] = []
    drawn = limits.Drawn()
    try:
        pages = range(1, limits.PAGES + 2)
        with limits.pdf_unpacking(), pdfplumber.open(file, pages=pages) as pdf:
            limits.at_most(len(pdf.pages), limits.PAGES, "sider")
            for number, page in enumerate(pdf.pages, 1):
                if sys.stderr.isatty():
                    print(f"\rLæser side {number} af {len(pdf.pages)} ", end="", file=sys.stderr, flush=True)
                limits.draw(page, drawn)
                if not page.chars and page.images:
                    pictures.append(str(number))
                turned = sum(not (c["upright"] and c["matrix"][0] > 0) for c in page.chars)
                if 2 * turned > len(page.chars):
                    raise Stop(
                        f"har en drejet side, nr. {number}. Drej siden i en PDF-læser, og gem filen igen."
                    )
                page = without_doubled_and_raised(page)
                on_page = pdf_lines(page, number)
                lines += on_page
                # A wrapped heading of one column stands between those of the others, line by line.
                if FOREIGNERS.split()[0] in " ".join(line.text for line in on_page).lower() and not headings:
                    headings += headings_in_tables(page, number)
                page.close()
    except PdfminerException as error:
        if error.args and isinstance(error.args[0], Stop):
            raise error.args[0] from None
        if "Password" in repr(error):
            raise Stop("er krypteret. Gem den uden adgangskode.") from None
        raise
    finally:
        if sys.stderr.isatty():
            print("\r\033[K", end="", file=sys.stderr, flush=True)
    if not lines:
        what = f"side {', '.join(pictures)} består af billeder" if pictures else "alle sider er tomme"
        raise Stop(f"har ikke tekst, som kan læses: {what}. Brug en udgave med tekstlag.")
    if unknown := next((line for line in lines if "(cid:" in line.text), None):
        raise Stop(
            f"kan ikke læses: {unknown.place}: det fremgår ikke af skrifttypen, hvilke bogstaver der står."
        )
    not_read = (
        [f"Side {', '.join(pictures)} består af billeder uden tekst og er ikke læst."] if pictures else []
    )
    return Source(lines, headings, not_read)


class Places(list):
    """Characters, whose places in the list are asked for one by one."""

    def __init__(self, items: Iterable[dict]):
        super().__init__(items)
        self.places = {id(item): place for place, item in enumerate(self)}

    def index(self, item: dict) -> int:
        return self.places[id(item)]


def pdf_lines(page: Page, number: int) -> list[Line]:
    """The lines of a page. Their words are in the order in which they were written: headings of narrow
    columns may be printed over one another, letter between letter."""
    words = page.extract_words(x_tolerance_ratio=0.2, use_text_flow=True)
    lines = []
    for n, line in enumerate(
        page.extract_text_lines(x_tolerance_ratio=0.2, return_chars=False, strip=False), 1
    ):
        on_line = tuple(
            (word["x0"], clean(word["text"]))
            for word in words
            if line["top"] <= (word["top"] + word["bottom"]) / 2 < line["bottom"]
        )
        if text := clean(line["text"]):
            lines.append(Line(f"side {number}, linje {n}", (text,), on_line))
    return lines


def without_doubled_and_raised(page: Page) -> Page:
    """Without the second print of letters made bold by printing them twice, and without raised marks: '45¹'
    would else read 451."""
    characters = dedupe_chars(Places(page.chars))
    largest = max((character["size"] for character in characters), default=0)
    # Whatever a mark may stand beside is in its own band of the page, or in one of the two next to it.
    bands: dict[int, list[dict]] = {}
    for character in sorted(characters, key=lambda character: character["x1"]):
        bands.setdefault(band(character, largest), []).append(character)
    ends = {key: [character["x1"] for character in beside] for key, beside in bands.items()}

    def before(character: dict) -> Iterator[dict]:
        own = band(character, largest)
        for key in bands.keys() & {own - 1, own, own + 1}:
            start = bisect_left(ends[key], character["x0"] - LEFT)
            stop = bisect_right(ends[key], character["x0"] + RIGHT)
            limits.at_most(stop - start, limits.BESIDE, "tegn oven i hinanden")
            yield from bands[key][start:stop]

    raised: set[int] = set()
    for character in sorted(characters, key=lambda character: character["x0"]):
        if character["size"] < SMALLER * largest and any(
            is_raised(character, other, id(other) in raised) for other in before(character)
        ):
            raised.add(id(character))
    kept = {id(character) for character in characters} - raised
    return page.filter(lambda item: item["object_type"] != "char" or id(item) in kept)


def band(character: dict, largest: float) -> int:
    return int(character["bottom"] // (2 * largest or 1))


def is_raised(character: dict, before: dict, before_is_raised: bool) -> bool:
    """Whether a character is raised against the one before it, or stands with one that is."""
    size = before["size"]
    if character is before or character["x0"] - before["x1"] > BESIDE * size:
        return False
    if before_is_raised:
        return abs(before["bottom"] - character["bottom"]) < SAME_FOOT
    on_line = before["top"] - ON_LINE * size < character["top"] < before["bottom"]
    lifted = character["bottom"] < before["bottom"] - LIFTED * size
    return on_line and lifted and character["size"] < SMALLER * size


def headings_in_tables(page: Page, number: int) -> list[Line]:
    if len(page.edges) > limits.EDGES:
        return []
    rows = [
        tuple(clean(merged_cell(cell or "")) for cell in row)
        for table in page.extract_tables()
        for row in table
    ]
    place = f"side {number}, tabellens overskrift"
    return [Line(place, cells) for cells in rows if any(FOREIGNERS in cell for cell in cells)]


def merged_cell(text: str) -> str:
    """The lines of a cell as one; a hyphen that parts a word goes, that of 'ikke-vestlige' stays."""
    text = re.sub(r"(?<!\bikke)-\n(?=[a-zæøå])", "", text)
    return text.replace("-\n", "-").replace("\n", " ")
