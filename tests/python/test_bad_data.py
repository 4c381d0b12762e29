"""Damaged seeds: a test fails and says which document, table and row, what was printed and what was
expected. And seeds that are unusual, but right."""

from decimal import Decimal

import pytest

from tools import documents

BEFOLKNING = "kvoter/bilag_a_befolkning"
FAMILIE = "kvoter/bilag_a_familiesammenfoeringer"
KVOTER = "kvoter/bilag_b_kommunekvoter"
REGIONER = "kvoter/landstal_regionskvoter"
BREVE = "kvoter/landstalsbreve"
AFTALER = "kvoter/aftalte_kommunekvoter"
SCENARIER = "scenarier/raw_kvotescenarier"
SCENARIETAL = "scenarier/kvotescenarie_input"
OPGOERELSER = "udsendelser/udsendelsesopgoerelser"
NOTER = "kontrol/noterede_kildeanmaerkninger"
INDDELINGER = "opslag/regionsinddelinger"
LOVPARAMETRE = "opslag/lovparametre"
REAL = documents.from_seeds(documents.ROOT, "landstal-2024")
KVOTE_NOTE = {
    "dokument": "landstal-2024",
    "tabel": "bilag_b_kommunekvoter",
    "raekke": "2",
    "felt": "kommunekvote",
    "trykt_vaerdi": "45",
    "anvendt_vaerdi": "45",
    "forklaring": "sådan er det trykt",
}
BEFOLKNING_NOTE = KVOTE_NOTE | {"tabel": "bilag_a_befolkning", "raekke": "3"}
EARLY = documents.make_letter(2008)  # changed before the first order that says how


def correct(seed: str, label: str, column: str, new: str):
    """Changes one cell of the row whose label or key is `label`."""

    def damage(project):
        rows = project.seed(seed)
        row = next(row for row in rows if label in row.values())
        row[column] = new
        project.write_seed(seed, rows)

    return damage


def remove(seed: str, label: str | None = None):
    """Deletes the row with the label, or all rows."""

    def damage(project):
        rows = project.seed(seed)
        kept = [row for row in rows if label and label not in row.values()]
        project.write_seed(seed, kept, list(rows[0]))

    return damage


def duplicate(seed: str, label: str):
    def damage(project):
        rows = project.seed(seed)
        project.write_seed(seed, [r for row in rows for r in [row] * (1 + (label in row.values()))])

    return damage


def together(*damages):
    def damage(project):
        for part in damages:
            part(project)

    return damage


def negativ_region(project):
    """Every municipality of Nordjylland gets reunifications far above its share; the totals follow."""
    rows = project.seed(FAMILIE)
    heading = next(i for i, r in enumerate(rows) if r["kommune"] == "Region Nordjylland")
    for row in rows[heading + 1 : heading + 12]:
        row["familiesammenfoeringer"] = "900"
    rows[heading + 12]["familiesammenfoeringer"] = "9.900"
    rows[-1]["familiesammenfoeringer"] = "10.275"
    project.write_seed(FAMILIE, rows)


def add(seed: str, *rows: dict):
    def damage(project):
        with (project.folder / "seeds" / f"{seed}.csv").open(encoding="utf-8") as file:
            columns = file.readline().strip().split(",")
        added = [dict.fromkeys(columns, "") | row for row in rows]
        project.write_seed(seed, [*project.seed(seed), *added], columns)

    return damage


def place(paper: documents.Paper):
    """Adds a made-up document."""
    return lambda project: project.place_in_seeds(paper)


def agree(**others: str | None):
    """Nordjylland agrees that Hjørring (860) takes over Læsø's (825) only person. `others`: other quotas by
    code, as k825="2"; None leaves the municipality out."""

    def damage(project):
        kvoter = {"k825": "-", "k860": "13"} | others
        rows = [
            {"dokument": "landstal-2024", "kommune": r["kommune"], "kilde": "aftale af 1. september 2023"}
            | {"kommunekvote": kvoter.get(f"k{r['kommune'][:3]}", r["kommunekvote"])}
            for r in project.seed(KVOTER)
            if r["dokument"] == "landstal-2024"
        ][-13:-2]
        assert rows[0]["kommune"] == "773 Morsø"
        assert rows[-1]["kommune"] == "860 Hjørring"
        add(AFTALER, *(r for r in rows if r["kommunekvote"] is not None))(project)

    return damage


CASES = {
    "aftale uden en kommune": (
        agree(k825=None),
        "aftaler_naevner_hver_kommune_i_regionen",
        ["aftalte_kommunekvoter", "(mangler)", "'forventet': '825 Læsø'"],
    ),
    "aftale med en forkert sum": (
        agree(k860="12"),
        "assert_aftaler_summerer_til_regionskvoten",
        ["aftalte_kommunekvoter", "Region Nordjylland", "67", "regionskvoten 68"],
    ),
    "aftale med en ulæselig kvote": (
        agree(k860="13 personer"),
        "assert_kvotetal_kan_laeses",
        ["860 Hjørring", "13 personer", "helt tal som 1.234"],
    ),
    "aftale med en kommune to gange": (
        together(agree(), duplicate(AFTALER, "825 Læsø")),
        "aftaler_naevner_hver_kommune_i_regionen",
        ["825 Læsø", "én gang"],
    ),
    "aftale med to navne byttet om": (
        together(
            agree(),
            correct(AFTALER, "825 Læsø", "kommune", "825 Rebild"),
            correct(AFTALER, "840 Rebild", "kommune", "840 Læsø"),
        ),
        "aftaler_naevner_hver_kommune_i_regionen",
        ["825 Rebild", "koden 840", "840 Læsø", "koden 825"],
    ),
    "aftale med en ukendt kommune": (
        together(agree(), correct(AFTALER, "825 Læsø", "kommune", "826 Læsø")),
        "aftalte_kommunekvoter_har_en_kendt_kommune",
        ["826 Læsø", "kommunekode"],
    ),
    "aftale om et ukendt brev": (
        together(agree(), correct(AFTALER, "825 Læsø", "dokument", "landstal-2042")),
        "aftalte_kommunekvoter_har_et_kendt_brev",
        ["825 Læsø", "landstal-2042", "landstalsbreve"],
    ),
    "aftale uden kilde": (
        together(agree(), correct(AFTALER, "825 Læsø", "kilde", "")),
        "aftalte_kommunekvoter_kan_laeses",
        ["825 Læsø", "kilde", "(tom)"],
    ),
    "landstalstrin uden brevets eget": (
        remove("scenarier/landstalstrin", "100"),
        "assert_landstalstrin_har_100_procent",
        ["landstalstrin", "100", "brevets eget landstal"],
    ),
    "ændret landstal uden årets første brev": (
        place(documents.change_letter(documents.make_letter(2025), 300)),
        "assert_aendret_landstal_foelger_versionen_foer",
        ["landstal-2025-2", "version 1 af landstallet for 2025 er indlæst først"],
    ),
    "ændret landstal uden versionen før": (
        together(
            place(documents.change_letter(REAL, 300)), correct(BREVE, "landstal-2024-2", "version", "3")
        ),
        "assert_aendret_landstal_foelger_versionen_foer",
        ["landstal-2024-2", "version 2 af landstallet for 2024 er indlæst først"],
    ),
    "ændret landstal uden en regel for det": (
        together(place(EARLY), place(documents.change_letter(EARLY, 300, dated="2008-02-14"))),
        "assert_aendret_landstal_foelger_versionen_foer",
        ["landstal-2008-2", "dateret", "2008-02-14", "tidligst 2008-02-15"],
    ),
    "ændret landstal med en halv Bilag A": (
        together(place(documents.change_letter(REAL, 300)), remove(FAMILIE, "landstal-2024-2")),
        "hvert_landstalsbrev_har_alle_tabeller",
        ["landstal-2024-2", "bilag_a_familiesammenfoeringer", "ingen rækker"],
    ),
    "første brev uden frist": (
        correct(BREVE, "landstal-2024", "aftalefrist", ""),
        "landstalsbreve_kan_laeses",
        ["landstal-2024", "aftalefrist", "(tom)", "dato som 2024-04-30"],
    ),
    "regioner af to inddelinger": (
        correct(REGIONER, "Region Sjælland", "region", "Region Østdanmark"),
        "assert_brevets_regioner_hoerer_til_en_inddeling",
        ["landstal_regionskvoter", "Region Østdanmark", "kun regioner i inddelingen fra 2007"],
    ),
    "inddeling uden en kommune": (
        remove(INDDELINGER, "825"),
        "assert_inddelinger_har_alle_kommuner",
        ["2007, 825 Læsø", "2027, 825 Læsø", "(mangler)", "en række for hver kommune"],
    ),
    "inddeling med en kommune i en anden region": (
        correct(INDDELINGER, "825", "regionskode", "1082"),
        "assert_inddelinger_har_alle_kommuner",
        ["2007, 825 Læsø", "1082", "regionen i opslagstabellen kommuner, 1081"],
    ),
    "lovparameter med en ukendt beregningsmåde": (
        add(
            LOVPARAMETRE,
            {"parameter": "forhoejet_landstal", "gaelder_fra": "2027-01-01", "vaerdi": "omberegning"}
            | {"enhed": "beregningsmaade", "hjemmel": "en ny bekendtgørelse"},
        ),
        "assert_lovparametre_er_kendte",
        ["forhoejet_landstal", "omberegning", "genberegning eller forholdsmaessig_aendring"],
    ),
    "ukendt lovparameter": (
        add(
            LOVPARAMETRE,
            {"parameter": "aendring_over_grænsen", "gaelder_fra": "2027-01-01", "vaerdi": "30"}
            | {"enhed": "procent", "hjemmel": "en ny bekendtgørelse"},
        ),
        "assert_lovparametre_er_kendte",
        ["aendring_over_grænsen", "procent", "denne bruges ikke"],
    ),
    "kode med en skrivefejl": (
        correct("opslag/raw_kodelister", "led", "kode", "befolkninger"),
        "assert_kodelister_har_kontrakternes_koder",
        ["kodelister", "led, befolkninger", "befolkninger", "en kode, som kolonnen kan have"],
    ),
    "scenarie med et ukendt brev": (
        correct(SCENARIER, "Landstal 800", "dokument", "landstal-2042"),
        "kvotescenarier_har_et_kendt_brev",
        ["Landstal 800", "landstal-2042"],
    ),
    "scenarie med et ulæseligt landstal": (
        correct(SCENARIER, "Landstal 800", "landstal", "1.000"),
        "kvotescenarier_kan_laeses",
        ["Landstal 800", "1.000", "helt tal uden punktum"],
    ),
    "tal til et ukendt scenarie": (
        correct(SCENARIETAL, "727 Odder", "scenarie", "Odder"),
        "kvotescenarie_input_har_et_kendt_scenarie",
        ["727 Odder", "Odder", "kvotescenarier"],
    ),
    "scenarietal for en ukendt kommune": (
        correct(SCENARIETAL, "727 Odder", "kommune", "Odder"),
        "kvotescenarie_input_har_en_kendt_kommune",
        ["Odder", "kommunekode"],
    ),
    "scenarietal med punktum": (
        correct(SCENARIETAL, "727 Odder", "indbyggertal", "23.626"),
        "kvotescenarie_input_kan_laeses",
        ["727 Odder", "23.626", "uden punktum"],
    ),
    "ukendt kommune": (
        correct(KVOTER, "825 Læsø", "kommune", "411 Christiansø"),
        "hver_kommune_og_region_staar_en_gang",
        ["bilag_b_kommunekvoter", "411 Christiansø", "en kommune eller region i opslagstabellerne"],
    ),
    "manglende række": (
        remove(BEFOLKNING, "336 Stevnns"),
        "hver_kommune_og_region_staar_en_gang",
        ["bilag_a_befolkning", "(mangler)", "336 Stevns"],
    ),
    "dobbelt række": (
        duplicate(FAMILIE, "350 Løjre"),
        "hver_kommune_og_region_staar_en_gang",
        ["bilag_a_familiesammenfoeringer", "350 Løjre", "at rækken står én gang"],
    ),
    "slettet sum": (
        remove(KVOTER, "Region Sjælland i alt"),
        "hver_kommune_og_region_staar_en_gang",
        ["bilag_b_kommunekvoter", "(mangler)", "summen for Region Sjælland"],
    ),
    "to navne byttet om": (
        together(
            correct(KVOTER, "101 København", "kommune", "101 Frederiksberg"),
            correct(KVOTER, "147 Frederiksberg", "kommune", "147 København"),
        ),
        "hver_kommune_og_region_staar_en_gang",
        ["bilag_b_kommunekvoter", "101 Frederiksberg", "koden 147", "147 København", "koden 101"],
    ),
    "forkert overskrift": (
        together(
            correct(KVOTER, "Region Sjælland", "kommune", "Region Nord"),
            correct(KVOTER, "Region Nordjylland", "kommune", "Region Sjælland"),
            correct(KVOTER, "Region Nord", "kommune", "Region Nordjylland"),
        ),
        "assert_kommuner_staar_under_deres_region",
        ["bilag_b_kommunekvoter", "253 Greve under Region Nordjylland", "Region Sjælland"],
    ),
    "samme rækkenummer to gange": (
        correct(REGIONER, "Region Midtjylland", "raekke", "3"),
        "brevenes_raekker_er_fortloebende",
        ["landstal_regionskvoter", "rækkenummer 4"],
    ),
    "samme rækkenummer to gange i en udsendelsestabel": (
        correct("udsendelser/udsendelser_tabel_3", "Serbien", "raekke", "2"),
        "udsendelsestabellernes_raekker_er_fortloebende",
        ["udsendelser_tabel_3", "Serbien", "rækkenummer 3"],
    ),
    "landekode mangler": (
        correct("opslag/nationaliteter", "Syrien", "iso_alpha3", ""),
        "assert_nationaliteter_har_en_landekode",
        ["nationaliteter", "Syrien", "(tom)"],
    ),
    "øvrige med landekode": (
        correct("opslag/nationaliteter", "Øvrige", "iso_alpha3", "XXX"),
        "assert_nationaliteter_har_en_landekode",
        ["nationaliteter", "Øvrige", "XXX", "tom celle"],
    ),
    "et land to gange i en tabel": (
        correct("opslag/nationaliteter", "Iran", "iso_alpha3", "SYR"),
        "assert_et_land_staar_en_gang_i_hver_tabel",
        ["udsendelser_tabel_2", "Iran", "et andet land end Syrien, som også har landekoden SYR"],
    ),
    "note om et ukendt dokument": (
        correct(NOTER, "5. maj 2022", "dokument", "landstal-2042"),
        "assert_noterede_anmaerkninger_citerer_kilden",
        ["landstal-2042", "brevtekst", "5. maj 2022"],
    ),
    "note om et tal, som ikke er brugt": (
        add(NOTER, KVOTE_NOTE | {"anvendt_vaerdi": "9"}),
        "assert_noterede_anmaerkninger_citerer_kilden",
        ["bilag_b_kommunekvoter", "kommunekvote", "'9'", "som i beregningen: 45"],
    ),
    "note om et brugt tal, som ikke er brugt": (
        add(NOTER, KVOTE_NOTE | {"anvendt_vaerdi": ""}),
        "assert_noterede_anmaerkninger_citerer_kilden",
        ["kommunekvote", "None", "som i beregningen: 45"],
    ),
    "note om et ukendt tal, som er brugt": (
        add(NOTER, BEFOLKNING_NOTE | {"felt": "asylansoegere", "trykt_vaerdi": "", "anvendt_vaerdi": "0"}),
        "assert_noterede_anmaerkninger_citerer_kilden",
        ["asylansoegere", "'0'", "tom celle"],
    ),
    "note om et navn, som ikke er brugt": (
        correct(NOTER, "480 Nordfyns", "anvendt_vaerdi", "480 Nordfyn"),
        "assert_noterede_anmaerkninger_citerer_kilden",
        ["'480 Nordfyn'", "som i beregningen: 480 Nordfyns"],
    ),
    "note om en kategori, som ikke er brugt": (
        correct(NOTER, "Ledsaget udrejst", "anvendt_vaerdi", "paaset"),
        "assert_noterede_anmaerkninger_citerer_kilden",
        ["'paaset'", "som i beregningen: ledsaget"],
    ),
    "brev uden Bilag B": (
        remove(KVOTER),
        "hvert_landstalsbrev_har_alle_tabeller",
        ["bilag_b_kommunekvoter", "ingen rækker"],
    ),
    "stavefejl i dokumentnøglen": (
        correct(OPGOERELSER, "udsendelser-2024-06", "dokument", "udsendelser-2024-6"),
        "hver_udsendelsesudgave_har_alle_tabeller",
        ["udsendelser-2024-6", "udsendelser_tabel_1", "ingen rækker"],
    ),
    "tal uden dansk form": (
        together(
            correct(BEFOLKNING, "101 København", "indbyggertal", "653,664"),
            correct(BEFOLKNING, "147 Frederiksberg", "indbyggertal", "65 3.664"),
            correct(BEFOLKNING, "151 Ballerup", "udenlandske_statsborgere", "x"),
            correct(KVOTER, "155 Dragør", "kommunekvote", ""),
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
        correct(BEFOLKNING, "101 København", "indbyggertal", "653.665"),
        "assert_trykte_summer_stemmer",
        ["bilag_a_befolkning", "Region Hovedstaden", "indbyggertal", "1891778", "1891779"],
    ),
    "to naboers etiketter byttet om": (
        together(
            correct(FAMILIE, "420 Assens", "kommune", "x"),
            correct(FAMILIE, "430 Faaborg-Midtfyn", "kommune", "420 Assens"),
            correct(FAMILIE, "x", "kommune", "430 Faaborg-Midtfyn"),
        ),
        "assert_kommuner_staar_i_kodeorden",
        ["bilag_a_familiesammenfoeringer", "420 Assens", "en højere kommunekode end rækken før"],
    ),
    "nul i en tom celle": (
        correct(BEFOLKNING, "101 København", "asylansoegere", "0"),
        "assert_kommuner_uden_asylcenter_er_trykt_ens",
        ["bilag_a_befolkning", "101 København", "asylansoegere", "tom celle som i de andre"],
    ),
    "nationaliteter i forkert orden": (
        together(
            correct("udsendelser/udsendelser_tabel_2", "Syrien", "i_alt", "8"),
            correct("udsendelser/udsendelser_tabel_2", "Iran", "i_alt", "9"),
        ),
        "assert_nationaliteter_staar_efter_faldende_antal",
        ["udsendelser_tabel_2", "Iran", "højst så mange i alt som rækken før, Syrien"],
    ),
    "forkert år": (
        correct(BREVE, "landstal-2024", "landstalsaar", "2042"),
        "assert_dokumentnoegler_naevner_aaret",
        ["landstalsbreve", "landstal-2024", "en nøgle, som begynder med landstal-2042"],
    ),
    "dato i et andet år": (
        correct(BREVE, "landstal-2024", "dateret", "2042-04-30"),
        "assert_breves_datoer_ligger_ved_landstalsaaret",
        ["landstalsbreve", "landstal-2024", "dateret", "2042-04-30", "højst to år før 2024"],
    ),
    "to kvoter byttet om": (
        together(
            correct(KVOTER, "151 Ballerup", "kommunekvote", "2"),
            correct(KVOTER, "155 Dragør", "kommunekvote", "4"),
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
        correct(BREVE, "landstal-2024", "dateret", "30. april 2024"),
        "landstalsbreve_kan_laeses",
        ["landstal-2024", "dateret", "30. april 2024", "dato som 2024-04-30"],
    ),
    "opgjort til midt i en måned": (
        correct(OPGOERELSER, "udsendelser-2024-06", "opgjort_til_og_med", "2024-06-29"),
        "assert_udgaver_daekker_hele_maaneder_af_deres_aar",
        ["udsendelsesopgoerelser", "opgjort_til_og_med", "sidste dag i en måned i 2024"],
    ),
    "måned efter opgørelsen": (
        correct("udsendelser/udsendelser_tabel_1", "Rejst selv", "jul", "0"),
        "assert_udsendelsestal_kan_laeses",
        ["udsendelser_tabel_1", "Rejst selv", "jul", "tom celle"],
    ),
    "ukendt nationalitet": (
        correct("udsendelser/udsendelser_tabel_2", "Syrien", "nationalitet", "Syrienn"),
        "hver_kategori_og_nationalitet_staar_en_gang",
        ["udsendelser_tabel_2", "Syrienn"],
    ),
}


@pytest.mark.parametrize(("damage", "test", "message"), CASES.values(), ids=CASES)
def test_en_test_fejler_og_forklarer(built, warehouse, project_copy, damage, test, message):
    damage(project_copy)
    failures = warehouse.failures(project_copy.changed_seeds(built))
    assert test in failures
    explanation = str(failures[test])
    for word in message:
        assert word in explanation


def test_et_noteret_nul_passerer(built, warehouse, project_copy):
    correct(BEFOLKNING, "101 København", "asylansoegere", "0")(project_copy)
    note = {
        "dokument": "landstal-2024",
        "tabel": "bilag_a_befolkning",
        "raekke": "3",
        "felt": "asylansoegere",
        "trykt_vaerdi": "0",
        "anvendt_vaerdi": "0",
        "forklaring": "trykt i brevet",
    }
    add(NOTER, note)(project_copy)
    assert not warehouse.failures(project_copy.changed_seeds(built))


def test_hver_test_forklarer_i_samme_form(warehouse):
    """Document, table, row, what is printed or calculated, and what was expected."""
    for node in warehouse.nodes.values():
        if node["resource_type"] == "test":
            columns = [column[0] for column in warehouse.db.execute(node["compiled_code"]).description]
            found = "trykt" if "trykt" in columns else "beregnet"
            allowed = ["dokument", "tabel", "raekke", "etiket", "kolonne", "sum_af", found, "forventet"]
            allowed += ["forskel", "bemaerkning"]
            assert columns == [column for column in allowed if column in columns], node["name"]
            assert {"tabel", "raekke", found, "forventet"} <= set(columns), node["name"]
            assert node["description"], node["name"]


# --- Seeds that are unusual, but right ----------------------------------------------------------------------


def test_en_note_med_grund_lader_en_afvigelse_passere(built, warehouse, project_copy):
    CASES["to kvoter byttet om"][0](project_copy)
    for row, printed in (("4", "2"), ("6", "4")):
        note = {
            "dokument": "landstal-2024",
            "tabel": "bilag_b_kommunekvoter",
            "raekke": row,
            "felt": "kommunekvote",
            "trykt_vaerdi": printed,
            "anvendt_vaerdi": printed,
            "forklaring": "byttet",
        }
        add(NOTER, note)(project_copy)
    with warehouse.rebuilt(project_copy.changed_seeds(built), exclude="golden") as failures:
        assert not failures
        in_force = "select kommunekvote_gaeldende from marts.kommunekvoter where afvigelse != 0 order by 1"
        assert warehouse.db.execute(in_force).fetchall() == [(2,), (4,)]


def test_en_note_naevner_det_tal_der_er_brugt(built, warehouse, project_copy):
    """With or without the points; nothing for what is unknown; and a number of the year's first letter where
    a changed one prints another (§ 7, stk. 9)."""
    changed = documents.change_letter(REAL, 1_200)
    changed.correct(documents.BEFOLKNING, "101 København", 1, "653.665")
    changed.correct(documents.BEFOLKNING, "Danmark i alt", 1, "5.932.562")
    changed.correct(documents.BEFOLKNING, "Region Hovedstaden", 1, "1.891.779")
    project_copy.place_in_seeds(changed)
    population = BEFOLKNING_NOTE | {"felt": "indbyggertal", "trykt_vaerdi": "653.664"}
    add(
        NOTER,
        population | {"anvendt_vaerdi": "653.664"},
        population | {"anvendt_vaerdi": "653664"},
        population | {"dokument": changed.key, "trykt_vaerdi": "653.665", "anvendt_vaerdi": "653.664"},
        BEFOLKNING_NOTE | {"felt": "asylansoegere", "trykt_vaerdi": "", "anvendt_vaerdi": ""},
    )(project_copy)
    with warehouse.rebuilt(project_copy.changed_seeds(built), exclude="golden") as failures:
        assert not failures
    correct(NOTER, "653.665", "anvendt_vaerdi", "653.665")(project_copy)
    failures = warehouse.failures(project_copy.changed_seeds(built))
    assert [*failures] == ["assert_noterede_anmaerkninger_citerer_kilden"]
    assert "653664" in str(failures)


def test_kommuner_der_selv_har_bedt_om_flere(built, warehouse, project_copy):
    """BEK 550 § 7, stk. 11, is not calculated: the quotas of a raised landstal that are others for it pass
    when a note says so."""
    raised = documents.change_letter(REAL, 1_200, bilag_a=False, deadlines=False)
    for label, more in (("151 Ballerup", 3), ("155 Dragør", -3)):
        number = next(n for n, row in enumerate(raised.tables[documents.KVOTER], 1) if row[0] == label)
        kvote = str(documents.kvoter(raised)[label[:3]] + more)
        raised.correct(documents.KVOTER, label, 1, kvote)
        note = {
            "dokument": raised.key,
            "tabel": "bilag_b_kommunekvoter",
            "raekke": str(number),
            "felt": "kommunekvote",
            "trykt_vaerdi": kvote,
            "anvendt_vaerdi": kvote,
            "forklaring": "151 Ballerup har bedt om tre flere.",
        }
        add(NOTER, note)(project_copy)
    project_copy.place_in_seeds(raised)
    assert not warehouse.failures(project_copy.changed_seeds(built))


def test_flere_dokumenter_bygges_uden_aendringer(built, warehouse, project_copy):
    """Another year's letter, a changed landstal and an earlier edition are new rows only; the earlier edition
    gives the year-over-year its same months. An agreement is in force in its own letter alone."""
    agree()(project_copy)
    for seed in (BREVE, BEFOLKNING, FAMILIE, KVOTER, REGIONER):
        rows = [r for r in project_copy.seed(seed) if r["dokument"] == "landstal-2024"]
        following = {"dokument": "landstal-2025", "landstalsaar": "2025", "familiesammenfoert_aar": "2023"}
        changed = {"dokument": "landstal-2024-2", "version": "2"}
        copies = [
            row | {column: cell for column, cell in letter.items() if column in row}
            for letter in (following, changed)
            for row in rows
        ]
        project_copy.write_seed(seed, rows + copies)
    for seed in (OPGOERELSER, *(f"udsendelser/udsendelser_tabel_{n}" for n in (1, 2, 3))):
        rows = [r for r in project_copy.seed(seed) if r["dokument"] == "udsendelser-2024-06"]
        earlier = {"dokument": "udsendelser-2023-06", "aar": "2023"}
        earlier |= {"opgjort_til_og_med": "2023-06-30", "registreret_pr": "2023-07-03"}
        project_copy.write_seed(seed, rows + [r | {k: v for k, v in earlier.items() if k in r} for r in rows])
    with warehouse.rebuilt(project_copy.changed_seeds(built)) as failures:
        assert not failures

        def ask(sql: str) -> list[tuple]:
            return warehouse.db.execute(sql).fetchall()

        assert ask("select dokument, er_gaeldende from marts.landstal order by dokument") == [
            ("landstal-2024", False),
            ("landstal-2024-2", True),
            ("landstal-2025", True),
        ]
        assert ask("select count(*) from marts.kommunekvoter") == [(3 * 98,)]
        agreed = ask("""
            select kommunekode, kommunekvote_beregnet, kommunekvote_aftalt, kommunekvote_gaeldende
            from marts.kommunekvoter where er_aftalt and dokument = 'landstal-2024' order by kommunekode
        """)
        assert [(len(agreed),)] == ask("select count(*) from marts.kommunekvoter where er_aftalt") == [(11,)]
        assert [row for row in agreed if row[1] != row[2]] == [("825", 1, 0, 0), ("860", 12, 13, 13)]
        assert ask("""
            select count(*), sum(abs(kommunekvote_aendring)), sum(abs(bidrag_landstal))
            from marts.kommunekvoter_aendringer
        """) == [(2 * 98, 0, 0)]
        assert ask("""
            select
                dokument, antal, dokument_forrige_aar, antal_forrige_aar, aendring_pct, sammenligningsgrundlag
            from marts.udsendelser_aar_til_aar where udsendelseskategori = 'i_alt' order by dokument
        """) == [
            ("udsendelser-2023-06", 113, "udsendelser-2023-06", 243, Decimal("-7.0"), "maanedsgennemsnit"),
            ("udsendelser-2024-06", 113, "udsendelser-2023-06", 113, Decimal("0.0"), "samme_periode"),
        ]


def test_et_land_kan_hedde_to_ting(built, warehouse, project_copy):
    """Each table has its own name for Serbien, and so it is one row of the comparison; and twice in one table
    when a note says so."""
    tabel_2, tabel_3 = "udsendelser/udsendelser_tabel_2", "udsendelser/udsendelser_tabel_3"
    add("opslag/nationaliteter", {"nationalitet": "Republikken Serbien", "iso_alpha3": "SRB"})(project_copy)
    correct(tabel_3, "Serbien", "nationalitet", "Republikken Serbien")(project_copy)
    with warehouse.rebuilt(project_copy.changed_seeds(built), exclude="golden") as failures:
        assert not failures
        answer = warehouse.db.execute("""
            select nationalitet, antal, antal_forrige_aar from marts.udsendelser_nationalitet_aar_til_aar
            where iso_alpha3 = 'SRB'
        """)
        assert answer.fetchall() == [("Serbien", 6, 11)]
    correct(tabel_2, "Georgien", "nationalitet", "Republikken Serbien")(project_copy)
    failures = warehouse.failures(project_copy.changed_seeds(built))
    assert [*failures] == ["assert_et_land_staar_en_gang_i_hver_tabel"]
    note = {
        "dokument": "udsendelser-2024-06",
        "tabel": "udsendelser_tabel_2",
        "raekke": "4",
        "felt": "nationalitet",
        "trykt_vaerdi": "Serbien",
        "anvendt_vaerdi": "Serbien",
        "forklaring": "trykt to gange",
    }
    add(NOTER, note)(project_copy)
    with warehouse.rebuilt(project_copy.changed_seeds(built), exclude="golden") as failures:
        assert not failures


def test_en_januar_uden_udsendelser_bygges(built, warehouse, project_copy):
    """Nobody removed: Tabel 2 has only its total row, and the edition's year is 0, not unknown."""
    edition, *_ = project_copy.seed(OPGOERELSER)
    january = edition | {"opgjort_til_og_med": "2024-01-31", "registreret_pr": "2024-02-03"}
    project_copy.write_seed(OPGOERELSER, [january])
    tabel_1, tabel_2, tabel_3 = (f"udsendelser/udsendelser_tabel_{number}" for number in (1, 2, 3))
    nothing = dict.fromkeys(("feb", "mar", "apr", "maj", "jun"), "") | {"jan": "0", "i_alt_aar": "0"}
    project_copy.write_seed(
        tabel_1, [r | nothing for r in project_copy.seed(tabel_1) if r["dokument"] == edition["dokument"]]
    )
    total, *_ = [r for r in project_copy.seed(tabel_2) if r["nationalitet"] == "I alt"]
    zero = {"raekke": "1", "ledsaget": "0", "paaset": "0", "rejst_selv": "0", "i_alt": "0"}
    project_copy.write_seed(tabel_2, [total | zero])
    project_copy.write_seed(
        tabel_3, [r for r in project_copy.seed(tabel_3) if r["dokument"] == edition["dokument"]]
    )
    with warehouse.rebuilt(
        project_copy.changed_seeds(built), exclude="udsendelser_2024_06_gennemsnit"
    ) as failures:
        assert not failures
        bounds = "select distinct antal, antal_min, antal_max from marts.udsendelser_nationalitet_aar_til_aar"
        assert warehouse.db.execute(bounds).fetchall() == [(None, 0, 0)]
