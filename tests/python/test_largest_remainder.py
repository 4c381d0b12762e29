"""The macro largest_remainder where its numbers outgrow 64 bits, against exact fractions."""

from fractions import Fraction

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools import independent

MACRO = """
{{{{ largest_remainder(
    'enheder', ['gruppe'], ['folketal desc nulls last', 'enhed asc nulls last']{weight_type}
) }}}}
"""
BIGINT, LARGEST_SIZE = 2**63 - 1, 2**31 - 1

Unit = tuple[int, int]  # folketal, vaegt


@pytest.fixture(scope="module")
def macro(built):
    """The macro's SQL, as dbt compiles it for DuckDB, by the type of the sums."""
    weight_types = {"hugeint": "", "bigint": ", weight_type='bigint'"}
    inline = "-- next".join(MACRO.format(weight_type=argument) for argument in weight_types.values())
    # Without the manifest, which other tests read, being written anew.
    answer = built.dbt("--quiet", "--no-write-json", "compile", "--inline", inline)
    assert answer.returncode == 0, answer.stdout
    return dict(zip(weight_types, answer.stdout.split("-- next"), strict=True))


def grouped(sql: str, weight_type: str, count: int, units: list[Unit]) -> list[int | None]:
    with duckdb.connect(config={"threads": 1}) as db:
        db.execute(
            "create table enheder"
            f" (gruppe integer, enhed integer, folketal integer, vaegt {weight_type}, antal integer)"
        )
        db.executemany(
            "insert into enheder values (1, ?, ?, ?, ?)", [(i, *e, count) for i, e in enumerate(units)]
        )
        answer = db.execute(f"select tildelt, hele, rest, vaegt_i_alt from ({sql}) order by enhed").fetchall()
    total = sum(weight for _, weight in units)
    for (_, wholes, rest, summed), (_, weight) in zip(answer, units, strict=True):
        assert (wholes, rest) == (divmod(count * weight, total) if total else (None, None))
        assert summed == total
    return [row[0] for row in answer]


def wanted(count: int, units: list[Unit]) -> list[int | None]:
    weights = {f"{i:04}": Fraction(weight) for i, (_, weight) in enumerate(units)}
    population = {f"{i:04}": figures for i, (figures, _) in enumerate(units)}
    return list(independent.largest_remainder(count, weights, population).values())


@st.composite
def groups(draw):
    """A group whose weights sum to no more than 2^63 - 1, and often to exactly that."""
    bound = draw(st.sampled_from([3, 40, 2**31, 2**62, BIGINT]))
    weights = draw(st.lists(st.integers(0, bound // 6), max_size=5))
    weights.append(draw(st.sampled_from([0, 1, bound - sum(weights)])))
    count = draw(st.sampled_from([0, 1, 2, 3, 7, 550, LARGEST_SIZE - 1, LARGEST_SIZE]))
    return count, [(draw(st.integers(1, 2)), weight) for weight in weights]


@settings(max_examples=150, deadline=None)
@given(group=groups())
def test_tilfaeldige_grupper(macro, group):
    right_answer = wanted(*group)
    for weight_type, sql in macro.items():
        assert grouped(sql, weight_type, *group) == right_answer


@pytest.mark.parametrize("product", [BIGINT, BIGINT + 1, BIGINT + 8])
def test_produkter_omkring_64_bit(macro, product):
    """antal * vaegt is 2^63 - 1 = 7 * 1317624576693539401, and the first that is not of 64 bits."""
    for weight_type, sql in macro.items():
        for count in (1, 2, 7, 8):
            if product % count == 0 and product // count <= BIGINT - 3:
                units = [(1, product // count), (1, 2), (1, 1)]
                assert grouped(sql, weight_type, count, units) == wanted(count, units)


def test_summer_omkring_64_bit(macro):
    """2^63 - 1 is shared out; one more is an error with sums of 64 bits, and shared out with 38 digits."""
    for count in (0, 1, 550, LARGEST_SIZE):
        equal = [(1, BIGINT // 2), (1, BIGINT // 2), (1, 1)]
        over = [*equal, (1, 1)]
        for weight_type, sql in macro.items():
            assert grouped(sql, weight_type, count, equal) == wanted(count, equal)
        assert grouped(macro["hugeint"], "hugeint", count, over) == wanted(count, over)
        with pytest.raises(duckdb.ConversionException, match="out of range"):
            grouped(macro["bigint"], "bigint", count, over)


def test_vaegte_af_langt_over_64_bit(macro):
    units = [(1, 10**28), (2, 10**28 + 1), (1, 3), (1, 0)]
    for count in (1, 3, 20_000):
        assert grouped(macro["hugeint"], "hugeint", count, units) == wanted(count, units)
