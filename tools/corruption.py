"""The corruption test: every damage that a typist, a spreadsheet or a scanner does to the seeds, one at a
time, and which of the project's own tests catch it. `make corruption` runs all of it.
"""

import multiprocessing
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby, pairwise
from pathlib import Path

from tools.warehouse import Table, Warehouse

ROOT = Path(__file__).parents[1]
NUMBER = re.compile(r"[0-9]{1,3}([.][0-9]{3})*")
KOMMUNE = re.compile(r"[0-9]{3} ")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
DAY = timedelta(days=1)

# The classes, and how many of each get through, because they change nothing that is printed twice. What gets
# through is listed; one more than here is an error.
CLASSES = {
    "celle: én mere": 0,
    "celle: én mindre": 0,
    "celle: gange ti": 0,
    "celle: to cifre byttet om": 0,
    "celle: tømt": 0,
    "celle: streg for tal": 0,
    "celle: tal for streg": 0,
    "celle: tal i tom celle": 0,
    "celle: uden tusindtalspunktum": 0,
    "celle: komma for punktum": 0,
    "celle: nul i tom celle": 0,
    "række: slettet": 0,
    "række: slettet og resten omnummereret": 0,
    "række: fordoblet": 0,
    "række: fordoblet og resten omnummereret": 0,
    "række: en anden rækkes etiket": 0,
    "række: en anden rækkes kode": 0,
    "række: ukendt etiket": 0,
    "række: en nationalitet, som ikke står i tabellen": 80,
    "række: skubbet én kolonne": 0,
    "række: stavefejl i dokumentnøglen": 0,
    "kolonne: skubbet én række ned": 5,
    "naboer: værdier i én kolonne byttet om": 28,
    "naboer: alle værdier byttet om": 8,
    "naboer: etiketter byttet om": 18,
    "fil: stavefejl i dokumentnøglen": 0,
    "fil: kolonne omdøbt": 0,
    "fil: kolonne slettet": 0,
    "fil: Latin-1": 0,
    "fil: UTF-16": 0,
    "fil: byte-order mark": 0,
    "fil: semikolon": 0,
    "fil: tom": 0,
    "oplysning: et tal eller år, én mere eller mindre": 2,
    "oplysning: en dato, et år eller en dag forkert": 22,
    "opslag: to tegn i en kode byttet om": 28,
}
# The project's own notes and questions: only the form of these files can be wrong.
OWN = {"flisekort", "noterede_kildeanmaerkninger", "landstalstrin", "kvotescenarier", "kvotescenarie_input"}


@dataclass(frozen=True)
class Damage:
    """One damaged file; `hvad` names the place and what became of it."""

    colour_class: str
    seed: str
    what: str
    content: bytes


def danish(figures: int) -> str:
    return f"{figures:,}".replace(",", ".")


def with_two_characters_swapped(text: str) -> list[str]:
    """The text with each two neighbouring characters exchanged."""
    return [text[:i] + b + a + text[i + 2 :] for i, (a, b) in enumerate(pairwise(text))]


def cell_damages(table: Table) -> Iterator[tuple[str, str, bytes]]:
    for r, row in enumerate(table.rows):
        for k in range(3, len(row)):
            trykt = row[k]
            place_of = f"{row[2]}, {table.columns[k]}: {trykt or '(tom)'} → "
            new_ones = []
            if NUMBER.fullmatch(trykt):
                figures = int(trykt.replace(".", ""))
                new_ones += [("én mere", danish(figures + 1)), ("gange ti", danish(10 * figures))]
                new_ones += [("én mindre", danish(figures - 1))] if figures else []
                new_ones += [("tømt", ""), ("streg for tal", "-")]
                new_ones += [
                    ("uden tusindtalspunktum", str(figures)),
                    ("komma for punktum", trykt.replace(".", ",")),
                ]
                for swapped in with_two_characters_swapped(str(figures)):
                    new_ones.append(
                        ("to cifre byttet om", swapped if swapped[0] == "0" else danish(int(swapped)))
                    )
            elif trykt == "-":
                new_ones += [("tal for streg", figures) for figures in ("1", "7", "12")]
            elif not trykt:
                new_ones += [("tal i tom celle", "1"), ("tal i tom celle", "24"), ("nul i tom celle", "0")]
            for colour_class, new in new_ones:
                if new != trykt and {trykt, new} != {"-", "0"}:  # a dash and a 0 are the same number
                    yield f"celle: {colour_class}", place_of + (new or "(tom)"), table.with_(r, (k, new))


def renumbered(rows) -> list[list[str]]:
    """The rows numbered again from 1 within each document."""
    new_ones = []
    for _, group in groupby(rows, key=lambda row: row[0]):
        new_ones += [[row[0], str(n), *row[2:]] for n, row in enumerate(group, 1)]
    return new_ones


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
        yield "række: stavefejl i dokumentnøglen", label, table.with_(r, (0, row[0].replace("-", "", 1)))

        is_kommune = bool(KOMMUNE.match(label))
        kind = [other for other in labels if bool(KOMMUNE.match(other)) == is_kommune]
        position = kind.index(label)
        for distance in {1, len(kind) // 2}:  # the next of its kind, and one far away
            other = kind[(position + distance) % len(kind)]
            yield "række: en anden rækkes etiket", f"{label} → {other}", table.with_(r, (2, other))
        unknown = f"9{label[1:]}" if is_kommune else f"{label}x"
        yield "række: ukendt etiket", f"{label} → {unknown}", table.with_(r, (2, unknown))
        if is_kommune:
            other = kommuner[(kommuner.index(label) + 1) % len(kommuner)][:4] + label[4:]
            yield "række: en anden rækkes kode", f"{label} → {other}", table.with_(r, (2, other))
        if table.columns[2] == "nationalitet":
            for other in nationaliteter:
                if other not in labels:
                    colour_class = "række: en nationalitet, som ikke står i tabellen"
                    yield colour_class, f"{label} → {other}", table.with_(r, (2, other))

        if r:
            before = rows[r - 1]
            for what, swapped in (
                ("etiketter", [[*before[:2], label, *before[3:]], [*row[:2], before[2], *row[3:]]]),
                ("alle værdier", [[*before[:3], *row[3:]], [*row[:3], *before[3:]]]),
            ):
                new_ones = table.write([*rows[: r - 1], *swapped, *rows[r + 1 :]])
                yield f"naboer: {what} byttet om", f"{before[2]} ↔ {label}", new_ones

        shifted = [*row[:3], "", *row[3:]]
        yield "række: skubbet én kolonne", label, table.write([*rows[:r], shifted, *rows[r + 1 :]])
        if len(row) > 4:  # the last cell is lost, so that the row keeps its length
            shifted = list(enumerate(["", *row[3:-1]], 3))
            yield "række: skubbet én kolonne", f"{label}, sidste celle tabt", table.with_(r, *shifted)


def column_damages(table: Table) -> Iterator[tuple[str, str, bytes]]:
    """Cells shifted down from each row, as when a cell is inserted; neighbours' values exchanged."""
    for k in range(3, len(table.columns)):
        cells = [row[k] for row in table.rows]
        for r in range(len(cells)):
            place_of = f"{table.labels[r]}, {table.columns[k]}"
            shifted = [*cells[:r], "", *cells[r:-1]]
            new_ones = [list(row) for row in table.rows]
            for row, cell in zip(new_ones, shifted, strict=True):
                row[k] = cell
            yield "kolonne: skubbet én række ned", place_of, table.write(new_ones)
        for r, (a, b) in enumerate(pairwise(table.rows)):
            if KOMMUNE.match(a[2]) and KOMMUNE.match(b[2]):
                place_of = f"{a[2]} ↔ {b[2]}, {table.columns[k]}: {a[k] or '(tom)'} ↔ {b[k] or '(tom)'}"
                new_ones = [list(row) for row in table.rows]
                new_ones[r][k], new_ones[r + 1][k] = b[k], a[k]
                yield "naboer: værdier i én kolonne byttet om", place_of, table.write(new_ones)


def metadata_damages(table: Table) -> Iterator[tuple[str, str, bytes]]:
    """What is said about a document, and the codes of the lookup tables."""
    for r, row in enumerate(table.rows):
        for k, trykt in enumerate(row):
            new_ones = []
            if table.columns[k].endswith(("kode", "alpha3")):
                new_ones = [
                    (new, "opslag: to tegn i en kode byttet om") for new in with_two_characters_swapped(trykt)
                ]
            elif trykt.isdigit():
                new_ones = [
                    (str(int(trykt) + n), "oplysning: et tal eller år, én mere eller mindre") for n in (-1, 1)
                ]
            elif DATE.fullmatch(trykt):
                day = date.fromisoformat(trykt)
                others = (
                    day.replace(year=day.year - 1),
                    day.replace(year=day.year + 1),
                    day - DAY,
                    day + DAY,
                )
                new_ones = [
                    (new.isoformat(), "oplysning: en dato, et år eller en dag forkert") for new in others
                ]
            for new, colour_class in new_ones:
                yield colour_class, f"{row[0]}, {table.columns[k]}: {trykt} → {new}", table.with_(r, (k, new))


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
        new_ones = [[row[0].replace("-", "", 1), *row[1:]] for row in table.rows]
        yield "fil: stavefejl i dokumentnøglen", "", table.write(new_ones)


def all_damages() -> list[Damage]:
    """All damages, in a fixed order, without those that leave the file as it was."""
    tables = [Table.read(file) for file in sorted(ROOT.glob("seeds/*/*.csv"))]
    nationaliteter = next([r[0] for r in t.rows] for t in tables if t.seed == "nationaliteter")
    damages = []
    for table in tables:
        findings = [file_damages(table)]
        if table.is_printed:
            findings += [cell_damages(table), row_damages(table, nationaliteter)]
            findings += [column_damages(table)]
        elif table.seed not in OWN:
            findings += [metadata_damages(table)]
        untouched = table.write()
        damages += [
            Damage(colour_class, table.seed, what, content)
            for damage in findings
            for colour_class, what, content in damage
            if content != untouched
        ]
    return damages


_warehouse: Warehouse


def _start(project: Path, database: Path) -> None:
    global _warehouse
    _warehouse = Warehouse(project, database)


def _captors(damage: Damage) -> list[str]:
    return sorted(_warehouse.error({damage.seed: damage.content}))


def try_out(project: Path, database: Path, damages: list[Damage]) -> list[tuple[Damage, list[str]]]:
    """Each damage with the names of the tests that catch it, found on all cores."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(initializer=_start, initargs=(project, database)) as workers:
        findings = []
        for number, captors in enumerate(workers.imap(_captors, damages, chunksize=20), 1):
            findings.append(captors)
            if number % 500 == 0:
                print(f"... {number} af {len(damages)}", file=sys.stderr, flush=True)
    return list(zip(damages, findings, strict=True))


def report(findings: list[tuple[Damage, list[str]]]) -> Iterator[str]:
    """Per class how many were caught, by which test (a damage may be caught by several), and what got
    through."""
    for colour_class, may_escape in CLASSES.items():
        own_rows = [(damage, captors) for damage, captors in findings if damage.colour_class == colour_class]
        escaped = [damage for damage, captors in own_rows if not captors]
        measure = f"; ventet højst {may_escape} igennem" if may_escape or escaped else ""
        yield f"\n{colour_class}: {len(own_rows) - len(escaped)} af {len(own_rows)} fanget{measure}"
        times = Counter(test for _, captors in own_rows for test in captors)
        for test in sorted(times, key=lambda test: (-times[test], test)):
            yield f"  {times[test]:6}  {test}"
        for damage in escaped:
            yield f"  SLAP IGENNEM  {damage.seed}: {damage.what}"


def main() -> int:
    damages = all_damages()
    findings = try_out(ROOT, ROOT / os.environ.get("LANDSTAL_DUCKDB", "landstal.duckdb"), damages)
    print("\n".join(report(findings)))
    escaped = Counter(damage.colour_class for damage, captors in findings if not captors)
    too_many = [colour_class for colour_class in escaped if escaped[colour_class] > CLASSES[colour_class]]
    print(
        f"\nI alt {len(findings) - escaped.total()} af {len(findings)} skader fanget; {escaped.total()} slap igennem."
    )
    for colour_class in too_many:
        print(f"FOR MANGE: {colour_class}: {escaped[colour_class]}; ventet højst {CLASSES[colour_class]}")
    return bool(too_many)


if __name__ == "__main__":
    sys.exit(main())
