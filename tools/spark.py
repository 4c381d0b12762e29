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


class Spark:
    """`folder` is an empty one, for all that Spark writes. `environment` is that of a build."""

    def __init__(self, folder: Path, master: str = "local[2]"):
        self.folder = folder.resolve()
        self.warehouse = self.folder / "warehouse"
        self.events = self.folder / "events"
        self.environment = {
            "LANDSTAL_SPARK_MASTER": master,
            "LANDSTAL_SPARK_WAREHOUSE": str(self.warehouse),
            "SPARK_HOME": str(self.folder / "spark"),
            "SPARK_CONF_DIR": str(self.folder / "conf"),
            "SPARK_LOCAL_DIRS": str(self.folder / "tmp"),
            "SPARK_LOCAL_IP": "127.0.0.1",
        }

    def __enter__(self) -> "Spark":
        installed = importlib.util.find_spec("pyspark")
        if not installed or not shutil.which("java"):
            raise RuntimeError("Spark needs Java 17 and the packages of requirements-spark.txt.")
        for name in ("spark", "conf", "tmp", "events"):
            (self.folder / name).mkdir()
        # Workers write where the programs are: a folder of links keeps that out of the installation.
        for path in Path(installed.origin).parent.iterdir():
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
        mark = f"LANDSTAL_SPARK_WAREHOUSE={self.warehouse}".encode()
        for process in Path("/proc").glob("[0-9]*"):
            try:
                ours = mark in (process / "environ").read_bytes().split(b"\0")
            except OSError:
                continue
            if ours:
                os.kill(int(process.name), signal.SIGKILL)

    def tasks(self) -> Counter[str]:
        """How many tasks each executor has done in all builds so far; its name is `driver` when it is a part
        of dbt's own process, else a number."""
        tasks: Counter[str] = Counter()
        for log in self.events.iterdir():
            with log.open(encoding="utf-8") as lines:
                for line in lines:
                    if line.startswith('{"Event":"SparkListenerTaskEnd"'):
                        tasks[json.loads(line)["Task Info"]["Executor ID"]] += 1
        return tasks

    def rows(self, marts: list[str]) -> dict[str, list[tuple]]:
        """The rows of these tables of the schema marts, which a session of its own finds in the catalogue."""
        file = self.folder / "rows.pickle"
        subprocess.run(
            [sys.executable, __file__, str(file), *marts],
            check=True,
            cwd=self.folder,
            env=os.environ | self.environment,
            stderr=subprocess.DEVNULL,
        )
        return pickle.loads(file.read_bytes())


def write_rows(file: str, *marts: str) -> None:
    from pyspark.sql import SparkSession

    warehouse = os.environ["LANDSTAL_SPARK_WAREHOUSE"]
    settings = {
        "spark.sql.warehouse.dir": warehouse,
        "spark.driver.extraJavaOptions": f'-Dderby.system.home="{warehouse}"',
        "spark.ui.enabled": "false",
        "spark.eventLog.enabled": "false",
    }
    builder = SparkSession.builder.master("local[1]").config(map=settings).enableHiveSupport()
    with builder.getOrCreate() as session:
        rows = {mart: [tuple(row) for row in session.table(f"marts.{mart}").collect()] for mart in marts}
    Path(file).write_bytes(pickle.dumps(rows))


if __name__ == "__main__":
    write_rows(*sys.argv[1:])
