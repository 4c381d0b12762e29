"""A document as read, and the protocol of a kind of document: landstalsbrev, or statistic of udsendelser."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Protocol

from landstal.reader.columns import Headings, arranged
from landstal.reader.lines import Line, Source
from landstal.reader.metadata import Fact
from landstal.reader.rows import Row, Table, read_rows
from landstal.seeds import Seeds

COLUMNS_CLAIM = "Hvert tal står i den kolonne, som overskriften over det angiver."
ROWS_OF_A_FAULT = 8  # with too many figures, from which it is the table's and not theirs
COUNT_CLAIM = "Hver række har det antal tal, som tabellen har kolonner til."
NAMES_CLAIM = "Hver række har det navn, som den plejer at have."


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: the claim that does not hold, where, and what was read and expected.
    `option`: what the user may add to the command."""

    claim: str
    place: str
    text: str
    option: tuple[str, ...] = ()


@dataclass
class Document:
    """A document as read, before it has a key."""

    metadata_seed: str
    facts: dict[str, Fact]  # by column of the seed of metadata, without the key
    tables: dict[str, list[Row]]  # by seed
    extents: dict[str, str]  # the places of the first and last line of each table
    problems: list[Problem] = field(default_factory=list)
    faults: list[Problem] = field(default_factory=list)  # of whole tables, without which no check says more
    nationaliteter: set[str] = field(default_factory=set)  # as printed
    unknown_nationaliteter: set[str] = field(default_factory=set)


def read_tables(
    parts: dict[str, list[Line]], kinds: dict[str, tuple[Table, Headings | None]]
) -> tuple[dict[str, list[Row]], list[Problem]]:
    """The rows of each table, and the faults of whole ones."""
    tables, faults = {}, []
    for name, lines in parts.items():
        table, headings = kinds[name]
        columns = arranged(lines, table, headings)
        tables[name] = read_rows(columns.lines, replace(table, order=columns.order))
        too_many = [row for row in tables[name] if row.wrong_count]
        if not columns.fault and len(too_many) >= ROWS_OF_A_FAULT:
            text = f"{len(too_many)} rækker har et andet antal tal end ventet; {too_many[0].wrong_count}"
            faults.append(Problem(COUNT_CLAIM, too_many[0].place, f"{name}: {text}"))
        if columns.fault:
            line, text = columns.fault
            faults.append(Problem(COLUMNS_CLAIM, line.place, f"{name}: {text}"))
    return tables, faults


def extents(parts: dict[str, list[Line]]) -> dict[str, str]:
    """The places of the first and last line of each part that has lines."""
    ends = {name: dict.fromkeys((lines[0].place, lines[-1].place)) for name, lines in parts.items() if lines}
    return {name: " til ".join(places) for name, places in ends.items()}


class Kind(Protocol):
    """What the program asks of a kind of document. A module that has these names is one."""

    NAME: str  # with the words that it is recognised by
    METADATA_SEED: str
    KEY_OPTION: str  # what the user can give when the key cannot be told

    def recognises(self, text: str) -> bool:
        """Whether the text is a document of this kind."""

    def second_document(self, lines: list[Line]) -> Line | None:
        """Where another document begins in the same file."""

    def read(self, source: Source, given: dict[str, str], countries: Iterable[str], seeds: Seeds) -> Document:
        """`given`: facts from the user, which win over what the text says. `countries`: nationalities, also
        from the user."""

    def key(self, facts: dict[str, Fact], seeds: Seeds) -> str:
        """The document's key in the seeds; empty when the facts do not tell it."""

    def else_when_read_before(self, facts: dict[str, Fact], seeds: Seeds) -> dict[str, list[str]]:
        """What else the document may be, and the options that say so."""
