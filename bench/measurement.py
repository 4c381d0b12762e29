"""What a command costs, run as a process of its own: CPU, wall clock and peak memory. Linux only."""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Measurement:
    """Medians over the rounds. The CPU is user and system time of all processes and threads, from the start of
    the interpreter to the end of the last; `mb` is the peak of the largest process, in MiB."""

    cpu_s: float
    wall_s: float
    mb: float


def dbt(folder: Path, *arguments: str) -> list[str]:
    """A dbt command whose database and target lie in this folder, and which writes no log."""
    program = Path(sys.executable).with_name("dbt")
    return [
        *("env", f"LANDSTAL_DUCKDB={folder / 'landstal.duckdb'}"),
        *(str(program), "--quiet", "--log-level-file", "none", *arguments, "--target-path", str(folder)),
    ]


def measure(commands: dict[str, list[str]], rounds: int) -> dict[str, Measurement]:
    """Runs every command so many times in the project's folder, one at a time, all in one random order."""
    runs = [name for name in commands for _ in range(rounds)]
    random.Random(1).shuffle(runs)
    costs: dict[str, list[tuple[float, float, float]]] = {name: [] for name in commands}
    for name in runs:
        costs[name].append(_run(name, commands[name]))
    return {name: Measurement(*map(median, zip(*cost, strict=True))) for name, cost in costs.items()}


def _run(name: str, command: list[str]) -> tuple[float, float, float]:
    # A process of our own stands between: a child has our memory until it loads its program, and the peak
    # would be ours.
    between = [sys.executable, "-S", __file__]
    with tempfile.NamedTemporaryFile("r") as answer:
        run = subprocess.run([*between, answer.name, *command], cwd=ROOT, capture_output=True, text=True)
        if run.returncode:
            sys.exit(f"{name} failed:\n{(run.stdout + run.stderr)[-3000:]}")
        return tuple(json.load(answer))


def _between(answer: str, *command: str) -> int:
    start = time.perf_counter()
    process = subprocess.Popen(command)
    _, status, used = os.wait4(process.pid, 0)  # counts the processes that it has waited for, too
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - start
    Path(answer).write_text(json.dumps([used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024]))
    return abs(process.returncode)


if __name__ == "__main__":
    sys.exit(_between(*sys.argv[1:]))
