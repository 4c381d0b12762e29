"""What `dbt build` costs, its parts, and the same SQL straight in DuckDB."""

import json
import sys
import tempfile
from pathlib import Path
from shlex import join

import duckdb

from bench.measurement import ROOT, Cost, dbt, measure


def run_compiled(folder: Path) -> None:
    """What was last built in this folder, straight in a new DuckDB database: seeds, models under their
    contracts, data tests."""
    nodes = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["nodes"]
    results = json.loads((folder / "run_results.json").read_text(encoding="utf-8"))["results"]
    with duckdb.connect(str(folder / "landstal.duckdb"), read_only=True) as built:
        tables = built.sql("select table_name, sql from duckdb_tables() where schema_name = 'marts'")
        contracts = dict(tables.fetchall())
    with tempfile.TemporaryDirectory() as new, duckdb.connect(str(Path(new, "landstal.duckdb"))) as db:
        for schema in ("raw", "staging", "intermediate", "marts"):
            db.execute(f"create schema {schema}")
        for result in results:  # in an order in which each comes after what it reads
            kind, sql = result["unique_id"].split(".")[0], result.get("compiled_code")
            node = nodes.get(result["unique_id"])
            if kind == "seed":
                printed = db.read_csv(str(ROOT / node["original_file_path"]), header=True, all_varchar=True)
                printed.create(f"raw.{node['alias']}")
            elif kind == "test":
                assert not db.execute(sql).fetchall(), node["name"]
            elif kind == "model" and node["schema"] == "marts":
                db.execute(contracts[node["alias"]])
                db.execute(f"insert into marts.{node['alias']} by name ({sql})")
            elif kind == "model":
                db.execute(f"create {node['config']['materialized']} {node['relation_name']} as ({sql})")


def measure_build(rounds: int) -> dict[str, Cost]:
    with tempfile.TemporaryDirectory() as root:
        warm, cold = Path(root, "warm"), Path(root, "cold")
        warm.mkdir()
        anew = f"rm -rf {cold}; mkdir {cold}; exec "
        commands = {
            "imports": [sys.executable, "-c", "import dbt.cli.main, dbt.adapters.duckdb"],
            "dbt parse, cold": ["bash", "-ec", anew + join(dbt(cold, "parse"))],
            "dbt parse, warm": dbt(warm, "parse"),
            "dbt build, cold": ["bash", "-ec", anew + join(dbt(cold, "build"))],
            "dbt build, warm": dbt(warm, "build"),
            "dbt build, warm, no unit tests": dbt(warm, "build", "--exclude-resource-type", "unit_test"),
            "the compiled SQL in DuckDB": [sys.executable, "-m", "bench.build", str(warm)],
        }
        measure({"": dbt(warm, "build")}, rounds=1)
        return measure(commands, rounds)


if __name__ == "__main__":
    run_compiled(Path(sys.argv[1]))
