"""The published files in the oldest DuckDB that is promised, and in pandas and polars: what they read is what
the marts hold. The programs are installed for the test, apart from the project's own."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAMMER = ["duckdb==1.2.0", "openpyxl==3.1.5", "pandas==2.3.3", "polars==1.35.2", "pyarrow==22.0.0"]


@pytest.mark.langsom
def test_andre_programmer_laeser_det_samme(bygget, marts, tmp_path):
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "venv"], check=True)
    python = tmp_path / "venv" / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", *PROGRAMMER], check=True)
    program = Path(__file__).with_name("andre_programmer.py")
    svar = subprocess.run([python, program, bygget.udgivet], stdout=subprocess.PIPE, text=True, check=True)
    om_databasen, fundne = json.loads(svar.stdout)
    noegler = marts.sql("from duckdb_constraints() select count(*) where constraint_type = 'PRIMARY KEY'")
    beskrivelser = marts.sql("from duckdb_columns() select count(*) where schema_name = 'marts'")
    assert om_databasen == ["1.2.0", *noegler.fetchone(), *beskrivelser.fetchone()]
    kvoter = marts.sql("""
        select kommunekode, kommunenavn, kommunekvote_beregnet, cast(befolkningsandel as double)
        from marts.kommunekvoter order by all
    """)
    ventede = [list(raekke) for raekke in kvoter.fetchall()]
    for program, raekker in fundne.items():
        assert sorted(raekker) == ventede, program
