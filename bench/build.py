"""What `dbt build` costs, its parts, and the same SQL straight in DuckDB."""

import json
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from shlex import join

import duckdb

from bench.measurement import ROOT, Measurement, dbt, measure

KINDS = {
    "seed": "seeds", "view": "views", "table": "tables", "mart": "marts", "test": "data tests",
    "unit_test": "unit tests",
}  # fmt: skip


def results(folder: Path) -> list[tuple[str, dict, dict]]:
    """What the last build in this folder ran, in its order: kind, node and result."""
    nodes = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["nodes"]
    rows = []
    for result in json.loads((folder / "run_results.json").read_text(encoding="utf-8"))["results"]:
        node, kind = nodes.get(result["unique_id"], {}), result["unique_id"].split(".")[0]
        if kind == "model":
            kind = "mart" if node["schema"] == "marts" else node["config"]["materialized"]
        if kind in KINDS:
            rows.append((kind, node, result))
    return rows


def run_compiled(folder: Path) -> None:
    """What was built in this folder, straight in a new DuckDB database: seeds, models under their contracts,
    data tests."""
    with duckdb.connect(str(folder / "landstal.duckdb"), read_only=True) as built:
        contracts = dict(
            built.sql("select table_name, sql from duckdb_tables() where schema_name = 'marts'").fetchall()
        )
    with tempfile.TemporaryDirectory() as new, duckdb.connect(str(Path(new, "landstal.duckdb"))) as db:
        for schema in ("raw", "staging", "intermediate", "marts"):
            db.execute(f"create schema {schema}")
        for kind, node, result in results(folder):
            relation, sql = result["relation_name"], result.get("compiled_code")
            if kind == "seed":
                file = ROOT / node["original_file_path"]
                db.read_csv(str(file), header=True, all_varchar=True).create(f"raw.{node['alias']}")
            elif kind == "test":
                assert not db.execute(sql).fetchall(), node["name"]
            elif kind == "mart":
                db.execute(contracts[node["alias"]])
                db.execute(f"insert into {relation} by name ({sql})")
            elif kind in ("view", "table"):
                db.execute(f"create {kind} {relation} as ({sql})")


def per_kind(folder: Path) -> dict[str, tuple[int, float]]:
    """By kind of node how many the last build ran, and their seconds each."""
    seconds = defaultdict(list)
    for kind, _, result in results(folder):
        seconds[kind].append(result["execution_time"])
    return {kind: (len(times), sum(times) / len(times)) for kind, times in seconds.items()}


def measure_build(rounds: int) -> tuple[dict[str, Measurement], dict[str, tuple[int, float]]]:
    """The cost of each command, and of each kind of node in the last warm build."""
    with tempfile.TemporaryDirectory() as root:
        warm, cold = Path(root, "warm"), Path(root, "cold")
        anew = f"rm -rf {cold}; mkdir {cold}; exec "
        warm.mkdir()
        commands = {
            "imports": [sys.executable, "-c", "import dbt.cli.main, dbt.adapters.duckdb"],
            "dbt parse, cold": ["bash", "-ec", anew + join(dbt(cold, "parse"))],
            "dbt parse, warm": dbt(warm, "parse"),
            "dbt build, cold": ["bash", "-ec", anew + join(dbt(cold, "build"))],
            "dbt build, warm": dbt(warm, "build"),
            "dbt build, warm, no unit tests": dbt(warm, "build", "--exclude-resource-type", "unit_test"),
            "the compiled SQL in DuckDB": [sys.executable, "-m", "bench.build", str(warm)],
        }
        last = {"": commands["dbt build, warm"]}
        measure(last, rounds=1)
        measured = measure(commands, rounds)
        measure(last, rounds=1)
        return measured, per_kind(warm)


if __name__ == "__main__":
    run_compiled(Path(sys.argv[1]))
