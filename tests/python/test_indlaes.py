"""Documents read into the seeds: in every form, broken, damaged, again, changed and interrupted."""

import csv
import io
import os
import re
import shutil
import sys
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import dokumenter
import pytest
from dokumenter import BEFOLKNING, FAMILIE, KVOTER, REGIONSKVOTER, TABEL_1, TABEL_2, TABEL_3, Papir
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from indlaes import kontrol
from indlaes.__main__ import main
from indlaes.kontrol import Fund
from indlaes.linjer import Linje, laes
from indlaes.tabeller import Tabel, laes_raekker
from udgiv import skrivning

ROD = Path(__file__).parents[2]
FORMER = [*dokumenter.FORMER, "pdf_med_linjer", "pdf_uden_linjer"]
UDEN_OVERSKRIFTER = {"mellemrum", "pdf_uden_linjer"}  # the columns' headings run together
BREV = dokumenter.lav_brev(2025, landstal=700)
OPGOERELSE = dokumenter.lav_opgoerelse(2025, 7)


class Laeser:
    """The program on seeds of its own, with the project's tests run in memory."""

    def __init__(self, mappe: Path, lager, capsys):
        self.rod, self.mappe, self.lager, self.capsys = mappe / "projekt", mappe, lager, capsys
        shutil.copytree(ROD / "seeds", self.rod / "seeds")

    def proeve(self, rod: Path, filer: dict[Path, bytes]) -> list[Fund]:
        alle = {fil.stem: fil.read_bytes() for fil in rod.glob("seeds/*/*.csv")}
        alle |= {fil.stem: indhold for fil, indhold in filer.items()}
        beregning = kontrol.BEREGNING.removesuffix("+")
        return [Fund(*fund) for fund in self.lager.fejl_i_dokumentet(alle, beregning)]

    def laes(self, fil: Path, *valg: str) -> tuple[int, str]:
        kode = main([str(fil), *valg], rod=self.rod, proeve=self.proeve)
        return kode, self.capsys.readouterr().out

    def laes_papir(self, papir: Papir, *valg: str, form: str = "tabulatorer") -> tuple[int, str]:
        return self.laes(dokumenter.skriv(papir, self.mappe, form), *valg)

    def seeds(self) -> dict[str, bytes]:
        return {fil.stem: fil.read_bytes() for fil in self.rod.glob("seeds/*/*.csv")}

    def raekker(self, seed: str, noegle: str) -> list[list[str]]:
        tekst = self.seeds()[seed].decode("utf-8")
        return [raekke for raekke in csv.reader(io.StringIO(tekst)) if raekke[0] == noegle]

    def fjern(self, noegle: str) -> None:
        """Takes a document out of the seeds."""
        for fil in self.rod.glob("seeds/[ku]*/*.csv"):
            if fil.parent.name != "kontrol":
                linjer = fil.read_text(encoding="utf-8").splitlines(keepends=True)
                uden = "".join(linje for linje in linjer if not linje.startswith(f"{noegle},"))
                fil.write_text(uden, encoding="utf-8")


@pytest.fixture
def laeser(tmp_path, lager, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)  # the program goes to its own folder
    return Laeser(tmp_path, lager, capsys)


def valg_til(papir: Papir, form: str) -> list[str]:
    definition = papir.oplysninger.get("udlaendingedefinition")
    return ["--udlaendingedefinition", definition] if definition and form in UDEN_OVERSKRIFTER else []


# --- Every form -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMER)
@pytest.mark.parametrize("papir", [BREV, OPGOERELSE], ids=["brev", "opgoerelse"])
def test_hver_form_giver_de_samme_raekker(laeser, papir, form):
    foer = laeser.seeds()
    kode, ud = laeser.laes_papir(papir, *valg_til(papir, form), form=form)
    assert kode == 0, ud
    assert ud.endswith("Skrevet. Kør make build.\n")
    for seed in (papir.beskrivelse, *papir.tabeller):
        assert laeser.raekker(seed, papir.noegle) == papir.raekker(seed)
        assert laeser.seeds()[seed].startswith(foer[seed])


@pytest.mark.parametrize("noegle", ["landstal-2024", "udsendelser-2024-06"])
@pytest.mark.parametrize("form", ["tabulatorer", "html", "pdf_uden_linjer"])
def test_de_indlaeste_dokumenter_kommer_tilbage_byte_for_byte(laeser, noegle, form):
    foer = laeser.seeds()
    papir = dokumenter.fra_seeds(ROD, noegle)
    laeser.fjern(noegle)
    assert laeser.seeds() != foer
    kode, ud = laeser.laes_papir(papir, *valg_til(papir, form), form=form)
    assert kode == 0, ud
    assert laeser.seeds() == foer


def test_hvor_oplysningerne_er_fundet(laeser):
    _, ud = laeser.laes_papir(BREV, "--sagsnummer", "24/7", form="pdf_med_linjer")
    for linje in (
        r"landstalsaar +2025  \[side 1, linje 6\]",
        r"version +1  \[gættet\]",
        r"sagsnummer +24/7  \[angivet\]",
        r"dateret +2024-04-30  \[side 1, linje 3\]",
        r"seeds/kvoter/bilag_b_kommunekvoter.csv: 109\n",
    ):
        assert re.search(linje, ud), linje


def test_braekkede_saetninger_og_html_i_markdown(laeser):
    tekst = dokumenter.som_markdown(BREV)
    html = dokumenter.som_html(BREV)
    tabel = html[html.rindex("<table>") : html.rindex("</table>") + len("</table>")]
    tekst = tekst[: tekst.rindex("| Kommune | Kommunekvote |")] + tabel
    for hel, brudt in (
        ("fastsættes til 700 personer", "fast-\nsættes til\nSide 2 af 12\n700 personer"),
        ("skal meddeles styrelsen inden", "skal meddeles sty-\nrelsen inden"),
    ):
        assert hel in tekst
        tekst = tekst.replace(hel, brudt)
    fil = laeser.mappe / "brev.md"
    fil.write_text(tekst, encoding="utf-8")
    kode, ud = laeser.laes(fil)
    assert kode == 0, ud
    for seed in (BREV.beskrivelse, *BREV.tabeller):
        assert laeser.raekker(seed, BREV.noegle) == BREV.raekker(seed)


def test_en_dato_midt_i_en_linje_er_et_gaet(laeser):
    papir = deepcopy(BREV)
    papir.blokke[1] = dokumenter.Blok("afsnit", "4700 Næstved 30. april 2024")
    _, ud = laeser.laes_papir(papir)
    assert re.search(r"dateret +2024-04-30  \[gættet\]", ud)


@pytest.mark.parametrize(
    ("titel", "version"),
    [
        ("Vedr.: Landstal for 2025", "1"),
        ("Emne Landstal for 2025", "1"),
        ("LANDSTAL FOR 2025", "1"),
        ("Landstal for 2025 - til kommunerne", "1"),
        ("Nyt landstal for 2025", "2"),
        ("Emne: Ændring af landstallet for 2025", "2"),
    ],
)
def test_titlen_siger_om_landstallet_er_aendret(laeser, titel, version):
    papir = deepcopy(BREV)
    papir.blokke = [replace(b, tekst=titel) if b.slags == "titel" else b for b in papir.blokke]
    kode, ud = laeser.laes_papir(papir, "--proev")
    assert kode == 0, ud
    assert re.search(rf"version +{version}  \[gættet\]", ud)
    assert re.search(r"titel .*landstal(let)? for 2025", ud, re.IGNORECASE)


def test_landstallet_er_det_for_brevets_eget_aar(laeser):
    tekst = dokumenter.med_tabulatorer(BREV)
    fil = laeser.mappe / "brev.txt"
    sidste_aar = "Landstallet for 2024 fastsættes til 600 personer.\n"
    fil.write_text(
        tekst.replace("Landstallet for 2025", f"{sidste_aar}Landstallet for 2025"), encoding="utf-8"
    )
    kode, ud = laeser.laes(fil)
    assert kode == 0, ud


def test_noeglen_foelger_af_den_dato_der_er_givet(laeser):
    tekst = dokumenter.med_tabulatorer(OPGOERELSE)
    fil = laeser.mappe / "opgoerelse.txt"
    titel, aaret = OPGOERELSE.oplysninger["titel"], "Tallene for 2025 vedrører"
    fil.write_text(tekst.replace(titel, "Antal udsendte").replace(aaret, "Tallene"), encoding="utf-8")
    valg = ["--titel", "Udsendelser", "--opgjort-til-og-med", "2025-07-31"]
    kode, ud = laeser.laes(fil, *valg)
    assert kode == 0, ud
    assert "Dokument udsendelser-2025-07\n" in ud


def test_en_lang_pdf_viser_hvor_langt_den_er(laeser, monkeypatch, capsys):
    fil = dokumenter.skriv(BREV, laeser.mappe, "pdf_uden_linjer")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    laes(fil)
    assert "\rLæser side 2 af " in capsys.readouterr().err


def test_en_noegle_af_en_anden_slags_afvises(laeser):
    kode, ud = laeser.laes_papir(BREV, "--dokument", "udsendelser-2025-06")
    assert kode == 1
    assert "læst udsendelser-2025-06, ventet en nøgle, som begynder med landstal-2025" in ud


def uden_slutmaerker(html: str) -> str:
    return re.sub("</t[dhr]>", "", html)


def i_en_ramme(html: str) -> str:
    return html.replace("<body>", "<body><table><tr><td>").replace("</body>", "</td></tr></table></body>")


def regioner_efter_bilag_a(tekst: str) -> str:
    begynder, slutter = tekst.index("Region\t"), tekst.index("\n", tekst.index("Total (landstal)"))
    tabel, bilag_b = tekst[begynder:slutter], tekst.index("Bilag B")
    return tekst[:begynder] + tekst[slutter:bilag_b] + tabel + "\n" + tekst[bilag_b:]


@pytest.mark.parametrize(
    ("endelse", "som", "lav_om"),
    [
        (".html", dokumenter.som_html, uden_slutmaerker),
        (".html", dokumenter.som_html, i_en_ramme),
        (".txt", dokumenter.med_tabulatorer, regioner_efter_bilag_a),
        (".txt", dokumenter.med_tabulatorer, lambda tekst: tekst.replace("\n", "\r")),
        (".txt", dokumenter.med_tabulatorer, lambda tekst: tekst.replace("Bilag A", "BILAG A")),
    ],
)
def test_brevet_kan_se_anderledes_ud(laeser, endelse, som, lav_om):
    fil = laeser.mappe / f"brev{endelse}"
    fil.write_bytes(lav_om(som(BREV)).encode())
    kode, ud = laeser.laes(fil)
    assert kode == 0, ud
    for seed in (BREV.beskrivelse, *BREV.tabeller):
        assert laeser.raekker(seed, BREV.noegle) == BREV.raekker(seed)


def test_en_streg_i_en_kommende_maaned_er_ikke_et_tal(laeser):
    papir = deepcopy(OPGOERELSE)
    for raekke in papir.tabeller[TABEL_1]:
        raekke[9:14] = ["-"] * 5
    kode, ud = laeser.laes_papir(papir)
    assert kode == 0, ud
    assert laeser.raekker(TABEL_1, papir.noegle) == papir.raekker(TABEL_1)


def test_to_dokumenter_i_en_fil(laeser):
    for papir, andet in ((BREV, r"Total \(landstal\)"), (OPGOERELSE, "Tabel 1:")):
        tekst = dokumenter.med_tabulatorer(papir)
        fil = laeser.mappe / "to.txt"
        fil.write_text(tekst + tekst, encoding="utf-8")
        linje = [n for n, linje in enumerate((tekst + tekst).split("\n"), 1) if re.search(andet, linje)][1]
        kode, ud = laeser.laes(fil)
        assert kode == 1
        assert f"linje {linje}: her begynder endnu et dokument" in ud


def test_en_noegle_med_linjeskift_afvises(laeser):
    kode, ud = laeser.laes_papir(BREV, "--dokument", "a b,\nx")
    assert kode == 1
    assert "ventet små bogstaver" in ud


def test_uden_overskrifter_naevnes_hver_option(laeser):
    foer = laeser.seeds()
    papir = deepcopy(BREV)
    papir.blokke = [blok for blok in papir.blokke if "Sagsnummer" not in blok.tekst]
    kode, ud = laeser.laes_papir(papir, form="mellemrum")
    assert kode == 1
    assert "udlaendingedefinition: læst (tom), ventet en tekst; kan angives med --udlaendingedefinition" in ud
    assert "mangler: sagsnummer: læst (tom), ventet en tekst; kan angives med --sagsnummer" in ud
    assert laeser.seeds() == foer


# --- Broken labels, marks and page headers ----------------------------------------------------------------

BRUD = {
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


@pytest.mark.parametrize("linjer", BRUD.values(), ids=BRUD)
def test_brudte_navne(laeser, linjer):
    """A line of text for each way in which a narrow column breaks a name."""
    papir = deepcopy(BREV)
    papir.ret(BEFOLKNING, "813 Frederikshavn", 1, "58.864")
    papir.ret(BEFOLKNING, "813 Frederikshavn", 2, "2.181")
    papir.ret(BEFOLKNING, "813 Frederikshavn", 3, "5")
    tekst = dokumenter.med_mellemrum(papir)
    hel = "813 Frederikshavn   58.864   2.181   5"
    assert hel in tekst
    fil = laeser.mappe / "brudt.txt"
    fil.write_text(tekst.replace(hel, "\n".join(linjer)), encoding="utf-8")
    laeser.proeve = lambda rod, filer: []
    kode, _ = laeser.laes(fil)
    assert kode == 0
    assert laeser.raekker(BEFOLKNING, papir.noegle) == papir.raekker(BEFOLKNING)


KENDTE = frozenset(
    {"101 København", "147 Frederiksberg", "760 Ringkøbing-Skjern", "813 Frederikshavn", "Danmark i alt"}
    | {f"Region {navn}{i_alt}" for navn in ("Hovedstaden", "Sjælland") for i_alt in ("", " i alt")}
)
STOEJ = [
    "Side 3 af 12",
    "Udlændingestyrelsen",
    "Kommune Antal",
    "Kommune",
    "pr. 1. januar 2025",
    "2025",
    "Antal",
]
KOMMUNETABEL = Tabel(
    1,
    KENDTE,
    frozenset({"Region Hovedstaden", "Region Sjælland"}),
    re.compile(r"\d{3} [A-ZÆØÅ].*|Region .*"),
)


@st.composite
def brudte_raekker(draw):
    """Rows, and the lines that they may become: broken at spaces, hyphens or inside a word, with the figures
    beside any part, and page headers anywhere."""
    etiketter = ["Region Hovedstaden", "101 København", "147 Frederiksberg", "Region Hovedstaden i alt"]
    etiketter += ["Region Sjælland", "760 Ringkøbing-Skjern", "813 Frederikshavn", "Danmark i alt"]
    raekker, linjer = [], []
    for etiket in etiketter:
        er_overskrift = etiket in KOMMUNETABEL.overskrifter
        tal = "" if er_overskrift else draw(st.sampled_from(["7", "45", "1.234", "-", "\u2013", "0"]))
        raekker.append((etiket, tal))
        stykker = [etiket]
        if not er_overskrift and draw(st.booleans()):
            brud = draw(st.sampled_from([m.start() for m in re.finditer("[ -]", etiket)]))
            stykker = [etiket[: brud + 1].rstrip(), etiket[brud + 1 :]]
            if etiket == "813 Frederikshavn" and draw(st.booleans()):
                stykker = ["813 Frederiks-", "havn"]
        nummer = draw(st.integers(0, len(stykker) - 1))
        egne = [f"{stykke} {tal}".strip() if i == nummer else stykke for i, stykke in enumerate(stykker)]
        if len(stykker) == 2 and draw(st.booleans()):
            egne = [stykker[0], tal, stykker[1]]
        for linje in egne:
            linjer += [*draw(st.lists(st.sampled_from(STOEJ), max_size=3)), linje]
    return raekker, linjer


@settings(max_examples=200, deadline=None)
@given(brudte_raekker())
def test_alle_slags_brud(eksempel):
    raekker, linjer = eksempel
    laest = laes_raekker([Linje(f"linje {n}", (tekst,)) for n, tekst in enumerate(linjer)], KOMMUNETABEL)
    assert [raekke.celler for raekke in laest] == raekker


@pytest.mark.parametrize(
    "linjer",
    [["820", "3 4 5", "Vesthimmerland"], ["820 3 4 5", "Vesthimmerland"], ["820", "Vesthimmerland 3 4 5"]],
)
def test_en_stavemaade_som_ingen_kender_under_sin_kode(linjer):
    tabel = Tabel(3, frozenset({"813 Frederikshavn", "820 Vesthimmerlands", "825 Læsø"}))
    linjer = ["813 Frederikshavn 1 2", *linjer, "Side 3 af 12", "825 Læsø 6 7"]
    laest = laes_raekker([Linje(f"linje {n}", (tekst,)) for n, tekst in enumerate(linjer)], tabel)
    assert laest[1].celler == ("820 Vesthimmerland", "3", "4", "5")
    assert len(laest) == 3


def test_en_overskrift_gentaget_efter_et_sideskift(laeser):
    tekst = dokumenter.med_mellemrum(BREV)
    brudt = "\nSide 4 af 9\nBilag A\nKommune   Antal tilgået\nRegion Syddanmark\n575 Vejen"
    tekst = brudt.join(tekst.rsplit("\n575 Vejen", 2)[:2]) + "\n575 Vejen" + tekst.rsplit("\n575 Vejen", 1)[1]
    fil = laeser.mappe / "brev.txt"
    fil.write_text(tekst, encoding="utf-8")
    laeser.proeve = lambda rod, filer: []
    assert laeser.laes(fil)[0] == 0
    for seed in BREV.tabeller:
        assert laeser.raekker(seed, BREV.noegle) == BREV.raekker(seed)


@pytest.mark.parametrize("streg", ["\u2013", "\u2014", "0", "\u2212"])
def test_enhver_streg_er_nul(laeser, streg):
    papir = deepcopy(BREV)
    for raekke in papir.tabeller[KVOTER] + papir.tabeller[FAMILIE]:
        raekke[1] = streg if raekke[1] == "-" else raekke[1]
    kode, ud = laeser.laes_papir(papir)
    assert kode == 0, ud
    laest = {raekke[3] for raekke in laeser.raekker(KVOTER, papir.noegle)}
    assert streg.replace("\u2212", "-") in laest


def test_ukendte_lande_slaas_op(laeser):
    lande = [
        "Vietnam",
        "Nigeria",
        "Algeriet",
        "Nepal",
        "Bolivia",
        "Cuba",
        "Chile",
        "Peru",
        "Elfenbenskysten",
        "Kina",
    ]
    papir = dokumenter.lav_opgoerelse(2025, 3, lande=lande)
    kode, ud = laeser.laes_papir(papir)
    assert kode == 0, ud
    assert "Elfenbenskysten, CIV, Côte d'Ivoire  [gættet]" in ud
    navne = [r.split(",")[0] for r in laeser.seeds()["nationaliteter"].decode().splitlines()]
    assert navne[1:4] == ["Algeriet", "Armenien", "Bangladesh"]
    assert navne[-2:] == ["Vietnam", "Øvrige"]


def test_et_brudt_navn_som_kun_brugeren_kender(laeser):
    lande = [*dokumenter.LANDE[:9], "Congo, Den Demokratiske Republik"]
    papir = dokumenter.lav_opgoerelse(2025, 7, lande=lande)
    tekst = re.sub(
        r"Congo, Den Demokratiske Republik(\t.*)", r"Congo, Den\n\1\nDemokratiske Republik",
        dokumenter.med_tabulatorer(papir),
    )  # fmt: skip
    fil = laeser.mappe / "opgoerelse.txt"
    fil.write_text(tekst, encoding="utf-8")
    kode, ud = laeser.laes(fil)
    assert kode == 1
    assert re.search(r"linje \d+: udsendelser_tabel_2, række \d+: læst \(intet\)", ud)
    kode, ud = laeser.laes(fil, "--land", "Congo, Den Demokratiske Republik=COD")
    assert kode == 0, ud
    assert laeser.raekker(TABEL_2, papir.noegle) == papir.raekker(TABEL_2)


@pytest.mark.parametrize(("navn", "kode"), [("Kosovo", "XKX"), ("Statsløse", "XXA")])
def test_hvem_der_ikke_har_et_land_i_iso_3166(laeser, navn, kode):
    papir = dokumenter.lav_opgoerelse(2025, 7, lande=[*dokumenter.LANDE[:9], navn])
    svar, ud = laeser.laes_papir(papir)
    assert svar == 0, ud
    assert re.search(rf"nationalitet +{navn}, {kode}, .*\[gættet\]", ud)


def test_et_land_som_ingen_kender_skal_angives(laeser):
    papir = deepcopy(OPGOERELSE)
    trykt = papir.tabeller[TABEL_2][0][0]
    papir.ret(TABEL_2, trykt, 0, "Østland (Øerne)")
    kode, ud = laeser.laes_papir(papir)
    assert kode == 1
    assert "række 1: læst Østland (Øerne)" in ud
    assert "--land 'Østland (Øerne)=KODE'" in ud
    kode, ud = laeser.laes_papir(papir, "--land", "Østland (Øerne)=XQX")
    assert (kode, "ventet et navn" in ud) == (1, True)
    kode, ud = laeser.laes_papir(papir, "--land", "Østland (Øerne)=mmr")
    assert kode == 0, ud
    assert "Østland (Øerne),MMR,Myanmar\n" in laeser.seeds()["nationaliteter"].decode()


# --- Damages ----------------------------------------------------------------------------------------------


def tabel_af(papir: Papir, etiket: str, tabel: str) -> list[str]:
    return next(raekke for raekke in papir.tabeller[tabel] if raekke[0] == etiket)


def en_mere(tabel: str, etiket: str, kolonne: int):
    """One more than is printed."""

    def skade(papir: Papir) -> None:
        tal = int(tabel_af(papir, etiket, tabel)[kolonne].replace(".", "").replace("-", "0"))
        papir.ret(tabel, etiket, kolonne, dokumenter.dansk(tal + 1))

    return skade


def landstallet(papir: Papir) -> None:
    blok = next(i for i, blok in enumerate(papir.blokke) if "fastsættes til" in blok.tekst)
    papir.blokke[blok] = dokumenter.Blok("afsnit", "Landstallet for 2025 fastsættes til 701 personer.")


def to_kvoter_byttet(papir: Papir) -> None:
    a, b = (tabel_af(papir, etiket, KVOTER) for etiket in ("575 Vejen", "607 Fredericia"))
    assert a[1] != b[1]
    a[1], b[1] = b[1], a[1]


def forkert_aar(papir: Papir) -> None:
    papir.blokke = [
        dokumenter.Blok(
            blok.slags, blok.tekst.replace("asylansøgning 2024", "asylansøgning 2023"), blok.hoved
        )
        for blok in papir.blokke
    ]


SKADER = {
    "et ciffer": (
        BREV,
        en_mere(BEFOLKNING, "575 Vejen", 1),
        [r"bilag_a_befolkning, række \d+, Region Syddanmark, indbyggertal \(sum af kommunerne\): læst"],
    ),
    "en kvote": (
        BREV,
        en_mere(KVOTER, "575 Vejen", 1),
        [r"bilag_b_kommunekvoter, række \d+, Region Syddanmark i alt, kommunekvote .*: læst \d+, ventet"],
    ),
    "en tabt række": (
        BREV,
        lambda papir: papir.fjern(FAMILIE, "575 Vejen"),
        [r"linje \d+ til .*linje \d+: bilag_a_familiesammenfoeringer: læst \(mangler\), ventet 575 Vejen"],
    ),
    "en dobbelt række": (
        BREV,
        lambda papir: papir.fordobl(FAMILIE, "575 Vejen"),
        [r"linje (\d+): .*familiesammenfoeringer, række \d+: læst 575 Vejen, ventet at rækken står én gang"],
    ),
    "en ukendt kommune": (
        BREV,
        lambda papir: papir.ret(KVOTER, "825 Læsø", 0, "411 Christiansø"),
        [r"række \d+: læst 411 Christiansø, ventet en kommune eller region", r"ventet 825 Læsø"],
    ),
    "en stavefejl i en region": (
        BREV,
        lambda papir: papir.ret(REGIONSKVOTER, "Region Hovedstaden", 0, "Region Hovedstden"),
        [r"landstal_regionskvoter, række 1: læst Region Hovedstden, ventet en kommune eller region"],
    ),
    "en tabt sum": (
        BREV,
        lambda papir: papir.fjern(KVOTER, "Region Sjælland i alt"),
        [r"bilag_b_kommunekvoter: læst \(mangler\), ventet summen for Region Sjælland"],
    ),
    "en ændret sum": (
        BREV,
        en_mere(FAMILIE, "Danmark i alt", 1),
        [r"bilag_a_familiesammenfoeringer, række 109, Danmark i alt, .* \(sum af regionerne\): læst \d+"],
    ),
    "en regionskvote": (
        BREV,
        en_mere(REGIONSKVOTER, "Region Midtjylland", 1),
        [
            r"landstal_regionskvoter, række 4, Region Midtjylland, regionskvote \(sum af kommunerne\): læst",
            r"landstal_regionskvoter, række 6, Total \(landstal\), regionskvote .*: læst 700, ventet 701",
        ],
    ),
    "landstallet": (BREV, landstallet, [r"linje \d+: landstal \(sum af regionerne\): læst 701, ventet 700"]),
    "to kvoter byttet": (
        BREV,
        to_kvoter_byttet,
        [r"række \d+, 575 Vejen, kommunekvote: læst \S+, ventet \S+", r"607 Fredericia"],
    ),
    "en tabt tabel": (
        BREV,
        lambda papir: papir.uden_tabel(FAMILIE),
        [r"bilag_a_familiesammenfoeringer: læst ingen rækker"],
    ),
    "et delt tal": (
        BREV,
        lambda papir: papir.ret(KVOTER, "Danmark i alt", 1, "7 00"),
        [r"bilag_b_kommunekvoter, række 109, Danmark i alt.*læst"],
    ),
    "komma for punktum": (
        BREV,
        lambda papir: papir.ret(BEFOLKNING, "575 Vejen", 1, "65,364"),
        [r"række \d+, 575 Vejen, indbyggertal: læst 65,364, ventet helt tal over 0"],
    ),
    "en måned": (
        OPGOERELSE,
        en_mere(TABEL_1, "Påset udrejst", 3),
        [r"udsendelser_tabel_1, række 2, Påset udrejst, i_alt_aar \(sum af månederne\): læst \d+"],
    ),
    "en nationalitets sum": (
        OPGOERELSE,
        en_mere(TABEL_2, "Øvrige", 4),
        [r"udsendelser_tabel_2, række 11, Øvrige, i_alt_aar \(sum af kategorierne\): læst \d+, ventet \d+"],
    ),
    "en måned for meget": (
        OPGOERELSE,
        lambda papir: papir.ret(TABEL_1, "Rejst selv", 9, "0"),
        [r"udsendelser_tabel_1, række 3, Rejst selv, aug: læst 0, ventet tom celle"],
    ),
    "en tabt nationalitetstabel": (
        OPGOERELSE,
        lambda papir: papir.uden_tabel(TABEL_3),
        [r"udsendelser_tabel_3: læst ingen rækker"],
    ),
    "et forkert år": (
        OPGOERELSE,
        forkert_aar,
        [r"linje \d+: udsendelser_tabel_3, overskriften: læst 2023, ventet 2024"],
    ),
}


I_PDF = ["et ciffer", "en tabt række", "en ukendt kommune", "to kvoter byttet", "en måned", "et forkert år"]


@pytest.mark.parametrize(
    ("papir", "skade", "moenstre", "form"),
    [
        *(pytest.param(*skade, "tabulatorer", id=navn) for navn, skade in SKADER.items()),
        *(pytest.param(*SKADER[navn], "pdf_med_linjer", id=f"{navn} i PDF") for navn in I_PDF),
    ],
)
def test_skader_afvises_med_sted_og_ord(laeser, papir, skade, moenstre, form):
    foer = laeser.seeds()
    papir = deepcopy(papir)
    skade(papir)
    kode, ud = laeser.laes_papir(papir, form=form)
    assert kode == 1
    for moenster in moenstre:
        assert re.search(moenster, ud), ud
    linjer = [linje for linje in ud.splitlines() if re.search(r": (læst|beregnet) | læst ", linje)]
    assert linjer
    assert all(re.match(r"  (side \d+, )?linje \d+|  hele dokumentet|  seeds/", linje) for linje in linjer), (
        ud
    )
    assert ud.endswith("\nIntet er skrevet.\n")
    assert laeser.seeds() == foer


def test_for_mange_tal_paa_en_linje(laeser):
    """Without cells a figure that is split in two is one too many."""
    papir = deepcopy(BREV)
    papir.ret(KVOTER, "575 Vejen", 1, "1 7")
    opgoerelse = deepcopy(OPGOERELSE)
    opgoerelse.ret(TABEL_1, "I alt", 3, "1 7")
    for skadet, ventet in (
        (papir, "575 Vejen: læst 2 tal, ventet højst 1"),
        (opgoerelse, "I alt: læst 10 tal, ventet 9"),
    ):
        kode, ud = laeser.laes_papir(skadet, *valg_til(skadet, "mellemrum"), form="mellemrum")
        assert (kode, ventet in ud) == (1, True), ud


def test_en_note_skrevet_paa_forhaand_lader_en_afvigelse_passere(laeser):
    papir = deepcopy(BREV)
    to_kvoter_byttet(papir)
    kode, ud = laeser.laes_papir(papir)
    assert kode == 1
    noter = laeser.rod / "seeds/kontrol/noterede_kildeanmaerkninger.csv"
    with noter.open("a", encoding="utf-8") as fil:
        for nummer, etiket, laest in re.findall(r"række (\d+), (\d{3} \w+), kommunekvote: læst (\S+),", ud):
            assert etiket in ("575 Vejen", "607 Fredericia")
            fil.write(f"{papir.noegle},{KVOTER},{nummer},kommunekvote,{laest},{laest},byttet\n")
    kode, ud = laeser.laes_papir(papir)
    assert kode == 0, ud


# --- Keys and versions ------------------------------------------------------------------------------------


def test_en_kendt_noegle_afvises_med_begge_udveje(laeser):
    papir = dokumenter.fra_seeds(ROD, "landstal-2024")
    foer = laeser.seeds()
    kode, ud = laeser.laes_papir(papir)
    assert kode == 1
    assert "landstal-2024 er allerede indlæst" in ud
    assert "--erstat" in ud
    assert "--version 2" in ud
    assert laeser.seeds() == foer


@pytest.mark.parametrize("noegle", ["landstal-2024", "udsendelser-2024-06"])
def test_erstat_med_det_samme_aendrer_ingenting(laeser, noegle):
    efter = dokumenter.lav_brev(2025), dokumenter.lav_opgoerelse(2025, 2)
    for papir in efter:
        assert laeser.laes_papir(papir)[0] == 0
    foer = laeser.seeds()
    kode, ud = laeser.laes_papir(dokumenter.fra_seeds(ROD, noegle), "--erstat")
    assert kode == 0, ud
    assert laeser.seeds() == foer


def test_et_aendret_landstal_bliver_naeste_version(laeser):
    for version in (2, 3):
        papir = dokumenter.lav_brev(2024, version, landstal=400 * version, froe=version)
        assert papir.noegle == f"landstal-2024-{version}"
        kode, ud = laeser.laes_papir(papir)
        assert kode == 0, ud
        assert laeser.raekker("landstalsbreve", papir.noegle) == papir.raekker("landstalsbreve")
    foer = laeser.seeds()
    igen = dokumenter.lav_brev(2024, 2, landstal=800, froe=2)
    kode, ud = laeser.laes_papir(igen)
    assert kode == 1
    assert "landstal-2024-2 er allerede indlæst" in ud
    assert laeser.laes_papir(igen, "--erstat")[0] == 0
    assert laeser.seeds() == foer


def test_noegle_og_version_kan_gives(laeser):
    papir = dokumenter.lav_brev(2024, landstal=900, froe=5)
    kode, ud = laeser.laes_papir(papir, "--version", "2", "--dokument", "landstal-2024-maj")
    assert kode == 0, ud
    assert laeser.raekker("landstalsbreve", "landstal-2024-maj")[0][2] == "2"


def test_flere_udgaver_staar_ved_siden_af_hinanden(laeser):
    tal = {
        "ledsaget": [3, 8, 5, 9, 6, 6, 4],
        "paaset": [9, 10, 19, 18, 11, 9, 7],
        "rejst_selv": [0, 0, 1, 0, 0, 0, 0],
    }
    for antal in (7, 8):
        maaneder = {k: [*m, 5][:antal] for k, m in tal.items()}
        papir = dokumenter.lav_opgoerelse(2024, maaneder, {"ledsaget": 69, "paaset": 171, "rejst_selv": 3})
        kode, ud = laeser.laes_papir(papir, form="pdf_med_linjer")
        assert kode == 0, ud
        assert laeser.raekker(TABEL_1, f"udsendelser-2024-0{antal}") == papir.raekker(TABEL_1)


# --- Writing ----------------------------------------------------------------------------------------------


def test_proev_viser_forskellen_og_skriver_intet(laeser):
    foer = laeser.seeds()
    kode, ud = laeser.laes_papir(BREV, "--proev")
    assert kode == 0
    assert "+landstal-2025,109,Danmark i alt,700\n" in ud
    assert ud.endswith("Kun prøvet: intet er skrevet.\n")
    assert laeser.seeds() == foer


def test_afbrudt_mellem_flytningerne_bliver_hel_ved_naeste_koersel(laeser, monkeypatch):
    foer = laeser.seeds()
    laeser.laes_papir(BREV)
    ventet = laeser.seeds()
    for fil in laeser.rod.glob("seeds/*/*.csv"):
        fil.write_bytes(foer[fil.stem])

    flyt, flyttede = os.replace, []

    def flyt_to(fra, til):
        if len(flyttede) == 2:
            raise OSError("slut")
        flyttede.append(til)
        flyt(fra, til)

    monkeypatch.setattr(skrivning.os, "replace", flyt_to)
    kode, ud = laeser.laes_papir(BREV)
    assert kode == 1
    assert "Skrivningen er begyndt" in ud
    assert foer != laeser.seeds() != ventet
    for fil in laeser.rod.glob("seeds/*/*.csv"):  # as who wants to begin again may do
        fil.write_bytes(foer[fil.stem])
    monkeypatch.setattr(skrivning.os, "replace", flyt)
    kode, ud = laeser.laes_papir(BREV)
    assert kode == 1
    assert "er gjort færdig" in ud
    assert "landstal-2025 er allerede indlæst" in ud
    assert laeser.seeds() == ventet
    assert not list(laeser.rod.glob(".indlaes*"))


def test_afbrudt_foer_beslutningen_er_intet_sket(laeser):
    foer = laeser.seeds()
    ny = laeser.rod / ".indlaes.ny" / "seeds" / "kvoter"
    ny.mkdir(parents=True)
    (ny / "landstalsbreve.csv").write_bytes(b"halv")
    assert not skrivning.faerdiggoer(laeser.rod)
    assert laeser.seeds() == foer
    assert not list(laeser.rod.glob(".indlaes*"))


def test_rettigheder_og_sidste_linjeskift(laeser):
    fil = laeser.rod / "seeds/kvoter/landstalsbreve.csv"
    fil.write_bytes(fil.read_bytes().rstrip(b"\n"))
    fil.chmod(0o640)
    assert laeser.laes_papir(BREV)[0] == 0
    assert fil.stat().st_mode & 0o777 == 0o640
    assert [raekke[0] for raekke in csv.reader(io.StringIO(fil.read_text(encoding="utf-8")))] == [
        "dokument", "landstal-2024", "landstal-2025"
    ]  # fmt: skip


# --- Files that cannot be read ----------------------------------------------------------------------------


def krypteret(fil: Path) -> None:
    dokumenter.uden_linjer(BREV, fil, kodeord="hemmelig")


def kun_billede(fil: Path) -> None:
    canvas = dokumenter.Canvas(str(fil))
    canvas.drawInlineImage(Image.new("RGB", (40, 40)), 100, 100)
    canvas.showPage()
    canvas.save()


@pytest.mark.parametrize(
    ("navn", "indhold", "besked"),
    [
        ("a.pdf", krypteret, "er krypteret"),
        ("b.pdf", kun_billede, "har ikke tekst, som kan læses: side 1 er billeder"),
        ("c.pdf", b"%PDF-1.7\nnoget andet", "er ødelagt"),
        ("d.pdf", b"noget andet", "er ikke en PDF"),
        ("e.txt", b"", "er tom"),
        ("f.txt", "Landstal for 2025\nRegion Sjælland".encode("latin-1"), "linje 2: er ikke UTF-8"),
        ("g.docx", b"PK", "ukendt slags"),
        ("h.md", b"# Noget andet", "hverken et landstalsbrev"),
        ("i.txt", None, "kan ikke læses"),
    ],
)
def test_filer_der_ikke_kan_laeses(laeser, navn, indhold, besked):
    foer = laeser.seeds()
    fil = laeser.mappe / navn
    if callable(indhold):
        indhold(fil)
    elif indhold is not None:
        fil.write_bytes(indhold)
    kode, ud = laeser.laes(fil)
    assert (kode, besked in ud) == (1, True), ud
    assert ud.endswith("Intet er skrevet.\n")
    assert laeser.seeds() == foer


def test_byte_order_mark_er_tilladt(laeser):
    fil = laeser.mappe / "bom.txt"
    fil.write_text(dokumenter.med_tabulatorer(OPGOERELSE), encoding="utf-8-sig")
    assert laeser.laes(fil)[0] == 0
