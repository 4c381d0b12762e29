"""The corruption test: every damage that a typist, a spreadsheet or a scanner does to the seeds, one at a
time, and which of the project's own tests catch it. Needs a build; `make test-all` runs all of it.

    python -m tools.corruption [N | --accept]

N: every Nth damage of each kind. Some damages get through, because they change nothing that is printed twice.
They are listed in corruption_uncaught.csv; one that is not there is an error. --accept writes the file anew.
"""

import csv
import multiprocessing
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, groupby, pairwise
from pathlib import Path

from tools.warehouse import Table, Warehouse

ROOT = Path(__file__).parents[1]
NUMBER = re.compile(r"[0-9]{1,3}([.][0-9]{3})*")
KOMMUNE = re.compile(r"[0-9]{3} ")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
DAY = timedelta(days=1)
MARKS = ("*", "..", "x")

UNCAUGHT = Path(__file__).with_name("corruption_uncaught.csv")
# The project's own notes and questions: only the form of these files can be wrong.
OWN = {
    "flisekort",
    "noterede_kildeanmaerkninger",
    "landstalstrin",
    "raw_kodelister",
    "raw_kvotescenarier",
    "kvotescenarie_input",
}


@dataclass(frozen=True)
class Damage:
    """One damaged file; `change` names the place and what became of it."""

    kind: str
    seed: str
    change: str
    content: bytes

    @property
    def key(self) -> tuple[str, str, str]:
        return self.kind, self.seed, self.change


def danish(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def with_two_characters_swapped(text: str) -> list[str]:
    """The text with each two neighbouring characters exchanged."""
    return [text[:i] + b + a + text[i + 2 :] for i, (a, b) in enumerate(pairwise(text))]


def cell_damages(table: Table) -> Iterator[tuple[str, str, bytes]]:
    for r, row in enumerate(table.rows):
        for k in range(3, len(row)):
            printed = row[k]
            place = f"{row[2]}, {table.columns[k]}: {printed or '(tom)'} → "
            damaged: list[tuple[str, str]] = []
            if NUMBER.fullmatch(printed):
                number = int(printed.replace(".", ""))
                damaged += [("én mere", danish(number + 1)), ("gange ti", danish(10 * number))]
                damaged += [("én mindre", danish(number - 1))] if number else []
                damaged += [("tømt", ""), ("streg for tal", "-")]
                damaged += [("uden tusindtalspunktum", str(number))]
                damaged += [("komma for punktum", printed.replace(".", ","))]
                for swapped in with_two_characters_swapped(str(number)):
                    new = swapped if swapped[0] == "0" else danish(int(swapped))
                    damaged.append(("to cifre byttet om", new))
            elif printed == "-":
                damaged += [("tal for streg", new) for new in ("1", "7", "12")]
            elif not printed:
                damaged += [("tal i tom celle", "1"), ("tal i tom celle", "24"), ("nul i tom celle", "0")]
            mark = MARKS[(r + k) % len(MARKS)]
            damaged.append(("et tegn alene", mark))
            for kind, new in damaged:
                if new != printed and {printed, new} != {"-", "0"}:  # a dash and a 0 are the same number
                    yield f"celle: {kind}", place + (new or "(tom)"), table.with_cells(r, (k, new))


def renumbered(rows: list[list[str]]) -> list[list[str]]:
    """The rows numbered again from 1 within each document."""
    return [
        [row[0], str(number), *row[2:]]
        for _, group in groupby(rows, key=lambda row: row[0])
        for number, row in enumerate(group, 1)
    ]


def row_damages(table: Table, nationaliteter: list[str]) -> Iterator[tuple[str, str, bytes]]:
    rows, labels = table.rows, table.labels
    kommuner = [label for label in labels if KOMMUNE.match(label)]
    for r, row in enumerate(rows):
        label = row[2]
        without, double = rows[:r] + rows[r + 1 :], rows[: r + 1] + rows[r:]
        yield "række: slettet", label, table.write(without)
        yield "række: slettet og resten omnummereret", label, table.write(renumbered(without))
        yield "række: fordoblet", label, table.write(double)
        yield "række: fordoblet og resten omnummereret", label, table.write(renumbered(double))
        yield "række: stavefejl i dokumentnøglen", label, table.with_cells(r, (0, row[0].replace("-", "", 1)))

        is_kommune = bool(KOMMUNE.match(label))
        alike = [other for other in labels if bool(KOMMUNE.match(other)) == is_kommune]
        position = alike.index(label)
        for distance in {1, len(alike) // 2}:  # the next of its kind, and one far away
            other = alike[(position + distance) % len(alike)]
            yield "række: en anden rækkes etiket", f"{label} → {other}", table.with_cells(r, (2, other))
        zeros = [*row[:2], "999 Ukendt" if is_kommune else "Ukendt", *["0"] * (len(row) - 3)]
        yield (
            "række: en ukendt med nuller",
            f"før {label}",
            table.write(renumbered([*rows[:r], zeros, *rows[r:]])),
        )
        unknown = f"9{label[1:]}" if is_kommune else f"{label}x"
        yield "række: ukendt etiket", f"{label} → {unknown}", table.with_cells(r, (2, unknown))
        if is_kommune:
            other = kommuner[(kommuner.index(label) + 1) % len(kommuner)][:4] + label[4:]
            yield "række: en anden rækkes kode", f"{label} → {other}", table.with_cells(r, (2, other))
        if table.columns[2] == "nationalitet":
            for other in nationaliteter:
                if other not in labels:
                    kind = "række: en nationalitet, som ikke står i tabellen"
                    yield kind, f"{label} → {other}", table.with_cells(r, (2, other))

        if r:
            before = rows[r - 1]
            for moved, swapped in (
                ("etiketter", [[*before[:2], label, *before[3:]], [*row[:2], before[2], *row[3:]]]),
                ("alle værdier", [[*before[:3], *row[3:]], [*row[:3], *before[3:]]]),
            ):
                content = table.write([*rows[: r - 1], *swapped, *rows[r + 1 :]])
                yield f"naboer: {moved} byttet om", f"{before[2]} ↔ {label}", content

        shifted = [*row[:3], "", *row[3:]]
        yield "række: skubbet én kolonne", label, table.write([*rows[:r], shifted, *rows[r + 1 :]])
        if len(row) > 4:  # the last cell is lost, so that the row keeps its length
            shifted = list(enumerate(["", *row[3:-1]], 3))
            yield "række: skubbet én kolonne", f"{label}, sidste celle tabt", table.with_cells(r, *shifted)


def column_damages(table: Table) -> Iterator[tuple[str, str, bytes]]:
    """Cells shifted down from each row, as when a cell is inserted; neighbours' values exchanged; columns in
    another order, with and without their headings."""
    orders = [
        (
            f"{table.columns[k]} ↔ {table.columns[k + 1]}",
            [*range(k), k + 1, k, *range(k + 2, len(table.columns))],
        )
        for k in range(3, len(table.columns) - 1)
    ]
    if "jan" in table.columns:
        first = table.columns.index("jan")
        backwards = [
            *range(first),
            *reversed(range(first, first + 12)),
            *range(first + 12, len(table.columns)),
        ]
        orders.append(("månederne i omvendt orden", backwards))
    for name, order in orders:
        rows = [[row[k] for k in order] for row in table.rows]
        yield "kolonne: tal byttet om", name, table.write(rows)
        yield (
            "kolonne: byttet om med sin overskrift",
            name,
            table.write(rows, [table.columns[k] for k in order]),
        )
    for k in range(3, len(table.columns)):
        cells = [row[k] for row in table.rows]
        for r in range(len(cells)):
            place = f"{table.labels[r]}, {table.columns[k]}"
            shifted = [*cells[:r], "", *cells[r:-1]]
            rows = [[*row[:k], cell, *row[k + 1 :]] for row, cell in zip(table.rows, shifted, strict=True)]
            yield "kolonne: skubbet én række ned", place, table.write(rows)
        for r, (a, b) in enumerate(pairwise(table.rows)):
            if KOMMUNE.match(a[2]) and KOMMUNE.match(b[2]):
                place = f"{a[2]} ↔ {b[2]}, {table.columns[k]}: {a[k] or '(tom)'} ↔ {b[k] or '(tom)'}"
                rows = [list(row) for row in table.rows]
                rows[r][k], rows[r + 1][k] = b[k], a[k]
                yield "naboer: værdier i én kolonne byttet om", place, table.write(rows)


def metadata_damages(table: Table) -> Iterator[tuple[str, str, bytes]]:
    """What is said about a document, and the codes of the lookup tables."""
    for r, row in enumerate(table.rows):
        for k, printed in enumerate(row):
            new_cells: list[str] = []
            kind = ""
            if table.columns[k].endswith(("kode", "alpha3")):
                kind, new_cells = "opslag: to tegn i en kode byttet om", with_two_characters_swapped(printed)
            elif printed.isdigit():
                kind = "oplysning: et tal eller år, én mere eller mindre"
                new_cells = [str(int(printed) + change) for change in (-1, 1)]
            elif DATE.fullmatch(printed):
                kind, day = "oplysning: en dato, et år eller en dag forkert", date.fromisoformat(printed)
                years = [day.replace(year=day.year + change) for change in (-1, 1)]
                new_cells = [new.isoformat() for new in (*years, day - DAY, day + DAY)]
            for new in new_cells:
                change = f"{row[0]}, {table.columns[k]}: {printed} → {new}"
                yield kind, change, table.with_cells(r, (k, new))


def file_damages(table: Table) -> Iterator[tuple[str, str, bytes]]:
    text = table.write().decode()
    for k, column in enumerate(table.columns):
        renamed = [*table.columns[:k], f"{column} ", *table.columns[k + 1 :]]
        yield "fil: kolonne omdøbt", f"'{column}' → '{column} '", table.write(columns=renamed)
        without = [[*row[:k], *row[k + 1 :]] for row in table.rows]
        yield "fil: kolonne slettet", column, table.write(without, table.columns[:k] + table.columns[k + 1 :])
    yield "fil: Latin-1", "", text.encode("latin-1")
    yield "fil: UTF-16", "", text.encode("utf-16")
    yield "fil: byte-order mark", "", text.encode("utf-8-sig")
    yield "fil: semikolon", "", table.write(delimiter=";")
    yield "fil: tom", "", b""
    if table.columns[0] == "dokument":
        misspelt = [[row[0].replace("-", "", 1), *row[1:]] for row in table.rows]
        yield "fil: stavefejl i dokumentnøglen", "", table.write(misspelt)


def all_damages() -> list[Damage]:
    """All damages, in a fixed order, without those that leave the file as it was."""
    tables = [Table.read(file) for file in sorted(ROOT.glob("seeds/*/*.csv"))]
    nationaliteter = next([r[0] for r in t.rows] for t in tables if t.seed == "nationaliteter")
    damages = []
    for table in tables:
        kinds = [file_damages(table)]
        if table.is_printed:
            kinds += [cell_damages(table), row_damages(table, nationaliteter), column_damages(table)]
        elif table.seed not in OWN:
            kinds += [metadata_damages(table)]
        unchanged = table.write()
        damages += [
            Damage(kind, table.seed, change, content)
            for kind, change, content in chain.from_iterable(kinds)
            if content != unchanged
        ]
    return damages


def by_kind(damages: list[Damage]) -> dict[str, list[Damage]]:
    kinds: dict[str, list[Damage]] = {}
    for damage in damages:
        kinds.setdefault(damage.kind, []).append(damage)
    return kinds


def sample(damages: list[Damage], stride: int) -> list[Damage]:
    """Every so many of each kind, at least one."""
    return [damage for same in by_kind(damages).values() for damage in same[::stride]]


def known_uncaught() -> Counter[tuple[str, ...]]:
    """The damages that may get through, and how often each: two rows of a table may have the same label."""
    with UNCAUGHT.open(encoding="utf-8", newline="") as file:
        return Counter(map(tuple, list(csv.reader(file))[1:]))


_warehouse: Warehouse


def _start(project: Path, database: Path) -> None:
    global _warehouse
    _warehouse = Warehouse(project, database)


def _captors(damage: Damage) -> list[str]:
    return sorted(_warehouse.failures({damage.seed: damage.content}))


def captors(damages: list[Damage]) -> dict[Damage, list[str]]:
    """The names of the tests that catch each damage to the project's seeds, found on all cores."""
    database = ROOT / os.environ.get("LANDSTAL_DUCKDB", "landstal.duckdb")
    found = {}
    with multiprocessing.get_context("spawn").Pool(initializer=_start, initargs=(ROOT, database)) as workers:
        for damage, names in zip(damages, workers.imap(_captors, damages, chunksize=20), strict=True):
            found[damage] = names
            if len(found) % 500 == 0:
                print(f"... {len(found)} af {len(damages)}", file=sys.stderr, flush=True)
    return found


def report(found: dict[Damage, list[str]]) -> Iterator[str]:
    """Per kind how many were caught, by which test (often by several), and what got through."""
    for kind, damages in by_kind(list(found)).items():
        uncaught = [damage for damage in damages if not found[damage]]
        yield f"\n{kind}: {len(damages) - len(uncaught)} af {len(damages)} fanget"
        catches = Counter(test for damage in damages for test in found[damage])
        for test in sorted(catches, key=lambda test: (-catches[test], test)):
            yield f"  {catches[test]:6}  {test}"
        for damage in uncaught:
            yield f"  SLAP IGENNEM  {damage.seed}: {damage.change}"


def main(arguments: list[str]) -> int:
    accept = arguments == ["--accept"]
    stride = int(arguments[0]) if arguments and not accept else 1
    found = captors(sample(all_damages(), stride))
    print("\n".join(report(found)))
    uncaught = Counter(damage.key for damage, tests in found.items() if not tests)
    print(f"\nI alt {len(found) - uncaught.total()} af {len(found)} skader fanget.")
    if accept:
        with UNCAUGHT.open("w", encoding="utf-8", newline="") as file:
            header = ("skade", "seed", "aendring")
            csv.writer(file, lineterminator="\n").writerows([header, *sorted(uncaught.elements())])
        return 0
    unexpected = uncaught - known_uncaught()
    for kind, seed, change in sorted(unexpected):
        print(f"SKULLE VÆRE FANGET: {kind}: {seed}: {change}")
    return bool(unexpected)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
