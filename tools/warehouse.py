"""The built project in memory: what dbt compiled runs here on changed seeds, without starting dbt again.

A changed file is put into raw as dbt puts a seed there, and the compiled SQL of everything downstream of it
runs in dbt's order and under the contracts of the marts; then the transaction is rolled back. What it would
take for a quota to be another (kvotetaerskler) is left out unless asked for: it takes ten times as long as
all else, and no other table reads it; until then it stands as dbt built it.
"""

import csv
import io
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from landstal import seeds as seed_files


@dataclass
class Table:
    """A seed as it stands in its file: the columns, and the rows as lists of printed cells."""

    seed: str
    columns: list[str]
    rows: list[list[str]]

    @classmethod
    def read(cls, file: Path) -> "Table":
        columns, *rows = csv.reader(io.StringIO(file.read_text(encoding="utf-8"), newline=""))
        return cls(file.stem, columns, rows)

    def write(self, rows=None, columns=None, delimiter=",") -> bytes:
        output = io.StringIO()
        writer = csv.writer(output, delimiter=delimiter, lineterminator="\n")
        writer.writerows([columns or self.columns, *(self.rows if rows is None else rows)])
        return output.getvalue().encode()

    @property
    def is_printed(self) -> bool:
        """Whether it is a table of a document: dokument, raekke, a label, and numbers."""
        return self.columns[1:2] == ["raekke"]

    @property
    def labels(self) -> list[str]:
        return [row[2] for row in self.rows]

    def with_cells(self, number: int, *cells: tuple[int, str]) -> bytes:
        """The file with some cells of one row, each given with its column's number, changed."""
        row = list(self.rows[number])
        for column, cell in cells:
            row[column] = cell
        return self.write([*self.rows[:number], row, *self.rows[number + 1 :]])


class Warehouse:
    """The tables of raw, and all that dbt compiled from them, as tables."""

    FORM = "seedfilens form"
    steps = (0, 100, 300)  # per cent of the landstal
    VALUES, SEARCH = "int_taerskelvaerdier_opstillet", "int_kvotevaerdier_samlet"

    def __init__(self, project: Path, database: Path):
        """`project` is a folder where dbt has just built the file `database`."""
        manifest = json.loads((project / "target" / "manifest.json").read_text(encoding="utf-8"))
        self.nodes = {
            name: node
            for name, node in manifest["nodes"].items()
            if node["resource_type"] in ("model", "test")
        }
        self.seeds = {n["name"]: n for n in manifest["nodes"].values() if n["resource_type"] == "seed"}
        self.node_order = self._sorted()
        self.ancestors: dict[str, set[str]] = {node["unique_id"]: set() for node in self.seeds.values()}
        for name in self.node_order:
            read = self.read_by(name)
            self.ancestors[name] = set(read).union(*(self.ancestors[node] for node in read))
        self.searches = {
            name
            for name in self.nodes
            if any(node.endswith(f".{self.SEARCH}") for node in {name} | self.ancestors[name])
        }
        self.is_searching = False
        self.folder = tempfile.TemporaryDirectory()
        self.file = Path(self.folder.name, "seed.csv")
        self.db = duckdb.connect(config={"threads": 1})
        self.db.execute(f"attach '{database}' as built (read_only)")
        # The database as the compiled SQL names it.
        (name,) = {f'"{node["database"]}"' for node in self.nodes.values()}
        self.db.execute(f"attach ':memory:' as {name}")
        tables = self.db.sql(
            "select schema_name, table_name, sql from duckdb_tables()"
            " where database_name = 'built' and schema_name in ('raw', 'marts')"
        )
        self.contracts = {(schema, table): sql for schema, table, sql in tables.fetchall()}
        self.db.execute(f"use {name}")
        for schema in ("raw", "staging", "intermediate", "marts"):
            self.db.execute(f"create schema {schema}")
        sought = {(self.nodes[name]["schema"], self.nodes[name]["alias"]) for name in self.searches}
        for schema, table in self.contracts:
            if schema == "raw" or (schema, table) in sought:
                self.db.execute(f"create table {schema}.{table} as from built.{schema}.{table}")
        # No document says them, and sixty more calculations of a letter would take most of the time.
        self.db.execute(
            f"delete from raw.landstalstrin where cast(procent as integer) not in {tuple(self.steps)}"
        )
        self.db.execute("detach built")
        failures = self._run(self.nodes.keys() - self.searches)
        assert not failures, f"the undamaged seeds fail: {failures}"

    def read_by(self, name: str) -> list[str]:
        return self.nodes[name]["depends_on"]["nodes"]

    def _sorted(self) -> list[str]:
        """Models and tests so that each comes after what it reads, and tests before other models."""
        finished = {node["unique_id"] for node in self.seeds.values()}
        order: list[str] = []
        while len(order) < len(self.nodes):
            ready = [n for n in self.nodes if n not in finished and finished.issuperset(self.read_by(n))]
            order += [n for n in ready if n.startswith("test.")] or ready[:1]
            finished.update(order)
        return order

    def failures(self, changed: dict[str, bytes]) -> dict[str, list[dict]]:
        """What fails with these files in the place of the seeds named, each test with its failing rows."""
        with self.rebuilt(changed) as failures:
            return failures

    @contextmanager
    def rebuilt(
        self, changed: dict[str, bytes], exclude: str = "", search: bool = False
    ) -> Iterator[dict[str, list[dict]]]:
        """Holds the tables that a build with these files makes, until it ends, and gives what failed. Tests
        with the name or the tag `exclude` do not run; kvotetaerskler is made if `search`."""
        for seed, content in changed.items():
            columns = list(self.seeds[seed]["config"]["column_types"])
            if errors := list(seed_files.form_errors(content, columns)):
                names = ("linje", "fundet", "ventet")
                yield {self.FORM: [dict(zip(names, error, strict=True)) for error in errors]}
                return
        with self._with_seeds(changed) as affected:
            self.is_searching = search
            for name in self.searches if not search else ():
                if name.startswith("model."):
                    node = self.nodes[name]
                    self.db.execute(f"drop table if exists {node['schema']}.{node['alias']}")
            try:
                yield self._run(
                    {
                        name
                        for name, node in self.nodes.items()
                        if affected & self.ancestors[name]
                        and exclude not in (node["name"], *node["tags"])
                        and (search or name not in self.searches)
                    }
                )
            finally:
                self.is_searching = False

    def errors_in_document(
        self, changed: dict[str, bytes], calculation: str, first: tuple[str, ...]
    ) -> list[tuple[str, list[dict]]]:
        """All tests that fail, by their claim, without the stops of a build and the contracts of the marts:
        of those that do not read the model `calculation` or what comes of it, or, if none of them fails, of
        the others; in each part those with the first tag in `first` of which one fails."""
        with self._with_seeds(changed) as affected:
            tests: dict[tuple[bool, str], list[str]] = {
                (is_calculated, tag): [] for is_calculated in (False, True) for tag in (*first, "")
            }
            for name in (
                n for n in self.node_order if affected & self.ancestors[n] and n not in self.searches
            ):
                if name.startswith("model."):
                    self._make_model(self.nodes[name], with_contract=False)
                else:
                    reads = self.ancestors[name] | set(self.read_by(name))
                    is_calculated = any(node.endswith(f".{calculation}") for node in reads)
                    tag = next((tag for tag in first if tag in self.nodes[name]["tags"]), "")
                    tests[is_calculated, tag].append(name)
            return next((failed for part in tests.values() if (failed := self._failed(part))), [])

    def _run(self, names: set[str]) -> dict[str, list[dict]]:
        """Runs the nodes; each that failed, with its failing rows. As in `dbt build`, what fails stops all
        that is downstream of it; a test, all that is downstream of everything that it reads."""
        failures, stopped, failed_tests = {}, set(), []
        for name in (n for n in self.node_order if n in names):
            node = self.nodes[name]
            is_test = node["resource_type"] == "test"
            if stopped.intersection(self.read_by(name)) or (
                not is_test and any(self.ancestors[name].issuperset(read) for read in failed_tests)
            ):
                stopped.add(name)
                continue
            try:
                if is_test:
                    if rows := self.failing_rows(node):
                        failures[node["name"]] = rows
                        failed_tests.append(self.read_by(name))
                else:
                    self._make_model(node)
            except duckdb.Error as error:
                failures[f"model {node['name']}"] = [{"fejl": str(error)}]
                break  # the transaction is lost with it
        return failures

    def sql(self, node: dict, search: bool) -> str:
        """The compiled SQL of a model."""
        is_empty = node["name"] == self.VALUES and not search
        return f"select * from ({node['compiled_code']}) limit 0" if is_empty else node["compiled_code"]

    def _make_model(self, node: dict, with_contract: bool = True) -> None:
        table = f"{node['schema']}.{node['alias']}"
        contract, sql = self.contracts.get((node["schema"], node["alias"])), self.sql(node, self.is_searching)
        if contract and with_contract:
            self.db.execute(contract.replace("CREATE TABLE", "create or replace table", 1))
            self.db.execute(f"insert into {table} by name ({sql})")
        else:
            self.db.execute(f"create or replace table {table} as ({sql})")

    def _failed(self, tests: list[str]) -> list[tuple[str, list[dict]]]:
        return [
            (" ".join(self.nodes[name]["description"].split()), rows)
            for name in tests
            if (rows := self.failing_rows(self.nodes[name]))
        ]

    def failing_rows(self, test: dict) -> list[dict]:
        answer = self.db.execute(test["compiled_code"])
        columns = [column[0] for column in answer.description]
        return [dict(zip(columns, row, strict=True)) for row in answer.fetchall()]

    @contextmanager
    def _with_seeds(self, changed: dict[str, bytes]) -> Iterator[set[str]]:
        """Holds these files in the place of the seeds named, whose ids it gives, until it ends."""
        self.db.begin()
        try:
            for seed, content in changed.items():
                self.file.write_bytes(content)
                table = f"raw.{self.seeds[seed]['alias']}"
                self.db.execute(f"truncate {table}")
                form = "format csv, header true, delimiter ','"  # as dbt-duckdb
                self.db.execute(f"copy {table} from '{self.file}' ({form})")
            yield {self.seeds[seed]["unique_id"] for seed in changed}
        finally:
            self.db.rollback()
