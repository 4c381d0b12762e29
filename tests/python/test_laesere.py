"""Readers in other processes while builds are published and killed: none meets an error or a mixture, and no
killed build stops the next one."""

import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

LAESER = Path(__file__).with_name("laeser.py")


def ny_udgave(projekt, nummer: int) -> None:
    """Changes two marts, so that a mixture of two sets would show."""
    for seed, felt in (
        ("kvoter/landstalsbreve", "titel"),
        ("kontrol/noterede_kildeanmaerkninger", "forklaring"),
    ):
        raekker = projekt.seed(seed)
        raekker[0][felt] = f"Landstal for 2024, udgave {nummer}"
        projekt.skriv_seed(seed, raekker)


def draeb_et_byg(projekt, tilfaeldig: random.Random, byggetid: float, under_udgivelsen: bool) -> bool:
    """Kills a build at a random moment: of the whole of it, or of the writing of the new set. False if the
    build was quicker."""
    proces = projekt.start(sys.executable, "-m", "udgiv")
    if under_udgivelsen:
        foer = set((projekt.mappe / ".published").glob("saet-*"))
        while proces.poll() is None and not set((projekt.mappe / ".published").glob("saet-*")) - foer:
            time.sleep(0.005)
        time.sleep(tilfaeldig.uniform(0, 0.03 * byggetid))
    else:
        time.sleep(tilfaeldig.uniform(0, byggetid))
    proces.send_signal(signal.SIGKILL)
    proces.communicate()
    assert proces.returncode in (-signal.SIGKILL, 0)
    return proces.returncode == -signal.SIGKILL


@pytest.mark.parametrize("gange", [1, pytest.param(20, marks=pytest.mark.langsom)])
def test_laesere_ser_kun_hele_saet(kopi, tmp_path, gange):
    ny_udgave(kopi, 0)
    start = time.monotonic()
    assert kopi.udgiv().returncode == 0
    byggetid = time.monotonic() - start
    stop = tmp_path / "stop"
    laesere = [
        subprocess.Popen(
            [sys.executable, LAESER, maade, kopi.mappe, stop],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for maade in ("loekke", "loekke", "hold")
    ]
    tilfaeldig = random.Random(2024)
    for nummer in range(1, gange + 1):
        ny_udgave(kopi, 2 * nummer - 1)
        while not draeb_et_byg(kopi, tilfaeldig, byggetid, under_udgivelsen=bool(nummer % 2)):
            pass
        ny_udgave(kopi, 2 * nummer)
        svar = kopi.udgiv()
        assert svar.returncode == 0, svar.stdout
        assert all(laeser.poll() is None for laeser in laesere), "a reader has failed"
    stop.touch()
    svar = [laeser.communicate()[0] for laeser in laesere]
    assert not any(laeser.returncode for laeser in laesere), svar
    for antal, sete in map(json.loads, svar):
        assert antal > 10 * gange
        assert set(sete) <= set(range(2 * gange + 1))
    *loekker, holdt = [set(json.loads(linje)[1]) for linje in svar]
    assert holdt == {0}
    for sete in loekker:
        assert sete >= set(range(0, 2 * gange, 2))  # every set that was published, but perhaps the last
    assert len(list((kopi.mappe / ".published").glob("*"))) == 3  # the set, the one before it, the lock
    print(svar)
