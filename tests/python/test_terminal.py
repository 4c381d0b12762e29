"""What the terminal says in Danish, also where argparse and the operating system would speak English."""

import errno
import os
import re
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest
from xlsxwriter.exceptions import FileCreateError

from landstal import __main__, output
from landstal.publish import build
from landstal.reader.command import main

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "FIL mangler."),
        (["brev.pdf", "--foo"], "--foo kendes ikke."),
        (["brev.pdf", "--dateret"], "--dateret mangler en værdi."),
        (["brev.pdf", "--erstat=ja"], "--erstat skal stå uden værdi, men har værdien 'ja'."),
    ],
)
def test_en_forkert_kommando(capsys, arguments, said):
    with pytest.raises(SystemExit, match="2"):
        main(arguments)
    usage, end = capsys.readouterr().err.rsplit("\n", 2)[:2]
    assert usage.startswith("Brug: python -m landstal read [--dokument NØGLE]")
    assert end == said


def test_hjaelpen_er_paa_dansk(capsys):
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])
    said = capsys.readouterr().out
    assert said.startswith("Brug: python -m landstal read")
    assert re.findall(r"^\S.*:$", said, re.MULTILINE) == [
        "dokumenterne:",
        "oplysninger, som ikke fremgår klart af teksten (datoer som 2025-04-30):",
    ]
    assert re.search(r"-h, --help +vis denne hjælp\n", said)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Kommandoen mangler."),
        (["byg"], "byg kendes ikke."),
        (["build", "--froce"], "--froce kendes ikke."),
        (["build", "duckdb", "postgres"], "postgres kendes ikke."),
    ],
)
def test_en_ukendt_kommando(capsys, arguments, said):
    assert __main__.main(arguments) == 2
    usage, end = capsys.readouterr().err.rstrip("\n").rsplit("\n", 1)
    assert usage.startswith("Brug: python -m landstal build [target]")
    assert end == said


def planted(folder: Path) -> Path:
    """A folder with a file, and a link to itself."""
    (folder / "fil").write_text("x")
    (folder / "ring").symlink_to("ring")
    return folder


@pytest.mark.parametrize(
    ("fail", "said"),
    [
        (lambda folder: (folder / "ingen").read_bytes(), "{}/ingen: filen eller mappen findes ikke."),
        (
            lambda folder: (folder / "a").rename(folder / "b"),
            "{0}/a til {0}/b: filen eller mappen findes ikke.",
        ),
        (lambda folder: folder.read_bytes(), "{}: det er en mappe."),
        (lambda folder: (folder / "fil" / "x").read_bytes(), "{}/fil/x: en del af stien er ikke en mappe."),
        (lambda folder: folder.mkdir(), "{}: der findes allerede en fil eller mappe med det navn."),
        (lambda folder: folder.rmdir(), "{}: mappen er ikke tom."),
        (lambda folder: (folder / "ring").read_bytes(), "{}/ring: linket fører i ring."),
        (lambda folder: (folder / ("x" * 300)).read_bytes(), "{}/" + "x" * 300 + ": navnet er for langt."),
        (lambda folder: Path("/dev/full").write_bytes(b"x"), "disken er fuld."),
    ],
)
def test_styresystemets_fejl(tmp_path, fail, said):
    """Real ones."""
    with pytest.raises(OSError) as caught:
        fail(planted(tmp_path))
    assert output.in_danish(caught.value) == said.format(tmp_path)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (PermissionError(errno.EACCES, "Permission denied", "brev.pdf"), "brev.pdf: adgang nægtet."),
        (OSError(errno.EROFS, "Read-only file system", "brev.pdf"), "brev.pdf: drevet er skrivebeskyttet."),
        (OSError(errno.EPROTO, "Protocol error"), f"styresystemet melder fejl {errno.EPROTO}."),
        (FileCreateError(OSError(errno.ENOSPC, "No space left on device")), "disken er fuld."),
        (FileCreateError("for mange ark"), "for mange ark"),
        (duckdb.IOException("x"), "x"),
    ],
)
def test_andre_fejl(error, said):
    assert output.in_danish(error) == said


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("ingen.pdf", "findes ikke."),
        ("mappe.pdf", "er ikke en fil."),
        ("brev.txt", "kan ikke læses: disken kan ikke læses eller skrives."),
    ],
)
def test_en_fil_der_ikke_er_til_at_laese(tmp_path, monkeypatch, capsys, name, said):
    def broken(file):
        raise OSError(errno.EIO, os.strerror(errno.EIO), str(file))

    (tmp_path / "mappe.pdf").mkdir()
    (tmp_path / "brev.txt").write_text("Landstal for 2025")
    monkeypatch.setattr(Path, "read_bytes", broken)
    assert main([str(tmp_path / name)]) == 1
    assert capsys.readouterr().out == f"{tmp_path / name} {said}\n\nIntet er skrevet.\n"


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.EACCES, "landstal.duckdb: adgang nægtet. Har en anden bruger bygget her?"),
        (errno.ENOSPC, "landstal.duckdb: disken er fuld."),
    ],
)
def test_en_bygning_der_standses_af_styresystemet(monkeypatch, capsys, number, said):
    @contextmanager
    def stopped():
        raise OSError(number, os.strerror(number), "landstal.duckdb")
        yield

    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(build, "exclusive", stopped)
    monkeypatch.setattr(build.dbt_runner, "drop_user_settings", lambda: None)
    assert build.main([]) == 1
    assert capsys.readouterr().out.split("\n")[0] == said
