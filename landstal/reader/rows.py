"""The rows of a printed table, read by what the lines say: a label that is known, and the figures after it.

Where on the page they stand does not matter. A label may be broken over lines, its figures beside any part of
it, and page headers may stand between; a label that nobody knows is a row too when it has the form of one, so
that the checks can name it.
"""

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from landstal.reader.lines import Line

CODE = re.compile(r"\d{3}")
NUMBER = re.compile(r"\S*\d\S*|[-\u2013\u2014]")  # also a stroke of any length
YEAR_NUMBER = re.compile(r"(19|20)\d\d")
FOOTNOTE = re.compile(r"\(?(\d{1,2}|[a-z])\)")
WINDOW = 40  # lines: a page's foot and head, and headings of columns, may stand inside a label


@dataclass(frozen=True)
class Row:
    """A row as it becomes one of the seed: `celler` is the label and the figures of all columns.
    `forkert_antal` says how many figures there were and how many were expected, where these differ."""

    place_of: str
    cells: tuple[str, ...]
    wrong_count: str = ""


@dataclass(frozen=True)
class Table:
    """What is known of a table before it is read.

    kolonner: its columns with figures. kendte: labels. overskrifter: labels that stand without figures.
    former: what an unknown label must look like to be one. pladser: how many figures a line without cells
    has, and the columns that they are (None: the first ones, as many as there are).
    """

    columns: int
    known_labels: frozenset[str]
    headings: frozenset[str] = frozenset()
    shapes: re.Pattern = re.compile(r"(?!)")
    positions: tuple[int, ...] | None = None

    @cached_property
    def dense_labels(self) -> dict[str, str]:
        """Every known label by its letters and figures."""
        return {dense(label): label for label in sorted(self.known_labels | self.headings)}

    @cached_property
    def beginnings(self) -> set[str]:
        """The letters and figures that a known label may begin with."""
        return {label[:n] for label in self.dense_labels for n in range(1, len(label))}

    def can_begin(self, dense_label: str) -> bool:
        return dense_label in self.dense_labels or dense_label in self.beginnings

    def knows(self, label: str) -> bool:
        return dense(label) in self.dense_labels


@dataclass(frozen=True)
class Reading:
    """One way to read a line: a label, or a part of one, and figures; None where there are none."""

    label: str
    figures: tuple[str, ...] | None


def dense(label: str) -> str:
    """The letters and figures of a label, whatever the breaks between them."""
    return re.sub(r"[\s-]", "", label).lower()


def variants(pieces: Iterable[str]) -> Iterator[str]:
    """The labels that the parts of a broken one may make: with a space, with the hyphen at the break, and
    without it."""
    first, *the_rest = [piece for part in pieces for piece in re.split(r"(?<=\S-) ", part)]
    for links in product((" ", "", "uden"), repeat=len(the_rest)):
        label = first
        for separator, piece in zip(links, the_rest, strict=True):
            label = label.removesuffix("-") + piece if separator == "uden" else label + separator + piece
        yield label


def joined(pieces: list[str], table: Table) -> str:
    """The label of the parts: a known one when they make one, else by the rules of spelling: a hyphen stays
    before a capital letter."""
    if len(pieces) == 1 and "- " not in pieces[0]:
        return pieces[0]
    if sum(1 + piece.count("- ") for piece in pieces) > 5:
        return " ".join(pieces)  # not a name, and too many ways to join it
    for label in variants(pieces):
        if label in table.known_labels or label in table.headings:
            return label
    label = " ".join(pieces)
    return re.sub(r"(?<=\S)- (?=[a-zæøå])", "", re.sub(r"(?<=\S)- (?=[A-ZÆØÅ/])", "-", label))


def readings(line: Line, table: Table) -> list[Reading]:
    """The ways to read a line, the likeliest first; none when it is neither a label nor figures."""
    n = table.columns
    if len(line.cells) > n:
        cells = [without_footnote(cell) for cell in line.cells]
        label, figures = " ".join(c for c in cells[:-n] if c), tuple(cells[-n:])
        if table.knows(label) or all(NUMBER.fullmatch(o) for cell in figures for o in cell.split()):
            return [Reading(label, figures if any(figures) else None)]
    words = [o for o in line.text.split() if not FOOTNOTE.fullmatch(o)]
    words = [re.sub(r"(?<=\d)[a-z]\)$", "", o) for o in words]
    if not words:
        return []
    code = bool(CODE.fullmatch(words[0]))
    stop_at = len(words)
    while stop_at > code and NUMBER.fullmatch(words[stop_at - 1]):
        stop_at -= 1
    label = " ".join(words[:stop_at])
    findings = []
    first = next((i for i, o in enumerate(words) if NUMBER.fullmatch(o) and i >= code), len(words))
    unclean = [o for o in words[first:] if not NUMBER.fullmatch(o)]
    if (
        first < stop_at
        and len(unclean) == 1
        and len(unclean[0]) <= 3
        and table.knows(" ".join(words[:first]))
    ):
        findings.append(Reading(" ".join(words[:first]), tuple(words[first:])))  # a figure misread
    elif not any(re.search(r"\d", o) for o in words[code:stop_at]):
        findings.append(Reading(label, tuple(words[stop_at:]) or None))
    if code and stop_at == 1:  # a figure of three digits, and not a municipality's code
        findings.append(Reading("", tuple(words)))
    return findings


def without_footnote(cell: str) -> str:
    words = cell.split()
    return " ".join(words[:1] + [o for o in words[1:] if not FOOTNOTE.fullmatch(o)])


def read_rows(lines: list[Line], table: Table) -> list[Row]:
    """The rows among the lines, in order."""
    return RowReader(lines, table).rows()


class RowReader:
    def __init__(self, lines: list[Line], table: Table):
        self.lines = lines
        self.table = table
        self.have_read = [readings(line, table) for line in lines]

    def rows(self) -> list[Row]:
        rows: list[Row] = []
        used_lines: set[int] = set()
        seen: set[str] = set()
        for i in range(len(self.lines)):
            if i in used_lines:
                continue
            findings = self.known(i) or self.nearly_known(i) or self.unknown(i)
            if not findings:
                continue
            lines, label, figures = findings
            used_lines.update(lines)
            if not any(figures or ()) and label in self.table.headings:
                if label in seen:  # said again after a page break
                    continue
                seen.add(label)
            rows.append(self.row(self.lines[i].place_of, label, figures))
        return rows

    def row(self, place_of: str, label: str, figures: tuple[str, ...] | None) -> Row:
        n, positions = self.table.columns, self.table.positions
        figures = figures or ()
        wrong = f"læst {len(figures)} tal, ventet {len(positions) if positions else f'højst {n}'}"
        if positions and any(figures) and len(figures) < n:
            # The last figure is the sum in the last column, also when one before it is lost or too many.
            cells = dict(zip(positions, figures[:-1], strict=False)) | {n - 1: figures[-1]}
            cells = tuple(cells.get(k, "") for k in range(n))
            return Row(place_of, (label, *cells), wrong if len(figures) != len(positions) else "")
        return Row(
            place_of, (label, *figures[:n], *[""] * (n - len(figures))), wrong if len(figures) > n else ""
        )

    def can_be(self, figures: tuple[str, ...]) -> bool:
        """A table of many columns has no row of one figure or of years alone: that is a heading."""
        if self.table.columns < 4:
            return True
        return len([t for t in figures if t]) > 1 and not all(YEAR_NUMBER.fullmatch(t) for t in figures if t)

    def known(self, i: int) -> tuple[list[int], str, tuple[str, ...] | None] | None:
        """The known label that begins in line i, of several the longest, with its figures."""
        findings: list[tuple[list[int], list[str], tuple[str, ...] | None]] = []
        for reading in self.have_read[i]:
            if reading.label:
                self.search([i], [reading.label], reading.figures, findings)
        if not findings:
            return None

        def quality(candidate) -> tuple:
            lines, pieces, figures = candidate
            return figures is not None, len(dense("".join(pieces))), -len(lines), -lines[-1]

        lines, pieces, figures = max(findings, key=quality)
        return lines, joined(pieces, self.table), figures

    def search(self, lines: list[int], pieces: list[str], figures, findings: list) -> None:
        """Adds to `fund` every known label that these parts make with the lines below."""
        table, provisional = self.table, dense("".join(pieces))
        if (label := table.dense_labels.get(provisional)) is not None:
            without_numbers = label in table.headings or CODE.match(label)
            page_number = label in table.headings and len(lines) > len(pieces)  # a page's number
            if self.can_be(figures) and not page_number if figures else without_numbers:
                findings.append((lines, pieces, figures))
        elif provisional not in table.beginnings:
            return
        lacks_only_numbers = label is not None and figures is None and label not in table.headings
        if len(lines) == 4 or not (lacks_only_numbers or provisional in table.beginnings):
            return
        for k in range(lines[-1] + 1, min(lines[-1] + WINDOW, len(self.lines))):
            for reading in self.have_read[k]:
                if reading.figures and figures:
                    continue
                if reading.label:
                    new_ones = [*pieces, reading.label]
                    if table.can_begin(dense("".join(new_ones))):
                        self.search([*lines, k], new_ones, reading.figures or figures, findings)
                elif len(reading.figures) <= table.columns and not any(
                    map(YEAR_NUMBER.fullmatch, reading.figures)
                ):
                    self.search([*lines, k], pieces, reading.figures, findings)
            if self.begins_a_row(k):
                return

    def begins_a_row(self, k: int) -> bool:
        """Whether the line is a row or the first part of one, so that no label above it goes on below it. A
        word alone may be the heading of a column, and is not."""
        table = self.table
        for reading in self.have_read[k]:
            known = table.can_begin(dense(reading.label))
            if reading.label in table.headings or (known and (reading.figures or CODE.match(reading.label))):
                return True
        return False

    def nearly_known(self, i: int) -> tuple[list[int], str, tuple[str, ...] | None] | None:
        """A municipality's code in line i, and below it a name that is spelt almost as the code's own."""
        for reading in self.have_read[i]:
            code, figures, lines, name = reading.label, reading.figures, [i], ""
            names = [known for known in self.table.known_labels if known.startswith(f"{code} ")]
            if not CODE.fullmatch(code) or not names:
                continue
            for k in range(i + 1, min(i + WINDOW, len(self.lines))):
                if self.begins_a_row(k) or (name and figures):
                    break
                for here in self.have_read[k][:1]:
                    if figures and here.figures:
                        continue
                    only_numbers = not here.label and len(here.figures) <= self.table.columns
                    is_the_name = not name and any(similarity(f"{code} {here.label}", o) > 0.8 for o in names)
                    if only_numbers or is_the_name:
                        lines, name, figures = [*lines, k], name or here.label, figures or here.figures
            if name and figures:
                return lines, f"{code} {name}", figures
        return None

    def unknown(self, i: int) -> tuple[list[int], str, tuple[str, ...] | None] | None:
        """An unknown label in line i that has the form of one, with the line below if it ends in a hyphen."""
        for reading in self.have_read[i]:
            label, figures = reading.label, reading.figures
            if not label:
                if figures and len(figures) in {self.table.columns, len(self.table.positions or ())} - {1}:
                    return [i], "", figures  # a row whose name is lost: the checks name it
                continue
            lines, pieces = [i], [label]
            if label.endswith("-") and i + 1 < len(self.have_read) and not self.begins_a_row(i + 1):
                for following in self.have_read[i + 1][:1]:
                    if following.label and not (figures and following.figures):
                        lines, pieces, figures = (
                            [i, i + 1],
                            [label, following.label],
                            figures or following.figures,
                        )
            label = joined(pieces, self.table)
            if figures is None:
                resembling = [o for o in self.table.headings if similarity(label, o) > 0.85]
                if resembling and label not in self.table.headings:
                    return lines, label, None
            elif self.can_be(figures) and self.has_form(label, figures):
                return lines, label, figures
        return None

    def has_form(self, label: str, figures: tuple[str, ...]) -> bool:
        if len(label.split()) > 6 or label[-1] in ".,:;":
            return False
        wholes = len(figures) == self.table.columns or self.table.columns < 4
        return bool(wholes and self.table.shapes.fullmatch(label)) or any(
            similarity(label, known) > 0.8 for known in self.table.known_labels
        )


def similarity(a: str, b: str) -> float:
    return difflib.SequenceMatcher(None, a.lower(), b.lower()).ratio()
