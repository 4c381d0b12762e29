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

READER = Path(__file__).with_name("laeser.py")


def new_edition(project, number: int) -> None:
    """Changes two marts, so that a mixture of two sets would show."""
    for seed, field_name in (
        ("kvoter/landstalsbreve", "titel"),
        ("kontrol/noterede_kildeanmaerkninger", "forklaring"),
    ):
        rows = project.seed(seed)
        rows[0][field_name] = f"Landstal for 2024, udgave {number}"
        project.write_seed(seed, rows)


def kill_a_build(project, random_: random.Random, build_time: float, during_publishing: bool) -> bool:
    """Kills a build at a random moment: of the whole of it, or of the writing of the new set. False if the
    build was quicker."""
    process = project.start(sys.executable, "-m", "landstal", "build")
    if during_publishing:
        before = set((project.folder / ".published").glob("saet-*"))
        while process.poll() is None and not set((project.folder / ".published").glob("saet-*")) - before:
            time.sleep(0.005)
        time.sleep(random_.uniform(0, 0.03 * build_time))
    else:
        time.sleep(random_.uniform(0, build_time))
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert process.returncode in (-signal.SIGKILL, 0)
    return process.returncode == -signal.SIGKILL


@pytest.mark.parametrize("times", [1, pytest.param(20, marks=pytest.mark.slow)])
def test_laesere_ser_kun_hele_saet(project_copy, tmp_path, times):
    new_edition(project_copy, 0)
    start = time.monotonic()
    assert project_copy.publish().returncode == 0
    build_time = time.monotonic() - start
    stop = tmp_path / "stop"
    readers = [
        subprocess.Popen(
            [sys.executable, READER, way, project_copy.folder, stop],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for way in ("loekke", "loekke", "hold")
    ]
    random_ = random.Random(2024)
    for number in range(1, times + 1):
        new_edition(project_copy, 2 * number - 1)
        while not kill_a_build(project_copy, random_, build_time, during_publishing=bool(number % 2)):
            pass
        new_edition(project_copy, 2 * number)
        answer = project_copy.publish()
        assert answer.returncode == 0, answer.stdout
        assert all(reader.poll() is None for reader in readers), "a reader has failed"
    stop.touch()
    answer = [reader.communicate()[0] for reader in readers]
    assert not any(reader.returncode for reader in readers), answer
    for count, seen in map(json.loads, answer):
        assert count > 10 * times
        assert set(seen) <= set(range(2 * times + 1))
    *loops, held = [set(json.loads(line)[1]) for line in answer]
    assert held == {0}
    for seen in loops:
        assert seen >= set(range(0, 2 * times, 2))  # every set that was published, but perhaps the last
    assert (
        len(list((project_copy.folder / ".published").glob("*"))) == 3
    )  # the set, the one before it, the lock
    print(answer)
