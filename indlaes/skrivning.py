"""Writes the seed files: all of them or none, also when the program is killed in the middle.

All new files are first written under `.indlaes.ny`. Renaming that to `.indlaes` is the one step that decides:
before it nothing has happened, after it whoever comes next finishes the moves.
"""

import os
import shutil
from pathlib import Path

NY = ".indlaes.ny"
KLAR = ".indlaes"


def skriv(rod: Path, filer: dict[Path, bytes]) -> None:
    """Writes the files, whose paths are relative to `rod`. OSError leaves all as it was, or, when the moves
    had begun, to `faerdiggoer`."""
    faerdiggoer(rod)
    ny = rod / NY
    try:
        for fil, indhold in filer.items():
            sti = ny / fil
            sti.parent.mkdir(parents=True, exist_ok=True)
            sti.write_bytes(indhold)
            if (rod / fil).exists():
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
    """Finishes what a killed run had decided to write, and throws away what it had not. Whether there was
    anything to finish. OSError when a file cannot be moved; the next call goes on from there."""
    klar = rod / KLAR
    shutil.rmtree(rod / NY, ignore_errors=True)
    if not klar.is_dir():
        return False
    mapper = set()
    for sti in sorted(klar.rglob("*")):
        if sti.is_file():
            maal = rod / sti.relative_to(klar)
            os.replace(sti, maal)
            mapper.add(maal.parent)
    for mappe in mapper:
        gem(mappe)
    shutil.rmtree(klar)
    return True


def gem(sti: Path) -> None:
    """Has the file or folder written to the disk."""
    fil = os.open(sti, os.O_RDONLY)
    try:
        os.fsync(fil)
    finally:
        os.close(fil)
