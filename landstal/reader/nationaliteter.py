"""Nationalities that the lookup seed lacks, by their Danish names."""

import gettext
from functools import cache

import pycountry

# ISO 3166-1 leaves codes from XAA to its users: Kosovo's, and those of passports for who has no country
# (ICAO Doc 9303-3).
USER_CODES = {"XKX": "Kosovo", "XXA": "Stateless", "XXX": "Unspecified"}


@cache
def danish_names() -> dict[str, str]:
    """The ISO 3166-1 alpha-3 code of each country's Danish names; for 'Palæstina, staten' also the name
    before the comma is known."""
    danish = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=["da"])
    names = {"Kosovo": "XKX", "Statsløs": "XXA", "Statsløse": "XXA"}
    for land in pycountry.countries:
        for field_name in ("name", "common_name"):
            if hasattr(land, field_name):
                name = danish.gettext(getattr(land, field_name))
                names.setdefault(name.split(",")[0], land.alpha_3)
                names[name] = land.alpha_3
    return names


def guessed_country(nationalitet: str) -> str | None:
    """The code of a name as printed, or of the part before its bracket."""
    for name in (nationalitet, nationalitet.split("(")[0].strip()):
        if name in danish_names():
            return danish_names()[name]
    return None


def lookup_row(nationalitet: str, code: str) -> list[str] | None:
    """The row of the lookup seed; None when there is no country of that code."""
    if code in USER_CODES:
        return [nationalitet, code, USER_CODES[code]]
    land = pycountry.countries.get(alpha_3=code)
    return [nationalitet, land.alpha_3, getattr(land, "common_name", land.name)] if land else None


def with_row(rows: list[list[str]], new: list[str]) -> list[list[str]]:
    """The rows with a new one in its place of the Danish alphabet, before 'Øvrige'."""
    position = next(
        (i for i, r in enumerate(rows) if r[0] == "Øvrige" or danish(r[0]) > danish(new[0])), None
    )
    return [*rows, new] if position is None else [*rows[:position], new, *rows[position:]]


def danish(name: str) -> str:
    return name.lower().translate(str.maketrans("æøå", "{|}"))
