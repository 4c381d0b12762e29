"""The rows of a printed table, read by what the lines say. Where on the page they stand does not matter.

1. Each line is taken apart (`readings`) into a label, or a part of one, and the figures after it. Where the
   document itself parts the cells, the last ones are the figures; else the words at the end that look like
   figures are. Footnote marks go. A line may have two readings: 813 is a municipality's code or a figure.
2. From above, each line that no row has used yet is tried as the first line of a row (`RowReader.rows`):
   a. known: it begins a label that is known. The parts of a label are joined over lines, with and without the
      hyphen at a break, and its figures may stand beside or below any part. Page heads may stand between. The
      search ends at the next line that begins a row; the longest label with figures wins.
   b. nearly known: it is a municipality's code, and below stands a name spelt almost as that code's own.
   c. unknown: its label has the form of one, or is spelt almost as a known one. It is a row, so that the
      checks can name it.
   A line that is none of these is prose or a heading, and is passed over.
3. The figures are put into the table's columns (`RowReader.row`). A row of too many is kept, and says so.
"""

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import product, takewhile

from landstal.reader.lines import Line

CODE = re.compile(r"\d{3}")
MARK = r"[*†‡•·●.…:%#?]+|\(?[xX]\)?"  # what stands for a figure that is not given, when it stands alone
FIGURE = re.compile(rf"\S*\d\S*|[-\u2013\u2014]|{MARK}")  # also a stroke of any length
YEAR = re.compile(r"(19|20)\d\d")
PAGE = re.compile(
    r"(?:Side|Bilag|Tabel|Landstal|Kommunekvoter|Regionskvoter)\b", re.IGNORECASE
)  # of its head or foot
FOOTNOTE = re.compile(r"\(?(\d{1,2}|[a-wyz])\)")  # (x) is a mark

LINES_BELOW = 40  # where the rest of a row is sought: a page's foot and head, and headings, may intervene
LINES_OF_ROW = 4  # a code, a name in two parts, and figures
PARTS_OF_LABEL = 5  # what has more is no name, and each part triples the ways to join them
WORDS_OF_LABEL = 6  # of an unknown label; what has more is a sentence
MISREAD_FIGURE = 3  # characters of the one word among a known label's figures that is none; a longer is text
WIDE = 4  # columns of a table in which a line of one figure, or of years alone, is a heading
# How alike a name and its misspelling are: two municipalities with their codes are up to 0.78 alike.
SAME_NAME = 0.8
# The same for a region that stands without figures: two regions are up to 0.88 alike, but all are known.
SAME_HEADING = 0.85

Figures = tuple[str, ...] | None


@dataclass(frozen=True)
class Row:
    """A row as it becomes one of the seed: `cells` are the label and the figures of all columns.
    `wrong_count` says how many figures there were and how many were expected, where these differ."""

    place: str
    cells: tuple[str, ...]
    wrong_count: str = ""


@dataclass(frozen=True)
class Table:
    """What is known of a table before it is read."""

    columns: int  # with figures
    labels: frozenset[str]  # the known ones
    headings: frozenset[str] = frozenset()  # known labels that stand without figures
    form: re.Pattern = re.compile(r"(?!)")  # what an unknown label must look like
    filled: tuple[int, ...] | None = None  # the columns that are filled in every row; None: the first ones
    sums: frozenset[str] = frozenset()  # labels that may also be words of a heading
    order: tuple[int, ...] | None = None  # of the figures in a line without cells, from the left; None: as is

    @cached_property
    def by_letters(self) -> dict[str, str]:
        """Every known label by its letters and figures."""
        return {letters(label): label for label in sorted(self.labels | self.headings)}

    @cached_property
    def beginnings(self) -> set[str]:
        """The letters and figures that a known label may begin with."""
        return {label[:n] for label in self.by_letters for n in range(1, len(label))}

    def can_begin(self, label: str) -> bool:
        """Whether it is a known label or the beginning of one."""
        return letters(label) in self.by_letters or letters(label) in self.beginnings

    def knows(self, label: str) -> bool:
        return letters(label) in self.by_letters

    def joined(self, parts: list[str]) -> str:
        """The label of these parts: a known one when they make one, else by the rules of spelling: a hyphen
        stays before a capital letter."""
        if len(parts) == 1 and "- " not in parts[0]:
            return parts[0]
        label = " ".join(parts)
        if sum(1 + part.count("- ") for part in parts) > PARTS_OF_LABEL:
            return label
        for way in ways_to_join(parts):
            if way in self.labels or way in self.headings:
                return way
        return re.sub(r"(?<=\S)- (?=[a-zæøå])", "", re.sub(r"(?<=\S)- (?=[A-ZÆØÅ/])", "-", label))


@dataclass(frozen=True)
class Reading:
    """One way to read a line: a label, or a part of one, and figures; None where there are none."""

    label: str
    figures: Figures


@dataclass(frozen=True)
class Found:
    """A row that was found: the indices of its lines, the parts of its label, and its figures."""

    lines: tuple[int, ...]
    parts: list[str]
    figures: Figures


def letters(label: str) -> str:
    """The letters and figures of a label, whatever the breaks between them."""
    return re.sub(r"[\s-]", "", label).lower()


def is_similar(a: str, b: str, threshold: float) -> bool:
    """Two bounds that are found sooner come first."""
    found = difflib.SequenceMatcher(None, a.lower(), b.lower())
    return all(ratio() > threshold for ratio in (found.real_quick_ratio, found.quick_ratio, found.ratio))


def ways_to_join(parts: Iterable[str]) -> Iterator[str]:
    """The labels that the parts of a broken one may make: with a space, with the hyphen at the break, and
    without it."""
    first, *others = [piece for part in parts for piece in re.split(r"(?<=\S-) ", part)]
    for links in product((" ", "", None), repeat=len(others)):
        label = first
        for link, part in zip(links, others, strict=True):
            label = label.removesuffix("-") + part if link is None else label + link + part
        yield label


def without_footnote(cell: str) -> str:
    words = cell.split()
    return " ".join(words[:1] + [word for word in words[1:] if not FOOTNOTE.fullmatch(word)])


def readings(line: Line, table: Table) -> list[Reading]:
    """The ways to read a line, the likeliest first; none when it is neither a label nor figures."""
    n = table.columns
    if len(line.cells) > n:
        cells = [without_footnote(cell) for cell in line.cells]
        label, figures = " ".join(cell for cell in cells[:-n] if cell), tuple(cells[-n:])
        if table.knows(label) or any(FIGURE.fullmatch(cell) for cell in figures):
            return [Reading(label, figures if any(figures) else None)]
    words = [word for word in line.text.split() if not FOOTNOTE.fullmatch(word)]
    words = [re.sub(r"(?<=\d)[a-z]\)$", "", word) for word in words]
    if not words:
        return []
    code = 1 if CODE.fullmatch(words[0]) else 0  # words, at the beginning, that may be a code
    first = next((i for i in range(code, len(words)) if FIGURE.fullmatch(words[i])), len(words))
    last_run = len(words)  # where the figures begin that nothing else follows
    while last_run > code and FIGURE.fullmatch(words[last_run - 1]):
        last_run -= 1
    if last_run < len(words):
        words = words[:last_run] + without_marks(words[last_run:], table)
    found = []
    no_figures = [word for word in words[first:] if not FIGURE.fullmatch(word)]
    label = " ".join(words[:first])
    if (
        first < last_run
        and len(no_figures) == 1
        and len(no_figures[0]) <= MISREAD_FIGURE
        and table.knows(label)
    ):
        found.append(Reading(label, tuple(words[first:])))
    elif not any(re.search(r"\d", word) for word in words[code:last_run]):
        found.append(Reading(" ".join(words[:last_run]), tuple(words[last_run:]) or None))
    if not found:  # a known label, and what stands for figures
        for k in range(len(words) - 1, 0, -1):
            rest = words[k:]
            if table.knows(" ".join(words[:k])):
                if (
                    len(rest) > 1
                    and len(rest) in (table.columns, len(table.filled or ()))
                    and FIGURE.fullmatch(rest[0])
                ):
                    found.append(Reading(" ".join(words[:k]), tuple(rest)))
                break
    if code and last_run == 1:
        found.append(Reading("", tuple(words)))
    return found


def without_marks(figures: list[str], table: Table) -> list[str]:
    """Without the footnote marks that stand apart, as many as are too many."""
    bare = [figure for figure in figures if not re.fullmatch(MARK, figure)]
    n, filled = table.columns, len(table.filled or ())
    if len(bare) == n or (n > WIDE and len(bare) == filled and len(figures) < n):
        return bare
    left = list(figures)
    for mark in [figure for figure in figures if re.fullmatch(MARK, figure)]:
        if len(left) > n:
            left.remove(mark)
    return left


def read_rows(lines: list[Line], table: Table) -> list[Row]:
    """The rows among the lines, in order."""
    return RowReader(lines, table).rows()


class RowReader:
    def __init__(self, lines: list[Line], table: Table):
        self.lines = lines
        self.table = table
        self.readings = [readings(line, table) for line in lines]
        self.begins_row = [self.is_beginning(line_readings) for line_readings in self.readings]

    def rows(self) -> list[Row]:
        rows: dict[int, Row] = {}
        used: set[int] = set()
        headings: set[str] = set()
        for i, line in enumerate(self.lines):
            if i in used:
                continue
            found = self.known(i) or self.nearly_known(i) or self.unknown(i)
            if not found:
                continue
            used.update(found.lines)
            label = self.table.joined(found.parts)
            if label in self.table.headings and not any(found.figures or ()):
                if label in headings:  # said again after a page break
                    continue
                headings.add(label)
            rows[i] = self.row(line.place, label, found.figures or ())
        first, last = min(rows, default=0), max(rows, default=-1)
        # Between the rows, and as far above and below them as there is no line of another kind.
        around = [
            *range(first, last),
            *takewhile(self.inside, range(first - 1, -1, -1)),
            *takewhile(self.inside, range(last + 1, len(self.lines))),
        ]
        for i in around:
            if rows and i not in used and (reading := self.inside(i)):
                rows[i] = self.row(self.lines[i].place, reading.label, reading.figures or ())
        return [rows[i] for i in sorted(rows)]

    def inside(self, i: int) -> Reading | None:
        """What line i says, when it is a row that stands between rows and that nobody knows."""
        n, line = self.table.columns, self.lines[i]
        if PAGE.match(line.text):
            return None
        for reading in [*self.readings[i], *self.with_digits(i)]:
            figures = [figure for figure in reading.figures or () if figure]
            if not figures or not reading.label or all(map(YEAR.fullmatch, figures)):
                continue
            is_name = len(reading.label.split()) <= WORDS_OF_LABEL and reading.label[-1] not in ".,:;"
            is_whole = len(figures) in (n, len(self.table.filled or range(n)))
            if len(line.cells) > n or (is_name and (is_whole or (len(figures) > 1 and n > 1))):
                return reading
        return None

    def with_digits(self, i: int) -> Iterator[Reading]:
        """Line i without cells as a row whose label has digits: 'EU27-overførsel'."""
        words, n = self.lines[i].text.split(), self.table.columns
        for k in {len(words) - n, len(words) - len(self.table.filled or range(n))}:
            if k > 0 and words[0][0].isupper() and n >= WIDE and all(map(FIGURE.fullmatch, words[k:])):
                yield Reading(" ".join(words[:k]), tuple(words[k:]))

    def row(self, place: str, label: str, figures: tuple[str, ...]) -> Row:
        n, filled = self.table.columns, self.table.filled
        order = self.table.order or tuple(range(n))
        usual = [k for k in order if k in filled] if filled else list(order)
        columns = list(order) if len(figures) == len(order) else usual
        if filled and n > WIDE and len(figures) == n:  # in months to come a mark says that there is none yet
            figures = tuple(
                "" if k not in filled and re.fullmatch(MARK, figure) else figure
                for k, figure in zip(columns, figures, strict=True)
            )
        by_column = dict(zip(columns, figures, strict=False))
        is_wrong = len(figures) > len(columns)
        if n > WIDE and figures and len(figures) != len(columns):
            # The last figure is the sum in the last column, also when one before it is lost or too many.
            by_column = dict(zip(columns, figures[:-1], strict=False)) | {columns[-1]: figures[-1]}
            is_wrong = True
        expected = len(usual) if n > WIDE else f"højst {n}"
        wrong = f"læst {len(figures)} tal, ventet {expected}" if is_wrong else ""
        return Row(place, (label, *(by_column.get(k, "") for k in range(n))), wrong)

    def below(self, i: int) -> range:
        """The lines below that may have the rest of a row."""
        return range(i + 1, min(i + LINES_BELOW, len(self.lines)))

    def is_beginning(self, line_readings: list[Reading]) -> bool:
        """Whether the line is a row or the first part of one, so that no label above it goes on below it. A
        word alone may be the heading of a column, and is not."""
        return any(
            reading.label in self.table.headings
            or ((reading.figures or CODE.match(reading.label)) and self.table.can_begin(reading.label))
            for reading in line_readings
        )

    def are_of_a_row(self, figures: tuple[str, ...]) -> bool:
        figures = tuple(figure for figure in figures if figure)
        return self.table.columns < WIDE or (len(figures) > 1 and not all(map(YEAR.fullmatch, figures)))

    def known(self, i: int) -> Found | None:
        """The known label that begins in line i, of several the longest, with its figures."""
        candidates = [
            found
            for reading in self.readings[i]
            if reading.label
            for found in self.search(Found((i,), [reading.label], reading.figures))
        ]

        def quality(found: Found) -> tuple:
            length = len(letters("".join(found.parts)))
            return found.figures is not None, length, -len(found.lines), -found.lines[-1]

        return max(candidates, key=quality, default=None)

    def search(self, begun: Found) -> Iterator[Found]:
        """Every known label that these parts make, alone or with lines below."""
        table, figures = self.table, begun.figures
        begins_label = letters("".join(begun.parts)) in table.beginnings
        label = table.by_letters.get(letters("".join(begun.parts)))
        is_heading = label in table.headings
        if label is not None and figures:
            page_number = is_heading and len(begun.lines) > len(begun.parts)
            if self.are_of_a_row(figures) and not page_number:
                yield begun
        elif label is not None and (is_heading or CODE.match(label)):
            yield begun
        lacks_only_figures = label is not None and figures is None and not is_heading
        if len(begun.lines) == LINES_OF_ROW or not (lacks_only_figures or begins_label):
            return
        for k in self.below(begun.lines[-1]):
            lines = (*begun.lines, k)
            for reading in self.readings[k]:
                if reading.figures and figures:
                    continue
                if reading.label:
                    parts = [*begun.parts, reading.label]
                    if table.can_begin("".join(parts)):
                        yield from self.search(Found(lines, parts, reading.figures or figures))
                elif self.fits(reading) and not any(map(YEAR.fullmatch, reading.figures)):
                    yield from self.search(Found(lines, begun.parts, reading.figures))
            if self.begins_row[k]:
                return

    def fits(self, reading: Reading) -> bool:
        """Whether a line has figures alone, and no more than the table has columns."""
        return not reading.label and len(reading.figures) <= self.table.columns

    def nearly_known(self, i: int) -> Found | None:
        """A municipality's code in line i, and below it a name that is spelt almost as the code's own."""
        for code, figures in ((reading.label, reading.figures) for reading in self.readings[i]):
            if not CODE.fullmatch(code):
                continue
            names = [label for label in self.table.labels if label.startswith(f"{code} ")]
            lines, name = (i,), ""
            for k in self.below(i):
                if self.begins_row[k] or (name and figures):
                    break
                for reading in self.readings[k][:1]:
                    if figures and reading.figures:
                        continue
                    is_name = not name and self.resembles(f"{code} {reading.label}", names, SAME_NAME)
                    if self.fits(reading) or is_name:
                        lines, name = (*lines, k), name or reading.label
                        figures = figures or reading.figures
            if name and figures:
                return Found(lines, [f"{code} {name}"], figures)
        return None

    def unknown(self, i: int) -> Found | None:
        """An unknown label in line i that has the form of one, with the line below if it ends in a hyphen."""
        table = self.table
        for label, figures in ((reading.label, reading.figures) for reading in self.readings[i]):
            if not label:
                if figures and len(figures) > 1 and len(figures) in (table.columns, len(table.filled or ())):
                    return Found((i,), [""], figures)  # a row whose name is lost
                continue
            lines, parts = (i,), [label]
            if label.endswith("-") and i + 1 < len(self.lines) and not self.begins_row[i + 1]:
                for reading in self.readings[i + 1][:1]:
                    if reading.label and not (figures and reading.figures):
                        lines, parts = (i, i + 1), [label, reading.label]
                        figures = figures or reading.figures
            label = table.joined(parts)
            if figures is None:
                is_row = label not in table.headings and self.resembles(label, table.headings, SAME_HEADING)
            else:
                is_row = self.are_of_a_row(figures) and self.has_form(label, figures)
            if is_row:
                return Found(lines, parts, figures)
        return None

    def has_form(self, label: str, figures: tuple[str, ...]) -> bool:
        if len(label.split()) > WORDS_OF_LABEL or label[-1] in ".,:;":
            return False
        whole = self.table.columns < WIDE or len(figures) == self.table.columns
        return bool(whole and self.table.form.fullmatch(label)) or self.resembles(
            label, self.table.labels, SAME_NAME
        )

    @staticmethod
    def resembles(label: str, others: Iterable[str], threshold: float) -> bool:
        return any(is_similar(label, other, threshold) for other in others)
