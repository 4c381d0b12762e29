"""The lock that whoever changes the seeds, the database or `published` holds."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SAET = Path(".published")
LAAS = SAET / "laas"


@contextmanager
def eneret() -> Iterator[None]:
    """One build or reading at a time; a second one waits. The lock ends with the process, however it ends."""
    SAET.mkdir(exist_ok=True)
    SAET.chmod(0o755)  # others read what is in it, whatever the umask
    with LAAS.open("a+") as fil:
        try:
            fcntl.flock(fil, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            fil.seek(0)
            print(
                f"Et andet byg eller en indlæsning er i gang (proces {fil.read()}). Venter ...",
                flush=True,
            )
            fcntl.flock(fil, fcntl.LOCK_EX)
        fil.truncate(0)
        fil.write(str(os.getpid()))
        fil.flush()
        yield
