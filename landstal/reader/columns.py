"""Which column of a table each figure stands in, as the table's own headings say.

The headings are the lines above the first row that is known. Where the document parts the cells, each heading
stands over its figures. Else the order of the headings from the left is that of the figures: by their places
in a PDF and in a text that is laid out with spaces, by the order of the words in other texts. A table whose
columns cannot be told, or that has others than are expected, is refused as a whole.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from landstal.reader.lines import Line
from landstal.reader.metadata import MONTHS
from landstal.reader.rows import FIGURE, YEAR, Table, readings

LINES_ABOVE = 15  # the first row, where its headings are sought
LINES_SIDE_BY_SIDE = 3  # of two rows each, from which it is no accident
SIDE_BY_SIDE = "to tabeller står ved siden af hinanden; ventet én ad gangen"
# The columns that a heading, or a word of one, may be that of.
Matcher = Callable[[str], set[int]]
DATE_BEFORE = re.compile(r"\d{1,2}\.|til|med|ultimo|pr\.|primo", re.IGNORECASE)
CAPTION = re.compile(r"(?:Tabel \d|Bilag [AB]\b|Anm\.|Kilde)", re.IGNORECASE)
OTHER = re.compile(r"kvt\.?|kv\.|kvartal\w*|q[1-4]|halvår\w*|pct\.?|%|procent|andel|ændring", re.IGNORECASE)


@dataclass(frozen=True)
class Headings:
    """What the headings of a table are: names in the order of the seed's columns, how they are known, and the
    columns without which the table cannot be read."""

    names: tuple[str, ...]
    matches: Matcher
    needed: frozenset[int]


@dataclass(frozen=True)
class Columns:
    """A table as it is to be read: its lines, in which the cells now are a label and the seed's columns, and
    the columns of the figures in lines without cells, from the left. `fault`: what no reading can mend."""

    lines: list[Line]
    order: tuple[int, ...] | None = None
    fault: tuple[Line, str] | None = None


@dataclass(frozen=True)
class Word:
    """A word of a heading: its place from the left, its number in the order of reading, and its columns."""

    place: float
    number: int
    columns: set[int]


def has_letters(cell: str) -> bool:
    return bool(re.search(r"[^\W\d_]{2}", cell))


def is_row(line: Line, table: Table) -> bool:
    """Whether the line is a known row with figures; a sum alone may be a heading."""
    if len(line.cells) > 1:
        words = [cell for cell in line.cells if cell]
        labels = {" ".join(words[:n]) for n in (1, 2)}
        return any(table.knows(label) and label not in table.sums for label in labels) and any(
            FIGURE.fullmatch(cell) for cell in words[1:]
        )
    return any(
        reading.figures
        and table.knows(reading.label)
        and reading.label not in table.sums
        and len(reading.figures) > (table.columns > 1)
        for reading in readings(line, table)
    )


def arranged(lines: list[Line], table: Table, headings: Headings | None) -> Columns:
    """The table with its figures in the order of the seed's columns."""
    if line := two_rows(lines, table):
        return Columns(lines, fault=(line, SIDE_BY_SIDE))
    first = next((i for i, line in enumerate(lines) if is_row(line, table)), None)
    if first is None:
        return Columns(lines)
    if len(lines[first].cells) > 1:
        return by_cells(lines, first, table, headings)
    return by_places(lines, first, table, headings) if headings else Columns(lines)


def two_rows(lines: list[Line], table: Table) -> Line | None:
    """The first of several lines that hold two rows each."""
    label = r"(?:\d{3} )?[A-ZÆØÅ][^\d]*?"
    figures = r"((?: ?[\d.]| -)+)"  # one sign at a time: there is but one way to read them
    two = re.compile(rf"({label}){figures} ?({label}){figures}")
    found = []
    for line in lines:
        match = two.fullmatch(line.text)
        if match and all(table.knows(match[k].strip()) for k in (1, 3)):
            found.append(line)
    return found[0] if len(found) >= LINES_SIDE_BY_SIDE else None


def has_figures(line: Line) -> bool:
    return any(FIGURE.fullmatch(cell) and not YEAR.fullmatch(cell) for cell in line.cells[1:])


def says_columns(line: Line, headings: Headings | None) -> bool:
    return bool(headings) and sum(len(headings.matches(cell)) == 1 for cell in line.cells[1:]) > 1


def by_cells(lines: list[Line], first: int, table: Table, headings: Headings | None) -> Columns:
    # Rows may stand above the first one that is known.
    while first and has_figures(lines[first - 1]) and not says_columns(lines[first - 1], headings):
        first -= 1
    header = [line for line in lines[:first] if len(line.cells) > 1]
    said_again = {line.cells for line in header}
    rows = [line for line in lines[first:] if len(line.cells) > 1 and line.cells not in said_again]
    width = max(len(line.cells) for line in [*header, *rows])
    by_column = [
        [line.cells[k] for line in rows if k < len(line.cells) and line.cells[k]] for k in range(width)
    ]
    titles = [
        " ".join(line.cells[k] for line in header if k < len(line.cells) and line.cells[k])
        for k in range(width)
    ]
    # A column of labels has more cells with letters than without.
    in_letters = [k for k in range(width) if 2 * sum(map(has_letters, by_column[k])) > len(by_column[k])]
    last_label = max(in_letters, default=0)
    with_figures = [k for k in range(last_label + 1, width) if by_column[k]]
    line = header[-1] if header else lines[first]
    if [k for k in range(1, last_label) if by_column[k] and k not in in_letters]:
        return Columns(lines, fault=(line, SIDE_BY_SIDE))
    if headings is None:
        if len(with_figures) > table.columns:
            named = ", ".join(f"'{titles[k] or 'uden overskrift'}'" for k in with_figures)
            text = f"{len(with_figures)} kolonner med tal ({named}); ventet {table.columns}"
            return Columns(lines, fault=(line, text))
        places = dict(enumerate(with_figures))
    else:
        candidates = {k: headings.matches(titles[k]) for k in range(1, width) if titles[k]}
        found = assigned([(k, columns) for k, columns in candidates.items() if columns])
        if len(set(found.values())) < len([c for c in candidates.values() if c]):
            doubled = next(k for k, columns in candidates.items() if columns and k not in found.values())
            return Columns(lines, fault=(line, f"kolonnen '{titles[doubled]}' står der to gange"))
        unknown = [k for k in with_figures if k not in found.values()]
        if unknown:
            named = ", ".join(
                f"'{titles[k]}'" if titles[k] else f"nr. {k + 1} uden overskrift" for k in unknown
            )
            return Columns(lines, fault=(line, unknown_text(named, headings)))
        if missing := headings.needed - set(found):
            return Columns(lines, fault=(line, missing_text(missing, headings)))
        places = found
        for row in rows:  # headings that are said again
            again = [(k, headings.matches(cell)) for k, cell in enumerate(row.cells) if cell and k]
            sure = [(k, *columns) for k, columns in again if len(columns) == 1]
            if len(sure) > 1 and not has_figures(row) and any(places.get(column) != k for k, column in sure):
                return Columns(lines, fault=(row, "overskrifterne står her i en anden rækkefølge end øverst"))
    start = min(places.values(), default=1)
    new = []
    for number, line in enumerate(lines):
        if len(line.cells) < 2 or number < first:
            new.append(line)
        elif line.cells not in said_again:
            cells = [*line.cells, *[""] * (width - len(line.cells))]
            label = " ".join(cell for cell in cells[:start] if cell)
            new.append(
                Line(
                    line.place,
                    (label, *(cells[places[c]] if c in places else "" for c in range(table.columns))),
                )
            )
    return Columns(new)


def assigned(items: list[tuple[float, set[int]]]) -> dict[int, float]:
    """Each column with the place of its heading. A heading that may be that of two columns is the one farther
    from the other's, or the left one when both are in doubt."""
    found: dict[int, float] = {}
    for place, columns in items:
        if len(columns) == 1:
            found.setdefault(*columns, place)
    doubtful = [(place, tuple(sorted(columns))) for place, columns in items if len(columns) == 2]
    for pair in sorted({pair for _, pair in doubtful}):
        places = sorted(place for place, columns in doubtful if columns == pair)
        left, right = pair
        if left not in found and right not in found:
            if len(places) > 1:
                found[left] = places[0]
            found[right] = places[-1]
        elif left in found and right not in found:
            found[right] = max(places, key=lambda place: abs(place - found[left]))
        elif left not in found:
            found[left] = max(places, key=lambda place: abs(place - found[right]))
    return found


def unknown_text(named: str, headings: Headings) -> str:
    return f"kolonnen {named} kendes ikke; ventet {', '.join(headings.names)}"


def missing_text(missing: frozenset[int] | set[int], headings: Headings) -> str:
    names = ", ".join(headings.names[k] for k in sorted(missing))
    return f"overskriften til {names} mangler; ventet {', '.join(headings.names)}"


def by_places(lines: list[Line], first: int, table: Table, headings: Headings) -> Columns:
    """Columns of figures that no cells part: their headings in the order of their places, where they stand
    over the figures, else in that of the words."""
    above = lines[max(first - LINES_ABOVE, 0) : first]
    orders: list[list[int]] = []
    by_line: list[tuple[int, int, list[Word]]] = []  # certain headings of the line, its number, its words
    for number, line in enumerate(above):
        if CAPTION.match(line.text):
            continue
        words = line.words or tuple((0, word) for word in line.text.split())
        matched = [
            Word(place, 1000 * number + k, headings.matches(word))
            for k, (place, word) in enumerate(words)
            if not (k and word.lower() in MONTHS and DATE_BEFORE.fullmatch(words[k - 1][1]))  # of a date
        ]
        certain = len({column for word in matched if len(word.columns) == 1 for column in word.columns})
        by_line.append((certain, number, [word for word in matched if word.columns]))
        if certain and (other := next((word for _, word in words if OTHER.fullmatch(word)), None)):
            return Columns(lines, fault=(line, unknown_text(f"'{other}'", headings)))
        orders.append(sure_order(by_line[-1][2]))
    line = above[-1] if above else lines[first]
    if any(set(a) & set(b) and in_common(a, b) != in_common(b, a) for a in orders for b in orders) or any(
        len(set(order)) < len(order) for order in orders
    ):
        return Columns(lines, fault=(line, "overskrifterne har to forskellige rækkefølger"))
    # The line with most headings is surest, and of equal ones the one nearest to the rows.
    by_line.sort(key=lambda item: (-item[0], -item[1]))
    if by_line and any(len(word.columns) > 1 for word in by_line[0][2]):  # its own totals are nearest
        by_line[1:] = [(n, k, [w for w in ws if len(w.columns) == 1]) for n, k, ws in by_line[1:]]
    found = [word for _, _, matched in by_line for word in matched]
    in_text = assigned([(word.number, word.columns) for word in found])
    if missing := headings.needed - set(in_text):
        return Columns(lines, fault=(line, missing_text(missing, headings)))
    order = tuple(sorted(in_text, key=lambda column: in_text[column]))
    if any(line.words for line in above):
        in_place = assigned([(word.place, word.columns) for word in found])
        across = tuple(sorted(in_place, key=lambda column: in_place[column]))
        if stand_over_figures(in_place, across, lines[first], table, headings):
            order = across
        elif across != order and order != tuple(sorted(order)):
            return Columns(lines, fault=(line, "overskrifterne står ikke over tallene"))
    last = len(headings.names) - 1
    # What is not found is a total, which the sums hold to its place.
    return Columns(lines, order=(*[0][: 0 not in order], *order, *[last][: last not in order]))


def sure_order(words: list[Word]) -> list[int]:
    """The columns that a line names without doubt, in the order of its words; one twice, if another stands
    between."""
    named = [column for word in words if len(word.columns) == 1 for column in word.columns]
    return [column for k, column in enumerate(named) if not k or named[k - 1] != column]


def in_common(order: list[int], other: list[int]) -> list[int]:
    return [column for column in order if column in other]


def stand_over_figures(
    places: dict[int, float], order: tuple[int, ...], row: Line, table: Table, headings: Headings
) -> bool:
    """Whether the headings, in this order, are as far from the row's figures, each from its own, to within
    the distance of two figures."""
    figures = [place for place, word in row.words if FIGURE.fullmatch(word)]
    columns = [column for column in order if column in (table.filled or order)]
    if len(figures) == len(order):
        columns = list(order)
    if not len(figures) == len(columns) > 1:
        return False
    sure = [(figure, places[c]) for figure, c in zip(figures, columns, strict=True) if c in headings.needed]
    distances = [figure - heading for figure, heading in sure]
    return max(distances) - min(distances) < min(b - a for a, b in pairwise(figures))
