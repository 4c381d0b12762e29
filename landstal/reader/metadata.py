"""What a document says of itself, found in its sentences however they are broken over lines."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date

from landstal.reader.lines import Line

MONTHS = (
    "januar", "februar", "marts", "april", "maj", "juni",
    "juli", "august", "september", "oktober", "november", "december",
)  # fmt: skip
DATE = rf"\d{{1,2}}\. ?(?:{'|'.join(MONTHS)}) \d{{4}}|\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{4}}"
GUESSED = "antaget"
GIVEN = "angivet"


@dataclass(frozen=True)
class Fact:
    """`origin`: the place in the document, GIVEN or GUESSED."""

    value: str
    origin: str


MISSING = Fact("", "ikke fundet")


class Text:
    """Lines joined to one text, in which a match knows the place of its line."""

    def __init__(self, lines: list[Line]):
        self.starts: list[int] = []
        self.lines = lines
        self.text = ""
        for line in lines:
            text = re.sub(r"\bSide \d+ af \d+\b", "", line.text).strip()
            if re.search(r"[a-zæøå]-$", self.text[-2:]) and re.match(r"(?!og |eller )[a-zæøå]", text):
                self.text = self.text[:-1]
            elif self.text and text:
                self.text += " "
            self.starts.append(len(self.text))
            self.text += text

    def find(self, *patterns: str) -> Fact | None:
        """The first group of the first pattern that matches; from any but the first it is a guess."""
        for number, pattern in enumerate(patterns):
            if match := re.search(pattern, self.text):
                group = match.lastindex or 0
                guess = f"{GUESSED} ud fra " if number else ""
                return Fact(match[group], guess + self.place_at(match.start(group)))
        return None

    def place_at(self, character: int) -> str:
        return self.lines[bisect_right(self.starts, character) - 1].place


def iso(printed: Fact | None) -> Fact | None:
    """The date as ISO; one that is not in the calendar stays as it is printed."""
    if not printed:
        return None
    if words := re.fullmatch(r"(\d{1,2})\. ?([a-z]+) (\d{4})", printed.value):
        day, month, year = int(words[1]), MONTHS.index(words[2]) + 1, int(words[3])
    else:
        day, month, year = map(int, re.split("[./-]", printed.value))
    try:
        return Fact(date(year, month, day).isoformat(), printed.origin)
    except ValueError:
        return printed


def publisher(text: Text, usual: str, earlier: list[str]) -> Fact:
    """The publisher that the text names, the latest of the earlier documents' first; else, as a guess, the
    latest, or the usual one when there is none."""
    for name in [*earlier[::-1], usual]:
        if name and (found := text.find(re.escape(name))):
            return found
    return Fact([usual, *earlier][-1], GUESSED)
