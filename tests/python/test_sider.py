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

from sider.__main__ import skriv
from sider.rapport import Rapport
from sider.tal import tal

SLAGS = [
    "", "kommuner/", "kommuner/840/", "regioner/", "udsendelser/", "afstemning/", "metode/", "data/",
]  # fmt: skip
LINEAGE = ["lineage/index.html", "lineage/kolonner.html", "lineage/erd.html"]
WCAG_21_AA = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
GAELDENDE = "er_gaeldende and landstalsaar = (select max(landstalsaar) from marts.landstal)"
FLAG = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def site(bygget) -> Path:
    svar = bygget.koer(sys.executable, "-m", "sider")
    assert svar.returncode == 0, svar.stdout
    return bygget.mappe / "site"


def find_chromium() -> str | None:
    """Chromium, or Chrome, that is installed on the machine."""
    navne = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next(filter(None, map(shutil.which, navne)), None)


@pytest.fixture(scope="session")
def chromium():
    fil = find_chromium()
    if not fil:
        melding = "ingen browser: installer chromium for at prøve siderne"
        pytest.fail(melding) if os.environ.get("LANDSTAL_KRAEV_BROWSER") else pytest.skip(melding)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=fil, args=FLAG)
        yield browser
        browser.close()


@pytest.fixture
def side(chromium):
    """A new page in a fresh profile."""
    with chromium.new_context(viewport={"width": 1280, "height": 900}, locale="da-DK") as miljoe:
        yield miljoe.new_page()


def aabn(side: Page, site: Path, sti: str) -> None:
    side.goto((site / sti / ("" if sti.endswith(".html") else "index.html")).as_uri())


def html_sider(site: Path) -> list[str]:
    return sorted(
        str(fil.relative_to(site).parent) for fil in site.rglob("index.html") if "lineage" not in fil.parts
    )


def suppe(fil: Path) -> BeautifulSoup:
    return BeautifulSoup(fil.read_text(encoding="utf-8"), "lxml")


@pytest.mark.parametrize(
    ("vaerdi", "decimaler", "fortegn", "skrevet"),
    [
        (653_664, 0, False, "653.664"), (Decimal("7.124282"), 3, False, "7,124"), (0, 0, True, "0"),
        (Decimal("-0.0004"), 3, False, "0,000"), (Decimal("2.5"), 0, False, "3"),
        (None, 2, True, "\N{EN DASH}"),
        (Decimal("-2.5"), 0, True, "\N{MINUS SIGN}3"), (4, 0, True, "+4"),
    ],
)  # fmt: skip
def test_tal_paa_dansk(vaerdi, decimaler, fortegn, skrevet):
    assert tal(vaerdi, decimaler, fortegn) == skrevet


def test_der_er_en_side_for_hver_kommune(site, marts):
    koder = {kode for (kode,) in marts.sql("select kommunekode from marts.kommuner").fetchall()}
    assert set(html_sider(site)) == {"."} | {sti.rstrip("/") for sti in SLAGS if sti} | {
        f"kommuner/{kode}" for kode in koder
    }


def test_siderne_er_smaa(site):
    filer = [fil for fil in site.rglob("*") if fil.is_file() and "lineage" not in fil.parts]
    assert sum(fil.stat().st_size for fil in filer) < 25_000_000
    hentes = ("index.html", "stil.css", "side.js", "kommuner.js")
    assert sum(len(gzip.compress((site / fil).read_bytes())) for fil in hentes) < 100_000


def test_samme_marts_giver_samme_bytes(site, bygget, tmp_path):
    """The pages of two municipalities stand for the others."""
    rapport = Rapport(bygget.udgivet.resolve(), bygget.mappe, tmp_path)
    kommunesider, alle = rapport.kommunesider, rapport.kommuner

    def to_kommunesider():
        rapport.kommuner = alle[:2]
        kommunesider()
        rapport.kommuner = alle

    rapport.kommunesider = to_kommunesider
    rapport.skriv()
    skrevet = [fil for fil in tmp_path.rglob("*") if fil.is_file()]
    assert len(skrevet) > 50
    for fil in skrevet:
        assert fil.read_bytes() == (site / fil.relative_to(tmp_path)).read_bytes(), fil


def test_hvert_link_foerer_til_noget(site, marts):
    """Files and anchors; and in the lineage the models, which its own script finds."""
    sider = {sti: suppe(site / sti / "index.html") for sti in html_sider(site)}
    ankre = {sti: {tag["id"] for tag in side.select("[id]")} for sti, side in sider.items()}
    beskrevet = (site / "lineage" / "index.html").read_text(encoding="utf-8")
    modeller = set()
    for sti, side in sider.items():
        for tag in side.select("[href], [src]"):
            adresse = tag.get("href") or tag.get("src")
            if adresse == "data:,":
                continue
            assert ":" not in adresse.split("#")[0], (sti, adresse)
            fil, anker = urldefrag(unquote(adresse))
            maal = (site / sti / fil).resolve() if fil else site / sti / "index.html"
            assert maal.is_file(), (sti, adresse)
            if anker.startswith("!/model/"):
                modeller.add(anker.removeprefix("!/model/"))
            elif anker:
                assert anker in ankre[str(maal.parent.relative_to(site))], (sti, adresse)
    assert all(f'"unique_id": "{model}"' in beskrevet for model in modeller)
    tabeller = marts.sql("select count(*) from information_schema.tables where table_schema = 'marts'")
    assert tabeller.fetchall() == [(len(modeller),)]


def test_filerne_er_de_udgivne(site, bygget):
    side = suppe(site / "data" / "index.html").get_text()
    for fil in bygget.udgivet.resolve().rglob("*.*"):
        kopi = site / "data" / fil.relative_to(bygget.udgivet.resolve())
        assert kopi.read_bytes() == fil.read_bytes()
        if fil.suffix != ".parquet":
            assert hashlib.sha256(fil.read_bytes()).hexdigest() in side


def test_uden_udgivne_marts_siges_hvad_der_mangler(kopi):
    svar = kopi.koer(sys.executable, "-m", "sider")
    assert svar.returncode == 1
    assert svar.stdout == "Der er ikke udgivet noget endnu: kør make build først.\n"
    assert not (kopi.mappe / "site").exists()


def test_en_fejl_lader_siderne_staa(site, bygget, tmp_path, monkeypatch):
    maal = tmp_path / "site"
    (maal / "data").mkdir(parents=True)
    monkeypatch.setattr(Rapport, "skriv", lambda rapport: (rapport.mappe / "halv").write_text("") / 0)
    with pytest.raises(ZeroDivisionError):
        skriv(bygget.udgivet.resolve(), bygget.mappe, maal)
    assert [fil.name for fil in tmp_path.iterdir()] == ["site"]
    assert [fil.name for fil in maal.iterdir()] == ["data"]


def test_alle_sider_aabner_som_filer_og_viser_martens_kvote(site, chromium, marts):
    """On a phone: no error, no request that leaves the folder, nothing that scrolls sideways."""
    kvoter = dict(
        marts.sql(f"""
            select kommunekode, kommunekvote_gaeldende from marts.kommunekvoter
            where {GAELDENDE}
        """).fetchall()
    )
    fejl: list[str] = []
    with chromium.new_context(viewport={"width": 390, "height": 844}) as miljoe:
        side = miljoe.new_page()
        side.on("console", lambda besked: fejl.append(besked.text) if besked.type == "error" else None)
        side.on("pageerror", lambda undtagelse: fejl.append(str(undtagelse)))
        side.on(
            "request",
            lambda r: fejl.append(r.url) if not r.url.startswith((site.as_uri(), "data:", "blob:")) else None,
        )
        for sti in [*html_sider(site), *LINEAGE]:
            aabn(side, site, sti)
            if sti in LINEAGE:
                side.wait_for_timeout(1000)
            assert not fejl, (sti, fejl)
            assert side.evaluate("document.documentElement.scrollWidth") <= 390, sti
            if kode := re.fullmatch(r"kommuner/(\d+)", sti):
                assert side.inner_text("#kvote") == str(kvoter.pop(kode[1]))
    assert not kvoter


def test_hver_flise_viser_martens_kvote(site, side, marts):
    aabn(side, site, "")
    fliser = side.eval_on_selector_all(
        ".kort a",
        """fliser => fliser.map(flise => {
            const {x, y, width, height} = flise.getBoundingClientRect();
            const tal = flise.querySelector("b").textContent;
            return [flise.getAttribute("href").split("/")[1], flise.querySelector("abbr").textContent, tal,
                [Math.round(x), Math.round(y)].join(), width > 20 && height > 20];
        })""",
    )
    ventede = marts.sql(f"""
        select kommuner.kommunekode, kort_navn, cast(kommunekvote_gaeldende as varchar)
        from marts.kommuner join marts.kommunekvoter using (kommunekode)
        where {GAELDENDE}
    """)
    assert sorted(tuple(flise[:3]) for flise in fliser) == sorted(ventede.fetchall())
    assert len({sted for *_, sted, _ in fliser}) == len(fliser) == 98
    assert all(synlig for *_, synlig in fliser)


def test_soegning_efter_begyndelsen(site, side):
    """As it is written comes before as it may be meant."""
    aabn(side, site, "")
    side.fill("#soeg", "aa")
    fundne = side.locator("#fund a").all_inner_texts()
    assert fundne[:3] == ["Aabenraa (580)", "Aalborg (851)", "Aarhus (751)"]


@pytest.mark.parametrize("ord", ["ærø", "Aaro", "492", "ÆRØ", "aeroe"])
def test_soegning_finder_aeroe(site, side, ord):
    aabn(side, site, "kommuner/101/")
    side.fill("#soeg", ord)
    assert side.locator("#fund a").first.inner_text() == "Ærø (492)"
    side.press("#soeg", "Enter")
    side.wait_for_url("**/kommuner/492/index.html")
    assert side.inner_text("h1") == "Ærø"


def test_soegning_der_intet_finder(site, side):
    aabn(side, site, "")
    side.fill("#soeg", "Atlantis")
    assert side.inner_text("#fund") == "Ingen kommune fundet"
    side.press("#soeg", "Escape")
    assert side.locator("#fund").is_hidden()


def test_sortering_beholder_sumlinjen(site, side):
    aabn(side, site, "regioner/")
    tabel = side.locator("table.sorterbar").first
    kolonne = tabel.locator("thead th").all_inner_texts().index("Indbyggere")
    foer = tabel.locator("tbody tr").all_inner_texts()
    for orden in (lambda vaerdier: sorted(vaerdier, reverse=True), sorted):
        tabel.locator("thead button").nth(kolonne).click()
        tal = [
            int(celle.replace(".", ""))
            for celle in tabel.locator(f"tbody tr > :nth-child({kolonne + 1})").all_inner_texts()
        ]
        assert tal == orden(tal)
    assert sorted(tabel.locator("tbody tr").all_inner_texts()) == sorted(foer)
    assert tabel.locator("tr").last.inner_text().startswith("Region ")


def test_alt_kan_laeses_uden_script(site, chromium):
    with chromium.new_context(java_script_enabled=False) as miljoe:
        side = miljoe.new_page()
        aabn(side, site, "")
        assert side.locator(".soeg").is_hidden()
        side.click("text=Kortet som liste")
        side.click(".liste >> text=Ærø")
        assert side.inner_text("#kvote").isdigit()
        assert side.locator(".tegning svg").first.is_visible()


@pytest.mark.parametrize("farver", ["light", "dark"])
@pytest.mark.parametrize("sti", [*SLAGS, "lineage/erd.html"])
def test_axe_finder_intet(site, chromium, sti, farver):
    with chromium.new_context(color_scheme=farver) as miljoe:
        side = miljoe.new_page()
        aabn(side, site, sti)
        svar = Axe().run(side, options=WCAG_21_AA)
        assert not svar.response["violations"], svar.generate_report()


@pytest.mark.parametrize("sti", SLAGS)
def test_ingen_tabel_skaeres_paa_papir(site, side, tmp_path, sti):
    """On A4 every row that the screen shows is printed with all its numbers, whole and on one page."""
    aabn(side, site, sti)
    side.evaluate("document.querySelectorAll('.hash').forEach(hash => hash.remove())")  # parted anywhere
    raekker = [
        Counter(re.findall(r"[\d.,]+", tekst)) for tekst in side.locator("tr:visible").all_inner_texts()
    ]
    side.pdf(path=tmp_path / "side.pdf", prefer_css_page_size=True)
    with pdfplumber.open(tmp_path / "side.pdf") as pdf:
        ark = []
        for papir in pdf.pages:
            assert (round(papir.width), round(papir.height)) == (595, 842)
            ord = papir.extract_words(x_tolerance=1.5)
            assert all(o["x0"] >= 40 and o["x1"] <= 555 and o["bottom"] <= 842 for o in ord)
            ark.append(Counter(tal for o in ord for tal in re.findall(r"[\d.,]+", o["text"])))
    trykt, i_alt = sum(ark, Counter()), sum(raekker, Counter())
    assert not i_alt - trykt
    assert all(any(not raekke - papir for papir in ark) for raekke in raekker)


def tekst(site: Path, sti: str) -> str:
    return " ".join(suppe(site / sti / "index.html").main.get_text(" ").split())


@pytest.mark.golden
@pytest.mark.parametrize(
    ("sti", "svar"),
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
def test_hvad_siderne_svarer(site, sti, svar):
    assert svar in tekst(site, sti)


def test_hvert_trin_paa_kommunens_side_er_martens(site, marts):
    svar = marts.sql(f"""
        select
            kommunekode, fordelingsandel * 100, beregnet_fordelingstal, foreloebigt_fordelingstal,
            fordelingstal, regionskvote_offentliggjort, kommunekvote_eksakt, kommunekvote_beregnet
        from marts.kommunekvoter
        where {GAELDENDE}
    """)
    decimaler = (4, 3, 3, 3, 0, 3, 0)
    for kode, *trin in svar.fetchall():
        fundne = [
            tag.get_text() for tag in suppe(site / "kommuner" / kode / "index.html").select(".trin .tal")
        ]
        ventede = [tal(vaerdi, antal) for vaerdi, antal in zip(trin, decimaler, strict=True)]
        assert fundne == [f"{ventede[0]} %", *ventede[1:]]


def test_siderne_paa_andre_tal(bygget, tmp_path):
    """A deviation with a note that uses nothing, a region without a remainder, an edition of one month, and
    rows that lie in another order."""
    shutil.copytree(bygget.udgivet.resolve(), tmp_path / "udgivet", copy_function=shutil.copyfile)
    for mappe in (tmp_path / "udgivet", *(tmp_path / "udgivet").glob("*/")):
        mappe.chmod(0o755)
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
    rapport = Rapport(tmp_path / "udgivet", bygget.mappe, tmp_path / "site")
    rapport.mappe.mkdir()
    rapport.kommuner[:] = [k for k in rapport.kommuner if k["kommunekode"] == "820"]
    rapport.skriv()
    kommune, udsendelser = (tekst(rapport.mappe, sti) for sti in ("kommuner/820", "udsendelser"))
    assert kommune.count("None") == udsendelser.count("None") == 0
    assert "7 beregnet kommunekvote 2024 8 trykt i Bilag B" in kommune
    assert "Trykt »820 Vesthimmerland« (Bilag A" in kommune
    assert "her 7, og så er der ingen tilbage: 7 ." in kommune
    assert "trykt i Bilag B 8 : de afviger med \N{MINUS SIGN}1. Grunden er noteret" in kommune
    assert "113 afviste asylansøgere er registreret udsendt i den første måned af 2024" in udsendelser
    assert "mindst 9 mere for den ene måned" in udsendelser
