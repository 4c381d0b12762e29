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


def installed() -> bool:
    return bool(importlib.util.find_spec("pyspark") and shutil.which("java"))


class Spark:
    """`mappe` is an empty folder, for all that Spark writes. `miljoe` is the environment of a build."""

    def __init__(self, folder: Path, master: str = "local[2]"):
        self.folder = folder.resolve()
        self.warehouse = self.folder / "lager"
        self.events = self.folder / "haendelser"
        self.environment = {
            "LANDSTAL_SPARK_MASTER": master,
            "LANDSTAL_SPARK_LAGER": str(self.warehouse),
            "SPARK_HOME": str(self.folder / "spark"),
            "SPARK_CONF_DIR": str(self.folder / "conf"),
            "SPARK_LOCAL_DIRS": str(self.folder / "tmp"),
            "SPARK_LOCAL_IP": "127.0.0.1",
        }

    def __enter__(self) -> "Spark":
        for name in ("spark", "conf", "tmp", "haendelser"):
            (self.folder / name).mkdir()
        # Workers write where the programs are: a folder of links keeps that out of the installation.
        for path in Path(importlib.util.find_spec("pyspark").origin).parent.iterdir():
            (self.folder / "spark" / path.name).symlink_to(path)
        (self.folder / "conf" / "spark-defaults.conf").write_text(
            f"spark.eventLog.enabled true\nspark.eventLog.dir {self.events.as_uri()}\n"
            "spark.eventLog.rolling.enabled false\nspark.eventLog.compress false\n"
        )
        (self.folder / "conf" / "log4j2.properties").write_text("rootLogger.level = off\n")
        return self

    def __exit__(self, *_) -> None:
        """Ends what is still running, as after a test that was interrupted: it has this folder in its
        environment."""
        mark = f"LANDSTAL_SPARK_LAGER={self.warehouse}".encode()
        for process in Path("/proc").glob("[0-9]*"):
            try:
                our = mark in (process / "environ").read_bytes().split(b"\0")
            except OSError:
                continue
            if our:
                os.kill(int(process.name), signal.SIGKILL)

    def jobs(self) -> Counter[str]:
        """How many tasks each executor has done in all builds so far; its name is `driver` when it is a part
        of dbt's own process, else a number."""
        jobs: Counter[str] = Counter()
        for log in self.events.iterdir():
            with log.open(encoding="utf-8") as lines:
                for line in lines:
                    if line.startswith('{"Event":"SparkListenerTaskEnd"'):
                        jobs[json.loads(line)["Task Info"]["Executor ID"]] += 1
        return jobs

    def rows(self, marts: list[str]) -> dict[str, tuple[list[str], list[tuple]]]:
        """Column names and rows of these tables of the schema marts, as a session of its own finds them in
        the catalogue."""
        file = self.folder / "raekker.pickle"
        subprocess.run(
            [sys.executable, __file__, str(file), *marts],
            check=True,
            cwd=self.folder,
            env=os.environ | self.environment,
            stderr=subprocess.DEVNULL,
        )
        with file.open("rb") as inserted:
            return pickle.load(inserted)


def read(file: str, *marts: str) -> None:
    from pyspark.sql import SparkSession

    warehouse = os.environ["LANDSTAL_SPARK_LAGER"]
    settings = {
        "spark.sql.warehouse.dir": warehouse,
        "spark.driver.extraJavaOptions": f'-Dderby.system.home="{warehouse}"',
        "spark.ui.enabled": "false",
        "spark.eventLog.enabled": "false",
    }
    builder = SparkSession.builder.master("local[1]").config(map=settings).enableHiveSupport()
    with builder.getOrCreate() as s:
        tables = {mart: s.table(f"marts.{mart}") for mart in marts}
        answer = {mart: (t.columns, [tuple(r) for r in t.collect()]) for mart, t in tables.items()}
    Path(file).write_bytes(pickle.dumps(answer))


if __name__ == "__main__":
    read(*sys.argv[1:])
