"""Nationalities that the lookup seed lacks, by their Danish names."""

import difflib
import gettext
import re
import unicodedata
from functools import cache

import pycountry
from babel import Locale

from landstal import Stop
from landstal.reader.metadata import GIVEN, GUESSED

# ISO 3166-1 leaves codes from XAA to its users: Kosovo's, and those of passports for who has no country
# (ICAO Doc 9303-3).
USER_CODES = {"XKX": "Kosovo", "XXA": "Stateless", "XXX": "Unspecified"}
OTHER_NAMES = {
    "Kosovo": "XKX", "Statsløs": "XXA", "Statsløse": "XXA", "Statsløse palæstinensere": "PSE",
    "Uoplyst": "XXX", "Uoplyste": "XXX", "Ukendt": "XXX", "Uafklaret": "XXX",
}  # fmt: skip
OF_TWO_COUNTRIES = ("Congo", "Korea")
LONGEST_NAME = 80  # characters; the longest of a country has 63
# Words for sums and rests, folded: what one of them stands in, or is spelt almost as one, is no nationality.
SUMS_AND_RESTS = {
    "ialt", "total", "totalt", "totaler", "sum", "subtotal", "tilsammen", "samlet", "samtlige", "alle",
    "hele", "helelandet", "ovr", "ovrig", "ovrige", "andre", "andet", "anden", "rest", "resten",
    "resterende", "restgruppe", "diverse", "hovedtotal", "lalt", "totalsum", "gennemsnit",
    "nationalitet", "nationaliteter", "other", "others", "delsum", "mellemsum", "hovedsum", "mellemtotal",
    "summen", "summa", "samlede", "sammenlagt", "sammentælling", "flere", "mindre",
    "mfl", "uspecificeret",
}  # fmt: skip
SAME_WORD = 0.8  # how alike; a word of a country's name is at most as much like one of them
LETTERS = re.compile("[A-Za-zÆæØøÅåÐðÞþŁł]")  # all but those that a mark makes, once it is taken off
SIGNS = " -'\N{RIGHT SINGLE QUOTATION MARK}.,()/&"


@cache
def danish_names() -> dict[str, str]:
    """The ISO 3166-1 alpha-3 code of each country by its Danish names, those of Unicode's CLDR and of the
    translation of the standard; for 'Palæstina, staten' also by what stands before the comma, and for
    'Myanmar (Burma)' before the bracket."""
    translated = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=["da"])
    usual = Locale("da").territories
    names = dict(OTHER_NAMES)
    for country in pycountry.countries:
        english = [getattr(country, name) for name in ("name", "common_name") if hasattr(country, name)]
        for name in [usual[country.alpha_2], *map(translated.gettext, english)]:
            names.setdefault(name, country.alpha_3)
            names.setdefault(re.split(r",| \(", name)[0], country.alpha_3)
    for name in OF_TWO_COUNTRIES:
        del names[name]
    return names


def guessed_code(nationalitet: str) -> str | None:
    """The code of a name as printed, or of the part before its bracket, or of that in it."""
    names = [nationalitet, *(part.strip() for part in re.split(r"[()]", nationalitet))]
    return next((danish_names()[name] for name in names if name in danish_names()), None)


def lookup_row(nationalitet: str, code: str) -> list[str] | None:
    """The row of the lookup seed; None when there is no country of that code."""
    if code in USER_CODES:
        return [nationalitet, code, USER_CODES[code]]
    country = pycountry.countries.get(alpha_3=code)
    return country and [nationalitet, country.alpha_3, getattr(country, "common_name", country.name)]


def folded(name: str) -> str:
    """The letters of a name without case and marks: 'Ø', also of an O and a stroke, as 'o'."""
    letters = unicodedata.normalize("NFKD", name).casefold().replace("ø", "o").replace("oe", "o")
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def is_sum_or_rest(name: str) -> bool:
    """Whether a name is, or is spelt almost as, what tables call a sum or a rest, also with more words."""
    words = re.findall(r"\w+", folded(name))
    return any(
        difflib.SequenceMatcher(None, word, other).ratio() > SAME_WORD
        for word in [*words, "".join(words)]
        for other in SUMS_AND_RESTS
    )


def fault(name: str) -> str | None:
    """Why a name is no nationality's; None when it may be."""
    if len(name) > LONGEST_NAME:
        return f"navnet har {len(name)} tegn; ventet højst {LONGEST_NAME}"
    for character in unicodedata.normalize("NFC", name):
        (base, *_) = unicodedata.normalize("NFD", character)
        if not (character in SIGNS or LETTERS.fullmatch(base)):
            return f"tegnet {character!a} er ikke et dansk bogstav; ventet navnet, som det er trykt"
    if is_sum_or_rest(name):
        return "det betegner en sum eller en rest og er ikke en nationalitet"
    return None


def given_rows(options: list[str], existing: list[list[str]]) -> dict[str, list[str]]:
    """The lookup rows of the user's 'NAVN=KODE', by name; Stop for a code that is no country's, for what is
    no nationality's name, and for one that is known by another code."""
    known = {row[0]: row for row in existing}
    rows = {}
    for option in options:
        name, code = (word.strip() for word in option.rpartition("=")[::2])
        name = unicodedata.normalize("NFC", name)
        shown = f"--land '{option[:LONGEST_NAME]}{' …' if len(option) > LONGEST_NAME else ''}'"
        row = lookup_row(name, code.upper())
        if not name or row is None:
            raise Stop(
                f"{shown}: ventet et navn, = og en landekode i ISO 3166-1, fx 'Syrien=SYR', "
                "eller XXA for statsløse og XXX for ukendt."
            )
        if why := fault(name):
            raise Stop(f"{shown}: {why}.")
        if name in known and known[name][1] != row[1]:
            raise Stop(f"{shown}: {name} har allerede landekoden {known[name][1]} i nationaliteter.csv.")
        rows[name] = row
    return rows


def new_rows(
    printed: set[str], given: dict[str, list[str]], existing: list[list[str]]
) -> list[tuple[list[str], str]]:
    """The rows that the lookup seed lacks of the printed nationalities, and where each is from: the user, or
    a guess."""
    unknown = sorted(printed - {row[0] for row in existing})
    guessed = {name: guessed_code(name) for name in unknown if name not in given}
    return [(given[name], GIVEN) for name in unknown if name in given] + [
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
