"""Made-up letters and statistics whose numbers add up, in every form that `landstal read` reads.

A document is a list of blocks; its tables are rows of cells as they are to stand in the seeds. A test may
change them before the document is written.
"""

import csv
import io
import random
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from html import escape
from pathlib import Path

import docx
import odfdo
import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from tools import independent
from tools.independent import Kommune

ROOT = Path(__file__).parents[1]
MONTHS = [
    "januar", "februar", "marts", "april", "maj", "juni",
    "juli", "august", "september", "oktober", "november", "december",
]  # fmt: skip
SHORT = ["jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec"]
REGIONSKVOTER = "landstal_regionskvoter"
BEFOLKNING = "bilag_a_befolkning"
FAMILIE = "bilag_a_familiesammenfoeringer"
KVOTER = "bilag_b_kommunekvoter"
TABEL_1, TABEL_2, TABEL_3 = (f"udsendelser_tabel_{number}" for number in (1, 2, 3))
FACTS_OF_BILAG_A = ("befolkning_pr", "familiesammenfoert_aar", "asylansoegere_pr", "udlaendingedefinition")
CATEGORIES = {"ledsaget": "Ledsaget udrejst", "paaset": "Påset udrejst", "rejst_selv": "Rejst selv"}
COUNTRIES = [
    "Syrien", "Iran", "Georgien", "Serbien", "Belarus (Hviderusland)", "Marokko",
    "Armenien", "Colombia", "Tunesien", "Tyrkiet", "USA", "Ghana",
]  # fmt: skip


@dataclass(frozen=True)
class Block:
    """A heading, a paragraph, or the place of a table with its column headings."""

    kind: str  # 'title', 'heading', 'paragraph', 'table'
    text: str
    header: tuple[str, ...] = ()


@dataclass
class Paper:
    """A document before it is written."""

    key: str
    metadata_seed: str
    facts: dict[str, str]  # by column of the seed of metadata, without the key
    tables: dict[str, list[list[str]]]  # by seed: the cells of its rows, without key and row number
    blocks: list[Block]
    kommuner: list[Kommune] = field(default_factory=list)  # what a letter is calculated from

    @property
    def seeds(self) -> list[str]:
        return [self.metadata_seed, *self.tables]

    def correct(self, table: str, label: str, column: int, new: str) -> None:
        """Changes one cell; column 0 is the label."""
        next(row for row in self.tables[table] if row[0] == label)[column] = new

    def remove(self, table: str, label: str) -> None:
        self.tables[table] = [row for row in self.tables[table] if row[0] != label]

    def duplicate(self, table: str, label: str) -> None:
        self.tables[table] = [r for row in self.tables[table] for r in [row] * (1 + (row[0] == label))]

    def without_table(self, table: str) -> None:
        self.blocks = [block for block in self.blocks if (block.kind, block.text) != ("table", table)]

    def rows(self, seed: str) -> list[list[str]]:
        """The rows of the seed that reading the document must give."""
        if seed == self.metadata_seed:
            return [[self.key, *self.facts.values()]]
        return [[self.key, str(number), *cells] for number, cells in enumerate(self.tables[seed], 1)]


# --- Made up ----------------------------------------------------------------------------------------------


def danish(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def or_dash(number: int) -> str:
    return danish(number) if number else "-"


def long_date(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.day}. {MONTHS[day.month - 1]} {day.year}"


def lookup(name: str) -> list[dict[str, str]]:
    with (ROOT / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def random_kommuner(seed_number: int) -> list[Kommune]:
    rng = random.Random(seed_number)
    kommuner = []
    for r in lookup("opslag/raw_kommuner"):
        p = int(2_000 * 10 ** rng.uniform(0, 2.1))
        f = max(1, int(p * rng.uniform(0.02, 0.09)))
        a = rng.choice([0, 1, 2, 3, 5, 12])
        kommuner.append(Kommune(r["kommunekode"], r["regionskode"], p, f, a))
    return kommuner


def difficult_kommuner(seed_number: int) -> list[Kommune]:
    """As those, but in Nordjylland nobody has a positive number, and in Sjælland all have the same: its quota
    cannot be shared out without breaking a tie of seventeen."""
    return [
        replace(k, indbyggertal=2_000, foreigners=100, familiesammenfoerte=400)
        if k.region == "1081"
        else replace(k, indbyggertal=40_000, foreigners=2_000, familiesammenfoerte=1)
        if k.region == "1085"
        else k
        for k in random_kommuner(seed_number)
    ]


def kommuner_in_four_regions(seed_number: int) -> list[Kommune]:
    """Those of random_kommuner in the regions of 2027."""
    regioner = {
        r["kommunekode"]: r["regionskode"]
        for r in lookup("opslag/regionsinddelinger")
        if r["inddeling"] == "2027"
    }
    return [replace(k, region=regioner[k.code]) for k in random_kommuner(seed_number)]


def make_letter(
    year: int,
    landstal: int = 550,
    seed_number: int = 1,
    dated: str = "",
    make_kommuner: Callable[[int], list[Kommune]] = random_kommuner,
) -> Paper:
    """A year's first letter of 98 municipalities, whose Bilag B is what the calculation gives. The same
    `seed_number` gives the same municipalities, whatever the landstal."""
    rng = random.Random(seed_number)
    kommuner, asylum = make_kommuner(seed_number), {}
    region_names = {r["regionskode"]: r["regionsnavn"] for r in lookup("opslag/raw_regioner")}
    names = {
        r["kommunekode"]: f"{r['kommunekode']} {r['kommunenavn']}" for r in lookup("opslag/raw_kommuner")
    }
    regioner: dict[str, list[Kommune]] = {}  # in the order of the letters, that of their lowest codes
    for k in sorted(kommuner, key=lambda k: k.code):
        regioner.setdefault(region_names[k.region], []).append(k)
    for members in regioner.values():
        for k in rng.sample(members, 2):
            asylum[k.code] = rng.randint(10, 1_400)

    def row(label: str, group: list[Kommune]) -> list[str]:
        figures = [sum(k.indbyggertal for k in group), sum(k.foreigners for k in group)]
        centres = [asylum[k.code] for k in group if k.code in asylum]
        return [label, *map(danish, figures), danish(sum(centres)) if centres else ""]

    regionskvoter, befolkning, families, bilag_b = [], [row("Danmark i alt", kommuner)], [], []
    for name, members in regioner.items():
        regionskvoter.append([name, ""])
        befolkning += [row(name, members), *(row(names[k.code], [k]) for k in members)]
        families += [[name, ""], *([names[k.code], or_dash(k.familiesammenfoerte)] for k in members)]
        families += [[f"{name} i alt", or_dash(sum(k.familiesammenfoerte for k in members))]]
        bilag_b += [[name, ""], *([names[k.code], ""] for k in members), [f"{name} i alt", ""]]
    families.append(["Danmark i alt", danish(sum(k.familiesammenfoerte for k in kommuner))])
    tables = {
        REGIONSKVOTER: [*regionskvoter, ["Total (landstal)", ""]],
        BEFOLKNING: befolkning,
        FAMILIE: families,
        KVOTER: [*bilag_b, ["Danmark i alt", ""]],
    }
    facts = {
        "landstalsaar": str(year),
        "version": "1",
        "landstal": str(landstal),
        "dateret": dated or f"{year - 1}-04-30",
        "sagsnummer": f"{(year - 1) % 100}/{100_000 + seed_number}",
        "befolkning_pr": f"{year - 1}-01-01",
        "familiesammenfoert_aar": str(year - 2),
        "asylansoegere_pr": f"{year - 1}-04-15",
        "aftalefrist": f"{year - 1}-09-10",
        "fastsaettelsesfrist": f"{year - 1}-09-30",
        "titel": f"Landstal for {year}",
        "udgiver": "Udlændingestyrelsen",
        "udlaendingedefinition": (
            f"Antal udenlandske statsborgere fra ikke-vestlige lande pr. 1. januar {year - 1}, "
            "ekskl. Christiansø"
        ),
    }
    paper = Paper(f"landstal-{year}", "landstalsbreve", facts, tables, letter_blocks(facts, tables), kommuner)
    return with_kvoter(paper)


def change_letter(
    before: Paper, landstal: int, bilag_a: bool = True, deadlines: bool = True, dated: str = ""
) -> Paper:
    """The letter that changes the landstal of another, by the law in force on its date. `bilag_a`: whether it
    prints that of the other again; if not, it says nothing of what is in it."""
    year, version = before.facts["landstalsaar"], int(before.facts["version"]) + 1
    facts = before.facts | {
        "version": str(version),
        "landstal": str(landstal),
        "dateret": dated or f"{year}-{version + 4:02}-15",
        "aftalefrist": f"{year}-09-10",
        "fastsaettelsesfrist": f"{year}-09-30",
        "titel": f"Ændret landstal for {year}",
    }
    tables = dict(before.tables)
    if not deadlines:
        facts |= dict.fromkeys(("aftalefrist", "fastsaettelsesfrist"), "")
    if not bilag_a:
        facts |= dict.fromkeys(FACTS_OF_BILAG_A, "")
        tables |= {BEFOLKNING: [], FAMILIE: []}
    blocks = letter_blocks(facts, tables, before.facts["landstal"])
    paper = Paper(f"landstal-{year}-{version}", "landstalsbreve", facts, tables, blocks, before.kommuner)
    return with_kvoter(paper, independent.Udmelding(int(before.facts["landstal"]), kvoter(before)))


def with_kvoter(paper: Paper, before: independent.Udmelding | None = None) -> Paper:
    """The letter with the quotas that the law gives in its two tables of quotas."""
    landstal, dateret = int(paper.facts["landstal"]), date.fromisoformat(paper.facts["dateret"])
    weights = independent.vaegte(paper.kommuner, landstal, dateret, before)
    regionskvoter = independent.regionskvoter(paper.kommuner, weights, landstal)
    names = {r["regionskode"]: r["regionsnavn"] for r in lookup("opslag/raw_regioner")}
    by_label = {names[region]: kvote for region, kvote in regionskvoter.items()}
    by_label |= {f"{name} i alt": kvote for name, kvote in by_label.items()}
    by_label |= independent.kommunekvoter(paper.kommuner, weights, regionskvoter)
    by_label |= dict.fromkeys(("Danmark i alt", "Total (landstal)"), landstal)

    def filled(table: str) -> list[list[str]]:
        labels = [label for label, _ in paper.tables[table]]
        return [[label, or_dash(by_label[code_of(label) or label])] for label in labels]

    bilag_b = [[label, "" if label in names.values() else kvote] for label, kvote in filled(KVOTER)]
    return replace(paper, tables=paper.tables | {REGIONSKVOTER: filled(REGIONSKVOTER), KVOTER: bilag_b})


def code_of(label: str) -> str:
    """The municipality's code that a label begins with; empty when it has none."""
    match = re.match(r"\d{3}(?= )", label)
    return match[0] if match else ""


def numbers(paper: Paper, table: str, column: int = 1) -> dict[str, int]:
    """The figures of the municipalities in a table, by code."""
    return {
        code: int(row[column].replace(".", "").replace("-", "0"))
        for row in paper.tables[table]
        if (code := code_of(row[0]))
    }


def kvoter(paper: Paper) -> dict[str, int]:
    """The printed municipal quotas, by code."""
    return numbers(paper, KVOTER)


def letter_blocks(
    facts: dict[str, str], tables: dict[str, list[list[str]]], landstal_before: str = ""
) -> list[Block]:
    """The wording of a letter around its tables, made up."""
    year = facts["landstalsaar"]
    fixed = f"til {danish(int(facts['landstal']))} personer"
    before = f"fra {danish(int(landstal_before))} " if landstal_before else ""
    fixed = f"ændres {before}{fixed}" if facts["version"] != "1" else f"fastsættes {fixed}"
    blocks = [
        Block("paragraph", "Til alle kommuner"),
        Block("paragraph", long_date(facts["dateret"])),
        Block("paragraph", facts["udgiver"]),
        Block("paragraph", f"Sagsnummer {facts['sagsnummer']}"),
        Block("title", facts["titel"]),
        Block(
            "paragraph",
            f"Landstallet for {year} {fixed}. Her er prøvetal, som ingen myndighed har regnet ud.",
        ),
        Block(
            "paragraph", f"{facts['landstal']} flygtninge, som vil skulle bo i en kommune, er mange eller få."
        ),
        Block("heading", f"Regionskvoter for {year}"),
        Block("table", REGIONSKVOTER, ("Region", "Antal")),
    ]
    if facts["aftalefrist"]:
        blocks += [
            Block(
                "paragraph", f"Aftalen skal meddeles styrelsen inden den {long_date(facts['aftalefrist'])}."
            ),
            Block(
                "paragraph",
                f"Ellers fastsætter Udlændingestyrelsen inden den {long_date(facts['fastsaettelsesfrist'])} "
                "de kvoter, som står i bilag B.",
            ),
        ]
    if tables[BEFOLKNING]:
        blocks += bilag_a_blocks(facts)
    return [
        *blocks,
        Block("heading", f"Bilag B: Beregnede kommunekvoter {year}"),
        Block("table", KVOTER, ("Kommune", "Kommunekvote")),
    ]


def bilag_a_blocks(facts: dict[str, str]) -> list[Block]:
    befolkning = long_date(facts["befolkning_pr"])
    settled = f"Opgørelse over indbyggere samt andre bosat i kommunerne pr. {befolkning}"
    year_of_families = facts["familiesammenfoert_aar"]
    families = f"Opgørelse over familiesammenføringer til flygtninge tilgået kommune i {year_of_families}"
    return [
        Block("heading", "Bilag A: Opgørelse til prøve"),
        Block("paragraph", settled),
        Block(
            "table",
            BEFOLKNING,
            (
                "Kommune nr. og kommune",
                f"Indbyggertal pr. {befolkning}",
                facts["udlaendingedefinition"],
                f"Antal asylansøgere indkvarteret på centre pr. {long_date(facts['asylansoegere_pr'])}",
            ),
        ),
        Block("heading", families),
        Block("table", FAMILIE, ("Kommune", "Antal tilgået")),
    ]


def make_statistic(
    year: int,
    months: dict[str, list[int]] | int,
    previous_year: dict[str, int] | None = None,
    seed_number: int = 1,
    countries: list[str] = COUNTRIES,
) -> Paper:
    """A statistic until the last month given. `months`: the numbers by category, or how many months are to be
    made up. `previous_year`: last year's totals by category."""
    rng = random.Random(seed_number)
    if isinstance(months, int):
        months = {k: [rng.randint(0, 20) for _ in range(months)] for k in CATEGORIES}
    previous_year = previous_year or {k: rng.randint(50, 200) for k in CATEGORIES}
    count = len(months["ledsaget"])
    last = date(year + count // 12, count % 12 + 1, 1) - timedelta(days=1)
    months = months | {"i_alt": [sum(m) for m in zip(*months.values(), strict=True)]}
    previous = previous_year | {"i_alt": sum(previous_year.values())}
    tabel_1 = [
        [name, danish(previous[k]), *map(str, months[k]), *[""] * (12 - count), danish(sum(months[k]))]
        for k, name in (CATEGORIES | {"i_alt": "I alt"}).items()
    ]
    this_year = {k: sum(months[k]) for k in CATEGORIES}
    registreret = last + timedelta(days=4)
    facts = {
        "aar": str(year),
        "opgjort_til_og_med": last.isoformat(),
        "registreret_pr": registreret.isoformat(),
        "titel": f"Seneste tal for udsendelser pr. {last:%d.%m.%Y}",
        "udgiver": "Udlændinge- og Integrationsministeriet",
    }
    tables = {
        TABEL_1: tabel_1,
        TABEL_2: nationaliteter(this_year, countries, rng),
        TABEL_3: nationaliteter(previous_year, countries, rng),
    }
    key = f"udsendelser-{year}-{count:02}"
    return Paper(key, "udsendelsesopgoerelser", facts, tables, statistic_blocks(facts))


def nationaliteter(total: dict[str, int], countries: list[str], rng: random.Random) -> list[list[str]]:
    """Ten nationalities by falling number, Øvrige, and the total."""
    chosen = rng.sample(countries, 10)
    names = [*chosen, "Øvrige"]
    parts = {
        k: independent.largest_remainder(
            n, {name: Fraction(rng.randint(1, 30)) for name in names}, dict.fromkeys(names, 0)
        )
        for k, n in total.items()
    }
    chosen.sort(key=lambda name: (-sum(parts[k][name] for k in parts), name))
    rows = [[name, *(parts[k][name] for k in parts)] for name in [*chosen, "Øvrige"]]
    rows.append(["I alt", *total.values()])
    return [[name, *(danish(n) for n in figures), danish(sum(figures))] for name, *figures in rows]


def statistic_blocks(facts: dict[str, str]) -> list[Block]:
    year = int(facts["aar"])
    last = date.fromisoformat(facts["opgjort_til_og_med"])
    total = f"{year} i alt pr. {last:%d.%m.%Y}"
    categories = ("Udsendelseskategori", "Ledsaget", "Påset", "Rejst selv")
    return [
        Block("paragraph", "Udlændinge- og Integrationsministeriet"),
        Block("title", facts["titel"]),
        Block(
            "paragraph",
            f"Tallene for {year} vedrører perioden fra nytår og er opgjort på baggrund af registreringer i "
            f"prøvesystemerne pr. {long_date(facts['registreret_pr'])}. Tabel 2 og 3 viser landene.",
        ),
        Block("heading", "Tabel 1: Antal udsendte efter afslag på asylansøgning"),
        Block("table", TABEL_1, ("Udsendelseskategori", f"I alt {year - 1}", *SHORT, total)),
        Block("paragraph", "Anm.: Tallene er til prøve."),
        Block("heading", f"Tabel 2: Antal udsendte efter afslag på asylansøgning {year}"),
        Block("table", TABEL_2, (*categories, total)),
        Block("heading", f"Tabel 3: Antal udsendte efter afslag på asylansøgning {year - 1}"),
        Block("table", TABEL_3, (*categories, f"I alt {year - 1}")),
    ]


def from_seeds(folder: Path, key: str) -> Paper:
    """A document that is in the seeds of a project, in the wording of the made-up ones."""

    def rows(name: str) -> list[list[str]]:
        text = next(folder.glob(f"seeds/*/{name}.csv")).read_text(encoding="utf-8")
        return [row for row in csv.reader(io.StringIO(text)) if row[0] in (key, "dokument")]

    is_letter = key.startswith("landstal")
    metadata_seed = "landstalsbreve" if is_letter else "udsendelsesopgoerelser"
    seeds = (REGIONSKVOTER, BEFOLKNING, FAMILIE, KVOTER) if is_letter else (TABEL_1, TABEL_2, TABEL_3)
    columns, cells = rows(metadata_seed)
    facts = dict(zip(columns[1:], cells[1:], strict=True))
    tables = {seed: [row[2:] for row in rows(seed)[1:]] for seed in seeds}
    if not is_letter:
        return Paper(key, metadata_seed, facts, tables, statistic_blocks(facts))
    paper = Paper(key, metadata_seed, facts, tables, letter_blocks(facts, tables))
    columns = (numbers(paper, BEFOLKNING, 1), numbers(paper, BEFOLKNING, 2), numbers(paper, FAMILIE))
    regioner = {r["kommunekode"]: r["regionskode"] for r in lookup("opslag/raw_kommuner")}
    paper.kommuner = [
        Kommune(code, regioner[code], *(column[code] for column in columns)) for code in columns[0]
    ]
    return paper


# --- Written ----------------------------------------------------------------------------------------------


def is_sum(label: str) -> bool:
    return not re.match(r"\d{3} ", label) and bool(re.search(r"alt|Total|Region", label))


def with_tabs(paper: Paper) -> str:
    return as_text(paper, lambda cells: "\t".join(cells), bold="<b>{}</b>")


def with_spaces(paper: Paper) -> str:
    """Columns set with spaces: an empty cell at the end of a line cannot be seen."""
    return as_text(paper, lambda cells: "   ".join(cells).rstrip())


def as_markdown(paper: Paper) -> str:
    return as_text(paper, lambda cells: f"| {' | '.join(cells)} |", bold="**{}**", heading="## {}")


def as_text(paper: Paper, line: Callable, bold: str = "{}", heading: str = "{}") -> str:
    output = []
    for block in paper.blocks:
        if block.kind == "table":
            output.append(line(list(block.header)))
            if heading != "{}":
                output.append(line(["---"] * len(block.header)))
            for row in paper.tables[block.text]:
                form = bold if is_sum(row[0]) else "{}"
                output.append(line([form.format(cell) if cell else "" for cell in row]))
        else:
            output.append(block.text if block.kind == "paragraph" else heading.format(block.text))
        output.append("")
    return "\n".join(output)


def as_html(paper: Paper) -> str:
    output = ["<!doctype html><html><head><title>Prøve</title><style>td {color: red}</style></head><body>"]
    for block in paper.blocks:
        if block.kind != "table":
            mark = "p" if block.kind == "paragraph" else "h2"
            output.append(f"<{mark}>{escape(block.text)}</{mark}>")
            continue
        output.append(
            "<table><thead><tr>" + "".join(f"<th>{escape(h)}</th>" for h in block.header) + "</tr></thead>"
        )
        for label, *figures in paper.tables[block.text]:
            form = "<td><b>{}</b></td>" if is_sum(label) else "<td>{}</td>"
            cells = form.format(escape(label)) + "".join(form.format(t) for t in figures)
            output.append(f"<tr>\n{cells}\n</tr>")
        output.append("</table>")
    return "\n".join([*output, "</body></html>"])


NARROW_NAMES = {  # as a narrow column breaks them
    "Ringkøbing-Skjern": "Ringkøbing-<br/>Skjern",
    "Frederikshavn": "Frederiks-<br/>havn",
    "Brønderslev": "Brønders-<br/>lev",
    "Belarus (Hviderusland)": "Belarus<br/>(Hviderusland)",
    " i alt": " i<br/>alt",
}


def ruled(paper: Paper, file: Path, footnotes: bool = True) -> None:
    """A ruled table over several pages: headings of columns and a page header again on each, names broken in
    a narrow column, bold totals, and raised footnote marks."""
    section = ParagraphStyle("paragraph", fontName="Helvetica", fontSize=10, leading=12, spaceAfter=6)
    big = ParagraphStyle("heading", parent=section, fontName="Helvetica-Bold", fontSize=13, leading=16)
    cell = ParagraphStyle("cell", parent=section, fontSize=8, leading=9.6, spaceAfter=0)

    def styled(text: str, bold: bool) -> Paragraph:
        text = escape(text)
        for name, broken in NARROW_NAMES.items():
            text = text.replace(name, broken)
        return Paragraph(f"<b>{text}</b>" if bold else text, cell)

    parts: list = []
    for block in paper.blocks:
        if block.kind != "table":
            parts.append(Paragraph(escape(block.text), section if block.kind == "paragraph" else big))
            continue
        rows = [[styled(text, True) for text in block.header]]
        for number, (label, *figures) in enumerate(paper.tables[block.text]):
            row = [styled(text, is_sum(label)) for text in (label, *figures)]
            if footnotes and number % 7 == 3 and re.search(r"\d", figures[0]):
                row[1] = Paragraph(f"{figures[0]}<super size=5>{number % 3 + 1}</super>", cell)
            rows.append(row)
        n = len(block.header) - 1
        widths = [95, *[300 / n] * n] if n < 5 else [75, *[31] * n]
        table = Table(rows, widths, repeatRows=1)
        table.setStyle(
            TableStyle(
                [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
            )
        )
        parts += [table, Spacer(1, 12)]

    def frame(canvas: Canvas, template) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawString(40, A4[1] - 25, f"{paper.facts['udgiver']}   {paper.facts['titel']}")
        canvas.drawString(280, 20, f"Side {canvas.getPageNumber()} af 12")

    template = SimpleDocTemplate(
        str(file), pagesize=A4, leftMargin=30, rightMargin=30, topMargin=50, bottomMargin=45
    )
    template.build(parts, onFirstPage=frame, onLaterPages=frame)


def unruled(paper: Paper, file: Path, password: str | None = None) -> None:
    """No rules: another font, figures to the right at other places, totals made bold by printing twice, a
    bare page number, and the columns' headings run together."""
    canvas = Canvas(str(file), pagesize=A4, encrypt=password)
    height, y = A4[1], A4[1] - 60

    def line(font: str = "Times-Roman", size: float = 10) -> float:
        nonlocal y
        y -= size * 1.35
        if y < 60:
            canvas.setFont("Times-Roman", 9)
            canvas.drawRightString(A4[0] - 50, 30, str(canvas.getPageNumber()))
            canvas.showPage()
            y = height - 60
        canvas.setFont(font, size)
        return y

    for block in paper.blocks:
        line(size=6)
        if block.kind != "table":
            font = "Times-Roman" if block.kind == "paragraph" else "Times-Bold"
            for piece in wrapped(block.text, 95):
                canvas.drawString(60, line(font), piece)
            continue
        n = len(block.header) - 1
        for piece in wrapped(" / ".join(block.header), 60):
            canvas.drawString(220, line("Times-Italic", 8), piece)
        for label, *figures in paper.tables[block.text]:
            line(size=9)
            for offset in (0, 0.3) if is_sum(label) else (0,):
                canvas.drawString(60 + offset, y, label)
                for k, cell in enumerate(figures):
                    right = 260 + k * 110 if n < 5 else 180 + k * 25
                    canvas.drawRightString(right + offset, y, cell)
    canvas.showPage()
    canvas.save()


def wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def word(paper: Paper, file: Path) -> None:
    """Tables with a merged row on top, bold sums, and raised footnote marks."""
    document = docx.Document()
    for block in paper.blocks:
        if block.kind != "table":
            document.add_paragraph(block.text, style=None if block.kind == "paragraph" else "Heading 1")
            continue
        rows = paper.tables[block.text]
        table = document.add_table(len(rows) + 2, len(block.header), style="Table Grid")
        merged, header, *others = [row.cells for row in table.rows]
        merged[0].merge(merged[-1]).text = "Prøvetal"
        for cell, text in zip(header, block.header, strict=True):
            cell.text = text
        for number, (cells, row) in enumerate(zip(others, rows, strict=True)):
            for column, (cell, text) in enumerate(zip(cells, row, strict=True)):
                cell.paragraphs[0].add_run(text).bold = is_sum(row[0])
                if column == number % len(row) and number % 7 == 3 and re.search(r"\w", text):
                    cell.paragraphs[0].add_run("2").font.superscript = True
    document.save(str(file))


def excel(paper: Paper, file: Path) -> None:
    """A sheet per heading; numbers as numbers, which the sheet shows with points, and 0 as a stroke."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for block in paper.blocks:
        if block.kind != "table":
            if block.kind == "heading":
                sheet = workbook.create_sheet()
            sheet.append([block.text])
            sheet.merge_cells(start_row=sheet.max_row, end_row=sheet.max_row, start_column=1, end_column=3)
            continue
        sheet.append([])
        sheet.append(block.header)
        for number, (label, *figures) in enumerate(paper.tables[block.text]):
            raised = [label, TextBlock(InlineFont(vertAlign="superscript"), "2")]
            values = [number_of(figure) for figure in figures]
            sheet.append([CellRichText(raised) if number % 7 == 3 else label, *values])
            for cell, figure in zip(sheet[sheet.max_row][1:], figures, strict=False):
                cell.number_format = '#,##0;-#,##0;"-"' if figure == "-" else "#,##0"
    workbook.save(file)


def number_of(figure: str) -> int | None:
    return int(figure.replace(".", "").replace("-", "0")) if figure else None


def opendocument_text(paper: Paper, file: Path) -> None:
    document = odfdo.Document("text")
    document.body.clear()
    document.insert_style(odfdo.Style("text", name="raised", area="text", text_position="super 58%"))
    for block in paper.blocks:
        if block.kind != "table":
            is_text = block.kind == "paragraph"
            document.body.append(odfdo.Paragraph(block.text) if is_text else odfdo.Header(1, block.text))
            continue
        table = odfdo.Table(block.text)
        for number, row in enumerate([block.header, *paper.tables[block.text]]):
            cells = odfdo.Row()
            for text in row:
                paragraph = odfdo.Paragraph(text)
                if number % 7 == 3 and text:
                    paragraph.append(odfdo.Span("2", style="raised"))
                cell = odfdo.Cell()
                cell.append(paragraph)
                cells.append_cell(cell)
            table.append_row(cells)
        document.body.append(table)
    document.save(file)


def opendocument_sheet(paper: Paper, file: Path) -> None:
    """Numbers as numbers, with the text that the sheet shows."""
    document = odfdo.Document("spreadsheet")
    document.body.clear()
    table = odfdo.Table("Ark1")
    document.body.append(table)
    for block in paper.blocks:
        if block.kind != "table":
            if block.kind == "heading":
                table = odfdo.Table(f"Ark{len(document.body.tables) + 1}")
                document.body.append(table)
            table.append_row(sheet_row([block.text]))
            continue
        table.append_row(odfdo.Row())
        table.append_row(sheet_row(block.header))
        for row in paper.tables[block.text]:
            table.append_row(sheet_row(row))
    document.save(file)


def sheet_row(texts: Iterable[str]) -> odfdo.Row:
    row = odfdo.Row()
    for text in texts:
        is_number = bool(re.fullmatch(r"-|[\d.]+", text))
        row.append_cell(odfdo.Cell(number_of(text), text=text) if is_number else odfdo.Cell(text or None))
    return row


TEXT_FORMS: dict[str, tuple[str, Callable[[Paper], str]]] = {
    "tabs": (".txt", with_tabs),
    "spaces": (".txt", with_spaces),
    "markdown": (".md", as_markdown),
    "html": (".html", as_html),
}
OTHER_FORMS: dict[str, tuple[str, Callable[[Paper, Path], None]]] = {
    "ruled": (".pdf", ruled),
    "unruled": (".pdf", unruled),
    "docx": (".docx", word),
    "xlsx": (".xlsx", excel),
    "odt": (".odt", opendocument_text),
    "ods": (".ods", opendocument_sheet),
}
FORMS = [*TEXT_FORMS, *OTHER_FORMS]


def write(paper: Paper, folder: Path, form: str) -> Path:
    """The file of a document in one of the forms."""
    if form in OTHER_FORMS:
        ending, write_form = OTHER_FORMS[form]
        file = folder / f"{form}{ending}"
        write_form(paper, file)
        return file
    ending, text_of = TEXT_FORMS[form]
    file = folder / f"{form}{ending}"
    file.write_text(text_of(paper), encoding="utf-8")
    return file
