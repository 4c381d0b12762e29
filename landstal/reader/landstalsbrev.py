"""The landstalsbrev, a kind of document: its metadata and its four tables."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace

from landstal import Stop
from landstal.reader.columns import Headings
from landstal.reader.document import COUNT_CLAIM, NAMES_CLAIM, Document, Problem, extents, read_tables
from landstal.reader.lines import FOREIGNERS, Line, Source
from landstal.reader.metadata import DATE, GIVEN, GUESSED, MISSING, Fact, Text, iso, publisher
from landstal.reader.rows import CODE, Row, Table, readings
from landstal.seeds import Seeds

NAME = "et landstalsbrev ('Landstal for …')"
METADATA_SEED = "landstalsbreve"
KEY_OPTION = "--landstalsaar"
REGIONSKVOTER = "landstal_regionskvoter"
BEFOLKNING = "bilag_a_befolkning"
FAMILIE = "bilag_a_familiesammenfoeringer"
KVOTER = "bilag_b_kommunekvoter"
PUBLISHER = "Udlændingestyrelsen"

TITLE = re.compile(
    r"(?-i:(?=[A-ZÆØÅ]))(?:(?:emne|vedr\.?|vedrørende):? )?"
    r"((?P<aendret>(?:ændret|ændring af|nyt|revideret|justeret) )?landstal(?:let)? for (?P<aar>20\d\d)"
    r"(?: ?[-\u2013:] .*)?)",
    re.IGNORECASE,
)
TWO_YEARS = re.compile(
    r"\b(?i:landstal)(?:let|lene)? for (20\d\d) ?(?:og|samt|til|[,/\u2013-]) ?(?:for )?(20\d\d)\b"
)
# What the nation's sum is called.
NATION = (
    "Danmark i alt", "Total (landstal)", "Total (antal)", "Total", "I alt", "Landstal", "Landstal i alt",
    "Hele landet", "Hele landet i alt", "Landet i alt",
)  # fmt: skip
TOTAL = re.compile(rf"(?:{'|'.join(map(re.escape, NATION))})(?: [\d.]+)?")
REGION = re.compile(r"Region \w+(?: [\d.]+)?")  # a row of the regional quotas
BILAG_A, BILAG_B = r"(?:Bilag|BILAG) A\b", r"(?:Bilag|BILAG) B\b"
FAMILIE_HEADING = "familiesammenføringer til flygtninge"
READ_BEFORE = f"som i {METADATA_SEED}"
LABEL = re.compile(r"\d{3} [A-ZÆØÅ].*|Region .*|Danmark .*|Total.*|Hele landet.*|I alt.*")


def recognises(text: str) -> bool:
    return bool(re.search(r"\blandstal(let)? for 20\d\d", text, re.IGNORECASE))


def read(source: Source, given: dict[str, str], countries: Iterable[str], seeds: Seeds) -> Document:
    for line in source.lines:
        if two := TWO_YEARS.search(line.text):
            years = f"{two[1]} og {two[2]}"
            raise Stop(f"{line.place}: brevet handler om to landstalsår, {years}. Ventet ét år i et brev.")
    parts = split(source.lines, seeds)
    kinds = {
        name: (table(name, seeds), BEFOLKNING_HEADINGS if name == BEFOLKNING else None) for name in parts
    }
    tables, faults = read_tables(parts, kinds)
    in_other_form = (other_names(name, lines, tables[name], seeds) for name, lines in parts.items())
    if all(fault.claim == COUNT_CLAIM for fault in faults):
        faults = next(filter(None, map(list, in_other_form)), faults)[:1] or faults
    found = facts(source, parts, given, seeds)
    return Document(METADATA_SEED, found, tables, extents(parts), faults=faults)


def other_names(name: str, lines: list[Line], rows: list[Row], seeds: Seeds) -> Iterator[Problem]:
    """Where most of the municipalities, or of the regions, stand in the table under names of another form."""
    read = {row.cells[0].removesuffix(" i alt") for row in rows}
    for seed, code, label in (("kommuner", "kommunekode", "kommunenavn"), ("regioner", "", "regionsnavn")):
        if seed == "kommuner" and name == REGIONSKVOTER:
            continue
        expected = [f"{row[code]} {row[label]}" if code else row[label] for row in seeds.rows(seed)]
        if sum(known in read for known in expected) > len(expected) / 2:
            continue
        in_other_form = []
        for known in expected:
            core = known.split(" ", 1)[1]
            line = next(
                (line for line in lines if re.search(rf"(?<!\w){re.escape(core)}\b", line.text)), None
            )
            if known not in read and line:
                printed = re.sub(r"(?<=\D)(?: ([\d.]+|-))+$", "", line.text)
                in_other_form.append((line, printed, known))
        if len(in_other_form) > len(expected) / 2:
            line, printed, known = in_other_form[0]
            number = len(in_other_form)
            text = f"{name}: {number} {seed} har navne i en anden form: læst '{printed}', ventet '{known}'"
            yield Problem(NAMES_CLAIM, line.place, text)


def by_measure(heading: str) -> set[int]:
    """The column of Bilag A's population that a heading, or a word of one, says."""
    for column, pattern in ((2, "asyl"), (1, "udenlandsk|statsborger|ikke-vestlig"), (0, "indbygger")):
        if re.search(pattern, heading, re.IGNORECASE):
            return {column}
    return set()


BEFOLKNING_HEADINGS = Headings(
    ("Indbyggertal", "Udenlandske statsborgere", "Asylansøgere"), by_measure, frozenset(range(3))
)


def table(name: str, seeds: Seeds) -> Table:
    regioner = {row["regionsnavn"] for row in seeds.rows("regioner")}
    totals = {f"{region} i alt" for region in regioner}
    labels = set(NATION)
    if name == REGIONSKVOTER:
        return Table(1, frozenset(labels | regioner | totals), form=re.compile(r"Region .*|Total .*"))
    for kommune in seeds.rows("kommuner"):
        labels.add(f"{kommune['kommunekode']} {kommune['kommunenavn']}")
    for seed in (BEFOLKNING, FAMILIE, KVOTER):
        labels |= {row["kommune"] for row in seeds.rows(seed) if CODE.match(row["kommune"])}
    if name == BEFOLKNING:
        return Table(3, frozenset(labels | regioner | totals), form=LABEL, filled=(0, 1))
    return Table(1, frozenset(labels | totals), frozenset(regioner), LABEL)


def split(lines: list[Line], seeds: Seeds) -> dict[str, list[Line]]:
    """The lines of each table. Each begins at the heading of its part, and a heading that is said again at
    the top of a page begins nothing. The regional quotas may stand anywhere: they end with their total. A
    changed landstal may be without Bilag A."""

    def first(pattern: str, start: int) -> int:
        places = (i for i in range(start, len(lines)) if re.match(pattern, lines[i].text))
        return next(places, len(lines))

    total = next(totals(lines), len(lines))
    a = first(BILAG_A, total)
    if a == len(lines):
        a = first(BILAG_A, 0)
    bilag = min(a, first(BILAG_B, 0))
    if bilag < total < len(lines):
        regioner = total
        while regioner > bilag and (lines[regioner - 1].text + " ").startswith("Region "):
            regioner -= 1
        without = split(lines[:regioner] + lines[total + 1 :], seeds)
        return without | {REGIONSKVOTER: [*without[REGIONSKVOTER], *lines[regioner : total + 1]]}
    families = families_start(lines, a, table(BEFOLKNING, seeds))
    b = first(BILAG_B, min(families, len(lines) - 1))
    if b == len(lines):
        start = min(a, total)
        b = first(BILAG_B, start if start < len(lines) else 0)
    families = min(families, b)
    return {
        REGIONSKVOTER: lines[: min(a, b)],
        BEFOLKNING: lines[a:families],
        FAMILIE: lines[families:b],
        KVOTER: lines[b:],
    }


def totals(lines: list[Line]) -> Iterator[int]:
    """Where the totals of regional quotas are: they have their own name, or stand below a region's quota."""
    for i, line in enumerate(lines):
        below_region = i and TOTAL.fullmatch(line.text) and REGION.fullmatch(lines[i - 1].text)
        if below_region or line.text.startswith("Total (landstal)"):
            yield i


def second_document(lines: list[Line]) -> Line | None:
    """The second total of regional quotas: a letter has one."""
    return next((lines[i] for i in list(totals(lines))[1:]), None)


def families_start(lines: list[Line], start: int, befolkning: Table) -> int:
    """Where the family reunifications begin. Their heading may also be quoted in an introduction: of the
    lines that have it, the one that best parts rows of several figures from rows of one."""
    with_one, with_several, candidates = [], [], []
    for i in range(start, len(lines)):
        text = f"{lines[i].text} {lines[i + 1].text if i + 1 < len(lines) else ''}".lower()
        if FAMILIE_HEADING in text and FAMILIE_HEADING not in text[len(lines[i].text) + 1 :]:
            candidates.append(i)
        for reading in readings(lines[i], befolkning)[:1]:
            if reading.figures and CODE.match(reading.label):
                (with_several if sum(map(bool, reading.figures)) > 1 else with_one).append(i)

    def misplaced(start: int) -> int:
        return len(with_several) - bisect_right(with_several, start) + bisect_left(with_one, start)

    return min(candidates, key=misplaced, default=len(lines))


def facts(
    source: Source, parts: dict[str, list[Line]], given: dict[str, str], seeds: Seeds
) -> dict[str, Fact]:
    lines = source.lines
    text, letter = Text(lines), Text(parts[REGIONSKVOTER])
    headers = [*source.headings, *(line for line in lines if len(line.cells) > 1)]
    cells = Text([Line(line.place, (cell,)) for line in headers for cell in line.cells if cell])
    found: dict[str, Fact | None] = {}

    title = next((line for line in lines if TITLE.fullmatch(line.text)), None)
    is_changed = False
    if title:
        match = TITLE.fullmatch(title.text)
        is_changed = bool(match["aendret"])
        found["titel"] = Fact(match[1], title.place)
        found["landstalsaar"] = Fact(match["aar"], title.place)
    else:
        found["landstalsaar"] = text.find(r"[Ll]andstal(?:let)? for (20\d\d)")
    year = given.get("landstalsaar") or (found["landstalsaar"] or Fact(r"20\d\d", "")).value
    if "landstalsaar" in given:
        year = re.escape(year)
    to = r"(?:[^.]|\.\d){0,150}? til (\d[\d.]*\d|\d) (?:personer|flygtninge)"
    found["landstal"] = text.find(
        rf"[Ll]andstallet for {year} (?:fastsættes|ændres|forhøjes|nedsættes|hæves|sænkes){to}",
        rf"[Ll]andstallet for {year}{to}",
    )
    if (landstal := found["landstal"]) and re.fullmatch(r"\d{1,3}(\.\d{3})+", landstal.value):
        found["landstal"] = replace(landstal, value=landstal.value.replace(".", ""))
    found["dateret"] = iso(letter_date(lines, lines.index(title) if title else len(letter.lines)))
    found["sagsnummer"] = letter.find(
        r"(?i)\b(?:sagsnummer|sagsnr\.?|sags-?id|journalnummer|j\.? ?nr\.?) ?:? ?(\d[\w/.-]*\w)"
    )
    bilag = Text([line for name in (BEFOLKNING, FAMILIE) for line in parts[name]])
    pr = rf"[^.]{{0,150}}? pr\. ({DATE})"
    found["befolkning_pr"] = iso(
        cells.find(f"Indbyggertal{pr}") or bilag.find(rf"[Ii]ndbygger(?:e|tal)\b{pr}")
    )
    in_year = rf"(?i){FAMILIE_HEADING},? tilgået kommunen? i (20\d\d)"
    found["familiesammenfoert_aar"] = bilag.find(in_year) or cells.find(in_year)
    in_centres = rf"asylansøgere indkvarteret på centre{pr}"
    found["asylansoegere_pr"] = iso(cells.find(in_centres) or bilag.find(in_centres))
    found["aftalefrist"] = iso(
        text.find(
            rf"[Aa]ftale\w* skal meddeles [^.]{{0,80}}?inden (?:den )?({DATE})",
            rf"inden (?:den )?({DATE}) givet meddelelse",
        )
    )
    found["fastsaettelsesfrist"] = iso(
        text.find(rf"fastsætter Udlændingestyrelsen (?:senest |inden )(?:den )?({DATE})")
    )
    found["udgiver"] = publisher(text, PUBLISHER, [row["udgiver"] for row in seeds.rows(METADATA_SEED)])
    found["udlaendingedefinition"] = next(
        (
            Fact(cell, line.place)
            for line in headers
            for cell in line.cells
            if FOREIGNERS in cell and len(line.cells) > 2
        ),
        None,
    )
    found |= {name: Fact(value, GIVEN) for name, value in given.items()}
    if "version" not in given:
        found["version"] = version(found, is_changed, seeds)
    return {name: found.get(name) or MISSING for name in seeds.columns(METADATA_SEED)[1:]}


OTHER_DATE = re.compile(r"frist|senest|inden|modtaget|opdateret|udskrevet|gælder|møde|\bpr\.", re.IGNORECASE)


def letter_date(lines: list[Line], title: int) -> Fact | None:
    """The date that is called the letter's, or stands alone on its line before the title; else, as a guess,
    the first one before the title. One that goes on a sentence is of what the sentence says."""
    for number, line in enumerate(lines):
        if re.match(f"{BILAG_A}|{BILAG_B}", line.text):
            break
        found = re.fullmatch(
            rf"(Dato:? |Dateret:? |(?:[A-ZÆØÅ]\w+(?: [A-ZÆØÅ])?, )?[Dd]en )?({DATE})\.?", line.text
        )
        before = f"{lines[number - 1].text if number else ''} {line.text}"
        is_another = OTHER_DATE.search(before) or re.search(
            r"(?:[:,]|\b(?:den|til|fra|og|på|af)) " + re.escape(line.text), before
        )
        calls_itself = bool(found and (found[1] or "").lower().startswith("dat"))
        if found and (calls_itself or (number < title and not is_another)):
            return Fact(found[2], line.place)
    found = Text(lines[:title]).find(rf"(?<!inden )(?<!inden den )(?<!senest )(?<!pr\. )({DATE})")
    return Fact(found.value, GUESSED) if found else None


def version(found: dict[str, Fact | None], is_changed: bool, seeds: Seeds) -> Fact:
    """That of the same letter when it has been read before; else 1, or the next of the year when the letter
    says that it changes the landstal."""
    same = {name: (found.get(name) or MISSING).value for name in ("landstalsaar", "dateret", "sagsnummer")}
    for row in seeds.rows(METADATA_SEED):
        if all(value and row[name] == value for name, value in same.items()):
            return Fact(row["version"], READ_BEFORE)
    return Fact(str(next_version(same["landstalsaar"], seeds)) if is_changed else "1", GUESSED)


def next_version(year: str, seeds: Seeds) -> int:
    """That of a changed landstal of the year: one more than the highest there is, and at least 2."""
    versions = [row["version"] for row in seeds.rows(METADATA_SEED) if row["landstalsaar"] == year]
    return max([int(version) for version in versions if version.isdecimal()], default=1) + 1


def key(facts: dict[str, Fact], seeds: Seeds) -> str:
    year, version = facts["landstalsaar"].value, facts["version"].value
    if facts["version"].origin == READ_BEFORE:
        rows = seeds.rows(METADATA_SEED)
        return next(r["dokument"] for r in rows if (r["landstalsaar"], r["version"]) == (year, version))
    return f"landstal-{year}" + (f"-{version}" if version != "1" else "") if year else ""


def else_when_read_before(facts: dict[str, Fact], seeds: Seeds) -> dict[str, list[str]]:
    version = next_version(facts["landstalsaar"].value, seeds)
    return {"Hvis det er et ændret landstal": ["--version", str(version)]}
