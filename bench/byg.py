"""What `dbt build` costs, its parts, and what runs the same models: plain DuckDB, and SQLMesh."""

import json
import shutil
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

import duckdb
from bench.measurement import Measurement, measure

ROOT = Path(__file__).parents[1]
DBT = Path(sys.executable).with_name("dbt")
SQLMESH = ROOT / ".venv-sqlmesh" / "bin" / "sqlmesh"
KIND = {
    "seed": "seeds", "view": "views", "table": "tables", "mart": "marts", "test": "data tests",
    "unit_test": "unit tests",
}  # fmt: skip
# The goal of a warm build.
IMPORT_S, PARSE_S, NODE_S = 2.2, 1.0, 0.040


def compiled(project: Path) -> None:
    """What was compiled in this folder, straight in a new DuckDB database: seeds, models under their
    contracts, data tests."""
    manifest = json.loads((project / "bygget.json").read_text(encoding="utf-8"))
    nodes = {
        name: n for name, n in manifest["nodes"].items() if n["resource_type"] in ("seed", "model", "test")
    }
    with duckdb.connect(str(project / "landstal.duckdb"), read_only=True) as built:
        ddl = "select schema_name, table_name, sql from duckdb_tables() where schema_name = 'marts'"
        contracts = {(schema, name): sql for schema, name, sql in built.sql(ddl).fetchall()}
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(str(Path(folder, "landstal.duckdb"))) as db:
        for schema in ("raw", "staging", "intermediate", "marts"):
            db.execute(f"create schema {schema}")
        finished: set[str] = set()
        while len(finished) < len(nodes):
            for name in [n for n in nodes if n not in finished]:
                node = nodes[name]
                if not finished.issuperset(node.get("depends_on", {}).get("nodes", [])):
                    continue
                place_of = f"{node['schema']}.{node['alias']}"
                if node["resource_type"] == "seed":
                    file = project / node["original_file_path"]
                    db.execute(
                        f"create table {place_of} as from read_csv('{file}', header = true, all_varchar = true)"
                    )
                elif node["resource_type"] == "test":
                    assert not db.execute(node["compiled_code"]).fetchall(), name
                elif contract := contracts.get((node["schema"], node["alias"])):
                    db.execute(contract)
                    db.execute(f"insert into {place_of} by name ({node['compiled_code']})")
                else:
                    db.execute(
                        f"create {node['config']['materialized']} {place_of} as ({node['compiled_code']})"
                    )
                finished.add(name)


def per_node(project: Path) -> dict[str, tuple[int, float]]:
    """By kind of node: how many the last build ran, and their seconds each."""
    nodes = json.loads((project / "target" / "manifest.json").read_text(encoding="utf-8"))["nodes"]
    timings = defaultdict(list)
    for answer in json.loads((project / "target" / "run_results.json").read_text(encoding="utf-8"))[
        "results"
    ]:
        kind = answer["unique_id"].split(".")[0]
        if kind == "model":
            node = nodes[answer["unique_id"]]
            kind = "mart" if node["schema"] == "marts" else node["config"]["materialized"]
        if kind in KIND:
            timings[kind].append(answer["execution_time"])
    return {kind: (len(seconds), sum(seconds) / len(seconds)) for kind, seconds in timings.items()}


def project_copy(folder: Path) -> Path:
    for name in ("models", "seeds", "macros", "tests", "analyses"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("python"))
    for name in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(ROOT / name, folder)
    return folder


def measure_build(rounds: int = 5) -> tuple[dict[str, Measurement], dict[str, tuple[int, float]]]:
    """The cost of each command, and of each kind of node in the last warm build."""
    with tempfile.TemporaryDirectory() as dbts, tempfile.TemporaryDirectory() as meshs:
        project, mesh = project_copy(Path(dbts)), project_copy(Path(meshs))
        dbt = f"{DBT} --quiet"
        must = {
            "imports": f"{sys.executable} -c 'import dbt.cli.main, dbt.adapters.duckdb'",
            "dbt parse, cold": f"rm -rf kold; {dbt} parse --target-path kold",
            "dbt parse, warm": f"{dbt} parse",
            "dbt build, cold": f"rm -rf kold*; LANDSTAL_DUCKDB=kold.duckdb {dbt} build --target-path kold",
            "dbt build, warm": f"{dbt} build",
            "dbt build, warm, no log": f"{dbt} --log-level-file none build",
            "dbt build, warm, no unit tests": f"{dbt} build --exclude-resource-type unit_test",
            "the compiled SQL in DuckDB": f"{sys.executable} -m bench.byg {project}",
        }
        shutil.copy(ROOT / "bench" / "sqlmesh" / "config.py", mesh)
        plan = f"cd {mesh}; rm -f landstal.duckdb*; {SQLMESH} plan --auto-apply --no-prompts"
        must["SQLMesh, cold"] = f"rm -rf {mesh}/.cache {mesh}/target; {plan}"
        must["SQLMesh, warm"] = plan
        commands = {name: ["bash", "-ec", f"cd {project}; {line}"] for name, line in must.items()}
        environment = {"PYTHONPATH": str(ROOT), "SQLMESH__DISABLE_ANONYMIZED_ANALYTICS": "true"}
        warm_ups = ("dbt build, warm", "SQLMesh, warm")
        measure({name: commands[name] for name in warm_ups}, rounds=1, environment=environment)
        shutil.copy(project / "target" / "manifest.json", project / "bygget.json")
        measured = measure(commands, rounds=rounds, environment=environment)
        measure({"dbt build, warm": commands["dbt build, warm"]}, rounds=1, environment=environment)
        return measured, per_node(project)


if __name__ == "__main__":
    compiled(Path(sys.argv[1]))
