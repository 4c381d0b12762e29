"""The same marts from every engine, and what readers of a database server see while it is built."""

import hashlib
import os
import shutil

import dokumenter
import duckdb
import psycopg2
import pytest
from conftest import Projekt
from motor_postgres import BYGGER, postgres, programmer
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
def udgivet(bygget, pg, tmp_path_factory) -> Projekt:
    """The real documents, built and published in PostgreSQL."""
    projekt = Projekt(tmp_path_factory.mktemp("postgres"))
    svar = byg(projekt, pg)
    assert svar.returncode == 0, svar.stdout
    return projekt


@pytest.fixture
def laeser(pg, udgivet):
    """A function that connects as somebody who was given landstal_laeser."""
    with pg.forbind("postgres") as db, db.cursor() as cursor:
        cursor.execute("create role analytiker login in role landstal_laeser password %s", [pg.kodeord])
        yield lambda: pg.forbind("analytiker")
        cursor.execute("drop role analytiker")


def test_postgres_giver_de_samme_marts(bygget, udgivet, laeser):
    with laeser() as db, db.cursor() as cursor:
        assert marts_i_postgres(cursor) == marts_i_duckdb(bygget)


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
            with pytest.raises(
                (psycopg2.errors.InsufficientPrivilege, psycopg2.errors.UndefinedTable)
            ) as fejl:
                cursor.execute(forsoeg)
            assert isinstance(fejl.value, psycopg2.errors.InsufficientPrivilege), forsoeg


def test_en_laeser_forstyrres_ikke(bygget, vanskelig, pg, laeser):
    """While a build of other figures is published, one reader is in the middle of a query and another in the
    middle of a transaction; a view that somebody has made stays."""
    foer, efter = marts_i_duckdb(bygget), marts_i_duckdb(vanskelig)
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


@pytest.mark.spark
def test_spark_giver_de_samme_marts(bygget, vanskelig, tmp_path_factory):
    """On a cluster of two workers, which shuffle between them; then the real documents alone."""
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
