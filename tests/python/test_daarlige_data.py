"""Damaged seeds: a test fails and says which document, table and row, what was printed and what was
expected. And seeds that are unusual, but right."""

from decimal import Decimal

import duckdb
import pytest

BEFOLKNING = "kvoter/bilag_a_befolkning"
FAMILIE = "kvoter/bilag_a_familiesammenfoeringer"
KVOTER = "kvoter/bilag_b_kommunekvoter"
REGIONER = "kvoter/landstal_regionskvoter"
BREVE = "kvoter/landstalsbreve"
AFTALER = "kvoter/aftalte_kommunekvoter"
SCENARIER = "scenarier/kvotescenarier"
SCENARIETAL = "scenarier/kvotescenarie_input"
UDGAVER = "udsendelser/udsendelsesopgoerelser"
NOTER = "kontrol/noterede_kildeanmaerkninger"


def ret(seed: str, etiket: str, kolonne: str, ny: str):
    """Changes one cell of the row whose label or key is `etiket`."""

    def skade(projekt):
        raekker = projekt.seed(seed)
        raekke = next(raekke for raekke in raekker if etiket in raekke.values())
        raekke[kolonne] = ny
        projekt.skriv_seed(seed, raekker)

    return skade


def fjern(seed: str, etiket: str | None = None):
    """Deletes the row with the label, or all rows."""

    def skade(projekt):
        raekker = projekt.seed(seed)
        beholdt = [raekke for raekke in raekker if etiket and etiket not in raekke.values()]
        projekt.skriv_seed(seed, beholdt, list(raekker[0]))

    return skade


def fordobl(seed: str, etiket: str):
    def skade(projekt):
        raekker = projekt.seed(seed)
        projekt.skriv_seed(
            seed, [r for raekke in raekker for r in [raekke] * (1 + (etiket in raekke.values()))]
        )

    return skade


def begge(*skader):
    def skade(projekt):
        for enkelt in skader:
            enkelt(projekt)

    return skade


def negativ_region(projekt):
    """Every municipality of Nordjylland gets reunifications far above its share; the totals follow."""
    raekker = projekt.seed(FAMILIE)
    foer = next(i for i, r in enumerate(raekker) if r["kommune"] == "Region Nordjylland")
    for raekke in raekker[foer + 1 : foer + 12]:
        raekke["familiesammenfoeringer"] = "900"
    raekker[foer + 12]["familiesammenfoeringer"] = "9.900"
    raekker[-1]["familiesammenfoeringer"] = "10.275"
    projekt.skriv_seed(FAMILIE, raekker)


def tilfoej(seed: str, *raekker: dict):
    def skade(projekt):
        with (projekt.mappe / "seeds" / f"{seed}.csv").open(encoding="utf-8") as fil:
            kolonner = fil.readline().strip().split(",")
        nye = [dict.fromkeys(kolonner, "") | raekke for raekke in raekker]
        projekt.skriv_seed(seed, [*projekt.seed(seed), *nye], kolonner)

    return skade


def aftal(**andre: str):
    """Nordjylland agrees that Hjørring (860) takes over Læsø's (825) only person; `andre` are other quotas by
    code, as k825="2", None leaves the municipality out."""

    def skade(projekt):
        kvoter = {"k825": "-", "k860": "13"} | andre
        raekker = [
            {"dokument": "landstal-2024", "kommune": r["kommune"], "kilde": "aftale af 1. september 2023"}
            | {"kommunekvote": kvoter.get(f"k{r['kommune'][:3]}", r["kommunekvote"])}
            for r in projekt.seed(KVOTER)
            if r["dokument"] == "landstal-2024"
        ][-13:-2]
        assert raekker[0]["kommune"] == "773 Morsø"
        assert raekker[-1]["kommune"] == "860 Hjørring"
        tilfoej(AFTALER, *(r for r in raekker if r["kommunekvote"] is not None))(projekt)

    return skade


TILFAELDE = {
    "aftale uden en kommune": (
        aftal(k825=None),
        "assert_aftaler_naevner_hver_kommune_i_regionen",
        ["aftalte_kommunekvoter", "825 Læsø", "(mangler)", "hver kommune i Region Nordjylland"],
    ),
    "aftale med en forkert sum": (
        aftal(k860="12"),
        "assert_aftaler_summerer_til_regionskvoten",
        ["aftalte_kommunekvoter", "Region Nordjylland", "67", "regionskvoten 68"],
    ),
    "aftale med en ulæselig kvote": (
        aftal(k860="13 personer"),
        "assert_aftaler_naevner_hver_kommune_i_regionen",
        ["860 Hjørring", "13 personer", "helt tal som 1.234"],
    ),
    "aftale med en kommune to gange": (
        begge(aftal(), fordobl(AFTALER, "825 Læsø")),
        "assert_aftaler_naevner_hver_kommune_i_regionen",
        ["825 Læsø", "én gang"],
    ),
    "aftale med to navne byttet om": (
        begge(
            aftal(),
            ret(AFTALER, "825 Læsø", "kommune", "825 Rebild"),
            ret(AFTALER, "840 Rebild", "kommune", "840 Læsø"),
        ),
        "assert_aftaler_naevner_hver_kommune_i_regionen",
        ["825 Rebild", "koden 840", "840 Læsø", "koden 825"],
    ),
    "aftale med en ukendt kommune": (
        begge(aftal(), ret(AFTALER, "825 Læsø", "kommune", "826 Læsø")),
        "aftalte_kommunekvoter_har_en_kendt_kommune",
        ["826 Læsø", "kommunekode"],
    ),
    "aftale om et ukendt brev": (
        begge(aftal(), ret(AFTALER, "825 Læsø", "dokument", "landstal-2042")),
        "aftalte_kommunekvoter_har_et_kendt_brev",
        ["825 Læsø", "landstal-2042", "landstalsbreve"],
    ),
    "aftale uden kilde": (
        begge(aftal(), ret(AFTALER, "825 Læsø", "kilde", "")),
        "aftalte_kommunekvoter_kan_laeses",
        ["825 Læsø", "kilde", "(tom)"],
    ),
    "landstalstrin uden brevets eget": (
        fjern("scenarier/landstalstrin", "100"),
        "assert_landstalstrin_har_100_procent",
        ["landstalstrin", "100", "brevets eget landstal"],
    ),
    "ukendt lovparameter": (
        tilfoej(
            "opslag/lovparametre",
            {"parameter": "aendring_over_grænsen", "gaelder_fra": "2027-01-01", "vaerdi": "30"}
            | {"enhed": "procent", "hjemmel": "en ny bekendtgørelse"},
        ),
        "assert_lovparametre_er_kendte",
        ["aendring_over_grænsen", "procent", "denne bruges ikke"],
    ),
    "scenarie med et ukendt brev": (
        ret(SCENARIER, "Landstal 800", "dokument", "landstal-2042"),
        "kvotescenarier_har_et_kendt_brev",
        ["Landstal 800", "landstal-2042"],
    ),
    "scenarie med et ulæseligt landstal": (
        ret(SCENARIER, "Landstal 800", "landstal", "1.000"),
        "kvotescenarier_kan_laeses",
        ["Landstal 800", "1.000", "helt tal uden punktum"],
    ),
    "tal til et ukendt scenarie": (
        ret(SCENARIETAL, "727 Odder", "scenarie", "Odder"),
        "kvotescenarie_input_har_et_kendt_scenarie",
        ["727 Odder", "Odder", "kvotescenarier"],
    ),
    "scenarietal for en ukendt kommune": (
        ret(SCENARIETAL, "727 Odder", "kommune", "Odder"),
        "kvotescenarie_input_har_en_kendt_kommune",
        ["Odder", "kommunekode"],
    ),
    "scenarietal med punktum": (
        ret(SCENARIETAL, "727 Odder", "indbyggertal", "23.626"),
        "kvotescenarie_input_kan_laeses",
        ["727 Odder", "23.626", "uden punktum"],
    ),
    "ukendt kommune": (
        ret(KVOTER, "825 Læsø", "kommune", "411 Christiansø"),
        "assert_hver_kommune_og_region_staar_en_gang",
        ["bilag_b_kommunekvoter", "411 Christiansø", "en kommune eller region i opslagstabellerne"],
    ),
    "manglende række": (
        fjern(BEFOLKNING, "336 Stevnns"),
        "assert_hver_kommune_og_region_staar_en_gang",
        ["bilag_a_befolkning", "(mangler)", "336 Stevns"],
    ),
    "dobbelt række": (
        fordobl(FAMILIE, "350 Løjre"),
        "assert_hver_kommune_og_region_staar_en_gang",
        ["bilag_a_familiesammenfoeringer", "350 Løjre", "at rækken står én gang"],
    ),
    "slettet sum": (
        fjern(KVOTER, "Region Sjælland i alt"),
        "assert_hver_kommune_og_region_staar_en_gang",
        ["bilag_b_kommunekvoter", "(mangler)", "summen for Region Sjælland"],
    ),
    "to navne byttet om": (
        begge(
            ret(KVOTER, "101 København", "kommune", "101 Frederiksberg"),
            ret(KVOTER, "147 Frederiksberg", "kommune", "147 København"),
        ),
        "assert_hver_kommune_og_region_staar_en_gang",
        ["bilag_b_kommunekvoter", "101 Frederiksberg", "koden 147", "147 København", "koden 101"],
    ),
    "forkert overskrift": (
        begge(
            ret(KVOTER, "Region Sjælland", "kommune", "Region Nord"),
            ret(KVOTER, "Region Nordjylland", "kommune", "Region Sjælland"),
            ret(KVOTER, "Region Nord", "kommune", "Region Nordjylland"),
        ),
        "assert_kommuner_staar_under_deres_region",
        ["bilag_b_kommunekvoter", "253 Greve under Region Nordjylland", "Region Sjælland"],
    ),
    "samme rækkenummer to gange": (
        ret(REGIONER, "Region Midtjylland", "raekke", "3"),
        "brevenes_raekker_er_fortloebende",
        ["landstal_regionskvoter", "rækkenummer 4"],
    ),
    "landekode mangler": (
        ret("opslag/nationaliteter", "Syrien", "iso_alpha3", ""),
        "assert_nationaliteter_har_hver_sin_landekode",
        ["nationaliteter", "Syrien", "(tom)"],
    ),
    "note om et ukendt dokument": (
        ret(NOTER, "5. maj 2022", "dokument", "landstal-2042"),
        "assert_noterede_anmaerkninger_citerer_kilden",
        ["landstal-2042", "brevtekst", "5. maj 2022"],
    ),
    "brev uden Bilag B": (
        fjern(KVOTER),
        "hvert_landstalsbrev_har_alle_tabeller",
        ["bilag_b_kommunekvoter", "ingen rækker"],
    ),
    "stavefejl i dokumentnøglen": (
        ret(UDGAVER, "udsendelser-2024-06", "dokument", "udsendelser-2024-6"),
        "hver_udsendelsesudgave_har_alle_tabeller",
        ["udsendelser-2024-6", "udsendelser_tabel_1", "ingen rækker"],
    ),
    "tal uden dansk form": (
        begge(
            ret(BEFOLKNING, "101 København", "indbyggertal", "653,664"),
            ret(BEFOLKNING, "147 Frederiksberg", "indbyggertal", "65 3.664"),
            ret(BEFOLKNING, "151 Ballerup", "udenlandske_statsborgere", "x"),
            ret(KVOTER, "155 Dragør", "kommunekvote", ""),
        ),
        "assert_kvotetal_kan_laeses",
        [
            "101 København",
            "653,664",
            "65 3.664",
            "151 Ballerup",
            "155 Dragør",
            "(tom)",
            "helt tal over 0 som 1.234",
        ],
    ),
    "ét ciffer": (
        ret(BEFOLKNING, "101 København", "indbyggertal", "653.665"),
        "assert_trykte_summer_stemmer",
        ["bilag_a_befolkning", "Region Hovedstaden", "indbyggertal", "1891778", "1891779"],
    ),
    "to naboers etiketter byttet om": (
        begge(
            ret(FAMILIE, "420 Assens", "kommune", "x"),
            ret(FAMILIE, "430 Faaborg-Midtfyn", "kommune", "420 Assens"),
            ret(FAMILIE, "x", "kommune", "430 Faaborg-Midtfyn"),
        ),
        "assert_kommuner_staar_i_kodeorden",
        ["bilag_a_familiesammenfoeringer", "420 Assens", "en højere kommunekode end rækken før"],
    ),
    "nul i en tom celle": (
        ret(BEFOLKNING, "101 København", "asylansoegere", "0"),
        "assert_kommuner_uden_asylcenter_er_trykt_ens",
        ["bilag_a_befolkning", "101 København", "asylansoegere", "tom celle som i de andre"],
    ),
    "nationaliteter i forkert orden": (
        begge(
            ret("udsendelser/udsendelser_tabel_2", "Syrien", "i_alt", "8"),
            ret("udsendelser/udsendelser_tabel_2", "Iran", "i_alt", "9"),
        ),
        "assert_nationaliteter_staar_efter_faldende_antal",
        ["udsendelser_tabel_2", "Iran", "højst så mange i alt som rækken før, Syrien"],
    ),
    "forkert år": (
        ret(BREVE, "landstal-2024", "landstalsaar", "2042"),
        "assert_dokumentnoegler_naevner_aaret",
        ["landstalsbreve", "landstal-2024", "en nøgle, som begynder med landstal-2042"],
    ),
    "dato i et andet år": (
        ret(BREVE, "landstal-2024", "dateret", "2042-04-30"),
        "assert_breves_datoer_ligger_ved_landstalsaaret",
        ["landstalsbreve", "landstal-2024", "dateret", "2042-04-30", "højst to år før 2024"],
    ),
    "to kvoter byttet om": (
        begge(
            ret(KVOTER, "151 Ballerup", "kommunekvote", "2"), ret(KVOTER, "155 Dragør", "kommunekvote", "4")
        ),
        "assert_kommunekvoter_genfinder_bilag_b",
        ["bilag_b_kommunekvoter", "151 Ballerup", "155 Dragør"],
    ),
    "region uden positive tal": (
        negativ_region,
        "assert_region_med_kvote_har_positivt_fordelingstal",
        ["landstal_regionskvoter", "Region Nordjylland", "68", "positivt foreløbigt fordelingstal"],
    ),
    "ulæselig dato": (
        ret(BREVE, "landstal-2024", "dateret", "30. april 2024"),
        "landstalsbreve_kan_laeses",
        ["landstal-2024", "dateret", "30. april 2024", "dato som 2024-04-30"],
    ),
    "måned efter opgørelsen": (
        ret("udsendelser/udsendelser_tabel_1", "Rejst selv", "jul", "0"),
        "assert_udsendelsestal_kan_laeses",
        ["udsendelser_tabel_1", "Rejst selv", "jul", "tom celle"],
    ),
    "ukendt nationalitet": (
        ret("udsendelser/udsendelser_tabel_2", "Syrien", "nationalitet", "Syrienn"),
        "assert_hver_kategori_og_nationalitet_staar_en_gang",
        ["udsendelser_tabel_2", "Syrienn"],
    ),
}


@pytest.mark.parametrize(("skade", "test", "besked"), TILFAELDE.values(), ids=TILFAELDE)
def test_en_test_fejler_og_forklarer(lager, kopi, skade, test, besked):
    skade(kopi)
    fejl = lager.fejl(kopi.seedfiler())
    assert test in fejl
    forklaring = str(fejl[test])
    for ord in besked:
        assert ord in forklaring


def test_et_noteret_nul_passerer(lager, kopi):
    ret(BEFOLKNING, "101 København", "asylansoegere", "0")(kopi)
    note = {
        "dokument": "landstal-2024",
        "tabel": "bilag_a_befolkning",
        "raekke": "3",
        "felt": "asylansoegere",
    }
    note |= {"trykt_vaerdi": "0", "anvendt_vaerdi": "0", "forklaring": "trykt i brevet"}
    kopi.skriv_seed(NOTER, [*kopi.seed(NOTER), note])
    assert not lager.fejl(kopi.seedfiler())


def test_hver_test_forklarer_i_samme_form(lager):
    """Document, table, row, what is printed or calculated, and what was expected."""
    for node in lager.noder.values():
        if node["resource_type"] == "test":
            kolonner = [kolonne[0] for kolonne in lager.db.execute(node["compiled_code"]).description]
            fundet = "trykt" if "trykt" in kolonner else "beregnet"
            felter = ["dokument", "tabel", "raekke", "etiket", "kolonne", "sum_af", fundet, "forventet"]
            assert kolonner == [felt for felt in felter if felt in kolonner], node["name"]
            assert {"tabel", "raekke", fundet, "forventet"} <= set(kolonner), node["name"]
            assert node["description"], node["name"]


def test_en_note_med_grund_lader_en_afvigelse_passere(kopi):
    TILFAELDE["to kvoter byttet om"][0](kopi)
    noter = kopi.seed(NOTER)
    for raekke, trykt in (("4", "2"), ("6", "4")):
        nummer = {"dokument": "landstal-2024", "tabel": "bilag_b_kommunekvoter", "raekke": raekke}
        vaerdier = {
            "felt": "kommunekvote",
            "trykt_vaerdi": trykt,
            "anvendt_vaerdi": trykt,
            "forklaring": "byttet",
        }
        noter.append(nummer | vaerdier)
    kopi.skriv_seed(NOTER, noter)
    svar = kopi.dbt("build", "--exclude", "tag:golden", "--exclude-resource-type", "unit_test")
    assert svar.returncode == 0, svar.stdout


def test_flere_dokumenter_bygges_uden_aendringer(kopi):
    """Another year's letter, a changed landstal and an earlier edition are new rows only; the earlier edition
    gives the year-over-year its same months. An agreement is in force in its own letter alone."""
    aftal()(kopi)
    for seed in (BREVE, BEFOLKNING, FAMILIE, KVOTER, REGIONER):
        raekker = [r for r in kopi.seed(seed) if r["dokument"] == "landstal-2024"]
        aaret_efter = {"dokument": "landstal-2025", "landstalsaar": "2025", "familiesammenfoert_aar": "2023"}
        aendret = {"dokument": "landstal-2024-2", "version": "2"}
        nye = [r | {k: v for k, v in ny.items() if k in r} for ny in (aaret_efter, aendret) for r in raekker]
        kopi.skriv_seed(seed, raekker + nye)
    for seed in (UDGAVER, *(f"udsendelser/udsendelser_tabel_{n}" for n in (1, 2, 3))):
        raekker = [r for r in kopi.seed(seed) if r["dokument"] == "udsendelser-2024-06"]
        tidligere = {"dokument": "udsendelser-2023-06", "aar": "2023"}
        tidligere |= {"opgjort_til_og_med": "2023-06-30", "registreret_pr": "2023-07-03"}
        kopi.skriv_seed(seed, raekker + [r | {k: v for k, v in tidligere.items() if k in r} for r in raekker])
    svar = kopi.dbt("build")
    assert svar.returncode == 0, svar.stdout
    with duckdb.connect(str(kopi.database), read_only=True) as lager:
        gaeldende = lager.sql("select dokument, er_gaeldende from marts.landstal order by dokument")
        assert gaeldende.fetchall() == [
            ("landstal-2024", False),
            ("landstal-2024-2", True),
            ("landstal-2025", True),
        ]
        assert lager.sql("select count(*) from marts.kommunekvoter").fetchall() == [(3 * 98,)]
        aftalte = lager.sql("""
            select kommunekode, kommunekvote_beregnet, kommunekvote_aftalt, kommunekvote_gaeldende
            from marts.kommunekvoter where er_aftalt and dokument = 'landstal-2024' order by kommunekode
        """).fetchall()
        assert len(aftalte) == lager.sql("from marts.kommunekvoter where er_aftalt").shape[0] == 11
        assert [r for r in aftalte if r[1] != r[2]] == [("825", 1, 0, 0), ("860", 12, 13, 13)]
        uaendrede = "select count(*), sum(abs(kommunekvote_aendring)), sum(abs(bidrag_landstal)) from"
        assert lager.sql(f"{uaendrede} marts.kommunekvoter_aendringer").fetchall() == [(2 * 98, 0, 0)]
        sammenligning = lager.sql("""
            select
                dokument, antal, dokument_forrige_aar, antal_forrige_aar, aendring_pct, sammenligningsgrundlag
            from marts.udsendelser_aar_til_aar where udsendelseskategori = 'i_alt' order by dokument
        """)
        assert sammenligning.fetchall() == [
            ("udsendelser-2023-06", 113, "udsendelser-2023-06", 243, Decimal("-7.0"), "maanedsgennemsnit"),
            ("udsendelser-2024-06", 113, "udsendelser-2023-06", 113, Decimal("0.0"), "samme_periode"),
        ]


def test_en_januar_uden_udsendelser_bygges(kopi):
    """Nobody removed: Tabel 2 has only its total row, and the edition's year is 0, not unknown."""
    udgave, *_ = kopi.seed(UDGAVER)
    kopi.skriv_seed(UDGAVER, [udgave | {"opgjort_til_og_med": "2024-01-31", "registreret_pr": "2024-02-03"}])
    tabel_1, tabel_2, tabel_3 = (f"udsendelser/udsendelser_tabel_{nummer}" for nummer in (1, 2, 3))
    intet = dict.fromkeys(("feb", "mar", "apr", "maj", "jun"), "") | {"jan": "0", "i_alt_aar": "0"}
    kopi.skriv_seed(tabel_1, [r | intet for r in kopi.seed(tabel_1) if r["dokument"] == udgave["dokument"]])
    sum_2, *_ = [r for r in kopi.seed(tabel_2) if r["nationalitet"] == "I alt"]
    nul = {"raekke": "1", "ledsaget": "0", "paaset": "0", "rejst_selv": "0", "i_alt": "0"}
    kopi.skriv_seed(tabel_2, [sum_2 | nul])
    kopi.skriv_seed(tabel_3, [r for r in kopi.seed(tabel_3) if r["dokument"] == udgave["dokument"]])
    svar = kopi.dbt("build", "--exclude", "udsendelser_2024_06_gennemsnit")
    assert svar.returncode == 0, svar.stdout
    with duckdb.connect(str(kopi.database), read_only=True) as lager:
        graenser = (
            "select distinct antal, antal_min, antal_max from marts.udsendelser_nationalitet_aar_til_aar"
        )
        assert lager.sql(graenser).fetchall() == [(None, 0, 0)]
