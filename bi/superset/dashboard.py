"""Packs the dashboard for Superset, and tests it in a Superset of its own.

    python dashboard.py pack   # writes superset.zip, to import under Dashboards
    python dashboard.py test   # starts a Superset, and asks every chart for its data
    python dashboard.py show   # the same, and leaves it running to be looked at

Superset has an environment of its own, `.venv-superset`, which this program makes: 900 MB the first time.

The folder `landstal/` is in Superset's export format except for what this program adds: the address of the
published marts, the columns of each dataset with their types and descriptions, which the database has, and
the query of each chart, which Superset otherwise learns only when somebody saves the chart in a browser.

Exit status 1: a chart does not show what the marts say (expected.sql), or Superset does not start.
"""

import argparse
import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import venv
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import zip_longest
from pathlib import Path
from typing import Any

import duckdb
import yaml

HERE = Path(__file__).parent
FOLDER = HERE / "landstal"
ROOT = HERE.parents[1]
ENVIRONMENT = ROOT / ".venv-superset"
REQUIREMENTS = HERE / "requirements.txt"
DATABASE = ROOT / "published/landstal.duckdb"
USER = "landstal"
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # 127.0.0.1 is behind no proxy


class Stop(Exception):
    """What is wrong, said to the person who started the program."""


def install_superset() -> None:
    """Makes the environment of Superset, unless it is there with these very requirements."""
    installed = ENVIRONMENT / REQUIREMENTS.name
    if installed.exists() and installed.read_bytes() == REQUIREMENTS.read_bytes():
        return
    if (
        not (3, 11) <= sys.version_info < (3, 13)
    ):  # pandas 2.1, which Superset 6.1 asks for, has no wheel for 3.13
        raise Stop("Superset kræver Python 3.11 eller 3.12.")
    print(f"Installerer Superset (900 MB) i {ENVIRONMENT.name} ...", flush=True)
    uv, python = Path(sys.executable).with_name("uv"), ENVIRONMENT / "bin/python"
    venv.create(ENVIRONMENT, clear=True, symlinks=True, with_pip=not uv.exists())
    installer = (
        [uv, "pip", "install", "--python", python] if uv.exists() else [python, "-m", "pip", "install"]
    )
    command = [*installer, "--quiet", "--require-hashes", "--requirement", REQUIREMENTS]
    if subprocess.run(command).returncode:
        raise Stop("Superset kunne ikke installeres.")
    shutil.copy(REQUIREMENTS, installed)


def with_columns(dataset: dict[str, Any], db: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """The dataset with every column of its table or query; Stop if one that it titles is not there."""
    mart = dataset["table_name"]
    titles = {column["column_name"]: column["verbose_name"] for column in dataset["columns"]}
    descriptions = dict(
        db.execute(
            # A name means the same in every mart; the dataset's own mart says it most closely.
            "select column_name, arg_max(comment, table_name = ?) from duckdb_columns() "
            "where schema_name = 'marts' group by column_name",
            [mart],
        ).fetchall()
    )
    columns = db.sql(f"describe {dataset.get('sql', f'from marts.{mart}')}").fetchall()
    if unknown := titles.keys() - {name for name, *_ in columns}:
        raise Stop(f"datasets/{mart}.yaml: {', '.join(sorted(unknown))} findes ikke i de udgivne marts.")
    return dataset | {
        "columns": [
            {
                "column_name": name,
                "verbose_name": titles.get(name),
                "type": data_type,
                "is_dttm": data_type == "DATE",
                "description": descriptions[name],
                "groupby": True,
                "filterable": True,
            }
            for name, data_type, *_ in columns
        ]
    }


def query_context(chart: dict[str, Any]) -> str:
    """The query that Superset's own pages make of a chart's settings, less what only arranges the answer."""
    options = chart["params"]
    axis = [options["x_axis"]] if "x_axis" in options else []
    if "time_grain_sqla" in options:
        axis = [
            {
                "columnType": "BASE_AXIS",
                "expressionType": "SQL",
                "sqlExpression": options["x_axis"],
                "label": options["x_axis"],
                "timeGrain": options["time_grain_sqla"],
            }
        ]
    query = {
        "columns": axis + (options.get("all_columns") or options.get("groupby", [])),
        "filters": [
            {"col": f["subject"], "op": f["operator"], "val": f["comparator"]}
            for f in options.get("adhoc_filters", [])
        ],
        "orderby": [json.loads(order) for order in options.get("order_by_cols", [])],
        "row_limit": options.get("row_limit"),
    }
    if options.get("query_mode") != "raw":
        query["metrics"] = options.get("metrics") or [options["metric"]]
    return json.dumps({"queries": [query], "form_data": options | {"viz_type": chart["viz_type"]}})


def pack(zip_file: Path, address: str, database: Path) -> None:
    """Writes the file that Superset imports."""
    with (
        zipfile.ZipFile(zip_file, "w", zipfile.ZIP_DEFLATED) as output,
        duckdb.connect(database, read_only=True) as db,
    ):
        for path in sorted(FOLDER.rglob("*.yaml")):
            content = yaml.safe_load(path.read_text())
            match path.relative_to(FOLDER).parts[0]:
                case "databases":
                    content["sqlalchemy_uri"] = address
                case "datasets":
                    content = with_columns(content, db)
                case "charts":
                    content["query_context"] = query_context(content)
                    content["params"]["viz_type"] = content["viz_type"]
            text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
            output.writestr(str(path.relative_to(HERE)), text)


def file_url(database: Path) -> str:
    return f"duckdb:///{database}?access_mode=READ_ONLY"


def stop(process: subprocess.Popen[str]) -> None:
    """Ends a process of `start` and its children, and waits for it."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


class Superset:
    """A Superset with a folder and secrets of its own: `with` starts it, and leaves nothing behind."""

    def __init__(self, database: Path):
        self.database = database
        self.password, self.secret = secrets.token_urlsafe(), secrets.token_urlsafe()
        self.server: subprocess.Popen[str] | None = None

    def __enter__(self) -> "Superset":
        self.home = Path(tempfile.mkdtemp(prefix="landstal-superset-"))
        try:
            self.prepare()
            self.start_server()
            login = {"username": USER, "password": self.password, "provider": "db"}
            self.token = self.ask("/api/v1/security/login", login)["access_token"]
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self.server:
            stop(self.server)
        shutil.rmtree(self.home)

    def prepare(self) -> None:
        """A new Superset with one user and the dashboard."""
        package = self.home / "landstal.zip"
        pack(package, file_url(self.database), self.database)
        self.run("db", "upgrade")
        # The password goes by standard input: everybody on the machine can read a command line.
        user = f"--username {USER} --firstname Land --lastname Stal --email {USER}@localhost"
        self.run("fab", "create-admin", *user.split(), standard_input=f"{self.password}\n" * 2)
        self.run("init")
        self.run("import-dashboards", "--path", str(package), "--username", USER)

    def start(self, *command: str) -> subprocess.Popen[str]:
        """In a session of its own: it cannot ask at the terminal, and it and its children end together."""
        environment = os.environ | {
            "SUPERSET_HOME": str(self.home),
            "SUPERSET_SECRET_KEY": self.secret,
            "SUPERSET_CONFIG_PATH": str(HERE / "superset_config.py"),
        }
        with (self.home / "log").open("a") as log:
            return subprocess.Popen(
                [ENVIRONMENT / "bin/superset", *command],
                env=environment,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                text=True,
                start_new_session=True,
            )

    def run(self, *command: str, standard_input: str = "") -> None:
        """One of Superset's commands, to its end; Stop if it fails."""
        name = " ".join(["superset", *command[:2]])
        print(name, "...", flush=True)
        process = self.start(*command)
        try:
            process.communicate(standard_input)
        finally:
            stop(process)
        if process.returncode:
            raise Stop(f"{name} fejlede:\n{self.log_tail()}")

    def start_server(self) -> None:
        """Starts the server on a free port, and waits until it answers; Stop if it does not."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = str(probe.getsockname()[1])
        self.address = f"http://127.0.0.1:{port}"
        self.server = self.start("run", "--host", "127.0.0.1", "--port", port)
        for _ in range(240):
            if self.server.poll() is not None:
                break
            try:
                return OPENER.open(f"{self.address}/health", timeout=5).close()
            except OSError:
                time.sleep(0.5)
        raise Stop(f"Superset svarer ikke:\n{self.log_tail()}")

    def log_tail(self) -> str:
        return "\n".join((self.home / "log").read_text().splitlines()[-20:])

    def ask(self, path: str, body: dict[str, str] | None = None) -> Any:
        """Superset's answer to a GET, or to a POST of the body; Stop if it is an error."""
        if body is None:
            data, headers = None, {"Authorization": f"Bearer {self.token}"}
        else:
            data, headers = json.dumps(body).encode(), {"Content-Type": "application/json"}
        try:
            with OPENER.open(
                urllib.request.Request(self.address + path, data, headers), timeout=60
            ) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise Stop(f"{path}: {error.code} {error.read().decode()[:500]}") from None


def expected(database: Path) -> dict[str, list[dict[str, Any]]]:
    """The rows of each chart, by its file's name, as expected.sql reads them from the marts."""
    _, *pieces = re.split(r"^-- chart: (\w+)$", (HERE / "expected.sql").read_text(), flags=re.MULTILINE)
    with duckdb.connect(database, read_only=True) as db:
        relations = {name: db.sql(sql) for name, sql in zip(pieces[::2], pieces[1::2], strict=True)}
        return {
            name: [dict(zip(r.columns, row, strict=True)) for row in r.fetchall()]
            for name, r in relations.items()
        }


def as_json(value: Any) -> Any:
    """A value as both sides are compared: a date as Superset's milliseconds, and 4.0, which Superset makes of
    4 in a column with NULL, as 4."""
    if isinstance(value, date):
        return int(datetime(value.year, value.month, value.day, tzinfo=UTC).timestamp() * 1000)
    if isinstance(value, Decimal | float):
        return int(value) if value == int(value) else float(value)
    return value


def as_text(row: dict[str, Any]) -> str:
    return json.dumps({name: as_json(v) for name, v in row.items()}, sort_keys=True, ensure_ascii=False)


def differences(shown: list[dict[str, Any]], wanted: list[dict[str, Any]], ordered: bool) -> list[str]:
    """What differs between two lists of rows, or, if they are not ordered, two bags of rows."""
    a, b = ([as_text(row) for row in rows] for rows in (shown, wanted))
    if not ordered:
        a, b = sorted(a), sorted(b)
    return [
        f"  række {no}: Superset viser {x}\n  {' ' * len(f'række {no}')}  martens er {y}"
        for no, (x, y) in enumerate(zip_longest(a, b, fillvalue="ingen"), 1)
        if x != y
    ]


def compare(superset: Superset) -> int:
    """Asks every chart of the dashboard for its data. Returns how many do not show what the marts say."""
    charts = {path.stem: yaml.safe_load(path.read_text()) for path in sorted(FOLDER.glob("charts/*.yaml"))}
    wanted = expected(superset.database)
    on_dashboard = superset.ask("/api/v1/dashboard/landstal/charts")["result"]
    ids = {chart["slice_name"]: chart["id"] for chart in on_dashboard}
    titles = {chart["slice_name"] for chart in charts.values()}
    if wanted.keys() != charts.keys() or ids.keys() != titles:
        raise Stop("charts/, expected.sql og dashboardet har ikke de samme diagrammer.")
    failed = 0
    for name, chart in charts.items():
        title = chart["slice_name"]
        try:
            answer = superset.ask(f"/api/v1/chart/{ids[title]}/data/?force=true")
        except Stop as reason:
            raise Stop(f"{title}: {reason}") from None
        shown = answer["result"][0]["data"]
        found = differences(shown, wanted[name], ordered="order_by_cols" in chart["params"])
        print(f"{'FEJL' if found else 'ok':4}  {title}: {len(shown)} rækker")
        print(*found[:3], sep="\n", end="\n" if found else "")
        failed += bool(found)
    return failed


def main() -> None:
    """Exits as the module's description says."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("task", choices=["pack", "test", "show"])
    parser.add_argument("--address", default=file_url(DATABASE), help="pack: SQLAlchemy address of the marts")
    parser.add_argument("--database", type=Path, default=DATABASE, help="the published DuckDB file")
    options = parser.parse_args()
    # Ending this program must end Superset, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        if options.task == "pack":
            pack(ROOT / "superset.zip", options.address, options.database)
            print("superset.zip er klar: i Superset under Dashboards, Import dashboards.")
            return
        install_superset()
        # The link `published` may turn while Superset runs: both sides read the set that it leads to now.
        with Superset(options.database.resolve(strict=True)) as superset:
            failed = compare(superset)
            if options.task == "show":
                print(f"{superset.address}/superset/dashboard/landstal/")
                print(f"Bruger {USER}, adgangskode {superset.password}. Ctrl-C slutter.", flush=True)
                signal.pause()
    except KeyboardInterrupt:
        sys.exit(1)
    except (Stop, OSError, duckdb.Error) as reason:
        sys.exit(str(reason))
    if failed:
        sys.exit(f"{failed} diagrammer viser andet end de udgivne marts.")


if __name__ == "__main__":
    main()
