"""The round that the README shows: documents as PDF, through `indlaes` and the build, to published marts."""

import json
import sys
from datetime import date

import dokumenter
import duckdb
from bs4 import BeautifulSoup
from dokumenter import BEFOLKNING, KVOTER

from sider.rapport import Rapport

FORRIGE_AAR = {"ledsaget": 69, "paaset": 171, "rejst_selv": 3}
JUNI = {"ledsaget": [3, 8, 5, 9, 6, 6], "paaset": [9, 10, 19, 18, 11, 8], "rejst_selv": [0, 0, 1, 0, 0, 0]}
JULI = JUNI | {"ledsaget": [3, 8, 5, 9, 6, 7, 4], "paaset": [*JUNI["paaset"], 12]}
JULI["rejst_selv"] = [0, 0, 1, 0, 0, 0, 2]
AUGUST = {maal: [*antal, 1] for maal, antal in JULI.items()} | {
    "paaset": [11, 10, 19, 18, 11, 8, 10, 5]
}  # January and July again


def kvoter(papir) -> dict[str, int]:
    raekker = [r for r in papir.tabeller[KVOTER] if r[0][:3].isdigit()]
    return {etiket[:3]: 0 if tal == "-" else int(tal.replace(".", "")) for etiket, tal in raekker}


def laes_aftale(kopi, brev) -> None:
    """Nordjylland relieves Læsø (825) of what Hjørring (860) takes over."""
    kommuner = {r["kommunekode"]: r for r in kopi.seed("opslag/kommuner") if r["regionskode"] == "1081"}
    aftalt = {kode: kvoter(brev)[kode] for kode in kommuner}
    aftalt |= {"825": 0, "860": aftalt["860"] + aftalt["825"]}
    raekker = [
        {
            "dokument": brev.noegle,
            "kommune": f"{kode} {kommuner[kode]['kommunenavn']}",
            "kommunekvote": str(antal),
            "kilde": "made up",
        }
        for kode, antal in aftalt.items()
    ]
    kopi.skriv_seed("kvoter/aftalte_kommunekvoter", raekker)


def test_fra_pdf_til_udgivne_marts(kopi):
    def indlaes(papir, form: str, *valg: str):
        fil = dokumenter.skriv(papir, kopi.mappe, form)
        return kopi.koer(sys.executable, "-m", "indlaes", fil.name, *valg)

    aendret = dokumenter.lav_brev(2024, version=2, landstal=1_000, froe=5)
    naeste = dokumenter.lav_brev(2025, landstal=800, froe=6)
    definition = ("--udlaendingedefinition", aendret.oplysninger["udlaendingedefinition"])
    for papir, form, valg in (
        (dokumenter.lav_opgoerelse(2024, JULI, FORRIGE_AAR), "pdf_med_linjer", ()),
        (dokumenter.lav_opgoerelse(2024, AUGUST, FORRIGE_AAR), "pdf_uden_linjer", ()),
        (aendret, "pdf_uden_linjer", definition),
        (naeste, "pdf_med_linjer", ()),
    ):
        svar = indlaes(papir, form, *valg)
        assert svar.returncode == 0, svar.stdout
        assert f"Dokument {papir.noegle}\n" in svar.stdout

    foer = kopi.seedfiler()
    skadet = dokumenter.lav_brev(2026, landstal=700)
    skadet.ret(BEFOLKNING, "101 København", 1, "1.234")
    svar = indlaes(skadet, "pdf_med_linjer")
    assert svar.returncode == 1
    assert "bilag_a_befolkning, række 2, Region Hovedstaden, indbyggertal (sum af kommunerne)" in svar.stdout
    assert kopi.seedfiler() == foer

    laes_aftale(kopi, naeste)
    svar = kopi.udgiv()
    assert svar.returncode == 0, svar.stdout
    pakke = json.loads((kopi.udgivet / "datapackage.json").read_text(encoding="utf-8"))
    assert {kilde["dokument"] for kilde in pakke["sources"]} == {
        "landstal-2024", "landstal-2024-2", "landstal-2025",
        "udsendelser-2024-06", "udsendelser-2024-07", "udsendelser-2024-08",
    }  # fmt: skip
    with duckdb.connect(str(kopi.udgivet / "landstal.duckdb"), read_only=True) as udgivet:
        felter = "dokument, landstal, er_gaeldende, dokument_forrige"
        assert udgivet.sql(f"select {felter} from marts.landstal order by dokument").fetchall() == [
            ("landstal-2024", 550, False, None),
            ("landstal-2024-2", 1_000, True, "landstal-2024"),
            ("landstal-2025", 800, True, "landstal-2024-2"),
        ]
        for papir in (aendret, naeste):
            fundne = udgivet.execute(
                "select kommunekode, kommunekvote_beregnet from marts.kommunekvoter where dokument = ?",
                [papir.noegle],
            )
            assert dict(fundne.fetchall()) == kvoter(papir)
        aendringer = udgivet.execute("""
            select
                kommunekode, kommunekvote_beregnet_forrige, kommunekvote_beregnet, landstal_aendring,
                kommunekvote_aendring - bidrag_landstal - bidrag_indbyggertal
                - bidrag_udenlandske_statsborgere - bidrag_familiesammenfoerte - bidrag_rest
            from marts.kommunekvoter_aendringer where dokument = 'landstal-2025'
        """)
        foer, nu = kvoter(aendret), kvoter(naeste)
        assert sorted(aendringer.fetchall()) == [(kode, foer[kode], nu[kode], -200, 0) for kode in sorted(nu)]

        revisioner = udgivet.execute("""
            select maaned, udsendelseskategori, antal_foerste, antal_seneste, dokument_foerste, antal_udgaver
            from marts.udsendelser_revisioner where revision != 0 order by maaned, udsendelseskategori
        """)
        assert revisioner.fetchall() == [
            (date(2024, 1, 1), "paaset", 9, 11, "udsendelser-2024-06", 3),
            (date(2024, 6, 1), "ledsaget", 6, 7, "udsendelser-2024-06", 3),
            (date(2024, 7, 1), "paaset", 12, 10, "udsendelser-2024-07", 2),
        ]
        antal = udgivet.sql("select count(*), sum(antal_seneste) from marts.udsendelser_revisioner")
        assert antal.fetchall() == [(3 * 8, sum(map(sum, AUGUST.values())))]

    # The pages say what these documents have and the first do not: changes, agreements, several editions.
    rapport = Rapport(kopi.udgivet.resolve(), kopi.mappe, kopi.mappe / "site")
    rapport.mappe.mkdir()
    rapport.kommuner[:] = [k for k in rapport.kommuner if k["regionskode"] == "1081"]
    rapport.skriv()

    def side(sti: str) -> str:
        html = (rapport.mappe / sti / "index.html").read_text(encoding="utf-8")
        return " ".join(BeautifulSoup(html, "lxml").main.get_text(" ").split())

    assert "Landstallet er 800 mod 1.000 før. De kommuner" in side("")
    hjoerring = side("kommuner/860")
    assert f"Regionens kommuner har aftalt {nu['860'] + nu['825']}" in hjoerring
    assert f"Den beregnede kvote er {nu['860']} mod {foer['860']} før ( landstal-2024-2 )" in hjoerring
    assert "Landstal for 2024 (ændret senere) 12 12 \N{EN DASH}" in hjoerring
    assert "Aftalt med regionens andre kommuner" in side("")
    assert f"{nu['860']} {nu['860']} {nu['860'] + nu['825']}" in side("regioner")
    assert "januar 2024 Påset 9 11 +2 3" in side("udsendelser")
    i_alt = sum(map(sum, AUGUST.values()))
    assert f"{i_alt} afviste asylansøgere er registreret udsendt i de første 8 måneder" in side("udsendelser")
