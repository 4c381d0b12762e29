"""The round that the README shows: documents read into the seeds, built, and published as marts."""

import json
import sys
from datetime import date

import duckdb
from bs4 import BeautifulSoup
from test_reader import check_in_memory, seeds_of

from landstal.reader.command import main
from landstal.site.report import Report
from tools import documents
from tools.documents import BEFOLKNING, kvoter

PREVIOUS_YEAR = {"ledsaget": 69, "paaset": 171, "rejst_selv": 3}
JUNE = {"ledsaget": [3, 8, 5, 9, 6, 6], "paaset": [9, 10, 19, 18, 11, 8], "rejst_selv": [0, 0, 1, 0, 0, 0]}
JULY = {  # with June corrected
    "ledsaget": [3, 8, 5, 9, 6, 7, 4], "paaset": [*JUNE["paaset"], 12], "rejst_selv": [0, 0, 1, 0, 0, 0, 2]
}  # fmt: skip
AUGUST = {category: [*antal, 1] for category, antal in JULY.items()} | {
    "paaset": [11, 10, 19, 18, 11, 8, 10, 5]  # with January and July corrected
}


def write_agreement(project_copy, letter) -> None:
    """Nordjylland relieves Læsø (825) of what Hjørring (860) takes over."""
    names = {
        row["kommunekode"]: row["kommunenavn"]
        for row in project_copy.seed("opslag/raw_kommuner")
        if row["regionskode"] == "1081"
    }
    agreed = {code: kvoter(letter)[code] for code in names}
    agreed |= {"825": 0, "860": agreed["860"] + agreed["825"]}
    rows = [
        {
            "dokument": letter.key,
            "kommune": f"{code} {names[code]}",
            "kommunekvote": str(kvote),
            "kilde": "made up",
        }
        for code, kvote in agreed.items()
    ]
    project_copy.write_seed("kvoter/aftalte_kommunekvoter", rows)


def test_fra_dokumenter_til_udgivne_marts(project_copy, warehouse, capsys):
    root = project_copy.folder
    first = documents.from_seeds(root, "landstal-2024")
    changed = documents.change_letter(first, 300, bilag_a=False, deadlines=False)
    following = documents.make_letter(2025, landstal=800, seed_number=6)
    for paper, form in (
        (documents.make_statistic(2024, JULY, PREVIOUS_YEAR), "ruled"),
        (documents.make_statistic(2024, AUGUST, PREVIOUS_YEAR), "xlsx"),
        (changed, "docx"),
    ):
        file = documents.write(paper, root, form)
        code = main([str(file)], root=root, find=check_in_memory(warehouse, root))
        output = capsys.readouterr().out
        assert code == 0, output
        assert f"Dokument {paper.key}\n" in output

    # The last letter as a user has it read, with dbt, and a damaged one after it.
    damaged = documents.make_letter(2026, landstal=700)
    damaged.correct(BEFOLKNING, "101 København", 1, "1.234")
    files = [
        documents.write(paper, root, "ruled").rename(root / f"{paper.key}.pdf").name
        for paper in (following, damaged)
    ]
    before = seeds_of(root)
    answer = project_copy.run(sys.executable, "-m", "landstal", "read", *files)
    assert answer.returncode == 1
    accepted, refused = answer.stdout.split(f"--- {files[1]}\n")
    assert f"Dokument {following.key}\n" in accepted
    assert accepted.endswith("Dokumentet er indlæst. Kør make build.\n\n")
    assert "bilag_a_befolkning, række 2, Region Hovedstaden, indbyggertal (sum af kommunerne)" in refused
    assert refused.endswith("\nIntet er skrevet.\n")
    after = seeds_of(root)
    assert {name for name in before if before[name] != after[name]} == set(following.seeds)
    assert not any(damaged.key in content.decode() for content in after.values())

    write_agreement(project_copy, following)
    answer = project_copy.publish()
    assert answer.returncode == 0, answer.stdout
    package = json.loads((project_copy.published / "datapackage.json").read_text(encoding="utf-8"))
    assert {source["dokument"] for source in package["sources"]} == {
        "landstal-2024", "landstal-2024-2", "landstal-2025",
        "udsendelser-2024-06", "udsendelser-2024-07", "udsendelser-2024-08",
    }  # fmt: skip
    with duckdb.connect(str(project_copy.published / "landstal.duckdb"), read_only=True) as published:
        fields = "dokument, landstal, er_gaeldende, dokument_forrige"
        assert published.sql(f"select {fields} from marts.landstal order by dokument").fetchall() == [
            ("landstal-2024", 550, False, None),
            ("landstal-2024-2", 300, True, "landstal-2024"),
            ("landstal-2025", 800, True, "landstal-2024-2"),
        ]
        for letter in (changed, following):
            calculated = published.execute(
                "select kommunekode, kommunekvote_beregnet from marts.kommunekvoter where dokument = ?",
                [letter.key],
            )
            assert dict(calculated.fetchall()) == kvoter(letter)
        changes = published.execute("""
            select
                kommunekode, kommunekvote_beregnet_forrige, kommunekvote_beregnet, landstal_aendring,
                kommunekvote_aendring - bidrag_landstal - bidrag_indbyggertal
                - bidrag_udenlandske_statsborgere - bidrag_familiesammenfoerte - bidrag_rest
            from marts.kommunekvoter_aendringer where dokument = 'landstal-2025'
        """)
        before, now = kvoter(changed), kvoter(following)
        assert sorted(changes.fetchall()) == [(code, before[code], now[code], 500, 0) for code in sorted(now)]

        revisioner = published.execute("""
            select maaned, udsendelseskategori, antal_foerste, antal_seneste, dokument_foerste, antal_udgaver
            from marts.udsendelser_revisioner where revision != 0 order by maaned, udsendelseskategori
        """)
        assert revisioner.fetchall() == [
            (date(2024, 1, 1), "paaset", 9, 11, "udsendelser-2024-06", 3),
            (date(2024, 6, 1), "ledsaget", 6, 7, "udsendelser-2024-06", 3),
            (date(2024, 7, 1), "paaset", 12, 10, "udsendelser-2024-07", 2),
        ]
        count = published.sql("select count(*), sum(antal_seneste) from marts.udsendelser_revisioner")
        assert count.fetchall() == [(3 * 8, sum(map(sum, AUGUST.values())))]

    # The pages say what these documents have and the first do not: changes, agreements, several editions.
    report = Report(project_copy.published.resolve(), root, root / "site")
    report.folder.mkdir()
    report.kommuner[:] = [k for k in report.kommuner if k["regionskode"] == "1081"]
    report.write()

    def page(path: str) -> str:
        html = (report.folder / path / "index.html").read_text(encoding="utf-8")
        return " ".join(BeautifulSoup(html, "lxml").main.get_text(" ").split())

    assert "Landstallet er 800 mod 300 i det forrige brev. Tabellen viser" in page("")
    hjoerring = page("kommuner/860")
    assert f"Regionens kommuner har aftalt {now['860'] + now['825']}" in hjoerring
    assert (
        f"Den beregnede kvote er {now['860']} mod {before['860']} i det forrige brev ( landstal-2024-2 )"
        in hjoerring
    )
    assert "Landstal for 2024 (erstattet) 12 12 .." in hjoerring
    assert "Aftalt med regionens andre kommuner" in page("")
    assert f"{now['860']} {now['860']} {now['860'] + now['825']}" in page("regioner")
    assert "januar 2024 Påset 9 11 +2 3" in page("udsendelser")
    total = sum(map(sum, AUGUST.values()))
    assert f"{total} udsendelser af afviste asylansøgere i de første 8 måneder" in page("udsendelser")
