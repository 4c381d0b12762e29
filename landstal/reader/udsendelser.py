"""The statistic of udsendelser, a kind of document: its metadata and its three tables."""

import re
from collections.abc import Iterable, Iterator

from landstal.reader.columns import OTHER, Headings
from landstal.reader.document import Document, Problem, extents, read_tables
from landstal.reader.lines import Line, Source
from landstal.reader.metadata import DATE, GIVEN, MISSING, Fact, Text, iso, publisher
from landstal.reader.nationaliteter import danish_names
from landstal.reader.rows import Table
from landstal.seeds import Seeds

NAME = "en udsendelsesstatistik ('Seneste tal for udsendelser …')"
METADATA_SEED = "udsendelsesopgoerelser"
KEY_OPTION = "--opgjort-til-og-med"
TABEL_1, TABEL_2, TABEL_3 = TABLES = [f"udsendelser_tabel_{number}" for number in (1, 2, 3)]
PUBLISHER = "Udlændinge- og Integrationsministeriet"
CATEGORIES = frozenset({"Ledsaget udrejst", "Påset udrejst", "Rejst selv", "I alt"})
NO_NATIONALITET = {"Øvrige", "I alt"}
SUMS = frozenset({"I alt"})
MONTHS = ("jan", "feb", "mar", "apr", "maj|may", "jun", "jul", "aug", "sep", "okt|oct", "nov", "dec")
MONTH_NAMES = tuple(name[:3] for name in MONTHS)
TOTAL = re.compile(r"\balt\b|\btotal|\bsamlet\b", re.IGNORECASE)
CATEGORY_NAMES = ("Ledsaget", "Påset", "Rejst selv", "I alt")
CATEGORY_HEADINGS = ("ledsag", "påset", r"\brejst|\bselv\b", TOTAL.pattern)
HEADING = re.compile(r"(?:Tabel|TABEL) ([123])\b(?: ?[:.-]| \(| Antal |$)")
LABEL = re.compile(r"[A-ZÆØÅ][^\d]*")
YEARS_CLAIM = "Tabel 2 gælder udgavens eget år og Tabel 3 året før."


def recognises(text: str) -> bool:
    return bool(re.search(r"\b(tal for udsendelser|antal udsendte)\b", text, re.IGNORECASE))


def read(source: Source, given: dict[str, str], countries: Iterable[str], seeds: Seeds) -> Document:
    found = facts(source.lines, given, seeds)
    parts = split(source.lines)
    names = {row["nationalitet"] for seed in ("nationaliteter", TABEL_2, TABEL_3) for row in seeds.rows(seed)}
    known = frozenset({*names, *danish_names(), *countries, *NO_NATIONALITET})
    by_nationalitet = Table(4, known, form=LABEL, sums=SUMS)
    categories = Headings(CATEGORY_NAMES, by_category, frozenset(range(4)))
    kinds = {name: (by_nationalitet, categories) for name in TABLES} | {TABEL_1: by_month(found)}
    tables, faults = read_tables(parts, kinds)
    document = Document(METADATA_SEED, found, tables, extents(parts), list(wrong_years(parts, found)), faults)
    printed = {row.cells[0] for name in (TABEL_2, TABEL_3) for row in tables[name]}
    document.nationaliteter = printed - NO_NATIONALITET
    return document


def by_month(facts: dict[str, Fact]) -> tuple[Table, Headings]:
    """Last year, twelve months, this year; where cells are not parted, only the months covered."""
    month = re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])-\d\d", facts["opgjort_til_og_med"].value)
    covered = range(1, int(month[1]) + 1 if month else 13)
    year = facts["aar"].value
    last_year = str(int(year) - 1) if re.fullmatch(r"[0-9]{4}", year) else "?"
    names = (f"I alt {last_year}", *MONTH_NAMES, f"I alt {year}")

    def columns(heading: str) -> set[int]:
        has_total = bool(TOTAL.search(heading))
        if has_total and year in heading and last_year not in heading:
            return {13}
        months = {
            k for k, name in enumerate(MONTHS, 1) if re.search(rf"\b(?:{name})", heading, re.IGNORECASE)
        }
        if last_year in heading and year not in heading:
            return set() if months or OTHER.search(heading) else {0}
        if has_total:
            return {0, 13}
        return months if len(months) == 1 else set()

    table = Table(14, CATEGORIES, form=LABEL, filled=(0, *covered, 13) if month else None, sums=SUMS)
    return table, Headings(names, columns, frozenset(covered))


def by_category(heading: str) -> set[int]:
    """The columns of Tabel 2 and 3."""
    found = {k for k, pattern in enumerate(CATEGORY_HEADINGS) if re.search(pattern, heading, re.IGNORECASE)}
    return found if len(found) == 1 else set()


def split(lines: list[Line]) -> dict[str, list[Line]]:
    """The lines of each table: those below its heading, until another's."""
    parts: dict[str, list[Line]] = {name: [] for name in TABLES}
    part: list[Line] = []
    for line in lines:
        if heading := HEADING.match(line.text):
            part = parts[f"udsendelser_tabel_{heading[1]}"]
        part.append(line)
    return parts


def second_document(lines: list[Line]) -> Line | None:
    """Where Tabel 1 begins again after Tabel 3."""
    after_3 = False
    for line in lines:
        if heading := HEADING.match(line.text):
            after_3 = after_3 or heading[1] == "3"
            if after_3 and heading[1] == "1":
                return line
    return None


def wrong_years(parts: dict[str, list[Line]], facts: dict[str, Fact]) -> Iterator[Problem]:
    year = facts["aar"].value
    if not re.fullmatch(r"[0-9]{4}", year):
        return  # which is told by the check of the metadata
    for name, expected in ((TABEL_2, year), (TABEL_3, str(int(year) - 1))):
        lines = parts[name]
        if not lines:
            continue
        match = re.search(r"^Tabel \d.*?\b(20\d\d)\b", Text(lines[:3]).text)
        printed = match[1] if match else "intet år"
        if printed != expected:
            text = f"{name}, overskriften: læst {printed}, ventet {expected}"
            yield Problem(YEARS_CLAIM, lines[0].place, text)


def facts(lines: list[Line], given: dict[str, str], seeds: Seeds) -> dict[str, Fact]:
    text = Text(lines)
    found: dict[str, Fact | None] = {
        "titel": text.find(rf"((?:Seneste t|T)al for udsendelser pr\. (?:{DATE}))"),
        "opgjort_til_og_med": iso(text.find(rf"al for udsendelser pr\. ({DATE})")),
        "aar": text.find(r"Tallene for (20\d\d) vedrører"),
        "registreret_pr": iso(text.find(rf"registreringer i [^.]{{0,80}}? pr\. ({DATE})")),
        "udgiver": publisher(text, PUBLISHER, [row["udgiver"] for row in seeds.rows(METADATA_SEED)]),
    }
    found |= {name: Fact(value, GIVEN) for name, value in given.items()}
    if not found["aar"] and (day := found["opgjort_til_og_med"]):
        found["aar"] = Fact(day.value[:4], day.origin)
    return {name: found.get(name) or MISSING for name in seeds.columns(METADATA_SEED)[1:]}


def key(facts: dict[str, Fact], seeds: Seeds) -> str:
    month = re.fullmatch(r"\d{4}-(\d\d)-\d\d", facts["opgjort_til_og_med"].value)
    year = facts["aar"].value
    return f"udsendelser-{year}-{month[1]}" if year and month else ""


def else_when_read_before(facts: dict[str, Fact], seeds: Seeds) -> dict[str, list[str]]:
    return {}
