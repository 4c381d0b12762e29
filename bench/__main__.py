"""Measures what the project costs and writes it into docs/performance.md: `python -m bench`.

It wants an otherwise idle machine, and ten minutes. `--quick` has small sizes and one round, prints, and writes
nothing: for trying the benchmark itself.
"""

import os
import platform
import re
import sys
from datetime import date
from importlib.metadata import version
from pathlib import Path

from bench.allocation import LABELS, measure_allocation
from bench.build import KINDS, measure_build
from bench.letters import measure_letters
from bench.measurement import ROOT, Measurement, measure

REPORT = ROOT / "docs" / "performance.md"
SECTION = re.compile(r"(<!-- bench: (\w+) -->\n).*?(<!-- end -->\n)", re.DOTALL)
PACKAGES = ("duckdb", "dbt-core", "polars", "pandas", "apportionment")
QUICK = "--quick" in sys.argv[1:]
ROUNDS = 1 if QUICK else 3
MUNICIPALITIES = (10**4,) if QUICK else (10**4, 10**5, 10**6, 10**7)
LETTERS = (1, 10) if QUICK else (1, 10, 100, 1000)


def table(header: list[str], rows: list[list[str]]) -> str:
    """Markdown; the first column is text, the others numbers."""
    lines = [header, ["---", *["---:"] * (len(header) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def number(value: float) -> str:
    return f"{value:.1f}" if value < 100 else f"{value:,.0f}"


def costs(m: Measurement) -> list[str]:
    return [number(m.wall_s), number(m.cpu_s), number(m.mb)]


COSTS = ["wall s", "CPU s", "MB"]


def machine() -> str:
    cpu = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{date.today()}, {cpu[1] if cpu else platform.machine()}, {len(os.sched_getaffinity(0))} cores, "
        f"{gib:.0f} GiB, Python {platform.python_version()}, "
        f"{', '.join(f'{name} {version(name)}' for name in PACKAGES)}."
    )


def allocation() -> str:
    measured = measure_allocation(MUNICIPALITIES, ROUNDS)
    lines = []
    for name, label in LABELS.items():
        own = {size: rows[name] for size, rows in measured.items() if name in rows}
        ratios = {size: r.measurement.cpu_s / measured[size]["floor"].measurement.cpu_s for size, r in own.items()}
        largest = own[max(own)]
        lines.append(
            [
                label,
                *(f"{ratios[size]:.2f}" if size in ratios else "" for size in measured),
                *costs(largest.measurement),
                "" if largest.wrong_in_1000 is None else f"{largest.wrong_in_1000:.3g}",
            ]
        )
    sizes = (f"{size:.0e}".replace("e+0", "e") for size in measured)
    return table(["CPU, floor = 1, by municipalities", *sizes, *COSTS, "wrong of 1,000 groups"], lines)


def letters() -> str:
    measured = measure_letters(LETTERS, ROUNDS)
    rows = [[f"{n:,}", f"{m.cpu_s / measured[1].cpu_s:.2f}", *costs(m)] for n, m in measured.items()]
    return table(["letters of 98 municipalities", "CPU, one letter = 1", *COSTS], rows)


def build() -> str:
    measured, kinds = measure_build(ROUNDS)
    warm = measured["dbt build, warm"].wall_s
    rows = [[name, f"{m.wall_s / warm:.2f}", *costs(m)] for name, m in measured.items()]
    nodes = "; ".join(f"{n} {KINDS[kind]} at {seconds * 1000:.0f} ms" for kind, (n, seconds) in kinds.items())
    return table(["the build", "wall, warm build = 1", *COSTS], rows) + f"\n\nThe warm build runs {nodes}."


def once() -> str:
    commands = {
        "`make build`": ["make", "build", "FORCE=1"],
        "`make build`, nothing changed": ["make", "build"],
        "`make site`": ["make", "site"],
    }
    measured = {name: measure({name: command}, rounds=1)[name] for name, command in commands.items()}
    return table(["once", *COSTS], [[name, *costs(m)] for name, m in measured.items()])


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
