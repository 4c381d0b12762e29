"""How the cost of the allocation grows. Ratios of CPU, never seconds, with wide margins: what fails is a
change of kind, as from linear to quadratic."""

import time

import duckdb
import pytest

GANGE = 16
# Linear growth is 16, with the sort a little more; quadratic is 256.
HOEJST = 64
MODEL = "model.landstal.int_kommunekvoter_fordelt"


def cpu(sql: str, enheder: int, i_gruppen: int, gange: int) -> float:
    """CPU seconds of so many made-up municipalities in groups of `i_gruppen`; the least of some times, as
    other processes only ever add."""
    with duckdb.connect(config={"threads": 1}) as db:
        db.execute("attach ':memory:' as landstal; create schema landstal.intermediate")
        db.execute(f"""
            create table landstal.intermediate.int_fordelingstal_beregnet as
            select 'd' as dokument, cast(i // {i_gruppen} as varchar) as regionskode,
                cast(i as varchar) as kommunekode, 1 + i % 7 as indbyggertal,
                cast(hash(i) % 1000000007 as hugeint) as vaegt
            from range({enheder}) as t (i)
        """)
        db.execute(f"""
            create table landstal.intermediate.int_kvotetal_samlet as
            select 'd' as dokument, cast(i as varchar) as regionskode, 'regionskvote' as maal,
                'region' as niveau, cast({17 * i_gruppen} as integer) as antal
            from range({enheder // i_gruppen}) as t (i)
        """)
        tider = []
        for _ in range(gange):
            start = time.process_time()
            db.execute(f"create or replace temp table ud as {sql}")
            tider.append(time.process_time() - start)
        assert db.execute("select count(*), sum(kommunekvote_beregnet) from ud").fetchone() == (
            enheder,
            17 * enheder,
        )
    return min(tider)


def vaekst(sql: str, enheder: int, grupper: int | None = None, gange: int = 3) -> float:
    """How many times the CPU of GANGE times as many municipalities is, in groups of twenty or, with
    `grupper`, in so many groups."""
    lille, stor = ((n, n // grupper if grupper else 20) for n in (enheder, GANGE * enheder))
    return cpu(sql, *stor, gange) / cpu(sql, *lille, 3)


@pytest.fixture(scope="module")
def fordeling(bygget) -> str:
    """The model as dbt compiled it."""
    return bygget.manifest()["nodes"][MODEL]["compiled_code"]


def test_flere_grupper(fordeling):
    assert vaekst(fordeling, 20_000) < HOEJST


def test_stoerre_gruppe(fordeling):
    assert vaekst(fordeling, 4_000, grupper=1) < HOEJST


def test_en_kvadratisk_fordeling_ses(fordeling):
    """The margin is not too wide: joined to its group in a way that tries every group, it is broken."""
    lighed = "enheder.regionskode = grupper.regionskode"
    assert lighed in fordeling
    ulighed = lighed.replace("=", ">=") + " and " + lighed.replace("=", "<=")
    assert vaekst(fordeling.replace(lighed, ulighed), 4_000, gange=1) > HOEJST
