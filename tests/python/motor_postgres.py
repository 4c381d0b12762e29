"""A PostgreSQL server of its own: Debian's programs, a temporary folder, loopback only, a free port."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg2

BYGGER = "landstal_bygger"
DATABASE = "landstal"


def programmer() -> Path | None:
    """The folder of the newest installed server's programs; None if there is none."""
    fundne = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda sti: int(sti.parts[-3]))
    return fundne[-1].parent if fundne else None


@dataclass
class Postgres:
    """A running server. Its roles have one password; BYGGER owns the database and may create roles."""

    port: int
    kodeord: str = field(repr=False)

    @property
    def miljoe(self) -> dict[str, str]:
        """The environment of a build."""
        return {
            "PGHOST": "127.0.0.1",
            "PGPORT": str(self.port),
            "PGDATABASE": DATABASE,
            "PGUSER": BYGGER,
            "PGPASSWORD": self.kodeord,
        }

    def forbind(self, bruger: str = BYGGER, database: str = DATABASE):
        """A connection in which every statement is a transaction of its own."""
        db = psycopg2.connect(
            host="127.0.0.1", port=self.port, dbname=database, user=bruger, password=self.kodeord
        )
        db.autocommit = True
        return closing(db)


@contextmanager
def postgres() -> Iterator[Postgres]:
    """Starts a server, and stops and removes it. It orders text as Danish does, so that a build which rests
    on the order of bytes is seen."""
    if not programmer():
        raise RuntimeError("No PostgreSQL server is installed: Debian's package postgresql has one.")
    mappe = Path(tempfile.mkdtemp(prefix="landstal-postgres-"))
    # A server refuses to run as root; Debian's package brings a user for it.
    som = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
    with socket.socket() as ledig:
        ledig.bind(("127.0.0.1", 0))
        pg = Postgres(ledig.getsockname()[1], secrets.token_urlsafe())
    kodefil, log = mappe / "kodeord", mappe / "log"
    kodefil.write_text(pg.kodeord)
    if som:
        for sti in (mappe, kodefil):
            shutil.chown(sti, **som)
    server = None
    try:
        koer = {"cwd": mappe, "stderr": subprocess.STDOUT, **som}
        login = ["--username=postgres", f"--pwfile={kodefil}", "--auth=scram-sha-256"]
        sprog = ["--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=da-DK"]
        initdb = [programmer() / "initdb", "--pgdata=data", "--no-sync", *login, *sprog]
        subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, **koer)
        steder = [f"--port={pg.port}", "--listen_addresses=127.0.0.1", "--unix_socket_directories="]
        with log.open("wb") as ud:
            server = subprocess.Popen(
                [programmer() / "postgres", "-D", "data", *steder, "--fsync=off"], stdout=ud, **koer
            )
        _vent(pg, server, log)
        with pg.forbind("postgres", "postgres") as db, db.cursor() as cursor:
            cursor.execute(f"create role {BYGGER} login createrole password %s", [pg.kodeord])
            cursor.execute(f"create database {DATABASE} owner {BYGGER}")
        yield pg
    finally:
        if server:
            server.send_signal(signal.SIGINT)  # ends open connections too
            server.wait(30)
        shutil.rmtree(mappe)


def _vent(pg: Postgres, server: subprocess.Popen, log: Path, sekunder: int = 30) -> None:
    for _ in range(sekunder * 10):
        try:
            with pg.forbind("postgres", "postgres"):
                return
        except psycopg2.OperationalError:
            if server.poll() is not None:
                break
            time.sleep(0.1)
    raise RuntimeError(log.read_text())
