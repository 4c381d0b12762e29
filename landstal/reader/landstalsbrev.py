"""A letter of the landstal: its metadata and its four tables."""

import re
from collections.abc import Iterable
from dataclasses import replace

from landstal.reader.lines import FOREIGNERS, Document, Line
from landstal.reader.metadata import DATE, GIVEN, GUESSED, Fact, ReadDocument, Text, extent, iso, publisher
from landstal.reader.rows import CODE, Table, read_rows, readings
from landstal.seeds import Seeds

METADATA_SEED = "landstalsbreve"
REGIONSKVOTER = "landstal_regionskvoter"
BEFOLKNING = "bilag_a_befolkning"
FAMILIE = "bilag_a_familiesammenfoeringer"
KVOTER = "bilag_b_kommunekvoter"
PUBLISHERS = ["Udlændingestyrelsen"]

TITLE = re.compile(
    r"(?-i:(?=[A-ZÆØÅ]))(?:(?:emne|vedr\.?|vedrørende):? )?"
    r"((?P<aendret>(?:ændret|ændring af|nyt|revideret|justeret) )?landstal(?:let)? for (?P<aar>20\d\d)"
    r"(?: ?[-\u2013:] .*)?)",
    re.IGNORECASE,
)
TOTAL = r"Total \(landstal\)"
BILAG_A, BILAG_B = r"(?:Bilag|BILAG) A\b", r"(?:Bilag|BILAG) B\b"
FAMILIE_HEADING = "familiesammenføringer til flygtninge"
UNKNOWN_KOMMUNE = re.compile(r"\d{3} [A-ZÆØÅ].*|Region .*|Danmark .*|Total .*")


def is_letter(text: str) -> bool:
    return bool(re.search(r"\blandstal(let)? for 20\d\d", text, re.IGNORECASE))


def read(
    dokument: Document, options: dict[str, str], seeds: Seeds, _countries: Iterable[str]
) -> ReadDocument:
    """`valg`: metadata that the user gave, which win over what the text says."""
    parts = split(dokument.lines, seeds)
    tables = {name: read_rows(lines, table(name, seeds)) for name, lines in parts.items()}
    return ReadDocument(METADATA_SEED, facts(dokument, parts, options, seeds), tables, extent(parts))


def table(name: str, seeds: Seeds) -> Table:
    regioner = {row["regionsnavn"] for row in seeds.rows("regioner")}
    total = {f"{region} i alt" for region in regioner}
    known_labels = {"Danmark i alt", "Total (landstal)"}
    if name == REGIONSKVOTER:
        return Table(1, frozenset(known_labels | regioner | total), shapes=re.compile(r"Region .*|Total .*"))
    for kommune in seeds.rows("kommuner"):
        known_labels.add(f"{kommune['kommunekode']} {kommune['kommunenavn']}")
    for other_thing in (BEFOLKNING, FAMILIE, KVOTER):
        known_labels |= {r["kommune"] for r in seeds.rows(other_thing) if CODE.match(r["kommune"])}
    if name == BEFOLKNING:
        return Table(3, frozenset(known_labels | regioner | total), shapes=UNKNOWN_KOMMUNE)
    return Table(1, frozenset(known_labels | total), frozenset(regioner), UNKNOWN_KOMMUNE)


def split(lines: list[Line], seeds: Seeds) -> dict[str, list[Line]]:
    """The lines of each table. Each begins at the heading of its part, and a heading that is said again at
    the top of a page begins nothing. The regional quotas may stand anywhere: they end with their total."""

    def first(pattern: str, from_: int) -> int:
        places = (i for i in range(from_, len(lines)) if re.match(pattern, lines[i].text))
        return next(places, len(lines))

    sum_ = first(TOTAL, 0)
    a = first(BILAG_A, sum_)
    if a == len(lines):
        a = first(BILAG_A, 0)
    if a < sum_ < len(lines):
        regioner = sum_
        while regioner > a and (lines[regioner - 1].text + " ").startswith("Region "):
            regioner -= 1
        without = split(lines[:regioner] + lines[sum_ + 1 :], seeds)
        return without | {REGIONSKVOTER: [*without[REGIONSKVOTER], *lines[regioner : sum_ + 1]]}
    families = first_family(lines, a, table(BEFOLKNING, seeds))
    b = first(BILAG_B, min(families, len(lines) - 1))
    if b == len(lines):
        b = first(BILAG_B, min(a, sum_))
    families = min(families, b)
    return {
        REGIONSKVOTER: lines[: min(a, b)],
        BEFOLKNING: lines[a:families],
        FAMILIE: lines[families:b],
        KVOTER: lines[b:],
    }


def second_document(lines: list[Line]) -> Line | None:
    """The second total of regional quotas: a letter has one."""
    return next(iter([line for line in lines if re.match(TOTAL, line.text)][1:]), None)


def first_family(lines: list[Line], from_: int, befolkning: Table) -> int:
    """Where the family reunifications begin. The words may also stand in an introduction: of the places that
    have them, the one that best parts rows of several figures from rows of one."""
    with_one, with_several = [], []
    places = []
    for i in range(from_, len(lines)):
        text = f"{lines[i].text} {lines[i + 1].text if i + 1 < len(lines) else ''}".lower()
        if FAMILIE_HEADING in text and FAMILIE_HEADING not in text[len(lines[i].text) + 1 :]:
            places.append(i)
        for reading in readings(lines[i], befolkning)[:1]:
            if reading.figures and CODE.match(reading.label):
                (with_several if len([t for t in reading.figures if t]) > 1 else with_one).append(i)

    def wrong_ones(place_of: int) -> int:
        return sum(i > place_of for i in with_several) + sum(i < place_of for i in with_one)

    return min(places, key=wrong_ones, default=len(lines))


def facts(
    dokument: Document, parts: dict[str, list[Line]], options: dict[str, str], seeds: Seeds
) -> dict[str, Fact]:
    lines = dokument.lines
    text, letter = Text(lines), Text(parts[REGIONSKVOTER])
    headers = [*dokument.headings, *(line for line in lines if len(line.cells) > 1)]
    cells = Text([Line(line.place_of, (cell,)) for line in headers for cell in line.cells if cell])
    found_rows: dict[str, Fact | None] = {}

    title = next((line for line in lines if TITLE.fullmatch(line.text)), None)
    is_changed = False
    if title:
        findings = TITLE.fullmatch(title.text)
        is_changed = bool(findings["aendret"])
        found_rows["titel"] = Fact(findings[1], title.place_of)
        found_rows["landstalsaar"] = Fact(findings["aar"], title.place_of)
    else:
        found_rows["landstalsaar"] = text.find(r"[Ll]andstal(?:let)? for (20\d\d)")
    year = options.get("landstalsaar") or (found_rows["landstalsaar"] or Fact(r"20\d\d", "")).value
    to = r"(?:[^.]|\.\d){0,150}? til (\d[\d.]*\d|\d) (?:personer|flygtninge)"
    found_rows["landstal"] = text.find(
        rf"[Ll]andstallet for {year} (?:fastsættes|ændres|forhøjes|nedsættes|hæves|sænkes){to}",
        rf"[Ll]andstallet for {year}{to}",
    )
    if (figures := found_rows["landstal"]) and re.fullmatch(r"\d{1,3}(\.\d{3})+", figures.value):
        found_rows["landstal"] = replace(figures, value=figures.value.replace(".", ""))
    found_rows["dateret"] = iso(letter_date(lines, lines.index(title) if title else len(letter.lines)))
    found_rows["sagsnummer"] = letter.find(
        r"(?i)\b(?:sagsnummer|sagsnr\.?|sags-?id|journalnummer|j\.? ?nr\.?) ?:? ?(\d[\w/.-]*\w)"
    )
    bilag = Text([line for name in (BEFOLKNING, FAMILIE) for line in parts[name]])
    pr = rf"[^.]{{0,150}}? pr\. ({DATE})"
    found_rows["befolkning_pr"] = iso(
        cells.find(f"Indbyggertal{pr}") or bilag.find(rf"[Ii]ndbygger(?:e|tal)\b{pr}")
    )
    in_year = rf"(?i){FAMILIE_HEADING},? tilgået kommunen? i (20\d\d)"
    found_rows["familiesammenfoert_aar"] = bilag.find(in_year) or cells.find(in_year)
    in_centres = rf"asylansøgere indkvarteret på centre{pr}"
    found_rows["asylansoegere_pr"] = iso(cells.find(in_centres) or bilag.find(in_centres))
    found_rows["aftalefrist"] = iso(
        text.find(
            rf"[Aa]ftale\w* skal meddeles [^.]{{0,80}}?inden (?:den )?({DATE})",
            rf"inden (?:den )?({DATE}) givet meddelelse",
        )
    )
    found_rows["fastsaettelsesfrist"] = iso(
        text.find(rf"fastsætter Udlændingestyrelsen (?:senest |inden )(?:den )?({DATE})")
    )
    found_rows["udgiver"] = publisher(text, PUBLISHERS, [row["udgiver"] for row in seeds.rows(METADATA_SEED)])
    found_rows["udlaendingedefinition"] = next(
        (
            Fact(cell, line.place_of)
            for line in headers
            for cell in line.cells
            if FOREIGNERS in cell and len(line.cells) > 2
        ),
        None,
    )
    found_rows |= {name: Fact(value, GIVEN) for name, value in options.items()}
    if "version" not in options:
        found_rows["version"] = version(found_rows, is_changed, seeds)
    return {name: found_rows.get(name) or Fact("", "mangler") for name in seeds.columns(METADATA_SEED)[1:]}


def letter_date(lines: list[Line], title: int) -> Fact | None:
    """The date that stands alone on its line, before the tables; else, as a guess, the first one before the
    title."""
    for line in lines:
        if found := re.fullmatch(rf"(?:Dato:? |(?:[A-ZÆØÅ]\w+, )?[Dd]en )?({DATE})", line.text):
            return Fact(found[1], line.place_of)
        if re.match(BILAG_A, line.text):
            break
    found = Text(lines[:title]).find(rf"({DATE})")
    return Fact(found.value, GUESSED) if found else None


def version(found_rows: dict[str, Fact | None], is_changed: bool, seeds: Seeds) -> Fact:
    """That of the same letter when it is there already; else 1, or the next of the year when it says that it
    changes the landstal."""
    key = ("landstalsaar", "dateret", "sagsnummer")
    have_read = [found_rows.get(name) for name in key]
    of_year = [
        r for r in seeds.rows(METADATA_SEED) if have_read[0] and r["landstalsaar"] == have_read[0].value
    ]
    for row in of_year:
        if all(o and o.value == row[name] for name, o in zip(key, have_read, strict=True)):
            return Fact(row["version"], "som i landstalsbreve")
    if not is_changed:
        return Fact("1", GUESSED)
    return Fact(str(next_version(have_read[0].value if have_read[0] else "", seeds)), GUESSED)


def next_version(year: str, seeds: Seeds) -> int:
    """That of a changed landstal of the year: one more than the highest there is, and at least 2."""
    of_year = [row["version"] for row in seeds.rows(METADATA_SEED) if row["landstalsaar"] == year]
    return max([int(version_) for version_ in of_year if version_.isdigit()], default=1) + 1


def key(facts: dict[str, Fact], seeds: Seeds) -> str:
    year, version_ = facts["landstalsaar"].value, facts["version"].value
    for row in seeds.rows(METADATA_SEED):
        if facts["version"].origin == "som i landstalsbreve" and all(
            row[name] == facts[name].value for name in ("landstalsaar", "version")
        ):
            return row["dokument"]
    if not year:
        return ""
    return f"landstal-{year}" + (f"-{version_}" if version_ != "1" else "")
