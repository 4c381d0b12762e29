"""How the cost of the allocation grows. Ratios of CPU, never seconds, with wide margins: what fails is a
change of kind, as from linear to quadratic."""

import time

import duckdb
import pytest

TIMES = 16
# Linear growth is 16, with the sort a little more; quadratic is 256.
AT_MOST = 64
MODEL = "model.landstalslager.int_kommunekvoter_fordelt"


@pytest.fixture(scope="module")
def allocation(built) -> str:
    """The model as dbt compiled it."""
    return built.manifest()["nodes"][MODEL]["compiled_code"]


# What the model reads: municipalities of one letter, in groups of group_size.
INPUT = {
    "int_fordelingstal_beregnet": """
        'brev' as beregning, 'brev' as variant, 'd' as dokument, i as kommunekode,
        i // {group_size} as regionskode, 0 as landstal, 1 + i % 7 as indbyggertal,
        hash(i) % 1000000007 as vaegt from range({units}) as t (i)
    """,
    "int_regionskvoter_fordelt": """
        'brev' as beregning, 'brev' as variant, 'd' as dokument, i as regionskode,
        17 * {group_size} as regionskvote
        from range({units} // {group_size}) as t (i)
    """,
}


@pytest.fixture(scope="module")
def cpu(built):
    """A function: CPU seconds of this SQL on so many made-up municipalities in groups of one size; the least
    of some times, as other processes only ever add."""
    with duckdb.connect(str(built.database), read_only=True) as db:
        columns = {table: db.sql(f"describe intermediate.{table}").fetchall() for table in INPUT}

    def least(sql: str, units: int, group_size: int, times: int = 3) -> float:
        with duckdb.connect(config={"threads": 1}) as db:
            db.execute("attach ':memory:' as landstal; create schema landstal.intermediate")
            for table, made_up in INPUT.items():
                relation = f"landstal.intermediate.{table}"
                form = ", ".join(f"{name} {data_type}" for name, data_type, *_ in columns[table])
                db.execute(f"create table {relation} ({form})")
                select = made_up.format(units=units, group_size=group_size)
                db.execute(f"insert into {relation} by name select {select}")
            timings = []
            for _ in range(times):
                start = time.process_time()
                db.execute(f"create or replace temp table result as {sql}")
                timings.append(time.process_time() - start)
            found = db.execute("select count(*), sum(kommunekvote_beregnet) from result").fetchone()
            assert found == (units, 17 * units)
        return min(timings)

    return least


def test_flere_grupper(cpu, allocation):
    assert cpu(allocation, TIMES * 20_000, 20) < AT_MOST * cpu(allocation, 20_000, 20)


def test_stoerre_gruppe(cpu, allocation):
    assert cpu(allocation, TIMES * 4_000, TIMES * 4_000) < AT_MOST * cpu(allocation, 4_000, 4_000)


def test_en_kvadratisk_fordeling_ses(cpu, allocation):
    """The margin is not too wide: joined to its region in a way that tries every region, it is broken."""
    equality = "fordelingstal.regionskode = regionskvoter.regionskode"
    assert equality in allocation
    inequality = equality.replace("=", ">=") + " and " + equality.replace("=", "<=")
    quadratic = allocation.replace(equality, inequality)
    assert cpu(quadratic, TIMES * 4_000, 8, times=1) > AT_MOST * cpu(quadratic, 4_000, 8)
