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

    kode: str
    region: str
    indbyggertal: int
    udlaendinge: int
    familiesammenfoerte: int


def foreloebige_fordelingstal(kommuner: list[Kommune], landstal: int) -> dict[str, Fraction]:
    """§ 4, stk. 2-4, by municipality code; they sum to the landstal."""
    p_i_alt = sum(k.indbyggertal for k in kommuner)
    f_i_alt = sum(k.udlaendinge for k in kommuner)
    a_i_alt = sum(k.familiesammenfoerte for k in kommuner)
    tal = {}
    for k in kommuner:
        befolkningsandel = Fraction(k.indbyggertal, p_i_alt)
        udlaendingeandel = Fraction(k.udlaendinge, f_i_alt)
        fordelingsandel = befolkningsandel - (udlaendingeandel - befolkningsandel)
        tal[k.kode] = fordelingsandel * (landstal + a_i_alt) - k.familiesammenfoerte
    return tal


def fordelingstal(foreloebige: dict[str, Fraction], landstal: int) -> dict[str, Fraction]:
    """§ 4, stk. 5, by municipality code; they sum to the landstal."""
    positive = {kode: max(tal, Fraction(0)) for kode, tal in foreloebige.items()}
    i_alt = sum(positive.values())
    return {kode: tal * landstal / i_alt if i_alt else Fraction(0) for kode, tal in positive.items()}


def naermeste(tal: Fraction) -> int:
    """The nearest whole number, a half up."""
    return floor(tal + Fraction(1, 2))


def stoerste_rest(
    antal: int, vaegte: dict[str, Fraction], indbyggertal: dict[str, int]
) -> dict[str, int | None]:
    """`antal` persons by code in proportion to the weights; a tie goes to the larger population, then to the
    lower code. None when there are persons and no weight."""
    i_alt = sum(vaegte.values())
    if not i_alt:
        return {kode: None if antal else 0 for kode in vaegte}
    eksakte = {kode: antal * tal / i_alt for kode, tal in vaegte.items()}
    hele = {kode: floor(tal) for kode, tal in eksakte.items()}
    orden = sorted(hele, key=lambda kode: (hele[kode] - eksakte[kode], -indbyggertal[kode], kode))
    for kode in orden[: antal - sum(hele.values())]:
        hele[kode] += 1
    return hele


def kommunekvoter(
    kommuner: list[Kommune], foreloebige: dict[str, Fraction], regionskvoter: dict[str, int]
) -> dict[str, int | None]:
    """Integrationsloven § 8, stk. 3, by municipality code. None where a region has a quota and nobody to bear
    it."""
    kvoter: dict[str, int | None] = {}
    for region, kvote in regionskvoter.items():
        egne = [k for k in kommuner if k.region == region]
        positive = {k.kode: max(foreloebige[k.kode], Fraction(0)) for k in egne}
        kvoter |= stoerste_rest(kvote, positive, {k.kode: k.indbyggertal for k in egne})
    return kvoter


def regionskvoter(kommuner: list[Kommune], foreloebige: dict[str, Fraction], landstal: int) -> dict[str, int]:
    """The landstal on the regions by their sums of fordelingstal, where no letter fixes a regional quota."""
    vaegte, indbyggertal = defaultdict(Fraction), defaultdict(int)
    for k in kommuner:
        vaegte[k.region] += max(foreloebige[k.kode], Fraction(0))
        indbyggertal[k.region] += k.indbyggertal
    return stoerste_rest(landstal, vaegte, indbyggertal)
