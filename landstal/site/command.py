"""Writes the report, `python -m landstal site`, from `make site`: the published marts as plain pages in `site/`, and
the lineage of every figure in `site/lineage/`.

All is written into a folder beside it, which then takes the place of `site/`; whatever stops the program
before leaves `site/` as it was. Exit status 1: something is wrong, and `site/` is as it was.
"""

import shutil
from pathlib import Path

from landstal import ROOT
from landstal.site import lineage
from landstal.site.report import Report


def write(published: Path, root: Path, target: Path) -> None:
    """The whole report of a published set into the folder `maal`, all or nothing."""
    new, old = target.with_name(f".{target.name}.new"), target.with_name(f".{target.name}.old")
    for rest in (new, old):
        shutil.rmtree(rest, ignore_errors=True)
    new.mkdir()
    try:
        Report(published, root, new).write()
        lineage.write(root, new / "lineage")
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    if target.exists():
        target.rename(old)
    new.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def main(arguments: list[str]) -> int:
    published = (
        ROOT / "published"
    ).resolve()  # one set from beginning to end, though a build may turn the link
    if not (published / "datapackage.json").exists():
        print("Der er ikke udgivet noget endnu: kør make build først.")
        return 1
    try:
        write(published, ROOT, ROOT / "site")
    except lineage.LineageError as error:
        print(f"{error}\n\nsite/ er uændret.")
        return 1
    print("Åbn site/index.html")
    return 0
