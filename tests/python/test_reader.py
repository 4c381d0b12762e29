"""Documents read into the seeds: in every form, broken, damaged, again, changed and interrupted."""

import csv
import io
import os
import re
import shutil
import subprocess
import sys
from copy import deepcopy
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from landstal import seeds as seed_files
from landstal.reader import check, nationaliteter, udsendelser
from landstal.reader.check import Finding
from landstal.reader.command import main, parser, show_commands
from landstal.reader.files import read
from landstal.reader.lines import Line, Source, read_text
from landstal.reader.rows import Row, Table, read_rows
from landstal.seeds import Seeds
from tools import documents, independent
from tools.documents import BEFOLKNING, FAMILIE, KVOTER, REGIONSKVOTER, TABEL_1, TABEL_2, TABEL_3, Paper

ROOT = Path(__file__).parents[2]
WITHOUT_HEADINGS = {"spaces", "unruled"}  # the columns' headings run together
LETTER = documents.make_letter(2025, landstal=700)
STATISTIC = documents.make_statistic(2025, 7)
REAL = documents.from_seeds(ROOT, "landstal-2024")
REDUCED = documents.change_letter(REAL, 300, bilag_a=False, deadlines=False)
REDUCED_WITH_BILAG_A = documents.change_letter(REAL, 300)
RAISED = documents.change_letter(REAL, 1_200, bilag_a=False, deadlines=False)
FOUR_REGIONS = documents.make_letter(2027, make_kommuner=documents.kommuner_in_four_regions)


def seeds_of(root: Path) -> dict[str, bytes]:
    return {file.stem: file.read_bytes() for file in root.glob("seeds/*/*.csv")}


SEEDS = seeds_of(ROOT)


def check_in_memory(warehouse, root: Path) -> check.Check:
    """The project's tests, run in memory on those seeds that are not as they were built."""

    def find(files: dict[Path, bytes]) -> list[Finding]:
        seeds = seeds_of(root) | {file.stem: content for file, content in files.items()}
        changed = {name: content for name, content in seeds.items() if content != SEEDS[name]}
        return findings(warehouse, tuple(sorted(changed.items())))

    return find


@cache
def findings(warehouse, changed: tuple[tuple[str, bytes], ...]) -> list[Finding]:
    """A document that was read in many forms is checked once."""
    calculation = check.CALCULATION.removesuffix("+")
    errors = warehouse.errors_in_document(dict(changed), calculation, check.FIRST)
    return [Finding(*finding) for finding in errors]


class Reader:
    """The program on seeds of its own."""

    def __init__(self, folder: Path, warehouse, capsys):
        self.root, self.folder, self.capsys = folder / "projekt", folder, capsys
        self.find = check_in_memory(warehouse, self.root)
        shutil.copytree(ROOT / "seeds", self.root / "seeds")

    def read(self, *arguments: Path | str) -> tuple[int, str]:
        code = main([str(argument) for argument in arguments], root=self.root, find=self.find)
        return code, self.capsys.readouterr().out

    def read_paper(self, paper: Paper, *options: str, form: str = "tabs") -> tuple[int, str]:
        return self.read(documents.write(paper, self.folder, form), *options)

    def read_text(self, text: str, *options: str, name: str = "brev.txt") -> tuple[int, str]:
        file = self.folder / name
        file.write_text(text, encoding="utf-8", newline="")
        return self.read(file, *options)

    def seeds(self) -> dict[str, bytes]:
        return seeds_of(self.root)

    def restore(self, seeds: dict[str, bytes]) -> None:
        for file in self.root.glob("seeds/*/*.csv"):
            file.write_bytes(seeds[file.stem])

    def rows(self, seed: str, key: str) -> list[list[str]]:
        text = self.seeds()[seed].decode("utf-8")
        return [row for row in csv.reader(io.StringIO(text)) if row[0] == key]

    def has(self, paper: Paper) -> bool:
        """Whether the seeds have exactly the rows of the document."""
        return all(self.rows(seed, paper.key) == paper.rows(seed) for seed in paper.seeds)

    def remove(self, key: str) -> None:
        """Takes a document out of the seeds."""
        for file in self.root.glob("seeds/[ku]*/*.csv"):
            if file.parent.name != "kontrol":
                lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
                without = "".join(line for line in lines if not line.startswith(f"{key},"))
                file.write_text(without, encoding="utf-8")


@pytest.fixture
def reader(tmp_path, warehouse, capsys):
    return Reader(tmp_path, warehouse, capsys)


def options_for(paper: Paper, form: str) -> list[str]:
    definition = paper.facts.get("udlaendingedefinition")
    return ["--udlaendingedefinition", definition] if definition and form in WITHOUT_HEADINGS else []


# --- Every form -------------------------------------------------------------------------------------------


PAPERS = {
    "brev": LETTER,
    "opgoerelse": STATISTIC,
    "nedsat": REDUCED,
    "nedsat med Bilag A": REDUCED_WITH_BILAG_A,
    "forhøjet": RAISED,
    "fire regioner": FOUR_REGIONS,
}


@pytest.mark.parametrize("form", documents.FORMS)
@pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS)
def test_hver_form_giver_de_samme_raekker(reader, paper, form):
    before = reader.seeds()
    code, output = reader.read_paper(paper, *options_for(paper, form), form=form)
    assert code == 0, output
    assert output.endswith("Dokumentet er indlæst. Kør make build.\n")
    assert reader.has(paper)
    assert all(reader.seeds()[seed].startswith(before[seed]) for seed in paper.seeds)


@pytest.mark.parametrize("key", ["landstal-2024", "udsendelser-2024-06"])
@pytest.mark.parametrize("form", ["tabs", "html", "unruled", "docx", "xlsx", "odt", "ods"])
def test_de_indlaeste_dokumenter_kommer_tilbage_byte_for_byte(reader, key, form):
    before = reader.seeds()
    paper = documents.from_seeds(ROOT, key)
    reader.remove(key)
    assert reader.seeds() != before
    code, output = reader.read_paper(paper, *options_for(paper, form), form=form)
    assert code == 0, output
    assert reader.seeds() == before


def test_hvor_oplysningerne_er_fundet(reader):
    _, output = reader.read_paper(LETTER, "--sagsnummer", "24/7", form="ruled")
    for line in (
        r"landstalsaar +2025  \[side 1, linje 6\]",
        r"version +1  \[antaget\]",
        r"sagsnummer +24/7  \[angivet\]",
        r"dateret +2024-04-30  \[side 1, linje 3\]",
        r"seeds/kvoter/bilag_b_kommunekvoter.csv: 109\n",
    ):
        assert re.search(line, output), line


def test_braekkede_saetninger_og_html_i_markdown(reader):
    text = documents.as_markdown(LETTER)
    html = documents.as_html(LETTER)
    table = html[html.rindex("<table>") : html.rindex("</table>") + len("</table>")]
    text = text[: text.rindex("| Kommune | Kommunekvote |")] + table
    for whole, broken in (
        ("fastsættes til 700 personer", "fast-\nsættes til\nSide 2 af 12\n700 personer"),
        ("skal meddeles styrelsen inden", "skal meddeles sty-\nrelsen inden"),
    ):
        assert whole in text
        text = text.replace(whole, broken)
    code, output = reader.read_text(text, name="brev.md")
    assert code == 0, output
    assert reader.has(LETTER)


def test_en_dato_midt_i_en_linje_er_et_gaet(reader):
    paper = deepcopy(LETTER)
    paper.blocks[1] = documents.Block("paragraph", "4700 Næstved 30. april 2024")
    _, output = reader.read_paper(paper)
    assert re.search(r"dateret +2024-04-30  \[antaget\]", output)


@pytest.mark.parametrize(
    ("title", "version"),
    [
        ("Vedr.: Landstal for 2025", "1"),
        ("Emne Landstal for 2025", "1"),
        ("LANDSTAL FOR 2025", "1"),
        ("Landstal for 2025 - til kommunerne", "1"),
        ("Nyt landstal for 2025", "2"),
        ("Emne: Ændring af landstallet for 2025", "2"),
    ],
)
def test_titlen_siger_om_landstallet_er_aendret(reader, title, version):
    paper = deepcopy(LETTER)
    if version == "2":
        assert reader.read_paper(LETTER)[0] == 0
        paper = documents.change_letter(LETTER, 500)
    paper.blocks = [replace(b, text=title) if b.kind == "title" else b for b in paper.blocks]
    code, output = reader.read_paper(paper, "--proev")
    assert code == 0, output
    assert re.search(rf"version +{version}  \[antaget\]", output)
    assert re.search(r"titel .*landstal(let)? for 2025", output, re.IGNORECASE)


def test_landstallet_er_det_for_brevets_eget_aar(reader):
    previous_year = "Landstallet for 2024 fastsættes til 600 personer.\n"
    text = documents.with_tabs(LETTER)
    text = text.replace("Landstallet for 2025", f"{previous_year}Landstallet for 2025")
    code, output = reader.read_text(text)
    assert code == 0, output


def test_noeglen_foelger_af_den_dato_der_er_givet(reader):
    text = documents.with_tabs(STATISTIC)
    text = text.replace(STATISTIC.facts["titel"], "Antal udsendte")
    text = text.replace("Tallene for 2025 vedrører", "Tallene")
    options = ["--titel", "Udsendelser", "--opgjort-til-og-med", "2025-07-31"]
    code, output = reader.read_text(text, *options)
    assert code == 0, output
    assert "Dokument udsendelser-2025-07\n" in output


def test_en_lang_pdf_viser_hvor_langt_den_er(reader, monkeypatch, capsys):
    file = documents.write(LETTER, reader.folder, "unruled")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    read(file)
    assert "\rLæser side 2 af " in capsys.readouterr().err


def test_en_noegle_af_en_anden_slags_afvises(reader):
    code, output = reader.read_paper(LETTER, "--dokument", "udsendelser-2025-06")
    assert code == 1
    assert "læst udsendelser-2025-06, ventet en nøgle, som begynder med landstal-2025" in output


def without_end_marks(html: str) -> str:
    return re.sub("</t[dhr]>", "", html)


def in_outer_table(html: str) -> str:
    return html.replace("<body>", "<body><table><tr><td>").replace("</body>", "</td></tr></table></body>")


def with_regionskvoter_before(text: str, end: int) -> str:
    """The table of regional quotas moved to another place."""
    start, stop = text.index("Region\t"), text.index("\n", text.index("Total (landstal)")) + 1
    return text[:start] + text[stop:end] + text[start:stop] + text[end:]


@pytest.mark.parametrize(
    ("ending", "text_of", "change"),
    [
        (".html", documents.as_html, without_end_marks),
        (".html", documents.as_html, in_outer_table),
        (".txt", documents.with_tabs, lambda text: with_regionskvoter_before(text, text.index("Bilag B"))),
        (".txt", documents.with_tabs, lambda text: text.replace("\n", "\r")),
        (".txt", documents.with_tabs, lambda text: text.replace("Bilag A", "BILAG A")),
    ],
)
def test_brevet_kan_se_anderledes_ud(reader, ending, text_of, change):
    code, output = reader.read_text(change(text_of(LETTER)), name=f"brev{ending}")
    assert code == 0, output
    assert reader.has(LETTER)


def test_regionskvoterne_kan_staa_sidst_i_et_brev_uden_bilag_a(reader):
    text = documents.with_tabs(REDUCED)
    code, output = reader.read_text(with_regionskvoter_before(text, len(text)))
    assert code == 0, output
    assert reader.has(REDUCED)


def test_en_streg_i_en_kommende_maaned_er_ikke_et_tal(reader):
    paper = deepcopy(STATISTIC)
    for row in paper.tables[TABEL_1]:
        row[9:14] = ["-"] * 5
    code, output = reader.read_paper(paper)
    assert code == 0, output
    assert reader.rows(TABEL_1, paper.key) == paper.rows(TABEL_1)


def test_to_dokumenter_i_en_fil(reader):
    for paper, once in ((LETTER, r"Total \(landstal\)"), (STATISTIC, "Tabel 1:")):
        text = documents.with_tabs(paper) * 2
        line = [n for n, line in enumerate(text.split("\n"), 1) if re.search(once, line)][1]
        code, output = reader.read_text(text)
        assert code == 1
        assert f"linje {line}: her begynder endnu et dokument" in output


def test_en_noegle_med_linjeskift_afvises(reader):
    code, output = reader.read_paper(LETTER, "--dokument", "a b,\nx")
    assert code == 1
    assert "ventet små bogstaver" in output


def test_uden_overskrifter_naevnes_hver_option(reader):
    before = reader.seeds()
    paper = deepcopy(LETTER)
    paper.blocks = [block for block in paper.blocks if "Sagsnummer" not in block.text]
    code, output = reader.read_paper(paper, form="spaces")
    assert code == 1
    assert "udlaendingedefinition mangler; ventet en tekst; kan angives med --udlaendingedefinition" in output
    assert "ikke fundet: sagsnummer mangler; ventet en tekst; kan angives med --sagsnummer" in output
    assert reader.seeds() == before


# --- Columns, by their headings ---------------------------------------------------------------------------

ORDERS = {
    "seneste måned først": (STATISTIC, TABEL_1, [1, *range(13, 1, -1), 14]),
    "årets sum før månederne": (STATISTIC, TABEL_1, [14, 1, *range(2, 14)]),
    "kategorier i en anden orden": (STATISTIC, TABEL_2, [4, 2, 3, 1]),
    "befolkning i en anden orden": (LETTER, BEFOLKNING, [2, 3, 1]),
}


def change_header(paper: Paper, table: str, change) -> None:
    """Gives the table the headings that `change` makes of its own."""
    paper.blocks = [
        replace(block, header=change(block.header)) if (block.kind, block.text) == ("table", table) else block
        for block in paper.blocks
    ]


def in_order(paper: Paper, table: str, order: list[int]) -> Paper:
    """The paper with the columns of a table, headings and all, in another order."""
    paper = deepcopy(paper)
    paper.tables[table] = [[row[0], *(row[k] for k in order)] for row in paper.tables[table]]
    change_header(paper, table, lambda header: (header[0], *(header[k] for k in order)))
    return paper


@pytest.mark.parametrize("form", documents.FORMS)
@pytest.mark.parametrize(("paper", "table", "order"), ORDERS.values(), ids=ORDERS)
def test_tallene_foelger_deres_overskrifter(reader, paper, table, order, form):
    """Whatever the order of the columns, the rows are the same, or the table is refused in one line."""
    reader.find = lambda files: []
    code, output = reader.read_paper(in_order(paper, table, order), *options_for(paper, form), form=form)
    if code:
        assert form == "unruled", output  # whose headings do not stand over the figures
        assert len(problems_in(output)) == 1
        assert "overskrifterne står ikke over tallene" in output
    else:
        assert reader.rows(table, paper.key) == paper.rows(table)


COLUMN_FAULTS = {
    "kvartaler": (
        STATISTIC,
        TABEL_1,
        5,
        "1. kvt.",
        r"kolonnen '1. kvt.' kendes ikke; ventet I alt 2024, jan,",
    ),
    "procenter": (LETTER, BEFOLKNING, 4, "Andel i pct.", r"kolonnen 'Andel i pct.' kendes ikke"),
    "uden overskrift": (LETTER, BEFOLKNING, 4, "", r"kolonnen nr. 5 uden overskrift kendes ikke"),
    "to år": (LETTER, KVOTER, 2, "2024", r"2 kolonner med tal \(.*'2024'\); ventet 1"),
    "to gange": (STATISTIC, TABEL_2, 2, "Ledsaget", r"kolonnen 'Ledsaget' står der to gange"),
}


@pytest.mark.parametrize("form", ["tabs", "html"])
@pytest.mark.parametrize(
    ("paper", "table", "place", "heading", "expected"), COLUMN_FAULTS.values(), ids=COLUMN_FAULTS
)
def test_en_kolonne_for_meget_er_een_fejl(reader, paper, table, place, heading, expected, form):
    paper = deepcopy(paper)
    for row in paper.tables[table]:
        row.insert(place, "7")
    change_header(paper, table, lambda header: (*header[:place], heading, *header[place:]))
    code, output = reader.read_paper(paper, form=form)
    assert code == 1
    (problem,) = problems_in(output)
    assert re.search(expected, problem), output


@pytest.mark.parametrize("form", ["tabs", "spaces"])
@pytest.mark.parametrize(
    ("paper", "table", "missing"),
    [(STATISTIC, TABEL_1, "maj"), (STATISTIC, TABEL_3, "Påset"), (LETTER, BEFOLKNING, "Asylansøgere")],
)
def test_uden_en_overskrift_ved_ingen_hvad_tallene_er(reader, paper, table, missing, form):
    paper = deepcopy(paper)
    change_header(
        paper,
        table,
        lambda header: tuple("-" if missing.lower() in text.lower() else text for text in header),
    )
    code, output = reader.read_paper(paper, form=form)
    assert code == 1
    (problem,) = problems_in(output)
    assert table in problem
    assert (
        "kendes ikke; ventet" in problem
        if form == "tabs"
        else f"overskriften til {missing} mangler" in problem
    )


@pytest.mark.parametrize("form", documents.FORMS)
@pytest.mark.parametrize(
    ("paper", "table", "row"),
    [
        (STATISTIC, TABEL_1, ["Ukendt", *"00000000", *[""] * 5, "0"]),
        (STATISTIC, TABEL_3, ["Atlantis", "0", "0", "0", "0"]),
        (LETTER, KVOTER, ["Uoplyst", "3"]),
        (LETTER, BEFOLKNING, ["Uden fast bopæl", "12", "3", ""]),
    ],
    ids=["kategori", "nationalitet", "kvote", "befolkning"],
)
def test_en_raekke_som_ingen_kender_naevnes_foer_alt_andet(reader, paper, table, row, form):
    paper = deepcopy(paper)
    paper.tables[table].insert(3, row)
    code, output = reader.read_paper(paper, *options_for(paper, form), form=form)
    assert code == 1
    (problem,) = problems_in(output)
    assert re.search(rf"{table}, række \d+: læst {row[0]}, ventet", problem), output


def edition(*lines: str) -> str:
    """The beginning of a statistic of six months, and these lines as Tabel 1."""
    period = "Tallene for 2024 vedrører halvåret; registreringer i systemerne pr. 4. juli 2024."
    return "\n".join(["Seneste tal for udsendelser pr. 30.06.2024", period, "Tabel 1: Antal", *lines])


def tabel_1(lines: list[str]) -> tuple[list[str], list[tuple[str, ...]]]:
    source = Source(read_text(edition(*lines)), [], [])
    document = udsendelser.read(source, {}, [], Seeds(ROOT))
    rows = [(row.cells[0], *filter(None, row.cells[1:])) for row in document.tables[TABEL_1]]
    return [problem.text for problem in document.faults], rows


HEADINGS = "Udsendelseskategori I alt 2023 jan feb mar apr maj jun 2024 i alt"


@pytest.mark.parametrize(
    ("lines", "fault", "rows"),
    [
        (
            [
                "om 2023 og om januar, februar, marts, april, maj og juni 2024",
                "Udsendelseskategori  I alt   jun   maj   apr   mar   feb   jan   I alt",
                "                     2023                                        2024",
                "Ledsaget udrejst     118     6     5     4     3     2     1      21",
            ],
            "overskrifterne har to forskellige rækkefølger",
            None,
        ),
        (
            [
                "Udsendelseskategori I alt 2023 2024 i alt til juni jan feb mar apr maj jun",
                "Rejst selv 9 6 1 1 1 1 1 1",
            ],
            "",
            [("Rejst selv", "9", "1", "1", "1", "1", "1", "1", "6")],
        ),
        (
            [
                "Udsendelseskategori I alt",
                "2023 jan feb mar apr maj jun 2024 i alt",
                "Rejst selv 9 1 2 3 4 5 6 21",
            ],
            "",
            [("Rejst selv", "9", "1", "2", "3", "4", "5", "6", "21")],
        ),
        (
            [
                HEADINGS,
                "Tvangsudsendt 0 0 0 0 0 0 0 0",
                "Rejst selv 9 1 2 3 4 5 i.o. 15",
                "EU27-overførsel 0 0 0 0 0 0 0 0",
                "I alt 9 1 2 3 4 5 6 21",
                "Heraf Dublin 5 1 1 1 1 1 1 6",
            ],
            "",
            [
                ("Tvangsudsendt", *"00000000"),
                ("Rejst selv", *"912345", "i.o.", "15"),
                ("EU27-overførsel", *"00000000"),
                ("I alt", *"9123456", "21"),
                ("Heraf Dublin", *"51111116"),
            ],
        ),
        (  # which can be divided into figures in more ways than there is time to try
            [HEADINGS, "I alt 120.000 10.001 10.002 10.003 10.004 10.005 10.006 60.021"],
            "",
            [("I alt", "120.000", *(f"10.00{n}" for n in range(1, 7)), "60.021")],
        ),
        (
            ["K\tjun 2023\tjan\tfeb\tmar\tapr\tmaj\tjun\t2024 i alt", "Rejst selv\t3\t1\t1\t1\t1\t1\t1\t6"],
            "kolonnen 'jun 2023' kendes ikke",
            None,
        ),
        (
            [
                "K\tI alt 2023\tjan\tfeb\tmar\tapr\tmaj\tjun\t2024 i alt",
                "Ukendt\t0\t0\t0\t0\t0\t0\t0\t0",
                "Rejst selv\t3\t1\t1\t1\t1\t1\t1\t6",
                "K\tI alt 2023\tjun\tmaj\tapr\tmar\tfeb\tjan\t2024 i alt",
                "I alt\t3\t1\t1\t1\t1\t1\t1\t6",
            ],
            "overskrifterne står her i en anden rækkefølge end øverst",
            None,
        ),
    ],
)
def test_overskrifter_og_raekker_som_de_kan_staa(lines, fault, rows):
    faults, found = tabel_1(lines)
    assert len(faults) == bool(fault)
    assert all(fault in text for text in faults)
    assert rows is None or found == rows


@pytest.mark.parametrize("option", ["--aar=²", "--landstalsaar=2025("])
def test_et_aar_der_ikke_er_et_aar_afvises(reader, option):
    code, output = reader.read_paper(STATISTIC if "--aar" in option else LETTER, option)
    assert code == 1
    assert output.endswith("Intet er skrevet.\n")


SUMS = ["Total (antal)", "Total", "I alt", "Hele landet", "Landstal i alt"]


@pytest.mark.parametrize("form", ["tabs", "spaces", "ruled"])
@pytest.mark.parametrize("name", SUMS)
def test_landets_sum_kan_hedde_flere_ting(reader, name, form):
    paper = deepcopy(LETTER)
    paper.correct(REGIONSKVOTER, "Total (landstal)", 0, name)
    for table in (BEFOLKNING, FAMILIE, KVOTER):
        paper.correct(table, "Danmark i alt", 0, name)
    code, output = reader.read_paper(paper, *options_for(paper, form), form=form)
    assert code == 0, output
    assert reader.has(paper)


OTHER_NAMES = {
    "koder på fire cifre": (r"^(\d{3}) ", r"0\1 ", "'0101 København', ventet '101 København'"),
    "koder bag navnet": (r"^(\d{3}) (.*)", r"\2 (\1)", ", ventet '101 København'"),
    "uden koder": (r"^\d{3} ", "", "'København', ventet '101 København'"),
    "korte regionsnavne": (
        r"^Region ",
        "",
        "5 regioner har navne i en anden form: læst 'Nordjylland', ventet 'Region Nordjylland'",
    ),
}


@pytest.mark.parametrize("form", ["tabs", "spaces", "html", "ruled"])
@pytest.mark.parametrize(("pattern", "replacement", "expected"), OTHER_NAMES.values(), ids=OTHER_NAMES)
def test_navne_af_en_anden_form_er_een_fejl(reader, pattern, replacement, expected, form):
    paper = deepcopy(LETTER)
    for rows in paper.tables.values():
        for row in rows:
            row[0] = re.sub(pattern, replacement, row[0])
    code, output = reader.read_paper(paper, *options_for(paper, form), form=form)
    assert code == 1
    (problem,) = problems_in(output)
    assert expected in problem


@pytest.mark.parametrize("read_as", ["windows-1252", "cp865", "mac-roman", "ascii"])
def test_en_forkert_tegnkodning_er_een_fejl(reader, read_as):
    for paper in (LETTER, STATISTIC):
        text = documents.with_tabs(paper).encode("utf-8").decode(read_as, "replace")
        code, output = reader.read_text(text)
        assert code == 1
        assert re.search(r"brev\.txt kan ikke læses: linje \d+: bogstaverne .* forkert tegnkodning", output)
        assert len(output.splitlines()) == 3


def test_to_tabeller_ved_siden_af_hinanden(reader):
    lines = documents.with_spaces(STATISTIC).splitlines()
    two, three = (next(i for i, line in enumerate(lines) if line.startswith(f"Tabel {n}:")) for n in (2, 3))
    beside = [f"{a}   {b}" for a, b in zip(lines[two + 2 : three], lines[three + 2 :], strict=False)]
    code, output = reader.read_text("\n".join([*lines[: two + 2], *beside]))
    assert code == 1
    assert len(problems_in(output)) == 1
    assert "to tabeller står ved siden af hinanden; ventet én ad gangen" in output


def test_en_drejet_side(reader):
    file = reader.folder / "drejet.pdf"
    canvas = documents.Canvas(str(file))
    canvas.rotate(90)
    canvas.drawString(100, -100, "Seneste tal for udsendelser pr. 30.06.2025")
    canvas.save()
    code, output = reader.read(file)
    assert code == 1
    assert output.startswith(f"{file} har en drejet side, nr. 1. Drej siden")


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("Prøveby 30. april 2024 J.nr. 00/1", r"2024-04-30  \[antaget\]"),
        ("Prøveby, den 30. april 2024", r"2024-04-30  \[linje"),
        ("Dato: 30. april 2024", r"2024-04-30  \[linje"),
        ("Svarfrist:\n1. september 2024", r"2024-09-01  \[antaget"),
        ("Svarfrist, den 1. september 2024", r"2024-09-01  \[antaget"),
        ("Møde i KKR, den 3. juni 2024", r"2024-06-03  \[antaget"),
        ("Frist for svar\n1. september 2024\n30. april 2024", r"2024-04-30  \[linje"),
        ("Ventet svar inden den 1. maj 2024", r"ikke oplyst  \[ikke fundet\]"),
        ("Til kommunerne", r"ikke oplyst  \[ikke fundet\]"),
    ],
)
def test_en_frist_er_ikke_brevets_dato(reader, line, date):
    """A date alone on its line is a deadline when it goes on a sentence, or stands below the title."""
    text = documents.with_tabs(LETTER).replace("30. april 2024", line, 1)
    text = text.replace("inden den 10. september 2024.", "inden den\n10. september 2024\n.")
    _, output = reader.read_text(text)
    assert re.search(rf"dateret +{date}", output), output


MARKS = ["*", "..", "x", "(x)", "•", ":", "†", "…"]


@pytest.mark.parametrize("form", ["tabs", "spaces", "markdown", "html"])
@pytest.mark.parametrize("mark", MARKS)
def test_et_tegn_alene_i_en_celle_er_ikke_tomt(reader, mark, form):
    paper = deepcopy(LETTER)
    for table, column, label in ((BEFOLKNING, 3, "Danmark i alt"), (KVOTER, 1, "575 Vejen")):
        paper.correct(table, label, column, mark)
    paper.correct(BEFOLKNING, "147 Frederiksberg", 3, mark)
    code, output = reader.read_paper(paper, *options_for(paper, form), form=form)
    assert code == 1
    assert len(problems_in(output)) == 3
    for label in (
        "147 Frederiksberg, asylansoegere",
        "575 Vejen, kommunekvote",
        "Danmark i alt, asylansoegere",
    ):
        assert f"{label}: læst {mark}, ventet" in output


# --- Broken labels, marks and page headers ----------------------------------------------------------------

FRACTURES = {
    "tallene først": ["813 Frederiks- 58.864 2.181 5", "havn"],
    "tallene sidst": ["813 Frederiks-", "havn 58.864 2.181 5"],
    "tallene imellem": ["813 Frederiks-", "58.864 2.181 5", "havn"],
    "koden alene": ["813", "Frederikshavn 58.864 2.181 5"],
    "koden alene og tallene imellem": ["813", "58.864 2.181 5", "Frederikshavn"],
    "tre linjer": ["813", "Frederiks-", "havn 58.864 2.181 5"],
    "sidehoved i navnet": [
        "813 Frederiks-",
        "Side 3 af 12",
        "12",
        "Kommune Antal 2025",
        "havn 58.864 2.181 5",
    ],
    "fodnoter": ["813 Frederikshavn 58.864¹ 2.181* 5 1)"],
    "fodnote i navnet": ["813 Frederikshavn a) **58.864** 2.181<sup>2</sup> 5[1]"],
    "usynlige tegn": ["813\u00a0Frede\u00adriks\u200bhavn\u202f58.864 2.181 5"],
}


@pytest.mark.parametrize("lines", FRACTURES.values(), ids=FRACTURES)
def test_brudte_navne(reader, lines):
    """A line of text for each way in which a narrow column breaks a name."""
    paper = deepcopy(LETTER)
    paper.correct(BEFOLKNING, "813 Frederikshavn", 1, "58.864")
    paper.correct(BEFOLKNING, "813 Frederikshavn", 2, "2.181")
    paper.correct(BEFOLKNING, "813 Frederikshavn", 3, "5")
    text = documents.with_spaces(paper)
    whole = "813 Frederikshavn   58.864   2.181   5"
    assert whole in text
    reader.find = lambda files: []
    code, _ = reader.read_text(text.replace(whole, "\n".join(lines)))
    assert code == 0
    assert reader.rows(BEFOLKNING, paper.key) == paper.rows(BEFOLKNING)


KNOWN = frozenset(
    {"101 København", "147 Frederiksberg", "760 Ringkøbing-Skjern", "813 Frederikshavn", "Danmark i alt"}
    | {f"Region {name}{total}" for name in ("Hovedstaden", "Sjælland") for total in ("", " i alt")}
)
NOISE = [
    "Side 3 af 12",
    "Udlændingestyrelsen",
    "Kommune Antal",
    "Kommune",
    "pr. 1. januar 2025",
    "2025",
    "Antal",
]
KOMMUNE_TABLE = Table(
    1,
    KNOWN,
    frozenset({"Region Hovedstaden", "Region Sjælland"}),
    re.compile(r"\d{3} [A-ZÆØÅ].*|Region .*"),
)


def rows_of(lines: list[str], table: Table) -> list[Row]:
    return read_rows([Line(f"linje {number}", (text,)) for number, text in enumerate(lines)], table)


@st.composite
def broken_rows(draw):
    """Rows, and the lines that they may become: broken at spaces, hyphens or inside a word, with the figures
    beside any part, and page headers anywhere."""
    labels = ["Region Hovedstaden", "101 København", "147 Frederiksberg", "Region Hovedstaden i alt"]
    labels += ["Region Sjælland", "760 Ringkøbing-Skjern", "813 Frederikshavn", "Danmark i alt"]
    rows, lines = [], []
    for label in labels:
        is_heading = label in KOMMUNE_TABLE.headings
        figures = "" if is_heading else draw(st.sampled_from(["7", "45", "1.234", "-", "\u2013", "0"]))
        rows.append((label, figures))
        pieces = [label]
        if not is_heading and draw(st.booleans()):
            at = draw(st.sampled_from([match.start() for match in re.finditer("[ -]", label)]))
            pieces = [label[: at + 1].rstrip(), label[at + 1 :]]
            if label == "813 Frederikshavn" and draw(st.booleans()):
                pieces = ["813 Frederiks-", "havn"]
        beside = draw(st.integers(0, len(pieces) - 1))
        broken = [f"{piece} {figures}".strip() if i == beside else piece for i, piece in enumerate(pieces)]
        if len(pieces) == 2 and draw(st.booleans()):
            broken = [pieces[0], figures, pieces[1]]
        for line in broken:
            lines += [*draw(st.lists(st.sampled_from(NOISE), max_size=3)), line]
    return rows, lines


@settings(max_examples=200, deadline=None)
@given(broken_rows())
def test_alle_slags_brud(example):
    rows, lines = example
    assert [row.cells for row in rows_of(lines, KOMMUNE_TABLE)] == rows


@pytest.mark.parametrize(
    "lines",
    [["820", "3 4 5", "Vesthimmerland"], ["820 3 4 5", "Vesthimmerland"], ["820", "Vesthimmerland 3 4 5"]],
)
def test_en_stavemaade_som_ingen_kender_under_sin_kode(lines):
    table = Table(3, frozenset({"813 Frederikshavn", "820 Vesthimmerlands", "825 Læsø"}))
    lines = ["813 Frederikshavn 1 2", *lines, "Side 3 af 12", "825 Læsø 6 7"]
    rows = rows_of(lines, table)
    assert rows[1].cells == ("820 Vesthimmerland", "3", "4", "5")
    assert len(rows) == 3


def test_en_overskrift_gentaget_efter_et_sideskift(reader):
    text = documents.with_spaces(LETTER)
    broken = "\nSide 4 af 9\nBilag A\nKommune   Antal tilgået\nRegion Syddanmark\n575 Vejen"
    text = broken.join(text.rsplit("\n575 Vejen", 2)[:2]) + "\n575 Vejen" + text.rsplit("\n575 Vejen", 1)[1]
    reader.find = lambda files: []
    assert reader.read_text(text)[0] == 0
    for seed in LETTER.tables:
        assert reader.rows(seed, LETTER.key) == LETTER.rows(seed)


@pytest.mark.parametrize("dash", ["\u2013", "\u2014", "0", "\u2212"])
def test_enhver_streg_er_nul(reader, dash):
    paper = deepcopy(LETTER)
    for row in paper.tables[KVOTER] + paper.tables[FAMILIE]:
        row[1] = dash if row[1] == "-" else row[1]
    code, output = reader.read_paper(paper)
    assert code == 0, output
    assert dash.replace("\u2212", "-") in {row[3] for row in reader.rows(KVOTER, paper.key)}


def test_ukendte_lande_slaas_op(reader):
    countries = [
        "Vietnam", "Nigeria", "Algeriet", "Nepal", "Bolivia",
        "Cuba", "Chile", "Peru", "Elfenbenskysten", "Kina",
    ]  # fmt: skip
    paper = documents.make_statistic(2025, 3, countries=countries)
    code, output = reader.read_paper(paper)
    assert code == 0, output
    assert "Elfenbenskysten, CIV, Côte d'Ivoire  [antaget]" in output
    names = [row.split(",")[0] for row in reader.seeds()["nationaliteter"].decode().splitlines()]
    assert names[1:4] == ["Algeriet", "Armenien", "Bangladesh"]
    assert names[-2:] == ["Vietnam", "Øvrige"]


def test_et_brudt_navn_som_kun_brugeren_kender(reader):
    countries = [*documents.COUNTRIES[:9], "Congo, Den Demokratiske Republik"]
    paper = documents.make_statistic(2025, 7, countries=countries)
    text = re.sub(
        r"Congo, Den Demokratiske Republik(\t.*)", r"Congo, Den\n\1\nDemokratiske Republik",
        documents.with_tabs(paper),
    )  # fmt: skip
    code, output = reader.read_text(text)
    assert code == 1
    assert re.search(r"linje \d+: udsendelser_tabel_2, række \d+: læst ingen værdi, ventet", output)
    code, output = reader.read_text(text, "--land", "Congo, Den Demokratiske Republik=COD")
    assert code == 0, output
    assert reader.rows(TABEL_2, paper.key) == paper.rows(TABEL_2)


@pytest.mark.parametrize(("name", "code"), [("Kosovo", "XKX"), ("Statsløse", "XXA")])
def test_hvem_der_ikke_har_et_land_i_iso_3166(reader, name, code):
    paper = documents.make_statistic(2025, 7, countries=[*documents.COUNTRIES[:9], name])
    exit_code, output = reader.read_paper(paper)
    assert exit_code == 0, output
    assert re.search(rf"nationalitet +{name}, {code}, .*\[antaget\]", output)


def test_et_land_som_ingen_kender_skal_angives(reader):
    paper = deepcopy(STATISTIC)
    printed = paper.tables[TABEL_2][0][0]
    paper.correct(TABEL_2, printed, 0, "Østland (Øerne)")
    code, output = reader.read_paper(paper)
    assert code == 1
    assert "række 1: læst Østland (Øerne)" in output
    assert "--land 'Østland (Øerne)=KODE'" in output
    code, output = reader.read_paper(paper, "--land", "Østland (Øerne)=XQX")
    assert (code, "ventet et navn" in output) == (1, True)
    code, output = reader.read_paper(paper, "--land", "Østland (Øerne)=mmr", "--land", "Vestland=NLD")
    assert code == 0, output
    assert "Østland (Øerne),MMR,Myanmar\n" in reader.seeds()["nationaliteter"].decode()
    assert "--land: Vestland står ikke i dokumentet og skrives ikke." in output
    assert "Vestland," not in reader.seeds()["nationaliteter"].decode()
    code, output = reader.read_paper(paper, "--land", "Østland (Øerne)=SYR", "--erstat")
    assert (code, "Østland (Øerne) har allerede landekoden MMR" in output) == (1, True)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Belarus", "BLR"), ("Hviderusland", "BLR"), ("Belarus (tidl. Hviderusland)", "BLR"),
        ("Türkiye", "TUR"),
        ("Rusland", "RUS"), ("Sydkorea", "KOR"), ("Statsløse palæstinensere", "PSE"), ("Uoplyst", "XXX"),
        ("Nederlandene", "NLD"), ("Den Dominikanske Republik", "DOM"), ("Congo", None),
        ("Congo (Kinshasa)", None),
    ],
)  # fmt: skip
def test_et_land_under_et_andet_navn(name, code):
    assert nationaliteter.guessed_code(name) == code


def test_et_land_kan_hedde_andet_i_den_ene_tabel(reader):
    """It is read with the code of its usual name, by the command that is shown."""
    paper = deepcopy(STATISTIC)
    country = next(
        row[0] for row in paper.tables[TABEL_2] if row[0] in {row[0] for row in paper.tables[TABEL_3]}
    )
    code = {row[0]: row[1] for row in csv.reader(reader.seeds()["nationaliteter"].decode().splitlines())}[
        country
    ]
    paper.correct(TABEL_2, country, 0, "Et Nyt Navn")
    exit_code, output = reader.read_paper(paper, "--proev")
    assert exit_code == 1
    file = reader.folder / "tabs.txt"
    expected = f"""make read FILE={file} ARGS="--proev --land 'Et Nyt Navn=KODE'"\n"""
    assert expected in output, output
    exit_code, output = reader.read_paper(paper, "--land", f"Et Nyt Navn={code}")
    assert exit_code == 0, output
    assert "Indlæsningen fortrydes med git checkout seeds" in output


SUMS_AND_RESTS = [
    "Øvrige", "Ovrige", "ØVRIGE", "Øvr.", "Øvige", "Övrige", "Øv-rige", "Øevrige", "O\u0338vrige",
    "Ø\u00advrige",
    "\u041evrige", "\u039fvrige", "0vrige", "Øvrige lande", "Andre", "Andre nationaliteter", "Resten",
    "i alt", "I ALT",
    "Ialt", "l alt", "\uff29 alt", "Danmark i alt", "Total (antal)", "Hele landet", "Sum", "Alle", "Samlet",
    "Syrien\u200e", "\u202eneiryS", "\u2066Syrien", "Syrien\x1b[2J", "Syr\nien", "Sy" * 5_000, "Syrien 2",
]  # fmt: skip


@pytest.mark.parametrize("name", SUMS_AND_RESTS, ids=ascii)
def test_hvad_der_ikke_er_en_nationalitet_afvises(reader, name):
    before = reader.seeds()
    code, output = reader.read_paper(STATISTIC, "--land", f"{name}=SYR")
    assert code == 1
    assert output.startswith("--land '")
    assert output.endswith("\n\nIntet er skrevet.\n")
    assert all(line.isprintable() and len(line) < 500 for line in output.split("\n"))
    assert reader.seeds() == before


def test_alle_landes_navne_kan_gives():
    names = {
        *nationaliteter.danish_names(),
        *(row[0] for row in csv.reader(SEEDS["nationaliteter"].decode().splitlines()[1:])),
    }
    assert len(names) > 300
    assert [name for name in names - {"Øvrige"} if nationaliteter.fault(name)] == []


def test_ordet_for_resten_er_ikke_et_nyt_land(reader):
    paper = deepcopy(STATISTIC)
    paper.correct(TABEL_2, "Øvrige", 0, "Øvrige lande")
    code, output = reader.read_paper(paper)
    assert code == 1
    assert "læst Øvrige lande" in output
    assert "det betegner en sum eller en rest og er ikke en nationalitet" in output
    assert "--land" not in output


def test_et_styretegn_naar_hverken_seeds_eller_terminal(reader):
    before = reader.seeds()
    text = documents.with_tabs(STATISTIC)
    printed = STATISTIC.tables[TABEL_2][0][0]
    for hidden in ("\x1b[2J", "\u2066", "\x07"):
        for damaged in (
            text.replace(printed, printed + hidden),
            text.replace("Ministeriet", hidden),
            hidden + text,
        ):
            code, output = reader.read_text(damaged)
            assert all(line.isprintable() for line in output.split("\n"))
            cells = "".join(content.decode().replace("\n", "") for content in reader.seeds().values())
            assert cells.isprintable()
            assert (code == 0) == (reader.seeds() != before)
            reader.restore(before)
    code, output = reader.read(reader.folder / "\x1b[31mvæk.txt")
    assert (code, r"\x1b[31mvæk.txt findes ikke." in output) == (1, True)


@pytest.mark.parametrize(
    "name",
    [
        "brev.pdf",
        "mit brev.pdf",
        "d'Arc.pdf",
        "a $HOME `id` $(id).pdf",
        'et "brev" #1\\!.pdf',
        "brev;æøå & co.pdf",
    ],
)
def test_kommandoen_virker_gennem_make(tmp_path, capsys, name):
    """What is shown for make, typed into a shell, gives the program exactly the words that are meant."""
    for copied in ("Makefile", "requirements.txt", "requirements-uv.txt"):
        shutil.copy(ROOT / copied, tmp_path)
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    (tmp_path / ".venv" / ".installed").touch()
    options = parser(["dateret", "titel"]).parse_args(
        [name, "--land", "Côte d'Ivoire $x=CIV", "--titel", '"a" b']
    )
    outside = {name: value for name, value in os.environ.items() if "MAKE" not in name and name != "MFLAGS"}
    for words in (
        ["--erstat"],
        ["--land", "Østland (Øerne)=KODE", "--dateret", "ÅÅÅÅ-MM-DD"],
        ["--titel", "c!"],
    ):
        show_commands({"Sådan": words}, Path(name), options)
        line = capsys.readouterr().out.splitlines()[2].strip()
        answer = subprocess.run(
            ["sh", "-c", line], cwd=tmp_path, env=outside, capture_output=True, text=True, check=True
        )
        titel = [] if "--titel" in words else ["--titel", '"a" b']
        meant = [name, "--land", "Côte d'Ivoire $x=CIV", *titel, *words]
        assert answer.stdout.splitlines() == ["-m", "landstal", "read", *meant], line


# --- Damages ----------------------------------------------------------------------------------------------


def row_of(paper: Paper, label: str, table: str) -> list[str]:
    return next(row for row in paper.tables[table] if row[0] == label)


def one_more(table: str, label: str, column: int):
    """One more than is printed."""

    def damage(paper: Paper) -> None:
        printed = int(row_of(paper, label, table)[column].replace(".", "").replace("-", "0"))
        paper.correct(table, label, column, documents.danish(printed + 1))

    return damage


def landstallet(paper: Paper) -> None:
    index = next(i for i, block in enumerate(paper.blocks) if "fastsættes til" in block.text)
    paper.blocks[index] = documents.Block("paragraph", "Landstallet for 2025 fastsættes til 701 personer.")


def two_kvoter_swapped(paper: Paper) -> None:
    a, b = (row_of(paper, label, KVOTER) for label in ("575 Vejen", "607 Fredericia"))
    assert a[1] != b[1]
    a[1], b[1] = b[1], a[1]


def wrong_year(paper: Paper) -> None:
    paper.blocks = [
        replace(block, text=block.text.replace("asylansøgning 2024", "asylansøgning 2023"))
        for block in paper.blocks
    ]


DAMAGES = {
    "et ciffer": (
        LETTER,
        one_more(BEFOLKNING, "575 Vejen", 1),
        [r"bilag_a_befolkning, .*Region Syddanmark, indb.* \(sum af kommunerne\): trykt sum [\d.]+; del"],
    ),
    "en kvote": (
        LETTER,
        one_more(KVOTER, "575 Vejen", 1),
        [r"bilag_b_kommunekvoter, .*Syddanmark i alt, kommunekvote .*: trykt sum \d+; delene giver \d+"],
    ),
    "en tabt række": (
        LETTER,
        lambda paper: paper.remove(FAMILIE, "575 Vejen"),
        [r"linje \d+ til .*linje \d+: bilag_a_familiesammenfoeringer: 575 Vejen mangler\n"],
    ),
    "en dobbelt række": (
        LETTER,
        lambda paper: paper.duplicate(FAMILIE, "575 Vejen"),
        [r"linje (\d+): .*familiesammenfoeringer, række \d+: læst 575 Vejen, ventet at rækken står én gang"],
    ),
    "en ukendt kommune": (
        LETTER,
        lambda paper: paper.correct(KVOTER, "825 Læsø", 0, "411 Christiansø"),
        [
            r"række \d+: læst 411 Christiansø, ventet en kommune eller region",
            r"bilag_b_kommunekvoter: 825 Læsø mangler\n",
        ],
    ),
    "en stavefejl i en region": (
        LETTER,
        lambda paper: paper.correct(REGIONSKVOTER, "Region Hovedstaden", 0, "Region Hovedstden"),
        [r"landstal_regionskvoter, række 1: læst Region Hovedstden, ventet en kommune eller region"],
    ),
    "en tabt sum": (
        LETTER,
        lambda paper: paper.remove(KVOTER, "Region Sjælland i alt"),
        [r"bilag_b_kommunekvoter: summen for Region Sjælland mangler\n"],
    ),
    "en ændret sum": (
        LETTER,
        one_more(FAMILIE, "Danmark i alt", 1),
        [r"bilag_a_familiesammenf.*, række 109, Danmark i alt, .* \(sum af regionerne\): trykt sum \d+"],
    ),
    "en regionskvote": (
        LETTER,
        one_more(REGIONSKVOTER, "Region Midtjylland", 1),
        [
            r"regionskvoter, række 4, Region Midtjylland, regionskvote \(sum af kommunerne\): trykt sum",
            r"regionskvoter, række 6, Total .*, regionskvote .*: trykt sum 700; delene giver 701 .forskel 1.",
        ],
    ),
    "landstallet": (
        LETTER,
        landstallet,
        [r"linje \d+: landstal \(sum af regionerne\): trykt sum 701; delene giver 700 \(forskel 1\)"],
    ),
    "to kvoter byttet": (
        LETTER,
        two_kvoter_swapped,
        [r"række \d+, 575 Vejen, kommunekvote: læst \S+, ventet \S+", r"607 Fredericia"],
    ),
    "en tabt tabel": (
        LETTER,
        lambda paper: paper.without_table(FAMILIE),
        [r"bilag_a_familiesammenfoeringer: læst ingen rækker"],
    ),
    "et delt tal": (
        LETTER,
        lambda paper: paper.correct(KVOTER, "Danmark i alt", 1, "7 00"),
        [r"bilag_b_kommunekvoter, række 109, Danmark i alt.*læst"],
    ),
    "komma for punktum": (
        LETTER,
        lambda paper: paper.correct(BEFOLKNING, "575 Vejen", 1, "65,364"),
        [r"række \d+, 575 Vejen, indbyggertal: læst 65,364, ventet helt tal over 0"],
    ),
    "en måned": (
        STATISTIC,
        one_more(TABEL_1, "Påset udrejst", 3),
        [r"udsendelser_tabel_1, række 2, Påset udrejst, i_alt_aar \(sum af månederne\): trykt sum \d+"],
    ),
    "en nationalitets sum": (
        STATISTIC,
        one_more(TABEL_2, "Øvrige", 4),
        [r"tabel_2, række 11, Øvrige, i_alt_aar \(sum af kategorierne\): trykt sum \d+; delene giver \d+"],
    ),
    "en måned for meget": (
        STATISTIC,
        lambda paper: paper.correct(TABEL_1, "Rejst selv", 9, "0"),
        [r"udsendelser_tabel_1, række 3, Rejst selv, aug: læst 0, ventet tom celle"],
    ),
    "en tabt nationalitetstabel": (
        STATISTIC,
        lambda paper: paper.without_table(TABEL_3),
        [r"udsendelser_tabel_3: læst ingen rækker"],
    ),
    "et forkert år": (
        STATISTIC,
        wrong_year,
        [r"linje \d+: udsendelser_tabel_3, overskriften: læst 2023, ventet 2024"],
    ),
}


IN_PDF = ["et ciffer", "en tabt række", "en ukendt kommune", "to kvoter byttet", "en måned", "et forkert år"]


@pytest.mark.parametrize(
    ("paper", "damage", "patterns", "form"),
    [
        *(pytest.param(*damage, "tabs", id=name) for name, damage in DAMAGES.items()),
        *(pytest.param(*DAMAGES[name], "ruled", id=f"{name} i PDF") for name in IN_PDF),
    ],
)
def test_skader_afvises_med_sted_og_ord(reader, paper, damage, patterns, form):
    before = reader.seeds()
    paper = deepcopy(paper)
    damage(paper)
    code, output = reader.read_paper(paper, form=form)
    assert code == 1
    for pattern in patterns:
        assert re.search(pattern, output), output
    lines = [
        line
        for line in output.splitlines()
        if re.search(r": (læst|beregnet|trykt sum) | læst | mangler(;|$)", line)
    ]
    assert lines
    assert all(re.match(r"  (side \d+, )?linje \d+|  hele dokumentet|  seeds/", line) for line in lines), (
        output
    )
    assert output.endswith("\nIntet er skrevet.\n")
    assert reader.seeds() == before


def test_for_mange_tal_paa_en_linje(reader):
    """Without cells a figure that is split in two is one too many."""
    paper = deepcopy(LETTER)
    paper.correct(KVOTER, "575 Vejen", 1, "1 7")
    statistic = deepcopy(STATISTIC)
    statistic.correct(TABEL_1, "I alt", 3, "1 7")
    for damaged, expected in (
        (paper, "575 Vejen: læst 2 tal, ventet højst 1"),
        (statistic, "I alt: læst 10 tal, ventet 9"),
    ):
        code, output = reader.read_paper(damaged, *options_for(damaged, "spaces"), form="spaces")
        assert (code, expected in output) == (1, True), output


def test_en_note_skrevet_paa_forhaand_lader_en_afvigelse_passere(reader):
    paper = deepcopy(LETTER)
    two_kvoter_swapped(paper)
    code, output = reader.read_paper(paper)
    assert code == 1
    notes = reader.root / "seeds/kontrol/noterede_kildeanmaerkninger.csv"
    with notes.open("a", encoding="utf-8") as file:
        for number, label, kvote in re.findall(
            r"række (\d+), (\d{3} \w+), kommunekvote: læst (\S+),", output
        ):
            assert label in ("575 Vejen", "607 Fredericia")
            file.write(f"{paper.key},{KVOTER},{number},kommunekvote,{kvote},{kvote},byttet\n")
    code, output = reader.read_paper(paper)
    assert code == 0, output


# --- Keys and versions ------------------------------------------------------------------------------------


def test_en_kendt_noegle_afvises_med_begge_udveje(reader):
    before = reader.seeds()
    code, output = reader.read_paper(REAL)
    assert code == 1
    assert "landstal-2024 er allerede indlæst" in output
    assert "--erstat" in output
    assert "--version 2" in output
    assert reader.seeds() == before


@pytest.mark.parametrize("key", ["landstal-2024", "udsendelser-2024-06"])
def test_erstat_med_det_samme_aendrer_ingenting(reader, key):
    for paper in (documents.make_letter(2025), documents.make_statistic(2025, 2)):
        assert reader.read_paper(paper)[0] == 0
    before = reader.seeds()
    code, output = reader.read_paper(documents.from_seeds(ROOT, key), "--erstat")
    assert code == 0, output
    assert reader.seeds() == before


def test_et_aendret_landstal_bliver_naeste_version(reader):
    raised = documents.change_letter(REDUCED, 900, bilag_a=False)
    for version, paper in ((2, REDUCED), (3, raised)):
        assert paper.key == f"landstal-2024-{version}"
        code, output = reader.read_paper(paper)
        assert code == 0, output
        assert reader.has(paper)
    before = reader.seeds()
    code, output = reader.read_paper(REDUCED)
    assert code == 1
    assert "landstal-2024-2 er allerede indlæst" in output
    assert reader.read_paper(REDUCED, "--erstat")[0] == 0
    assert reader.seeds() == before


def test_noegle_og_version_kan_gives(reader):
    paper = documents.change_letter(REAL, 900)
    paper.blocks = [b for b in paper.blocks if b.kind != "title"]
    options = ["--version", "2", "--titel", "Landstal", "--dokument", "landstal-2024-maj"]
    code, output = reader.read_paper(paper, *options)
    assert code == 0, output
    assert reader.rows("landstalsbreve", "landstal-2024-maj")[0][2] == "2"


def problems_in(output: str) -> list[str]:
    return re.findall(r"^  (\S.*: .*)$", output[output.index("IKKE OPFYLDT") :], flags=re.MULTILINE)


@pytest.mark.parametrize(
    ("paper", "options", "expected"),
    [
        (documents.change_letter(LETTER, 500), [], r"landstal-2025-2, ventet at version 1 af .* for 2025"),
        (REDUCED, ["--version", "3"], r"landstal-2024-3, ventet at version 2 af landstallet for 2024"),
    ],
    ids=["version 1 mangler", "version 2 mangler"],
)
def test_uden_versionen_foer_er_det_alt_der_siges(reader, paper, options, expected):
    code, output = reader.read_paper(paper, *options)
    assert code == 1
    (problem,) = problems_in(output)
    assert re.fullmatch(f"hele dokumentet: dokument: læst {expected} er indlæst først", problem)


def test_et_nedsat_landstal_er_ikke_en_ny_beregning(reader):
    """With the right regional quotas, the calculation of a first announcement is wrong for 56 of the 98."""
    regionskvoter = {"1084": 74, "1085": 44, "1083": 68, "1082": 77, "1081": 37}
    assert list(regionskvoter.values()) == [int(kvote) for _, kvote in REDUCED.tables[REGIONSKVOTER][:-1]]
    weights = independent.foreloebige_fordelingstal(REAL.kommuner, 300)
    paper = deepcopy(REDUCED)
    for code, kvote in independent.kommunekvoter(REAL.kommuner, weights, regionskvoter).items():
        label = next(label for label, _ in paper.tables[KVOTER] if label.startswith(code))
        paper.correct(KVOTER, label, 1, str(kvote))
    code, output = reader.read_paper(paper)
    assert code == 1
    assert len(problems_in(output)) == 20
    assert "... og 36 fejl til." in output
    assert "147 Frederiksberg, kommunekvote: læst 9, ventet 8" in output


def without_facts(*names: str):
    def damage(paper: Paper) -> None:
        paper.facts |= dict.fromkeys(names, "")
        paper.blocks = documents.letter_blocks(paper.facts, paper.tables)

    return damage


def without_bilag_a(paper: Paper) -> None:
    paper.tables |= {BEFOLKNING: [], FAMILIE: []}
    without_facts(*documents.FACTS_OF_BILAG_A)(paper)


def with_rows_of(other: Paper, table: str):
    def damage(paper: Paper) -> None:
        paper.tables[table] = other.tables[table]

    return damage


def with_region_sjaelland(paper: Paper) -> None:
    paper.tables[REGIONSKVOTER].insert(1, ["Region Sjælland", "-"])


@pytest.mark.parametrize(
    ("paper", "damage", "expected"),
    [
        pytest.param(
            LETTER,
            without_facts("aftalefrist", "fastsaettelsesfrist"),
            [
                r"ikke fundet: aftalefrist mangler; ventet dato som .*; kan angives med --aftalefrist",
                r"ikke fundet: fastsaettelsesfrist mangler; ventet dato.*angives med --fastsaettelsesfrist",
            ],
            id="version 1 uden frister",
        ),
        pytest.param(
            LETTER,
            without_bilag_a,
            [
                *(rf"ikke fundet: {name} mangler; ventet .*" for name in documents.FACTS_OF_BILAG_A),
                r"hele dokumentet: bilag_a_befolkning: læst ingen rækker, .*",
                r"hele dokumentet: bilag_a_familiesammenfoeringer: læst ingen rækker, .*",
            ],
            id="version 1 uden Bilag A",
        ),
        pytest.param(
            REDUCED_WITH_BILAG_A,
            lambda paper: paper.without_table(FAMILIE),
            [r"linje \d+: bilag_a_familiesammenfoeringer: læst ingen rækker, .*"],
            id="en halv Bilag A",
        ),
        pytest.param(
            FOUR_REGIONS,
            with_region_sjaelland,
            [r"linje \d+ til linje \d+: \w+, region: læst Region Østdanmark, ventet kun .* fra 2007.*"],
            id="Region Østdanmark og Region Sjælland",
        ),
        pytest.param(
            LETTER,
            with_rows_of(FOUR_REGIONS, KVOTER),
            [r"linje \d+ til linje \d+: bilag_b_kommunekvoter, region: læst Region Østdanmark, .*"],
            id="fire regioner i Bilag B",
        ),
        pytest.param(
            FOUR_REGIONS,
            with_rows_of(LETTER, BEFOLKNING),
            [r"linje .*: bilag_a_befolkning, region: læst Region Hovedstaden og Region Sjælland, .*"],
            id="fem regioner i Bilag A",
        ),
    ],
)
def test_hvad_der_mangler_eller_ikke_hoerer_sammen_afvises(reader, paper, damage, expected):
    paper = deepcopy(paper)
    damage(paper)
    code, output = reader.read_paper(paper)
    assert code == 1
    problems = problems_in(output)
    assert len(problems) == len(expected), output
    for pattern in expected:
        assert any(re.fullmatch(pattern, problem) for problem in problems), output


def test_flere_udgaver_staar_ved_siden_af_hinanden(reader):
    figures = {
        "ledsaget": [3, 8, 5, 9, 6, 6, 4],
        "paaset": [9, 10, 19, 18, 11, 9, 7],
        "rejst_selv": [0, 0, 1, 0, 0, 0, 0],
    }
    for count in (7, 8):
        months = {k: [*m, 5][:count] for k, m in figures.items()}
        paper = documents.make_statistic(2024, months, {"ledsaget": 69, "paaset": 171, "rejst_selv": 3})
        code, output = reader.read_paper(paper, form="ruled")
        assert code == 0, output
        assert reader.rows(TABEL_1, f"udsendelser-2024-0{count}") == paper.rows(TABEL_1)


# --- Writing ----------------------------------------------------------------------------------------------


def test_proev_viser_forskellen_og_skriver_intet(reader):
    before = reader.seeds()
    code, output = reader.read_paper(LETTER, "--proev")
    assert code == 0
    assert "+landstal-2025,109,Danmark i alt,700\n" in output
    assert output.endswith("Dokumentet er kun prøvet. Intet er skrevet.\n")
    assert reader.seeds() == before


def test_afbrudt_mellem_flytningerne_bliver_hel_ved_naeste_koersel(reader, monkeypatch):
    before = reader.seeds()
    reader.read_paper(LETTER)
    after = reader.seeds()
    reader.restore(before)
    move, moved = os.replace, []

    def move_two(source, target):
        if len(moved) == 2:
            raise OSError("slut")
        moved.append(target)
        move(source, target)

    monkeypatch.setattr(seed_files.os, "replace", move_two)
    code, output = reader.read_paper(LETTER)
    assert code == 1
    assert "Skrivningen er begyndt" in output
    assert before != reader.seeds() != after
    reader.restore(before)  # as who wants to begin again may do
    monkeypatch.setattr(seed_files.os, "replace", move)
    code, output = reader.read_paper(LETTER)
    assert code == 1
    assert "er gjort færdig" in output
    assert "landstal-2025 er allerede indlæst" in output
    assert reader.seeds() == after
    assert not list(reader.root.glob(".seeds.*"))


def test_afbrudt_foer_beslutningen_er_intet_sket(reader):
    before = reader.seeds()
    new = reader.root / ".seeds.new" / "seeds" / "kvoter"
    new.mkdir(parents=True)
    (new / "landstalsbreve.csv").write_bytes(b"halv")
    assert not seed_files.complete(reader.root)
    assert reader.seeds() == before
    assert not list(reader.root.glob(".seeds.*"))


def test_rettigheder_og_sidste_linjeskift(reader):
    file = reader.root / "seeds/kvoter/landstalsbreve.csv"
    file.write_bytes(file.read_bytes().rstrip(b"\n"))
    file.chmod(0o640)
    assert reader.read_paper(LETTER)[0] == 0
    assert file.stat().st_mode & 0o777 == 0o640
    assert [row[0] for row in csv.reader(io.StringIO(file.read_text(encoding="utf-8")))] == [
        "dokument", "landstal-2024", "landstal-2025"
    ]  # fmt: skip


# --- Files that cannot be read ----------------------------------------------------------------------------


def encrypted(file: Path) -> None:
    documents.unruled(LETTER, file, password="hemmelig")


def picture_alone(file: Path) -> None:
    canvas = documents.Canvas(str(file))
    canvas.drawInlineImage(Image.new("RGB", (40, 40)), 100, 100)
    canvas.showPage()
    canvas.save()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.pdf", encrypted, "er krypteret"),
        ("b.pdf", picture_alone, "har ikke tekst, som kan læses: side 1 består af billeder"),
        ("c.pdf", b"%PDF-1.7\nnoget andet", "er ødelagt"),
        ("d.pdf", b"noget andet", "er ikke en PDF"),
        ("e.txt", b"", "er tom"),
        ("f.txt", "Landstal for 2025\nRegion Sjælland".encode("latin-1"), "linje 2 er ikke UTF-8"),
        ("g.docx", b"PK", "er ødelagt"),
        ("h.md", b"# Noget andet", "Dokumentet ligner hverken et landstalsbrev"),
        ("i.txt", None, "i.txt findes ikke."),
        ("j.md", b"Landstal for 2025\nTal for udsendelser", "Dokumentet ligner både et landstalsbrev"),
    ],
)
def test_filer_der_ikke_kan_laeses(reader, name, content, message):
    before = reader.seeds()
    file = reader.folder / name
    if callable(content):
        content(file)
    elif content is not None:
        file.write_bytes(content)
    code, output = reader.read(file)
    assert (code, message in output) == (1, True), output
    assert output.endswith("Intet er skrevet.\n")
    assert reader.seeds() == before


def test_byte_order_mark_er_tilladt(reader):
    file = reader.folder / "bom.txt"
    file.write_text(documents.with_tabs(STATISTIC), encoding="utf-8-sig")
    assert reader.read(file)[0] == 0


# --- Several files ----------------------------------------------------------------------------------------


def test_flere_filer_laeses_hver_for_sig(reader):
    damaged = documents.make_letter(2026, seed_number=2)
    two_kvoter_swapped(damaged)
    files = [reader.folder / f"{number}.txt" for number in range(3)]
    for file, paper in zip(files, (LETTER, damaged, STATISTIC), strict=True):
        file.write_text(documents.with_tabs(paper), encoding="utf-8")
    code, output = reader.read(*files)
    assert code == 1
    first, second, third = re.split(r"^--- .*/\d\.txt\n", output, flags=re.MULTILINE)[1:]
    assert "Dokument landstal-2025\n" in first
    assert second.endswith("\nIntet er skrevet.\n\n")
    assert third.endswith("Dokumentet er indlæst. Kør make build.\n")
    assert reader.has(LETTER)
    assert reader.has(STATISTIC)
    assert not reader.rows("landstalsbreve", damaged.key)
    code, output = reader.read(files[0], files[2])
    assert code == 1
    assert output.count("er allerede indlæst") == 2
    assert reader.read(files[0], files[2], "--erstat")[0] == 0


def test_hvad_der_gaelder_et_dokument_gives_ikke_for_flere(reader):
    before = reader.seeds()
    file = documents.write(LETTER, reader.folder, "tabs")
    code, output = reader.read(file, file, "--dokument", "landstal-2025", "--dateret", "2024-04-30")
    assert code == 1
    assert output == "--dokument, --dateret gælder ét dokument. Angiv én fil.\n\nIntet er skrevet.\n"
    assert reader.seeds() == before


def test_en_afbrydelse_gaelder_alle_filer(reader):
    def interrupt(files):
        raise KeyboardInterrupt

    before = reader.seeds()
    reader.find = interrupt
    file = documents.write(LETTER, reader.folder, "tabs")
    with pytest.raises(SystemExit, match="1"):
        reader.read(file, file)
    output = reader.capsys.readouterr().out
    assert output.count("---") == 1
    assert output.endswith("Afbrudt.\n\nIntet er skrevet.\n")
    assert reader.seeds() == before
