"""Every mart of the two documents, cell by cell, against the files of tests/golden/."""

import shutil
from itertools import chain, islice

import pytest

from tools import golden


def told(differences) -> str:
    """The first twenty, and how many more."""
    differences = iter(differences)
    first = list(islice(differences, 20))
    more = sum(1 for _ in differences)
    return "\n".join(chain(first, [f"... and {more} more"] if more else []))


@pytest.mark.golden
def test_hver_celle_i_hver_mart_er_som_i_golden(marts):
    changed = told(golden.differences(marts, golden.FOLDER))
    assert not changed, f"{changed}\nIf it is meant: make build, python -m tools.golden, and read the diff."


def test_golden_skrives_ens_hver_gang(marts, tmp_path):
    (tmp_path / "glemt.csv").write_text("a\n", encoding="utf-8")
    golden.write(marts, tmp_path)
    written = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert written == {file.name: file.read_bytes() for file in golden.FOLDER.iterdir()}


def replace(old: str, new: str):
    def change(file):
        content = file.read_text(encoding="utf-8")
        assert old in content
        file.write_text(content.replace(old, new, 1), encoding="utf-8")

    return change


def repeat_last_row(file):
    content = file.read_text(encoding="utf-8")
    file.write_text(content + content.splitlines()[-1] + "\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("mart", "change", "message"),
    [
        ("regioner", replace("Region Sjælland", "Region Fyn"), "regioner, 1085, regionsnavn: expected "),
        (
            "kommuneandele",
            replace(",101,København,", ",101,1084,"),
            "kommuneandele, landstal-2024, 101, komm",
        ),
        ("kommuner", replace("825,Læsø", "826,Læsø"), "kommuner, 826: expected a row"),
        ("kommuner", replace("kommunenavn", "navn"), "kommuner: expected the columns ['kommunekode', 'navn'"),
        ("afstemning", lambda file: file.unlink(), "afstemning: no golden file"),
        (
            "afstemning",
            lambda file: file.rename(file.with_stem("glemt")),
            "glemt: a golden file, but no mart",
        ),
        ("kildeanmaerkninger", repeat_last_row, "udsendelser_tabel_1, , sep, , , "),
    ],
)
def test_en_afvigelse_fra_golden_naevnes(marts, tmp_path, mart, change, message):
    folder = shutil.copytree(golden.FOLDER, tmp_path / "golden")
    change(folder / f"{mart}.csv")
    assert message in told(golden.differences(marts, folder))


def test_mange_afvigelser_taelles(marts, tmp_path):
    folder = shutil.copytree(golden.FOLDER, tmp_path / "golden")
    for file in folder.iterdir():
        heading, *_ = file.read_text(encoding="utf-8").splitlines()
        file.write_text(f"{heading}\n", encoding="utf-8")
    lines = told(golden.differences(marts, folder)).splitlines()
    rows = sum(len(mart.rows) for mart in golden.of_database(marts))
    assert len(lines) == 21
    assert lines[-1] == f"... and {rows - 20} more"
