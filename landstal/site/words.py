"""The words of the pages: what marts call things in ASCII, as readers do, and sentences about removals."""

import re
from bisect import bisect_right
from datetime import date
from itertools import pairwise

from landstal.site.numbers import UNKNOWN, danish_month, danish_number
from landstal.site.queries import Row

TABLE_NAMES = {
    "landstalsbreve": "Brevets hoved",
    "brevtekst": "Brevets tekst",
    "landstal_regionskvoter": "Brevets regionskvoter",
    "bilag_a_befolkning": "Bilag A, befolkning",
    "bilag_a_familiesammenfoeringer": "Bilag A, familiesammenføringer",
    "bilag_b_kommunekvoter": "Bilag B, kommunekvoter",
    "udsendelsesopgoerelser": "Statistikkens hoved",
    "udsendelser_tabel_1": "Tabel 1, udsendelser pr. måned",
    "udsendelser_tabel_2": "Tabel 2, nationaliteter i året",
    "udsendelser_tabel_3": "Tabel 3, nationaliteter året før",
}
# The printed columns, in the order in which a municipality's page shows them.
FIELD_NAMES = {
    "indbyggertal": "Indbyggere",
    "udenlandske_statsborgere": "Ikke-vestlige statsborgere",
    "familiesammenfoeringer": "Familiesammenførte til flygtninge",
    "asylansoegere": "Asylansøgere i centre",
    "kommunekvote": "Kommunekvote",
    "kommune": "kommunens navn",
    "antal": "regionskvote",
    "befolkning_pr": "befolkningens dato",
    "familiesammenfoert_aar": "familiesammenføringernes år",
    "asylansoegere_pr": "asylansøgernes dato",
    "dateret": "brevets dato",
    "sagsnummer": "sagsnummer",
    "aftalefrist": "frist for aftaler",
    "fastsaettelsesfrist": "frist for fastsættelse",
    "ledsaget": "ledsaget",
    "paaset": "påset",
    "rejst_selv": "rejst selv",
}
MEASURES = FIELD_NAMES | {
    "familiesammenfoerte": "Familie\N{SOFT HYPHEN}sammenførte til flygtninge",
    "regionskvote": "regionskvote",
    "landstal": "landstal",
    **{
        danish_month(date(2000, month, 1), short=True): danish_month(date(2000, month, 1), short=True)
        for month in range(1, 13)
    },
    "i_alt_aar": "året i alt",
    "i_alt_forrige_aar": "forrige år i alt",
}
# The map's colours, but for a quota of 0: from so much per inhabitant, where the whole nation is 100.
MAP_COLOURS = (0, 50, 100, 150, 200)
COLOUR_NAMES = (
    "kvote 0",
    "under 50",
    *(f"{low}\N{EN DASH}{high - 1}" for low, high in pairwise(MAP_COLOURS[1:])),
    "200 og derover",
)
FILES = {
    "landstal.xlsx": "Excel: kvoterne, en vejledning og et ark pr. tabel",
    "landstal.duckdb": "DuckDB: tabellerne med nøgler og beskrivelser",
}


# Municipalities that are not called by their name and 'Kommune'.
FULL_NAMES = {"101": "Københavns Kommune", "400": "Bornholms Regionskommune"}
# Where a remark is of how something is written, and changes no number.
LABELS = {"kommune", "nationalitet", "udsendelseskategori"}
MARKS = {".", "-", None}


def first_sentence(text: str) -> str:
    return re.split(r"(?<!\bpr\.)(?<=\.) ", text, maxsplit=1)[0]


def address(dokument: str) -> str:
    """A document's part of an address: '2024', '2024-2'."""
    return dokument.split("-", 1)[1]


def full_name(kommune: Row) -> str:
    return FULL_NAMES.get(kommune["kommunekode"], f"{kommune['kommunenavn']} Kommune")


def matters(remark: Row) -> bool:
    """Whether a remark is of more than how a cell is written."""
    return remark["felt"] not in LABELS and remark["trykt_vaerdi"] not in MARKS


def zero_reason(kommune: Row, reasons: dict[str, str]) -> str:
    """Why the quota in force is 0: by the calculation, unless that gives another one. Reasons: the labels of
    nulkvote_aarsag."""
    if kommune["kommunekvote_beregnet"] == 0:
        return reasons[kommune["nulkvote_aarsag"]]
    return "Aftalt med regionens andre kommuner" if kommune["er_aftalt"] else "Fastsat til 0 i Bilag B"


def map_colour(kommune: Row) -> int:
    """The number of a municipality's colour on the map, from 0."""
    if not kommune["kommunekvote_gaeldende"]:
        return 0
    return bisect_right(MAP_COLOURS, kommune["kvoteindeks"])


def landstal_change(letter: Row) -> str | None:
    """How a changed landstal differs from the one that it changes."""
    before, now = letter["landstal_foer"], letter["landstal"]
    if before is None:
        return None
    if before == now:
        return f"fastholdt på {danish_number(now)}"
    verb = "nedsat" if now < before else "hævet"
    return f"{verb} fra {danish_number(before)} til {danish_number(now)}"


def what_it_takes(thresholds: list[Row]) -> list[str]:
    """What would make a municipality's quota higher, and what lower, in a sentence for each quota; none where
    nothing within reach does."""
    sentences = []
    for direction in ("op", "ned"):
        ways: dict[int, list[str]] = {}
        for t in sorted(thresholds, key=lambda t: t["figur"]):
            value = t["naermeste_vaerdi"]
            if t["retning"] == direction and value is not None:
                persons = more_families(value - t["aktuel_vaerdi"])
                by_landstal = f"ved et landstal på {danish_number(value)}"
                by_families = f"hvis kommunen havde modtaget {persons}"
                way = by_landstal if t["figur"] == "landstal" else by_families
                ways.setdefault(t["kommunekvote_naermeste"], []).append(way)
        for kvote, reasons in sorted(ways.items()):
            sentences.append(f"Kvoten ville være {danish_number(kvote)}, {', eller '.join(reasons)}.")
    return sentences


def more_families(number: int) -> str:
    """So many more family reunifications, or fewer."""
    if abs(number) == 1:
        return f"én familiesammenført {'færre' if number < 0 else 'mere'}"
    return f"{danish_number(abs(number))} familiesammenførte {'færre' if number < 0 else 'flere'}"


def period(months: int, year: int) -> str:
    if months == 12:
        return f"i {year}"
    return f"i de første {months} måneder af {year}" if months > 1 else f"i den første måned af {year}"


def previous_period(r: Row) -> str:
    """The part of the year before that a row compares with, as it stands after 'end' or 'mod'."""
    return period(r["maaneder_daekket_forrige_aar"], r["forrige_aar"])


def change(r: Row) -> str:
    """The change in per cent, with its interval where that is known."""
    if r["aendring_pct"] is None:
        return UNKNOWN
    text = f"{danish_number(r['aendring_pct'], 1, signed=True)}\N{NO-BREAK SPACE}%"
    return text if r["aendring_pct_nedre"] is None else f"{text} ({interval(r, 'til')})"


def interval(r: Row, conjunction: str) -> str:
    low, high = (danish_number(r[f"aendring_pct_{end}"], 1, signed=True) for end in ("nedre", "oevre"))
    return f"{low} {conjunction} {high}\N{NO-BREAK SPACE}%"


def development(r: Row) -> str:
    """What is known of this year against last, in words, with how sure it is."""
    persons = "udsendelse" if r["antal"] == 1 else "udsendelser"
    text = (
        f"Der er registreret {danish_number(r['antal'])} {persons} af afviste asylansøgere "
        f"{period(r['maaneder_daekket'], r['aar'])}, eller "
        f"{danish_number(r['gennemsnit_pr_maaned'], 1)} om måneden mod "
        f"{danish_number(r['gennemsnit_pr_maaned_forrige_aar'], 1)} {previous_period(r)}"
    )
    if r["aendring_pct"] is None:
        return f"{text}."
    text += f" ({danish_number(r['aendring_pct'], 1, signed=True)} %)."
    if r["er_inden_for_tilfaeldighed"] is None:
        return f"{text} Så få er udsendt, at en forskel ikke kan bedømmes."
    if r["er_inden_for_tilfaeldighed"]:
        text += " Tallene viser hverken en sikker stigning eller et sikkert fald."
    else:
        direction = "Faldet" if r["aendring_pct"] < 0 else "Stigningen"
        text += f" {direction} er større, end tilfældige udsving kan forklare."
    return f"{text} Regnes tilfældige udsving med, ligger ændringen mellem {interval(r, 'og')}."


def comparison(r: Row) -> str:
    """What the comparison rests on, with its reservation."""
    both = f"{danish_number(r['antal'])} og {danish_number(r['antal_forrige_aar'])}"
    if r["sammenligningsgrundlag"] == "samme_periode":
        return f"Begge tal, {both}, dækker lige mange måneder og kan sammenlignes direkte."
    months = "1 måned" if r["maaneder_daekket"] == 1 else f"{r['maaneder_daekket']} måneder"
    return (
        f"Tallet for {r['aar']} dækker {months}, tallet for {r['forrige_aar']} hele året. De to tal, {both}, "
        "kan ikke sammenlignes direkte; det kan gennemsnittet pr. måned. Det forudsætter, at der ikke er "
        "faste udsving hen over året."
    )
