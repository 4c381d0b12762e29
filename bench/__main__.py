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

import motor_postgres

from bench import breve, byg, fordeling
from bench.maaling import Maaling, maal

ROD = Path(__file__).parents[1]
README = ROD / "README.md"
START, SLUT = "<!-- make bench -->\n", "<!-- -->\n"
RUNDER = 3
PROGRAMMER = ("duckdb", "dbt-core", "polars", "pandas", "apportionpy", "apportionment", "pyspark")


def maskine() -> str:
    cpu = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    server = motor_postgres.programmer() / "postgres"
    postgres = subprocess.run([server, "--version"], capture_output=True, text=True).stdout.split()[2]
    sqlmesh = re.search(r"^sqlmesh\S*==(\S+)", (ROD / "bench/sqlmesh/requirements.in").read_text(), re.M)[1]
    programmer = [f"{navn} {version(navn)}" for navn in PROGRAMMER]
    programmer += [f"SQLMesh {sqlmesh}", f"PostgreSQL {postgres}"]
    return (
        f"{date.today().isoformat()}, {cpu[1] if cpu else platform.machine()}, "
        f"{len(os.sched_getaffinity(0))} cores, {gib:.0f} GiB, Python {platform.python_version()}, "
        f"{', '.join(programmer)}."
    )


def tabel(hoved: list[str], raekker: list[list[object]]) -> str:
    """Markdown; the first column is text, the others numbers."""
    linjer = [hoved, ["---", *["---:"] * (len(hoved) - 1)], *raekker]
    return "\n".join(f"| {' | '.join(map(str, linje))} |" for linje in linjer)


def tal(vaerdi: float) -> str:
    return f"{vaerdi:.1f}" if vaerdi < 100 else f"{vaerdi:,.0f}"


def fordelt() -> str:
    raekker = fordeling.maal_fordeling(runder=RUNDER)
    stoerrelser = sorted({r.enheder for r in raekker})
    maalte = {(r.deltager, r.enheder): r for r in raekker}
    linjer = []
    for navn, deltager in fordeling.DELTAGERE.items():
        egne = [maalte.get((navn, n)) for n in stoerrelser]
        sidste = [r for r in egne if r][-1]
        forkerte = "" if sidste.forkerte_grupper is None else sidste.forkerte_grupper * 1000 / sidste.grupper
        linjer.append(
            [
                deltager.tekst,
                *(f"{r.forhold:.2f}" if r else "" for r in egne),
                *(tal(getattr(sidste.maaling, felt)) for felt in ("cpu_s", "vaeg_s", "mb")),
                forkerte if forkerte == "" else f"{forkerte:.3g}",
            ]
        )
    hoved = ["CPU, floor = 1, by municipalities", *(f"{n:.0e}".replace("e+0", "e") for n in stoerrelser)]
    makro = {r.enheder: r.maaling.cpu_s for r in raekker if r.deltager == "makro"}
    polars = maalte["polars", stoerrelser[-1]].maaling
    makroer = [
        (maalte[navn, stoerrelser[-1]], hvordan)
        for navn, hvordan in (("makro", "with sums in 64 bits"), ("makro38", "in 38 digits"))
    ]
    vaekst = ", ".join(f"{til / fra:.1f}" for fra, til in pairwise(makro.values()))
    return (
        tabel([*hoved, "CPU s", "wall s", "MB", "wrong of 1,000 groups"], linjer)
        + f"\n\nThe last four columns are of the largest size that the contender was given. From "
        f"size to size the macro's CPU grows {vaekst} times; n log n grows 12.5, 12.0 and 11.7 times. "
        f"The goals for {stoerrelser[-1]:,} were at most 2.0 times the floor's CPU, less time than polars "
        f"({polars.vaeg_s:.1f} s), and under 700 MB: the macro takes "
        + " and ".join(
            f"{r.forhold:.2f} times, {r.maaling.vaeg_s:.1f} s and {r.maaling.mb:.0f} MB {hvordan}"
            for r, hvordan in makroer
        )
        + "."
    )


def brevene() -> str:
    maalte = breve.maal_breve(runder=RUNDER)
    en = maalte[1]
    return tabel(
        ["letters of 98 municipalities", "CPU, one letter = 1", "CPU s", "wall s", "MB"],
        [
            [f"{antal:,}", f"{m.cpu_s / en.cpu_s:.2f}", tal(m.cpu_s), tal(m.vaeg_s), tal(m.mb)]
            for antal, m in maalte.items()
        ],
    )


def bygget() -> str:
    maalte, noder = byg.maal_byg(RUNDER)
    varm = maalte["dbt build, warm"]
    antal = sum(n for n, _ in noder.values())
    importer, parse = maalte["imports"].vaeg_s, maalte["dbt parse, warm"].vaeg_s
    pr_node = (varm.vaeg_s - parse) / antal
    maal_s = byg.IMPORT_S + byg.PARSE_S + byg.NODE_S * antal
    slags = "; ".join(
        f"{n} {byg.SLAGS[navn]} at {sekunder * 1000:.0f} ms" for navn, (n, sekunder) in noder.items()
    )
    return (
        tabel(
            ["the build", "wall, warm build = 1", "wall s", "CPU s", "MB"],
            [
                [navn, f"{m.vaeg_s / varm.vaeg_s:.2f}", tal(m.vaeg_s), tal(m.cpu_s), tal(m.mb)]
                for navn, m in maalte.items()
            ],
        )
        + f"\n\nThe warm build is {importer:.1f} s of imports, {parse - importer:.1f} s of partial parse and "
        f"{antal} nodes at {pr_node * 1000:.0f} ms: {varm.vaeg_s:.1f} s. The goal was {byg.IMPORT_S} s, "
        f"{byg.PARSE_S} s and {byg.NODE_S * 1000:.0f} ms: {maal_s:.1f} s; it is "
        f"{'reached' if varm.vaeg_s <= maal_s else 'not reached'}. By kind: {slags}."
    )


def resten() -> str:
    """Seconds of what is run once."""
    kommandoer = {
        "`make build`: build, test, publish": [sys.executable, "-m", "udgiv"],
        "`make site`, after that": [sys.executable, "-m", "sider"],
        "`make corruption`, after that": [sys.executable, "tests/python/beskadigelse.py"],
    }
    maalte: dict[str, Maaling] = {}
    for navn, kommando in kommandoer.items():
        maalte |= maal({navn: kommando}, runder=1, miljoe={"PYTHONPATH": str(ROD)}, mappe=ROD, frist_s=3600)
    return tabel(
        ["once", "wall s", "CPU s", "MB"],
        [[navn, tal(m.vaeg_s), tal(m.cpu_s), tal(m.mb)] for navn, m in maalte.items()],
    )


def main() -> None:
    tekst = README.read_text(encoding="utf-8")
    if not tekst.count(START) == tekst.count(SLUT) == 1:
        sys.exit(f"README.md: expected {START.strip()} and {SLUT.strip()}, each once")
    afsnit = []
    for maal_afsnit in (maskine, fordelt, brevene, bygget, resten):
        afsnit.append(maal_afsnit())
        print(f"{afsnit[-1]}\n", flush=True)
    foer, _, rest = README.read_text(encoding="utf-8").partition(START)
    efter = rest.partition(SLUT)[2]
    nyt = README.with_suffix(".ny")
    nyt.write_text(f"{foer}{START}" + "\n\n".join(afsnit) + f"\n{SLUT}{efter}", encoding="utf-8")
    nyt.replace(README)


if __name__ == "__main__":
    main()
