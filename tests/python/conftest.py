"""One build of the project for the whole session, in a folder of its own."""

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from dokumenter import Papir
from lager import Lager

ROD = Path(__file__).parents[2]
DBT = Path(sys.executable).with_name("dbt")


class Projekt:
    """A copy of the project in `mappe`, with its own database and target folder."""

    def __init__(self, mappe: Path, parset: Path | None = None):
        self.mappe = mappe
        for navn in ("models", "seeds", "macros", "tests", "analyses", "udgiv", "indlaes", "sider"):
            shutil.copytree(ROD / navn, mappe / navn, ignore=shutil.ignore_patterns("python", "__pycache__"))
        for navn in ("dbt_project.yml", "profiles.yml", "README.md"):
            shutil.copy(ROD / navn, mappe)
        if parset:  # saves a full parse
            (mappe / "target").mkdir()
            shutil.copy(parset / "target" / "partial_parse.msgpack", mappe / "target")

    @property
    def database(self) -> Path:
        return self.mappe / "landstal.duckdb"

    @property
    def udgivet(self) -> Path:
        return self.mappe / "published"

    def start(self, *kommando, miljoe=None) -> subprocess.Popen:
        arvet = {k: v for k, v in os.environ.items() if not k.startswith(("DBT_", "LANDSTAL_"))}
        dbt = {"DBT_USE_COLORS": "false", "DBT_LOG_LEVEL_FILE": "none"}
        return subprocess.Popen(
            kommando,
            cwd=self.mappe,
            env=arvet | dbt | (miljoe or {}),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )

    def koer(self, *kommando, miljoe=None) -> subprocess.CompletedProcess:
        proces = self.start(*kommando, miljoe=miljoe)
        ud, _ = proces.communicate()
        return subprocess.CompletedProcess(kommando, proces.returncode, ud)

    def dbt(self, *argumenter: str) -> subprocess.CompletedProcess:
        return self.koer(DBT, *argumenter)

    def udgiv(self, *target: str, miljoe=None) -> subprocess.CompletedProcess:
        return self.koer(sys.executable, "-m", "udgiv", *target, miljoe=miljoe)

    def laeg_i_seeds(self, papir: Papir) -> None:
        """Adds a made-up document as `indlaes` would have read it."""
        for fil in self.mappe.glob("seeds/*/*.csv"):
            if fil.stem == papir.beskrivelse or fil.stem in papir.tabeller:
                with fil.open("a", encoding="utf-8", newline="") as ud:
                    csv.writer(ud, lineterminator="\n").writerows(papir.raekker(fil.stem))

    def manifest(self) -> dict:
        return json.loads((self.mappe / "target" / "manifest.json").read_text(encoding="utf-8"))

    def seedfiler(self) -> dict[str, bytes]:
        return {fil.stem: fil.read_bytes() for fil in self.mappe.glob("seeds/*/*.csv")}

    def seed(self, navn: str) -> list[dict[str, str]]:
        with (self.mappe / "seeds" / f"{navn}.csv").open(encoding="utf-8", newline="") as fil:
            return list(csv.DictReader(fil))

    def skriv_seed(self, navn: str, raekker: list[dict[str, str]], kolonner=None) -> None:
        kolonner = kolonner or list(raekker[0])
        with (self.mappe / "seeds" / f"{navn}.csv").open("w", encoding="utf-8", newline="") as fil:
            skriver = csv.DictWriter(fil, kolonner, lineterminator="\n")
            skriver.writeheader()
            skriver.writerows(raekker)


@pytest.fixture(scope="session")
def bygget(tmp_path_factory) -> Projekt:
    """The real documents, built and published, with all analyses compiled."""
    projekt = Projekt(tmp_path_factory.mktemp("projekt"))
    for svar in (projekt.udgiv(), projekt.dbt("compile")):
        assert svar.returncode == 0, svar.stdout
    return projekt


@pytest.fixture(scope="session")
def lager(bygget) -> Lager:
    return Lager(bygget.mappe, bygget.database)


@pytest.fixture(scope="session")
def marts(bygget, tmp_path_factory):
    """A read-only connection to a copy of the built database, which dbt could not open while it is read."""
    kopi = shutil.copy(bygget.database, tmp_path_factory.mktemp("marts"))
    with duckdb.connect(str(kopi), read_only=True) as forbindelse:
        yield forbindelse


@pytest.fixture
def kopi(bygget, tmp_path) -> Projekt:
    """A copy of the project whose seeds a test may change before it builds."""
    return Projekt(tmp_path, parset=bygget.mappe)
