"""How the cost of the allocation grows. Ratios of CPU, never seconds, with wide margins: what fails is a
change of kind, as from linear to quadratic."""

import time

import duckdb
import pytest

TIMES = 16
# Linear growth is 16, with the sort a little more; quadratic is 256.
AT_MOST = 64
MODEL = "model.landstal.int_kommunekvoter_fordelt"


def cpu(sql: str, units: int, in_group: int, times: int) -> float:
    """CPU seconds of so many made-up municipalities in groups of `i_gruppen`; the least of some times, as
    other processes only ever add."""
    with duckdb.connect(config={"threads": 1}) as db:
        db.execute("attach ':memory:' as landstal; create schema landstal.intermediate")
        db.execute(f"""
            create table landstal.intermediate.int_fordelingstal_beregnet as
            select 'd' as dokument, cast(i // {in_group} as varchar) as regionskode,
                cast(i as varchar) as kommunekode, 1 + i % 7 as indbyggertal,
                cast(hash(i) % 1000000007 as hugeint) as vaegt
            from range({units}) as t (i)
        """)
        db.execute(f"""
            create table landstal.intermediate.int_kvotetal_samlet as
            select 'd' as dokument, cast(i as varchar) as regionskode, 'regionskvote' as maal,
                'region' as niveau, cast({17 * in_group} as integer) as antal
            from range({units // in_group}) as t (i)
        """)
        timings = []
        for _ in range(times):
            start = time.process_time()
            db.execute(f"create or replace temp table ud as {sql}")
            timings.append(time.process_time() - start)
        assert db.execute("select count(*), sum(kommunekvote_beregnet) from ud").fetchone() == (
            units,
            17 * units,
        )
    return min(timings)


def growth_(sql: str, units: int, groups: int | None = None, times: int = 3) -> float:
    """How many times the CPU of GANGE times as many municipalities is, in groups of twenty or, with
    `grupper`, in so many groups."""
    small, big = ((n, n // groups if groups else 20) for n in (units, TIMES * units))
    return cpu(sql, *big, times) / cpu(sql, *small, 3)


@pytest.fixture(scope="module")
def allocation(built) -> str:
    """The model as dbt compiled it."""
    return built.manifest()["nodes"][MODEL]["compiled_code"]


def test_flere_grupper(allocation):
    assert growth_(allocation, 20_000) < AT_MOST


def test_stoerre_gruppe(allocation):
    assert growth_(allocation, 4_000, groups=1) < AT_MOST


def test_en_kvadratisk_fordeling_ses(allocation):
    """The margin is not too wide: joined to its group in a way that tries every group, it is broken."""
    similarity = "enheder.regionskode = grupper.regionskode"
    assert similarity in allocation
    inequality = similarity.replace("=", ">=") + " and " + similarity.replace("=", "<=")
    assert growth_(allocation.replace(similarity, inequality), 4_000, times=1) > AT_MOST
