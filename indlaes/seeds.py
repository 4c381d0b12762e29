"""The seed files as they are, and as they would be."""

import csv
import io
from pathlib import Path

from udgiv import seedfiler


class Seeds:
    """The described seeds of a project by name: file, columns and rows. `filer` are relative to the root."""

    def __init__(self, rod: Path):
        beskrevne = seedfiler.seeds(rod)
        self.filer = {fil.stem: fil.relative_to(rod) for fil in beskrevne}
        self._kolonner = {fil.stem: kolonner for fil, kolonner in beskrevne.items()}
        self.bytes = {fil.stem: fil.read_bytes() for fil in beskrevne}

    def kolonner(self, navn: str) -> list[str]:
        return self._kolonner[navn]

    def celler(self, navn: str) -> list[list[str]]:
        """The rows below the heading."""
        return list(csv.reader(io.StringIO(self.bytes[navn].decode("utf-8"), newline="")))[1:]

    def raekker(self, navn: str) -> list[dict[str, str]]:
        return [dict(zip(self.kolonner(navn), celler, strict=False)) for celler in self.celler(navn)]

    def skrevet(self, navn: str, raekker: list[list[str]]) -> bytes:
        """The bytes of the seed with these rows."""
        ud = io.StringIO()
        csv.writer(ud, lineterminator="\n").writerows([self.kolonner(navn), *raekker])
        return ud.getvalue().encode()

    def med_dokument(self, navn: str, dokument: str, nye: list[list[str]]) -> bytes:
        """With these rows in the place of the document's own, or after all others."""
        raekker = self.celler(navn)
        egne = [i for i, raekke in enumerate(raekker) if raekke[0] == dokument]
        plads = egne[0] if egne else len(raekker)
        foer, efter = raekker[:plads], raekker[plads:]
        return self.skrevet(navn, foer + nye + [raekke for raekke in efter if raekke[0] != dokument])
