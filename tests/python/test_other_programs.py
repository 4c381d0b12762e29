"""The published files in the oldest and the newest DuckDB that are promised, and in pandas and polars: what
they read is what the marts hold. The programs are installed for the test, apart from the project's own."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from landstal import ROOT

DUCKDB = ["1.2.0", "2.0.1"]
PROGRAMS = ["openpyxl==3.1.5", "pandas==2.3.3", "polars==1.35.2", "pyarrow==22.0.0"]


@pytest.mark.slow
@pytest.mark.parametrize("version", DUCKDB)
def test_andre_programmer_laeser_det_samme(built, marts, tmp_path, version):
    uv = Path(sys.executable).with_name("uv")
    python = tmp_path / "venv" / "bin" / "python"
    subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, tmp_path / "venv"], check=True)
    install = [uv, "pip", "install", "--quiet", "--python", python]
    subprocess.run([*install, f"duckdb=={version}", *PROGRAMS], check=True)
    command = [python, ROOT / "tools" / "other_programs.py", built.published]
    answer = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    about_database, found = json.loads(answer.stdout)
    keys = marts.sql("from duckdb_constraints() select count(*) where constraint_type = 'PRIMARY KEY'")
    descriptions = marts.sql("from duckdb_columns() select count(*) where schema_name = 'marts'")
    assert about_database == [version, *keys.fetchone(), *descriptions.fetchone()]
    kvoter = marts.sql("""
        select
            kommunekode, kommunenavn, er_gaeldende, kommunekvote_beregnet, cast(befolkningsandel as double)
        from marts.kommunekvoter order by all
    """)
    expected = [list(row) for row in kvoter.fetchall()]
    for program, rows in found.items():
        assert sorted(rows) == expected, program


@pytest.mark.slow
def test_pips_egne_indstillinger_hindrer_ikke_opsaetningen(tmp_path):
    """In a virtual environment pip refuses PIP_USER, or `user = true` in its settings."""
    for name in ("Makefile", "requirements-uv.txt"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "requirements.txt").write_text("")
    command = ["make", f"PYTHON={sys.executable}", ".venv/.installed"]
    answer = subprocess.run(command, cwd=tmp_path, env=os.environ | {"PIP_USER": "1"}, capture_output=True)
    assert answer.returncode == 0, answer.stderr
    assert (tmp_path / ".venv" / "bin" / "uv").exists()
