"""The lineage pages, the exposures, and what each column of a mart says that it comes from."""

import base64
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

PAGES = ("index.html", "kolonner.html", "erd.html")
WRITE = "import sys; from pathlib import Path; from landstal.site.lineage import write; write(*map(Path, sys.argv[1:]))"
# The tables as a description names them, and the seeds that hold them.
TABLES = {
    "the letter": "landstalsbreve",
    "the letter's regional quotas": "landstal_regionskvoter",
    "Bilag A, befolkning": "bilag_a_befolkning",
    "Bilag A, familiesammenføringer": "bilag_a_familiesammenfoeringer",
    "Bilag B": "bilag_b_kommunekvoter",
    "Tabel 1": "udsendelser_tabel_1",
    "Tabel 2": "udsendelser_tabel_2",
    "Tabel 3": "udsendelser_tabel_3",
    "the edition": "udsendelsesopgoerelser",
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
    "trykte_tal.felt",
    "trykte_tal.tabel",
    "udsendelser_maaned.er_foreloebig",
    "udsendelser_nationalitet_aar_til_aar.maaneder_daekket_forrige_aar",
}
LEGAL_BASIS = r"BEK 550 § \d+(, stk\. \d(-\d)?)?|integrationsloven § \d+(, stk\. \d)?"
SOURCE = "|".join([*map(re.escape, TABLES), "seed [a-z]+/[a-z_0-9]+", "this project's [a-z ]+"])
ORIGIN = re.compile(rf"[.;)] From: (?P<hjemmel>(({LEGAL_BASIS}); )*)(?P<kilder>({SOURCE})(; ({SOURCE}))*)\.")


def marts_in(manifest: dict) -> dict[str, dict]:
    nodes = manifest["nodes"].items()
    return {n: node for n, node in nodes if node["resource_type"] == "model" and node["schema"] == "marts"}


@pytest.fixture(scope="module")
def pages(built, tmp_path_factory) -> list[dict[str, str]]:
    """The pages twice: as after a build, and from another folder, parsed anew, with a database of another
    name and with sets in another order."""
    times = []
    for database, hash_seed in (("landstal.duckdb", "1"), ("andet.duckdb", "2")):
        folder = tmp_path_factory.mktemp("lineage")
        shutil.copytree(built.folder, folder / "projekt", ignore=shutil.ignore_patterns("*published"))
        (folder / "projekt" / "landstal.duckdb").rename(folder / "projekt" / database)
        environment = {k: v for k, v in os.environ.items() if not k.startswith("DBT_")}
        environment |= {"PYTHONHASHSEED": hash_seed, "LANDSTAL_DUCKDB": database, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-c", WRITE, folder / "projekt", folder / "ud"]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        times.append((folder / "ud", subprocess.Popen(command, cwd=folder, env=environment, **pipes)))
    for _, process in times:
        assert (process.communicate()[0], process.returncode) == ("", 0)
    assert {file.name for file in times[0][0].iterdir()} == set(PAGES)
    return [{name: (output / name).read_text(encoding="utf-8") for name in PAGES} for output, _ in times]


def data_i(page: str) -> dict:
    """What colibri's page has inside."""
    return json.loads(base64.b64decode(re.search(r'JSON\.parse\(atob\("([^"]+)"', page)[1]))


@pytest.fixture(scope="module")
def paths(pages) -> dict[tuple[str, str], set[str]]:
    """The seeds that each column comes from, read off the page: {(node, column): {seed}}."""
    parents: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for edge in data_i(pages[0]["kolonner.html"])["lineage"]["edges"]:
        parents.setdefault((edge["target"], edge["targetColumn"]), set()).add(
            (edge["source"], edge["sourceColumn"])
        )

    def follow(column, set_):
        for other in parents.get(column, set()) - set_:
            set_.add(other)
            follow(other, set_)
        return set_

    return {
        column: {node.split(".")[-1] for node, _ in follow(column, set()) if node.startswith("seed.")}
        for column in list(parents)
    }


@pytest.mark.parametrize("page", PAGES)
def test_ens_projekter_giver_ens_sider(pages, page):
    assert pages[0][page] == pages[1][page]


@pytest.mark.parametrize("page", PAGES)
def test_hver_mart_staar_paa_siden(built, pages, page):
    text = json.dumps(data_i(pages[0][page])) if page == "kolonner.html" else pages[0][page]
    for name, node in marts_in(built.manifest()).items():
        assert name in text
        assert re.search(rf"\b{node['alias']}\b", text)


@pytest.mark.parametrize("page", PAGES)
def test_siden_naevner_ikke_maskinen(built, pages, page):
    text = pages[0][page]
    if page == "kolonner.html":
        text += json.dumps(data_i(text))
    for path in {str(ROOT), str(built.folder), str(built.folder.parents[1]), str(Path.home()), sys.prefix}:
        assert f"{path}/" not in text


@pytest.mark.parametrize("page", PAGES)
def test_siden_henter_intet_udefra(pages, page):
    text = pages[0][page]
    outside = r"""["'(]?\s*(https?:)?//[a-z]"""
    is_fetched = (
        rf"<(script|link|img|iframe|source|use)\b[^<>]*\b(src|href)\s*=\s*{outside}|@import\s+(url)?{outside}"
    )
    assert not re.search(is_fetched, text)
    assert ("window.colibriTelemetry = false;" in text) == (page == "kolonner.html")


def test_diagrammet_har_hver_noegletest(built, pages):
    """One arrow for each test that holds a mart's key against another mart."""
    marts = marts_in(built.manifest())
    for node in built.manifest()["nodes"].values():
        if (node.get("test_metadata") or {}).get("name") == "findes_i" and node["attached_node"] in marts:
            from_, options = marts[node["attached_node"]]["alias"], node["test_metadata"]["kwargs"]
            arrow = f'title="{from_}.{options["kolonne"]} i [a-z_]+.{options["felt"]}"'
            assert len(re.findall(arrow, pages[0]["erd.html"])) == 1, node["name"]


def test_en_fejl_i_dbt_siges(tmp_path):
    from landstal.site.lineage import LineageError, write

    with pytest.raises(LineageError, match=r"index\.html"):
        write(tmp_path, tmp_path / "ud")
    assert not list((tmp_path / "ud").iterdir())


def test_hver_mart_bruges_af_rapporten_og_de_publicerede_filer(built):
    usage = {e["name"]: set(e["depends_on"]["nodes"]) for e in built.manifest()["exposures"].values()}
    marts = set(marts_in(built.manifest()))
    assert usage["rapporten"] == usage["publicerede_filer"] == marts


def test_hver_analyse_naevnes_af_en_exposure(built):
    descriptions = " ".join(e["description"] for e in built.manifest()["exposures"].values())
    for file in (ROOT / "analyses").glob("*.sql"):
        assert descriptions.count(f"analyses/{file.name}") == 1, file.name


def test_hver_kolonne_siger_hvor_den_kommer_fra(built, paths):
    """In a fixed form, with seeds that exist, and no table that the column's lineage does not reach."""
    for name, node in marts_in(built.manifest()).items():
        for column in node["columns"].values():
            here = f"{node['alias']}.{column['name']}"
            found = ORIGIN.search(" " + " ".join(column["description"].split()))
            assert found and found.end() == len(found.string), here
            assert column["description"].count("From: ") == 1, here
            sources = re.split(r"; ", found["kilder"])
            for seed in [source.removeprefix("seed ") for source in sources if source.startswith("seed ")]:
                assert (ROOT / "seeds" / f"{seed}.csv").exists(), here
            mentioned = {
                TABLES.get(source) or source.split("/")[-1] for source in sources if "project" not in source
            }
            reached = paths.get((name, column["name"]), set())
            assert bool(reached) == (here not in NO_PATH), here
            if reached and here not in HEADINGS:
                assert mentioned <= reached, f"{here}: {mentioned - reached}"
