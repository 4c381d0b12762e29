"""A statistic of removals: its metadata and its three tables."""

import re
from collections.abc import Iterable, Iterator

from landstal.reader.lines import Document, Line
from landstal.reader.metadata import DATE, GIVEN, Fact, Problem, ReadDocument, Text, extent, iso, publisher
from landstal.reader.nationaliteter import danish_names
from landstal.reader.rows import Table, read_rows
from landstal.seeds import Seeds

METADATA_SEED = "udsendelsesopgoerelser"
TABLES = {f"udsendelser_tabel_{number}": number for number in (1, 2, 3)}
PUBLISHERS = ["Udlændinge- og Integrationsministeriet"]
CATEGORIES = frozenset({"Ledsaget udrejst", "Påset udrejst", "Rejst selv", "I alt"})
TABLE = re.compile(r"(?:Tabel|TABEL) ([123])\b(?: ?[:.-]| \(| Antal |$)")
YEARS_CLAIM = "Tabel 2 er om udgavens eget år og Tabel 3 om året før."


def is_statistic(text: str) -> bool:
    return bool(re.search(r"\b(tal for udsendelser|antal udsendte)\b", text, re.IGNORECASE))


def read(dokument: Document, options: dict[str, str], seeds: Seeds, countries: Iterable[str]) -> ReadDocument:
    """`valg`: metadata that the user gave, which win over what the text says. `lande`: nationalities that the
    user gave."""
    found_rows = facts(dokument.lines, options, seeds)
    parts = split(dokument.lines)
    nationaliteter = {row["nationalitet"] for row in seeds.rows("nationaliteter")}
    for name in list(TABLES)[1:]:
        nationaliteter |= {row["nationalitet"] for row in seeds.rows(name)}
    known_labels = frozenset({*nationaliteter, *danish_names(), *countries, "Øvrige", "I alt"})
    shapes = re.compile(r"[A-ZÆØÅ][^\d]*")
    tables = {
        name: read_rows(
            lines, tabel_1(found_rows) if TABLES[name] == 1 else Table(4, known_labels, shapes=shapes)
        )
        for name, lines in parts.items()
    }
    return ReadDocument(
        METADATA_SEED, found_rows, tables, extent(parts), list(wrong_years(parts, found_rows))
    )


def tabel_1(found_rows: dict[str, Fact]) -> Table:
    """Last year, twelve months, this year; where cells are not parted, only the months covered."""
    months = re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])-\d\d", found_rows["opgjort_til_og_med"].value)
    positions = (*range(int(months[1]) + 1), 13) if months else None
    return Table(14, CATEGORIES, shapes=re.compile(r"[A-ZÆØÅ][^\d]*"), positions=positions)


def split(lines: list[Line]) -> dict[str, list[Line]]:
    """The lines of each table: those below its heading, until another's."""
    parts: dict[str, list[Line]] = {name: [] for name in TABLES}
    here = None
    for line in lines:
        if heading := TABLE.match(line.text):
            here = f"udsendelser_tabel_{heading[1]}"
        if here:
            parts[here].append(line)
    return parts


def second_document(lines: list[Line]) -> Line | None:
    """Where Tabel 1 begins again after Tabel 3."""
    numbers = [(findings[1], line) for line in lines if (findings := TABLE.match(line.text))]
    after_3 = [number for number, _ in numbers].index("3") if "3" in dict(numbers) else len(numbers)
    return next((line for number, line in numbers[after_3:] if number == "1"), None)


def wrong_years(parts: dict[str, list[Line]], found_rows: dict[str, Fact]) -> Iterator[Problem]:
    year = found_rows["aar"].value
    if not year.isdigit():
        return  # which is told by the check of the metadata
    for name, wanted in (("udsendelser_tabel_2", year), ("udsendelser_tabel_3", str(int(year) - 1))):
        lines = parts[name]
        if not lines:
            continue
        found = re.search(r"^Tabel \d.*?\b(20\d\d)\b", Text(lines[:3]).text)
        have_read = found[1] if found else "intet år"
        if have_read != wanted:
            what = f"{name}, overskriften: læst {have_read}, ventet {wanted}"
            yield Problem(YEARS_CLAIM, lines[0].place_of, what)


def facts(lines: list[Line], options: dict[str, str], seeds: Seeds) -> dict[str, Fact]:
    text = Text(lines)
    found_rows: dict[str, Fact | None] = {}
    found_rows["titel"] = text.find(rf"((?:Seneste t|T)al for udsendelser pr\. (?:{DATE}))")
    found_rows["opgjort_til_og_med"] = iso(text.find(rf"al for udsendelser pr\. ({DATE})"))
    found_rows["aar"] = text.find(r"Tallene for (20\d\d) vedrører")
    found_rows["registreret_pr"] = iso(text.find(rf"registreringer i [^.]{{0,80}}? pr\. ({DATE})"))
    found_rows["udgiver"] = publisher(text, PUBLISHERS, [r["udgiver"] for r in seeds.rows(METADATA_SEED)])
    found_rows |= {name: Fact(value, GIVEN) for name, value in options.items()}
    if not found_rows["aar"] and (day := found_rows["opgjort_til_og_med"]):
        found_rows["aar"] = Fact(day.value[:4], day.origin)
    return {name: found_rows.get(name) or Fact("", "mangler") for name in seeds.columns(METADATA_SEED)[1:]}


def key(facts: dict[str, Fact]) -> str:
    month = re.fullmatch(r"\d{4}-(\d\d)-\d\d", facts["opgjort_til_og_med"].value)
    year = facts["aar"].value
    return f"udsendelser-{year}-{month[1]}" if year and month else ""
