"""The marts against the independent calculation: on the real letter and on random ones, which run through
the very SQL that dbt compiled."""

import shutil
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools import independent
from tools.independent import Kommune

LINKS = [  # of the quota, after the share of the population
    "beregnet_fordelingstal", "foreloebigt_fordelingstal", "fordelingstal", "kommunekvote_eksakt",
    "kommunekvote_beregnet",
]  # fmt: skip
REGIONER = ["1081", "1082", "1083", "1084", "1085"]


def rounded(figures: Fraction | None, decimals: int) -> Decimal | None:
    """So many decimals, half away from zero, without a float on the way; None stays None."""
    if figures is None:
        return None
    wholes = independent.nearest(abs(figures) * 10**decimals)
    return Decimal(-wholes if figures < 0 else wholes).scaleb(-decimals)


def rows(db, mart: str, key: str, dokument: str) -> dict[str, dict]:
    """The rows of one document, by their key."""
    answer = db.execute(f"select * from marts.{mart} where dokument = ?", [dokument])
    names = [column[0] for column in answer.description]
    return {r[key]: r for r in (dict(zip(names, v, strict=True)) for v in answer.fetchall())}


def expected_steps(
    kommuner: list[Kommune], landstal: int, regionskvoter: dict[str, int] | None = None
) -> dict[str, dict]:
    """By municipality code the columns of the calculation, each from the statute. Regional quotas that are
    not given are calculated too."""
    foreloebige = independent.foreloebige_fordelingstal(kommuner, landstal)
    final = independent.fordelingstal(foreloebige, landstal)
    if regionskvoter is None:
        regionskvoter = independent.regionskvoter(kommuner, foreloebige, landstal)
    kvoter = independent.kommunekvoter(kommuner, foreloebige, regionskvoter)
    assert sum(foreloebige.values()) == landstal
    positive = {code: max(figures, Fraction(0)) for code, figures in foreloebige.items()}
    p_total = sum(k.indbyggertal for k in kommuner)
    f_total = sum(k.foreigners for k in kommuner)
    steps = {}
    for k in kommuner:
        total = sum(positive[other.code] for other in kommuner if other.region == k.region)
        befolkningsandel = Fraction(k.indbyggertal, p_total)
        udlaendingeandel = Fraction(k.foreigners, f_total)
        kvote = kvoter[k.code]
        negative = foreloebige[k.code] < 0
        steps[k.code] = {
            "regionskode": k.region,
            "befolkningsandel": rounded(befolkningsandel, 10),
            "udlaendingeandel": rounded(udlaendingeandel, 10),
            "fordelingsandel": rounded(2 * befolkningsandel - udlaendingeandel, 10),
            "beregnet_fordelingstal": rounded(foreloebige[k.code] + k.familiesammenfoerte, 6),
            "foreloebigt_fordelingstal": rounded(foreloebige[k.code], 6),
            "fordelingstal": rounded(final[k.code], 6),
            "fordelingstal_afrundet": independent.nearest(final[k.code]),
            "regionskvote_beregnet": regionskvoter[k.region],
            "kommunekvote_eksakt": rounded(
                regionskvoter[k.region] * positive[k.code] / total if total else Fraction(0), 6
            ),
            "kommunekvote_beregnet": kvote,
            "nulkvote_aarsag": None if kvote else "negativt_fordelingstal" if negative else "afrunding",
        }
    return steps


def check(db, dokument: str, kommuner: list[Kommune], landstal: int, regionskvoter: dict) -> None:
    """Every column of the quota marts that is calculated, for every municipality and region."""
    steps = expected_steps(kommuner, landstal, regionskvoter)
    final = independent.fordelingstal(independent.foreloebige_fordelingstal(kommuner, landstal), landstal)
    kvoter = {code: wanted["kommunekvote_beregnet"] for code, wanted in steps.items()}
    kvote_rows = rows(db, "kommunekvoter", "kommunekode", dokument)
    shares = rows(db, "kommuneandele", "kommunekode", dokument)
    assert set(kvote_rows) == set(shares) == {k.code for k in kommuner}
    indbyggertal = sum(k.indbyggertal for k in kommuner)
    for k in kommuner:
        members = [other for other in kommuner if other.region == k.region]
        published = shares[k.code]["kommunekvote"]
        wanted = {n: v for n, v in steps[k.code].items() if n != "regionskvote_beregnet"}
        wanted |= {"kommunekvote_offentliggjort": published}
        exact = wanted["kommunekvote_eksakt"]
        wanted |= {"regionskvote_offentliggjort": regionskvoter[k.region], "kommunekvote_hele": int(exact)}
        if landstal and kvoter[k.code] is not None:  # no random letter has an agreement
            per_inhabitant = Fraction(kvoter[k.code], k.indbyggertal) / Fraction(landstal, indbyggertal)
            wanted["kvoteindeks"] = rounded(100 * per_inhabitant, 1)
        assert {name: kvote_rows[k.code][name] for name in wanted} == wanted
        wanted = {
            "andel_af_region": Fraction(k.indbyggertal, sum(other.indbyggertal for other in members)),
            "andel_af_landet": Fraction(k.indbyggertal, sum(other.indbyggertal for other in kommuner)),
            "udlaendinge_pr_1000": Fraction(1000 * k.foreigners, k.indbyggertal),
            "familiesammenfoerte_pr_1000": Fraction(1000 * k.familiesammenfoerte, k.indbyggertal),
            "kvote_pr_10000": Fraction(10_000 * published, k.indbyggertal),
        }
        for name, figures in wanted.items():
            assert shares[k.code][name] == rounded(figures, 10 if name.startswith("andel") else 4)

    for region, region_row in rows(db, "regionskvoter", "regionskode", dokument).items():
        members = [k for k in kommuner if k.region == region]
        kvote, inhabitants = regionskvoter[region], sum(k.indbyggertal for k in members)
        wholes = sum(independent.nearest(final[k.code]) for k in members)
        wanted = {
            "indbyggertal": inhabitants,
            "udenlandske_statsborgere": sum(k.foreigners for k in members),
            "familiesammenfoerte": sum(k.familiesammenfoerte for k in members),
            "fordelingstal": rounded(sum(final[k.code] for k in members), 6),
            "fordelingstal_afrundet": wholes,
            "regionskvote_offentliggjort": kvote,
            "uforklaret_tillaeg": kvote - wholes,
            "personer_til_stoerste_rest": kvote
            - sum(kvote_rows[k.code]["kommunekvote_hele"] for k in members),
            "kommunekvote_offentliggjort": sum(shares[k.code]["kommunekvote"] for k in members),
            "udlaendinge_pr_1000": rounded(
                Fraction(1000 * sum(k.foreigners for k in members), inhabitants), 4
            ),
            "kvote_pr_10000": rounded(Fraction(10_000 * kvote, inhabitants), 4),
        }
        assert {name: region_row[name] for name in wanted} == wanted
        calculated = [kvoter[k.code] for k in members]
        assert None in calculated or sum(calculated) == kvote

    foreigners = sum(k.foreigners for k in kommuner)
    wanted = {
        "indbyggertal": indbyggertal,
        "udenlandske_statsborgere": foreigners,
        "fordelingstal_afrundet": sum(independent.nearest(figures) for figures in final.values()),
        "udlaendinge_pr_1000": rounded(Fraction(1000 * foreigners, indbyggertal), 4),
        "kvote_pr_10000": rounded(Fraction(10_000 * landstal, indbyggertal), 4),
    }
    found = rows(db, "landstal", "dokument", dokument)[dokument]
    assert {name: found[name] for name in wanted} == wanted


def check_links(db, dokument: str, kommuner: list[Kommune], landstal: int, regionskvoter: dict) -> None:
    """Every link of every quota: the number after it, and what it adds."""
    steps = expected_steps(kommuner, landstal, regionskvoter)
    found: dict[str, list] = {}
    for code, *figures in db.execute(
        "select kommunekode, efter, bidrag from marts.kommunekvoteled where dokument = ? order by lednummer",
        [dokument],
    ).fetchall():
        found.setdefault(code, []).append(tuple(figures))
    total = landstal + sum(k.familiesammenfoerte for k in kommuner)
    indbyggertal = sum(k.indbyggertal for k in kommuner)
    for k in kommuner:
        after = [rounded(Fraction(k.indbyggertal * total, indbyggertal), 6)]
        after += [steps[k.code][name] for name in LINKS]
        wanted = [(now, None if now is None else now - before) for before, now in pairwise([0, *after])]
        assert found[k.code] == wanted


def test_hvert_brev(marts):
    for dokument, landstal in marts.sql("select dokument, landstal from marts.landstal").fetchall():
        kommuner = [
            Kommune(
                code,
                r["regionskode"],
                r["indbyggertal"],
                r["udenlandske_statsborgere"],
                r["familiesammenfoerte"],
            )
            for code, r in rows(marts, "kommuneandele", "kommunekode", dokument).items()
        ]
        regioner = rows(marts, "regionskvoter", "regionskode", dokument)
        regionskvoter = {code: r["regionskvote_offentliggjort"] for code, r in regioner.items()}
        check(marts, dokument, kommuner, landstal, regionskvoter)
        check_links(marts, dokument, kommuner, landstal, regionskvoter)


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

    MARTS = ("kommuneandele", "kommunekvoter", "kommunekvoteled", "regionskvoter", "kommunekvoter_aendringer")
    OTHER_FIGURES = ("kvotefoelsomhed", "kvotescenarier")

    def __init__(self, db: duckdb.DuckDBPyConnection, warehouse):
        self.db = db
        models = {
            warehouse.nodes[n]["alias"]: n for n in warehouse.nodes if warehouse.nodes[n]["schema"] == "marts"
        }
        needed = {models[name] for name in self.MARTS + self.OTHER_FIGURES}
        needed |= set().union(*(warehouse.ancestors[n] for n in needed))
        self.statements = []
        for node in (warehouse.nodes[n] for n in warehouse.node_order if n in needed):
            if node["schema"] != "staging":
                relation = f"{node['schema']}.{node['alias']}"
                db.execute(f"drop {node['config']['materialized']} {relation}")
                self.statements.append(f"create or replace table {relation} as {node['compiled_code']}")

    def calculate(self, tables: dict[str, list[tuple]]) -> None:
        """With these rows in the place of those that the tables of raw have."""
        for name, cells in tables.items():
            self.db.execute(f"truncate raw.{name}")
            if cells:
                self.db.executemany(
                    f"insert into raw.{name} values ({', '.join('?' * len(cells[0]))})", cells
                )
        for statement in self.statements:
            self.db.execute(statement)


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


def raw_tables(letters: dict[str, tuple[list[Kommune], int, dict[str, int]]]) -> dict[str, list[tuple]]:
    """The tables of raw that hold made-up letters, by their keys."""
    tables = {
        "landstalsbreve": [],
        "landstal_regionskvoter": [],
        "bilag_a_befolkning": [],
        "bilag_a_familiesammenfoeringer": [],
        "bilag_b_kommunekvoter": [],
    }
    for key, (kommuner, landstal, regionskvoter) in letters.items():
        year, day = key.removeprefix("landstal-"), "2097-01-01"
        of_letter = {
            "landstalsbreve": [
                (key, year, "1", str(landstal), day, "98/1", day, "2097", day, day, day, "t", "u", "f")
            ],
            "landstal_regionskvoter": [
                (key, "1", f"Region {code}", danish(kvote)) for code, kvote in regionskvoter.items()
            ],
            "bilag_a_befolkning": [
                (key, "1", f"{k.code} K", danish(k.indbyggertal), danish(k.foreigners), None)
                for k in kommuner
            ],
            "bilag_a_familiesammenfoeringer": [
                (key, "1", f"{k.code} K", danish(k.familiesammenfoerte) if k.familiesammenfoerte else "-")
                for k in kommuner
            ],
            "bilag_b_kommunekvoter": [(key, "1", f"{k.code} K", k.code) for k in kommuner],
        }
        for name, cells in of_letter.items():
            tables[name] += cells
    return tables | {
        "regioner": [(code, f"Region {code}") for code in regionskvoter],
        "kommuner": [(k.code, f"K{k.code}", k.region) for k in kommuner],
    }


@st.composite
def letters(draw):
    """Letters of one to five regions of one to four municipalities. Small numbers make ties; many
    reunifications make whole regions negative."""
    regioner = REGIONER[: draw(st.integers(1, 5))]
    size = draw(st.sampled_from([3, 40, 700_000]))
    count = st.integers(1, size)
    kommuner = []
    for region in regioner:
        for _ in range(draw(st.integers(1, 4))):
            p = draw(count)
            f = draw(st.integers(0, p))
            a = draw(st.sampled_from([0, 0, 1, 2, 15, 400]))
            kommuner.append(Kommune(f"{101 + len(kommuner)}", region, p, f, a))
    if not any(k.foreigners for k in kommuner):
        first = kommuner[0]
        kommuner[0] = Kommune(first.code, first.region, first.indbyggertal, 1, 0)
    landstal = draw(st.sampled_from([0, 1, 7, 550, 20_000]))
    regionskvoter = {region: draw(st.integers(0, landstal)) for region in regioner}
    return kommuner, landstal, regionskvoter


@settings(max_examples=100, deadline=None)
@given(letter=letters())
def test_tilfaeldige_breve(calculation, letter):
    calculation.calculate(raw_tables({LETTER: letter}))
    check(calculation.db, LETTER, *letter)


def test_saerlige_breve(calculation):
    """A region whose municipalities are all negative, and products that outgrow 64 bits."""
    negative = [Kommune("101", "1081", 10, 9, 400), Kommune("147", "1082", 90, 1, 0)]
    big = [Kommune("101", "1081", 653_664, 51_219, 16), Kommune("147", "1081", 5_278_897, 276_249, 421)]
    for letter in (
        (negative, 7, {"1081": 0, "1082": 7}),
        (negative, 7, {"1081": 3, "1082": 4}),
        (negative, 0, {"1081": 0, "1082": 0}),
        (big, 20_000, {"1081": 20_000}),
    ):
        calculation.calculate(raw_tables({LETTER: letter}))
        check(calculation.db, LETTER, *letter)
        check_links(calculation.db, LETTER, *letter)


def check_variant(db, mart: str, where: str, kommuner: list[Kommune], landstal: int) -> None:
    """Every column of the mart that is calculated, in the rows of one variant."""
    answer = db.execute(f"select * from marts.{mart} where {where}")
    names = [column[0] for column in answer.description]
    found = {r["kommunekode"]: r for r in (dict(zip(names, v, strict=True)) for v in answer.fetchall())}
    expected_rows = expected_steps(kommuner, landstal)
    assert set(found) == set(expected_rows)
    for k in kommuner:
        wanted = {name: v for name, v in expected_rows[k.code].items() if name in names}
        wanted |= {"landstal_antaget": landstal, "indbyggertal": k.indbyggertal}
        wanted |= {"kommunekvote_offentliggjort": int(k.code)}
        assert {name: found[k.code][name] for name in wanted} == wanted


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
@given(letter=letters(), growth=st.sampled_from([1, 50, 900_000]), families=st.integers(0, 60))
def test_tilfaeldige_varianter(calculation, letter, growth, families):
    """Every step of the landstal and a scenario against the independent calculation; and a municipality's
    exact part of the landstal does not fall when only its population grows."""
    kommuner, landstal, _ = letter
    first, *others = kommuner
    growing = replace(first, indbyggertal=first.indbyggertal + growth)
    with_family = replace(first, familiesammenfoerte=families)
    calculation.calculate(
        raw_tables({LETTER: letter})
        | {
            "landstalstrin": [(str(percent),) for percent in STEPS],
            "kvotescenarier": [(name, LETTER, str(landstal)) for name in ("samme", "vækst", "familie")],
            "kvotescenarie_input": [
                ("vækst", f"{first.code} K", str(growing.indbyggertal), None, None),
                ("familie", f"{first.code} K", None, None, str(families)),
            ],
        }
    )
    for percent in STEPS:
        assumed = independent.nearest(Fraction(landstal * percent, 100))
        check_variant(calculation.db, "kvotefoelsomhed", f"landstal_pct = {percent}", kommuner, assumed)
    for name, new in (("samme", first), ("vækst", growing), ("familie", with_family)):
        check_variant(calculation.db, "kvotescenarier", f"scenarie = '{name}'", [new, *others], landstal)
    before, after = (exact_share(calculation.db, name, first.code) for name in ("samme", "vækst"))
    assert after >= before


@settings(max_examples=30, deadline=None)
@given(letter=letters(), data=st.data())
def test_tilfaeldige_aendringer(calculation, letter, data):
    """A change from the letter before against the four calculations in between."""
    kommuner, landstal, regionskvoter = letter
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
    calculation.calculate(
        raw_tables(
            {PREVIOUS: (before, landstal_foer, regionskvoter), LETTER: (kommuner, landstal, regionskvoter)}
        )
    )
    inhabitants = [replace(old, indbyggertal=k.indbyggertal) for old, k in zip(before, kommuner, strict=True)]
    foreigners = [replace(old, foreigners=k.foreigners) for old, k in zip(inhabitants, kommuner, strict=True)]
    course = [(before, landstal_foer)]
    course += [(group, landstal) for group in (before, inhabitants, foreigners, kommuner)]
    figures = [
        independent.fordelingstal(independent.foreloebige_fordelingstal(group, count), count)
        for group, count in course
    ]
    found = rows(calculation.db, "kommunekvoter_aendringer", "kommunekode", LETTER)
    assert set(found) == {k.code for k in kommuner}
    contribution = ("landstal", "indbyggertal", "udenlandske_statsborgere", "familiesammenfoerte")
    for k in kommuner:
        r = found[k.code]
        stride = [rounded(steps[k.code], 6) for steps in figures]
        assert [r[f"bidrag_{name}"] for name in contribution] == [b - a for a, b in pairwise(stride)]
        if r["kommunekvote_aendring"] is not None:
            assert sum(r[f"bidrag_{name}"] for name in (*contribution, "rest")) == r["kommunekvote_aendring"]
    assert not rows(calculation.db, "kommunekvoter_aendringer", "kommunekode", PREVIOUS)
