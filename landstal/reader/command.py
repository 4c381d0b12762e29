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
import tempfile
from collections.abc import Iterable
from contextlib import chdir
from pathlib import Path

from landstal import ROOT, Stop
from landstal import seeds as seed_files
from landstal.lock import exclusive
from landstal.reader import check, files, landstalsbrev, lines, nationaliteter, udsendelser
from landstal.reader.document import Document, Kind, Problem
from landstal.reader.metadata import Fact
from landstal.seeds import Seeds

KINDS: tuple[Kind, ...] = (landstalsbrev, udsendelser)


def option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def parser(facts: Iterable[str]) -> argparse.ArgumentParser:
    """`facts`: what the user can say of a document, each with an option of its own."""
    parser = argparse.ArgumentParser(
        prog="python -m landstal read",
        description="Læser landstalsbreve og udsendelsesstatistikker ind i seeds, som de er trykt.",
        epilog="Afslutter med 0, når alt er i orden, 1, når noget er galt og intet skrevet af det dokument.",
        allow_abbrev=False,
        add_help=False,
    )
    group = parser.add_argument_group("dokumenterne")
    group.add_argument("files", metavar="FIL", type=Path, nargs="+", help=f"et af: {files.KNOWN}")
    group.add_argument("--dokument", metavar="NØGLE", help="dokumentets nøgle, fx landstal-2025")
    group.add_argument("--erstat", action="store_true", help="erstat et dokument, som allerede er indlæst")
    group.add_argument("--proev", action="store_true", help="vis, hvad der ville blive skrevet")
    group.add_argument(
        "--land",
        metavar="NAVN=SOM",
        action="append",
        default=[],
        help="landekoden (ISO 3166-1, tre bogstaver) for en nationalitet, som ikke kendes",
    )
    group.add_argument("-h", "--help", action="help", help="vis dette")
    group = parser.add_argument_group("oplysninger, som teksten ikke siger klart (datoer som 2025-04-30)")
    for name in facts:
        group.add_argument(option(name), metavar="VÆRDI")
    return parser


def kind_of(source: lines.Source, given: Iterable[str], seeds: Seeds) -> Kind:
    """The kind that the text is of. Stop when it is of none or several, when there are two documents, or when
    facts were given that belong to another kind."""
    text = "\n".join(line.text for line in source.lines)
    kinds = [kind for kind in KINDS if kind.recognises(text)]
    if len(kinds) != 1:
        names = " eller ".join(kind.NAME for kind in KINDS)
        raise Stop(f"Dokumentet er hverken {names}, eller begge dele.")
    (kind,) = kinds
    if second := kind.second_document(source.lines):
        raise Stop(f"{second.place}: her begynder endnu et dokument. Ventet ét dokument i filen.")
    if foreign := set(given) - set(seeds.columns(kind.METADATA_SEED)):
        names = ", ".join(option(name) for name in sorted(foreign))
        raise Stop(f"{names} hører ikke til et dokument af den slags ({kind.METADATA_SEED}).")
    return kind


def choose_key(kind: Kind, document: Document, given: str | None, may_replace: bool, seeds: Seeds) -> str:
    """Stop when it cannot be told, or has been read before and is not to be replaced."""
    if given is not None and not re.fullmatch(r"[a-z0-9-]+", given):
        raise Stop(f"--dokument {given!r}: ventet små bogstaver, tal og bindestreger, fx landstal-2025.")
    key = given or kind.key(document.facts, seeds)
    if not key:
        raise Stop(f"Dokumentets nøgle kan ikke udledes. Angiv {kind.KEY_OPTION} eller --dokument.")
    tables = (document.metadata_seed, *document.tables)
    if not may_replace and any(row[0] == key for table in tables for row in seeds.cells(table)):
        advice = kind.advice_when_read_before(document.facts, seeds)
        raise Stop(f"{key} er allerede indlæst. Skal det erstattes, så angiv --erstat.{advice}")
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
    print(f"Dokument {key}")
    width = max(map(len, facts))
    for name, fact in facts.items():
        print(f"  {name:{width}}  {fact.value or '(intet)'}  [{fact.origin}]")
    for row, origin in new_nationaliteter:
        print(f"  {'nationalitet':{width}}  {', '.join(row)}  [{origin}]")


def show_problems(problems: list[Problem], order: dict[str, int]) -> None:
    """Each claim once, above its lines in the order of the document."""

    def position(problem: Problem) -> int:
        return order.get(problem.place.split(" til ")[0], len(order))

    groups: dict[str, list[Problem]] = {}
    for problem in sorted(dict.fromkeys(problems), key=position):
        groups.setdefault(problem.claim, []).append(problem)
    for claim, group in groups.items():
        print(f"\nIKKE OPFYLDT: {claim}")
        for problem in group:
            print(f"  {problem.place}: {problem.text}")


def show_difference(name: str, before: bytes, after: bytes) -> None:
    before_and_after = [content.decode("utf-8").splitlines() for content in (before, after)]
    for line in difflib.unified_diff(*before_and_after, name, name, lineterm="", n=0):
        print(line)


def read_document(
    source: lines.Source,
    options: argparse.Namespace,
    given: dict[str, str],
    root: Path,
    find: check.Check,
) -> bool:
    """Whether the document is in order; if so it is written, unless it was only to be tried."""
    if seed_files.complete(root):
        print("En tidligere indlæsning, som blev afbrudt, er gjort færdig.\n")
    if form := seed_files.all_form_errors(root):
        raise Stop("\n".join([f"IKKE OPFYLDT: {seed_files.CLAIM}", *form]))
    seeds = Seeds(root)
    countries = nationaliteter.given_rows(options.land)
    kind = kind_of(source, given, seeds)
    document = kind.read(source, given, countries, seeds)
    key = choose_key(kind, document, options.dokument, options.erstat, seeds)
    existing = seeds.cells("nationaliteter")
    new_nationaliteter = nationaliteter.new_rows(document.nationaliteter, countries, existing)
    new_rows = [row for row, _ in new_nationaliteter]
    document.unknown_nationaliteter = document.nationaliteter - {row[0] for row in [*existing, *new_rows]}
    changed = changed_seeds(key, document, new_rows, seeds)
    show_facts(key, document.facts, new_nationaliteter)

    def seed_file(table: str) -> str:
        return seeds.files[table].as_posix() if table in seeds.files else table

    for note in source.notes:
        print(note)
    print("\nKontrollerer ...", flush=True)
    files = {seeds.files[name]: content for name, content in changed.items()}
    if problems := check.problems(find(files), key, document, seed_file):
        show_problems(problems, {line.place: i for i, line in enumerate(source.lines)})
        return False
    print("Rækker:")
    counts = {document.metadata_seed: 1} | {name: len(rows) for name, rows in document.tables.items()}
    if new_rows:
        counts["nationaliteter"] = len(new_rows)
    for name, count in counts.items():
        print(f"  {seed_file(name)}: {count}")
    if options.proev:
        for name, content in changed.items():
            show_difference(seed_file(name), seeds.bytes[name], content)
        print("\nKun prøvet: intet er skrevet.")
        return True
    seed_files.write(root, files)
    print("\nSkrevet. Kør make build.")
    return True


def read_file(
    file: Path, options: argparse.Namespace, given: dict[str, str], root: Path, find: check.Check
) -> bool:
    """Whether the document in the file is in order; if not, the reason is said."""
    try:
        source = files.read(file)
        with chdir(root), exclusive():  # the lock is in the project's folder
            if read_document(source, options, given, root, find):
                return True
    except (Stop, OSError) as error:
        print(error)
    except KeyboardInterrupt:
        print("\nAfbrudt.")
        show_nothing_written(root)
        raise SystemExit(1) from None
    show_nothing_written(root)
    return False


def show_nothing_written(root: Path) -> None:
    if (root / seed_files.READY).is_dir():
        print("\nSkrivningen er begyndt; den gøres færdig, når make read eller make build kører næste gang.")
    else:
        print("\nIntet er skrevet.")


def main(argv: list[str] | None = None, root: Path = ROOT, find: check.Check | None = None) -> int:
    """`find` runs the project's tests; the tests of this program put a faster one in its place."""
    columns = {seed_files.table_of(file): columns[1:] for file, columns in seed_files.described(root).items()}
    facts = list(dict.fromkeys(name for kind in KINDS for name in columns[kind.METADATA_SEED]))
    options = parser(facts).parse_args(argv)
    given = {name: value.strip() for name in facts if (value := getattr(options, name)) is not None}
    of_one = [name for name in ("dokument", *facts) if getattr(options, name) is not None]
    if len(options.files) > 1 and of_one:
        print(f"{', '.join(map(option, of_one))} gælder ét dokument. Angiv én fil.\n\nIntet er skrevet.")
        return 1
    in_order = True
    with tempfile.TemporaryDirectory(prefix="landstal-read-") as folder:
        find = find or check.DbtCheck(root, Path(folder))
        for number, file in enumerate(options.files):
            if len(options.files) > 1:
                print("\n" * bool(number) + f"--- {file}")
            in_order = read_file(file, options, given, root, find) and in_order
    return 0 if in_order else 1
