"""Readers in other processes while builds are published and killed: none meets an error or a mixture, and no
killed build stops the next one. LANDSTAL_BUILDS says how many are published, and how many are killed."""

import json
import os
import random
import signal
import subprocess
import sys
import time

import pytest

from landstal import ROOT

BUILDS = int(os.environ.get("LANDSTAL_BUILDS", "5"))


def new_edition(project, number: int) -> None:
    """Changes two marts, so that a mixture of two sets would show."""
    for seed, column in (
        ("kvoter/landstalsbreve", "titel"),
        ("kontrol/noterede_kildeanmaerkninger", "forklaring"),
    ):
        rows = project.seed(seed)
        rows[0][column] = f"Landstal for 2024, udgave {number}"
        project.write_seed(seed, rows)


def kill_a_build(project, rng: random.Random, build_time: float, during_publishing: bool) -> bool:
    """Kills a build at a random moment: of the whole of it, or of the writing of the new set. False if the
    build was quicker."""
    sets = project.folder / ".published"
    process = project.start(sys.executable, "-m", "landstal", "build", "--force")
    if during_publishing:
        before = set(sets.glob("set-*"))
        while process.poll() is None and not set(sets.glob("set-*")) - before:
            time.sleep(0.005)
        time.sleep(rng.uniform(0, 0.03 * build_time))
    else:
        time.sleep(rng.uniform(0, build_time))
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert process.returncode in (-signal.SIGKILL, 0)
    return process.returncode == -signal.SIGKILL


@pytest.mark.slow
def test_laesere_ser_kun_hele_saet(project_copy, tmp_path_factory):
    new_edition(project_copy, 0)
    start = time.monotonic()
    assert project_copy.publish().returncode == 0
    build_time = time.monotonic() - start
    stop = tmp_path_factory.mktemp("readers") / "stop"
    readers = [
        subprocess.Popen(
            [sys.executable, "-m", "tools.looping_reader", way, project_copy.published, stop],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for way in ("loop", "loop", "hold")
    ]
    rng = random.Random(2024)
    for number in range(1, BUILDS + 1):
        new_edition(project_copy, 2 * number - 1)
        while not kill_a_build(project_copy, rng, build_time, during_publishing=bool(number % 2)):
            pass
        new_edition(project_copy, 2 * number)
        build = project_copy.publish()
        assert build.returncode == 0, build.stdout
        assert "Udgivet" in build.stdout
        assert all(reader.poll() is None for reader in readers), "a reader has failed"
    stop.touch()
    outputs = [reader.communicate()[0] for reader in readers]
    assert not any(reader.returncode for reader in readers), outputs
    for count, seen in map(json.loads, outputs):
        assert count > 10 * BUILDS
        assert set(seen) <= set(range(2 * BUILDS + 1))
    *loops, held = [set(json.loads(output)[1]) for output in outputs]
    assert held == {0}
    for seen in loops:
        assert seen >= set(range(0, 2 * BUILDS, 2))  # every set that was published, but perhaps the last
    remaining = {path.name for path in (project_copy.folder / ".published").iterdir()}
    assert len(remaining - {"inputs", "lock"}) == 2  # the set, and the one before it
    print(outputs)
