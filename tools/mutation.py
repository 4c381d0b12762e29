"""The mutation test: the SQL that dbt compiled, models and data tests, with one small change at a time, and whether
the project's own checks see it. Needs a build; `make test-all` runs a sample.

    python -m tools.mutation [N | --accept]

N: every Nth mutant of each kind. A model's mutant is killed by its unit tests, by a data test or a mart that differs
on the real documents, by a case of test_bad_data.py, or by the calculations of test_calculation.py; a data test's by
the cases of test_bad_data.py and test_data_tests.py. Those that no check can see are listed, each with its reason, in
mutation_equivalent.csv; a survivor that is not there is an error.
"""

import csv
import json
import multiprocessing
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import duckdb

from tools.warehouse import Warehouse

ROOT = Path(__file__).parents[1]
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
    ("regning", r"(?<= )\+(?= )", ["-"]),
    ("regning", r"(?<= )-(?= )", ["+"]),
    ("regning", r"(?<= )\*(?= )", ["+"]),
    ("regning", r"(?<= )//(?= )", ["*"]),
    ("regning", r"\babs\(", ["("]),
    ("og/eller", r"\band\b(?! current| unbounded)", ["or"]),
    ("og/eller", r"\bor\b", ["and"]),
    ("join", r"\bleft join\b", ["inner join"]),
    ("join", r"\binner join\b", ["left join"]),
    ("join", r"\bfull outer join\b", ["left join", "right join"]),
    ("tal", r"(?<![\w.\"])\d+(?![\w.\"])", ["+1", "-1"]),
    ("min/max", r"\bmin\(", ["max("]),
    ("min/max", r"\bmax\(", ["min("]),
    ("min/max", r"\bsum\(", ["max("]),
    ("min/max", r"\bgreatest\(", ["least("]),
    ("min/max", r"\bleast\(", ["greatest("]),
    ("orden", r" desc\b", [""]),
    ("orden", r"(?<=order by )[\w.]+(?! desc)\b(?![\w.(])", [r"\g<0> desc"]),
    ("orden", r"(?<=order by )[\w.]+(?: desc)?(?: nulls last)?, ", [""]),
    ("orden", r"\blag\(", ["lead("]),
    ("distinct", r"\bdistinct (?!from)", [""]),
    ("distinct", r"\bunion all\b", ["union"]),
    ("distinct", r"\bunion\b(?! all)", ["union all"]),
    ("gruppe", r"(?<=partition by )[\w.]+(?:, )", [""]),
    ("gruppe", r"(?<=partition by )([\w., ]+), [\w.]+", [r"\1"]),
    ("gruppe", r"\bpartition by [\w.]+(?=\)| order)", [""]),
    ("standard", r"\bcoalesce\((?=\w+\(?)", ["nullif("]),
    ("standard", r"\btrue\b", ["false"]),
    ("standard", r"\bfalse\b", ["true"]),
]  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """A node's SQL with one change; `change` is the line before and after."""

    kind: str
    node: str
    change: str
    sql: str

    @property
    def key(self) -> tuple[str, str, str]:
        return self.kind, self.node.split(".")[2], self.change


def changed_line(before: str, after: str, place: int) -> str:
    """The line where they differ, before and after, and where one line alone says too little the next one's."""
    start = before.rfind("\n", 0, place) + 1
    old = before[start:].split("\n", 1)[0]
    new = after[start:].split("\n", 1)[0]
    return f"{' '.join(old.split())} → {' '.join(new.split()) or '(slettet)'}"


def edits(sql: str) -> Iterator[tuple[str, int, int, str]]:
    """Kind, start, end and new text of each change."""
    hidden = TEXT_OR_COMMENT.sub(lambda match: re.sub(r"[^\n]", "\0", match[0]), sql)
    for kind, pattern, news in CHANGES:
        for match in re.finditer(pattern, hidden):
            for new in news:
                if kind == "tal":
                    new = str(int(match[0]) + int(new))
                yield kind, match.start(), match.end(), match.expand(new)
    for match in re.finditer(r"\n[ ]*(?:and|or) [^\n]+(?=\n)", hidden):
        if match[0].count("(") == match[0].count(")"):
            yield "betingelse slettet", match.start(), match.end(), ""
    for match in TEXT_OR_COMMENT.finditer(sql):
        before = sql[: match.start()].rstrip()
        if match[0][:1] == "'" and before.endswith(("=", "in (", "then", "else", "when", "like")):
            yield "tekst", match.start(), match.end(), match[0][:-1] + "x'"
    column = re.compile(r"^( *)((?:\w+[.])?(\w+))(,?)$", re.M)
    for (first, second) in pairwise(column.finditer(hidden)):
        if hidden[first.end() : second.start()] == "\n" and first[4]:
            yield "kolonne", second.start(), second.end(), f"{second[1]}{first[2]} as {second[3]}{second[4]}"


def mutants_of(name: str, sql: str) -> Iterator[Mutant]:
    seen = {sql}
    for kind, start, end, new in edits(sql):
        mutated = sql[:start] + new + sql[end:]
        if mutated not in seen:
            seen.add(mutated)
            place = start + (sql[start] == "\n")
            after = sql[:place] + "\n" + sql[end:] if kind == "betingelse slettet" else mutated
            yield Mutant(kind, name, changed_line(sql, after, place), mutated)


class MutatedWarehouse(Warehouse):
    """The built project, in which one node's SQL can be another."""

    def __init__(self, project: Path, database: Path):
        super().__init__(project, database)
        manifest = json.loads((project / "target" / "manifest.json").read_text(encoding="utf-8"))
        self.relations = {
            node["name"]: node["relation_name"] for node in manifest["nodes"].values() if "relation_name" in node
        }
        self.unit_tests: dict[str, list[dict]] = {}
        for unit in manifest["unit_tests"].values():
            (model,) = unit["depends_on"]["nodes"][:1]
            self.unit_tests.setdefault(model, []).append(unit)
        self.mutant = ""
        self.is_searching = True
        for name in self.node_order:
            if name.endswith(self.VALUES) or (name in self.searches and name.startswith("model.")):
                self._make_model(self.nodes[name])
        self.marts = [n for n in self.node_order if self.nodes[n]["schema"] == "marts" and n.startswith("model.")]
        self.db.execute("create schema right_marts")
        for name in self.marts:
            alias = self.nodes[name]["alias"]
            self.db.execute(f"create table right_marts.{alias} as from marts.{alias}")
        self.is_searching = False
        for unit in (unit for units in self.unit_tests.values() for unit in units):
            assert self.passes(unit), f"the unit test {unit['name']} fails here, but not in dbt"

    def _with_seeds(self, changed):
        return super()._with_seeds(changed)


if __name__ == "__main__":
    w = MutatedWarehouse(ROOT, ROOT / os.environ.get("LANDSTAL_DUCKDB", "landstal.duckdb"))
