"""The same marts from every engine, and what readers of a database server see while it is built."""

import hashlib
import os
import shutil
import sys

import dokumenter
import duckdb
import psycopg2
import pytest
from conftest import DBT, Projekt
from motor_postgres import BYGGER, DATABASE, postgres, programmer
from motor_spark import Spark, installeret

KRAEVES = "LANDSTAL_KRAEV_MOTORER" in os.environ
SKEMAER = ("raw", "staging", "intermediate", "marts_bygges")


def kanonisk(raekker: list[tuple]) -> tuple[int, str]:
    """The number of rows, and the sha256 of them all in an order of their own: each value with its type, a
    decimal with its scale, a text by its characters."""
    linjer = sorted(map(repr, raekker))
    return len(linjer), hashlib.sha256("\n".join(linjer).encode()).hexdigest()


def marts_i_duckdb(projekt: Projekt) -> dict[str, tuple[int, str]]:
    with duckdb.connect(str(projekt.database), read_only=True) as db:
        navne = db.sql("from duckdb_tables() select table_name where schema_name = 'marts'").fetchall()
        return {navn: kanonisk(db.sql(f"from marts.{navn}").fetchall()) for (navn,) in navne}


def marts_i_postgres(cursor) -> dict[str, tuple[int, str]]:
    cursor.execute("select tablename from pg_tables where schemaname = 'marts'")
    svar = {}
    for (navn,) in cursor.fetchall():
        cursor.execute(f"select * from marts.{navn}")
        svar[navn] = kanonisk(cursor.fetchall())
    return svar


@pytest.fixture(scope="module")
def vanskelig(bygget, tmp_path_factory) -> Projekt:
    """The real documents, a made-up letter with a tie of seventeen, a region of nothing and a landstal of
    20,000, and removals of its year; built by DuckDB."""
    projekt = Projekt(tmp_path_factory.mktemp("vanskelig"), parset=bygget.mappe)
    for papir in (
        dokumenter.lav_brev(2025, landstal=20_000, froe=7, lav_kommuner=dokumenter.vanskelige_kommuner),
        dokumenter.lav_opgoerelse(2025, 7),
    ):
        projekt.laeg_i_seeds(papir)
    svar = projekt.dbt("build")
    assert svar.returncode == 0, svar.stdout
    return projekt


@pytest.fixture(scope="module")
def pg():
    if not programmer() and not KRAEVES:
        pytest.skip("no PostgreSQL server is installed")
    with postgres() as server:
        yield server


def byg(projekt: Projekt, pg):
    return projekt.udgiv("postgres", miljoe=pg.miljoe)


@pytest.fixture(scope="module")
def udgivet(pg, tmp_path_factory) -> Projekt:
    """The real documents, built and published in PostgreSQL."""
    projekt = Projekt(tmp_path_factory.mktemp("postgres"))
    svar = byg(projekt, pg)
    assert svar.returncode == 0, svar.stdout
    return projekt


@pytest.fixture(scope="module")
def marts_udgivet(pg, udgivet) -> dict[str, tuple[int, str]]:
    """What was published then; other tests publish other figures later."""
    with pg.forbind("postgres") as db, db.cursor() as cursor:
        return marts_i_postgres(cursor)


@pytest.fixture
def laeser(pg, udgivet):
    """A function that connects as somebody who was given landstal_laeser."""
    with pg.forbind("postgres") as db, db.cursor() as cursor:
        cursor.execute("create role analytiker login in role landstal_laeser password %s", [pg.kodeord])
        yield lambda: pg.forbind("analytiker")
        cursor.execute("drop owned by analytiker")
        cursor.execute("drop role analytiker")


def test_postgres_giver_de_samme_marts(bygget, marts_udgivet):
    assert marts_udgivet == marts_i_duckdb(bygget)


def test_laeseren_kan_kun_laese_marts(udgivet, laeser):
    with laeser() as db, db.cursor() as cursor:
        for forsoeg in (
            "insert into marts.regioner select * from marts.regioner",
            "update marts.landstal set landstal = 0",
            "delete from marts.landstal",
            "truncate marts.landstal",
            "drop table marts.landstal",
            "create table marts.egen (i integer)",
            "create table public.egen (i integer)",
            "create view marts.egen as select 1",
            "select * from raw.regioner",
            "select * from staging.stg_kvoter__regioner",
            "select * from intermediate.int_kvotetal_samlet",
            "select * from marts_bygges.landstal",
            f"set role {BYGGER}",
        ):
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                cursor.execute(forsoeg)


def test_en_laeser_forstyrres_ikke(marts_udgivet, vanskelig, pg, laeser):
    """While a build of other figures is published, one reader is in the middle of a query and another in the
    middle of a transaction; a view that somebody has made stays."""
    foer, efter = marts_udgivet, marts_i_duckdb(vanskelig)
    with laeser() as midt, laeser() as hel, laeser() as ny, pg.forbind("postgres") as egen:
        with egen.cursor() as cursor:
            cursor.execute("create schema egne; grant usage on schema egne to analytiker")
            cursor.execute("create view egne.alle as select * from marts.kvotefoelsomhed")
            cursor.execute("grant select on egne.alle to analytiker")
        midt.autocommit = hel.autocommit = False
        with midt.cursor("langsom") as forespoergsel, hel.cursor() as transaktion, ny.cursor() as nye:
            forespoergsel.itersize = 10
            forespoergsel.execute("select * from marts.kvotefoelsomhed")
            laest = [forespoergsel.fetchone()]
            transaktion.execute("set transaction isolation level repeatable read")
            transaktion.execute("select count(*) from marts.landstal")
            assert transaktion.fetchone() == (1,)

            svar = byg(vanskelig, pg)
            assert svar.returncode == 0, svar.stdout

            laest += forespoergsel.fetchall()
            assert kanonisk(laest) == foer["kvotefoelsomhed"]
            assert marts_i_postgres(transaktion) == foer
            assert marts_i_postgres(nye) == efter
            nye.execute("select * from egne.alle")
            assert kanonisk(nye.fetchall()) == efter["kvotefoelsomhed"]
        midt.rollback()
        hel.rollback()
        with egen.cursor() as cursor:
            cursor.execute("drop schema egne cascade")


def test_et_fejlet_byg_aendrer_intet(udgivet, pg, laeser, tmp_path):
    projekt = Projekt(tmp_path, parset=udgivet.mappe)
    raekker = projekt.seed("kvoter/bilag_a_befolkning")
    raekker[2]["indbyggertal"] = "653.665"
    projekt.skriv_seed("kvoter/bilag_a_befolkning", raekker)
    with laeser() as db, db.cursor() as cursor:
        foer = marts_i_postgres(cursor)
        svar = byg(projekt, pg)
        assert svar.returncode == 1
        assert "IKKE OPFYLDT: Hver trykt sum er summen af sine dele." in svar.stdout
        assert "Skemaet marts er uændret." in svar.stdout
        assert marts_i_postgres(cursor) == foer


@pytest.mark.motorer
def test_tabeller_fra_parquet_giver_de_samme_marts(bygget, tmp_path):
    """Read as sources, the printed tables give the same and are tested the same."""
    projekt = Projekt(tmp_path)
    kilder = tmp_path / "kilder"
    kilder.mkdir()
    for fil in projekt.mappe.glob("seeds/*/*.csv"):
        tabel = duckdb.read_csv(str(fil), header=True, all_varchar=True)
        tabel.to_parquet(str(kilder / f"{fil.stem}.parquet"))
    svar = projekt.dbt("build", "--exclude-resource-type", "unit_test", "--vars", f"{{raa_mappe: {kilder}}}")
    assert svar.returncode == 0, svar.stdout
    assert marts_i_duckdb(projekt) == marts_i_duckdb(bygget)
    assert navne_paa_tests(projekt) == navne_paa_tests(bygget)


def navne_paa_tests(projekt: Projekt) -> set[str]:
    return {node["name"] for node in projekt.manifest()["nodes"].values() if node["resource_type"] == "test"}


@pytest.fixture
def udgiv_igen(pg, udgivet):
    """Publishes again what was built, and gives what was said."""

    def igen(**miljoe):
        valg = ("--quiet", "run-operation", "udgiv_marts", "--target", "postgres")
        return udgivet.koer(DBT, *valg, miljoe=pg.miljoe | miljoe)

    return igen


@pytest.mark.motorer
def test_en_laeser_der_maa_mere_afvises(pg, udgivet, udgiv_igen, laeser):
    tildelt = {
        "medlem af pg_read_all_data": "{} pg_read_all_data {} landstal_laeser",
        "create i databasen": "{} create on database landstal {} landstal_laeser",
        "usage i skemaet raw": "{} usage on schema raw {} landstal_laeser",
        "create i skemaet public": "{} create on schema public {} public",
        "update i tabellen marts.landstal": "{} update (landstal) on marts.landstal {} public",
        "trigger i tabellen marts.regioner": "{} trigger on marts.regioner {} public",
    }
    with pg.forbind("postgres", DATABASE) as db, db.cursor() as cursor:
        foer = marts_i_postgres(cursor)
        cursor.execute("alter role landstal_laeser createdb")
        for sql in tildelt.values():
            cursor.execute(sql.format("grant", "to"))
        svar = byg(udgivet, pg)
        assert svar.returncode == 1
        for hvad in ("mere end en almindelig rolle", *tildelt):
            assert hvad in svar.stdout
        assert "Skemaet marts er uændret." in svar.stdout
        assert marts_i_postgres(cursor) == foer
        cursor.execute("alter role landstal_laeser nocreatedb")
        for sql in tildelt.values():
            cursor.execute(sql.format("revoke", "from"))
    assert udgiv_igen().returncode == 0


@pytest.mark.motorer
def test_rollen_kan_vaere_givet(pg, udgiv_igen):
    """Without the right to create roles the build says which one it needs, and takes it when it is there."""
    with pg.forbind("postgres", DATABASE) as db, db.cursor() as cursor:
        cursor.execute(f"alter role {BYGGER} nocreaterole")
        cursor.execute("drop owned by landstal_laeser; drop role landstal_laeser")
        svar = udgiv_igen()
        assert svar.returncode == 1
        assert "create role landstal_laeser" in svar.stdout
        cursor.execute("create role landstal_laeser")
        assert udgiv_igen().returncode == 0
        cursor.execute(f"alter role {BYGGER} createrole")


@pytest.mark.motorer
def test_en_mart_af_anden_form_laves_om(pg, udgivet, udgiv_igen, laeser):
    with pg.forbind() as db, db.cursor() as cursor, laeser() as i_gang:
        foer = marts_i_postgres(cursor)
        cursor.execute("alter table marts.regioner add column foraeldet integer")
        i_gang.autocommit = False
        with i_gang.cursor() as laeses:
            laeses.execute("select regionskode from marts.regioner")
            svar = udgiv_igen()
            assert svar.returncode == 1
            assert "Nogen læser i marts, som skal laves om (regioner)." in svar.stdout
            assert len(laeses.fetchall()) == 5
        i_gang.rollback()
        assert udgiv_igen().returncode == 0
        assert marts_i_postgres(cursor) == foer


@pytest.mark.motorer
@pytest.mark.parametrize("slags", ["table", "view"])
def test_fremmede_tabeller_i_marts_udgives_ikke(pg, udgivet, udgiv_igen, slags):
    with pg.forbind() as db, db.cursor() as cursor:
        cursor.execute(f"create {slags} marts.gammel as select 1 as tal")
        svar = udgiv_igen()
        cursor.execute(f"drop {slags} marts.gammel")
    assert svar.returncode == 1
    assert "Skemaet marts har tabeller, som projektet ikke har: gammel." in svar.stdout


@pytest.mark.motorer
def test_to_byg_i_samme_database_venter_paa_hinanden(pg, udgivet):
    with pg.forbind() as db, db.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(hashtext('landstal'))")
        proces = udgivet.start(sys.executable, "-m", "udgiv", "postgres", miljoe=pg.miljoe)
        assert "Venter ..." in proces.stdout.readline()
        proces.terminate()
        proces.communicate()


def test_kodeordet_bliver_ikke_skrevet_ned(pg, udgivet):
    for fil in udgivet.mappe.rglob("*"):
        assert not fil.is_file() or pg.kodeord.encode() not in fil.read_bytes(), fil


def test_det_siges_hvad_der_mangler(udgivet):
    svar = udgivet.udgiv("postgres", miljoe={"PGHOST": "127.0.0.1"})
    assert svar.returncode == 1
    assert "Mangler i miljøet: PGDATABASE, PGUSER, PGPASSWORD" in svar.stdout


@pytest.mark.motorer
def test_spark_giver_de_samme_marts(bygget, vanskelig, tmp_path_factory):
    """On a cluster of two workers, both of which work; then the real documents alone."""
    if not installeret() and not KRAEVES:
        pytest.skip("Spark or Java is not installed")
    for projekt, master in ((vanskelig, "local-cluster[2,1,1024]"), (bygget, "local[2]")):
        egen = Projekt(tmp_path_factory.mktemp("spark"))
        shutil.copytree(projekt.mappe / "seeds", egen.mappe / "seeds", dirs_exist_ok=True)
        with Spark(tmp_path_factory.mktemp("lager"), master) as spark:
            svar = egen.udgiv("spark", miljoe=spark.miljoe)
            assert svar.returncode == 0, svar.stdout
            ventet = marts_i_duckdb(projekt)
            fundet = spark.raekker(sorted(ventet))
            assert {navn: kanonisk(raekker) for navn, (_, raekker) in fundet.items()} == ventet
            if "cluster" in master:
                assert {"0", "1"} <= {udfoerer for udfoerer, antal in spark.opgaver().items() if antal}
