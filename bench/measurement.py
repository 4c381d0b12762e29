"""What a command costs, run as a process of its own: CPU, wall clock and peak memory. Not on Windows."""

import json
import random
import resource
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from typing import NamedTuple

ROOT = Path(__file__).parents[1]


class Cost(NamedTuple):
    """CPU of all processes and threads, imports included; `mb` is the peak of the largest process, in MiB."""

    wall_s: float
    cpu_s: float
    mb: float


def dbt(folder: Path, *arguments: str) -> list[str]:
    """A dbt command whose database and target lie in this folder, and which writes no log."""
    program = str(Path(sys.executable).with_name("dbt"))
    command = [program, "--quiet", "--log-level-file", "none", *arguments, "--target-path", str(folder)]
    return ["env", f"LANDSTAL_DUCKDB={folder / 'landstal.duckdb'}", *command]


def measure(commands: dict[str, list[str]], rounds: int) -> dict[str, Cost]:
    """Runs every command so many times in the project's folder, one at a time, all in one random order; gives
    the medians."""
    runs = [name for name in commands for _ in range(rounds)]
    random.Random(1).shuffle(runs)
    costs: dict[str, list[list[float]]] = {name: [] for name in commands}
    for name in runs:
        # This file as a process between: a child has our memory until it loads its program, and that
        # would be its peak.
        command = [sys.executable, "-S", __file__, *commands[name]]
        run = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        if run.returncode:
            sys.exit(f"{name} failed:\n{run.stdout[-3000:]}")
        costs[name].append(json.loads(run.stdout.splitlines()[-1]))
    return {name: Cost(*map(median, zip(*cost, strict=True))) for name, cost in costs.items()}


if __name__ == "__main__":
    start = time.perf_counter()
    code = subprocess.call(sys.argv[1:])
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print()
    print(json.dumps([time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]))
    sys.exit(code and 1)
