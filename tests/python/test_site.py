"""The report in a real browser, opened as files: every page, the map, search, sorting, access, print.

Without a browser the tests that need one are skipped and say so; with LANDSTAL_KRAEV_BROWSER=1 they fail.
"""

import gzip
import hashlib
import os
import re
import shutil
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path
from urllib.parse import unquote, urldefrag

import duckdb
import pdfplumber
import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from playwright.sync_api import Page, sync_playwright

from landstal.site.command import write
from landstal.site.numbers import figures
from landstal.site.report import Report

KIND = [
    "", "kommuner/", "kommuner/840/", "regioner/", "udsendelser/", "afstemning/", "metode/", "data/",
]  # fmt: skip
LINEAGE = ["lineage/index.html", "lineage/kolonner.html", "lineage/erd.html"]
WCAG_21_AA = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
IN_FORCE = "er_gaeldende and landstalsaar = (select max(landstalsaar) from marts.landstal)"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def site(built) -> Path:
    answer = built.run(sys.executable, "-m", "landstal", "site")
    assert answer.returncode == 0, answer.stdout
    return built.folder / "site"


def find_chromium() -> str | None:
    """Chromium, or Chrome, that is installed on the machine."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next(filter(None, map(shutil.which, names)), None)


@pytest.fixture(scope="session")
def chromium():
    file = find_chromium()
    if not file:
        notice = "ingen browser: installer chromium for at prøve siderne"
        pytest.fail(notice) if os.environ.get("LANDSTAL_KRAEV_BROWSER") else pytest.skip(notice)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=file, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium):
    """A new page in a fresh profile."""
    with chromium.new_context(viewport={"width": 1280, "height": 900}, locale="da-DK") as environment:
        yield environment.new_page()


def open_file(page: Page, site: Path, path: str) -> None:
    page.goto((site / path / ("" if path.endswith(".html") else "index.html")).as_uri())


def html_pages(site: Path) -> list[str]:
    return sorted(
        str(file.relative_to(site).parent) for file in site.rglob("index.html") if "lineage" not in file.parts
    )


def soup(file: Path) -> BeautifulSoup:
    return BeautifulSoup(file.read_text(encoding="utf-8"), "lxml")


@pytest.mark.parametrize(
    ("value", "decimals", "signed", "written"),
    [
        (653_664, 0, False, "653.664"), (Decimal("7.124282"), 3, False, "7,124"), (0, 0, True, "0"),
        (Decimal("-0.0004"), 3, False, "0,000"), (Decimal("2.5"), 0, False, "3"),
        (None, 2, True, "\N{EN DASH}"),
        (Decimal("-2.5"), 0, True, "\N{MINUS SIGN}3"), (4, 0, True, "+4"),
    ],
)  # fmt: skip
def test_tal_paa_dansk(value, decimals, signed, written):
    assert figures(value, decimals, signed) == written


def test_der_er_en_side_for_hver_kommune(site, marts):
    codes = {code for (code,) in marts.sql("select kommunekode from marts.kommuner").fetchall()}
    assert set(html_pages(site)) == {"."} | {path.rstrip("/") for path in KIND if path} | {
        f"kommuner/{code}" for code in codes
    }


def test_siderne_er_smaa(site):
    files = [file for file in site.rglob("*") if file.is_file() and "lineage" not in file.parts]
    assert sum(file.stat().st_size for file in files) < 25_000_000
    is_fetched = ("index.html", "stil.css", "side.js", "kommuner.js")
    assert sum(len(gzip.compress((site / file).read_bytes())) for file in is_fetched) < 100_000


def test_samme_marts_giver_samme_bytes(site, built, tmp_path):
    """The pages of two municipalities stand for the others."""
    report = Report(built.published.resolve(), built.folder, tmp_path)
    kommune_pages, all_items = report.kommune_pages, report.kommuner

    def two_kommune_pages():
        report.kommuner = all_items[:2]
        kommune_pages()
        report.kommuner = all_items

    report.kommune_pages = two_kommune_pages
    report.write()
    written = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert len(written) > 50
    for file in written:
        assert file.read_bytes() == (site / file.relative_to(tmp_path)).read_bytes(), file


def test_hvert_link_foerer_til_noget(site, marts):
    """Files and anchors; and in the lineage the models, which its own script finds."""
    pages = {path: soup(site / path / "index.html") for path in html_pages(site)}
    anchors = {path: {tag["id"] for tag in page.select("[id]")} for path, page in pages.items()}
    described = (site / "lineage" / "index.html").read_text(encoding="utf-8")
    modeller = set()
    for path, page in pages.items():
        for tag in page.select("[href], [src]"):
            address = tag.get("href") or tag.get("src")
            if address == "data:,":
                continue
            assert ":" not in address.split("#")[0], (path, address)
            file, anchor = urldefrag(unquote(address))
            measure = (site / path / file).resolve() if file else site / path / "index.html"
            assert measure.is_file(), (path, address)
            if anchor.startswith("!/model/"):
                modeller.add(anchor.removeprefix("!/model/"))
            elif anchor:
                assert anchor in anchors[str(measure.parent.relative_to(site))], (path, address)
    assert all(f'"unique_id": "{model}"' in described for model in modeller)
    tables = marts.sql("select count(*) from information_schema.tables where table_schema = 'marts'")
    assert tables.fetchall() == [(len(modeller),)]


def test_filerne_er_de_udgivne(site, built):
    page = soup(site / "data" / "index.html").get_text()
    for file in built.published.resolve().rglob("*.*"):
        project_copy = site / "data" / file.relative_to(built.published.resolve())
        assert project_copy.read_bytes() == file.read_bytes()
        if file.suffix != ".parquet":
            assert hashlib.sha256(file.read_bytes()).hexdigest() in page


def test_uden_udgivne_marts_siges_hvad_der_mangler(project_copy):
    answer = project_copy.run(sys.executable, "-m", "landstal", "site")
    assert answer.returncode == 1
    assert answer.stdout == "Der er ikke udgivet noget endnu: kør make build først.\n"
    assert not (project_copy.folder / "site").exists()


def test_en_fejl_lader_siderne_staa(site, built, tmp_path, monkeypatch):
    measure = tmp_path / "site"
    (measure / "data").mkdir(parents=True)
    monkeypatch.setattr(Report, "skriv", lambda report: (report.folder / "halv").write_text("") / 0)
    with pytest.raises(ZeroDivisionError):
        write(built.published.resolve(), built.folder, measure)
    assert [file.name for file in tmp_path.iterdir()] == ["site"]
    assert [file.name for file in measure.iterdir()] == ["data"]


def test_alle_sider_aabner_som_filer_og_viser_martens_kvote(site, chromium, marts):
    """On a phone: no error, no request that leaves the folder, nothing that scrolls sideways."""
    kvoter = dict(
        marts.sql(f"""
            select kommunekode, kommunekvote_gaeldende from marts.kommunekvoter
            where {IN_FORCE}
        """).fetchall()
    )
    error: list[str] = []
    with chromium.new_context(viewport={"width": 390, "height": 844}) as environment:
        page = environment.new_page()
        page.on("console", lambda message: error.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda exception: error.append(str(exception)))
        page.on(
            "request",
            lambda r: (
                error.append(r.url) if not r.url.startswith((site.as_uri(), "data:", "blob:")) else None
            ),
        )
        for path in [*html_pages(site), *LINEAGE]:
            open_file(page, site, path)
            if path in LINEAGE:
                page.wait_for_timeout(1000)
            assert not error, (path, error)
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
            if code := re.fullmatch(r"kommuner/(\d+)", path):
                assert page.inner_text("#kvote") == str(kvoter.pop(code[1]))
    assert not kvoter


def test_hver_flise_viser_martens_kvote(site, page, marts):
    open_file(page, site, "")
    tiles = page.eval_on_selector_all(
        ".kort a",
        """fliser => fliser.map(flise => {
            const {x, y, width, height} = flise.getBoundingClientRect();
            const tal = flise.querySelector("b").textContent;
            return [flise.getAttribute("href").split("/")[1], flise.querySelector("abbr").textContent, tal,
                [Math.round(x), Math.round(y)].join(), width > 20 && height > 20];
        })""",
    )
    awaited = marts.sql(f"""
        select kommuner.kommunekode, kort_navn, cast(kommunekvote_gaeldende as varchar)
        from marts.kommuner join marts.kommunekvoter using (kommunekode)
        where {IN_FORCE}
    """)
    assert sorted(tuple(tile[:3]) for tile in tiles) == sorted(awaited.fetchall())
    assert len({place_of for *_, place_of, _ in tiles}) == len(tiles) == 98
    assert all(visible for *_, visible in tiles)


def test_soegning_efter_begyndelsen(site, page):
    """As it is written comes before as it may be meant."""
    open_file(page, site, "")
    page.fill("#soeg", "aa")
    found_rows = page.locator("#fund a").all_inner_texts()
    assert found_rows[:3] == ["Aabenraa (580)", "Aalborg (851)", "Aarhus (751)"]


@pytest.mark.parametrize("ord", ["ærø", "Aaro", "492", "ÆRØ", "aeroe"])
def test_soegning_finder_aeroe(site, page, ord):
    open_file(page, site, "kommuner/101/")
    page.fill("#soeg", ord)
    assert page.locator("#fund a").first.inner_text() == "Ærø (492)"
    page.press("#soeg", "Enter")
    page.wait_for_url("**/kommuner/492/index.html")
    assert page.inner_text("h1") == "Ærø"


def test_soegning_der_intet_finder(site, page):
    open_file(page, site, "")
    page.fill("#soeg", "Atlantis")
    assert page.inner_text("#fund") == "Ingen kommune fundet"
    page.press("#soeg", "Escape")
    assert page.locator("#fund").is_hidden()


def test_sortering_beholder_sumlinjen(site, page):
    open_file(page, site, "regioner/")
    table = page.locator("table.sorterbar").first
    column = table.locator("thead th").all_inner_texts().index("Indbyggere")
    before = table.locator("tbody tr").all_inner_texts()
    for order in (lambda values: sorted(values, reverse=True), sorted):
        table.locator("thead button").nth(column).click()
        figures = [
            int(cell.replace(".", ""))
            for cell in table.locator(f"tbody tr > :nth-child({column + 1})").all_inner_texts()
        ]
        assert figures == order(figures)
    assert sorted(table.locator("tbody tr").all_inner_texts()) == sorted(before)
    assert table.locator("tr").last.inner_text().startswith("Region ")


def test_alt_kan_laeses_uden_script(site, chromium):
    with chromium.new_context(java_script_enabled=False) as environment:
        page = environment.new_page()
        open_file(page, site, "")
        assert page.locator(".soeg").is_hidden()
        page.click("text=Kortet som liste")
        page.click(".liste >> text=Ærø")
        assert page.inner_text("#kvote").isdigit()
        assert page.locator(".tegning svg").first.is_visible()


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("path", [*KIND, "lineage/erd.html"])
def test_axe_finder_intet(site, chromium, path, colours):
    with chromium.new_context(color_scheme=colours) as environment:
        page = environment.new_page()
        open_file(page, site, path)
        answer = Axe().run(page, options=WCAG_21_AA)
        assert not answer.response["violations"], answer.generate_report()


@pytest.mark.parametrize("path", KIND)
def test_ingen_tabel_skaeres_paa_papir(site, page, tmp_path, path):
    """On A4 every row that the screen shows is printed with all its numbers, whole and on one page."""
    open_file(page, site, path)
    page.evaluate("document.querySelectorAll('.hash').forEach(hash => hash.remove())")  # parted anywhere
    rows = [Counter(re.findall(r"[\d.,]+", text)) for text in page.locator("tr:visible").all_inner_texts()]
    page.pdf(path=tmp_path / "side.pdf", prefer_css_page_size=True)
    with pdfplumber.open(tmp_path / "side.pdf") as pdf:
        sheet = []
        for paper in pdf.pages:
            assert (round(paper.width), round(paper.height)) == (595, 842)
            ord = paper.extract_words(x_tolerance=1.5)
            assert all(o["x0"] >= 40 and o["x1"] <= 555 and o["bottom"] <= 842 for o in ord)
            sheet.append(Counter(figures for o in ord for figures in re.findall(r"[\d.,]+", o["text"])))
    trykt, total = sum(sheet, Counter()), sum(rows, Counter())
    assert not total - trykt
    assert all(any(not row - paper for paper in sheet) for row in rows)


def text(site: Path, path: str) -> str:
    return " ".join(soup(site / path / "index.html").main.get_text(" ").split())


@pytest.mark.golden
@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("kommuner/840", "Kvoten er 0, fordi kommunen allerede har modtaget 8 familiesammenførte"),
        ("kommuner/840", "flere end de 7,89 personer, den ellers skulle have: fordelingstallet bliver"),
        ("kommuner/183", "er mindst dobbelt så stor som dens andel af befolkningen"),
        ("kommuner/161", "s kvote kun er 0,249 person, og andre kommuner har større rester"),
        ("", "Region Nordjylland får flest i forhold til sit indbyggertal, 1,14 pr. 10.000 indbyggere"),
        ("udsendelser", "18,83 om måneden mod 20,25 i 2023 (\N{MINUS SIGN}7,0 %). Tallene viser hverken"),
        ("udsendelser", "Registreres der mindst 9 mere for de 6 måneder, er gennemsnittet ikke længere"),
        ("kommuner/615", "Trykt »615 Horsens«, brugt »Region Midtjylland«"),
        ("kommuner/825", "er 0,539 personer, som bliver til 1 hel."),
        ("kommuner/820", "Hvorfor trykker brevet 8 og ikke 7? 7,124 er kommunens fordelingstal"),
        ("kommuner/820", "Region Nordjylland har fået 68, hvor de afrundede fordelingstal giver 65"),
        ("kommuner/101", "44 hele personer og en rest, som er blandt de største i regionen"),
        ("afstemning", "Alle 89 kontroller af trykte summer stemmer."),
        ("metode", "98 af 98 kommunekvoter, som de er trykt"),
    ],
)  # fmt: skip
def test_hvad_siderne_svarer(site, path, answer):
    assert answer in text(site, path)


def test_hvert_trin_paa_kommunens_side_er_martens(site, marts):
    answer = marts.sql(f"""
        select
            kommunekode, fordelingsandel * 100, beregnet_fordelingstal, foreloebigt_fordelingstal,
            fordelingstal, regionskvote_offentliggjort, kommunekvote_eksakt, kommunekvote_beregnet
        from marts.kommunekvoter
        where {IN_FORCE}
    """)
    decimals = (4, 3, 3, 3, 0, 3, 0)
    for code, *steps in answer.fetchall():
        found_rows = [
            tag.get_text() for tag in soup(site / "kommuner" / code / "index.html").select(".trin .tal")
        ]
        awaited = [figures(value, count) for value, count in zip(steps, decimals, strict=True)]
        assert found_rows == [f"{awaited[0]} %", *awaited[1:]]


def test_siderne_paa_andre_tal(built, tmp_path):
    """A deviation with a note that uses nothing, a region without a remainder, an edition of one month, and
    rows that lie in another order."""
    shutil.copytree(built.published.resolve(), tmp_path / "udgivet", copy_function=shutil.copyfile)
    for folder in (tmp_path / "udgivet", *(tmp_path / "udgivet").glob("*/")):
        folder.chmod(0o755)
    with duckdb.connect(tmp_path / "udgivet" / "landstal.duckdb") as db:
        db.execute("""
            update marts.kommunekvoter set
                kommunekvote_beregnet = 7, kommunekvote_gaeldende = 7, kommunekvote_hele = 7, afvigelse = -1
            where kommunekode = '820';
            update marts.kildeanmaerkninger set anvendt_vaerdi = null
            where trykt_vaerdi = '820 Vesthimmerland';
            update marts.regionskvoter set personer_til_stoerste_rest = 0 where regionskode = '1081';
            update marts.udsendelser_aar_til_aar set maaneder_daekket = 1;
            create table vendt as from marts.udsendelser_aar_til_aar order by udsendelseskategori desc;
            delete from marts.udsendelser_aar_til_aar;
            insert into marts.udsendelser_aar_til_aar from vendt order by udsendelseskategori desc;
        """)
    report = Report(tmp_path / "udgivet", built.folder, tmp_path / "site")
    report.folder.mkdir()
    report.kommuner[:] = [k for k in report.kommuner if k["kommunekode"] == "820"]
    report.write()
    kommune, udsendelser = (text(report.folder, path) for path in ("kommuner/820", "udsendelser"))
    assert kommune.count("None") == udsendelser.count("None") == 0
    assert "7 beregnet kommunekvote 2024 8 trykt i Bilag B" in kommune
    assert "Trykt »820 Vesthimmerland« (Bilag A" in kommune
    assert "her 7, og så er der ingen tilbage: 7 ." in kommune
    assert "trykt i Bilag B 8 : de afviger med \N{MINUS SIGN}1. Grunden er noteret" in kommune
    assert "113 afviste asylansøgere er registreret udsendt i den første måned af 2024" in udsendelser
    assert "mindst 9 mere for den ene måned" in udsendelser
