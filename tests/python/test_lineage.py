"""The lineage pages, the exposures, and what each column of a mart says that it comes from."""

import base64
import json
import re
import sys
from pathlib import Path

import pytest
from conftest import ROOT

PAGES = ("index.html", "kolonner.html")
# The tables as a description names them, and the seeds that hold them.
TABLES = {
    "brevet": "landstalsbreve",
    "brevets regionskvoter": "landstal_regionskvoter",
    "Bilag A, befolkning": "bilag_a_befolkning",
    "Bilag A, familiesammenføringer": "bilag_a_familiesammenfoeringer",
    "Bilag B": "bilag_b_kommunekvoter",
    "Tabel 1": "udsendelser_tabel_1",
    "Tabel 2": "udsendelser_tabel_2",
    "Tabel 3": "udsendelser_tabel_3",
    "opgørelsen": "udsendelsesopgoerelser",
}
# Printed as headings of columns, which no column of a seed holds.
HEADINGS = {
    "udsendelser_maaned.maaned",
    "udsendelser_revisioner.maaned",
    "udsendelser_nationalitet.udsendelseskategori",
    "landstal.udlaendingedefinition",
}
# Written in the SQL, or named after the table or column that is read: no cell of a seed is in them.
NO_PATH = {
    "afstemning.maal",
    "afstemning.tabel",
    "kommunekvoteled.hjemmel",
    "kommunekvoteled.led",
    "kommunekvoteled.lednummer",
    "kvotetaerskler.figur",
    "kvotetaerskler.retning",
    "trykte_tal.felt",
    "trykte_tal.tabel",
    "udsendelser_maaned.er_foreloebig",
    "udsendelser_nationalitet_aar_til_aar.maaneder_daekket_forrige_aar",
}
LEGAL_BASIS = r"BEK 550 § \d+(, stk\. \d(-\d)?)?|integrationsloven § \d+(, stk\. \d)?"
SOURCE = "|".join([*map(re.escape, TABLES), "seed [a-z]+/[a-z_0-9]+", "projektets [a-zæøå ]+"])
ORIGIN = re.compile(rf"[.;)] Kilde: (?P<hjemmel>(({LEGAL_BASIS}); )*)(?P<kilder>({SOURCE})(; ({SOURCE}))*)\.")


def marts_in(manifest: dict) -> dict[str, dict]:
    nodes = manifest["nodes"].items()
    return {n: node for n, node in nodes if node["resource_type"] == "model" and node["schema"] == "marts"}


@pytest.fixture(scope="module")
def pages(site) -> dict[str, str]:
    return {name: (site / "lineage" / name).read_text(encoding="utf-8") for name in PAGES}


def colibri_data(page: str) -> dict:
    """What colibri's page has inside."""
    return json.loads(base64.b64decode(re.search(r'JSON\.parse\(atob\("([^"]+)"', page)[1]))


@pytest.fixture(scope="module")
def paths(pages) -> dict[tuple[str, str], set[str]]:
    """The seeds that each column comes from, read off the page: {(node, column): {seed}}."""
    parents: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for edge in colibri_data(pages["kolonner.html"])["lineage"]["edges"]:
        parents.setdefault((edge["target"], edge["targetColumn"]), set()).add(
            (edge["source"], edge["sourceColumn"])
        )

    def follow(column, seen):
        for parent in parents.get(column, set()) - seen:
            seen.add(parent)
            follow(parent, seen)
        return seen

    return {
        column: {node.split(".")[-1] for node, _ in follow(column, set()) if node.startswith("seed.")}
        for column in list(parents)
    }


@pytest.mark.parametrize("page", PAGES)
def test_hver_mart_staar_paa_siden(built, pages, page):
    text = json.dumps(colibri_data(pages[page])) if page == "kolonner.html" else pages[page]
    for name, node in marts_in(built.manifest()).items():
        assert name in text
        assert re.search(rf"\b{node['alias']}\b", text)


@pytest.mark.parametrize("page", PAGES)
def test_siden_naevner_ikke_maskinen(built, pages, page):
    text = pages[page]
    if page == "kolonner.html":
        text += json.dumps(colibri_data(text))
    for path in {str(ROOT), str(built.folder), str(built.folder.parents[1]), str(Path.home()), sys.prefix}:
        assert f"{path}/" not in text


@pytest.mark.parametrize("page", PAGES)
def test_siden_henter_intet_udefra(pages, page):
    text = pages[page]
    outside = r"""["'(]?\s*(https?:)?//[a-z]"""
    fetched = (
        rf"<(script|link|img|iframe|source|use)\b[^<>]*\b(src|href)\s*=\s*{outside}|@import\s+(url)?{outside}"
    )
    assert not re.search(fetched, text)
    assert ("window.colibriTelemetry = false;" in text) == (page == "kolonner.html")


def test_unit_tests_staar_ikke_i_grafen(built, pages):
    unit_tests = built.manifest()["unit_tests"]
    assert unit_tests
    assert not [name for name in unit_tests if name in pages["index.html"]]


def test_hver_mart_bruges_af_rapporten_og_de_publicerede_filer(built):
    usage = {e["name"]: set(e["depends_on"]["nodes"]) for e in built.manifest()["exposures"].values()}
    marts = set(marts_in(built.manifest()))
    assert usage["rapporten"] == usage["publicerede_filer"] == marts


def test_hver_analyse_naevnes_af_en_exposure(built):
    descriptions = " ".join(e["description"] for e in built.manifest()["exposures"].values())
    for file in (ROOT / "analyses").glob("*.sql"):
        assert descriptions.count(f"analyses/{file.name}") == 1, file.name


def test_hver_mart_og_kolonne_har_en_etiket(built):
    """A short one, and no two columns of a table the same."""
    for node in marts_in(built.manifest()).values():
        labels = [column["config"]["meta"]["label"] for column in node["columns"].values()]
        assert len(set(labels)) == len(labels), node["alias"]
        assert all(0 < len(label) <= 45 for label in (node["config"]["meta"]["label"], *labels))


def test_hver_kolonne_siger_hvor_den_kommer_fra(built, paths):
    """In a fixed form, with seeds that exist, and no table that the column's lineage does not reach."""
    for name, node in marts_in(built.manifest()).items():
        for column in node["columns"].values():
            here = f"{node['alias']}.{column['name']}"
            found = ORIGIN.search(" " + " ".join(column["description"].split()))
            assert found and found.end() == len(found.string), here
            assert column["description"].count("Kilde: ") == 1, here
            sources = re.split(r"; ", found["kilder"])
            for seed in [source.removeprefix("seed ") for source in sources if source.startswith("seed ")]:
                assert (ROOT / "seeds" / f"{seed}.csv").exists(), here
            printed = [source for source in sources if not source.startswith("projektets ")]
            mentioned = {TABLES.get(source) or source.split("/")[-1] for source in printed}
            reached = paths.get((name, column["name"]), set())
            assert bool(reached) == (here not in NO_PATH), here
            if reached and here not in HEADINGS:
                assert mentioned <= reached, f"{here}: {mentioned - reached}"
