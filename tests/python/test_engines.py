"""The same marts from every engine, and what readers of a database server see while it is built."""

import hashlib
import os
import shutil
import sys

import duckdb
import psycopg2
import pytest
from conftest import DBT, Project

from tools import documents
from tools.postgres import BUILDER, DATABASE, postgres, programs
from tools.spark import Spark, installed

REQUIRED = "LANDSTAL_KRAEV_MOTORER" in os.environ
SCHEMAS = ("raw", "staging", "intermediate", "marts_bygges")


def canonical(rows: list[tuple]) -> tuple[int, str]:
    """The number of rows, and the sha256 of them all in an order of their own: each value with its type, a
    decimal with its scale, a text by its characters."""
    lines = sorted(map(repr, rows))
    return len(lines), hashlib.sha256("\n".join(lines).encode()).hexdigest()


def marts_in_duckdb(project: Project) -> dict[str, tuple[int, str]]:
    with duckdb.connect(str(project.database), read_only=True) as db:
        names = db.sql("from duckdb_tables() select table_name where schema_name = 'marts'").fetchall()
        return {name: canonical(db.sql(f"from marts.{name}").fetchall()) for (name,) in names}


def marts_in_postgres(cursor) -> dict[str, tuple[int, str]]:
    cursor.execute("select tablename from pg_tables where schemaname = 'marts'")
    answer = {}
    for (name,) in cursor.fetchall():
        cursor.execute(f"select * from marts.{name}")
        answer[name] = canonical(cursor.fetchall())
    return answer


@pytest.fixture(scope="module")
def difficult(built, tmp_path_factory) -> Project:
    """The real documents, a made-up letter with a tie of seventeen, a region of nothing and a landstal of
    20,000, and removals of its year; built by DuckDB."""
    project = Project(tmp_path_factory.mktemp("vanskelig"), parsed=built.folder)
    for paper in (
        documents.make_letter(
            2025, landstal=20_000, seed_number=7, make_kommuner=documents.difficult_kommuner
        ),
        documents.make_statistic(2025, 7),
    ):
        project.place_in_seeds(paper)
    answer = project.dbt("build")
    assert answer.returncode == 0, answer.stdout
    return project


@pytest.fixture(scope="module")
def pg():
    if not programs() and not REQUIRED:
        pytest.skip("no PostgreSQL server is installed")
    with postgres() as server:
        yield server


def build(project: Project, pg):
    return project.publish("postgres", environment=pg.environment)


@pytest.fixture(scope="module")
def published(pg, tmp_path_factory) -> Project:
    """The real documents, built and published in PostgreSQL."""
    project = Project(tmp_path_factory.mktemp("postgres"))
    answer = build(project, pg)
    assert answer.returncode == 0, answer.stdout
    return project


@pytest.fixture(scope="module")
def marts_published(pg, published) -> dict[str, tuple[int, str]]:
    """What was published then; other tests publish other figures later."""
    with pg.connect("postgres") as db, db.cursor() as cursor:
        return marts_in_postgres(cursor)


@pytest.fixture
def reader(pg, published):
    """A function that connects as somebody who was given landstal_laeser."""
    with pg.connect("postgres") as db, db.cursor() as cursor:
        cursor.execute("create role analytiker login in role landstal_laeser password %s", [pg.password_file])
        yield lambda: pg.connect("analytiker")
        cursor.execute("drop owned by analytiker")
        cursor.execute("drop role analytiker")


def test_postgres_giver_de_samme_marts(built, marts_published):
    assert marts_published == marts_in_duckdb(built)


def test_laeseren_kan_kun_laese_marts(published, reader):
    with reader() as db, db.cursor() as cursor:
        for attempt in (
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
            f"set role {BUILDER}",
        ):
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                cursor.execute(attempt)


def test_en_laeser_forstyrres_ikke(marts_published, difficult, pg, reader):
    """While a build of other figures is published, one reader is in the middle of a query and another in the
    middle of a transaction; a view that somebody has made stays."""
    before, after = marts_published, marts_in_duckdb(difficult)
    with reader() as middle, reader() as whole, reader() as new, pg.connect("postgres") as own:
        with own.cursor() as cursor:
            cursor.execute("create schema egne; grant usage on schema egne to analytiker")
            cursor.execute("create view egne.alle as select * from marts.kvotefoelsomhed")
            cursor.execute("grant select on egne.alle to analytiker")
        middle.autocommit = whole.autocommit = False
        with middle.cursor("langsom") as request, whole.cursor() as transaction, new.cursor() as new_ones:
            request.itersize = 10
            request.execute("select * from marts.kvotefoelsomhed")
            have_read = [request.fetchone()]
            transaction.execute("set transaction isolation level repeatable read")
            transaction.execute("select count(*) from marts.landstal")
            assert transaction.fetchone() == (1,)

            answer = build(difficult, pg)
            assert answer.returncode == 0, answer.stdout

            have_read += request.fetchall()
            assert canonical(have_read) == before["kvotefoelsomhed"]
            assert marts_in_postgres(transaction) == before
            assert marts_in_postgres(new_ones) == after
            new_ones.execute("select * from egne.alle")
            assert canonical(new_ones.fetchall()) == after["kvotefoelsomhed"]
        middle.rollback()
        whole.rollback()
        with own.cursor() as cursor:
            cursor.execute("drop schema egne cascade")


def test_et_fejlet_byg_aendrer_intet(published, pg, reader, tmp_path):
    project = Project(tmp_path, parsed=published.folder)
    rows = project.seed("kvoter/bilag_a_befolkning")
    rows[2]["indbyggertal"] = "653.665"
    project.write_seed("kvoter/bilag_a_befolkning", rows)
    with reader() as db, db.cursor() as cursor:
        before = marts_in_postgres(cursor)
        answer = build(project, pg)
        assert answer.returncode == 1
        assert "IKKE OPFYLDT: Hver trykt sum er summen af sine dele." in answer.stdout
        assert "Skemaet marts er uændret." in answer.stdout
        assert marts_in_postgres(cursor) == before


@pytest.mark.engines
def test_tabeller_fra_parquet_giver_de_samme_marts(built, tmp_path):
    """Read as sources, the printed tables give the same and are tested the same."""
    project = Project(tmp_path)
    sources = tmp_path / "kilder"
    sources.mkdir()
    for file in project.folder.glob("seeds/*/*.csv"):
        table = duckdb.read_csv(str(file), header=True, all_varchar=True)
        table.to_parquet(str(sources / f"{file.stem}.parquet"))
    answer = project.dbt(
        "build", "--exclude-resource-type", "unit_test", "--vars", f"{{raa_mappe: {sources}}}"
    )
    assert answer.returncode == 0, answer.stdout
    assert marts_in_duckdb(project) == marts_in_duckdb(built)
    assert test_names(project) == test_names(built)


def test_names(project: Project) -> set[str]:
    return {node["name"] for node in project.manifest()["nodes"].values() if node["resource_type"] == "test"}


@pytest.fixture
def publish_again(pg, published):
    """Publishes again what was built, and gives what was said."""

    def again(**environment):
        options = ("--quiet", "run-operation", "udgiv_marts", "--target", "postgres")
        return published.run(DBT, *options, environment=pg.environment | environment)

    return again


@pytest.mark.engines
def test_en_laeser_der_maa_mere_afvises(pg, published, publish_again, reader):
    allocated = {
        "medlem af pg_read_all_data": "{} pg_read_all_data {} landstal_laeser",
        "create i databasen": "{} create on database landstal {} landstal_laeser",
        "usage i skemaet raw": "{} usage on schema raw {} landstal_laeser",
        "create i skemaet public": "{} create on schema public {} public",
        "update i tabellen marts.landstal": "{} update (landstal) on marts.landstal {} public",
        "trigger i tabellen marts.regioner": "{} trigger on marts.regioner {} public",
    }
    with pg.connect("postgres", DATABASE) as db, db.cursor() as cursor:
        before = marts_in_postgres(cursor)
        cursor.execute("alter role landstal_laeser createdb")
        for sql in allocated.values():
            cursor.execute(sql.format("grant", "to"))
        answer = build(published, pg)
        assert answer.returncode == 1
        for what in ("mere end en almindelig rolle", *allocated):
            assert what in answer.stdout
        assert "Skemaet marts er uændret." in answer.stdout
        assert marts_in_postgres(cursor) == before
        cursor.execute("alter role landstal_laeser nocreatedb")
        for sql in allocated.values():
            cursor.execute(sql.format("revoke", "from"))
    assert publish_again().returncode == 0


@pytest.mark.engines
def test_rollen_kan_vaere_givet(pg, publish_again):
    """Without the right to create roles the build says which one it needs, and takes it when it is there."""
    with pg.connect("postgres", DATABASE) as db, db.cursor() as cursor:
        cursor.execute(f"alter role {BUILDER} nocreaterole")
        cursor.execute("drop owned by landstal_laeser; drop role landstal_laeser")
        answer = publish_again()
        assert answer.returncode == 1
        assert "create role landstal_laeser" in answer.stdout
        cursor.execute("create role landstal_laeser")
        assert publish_again().returncode == 0
        cursor.execute(f"alter role {BUILDER} createrole")


@pytest.mark.engines
def test_en_mart_af_anden_form_laves_om(pg, published, publish_again, reader):
    with pg.connect() as db, db.cursor() as cursor, reader() as running:
        before = marts_in_postgres(cursor)
        cursor.execute("alter table marts.regioner add column foraeldet integer")
        running.autocommit = False
        with running.cursor() as is_read:
            is_read.execute("select regionskode from marts.regioner")
            answer = publish_again()
            assert answer.returncode == 1
            assert "Nogen læser i marts, som skal laves om (regioner)." in answer.stdout
            assert len(is_read.fetchall()) == 5
        running.rollback()
        assert publish_again().returncode == 0
        assert marts_in_postgres(cursor) == before


@pytest.mark.engines
@pytest.mark.parametrize("kind", ["table", "view"])
def test_fremmede_tabeller_i_marts_udgives_ikke(pg, published, publish_again, kind):
    with pg.connect() as db, db.cursor() as cursor:
        cursor.execute(f"create {kind} marts.gammel as select 1 as tal")
        answer = publish_again()
        cursor.execute(f"drop {kind} marts.gammel")
    assert answer.returncode == 1
    assert "Skemaet marts har tabeller, som projektet ikke har: gammel." in answer.stdout


@pytest.mark.engines
def test_to_byg_i_samme_database_venter_paa_hinanden(pg, published):
    with pg.connect() as db, db.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(hashtext('landstal'))")
        process = published.start(
            sys.executable, "-m", "landstal", "build", "postgres", environment=pg.environment
        )
        assert "Venter ..." in process.stdout.readline()
        process.terminate()
        process.communicate()


def test_kodeordet_bliver_ikke_skrevet_ned(pg, published):
    for file in published.folder.rglob("*"):
        assert not file.is_file() or pg.password_file.encode() not in file.read_bytes(), file


def test_det_siges_hvad_der_mangler(published):
    answer = published.publish("postgres", environment={"PGHOST": "127.0.0.1"})
    assert answer.returncode == 1
    assert "Mangler i miljøet: PGDATABASE, PGUSER, PGPASSWORD" in answer.stdout


@pytest.mark.engines
def test_spark_giver_de_samme_marts(built, difficult, tmp_path_factory):
    """On a cluster of two workers, both of which work; then the real documents alone."""
    if not installed() and not REQUIRED:
        pytest.skip("Spark or Java is not installed")
    for project, master in ((difficult, "local-cluster[2,1,1024]"), (built, "local[2]")):
        own = Project(tmp_path_factory.mktemp("spark"))
        shutil.copytree(project.folder / "seeds", own.folder / "seeds", dirs_exist_ok=True)
        with Spark(tmp_path_factory.mktemp("lager"), master) as spark:
            answer = own.publish("spark", environment=spark.environment)
            assert answer.returncode == 0, answer.stdout
            wanted = marts_in_duckdb(project)
            found = spark.rows(sorted(wanted))
            assert {name: canonical(rows) for name, (_, rows) in found.items()} == wanted
            if "cluster" in master:
                assert {"0", "1"} <= {executor for executor, count in spark.jobs().items() if count}
