"""The macros that make whole persons of exact shares, also where their numbers outgrow 64 bits, against exact
fractions."""

from fractions import Fraction
from functools import cache
from math import gcd

import duckdb
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tools import independent

MACRO = """
{{{{ {method}(
    'enheder', ['gruppe'], ['folketal desc nulls last', 'enhed asc nulls last']{weight_type}
) }}}}
"""
METHODS = {
    "largest_remainder": independent.largest_remainder,
    "sainte_lague": independent.sainte_lague,
}
WEIGHT_TYPES = {"hugeint": "", "bigint": ", weight_type='bigint'"}
BIGINT, LARGEST_SIZE = 2**63 - 1, 2**31 - 1

Unit = tuple[int, int]  # folketal, vaegt


@pytest.fixture(scope="module")
def macros(built) -> dict[tuple[str, str], str]:
    """Each macro's SQL, as dbt compiles it for DuckDB, by the type of the sums."""
    calls = {
        (method, name): MACRO.format(method=method, weight_type=argument)
        for method in METHODS
        for name, argument in WEIGHT_TYPES.items()
    }
    # Without the manifest, which other tests read, being written anew.
    answer = built.dbt("--quiet", "--no-write-json", "compile", "--inline", "-- next".join(calls.values()))
    assert answer.returncode == 0, answer.stdout
    return dict(zip(calls, answer.stdout.split("-- next"), strict=True))


@cache
def database() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"threads": 1})


def shared_out(sql: str, weight_type: str, counts: list[int], units: list[Unit]) -> list[list[int | None]]:
    """What the units get of each of the counts: a group each, in one call."""
    table = [(group, i, *unit, count) for group, count in enumerate(counts) for i, unit in enumerate(units)]
    form = f"gruppe integer, enhed integer, folketal integer, vaegt {weight_type}, antal integer"
    database().execute(f"create or replace table enheder ({form})")
    database().execute(f"insert into enheder values {', '.join(map(str, table))}")
    answer = database().execute(f"select * from ({sql}) order by gruppe, enhed")
    assert [c[0] for c in answer.description][5:] == ["vaegt_i_alt", "hele", "rest", "tildelt"]
    rows = answer.fetchall()
    total = sum(weight for _, weight in units)
    for row, found in zip(table, rows, strict=True):
        exact_share = divmod(row[4] * row[3], total) if total else (None, None)
        assert found[:-1] == (*row, total, *exact_share)
    return [[row[-1] for row in rows if row[0] == group] for group in range(len(counts))]


def allocation(sql: str, weight_type: str, count: int, units: list[Unit]) -> list[int | None]:
    return shared_out(sql, weight_type, [count], units)[0]


def wanted(method: str, count: int, units: list[Unit]) -> list[int | None]:
    weights = {f"{i:04}": Fraction(weight) for i, (_, weight) in enumerate(units)}
    population = {f"{i:04}": figures for i, (figures, _) in enumerate(units)}
    return list(METHODS[method](count, weights, population).values())


def is_right(method: str, count: int, units: list[Unit], found: list[int | None]) -> bool:
    """As the independent method has it. For counts too large for a loop over persons, by the definition: no
    quotient without a person comes before one that has got one."""
    if method == "largest_remainder" or count < 100 or not any(weight for _, weight in units):
        return found == wanted(method, count, units)

    def order(unit: int, person: int):
        indbyggertal, weight = units[unit]
        return -Fraction(weight, 2 * person - 1), -indbyggertal, unit

    last = max(order(unit, n) for unit, n in enumerate(found) if n)
    return sum(found) == count and last < min(order(unit, n + 1) for unit, n in enumerate(found))


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
def test_tilfaeldige_grupper(macros, group):
    for (method, weight_type), sql in macros.items():
        assert is_right(method, *group, allocation(sql, weight_type, *group))


@pytest.mark.parametrize("product", [BIGINT, BIGINT + 1, BIGINT + 8])
def test_produkter_omkring_64_bit(macros, product):
    """antal * vaegt is 2^63 - 1 = 7 * 1317624576693539401, and the first that is not of 64 bits."""
    for (method, weight_type), sql in macros.items():
        for count in (1, 2, 7, 8):
            if product % count == 0 and product // count <= BIGINT - 3:
                units = [(1, product // count), (1, 2), (1, 1)]
                assert allocation(sql, weight_type, count, units) == wanted(method, count, units)


def test_summer_omkring_64_bit(macros):
    """2^63 - 1 is shared out; one more is an error with sums of 64 bits, and shared out with 38 digits."""
    equal = [(1, BIGINT // 2), (1, BIGINT // 2), (1, 1)]
    over = [*equal, (1, 1)]
    for (method, weight_type), sql in macros.items():
        for count in (0, 1, 550, LARGEST_SIZE):
            assert is_right(method, count, equal, allocation(sql, weight_type, count, equal))
            if weight_type == "hugeint":
                assert is_right(method, count, over, allocation(sql, weight_type, count, over))
            else:
                with pytest.raises(duckdb.ConversionException, match="out of range"):
                    allocation(sql, weight_type, count, over)


def test_vaegte_af_langt_over_64_bit(macros):
    units = [(1, 10**28), (2, 10**28 + 1), (1, 3), (1, 0)]
    for method in METHODS:
        for count in (1, 3, 20_000):
            found = allocation(macros[method, "hugeint"], "hugeint", count, units)
            assert is_right(method, count, units, found)


@st.composite
def near_ties(draw):
    """A group where none, one or both of two large units get the last persons, by quotients that are equal or
    differ by the least that two fractions of their divisors can. The small units beside them are all rounded
    the wrong way, so that the nearest whole numbers are many too few or too many."""
    first, second = draw(st.integers(1, 60)), draw(st.integers(1, 60))
    a, b = 2 * first - 1, 2 * second - 1
    assume(gcd(a, b) == 1)
    weight = pow(b, -1, a) if a > 1 else 1  # weight / a - other / b = 1 / (a * b)
    other = (weight * b - 1) // a
    scale = draw(st.sampled_from([5, 1000, 10**6, 10**14]))
    nearly = draw(st.sampled_from([(weight, other), (a - weight, b - other), (0, 0)]))
    large = [scale * a + nearly[0], scale * b + nearly[1]]
    small, gets_one = draw(st.integers(0, 30)), draw(st.booleans())
    weights = draw(st.permutations(large + [scale * 6 // 5 if gets_one else scale * 4 // 5] * small))
    count = first - 1 + second - 1 + draw(st.integers(0, 2)) + small * gets_one
    return count, [(draw(st.integers(1, 2)), w) for w in weights]


@settings(max_examples=75, deadline=None)
@given(group=near_ties())
def test_sainte_lague_paa_haarfin_graense(macros, group):
    right_answer = wanted("sainte_lague", *group)
    for weight_type in WEIGHT_TYPES:
        assert allocation(macros["sainte_lague", weight_type], weight_type, *group) == right_answer


@settings(max_examples=50, deadline=None)
@given(
    count=st.integers(0, 60),
    units=st.lists(
        st.tuples(st.integers(1, 2), st.sampled_from([0, 1, 3, 5, 9, 15, 1000])), min_size=1, max_size=40
    ).filter(lambda units: any(weight for _, weight in units)),
)
def test_sainte_lague_tager_ingen_fra_nogen_naar_der_er_en_mere(macros, count, units):
    before, after = shared_out(macros["sainte_lague", "hugeint"], "hugeint", [count, count + 1], units)
    assert before == wanted("sainte_lague", count, units)
    assert sorted(b - a for a, b in zip(before, after, strict=True)) == [0] * (len(units) - 1) + [1]
