"""Packs the dashboard for Superset, and tests it in a Superset of its own.

    python dashboard.py pak    # writes superset.zip, to import under Dashboards
    python dashboard.py test   # starts a Superset, and asks every chart for its data
    python dashboard.py vis    # the same, and leaves it running to be looked at

The folder `landstal/` is in Superset's export format except for what this program adds: the address of the
published marts, the columns of each dataset with their types and descriptions, which the database has, and
the query of each chart, which Superset otherwise learns only when somebody saves the chart in a browser.

Exit status 1: a chart does not show what the marts say (forventet.sql), or Superset does not start.
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
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import zip_longest
from pathlib import Path
from typing import Any

import duckdb
import yaml

HER = Path(__file__).parent
MAPPE = HER / "landstal"
ROD = HER.parents[1]
SUPERSET = ROD / ".venv-superset/bin/superset"
DATABASE = ROD / "published/landstal.duckdb"
BRUGER = "landstal"
AABNER = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # 127.0.0.1 is behind no proxy


class Stop(Exception):
    """What is wrong, said to the person who started the program."""


def med_kolonner(datasaet: dict[str, Any], db: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """The dataset with every column of its table or query; Stop if one that it titles is not there."""
    mart = datasaet["table_name"]
    titler = {kolonne["column_name"]: kolonne["verbose_name"] for kolonne in datasaet["columns"]}
    beskrivelser = dict(
        db.execute(
            # A name means the same in every mart; the dataset's own mart says it most closely.
            "select column_name, arg_max(comment, table_name = ?) from duckdb_columns() "
            "where schema_name = 'marts' group by column_name",
            [mart],
        ).fetchall()
    )
    kolonner = db.sql(f"describe {datasaet.get('sql', f'from marts.{mart}')}").fetchall()
    if ukendte := titler.keys() - {navn for navn, *_ in kolonner}:
        raise Stop(f"datasets/{mart}.yaml: {', '.join(sorted(ukendte))} findes ikke i de udgivne marts.")
    return datasaet | {
        "columns": [
            {
                "column_name": navn,
                "verbose_name": titler.get(navn),
                "type": slags,
                "is_dttm": slags == "DATE",
                "description": beskrivelser[navn],
                "groupby": True,
                "filterable": True,
            }
            for navn, slags, *_ in kolonner
        ]
    }


def forespoergsel(diagram: dict[str, Any]) -> str:
    """The query that Superset's own pages make of a chart's settings, less what only arranges the answer."""
    valg = diagram["params"]
    akse = [valg["x_axis"]] if "x_axis" in valg else []
    if "time_grain_sqla" in valg:
        akse = [
            {
                "columnType": "BASE_AXIS",
                "expressionType": "SQL",
                "sqlExpression": valg["x_axis"],
                "label": valg["x_axis"],
                "timeGrain": valg["time_grain_sqla"],
            }
        ]
    query = {
        "columns": akse + (valg.get("all_columns") or valg.get("groupby", [])),
        "filters": [
            {"col": f["subject"], "op": f["operator"], "val": f["comparator"]}
            for f in valg.get("adhoc_filters", [])
        ],
        "orderby": [json.loads(raekkefoelge) for raekkefoelge in valg.get("order_by_cols", [])],
        "row_limit": valg.get("row_limit"),
    }
    if valg.get("query_mode") != "raw":
        query["metrics"] = valg.get("metrics") or [valg["metric"]]
    return json.dumps({"queries": [query], "form_data": valg | {"viz_type": diagram["viz_type"]}})


def pak(zipfil: Path, adresse: str, database: Path) -> None:
    """Writes the file that Superset imports."""
    with (
        zipfile.ZipFile(zipfil, "w", zipfile.ZIP_DEFLATED) as ud,
        duckdb.connect(database, read_only=True) as db,
    ):
        for sti in sorted(MAPPE.rglob("*.yaml")):
            indhold = yaml.safe_load(sti.read_text())
            match sti.relative_to(MAPPE).parts[0]:
                case "databases":
                    indhold["sqlalchemy_uri"] = adresse
                case "datasets":
                    indhold = med_kolonner(indhold, db)
                case "charts":
                    indhold["query_context"] = forespoergsel(indhold)
                    indhold["params"]["viz_type"] = indhold["viz_type"]
            tekst = yaml.safe_dump(indhold, allow_unicode=True, sort_keys=False)
            ud.writestr(str(sti.relative_to(HER)), tekst)


def filadresse(database: Path) -> str:
    return f"duckdb:///{database}?access_mode=READ_ONLY"


def stop(proces: subprocess.Popen[str]) -> None:
    """Ends a process of `start` and its children, and waits for it."""
    if proces.poll() is None:
        os.killpg(proces.pid, signal.SIGTERM)
        try:
            proces.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(proces.pid, signal.SIGKILL)
            proces.wait()


class Superset:
    """A Superset with a folder and secrets of its own: `with` starts it, and leaves nothing behind."""

    def __init__(self, database: Path):
        self.database = database
        self.adgangskode, self.hemmelighed = secrets.token_urlsafe(), secrets.token_urlsafe()
        self.server: subprocess.Popen[str] | None = None

    def __enter__(self) -> "Superset":
        self.hjem = Path(tempfile.mkdtemp(prefix="landstal-superset-"))
        try:
            self.goer_klar()
            self.start_server()
            login = {"username": BRUGER, "password": self.adgangskode, "provider": "db"}
            self.noegle = self.spoerg("/api/v1/security/login", login)["access_token"]
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self.server:
            stop(self.server)
        shutil.rmtree(self.hjem)

    def goer_klar(self) -> None:
        """A new Superset with one user and the dashboard."""
        pakke = self.hjem / "landstal.zip"
        pak(pakke, filadresse(self.database), self.database)
        self.koer("db", "upgrade")
        # The password goes by standard input: everybody on the machine can read a command line.
        person = f"--username {BRUGER} --firstname Land --lastname Stal --email {BRUGER}@localhost"
        self.koer("fab", "create-admin", *person.split(), ind=f"{self.adgangskode}\n" * 2)
        self.koer("init")
        self.koer("import-dashboards", "--path", str(pakke), "--username", BRUGER)

    def start(self, *kommando: str) -> subprocess.Popen[str]:
        """In a session of its own: it cannot ask at the terminal, and it and its children end together."""
        miljoe = os.environ | {
            "SUPERSET_HOME": str(self.hjem),
            "SUPERSET_SECRET_KEY": self.hemmelighed,
            "SUPERSET_CONFIG_PATH": str(HER / "superset_config.py"),
        }
        with (self.hjem / "log").open("a") as log:
            return subprocess.Popen(
                [SUPERSET, *kommando],
                env=miljoe,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                text=True,
                start_new_session=True,
            )

    def koer(self, *kommando: str, ind: str = "") -> None:
        """One of Superset's commands, to its end; Stop if it fails."""
        navn = " ".join(["superset", *kommando[:2]])
        print(navn, "...", flush=True)
        proces = self.start(*kommando)
        try:
            proces.communicate(ind)
        finally:
            stop(proces)
        if proces.returncode:
            raise Stop(f"{navn} fejlede:\n{self.logslut()}")

    def start_server(self) -> None:
        """Starts the server on a free port, and waits until it answers; Stop if it does not."""
        with socket.socket() as fri:
            fri.bind(("127.0.0.1", 0))
            port = str(fri.getsockname()[1])
        self.adresse = f"http://127.0.0.1:{port}"
        self.server = self.start("run", "--host", "127.0.0.1", "--port", port)
        for _ in range(240):
            if self.server.poll() is not None:
                break
            try:
                return AABNER.open(f"{self.adresse}/health", timeout=5).close()
            except OSError:
                time.sleep(0.5)
        raise Stop(f"Superset svarer ikke:\n{self.logslut()}")

    def logslut(self) -> str:
        return "\n".join((self.hjem / "log").read_text().splitlines()[-20:])

    def spoerg(self, sti: str, krop: dict[str, str] | None = None) -> Any:
        """Superset's answer to a GET, or to a POST of the body; Stop if it is an error."""
        if krop is None:
            data, hoveder = None, {"Authorization": f"Bearer {self.noegle}"}
        else:
            data, hoveder = json.dumps(krop).encode(), {"Content-Type": "application/json"}
        try:
            with AABNER.open(urllib.request.Request(self.adresse + sti, data, hoveder), timeout=60) as svar:
                return json.load(svar)
        except urllib.error.HTTPError as fejl:
            raise Stop(f"{sti}: {fejl.code} {fejl.read().decode()[:500]}") from None


def forventet(database: Path) -> dict[str, list[dict[str, Any]]]:
    """The rows of each chart, by its file's name, as forventet.sql reads them from the marts."""
    _, *stykker = re.split(r"^-- chart: (\w+)$", (HER / "forventet.sql").read_text(), flags=re.MULTILINE)
    with duckdb.connect(database, read_only=True) as db:
        svar = {navn: db.sql(sql) for navn, sql in zip(stykker[::2], stykker[1::2], strict=True)}
        return {
            navn: [dict(zip(r.columns, raekke, strict=True)) for raekke in r.fetchall()]
            for navn, r in svar.items()
        }


def som_json(vaerdi: Any) -> Any:
    """A value as both sides are compared: a date as Superset's milliseconds, and 4.0, which Superset makes of
    4 in a column with NULL, as 4."""
    if isinstance(vaerdi, date):
        return int(datetime(vaerdi.year, vaerdi.month, vaerdi.day, tzinfo=UTC).timestamp() * 1000)
    if isinstance(vaerdi, Decimal | float):
        return int(vaerdi) if vaerdi == int(vaerdi) else float(vaerdi)
    return vaerdi


def som_tekst(raekke: dict[str, Any]) -> str:
    return json.dumps({navn: som_json(v) for navn, v in raekke.items()}, sort_keys=True, ensure_ascii=False)


def forskelle(vist: list[dict[str, Any]], ventet: list[dict[str, Any]], ordnet: bool) -> list[str]:
    """What differs between two lists of rows, or, if they are not ordered, two bags of rows."""
    a, b = ([som_tekst(raekke) for raekke in raekker] for raekker in (vist, ventet))
    if not ordnet:
        a, b = sorted(a), sorted(b)
    return [
        f"  række {nr}: Superset viser {x}\n  {' ' * len(f'række {nr}')}  martens er {y}"
        for nr, (x, y) in enumerate(zip_longest(a, b, fillvalue="ingen"), 1)
        if x != y
    ]


def sammenlign(superset: Superset) -> int:
    """Asks every chart of the dashboard for its data. Returns how many do not show what the marts say."""
    diagrammer = {sti.stem: yaml.safe_load(sti.read_text()) for sti in sorted(MAPPE.glob("charts/*.yaml"))}
    ventet = forventet(superset.database)
    paa_dashboardet = superset.spoerg("/api/v1/dashboard/landstal/charts")["result"]
    numre = {diagram["slice_name"]: diagram["id"] for diagram in paa_dashboardet}
    titler = {diagram["slice_name"] for diagram in diagrammer.values()}
    if ventet.keys() != diagrammer.keys() or numre.keys() != titler:
        raise Stop("charts/, forventet.sql og dashboardet har ikke de samme diagrammer.")
    fejl = 0
    for navn, diagram in diagrammer.items():
        titel = diagram["slice_name"]
        try:
            svar = superset.spoerg(f"/api/v1/chart/{numre[titel]}/data/?force=true")
        except Stop as grund:
            raise Stop(f"{titel}: {grund}") from None
        vist = svar["result"][0]["data"]
        forskel = forskelle(vist, ventet[navn], ordnet="order_by_cols" in diagram["params"])
        print(f"{'FEJL' if forskel else 'ok':4}  {titel}: {len(vist)} rækker")
        print(*forskel[:3], sep="\n", end="\n" if forskel else "")
        fejl += bool(forskel)
    return fejl


def main() -> None:
    """Exits as the module's description says."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("opgave", choices=["pak", "test", "vis"])
    parser.add_argument(
        "--adresse", default=filadresse(DATABASE), help="pak: SQLAlchemy address of the marts"
    )
    parser.add_argument("--database", type=Path, default=DATABASE, help="the published DuckDB file")
    valg = parser.parse_args()
    # Ending this program must end Superset, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        if valg.opgave == "pak":
            pak(ROD / "superset.zip", valg.adresse, valg.database)
            print("superset.zip er klar: i Superset under Dashboards, Import dashboards.")
            return
        # The link `published` may turn while Superset runs: both sides read the set that it leads to now.
        with Superset(valg.database.resolve(strict=True)) as superset:
            fejl = sammenlign(superset)
            if valg.opgave == "vis":
                print(f"{superset.adresse}/superset/dashboard/landstal/")
                print(f"Bruger {BRUGER}, adgangskode {superset.adgangskode}. Ctrl-C slutter.", flush=True)
                signal.pause()
    except KeyboardInterrupt:
        sys.exit(1)
    except (Stop, OSError, duckdb.Error) as aarsag:
        sys.exit(str(aarsag))
    if fejl:
        sys.exit(f"{fejl} diagrammer viser andet end de udgivne marts.")


if __name__ == "__main__":
    main()
