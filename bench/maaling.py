"""What a command costs, run as a process of its own: CPU, wall clock and peak memory.

The CPU is user and system time of the command and all processes that it starts, from its start to the end of
the last of them: interpreter, imports, reading and writing are in it. A server that the command only talks
to is counted when its process is named.
"""

import ctypes
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

TICK = os.sysconf("SC_CLK_TCK")
PR_SET_CHILD_SUBREAPER = 36  # <linux/prctl.h>


class CommandError(Exception):
    """A command ended with an error, or did not end in time; the text has its last output."""


@dataclass(frozen=True)
class Measurement:
    """Medians over the rounds. `mb` is the largest resident set of any one process of the command, in MiB,
    plus, for a server, the proportional set of its processes when that was largest."""

    cpu_s: float
    wall_s: float
    mb: float
    rounds: int


def measure(
    commands: dict[str, list[str]],
    rounds: int | dict[str, int] = 5,
    seed: int = 1,
    *,
    environment: dict[str, str] | None = None,
    folder: Path | None = None,
    servers: dict[str, int] | None = None,
    deadline_s: float = 600,
) -> dict[str, Measurement]:
    """Runs every command `runder` times (or its own number), one at a time, all in one random order.

    `miljoe` is added to the environment; `mappe` is the working folder; `servere` gives the process id of
    the server's first process for commands that use one. Raises KommandoFejl when a command fails or takes
    longer than `frist_s` seconds. Linux only.
    """
    count = rounds if isinstance(rounds, dict) else dict.fromkeys(commands, rounds)
    runs = [name for name in commands for _ in range(count[name])]
    random.Random(seed).shuffle(runs)
    maalte: dict[str, list[tuple[float, float, float]]] = {name: [] for name in commands}
    for name in runs:
        server = (servers or {}).get(name)
        maalte[name].append(_run(name, commands[name], environment or {}, folder, server, deadline_s))
    return {
        name: Measurement(*(median(values) for values in zip(*rows, strict=True)), len(rows))
        for name, rows in maalte.items()
        if rows
    }


def _run(name, command, environment, folder, server, deadline_s) -> tuple[float, float, float]:
    """CPU seconds, wall seconds, MiB of one run."""
    with (
        tempfile.TemporaryFile("w+") as output,
        tempfile.NamedTemporaryFile("r") as answer,
        _Server(server) as s,
    ):
        # A process of our own between: what we hold would count as the memory of a child until it loads its
        # program.
        process = subprocess.Popen(
            [sys.executable, "-S", __file__, answer.name, *command],
            env=os.environ | environment,
            cwd=folder,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            code = process.wait(deadline_s)
        except subprocess.TimeoutExpired:
            code = f"not ended after {deadline_s} s"
        finally:
            if process.returncode is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        if code:
            output.seek(0)
            raise CommandError(f"{name}: {code}\n{output.read()[-3000:]}")
        measured = json.load(answer)
    return measured["cpu"] + s.cpu, measured["vaeg"], measured["kib"] / 1024 + s.mb


class _Server:
    """CPU and memory of a server's processes while the block runs; nothing without a process id."""

    def __init__(self, pid: int | None):
        self.pid, self.cpu, self.mb = pid, 0.0, 0.0

    def __enter__(self):
        if self.pid:
            self.before = self._cpu()
            self.stop_at = threading.Event()
            self.thread = threading.Thread(target=self._follow, daemon=True)
            self.thread.start()
        return self

    def __exit__(self, *_):
        if self.pid:
            self.stop_at.set()
            self.thread.join()
            self.cpu = self._cpu() - self.before

    def _processes(self) -> list[int]:
        children: dict[int, list[int]] = {}
        for path in Path("/proc").glob("[0-9]*/stat"):
            if fields := _stat(path):
                children.setdefault(int(fields[1]), []).append(int(path.parts[2]))
        found_rows = [self.pid]
        for pid in found_rows:
            found_rows += children.get(pid, [])
        return found_rows

    def _cpu(self) -> float:
        """Of all living processes, and of those that ended and were waited for."""
        fields = [_stat(Path(f"/proc/{pid}/stat")) for pid in self._processes()]
        return sum(int(figures) for f in fields for figures in f[11:15]) / TICK

    def _follow(self) -> None:
        while not self.stop_at.wait(0.1):
            self.mb = max(self.mb, sum(_pss_kib(pid) for pid in self._processes()) / 1024)


def _stat(path: Path) -> list[str]:
    """The fields of /proc/<pid>/stat from the third, the state, on; none when the process has ended."""
    try:
        return path.read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _pss_kib(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def _child(answer: str, command: list[str]) -> int:
    """Runs the command, waits for every process that comes of it, and writes what they used."""
    # What the command leaves behind, such as a Java machine, becomes our child and is counted too.
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    start = time.perf_counter()
    first = subprocess.Popen(command)
    cpu, kib, code = 0.0, 0, 0
    while True:
        try:
            pid, status, used = os.wait4(-1, 0)
        except ChildProcessError:
            break
        cpu += used.ru_utime + used.ru_stime
        kib = max(kib, used.ru_maxrss)
        if pid == first.pid:
            code = os.waitstatus_to_exitcode(status)
    first.returncode = code
    measured = {"cpu": cpu, "vaeg": time.perf_counter() - start, "kib": kib}
    Path(answer).write_text(json.dumps(measured))
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(_child(sys.argv[1], sys.argv[2:]))
