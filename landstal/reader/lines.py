"""A document's file as lines of text, each with its place, and with cells where the document parts them."""

import html
import logging
import re
import sys
import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from pathlib import Path

import pdfplumber
from bs4 import BeautifulSoup, Comment, NavigableString, Tag
from pdfplumber.page import Page
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

INVISIBLES = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
SUPERSCRIPTS = re.compile("[\u00b9\u00b2\u00b3\u2070-\u207f]")
LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
MARKUP = re.compile(r"</?(?:b|strong|i|em|u|small|span|font|p|br|h[1-6])\b[^<>]*>", re.IGNORECASE)
FOOTNOTES = re.compile(r"<sup\b[^<>]*>.*?</sup>|\[\^?\d{1,2}\]|[*†‡]|__", re.IGNORECASE)
RULE_LINE = re.compile(r"[-=|:+\s]*-{3}[-=|:+\s]*")
HTML_TABLE = re.compile(r"(<table\b.*?</table\s*>)", re.IGNORECASE | re.DOTALL)
INLINE_TAGS = {"a", "abbr", "b", "em", "font", "i", "small", "span", "strong", "u"}
SMALLER = 0.85  # of the size beside it: a footnote mark
FOREIGNERS = "udenlandske statsborgere"  # the heading of a column whose definition is kept


class ReadError(Exception):
    """Why a file cannot be read, said to the person who gave it."""


@dataclass(frozen=True)
class Line:
    """One line, or one row of a table. `sted` is unique in its document: 'side 3, linje 12' or 'linje 12'.
    `celler` has more than one element only where the document itself parts them."""

    place_of: str
    cells: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join(cell for cell in self.cells if cell)


@dataclass(frozen=True)
class Document:
    """The lines in order, the cells of headings that the lines of a PDF do not hold together, and the numbers
    of pages that are pictures."""

    lines: list[Line]
    headings: list[Line]
    picture_pages: list[str]


def read(file: Path) -> Document:
    """Laesefejl when there is no text to be had from the file."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise ReadError(f"{file} kan ikke læses: {error.strerror}.") from None
    if not content.strip():
        raise ReadError(f"{file} er tom.")
    if content.startswith(b"%PDF"):
        return read_pdf(file)
    ending = file.suffix.lower()
    if ending == ".pdf":
        raise ReadError(f"{file} er ikke en PDF, som kan læses.")
    if ending not in {".txt", ".text", ".md", ".markdown", ".html", ".htm"}:
        raise ReadError(f"{file} er af en ukendt slags. Kendt er PDF, .txt, .md og .html.")
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        number = content.count(b"\n", 0, error.start) + 1
        raise ReadError(f"{file}, linje {number}: er ikke UTF-8. Gem filen som UTF-8.") from None
    lines = read_html(text) if ending.startswith(".htm") else read_text(text)
    if not lines:
        raise ReadError(f"{file} er uden tekst.")
    return Document(lines, [], [])


def clean(text: str) -> str:
    """One kind of space and hyphen, composed letters, and neither markup nor footnote marks."""
    text = unicodedata.normalize("NFC", text)
    text = SUPERSCRIPTS.sub("", INVISIBLES.sub("", SPACES.sub(" ", text)))
    text = re.sub("[\u2010\u2011\u2212]", "-", text)
    for ligature, characters in LIGATURES.items():
        text = text.replace(ligature, characters)
    return " ".join(MARKUP.sub("", FOOTNOTES.sub("", text)).split())


def read_text(text: str) -> list[Line]:
    """Plain text or Markdown: cells are parted by tabs or pipes, or stand in an HTML table."""
    lines, number = [], 1
    for part in HTML_TABLE.split(text):
        if HTML_TABLE.fullmatch(part):
            lines += read_html(part, number - 1)
        else:
            lines += [
                Line(f"linje {n}", cells)
                for n, line in enumerate(part.split("\n"), number)
                if (cells := text_cells(line))
            ]
        number += part.count("\n")
    return lines


def text_cells(line: str) -> tuple[str, ...]:
    """No cells for an empty line and for the rule under a heading."""
    line = re.sub(r"^\s*#+\s+", "", html.unescape(line.replace("\f", "")))
    if RULE_LINE.fullmatch(line) or not line.strip():
        return ()
    line = re.sub(r"\\([-.*_#()+])", r"\1", line)  # as Markdown escapes them
    if "\t" in line:
        cells = line.split("\t")
    else:
        cells = line.strip().removeprefix("|").removesuffix("|").split("|")
    cleaned = tuple(clean(cell) for cell in cells)
    return cleaned if any(cleaned) else ()


def read_html(text: str, before: int = 0) -> list[Line]:
    """Each `tr` one line of cells, each other block one line. `foer`: lines of the file before the text."""
    soup = BeautifulSoup(text, "lxml")  # which closes what HTML may leave open
    for mark in soup(["script", "style", "head", "sup"]):
        mark.decompose()
    lines: list[Line] = []
    pieces: list[str] = []
    on_line: dict[int, int] = {}

    def add(cells: tuple[str, ...], number: int) -> None:
        if any(cells):
            on_line[number] = times = on_line.get(number, 0) + 1
            lines.append(Line(f"linje {number}" + (f", stykke {times}" if times > 1 else ""), cells))

    def finish(number: int) -> None:
        add((clean(" ".join("".join(pieces).split())),), number)
        pieces.clear()

    def inspect_page(mark: Tag, number: int) -> None:
        for child in mark.children:
            if isinstance(child, NavigableString):
                if not isinstance(child, Comment):
                    pieces.append(str(child))
                continue
            here = (child.sourceline or 1) + before
            if child.name == "tr" and not child.find("table"):
                finish(number)
                add(tuple(html_cells(child)), here)
            elif child.name in INLINE_TAGS:
                inspect_page(child, number)
            else:
                finish(number)
                inspect_page(child, here)
                finish(here)

    inspect_page(soup, before + 1)
    finish(before + 1)
    return lines


def html_cells(row: Tag) -> list[str]:
    cells = []
    for cell in row(["td", "th"]):
        for line_break in cell("br"):
            line_break.replace_with(" ")
        width = str(cell.get("colspan", "1"))
        cells += [clean(cell.get_text())] + [""] * (int(width) - 1 if width.isdigit() else 0)
    return cells


def read_pdf(file: Path) -> Document:
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    lines: list[Line] = []
    headings: list[Line] = []
    pictures = []
    try:
        with pdfplumber.open(file) as pdf:
            for number, page in enumerate(pdf.pages, 1):
                if sys.stderr.isatty():
                    print(f"\rLæser side {number} af {len(pdf.pages)} ", end="", file=sys.stderr, flush=True)
                if not page.chars and page.images:
                    pictures.append(str(number))
                page = without_doubled_and_raised(page)
                texts = [clean(t) for t in page.extract_text(x_tolerance_ratio=0.2).splitlines()]
                lines += [Line(f"side {number}, linje {n}", (t,)) for n, t in enumerate(texts, 1) if t]
                # A wrapped heading of one column stands between those of the others, line by line.
                if FOREIGNERS.split()[0] in " ".join(texts).lower() and not headings:
                    headings += headings_in_tables(page, number)
                page.close()
    except PdfminerException as error:
        why = "er krypteret" if "Password" in repr(error) else "er ødelagt og kan ikke læses"
        raise ReadError(f"{file} {why}.") from None
    except (MalformedPDFException, ValueError, TypeError, KeyError, OSError) as error:
        raise ReadError(f"{file} er ødelagt og kan ikke læses ({type(error).__name__}).") from None
    finally:
        if sys.stderr.isatty():
            print("\r\033[K", end="", file=sys.stderr, flush=True)
    if not lines:
        where = f"side {', '.join(pictures)} er billeder" if pictures else "alle sider er tomme"
        raise ReadError(f"{file} har ikke tekst, som kan læses: {where}. Brug en udgave med tekstlag.")
    if unknown := next((line for line in lines if "(cid:" in line.text), None):
        raise ReadError(f"{file}, {unknown.place_of}: skrifttypen siger ikke, hvilke bogstaver der står.")
    return Document(lines, headings, pictures)


def without_doubled_and_raised(page: Page) -> Page:
    """Without the second print of letters made bold by printing them twice, and without raised marks: '45¹'
    would else read 451."""
    page = page.dedupe_chars()
    after_end = sorted(page.chars, key=lambda character: character["x1"])
    ends = [character["x1"] for character in after_end]
    largest = max((character["size"] for character in after_end), default=0)
    raised: set[int] = set()
    for character in sorted(page.chars, key=lambda character: character["x0"]):
        if character["size"] < SMALLER * largest:
            from_, to = bisect_left(ends, character["x0"] - 5), bisect_right(ends, character["x0"] + 0.5)
            if any(is_raised(character, before, id(before) in raised) for before in after_end[from_:to]):
                raised.add(id(character))
    return page.filter(lambda object_: id(object_) not in raised) if raised else page


def is_raised(character: dict, before: dict, before_is_raised: bool) -> bool:
    """Whether a character is raised against the one before it, or stands with one that is."""
    if character is before or character["x0"] - before["x1"] > 0.4 * before["size"]:
        return False
    if before_is_raised:
        return abs(before["bottom"] - character["bottom"]) < 0.5
    on_line = before["top"] - 0.5 * before["size"] < character["top"] < before["bottom"]
    lifted = character["bottom"] < before["bottom"] - 0.12 * before["size"]
    return on_line and lifted and character["size"] < SMALLER * before["size"]


def headings_in_tables(page: Page, number: int) -> list[Line]:
    found_rows = []
    for table in page.extract_tables():
        for row in table:
            cells = tuple(clean(merged_cell(cell or "")) for cell in row)
            if any(FOREIGNERS in cell for cell in cells):
                found_rows.append(Line(f"side {number}, tabellens overskrift", cells))
    return found_rows


def merged_cell(text: str) -> str:
    """The lines of a cell as one; a hyphen that parts a word goes, that of 'ikke-vestlige' stays."""
    text = re.sub(r"(?<!\bikke)-\n(?=[a-zæøå])", "", text)
    return text.replace("-\n", "-").replace("\n", " ")
