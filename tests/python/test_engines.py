"""The same marts from every engine and from raw tables that another program has filled, and what readers of a
database server see while it is built."""

import hashlib
import json
import shutil
import sys

import duckdb
import psycopg2
import pytest
from conftest import DBT, Project

from landstal import dbt
from tools import documents
from tools.postgres import BUILDER, DATABASE, postgres
from tools.spark import Spark

pytestmark = pytest.mark.engines

# What `landstal build` builds, without the seeds: a database whose schema raw is filled already.
BUILD_FILLED = ("build", "--exclude-resource-type", "seed", "--exclude-resource-type", "unit_test")

Digest = tuple[int, str]


def digest(rows: list[tuple]) -> Digest:
    """The number of rows, and the sha256 of them all in an order of their own: each value with its type, a
    decimal with its scale, a text by its characters."""
    lines = sorted(map(repr, rows))
    return len(lines), hashlib.sha256("\n".join(lines).encode()).hexdigest()


def marts_in_duckdb(project: Project) -> dict[str, Digest]:
    with duckdb.connect(str(project.database), read_only=True) as db:
        names = db.sql("from duckdb_tables() select table_name where schema_name = 'marts'").fetchall()
        return {name: digest(db.sql(f"from marts.{name}").fetchall()) for (name,) in names}


def marts_in_postgres(cursor) -> dict[str, Digest]:
    cursor.execute("select tablename from pg_tables where schemaname = 'marts'")
    digests = {}
    for (name,) in cursor.fetchall():
        cursor.execute(f"select * from marts.{name}")
        digests[name] = digest(cursor.fetchall())
    return digests


def method_answer(project: Project, *arguments: str, environment=None) -> list[dict]:
    """What the analysis answers that shares out by a method which no mart has."""
    show = ("--quiet", "show", "--output", "json", "--select", "goer_fordelingsmetoden_en_forskel")
    shown = project.run(DBT, *show, *arguments, environment=environment)
    assert shown.returncode == 0, shown.stdout
    return json.loads(shown.stdout[shown.stdout.index("{\n") :])["show"]


def raw_files(project: Project) -> dict[str, str]:
    """The file of every table of the schema raw."""
    nodes = project.manifest()["nodes"].values()
    seeds = [node for node in nodes if node["resource_type"] == "seed"]
    return {seed["alias"]: str(project.folder / seed["original_file_path"]) for seed in seeds}


def passed_tests(project: Project) -> set[str]:
    """The data tests that the last build ran and that passed."""
    results = json.loads((project.folder / "target" / "run_results.json").read_text(encoding="utf-8"))[
        "results"
    ]
    return {r["unique_id"] for r in results if r["unique_id"].startswith("test.") and r["status"] == "pass"}


def data_tests(project: Project) -> set[str]:
    return {name for name, node in project.manifest()["nodes"].items() if node["resource_type"] == "test"}


@pytest.fixture(scope="module")
def difficult(built, tmp_path_factory) -> Project:
    """The real documents, a made-up letter with a tie of seventeen and a region of nothing, one that reduces
    its landstal, and removals of its year; built by DuckDB."""
    project = Project(tmp_path_factory.mktemp("difficult"), parsed=built.folder)
    letter = documents.make_letter(
        2025, landstal=700, seed_number=7, make_kommuner=documents.difficult_kommuner
    )
    for paper in (
        letter,
        documents.change_letter(letter, 300, bilag_a=False, deadlines=False),
        documents.make_statistic(2025, 7),
    ):
        project.place_in_seeds(paper)
    answer = project.dbt("build", "--exclude-resource-type", "unit_test")
    assert answer.returncode == 0, answer.stdout
    return project


def test_raa_tabeller_fra_parquet_giver_de_samme_marts(built, project_copy):
    """Tables that another program has filled are calculated and tested as the seeds are."""
    with duckdb.connect(str(project_copy.database)) as db:
        db.execute("create schema raw")
        for table, file in raw_files(built).items():
            parquet = project_copy.folder / f"{table}.parquet"
            db.read_csv(file, header=True, all_varchar=True).to_parquet(str(parquet))
            db.execute(f"create view raw.{table} as from '{parquet}'")
    answer = project_copy.dbt(*BUILD_FILLED)
    assert answer.returncode == 0, answer.stdout
    assert marts_in_duckdb(project_copy) == marts_in_duckdb(built)
    assert passed_tests(project_copy) == data_tests(built)


@pytest.fixture(scope="module")
def pg():
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
def published_marts(pg, published) -> dict[str, Digest]:
    """What was published then; other tests publish other figures later."""
    with pg.connect("postgres") as db, db.cursor() as cursor:
        return marts_in_postgres(cursor)


@pytest.fixture
def reader(pg, published):
    """A function that connects as somebody who was given landstal_laeser."""
    with pg.connect("postgres") as db, db.cursor() as cursor:
        cursor.execute("create role analytiker login in role landstal_laeser password %s", [pg.password])
        yield lambda: pg.connect("analytiker")
        cursor.execute("drop owned by analytiker")
        cursor.execute("drop role analytiker")


@pytest.fixture
def publish_again(pg, published, monkeypatch):
    """Publishes again what was built, in this process; gives whether it succeeded, and all that dbt said."""
    monkeypatch.chdir(published.folder)
    for name, value in pg.environment.items():
        monkeypatch.setenv(name, value)

    def again() -> tuple[bool, str]:
        said = []
        answer = dbt.invoke(
            *("run-operation", "publish_marts", "--target", "postgres"),
            listener=lambda event: said.append(event.info.msg),
        )
        return answer.success, "\n".join(said)

    return again


def test_postgres_giver_de_samme_marts(built, published_marts):
    assert published_marts == marts_in_duckdb(built)


def test_sainte_lague_giver_det_samme_i_postgres(built, published, published_marts, pg):
    in_postgres = method_answer(published, "--target", "postgres", environment=pg.environment)
    assert in_postgres == method_answer(built)


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
            "select * from marts_new.landstal",
            f"set role {BUILDER}",
        ):
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                cursor.execute(attempt)


def test_en_laeser_forstyrres_ikke(published_marts, published, difficult, pg, reader, publish_again):
    """While other figures, which another program has put into the schema raw, are built and published, one
    reader is in the middle of a query and another in the middle of a transaction; a view that somebody has
    made stays."""
    before, after = published_marts, marts_in_duckdb(difficult)
    with reader() as querying, reader() as in_transaction, reader() as later, pg.connect("postgres") as own:
        with own.cursor() as cursor:
            cursor.execute("create schema egne; grant usage on schema egne to analytiker")
            cursor.execute("create view egne.alle as select * from marts.kvotefoelsomhed")
            cursor.execute("grant select on egne.alle to analytiker")
        querying.autocommit = in_transaction.autocommit = False
        with (
            querying.cursor("slow") as query,
            in_transaction.cursor() as transaction,
            later.cursor() as new_query,
        ):
            query.itersize = 10
            query.execute("select * from marts.kvotefoelsomhed")
            rows = [query.fetchone()]
            transaction.execute("set transaction isolation level repeatable read")
            transaction.execute("select count(*) from marts.landstal")
            assert transaction.fetchone() == (1,)

            with pg.connect() as db, db.cursor() as cursor:
                for table, file in raw_files(difficult).items():
                    cursor.execute(f"truncate raw.{table}")
                    with open(file, encoding="utf-8") as csv:
                        cursor.copy_expert(f"copy raw.{table} from stdin (format csv, header)", csv)
            command = (DBT, *BUILD_FILLED, "--target", "postgres")
            answer = published.run(*command, environment=pg.environment)
            assert answer.returncode == 0, answer.stdout
            assert passed_tests(published) == data_tests(difficult)
            succeeded, said = publish_again()
            assert succeeded, said

            rows += query.fetchall()
            assert digest(rows) == before["kvotefoelsomhed"]
            assert marts_in_postgres(transaction) == before
            assert marts_in_postgres(new_query) == after
            new_query.execute("select * from egne.alle")
            assert digest(new_query.fetchall()) == after["kvotefoelsomhed"]
        querying.rollback()
        in_transaction.rollback()
        with own.cursor() as cursor:
            cursor.execute("drop schema egne cascade")


def test_en_laeser_der_maa_mere_afvises(pg, published, reader):
    privileges = {
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
        for sql in privileges.values():
            cursor.execute(sql.format("grant", "to"))
        answer = build(published, pg)
        assert answer.returncode == 1
        for privilege in ("mere end en almindelig rolle", *privileges):
            assert privilege in answer.stdout
        assert "Skemaet marts er uændret." in answer.stdout
        assert marts_in_postgres(cursor) == before
        cursor.execute("alter role landstal_laeser nocreatedb")
        for sql in privileges.values():
            cursor.execute(sql.format("revoke", "from"))


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


def test_rollen_kan_vaere_givet(pg, publish_again):
    """Without the right to create roles the build says which one it needs, and takes it when it is there."""
    with pg.connect("postgres", DATABASE) as db, db.cursor() as cursor:
        cursor.execute(f"alter role {BUILDER} nocreaterole")
        cursor.execute("drop owned by landstal_laeser; drop role landstal_laeser")
        succeeded, said = publish_again()
        assert not succeeded
        assert "create role landstal_laeser" in said
        cursor.execute("create role landstal_laeser")
        succeeded, said = publish_again()
        assert succeeded, said
        cursor.execute(f"alter role {BUILDER} createrole")


def test_en_mart_af_anden_form_laves_om(pg, publish_again, reader):
    with pg.connect() as db, db.cursor() as cursor, reader() as reading:
        before = marts_in_postgres(cursor)
        cursor.execute("alter table marts.regioner add column foraeldet integer")
        reading.autocommit = False
        with reading.cursor() as query:
            query.execute("select regionskode from marts.regioner")
            succeeded, said = publish_again()
            assert not succeeded
            assert "Nogen læser i tabeller i marts, som skal laves om (regioner)." in said
            assert len(query.fetchall()) == 5
        reading.rollback()
        succeeded, said = publish_again()
        assert succeeded, said
        assert marts_in_postgres(cursor) == before


RELATIONS = """
    select conrelid::regclass::text, confrelid::regclass::text, pg_get_constraintdef(oid)
    from pg_constraint
    where contype = 'f'
    order by 1, 3
"""


def test_marts_har_fremmednoegler(built, pg, publish_again):
    """The relations of the data package, in the schema that readers see; also when a mart that others refer
    to, or one that refers to others, is made anew, and when a key is missing, as before there were any."""
    package = json.loads((built.published / "datapackage.json").read_text(encoding="utf-8"))
    expected = sorted(
        (
            f"marts.{mart['name']}",
            f"marts.{parent}",
            f"FOREIGN KEY ({code}) REFERENCES marts.{parent}({code})",
        )
        for mart in package["resources"]
        for key in mart.get("schema", {}).get("foreignKeys", [])
        for code, parent in [(key["fields"], key["reference"]["resource"])]
    )
    assert len(expected) > 15
    with pg.connect() as db, db.cursor() as cursor:
        before = marts_in_postgres(cursor)
        for change in (
            "select",
            "alter table marts.kommuner add column foraeldet integer",
            "alter table marts.kommunekvoter add column foraeldet integer",
            "alter table marts.kommunekvoter drop constraint kommunekvoter_kommunekode_fkey",
        ):
            cursor.execute(change)
            succeeded, said = publish_again()
            assert succeeded, said
            cursor.execute(RELATIONS)
            assert cursor.fetchall() == expected
            assert marts_in_postgres(cursor) == before


def test_en_mart_laves_ikke_om_mens_andre_laeses(pg, publish_again, reader):
    """The keys bind the marts together: a reader of one keeps the others as they are too."""
    with pg.connect() as db, db.cursor() as cursor, reader() as reading:
        cursor.execute("alter table marts.regioner add column foraeldet integer")
        reading.autocommit = False
        with reading.cursor() as query:
            query.execute("select kommunekode from marts.kommuner")
            succeeded, said = publish_again()
            assert not succeeded
            assert "Nogen læser i tabeller i marts, som skal laves om (regioner)." in said
            assert len(query.fetchall()) == 98
        reading.rollback()
        succeeded, said = publish_again()
        assert succeeded, said


@pytest.mark.parametrize("kind", ["table", "view"])
def test_fremmede_tabeller_i_marts_udgives_ikke(pg, publish_again, kind):
    with pg.connect() as db, db.cursor() as cursor:
        cursor.execute(f"create {kind} marts.gammel as select 1 as tal")
        succeeded, said = publish_again()
        cursor.execute(f"drop {kind} marts.gammel")
    assert not succeeded
    assert "Skemaet marts har tabeller, som projektet ikke har: gammel." in said


def test_to_byg_i_samme_database_venter_paa_hinanden(pg, published):
    with pg.connect() as db, db.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(hashtext('landstal'))")
        command = (sys.executable, "-m", "landstal", "build", "postgres")
        process = published.start(*command, environment=pg.environment)
        assert "Venter ..." in process.stdout.readline()
        process.terminate()
        process.communicate()


def test_kodeordet_bliver_ikke_skrevet_ned(pg, published):
    for file in published.folder.rglob("*"):
        assert not file.is_file() or pg.password.encode() not in file.read_bytes(), file


def test_det_siges_hvad_der_mangler(published):
    answer = published.publish("postgres", environment={"PGHOST": "127.0.0.1"})
    assert answer.returncode == 1
    assert "Disse miljøvariable mangler: PGDATABASE, PGUSER, PGPASSWORD" in answer.stdout


def test_spark_giver_de_samme_marts(difficult, tmp_path_factory):
    """On a cluster of two workers, both of which work."""
    project = Project(tmp_path_factory.mktemp("spark"))
    shutil.copytree(difficult.folder / "seeds", project.folder / "seeds", dirs_exist_ok=True)
    with Spark(tmp_path_factory.mktemp("warehouse"), "local-cluster[2,1,1024]") as spark:
        answer = project.publish("spark", environment=spark.environment)
        assert answer.returncode == 0, answer.stdout
        expected = marts_in_duckdb(difficult)
        assert {mart: digest(rows) for mart, rows in spark.rows(sorted(expected)).items()} == expected
        in_spark = method_answer(project, "--target", "spark", environment=spark.environment)
        assert in_spark == method_answer(difficult)
        assert {"0", "1"} <= {executor for executor, tasks in spark.tasks().items() if tasks}
