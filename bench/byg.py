"""What `dbt build` costs, its parts, and what runs the same models: plain DuckDB, and SQLMesh."""

import json
import shutil
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

import duckdb

from bench.maaling import Maaling, maal

ROD = Path(__file__).parents[1]
DBT = Path(sys.executable).with_name("dbt")
SQLMESH = ROD / ".venv-sqlmesh" / "bin" / "sqlmesh"
SLAGS = {
    "seed": "seeds", "view": "views", "table": "tables", "mart": "marts", "test": "data tests",
    "unit_test": "unit tests",
}  # fmt: skip
# The goal of a warm build.
IMPORT_S, PARSE_S, NODE_S = 2.2, 1.0, 0.040


def kompileret(projekt: Path) -> None:
    """What was compiled in this folder, straight in a new DuckDB database: seeds, models under their
    contracts, data tests."""
    manifest = json.loads((projekt / "bygget.json").read_text(encoding="utf-8"))
    noder = {
        navn: n for navn, n in manifest["nodes"].items() if n["resource_type"] in ("seed", "model", "test")
    }
    with duckdb.connect(str(projekt / "landstal.duckdb"), read_only=True) as bygget:
        ddl = "select schema_name, table_name, sql from duckdb_tables() where schema_name = 'marts'"
        kontrakter = {(skema, navn): sql for skema, navn, sql in bygget.sql(ddl).fetchall()}
    with tempfile.TemporaryDirectory() as mappe, duckdb.connect(str(Path(mappe, "landstal.duckdb"))) as db:
        for skema in ("raw", "staging", "intermediate", "marts"):
            db.execute(f"create schema {skema}")
        faerdige: set[str] = set()
        while len(faerdige) < len(noder):
            for navn in [n for n in noder if n not in faerdige]:
                node = noder[navn]
                if not faerdige.issuperset(node.get("depends_on", {}).get("nodes", [])):
                    continue
                sted = f"{node['schema']}.{node['alias']}"
                if node["resource_type"] == "seed":
                    fil = projekt / node["original_file_path"]
                    db.execute(
                        f"create table {sted} as from read_csv('{fil}', header = true, all_varchar = true)"
                    )
                elif node["resource_type"] == "test":
                    assert not db.execute(node["compiled_code"]).fetchall(), navn
                elif kontrakt := kontrakter.get((node["schema"], node["alias"])):
                    db.execute(kontrakt)
                    db.execute(f"insert into {sted} by name ({node['compiled_code']})")
                else:
                    db.execute(f"create {node['config']['materialized']} {sted} as ({node['compiled_code']})")
                faerdige.add(navn)


def pr_node(projekt: Path) -> dict[str, tuple[int, float]]:
    """By kind of node: how many the last build ran, and their seconds each."""
    noder = json.loads((projekt / "target" / "manifest.json").read_text(encoding="utf-8"))["nodes"]
    tider = defaultdict(list)
    for svar in json.loads((projekt / "target" / "run_results.json").read_text(encoding="utf-8"))["results"]:
        slags = svar["unique_id"].split(".")[0]
        if slags == "model":
            node = noder[svar["unique_id"]]
            slags = "mart" if node["schema"] == "marts" else node["config"]["materialized"]
        if slags in SLAGS:
            tider[slags].append(svar["execution_time"])
    return {slags: (len(sekunder), sum(sekunder) / len(sekunder)) for slags, sekunder in tider.items()}


def kopi(mappe: Path) -> Path:
    for navn in ("models", "seeds", "macros", "tests", "analyses"):
        shutil.copytree(ROD / navn, mappe / navn, ignore=shutil.ignore_patterns("python"))
    for navn in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(ROD / navn, mappe)
    return mappe


def maal_byg(runder: int = 5) -> tuple[dict[str, Maaling], dict[str, tuple[int, float]]]:
    """The cost of each command, and of each kind of node in the last warm build."""
    with tempfile.TemporaryDirectory() as dbts, tempfile.TemporaryDirectory() as meshs:
        projekt, mesh = kopi(Path(dbts)), kopi(Path(meshs))
        dbt = f"{DBT} --quiet"
        skal = {
            "imports": f"{sys.executable} -c 'import dbt.cli.main, dbt.adapters.duckdb'",
            "dbt parse, cold": f"rm -rf kold; {dbt} parse --target-path kold",
            "dbt parse, warm": f"{dbt} parse",
            "dbt build, cold": f"rm -rf kold*; LANDSTAL_DUCKDB=kold.duckdb {dbt} build --target-path kold",
            "dbt build, warm": f"{dbt} build",
            "dbt build, warm, no log": f"{dbt} --log-level-file none build",
            "dbt build, warm, no unit tests": f"{dbt} build --exclude-resource-type unit_test",
            "the compiled SQL in DuckDB": f"{sys.executable} -m bench.byg {projekt}",
        }
        shutil.copy(ROD / "bench" / "sqlmesh" / "config.py", mesh)
        plan = f"cd {mesh}; rm -f landstal.duckdb*; {SQLMESH} plan --auto-apply --no-prompts"
        skal["SQLMesh, cold"] = f"rm -rf {mesh}/.cache {mesh}/target; {plan}"
        skal["SQLMesh, warm"] = plan
        kommandoer = {navn: ["bash", "-ec", f"cd {projekt}; {linje}"] for navn, linje in skal.items()}
        miljoe = {"PYTHONPATH": str(ROD), "SQLMESH__DISABLE_ANONYMIZED_ANALYTICS": "true"}
        varme = ("dbt build, warm", "SQLMesh, warm")
        maal({navn: kommandoer[navn] for navn in varme}, runder=1, miljoe=miljoe)
        shutil.copy(projekt / "target" / "manifest.json", projekt / "bygget.json")
        maalt = maal(kommandoer, runder=runder, miljoe=miljoe)
        maal({"dbt build, warm": kommandoer["dbt build, warm"]}, runder=1, miljoe=miljoe)
        return maalt, pr_node(projekt)


if __name__ == "__main__":
    kompileret(Path(sys.argv[1]))
