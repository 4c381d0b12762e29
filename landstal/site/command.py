"""Writes the report, `python -m landstal site`: the published marts as plain pages in `site/`, and the
lineage of every figure in `site/lineage/`.

Everything is written into a folder beside `site/`, which then takes its place; whatever stops the program
before leaves `site/` as it was. Exit status 1: something is wrong, and `site/` is as it was.
"""

import shutil
import subprocess
import sys
from pathlib import Path

from landstal import ROOT, Stop
from landstal.site.report import Report


def write(published: Path, root: Path, target: Path) -> None:
    """Writes the whole report of a published set into the folder `target`, all or nothing."""
    new, old = target.with_name(f".{target.name}.new"), target.with_name(f".{target.name}.old")
    for rest in (new, old):
        shutil.rmtree(rest, ignore_errors=True)
    new.mkdir()
    lineage = subprocess.Popen(  # beside the pages, on another core
        [sys.executable, "-m", "landstal.site.lineage", new / "lineage"],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        Report(published, root, new).write()
        output, _ = lineage.communicate()
        if lineage.returncode:
            raise Stop(f"Lineage kunne ikke skrives. {output}")
    except BaseException:
        lineage.kill()
        lineage.wait()
        shutil.rmtree(new, ignore_errors=True)
        raise
    if target.exists():
        target.rename(old)
    new.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def main(arguments: list[str]) -> int:
    # One set from beginning to end, though a build may turn the link.
    published = (ROOT / "published").resolve()
    if not (published / "datapackage.json").exists():
        print("Der er ikke udgivet noget endnu: kør make build først.")
        return 1
    try:
        write(published, ROOT, ROOT / "site")
    except Stop as reason:
        print(f"{reason}\n\nsite/ er uændret.")
        return 1
    print("Åbn site/index.html")
    return 0
