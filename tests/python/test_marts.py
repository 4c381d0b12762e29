"""What the built database holds, held against the seeds and the promised names."""

import pytest

from tools.warehouse import Table

DOK = ["dokument", "landstalsaar", "er_gaeldende", "er_seneste"]
# The names that saved queries rely on, in their order.
COLUMNS = {
    "landstal": [
        "dokument", "landstalsaar", "version", "er_gaeldende", "er_seneste", "dokument_forrige",
        "beregningsmaade", "landstal", "landstal_foer", "skal_aendres_under", "skal_aendres_over",
        "indbyggertal", "udenlandske_statsborgere",
        "familiesammenfoerte", "fordelingstal_afrundet", "uforklaret_tillaeg", "udlaendinge_pr_1000",
        "familiesammenfoerte_pr_1000", "kvote_pr_10000",
    ],
    "regioner": ["regionskode", "regionsnavn", "bemaerkning"],
    "kodelister": ["kolonne", "kode", "etiket", "raekkefoelge"],
    "kommuner": [
        "kommunekode", "kommunenavn", "regionskode", "regionsnavn", "kort_navn", "flise_raekke",
        "flise_kolonne",
    ],
    "kommuneandele": [
        *DOK, "kommunekode", "regionskode", "regionsnavn", "indbyggertal", "udenlandske_statsborgere",
        "asylansoegere", "familiesammenfoerte", "kommunekvote", "andel_af_region", "andel_af_landet",
        "udlaendinge_pr_1000", "asylansoegere_pr_1000", "familiesammenfoerte_pr_1000", "kvote_pr_10000",
    ],
    "kommunekvoter": [
        *DOK, "kommunekode", "regionskode", "regionsnavn", "beregningsmaade", "befolkningsandel",
        "udlaendingeandel", "fordelingsandel", "befolkningstal", "beregnet_fordelingstal",
        "foreloebigt_fordelingstal", "fordelingstal", "fordelingstal_afrundet",
        "kommunekvote_foer", "regionskvote_offentliggjort", "kommunekvote_eksakt", "kommunekvote_hele",
        "kommunekvote_beregnet",
        "kommunekvote_offentliggjort", "afvigelse",
        "nulkvote_aarsag", "kommunekvote_aftalt", "kommunekvote_gaeldende", "er_aftalt",
        "kvoteindeks", "kvote_gaeldende_pr_10000",
        "virkning_af_1_familiesammenfoert", "virkning_af_100_udlaendinge", "virkning_af_1000_indbyggere",
    ],
    "kommunekvoteled": [
        *DOK, "kommunekode", "regionskode", "regionsnavn", "lednummer", "led", "hjemmel", "foer", "bidrag",
        "efter",
    ],
    "kommunekvoter_aendringer": [
        "dokument", "dokument_forrige", "landstalsaar", "er_gaeldende", "er_seneste", "kommunekode",
        "regionskode", "regionsnavn", "beregningsmaade", "kommunekvote_beregnet_forrige",
        "kommunekvote_beregnet", "kommunekvote_aendring", "landstal_aendring", "indbyggertal_aendring",
        "udenlandske_statsborgere_aendring", "familiesammenfoerte_aendring", "bidrag_landstal",
        "bidrag_indbyggertal", "bidrag_udenlandske_statsborgere", "bidrag_familiesammenfoerte",
        "bidrag_rest",
    ],
    "kvotefoelsomhed": [
        *DOK, "landstal_pct", "landstal_antaget", "kommunekode", "regionskode", "regionsnavn",
        "fordelingstal",
        "regionskvote_beregnet", "kommunekvote_eksakt", "kommunekvote_beregnet",
        "kommunekvote_offentliggjort", "regionskvote_ved_aendring", "kommunekvote_ved_aendring",
    ],
    "kvotetaerskler": [
        *DOK, "kommunekode", "kommunenavn", "regionskode", "regionsnavn", "figur", "retning",
        "aktuel_vaerdi", "kommunekvote_aktuel", "naermeste_vaerdi", "kommunekvote_naermeste", "afstand",
    ],
    "kvotescenarier": [
        "scenarie", *DOK, "landstal_antaget", "kommunekode", "regionskode", "regionsnavn",
        "befolkningsandel", "udlaendingeandel", "fordelingsandel", "beregnet_fordelingstal",
        "foreloebigt_fordelingstal",
        "fordelingstal", "fordelingstal_afrundet", "regionskvote_beregnet", "kommunekvote_eksakt",
        "kommunekvote_beregnet", "kommunekvote_offentliggjort", "nulkvote_aarsag",
    ],
    "regionskvoter": [
        *DOK, "regionskode", "regionsnavn", "beregningsmaade", "indbyggertal", "udenlandske_statsborgere",
        "asylansoegere", "familiesammenfoerte", "fordelingstal", "fordelingstal_afrundet",
        "regionskvote_foer", "regionskvote_forholdsmaessig", "regionskvote_offentliggjort",
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
        "antal_til_samme_gennemsnit", "er_inden_for_tilfaeldighed", "aendring_pct_nedre",
        "aendring_pct_oevre",
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


def test_skemaer_er_de_fire(marts):
    schemas = marts.sql("select distinct table_schema from information_schema.tables").fetchall()
    assert {schema for (schema,) in schemas} == {"raw", "staging", "intermediate", "marts"}


def test_marts_er_de_aftalte(marts):
    tables = marts.sql("select table_name from information_schema.tables where table_schema = 'marts'")
    assert {table for (table,) in tables.fetchall()} == set(COLUMNS)


@pytest.mark.parametrize("mart", COLUMNS)
def test_mart_har_de_aftalte_kolonner_i_orden(marts, mart):
    found = marts.table(f"marts.{mart}").columns
    assert [column for column in found if column in COLUMNS[mart]] == COLUMNS[mart]


def test_databasen_forklarer_sig_selv(marts):
    without = marts.sql("""
        select table_name, '' from duckdb_tables() where schema_name = 'marts' and comment is null
        union all
        select table_name, column_name from duckdb_columns() where schema_name = 'marts' and comment is null
    """)
    assert without.fetchall() == []


def test_seeds_er_tekst_og_intet_er_kommatal(marts):
    wrong_ones = marts.sql("""
        select table_schema, table_name, column_name, data_type from information_schema.columns
        where (table_schema = 'raw' and data_type != 'VARCHAR') or data_type in ('DOUBLE', 'FLOAT')
    """)
    assert wrong_ones.fetchall() == []


@pytest.mark.golden
def test_hver_trykt_sum_er_afstemt(marts):
    """37 totals in the letter; in the statistic 12 of Tabel 1, and 12 rows, 4 columns and 4 totals shared
    with Tabel 1 in each of Tabel 2 and 3."""
    count = marts.sql("""
        select dokument, count(*), count(*) filter (stemmer)
        from marts.afstemning where dokument in ('landstal-2024', 'udsendelser-2024-06')
        group by dokument order by dokument
    """)
    assert count.fetchall() == [
        ("landstal-2024", 15 + 3 + 5 + 1 + 5 + 1 + 5 + 1 + 1, 37),
        ("udsendelser-2024-06", 4 + 8 + 2 * (12 + 4 + 4), 52),
    ]


@pytest.mark.golden
def test_udsendelser_2024_06(marts):
    total = marts.sql("""
        select maal, offentliggjort from marts.afstemning
        where dokument = 'udsendelser-2024-06' and niveau = 'udsendelser_tabel_1' and noegle = 'i_alt'
    """)
    assert dict(total.fetchall()) == {"i_alt_aar": 113, "i_alt_forrige_aar": 243}


@pytest.mark.golden
def test_kildernes_saerheder_er_anmaerket(marts):
    noted = set(
        marts.sql(
            "select tabel, trykt_vaerdi from marts.kildeanmaerkninger where dokument = 'landstal-2024'"
        ).fetchall()
    )
    assert noted >= {
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


def test_seedraekkers_orden_aendrer_ingen_mart(warehouse, marts, built):
    tables = [Table.read(path) for path in built.folder.glob("seeds/*/*.csv")]
    reversed_files = {table.seed: table.write(table.rows[::-1]) for table in tables}
    with warehouse.rebuilt(reversed_files, search=True) as failures:
        assert not failures
        for mart in COLUMNS:
            query = f"select * from marts.{mart} order by all"
            assert warehouse.db.sql(query).fetchall() == marts.sql(query).fetchall(), mart


@pytest.fixture(scope="module")
def analyses(built) -> dict[str, str]:
    """The compiled SQL of each, by its name."""
    nodes = built.manifest()["nodes"].values()
    return {node["name"]: node["compiled_code"] for node in nodes if node["resource_type"] == "analysis"}


def test_hver_analyse_svarer(analyses, marts):
    assert analyses
    for name, sql in analyses.items():
        assert marts.sql(sql).fetchall(), name


@pytest.mark.golden
def test_landstal_2024_afgoer_ikke_fordelingsmetoden(analyses, marts):
    answer = marts.sql(analyses["goer_fordelingsmetoden_en_forskel"]).filter("dokument = 'landstal-2024'")
    assert answer.fetchall() == [
        ("landstal-2024", "som i Bilag B", 98, 98, 98),
        ("landstal-2024", "ikke ens", 61 * 98, 158, 158),
        ("landstal-2024", "falder", 60 * 98, 14, 0),
        ("landstal-2024", "trods større tal", 5274, 14, 0),
    ]


@pytest.mark.golden
def test_landstal_2024_og_reglerne_for_regionskvoter(analyses, marts):
    answer = marts.sql(analyses["hvilken_regel_giver_regionskvoterne"]).filter("dokument = 'landstal-2024'")
    assert answer.fetchall() == [
        ("landstal-2024", "Region Hovedstaden", 135, 135, 135, 134, True, True, False),
        ("landstal-2024", "Region Sjælland", 81, 81, 81, 81, True, True, True),
        ("landstal-2024", "Region Syddanmark", 125, 125, 125, 125, True, True, True),
        ("landstal-2024", "Region Midtjylland", 141, 141, 141, 141, True, True, True),
        ("landstal-2024", "Region Nordjylland", 68, 68, 68, 69, True, True, False),
    ]


def test_hver_trykt_talkolonne_staar_i_trykte_tal(built, marts):
    """Of every table that a document has; what the cells hold is calculated in test_columns.py."""
    tables = [Table.read(file) for file in built.folder.glob("seeds/*/*.csv")]
    printed = {(table.seed, column) for table in tables if table.is_printed for column in table.columns[3:]}
    assert set(marts.sql("select distinct tabel, felt from marts.trykte_tal").fetchall()) == printed


@pytest.mark.parametrize(
    "rows",
    [
        [["To gange", "landstal-2024", "800"], ["To gange", "landstal-2024", "300"]],
        [["Ukendt brev", "landstal-1999", "800"]],
        [["Ulæseligt", "landstal-2024", "otte"]],
        [["Ulæseligt", "landstal-2024", "1.800"]],
    ],
)
def test_et_daarligt_scenarie_stopper_intet_brev(warehouse, rows):
    """A failed test stops what comes of all that it reads."""
    scenarier = Table("raw_kvotescenarier", ["scenarie", "dokument", "landstal"], rows)
    failures = warehouse.failures({scenarier.seed: scenarier.write()})
    tests = [n for n in warehouse.nodes if warehouse.nodes[n]["name"] in failures]
    assert tests and len(tests) == len(failures)  # and no model
    stopped = {
        warehouse.nodes[n]["alias"]
        for test in tests
        for n, ancestors in warehouse.ancestors.items()
        if n.startswith("model.") and ancestors.issuperset(warehouse.read_by(test))
    }
    assert stopped <= {"kvotescenarier", "kvotefoelsomhed"}
