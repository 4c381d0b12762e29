"""Measures what the project costs and writes it into docs/performance.md: `python -m bench`.

It wants an otherwise idle machine, and a quarter of an hour. `--quick` tries the benchmark itself: small
sizes, one round, nothing written.
"""

import os
import platform
import re
import sys
from datetime import date
from importlib.metadata import version
from pathlib import Path

from bench.allocation import measure_allocation
from bench.build import measure_build
from bench.contenders import LABELS
from bench.letters import measure_letters
from bench.measurement import ROOT, Cost, measure

REPORT = ROOT / "docs" / "performance.md"
SECTION = re.compile(r"(<!-- bench: (\w+) -->\n).*?(<!-- end -->\n)", re.DOTALL)
PACKAGES = ("duckdb", "dbt-core", "polars", "pandas", "apportionment")
QUICK = "--quick" in sys.argv[1:]
ROUNDS = 1 if QUICK else 3
MUNICIPALITIES = (10**4,) if QUICK else (10**4, 10**5, 10**6, 10**7)
LETTERS = (1, 10) if QUICK else (1, 10, 100, 1000)


def number(value: float) -> str:
    return f"{value:.1f}" if value < 100 else f"{value:,.0f}"


def table(header: list[str], rows: list[tuple[list[str], Cost]]) -> str:
    """Markdown: each row its first cells and its cost; the first column is text, the others numbers."""
    lines = [[*header, "wall s", "CPU s", "MB"]]
    lines += [["---", *["---:"] * (len(lines[0]) - 1)]]
    lines += [[*cells, *map(number, cost)] for cells, cost in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def machine() -> str:
    cpu = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{date.today()}, {cpu[1] if cpu else platform.machine()}, {len(os.sched_getaffinity(0))} cores, "
        f"{gib:.0f} GiB, Python {platform.python_version()}, "
        f"{', '.join(f'{name} {version(name)}' for name in PACKAGES)}."
    )


def allocation() -> str:
    costs, library_wrong = measure_allocation(MUNICIPALITIES, ROUNDS)
    rows = []
    for name, label in LABELS.items():
        own = {size: cost[name] for size, cost in costs.items() if name in cost}
        ratios = [f"{own[n].cpu_s / costs[n]['floor'].cpu_s:.2f}" if n in own else "" for n in costs]
        rows.append(([label, *ratios], own[max(own)]))
    sizes = (f"{size:.0e}".replace("e+0", "e") for size in costs)
    wrong = f"apportionment has {library_wrong:.0f} of 1,000 groups wrong, the others none."
    return table(["CPU, floor = 1, by municipalities", *sizes], rows) + f"\n\n{wrong}"


def letters() -> str:
    costs = measure_letters(LETTERS, ROUNDS)
    rows = [([f"{count:,}", f"{cost.cpu_s / costs[1].cpu_s:.2f}"], cost) for count, cost in costs.items()]
    return table(["letters of 98 municipalities", "CPU, one letter = 1"], rows)


def build() -> str:
    costs = measure_build(ROUNDS)
    warm = costs["dbt build, warm"].wall_s
    rows = [([name, f"{cost.wall_s / warm:.2f}"], cost) for name, cost in costs.items()]
    return table(["the build", "wall, warm build = 1"], rows)


def once() -> str:
    commands = {
        "`make build`": ["make", "build", "FORCE=1"],
        "`make build`, nothing changed": ["make", "build"],
        "`make site`": ["make", "site"],
    }
    return table(["once"], [([name], measure({name: c}, rounds=1)[name]) for name, c in commands.items()])


def main() -> None:
    def section(match: re.Match) -> str:
        text = globals()[match[2]]()
        print(f"{text}\n", flush=True)
        return f"{match[1]}{text}\n{match[3]}"

    report = SECTION.sub(section, REPORT.read_text(encoding="utf-8"))
    if not QUICK:
        REPORT.write_text(report, encoding="utf-8")


if __name__ == "__main__":
    main()
