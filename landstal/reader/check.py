"""The project's own tests on the seeds as they would be, and what they find, line by line of the document."""

import shlex
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import yaml
from dbt.contracts.graph.manifest import Manifest

from landstal import Stop
from landstal import seeds as seed_files
from landstal.dbt import drop_user_settings, invoke
from landstal.reader import nationaliteter
from landstal.reader.document import COUNT_CLAIM, Document, Problem
from landstal.reader.landstalsbrev import NATION
from landstal.reader.rows import CODE, Row

CALCULATION = "int_kommunegrundlag_samlet+"  # the calculation, and all that comes of it
CALCULATED_FROM = {
    "kommunekvoter": "bilag_b_kommunekvoter"
}  # where the rows of a calculated table are printed
# Tags of tests without which the later ones say nothing: theirs alone is told when they fail.
FIRST = ("foerst", "dernaest")
BUILD = ("build", "--exclude-resource-type", "test", "--exclude-resource-type", "unit_test")
TEST = ("test", "--exclude-resource-type", "unit_test")
PARTS = (
    ("--exclude", CALCULATION),
    # What another quota would take is longer to find than all else, and says nothing of a document.
    ("--select", CALCULATION, "--exclude", "int_kvotevaerdier_samlet+"),
)
BUILDABLE = "Projektets modeller kan bygges."
WHOLE = "hele dokumentet"
NO_ROW, EMPTY = "(mangler)", "(tom)"  # as the tests name what is not there
TABEL_1 = "udsendelser_tabel_1"  # where it is no sum that Tabel 2 and 3 are held to, but another table
SUMS = {
    "region": "sum af kommunerne",
    "land": "sum af regionerne",
    "alle_kategorier": "sum af kategorierne",
    "aar": "sum af månederne",
    "alle_nationaliteter": "sum af nationaliteterne",
    TABEL_1: "som i tabel 1",
}
PRINTED_LABELS = {  # of rows that the tests call by another name
    "DK": NATION,
    "ledsaget": ("Ledsaget udrejst",),
    "paaset": ("Påset udrejst",),
    "rejst_selv": ("Rejst selv",),
    "i_alt": ("I alt",),
}


@dataclass(frozen=True)
class Finding:
    """A failed test: its claim, and the rows that break it."""

    claim: str
    rows: list[dict[str, Any]]


# Relative paths and contents of changed seed files → what the project's tests find in them.
Check = Callable[[dict[Path, bytes]], list[Finding]]


class DbtCheck:
    """Builds and tests a copy of the project, parsed once for any number of documents. Its marts have no
    contracts: a test is to say that a number is missing, not a model to stop at it."""

    def __init__(self, root: Path, folder: Path):
        """`folder`: an empty one, for the copy."""
        self.root, self.folder = root, folder
        self.database = folder / "kontrol.duckdb"
        self.manifest: Manifest | None = None

    def __call__(self, files: dict[Path, bytes]) -> list[Finding]:
        """The calculation is built and tested only when the document itself is in order: else every fault
        would be told again by what is calculated from it."""
        self.copy_folder("seeds")
        for file, content in files.items():
            (self.folder / file).write_bytes(content)
        if form := seed_files.all_form_errors(self.folder):
            return [Finding(seed_files.CLAIM, [{"tabel": error, "raekke": None} for error in form])]
        if not self.manifest:
            self.copy_project()
            self.manifest = self.dbt("parse")
        for part in PARTS:
            for step in (BUILD, TEST):
                if findings := self.findings(self.dbt(*step, *part)):
                    return findings
        return []

    def copy_folder(self, name: str) -> None:
        ignore = shutil.ignore_patterns("python", "__pycache__", ".*")
        shutil.copytree(self.root / name, self.folder / name, ignore=ignore, dirs_exist_ok=True)

    def copy_project(self) -> None:
        for name in ("models", "macros", "tests"):
            self.copy_folder(name)
        project, profiles = (
            yaml.safe_load((self.root / name).read_text(encoding="utf-8"))
            for name in ("dbt_project.yml", "profiles.yml")
        )
        project.pop("on-run-end", None)
        project["models"][project["name"]]["marts"] |= {"+contract": {"enforced": False}, "+persist_docs": {}}
        profiles[project["profile"]]["outputs"]["duckdb"]["path"] = str(self.database)
        for name, content in (("dbt_project.yml", project), ("profiles.yml", profiles)):
            (self.folder / name).write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")

    def dbt(self, *arguments: str) -> Any:
        """The manifest of 'parse', the results of other commands."""
        folder = str(self.folder)
        options = ["--project-dir", folder, "--profiles-dir", folder, "--target-path", f"{folder}/target"]
        drop_user_settings()
        nothing_kept = ("--no-partial-parse", "--no-write-json")
        answer = invoke("--quiet", *nothing_kept, *arguments, *options, manifest=self.manifest)
        if answer.exception:
            raise Stop(f"Projektet kan ikke kontrolleres: {answer.exception}")
        return answer.result

    def findings(self, results: Iterable[Any]) -> list[Finding]:
        """What stopped, also a test that could not run; and what the tests found, of those that come first
        alone if they found anything."""
        findings: dict[str, list[Finding]] = {tag: [] for tag in (*FIRST, "")}
        with duckdb.connect(str(self.database)) as db:
            for result in results:
                if result.status == "error":
                    error = f"{result.node.name}: {result.message}"
                    findings[""].append(Finding(BUILDABLE, [{"tabel": error, "raekke": None}]))
                elif result.status in ("fail", "warn"):
                    answer = db.execute(result.node.compiled_code)
                    columns = [column[0] for column in answer.description]
                    rows = [dict(zip(columns, row, strict=True)) for row in answer.fetchall()]
                    claim = " ".join(result.node.description.split())
                    findings[order_of(result.node.tags)].append(Finding(claim, rows))
        return next(filter(None, findings.values()), [])


def order_of(tags: Iterable[str]) -> str:
    """The tag that says how early a test comes; empty for the last ones."""
    return next((tag for tag in FIRST if tag in tags), "")


def problems(
    findings: list[Finding], key: str, document: Document, seed_file: Callable[[str], str]
) -> list[Problem]:
    """What reading noticed, then one problem per row found. `seed_file`: the path of a seed, for what is not
    about the document."""
    return [
        *document.problems,
        *(
            Problem(COUNT_CLAIM, row.place, f"{table}, række {number}, {row.cells[0]}: {row.wrong_count}")
            for table, rows in document.tables.items()
            for number, row in enumerate(rows, 1)
            if row.wrong_count
        ),
        *(
            problem(finding.claim, row, key, document, seed_file)
            for finding in findings
            for row in finding.rows
        ),
    ]


def problem(
    claim: str, row: dict[str, Any], key: str, document: Document, seed_file: Callable[[str], str]
) -> Problem:
    table = CALCULATED_FROM.get(row["tabel"], row["tabel"])
    column, total = row.get("kolonne") or "", row.get("sum_af")
    measure = f"{column} ({SUMS[total]})" if total in SUMS else column
    answer = found_and_expected(row, is_year=column.endswith("aar"))
    is_own = row.get("dokument", key) == key

    if is_own and table == document.metadata_seed and row.get("raekke") in (None, key, "DK"):
        if fact := document.facts.get(column):
            option = f"--{column.replace('_', '-')}"
            text = f"{measure}{answer}; kan angives med {option}"
            return Problem(claim, fact.origin, text, (option, "ÅÅÅÅ-MM-DD" if is_date(column) else "VÆRDI"))
        return Problem(claim, WHOLE, f"{measure or table}{answer}")
    if not is_own or table not in document.tables:
        label = " ".join(str(row[name]) for name in ("dokument", "raekke", "etiket") if row.get(name))
        text = ", ".join(filter(None, [label, measure]))
        return Problem(claim, seed_file(table), text + answer)

    rows = document.tables[table]
    number = row_number(rows, row.get("raekke"))
    if number is None:
        ends = [rows[0].place, rows[-1].place] if rows else []
        place = " til ".join(ends) or document.extents.get(table) or WHOLE
        label = [str(row["raekke"])] if row.get("raekke") else []
    else:
        place, printed = rows[number].place, rows[number].cells[0]
        label = [f"række {number + 1}"] + ([printed] if printed != row.get("trykt") else [])
    option: tuple[str, ...] = ()
    if (name := row.get("trykt")) in document.unknown_nationaliteter:
        if why := nationaliteter.fault(name):
            answer += f"; {why}"
        else:
            option = ("--land", f"{name}=KODE")
            answer += (
                f"; er landet nyt i statistikken, så angiv --land {shlex.quote(option[1])} med landekoden"
            )
    return Problem(claim, place, ", ".join(filter(None, [table, *label, measure])) + answer, option)


def is_date(column: str) -> bool:
    return column == "dateret" or column.endswith(("_pr", "frist", "_til_og_med"))


def found_and_expected(row: dict[str, Any], is_year: bool) -> str:
    """What a test found, and what it expects in its place, as it follows upon where; empty when it expects
    nothing."""
    if "forventet" not in row:
        return ""
    if row.get("sum_af") in SUMS.keys() - {TABEL_1}:
        if row["trykt"] is None or row["forventet"] is None:
            unreadable = "den trykte sum" if row["trykt"] is None else "summens dele"
            return f": {unreadable} kan ikke læses"
        remark = f"; {row['bemaerkning']}" if row.get("bemaerkning") else ""
        printed, sum_of_parts, difference = (
            shown(value, is_year) for value in (row["trykt"], row["forventet"], abs(row["forskel"]))
        )
        return f": trykt sum {printed}; delene giver {sum_of_parts} (forskel {difference}{remark})"
    found = "læst" if "trykt" in row else "beregnet"
    value = row.get("trykt" if "trykt" in row else "beregnet")
    expected = shown(row["forventet"], is_year)
    if value == NO_ROW:
        return f": {expected} mangler"
    if value == EMPTY and row.get("kolonne"):
        return f" mangler; ventet {expected}"
    return f": {found} {'tom celle' if value == EMPTY else shown(value, is_year)}, ventet {expected}"


def row_number(rows: list[Row], name: Any) -> int | None:
    """The index of the row with this number, municipality code or label; a region's total before its
    heading."""
    if isinstance(name, int):
        return name - 1 if 0 < name <= len(rows) else None
    if name is None:
        return None
    for label in (f"{name} i alt", str(name), *PRINTED_LABELS.get(name, ())):
        for number, row in enumerate(rows):
            printed = row.cells[0]
            if printed == label or (CODE.fullmatch(label[:3]) and printed.startswith(f"{label[:3]} ")):
                return number
    return None


def shown(value: Any, is_year: bool) -> str:
    """A whole number with points, as in the document, but for a year."""
    if isinstance(value, int) and not is_year:
        return f"{value:,}".replace(",", ".")
    return "ingen værdi" if value is None else str(value)
