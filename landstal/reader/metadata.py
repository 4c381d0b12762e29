"""What a document says of itself, found in its sentences however they are broken over lines."""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date

from landstal.reader.lines import Line
from landstal.reader.rows import Row

MONTHS = (
    "januar", "februar", "marts", "april", "maj", "juni",
    "juli", "august", "september", "oktober", "november", "december",
)  # fmt: skip
DATE = rf"\d{{1,2}}\. ?(?:{'|'.join(MONTHS)}) \d{{4}}|\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{4}}"
GUESSED = "gættet"
GIVEN = "angivet"


@dataclass(frozen=True)
class Fact:
    """`oprindelse`: the place in the document, 'angivet' or 'gættet'."""

    value: str
    origin: str


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: the claim that does not hold, where, and what was read and expected."""

    claim: str
    place_of: str
    what: str


@dataclass
class ReadDocument:
    """A document as read. `beskrivelse` is the seed of its metadata, `oplysninger` has that seed's columns
    but the key, `tabeller` the rows of the other seeds by their name, `omfang` the places of the first and
    last line of each."""

    description: str
    facts: dict[str, Fact]
    tables: dict[str, list[Row]]
    extent: dict[str, str]
    problems: list[Problem] = field(default_factory=list)
    unknown_countries: set[str] = field(default_factory=set)


class Text:
    """Lines joined to one text, in which a match knows the place of its line."""

    def __init__(self, lines: list[Line]):
        self.starts: list[int] = []
        self.lines = lines
        self.text = ""
        for line in lines:
            text = re.sub(r"\bSide \d+ af \d+\b", "", line.text).strip()
            if re.search(r"[a-zæøå]-$", self.text) and re.match(r"(?!og |eller )[a-zæøå]", text):
                self.text = self.text[:-1]
            elif self.text and text:
                self.text += " "
            self.starts.append(len(self.text))
            self.text += text

    def find(self, *patterns: str) -> Fact | None:
        """The first group of the first pattern that matches; from any but the first it is a guess."""
        for number, pattern in enumerate(patterns):
            if found := re.search(pattern, self.text):
                group = found.lastindex or 0
                guess = f"{GUESSED} af " if number else ""
                return Fact(found[group], guess + self.place_of(found.start(group)))
        return None

    def place_of(self, character: int) -> str:
        return self.lines[bisect_right(self.starts, character) - 1].place_of


def extent(parts: dict[str, list[Line]]) -> dict[str, str]:
    """The places of the first and last line of each part."""
    return {name: f"{lines[0].place_of} til {lines[-1].place_of}" for name, lines in parts.items() if lines}


def iso(date_: Fact | None) -> Fact | None:
    """The date as ISO; one that is not in the calendar stays as it is printed."""
    if not date_:
        return None
    if words := re.fullmatch(r"(\d{1,2})\. ?([a-z]+) (\d{4})", date_.value):
        day, month, year = int(words[1]), MONTHS.index(words[2]) + 1, int(words[3])
    else:
        day, month, year = map(int, re.split("[./-]", date_.value))
    try:
        return Fact(date(year, month, day).isoformat(), date_.origin)
    except ValueError:
        return date_


def publisher(text: Text, names: list[str], known_labels: list[str]) -> Fact:
    """One of the names when it stands in the text; else that of the last document, or the last name."""
    for name in [*known_labels[::-1], *names]:
        if name and (found := text.find(re.escape(name))):
            return found
    return Fact([*names, *known_labels][-1], GUESSED)
