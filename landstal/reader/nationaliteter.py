"""Nationalities that the lookup seed lacks, by their Danish names."""

import gettext
from functools import cache

import pycountry

from landstal import Stop
from landstal.reader.metadata import GIVEN, GUESSED

# ISO 3166-1 leaves codes from XAA to its users: Kosovo's, and those of passports for who has no country
# (ICAO Doc 9303-3).
USER_CODES = {"XKX": "Kosovo", "XXA": "Stateless", "XXX": "Unspecified"}


@cache
def danish_names() -> dict[str, str]:
    """The ISO 3166-1 alpha-3 code of each country by its Danish names; for 'Palæstina, staten' also by what
    stands before the comma."""
    danish = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=["da"])
    names = {"Kosovo": "XKX", "Statsløs": "XXA", "Statsløse": "XXA"}
    for country in pycountry.countries:
        for english in ("name", "common_name"):
            if hasattr(country, english):
                name = danish.gettext(getattr(country, english))
                names.setdefault(name.split(",")[0], country.alpha_3)
                names[name] = country.alpha_3
    return names


def guessed_code(nationalitet: str) -> str | None:
    """The code of a name as printed, or of the part before its bracket."""
    return danish_names().get(nationalitet) or danish_names().get(nationalitet.split("(")[0].strip())


def lookup_row(nationalitet: str, code: str) -> list[str] | None:
    """The row of the lookup seed; None when there is no country of that code."""
    if code in USER_CODES:
        return [nationalitet, code, USER_CODES[code]]
    country = pycountry.countries.get(alpha_3=code)
    return country and [nationalitet, country.alpha_3, getattr(country, "common_name", country.name)]


def given_rows(options: list[str]) -> dict[str, list[str]]:
    """The lookup rows of the user's 'NAVN=KODE', by name; Stop for a code that is no country's."""
    rows = {}
    for option in options:
        name, code = (word.strip() for word in option.partition("=")[::2])
        row = lookup_row(name, code.upper())
        if not name or row is None:
            raise Stop(
                f"--land '{option}': ventet et navn, = og en landekode i ISO 3166-1, fx 'Syrien=SYR', "
                "eller XXA for statsløse."
            )
        rows[name] = row
    return rows


def new_rows(
    printed: set[str], given: dict[str, list[str]], existing: list[list[str]]
) -> list[tuple[list[str], str]]:
    """The rows that the lookup seed lacks, and where each is from: the user, or a guess."""
    names = {row[0] for row in existing}
    guessed = {name: guessed_code(name) for name in sorted(printed - names - given.keys())}
    return [(row, GIVEN) for name, row in given.items() if name not in names] + [
        (lookup_row(name, code), GUESSED) for name, code in guessed.items() if code
    ]


def with_row(rows: list[list[str]], new: list[str]) -> list[list[str]]:
    """The rows with a new one in its place of the Danish alphabet, before 'Øvrige'."""
    later = (i for i, row in enumerate(rows) if row[0] == "Øvrige" or in_order(row[0]) > in_order(new[0]))
    position = next(later, len(rows))
    return [*rows[:position], new, *rows[position:]]


def in_order(name: str) -> str:
    """A key that sorts names by the Danish alphabet."""
    return name.lower().translate(str.maketrans("æøå", "{|}"))
