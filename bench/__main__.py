"""Measures what the project costs and writes it into the README: `python -m bench`, from `make bench`.

Wants an otherwise idle machine, and half an hour.
"""

import os
import platform
import re
import subprocess
import sys
from datetime import date
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path

from bench.measurement import Measurement, measure

from bench import allocation, build, letters
from tools import postgres

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
START, END = "<!-- make bench -->\n", "<!-- -->\n"
ROUNDS = 3
PROGRAMS = ("duckdb", "dbt-core", "polars", "pandas", "apportionpy", "apportionment", "pyspark")


def machine() -> str:
    cpu = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    server = postgres.programs() / "postgres"
    postgres = subprocess.run([server, "--version"], capture_output=True, text=True).stdout.split()[2]
    sqlmesh = re.search(r"^sqlmesh\S*==(\S+)", (ROOT / "bench/sqlmesh/requirements.in").read_text(), re.M)[1]
    programs = [f"{name} {version(name)}" for name in PROGRAMS]
    programs += [f"SQLMesh {sqlmesh}", f"PostgreSQL {postgres}"]
    return (
        f"{date.today().isoformat()}, {cpu[1] if cpu else platform.machine()}, "
        f"{len(os.sched_getaffinity(0))} cores, {gib:.0f} GiB, Python {platform.python_version()}, "
        f"{', '.join(programs)}."
    )


def table(header: list[str], rows: list[list[object]]) -> str:
    """Markdown; the first column is text, the others numbers."""
    lines = [header, ["---", *["---:"] * (len(header) - 1)], *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def figures(value: float) -> str:
    return f"{value:.1f}" if value < 100 else f"{value:,.0f}"


def grouped() -> str:
    rows = allocation.measure_allocation(rounds=ROUNDS)
    sizes = sorted({r.units for r in rows})
    maalte = {(r.contender, r.units): r for r in rows}
    lines = []
    for name, contender in allocation.CONTENDERS.items():
        own_rows = [maalte.get((name, n)) for n in sizes]
        last = [r for r in own_rows if r][-1]
        wrong_ones = "" if last.wrong_groups is None else last.wrong_groups * 1000 / last.groups
        lines.append(
            [
                contender.text,
                *(f"{r.ratio:.2f}" if r else "" for r in own_rows),
                *(figures(getattr(last.measurement, field_name)) for field_name in ("cpu_s", "vaeg_s", "mb")),
                wrong_ones if wrong_ones == "" else f"{wrong_ones:.3g}",
            ]
        )
    header = ["CPU, floor = 1, by municipalities", *(f"{n:.0e}".replace("e+0", "e") for n in sizes)]
    macro = {r.units: r.measurement.cpu_s for r in rows if r.contender == "makro"}
    polars = maalte["polars", sizes[-1]].measurement
    macros = [
        (maalte[name, sizes[-1]], how)
        for name, how in (("makro", "with sums in 64 bits"), ("makro38", "in 38 digits"))
    ]
    growth_ = ", ".join(f"{to / from_:.1f}" for from_, to in pairwise(macro.values()))
    return (
        table([*header, "CPU s", "wall s", "MB", "wrong of 1,000 groups"], lines)
        + f"\n\nThe last four columns are of the largest size that the contender was given. From "
        f"size to size the macro's CPU grows {growth_} times; n log n grows 12.5, 12.0 and 11.7 times. "
        f"The goals for {sizes[-1]:,} were at most 2.0 times the floor's CPU, less time than polars "
        f"({polars.wall_s:.1f} s), and under 700 MB: the macro takes "
        + " and ".join(
            f"{r.ratio:.2f} times, {r.measurement.wall_s:.1f} s and {r.measurement.mb:.0f} MB {how}"
            for r, how in macros
        )
        + "."
    )


def the_letters() -> str:
    maalte = letters.measure_letters(rounds=ROUNDS)
    one = maalte[1]
    return table(
        ["letters of 98 municipalities", "CPU, one letter = 1", "CPU s", "wall s", "MB"],
        [
            [f"{count:,}", f"{m.cpu_s / one.cpu_s:.2f}", figures(m.cpu_s), figures(m.wall_s), figures(m.mb)]
            for count, m in maalte.items()
        ],
    )


def built() -> str:
    maalte, nodes = build.measure_build(ROUNDS)
    warm = maalte["dbt build, warm"]
    count = sum(n for n, _ in nodes.values())
    import_dashboard, parse = maalte["imports"].wall_s, maalte["dbt parse, warm"].wall_s
    per_node = (warm.wall_s - parse) / count
    measure_s = build.IMPORT_S + build.PARSE_S + build.NODE_S * count
    kind = "; ".join(
        f"{n} {build.KIND[name]} at {seconds * 1000:.0f} ms" for name, (n, seconds) in nodes.items()
    )
    return (
        table(
            ["the build", "wall, warm build = 1", "wall s", "CPU s", "MB"],
            [
                [name, f"{m.wall_s / warm.wall_s:.2f}", figures(m.wall_s), figures(m.cpu_s), figures(m.mb)]
                for name, m in maalte.items()
            ],
        )
        + f"\n\nThe warm build is {import_dashboard:.1f} s of imports, {parse - import_dashboard:.1f} s of partial parse and "
        f"{count} nodes at {per_node * 1000:.0f} ms: {warm.wall_s:.1f} s. The goal was {build.IMPORT_S} s, "
        f"{build.PARSE_S} s and {build.NODE_S * 1000:.0f} ms: {measure_s:.1f} s; it is "
        f"{'reached' if warm.wall_s <= measure_s else 'not reached'}. By kind: {kind}."
    )


def the_rest() -> str:
    """Seconds of what is run once."""
    commands = {
        "`make build`: build, test, publish": [sys.executable, "-m", "udgiv"],
        "`make site`, after that": [sys.executable, "-m", "sider"],
        "`make corruption`, after that": [sys.executable, "tests/python/beskadigelse.py"],
    }
    maalte: dict[str, Measurement] = {}
    for name, command in commands.items():
        maalte |= measure(
            {name: command}, rounds=1, environment={"PYTHONPATH": str(ROOT)}, folder=ROOT, deadline_s=3600
        )
    return table(
        ["once", "wall s", "CPU s", "MB"],
        [[name, figures(m.wall_s), figures(m.cpu_s), figures(m.mb)] for name, m in maalte.items()],
    )


def main() -> None:
    text = README.read_text(encoding="utf-8")
    if not text.count(START) == text.count(END) == 1:
        sys.exit(f"README.md: expected {START.strip()} and {END.strip()}, each once")
    section = []
    for measure_section in (machine, grouped, the_letters, built, the_rest):
        section.append(measure_section())
        print(f"{section[-1]}\n", flush=True)
    before, _, rest = README.read_text(encoding="utf-8").partition(START)
    after = rest.partition(END)[2]
    new_thing = README.with_suffix(".ny")
    new_thing.write_text(f"{before}{START}" + "\n\n".join(section) + f"\n{END}{after}", encoding="utf-8")
    new_thing.replace(README)


if __name__ == "__main__":
    main()
