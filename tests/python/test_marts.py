"""What the built database holds, held against the seeds and the promised names."""

import pytest

DOK = ["dokument", "landstalsaar", "er_gaeldende"]
# The names that saved queries rely on, in their order.
KOLONNER = {
    "landstal": [
        "dokument", "landstalsaar", "version", "er_gaeldende", "dokument_forrige", "landstal",
        "skal_aendres_under", "skal_aendres_over", "indbyggertal", "udenlandske_statsborgere",
        "familiesammenfoerte", "fordelingstal_afrundet", "uforklaret_tillaeg", "udlaendinge_pr_1000",
        "familiesammenfoerte_pr_1000", "kvote_pr_10000",
    ],
    "regioner": ["regionskode", "regionsnavn"],
    "kommuner": [
        "kommunekode", "kommunenavn", "regionskode", "regionsnavn", "kort_navn", "flise_raekke",
        "flise_kolonne",
    ],
    "kommuneandele": [
        *DOK, "kommunekode", "indbyggertal", "udenlandske_statsborgere", "asylansoegere",
        "familiesammenfoerte", "kommunekvote", "andel_af_region", "andel_af_landet",
        "udlaendinge_pr_1000", "asylansoegere_pr_1000", "familiesammenfoerte_pr_1000", "kvote_pr_10000",
    ],
    "kommunekvoter": [
        *DOK, "kommunekode", "regionskode", "befolkningsandel", "udlaendingeandel", "fordelingsandel",
        "beregnet_fordelingstal", "foreloebigt_fordelingstal", "fordelingstal", "fordelingstal_afrundet",
        "regionskvote_offentliggjort", "kommunekvote_eksakt", "kommunekvote_hele", "kommunekvote_beregnet",
        "kommunekvote_offentliggjort", "afvigelse",
        "nulkvote_aarsag", "kommunekvote_aftalt", "kommunekvote_gaeldende", "er_aftalt",
        "kvoteindeks",
    ],
    "kommunekvoteled": [*DOK, "kommunekode", "lednummer", "led", "hjemmel", "foer", "bidrag", "efter"],
    "kommunekvoter_aendringer": [
        "dokument", "dokument_forrige", "kommunekode", "kommunekvote_beregnet_forrige",
        "kommunekvote_beregnet", "kommunekvote_aendring", "landstal_aendring", "indbyggertal_aendring",
        "udenlandske_statsborgere_aendring", "familiesammenfoerte_aendring", "bidrag_landstal",
        "bidrag_indbyggertal", "bidrag_udenlandske_statsborgere", "bidrag_familiesammenfoerte",
        "bidrag_rest",
    ],
    "kvotefoelsomhed": [
        *DOK, "landstal_pct", "landstal_antaget", "kommunekode", "regionskode", "fordelingstal",
        "regionskvote_beregnet", "kommunekvote_eksakt", "kommunekvote_beregnet",
        "kommunekvote_offentliggjort",
    ],
    "kvotescenarier": [
        "scenarie", *DOK, "landstal_antaget", "kommunekode", "regionskode", "befolkningsandel",
        "udlaendingeandel", "fordelingsandel", "beregnet_fordelingstal", "foreloebigt_fordelingstal",
        "fordelingstal", "fordelingstal_afrundet", "regionskvote_beregnet", "kommunekvote_eksakt",
        "kommunekvote_beregnet", "kommunekvote_offentliggjort", "nulkvote_aarsag",
    ],
    "regionskvoter": [
        *DOK, "regionskode", "indbyggertal", "udenlandske_statsborgere", "asylansoegere",
        "familiesammenfoerte", "fordelingstal", "fordelingstal_afrundet", "regionskvote_offentliggjort",
        "uforklaret_tillaeg", "personer_til_stoerste_rest", "kommunekvote_beregnet",
        "kommunekvote_offentliggjort", "kommunekvote_aftalt", "udlaendinge_pr_1000",
        "familiesammenfoerte_pr_1000", "kvote_pr_10000",
    ],
    "udsendelser_maaned": [
        "dokument", "aar", "maaned", "udsendelseskategori", "antal", "er_foreloebig",
    ],
    "udsendelser_revisioner": [
        "maaned", "udsendelseskategori", "antal_foerste", "antal_seneste", "revision", "dokument_foerste",
        "dokument_seneste",
    ],
    "udsendelser_nationalitet": [
        "dokument", "aar", "er_hele_aaret", "nationalitet", "iso_alpha3", "udsendelseskategori", "antal",
    ],
    "udsendelser_aar_til_aar": [
        "dokument", "udsendelseskategori", "aar", "antal", "maaneder_daekket", "forrige_aar",
        "antal_forrige_aar", "maaneder_daekket_forrige_aar", "gennemsnit_pr_maaned",
        "gennemsnit_pr_maaned_forrige_aar", "aendring_pct", "sammenligningsgrundlag",
        "antal_til_samme_gennemsnit", "er_inden_for_tilfaeldighed",
    ],
    "udsendelser_nationalitet_aar_til_aar": [
        "dokument", "nationalitet", "antal", "antal_min", "antal_max", "antal_forrige_aar",
        "antal_forrige_aar_min", "antal_forrige_aar_max",
    ],
    "afstemning": [
        "dokument", "tabel", "niveau", "noegle", "maal", "offentliggjort", "beregnet", "difference",
        "stemmer",
    ],
    "trykte_tal": [
        "dokument", "tabel", "raekke", "felt", "etiket", "kommunekode", "trykt_vaerdi", "anvendt_vaerdi",
    ],
    "kildeanmaerkninger": [
        "dokument", "tabel", "raekke", "felt", "trykt_vaerdi", "anvendt_vaerdi", "forklaring",
    ],
}  # fmt: skip
ETIKETTER = {"Ledsaget udrejst": "ledsaget", "Påset udrejst": "paaset", "Rejst selv": "rejst_selv"}
MAANEDER = ["jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec"]


def tal(trykt: str) -> int:
    return 0 if trykt == "-" else int(trykt.replace(".", ""))


def ordbog(marts, sql: str) -> dict:
    return {tuple(raekke[:-1]): raekke[-1] for raekke in marts.sql(sql).fetchall()}


def test_skemaer_er_de_fire(marts):
    skemaer = marts.sql("select distinct table_schema from information_schema.tables").fetchall()
    assert {skema for (skema,) in skemaer} == {"raw", "staging", "intermediate", "marts"}


def test_marts_er_de_aftalte(marts):
    tabeller = marts.sql("select table_name from information_schema.tables where table_schema = 'marts'")
    assert {tabel for (tabel,) in tabeller.fetchall()} == set(KOLONNER)


@pytest.mark.parametrize("mart", KOLONNER)
def test_mart_har_de_aftalte_kolonner_i_orden(marts, mart):
    fundne = marts.table(f"marts.{mart}").columns
    assert [kolonne for kolonne in fundne if kolonne in KOLONNER[mart]] == KOLONNER[mart]


def test_databasen_forklarer_sig_selv(marts):
    uden = marts.sql("""
        select table_name, '' from duckdb_tables() where schema_name = 'marts' and comment is null
        union all
        select table_name, column_name from duckdb_columns() where schema_name = 'marts' and comment is null
    """)
    assert uden.fetchall() == []


def test_seeds_er_tekst_og_intet_er_kommatal(marts):
    forkerte = marts.sql("""
        select table_schema, table_name, column_name, data_type from information_schema.columns
        where (table_schema = 'raw' and data_type != 'VARCHAR') or data_type in ('DOUBLE', 'FLOAT')
    """)
    assert forkerte.fetchall() == []


@pytest.mark.parametrize(
    ("seed", "kolonne", "maal"),
    [
        ("bilag_a_befolkning", "indbyggertal", "indbyggertal"),
        ("bilag_a_befolkning", "udenlandske_statsborgere", "udenlandske_statsborgere"),
        ("bilag_a_befolkning", "asylansoegere", "asylansoegere"),
        ("bilag_a_familiesammenfoeringer", "familiesammenfoeringer", "familiesammenfoerte"),
        ("bilag_b_kommunekvoter", "kommunekvote", "kommunekvote"),
    ],
)
def test_hvert_kommunetal_og_hver_sum_i_brevet_staar_i_marts(bygget, marts, seed, kolonne, maal):
    regioner = dict(marts.sql("select regionsnavn, regionskode from marts.regioner").fetchall())
    kommuner = ordbog(marts, f"select dokument, kommunekode, {maal} from marts.kommuneandele")
    summer = ordbog(
        marts,
        f"""select dokument, noegle, offentliggjort from marts.afstemning
        where tabel = '{seed}' and maal = '{maal}'""",
    )
    for raekke in bygget.seed(f"kvoter/{seed}"):
        dokument, etiket, trykt = raekke["dokument"], raekke["kommune"], raekke[kolonne]
        if etiket[:3].isdigit():
            assert kommuner.pop((dokument, etiket[:3])) == (tal(trykt) if trykt else None)
        elif trykt:
            noegle = regioner.get(etiket.removesuffix(" i alt"), "DK")
            assert summer.pop((dokument, noegle)) == tal(trykt)
    assert not kommuner and not summer


def test_hver_regionskvote_staar_i_marts(bygget, marts):
    kvoter = ordbog(
        marts, "select dokument, regionsnavn, regionskvote_offentliggjort from marts.regionskvoter"
    )
    for raekke in bygget.seed("kvoter/landstal_regionskvoter"):
        if raekke["region"].startswith("Region"):
            assert kvoter.pop((raekke["dokument"], raekke["region"])) == tal(raekke["antal"])
    assert not kvoter


def test_hvert_maanedstal_staar_i_marts_og_kun_de_opgjorte(bygget, marts):
    maaneder = ordbog(
        marts,
        "select dokument, udsendelseskategori, month(maaned), antal from marts.udsendelser_maaned",
    )
    for raekke in bygget.seed("udsendelser/udsendelser_tabel_1"):
        kategori = ETIKETTER.get(raekke["udsendelseskategori"])
        for nummer, navn in enumerate(MAANEDER, 1):
            if kategori and raekke[navn]:
                assert maaneder.pop((raekke["dokument"], kategori, nummer)) == tal(raekke[navn])
    assert not maaneder


def test_hvert_nationalitetstal_staar_i_marts(bygget, marts):
    fundne = ordbog(
        marts,
        "select dokument, aar, nationalitet, udsendelseskategori, antal from marts.udsendelser_nationalitet",
    )
    aar = {r["dokument"]: int(r["aar"]) for r in bygget.seed("udsendelser/udsendelsesopgoerelser")}
    for tabel, aar_siden in ((2, 0), (3, 1)):
        for raekke in bygget.seed(f"udsendelser/udsendelser_tabel_{tabel}"):
            dokument, nationalitet = raekke["dokument"], raekke["nationalitet"]
            for kategori in ETIKETTER.values():
                if nationalitet != "I alt":
                    noegle = (dokument, aar[dokument] - aar_siden, nationalitet, kategori)
                    assert fundne.pop(noegle) == tal(raekke[kategori])
    assert not fundne


@pytest.mark.golden
def test_hver_trykt_sum_er_afstemt(marts):
    """37 totals in the letter; in the statistic 12 of Tabel 1, and 12 rows, 4 columns and 4 totals shared
    with Tabel 1 in each of Tabel 2 and 3."""
    antal = marts.sql("""
        select dokument, count(*), count(*) filter (stemmer)
        from marts.afstemning where dokument in ('landstal-2024', 'udsendelser-2024-06')
        group by dokument order by dokument
    """)
    assert antal.fetchall() == [
        ("landstal-2024", 15 + 3 + 5 + 1 + 5 + 1 + 5 + 1 + 1, 37),
        ("udsendelser-2024-06", 4 + 8 + 2 * (12 + 4 + 4), 52),
    ]


@pytest.mark.golden
def test_udsendelser_2024_06(marts):
    i_alt = marts.sql("""
        select maal, offentliggjort from marts.afstemning
        where dokument = 'udsendelser-2024-06' and niveau = 'udsendelser_tabel_1' and noegle = 'i_alt'
    """)
    assert dict(i_alt.fetchall()) == {"i_alt_aar": 113, "i_alt_forrige_aar": 243}


@pytest.mark.golden
def test_kildernes_saerheder_er_anmaerket(marts):
    anmaerket = set(
        marts.sql(
            "select tabel, trykt_vaerdi from marts.kildeanmaerkninger where dokument = 'landstal-2024'"
        ).fetchall()
    )
    assert anmaerket >= {
        ("bilag_a_befolkning", "336 Stevnns"),
        ("bilag_a_familiesammenfoeringer", "350 Løjre"),
        ("bilag_a_familiesammenfoeringer", "851 Ålborg"),
        ("bilag_b_kommunekvoter", "751 Århus"),
        ("bilag_b_kommunekvoter", "820 Vesthimmerland"),
        ("bilag_b_kommunekvoter", "480 Nordfyns"),
        ("bilag_a_familiesammenfoeringer", "-"),
        ("bilag_b_kommunekvoter", "-"),
        ("bilag_a_befolkning", None),
        ("bilag_a_befolkning", "."),
        ("bilag_a_befolkning", "400 Bornholm"),
        ("bilag_a_befolkning", "773 Morsø"),
        ("landstalsbreve", "2024-04-30"),
        ("landstalsbreve", "2023-09-10"),
        ("landstalsbreve", "2023-04-15"),
        ("landstalsbreve", "2023-01-01"),
        ("landstalsbreve", "23/108198"),
        ("brevtekst", "5. maj 2022"),
        ("brevtekst", "for 2022"),
        ("landstal_regionskvoter", "135"),
        ("landstal_regionskvoter", "68"),
    }


def test_to_byg_giver_ens_marts(bygget, kopi, marts):
    kopi.skriv_seed("kvoter/bilag_a_befolkning", bygget.seed("kvoter/bilag_a_befolkning")[::-1])
    assert kopi.dbt("build").returncode == 0
    marts.sql(f"attach '{kopi.database}' as igen (read_only)")
    for mart in KOLONNER:
        for a, b in (("landstal", "igen"), ("igen", "landstal")):
            assert not marts.sql(f"from {a}.marts.{mart} except all from {b}.marts.{mart}").fetchall(), mart
    marts.sql("detach igen")


def test_hver_analyse_svarer(bygget, marts):
    noder = bygget.manifest()["nodes"].values()
    analyser = [node for node in noder if node["resource_type"] == "analysis"]
    assert analyser
    for analyse in analyser:
        assert marts.sql(analyse["compiled_code"]).fetchall(), analyse["name"]


@pytest.mark.golden
def test_en_kvote_kan_falde_naar_landstallet_stiger(bygget, marts):
    noder = bygget.manifest()["nodes"].values()
    (analyse,) = [node for node in noder if node["name"] == "falder_en_kvote_naar_landstallet_stiger"]
    svar = marts.sql(analyse["compiled_code"]).filter("dokument = 'landstal-2024'")
    assert svar.fetchall() == [("landstal-2024", 60, 5880, 14, 14, 10)]


def test_hver_trykt_talcelle_staar_i_trykte_tal(bygget, marts):
    """As printed, an empty cell as NULL, and with the label of its row."""
    fundne = {}
    for *noegle, etiket, trykt in marts.sql(
        "select dokument, tabel, raekke, felt, etiket, trykt_vaerdi from marts.trykte_tal"
    ).fetchall():
        fundne[tuple(map(str, noegle))] = (etiket, trykt)
    for mappe in ("kvoter", "udsendelser"):
        for fil in (bygget.mappe / "seeds" / mappe).glob("*.csv"):
            for raekke in bygget.seed(f"{mappe}/{fil.stem}"):
                dokument, nummer, etiket, *_ = raekke.values()
                if "raekke" in raekke:
                    for felt, trykt in list(raekke.items())[3:]:
                        assert fundne.pop((dokument, fil.stem, nummer, felt)) == (etiket, trykt or None)
    assert not fundne
