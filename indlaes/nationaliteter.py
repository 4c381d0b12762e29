"""Nationalities that the lookup seed lacks, by their Danish names."""

import gettext
from functools import cache

import pycountry

# ISO 3166-1 leaves codes from XAA to its users: Kosovo's, and those of passports for who has no country
# (ICAO Doc 9303-3).
BRUGERNES_KODER = {"XKX": "Kosovo", "XXA": "Stateless", "XXX": "Unspecified"}


@cache
def danske_navne() -> dict[str, str]:
    """The ISO 3166-1 alpha-3 code of each country's Danish names; for 'Palæstina, staten' also the name
    before the comma is known."""
    dansk = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=["da"])
    navne = {"Kosovo": "XKX", "Statsløs": "XXA", "Statsløse": "XXA"}
    for land in pycountry.countries:
        for felt in ("name", "common_name"):
            if hasattr(land, felt):
                navn = dansk.gettext(getattr(land, felt))
                navne.setdefault(navn.split(",")[0], land.alpha_3)
                navne[navn] = land.alpha_3
    return navne


def gaettet_land(nationalitet: str) -> str | None:
    """The code of a name as printed, or of the part before its bracket."""
    for navn in (nationalitet, nationalitet.split("(")[0].strip()):
        if navn in danske_navne():
            return danske_navne()[navn]
    return None


def opslagsraekke(nationalitet: str, kode: str) -> list[str] | None:
    """The row of the lookup seed; None when there is no country of that code."""
    if kode in BRUGERNES_KODER:
        return [nationalitet, kode, BRUGERNES_KODER[kode]]
    land = pycountry.countries.get(alpha_3=kode)
    return [nationalitet, land.alpha_3, getattr(land, "common_name", land.name)] if land else None


def med_raekke(raekker: list[list[str]], ny: list[str]) -> list[list[str]]:
    """The rows with a new one in its place of the Danish alphabet, before 'Øvrige'."""
    plads = next((i for i, r in enumerate(raekker) if r[0] == "Øvrige" or dansk(r[0]) > dansk(ny[0])), None)
    return [*raekker, ny] if plads is None else [*raekker[:plads], ny, *raekker[plads:]]


def dansk(navn: str) -> str:
    return navn.lower().translate(str.maketrans("æøå", "{|}"))
