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
from conftest import ROD

SIDER = ("index.html", "kolonner.html", "erd.html")
SKRIV = (
    "import sys; from pathlib import Path; from sider.lineage import skriv; skriv(*map(Path, sys.argv[1:]))"
)
# The tables as a description names them, and the seeds that hold them.
TABELLER = {
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
OVERSKRIFTER = {
    "udsendelser_maaned.maaned",
    "udsendelser_revisioner.maaned",
    "udsendelser_nationalitet.udsendelseskategori",
    "landstal.udlaendingedefinition",
}
# Written in the SQL, or named after the table or column that is read: no cell of a seed is in them.
UDEN_VEJ = {
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
HJEMMEL = r"BEK 550 § \d+(, stk\. \d(-\d)?)?|integrationsloven § \d+(, stk\. \d)?"
KILDE = "|".join([*map(re.escape, TABELLER), "seed [a-z]+/[a-z_0-9]+", "this project's [a-z ]+"])
OPRINDELSE = re.compile(rf"[.;)] From: (?P<hjemmel>(({HJEMMEL}); )*)(?P<kilder>({KILDE})(; ({KILDE}))*)\.")


def marts_i(manifest: dict) -> dict[str, dict]:
    noder = manifest["nodes"].items()
    return {n: node for n, node in noder if node["resource_type"] == "model" and node["schema"] == "marts"}


@pytest.fixture(scope="module")
def sider(bygget, tmp_path_factory) -> list[dict[str, str]]:
    """The pages twice: as after a build, and from another folder, parsed anew, with a database of another
    name and with sets in another order."""
    gange = []
    for database, frø in (("landstal.duckdb", "1"), ("andet.duckdb", "2")):
        mappe = tmp_path_factory.mktemp("lineage")
        shutil.copytree(bygget.mappe, mappe / "projekt", ignore=shutil.ignore_patterns("*published"))
        (mappe / "projekt" / "landstal.duckdb").rename(mappe / "projekt" / database)
        miljoe = {k: v for k, v in os.environ.items() if not k.startswith("DBT_")}
        miljoe |= {"PYTHONHASHSEED": frø, "LANDSTAL_DUCKDB": database, "PYTHONPATH": str(ROD)}
        kommando = [sys.executable, "-c", SKRIV, mappe / "projekt", mappe / "ud"]
        roer = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        gange.append((mappe / "ud", subprocess.Popen(kommando, cwd=mappe, env=miljoe, **roer)))
    for _, proces in gange:
        assert (proces.communicate()[0], proces.returncode) == ("", 0)
    assert {fil.name for fil in gange[0][0].iterdir()} == set(SIDER)
    return [{navn: (ud / navn).read_text(encoding="utf-8") for navn in SIDER} for ud, _ in gange]


def data_i(side: str) -> dict:
    """What colibri's page has inside."""
    return json.loads(base64.b64decode(re.search(r'JSON\.parse\(atob\("([^"]+)"', side)[1]))


@pytest.fixture(scope="module")
def veje(sider) -> dict[tuple[str, str], set[str]]:
    """The seeds that each column comes from, read off the page: {(node, column): {seed}}."""
    foraeldre: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for kant in data_i(sider[0]["kolonner.html"])["lineage"]["edges"]:
        foraeldre.setdefault((kant["target"], kant["targetColumn"]), set()).add(
            (kant["source"], kant["sourceColumn"])
        )

    def foelg(kolonne, set_):
        for anden in foraeldre.get(kolonne, set()) - set_:
            set_.add(anden)
            foelg(anden, set_)
        return set_

    return {
        kolonne: {node.split(".")[-1] for node, _ in foelg(kolonne, set()) if node.startswith("seed.")}
        for kolonne in list(foraeldre)
    }


@pytest.mark.parametrize("side", SIDER)
def test_ens_projekter_giver_ens_sider(sider, side):
    assert sider[0][side] == sider[1][side]


@pytest.mark.parametrize("side", SIDER)
def test_hver_mart_staar_paa_siden(bygget, sider, side):
    tekst = json.dumps(data_i(sider[0][side])) if side == "kolonner.html" else sider[0][side]
    for navn, node in marts_i(bygget.manifest()).items():
        assert navn in tekst
        assert re.search(rf"\b{node['alias']}\b", tekst)


@pytest.mark.parametrize("side", SIDER)
def test_siden_naevner_ikke_maskinen(bygget, sider, side):
    tekst = sider[0][side]
    if side == "kolonner.html":
        tekst += json.dumps(data_i(tekst))
    for sti in {str(ROD), str(bygget.mappe), str(bygget.mappe.parents[1]), str(Path.home()), sys.prefix}:
        assert f"{sti}/" not in tekst


@pytest.mark.parametrize("side", SIDER)
def test_siden_henter_intet_udefra(sider, side):
    tekst = sider[0][side]
    ude = r"""["'(]?\s*(https?:)?//[a-z]"""
    hentes = rf"<(script|link|img|iframe|source|use)\b[^<>]*\b(src|href)\s*=\s*{ude}|@import\s+(url)?{ude}"
    assert not re.search(hentes, tekst)
    assert ("window.colibriTelemetry = false;" in tekst) == (side == "kolonner.html")


def test_diagrammet_har_hver_noegletest(bygget, sider):
    """One arrow for each test that holds a mart's key against another mart."""
    marts = marts_i(bygget.manifest())
    for node in bygget.manifest()["nodes"].values():
        if (node.get("test_metadata") or {}).get("name") == "findes_i" and node["attached_node"] in marts:
            fra, valg = marts[node["attached_node"]]["alias"], node["test_metadata"]["kwargs"]
            pil = f'title="{fra}.{valg["kolonne"]} i [a-z_]+.{valg["felt"]}"'
            assert len(re.findall(pil, sider[0]["erd.html"])) == 1, node["name"]


def test_en_fejl_i_dbt_siges(tmp_path):
    from sider.lineage import LineageFejl, skriv

    with pytest.raises(LineageFejl, match=r"index\.html"):
        skriv(tmp_path, tmp_path / "ud")
    assert not list((tmp_path / "ud").iterdir())


def test_hver_mart_bruges_af_rapporten_og_de_publicerede_filer(bygget):
    brug = {e["name"]: set(e["depends_on"]["nodes"]) for e in bygget.manifest()["exposures"].values()}
    marts = set(marts_i(bygget.manifest()))
    assert brug["rapporten"] == brug["publicerede_filer"] == marts


def test_hver_analyse_naevnes_af_en_exposure(bygget):
    beskrivelser = " ".join(e["description"] for e in bygget.manifest()["exposures"].values())
    for fil in (ROD / "analyses").glob("*.sql"):
        assert beskrivelser.count(f"analyses/{fil.name}") == 1, fil.name


def test_hver_kolonne_siger_hvor_den_kommer_fra(bygget, veje):
    """In a fixed form, with seeds that exist, and no table that the column's lineage does not reach."""
    for navn, node in marts_i(bygget.manifest()).items():
        for kolonne in node["columns"].values():
            her = f"{node['alias']}.{kolonne['name']}"
            fundet = OPRINDELSE.search(" " + " ".join(kolonne["description"].split()))
            assert fundet and fundet.end() == len(fundet.string), her
            assert kolonne["description"].count("From: ") == 1, her
            kilder = re.split(r"; ", fundet["kilder"])
            for seed in [kilde.removeprefix("seed ") for kilde in kilder if kilde.startswith("seed ")]:
                assert (ROD / "seeds" / f"{seed}.csv").exists(), her
            naevnt = {
                TABELLER.get(kilde) or kilde.split("/")[-1] for kilde in kilder if "project" not in kilde
            }
            naaet = veje.get((navn, kolonne["name"]), set())
            assert bool(naaet) == (her not in UDEN_VEJ), her
            if naaet and her not in OVERSKRIFTER:
                assert naevnt <= naaet, f"{her}: {naevnt - naaet}"
