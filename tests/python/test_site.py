"""The report in a real browser, opened as files: every page, the map, search, sorting, access, print.

Without a browser the tests that need one are skipped and say so; with LANDSTAL_REQUIRE_BROWSER=1 they fail.
"""

import gzip
import hashlib
import os
import re
import shutil
import subprocess
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
from conftest import DBT, Project
from playwright.sync_api import Page, sync_playwright

from landstal import Stop
from landstal.sets import PAGES as SITE
from landstal.site import words
from landstal.site.command import fill
from landstal.site.numbers import danish_number
from landstal.site.report import Report
from tools import chromium as installed_chromium

PAGES = [
    "", "kommuner/", "kommuner/840/", "regioner/", "udsendelser/", "afstemning/", "metode/", "data/",
]  # fmt: skip
LINEAGE = ["lineage/index.html", "lineage/kolonner.html"]
WCAG_21_AA = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}


@pytest.fixture(scope="session")
def chromium():
    if not installed_chromium.find():
        notice = "ingen browser: installer chromium for at prøve siderne"
        pytest.fail(notice) if os.environ.get("LANDSTAL_REQUIRE_BROWSER") else pytest.skip(notice)
    with sync_playwright() as playwright:
        browser = installed_chromium.launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium):
    """A new page in a fresh profile."""
    with chromium.new_context(viewport={"width": 1280, "height": 900}, locale="da-DK") as profile:
        yield profile.new_page()


def open_file(page: Page, site: Path, path: str) -> None:
    page.goto((site / path / ("" if path.endswith(".html") else "index.html")).as_uri())


def html_pages(site: Path) -> list[str]:
    return sorted(
        str(file.relative_to(site).parent) for file in site.rglob("index.html") if "lineage" not in file.parts
    )


def soup(file: Path) -> BeautifulSoup:
    return BeautifulSoup(file.read_text(encoding="utf-8"), "lxml")


@pytest.mark.parametrize(
    ("value", "decimals", "signed", "expected"),
    [
        (653_664, 0, False, "653.664"), (Decimal("7.124282"), 3, False, "7,124"), (0, 0, True, "0"),
        (Decimal("-0.0004"), 3, False, "0,000"), (Decimal("2.5"), 0, False, "3"),
        (None, 2, True, ".."),
        (Decimal("-2.5"), 0, True, "\N{MINUS SIGN}3"), (4, 0, True, "+4"),
    ],
)  # fmt: skip
def test_tal_paa_dansk(value, decimals, signed, expected):
    assert danish_number(value, decimals, signed) == expected


def test_der_er_en_side_for_hver_kommune(site, marts):
    codes = {code for (code,) in marts.sql("select kommunekode from marts.kommuner").fetchall()}
    assert set(html_pages(site)) == {"."} | {path.rstrip("/") for path in PAGES if path} | {
        f"kommuner/{code}{address}" for code in codes for address in ("", "/2024")
    }


def test_siderne_er_smaa(site):
    files = [file for file in site.rglob("*") if file.is_file() and "lineage" not in file.parts]
    assert sum(file.stat().st_size for file in files) < 25_000_000
    first_visit = ("index.html", "stil.css", "side.js", "kommuner.js")
    assert sum(len(gzip.compress((site / file).read_bytes())) for file in first_visit) < 100_000


def test_samme_marts_giver_samme_bytes(site, built, tmp_path, monkeypatch):
    """The pages of two municipalities stand for the others."""
    report = Report(built.published.resolve(), built.folder, tmp_path)
    kommune_pages = Report.kommune_pages
    monkeypatch.setattr(Report, "kommune_pages", lambda r, shown, *a: kommune_pages(r, {"101", "147"}, *a))
    report.write()
    written = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert len(written) > 50
    for file in written:
        assert file.read_bytes() == (site / file.relative_to(tmp_path)).read_bytes(), file


def test_hvert_link_foerer_til_noget(site, marts):
    """Files and anchors; and in the lineage the models, which its own script finds."""
    pages = {path: soup(site / path / "index.html") for path in html_pages(site)}
    anchors = {path: {tag["id"] for tag in page.select("[id]")} for path, page in pages.items()}
    documentation = (site / "lineage" / "index.html").read_text(encoding="utf-8")
    models = set()
    for path, page in pages.items():
        for tag in page.select("[href], [src]"):
            address = tag.get("href") or tag.get("src")
            if address == "data:,":
                continue
            assert ":" not in address.split("#")[0], (path, address)
            file, anchor = urldefrag(unquote(address))
            target = (site / path / file).resolve() if file else site / path / "index.html"
            assert target.is_file(), (path, address)
            if anchor.startswith("!/model/"):
                models.add(anchor.removeprefix("!/model/"))
            elif anchor:
                assert anchor in anchors[str(target.parent.relative_to(site))], (path, address)
    assert all(f'"unique_id": "{model}"' in documentation for model in models)
    tables = marts.sql("select count(*) from information_schema.tables where table_schema = 'marts'")
    assert tables.fetchall() == [(len(models),)]


def test_filerne_er_de_udgivne(site, built):
    page = soup(site / "data" / "index.html").get_text()
    for file in built.published.resolve().rglob("*.*"):
        copied = site / "data" / file.relative_to(built.published.resolve())
        assert copied.read_bytes() == file.read_bytes()
        if file.suffix != ".parquet":
            assert hashlib.sha256(file.read_bytes()).hexdigest() in page


def test_uden_udgivne_marts_siges_hvad_der_mangler(project_copy):
    answer = project_copy.run(sys.executable, "-m", "landstal", "site")
    assert answer.returncode == 1
    assert answer.stdout == (
        "Endnu er intet udgivet med duckdb. Kør make build først.\n\nIngen sider er skrevet.\n"
    )
    assert not (project_copy.folder / "site").exists()


def test_siderne_kan_skrives_efter_et_byg_med_en_anden_motor(built, project_copy, tmp_path):
    """It leaves a manifest with its own names of the schemas."""
    nodes = Report(built.published.resolve(), built.folder, tmp_path).templates.globals["node_ids"]
    environment = dict.fromkeys(("PGHOST", "PGDATABASE", "PGUSER", "PGPASSWORD"), "x")
    answer = project_copy.run(DBT, "parse", "--target", "postgres", environment=environment)
    assert answer.returncode == 0, answer.stdout
    assert {node["schema"] for node in project_copy.manifest()["nodes"].values()} >= {"marts_new"}
    report = Report(built.published.resolve(), project_copy.folder, tmp_path)
    assert report.templates.globals["node_ids"] == nodes


@pytest.mark.parametrize("failing", ["siderne", "lineage"])
def test_en_fejl_siges_og_lader_siderne_staa(built, tmp_path, monkeypatch, failing):
    monkeypatch.chdir(tmp_path)
    sets, root = Path(".published"), built.folder
    sets.mkdir()
    SITE.write(lambda folder: (folder / "gammel").write_text(""))
    before = SITE.link.readlink()
    if failing == "siderne":
        error, message = ZeroDivisionError, None
        monkeypatch.setattr(Report, "write", lambda report: (report.folder / "halv").write_text("") / 0)
    else:
        error, message, root = Stop, "dbt mislykkedes: ", tmp_path / "projekt"  # without dbt_project.yml
        shutil.copytree(built.folder / "landstal", root / "landstal")
        (root / "target").mkdir()
        shutil.copy(built.folder / "target" / "manifest.json", root / "target")
        monkeypatch.setattr(Report, "write", lambda report: None)
    with pytest.raises(error, match=message):
        SITE.write(lambda folder: fill(built.published.resolve(), root, folder))
    assert SITE.link.readlink() == before
    assert [file.name for file in SITE.link.iterdir()] == ["gammel"]
    assert list(sets.iterdir()) == [before]


# Writes pages of one line, and waits for another before it turns the link.
SLOW_PAGES = """
import sys
from landstal.site import command

def fill(published, root, folder):
    for name in ("index.html", "data.html"):
        (folder / name).write_text(sys.argv[1])
        print(name, flush=True)
        sys.stdin.readline()

command.fill = fill
sys.exit(command.main([]))
"""


class SlowPages:
    def __init__(self, project: Project, text: str):
        command = [sys.executable, "-uc", SLOW_PAGES, text]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, cwd=project.folder, stdin=pipe, stdout=pipe, text=True)

    def says(self, line: str) -> None:
        assert line in self.process.stdout.readline()

    def go_on(self) -> None:
        self.process.stdin.write("\n")
        self.process.stdin.flush()


def test_siderne_vendes_samlet_og_en_ad_gangen(project_copy, built):
    """Two at once do not mix; one that is killed leaves what was there, and the next removes its remains."""
    project_copy.copy_build(built.folder)
    site, sets = project_copy.folder / "site", project_copy.folder / ".published"
    marts = project_copy.published.resolve()
    first, second = SlowPages(project_copy, "1"), None
    first.says("index.html")
    second = SlowPages(project_copy, "2")
    second.says("En anden kørsel er i gang")
    assert not site.exists()
    first.go_on()
    first.says("data.html")
    assert not site.exists()
    first.go_on()
    first.says("Åbn site/index.html")
    second.says("index.html")
    assert site.is_symlink()
    assert {file.read_text() for file in site.iterdir()} == {"1"}
    held = site.resolve()  # somebody in the middle of the pages
    second.go_on()
    second.says("data.html")
    assert {file.read_text() for file in site.iterdir()} == {"1"}
    second.go_on()
    second.says("Åbn site/index.html")
    assert {file.read_text() for file in site.iterdir()} == {"2"}
    assert {file.read_text() for file in held.iterdir()} == {"1"}
    killed = SlowPages(project_copy, "3")
    killed.says("index.html")
    killed.process.kill()
    killed.process.communicate()
    assert {file.read_text() for file in site.iterdir()} == {"2"}
    assert len(list(sets.glob("pages-*"))) == 2
    last = SlowPages(project_copy, "4")
    last.go_on()
    last.go_on()
    last.process.communicate()
    assert {file.read_text() for file in site.iterdir()} == {"4"}
    assert len(list(sets.glob("pages-*"))) == 2  # the set, and the one before it
    assert project_copy.published.resolve() == marts
    for pages in (first, second):
        pages.process.communicate()
        assert pages.process.returncode == 0


def test_en_mappe_af_andres_bliver_ikke_til_sider(project_copy, built):
    project_copy.copy_build(built.folder)
    mine = project_copy.folder / "site" / "mine.html"
    mine.parent.mkdir()
    mine.write_text("x")
    answer = project_copy.run(sys.executable, "-m", "landstal", "site")
    assert answer.returncode == 1
    assert answer.stdout == (
        "site er ikke det link, som landstal laver. Flyt, hvad der står der, og prøv igen.\n\n"
        "site/ er uændret.\n"
    )
    assert mine.read_text() == "x"


# Phones, both sides of each point where the layout changes, desks; 320 is 1280 at 400 per cent.
PAGE_WIDTHS = (320, 360, 390, 736, 737, 850, 1056, 1057, 1280, 1920)


def assert_fits(page, path: str) -> None:
    """Nothing scrolls sideways at any width."""
    before = page.viewport_size
    for width in PAGE_WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
    page.set_viewport_size(before)


def test_alle_sider_aabner_som_filer_og_viser_martens_kvote(site, chromium, marts):
    """On a phone: no error, no request that leaves the folder, nothing that scrolls sideways."""
    kvoter = dict(
        marts.sql("""
            select kommunekode, kommunekvote_gaeldende from marts.kommunekvoter
            where er_seneste
        """).fetchall()
    )
    errors: list[str] = []
    with chromium.new_context(viewport={"width": 390, "height": 844}) as phone:
        page = phone.new_page()
        inside = (site.as_uri(), "data:", "blob:")
        page.on("request", lambda r: errors.append(r.url) if not r.url.startswith(inside) else None)
        page.on("pageerror", lambda exception: errors.append(str(exception)))
        for path in LINEAGE:
            open_file(page, site, path)
            page.wait_for_timeout(1000)
            assert not errors, (path, errors)
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
        # Not of dbt's page, which complains of a picture and of links that it has not yet filled in.
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        for path in html_pages(site):
            open_file(page, site, path)
            assert not errors, (path, errors)
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
            if path.count("/") == 0 or path.endswith(("/101", "/840")):
                assert_fits(page, path)
            if code := re.fullmatch(r"kommuner/(\d+)", path):
                assert page.inner_text("#kvote") == str(kvoter.pop(code[1]))
    assert not kvoter


def test_hver_flise_viser_martens_kvote(site, page, marts):
    open_file(page, site, "")
    tiles = page.eval_on_selector_all(
        ".kort a",
        """tiles => tiles.map(tile => {
            const {x, y, width, height} = tile.getBoundingClientRect();
            const kvote = tile.querySelector("b").textContent;
            return [tile.getAttribute("href").split("/")[1], tile.querySelector("abbr").textContent, kvote,
                [Math.round(x), Math.round(y)].join(), width > 20 && height > 20];
        })""",
    )
    expected = marts.sql("""
        select kommuner.kommunekode, kort_navn, cast(kommunekvote_gaeldende as varchar)
        from marts.kommuner join marts.kommunekvoter using (kommunekode)
        where er_seneste
    """)
    assert sorted(tuple(tile[:3]) for tile in tiles) == sorted(expected.fetchall())
    assert len({position for *_, position, _ in tiles}) == len(tiles) == 98
    assert all(visible for *_, visible in tiles)


def test_soegning_efter_begyndelsen(site, page):
    """What begins as it is typed comes before what may be meant."""
    open_file(page, site, "")
    page.fill("#soeg", "aa")
    hits = page.locator("#fund a").all_inner_texts()
    assert hits[:3] == ["Aabenraa (580)", "Aalborg (851)", "Aarhus (751)"]


@pytest.mark.parametrize("word", ["ærø", "Aaro", "492", "ÆRØ", "aeroe"])
def test_soegning_finder_aeroe(site, page, word):
    open_file(page, site, "kommuner/101/")
    page.fill("#soeg", word)
    assert page.locator("#fund a").first.inner_text() == "Ærø (492)"
    page.press("#soeg", "Enter")
    page.wait_for_url("**/kommuner/492/index.html")
    assert page.inner_text("h1") == "Ærø Kommune"


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
        numbers = [
            int(cell.replace(".", ""))
            for cell in table.locator(f"tbody tr > :nth-child({column + 1})").all_inner_texts()
        ]
        assert numbers == order(numbers)
    assert sorted(table.locator("tbody tr").all_inner_texts()) == sorted(before)
    assert table.locator("tr").last.inner_text().startswith("Region ")


def test_alt_kan_laeses_uden_script(site, chromium):
    with chromium.new_context(java_script_enabled=False) as profile:
        page = profile.new_page()
        open_file(page, site, "")
        assert page.locator(".soeg").is_hidden()
        page.click("text=Kortet som liste")
        page.click(".liste >> text=Ærø")
        assert page.inner_text("#kvote").isdigit()
        assert page.locator(".tegning svg").first.is_visible()


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finder_intet(site, chromium, path, colours):
    with chromium.new_context(color_scheme=colours) as profile:
        page = profile.new_page()
        open_file(page, site, path)
        answer = Axe().run(page, options=WCAG_21_AA)
        assert not answer.response["violations"], answer.generate_report()


@pytest.mark.parametrize("path", PAGES)
def test_ingen_tabel_skaeres_paa_papir(site, page, tmp_path, path):
    """On A4 every row that the screen shows is printed with all its numbers, whole and on one page."""
    open_file(page, site, path)
    page.evaluate("document.querySelectorAll('.hash').forEach(hash => hash.remove())")  # parted anywhere
    rows = [Counter(re.findall(r"[\d.,]+", text)) for text in page.locator("tr:visible").all_inner_texts()]
    page.pdf(path=tmp_path / "side.pdf", prefer_css_page_size=True)
    with pdfplumber.open(tmp_path / "side.pdf") as pdf:
        sheets = []
        for sheet in pdf.pages:
            assert (round(sheet.width), round(sheet.height)) == (595, 842)
            words = sheet.extract_words(x_tolerance=1.5)
            assert all(w["x0"] >= 40 and w["x1"] <= 555 and w["bottom"] <= 842 for w in words)
            sheets.append(Counter(number for w in words for number in re.findall(r"[\d.,]+", w["text"])))
    assert not sum(rows, Counter()) - sum(sheets, Counter())
    assert all(any(not row - sheet for sheet in sheets) for row in rows)


def text(site: Path, path: str) -> str:
    return " ".join(soup(site / path / "index.html").main.get_text(" ").split())


@pytest.mark.golden
@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("kommuner/840", "Kvoten er 0, fordi kommunen allerede har modtaget 8 familiesammenførte"),
        ("kommuner/840", "flere end de 7,89 personer, den ellers skulle have: fordelingstallet bliver"),
        ("kommuner/183", "er mindst dobbelt så stor som dens andel af befolkningen"),
        ("kommuner/161", "s kvote kun er 0,249 person, og andre kommuner har større brøkdele"),
        ("", "skal modtage flest flygtninge i forhold til indbyggertallet: 1,14 pr. 10.000 indbyggere"),
        ("udsendelser", "eller 18,8 om måneden mod 20,3 i 2023 (\N{MINUS SIGN}7,0 %). Tallene viser hverken"),
        ("udsendelser", "tilfældige udsving med, ligger ændringen mellem \N{MINUS SIGN}25,6 og +16,2 %."),
        ("udsendelser", "+7,2 % (\N{MINUS SIGN}27,9 til +59,5 %) ja Påset"),
        ("udsendelser", "\N{MINUS SIGN}33,3 % .. I alt"),
        ("udsendelser", "Kommende måneder er ikke vist. Månederne i 2023 kendes ikke."),
        ("udsendelser", "Registreres der mindst 9 flere for de 6 måneder, er gennemsnittet ikke længere"),
        ("kommuner/615", "I brevet står »615 Horsens«; anvendt er »Region Midtjylland«"),
        ("kommuner/825", "er 0,539 person, som i hele personer bliver 1."),
        ("kommuner/820", "Hvorfor er kvoten 8 og ikke 7? 7,124 er kommunens fordelingstal"),
        ("kommuner/820", "Region Nordjylland har fået 68, hvor de afrundede fordelingstal giver 65"),
        ("kommuner/101", "44 hele personer og en brøkdel, som er blandt de største i regionen"),
        ("kommuner/820", "68 ; forskellen er 3, og bekendtgørelsen har ingen regel om afrunding."),
        ("kommuner/851", "derfor er kvoten ved 550 her 12 og ikke 13. Ved et andet antal familie"),
        ("kommuner/851", "Landstal 550 kvote 12 554 kvote 13 527 kvote 11"),
        ("kommuner/851", "familie\N{SOFT HYPHEN}sammenføringer 30 kvote 13 29 kvote 14 31 kvote 12"),
        ("kommuner/851", "foreløbige fordelingstal med \N{MINUS SIGN}0,96, 100 flere ikke-vestlige"),
        ("kommuner/851", "275 50 % 0,983 1 7 413"),
        ("kommuner/840", "»Intet« betyder, at intet landstal op til tre gange brevets (højst 5.000 personer"),
        ("kommuner/183", "Den beregnede kvote er 0, og intet landstal op til tre gange brevets (højst"),
        ("", "Bornholm Andelen er for lille til én person 0,40 0,38 562"),
        ("", "Ishøj Negativt fordelingstal (BEK 550 § 4, stk. 5) \N{MINUS SIGN}5,31 0,00 intet"),
        ("", "bliver summen 546. Forskellen er den offentliggjorte kvote minus summen af de"),
        ("afstemning", "89 af 89 trykte summer stemmer, når delene lægges sammen 98 af 98"),
        ("afstemning", "3 af 5 regionskvoter er som beregnet; forskellen på i alt 4 er uforklaret"),
        ("afstemning", "Region Nordjylland har 3 flere end beregnet, og Region Hovedstaden har 1 mere."),
        ("afstemning", "Sted I kilden Anvendt Forklaring Brevets hoved: brevets dato 30. april 2024"),
        ("", "siden det forrige brev? Her er kun ét brev, så der er ingen ændringer at vise."),
        ("", "Fordrevne fra Ukraine er ikke medregnet."),
        ("", "En kvote på 0 udelukker ikke, at en flygtning kan komme til kommunen"),
        ("kommuner/840", "En kvote på 0 udelukker ikke, at en flygtning kan komme til kommunen"),
        ("kommuner/840", "Fordrevne fra Ukraine er ikke med i landstallet og kvoterne."),
        ("kommuner/840", "Kvoten ville være 1, hvis kommunen havde modtaget én familiesammenført"),
        ("kommuner/840", "Rebild Kommune 0 kommunekvote 2024"),
        ("kommuner/101", "Københavns Kommune"),
        ("kommuner/400", "Bornholms Regionskommune"),
        ("metode", "rammer beregningen 98 af 98 kommunekvoter"),
        ("metode", "4 kommuner har en kvote, der ikke er det afrundede fordelingstal"),
        ("metode", "Region Nordjylland har fået 68, hvor kommunernes afrundede fordelingstal summer til 65."),
        ("metode", "Hele personer fordeles efter største brøks metode (Hamilton)."),
    ],
)  # fmt: skip
def test_hvad_siderne_svarer(site, path, answer):
    assert answer in text(site, path)


def test_hvert_trin_paa_kommunens_side_er_martens(site, marts):
    answer = marts.sql("""
        select
            kommunekode, fordelingsandel * 100, beregnet_fordelingstal, foreloebigt_fordelingstal,
            fordelingstal, regionskvote_offentliggjort, kommunekvote_eksakt, kommunekvote_beregnet
        from marts.kommunekvoter
        where er_seneste
    """)
    decimals = (4, 3, 3, 3, 0, 3, 0)
    for code, *steps in answer.fetchall():
        shown = [tag.get_text() for tag in soup(site / "kommuner" / code / "index.html").select(".trin .tal")]
        expected = [danish_number(value, count) for value, count in zip(steps, decimals, strict=True)]
        assert shown == [f"{expected[0]} %", *expected[1:]]


def test_metodevalgene_er_de_samme_som_i_readme(built):
    """By their numbers, which other texts refer to."""
    readme = (built.folder / "README.md").read_text(encoding="utf-8").split("\n## ")
    (choices,) = (section for section in readme if section.startswith("Metodevalg\n"))
    danish = (built.folder / "models" / "metodevalg.md").read_text(encoding="utf-8")
    numbers = [re.findall(r"^(\d+)\. \*\*", text, re.M) for text in (choices, danish)]
    assert numbers[0] == numbers[1] == [str(n) for n in range(1, len(numbers[0]) + 1)]


def report_on(built, folder: Path, kommuner: tuple[str, ...], sql: str) -> Report:
    """The report on the published marts after a change of them, with the pages of a few municipalities."""
    shutil.copytree(built.published.resolve(), folder / "udgivet", copy_function=shutil.copyfile)
    for copied in (folder / "udgivet", *(folder / "udgivet").glob("*/")):
        copied.chmod(0o755)
    with duckdb.connect(folder / "udgivet" / "landstal.duckdb") as db:
        db.execute(sql)
    report = Report(folder / "udgivet", built.folder, folder / "site")
    report.folder.mkdir()
    report.kommuner[:] = [k for k in report.kommuner if k["kommunekode"] in kommuner]
    report.write()
    return report


def test_siderne_paa_andre_tal(built, tmp_path):
    """A deviation with a note that uses nothing, a quota that Bilag B alone sets to 0, a region without a
    remainder, an edition of one month, and rows that lie in another order."""
    report = report_on(
        built,
        tmp_path,
        ("820", "849"),
        """
            update marts.kommunekvoter set
                kommunekvote_beregnet = 7, kommunekvote_hele = 7, afvigelse = -1
            where kommunekode = '820';
            update marts.kommunekvoter set kommunekvote_gaeldende = 0, afvigelse = 8
            where kommunekode = '849';
            update marts.kildeanmaerkninger set anvendt_vaerdi = null
            where trykt_vaerdi = '820 Vesthimmerland';
            update marts.regionskvoter set personer_til_stoerste_rest = 0 where regionskode = '1081';
            update marts.udsendelser_aar_til_aar set maaneder_daekket = 1;
            create table vendt as from marts.udsendelser_aar_til_aar order by udsendelseskategori desc;
            delete from marts.udsendelser_aar_til_aar;
            insert into marts.udsendelser_aar_til_aar from vendt order by udsendelseskategori desc;
        """,
    )
    kommune, udsendelser = (text(report.folder, path) for path in ("kommuner/820", "udsendelser"))
    assert kommune.count("None") == udsendelser.count("None") == 0
    assert "8 kommunekvote 2024 7 beregnet" in kommune
    assert "Jammerbugt Fastsat til 0 i Bilag B" in text(report.folder, "")
    assert "I brevet står »820 Vesthimmerland« (Bilag A" in kommune
    assert "her 7, og så er der ingen tilbage: 7 ." in kommune
    assert "Kvote i Bilag B: 8 . Forskellen er \N{MINUS SIGN}1. Grunden står under" in kommune
    assert "113 udsendelser af afviste asylansøgere i den første måned af 2024" in udsendelser
    assert "mindst 9 flere for den ene måned" in udsendelser


def test_sidste_aars_maaneder_staar_ved_siden_af_aarets(built, tmp_path):
    """As the edition of the year before has them that was registered last."""
    report = report_on(
        built,
        tmp_path,
        (),
        """
            insert into marts.udsendelser_aar_til_aar
            select * exclude (udgave, registreret) replace (
                udgave as dokument, registreret as registreret_pr, 2023 as aar, 2022 as forrige_aar,
                -50.0 as aendring_pct, -60.5 as aendring_pct_nedre, -40.0 as aendring_pct_oevre,
                false as er_inden_for_tilfaeldighed
            )
            from marts.udsendelser_aar_til_aar cross join (
                values ('udsendelser-2023-11', date '2023-12-03'), ('udsendelser-2023-12', date '2024-01-03')
            ) as udgaver (udgave, registreret);
            insert into marts.udsendelser_maaned
            select 'udsendelser-2023-' || til, 2023, make_date(2023, m, 1), kategori, til + m, true
            from (values (11), (12)) as udgaver (til)
            cross join unnest(range(1, til + 1)) as maaneder (m)
            cross join unnest(['ledsaget', 'paaset', 'rejst_selv']) as kategorier (kategori);
        """,
    )
    page = text(report.folder, "udsendelser")
    assert "De lyse søjler er 2023." in page
    assert "kendes ikke. Udsendelser" not in page
    for month, antal in (("januar", 13), ("november", 23), ("december", 24)):
        assert f"{month} 2023 {antal} {antal} {antal}" in page
    (this_year, last_year) = soup(report.folder / "udsendelser" / "index.html").select(
        "[aria-labelledby=h-maaneder] table"
    )
    assert len(this_year.select("tbody tr")) == 6
    assert len(last_year.select("tbody tr")) == 12
    chart = soup(report.folder / "udsendelser" / "index.html").select_one("[aria-labelledby=h-maaneder] svg")
    assert {"2023", "2024", "dec"} <= {label.get_text() for label in chart.select("text")}
    description = words.development(report.marts.udsendelser_in_total_of_year(2023))
    assert "Faldet er større, end tilfældige udsving kan forklare." in description
    assert description.endswith("mellem \N{MINUS SIGN}60,5 og \N{MINUS SIGN}40,0\N{NO-BREAK SPACE}%.")


CHANGED_TABLES = (
    "landstal", "regionskvoter", "kommunekvoter", "kommuneandele", "kvotefoelsomhed", "kvotetaerskler",
    "kommunekvoteled",
)  # fmt: skip


def changed_letter(beregningsmaade: str, landstal: int, /, **columns: str) -> str:
    """SQL that makes of the letter a second version, with other expressions for columns of its tables."""
    common = f"""
        'landstal-2024-2' as dokument, 2 as version, 'Ændret landstal for 2024' as titel,
        '{beregningsmaade}' as beregningsmaade, {landstal} as landstal, landstal as landstal_foer,
        dokument as dokument_forrige, null as aftalefrist, null as fastsaettelsesfrist
    """
    sql = ""
    for table in CHANGED_TABLES:
        replaced = common if table == "landstal" else "'landstal-2024-2' as dokument"
        if table in ("regionskvoter", "kommunekvoter"):
            replaced += f", '{beregningsmaade}' as beregningsmaade"
        sql += f"""
            insert into marts.{table}
            select * replace ({", ".join(filter(None, (replaced, columns.get(table))))})
            from marts.{table} where dokument = 'landstal-2024';
            update marts.{table} set er_gaeldende = false, er_seneste = false
            where dokument = 'landstal-2024';
        """
    return (
        sql
        + """
        insert into marts.trykte_tal select * replace ('landstal-2024-2' as dokument) from marts.trykte_tal
        where dokument = 'landstal-2024' and tabel in ('bilag_b_kommunekvoter', 'landstal_regionskvoter');
        """
    )


HALVED = "cast(floor({} * 6 / 11.0 + 0.5) as integer)"  # 300 of 550, in whole persons
IN_PROPORTION = changed_letter(
    "forholdsmaessig_aendring",
    300,
    landstal="null as fordelingstal_afrundet, 0 as uforklaret_tillaeg",
    regionskvoter=f"""
        null as fordelingstal, null as fordelingstal_afrundet,
        regionskvote_offentliggjort as regionskvote_foer,
        {HALVED.format("regionskvote_offentliggjort")} as regionskvote_offentliggjort,
        {HALVED.format("regionskvote_offentliggjort")} as regionskvote_forholdsmaessig,
        if(regionskode = '1084', -1, 0) as uforklaret_tillaeg
    """,
    kommunekvoter=f"""
        null as befolkningsandel, null as udlaendingeandel, null as fordelingsandel, null as befolkningstal,
        null as beregnet_fordelingstal, null as foreloebigt_fordelingstal, null as fordelingstal,
        null as fordelingstal_afrundet, null as virkning_af_1_familiesammenfoert,
        null as virkning_af_100_udlaendinge, null as virkning_af_1000_indbyggere,
        kommunekvote_offentliggjort as kommunekvote_foer,
        {HALVED.format("regionskvote_offentliggjort")} as regionskvote_offentliggjort,
        kommunekvote_offentliggjort * {HALVED.format("regionskvote_offentliggjort")}
        / regionskvote_offentliggjort as kommunekvote_eksakt,
        {HALVED.format("kommunekvote_offentliggjort")} as kommunekvote_offentliggjort,
        {HALVED.format("kommunekvote_beregnet")} as kommunekvote_beregnet,
        {HALVED.format("kommunekvote_beregnet")} as kommunekvote_gaeldende,
        {HALVED.format("kommunekvote_beregnet")} as kommunekvote_hele,
        if(kommunekvote_beregnet = 0, 'nulkvote_foer', null) as nulkvote_aarsag
    """,
    kvotetaerskler="""
        case when figur = 'landstal' then naermeste_vaerdi end as naermeste_vaerdi,
        if(figur = 'landstal', 300, aktuel_vaerdi) as aktuel_vaerdi
    """,
    kommunekvoteled="""
        case lednummer when 1 then 'kvote_foer' when 2 then 'forholdsmaessig_aendring' else led end as led
    """,
)
RECALCULATED = changed_letter(
    "genberegning",
    1200,
    regionskvoter="regionskvote_offentliggjort as regionskvote_foer, -2 as uforklaret_tillaeg",
    kommunekvoter="kommunekvote_offentliggjort as kommunekvote_foer",
)
AGREED = "update marts.kommunekvoter set kommunekvote_aftalt = 4 where dokument = 'landstal-2024';"
FOUR_REGIONS = """
    insert into marts.regioner values ('oestdanmark', 'Region Østdanmark', 'En tekst står i dens sted.');
    delete from marts.regionskvoter where regionskode = '1085';
    update marts.regionskvoter set regionskode = 'oestdanmark', regionsnavn = 'Region Østdanmark'
    where regionskode = '1084';
    update marts.kommunekvoter set regionskode = 'oestdanmark', regionsnavn = 'Region Østdanmark'
    where regionskode in ('1084', '1085');
    update marts.kommuneandele set regionskode = 'oestdanmark', regionsnavn = 'Region Østdanmark'
    where regionskode in ('1084', '1085');
"""


@pytest.mark.golden
@pytest.mark.parametrize(
    ("sql", "answers"),
    [
        pytest.param(
            IN_PROPORTION + AGREED,
            [
                ("", "300 flygtninge er landstallet for 2024, nedsat fra 550 til 300"),
                ("", "Derfor er hver regions og kommunes kvote ændret i samme forhold"),
                ("", "»I samme forhold« er regionens kvote før ændringen gange 300 / 550"),
                ("", "Kilderne forklarer den ikke, og bekendtgørelsen har ingen regel om afrunding. Se"),
                ("", "Bornholm Kvoten var 0 før ændringen (BEK 550 § 7, stk. 8) 0 0,00 562"),
                ("kommuner/851", "7 kommunekvote 2024"),
                (
                    "kommuner/851",
                    "nedsat fra 550 til 300, og kommunens kvote på 13 er ændret i samme forhold",
                ),
                ("kommuner/851", "andel af Region Nordjyllands kvote på 37 er 7,074 personer, som i hele"),
                ("kommuner/851", "havde aftalt 4 ved det tidligere landstal; aftalen gælder ikke for det"),
                ("kommuner/851", "Kommunekvote 13 13 »Landstal for 2024«, Bilag B"),
                ("kommuner/851/2024-2", "7 kommunekvote 2024"),
                ("kommuner/851/2024", "13 kommunekvote 2024"),
                ("kommuner/851/2024", "Siden viser »Landstal for 2024«. Der er et nyere brev: »"),
                (
                    "kommuner/851",
                    "68 \N{MULTIPLICATION SIGN} 300 / 550, i hele personer 37. Offentliggjort er 37 .",
                ),
                ("kommuner/851", "37 \N{MULTIPLICATION SIGN} 13 / 68 = 7,074"),
                ("kommuner/851", "Fra kvoten før ændringen til kvoten nu"),
                ("kommuner/851", "Familiesammenføringer indgår ikke i en forholdsmæssig ændring."),
                ("kommuner/400", "Kvoten er 0, fordi den var 0, før landstallet blev nedsat fra 550 til 300"),
                ("kommuner/400", "forskellen er 1, og bekendtgørelsen har ingen regel"),
                ("kommuner/400", "En kvote på 0 giver ingen andel af regionens 74: 0,000"),
                ("regioner", "er fordelt mellem kommunerne efter deres kvoter før ændringen"),
                ("regioner", "Aalborg 222.571 13 7 7 .."),
            ],
            id="nedsat",
        ),
        pytest.param(
            RECALCULATED,
            [
                ("", "1.200 flygtninge er landstallet for 2024, hævet fra 550 til 1.200"),
                ("", "genberegnet med de samme befolkningstal som ved den første udmelding"),
                ("kommuner/851", "kvoten er genberegnet med tallene fra den første udmelding"),
                ("kommuner/851", "Indbyggere 222.571 222.571 »Landstal for 2024«, Bilag A"),
                (
                    "kommuner/851",
                    "\N{MULTIPLICATION SIGN} (1.200 + 437), som er landstallet og landets familiesammenførte",
                ),
                ("kommuner/851", "BEK 550 § 7, stk. 2-5 og 9; integrationsloven § 8, stk. 2"),
                ("kommuner/851", "forskellen er 2, og bekendtgørelsen har ingen regel"),
                ("kommuner/851", "Et andet landstal er et, som 550 kunne være ændret til i stedet"),
                ("regioner", "Aalborg 222.571 13 12,411 13 13 .."),
            ],
            id="haevet",
        ),
        pytest.param(
            FOUR_REGIONS,
            [
                ("", "Østdanmark 135"),
                ("kommuner/400", "andel af Region Østdanmarks kvote kun er"),
                ("regioner", "Region Østdanmark Regionens offentliggjorte kvote på 135"),
                ("regioner", "En tekst står i dens sted."),
                ("afstemning", "Region Sjælland: regionskvote"),
            ],
            id="fire_regioner",
        ),
    ],
)
def test_siderne_paa_andre_breve(built, chromium, tmp_path, sql, answers):
    """A changed landstal of either direction, and four regions; every page fits on a phone."""
    report = report_on(built, tmp_path, ("400", "840", "851"), sql)
    for path, answer in answers:
        assert answer in text(report.folder, path), path
    with chromium.new_context(viewport={"width": 390, "height": 844}) as phone:
        page = phone.new_page()
        for path in html_pages(report.folder):
            assert "None" not in text(report.folder, path), path
            open_file(page, report.folder, path)
            assert_fits(page, path)
