"""The quota calculation once more, written from the statute with exact fractions and no SQL.

Sources: boligplaceringsbekendtgørelsen (BEK 550 of 3 May 2022) § 4, integrationsloven §§ 7-8.
"""

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from math import floor


@dataclass(frozen=True)
class Kommune:
    """One municipality of a letter; counts in persons."""

    code: str
    region: str
    indbyggertal: int
    foreigners: int
    familiesammenfoerte: int


def foreloebige_fordelingstal(kommuner: list[Kommune], landstal: int) -> dict[str, Fraction]:
    """§ 4, stk. 2-4, by municipality code; they sum to the landstal."""
    p_total = sum(k.indbyggertal for k in kommuner)
    f_total = sum(k.foreigners for k in kommuner)
    a_total = sum(k.familiesammenfoerte for k in kommuner)
    figures = {}
    for k in kommuner:
        befolkningsandel = Fraction(k.indbyggertal, p_total)
        udlaendingeandel = Fraction(k.foreigners, f_total)
        fordelingsandel = befolkningsandel - (udlaendingeandel - befolkningsandel)
        figures[k.code] = fordelingsandel * (landstal + a_total) - k.familiesammenfoerte
    return figures


def fordelingstal(foreloebige: dict[str, Fraction], landstal: int) -> dict[str, Fraction]:
    """§ 4, stk. 5, by municipality code; they sum to the landstal."""
    positive = {code: max(figures, Fraction(0)) for code, figures in foreloebige.items()}
    total = sum(positive.values())
    return {code: figures * landstal / total if total else Fraction(0) for code, figures in positive.items()}


def nearest(figures: Fraction) -> int:
    """The nearest whole number, a half up."""
    return floor(figures + Fraction(1, 2))


def largest_remainder(
    count: int, weights: dict[str, Fraction], indbyggertal: dict[str, int]
) -> dict[str, int | None]:
    """`count` persons by code in proportion to the weights; a tie goes to the larger population, then to the
    lower code. None when there are persons and no weight."""
    total = sum(weights.values())
    if not total:
        return {code: None if count else 0 for code in weights}
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


def kommunekvoter(
    kommuner: list[Kommune], foreloebige: dict[str, Fraction], regionskvoter: dict[str, int]
) -> dict[str, int | None]:
    """Integrationsloven § 8, stk. 3, by municipality code. None where a region has a quota and nobody to bear
    it."""
    kvoter: dict[str, int | None] = {}
    for region, kvote in regionskvoter.items():
        members = [k for k in kommuner if k.region == region]
        positive = {k.code: max(foreloebige[k.code], Fraction(0)) for k in members}
        kvoter |= largest_remainder(kvote, positive, {k.code: k.indbyggertal for k in members})
    return kvoter


def regionskvoter(kommuner: list[Kommune], foreloebige: dict[str, Fraction], landstal: int) -> dict[str, int]:
    """The landstal on the regions by their sums of fordelingstal, where no letter fixes a regional quota."""
    weights, indbyggertal = defaultdict(Fraction), defaultdict(int)
    for k in kommuner:
        weights[k.region] += max(foreloebige[k.code], Fraction(0))
        indbyggertal[k.region] += k.indbyggertal
    return largest_remainder(landstal, weights, indbyggertal)
