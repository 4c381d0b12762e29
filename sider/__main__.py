"""Writes the report, `python -m sider`, from `make site`: the published marts as plain pages in `site/`, and
the lineage of every figure in `site/lineage/`.

All is written into a folder beside it, which then takes the place of `site/`; whatever stops the program
before leaves `site/` as it was. Exit status 1: something is wrong, and `site/` is as it was.
"""

import shutil
import sys
from pathlib import Path

from sider import lineage
from sider.rapport import Rapport

ROD = Path(__file__).parents[1]


def skriv(udgivet: Path, rod: Path, maal: Path) -> None:
    """The whole report of a published set into the folder `maal`, all or nothing."""
    ny, gammel = maal.with_name(f".{maal.name}.ny"), maal.with_name(f".{maal.name}.gammel")
    for rest in (ny, gammel):
        shutil.rmtree(rest, ignore_errors=True)
    ny.mkdir()
    try:
        Rapport(udgivet, rod, ny).skriv()
        lineage.skriv(rod, ny / "lineage")
    except BaseException:
        shutil.rmtree(ny, ignore_errors=True)
        raise
    if maal.exists():
        maal.rename(gammel)
    ny.rename(maal)
    shutil.rmtree(gammel, ignore_errors=True)


def main() -> int:
    udgivet = (ROD / "published").resolve()  # one set from beginning to end, though a build may turn the link
    if not (udgivet / "datapackage.json").exists():
        print("Der er ikke udgivet noget endnu: kør make build først.")
        return 1
    try:
        skriv(udgivet, ROD, ROD / "site")
    except lineage.LineageFejl as fejl:
        print(f"{fejl}\n\nsite/ er uændret.")
        return 1
    print("Åbn site/index.html")
    return 0


if __name__ == "__main__":
    sys.exit(main())
