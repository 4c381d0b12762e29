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

TIK = os.sysconf("SC_CLK_TCK")
PR_SET_CHILD_SUBREAPER = 36  # <linux/prctl.h>


class KommandoFejl(Exception):
    """A command ended with an error, or did not end in time; the text has its last output."""


@dataclass(frozen=True)
class Maaling:
    """Medians over the rounds. `mb` is the largest resident set of any one process of the command, in MiB,
    plus, for a server, the proportional set of its processes when that was largest."""

    cpu_s: float
    vaeg_s: float
    mb: float
    runder: int


def maal(
    kommandoer: dict[str, list[str]],
    runder: int | dict[str, int] = 5,
    seed: int = 1,
    *,
    miljoe: dict[str, str] | None = None,
    mappe: Path | None = None,
    servere: dict[str, int] | None = None,
    frist_s: float = 600,
) -> dict[str, Maaling]:
    """Runs every command `runder` times (or its own number), one at a time, all in one random order.

    `miljoe` is added to the environment; `mappe` is the working folder; `servere` gives the process id of
    the server's first process for commands that use one. Raises KommandoFejl when a command fails or takes
    longer than `frist_s` seconds. Linux only.
    """
    antal = runder if isinstance(runder, dict) else dict.fromkeys(kommandoer, runder)
    koersler = [navn for navn in kommandoer for _ in range(antal[navn])]
    random.Random(seed).shuffle(koersler)
    maalte: dict[str, list[tuple[float, float, float]]] = {navn: [] for navn in kommandoer}
    for navn in koersler:
        server = (servere or {}).get(navn)
        maalte[navn].append(_koer(navn, kommandoer[navn], miljoe or {}, mappe, server, frist_s))
    return {
        navn: Maaling(*(median(vaerdier) for vaerdier in zip(*raekker, strict=True)), len(raekker))
        for navn, raekker in maalte.items()
        if raekker
    }


def _koer(navn, kommando, miljoe, mappe, server, frist_s) -> tuple[float, float, float]:
    """CPU seconds, wall seconds, MiB of one run."""
    with tempfile.TemporaryFile("w+") as ud, tempfile.NamedTemporaryFile("r") as svar, _Server(server) as s:
        # A process of our own between: what we hold would count as the memory of a child until it loads its
        # program.
        proces = subprocess.Popen(
            [sys.executable, "-S", __file__, svar.name, *kommando],
            env=os.environ | miljoe,
            cwd=mappe,
            stdout=ud,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            kode = proces.wait(frist_s)
        except subprocess.TimeoutExpired:
            kode = f"not ended after {frist_s} s"
        finally:
            if proces.returncode is None:
                os.killpg(proces.pid, signal.SIGKILL)
                proces.wait()
        if kode:
            ud.seek(0)
            raise KommandoFejl(f"{navn}: {kode}\n{ud.read()[-3000:]}")
        maalt = json.load(svar)
    return maalt["cpu"] + s.cpu, maalt["vaeg"], maalt["kib"] / 1024 + s.mb


class _Server:
    """CPU and memory of a server's processes while the block runs; nothing without a process id."""

    def __init__(self, pid: int | None):
        self.pid, self.cpu, self.mb = pid, 0.0, 0.0

    def __enter__(self):
        if self.pid:
            self.foer = self._cpu()
            self.slut = threading.Event()
            self.traad = threading.Thread(target=self._foelg, daemon=True)
            self.traad.start()
        return self

    def __exit__(self, *_):
        if self.pid:
            self.slut.set()
            self.traad.join()
            self.cpu = self._cpu() - self.foer

    def _processer(self) -> list[int]:
        boern: dict[int, list[int]] = {}
        for sti in Path("/proc").glob("[0-9]*/stat"):
            if felter := _stat(sti):
                boern.setdefault(int(felter[1]), []).append(int(sti.parts[2]))
        fundne = [self.pid]
        for pid in fundne:
            fundne += boern.get(pid, [])
        return fundne

    def _cpu(self) -> float:
        """Of all living processes, and of those that ended and were waited for."""
        felter = [_stat(Path(f"/proc/{pid}/stat")) for pid in self._processer()]
        return sum(int(tal) for f in felter for tal in f[11:15]) / TIK

    def _foelg(self) -> None:
        while not self.slut.wait(0.1):
            self.mb = max(self.mb, sum(_pss_kib(pid) for pid in self._processer()) / 1024)


def _stat(sti: Path) -> list[str]:
    """The fields of /proc/<pid>/stat from the third, the state, on; none when the process has ended."""
    try:
        return sti.read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _pss_kib(pid: int) -> int:
    try:
        linjer = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(linje.split()[1]) for linje in linjer if linje.startswith("Pss:")), 0)


def _barn(svar: str, kommando: list[str]) -> int:
    """Runs the command, waits for every process that comes of it, and writes what they used."""
    # What the command leaves behind, such as a Java machine, becomes our child and is counted too.
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    start = time.perf_counter()
    foerste = subprocess.Popen(kommando)
    cpu, kib, kode = 0.0, 0, 0
    while True:
        try:
            pid, status, brugt = os.wait4(-1, 0)
        except ChildProcessError:
            break
        cpu += brugt.ru_utime + brugt.ru_stime
        kib = max(kib, brugt.ru_maxrss)
        if pid == foerste.pid:
            kode = os.waitstatus_to_exitcode(status)
    foerste.returncode = kode
    maalt = {"cpu": cpu, "vaeg": time.perf_counter() - start, "kib": kib}
    Path(svar).write_text(json.dumps(maalt))
    return kode if kode >= 0 else 128 - kode


if __name__ == "__main__":
    sys.exit(_barn(sys.argv[1], sys.argv[2:]))
