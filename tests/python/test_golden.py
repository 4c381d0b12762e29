"""Every mart of the two documents, byte by byte, against the files of tests/golden/."""

from difflib import unified_diff
from pathlib import Path

import pytest

from tools import golden

pytestmark = pytest.mark.golden

LINES_SHOWN = 40


def lines(folder: Path) -> dict[str, list[str]]:
    return {file.name: file.read_bytes().decode().split("\n") for file in folder.iterdir()}


def test_hver_mart_er_som_i_golden(marts, tmp_path):
    (tmp_path / "glemt.csv").write_text("a\n", encoding="utf-8")
    golden.write(marts, tmp_path)
    expected, found = lines(golden.FOLDER), lines(tmp_path)
    if expected != found:
        changed = [
            line
            for file in sorted(expected.keys() | found.keys())
            for line in unified_diff(
                expected.get(file, []), found.get(file, []), f"tests/golden/{file}", file, n=0, lineterm=""
            )
        ]
        shown = "\n".join(changed[:LINES_SHOWN])
        pytest.fail(
            f"{shown}\n{len(changed)} linjer i alt. Er ændringen meningen, så skriver "
            "python -m tools.golden filerne på ny.",
            pytrace=False,
        )


def test_golden_skrives_kun_af_det_der_er_bygget(project_copy, built, monkeypatch, tmp_path_factory):
    folder = tmp_path_factory.mktemp("golden")
    monkeypatch.setattr(golden, "ROOT", project_copy.folder)
    monkeypatch.setattr(golden, "FOLDER", folder)
    with pytest.raises(SystemExit, match="kør make build først"):
        golden.main()  # nothing is built here
    project_copy.copy_build(built.folder)
    golden.main()
    written = lines(folder)
    assert written == lines(Path(__file__).parents[1] / "golden")
    seed = project_copy.folder / "seeds" / "kvoter" / "landstalsbreve.csv"
    seed.write_bytes(seed.read_bytes().replace(b"23/108198", b"23/108199"))
    with pytest.raises(SystemExit, match="kør make build først"):
        golden.main()
    assert lines(folder) == written
