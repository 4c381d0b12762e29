"""A document's file as lines of text, each with its place, and with cells where the document parts them."""

import html
import logging
import re
import sys
import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from pathlib import Path

import pdfplumber
from bs4 import BeautifulSoup, Comment, NavigableString, Tag
from pdfplumber.page import Page
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from landstal import Stop

INVISIBLES = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
SUPERSCRIPTS = re.compile("[\u00b9\u00b2\u00b3\u2070-\u207f]")
LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
MARKUP = re.compile(r"</?(?:b|strong|i|em|u|small|span|font|p|br|h[1-6])\b[^<>]*>", re.IGNORECASE)
FOOTNOTES = re.compile(r"<sup\b[^<>]*>.*?</sup>|\[\^?\d{1,2}\]|(?<=\S)[*†‡]+|[*†‡]+(?=\S)", re.IGNORECASE)
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
HTML_TABLE = re.compile(r"(<table\b.*?</table\s*>)", re.IGNORECASE | re.DOTALL)
INLINE_TAGS = {"a", "abbr", "b", "em", "font", "i", "small", "span", "strong", "u"}
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
    picture_pages: list[str]  # their numbers


def read(file: Path) -> Source:
    """Stop when there is no text to be had from the file."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise Stop(f"{file} kan ikke læses: {error.strerror}.") from None
    if not content.strip():
        raise Stop(f"{file} er tom.")
    if content.startswith(b"%PDF"):
        return read_pdf(file)
    ending = file.suffix.lower()
    if ending == ".pdf":
        raise Stop(f"{file} er ikke en PDF, som kan læses.")
    if ending not in {".txt", ".text", ".md", ".markdown", ".html", ".htm"}:
        raise Stop(f"{file} er af en ukendt slags. Kendt er PDF, .txt, .md og .html.")
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        number = content.count(b"\n", 0, error.start) + 1
        raise Stop(f"{file}, linje {number}: er ikke UTF-8. Gem filen som UTF-8.") from None
    if garbled := GARBLED.search(text):
        number = text.count("\n", 0, garbled.start()) + 1
        raise Stop(
            f"{file}, linje {number}: bogstaverne er læst med en forkert tegnkodning, fx '{garbled[0]}'. "
            "Hent filen igen, eller gem den som UTF-8."
        )
    lines = read_html(text) if ending.startswith(".htm") else read_text(text)
    if not lines:
        raise Stop(f"{file} er uden tekst.")
    return Source(lines, [], [])


def clean(text: str) -> str:
    """The text with one kind of space and hyphen, composed letters, and neither markup nor footnote marks. A
    mark that stands alone is what is printed, and stays."""
    text = unicodedata.normalize("NFC", text)
    text = INVISIBLES.sub("", SPACES.sub(" ", text))
    text = re.sub("[\u2010\u2011\u2212]", "-", text)
    for ligature, characters in LIGATURES.items():
        text = text.replace(ligature, characters)
    printed = EMPHASIS.sub("", BOLD.sub(r"\1", MARKUP.sub("", text)))
    return " ".join(FOOTNOTES.sub("", SUPERSCRIPTS.sub("", printed)).split()) or alone(printed)


def alone(marks: str) -> str:
    """Marks with nothing beside them."""
    return " ".join(re.sub("<[^<>]*>", "", marks).split())


def read_text(text: str) -> list[Line]:
    """Plain text or Markdown: cells are parted by tabs or pipes, or stand in an HTML table."""
    lines, number = [], 1
    for part in HTML_TABLE.split(text):
        if HTML_TABLE.fullmatch(part):
            lines += read_html(part, number - 1)
        else:
            lines += [
                Line(f"linje {n}", cells, laid_out(line) if len(cells) == 1 else ())
                for n, line in enumerate(part.split("\n"), number)
                if (cells := text_cells(line))
            ]
        number += part.count("\n")
    return lines


def laid_out(line: str) -> tuple[tuple[float, str], ...]:
    """The words of a line that is laid out with spaces, and where they begin."""
    if not LAID_OUT.search(line):
        return ()
    return tuple((match.start(), word) for match in re.finditer(r"\S+", line) if (word := clean(match[0])))


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
    soup = BeautifulSoup(text, "lxml")  # which closes what HTML may leave open
    for mark in soup(["script", "style", "head", "sup"]):
        cell = mark.find_parent(["td", "th"])
        if mark.name != "sup" or not cell or cell.get_text().strip() != mark.get_text().strip():
            mark.decompose()
    lines: list[Line] = []
    pieces: list[str] = []
    pieces_on_line: dict[int, int] = {}

    def add(cells: tuple[str, ...], number: int) -> None:
        if any(cells):
            pieces_on_line[number] = piece = pieces_on_line.get(number, 0) + 1
            lines.append(Line(f"linje {number}" + (f", stykke {piece}" if piece > 1 else ""), cells))

    def finish(number: int) -> None:
        add((clean(" ".join("".join(pieces).split())),), number)
        pieces.clear()

    def walk(mark: Tag, number: int) -> None:
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
                walk(child, number)
            else:
                finish(number)
                walk(child, here)
                finish(here)

    walk(soup, before + 1)
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


def read_pdf(file: Path) -> Source:
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    lines: list[Line] = []
    headings: list[Line] = []
    pictures: list[str] = []
    try:
        with pdfplumber.open(file) as pdf:
            for number, page in enumerate(pdf.pages, 1):
                if sys.stderr.isatty():
                    print(f"\rLæser side {number} af {len(pdf.pages)} ", end="", file=sys.stderr, flush=True)
                if not page.chars and page.images:
                    pictures.append(str(number))
                turned = sum(not (c["upright"] and c["matrix"][0] > 0) for c in page.chars)
                if 2 * turned > len(page.chars):
                    raise Stop(
                        f"{file}, side {number}: siden er drejet. Drej den i en PDF-læser, og gem den igen."
                    )
                page = without_doubled_and_raised(page)
                lines += pdf_lines(page, number)
                texts = [line.text for line in lines if line.place.startswith(f"side {number},")]
                # A wrapped heading of one column stands between those of the others, line by line.
                if FOREIGNERS.split()[0] in " ".join(texts).lower() and not headings:
                    headings += headings_in_tables(page, number)
                page.close()
    except PdfminerException as error:
        why = "er krypteret" if "Password" in repr(error) else "er ødelagt og kan ikke læses"
        raise Stop(f"{file} {why}.") from None
    except (MalformedPDFException, ValueError, TypeError, KeyError, OSError) as error:
        raise Stop(f"{file} er ødelagt og kan ikke læses ({type(error).__name__}).") from None
    finally:
        if sys.stderr.isatty():
            print("\r\033[K", end="", file=sys.stderr, flush=True)
    if not lines:
        what = f"side {', '.join(pictures)} er billeder" if pictures else "alle sider er tomme"
        raise Stop(f"{file} har ikke tekst, som kan læses: {what}. Brug en udgave med tekstlag.")
    if unknown := next((line for line in lines if "(cid:" in line.text), None):
        raise Stop(f"{file}, {unknown.place}: skrifttypen siger ikke, hvilke bogstaver der står.")
    return Source(lines, headings, pictures)


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
    page = page.dedupe_chars()
    by_end = sorted(page.chars, key=lambda character: character["x1"])
    ends = [character["x1"] for character in by_end]
    largest = max((character["size"] for character in by_end), default=0)
    raised: set[int] = set()
    for character in sorted(page.chars, key=lambda character: character["x0"]):
        if character["size"] < SMALLER * largest:
            start, stop = (
                bisect_left(ends, character["x0"] - LEFT),
                bisect_right(ends, character["x0"] + RIGHT),
            )
            if any(is_raised(character, before, id(before) in raised) for before in by_end[start:stop]):
                raised.add(id(character))
    return page.filter(lambda item: id(item) not in raised) if raised else page


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
