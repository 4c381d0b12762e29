"""A Spark of its own: PySpark's programs, a temporary folder, loopback only. dbt and each reading start a
session that ends with them; a master of local-cluster starts its workers as processes of their own."""

import importlib.util
import json
import os
import pickle
import shutil
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path


def installeret() -> bool:
    return bool(importlib.util.find_spec("pyspark") and shutil.which("java"))


class Spark:
    """`mappe` is an empty folder, for all that Spark writes. `miljoe` is the environment of a build."""

    def __init__(self, mappe: Path, master: str = "local[2]"):
        self.mappe = mappe.resolve()
        self.lager = self.mappe / "lager"
        self.haendelser = self.mappe / "haendelser"
        self.miljoe = {
            "LANDSTAL_SPARK_MASTER": master,
            "LANDSTAL_SPARK_LAGER": str(self.lager),
            "SPARK_HOME": str(self.mappe / "spark"),
            "SPARK_CONF_DIR": str(self.mappe / "conf"),
            "SPARK_LOCAL_DIRS": str(self.mappe / "tmp"),
            "SPARK_LOCAL_IP": "127.0.0.1",
        }

    def __enter__(self) -> "Spark":
        for navn in ("spark", "conf", "tmp", "haendelser"):
            (self.mappe / navn).mkdir()
        # Workers write where the programs are: a folder of links keeps that out of the installation.
        for sti in Path(importlib.util.find_spec("pyspark").origin).parent.iterdir():
            (self.mappe / "spark" / sti.name).symlink_to(sti)
        (self.mappe / "conf" / "spark-defaults.conf").write_text(
            f"spark.eventLog.enabled true\nspark.eventLog.dir {self.haendelser.as_uri()}\n"
            "spark.eventLog.rolling.enabled false\nspark.eventLog.compress false\n"
        )
        (self.mappe / "conf" / "log4j2.properties").write_text("rootLogger.level = off\n")
        return self

    def __exit__(self, *_) -> None:
        """Ends what is still running, as after a test that was interrupted: it has this folder in its
        environment."""
        maerke = f"LANDSTAL_SPARK_LAGER={self.lager}".encode()
        for proces in Path("/proc").glob("[0-9]*"):
            try:
                vor = maerke in (proces / "environ").read_bytes().split(b"\0")
            except OSError:
                continue
            if vor:
                os.kill(int(proces.name), signal.SIGKILL)

    def opgaver(self) -> Counter[str]:
        """How many tasks each executor has done in all builds so far; its name is `driver` when it is a part
        of dbt's own process, else a number."""
        opgaver: Counter[str] = Counter()
        for log in self.haendelser.iterdir():
            with log.open(encoding="utf-8") as linjer:
                for linje in linjer:
                    if linje.startswith('{"Event":"SparkListenerTaskEnd"'):
                        opgaver[json.loads(linje)["Task Info"]["Executor ID"]] += 1
        return opgaver

    def raekker(self, marts: list[str]) -> dict[str, tuple[list[str], list[tuple]]]:
        """Column names and rows of these tables of the schema marts, as a session of its own finds them in
        the catalogue."""
        fil = self.mappe / "raekker.pickle"
        subprocess.run(
            [sys.executable, __file__, str(fil), *marts],
            check=True,
            cwd=self.mappe,
            env=os.environ | self.miljoe,
            stderr=subprocess.DEVNULL,
        )
        with fil.open("rb") as ind:
            return pickle.load(ind)


def laes(fil: str, *marts: str) -> None:
    from pyspark.sql import SparkSession

    lager = os.environ["LANDSTAL_SPARK_LAGER"]
    indstillinger = {
        "spark.sql.warehouse.dir": lager,
        "spark.driver.extraJavaOptions": f'-Dderby.system.home="{lager}"',
        "spark.ui.enabled": "false",
        "spark.eventLog.enabled": "false",
    }
    bygger = SparkSession.builder.master("local[1]").config(map=indstillinger).enableHiveSupport()
    with bygger.getOrCreate() as s:
        tabeller = {mart: s.table(f"marts.{mart}") for mart in marts}
        svar = {mart: (t.columns, [tuple(r) for r in t.collect()]) for mart, t in tabeller.items()}
    Path(fil).write_bytes(pickle.dumps(svar))


if __name__ == "__main__":
    laes(*sys.argv[1:])
