"""Reads documents into the seeds: `python -m landstal read FILE…`.

A document is a landstalsbrev or a statistic of udsendelser, as PDF with a text layer, of Word, Excel or
OpenDocument, plain text, Markdown or HTML. Its rows are appended to the seeds as they are printed, when the
project's own tests hold with them there; else nothing of it is written, and each problem is one line. Several
documents are read in turn.

Exit status 0: written, or with --proev they could be. 1: something is wrong with one of them, and nothing of
it is written. 2: usage.
"""

import argparse
import difflib
import re
import shlex
import tempfile
from collections.abc import Iterable
from contextlib import chdir
from pathlib import Path

from landstal import ROOT, Stop
from landstal import seeds as seed_files
from landstal.lock import exclusive
from landstal.output import in_danish, speak_danish, visible
from landstal.reader import check, files, landstalsbrev, lines, nationaliteter, udsendelser
from landstal.reader.document import Document, Kind, Problem
from landstal.reader.metadata import Fact
from landstal.seeds import Seeds

LINES_SHOWN = 20  # of what is wrong; more is seldom more causes
KINDS: tuple[Kind, ...] = (landstalsbrev, udsendelser)
FILL_IN = "Skriv kommandoen sådan, og udfyld ordet med store bogstaver"
LONGEST_VALUE = 1_000  # characters of an option; the longest definition of a letter has some hundred


class Ask(Stop):
    """A stop that a further option may get by: `ways` has the options by when each is right."""

    def __init__(self, message: str, ways: dict[str, list[str]]):
        super().__init__(message)
        self.ways = ways


def say(text: object = "", flush: bool = False) -> None:
    """Prints lines in which what a document or a file's name says commands no terminal."""
    print(visible(str(text)), flush=flush)


def option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def parser(facts: Iterable[str]) -> argparse.ArgumentParser:
    """`facts`: what the user can say of a document, each with an option of its own."""
    speak_danish()
    parser = argparse.ArgumentParser(
        prog="python -m landstal read",
        description="Indlæser landstalsbreve og udsendelsesstatistikker i seeds, celle for celle, som trykt.",
        epilog="Gennem make: make read FILE=brev.pdf ARGS=\"--land 'Syrien=SYR'\". "
        "Afslutningskoden er 0, når alt er i orden, 1, når noget er galt og intet er skrevet af det "
        "dokument, og 2, når kommandoen ikke kan forstås.",
        allow_abbrev=False,
        add_help=False,
    )
    group = parser.add_argument_group("dokumenterne")
    group.add_argument("files", metavar="FIL", type=Path, nargs="+", help=f"dokumentet: {files.KNOWN}")
    group.add_argument("--dokument", metavar="NØGLE", help="dokumentets nøgle, fx landstal-2025")
    group.add_argument("--erstat", action="store_true", help="erstat et dokument, som allerede er indlæst")
    group.add_argument(
        "--proev", action="store_true", help="vis, hvad der ville blive skrevet, uden at skrive det"
    )
    group.add_argument(
        "--land",
        metavar="NAVN=KODE",
        action="append",
        default=[],
        help="landekoden (ISO 3166-1, tre bogstaver) for en ukendt nationalitet",
    )
    group.add_argument("-h", "--help", action="help", help="vis denne hjælp")
    group = parser.add_argument_group(
        "oplysninger, som ikke fremgår klart af teksten (datoer som 2025-04-30)"
    )
    for name in facts:
        group.add_argument(option(name), metavar="VÆRDI")
    return parser


def kind_of(source: lines.Source, given: Iterable[str], seeds: Seeds) -> Kind:
    """The kind that the text is of. Stop when it is of none or several, when there are two documents, or when
    facts were given that belong to another kind."""
    text = "\n".join(line.text for line in source.lines)
    kinds = [kind for kind in KINDS if kind.recognises(text)]
    if len(kinds) != 1:
        names = [kind.NAME for kind in KINDS]
        if kinds:
            raise Stop(f"Dokumentet ligner både {' og '.join(names)}. Ventet ét dokument i filen.")
        raise Stop(f"Dokumentet ligner hverken {' eller '.join(names)}.")
    (kind,) = kinds
    if second := kind.second_document(source.lines):
        raise Stop(f"{second.place}: her begynder endnu et dokument. Ventet ét dokument i filen.")
    if foreign := set(given) - set(seeds.columns(kind.METADATA_SEED)):
        names = ", ".join(option(name) for name in sorted(foreign))
        raise Stop(f"{names} kan ikke angives for et dokument af denne slags ({kind.METADATA_SEED}).")
    return kind


def choose_key(kind: Kind, document: Document, given: str | None, may_replace: bool, seeds: Seeds) -> str:
    """Stop when it cannot be told, or has been read before and is not to be replaced."""
    if given is not None and not re.fullmatch(r"[a-z0-9-]+", given):
        raise Stop(
            f"--dokument {seed_files.shortened(given)!r}: "
            "ventet små bogstaver, tal og bindestreger, fx landstal-2025."
        )
    key = given or kind.key(document.facts, seeds)
    if not key:
        message = f"Dokumentets nøgle kan ikke udledes. Angiv {kind.KEY_OPTION} eller --dokument."
        raise Ask(message, {FILL_IN: [kind.KEY_OPTION, "VÆRDI"]})
    tables = (document.metadata_seed, *document.tables)
    if not may_replace and any(row[0] == key for table in tables for row in seeds.cells(table)):
        other = kind.else_when_read_before(document.facts, seeds)
        raise Ask(f"{key} er allerede indlæst.", {"Hvis dokumentet skal erstattes": ["--erstat"], **other})
    return key


def changed_seeds(
    key: str, document: Document, new_nationaliteter: list[list[str]], seeds: Seeds
) -> dict[str, bytes]:
    """The seeds with the document in them, by name."""
    facts = [[key, *(fact.value for fact in document.facts.values())]]
    changed = {document.metadata_seed: seeds.with_document(document.metadata_seed, key, facts)}
    for name, rows in document.tables.items():
        cells = [[key, str(number), *row.cells] for number, row in enumerate(rows, 1)]
        changed[name] = seeds.with_document(name, key, cells)
    if new_nationaliteter:
        rows = seeds.cells("nationaliteter")
        for row in new_nationaliteter:
            rows = nationaliteter.with_row(rows, row)
        changed["nationaliteter"] = seeds.written("nationaliteter", rows)
    return changed


def show_facts(key: str, facts: dict[str, Fact], new_nationaliteter: list[tuple[list[str], str]]) -> None:
    say(f"Dokument {key}")
    width = max(map(len, facts))
    for name, fact in facts.items():
        say(f"  {name:{width}}  {fact.value or 'ikke oplyst'}  [{fact.origin}]")
    for row, origin in new_nationaliteter:
        say(f"  {'nationalitet':{width}}  {', '.join(row)}  [{origin}]")


def show_problems(problems: list[Problem], order: dict[str, int]) -> None:
    """Each claim once, above its lines in the order of the document."""

    def position(problem: Problem) -> int:
        return order.get(problem.place.split(" til ")[0], len(order))

    groups: dict[str, list[Problem]] = {}
    for problem in sorted(dict.fromkeys(problems), key=position):
        groups.setdefault(problem.claim, []).append(problem)
    left = LINES_SHOWN
    for claim, group in groups.items():
        if left > 0:
            say(f"\nIKKE OPFYLDT: {claim}")
            for problem in group[:left]:
                say(f"  {problem.place}: {problem.text}")
        left -= len(group)
    if left < 0:
        say(f"\n... og {-left} fejl til.")


def show_difference(name: str, before: bytes, after: bytes) -> None:
    before_and_after = [content.decode("utf-8").splitlines() for content in (before, after)]
    for line in difflib.unified_diff(*before_and_after, name, name, lineterm="", n=0):
        say(line)


def hidden_characters(document: Document) -> list[Problem]:
    """The facts and cells that no seed may hold."""
    facts = [(name, fact.origin, fact.value) for name, fact in document.facts.items()]
    cells = [
        (name, row.place, cell)
        for name, rows in document.tables.items()
        for row in rows
        for cell in row.cells
    ]
    return [
        Problem(seed_files.CLAIM, place, f"{name} har et usynligt tegn: '{seed_files.shortened(text)}'")
        for name, place, text in [*facts, *cells]
        if not text.isprintable()
    ]


def show_commands(ways: dict[str, list[str]], file: Path, options: argparse.Namespace) -> None:
    """The whole command to type for each way on, with what was given already."""
    for when, words in ways.items():
        say(f"\n{when}:")
        arguments = [*given_words(options, words), *words]
        say(f"  make read FILE={quoted(str(file))} ARGS={quoted(shlex.join(arguments))}")
        say(f"  python -m landstal read {shlex.join([str(file), *arguments])}")


def given_words(options: argparse.Namespace, other: list[str]) -> list[str]:
    """The options as they were given, but those with another value now."""
    words = []
    for name, value in vars(options).items():
        if name != "files" and value and (name == "land" or option(name) not in other):
            if value is True:
                words.append(option(name))
            else:
                for one in value if isinstance(value, list) else [value]:
                    words += [option(name), one]
    return words


def quoted(text: str) -> str:
    """For a shell, and easy to read where double quotes will do."""
    plain = re.search(r"[\s']", text) and not re.search(r'["$`\\!]', text)
    return f'"{text}"' if plain else shlex.quote(text)


def read_document(
    file: Path,
    source: lines.Source,
    options: argparse.Namespace,
    given: dict[str, str],
    root: Path,
    find: check.Check,
) -> bool:
    """Whether the document is in order; if so it is written, unless it was only to be tried."""
    if seed_files.complete(root):
        say("En tidligere indlæsning, som blev afbrudt, er gjort færdig.\n")
    if form := seed_files.all_form_errors(root):
        raise Stop("\n".join([f"IKKE OPFYLDT: {seed_files.CLAIM}", *form]))
    seeds = Seeds(root)
    existing = seeds.cells("nationaliteter")
    countries = nationaliteter.given_rows(options.land, existing)
    kind = kind_of(source, given, seeds)
    document = kind.read(source, given, countries, seeds)
    key = choose_key(kind, document, options.dokument, options.erstat, seeds)
    new_nationaliteter = nationaliteter.new_rows(document.nationaliteter, countries, existing)
    new_rows = [row for row, _ in new_nationaliteter]
    document.unknown_nationaliteter = document.nationaliteter - {row[0] for row in [*existing, *new_rows]}
    changed = changed_seeds(key, document, new_rows, seeds)
    show_facts(key, document.facts, new_nationaliteter)
    for name in sorted(countries.keys() - document.nationaliteter):
        say(f"--land: {name} står ikke i dokumentet og skrives ikke.")

    def seed_file(table: str) -> str:
        return seeds.files[table].as_posix() if table in seeds.files else table

    for note in source.notes:
        say(note)
    problems = document.faults or hidden_characters(document)
    files = {seeds.files[name]: content for name, content in changed.items()}
    if not problems:
        say("\nKontrollerer ...", flush=True)
        problems = check.problems(find(files), key, document, seed_file)
    if problems:
        show_problems(problems, {line.place: i for i, line in enumerate(source.lines)})
        if asked := dict.fromkeys(problem.option for problem in problems if problem.option):
            show_commands({FILL_IN: [word for words in asked for word in words]}, file, options)
        return False
    say("Rækker:")
    counts = {document.metadata_seed: 1} | {name: len(rows) for name, rows in document.tables.items()}
    if new_rows:
        counts["nationaliteter"] = len(new_rows)
    for name, count in counts.items():
        say(f"  {seed_file(name)}: {count}")
    if options.proev:
        for name, content in changed.items():
            show_difference(seed_file(name), seeds.bytes[name], content)
        say("\nDokumentet er kun prøvet. Intet er skrevet.")
        return True
    seed_files.write(root, files)
    say("\nIndlæsningen fortrydes med git checkout seeds, som fjerner alt i seeds, der ikke er committet.")
    say("Dokumentet er indlæst. Kør make build.")
    return True


def read_file(
    file: Path, options: argparse.Namespace, given: dict[str, str], root: Path, find: check.Check
) -> bool:
    """Whether the document in the file is in order; if not, the reason is said."""
    try:
        source = files.read(file)
        with chdir(root), exclusive():  # the lock is in the project's folder
            if read_document(file, source, options, given, root, find):
                return True
    except (Stop, OSError) as error:
        say(in_danish(error))
        if isinstance(error, Ask):
            show_commands(error.ways, file, options)
    except KeyboardInterrupt:
        say("\nAfbrudt.")
        show_nothing_written(root)
        raise SystemExit(1) from None
    show_nothing_written(root)
    return False


def show_nothing_written(root: Path) -> None:
    if (root / seed_files.READY).is_dir():
        say("\nSkrivningen er begyndt; den gøres færdig, når make read eller make build kører næste gang.")
    else:
        say("\nIntet er skrevet.")


def main(argv: list[str] | None = None, root: Path = ROOT, find: check.Check | None = None) -> int:
    """`find` runs the project's tests; the tests of this program put a faster one in its place."""
    columns = {seed_files.table_of(file): columns[1:] for file, columns in seed_files.described(root).items()}
    facts = list(dict.fromkeys(name for kind in KINDS for name in columns[kind.METADATA_SEED]))
    options = parser(facts).parse_args(argv)
    given = {name: value.strip() for name in facts if (value := getattr(options, name)) is not None}
    of_one = [name for name in ("dokument", *facts) if getattr(options, name) is not None]
    for name, value in [*given.items(), *(("land", value) for value in options.land)]:
        if not value.isprintable() or len(value) > LONGEST_VALUE:
            say(
                f"{option(name)} '{seed_files.shortened(value)}': "
                f"ventet højst {LONGEST_VALUE} tegn og ingen usynlige."
            )
            say("\nIntet er skrevet.")
            return 1
    if len(options.files) > 1 and of_one:
        say(f"{', '.join(map(option, of_one))} gælder ét dokument. Angiv én fil.\n\nIntet er skrevet.")
        return 1
    in_order = True
    with tempfile.TemporaryDirectory(prefix="landstal-read-") as folder:
        find = find or check.DbtCheck(root, Path(folder))
        for number, file in enumerate(options.files):
            if len(options.files) > 1:
                say("\n" * bool(number) + f"--- {file}")
            in_order = read_file(file, options, given, root, find) and in_order
    return 0 if in_order else 1
