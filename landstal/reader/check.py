"""The project's own tests on the seeds as they would be, and what they find, line by line of the document."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import yaml
from dbt.cli.main import dbtRunner
from dbt.contracts.graph.manifest import Manifest

from landstal import seeds as seed_files
from landstal.reader.metadata import Problem, ReadDocument
from landstal.reader.rows import CODE, Row

CALCULATION = "int_kommunegrundlag_samlet+"  # the calculation, and all that comes of it
CALCULATED_TABLE = {
    "kommunekvoter": "bilag_b_kommunekvoter"
}  # where the rows of a calculated one are printed
SUMS = {
    "region": "sum af kommunerne",
    "land": "sum af regionerne",
    "alle_kategorier": "sum af kategorierne",
    "aar": "sum af månederne",
    "alle_nationaliteter": "sum af nationaliteterne",
    "udsendelser_tabel_1": "som i tabel 1",
}
LABELS = {
    "DK": ("Danmark i alt", "Total (landstal)"),
    "ledsaget": ("Ledsaget udrejst",),
    "paaset": ("Påset udrejst",),
    "rejst_selv": ("Rejst selv",),
    "i_alt": ("I alt",),
}  # what the tests call a row, where that is not how it is printed


@dataclass(frozen=True)
class Finding:
    """A failed test: its claim, and the rows that break it."""

    claim: str
    rows: list[dict[str, Any]]


# Relative paths and contents of changed seed files → what the project's tests find in them.
Check = Callable[[Path, dict[Path, bytes]], list[Finding]]


def run_dbt(root: Path, files: dict[Path, bytes]) -> list[Finding]:
    """Builds and tests a copy of the project with these files in it. The calculation is tested only when the
    document itself is in order: else every fault would be told again by what is calculated from it."""
    with tempfile.TemporaryDirectory(prefix="indlaes-") as folder:
        project_copy = Path(folder)
        copy_project(root, project_copy)
        for file, content in files.items():
            (project_copy / file).write_bytes(content)
        if form := seed_files.all_form_errors(project_copy):
            rows = [{"tabel": line, "raekke": None} for line in form]
            return [Finding(seed_files.CLAIM, rows)]
        for name in [name for name in os.environ if name.startswith("DBT_")]:
            del os.environ[name]
        os.environ["LANDSTAL_DUCKDB"] = str(project_copy / "kontrol.duckdb")
        manifest = dbt(project_copy, "parse")
        for command in ("seed", "run"):
            if error := failed_nodes(dbt(project_copy, command, manifest=manifest)):
                return error
        for options in ("--exclude", "--select"):
            test = ("test", "--exclude-resource-type", "unit_test", options, CALCULATION)
            if error := failed_tests(dbt(project_copy, *test, manifest=manifest), project_copy):
                return error
    return []


def copy_project(root: Path, project_copy: Path) -> None:
    """The project as views without contracts: a test is to say that a number is missing, not a model to stop
    at it."""
    for name in ("models", "macros", "tests", "seeds"):
        shutil.copytree(
            root / name, project_copy / name, ignore=shutil.ignore_patterns("python", "__pycache__", ".*")
        )
    shutil.copy(root / "profiles.yml", project_copy)
    project = yaml.safe_load((root / "dbt_project.yml").read_text(encoding="utf-8"))
    project.pop("on-run-end", None)
    modeller = project["models"][project["name"]]
    modeller["intermediate"]["+materialized"] = "view"
    modeller["marts"] |= {
        "+materialized": "view",
        "+contract": {"enforced": False},
        "+persist_docs": {"relation": False, "columns": False},
    }
    (project_copy / "dbt_project.yml").write_text(yaml.safe_dump(project, sort_keys=False), encoding="utf-8")


def dbt(project_copy: Path, *arguments: str, manifest: Manifest | None = None) -> Any:
    """The manifest that 'parse' gives, the results of the nodes that other commands run."""
    places = (
        "--project-dir",
        str(project_copy),
        "--profiles-dir",
        str(project_copy),
        "--target-path",
        str(project_copy / "target"),
    )
    flags = ("--quiet", "--log-level", "none", "--log-level-file", "none", "--no-partial-parse")
    answer = dbtRunner(manifest=manifest).invoke([*flags, *arguments, *places])
    if answer.exception:
        raise RuntimeError(f"Projektet kan ikke kontrolleres: {answer.exception}")
    return answer.result


def failed_nodes(results: Iterable[Any]) -> list[Finding]:
    return [
        Finding("Projektets modeller kan bygges.", [{"tabel": f"{r.node.name}: {r.message}", "raekke": None}])
        for r in results
        if r.status == "error"
    ]


def failed_tests(results: Iterable[Any], project_copy: Path) -> list[Finding]:
    findings = failed_nodes(results)
    with duckdb.connect(str(project_copy / "kontrol.duckdb")) as db:
        for result in results:
            if result.status in ("fail", "warn"):
                question = db.execute(result.node.compiled_code)
                columns = [column[0] for column in question.description]
                rows = [dict(zip(columns, r, strict=True)) for r in question.fetchall()]
                findings.append(Finding(" ".join(result.node.description.split()), rows))
    return findings


def problems(
    findings: list[Finding], dokument: str, read_result: ReadDocument, seed_file: Callable[[str], str]
) -> list[Problem]:
    """One problem per row found. `seedfil`: the path of a seed, for what is not about the document."""
    return [
        problem(item.claim, row, dokument, read_result, seed_file) for item in findings for row in item.rows
    ]


def problem(
    claim: str, row: dict[str, Any], dokument: str, read_result: ReadDocument, seed_file: Callable[[str], str]
) -> Problem:
    table = CALCULATED_TABLE.get(row["tabel"], row["tabel"])
    column, sum_af = row.get("kolonne"), row.get("sum_af")
    found = "trykt" if "trykt" in row else "beregnet"
    what = [f"{column} ({SUMS[sum_af]})" if sum_af in SUMS else column or ""]
    is_year = (column or "").endswith("aar")
    have_read = f"{'læst' if found == 'trykt' else 'beregnet'} {shown(row.get(found), is_year)}"
    answer = f"{have_read}, ventet {shown(row.get('forventet'), is_year)}" if "forventet" in row else ""

    about_document = row.get("dokument", dokument) == dokument
    if table == read_result.description and about_document and row.get("raekke") in (None, dokument, "DK"):
        fact = read_result.facts.get(column)
        place_of = fact.origin if fact else read_result.description
        option = f"; kan angives med --{column.replace('_', '-')}" if fact else ""
        return Problem(claim, place_of, f"{what[0] or table}: {answer}{option}")
    if table not in read_result.tables or not about_document:
        name = seed_file(table)
        label = " ".join(
            str(row[field_name]) for field_name in ("dokument", "raekke", "etiket") if row.get(field_name)
        )
        return Problem(
            claim, name, ", ".join(filter(None, [label, *what])) + (f": {answer}" if answer else "")
        )

    rows = read_result.tables[table]
    number, cells = find_row(rows, row.get("raekke"))
    if number is None:
        parts = [rows[0].place_of, rows[-1].place_of] if rows else []
        place_of = " til ".join(parts) or read_result.extent.get(table) or "hele dokumentet"
        label = [str(row["raekke"])] if row.get("raekke") else []
    else:
        place_of = rows[number].place_of
        label = [f"række {number + 1}"] + ([cells[0]] if cells[0] != row.get("trykt") else [])
    if row.get("trykt") in read_result.unknown_countries:
        answer += f"; er landet nyt i statistikken, så angiv --land '{row['trykt']}=KODE' med landekoden"
    return Problem(claim, place_of, f"{', '.join(filter(None, [table, *label, *what]))}: {answer}")


def find_row(rows: list[Row], which: Any) -> tuple[int | None, tuple[str, ...]]:
    """The index and cells of the row with this number, municipality code or label; a region's total before
    its heading."""
    if isinstance(which, int):
        return (which - 1, rows[which - 1].cells) if 0 < which <= len(rows) else (None, ())
    if which is None:
        return None, ()
    names = [f"{which} i alt", str(which), *LABELS.get(which, ())]
    for name in names:
        for number, row in enumerate(rows):
            label = row.cells[0]
            if label == name or (CODE.fullmatch(name[:3]) and label.startswith(f"{name[:3]} ")):
                return number, row.cells
    return None, ()


def shown(value: Any, is_year: bool) -> str:
    """A whole number with points, as in the document, but for a year."""
    if isinstance(value, int) and not is_year:
        return f"{value:,}".replace(",", ".")
    return "(intet)" if value is None else str(value)
