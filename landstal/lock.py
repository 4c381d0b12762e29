"""The lock that whoever changes the seeds, the database or `published` holds."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

SETS = Path(".published")  # the folder of the published sets
LOCK = SETS / "lock"


@contextmanager
def exclusive() -> Iterator[None]:
    """One build or reading at a time; a second one waits and says for which process. The lock ends with the
    process, however it ends."""
    SETS.mkdir(exist_ok=True)
    SETS.chmod(0o755)  # others read what is in it, whatever the umask
    lock = FileLock(LOCK)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        holder = LOCK.read_text(encoding="utf-8")
        print(f"Et andet byg eller en indlæsning er i gang (proces {holder}). Venter ...", flush=True)
        lock.acquire()
    try:
        LOCK.write_text(str(os.getpid()), encoding="utf-8")
        yield
    finally:
        lock.release()
