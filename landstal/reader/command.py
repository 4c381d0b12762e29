"""Reads a document into the seeds: `python -m landstal read FILE`.

The document is a letter of the landstal or a statistic of removals, as PDF with a text layer, plain text,
Markdown or HTML. Its rows are appended to the seeds as they are printed, when the project's own tests hold
with them in it; else nothing is written, and each problem is one line.

Exit status 0: written, or with --proev it could be. 1: something is wrong, and nothing is written. 2: usage.
"""

import argparse
import difflib
import os
import re
from collections.abc import Iterable
from pathlib import Path

from landstal import ROOT, Stop
from landstal import seeds as seed_files
from landstal.lock import exclusive
from landstal.reader import check, landstalsbrev, lines, nationaliteter, udsendelser
from landstal.reader.metadata import GIVEN, GUESSED, Fact, Problem, ReadDocument
from landstal.seeds import Seeds

TOO_MANY_NUMBERS = "Hver række har de tal, som tabellen har kolonner til."
METADATA_SEEDS = (landstalsbrev.METADATA_SEED, udsendelser.METADATA_SEED)


def arguments(seeds: dict[str, list[str]]) -> argparse.ArgumentParser:
    """`seeds`: the columns of the two seeds of metadata; each but the key is an option."""
    parser = argparse.ArgumentParser(
        prog="python -m landstal read",
        description="Læser et landstalsbrev eller en udsendelsesstatistik ind i seeds, som de er trykt.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="Afslutter med 0, når alt er i orden, 1, når noget er galt og intet er skrevet.",
        allow_abbrev=False,
        add_help=False,
    )
    what = parser.add_argument_group("dokumentet")
    what.add_argument("file", metavar="FIL", type=Path, help="PDF med tekstlag, .txt, .md eller .html")
    what.add_argument("--dokument", metavar="NØGLE", help="dokumentets nøgle, fx landstal-2025")
    what.add_argument("--erstat", action="store_true", help="erstat et dokument, som allerede er indlæst")
    what.add_argument("--proev", action="store_true", help="vis, hvad der ville blive skrevet")
    what.add_argument(
        "--land",
        metavar="NAVN=SOM",
        action="append",
        default=[],
        help="landekoden (ISO 3166-1, tre bogstaver) for en nationalitet, som ikke kendes",
    )
    what.add_argument("-h", "--help", action="help", help="vis dette")
    group = parser.add_argument_group("oplysninger, som teksten ikke siger klart (datoer som 2025-04-30)")
    for column in dict.fromkeys(k for columns in seeds.values() for k in columns[1:]):
        group.add_argument(f"--{column.replace('_', '-')}", metavar="VÆRDI")
    return parser


def understand(
    dokument: lines.Document, given_facts: dict[str, str], seeds: Seeds, countries: Iterable[str]
) -> ReadDocument:
    """Stop when it is not one of the two kinds of document, or when options were given that belong to the
    other."""
    text = "\n".join(line.text for line in dokument.lines)
    is_letter, is_statistic = landstalsbrev.is_letter(text), udsendelser.is_statistic(text)
    if is_letter == is_statistic:
        raise Stop(
            "Dokumentet er hverken et landstalsbrev ('Landstal for …') eller en udsendelsesstatistik "
            "('Seneste tal for udsendelser …'), eller begge dele."
        )
    kind = landstalsbrev if is_letter else udsendelser
    if other_thing := kind.second_document(dokument.lines):
        raise Stop(f"{other_thing.place_of}: her begynder endnu et dokument. Ventet ét dokument i filen.")
    if foreign := given_facts.keys() - set(seeds.columns(kind.METADATA_SEED)):
        names = ", ".join(f"--{name.replace('_', '-')}" for name in sorted(foreign))
        raise Stop(f"{names} hører ikke til et dokument af den slags ({kind.METADATA_SEED}).")
    read_result = kind.read(dokument, given_facts, seeds, countries)
    for name, rows in read_result.tables.items():
        for number, row in enumerate(rows, 1):
            if row.wrong_count:
                what = f"{name}, række {number}, {row.cells[0]}: {row.wrong_count}"
                read_result.problems.append(Problem(TOO_MANY_NUMBERS, row.place_of, what))
    return read_result


def choose_key(read_result: ReadDocument, given_key: str | None, replace_existing: bool, seeds: Seeds) -> str:
    """Stop when it cannot be told, or is there already and is not to be replaced."""
    facts = read_result.facts
    is_letter = read_result.description == landstalsbrev.METADATA_SEED
    if given_key is not None and not re.fullmatch(r"[a-z0-9-]+", given_key):
        raise Stop(f"--dokument {given_key!r}: ventet små bogstaver, tal og bindestreger, fx landstal-2025.")
    key = given_key or (landstalsbrev.key(facts, seeds) if is_letter else udsendelser.key(facts))
    if not key:
        option = "--landstalsaar" if is_letter else "--opgjort-til-og-med"
        raise Stop(f"Dokumentets nøgle kan ikke udledes. Angiv {option} eller --dokument.")
    tables = (read_result.description, *read_result.tables)
    exists = any(row[0] == key for name in tables for row in seeds.cells(name))
    if exists and not replace_existing:
        other_thing = ""
        if is_letter:
            following = landstalsbrev.next_version(facts["landstalsaar"].value, seeds)
            other_thing = f" Er det et ændret landstal, så angiv --version {following}."
        raise Stop(f"{key} er allerede indlæst. Skal det erstattes, så angiv --erstat.{other_thing}")
    return key


def new_countries(
    read_result: ReadDocument, given_ones: list[str], seeds: Seeds
) -> dict[str, tuple[list[str], str]]:
    """The rows that the lookup seed lacks, and where each is from; Stop for a country code that is none."""
    known_labels = {row[0] for row in seeds.cells("nationaliteter")}
    new_ones: dict[str, tuple[list[str], str]] = {}
    for options in given_ones:
        name, _, code = options.partition("=")
        row = nationaliteter.lookup_row(name.strip(), code.strip().upper())
        if not name.strip() or row is None:
            raise Stop(
                f"--land '{options}': ventet et navn, = og en landekode i ISO 3166-1, fx 'Syrien=SYR', "
                "eller XXA for statsløse."
            )
        if row[0] not in known_labels:
            new_ones[row[0]] = (row, GIVEN)
    trykte = {
        row.cells[0]
        for name in ("udsendelser_tabel_2", "udsendelser_tabel_3")
        for row in read_result.tables.get(name, [])
    }
    for name in sorted(trykte - known_labels - new_ones.keys() - {"I alt", "Øvrige"}):
        if code := nationaliteter.guessed_country(name):
            new_ones[name] = (nationaliteter.lookup_row(name, code), GUESSED)
        else:
            read_result.unknown_countries.add(name)
    return new_ones


def new_files(
    key: str, read_result: ReadDocument, countries: dict[str, tuple[list[str], str]], seeds: Seeds
) -> dict[str, bytes]:
    """The seeds with the document in them, by name."""
    facts = [[key, *(o.value for o in read_result.facts.values())]]
    files = {read_result.description: seeds.with_document(read_result.description, key, facts)}
    for name, rows in read_result.tables.items():
        cells = [[key, str(number), *row.cells] for number, row in enumerate(rows, 1)]
        files[name] = seeds.with_document(name, key, cells)
    if countries:
        rows = seeds.cells("nationaliteter")
        for row, _ in countries.values():
            rows = nationaliteter.with_row(rows, row)
        files["nationaliteter"] = seeds.written("nationaliteter", rows)
    return files


def show_facts(key: str, facts: dict[str, Fact], countries: dict) -> None:
    print(f"Dokument {key}")
    width = max(map(len, facts))
    for name, fact in facts.items():
        print(f"  {name:{width}}  {fact.value or '(nothing)'}  [{fact.origin}]")
    for row, origin in countries.values():
        print(f"  {'nationalitet':{width}}  {', '.join(row)}  [{origin}]")


def show_problems(problems: list[Problem], order: dict[str, int]) -> None:
    """Each claim once, above its lines in the order of the document."""

    def position(problem: Problem) -> int:
        return order.get(problem.place_of.split(" til ")[0], len(order))

    groups: dict[str, list[Problem]] = {}
    for problem in sorted(dict.fromkeys(problems), key=position):
        groups.setdefault(problem.claim, []).append(problem)
    for claim, group in groups.items():
        print(f"\nIKKE OPFYLDT: {claim}")
        for problem in group:
            print(f"  {problem.place_of}: {problem.what}")


def show_difference(name: str, before: bytes, after: bytes) -> None:
    split_lines = [content.decode("utf-8").splitlines() for content in (before, after)]
    for line in difflib.unified_diff(*split_lines, name, name, lineterm="", n=0):
        print(line)


def read_document(
    dokument: lines.Document,
    options: argparse.Namespace,
    given_facts: dict[str, str],
    root: Path,
    check_run: check.Check,
) -> bool:
    """Whether the document is in order; if so it is written, unless it was only to be tried."""
    if seed_files.complete(root):
        print("En tidligere indlæsning, som blev afbrudt, er gjort færdig.\n")
    if form := seed_files.all_form_errors(root):
        raise Stop("\n".join([f"IKKE OPFYLDT: {seed_files.CLAIM}", *form]))
    seeds = Seeds(root)
    read_result = understand(
        dokument, given_facts, seeds, [land.partition("=")[0].strip() for land in options.land]
    )
    key = choose_key(read_result, options.dokument, options.erstat, seeds)
    countries = new_countries(read_result, options.land, seeds)
    files = new_files(key, read_result, countries, seeds)
    show_facts(key, read_result.facts, countries)

    def seed_file(table: str) -> str:
        return seeds.files[table].as_posix() if table in seeds.files else table

    if dokument.picture_pages:
        print(f"Side {', '.join(dokument.picture_pages)} er billeder uden tekst og er ikke læst.")
    print("\nKontrollerer ...", flush=True)
    findings = check_run(root, {seeds.files[name]: content for name, content in files.items()})
    problems = [*read_result.problems, *check.problems(findings, key, read_result, seed_file)]
    if problems:
        show_problems(problems, {line.place_of: i for i, line in enumerate(dokument.lines)})
        return False
    print("Rækker:")
    for name in (read_result.description, *read_result.tables):
        count = len(read_result.tables.get(name, [0]))
        print(f"  {seed_file(name)}: {count}")
    if countries:
        print(f"  {seed_file('nationaliteter')}: {len(countries)}")
    if options.proev:
        for name, content in files.items():
            show_difference(seed_file(name), seeds.bytes[name], content)
        print("\nKun prøvet: intet er skrevet.")
        return True
    seed_files.write(root, {seeds.files[name]: content for name, content in files.items()})
    print("\nSkrevet. Kør make build.")
    return True


def main(argv: list[str] | None = None, root: Path = ROOT, check_run: check.Check = check.run_dbt) -> int:
    """`proeve` runs the project's tests; the tests of this program put a faster one in its place."""
    described_seeds = {file.stem: columns for file, columns in seed_files.described(root).items()}
    options = arguments({name: described_seeds[name] for name in METADATA_SEEDS}).parse_args(argv)
    given_facts = {
        name: value.strip()
        for description in METADATA_SEEDS
        for name in described_seeds[description][1:]
        if (value := getattr(options, name)) is not None
    }
    try:
        dokument = lines.read(options.file)
        os.chdir(root)  # where the lock is
        with exclusive():
            if read_document(dokument, options, given_facts, root, check_run):
                return 0
    except (Stop, lines.ReadError, RuntimeError, OSError) as error:
        print(error)
    except KeyboardInterrupt:
        print("\nAfbrudt.")
    if (root / seed_files.READY).is_dir():
        print("\nSkrivningen er begyndt; den gøres færdig, når make read eller make build kører næste gang.")
    else:
        print("\nIntet er skrevet.")
    return 1
