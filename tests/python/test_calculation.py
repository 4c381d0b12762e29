"""The marts against the independent calculation: on the real letter and on random ones, which run through
the very SQL that dbt compiled."""

import shutil
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from functools import cache
from itertools import pairwise

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools import independent
from tools.independent import Kommune, Udmelding

LINKS = [  # of the quota; the last two also of one that is changed in proportion
    "befolkningstal", "beregnet_fordelingstal", "foreloebigt_fordelingstal", "fordelingstal",
    "kommunekvote_eksakt", "kommunekvote_beregnet",
]  # fmt: skip
STEPS_OF_PAR4 = [
    "befolkningsandel",
    "udlaendingeandel",
    "fordelingsandel",
    *LINKS[:4],
    "fordelingstal_afrundet",
]
REGIONER = ["1081", "1082", "1083", "1084", "1085"]
MERGED = {"1081": "oest", "1082": "oest"}  # as two regions of 2007 became one in 2027


def rounded(figures: Fraction | None, decimals: int) -> Decimal | None:
    """So many decimals, half away from zero, without a float on the way; None stays None."""
    if figures is None:
        return None
    wholes = independent.nearest(abs(figures) * 10**decimals)
    return Decimal(-wholes if figures < 0 else wholes).scaleb(-decimals)


def change_interval(
    count: int, months: int, old: int, old_months: int
) -> tuple[Decimal, Decimal] | tuple[None, None]:
    """Wilson's interval, of 1.96 standard deviations, of the share of both counts that is this year's, as
    changes of the average in per cent; to 60 digits. None where chance is not judged."""
    if not old or count + old < 20:
        return None, None
    with localcontext(prec=60):
        total, z = Decimal(count + old), Decimal("1.96")
        share = count / total
        middle = share + z**2 / (2 * total)
        reach = z * (share * (1 - share) / total + z**2 / (4 * total**2)).sqrt()
        shares = [end / (1 + z**2 / total) for end in (middle - reach, middle + reach)]
        changes = [100 * (s * old_months / ((1 - s) * months) - 1) for s in shares]
        return tuple(round(change, 30).quantize(Decimal("0.1"), ROUND_HALF_UP) for change in changes)


def rows(db, mart: str, key: str, dokument: str) -> dict[str, dict]:
    """The rows of one document, by their key."""
    answer = db.execute(f"select * from marts.{mart} where dokument = ?", [dokument])
    names = [column[0] for column in answer.description]
    return {r[key]: r for r in (dict(zip(names, v, strict=True)) for v in answer.fetchall())}


@dataclass(frozen=True)
class Letter:
    """A letter of some municipalities. Those of a changed one are the year's first letter's, but for the
    regions; `foer` is what it changes."""

    kommuner: list[Kommune]
    landstal: int
    regionskvoter: dict[str, int]
    published: dict[str, int]
    dateret: date = date(2097, 1, 1)
    foer: Udmelding | None = None
    printed: list[Kommune] | None = None  # in Bilag A; None: as they are

    @property
    def version(self) -> int:
        return 1 if self.foer is None else 2

    @property
    def is_proportional(self) -> bool:
        return independent.is_proportional(self.landstal, self.dateret, self.foer)

    @property
    def weights(self) -> dict[str, Fraction]:
        return independent.vaegte(self.kommuner, self.landstal, self.dateret, self.foer)

    def changed(self, landstal: int) -> "Letter":
        """The letter that now changes this one to another landstal, without one word more."""
        foer = Udmelding(self.landstal, self.published)
        return replace(self, landstal=landstal, foer=foer).calculated()

    def calculated(self) -> "Letter":
        """The letter with regional quotas that are calculated too."""
        return replace(
            self, regionskvoter=independent.regionskvoter(self.kommuner, self.weights, self.landstal)
        )


def expected_steps(letter: Letter) -> dict[str, dict]:
    """By municipality code the columns of the calculation, each from the statute."""
    kommuner, landstal, weights = letter.kommuner, letter.landstal, letter.weights
    kvoter = independent.kommunekvoter(kommuner, weights, letter.regionskvoter)
    positive = {code: max(figures, Fraction(0)) for code, figures in weights.items()}
    p_total = sum(k.indbyggertal for k in kommuner)
    f_total = sum(k.foreigners for k in kommuner)
    total = landstal + sum(k.familiesammenfoerte for k in kommuner)
    if not letter.is_proportional:
        assert sum(weights.values()) == landstal
        final = independent.fordelingstal(weights, landstal)
    steps = {}
    for k in kommuner:
        of_region = sum(positive[other.code] for other in kommuner if other.region == k.region)
        befolkningsandel = Fraction(k.indbyggertal, p_total)
        udlaendingeandel = Fraction(k.foreigners, f_total)
        regionskvote, kvote = letter.regionskvoter[k.region], kvoter[k.code]
        exact = regionskvote * positive[k.code] / of_region if of_region else Fraction(0)
        reason = "negativt_fordelingstal" if weights[k.code] < 0 else "afrunding"
        if letter.is_proportional:
            reason = "afrunding" if weights[k.code] else "nulkvote_foer"
            steps[k.code] = dict.fromkeys(STEPS_OF_PAR4)
        else:
            steps[k.code] = {
                "befolkningsandel": rounded(befolkningsandel, 10),
                "udlaendingeandel": rounded(udlaendingeandel, 10),
                "fordelingsandel": rounded(2 * befolkningsandel - udlaendingeandel, 10),
                "befolkningstal": rounded(befolkningsandel * total, 6),
                "beregnet_fordelingstal": rounded(weights[k.code] + k.familiesammenfoerte, 6),
                "foreloebigt_fordelingstal": rounded(weights[k.code], 6),
                "fordelingstal": rounded(final[k.code], 6),
                "fordelingstal_afrundet": independent.nearest(final[k.code]),
            }
        steps[k.code] |= {
            "regionskode": k.region,
            "regionskvote_beregnet": regionskvote,
            "kommunekvote_eksakt": rounded(exact, 6),
            "kommunekvote_beregnet": kvote,
            "nulkvote_aarsag": None if kvote else reason,
        }
    return steps


def expected_effects(letter: Letter) -> dict[str, dict]:
    """By municipality code what one, 100 and 1,000 more of its figures add to its foreløbige fordelingstal,
    each calculated anew."""
    before = letter.weights
    effects = {}
    for n, k in enumerate(letter.kommuner):
        more = {
            "virkning_af_1_familiesammenfoert": replace(k, familiesammenfoerte=k.familiesammenfoerte + 1),
            "virkning_af_100_udlaendinge": replace(k, foreigners=k.foreigners + 100),
            "virkning_af_1000_indbyggere": replace(k, indbyggertal=k.indbyggertal + 1_000),
        }
        effects[k.code] = dict.fromkeys(more)
        if not letter.is_proportional:
            for name, new in more.items():
                kommuner = [*letter.kommuner[:n], new, *letter.kommuner[n + 1 :]]
                after = independent.foreloebige_fordelingstal(kommuner, letter.landstal)
                effects[k.code][name] = rounded(after[k.code] - before[k.code], 6)
    return effects


def check(db, dokument: str, letter: Letter) -> None:
    """Every column of the quota marts that is calculated, for every municipality and region."""
    kommuner, landstal, regionskvoter = letter.kommuner, letter.landstal, letter.regionskvoter
    steps, effects = expected_steps(letter), expected_effects(letter)
    maade = "forholdsmaessig_aendring" if letter.is_proportional else "genberegning"
    of_letter = {"beregningsmaade": maade if letter.foer else "udmelding"}
    kvote_rows = rows(db, "kommunekvoter", "kommunekode", dokument)
    shares = rows(db, "kommuneandele", "kommunekode", dokument)
    assert set(kvote_rows) == set(shares) == {k.code for k in kommuner}
    indbyggertal = sum(k.indbyggertal for k in kommuner)
    for k in kommuner:
        members = [other for other in kommuner if other.region == k.region]
        published, kvote = letter.published[k.code], steps[k.code]["kommunekvote_beregnet"]
        wanted = {n: v for n, v in steps[k.code].items() if n != "regionskvote_beregnet"} | of_letter
        wanted |= effects[k.code]
        wanted |= {"kommunekvote_foer": letter.foer and letter.foer.kommunekvoter[k.code]}
        wanted |= {"kommunekvote_offentliggjort": published}
        wanted |= {"afvigelse": None if kvote is None else kvote - published}
        wanted |= {"regionskvote_offentliggjort": regionskvoter[k.region]}
        wanted |= {"kommunekvote_hele": int(wanted["kommunekvote_eksakt"])}
        wanted |= {"kommunekvote_gaeldende": published}  # no random letter has an agreement
        if landstal:
            per_inhabitant = Fraction(published, k.indbyggertal) / Fraction(landstal, indbyggertal)
            wanted["kvoteindeks"] = rounded(100 * per_inhabitant, 1)
        assert {name: kvote_rows[k.code][name] for name in wanted} == wanted
        wanted = {
            "andel_af_region": Fraction(k.indbyggertal, sum(other.indbyggertal for other in members)),
            "andel_af_landet": Fraction(k.indbyggertal, indbyggertal),
            "udlaendinge_pr_1000": Fraction(1000 * k.foreigners, k.indbyggertal),
            "familiesammenfoerte_pr_1000": Fraction(1000 * k.familiesammenfoerte, k.indbyggertal),
            "kvote_pr_10000": Fraction(10_000 * published, k.indbyggertal),
        }
        for name, figures in wanted.items():
            assert shares[k.code][name] == rounded(figures, 10 if name.startswith("andel") else 4)

    final = None if letter.is_proportional else independent.fordelingstal(letter.weights, landstal)
    in_proportion = independent.regionskvoter(kommuner, letter.weights, landstal)
    region_rows = rows(db, "regionskvoter", "regionskode", dokument)
    assert set(region_rows) == set(regionskvoter)
    for region, region_row in region_rows.items():
        members = [k for k in kommuner if k.region == region]
        kvote, inhabitants = regionskvoter[region], sum(k.indbyggertal for k in members)
        wholes = final and sum(independent.nearest(final[k.code]) for k in members)
        without_remark = wholes if final else in_proportion[region]
        wanted = of_letter | {
            "indbyggertal": inhabitants,
            "udenlandske_statsborgere": sum(k.foreigners for k in members),
            "familiesammenfoerte": sum(k.familiesammenfoerte for k in members),
            "fordelingstal": final and rounded(sum(final[k.code] for k in members), 6),
            "fordelingstal_afrundet": wholes,
            "regionskvote_foer": letter.foer and sum(letter.foer.kommunekvoter[k.code] for k in members),
            "regionskvote_forholdsmaessig": None if final else in_proportion[region],
            "regionskvote_offentliggjort": kvote,
            "uforklaret_tillaeg": None if without_remark is None else kvote - without_remark,
            "personer_til_stoerste_rest": kvote
            - sum(kvote_rows[k.code]["kommunekvote_hele"] for k in members),
            "kommunekvote_offentliggjort": sum(letter.published[k.code] for k in members),
            "udlaendinge_pr_1000": rounded(
                Fraction(1000 * sum(k.foreigners for k in members), inhabitants), 4
            ),
            "kvote_pr_10000": rounded(Fraction(10_000 * kvote, inhabitants), 4),
        }
        assert {name: region_row[name] for name in wanted} == wanted
        calculated = [steps[k.code]["kommunekvote_beregnet"] for k in members]
        assert None in calculated or sum(calculated) == kvote

    foreigners = sum(k.foreigners for k in kommuner)
    wholes = final and sum(map(independent.nearest, final.values()))
    wanted = of_letter | {
        "landstal_foer": letter.foer and letter.foer.landstal,
        "indbyggertal": indbyggertal,
        "udenlandske_statsborgere": foreigners,
        "familiesammenfoerte": sum(k.familiesammenfoerte for k in kommuner),
        "fordelingstal_afrundet": wholes,
        "uforklaret_tillaeg": landstal - wholes if final else 0,
        "udlaendinge_pr_1000": rounded(Fraction(1000 * foreigners, indbyggertal), 4),
        "kvote_pr_10000": rounded(Fraction(10_000 * landstal, indbyggertal), 4),
    }
    found = rows(db, "landstal", "dokument", dokument)[dokument]
    assert {name: found[name] for name in wanted} == wanted


def check_links(db, dokument: str, letter: Letter) -> None:
    """Every link of every quota: the number after it, and what it adds."""
    steps = expected_steps(letter)
    found: dict[str, list] = {}
    for code, *figures in db.execute(
        "select kommunekode, efter, bidrag from marts.kommunekvoteled where dokument = ? order by lednummer",
        [dokument],
    ).fetchall():
        found.setdefault(code, []).append(tuple(figures))
    for k in letter.kommuner:
        after = [letter.foer.kommunekvoter[k.code]] if letter.is_proportional else []
        after += [steps[k.code][name] for name in LINKS[4 if letter.is_proportional else 0 :]]
        wanted = [(now, None if now is None else now - before) for before, now in pairwise([0, *after])]
        assert found[k.code] == wanted


def letter_of(db, dokument: str) -> Letter:
    """A first announcement as the marts have it."""
    ((landstal,),) = db.execute(
        "select landstal from marts.landstal where dokument = ?", [dokument]
    ).fetchall()
    shares = rows(db, "kommuneandele", "kommunekode", dokument)
    figures = ("regionskode", "indbyggertal", "udenlandske_statsborgere", "familiesammenfoerte")
    kommuner = [Kommune(code, *(r[name] for name in figures)) for code, r in shares.items()]
    regioner = rows(db, "regionskvoter", "regionskode", dokument)
    regionskvoter = {code: r["regionskvote_offentliggjort"] for code, r in regioner.items()}
    return Letter(kommuner, landstal, regionskvoter, {code: r["kommunekvote"] for code, r in shares.items()})


@pytest.mark.golden
def test_landstal_2024(marts):
    regioner = rows(marts, "regionskvoter", "regionsnavn", "landstal-2024")
    assert {name: round(r["fordelingstal"], 3) for name, r in regioner.items()} == {
        "Region Hovedstaden": Decimal("134.709"),
        "Region Sjælland": Decimal("82.665"),
        "Region Syddanmark": Decimal("125.567"),
        "Region Midtjylland": Decimal("143.543"),
        "Region Nordjylland": Decimal("63.516"),
    }
    kommuner = rows(marts, "kommunekvoter", "kommunekode", "landstal-2024").values()
    assert len(kommuner) == 98
    assert all(r["kommunekvote_beregnet"] == r["kommunekvote_offentliggjort"] for r in kommuner)
    assert sum(r["fordelingstal_afrundet"] == r["kommunekvote_offentliggjort"] for r in kommuner) == 94


class Calculation:
    """The built database, in which whatever is put into raw is calculated anew by the compiled SQL."""

    def __init__(self, db: duckdb.DuckDBPyConnection, warehouse):
        self.db, self.warehouse = db, warehouse
        for node in warehouse.nodes.values():
            if node["schema"] in ("intermediate", "marts") and node["resource_type"] == "model":
                db.execute(f"drop {node['config']['materialized']} {node['schema']}.{node['alias']}")

    @cache  # noqa: B019
    def statements(self, marts: tuple[str, ...]) -> list[str]:
        nodes = self.warehouse.nodes
        needed = {n for n in nodes if nodes[n]["alias"] in marts and nodes[n]["schema"] == "marts"}
        needed |= set().union(*(self.warehouse.ancestors[n] for n in needed))
        search = "kvotetaerskler" in marts
        return [
            f"create or replace table {nodes[n]['schema']}.{nodes[n]['alias']} as "
            + self.warehouse.sql(nodes[n], search)
            for n in self.warehouse.node_order
            if n in needed and nodes[n]["schema"] != "staging"
        ]

    def calculate(self, tables: dict[str, list[tuple]], *marts: str) -> duckdb.DuckDBPyConnection:
        """The database with these marts, made of these rows, which replace those of the tables of raw."""
        for name, rows in tables.items():
            self.db.execute(f"truncate raw.{name}")
            if rows:
                marks = ", ".join(f"({', '.join('?' * len(row))})" for row in rows)
                self.db.execute(
                    f"insert into raw.{name} values {marks}", [cell for row in rows for cell in row]
                )
        for statement in self.statements(marts):
            self.db.execute(statement)
        return self.db


LETTER_MARTS = ("landstal", "kommuneandele", "kommunekvoter", "kommunekvoteled", "regionskvoter")
VARIANTS = ("kvotefoelsomhed", "kvotescenarier")
MARTS = (*LETTER_MARTS, *VARIANTS, "kommunekvoter_aendringer", "kvotetaerskler")


@pytest.fixture(scope="module")
def calculation(built, warehouse, tmp_path_factory):
    file = shutil.copy(built.database, tmp_path_factory.mktemp("calculation") / built.database.name)
    with duckdb.connect(str(file), config={"threads": 1}) as db:
        db.execute("delete from raw.landstalstrin where procent != '100'")
        yield Calculation(db, warehouse)


LETTER, PREVIOUS = "landstal-2099", "landstal-2098"
STEPS = (0, 55, 100, 300)


def danish(figures: int) -> str:
    return f"{figures:,}".replace(",", ".")


def raw_tables(letters: dict[str, Letter]) -> dict[str, list[tuple]]:
    """The tables of raw that hold made-up letters, by their keys. Those whose municipalities lie in other
    regions are of another division."""
    tables = {
        "landstalsbreve": [],
        "landstal_regionskvoter": [],
        "bilag_a_befolkning": [],
        "bilag_a_familiesammenfoeringer": [],
        "bilag_b_kommunekvoter": [],
    }
    divisions: dict[tuple, None] = {}
    for key, letter in letters.items():
        _, year, *version = key.split("-")
        day, facts = str(letter.dateret), ("2097-01-01", "2097", "2097-01-01", "2097-01-01", "2097-01-01")
        head = (key, year, "".join(version) or "1", str(letter.landstal), day, "98/1")
        printed = letter.kommuner if letter.printed is None else letter.printed
        of_letter = {
            "landstalsbreve": [(*head, *facts, "t", "u", "f")],
            "landstal_regionskvoter": [
                (key, "1", f"Region {code}", danish(kvote)) for code, kvote in letter.regionskvoter.items()
            ],
            "bilag_a_befolkning": [
                (key, "1", f"{k.code} K", danish(k.indbyggertal), danish(k.foreigners), None) for k in printed
            ],
            "bilag_a_familiesammenfoeringer": [
                (key, "1", f"{k.code} K", danish(k.familiesammenfoerte) if k.familiesammenfoerte else "-")
                for k in printed
            ],
            "bilag_b_kommunekvoter": [
                (key, "1", f"{code} K", danish(kvote)) for code, kvote in letter.published.items()
            ],
        }
        for name, cells in of_letter.items():
            tables[name] += cells
        divisions[tuple((k.code, k.region) for k in letter.kommuner)] = None
    first, *_ = divisions
    return tables | {
        "regioner": [
            (code, f"Region {code}", None)
            for code in sorted({r for division in divisions for _, r in division})
        ],
        "kommuner": [(code, f"K{code}", region) for code, region in first],
        "regionsinddelinger": [
            (str(2007 + number), *row) for number, division in enumerate(divisions) for row in division
        ],
    }


@st.composite
def letters(draw, landstal=(0, 1, 7, 550, 20_000), regioner=5, kommuner=4):
    """Letters of one to five regions of one to four municipalities. Small numbers make ties; many
    reunifications make whole regions negative."""
    most, regioner = kommuner, REGIONER[: draw(st.integers(1, regioner))]
    size = draw(st.sampled_from([3, 40, 700_000]))
    count = st.integers(1, size)
    kommuner = []
    for region in regioner:
        for _ in range(draw(st.integers(1, most))):
            p = draw(count)
            f = draw(st.integers(0, p))
            a = draw(st.sampled_from([0, 0, 1, 2, 15, 400]))
            kommuner.append(Kommune(f"{101 + len(kommuner)}", region, p, f, a))
    if not any(k.foreigners for k in kommuner):
        first = kommuner[0]
        kommuner[0] = Kommune(first.code, first.region, first.indbyggertal, 1, 0)
    landstal = draw(st.sampled_from(landstal))
    regionskvoter = {region: draw(st.integers(0, landstal)) for region in regioner}
    return Letter(kommuner, landstal, regionskvoter, {k.code: int(k.code) for k in kommuner})


@st.composite
def chains(draw, landstal=(0, 1, 7, 550, 2_000), regioner=5, kommuner=4):
    """A year's first letter, one that changes it and one that changes that, by the law of one day. Bilag A is
    there again, is not, or has other figures, which are not used. The regions may be others from some
    version on."""
    letter = draw(letters(landstal, regioner, kommuner))
    dateret = draw(st.sampled_from([date(2019, 10, 1), date(2024, 6, 15)]))
    kvoter = st.sampled_from([0, 0, 1, 2, 7, 40])
    chain = []
    for version in (1, 2, 3):
        members, foer = letter.kommuner, None
        if version > 1:
            foer = Udmelding(letter.landstal, letter.published)
            if draw(st.booleans()):  # two regions become one
                members = [replace(k, region=MERGED.get(k.region, k.region)) for k in members]
        count = draw(st.sampled_from([letter.landstal, *landstal]))
        others = [replace(k, indbyggertal=k.indbyggertal + 9) for k in members]
        letter = Letter(
            members,
            count,
            {region: draw(st.integers(0, count)) for region in dict.fromkeys(k.region for k in members)},
            {k.code: draw(kvoter) for k in members},
            dateret,
            foer,
            draw(st.sampled_from([None, [], others])) if foer else None,
        )
        chain.append(letter)
    return dict(zip((LETTER, f"{LETTER}-2", f"{LETTER}-3"), chain, strict=True))


@settings(max_examples=60, deadline=None)
@given(letter=letters())
def test_tilfaeldige_breve(calculation, letter):
    check(calculation.calculate(raw_tables({LETTER: letter}), *LETTER_MARTS), LETTER, letter)


@settings(max_examples=30, deadline=None)
@given(chain=chains())
def test_tilfaeldige_aendrede_landstal(calculation, chain):
    db = calculation.calculate(raw_tables(chain), *LETTER_MARTS)
    for dokument, letter in chain.items():
        check(db, dokument, letter)
        check_links(db, dokument, letter)


@settings(max_examples=20, deadline=None)
@given(letter=letters(), share=st.fractions(0, 1))
def test_en_nedsaettelse_er_forholdsmaessig(calculation, letter, share):
    """To the same landstal it changes nothing; every quota is the floor or the ceiling of its share, of the
    region and in it; and the quotas sum to the landstal."""
    first = letter.calculated()
    kvoter = independent.kommunekvoter(first.kommuner, first.weights, first.regionskvoter)
    if None in kvoter.values() or not first.landstal:
        return
    first = replace(first, published=kvoter)
    same, less = first.changed(first.landstal), first.changed(int(share * first.landstal))
    db = calculation.calculate(
        raw_tables({LETTER: first, f"{LETTER}-2": same, f"{LETTER}-3": less}), *LETTER_MARTS
    )
    unchanged, reduced = (rows(db, "kommunekvoter", "kommunekode", f"{LETTER}-{n}") for n in (2, 3))
    assert {code: r["kommunekvote_beregnet"] for code, r in unchanged.items()} == kvoter
    assert same.regionskvoter == first.regionskvoter
    assert sum(r["kommunekvote_beregnet"] for r in reduced.values()) == less.landstal
    for r in reduced.values():
        assert abs(r["kommunekvote_beregnet"] - r["kommunekvote_eksakt"]) < 1
        assert r["kommunekvote_beregnet"] <= r["kommunekvote_foer"]


def test_saerlige_breve(calculation):
    """A region whose municipalities are all negative, and products that outgrow 64 bits."""
    negative = [Kommune("101", "1081", 10, 9, 400), Kommune("147", "1082", 90, 1, 0)]
    big = [Kommune("101", "1081", 653_664, 51_219, 16), Kommune("147", "1081", 5_278_897, 276_249, 421)]
    for kommuner, landstal, regionskvoter in (
        (negative, 7, {"1081": 0, "1082": 7}),
        (negative, 7, {"1081": 3, "1082": 4}),
        (negative, 0, {"1081": 0, "1082": 0}),
        (big, 20_000, {"1081": 20_000}),
    ):
        letter = Letter(kommuner, landstal, regionskvoter, {k.code: int(k.code) for k in kommuner})
        db = calculation.calculate(raw_tables({LETTER: letter}), *LETTER_MARTS)
        check(db, LETTER, letter)
        check_links(db, LETTER, letter)


def check_variant(db, mart: str, where: str, letter: Letter, published: dict[str, int]) -> dict[str, dict]:
    """Every column of the mart that is calculated, in the rows of one variant, which are returned."""
    answer = db.execute(f"select * from marts.{mart} where {where}")
    names = [column[0] for column in answer.description]
    found = {r["kommunekode"]: r for r in (dict(zip(names, v, strict=True)) for v in answer.fetchall())}
    expected_rows = expected_steps(letter)
    assert set(found) == set(expected_rows)
    for k in letter.kommuner:
        wanted = {name: v for name, v in expected_rows[k.code].items() if name in names}
        wanted |= {"landstal_antaget": letter.landstal, "indbyggertal": k.indbyggertal}
        wanted |= {"kommunekvote_offentliggjort": published[k.code]}
        assert {name: found[k.code][name] for name in wanted} == wanted
    return found


def check_change(found: dict[str, dict], letter: Letter, landstal: int) -> None:
    """The quotas if the letter is now changed to another landstal."""
    changed = letter.changed(landstal)
    kvoter = independent.kommunekvoter(changed.kommuner, changed.weights, changed.regionskvoter)
    for k in letter.kommuner:
        wanted = (changed.regionskvoter[k.region], kvoter[k.code])
        assert (
            found[k.code]["regionskvote_ved_aendring"],
            found[k.code]["kommunekvote_ved_aendring"],
        ) == wanted


def exact_share(db, scenarie: str, code: str) -> Fraction:
    """The municipality's unrounded part of the landstal."""
    (share,) = db.execute(
        """
        select fordelingstal_taeller, vaegt_landet from intermediate.int_fordelingstal_beregnet
        where beregning = 'scenarie' and variant = ? and kommunekode = ?
        """,
        [scenarie, code],
    ).fetchall()
    numerator, denominator = map(int, share)
    return Fraction(numerator, denominator) if denominator else Fraction(0)


@settings(max_examples=30, deadline=None)
@given(
    letter=letters(),
    growth=st.sampled_from([1, 50, 900_000]),
    families=st.integers(0, 60),
    dateret=st.sampled_from([date(2019, 10, 1), date(2024, 6, 15)]),
)
def test_tilfaeldige_varianter(calculation, letter, growth, families, dateret):
    """Every step of the landstal, announced and as a change, and a scenario against the independent
    calculation; and a municipality's exact part of the landstal does not fall when only its population
    grows."""
    letter = replace(letter, dateret=dateret)
    first, *others = letter.kommuner
    growing = replace(first, indbyggertal=first.indbyggertal + growth)
    with_family = replace(first, familiesammenfoerte=families)
    db = calculation.calculate(
        raw_tables({LETTER: letter})
        | {
            "landstalstrin": [(str(percent),) for percent in STEPS],
            "kvotescenarier": [
                (name, LETTER, str(letter.landstal)) for name in ("samme", "vækst", "familie")
            ],
            "kvotescenarie_input": [
                ("vækst", f"{first.code} K", str(growing.indbyggertal), None, None),
                ("familie", f"{first.code} K", None, None, str(families)),
            ],
        },
        *VARIANTS,
    )
    for percent in STEPS:
        assumed = independent.nearest(Fraction(letter.landstal * percent, 100))
        announced = replace(letter, landstal=assumed).calculated()
        where = f"landstal_pct = {percent}"
        check_change(
            check_variant(db, "kvotefoelsomhed", where, announced, letter.published), letter, assumed
        )
    for name, new in (("samme", first), ("vækst", growing), ("familie", with_family)):
        scenarie = replace(letter, kommuner=[new, *others]).calculated()
        check_variant(db, "kvotescenarier", f"scenarie = '{name}'", scenarie, letter.published)
    before, after = (exact_share(db, name, first.code) for name in ("samme", "vækst"))
    assert after >= before


@settings(max_examples=30, deadline=None)
@given(letter=letters(), data=st.data())
def test_tilfaeldige_aendringer(calculation, letter, data):
    """A change from the letter before against the four calculations in between."""
    kommuner, landstal = letter.kommuner, letter.landstal
    before = [
        replace(
            k,
            indbyggertal=data.draw(st.integers(k.foreigners or 1, 800_000)),
            foreigners=data.draw(st.sampled_from([k.foreigners, k.foreigners + 3])),
            familiesammenfoerte=data.draw(st.sampled_from([k.familiesammenfoerte, 0, 9])),
        )
        for k in kommuner
    ]
    landstal_foer = data.draw(st.sampled_from([landstal, 0, 3, 900]))
    db = calculation.calculate(
        raw_tables({PREVIOUS: replace(letter, kommuner=before, landstal=landstal_foer), LETTER: letter}),
        "kommunekvoter_aendringer",
    )
    inhabitants = [replace(old, indbyggertal=k.indbyggertal) for old, k in zip(before, kommuner, strict=True)]
    foreigners = [replace(old, foreigners=k.foreigners) for old, k in zip(inhabitants, kommuner, strict=True)]
    course = [(before, landstal_foer)]
    course += [(group, landstal) for group in (before, inhabitants, foreigners, kommuner)]
    figures = [
        independent.fordelingstal(independent.foreloebige_fordelingstal(group, count), count)
        for group, count in course
    ]
    found = rows(db, "kommunekvoter_aendringer", "kommunekode", LETTER)
    assert set(found) == {k.code for k in kommuner}
    contribution = ("landstal", "indbyggertal", "udenlandske_statsborgere", "familiesammenfoerte")
    for k in kommuner:
        r = found[k.code]
        stride = [rounded(steps[k.code], 6) for steps in figures]
        assert [r[f"bidrag_{name}"] for name in contribution] == [b - a for a, b in pairwise(stride)]
        if r["kommunekvote_aendring"] is not None:
            assert sum(r[f"bidrag_{name}"] for name in (*contribution, "rest")) == r["kommunekvote_aendring"]
    assert not rows(db, "kommunekvoter_aendringer", "kommunekode", PREVIOUS)


# --- What it would take for a quota to be another -----------------------------------------------------------

THRESHOLD_MARTS = ("kvotetaerskler", "kommunekvoter")
NEAREST = ("aktuel_vaerdi", "kommunekvote_aktuel", "naermeste_vaerdi", "kommunekvote_naermeste", "afstand")


def nearest_others(kvoter: dict[int, int | None], value: int) -> dict[str, tuple]:
    """By direction the columns of kvotetaerskler, when a quota is known at every value."""
    now = kvoter[value]
    others = {
        "op": [other for other, kvote in kvoter.items() if None not in (now, kvote) and kvote > now],
        "ned": [other for other, kvote in kvoter.items() if None not in (now, kvote) and kvote < now],
    }
    found = {}
    for direction, values in others.items():
        nearest = min(values, key=lambda other: (abs(other - value), other), default=None)
        found[direction] = (value, now, None, None, None)
        if nearest is not None:
            found[direction] = (value, now, nearest, kvoter[nearest], abs(nearest - value))
    return found


def kvoter_at_every_landstal(letter: Letter) -> dict[str, dict[int, int | None]]:
    """By municipality code the quota at every landstal to three times the letter's; a changed letter changes
    the same one to it."""
    andele = independent.fordelingsandele(letter.kommuner)
    families = sum(k.familiesammenfoerte for k in letter.kommuner)
    found: dict[str, dict[int, int | None]] = {k.code: {} for k in letter.kommuner}
    for landstal in range(3 * letter.landstal + 1):
        if independent.is_proportional(landstal, letter.dateret, letter.foer):
            weights = {code: Fraction(kvote) for code, kvote in letter.foer.kommunekvoter.items()}
        else:
            weights = {
                k.code: andele[k.code] * (landstal + families) - k.familiesammenfoerte
                for k in letter.kommuner
            }
        regionskvoter = independent.regionskvoter(letter.kommuner, weights, landstal)
        for code, kvote in independent.kommunekvoter(letter.kommuner, weights, regionskvoter).items():
            found[code][landstal] = kvote
    return found


def kvoter_at_every_family(letter: Letter, kommune: Kommune) -> dict[int, int | None]:
    """The municipality's quota at up to 30 reunifications fewer or more; the regional quotas stay."""
    members = [k for k in letter.kommuner if k.region == kommune.region]
    regionskvote = {kommune.region: letter.regionskvoter[kommune.region]}
    andele = independent.fordelingsandele(letter.kommuner)
    families = sum(k.familiesammenfoerte for k in letter.kommuner)
    found = {}
    for value in range(max(kommune.familiesammenfoerte - 30, 0), kommune.familiesammenfoerte + 31):
        weights = letter.weights
        if not letter.is_proportional:
            persons = letter.landstal + families + value - kommune.familiesammenfoerte
            weights = {k.code: andele[k.code] * persons - k.familiesammenfoerte for k in members}
            weights[kommune.code] += kommune.familiesammenfoerte - value
        found[value] = independent.kommunekvoter(members, weights, regionskvote)[kommune.code]
    return found


def check_thresholds(db, dokument: str, letter: Letter) -> None:
    columns = ", ".join(("kommunekode", "figur", "retning", *NEAREST))
    # The letter and the municipality, as in a mart whose every column is held in test_columns.py.
    places = (
        "dokument, landstalsaar, er_gaeldende, er_seneste, kommunekode, kommunenavn, regionskode, regionsnavn"
    )
    query = f"select distinct {places} from marts.{{}} where dokument = $1 order by all"
    of_mart, of_letter = (db.execute(query.format(mart), [dokument]).fetchall() for mart in THRESHOLD_MARTS)
    assert of_mart == of_letter
    answer = db.execute(f"select {columns} from marts.kvotetaerskler where dokument = ?", [dokument])
    found = {tuple(row[:3]): row[3:] for row in answer.fetchall()}
    at_landstal = kvoter_at_every_landstal(letter)
    wanted = {}
    for k in letter.kommuner:
        for figure, value, kvoter in (
            ("landstal", letter.landstal, at_landstal[k.code]),
            ("familiesammenfoerte", k.familiesammenfoerte, kvoter_at_every_family(letter, k)),
        ):
            for direction, columns in nearest_others(kvoter, value).items():
                wanted[k.code, figure, direction] = columns
    assert found == wanted


@settings(max_examples=15, deadline=None)
@given(chain=chains(landstal=(0, 1, 7, 30), regioner=3, kommuner=2))
def test_naermeste_andre_kvote(calculation, chain):
    db = calculation.calculate(raw_tables(chain), *THRESHOLD_MARTS)
    for dokument, letter in chain.items():
        check_thresholds(db, dokument, letter)


@pytest.mark.golden
def test_naermeste_andre_kvote_i_landstal_2024(marts):
    check_thresholds(marts, "landstal-2024", letter_of(marts, "landstal-2024"))


COUNTS, MONTHS = st.integers(0, 60) | st.integers(0, 100_000), st.integers(1, 12)
# Ends that are rational numbers: half of the last decimal, or 100 per cent fewer.
RATIONAL = [(9, 4, 66, 3), (196, 8, 54, 3), (201, 4, 134, 1), (89, 1, 156, 9), (0, 6, 20, 12)]


@pytest.fixture(scope="module")
def intervals(built):
    """A function: the interval of the change, and whether that may be chance, of counts in months each."""
    node = built.manifest()["nodes"]["model.landstalslager.udsendelser_aar_til_aar"]
    with duckdb.connect(config={"threads": 1}) as db:
        db.execute(f"attach '{built.database}' as landstal (read_only)")
        db.execute(
            "use landstal; create temp table aar as from intermediate.int_udsendelsesaar_sammenholdt limit 0"
        )
        relation = '"landstal"."intermediate"."int_udsendelsesaar_sammenholdt"'
        assert relation in node["compiled_code"]
        model = node["compiled_code"].replace(relation, "aar")

        def ask(counts: list[tuple[int, int, int, int]]) -> list[tuple]:
            rows = ", ".join(str((f"{i:04}", "udsendelser-2024-06", *row)) for i, row in enumerate(counts))
            db.execute("delete from aar")
            db.execute(f"""
                insert into aar by name from (values {rows}) as t (
                    udsendelseskategori, dokument, antal, maaneder_daekket, antal_forrige_aar,
                    maaneder_daekket_forrige_aar
                )
            """)
            return db.execute(f"""
                select aendring_pct_nedre, aendring_pct_oevre, er_inden_for_tilfaeldighed
                from ({model}) order by udsendelseskategori
            """).fetchall()

        yield ask


@settings(max_examples=20)
@given(st.lists(st.tuples(COUNTS, MONTHS, COUNTS, MONTHS), min_size=100, max_size=100))
def test_aendringens_interval_er_eksakt(intervals, made_up):
    counts = made_up + RATIONAL
    for row, (low, high, is_chance) in zip(counts, intervals(counts), strict=True):
        assert (low, high) == change_interval(*row)
        if low is not None:  # an end near 0 may be rounded to it
            assert low <= 0 <= high if is_chance else low >= 0 or high <= 0


def test_aendringens_interval_rundes_fra_nul(intervals):
    """Half of the last decimal goes away from zero, as everywhere."""
    (_, fall), (_, rise), (low, _), (positive_low, _), (nobody, _) = (row[:2] for row in intervals(RATIONAL))
    assert (fall, rise) == (Decimal("-79.8"), Decimal("83.8"))  # of 79.75 and 83.75
    assert (low, positive_low, nobody) == (Decimal("-69.9"), Decimal("296.1"), Decimal("-100.0"))
