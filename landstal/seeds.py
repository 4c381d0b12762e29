"""The seed files: their form, what they hold, and writing them.

Form: dbt and DuckDB stop at a file of another form without saying where; here each fault is named by file and
line, before dbt reads it. What the cells hold is the business of the models and their tests.

Writing is all or nothing, also when the program is stopped in the middle. The new files are first written
under `.seeds.new`. Renaming that folder to `.seeds.ready` is the step that decides: before it nothing has
happened; after it whoever comes next copies all the files to their places, and then removes the folder.
"""

import csv
import io
import os
import shutil
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import yaml

from landstal.output import visible

NEW = ".seeds.new"
READY = ".seeds.ready"
LONGEST_SHOWN = 200  # characters of what was found
CLAIM = (
    "Hver seedfil er gemt som UTF-8 uden byte-order mark og usynlige tegn, har komma mellem cellerne og i "
    "hver række netop de kolonner, der er beskrevet for filen."
)


def described(root: Path) -> dict[Path, list[str]]:
    """Each described seed's file, and its columns in order (`column_types`)."""
    return {
        description.parent / f"{name}.csv": list(columns)
        for description in sorted(root.glob("seeds/**/*.yml"))
        for name, columns in columns_in(description.read_text(encoding="utf-8")).items()
    }


@cache
def columns_in(description: str) -> dict[str, tuple[str, ...]]:
    """The seeds of one description: a reading asks several times, and YAML takes its time."""
    return {
        seed["name"]: tuple(seed["config"]["column_types"]) for seed in yaml.safe_load(description)["seeds"]
    }


def table_of(file: Path) -> str:
    """The seed's table in the schema raw. A file begins with raw_ because a mart has the name without it."""
    return file.stem.removeprefix("raw_")


def form_errors(content: bytes, columns: list[str]) -> Iterator[tuple[int, str, str]]:
    """Line, what was found and what was expected, for each fault in the form of one file."""
    if content.startswith((BOM_UTF8, BOM_UTF16_LE, BOM_UTF16_BE)):
        yield 1, "et byte-order mark", "UTF-8 uden byte-order mark"
        return
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start)
        found = content.split(b"\n")[line].decode("latin-1").rstrip()
        yield line + 1, f"tegn, som ikke er UTF-8, i '{found}'", "UTF-8"
        return
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        heading = next(reader, [])
        if heading != columns:
            yield 1, f"'{','.join(heading)}'", f"overskriften '{','.join(columns)}'"
            return
        line = reader.line_num + 1
        for row in reader:
            if len(row) != len(columns):
                found = f"{len(row)} celler i '{','.join(row)}'" if row else "en tom linje"
                yield line, found, f"{len(columns)} celler"
            for cell in row:
                if not cell.isprintable() or cell != cell.strip():
                    hidden = next((char for char in cell if not char.isprintable()), None)
                    character = f"det usynlige tegn {hidden!a}" if hidden else "mellemrum"
                    yield line, f"{character} i '{cell}'", "ingen usynlige tegn, og ingen mellemrum i enderne"
            line = reader.line_num + 1
    except csv.Error:
        yield line, "et citationstegn, som ikke er afsluttet eller står midt i en celle", '"" inde i "…"'


def all_form_errors(root: Path) -> list[str]:
    """One line per fault in any seed file under `root`, also for files that are missing or not described."""
    seeds = described(root)
    lines = []
    for file in sorted(seeds.keys() | set(root.glob("seeds/**/*.csv"))):
        name = file.relative_to(root).as_posix()
        if file not in seeds:
            lines.append(f"{name} er ikke beskrevet i en .yml-fil i samme mappe")
        elif not file.exists():
            lines.append(f"{name} mangler")
        else:
            lines += [
                f"{name}, linje {line}: fundet {shortened(found)}; ventet {expected}"
                for line, found, expected in form_errors(file.read_bytes(), seeds[file])
            ]
    return [visible(line, kept="") for line in lines]


def shortened(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]} …"


class Seeds:
    """The described seeds of a project by table: file, columns and rows. `files` are relative to the root."""

    def __init__(self, root: Path):
        seeds = described(root)
        self.files = {table_of(file): file.relative_to(root) for file in seeds}
        self._columns = {table_of(file): columns for file, columns in seeds.items()}
        self.bytes = {table_of(file): file.read_bytes() for file in seeds}

    def columns(self, name: str) -> list[str]:
        return self._columns[name]

    def cells(self, name: str) -> list[list[str]]:
        """The rows below the heading."""
        return list(csv.reader(io.StringIO(self.bytes[name].decode("utf-8"), newline="")))[1:]

    def rows(self, name: str) -> list[dict[str, str]]:
        return [dict(zip(self.columns(name), cells, strict=False)) for cells in self.cells(name)]

    def written(self, name: str, rows: list[list[str]]) -> bytes:
        """The bytes of the seed with these rows."""
        output = io.StringIO()
        csv.writer(output, lineterminator="\n").writerows([self.columns(name), *rows])
        return output.getvalue().encode()

    def with_document(self, name: str, dokument: str, new: list[list[str]]) -> bytes:
        """The bytes of the seed with these rows in the place of the document's own, or after all others."""
        rows = self.cells(name)
        keys = [row[0] for row in rows]
        position = keys.index(dokument) if dokument in keys else len(rows)
        before, after = rows[:position], rows[position:]
        return self.written(name, [*before, *new, *(row for row in after if row[0] != dokument)])


def write(root: Path, files: dict[Path, bytes]) -> None:
    """Writes the files, whose paths are relative to `root`. OSError leaves all as it was or, when
    `.seeds.ready` is there, the rest to `complete`."""
    new = root / NEW
    try:
        for file, content in files.items():
            path = new / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            shutil.copymode(root / file, path)
        for path in (*new.rglob("*"), new):
            save(path)
        new.rename(root / READY)
    except OSError:
        shutil.rmtree(new, ignore_errors=True)
        raise
    save(root)
    complete(root)


def complete(root: Path) -> bool:
    """Finishes what a stopped run had decided to write, and throws away what it had not. Whether there was
    anything to finish. OSError when a file cannot be written; the next call does them all again."""
    ready, new = root / READY, root / NEW
    shutil.rmtree(new, ignore_errors=True)
    if not ready.is_dir():
        return False
    new.mkdir()
    for path in sorted(path for path in ready.rglob("*") if path.is_file()):
        target = root / path.relative_to(ready)
        copy = new / target.name
        shutil.copy2(path, copy)
        save(copy)
        copy.replace(target)
        save(target.parent)
    shutil.rmtree(ready)
    shutil.rmtree(new)
    return True


def save(path: Path) -> None:
    """Has the file or folder written to the disk."""
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
