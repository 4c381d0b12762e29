"""The form of the seed files, checked before dbt reads them.

dbt and DuckDB stop at a file of another form without saying where; here each fault is named by file and line.
What the cells hold is the business of the models and their tests.
"""

import csv
import io
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from pathlib import Path

import yaml

USYNLIGT = re.compile(r"[\x00-\x1f\x7f-\xa0\xad\u200b-\u200f\u2028-\u202f\u2060\ufeff]|^ | $")
PAASTAND = (
    "Hver seedfil er UTF-8 uden byte-order mark og usynlige tegn, med komma mellem cellerne, og hver række "
    "har netop de kolonner, der er beskrevet for filen."
)


def seeds(rod: Path) -> dict[Path, list[str]]:
    """Each described seed's file, and its columns in order (`column_types`)."""
    return {
        beskrivelse.parent / f"{seed['name']}.csv": list(seed["config"]["column_types"])
        for beskrivelse in sorted(rod.glob("seeds/**/*.yml"))
        for seed in yaml.safe_load(beskrivelse.read_text(encoding="utf-8"))["seeds"]
    }


def formfejl(indhold: bytes, kolonner: list[str]) -> Iterator[tuple[int, str, str]]:
    """Line, what was found and what was expected, for each fault in the form of one file."""
    if indhold.startswith((BOM_UTF8, BOM_UTF16_LE, BOM_UTF16_BE)):
        yield 1, "et byte-order mark", "UTF-8 uden byte-order mark"
        return
    try:
        tekst = indhold.decode("utf-8")
    except UnicodeDecodeError as fejl:
        linje = indhold.count(b"\n", 0, fejl.start)
        fundet = indhold.split(b"\n")[linje].decode("latin-1").rstrip()
        yield linje + 1, f"tegn, som ikke er UTF-8, i '{fundet}'", "UTF-8"
        return
    laeser = csv.reader(io.StringIO(tekst, newline=""), strict=True)
    linje = 1
    try:
        overskrift = next(laeser, [])
        if overskrift != kolonner:
            yield 1, f"'{','.join(overskrift)}'", f"overskriften '{','.join(kolonner)}'"
            return
        linje = laeser.line_num + 1
        for raekke in laeser:
            if len(raekke) != len(kolonner):
                fundet = f"{len(raekke)} celler i '{','.join(raekke)}'" if raekke else "en tom linje"
                yield linje, fundet, f"{len(kolonner)} celler"
            for celle in raekke:
                if usynligt := USYNLIGT.search(celle):
                    tegn = "mellemrum" if usynligt[0] == " " else f"det usynlige tegn {usynligt[0]!a}"
                    yield linje, f"{tegn} i '{celle}'", "ingen usynlige tegn, og ingen mellemrum i enderne"
            linje = laeser.line_num + 1
    except csv.Error:
        yield linje, "et citationstegn, som ikke sluttes eller står midt i en celle", '"" inde i "…"'


def alle_formfejl(rod: Path) -> list[str]:
    """One line per fault in any seed file under `rod`, also for files that are missing or not described."""
    kendte = seeds(rod)
    linjer = []
    for fil in sorted(kendte.keys() | set(rod.glob("seeds/**/*.csv"))):
        navn = fil.relative_to(rod).as_posix()
        if fil not in kendte:
            linjer.append(f"{navn}: er ikke beskrevet i en .yml-fil i samme mappe")
        elif not fil.exists():
            linjer.append(f"{navn}: mangler")
        else:
            linjer += [
                f"{navn}, linje {linje}: fundet {fundet}; ventet {ventet}"
                for linje, fundet, ventet in formfejl(fil.read_bytes(), kendte[fil])
            ]
    return linjer
