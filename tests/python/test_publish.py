"""What is published, and that nothing else is ever seen: `python -m landstal build` run for real."""

import fcntl
import hashlib
import json
import re
import shutil
import signal
import stat
import subprocess
import sys
import time
import unicodedata
from decimal import Decimal
from types import SimpleNamespace

import duckdb
import frictionless
import openpyxl
import pytest
from conftest import Project
from openpyxl.utils import get_column_letter
from xlsxwriter.exceptions import XlsxWriterException

from landstal import Stop, seeds
from landstal.publish import build, files, workbook
from landstal.publish.marts import Mart, read_mart


def all_bytes(folder) -> dict[str, bytes]:
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def make_treasure(tmp_path_factory):
    """A folder of somebody else's, which is to be as it was."""
    folder = tmp_path_factory.mktemp("treasure")
    (folder / "gold.txt").write_text("gold")
    (folder / "gold.txt").chmod(0o640)
    return folder


def is_untouched(treasure) -> bool:
    mode = stat.S_IMODE((treasure / "gold.txt").stat().st_mode)
    return (all_bytes(treasure), mode) == ({"gold.txt": b"gold"}, 0o640)


def mart_names(marts) -> list[str]:
    return [
        name
        for (name,) in marts.sql(
            "from duckdb_tables() select table_name where schema_name = 'marts'"
        ).fetchall()
    ]


# --- What is in the set ------------------------------------------------------------------------------------


def test_datapakken_er_gyldig_og_fuldstaendig(built, marts):
    report = frictionless.validate(str(built.published / "datapackage.json"))
    assert report.valid, report.to_summary()
    package = json.loads((built.published / "datapackage.json").read_text(encoding="utf-8"))
    names = mart_names(marts)
    assert {r["name"] for r in package["resources"]} == {
        *names, *(f"{name}-parquet" for name in names), "landstal-xlsx", "landstal-duckdb"
    }  # fmt: skip
    assert {r["path"] for r in package["resources"]} == set(all_bytes(built.published)) - {"datapackage.json"}
    assert [source["dokument"] for source in package["sources"]] == ["landstal-2024", "udsendelser-2024-06"]
    assert package["version"] == "0.1.0"
    assert package["homepage"] == "https://us.dk"
    assert [licence["name"] for licence in package["licenses"]] == ["MIT"]
    assert [source["path"] for source in package["sources"]] == ["https://us.dk", "https://uim.dk"]
    for resource in package["resources"]:
        is_table = resource["path"].startswith("csv/")
        assert resource["type"] == ("table" if is_table else "file")  # version 2
        assert resource.get("profile") == ("tabular-data-resource" if is_table else None)  # version 1
        content = (built.published / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        for field in resource.get("schema", {}).get("fields", []):
            assert field["description"]


def test_hver_fil_har_martens_raekker(built, marts):
    """Equal to the built marts, value by value: in DuckDB and Parquet with their types, in CSV as text."""
    marts.sql(f"attach '{built.published}/landstal.duckdb' as udgivet (read_only)")
    for name in mart_names(marts):
        fields = marts.sql(f"describe marts.{name}").fetchall()
        in_csv = {"BOOLEAN": "upper(cast({0} as varchar)) as {0}"}  # TRUE and FALSE: R reads no other
        as_text = ", ".join(
            in_csv.get(field[1], "cast({0} as varchar) as {0}").format(field[0]) for field in fields
        )
        for source, columns in (
            (f"udgivet.marts.{name}", "*"),
            (f"'{built.published}/parquet/{name}.parquet'", "*"),
            (f"read_csv('{built.published}/csv/{name}.csv', all_varchar = true, header = true)", as_text),
        ):
            queries = [f"select {columns} from {table}" for table in (source, f"landstal.marts.{name}")]
            for a, b in (queries, queries[::-1]):
                assert not marts.sql(f"({a}) except all ({b})").fetchall(), source
            if columns == "*":
                types = [
                    [field[:2] for field in marts.sql(f"describe {query}").fetchall()] for query in queries
                ]
                assert types[0] == types[1], source
    marts.sql("detach udgivet")


def test_parquet_er_pakket_som_alle_kan_laese(built, marts):
    files = f"'{built.published}/parquet/*.parquet'"
    found = marts.sql(f"from parquet_metadata({files}) select distinct compression").fetchall()
    assert found == [("SNAPPY",)]


def test_databasen_beholder_noegler_krav_og_beskrivelser(built, marts):
    with duckdb.connect(str(built.published / "landstal.duckdb"), read_only=True) as published:
        for facts in (
            "table_name, comment, sql from duckdb_tables()",
            "table_name, column_name, data_type, is_nullable, comment from duckdb_columns()",
            "table_name, constraint_type, constraint_text from duckdb_constraints()",
        ):
            sql = f"select {facts} where schema_name = 'marts' order by all"
            before, after = marts.sql(sql).fetchall(), published.sql(sql).fetchall()
            on_one_line = [[" ".join(c.split()) if isinstance(c, str) else c for c in r] for r in before]
            assert on_one_line == [list(row) for row in after]
        assert {
            r[0] for r in published.sql("select distinct schema_name from duckdb_tables()").fetchall()
        } == {"marts"}
        assert published.sql(
            "select tags['storage_version'] from duckdb_databases() where not internal"
        ).fetchone() == ("v1.2.0+",)


# By mart, in the order of the sheets: the column that stays in view with those left of it.
NAME_COLUMNS = {
    "kommunekvoter": "kommunenavn",
    "kommuneandele": "kommunenavn",
    "kommunekvoteled": "kommunenavn",
    "regionskvoter": "regionsnavn",
    "landstal": "dokument",
    "kvotetaerskler": "kommunenavn",
    "kvotefoelsomhed": "kommunenavn",
    "kvotescenarier": "kommunenavn",
    "kommunekvoter_aendringer": "kommunenavn",
    "udsendelser_maaned": "udsendelseskategori",
    "udsendelser_aar_til_aar": "udsendelseskategori",
    "udsendelser_nationalitet": "nationalitet",
    "udsendelser_nationalitet_aar_til_aar": "nationalitet",
    "udsendelser_revisioner": "udsendelseskategori",
    "trykte_tal": "etiket",
    "afstemning": "noegle",
    "kildeanmaerkninger": "dokument",
    "kommuner": "kommunenavn",
    "regioner": "regionsnavn",
    "kodelister": "etiket",
}
NUMBER_FORMATS = {"VARCHAR": "@", "DATE": "dd-mm-yyyy", "BOOLEAN": "General", "INTEGER": "#,##0"} | {
    f"DECIMAL(18,{decimals})": "#,##0." + decimals * "0" for decimals in (1, 2, 4, 6)
}
SPECIAL_FORMATS = dict.fromkeys(
    ["befolkningsandel", "udlaendingeandel", "fordelingsandel", "andel_af_region", "andel_af_landet"], "0.00%"
) | dict.fromkeys(
    ["aar", "forrige_aar", "landstalsaar", "familiesammenfoert_aar", "version", "raekke", "lednummer",
     "raekkefoelge", "landstal_pct", "flise_raekke", "flise_kolonne"], "0"
)  # fmt: skip

GUIDE_HEADINGS = [
    ["Kilde", "Dokument", "Udgiver", "Dato", None],
    ["Spørgsmål", "Ark", "Tabel", "Rækker", "Beskrivelse"],
    ["Betegnelse", "Ark", "Kolonne", "Type", "Beskrivelse"],
]


@pytest.fixture(scope="module")
def book(built):
    return openpyxl.load_workbook(built.published / "landstal.xlsx")


def is_ready_for_print(sheet, headings: str | None) -> bool:
    setup = sheet.page_setup
    return (
        (setup.paperSize, setup.orientation) == (9, "landscape")
        and (sheet.sheet_properties.pageSetUpPr.fitToPage, setup.fitToWidth or 1, setup.fitToHeight)
        == (True, 1, 0)
        and sheet.print_title_rows == headings
    )


def shown(cell) -> str:
    if cell.number_format == "0.00%":
        return f"{cell.value:.2%}"
    if cell.number_format.startswith(("#,##0", "0.")):
        return f"{cell.value:,.{len(cell.number_format.partition('.')[2])}f}"
    return str(cell.value.date() if hasattr(cell.value, "date") else cell.value)


def unreadable(sheet, first: int) -> list[str]:
    """The cells from a row on that are wider than their column, or higher than their row."""
    widths = {
        column: dimension.width
        for dimension in sheet.column_dimensions.values()
        for column in range(dimension.min, dimension.max + 1)
    }
    found = []
    for row in sheet.iter_rows(min_row=first):
        lines = (sheet.row_dimensions[row[0].row].height or 15) / 15
        for cell in row:
            if cell.value is not None:
                text, size = shown(cell), cell.font.size / 11
                room = (widths[cell.column] - 1) * (lines if cell.alignment.wrap_text else 1)
                words = text.split() if cell.alignment.wrap_text else [text]
                if len(text) * size > room or max(map(len, words)) * size > widths[cell.column] - 1:
                    found.append(f"{sheet.title} {cell.coordinate}")
    return found


def test_projektmappens_ark_har_martens_raekker(built, marts, book):
    assert set(NAME_COLUMNS) == set(mart_names(marts))
    assert book.sheetnames == ["Kvoter", "Vejledning", *(name[:31] for name in NAME_COLUMNS)]
    package = json.loads((built.published / "datapackage.json").read_text(encoding="utf-8"))
    fields = {file["name"]: file.get("schema", {}).get("fields") for file in package["resources"]}
    for name, name_column in NAME_COLUMNS.items():
        sheet = book[name[:31]]
        answer = marts.sql(f"select * from marts.{name} order by all")
        labels, names, *rows = sheet.iter_rows()
        assert [cell.value for cell in labels] == [field["title"] for field in fields[name]]
        assert [cell.value for cell in names] == answer.columns
        first_moving = get_column_letter(answer.columns.index(name_column) + 2)
        assert sheet.freeze_panes == f"{first_moving}3"
        assert sheet.auto_filter.ref == f"A2:{sheet.dimensions.partition(':')[2]}"
        assert is_ready_for_print(sheet, "$1:$2")
        assert max(dimension.width for dimension in sheet.column_dimensions.values()) < 62
        assert unreadable(sheet, 1) == []
        formats = [
            SPECIAL_FORMATS.get(column, NUMBER_FORMATS.get(str(type)))
            for column, type in zip(answer.columns, answer.types, strict=True)
        ]
        for row, values in zip(rows, answer.fetchall(), strict=True):
            for cell, value, number_format in zip(row, values, formats, strict=True):
                assert cell.data_type != "f"
                assert value is None or cell.number_format == number_format, cell.coordinate
                if isinstance(value, str):
                    assert (cell.value, cell.data_type) == (value, "s")
                elif isinstance(value, Decimal):
                    assert round(Decimal(str(cell.value)), -value.as_tuple().exponent) == value
                elif hasattr(value, "year"):
                    assert cell.value.date() == value
                else:
                    assert cell.value == value


def test_projektmappens_foerste_ark_er_de_gaeldende_kvoter(marts, book):
    sheet = book["Kvoter"]
    assert book.active == sheet
    assert sheet["A1"].value == "Landstal for 2024"
    assert sheet["A2"].value == (
        "Gældende kvoter for 2024. Landstallet er 550 flygtninge. Udlændingestyrelsen, 30. april 2024."
    )
    headings, *rows = sheet.iter_rows(min_row=4)
    assert [cell.value for cell in headings] == [
        "Kommune", "Region", "Indbyggere", "Kvote", "Kvote pr. 10.000 indbyggere", "Årsag, når kvoten er 0"
    ]  # fmt: skip
    expected = marts.sql("""
        select
            kommunenavn, kvoter.regionsnavn, indbyggertal, kommunekvote_gaeldende,
            cast(kvote_gaeldende_pr_10000 as double),
            case nulkvote_aarsag
                when 'negativt_fordelingstal' then 'Negativt fordelingstal (BEK 550 § 4, stk. 5)'
                when 'afrunding' then 'Andelen er for lille til én person'
            end
        from marts.kommunekvoter as kvoter
        join marts.kommuneandele using (kommunekode, kommunenavn)
        join marts.kommuner using (kommunekode, kommunenavn)
        order by sorteringsnoegle
    """)
    assert [tuple(cell.value for cell in row) for row in rows] == expected.fetchall()
    assert [cell.number_format for cell in rows[0]] == ["@", "@", "#,##0", "#,##0", "0.00", "@"]
    names = [row[0].value for row in rows]
    assert (len(names), names[0], names[-1]) == (98, "Albertslund", "Aarhus")
    assert sheet.freeze_panes == "B5"
    assert sheet.auto_filter.ref == "A4:F102"
    assert is_ready_for_print(sheet, "$4:$4")
    assert unreadable(sheet, 4) == []


def test_projektmappens_vejledning(built, marts, book):
    """The sources; what each sheet answers, with a link to it; every column."""
    sheet = book["Vejledning"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    tables: dict[str, list] = {}
    for row in rows:
        if row in GUIDE_HEADINGS:
            tables[row[0]] = table = []
        elif tables and row[0]:
            table.append(row)
    assert list(tables) == ["Kilde", "Spørgsmål", "Betegnelse"]
    assert [row[1] for row in tables["Kilde"]] == ["landstal-2024", "udsendelser-2024-06"]
    assert tables["Kilde"][0] == [
        "Landstal for 2024",
        "landstal-2024",
        "Udlændingestyrelsen",
        "30. april 2024",
        None,
    ]
    assert [row[1] for row in tables["Spørgsmål"]] == book.sheetnames[2:]
    assert all(row[0].endswith("?") for row in tables["Spørgsmål"])
    links = {cell.value: cell.hyperlink.location for cell in sheet["B"] if cell.hyperlink}
    assert links == {name: f"'{name}'!A1" for name in book.sheetnames[2:]}
    package = json.loads((built.published / "datapackage.json").read_text(encoding="utf-8"))
    files = {file["name"]: file for file in package["resources"]}
    types = {"VARCHAR": "tekst", "INTEGER": "heltal", "BOOLEAN": "sand/falsk", "DATE": "dato"}
    types |= {f"DECIMAL(18,{decimals})": f"{decimals} decimaler" for decimals in (2, 4, 6, 10)}
    types["DECIMAL(18,1)"] = "1 decimal"
    expected = []
    for name, row in zip(NAME_COLUMNS, tables["Spørgsmål"], strict=True):
        file = files[name]
        assert row[2:4] == [file["title"], f"{file['rows']:,}".replace(",", ".")]
        assert row[4] == file["description"].replace("`", "")
        kinds = marts.sql(f"from marts.{name}").types
        expected += [
            [
                field["title"],
                name[:31],
                field["name"],
                types[str(kind)],
                field["description"].replace("`", ""),
            ]
            for field, kind in zip(file["schema"]["fields"], kinds, strict=True)
        ]
    assert tables["Betegnelse"] == expected
    assert is_ready_for_print(sheet, None)
    assert unreadable(sheet, 9) == []


def test_en_lang_tekst_bliver_hverken_bred_eller_skjult(tmp_path):
    """Up to the height that Excel allows a row."""
    with duckdb.connect() as db:
        mart = make_mart(db, ["kort", 40 * "ord og ", 4000 * "ord og "])
        sheet = written_sheet(db, mart, tmp_path / "m.xlsx")
    assert sheet.column_dimensions["B"].width < 62
    assert [sheet.row_dimensions[line].height for line in (3, 4, 5)] == [None, 75, 405]
    with duckdb.connect() as db:
        mart = make_mart(db, [32768 * "x"])
        with pytest.raises(XlsxWriterException, match="m, række 3: teksten kan ikke stå i Excel"):
            written_sheet(db, mart, tmp_path / "n.xlsx")


def test_kun_laeseadgang(built):
    for path in (built.published.resolve(), *built.published.rglob("*")):
        assert not stat.S_IMODE(path.stat().st_mode) & 0o222, path


DANGEROUS = [
    "=1+1", "+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", " =1", "a;=1", "a;-1", "a\n=1", "a\t@x", "--", "a\t\t=1",
    "a;\n=1", 'a;"=1', "a; =1;@b",
]  # fmt: skip
HARMLESS = ["-", "a-b", "a=b", "1 = 1", "København", "'", '"x"', "a,b", "5 - 3; 4"]


def make_mart(db, texts: list[str]) -> Mart:
    db.execute("create schema marts; create table marts.m(raekke integer primary key, etiket varchar)")
    db.execute("comment on table marts.m is 'En tabel'")
    for column in ("raekke", "etiket"):
        db.execute(f"comment on column marts.m.{column} is 'En kolonne'")
    for no, text in enumerate(texts):
        db.execute("insert into marts.m values (?, ?)", [no, text])
    return read_mart(db, "m")


def written_sheet(db, mart: Mart, file):
    book = workbook.Book(file)
    workbook.write_mart(db, mart, book)
    book.close()
    return openpyxl.load_workbook(file)["m"]


def test_ingen_celle_kan_koeres_som_formel(tmp_path):
    with duckdb.connect() as db:
        mart = make_mart(db, [*DANGEROUS, *HARMLESS])
        files.write_csv(db, mart, tmp_path / "m.csv")
        sheet = written_sheet(db, mart, tmp_path / "m.xlsx")
        rows = db.read_csv(str(tmp_path / "m.csv"), dtype={"etiket": "varchar"}).fetchall()
    cells = [text for _, text in sorted(rows)]
    for before, after in zip(DANGEROUS, cells, strict=False):
        assert after.replace("'", "") == before
        for part in re.split(r"[;\t\r\n]", after):  # as a spreadsheet may split it
            assert part.lstrip(' "')[:1] not in tuple("=+-@"), after
    assert cells[len(DANGEROUS) :] == HARMLESS
    for row, text in zip(sheet.iter_rows(min_row=3), [*DANGEROUS, *HARMLESS], strict=True):
        cell = row[1]
        assert cell.data_type != "f"
        assert cell.number_format == "@"
        if text and "\r" not in text:
            assert cell.value == text


NO_NETWORK = """
import runpy, sys

def guard(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto") or (
        event == "socket.bind" and arguments[1] != ("::1", 0)  # urllib3 asks whether there is IPv6
    ):
        raise SystemExit(f"a build reaches for the network: {event} {arguments}")

sys.addaudithook(guard)
runpy.run_module("landstal", run_name="__main__")
"""


@pytest.fixture(scope="module")
def rebuilt(built, tmp_path_factory):
    """What is built of the same seeds when the rows stand in another order in a file, the database has
    another name, the environment says otherwise, no socket of Python's may be used, and links to a folder of
    somebody else's are planted; and that folder."""
    treasure = make_treasure(tmp_path_factory)
    project = Project(tmp_path_factory.mktemp("rebuilt"), parsed=built.folder)
    project.copy_build(built.folder)
    project.write_seed("kvoter/bilag_a_befolkning", built.seed("kvoter/bilag_a_befolkning")[::-1])
    sets = project.folder / ".published"
    (sets / "set-folder").symlink_to(treasure)
    (sets / "set-file").symlink_to(treasure / "gold.txt")
    (sets / "set-link").symlink_to(treasure)
    (sets / "planted").symlink_to(treasure)  # of a name that is not ours: left alone
    (sets / "set-old").mkdir()
    (sets / "set-old" / "landstal.xlsx").symlink_to(treasure / "gold.txt")
    (sets / "inputs").unlink()
    (sets / "inputs").symlink_to(treasure / "gold.txt")
    environment = {
        "LANDSTAL_DUCKDB": "marts.duckdb",  # as one of its schemas
        "DBT_PROFILES_DIR": "/",
        "TZ": "Asia/Tokyo",
        "LC_ALL": "C",
    }
    answer = project.run(sys.executable, "-c", NO_NETWORK, "build", environment=environment)
    assert answer.returncode == 0, answer.stdout
    return project, treasure


def test_samme_seeds_giver_samme_bytes(built, rebuilt):
    project, _ = rebuilt
    assert project.published.resolve().name != built.published.resolve().name
    assert all_bytes(project.published) == all_bytes(built.published)


@pytest.fixture
def published(project_copy, built):
    """A copy that has published, as `built` has, and is free to be spoilt."""
    project_copy.copy_build(built.folder)
    before = all_bytes(project_copy.published)
    yield project_copy
    assert all_bytes(project_copy.published) == before
    left = {path.name for path in (project_copy.folder / ".published").iterdir()}
    assert left - {"inputs", "lock", "planted"} == {project_copy.published.resolve().name}


# --- What has not changed is not built again ----------------------------------------------------------------


def test_intet_er_aendret(published):
    def written() -> dict:
        files = [path for path in published.folder.rglob("*") if path.is_file() and path.name != "lock"]
        return {path: path.stat().st_mtime_ns for path in files if path.suffix != ".pyc"}

    before = written()
    answer = published.publish()
    package = json.loads((published.published / "datapackage.json").read_text(encoding="utf-8"))
    assert answer.returncode == 0
    assert answer.stdout == (
        f"Intet er ændret siden sidste udgivelse (version {package['indholdshash']}). "
        "FORCE=1 bygger alligevel.\n"
    )
    assert written() == before


def test_det_som_et_byg_ikke_laeser_er_aendret(published):
    for file in ("analyses/_analyses.yml", "README.md"):
        (published.folder / file).write_text("")
    assert published.is_current


@pytest.mark.parametrize(
    "file",
    [
        "dbt_project.yml",
        "landstal/publish/marts.py",
        "landstal/seeds.py",
        "macros/spark.sql",
        "models/marts/kvoter/kommunekvoter.sql",
        "models/overview.md",
        "models/en_ny_model.sql",
        "profiles.yml",
        "requirements.txt",
        "seeds/kvoter/_kvoter__seeds.yml",
        "seeds/kvoter/landstalsbreve.csv",
        "tests/generic/er_netop.sql",
        "tests/kvoter/assert_kommunekvoter_genfinder_bilag_b.sql",
    ],
)
def test_det_som_bygges_er_aendret(published, file):
    assert published.is_current
    with (published.folder / file).open("a", encoding="utf-8") as output:
        output.write("\n")
    assert not published.is_current


def test_det_som_er_bygget_mangler(published):
    (published.folder / "models" / "overview.md").rename(published.folder / "overview.md")
    assert not published.is_current
    (published.folder / "overview.md").rename(published.folder / "models" / "overview.md")
    for output in ("landstal.duckdb", "target/manifest.json", "published"):
        assert published.is_current
        (published.folder / output).rename(published.folder / "moved")
        assert not published.is_current
        (published.folder / "moved").rename(published.folder / output)


def test_et_draebt_byg_gentages(published):
    build = published.start(sys.executable, "-m", "landstal", "build", "--force")
    while published.is_current and build.poll() is None:
        time.sleep(0.01)
    build.send_signal(signal.SIGKILL)
    build.communicate()
    assert build.returncode == -signal.SIGKILL
    assert not published.is_current


# --- What stops a build leaves what is published -----------------------------------------------------------


def test_en_fejlet_test_forklarer_og_udgiver_intet(published):
    seed = published.folder / "seeds" / "kvoter" / "bilag_a_befolkning.csv"
    right = seed.read_bytes()
    seed.write_bytes(right.replace(b"653.664", b"653.665"))
    answer = published.publish()
    assert answer.returncode == 1
    lines = [" ".join(line.split()) for line in answer.stdout.splitlines()]
    claim = lines.index("IKKE OPFYLDT: Hver trykt sum er summen af sine dele.")
    headings = "| dokument | tabel | række | kolonne | sum_af | trykt | forventet | forskel | bemærkning |"
    assert lines[claim + 2] == headings
    cell = "| landstal-2024 | bilag_a_befolkning | Region Hovedstaden | indbyggertal"
    assert lines[claim + 4] == f"{cell} | region | 1891778 | 1891779 | -1 | |"
    assert lines[-1] == "published/ er uændret."
    assert "Bygget uden fejl" not in answer.stdout
    seed.write_bytes(right)
    assert not published.is_current  # what the failed build left in the database is built again


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda b: b.replace(b",antal", b",tal"), "linje 1: fundet 'dokument,raekke,region,tal'"),
        (lambda b: b.decode().encode("latin-1"), "linje 3: fundet tegn, som ikke er UTF-8"),
        (lambda b: b.replace(b",", b";"), "linje 1: fundet 'dokument;raekke;region;antal'"),
        (lambda b: b"\xef\xbb\xbf" + b, "linje 1: fundet et byte-order mark"),
        (lambda b: b.replace(b",81\n", b"\n"), "linje 3: fundet 3 celler"),
        (lambda b: b.replace(b"Region Syd", b'"Region Syd'), "linje 4: fundet et citationstegn"),
        (lambda b: b"", "linje 1: fundet ''"),
        (
            lambda b: b.replace(b"Region Syd", b"Region \x1b[2JSyd"),
            r"linje 4: fundet det usynlige tegn '\x1b' i 'Region \x1b[2JSyddanmark'; ventet",
        ),
        (lambda b: b.replace(b"Region Syd", b"x," * 999), "x,x,x,x,x …; ventet 4 celler"),
        (None, "landstal_regionskvoter.csv mangler\n"),
    ],
    ids=[
        "kolonne omdøbt",
        "Latin-1",
        "semikolon",
        "BOM",
        "kort række",
        "citationstegn",
        "tom",
        "escape",
        "lang",
        "væk",
    ],
)
def test_en_fil_af_forkert_form(published, damage, message):
    seed = published.folder / "seeds" / "kvoter" / "landstal_regionskvoter.csv"
    if damage:
        seed.write_bytes(damage(seed.read_bytes()))
    else:
        seed.unlink()
    answer = published.publish()
    assert answer.returncode == 1
    assert "seeds/kvoter/landstal_regionskvoter.csv" in answer.stdout
    assert message in answer.stdout
    assert answer.stdout.endswith("published/ er uændret.\n")


def test_intet_styretegn_er_tilladt_i_en_seed():
    """Every control and format character of Unicode, wherever in a cell it stands; but every letter."""
    for character in map(chr, range(sys.maxunicode + 1)):
        is_hidden = unicodedata.category(character) in ("Cc", "Cf")
        if is_hidden or character.isalpha():
            for cell in (character, f"a{character}b"):
                content = f'a,b\n1,"{cell}"\n'.encode()
                assert any(seeds.form_errors(content, ["a", "b"])) is is_hidden, ascii(character)


def test_en_test_der_er_slaaet_fra_stopper_udgivelsen(published):
    file = published.folder / "tests" / "kvoter" / "assert_kommunekvoter_genfinder_bilag_b.sql"
    file.write_text("{{ config(enabled=false) }}\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    answer = published.publish()
    assert answer.returncode == 1
    assert (
        "Disse dele af projektet er slået fra: test.landstalslager.assert_kommunekvoter_genfinder_bilag_b"
        in answer.stdout
    )


def test_en_test_der_ikke_kan_koere_siges(published):
    file = published.folder / "tests" / "kvoter" / "assert_kvotetal_kan_laeses.sql"
    file.write_text(file.read_text(encoding="utf-8") + "and ingen_kolonne = 1\n", encoding="utf-8")
    answer = published.publish()
    assert answer.returncode == 1
    claim, error = answer.stdout.split("KAN IKKE KONTROLLERES: ")[1].split("\n", 1)
    assert claim == published.manifest()["nodes"][f"test.landstalslager.{file.stem}"]["description"].strip()
    assert error.startswith(f"test {file.stem}: Runtime Error")
    assert 'Binder Error: Referenced column "ingen_kolonne" not found' in error
    assert error.endswith("Kørslen mislykkedes.\n\npublished/ er uændret.\n")


@pytest.mark.parametrize("status", [None, "skipped", "error"])
def test_en_node_der_ikke_koerte_og_bestod_stopper_udgivelsen(monkeypatch, status):
    """`status`: what dbt says of one data test when all else passed; None when it says nothing."""
    kinds = {"seed.a": "seed", "model.b": "model", "test.c": "test", "unit_test.d": "unit_test"}
    nodes = {name: SimpleNamespace(resource_type=kind, description="x") for name, kind in kinds.items()}
    statuses = {"seed.a": "success", "model.b": "success", "test.c": status}
    results = [
        SimpleNamespace(status=status, node=SimpleNamespace(unique_id=name))
        for name, status in statuses.items()
        if status
    ]
    answers = {"parse": SimpleNamespace(nodes=nodes, disabled={}), "build": results}
    monkeypatch.setattr(build, "dbt", lambda command, *_, **__: answers[command])
    with pytest.raises(Stop, match=r"^Ikke kørt eller ikke bestået: test\.c$"):
        build.build("duckdb")


def test_filer_der_ikke_kan_skrives_faerdig(published):
    """As on a full disk: when the database of the set is written, no file may grow beyond 30 kB."""
    answer = published.run(
        sys.executable,
        "-c",
        "import resource, sys; from landstal.publish import build, files;"
        "build.build = lambda target: build.dbt('parse', target=target);"
        "write = files.write_database;"
        "limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000));"
        "files.write_database = lambda *arguments: limit() or write(*arguments);"
        "sys.exit(build.main(['--force']))",
    )
    assert answer.returncode == 1
    assert "De nye filer kunne ikke skrives" in answer.stdout
    assert answer.stdout.endswith("published/ er uændret.\n")


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({"LANDSTAL_DUCKDB": ":memory:"}, "LANDSTAL_DUCKDB er :memory:"),
        ({"LANDSTAL_DUCKDB": "published/landstal.duckdb"}, "men skal være en fil uden for published"),
        ({"LANDSTAL_DUCKDB": "ingen/landstal.duckdb"}, "mappen ingen findes ikke"),
        ({"LANDSTAL_DUCKDB": "README.md"}, "Er filen ødelagt, så slet den"),
        ({"LANDSTAL_DUCKDB": "brugerens'.duckdb"}, "ikke bygge i en sti med tegnet '"),
        ({"LANDSTAL_DUCKDB": "hvad?.duckdb"}, "ikke bygge i en sti med tegnet ?"),
        ({"LANDSTAL_DUCKDB": "nr#1;2.duckdb"}, "ikke bygge i en sti med tegnet #"),
        ({"LANDSTAL_DUCKDB": "\udce6.duckdb"}, r"ikke bygge i en sti med tegnet \udce6"),
        ({"LANDSTAL_DUCKDB": "Main.x.duckdb"}, "et navn, som DuckDB selv bruger"),
    ],
)
def test_et_sted_der_ikke_kan_bygges(published, environment, message):
    (published.folder / "README.md").write_text("landstal " * 1000)
    answer = published.publish(environment=environment)
    assert answer.returncode == 1
    assert message in answer.stdout
    assert answer.stdout.endswith("published/ er uændret.\n")


@pytest.mark.parametrize("name", ["brugerens' mappe", "hvad?", "to\nlinjer"])
def test_en_mappe_der_ikke_kan_bygges_i(built, tmp_path, name):
    (tmp_path / name).mkdir()
    project = Project(tmp_path / name)
    answer = project.publish()
    assert answer.returncode == 1
    reason, _, end = answer.stdout.splitlines()
    assert reason.startswith("Mappen er ")
    assert "kan ikke bygge i en sti med tegnet " in reason
    assert end == "Intet er udgivet."
    assert not project.database.exists()


def test_en_target_der_ikke_er_der(project_copy):
    answer = project_copy.publish("postgress")
    assert answer.returncode == 1
    assert answer.stdout == (
        "profiles.yml har ingen target postgress. Vælg mellem duckdb, postgres, spark, spark_cluster.\n"
    )


def test_et_andet_program_har_databasen_aaben(published):
    program = (
        f"import duckdb; c = duckdb.connect({str(published.database)!r}, read_only=True); print(1); input()"
    )
    command = [sys.executable, "-uc", program]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        other.stdout.readline()
        answer = published.publish("--force")
        other.communicate(b"\n")
    assert answer.returncode == 1
    assert "landstal.duckdb kan ikke åbnes til skrivning" in answer.stdout
    assert f"PID {other.pid}" in answer.stdout


def test_et_andet_byg_venter(published):
    (published.folder / "seeds" / "opslag" / "raw_regioner.csv").write_bytes(b"")  # so that it ends soon
    with (published.folder / ".published" / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        print("4711", file=lock, end="", flush=True)
        build = published.start(sys.executable, "-m", "landstal", "build")
        message = "En anden kørsel er i gang (proces 4711)"
        assert build.stdout.readline().startswith(message)
        assert build.poll() is None
        fcntl.flock(lock, fcntl.LOCK_UN)
    output, _ = build.communicate()
    assert build.returncode == 1
    assert "seeds/opslag/raw_regioner.csv, linje 1" in output


@pytest.mark.parametrize("rounds", [1, pytest.param(5, marks=pytest.mark.slow)])
def test_et_byg_giver_databasen_fra_sig_foer_det_naeste(project_copy, rounds):
    """Two real builds at once; and then two that fail, each at what is wrong."""
    command = (sys.executable, "-m", "landstal", "build", "--force")
    good, bad = ("653.664", 0, "\nUdgivet i published/"), ("653.665", 1, "IKKE OPFYLDT: Hver trykt sum")
    for antal, returncode, said in [good] * rounds + [bad]:
        rows = project_copy.seed("kvoter/bilag_a_befolkning")
        rows[2]["indbyggertal"] = antal
        project_copy.write_seed("kvoter/bilag_a_befolkning", rows)
        builds = [project_copy.start(*command), project_copy.start(*command)]
        outputs = [build.communicate()[0] for build in builds]
        assert sum("Venter ..." in output for output in outputs) == 1, outputs
        assert [build.returncode for build in builds] == [returncode] * 2, outputs
        assert all(said in output for output in outputs), outputs


# --- Links that others have planted ------------------------------------------------------------------------


@pytest.fixture
def treasure(tmp_path_factory):
    folder = make_treasure(tmp_path_factory)
    yield folder
    assert is_untouched(folder)


def test_plantede_links_foelges_ikke(built, rebuilt):
    project, treasure = rebuilt
    assert is_untouched(treasure)
    sets = project.folder / ".published"
    current, before = project.published.resolve().name, built.published.resolve().name
    assert {path.name for path in sets.iterdir()} == {"inputs", "lock", "planted", current, before}
    assert not (sets / "inputs").is_symlink()


@pytest.mark.parametrize("name", [".published", ".published/lock"])
def test_et_planted_link_siges(project_copy, treasure, name):
    link = project_copy.folder / name
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(treasure if name == ".published" else treasure / "gold.txt")
    answer = project_copy.publish()
    assert answer.returncode == 1
    assert answer.stdout.startswith(f"{name} er et link, men skal være ")


# --- What is said ------------------------------------------------------------------------------------------


def test_det_der_ikke_kan_skrives_stopper_intet(published):
    """A terminal without Danish letters, a full disk, and a pipe that is closed before anything is said."""
    command = f"'{sys.executable}' -m landstal build"
    answer = published.run("sh", "-c", command, environment={"PYTHONIOENCODING": "ascii"})
    assert answer.returncode == 0, answer.stdout
    assert answer.stdout.startswith("Intet er ?ndret siden sidste udgivelse")
    for way in (f"{command} > /dev/full", f"set -o pipefail; {{ sleep 1; {command}; }} | true"):
        answer = published.run("bash", "-c", f"{way}; echo slut $?")
        assert answer.stdout == "slut 0\n"
    before = published.published.readlink()
    answer = published.run(
        "bash", "-c", f"set -o pipefail; {{ sleep 1; {command} --force; }} | true; echo slut $?"
    )
    assert answer.stdout == "slut 0\n"
    assert published.published.readlink() != before
    assert published.is_current
    shutil.rmtree(published.folder / before, ignore_errors=True)


def test_et_dokument_kan_ikke_styre_terminalen(published):
    """Neither through the form check, nor through the table of a failed test in plain `dbt build`."""
    seed = published.folder / "seeds" / "kvoter" / "bilag_a_befolkning.csv"
    right = seed.read_bytes()
    seed.write_bytes(right.replace(b"653.664,", "653.664,\x1b]0;x\a\x9b31m\u202e,".encode()))
    answer = published.publish()
    assert answer.returncode == 1
    assert r"\x1b]0;x\x07\x9b31m\u202e" in answer.stdout
    seed.write_bytes(right.replace(b"653.664,", b"653.664\x1b[31m,"))
    answer = published.dbt("build", "--select", "+assert_kvotetal_kan_laeses")
    assert "IKKE OPFYLDT: Hver talcelle" in answer.stdout
    assert r'"653.664\u001b[31m"' in answer.stdout
    assert "\x1b" not in answer.stdout
    seed.write_bytes(right)


def test_en_mappe_af_andres_overskrives_ikke(project_copy):
    project_copy.published.mkdir()
    (project_copy.published / "mine.txt").write_text("x")
    answer = project_copy.publish()
    assert answer.returncode == 1
    assert "Flyt, hvad der står der" in answer.stdout
    assert all_bytes(project_copy.published) == {"mine.txt": b"x"}
    project_copy.published.rename(project_copy.folder / "andres")
    project_copy.published.symlink_to("andres")
    assert "Flyt, hvad der står der" in project_copy.publish().stdout
    assert all_bytes(project_copy.published) == {"mine.txt": b"x"}
