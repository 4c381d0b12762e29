"""Writes the seed files: all of them or none, also when the program is stopped in the middle.

All new files are first written under `.indlaes.ny`. Renaming that to `.indlaes` is the one step that decides:
before it nothing has happened, after it whoever comes next copies them all to their places, and only then are
they gone from there.
"""

import os
import shutil
from pathlib import Path

NY = ".indlaes.ny"
KLAR = ".indlaes"


def skriv(rod: Path, filer: dict[Path, bytes]) -> None:
    """Writes the files, whose paths are relative to `rod`. OSError leaves all as it was or, when `.indlaes`
    is there, the rest to `faerdiggoer`."""
    ny = rod / NY
    try:
        for fil, indhold in filer.items():
            sti = ny / fil
            sti.parent.mkdir(parents=True, exist_ok=True)
            sti.write_bytes(indhold)
            shutil.copymode(rod / fil, sti)
        for sti in (*ny.rglob("*"), ny):
            gem(sti)
        ny.rename(rod / KLAR)
    except OSError:
        shutil.rmtree(ny, ignore_errors=True)
        raise
    gem(rod)
    faerdiggoer(rod)


def faerdiggoer(rod: Path) -> bool:
    """Finishes what a stopped run had decided to write, and throws away what it had not. Whether there was
    anything to finish. OSError when a file cannot be written; the next call does them all again."""
    klar, ny = rod / KLAR, rod / NY
    shutil.rmtree(ny, ignore_errors=True)
    if not klar.is_dir():
        return False
    ny.mkdir()
    for sti in sorted(sti for sti in klar.rglob("*") if sti.is_file()):
        maal = rod / sti.relative_to(klar)
        kopi = ny / maal.name
        shutil.copy2(sti, kopi)
        gem(kopi)
        kopi.replace(maal)
        gem(maal.parent)
    shutil.rmtree(klar)
    shutil.rmtree(ny)
    return True


def gem(sti: Path) -> None:
    """Has the file or folder written to the disk."""
    fil = os.open(sti, os.O_RDONLY)
    try:
        os.fsync(fil)
    finally:
        os.close(fil)
