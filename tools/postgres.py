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

BUILDER = "landstal_bygger"
DATABASE = "landstal"


def programs() -> Path:
    """The folder of the newest installed server's programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise RuntimeError("No PostgreSQL server is installed: Debian's package postgresql has one.")
    return found[-1].parent


@dataclass
class Postgres:
    """A running server. Its roles have one password; BUILDER owns the database and may create roles."""

    port: int
    password: str = field(repr=False)

    @property
    def environment(self) -> dict[str, str]:
        """The environment of a build."""
        return {
            "PGHOST": "127.0.0.1",
            "PGPORT": str(self.port),
            "PGDATABASE": DATABASE,
            "PGUSER": BUILDER,
            "PGPASSWORD": self.password,
        }

    def connect(self, user: str = BUILDER, database: str = DATABASE):
        """A connection in which every statement is a transaction of its own."""
        db = psycopg2.connect(
            host="127.0.0.1", port=self.port, dbname=database, user=user, password=self.password
        )
        db.autocommit = True
        return closing(db)


@contextmanager
def postgres() -> Iterator[Postgres]:
    """Starts a server, and stops and removes it. It orders text as Danish does, so that a build which depends
    on the order of bytes is seen."""
    binaries = programs()
    folder = Path(tempfile.mkdtemp(prefix="landstal-postgres-"))
    # A server refuses to run as root; Debian's package brings a user for it.
    owner = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
    with socket.socket() as free_port:
        free_port.bind(("127.0.0.1", 0))
        pg = Postgres(free_port.getsockname()[1], secrets.token_urlsafe())
    password_file, log = folder / "password", folder / "log"
    password_file.write_text(pg.password)
    if owner:
        for path in (folder, password_file):
            shutil.chown(path, **owner)
    server = None
    try:
        run = {"cwd": folder, "stderr": subprocess.STDOUT, **owner}
        login = ["--username=postgres", f"--pwfile={password_file}", "--auth=scram-sha-256"]
        locale = ["--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=da-DK"]
        initdb = [binaries / "initdb", "--pgdata=data", "--no-sync", *login, *locale]
        subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, **run)
        address = [f"--port={pg.port}", "--listen_addresses=127.0.0.1", "--unix_socket_directories="]
        with log.open("wb") as output:
            server = subprocess.Popen(
                [binaries / "postgres", "-D", "data", *address, "--fsync=off"], stdout=output, **run
            )
        _wait(pg, server, log)
        with pg.connect("postgres", "postgres") as db, db.cursor() as cursor:
            cursor.execute(f"create role {BUILDER} login createrole password %s", [pg.password])
            cursor.execute(f"create database {DATABASE} owner {BUILDER}")
        yield pg
    finally:
        if server:
            server.send_signal(signal.SIGINT)  # ends open connections too
            server.wait(30)
        shutil.rmtree(folder)


def _wait(pg: Postgres, server: subprocess.Popen, log: Path, seconds: int = 30) -> None:
    for _ in range(seconds * 10):
        try:
            with pg.connect("postgres", "postgres"):
                return
        except psycopg2.OperationalError:
            if server.poll() is not None:
                break
            time.sleep(0.1)
    raise RuntimeError(log.read_text())
