"""The project's own tests on the seeds as they would be, and what they find, line by line of the document."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import yaml
from dbt.cli.main import dbtRunner
from dbt.contracts.graph.manifest import Manifest

from indlaes.oplysninger import Indlaest, Problem
from indlaes.tabeller import KODE, Raekke
from udgiv import seedfiler

BEREGNING = "int_kommunegrundlag_samlet+"  # the calculation, and all that comes of it
BEREGNET_TABEL = {"kommunekvoter": "bilag_b_kommunekvoter"}  # where the rows of a calculated one are printed
SUMMER = {
    "region": "sum af kommunerne",
    "land": "sum af regionerne",
    "alle_kategorier": "sum af kategorierne",
    "aar": "sum af månederne",
    "alle_nationaliteter": "sum af nationaliteterne",
    "udsendelser_tabel_1": "som i tabel 1",
}
ETIKETTER = {
    "DK": ("Danmark i alt", "Total (landstal)"),
    "ledsaget": ("Ledsaget udrejst",),
    "paaset": ("Påset udrejst",),
    "rejst_selv": ("Rejst selv",),
    "i_alt": ("I alt",),
}  # what the tests call a row, where that is not how it is printed


@dataclass(frozen=True)
class Fund:
    """A failed test: its claim, and the rows that break it."""

    paastand: str
    raekker: list[dict[str, Any]]


# Relative paths and contents of changed seed files → what the project's tests find in them.
Proeve = Callable[[Path, dict[Path, bytes]], list[Fund]]


def koer_dbt(rod: Path, filer: dict[Path, bytes]) -> list[Fund]:
    """Builds and tests a copy of the project with these files in it. The calculation is tested only when the
    document itself is in order: else every fault would be told again by what is calculated from it."""
    with tempfile.TemporaryDirectory(prefix="indlaes-") as mappe:
        kopi = Path(mappe)
        kopier(rod, kopi)
        for fil, indhold in filer.items():
            (kopi / fil).write_bytes(indhold)
        if form := seedfiler.alle_formfejl(kopi):
            raekker = [{"tabel": linje, "raekke": None} for linje in form]
            return [Fund(seedfiler.PAASTAND, raekker)]
        for navn in [navn for navn in os.environ if navn.startswith("DBT_")]:
            del os.environ[navn]
        os.environ["LANDSTAL_DUCKDB"] = str(kopi / "kontrol.duckdb")
        manifest = dbt(kopi, "parse")
        for kommando in ("seed", "run"):
            if fejl := fejlede_noder(dbt(kopi, kommando, manifest=manifest)):
                return fejl
        for valg in ("--exclude", "--select"):
            test = ("test", "--exclude-resource-type", "unit_test", valg, BEREGNING)
            if fejl := fejlede_tests(dbt(kopi, *test, manifest=manifest), kopi):
                return fejl
    return []


def kopier(rod: Path, kopi: Path) -> None:
    """The project as views without contracts: a test is to say that a number is missing, not a model to stop
    at it."""
    for navn in ("models", "macros", "tests", "seeds"):
        shutil.copytree(rod / navn, kopi / navn, ignore=shutil.ignore_patterns("python", "__pycache__", ".*"))
    shutil.copy(rod / "profiles.yml", kopi)
    projekt = yaml.safe_load((rod / "dbt_project.yml").read_text(encoding="utf-8"))
    projekt.pop("on-run-end", None)
    modeller = projekt["models"][projekt["name"]]
    modeller["intermediate"]["+materialized"] = "view"
    modeller["marts"] |= {
        "+materialized": "view",
        "+contract": {"enforced": False},
        "+persist_docs": {"relation": False, "columns": False},
    }
    (kopi / "dbt_project.yml").write_text(yaml.safe_dump(projekt, sort_keys=False), encoding="utf-8")


def dbt(kopi: Path, *argumenter: str, manifest: Manifest | None = None) -> Any:
    """The manifest that 'parse' gives, the results of the nodes that other commands run."""
    steder = ("--project-dir", str(kopi), "--profiles-dir", str(kopi), "--target-path", str(kopi / "target"))
    flag = ("--quiet", "--log-level", "none", "--log-level-file", "none", "--no-partial-parse")
    svar = dbtRunner(manifest=manifest).invoke([*flag, *argumenter, *steder])
    if svar.exception:
        raise RuntimeError(f"Projektet kan ikke kontrolleres: {svar.exception}")
    return svar.result


def fejlede_noder(resultater: Iterable[Any]) -> list[Fund]:
    return [
        Fund("Projektets modeller kan bygges.", [{"tabel": f"{r.node.name}: {r.message}", "raekke": None}])
        for r in resultater
        if r.status == "error"
    ]


def fejlede_tests(resultater: Iterable[Any], kopi: Path) -> list[Fund]:
    fund = fejlede_noder(resultater)
    with duckdb.connect(str(kopi / "kontrol.duckdb")) as db:
        for resultat in resultater:
            if resultat.status in ("fail", "warn"):
                spoergsmaal = db.execute(resultat.node.compiled_code)
                kolonner = [kolonne[0] for kolonne in spoergsmaal.description]
                raekker = [dict(zip(kolonner, r, strict=True)) for r in spoergsmaal.fetchall()]
                fund.append(Fund(" ".join(resultat.node.description.split()), raekker))
    return fund


def problemer(
    fund: list[Fund], dokument: str, indlaest: Indlaest, seedfil: Callable[[str], str]
) -> list[Problem]:
    """One problem per row found. `seedfil`: the path of a seed, for what is not about the document."""
    return [problem(et.paastand, raekke, dokument, indlaest, seedfil) for et in fund for raekke in et.raekker]


def problem(
    paastand: str, raekke: dict[str, Any], dokument: str, indlaest: Indlaest, seedfil: Callable[[str], str]
) -> Problem:
    tabel = BEREGNET_TABEL.get(raekke["tabel"], raekke["tabel"])
    kolonne, sum_af = raekke.get("kolonne"), raekke.get("sum_af")
    fundet = "trykt" if "trykt" in raekke else "beregnet"
    hvad = [f"{kolonne} ({SUMMER[sum_af]})" if sum_af in SUMMER else kolonne or ""]
    er_aar = (kolonne or "").endswith("aar")
    laest = f"{'læst' if fundet == 'trykt' else 'beregnet'} {vist(raekke.get(fundet), er_aar)}"
    svar = f"{laest}, ventet {vist(raekke.get('forventet'), er_aar)}" if "forventet" in raekke else ""

    om_dokumentet = raekke.get("dokument", dokument) == dokument
    if tabel == indlaest.beskrivelse and om_dokumentet and raekke.get("raekke") in (None, dokument, "DK"):
        oplysning = indlaest.oplysninger.get(kolonne)
        sted = oplysning.oprindelse if oplysning else indlaest.beskrivelse
        option = f"; kan angives med --{kolonne.replace('_', '-')}" if oplysning else ""
        return Problem(paastand, sted, f"{hvad[0] or tabel}: {svar}{option}")
    if tabel not in indlaest.tabeller or not om_dokumentet:
        navn = seedfil(tabel)
        etiket = " ".join(str(raekke[felt]) for felt in ("dokument", "raekke", "etiket") if raekke.get(felt))
        return Problem(
            paastand, navn, ", ".join(filter(None, [etiket, *hvad])) + (f": {svar}" if svar else "")
        )

    raekker = indlaest.tabeller[tabel]
    nummer, celler = find_raekke(raekker, raekke.get("raekke"))
    if nummer is None:
        dele = [raekker[0].sted, raekker[-1].sted] if raekker else []
        sted = " til ".join(dele) or indlaest.omfang.get(tabel) or "hele dokumentet"
        etiket = [str(raekke["raekke"])] if raekke.get("raekke") else []
    else:
        sted = raekker[nummer].sted
        etiket = [f"række {nummer + 1}"] + ([celler[0]] if celler[0] != raekke.get("trykt") else [])
    if raekke.get("trykt") in indlaest.ukendte_lande:
        svar += f"; er landet nyt i statistikken, så angiv --land '{raekke['trykt']}=KODE' med landekoden"
    return Problem(paastand, sted, f"{', '.join(filter(None, [tabel, *etiket, *hvad]))}: {svar}")


def find_raekke(raekker: list[Raekke], hvilken: Any) -> tuple[int | None, tuple[str, ...]]:
    """The index and cells of the row with this number, municipality code or label; a region's total before
    its heading."""
    if isinstance(hvilken, int):
        return (hvilken - 1, raekker[hvilken - 1].celler) if 0 < hvilken <= len(raekker) else (None, ())
    if hvilken is None:
        return None, ()
    navne = [f"{hvilken} i alt", str(hvilken), *ETIKETTER.get(hvilken, ())]
    for navn in navne:
        for nummer, raekke in enumerate(raekker):
            etiket = raekke.celler[0]
            if etiket == navn or (KODE.fullmatch(navn[:3]) and etiket.startswith(f"{navn[:3]} ")):
                return nummer, raekke.celler
    return None, ()


def vist(vaerdi: Any, er_aar: bool) -> str:
    """A whole number with points, as in the document, but for a year."""
    if isinstance(vaerdi, int) and not er_aar:
        return f"{vaerdi:,}".replace(",", ".")
    return "(intet)" if vaerdi is None else str(vaerdi)
