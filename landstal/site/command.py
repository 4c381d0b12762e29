"""Writes the report, `python -m landstal site`: the published marts as plain pages in `site/`, and the
lineage of every figure in `site/lineage/`.

The pages are a set of their own, to which the link `site` is turned (`landstal/sets.py`). Exit status 1:
something is wrong, and `site/` is as it was.
"""

import os
import subprocess
import sys
from pathlib import Path

import duckdb

from landstal import ROOT, Stop
from landstal.lock import exclusive
from landstal.output import in_danish
from landstal.sets import PAGES, PUBLISHED
from landstal.site.report import Report


def fill(published: Path, root: Path, folder: Path) -> None:
    """Writes the whole report of a published set into an empty folder."""
    lineage = subprocess.Popen(  # beside the pages, on another core
        [sys.executable, "-m", "landstal.site.lineage", folder.absolute() / "lineage"],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        Report(published, root, folder).write()
        output, _ = lineage.communicate()
    finally:
        lineage.kill()
        lineage.wait()
    if lineage.returncode:
        raise Stop(f"Siderne om tallenes oprindelse kunne ikke skrives. {output}")


def write() -> None:
    with exclusive():
        published = PUBLISHED.link.resolve()
        if not (published / "datapackage.json").exists():
            raise Stop("Endnu er intet udgivet med duckdb. Kør make build først.")
        PAGES.write(lambda folder: fill(published, ROOT, folder))


def main(arguments: list[str]) -> int:
    os.chdir(ROOT)
    try:
        write()
    except (Stop, OSError, duckdb.Error) as error:
        print(error if isinstance(error, Stop) else f"Siderne kunne ikke skrives: {in_danish(error)}")
        print(f"\n{'site/ er uændret.' if PAGES.link.exists() else 'Ingen sider er skrevet.'}")
        return 1
    except KeyboardInterrupt:
        print("\nAfbrudt.")
        return 130
    print("Åbn site/index.html")
    return 0
