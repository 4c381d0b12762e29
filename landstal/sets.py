"""Sets of files that are seen whole or not at all: each in a folder of its own under `.published/`, and a
link that is turned from one set to the next in one step.

Whatever stops the program before that step leaves the link as it was; what it left half-written is removed by
the next run. The set before the current one stays, for readers that are in the middle of it.
"""

import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from landstal import Stop
from landstal.lock import SETS
from landstal.seeds import save

T = TypeVar("T")


@dataclass(frozen=True)
class Sets:
    """The sets that one link leads to. The paths are relative to the project's folder, which is the current
    one; whoever writes holds the lock."""

    link: Path
    prefix: str  # of the names of their folders

    def __str__(self) -> str:
        return str(self.link)

    def check(self) -> None:
        """Stop if something else stands where the link should be."""
        if os.path.lexists(self.link) and not (
            self.link.is_symlink() and self.link.readlink().parent == SETS
        ):
            raise Stop(f"{self} er ikke det link, som landstal laver. Flyt, hvad der står der, og prøv igen.")

    def write(self, fill: Callable[[Path], T]) -> T:
        """Has a new, empty folder filled, and turns the link to it. Returns what `fill` does."""
        self.check()
        current = {self.link.readlink()} if self.link.is_symlink() else set()
        self.clean_up(keep=current)
        new = SETS / Path(tempfile.mkdtemp(prefix=self.prefix, dir=SETS)).name  # relative on every Python
        try:
            answer = fill(new)
            for path in (*new.rglob("*"), new):
                save(path)
            make_read_only(new)
            link = SETS / f"{self.prefix}link"
            link.symlink_to(new)
            save(SETS)
            link.replace(self.link)
        except BaseException:  # an interrupt may come when the link has just been turned
            self.clean_up(keep=current | ({self.link.readlink()} if self.link.is_symlink() else set()))
            raise
        self.clean_up(keep={*current, new})
        return answer

    def clean_up(self, keep: set[Path]) -> None:
        """Removes all sets but these, and what a stopped run left; what it may not remove stays."""
        for rest in set(SETS.glob(f"{self.prefix}*")) - keep:
            with suppress(OSError):
                if rest.is_dir() and not rest.is_symlink():
                    for folder, _, _ in os.walk(rest):
                        os.chmod(folder, 0o755)
                    shutil.rmtree(rest)
                else:
                    rest.unlink()


def make_read_only(folder: Path) -> None:
    for root, _, files in os.walk(folder):
        os.chmod(root, 0o555)
        for name in files:
            os.chmod(Path(root, name), 0o444)


PUBLISHED = Sets(Path("published"), "set-")
PAGES = Sets(Path("site"), "pages-")
