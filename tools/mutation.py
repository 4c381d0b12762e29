"""The mutation test: the SQL that dbt compiled, models and data tests, with one small change at a time, and
whether the project's own checks see it. Needs a build; `make test-all` runs a sample.

    python -m tools.mutation [N [FIRST]]

N: every Nth mutant of each kind, from number FIRST (0). A model's mutant is killed by its unit tests, by a
data test or a mart that is another on the two documents, by test_columns.py, the cases of test_bad_data.py or
test_calculation.py; a data test's by the cases of test_data_tests.py and test_bad_data.py. What the engine
cannot read is no mutant. Those that nothing can see are listed in mutation_equivalent.csv, each with its
reason: by the line before and after, and a number where a node has the line more than once and not all of
them are meant. A survivor that is not there is an error, and so is a row there that is killed or meets
nothing. What rounded_fraction writes is not changed itself, only what it is given. `union all` is not changed
into `union`: every row has a key of its own.
"""

import csv
import inspect
import json
import multiprocessing
import os
import re
import shutil
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import chain, count, pairwise
from pathlib import Path

import duckdb
import hypothesis
from hypothesis.errors import FailedHealthCheck, InvalidArgument, Unsatisfiable

from tools.warehouse import Warehouse

# The same random letters each time, and no search for the smallest that fails.
hypothesis.settings.register_profile(
    "mutation",
    phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
    derandomize=True,
    database=None,
    report_multiple_bugs=False,
    verbosity=hypothesis.Verbosity.quiet,
)
hypothesis.settings.load_profile("mutation")

from tests.python import test_bad_data, test_calculation, test_columns, test_data_tests  # noqa: E402
from tests.python.conftest import Project  # noqa: E402

ROOT = Path(__file__).parents[1]
INVALID = "kan ikke læses"
UNCHANGED = (  # a model that nearly all others come of, and a data test
    "model.landstalslager.int_aendringsregler_fundet",
    "test.landstalslager.assert_et_land_staar_en_gang_i_hver_tabel",
)
EQUIVALENT = Path(__file__).with_name("mutation_equivalent.csv")
TEXT_OR_COMMENT = re.compile(r"'(?:[^']|'')*'|--[^\n]*|/\*.*?\*/", re.S)
# What is changed outside texts and comments, and into what.
CHANGES: list[tuple[str, str, list[str]]] = [
    ("sammenligning", r"(?<= )=(?= )", ["!="]),
    ("sammenligning", r"(?<= )!=(?= )", ["="]),
    ("sammenligning", r"(?<= )<(?= )", ["<=", ">"]),
    ("sammenligning", r"(?<= )<=(?= )", ["<"]),
    ("sammenligning", r"(?<= )>(?= )", [">=", "<"]),
    ("sammenligning", r"(?<= )>=(?= )", [">"]),
    ("sammenligning", r"\bis not distinct from\b", ["is distinct from"]),
    ("sammenligning", r"\bis distinct from\b", ["!=", "is not distinct from"]),
    ("sammenligning", r"\bis null\b", ["is not null"]),
    ("sammenligning", r"\bis not null\b", ["is null"]),
    ("sammenligning", r"\bnot between\b", ["between"]),
    ("sammenligning", r"\bnot (?=exists|in|\(|coalesce)", [""]),
    ("sammenligning", r"(?<!not )\b(?:in|exists)(?= ?\()", [r"not \g<0>"]),
    ("regning", r"(?<= )\+(?= )", ["-"]),
    ("regning", r"(?<= )-(?= )", ["+"]),
    ("regning", r"(?<!select )(?<= )\*(?= )", ["+"]),
    ("regning", r"(?<= )//(?= )", ["*"]),
    ("regning", r"\babs\(", ["("]),
    ("og/eller", r"\band\b(?! current| unbounded)", ["or"]),
    ("og/eller", r"\bor\b", ["and"]),
    ("join", r"\bleft join\b", ["inner join"]),
    ("join", r"\binner join\b", ["left join"]),
    ("join", r"\bfull outer join\b", ["left join", "right join"]),
    ("tal", r"(?<![\w.\"])(?<!select )(?<!\d, )\d+(?![\w.\"])", [""]),
    ("min/max", r"\bmin\(", ["max("]),
    ("min/max", r"\bmax\((?!case when )", ["min("]),  # a column made of rows has one value
    ("min/max", r"\bsum\(", ["max("]),
    ("min/max", r"\bgreatest\(", ["least("]),
    ("min/max", r"\bleast\(", ["greatest("]),
    ("orden", r" desc\b", [""]),
    ("orden", r"(?<=order by )[\w.]+(?! desc)\b(?![\w.(])", [r"\g<0> desc"]),
    ("orden", r"(?<=order by )[\w.]+(?: desc)?(?: nulls last)?, ", [""]),
    ("orden", r"\blag\(", ["lead("]),
    ("distinct", r"\bdistinct (?!from)", [""]),
    ("distinct", r"\bunion\b(?! all)", ["union all"]),
    ("gruppe", r"(?<=partition by )[\w.]+(?:, )", [""]),
    ("gruppe", r"(?<=partition by )([\w., ]+), [\w.]+", [r"\1"]),
    ("gruppe", r"\bpartition by [\w.]+(?=\)| order)", [""]),
    ("standard", r"\bcoalesce\((?=\w+\(?)", ["nullif("]),
    ("standard", r"\btrue\b", ["false"]),
    ("standard", r"\bfalse\b", ["true"]),
]  # fmt: skip


# What rounded_fraction of macros/ writes: its two arguments stand in it many times, in a mutant each once.
FRACTION = re.compile(
    r"""cast\(\s*case\s+when\ cast\((?P<denominator>.+?)\ as\ hugeint\)\ =\ 0\ then\ (?P<zero>\w+)\s+else
    \ cast\(\s*case\ when\ cast\((?P<numerator>.+?)\ as\ hugeint\)\ <\ 0\ then\ -1\ else\ 1\ end\s+
    \*\ coalesce\(try_cast\(2\ \*\ (?P<scale>\d+)\ \*\ [^\n]+\s+as\ decimal\(20,\ 0\)\s+
    \)\ \*\ [\d.]+\s+end\ as\ decimal\(18,\ (?P<decimals>\d+)\)\s*\)""",
    re.X,
)
DELETED = "betingelse slettet"
FOLDED = re.compile(r"⟦(.*?)⟧", re.S)


def name_of(node: str) -> str:
    return node.split(".")[2]


@dataclass(frozen=True)
class Mutant:
    """A node's SQL with one change; `change` is the line before and after, and `number` tells apart those of
    a node that have the same."""

    kind: str
    node: str
    change: str
    number: int
    sql: str

    @property
    def keys(self) -> set[tuple[str, ...]]:
        """How mutation_equivalent.csv may name it."""
        key = self.kind, name_of(self.node), self.change
        return {(*key, ""), (*key, str(self.number))}


class Folding:
    """SQL in which each rounded fraction is one short term, and how it is written out again."""

    def __init__(self, sql: str):
        self.templates: list[str] = []
        self.sql = FRACTION.sub(self._fold, sql)

    def _fold(self, match: re.Match) -> str:
        numerator, denominator, scale, zero, decimals = map(
            match.group, ("numerator", "denominator", "scale", "zero", "decimals")
        )
        template = match[0].replace(f"cast({numerator} as hugeint)", "cast(numerator as hugeint)")
        template = template.replace(f"cast({denominator} as hugeint)", "cast(denominator as hugeint)")
        template = template.replace(f" = 0 then {zero}", " = 0 then zero").replace(f" {scale} *", " scale *")
        self.templates.append(template)
        return f"⟦{numerator} ¦ {denominator} ¦ {int(scale) // 10 ** int(decimals)} ¦ {zero} ¦ {decimals}⟧"

    def unfolded(self, sql: str) -> str:
        rest = iter(self.templates)

        def unfold(match: re.Match) -> str:
            numerator, denominator, factor, zero, decimals = match[1].split(" ¦ ")
            terms = {"numerator": numerator, "denominator": denominator, "zero": zero}
            terms["scale"] = str(int(factor) * 10 ** int(decimals))
            return re.sub("|".join(terms), lambda name: terms[name[0]], next(rest))

        return FOLDED.sub(unfold, sql)


def changed_line(before: str, after: str, place: int) -> str:
    """The line at the place, before and after."""
    start = before.rfind("\n", 0, place) + 1
    old, new = (" ".join(text[start:].split("\n", 1)[0].split()) for text in (before, after))
    return f"{old} → {new or '(slettet)'}"


def edits(sql: str) -> Iterator[tuple[str, int, int, str]]:
    """Kind, start, end and new text of each change."""
    hidden = TEXT_OR_COMMENT.sub(lambda match: re.sub(r"[^\n]", "\0", match[0]), sql)
    hidden = re.sub(r"decimal\([^)]*\)| ¦ \d+⟧", lambda match: "\0" * len(match[0]), hidden)
    for kind, pattern, news in CHANGES:
        for match in re.finditer(pattern, hidden):
            for new in news:
                new = str(int(match[0]) + 1) if kind == "tal" else match.expand(new)
                yield kind, match.start(), match.end(), new
    for match in re.finditer(r"\n[ ]*(?:and|or) [^\n]+(?=\n)", hidden):
        if match[0].count("(") == match[0].count(")"):
            yield DELETED, match.start(), match.end(), ""
    for match in re.finditer(r"(?<=\n)[ ]*(where|having) (?!true)[^\n]+(?=\n)", hidden):
        if match[0].count("(") == match[0].count(")"):
            yield DELETED, match.start(), match.end(), f"{match[1]} true"
    for match in TEXT_OR_COMMENT.finditer(sql):
        before = sql[: match.start()].rstrip()
        if match[0][0] == "'" and before.endswith(("=", "in (", "like", "then", "else")):
            yield "tekst", match.start(), match.end(), match[0][:-1] + "x'"
    column = re.compile(r"^( *)((?:\w+[.])?(\w+))(,?)$", re.M)
    for first, second in pairwise(column.finditer(hidden)):
        if hidden[first.end() : second.start()] == "\n" and first[4]:
            yield "kolonne", second.start(), second.end(), f"{second[1]}{first[2]} as {second[3]}{second[4]}"


def mutants_of(name: str, sql: str) -> Iterator[Mutant]:
    folding = Folding(sql)
    text = folding.sql
    seen = {text}
    numbers: Counter[tuple[str, str]] = Counter()
    for kind, start, end, new in edits(text):
        mutated = text[:start] + new + text[end:]
        if name.startswith("test.") and (kind == "kolonne" or new.startswith("union")):
            continue  # what a test says beside its finding; and each of its parts names another field
        if mutated not in seen:
            seen.add(mutated)
            place = start + (text[start] == "\n")
            shown = text[:place] + "\n" + text[end:] if kind == DELETED and not new else mutated
            change = changed_line(text, shown, place)
            numbers[kind, change] += 1
            yield Mutant(kind, name, change, numbers[kind, change], folding.unfolded(mutated))
    if name.startswith("test."):
        yield Mutant("tom", name, "alt → (intet)", 1, f"select * from ({sql}) limit 0")


class MutatedWarehouse(Warehouse):
    """The built project, in which one node's SQL can be another."""

    mutant = ""  # the id of that node

    def __init__(self, project: Path, database: Path):
        super().__init__(project, database)
        self.db.execute("set enable_progress_bar = false")
        manifest = json.loads((project / "target" / "manifest.json").read_text(encoding="utf-8"))
        self.relations = {
            n["name"]: n["relation_name"] for n in manifest["nodes"].values() if "relation_name" in n
        }
        self.unit_tests = defaultdict(list)
        for unit in manifest["unit_tests"].values():
            self.unit_tests[unit["depends_on"]["nodes"][0]].append(unit)
        # What is sought stands there from now on; what it is sought in is made small again.
        self.is_searching = True
        assert not self._run(set(self.nodes))
        self.is_searching = False
        assert not self._run(self.nodes.keys() - self.searches)
        self.db.execute("create schema right_marts")
        self.marts = {
            n["alias"]: name
            for name, n in self.nodes.items()
            if n["schema"] == "marts" and n["resource_type"] == "model"
        }
        for mart in self.marts:
            self.db.execute(f"create table right_marts.{mart} as from marts.{mart}")
        for unit in chain.from_iterable(self.unit_tests.values()):
            assert self.passes(unit), f"the unit test {unit['name']} fails here, but not in dbt"

    @contextmanager
    def mutated(self, mutant: Mutant) -> Iterator[None]:
        """The mutant in the place of its node, which every build of changed seeds builds too."""
        node, ancestors = self.nodes[mutant.node], self.ancestors[mutant.node]
        sql = node["compiled_code"]
        node["compiled_code"], self.mutant = mutant.sql, mutant.node
        ancestors.add(mutant.node)
        try:
            yield
        finally:
            node["compiled_code"], self.mutant = sql, ""
            ancestors.remove(mutant.node)

    @contextmanager
    def _with_seeds(self, changed: dict[str, bytes]) -> Iterator[set[str]]:
        with super()._with_seeds(changed) as affected:
            yield affected | {self.mutant}

    def passes(self, unit: dict) -> bool:
        """A unit test as dbt runs it: the model's SQL on given rows, and the columns expected of it."""
        (model,) = unit["depends_on"]["nodes"]
        sql = self.nodes[model]["compiled_code"]
        self.db.begin()
        try:
            for given in unit["given"]:
                relation = self.relations[re.search(r"'(.*)'", given["input"])[1]]
                table = self._fill("given_" + relation.split('"')[-2], f"from {relation}", given["rows"])
                sql = sql.replace(relation, table)
            rows = unit["expect"]["rows"]
            columns = ", ".join(rows[0])
            expected = self._fill("expected", f"select {columns} from ({sql})", rows)
            found = f"select {columns} from ({sql})"
            return not self.db.execute(difference(found, f"from {expected}")).fetchall()
        finally:
            self.db.rollback()

    def _fill(self, table: str, query: str, rows: list[dict]) -> str:
        self.db.execute(f"create or replace temp table {table} as select * from ({query}) limit 0")
        for row in rows:
            marks = ", ".join("?" * len(row))
            self.db.execute(f"insert into {table} ({', '.join(row)}) values ({marks})", list(row.values()))
        return table

    def changed_mart(self) -> str:
        """The first mart that is another than that of the right SQL, as the golden files would tell."""
        for mart, name in self.marts.items():
            query = difference(f"from marts.{mart}", f"from right_marts.{mart}")
            is_made = name not in self.searches or self.is_searching
            if is_made and self.mutant in self.ancestors[name] and self.db.execute(query).fetchone():
                return mart
        return ""


def difference(found: str, expected: str) -> str:
    return f"(({found}) except all ({expected})) union all (({expected}) except all ({found}))"


class Seeds(Project):
    """A copy of the seeds alone, which a case of the tests changes."""

    def __init__(self, folder: Path):
        self.folder = folder
        shutil.copytree(ROOT / "seeds", folder / "seeds")


class Checks:
    """The project's checks on one mutant, from the quickest to the slowest."""

    def __init__(self, project: Path, database: Path):
        self.warehouse = MutatedWarehouse(project, database)
        self.folder = tempfile.TemporaryDirectory()
        self.count = count()
        self.built = self.copy()
        self.cases = {}
        for name, (damage, test, message) in test_bad_data.CASES.items():
            copy = self.copy()
            damage(copy)
            self.cases[name] = (copy.changed_seeds(self.built), test, message)
        file = shutil.copy(database, Path(self.folder.name, database.name))
        self.calculation = test_calculation.Calculation(duckdb.connect(file), self.warehouse)

    def copy(self) -> Seeds:
        return Seeds(Path(self.folder.name, str(next(self.count))))

    def killer(self, mutant: Mutant) -> str:
        """The name of the check that the mutant does not pass; empty if it passes all."""
        try:
            self.warehouse.db.execute(f"explain {mutant.sql}")
        except duckdb.Error:
            return INVALID
        is_model = mutant.node.startswith("model.")
        with self.warehouse.mutated(mutant):
            for name, passes in self.of_model(mutant) if is_model else self.of_test(mutant):
                try:
                    if not passes():
                        return name
                except (duckdb.CatalogException, FailedHealthCheck, InvalidArgument, Unsatisfiable):
                    raise  # the check itself cannot run
                except Exception:  # as a test that raises: it fails
                    return name
        return ""

    def of_model(self, mutant: Mutant) -> Iterator[tuple[str, Callable]]:
        for unit in self.warehouse.unit_tests[mutant.node]:
            yield f"unit test: {unit['name']}", partial(self.warehouse.passes, unit)
        yield "de to dokumenter", partial(self.is_golden, mutant)
        yield from self.functions(test_columns)
        yield from self.functions(test_data_tests)
        yield from self.functions(test_bad_data)
        for name in self.cases:
            yield f"test_bad_data: {name}", partial(self.is_explained, name)
        calculated = any(
            mutant.node in self.warehouse.ancestors[self.warehouse.marts[mart]] | {self.warehouse.marts[mart]}
            for mart in test_calculation.MARTS
        )
        if calculated and not name_of(mutant.node).startswith("stg_"):
            yield from self.functions(test_calculation)

    def of_test(self, mutant: Mutant) -> Iterator[tuple[str, Callable]]:
        node = self.warehouse.nodes[mutant.node]
        yield "de to dokumenter", lambda: not self.warehouse.failing_rows(node)
        kind = (node.get("test_metadata") or {}).get("name")
        if kind in test_data_tests.CHECKS:
            check = partial(test_data_tests.CHECKS[kind], self.warehouse, node)
            yield "test_data_tests", lambda: check() is None
        for entry in test_data_tests.PLANTED:
            if entry["test"] == node["name"]:
                planted = partial(test_data_tests.check_planted, self.warehouse, entry)
                yield "planted_rows", lambda planted=planted: planted() is None
        if node["name"] in test_data_tests.NOTED:
            yield "noter", partial(self.is_noted, node["name"])
        for name, (_, test, _) in self.cases.items():
            if test == node["name"]:
                yield f"test_bad_data: {name}", partial(self.is_explained, name)
        yield from self.functions(test_bad_data)
        yield from self.functions(test_columns)

    def is_golden(self, mutant: Mutant) -> bool:
        is_search = mutant.node in self.warehouse.searches or mutant.node.endswith(self.warehouse.VALUES)
        with self.warehouse.rebuilt({}, search=is_search) as failures:
            return not failures and not self.warehouse.changed_mart()

    def is_noted(self, test: str) -> bool:
        test_data_tests.check_notes(self.built, self.warehouse, self.copy(), test)
        return True

    def is_explained(self, name: str) -> bool:
        """Whether the case fails in the test that it is for, with the words that it is to have."""
        changed, test, message = self.cases[name]
        rows = str(self.warehouse.failures(changed).get(test, ""))
        return bool(rows) and all(word in rows for word in message)

    def functions(self, module) -> Iterator[tuple[str, Callable]]:
        """The tests of a module that need no more than what is here."""
        offered = {"built": None, "warehouse": None, "project_copy": None, "calculation": None}
        for name, function in vars(module).items():
            if name.startswith("test_") and not hasattr(function, "pytestmark"):
                wanted = inspect.signature(function).parameters
                if wanted and wanted.keys() <= offered.keys():
                    yield f"{module.__name__.split('.')[-1]}: {name}", partial(self.call, function, wanted)

    def call(self, function: Callable, wanted: Iterable[str]) -> bool:
        calculation = object.__new__(test_calculation.Calculation)
        calculation.db, calculation.warehouse = self.calculation.db, self.warehouse
        offered = {"built": self.built, "warehouse": self.warehouse, "calculation": calculation}
        if "project_copy" in wanted:
            offered["project_copy"] = self.copy()
        function(**{name: offered[name] for name in wanted})
        return True


def all_mutants(warehouse: Warehouse) -> list[Mutant]:
    return [
        mutant
        for name in warehouse.node_order
        for mutant in mutants_of(name, warehouse.nodes[name]["compiled_code"])
    ]


_checks: Checks


def _start(project: Path, database: Path) -> None:
    global _checks
    _checks = Checks(project, database)


def _killer(mutant: Mutant) -> str:
    return _checks.killer(mutant)


def equivalents() -> set[tuple[str, ...]]:
    """The keys of the mutants that no check can see."""
    with EQUIVALENT.open(encoding="utf-8", newline="") as file:
        return {tuple(row[:4]) for row in list(csv.reader(file))[1:]}


def report(found: dict[Mutant, str], known: set[tuple[str, ...]]) -> Iterator[str]:
    """A table of the kinds, first of the models' mutants, then of the data tests'."""
    yield f"{'':30}{'mutanter':>10}{'dræbt':>10}{'ens':>10}{'overlevet':>10}"
    groups = defaultdict(list)
    for mutant, name in found.items():
        groups[mutant.node.startswith("test."), mutant.kind].append((bool(name), bool(mutant.keys & known)))
    for is_test, kind in sorted(groups):
        same = groups[is_test, kind]
        counts = (len(same), *map(same.count, [(True, False), (False, True), (False, False)]))
        yield f"{'test' if is_test else 'model'}: {kind:24}" + "".join(f"{number:10}" for number in counts)


def main(arguments: list[str]) -> int:
    stride, start = (int(arguments[n]) if len(arguments) > n else 1 - n for n in (0, 1))
    database = ROOT / os.environ.get("LANDSTAL_DUCKDB", "landstal.duckdb")
    known = equivalents()
    warehouse = Warehouse(ROOT, database)
    kinds = defaultdict(list)
    for mutant in all_mutants(warehouse):
        kinds[mutant.kind].append(mutant)
    # What is no change must pass every check, or nothing below would mean anything.
    same = [Mutant("", node, "", 0, warehouse.nodes[node]["compiled_code"]) for node in UNCHANGED]
    mutants = same + [mutant for of_kind in kinds.values() for mutant in of_kind[start::stride]]
    found = {}
    with multiprocessing.get_context("spawn").Pool(initializer=_start, initargs=(ROOT, database)) as workers:
        answers = zip(mutants, workers.imap(_killer, mutants, chunksize=2), strict=True)
        for done, (mutant, name) in enumerate(answers, 1):
            if not mutant.kind and name:
                sys.exit(f"{mutant.node} er uændret, og {name} fejler.")
            if mutant.kind and name != INVALID:
                found[mutant] = name
            if done % 100 == 0:
                print(f"... {done} af {len(mutants)}", file=sys.stderr, flush=True)
    print("\n".join(report(found, known)))
    wrong = [("OVERLEVEDE", m) for m in found if not found[m] and not m.keys & known]
    wrong += [(f"DRÆBES AF {found[m]}", m) for m in found if found[m] and m.keys & known]
    for what, mutant in wrong:
        print(f"{what}:", ": ".join((*max(mutant.keys)[:3], str(mutant.number))))
    gone = known - set(chain.from_iterable(mutant.keys for same in kinds.values() for mutant in same))
    for key in sorted(gone):
        print("FINDES IKKE MERE:", ": ".join(key))
    return bool(wrong or gone)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
