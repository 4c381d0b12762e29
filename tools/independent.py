"""The quota calculation once more, written from the statute with exact fractions and no SQL.

Sources: boligplaceringsbekendtgørelsen (BEK 550 of 3 May 2022) §§ 4 and 7, and the orders before it,
integrationsloven §§ 7-8.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import floor

# BEK 1290 of 31 August 2020; until then every change was in proportion.
RAISED_IS_RECALCULATED = date(2020, 9, 3)


@dataclass(frozen=True)
class Kommune:
    """One municipality of a letter; counts in persons."""

    code: str
    region: str
    indbyggertal: int
    foreigners: int
    familiesammenfoerte: int


@dataclass(frozen=True)
class Udmelding:
    """What the letter that a changed landstal changes has announced; the published quotas by municipality
    code."""

    landstal: int
    kommunekvoter: dict[str, int]


def fordelingsandele(kommuner: list[Kommune]) -> dict[str, Fraction]:
    """§ 4, stk. 2, by municipality code; they sum to 1."""
    p_total = sum(k.indbyggertal for k in kommuner)
    f_total = sum(k.foreigners for k in kommuner)
    andele = {}
    for k in kommuner:
        befolkningsandel = Fraction(k.indbyggertal, p_total)
        udlaendingeandel = Fraction(k.foreigners, f_total)
        andele[k.code] = befolkningsandel - (udlaendingeandel - befolkningsandel)
    return andele


def foreloebige_fordelingstal(kommuner: list[Kommune], landstal: int) -> dict[str, Fraction]:
    """§ 4, stk. 3-4, by municipality code; they sum to the landstal."""
    andele, a_total = fordelingsandele(kommuner), sum(k.familiesammenfoerte for k in kommuner)
    return {k.code: andele[k.code] * (landstal + a_total) - k.familiesammenfoerte for k in kommuner}


def fordelingstal(foreloebige: dict[str, Fraction], landstal: int) -> dict[str, Fraction]:
    """§ 4, stk. 5, by municipality code; they sum to the landstal."""
    positive = {code: max(figures, Fraction(0)) for code, figures in foreloebige.items()}
    total = sum(positive.values())
    return {code: figures * landstal / total if total else Fraction(0) for code, figures in positive.items()}


def nearest(figures: Fraction) -> int:
    """The nearest whole number, a half up."""
    return floor(figures + Fraction(1, 2))


def largest_remainder(
    count: int | None, weights: dict[str, Fraction], indbyggertal: dict[str, int]
) -> dict[str, int | None]:
    """`count` persons by code in proportion to the weights; a tie goes to the larger population, then to the
    lower code. None when there are persons, or nobody knows how many, and no weight."""
    total = sum(weights.values())
    if not total:
        return {code: 0 if count == 0 else None for code in weights}
    exact = {code: count * figures / total for code, figures in weights.items()}
    wholes = {code: floor(figures) for code, figures in exact.items()}
    order = sorted(wholes, key=lambda code: (wholes[code] - exact[code], -indbyggertal[code], code))
    for code in order[: count - sum(wholes.values())]:
        wholes[code] += 1
    return wholes


def sainte_lague(
    count: int, weights: dict[str, Fraction], indbyggertal: dict[str, int]
) -> dict[str, int | None]:
    """The same by highest averages: each person in turn to the largest of weight / 1, / 3, / 5, ..."""
    if not sum(weights.values()):
        return {code: None if count else 0 for code in weights}
    wholes = dict.fromkeys(weights, 0)
    for _ in range(count):
        wholes[min(weights, key=lambda c: (-weights[c] / (2 * wholes[c] + 1), -indbyggertal[c], c))] += 1
    return wholes


def is_proportional(landstal: int, dateret: date, foer: Udmelding | None) -> bool:
    """Whether a letter of this date changes the quotas before it in proportion: a reduction (BEK 550 § 4,
    stk. 7, and § 7, stk. 8), and until 2020 every change. A first announcement changes none."""
    return foer is not None and (landstal <= foer.landstal or dateret < RAISED_IS_RECALCULATED)


def vaegte(
    kommuner: list[Kommune], landstal: int, dateret: date, foer: Udmelding | None = None
) -> dict[str, Fraction]:
    """What the quotas of a letter are shared out by, by municipality code: the quotas before it when they are
    changed in proportion (BEK 550 § 4, stk. 7, and § 7, stk. 8), else the foreløbige fordelingstal. A raised
    landstal is calculated again with the figures of the year's first letter, so `kommuner` is that letter's
    (§ 4, stk. 7, and § 7, stk. 9)."""
    if foer and is_proportional(landstal, dateret, foer):
        return {k.code: Fraction(foer.kommunekvoter[k.code]) for k in kommuner}
    return foreloebige_fordelingstal(kommuner, landstal)


def kommunekvoter(
    kommuner: list[Kommune], weights: dict[str, Fraction], regionskvoter: dict[str, int | None]
) -> dict[str, int | None]:
    """§ 7, stk. 2-5, by municipality code. None where a region has a quota and nobody to bear
    it."""
    kvoter: dict[str, int | None] = {}
    for region, kvote in regionskvoter.items():
        members = [k for k in kommuner if k.region == region]
        positive = {k.code: max(weights[k.code], Fraction(0)) for k in members}
        kvoter |= largest_remainder(kvote, positive, {k.code: k.indbyggertal for k in members})
    return kvoter


def regionskvoter(
    kommuner: list[Kommune], weights: dict[str, Fraction], landstal: int
) -> dict[str, int | None]:
    """The landstal on the regions by their sums of the positive weights, where no letter fixes a regional
    quota."""
    sums, indbyggertal = defaultdict(Fraction), defaultdict(int)
    for k in kommuner:
        sums[k.region] += max(weights[k.code], Fraction(0))
        indbyggertal[k.region] += k.indbyggertal
    return largest_remainder(landstal, sums, indbyggertal)
