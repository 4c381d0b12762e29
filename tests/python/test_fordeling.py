"""The macro stoerste_rest where its numbers outgrow 64 bits, against exact fractions; and the benchmark's own
whole numbers, which say what is right there, against the same."""

from fractions import Fraction

import duckdb
import pytest
import uafhaengig
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.deltagere import stoerste_rest

MAKRO = """
{{{{ stoerste_rest(
    'enheder', ['gruppe'], ['folketal desc nulls last', 'enhed asc nulls last']{vaegttype}
) }}}}
"""
BIGINT, STOERST_ANTAL = 2**63 - 1, 2**31 - 1

Enhed = tuple[int, int]  # folketal, vaegt


@pytest.fixture(scope="module")
def makro(bygget):
    """The macro's SQL, as dbt compiles it for DuckDB, by the type of the sums."""
    fundne = {}
    for navn, vaegttype in (("hugeint", ""), ("bigint", ", 'bigint'")):
        # Without the manifest, which other tests read, being written anew.
        inline = ("--no-write-json", "compile", "--inline", MAKRO.format(vaegttype=vaegttype))
        svar = bygget.dbt("--quiet", *inline)
        assert svar.returncode == 0, svar.stdout
        fundne[navn] = svar.stdout
    return fundne


def fordelt(sql: str, vaegttype: str, antal: int, enheder: list[Enhed]) -> list[int | None]:
    with duckdb.connect(config={"threads": 1}) as db:
        db.execute(
            "create table enheder"
            f" (gruppe integer, enhed integer, folketal integer, vaegt {vaegttype}, antal integer)"
        )
        db.executemany(
            "insert into enheder values (1, ?, ?, ?, ?)", [(i, *e, antal) for i, e in enumerate(enheder)]
        )
        svar = db.execute(f"select tildelt, hele, rest, vaegt_i_alt from ({sql}) order by enhed").fetchall()
    i_alt = sum(vaegt for _, vaegt in enheder)
    for (_, hele, rest, summeret), (_, vaegt) in zip(svar, enheder, strict=True):
        assert (hele, rest) == (divmod(antal * vaegt, i_alt) if i_alt else (None, None))
        assert summeret == i_alt
    return [raekke[0] for raekke in svar]


def ventet(antal: int, enheder: list[Enhed]) -> list[int | None]:
    vaegte = {f"{i:04}": Fraction(vaegt) for i, (_, vaegt) in enumerate(enheder)}
    folketal = {f"{i:04}": tal for i, (tal, _) in enumerate(enheder)}
    return list(uafhaengig.stoerste_rest(antal, vaegte, folketal).values())


@st.composite
def grupper(draw):
    """A group whose weights sum to no more than 2^63 - 1, and often to exactly that."""
    graense = draw(st.sampled_from([3, 40, 2**31, 2**62, BIGINT]))
    vaegte = draw(st.lists(st.integers(0, graense // 6), max_size=5))
    vaegte.append(draw(st.sampled_from([0, 1, graense - sum(vaegte)])))
    antal = draw(st.sampled_from([0, 1, 2, 3, 7, 550, STOERST_ANTAL - 1, STOERST_ANTAL]))
    return antal, [(draw(st.integers(1, 2)), vaegt) for vaegt in vaegte]


@settings(max_examples=150, deadline=None)
@given(gruppe=grupper())
def test_tilfaeldige_grupper(makro, gruppe):
    rigtigt = ventet(*gruppe)
    for vaegttype, sql in makro.items():
        assert fordelt(sql, vaegttype, *gruppe) == rigtigt
    antal, enheder = gruppe
    assert stoerste_rest(antal, [(i, *enhed) for i, enhed in enumerate(enheder)]) == rigtigt


@pytest.mark.parametrize("produkt", [BIGINT, BIGINT + 1, BIGINT + 8])
def test_produkter_omkring_64_bit(makro, produkt):
    """antal * vaegt is 2^63 - 1 = 7 * 1317624576693539401, and the first that is not of 64 bits."""
    for vaegttype, sql in makro.items():
        for antal in (1, 2, 7, 8):
            if produkt % antal == 0 and produkt // antal <= BIGINT - 3:
                enheder = [(1, produkt // antal), (1, 2), (1, 1)]
                assert fordelt(sql, vaegttype, antal, enheder) == ventet(antal, enheder)


def test_summer_omkring_64_bit(makro):
    """2^63 - 1 is shared out; one more is an error with sums of 64 bits, and shared out with 38 digits."""
    for antal in (0, 1, 550, STOERST_ANTAL):
        lige = [(1, BIGINT // 2), (1, BIGINT // 2), (1, 1)]
        over = [*lige, (1, 1)]
        for vaegttype, sql in makro.items():
            assert fordelt(sql, vaegttype, antal, lige) == ventet(antal, lige)
        assert fordelt(makro["hugeint"], "hugeint", antal, over) == ventet(antal, over)
        with pytest.raises(duckdb.ConversionException, match="out of range"):
            fordelt(makro["bigint"], "bigint", antal, over)


def test_vaegte_af_langt_over_64_bit(makro):
    enheder = [(1, 10**28), (2, 10**28 + 1), (1, 3), (1, 0)]
    for antal in (1, 3, 20_000):
        assert fordelt(makro["hugeint"], "hugeint", antal, enheder) == ventet(antal, enheder)
