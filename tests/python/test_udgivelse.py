"""What is published, and that nothing else is ever seen: `python -m udgiv` run for real."""

import fcntl
import hashlib
import json
import re
import stat
import subprocess
import sys
from decimal import Decimal

import duckdb
import frictionless
import openpyxl
import pytest

from udgiv import saet
from udgiv.marts import laes_marts


def alle_bytes(mappe) -> dict[str, bytes]:
    return {
        str(fil.relative_to(mappe)): fil.read_bytes() for fil in sorted(mappe.rglob("*")) if fil.is_file()
    }


def mart_navne(marts) -> list[str]:
    return [
        navn
        for (navn,) in marts.sql(
            "from duckdb_tables() select table_name where schema_name = 'marts'"
        ).fetchall()
    ]


# --- What is in the set ------------------------------------------------------------------------------------


def test_datapakken_er_gyldig_og_fuldstaendig(bygget, marts):
    beretning = frictionless.validate(str(bygget.udgivet / "datapackage.json"))
    assert beretning.valid, beretning.to_summary()
    pakke = json.loads((bygget.udgivet / "datapackage.json").read_text(encoding="utf-8"))
    navne = mart_navne(marts)
    assert {r["name"] for r in pakke["resources"]} == {
        *navne, *(f"{navn}-parquet" for navn in navne), "landstal-xlsx", "landstal-duckdb"
    }  # fmt: skip
    assert {r["path"] for r in pakke["resources"]} == set(alle_bytes(bygget.udgivet)) - {"datapackage.json"}
    assert [kilde["dokument"] for kilde in pakke["sources"]] == ["landstal-2024", "udsendelser-2024-06"]
    for ressource in pakke["resources"]:
        indhold = (bygget.udgivet / ressource["path"]).read_bytes()
        assert ressource["hash"] == f"sha256:{hashlib.sha256(indhold).hexdigest()}"
        for felt in ressource.get("schema", {}).get("fields", []):
            assert felt["description"]


def test_hver_fil_har_martens_raekker(bygget, marts):
    """Equal to the built marts, value by value: in DuckDB and Parquet with their types, in CSV as text."""
    marts.sql(f"attach '{bygget.udgivet}/landstal.duckdb' as udgivet (read_only)")
    for navn in mart_navne(marts):
        felter = marts.sql(f"describe marts.{navn}").fetchall()
        som_tekst = ", ".join(f"cast({felt[0]} as varchar) as {felt[0]}" for felt in felter)
        for kilde, form in (
            (f"udgivet.marts.{navn}", "*"),
            (f"'{bygget.udgivet}/parquet/{navn}.parquet'", "*"),
            (f"read_csv('{bygget.udgivet}/csv/{navn}.csv', all_varchar = true, header = true)", som_tekst),
        ):
            begge = [f"select {form} from {kilde}", f"select {form} from landstal.marts.{navn}"]
            for a, b in (begge, begge[::-1]):
                assert not marts.sql(f"({a}) except all ({b})").fetchall(), kilde
            if form == "*":
                typer = [[felt[:2] for felt in marts.sql(f"describe {sql}").fetchall()] for sql in begge]
                assert typer[0] == typer[1], kilde
    marts.sql("detach udgivet")


def test_databasen_beholder_noegler_krav_og_beskrivelser(bygget, marts):
    with duckdb.connect(str(bygget.udgivet / "landstal.duckdb"), read_only=True) as udgivet:
        for hvad in (
            "table_name, comment, sql from duckdb_tables()",
            "table_name, column_name, data_type, is_nullable, comment from duckdb_columns()",
            "table_name, constraint_type, constraint_text from duckdb_constraints()",
        ):
            sql = f"select {hvad} where schema_name = 'marts' order by all"
            foer, efter = marts.sql(sql).fetchall(), udgivet.sql(sql).fetchall()
            uden_luft = [[" ".join(c.split()) if isinstance(c, str) else c for c in r] for r in foer]
            assert uden_luft == [list(raekke) for raekke in efter]
        assert {r[0] for r in udgivet.sql("select distinct schema_name from duckdb_tables()").fetchall()} == {
            "marts"
        }
        assert udgivet.sql(
            "select tags['storage_version'] from duckdb_databases() where not internal"
        ).fetchone() == ("v1.2.0+",)


def test_projektmappen(bygget, marts):
    bog = openpyxl.load_workbook(bygget.udgivet / "landstal.xlsx")
    navne = mart_navne(marts)
    assert bog.sheetnames == ["Læs mig", *sorted(navn[:31] for navn in navne)]
    forside = [str(celle.value) for raekke in bog["Læs mig"].iter_rows() for celle in raekke]
    for navn in (*navne, "landstal-2024", "udsendelser-2024-06"):
        assert navn in forside
    for navn in navne:
        ark = bog[navn[:31]]
        svar = marts.sql(f"select * from marts.{navn} order by all")
        assert ark.freeze_panes == "A2"
        assert ark.auto_filter.ref == ark.dimensions
        hoved, *raekker = ark.iter_rows()
        assert [celle.value for celle in hoved] == svar.columns
        for raekke, ventet in zip(raekker, svar.fetchall(), strict=True):
            for celle, vaerdi in zip(raekke, ventet, strict=True):
                assert celle.data_type != "f"
                if isinstance(vaerdi, str):
                    assert (celle.value, celle.data_type) == (vaerdi, "s")
                elif isinstance(vaerdi, Decimal):
                    assert round(Decimal(str(celle.value)), -vaerdi.as_tuple().exponent) == vaerdi
                elif hasattr(vaerdi, "year"):
                    assert celle.value.date() == vaerdi
                else:
                    assert celle.value == vaerdi


def test_kun_laeseadgang(bygget):
    for sti in (bygget.udgivet.resolve(), *bygget.udgivet.rglob("*")):
        assert not stat.S_IMODE(sti.stat().st_mode) & 0o222, sti


FARLIGE = [
    "=1+1", "+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", " =1", "a;=1", "a;-1", "a\n=1", "a\t@x", "--", "a\t\t=1",
    "a;\n=1", 'a;"=1', "a; =1;@b",
]  # fmt: skip
HARMLOESE = ["-", "a-b", "a=b", "1 = 1", "København", "'", '"x"', "a,b", "5 - 3; 4"]


def test_ingen_celle_kan_koeres_som_formel(tmp_path):
    with duckdb.connect() as db:
        db.execute("create schema marts; create table marts.m(nr integer primary key, tekst varchar)")
        db.execute("comment on table marts.m is 'En tabel'")
        for kolonne in ("nr", "tekst"):
            db.execute(f"comment on column marts.m.{kolonne} is 'En kolonne'")
        for nr, tekst in enumerate([*FARLIGE, *HARMLOESE]):
            db.execute("insert into marts.m values (?, ?)", [nr, tekst])
        marts = laes_marts(db, ["m"])
        saet.skriv_csv(db, marts[0], tmp_path / "m.csv")
        saet.skriv_projektmappe(db, marts, [], "sha256:0", tmp_path / "m.xlsx")
        fundne = db.read_csv(str(tmp_path / "m.csv"), dtype={"tekst": "varchar"}).fetchall()
    celler = [tekst for _, tekst in sorted(fundne)]
    for foer, efter in zip(FARLIGE, celler, strict=False):
        assert efter.replace("'", "") == foer
        for del_ in re.split(r"[;\t\r\n]", efter):  # as a spreadsheet may split it
            assert del_.lstrip(' "')[:1] not in tuple("=+-@"), efter
    assert celler[len(FARLIGE) :] == HARMLOESE
    ark = openpyxl.load_workbook(tmp_path / "m.xlsx")["m"]
    for raekke, tekst in zip(ark.iter_rows(min_row=2), [*FARLIGE, *HARMLOESE], strict=True):
        celle = raekke[1]
        assert celle.data_type != "f"
        assert celle.number_format == "@"
        if tekst and "\r" not in tekst:
            assert celle.value == tekst


UDEN_NETVAERK = """
import runpy, sys

def vagt(haendelse, argumenter):
    if haendelse in ("socket.connect", "socket.getaddrinfo", "socket.sendto") or (
        haendelse == "socket.bind" and argumenter[1] != ("::1", 0)  # urllib3 asks whether there is IPv6
    ):
        raise SystemExit(f"a build reaches for the network: {haendelse} {argumenter}")

sys.addaudithook(vagt)
runpy.run_module("udgiv", run_name="__main__")
"""


def test_samme_seeds_giver_samme_bytes(bygget, kopi):
    """Also when the rows stand in another order in the file, the database has another name, the environment
    says otherwise, and no socket of Python's may be used."""
    kopi.skriv_seed("kvoter/bilag_a_befolkning", bygget.seed("kvoter/bilag_a_befolkning")[::-1])
    miljoe = {
        "LANDSTAL_DUCKDB": "en-anden.duckdb",
        "DBT_PROFILES_DIR": "/",
        "TZ": "Asia/Tokyo",
        "LC_ALL": "C",
    }
    svar = kopi.koer(sys.executable, "-c", UDEN_NETVAERK, miljoe=miljoe)
    assert svar.returncode == 0, svar.stdout
    assert alle_bytes(kopi.udgivet) == alle_bytes(bygget.udgivet)


# --- What stops a build leaves what is published -----------------------------------------------------------


@pytest.fixture
def udgivet(kopi, bygget):
    """A copy that has published, as `bygget` has, and is free to be spoilt."""
    subprocess.run(
        ["cp", "-a", bygget.mappe / ".published", bygget.udgivet, bygget.database, kopi.mappe], check=True
    )
    foer = alle_bytes(kopi.udgivet)
    yield kopi
    assert alle_bytes(kopi.udgivet) == foer
    rester = {sti.name for sti in (kopi.mappe / ".published").iterdir()}
    assert rester == {"laas", kopi.udgivet.resolve().name}


def test_en_fejlet_test_forklarer_og_udgiver_intet(udgivet):
    seed = udgivet.mappe / "seeds" / "kvoter" / "bilag_a_befolkning.csv"
    seed.write_text(seed.read_text(encoding="utf-8").replace("653.664", "653.665"), encoding="utf-8")
    svar = udgivet.udgiv()
    assert svar.returncode == 1
    linjer = [" ".join(linje.split()) for linje in svar.stdout.splitlines()]
    paastand = linjer.index("IKKE OPFYLDT: Hver trykt sum er summen af sine dele.")
    assert linjer[paastand + 2] == "| dokument | tabel | raekke | kolonne | sum_af | trykt | forventet |"
    sted = "| landstal-2024 | bilag_a_befolkning | Region Hovedstaden | indbyggertal"
    assert linjer[paastand + 4] == f"{sted} | region | 1891778 | 1891779 |"
    assert linjer[-1] == "published/ er uændret."
    assert "Bygget uden fejl" not in svar.stdout


@pytest.mark.parametrize(
    ("skade", "besked"),
    [
        (lambda b: b.replace(b",antal", b",tal"), "linje 1: fundet 'dokument,raekke,region,tal'"),
        (lambda b: b.decode().encode("latin-1"), "linje 3: fundet tegn, som ikke er UTF-8"),
        (lambda b: b.replace(b",", b";"), "linje 1: fundet 'dokument;raekke;region;antal'"),
        (lambda b: b"\xef\xbb\xbf" + b, "linje 1: fundet et byte-order mark"),
        (lambda b: b.replace(b",81\n", b"\n"), "linje 3: fundet 3 celler"),
        (lambda b: b.replace(b"Region Syd", b'"Region Syd'), "linje 4: fundet et citationstegn"),
        (lambda b: b"", "linje 1: fundet ''"),
        (None, "landstal_regionskvoter.csv: mangler"),
    ],
    ids=["kolonne omdøbt", "Latin-1", "semikolon", "BOM", "kort række", "citationstegn", "tom", "væk"],
)
def test_en_fil_af_forkert_form(udgivet, skade, besked):
    seed = udgivet.mappe / "seeds" / "kvoter" / "landstal_regionskvoter.csv"
    if skade:
        seed.write_bytes(skade(seed.read_bytes()))
    else:
        seed.unlink()
    svar = udgivet.udgiv()
    assert svar.returncode == 1
    assert "seeds/kvoter/landstal_regionskvoter.csv" in svar.stdout
    assert besked in svar.stdout
    assert svar.stdout.endswith("published/ er uændret.\n")


def test_en_test_der_ikke_koerte_stopper_udgivelsen(udgivet):
    """A test that somebody has turned off."""
    fil = udgivet.mappe / "tests" / "kvoter" / "assert_kommunekvoter_genfinder_bilag_b.sql"
    fil.write_text("{{ config(enabled=false) }}\n" + fil.read_text(encoding="utf-8"), encoding="utf-8")
    svar = udgivet.udgiv()
    assert svar.returncode == 1
    assert "Ikke kørt og bestået: test.landstal.assert_kommunekvoter_genfinder_bilag_b" in svar.stdout


def test_filer_der_ikke_kan_skrives_faerdig(udgivet):
    """As on a full disk: when the database of the set is written, no file may grow beyond 30 kB."""
    svar = udgivet.koer(
        sys.executable,
        "-c",
        "import resource, sys, udgiv.__main__ as u;"
        "u.byg = lambda target: u.dbt('parse', target=target);"
        "skriv = u.saet.skriv_database;"
        "graense = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000));"
        "u.saet.skriv_database = lambda *a: graense() or skriv(*a);"
        "sys.exit(u.main())",
    )
    assert svar.returncode == 1
    assert "De nye filer kunne ikke skrives" in svar.stdout
    assert svar.stdout.endswith("published/ er uændret.\n")


@pytest.mark.parametrize(
    ("miljoe", "besked"),
    [
        ({"LANDSTAL_DUCKDB": ":memory:"}, "LANDSTAL_DUCKDB er :memory:"),
        ({"LANDSTAL_DUCKDB": "published/landstal.duckdb"}, "ventet navnet på en fil uden for published"),
        ({"LANDSTAL_DUCKDB": "ingen/landstal.duckdb"}, "mappen ingen findes ikke"),
        ({"LANDSTAL_DUCKDB": "README.md"}, "Er den ødelagt, så slet den"),
    ],
)
def test_et_sted_der_ikke_kan_bygges(udgivet, miljoe, besked):
    (udgivet.mappe / "README.md").write_text("landstal " * 1000)
    svar = udgivet.koer(sys.executable, "-m", "udgiv", miljoe=miljoe)
    assert svar.returncode == 1
    assert besked in svar.stdout
    assert svar.stdout.endswith("published/ er uændret.\n")


def test_et_andet_program_har_databasen_aaben(udgivet):
    program = (
        f"import duckdb; c = duckdb.connect({str(udgivet.database)!r}, read_only=True); print(1); input()"
    )
    kommando = [sys.executable, "-uc", program]
    with subprocess.Popen(kommando, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as anden:
        anden.stdout.readline()
        svar = udgivet.udgiv()
        anden.communicate(b"\n")
    assert svar.returncode == 1
    assert "landstal.duckdb kan ikke åbnes til at bygge i" in svar.stdout
    assert f"PID {anden.pid}" in svar.stdout


def test_et_andet_byg_venter(udgivet):
    (udgivet.mappe / "seeds" / "opslag" / "regioner.csv").write_bytes(b"")  # so that it ends soon
    with (udgivet.mappe / ".published" / "laas").open("w") as laas:
        fcntl.flock(laas, fcntl.LOCK_EX)
        print("4711", file=laas, end="", flush=True)
        andet = udgivet.start(sys.executable, "-m", "udgiv")
        assert andet.stdout.readline().startswith("Et andet byg eller en indlæsning er i gang (proces 4711)")
        assert andet.poll() is None
        fcntl.flock(laas, fcntl.LOCK_UN)
    ud, _ = andet.communicate()
    assert andet.returncode == 1
    assert "seeds/opslag/regioner.csv, linje 1" in ud


def test_en_mappe_af_andres_overskrives_ikke(kopi):
    kopi.udgivet.mkdir()
    (kopi.udgivet / "mine.txt").write_text("x")
    svar = kopi.udgiv()
    assert svar.returncode == 1
    assert "Flyt det" in svar.stdout
    assert alle_bytes(kopi.udgivet) == {"mine.txt": b"x"}
    kopi.udgivet.rename(kopi.mappe / "andres")
    kopi.udgivet.symlink_to("andres")
    assert "Flyt det" in kopi.udgiv().stdout
    assert alle_bytes(kopi.udgivet) == {"mine.txt": b"x"}
