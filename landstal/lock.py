"""The lock that whoever changes the seeds, the database, `published` or `site` holds."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from landstal import Stop

SETS = Path(".published")  # the folder of the sets of files
LOCK = SETS / "lock"


@contextmanager
def exclusive() -> Iterator[None]:
    """One build, reading or writing of pages at a time; a second one waits and says for which process. The
    lock ends with the process, however it ends."""
    for path, kind in ((SETS, "en mappe"), (LOCK, "en fil")):
        if path.is_symlink():  # what it leads to is somebody else's
            raise Stop(f"{path} er et link, men skal være {kind}, som kun landstal skriver i. Fjern linket.")
    SETS.mkdir(exist_ok=True)
    SETS.chmod(0o755)  # others read what is in it, whatever the umask
    lock = FileLock(LOCK)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        holder = LOCK.read_text(encoding="utf-8")
        other = "En anden kørsel er i gang"
        print(f"{other} (proces {holder}). Venter ...", flush=True)
        lock.acquire()
    try:
        LOCK.write_text(str(os.getpid()), encoding="utf-8")
        yield
    finally:
        lock.release()
