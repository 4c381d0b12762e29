"""What a document says of itself, found in its sentences however they are broken over lines."""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date

from indlaes.linjer import Linje
from indlaes.tabeller import Raekke

MAANEDER = (
    "januar", "februar", "marts", "april", "maj", "juni",
    "juli", "august", "september", "oktober", "november", "december",
)  # fmt: skip
DATO = rf"\d{{1,2}}\. ?(?:{'|'.join(MAANEDER)}) \d{{4}}|\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{4}}"
GAETTET = "gættet"
ANGIVET = "angivet"


@dataclass(frozen=True)
class Oplysning:
    """`oprindelse`: the place in the document, 'angivet' or 'gættet'."""

    vaerdi: str
    oprindelse: str


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: the claim that does not hold, where, and what was read and expected."""

    paastand: str
    sted: str
    hvad: str


@dataclass
class Indlaest:
    """A document as read. `beskrivelse` is the seed of its metadata, `oplysninger` has that seed's columns
    but the key, `tabeller` the rows of the other seeds by their name, `omfang` the places of the first and
    last line of each."""

    beskrivelse: str
    oplysninger: dict[str, Oplysning]
    tabeller: dict[str, list[Raekke]]
    omfang: dict[str, str]
    problemer: list[Problem] = field(default_factory=list)
    ukendte_lande: set[str] = field(default_factory=set)


class Tekst:
    """Lines joined to one text, in which a match knows the place of its line."""

    def __init__(self, linjer: list[Linje]):
        self.begynder: list[int] = []
        self.linjer = linjer
        self.tekst = ""
        for linje in linjer:
            tekst = re.sub(r"\bSide \d+ af \d+\b", "", linje.tekst).strip()
            if re.search(r"[a-zæøå]-$", self.tekst) and re.match(r"(?!og |eller )[a-zæøå]", tekst):
                self.tekst = self.tekst[:-1]
            elif self.tekst and tekst:
                self.tekst += " "
            self.begynder.append(len(self.tekst))
            self.tekst += tekst

    def find(self, *moenstre: str) -> Oplysning | None:
        """The first group of the first pattern that matches; from any but the first it is a guess."""
        for nummer, moenster in enumerate(moenstre):
            if fundet := re.search(moenster, self.tekst):
                gruppe = fundet.lastindex or 0
                gaet = f"{GAETTET} af " if nummer else ""
                return Oplysning(fundet[gruppe], gaet + self.sted(fundet.start(gruppe)))
        return None

    def sted(self, tegn: int) -> str:
        return self.linjer[bisect_right(self.begynder, tegn) - 1].sted


def omfang(dele: dict[str, list[Linje]]) -> dict[str, str]:
    """The places of the first and last line of each part."""
    return {navn: f"{linjer[0].sted} til {linjer[-1].sted}" for navn, linjer in dele.items() if linjer}


def iso(dato: Oplysning | None) -> Oplysning | None:
    """The date as ISO; one that is not in the calendar stays as it is printed."""
    if not dato:
        return None
    if ord_ := re.fullmatch(r"(\d{1,2})\. ?([a-z]+) (\d{4})", dato.vaerdi):
        dag, maaned, aar = int(ord_[1]), MAANEDER.index(ord_[2]) + 1, int(ord_[3])
    else:
        dag, maaned, aar = map(int, re.split("[./-]", dato.vaerdi))
    try:
        return Oplysning(date(aar, maaned, dag).isoformat(), dato.oprindelse)
    except ValueError:
        return dato


def udgiver(tekst: Tekst, navne: list[str], kendte: list[str]) -> Oplysning:
    """One of the names when it stands in the text; else that of the last document, or the last name."""
    for navn in [*kendte[::-1], *navne]:
        if navn and (fundet := tekst.find(re.escape(navn))):
            return fundet
    return Oplysning([*navne, *kendte][-1], GAETTET)
