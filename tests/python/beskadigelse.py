"""The corruption test: every damage that a typist, a spreadsheet or a scanner does to the seeds, one at a
time, and which of the project's own tests catch it. `make corruption` runs all of it.
"""

import multiprocessing
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby, pairwise
from pathlib import Path

from lager import Lager, Tabel

ROD = Path(__file__).parents[2]
TAL = re.compile(r"[0-9]{1,3}([.][0-9]{3})*")
KOMMUNE = re.compile(r"[0-9]{3} ")
DATO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
DAG = timedelta(days=1)

# The classes, and how many of each get through, because they change nothing that is printed twice. What gets
# through is listed; one more than here is an error.
KLASSER = {
    "celle: én mere": 0,
    "celle: én mindre": 0,
    "celle: gange ti": 0,
    "celle: to cifre byttet om": 0,
    "celle: tømt": 0,
    "celle: streg for tal": 0,
    "celle: tal for streg": 0,
    "celle: tal i tom celle": 0,
    "celle: uden tusindtalspunktum": 0,
    "celle: komma for punktum": 0,
    "celle: nul i tom celle": 0,
    "række: slettet": 0,
    "række: slettet og resten omnummereret": 0,
    "række: fordoblet": 0,
    "række: fordoblet og resten omnummereret": 0,
    "række: en anden rækkes etiket": 0,
    "række: en anden rækkes kode": 0,
    "række: ukendt etiket": 0,
    "række: en nationalitet, som ikke står i tabellen": 80,
    "række: skubbet én kolonne": 0,
    "række: stavefejl i dokumentnøglen": 0,
    "kolonne: skubbet én række ned": 5,
    "naboer: værdier i én kolonne byttet om": 28,
    "naboer: alle værdier byttet om": 8,
    "naboer: etiketter byttet om": 18,
    "fil: stavefejl i dokumentnøglen": 0,
    "fil: kolonne omdøbt": 0,
    "fil: kolonne slettet": 0,
    "fil: Latin-1": 0,
    "fil: UTF-16": 0,
    "fil: byte-order mark": 0,
    "fil: semikolon": 0,
    "fil: tom": 0,
    "oplysning: et tal eller år, én mere eller mindre": 2,
    "oplysning: en dato, et år eller en dag forkert": 22,
    "opslag: to tegn i en kode byttet om": 28,
}
# The project's own notes and questions: only the form of these files can be wrong.
EGNE = {"flisekort", "noterede_kildeanmaerkninger", "landstalstrin", "kvotescenarier", "kvotescenarie_input"}


@dataclass(frozen=True)
class Skade:
    """One damaged file; `hvad` names the place and what became of it."""

    klasse: str
    seed: str
    hvad: str
    indhold: bytes


def dansk(tal: int) -> str:
    return f"{tal:,}".replace(",", ".")


def med_to_tegn_byttet_om(tekst: str) -> list[str]:
    """The text with each two neighbouring characters exchanged."""
    return [tekst[:i] + b + a + tekst[i + 2 :] for i, (a, b) in enumerate(pairwise(tekst))]


def skader_paa_celler(tabel: Tabel) -> Iterator[tuple[str, str, bytes]]:
    for r, raekke in enumerate(tabel.raekker):
        for k in range(3, len(raekke)):
            trykt = raekke[k]
            sted = f"{raekke[2]}, {tabel.kolonner[k]}: {trykt or '(tom)'} → "
            nye = []
            if TAL.fullmatch(trykt):
                tal = int(trykt.replace(".", ""))
                nye += [("én mere", dansk(tal + 1)), ("gange ti", dansk(10 * tal))]
                nye += [("én mindre", dansk(tal - 1))] if tal else []
                nye += [("tømt", ""), ("streg for tal", "-")]
                nye += [("uden tusindtalspunktum", str(tal)), ("komma for punktum", trykt.replace(".", ","))]
                for byttet in med_to_tegn_byttet_om(str(tal)):
                    nye.append(("to cifre byttet om", byttet if byttet[0] == "0" else dansk(int(byttet))))
            elif trykt == "-":
                nye += [("tal for streg", tal) for tal in ("1", "7", "12")]
            elif not trykt:
                nye += [("tal i tom celle", "1"), ("tal i tom celle", "24"), ("nul i tom celle", "0")]
            for klasse, ny in nye:
                if ny != trykt and {trykt, ny} != {"-", "0"}:  # a dash and a 0 are the same number
                    yield f"celle: {klasse}", sted + (ny or "(tom)"), tabel.med(r, (k, ny))


def omnummereret(raekker) -> list[list[str]]:
    """The rows numbered again from 1 within each document."""
    nye = []
    for _, gruppe in groupby(raekker, key=lambda raekke: raekke[0]):
        nye += [[raekke[0], str(n), *raekke[2:]] for n, raekke in enumerate(gruppe, 1)]
    return nye


def skader_paa_raekker(tabel: Tabel, nationaliteter: list[str]) -> Iterator[tuple[str, str, bytes]]:
    raekker, etiketter = tabel.raekker, tabel.etiketter
    kommuner = [etiket for etiket in etiketter if KOMMUNE.match(etiket)]
    for r, raekke in enumerate(raekker):
        etiket = raekke[2]
        uden, dobbelt = raekker[:r] + raekker[r + 1 :], raekker[: r + 1] + raekker[r:]
        yield "række: slettet", etiket, tabel.skriv(uden)
        yield "række: slettet og resten omnummereret", etiket, tabel.skriv(omnummereret(uden))
        yield "række: fordoblet", etiket, tabel.skriv(dobbelt)
        yield "række: fordoblet og resten omnummereret", etiket, tabel.skriv(omnummereret(dobbelt))
        yield "række: stavefejl i dokumentnøglen", etiket, tabel.med(r, (0, raekke[0].replace("-", "", 1)))

        er_kommune = bool(KOMMUNE.match(etiket))
        slags = [anden for anden in etiketter if bool(KOMMUNE.match(anden)) == er_kommune]
        plads = slags.index(etiket)
        for afstand in {1, len(slags) // 2}:  # the next of its kind, and one far away
            anden = slags[(plads + afstand) % len(slags)]
            yield "række: en anden rækkes etiket", f"{etiket} → {anden}", tabel.med(r, (2, anden))
        ukendt = f"9{etiket[1:]}" if er_kommune else f"{etiket}x"
        yield "række: ukendt etiket", f"{etiket} → {ukendt}", tabel.med(r, (2, ukendt))
        if er_kommune:
            anden = kommuner[(kommuner.index(etiket) + 1) % len(kommuner)][:4] + etiket[4:]
            yield "række: en anden rækkes kode", f"{etiket} → {anden}", tabel.med(r, (2, anden))
        if tabel.kolonner[2] == "nationalitet":
            for anden in nationaliteter:
                if anden not in etiketter:
                    klasse = "række: en nationalitet, som ikke står i tabellen"
                    yield klasse, f"{etiket} → {anden}", tabel.med(r, (2, anden))

        if r:
            foer = raekker[r - 1]
            for hvad, byttet in (
                ("etiketter", [[*foer[:2], etiket, *foer[3:]], [*raekke[:2], foer[2], *raekke[3:]]]),
                ("alle værdier", [[*foer[:3], *raekke[3:]], [*raekke[:3], *foer[3:]]]),
            ):
                nye = tabel.skriv([*raekker[: r - 1], *byttet, *raekker[r + 1 :]])
                yield f"naboer: {hvad} byttet om", f"{foer[2]} ↔ {etiket}", nye

        skubbet = [*raekke[:3], "", *raekke[3:]]
        yield "række: skubbet én kolonne", etiket, tabel.skriv([*raekker[:r], skubbet, *raekker[r + 1 :]])
        if len(raekke) > 4:  # the last cell is lost, so that the row keeps its length
            skubbet = list(enumerate(["", *raekke[3:-1]], 3))
            yield "række: skubbet én kolonne", f"{etiket}, sidste celle tabt", tabel.med(r, *skubbet)


def skader_paa_kolonner(tabel: Tabel) -> Iterator[tuple[str, str, bytes]]:
    """Cells shifted down from each row, as when a cell is inserted; neighbours' values exchanged."""
    for k in range(3, len(tabel.kolonner)):
        celler = [raekke[k] for raekke in tabel.raekker]
        for r in range(len(celler)):
            sted = f"{tabel.etiketter[r]}, {tabel.kolonner[k]}"
            skubbet = [*celler[:r], "", *celler[r:-1]]
            nye = [list(raekke) for raekke in tabel.raekker]
            for raekke, celle in zip(nye, skubbet, strict=True):
                raekke[k] = celle
            yield "kolonne: skubbet én række ned", sted, tabel.skriv(nye)
        for r, (a, b) in enumerate(pairwise(tabel.raekker)):
            if KOMMUNE.match(a[2]) and KOMMUNE.match(b[2]):
                sted = f"{a[2]} ↔ {b[2]}, {tabel.kolonner[k]}: {a[k] or '(tom)'} ↔ {b[k] or '(tom)'}"
                nye = [list(raekke) for raekke in tabel.raekker]
                nye[r][k], nye[r + 1][k] = b[k], a[k]
                yield "naboer: værdier i én kolonne byttet om", sted, tabel.skriv(nye)


def skader_paa_oplysninger(tabel: Tabel) -> Iterator[tuple[str, str, bytes]]:
    """What is said about a document, and the codes of the lookup tables."""
    for r, raekke in enumerate(tabel.raekker):
        for k, trykt in enumerate(raekke):
            nye = []
            if tabel.kolonner[k].endswith(("kode", "alpha3")):
                nye = [(ny, "opslag: to tegn i en kode byttet om") for ny in med_to_tegn_byttet_om(trykt)]
            elif trykt.isdigit():
                nye = [
                    (str(int(trykt) + n), "oplysning: et tal eller år, én mere eller mindre") for n in (-1, 1)
                ]
            elif DATO.fullmatch(trykt):
                dag = date.fromisoformat(trykt)
                andre = (dag.replace(year=dag.year - 1), dag.replace(year=dag.year + 1), dag - DAG, dag + DAG)
                nye = [(ny.isoformat(), "oplysning: en dato, et år eller en dag forkert") for ny in andre]
            for ny, klasse in nye:
                yield klasse, f"{raekke[0]}, {tabel.kolonner[k]}: {trykt} → {ny}", tabel.med(r, (k, ny))


def skader_paa_filen(tabel: Tabel) -> Iterator[tuple[str, str, bytes]]:
    tekst = tabel.skriv().decode()
    for k, kolonne in enumerate(tabel.kolonner):
        omdoebt = [*tabel.kolonner[:k], f"{kolonne} ", *tabel.kolonner[k + 1 :]]
        yield "fil: kolonne omdøbt", f"'{kolonne}' → '{kolonne} '", tabel.skriv(kolonner=omdoebt)
        uden = [[*raekke[:k], *raekke[k + 1 :]] for raekke in tabel.raekker]
        yield "fil: kolonne slettet", kolonne, tabel.skriv(uden, tabel.kolonner[:k] + tabel.kolonner[k + 1 :])
    yield "fil: Latin-1", "", tekst.encode("latin-1")
    yield "fil: UTF-16", "", tekst.encode("utf-16")
    yield "fil: byte-order mark", "", tekst.encode("utf-8-sig")
    yield "fil: semikolon", "", tabel.skriv(skilletegn=";")
    yield "fil: tom", "", b""
    if tabel.kolonner[0] == "dokument":
        nye = [[raekke[0].replace("-", "", 1), *raekke[1:]] for raekke in tabel.raekker]
        yield "fil: stavefejl i dokumentnøglen", "", tabel.skriv(nye)


def alle_skader() -> list[Skade]:
    """All damages, in a fixed order, without those that leave the file as it was."""
    tabeller = [Tabel.laes(fil) for fil in sorted(ROD.glob("seeds/*/*.csv"))]
    nationaliteter = next([r[0] for r in t.raekker] for t in tabeller if t.seed == "nationaliteter")
    skader = []
    for tabel in tabeller:
        fund = [skader_paa_filen(tabel)]
        if tabel.er_trykt:
            fund += [skader_paa_celler(tabel), skader_paa_raekker(tabel, nationaliteter)]
            fund += [skader_paa_kolonner(tabel)]
        elif tabel.seed not in EGNE:
            fund += [skader_paa_oplysninger(tabel)]
        uroert = tabel.skriv()
        skader += [
            Skade(klasse, tabel.seed, hvad, indhold)
            for skade in fund
            for klasse, hvad, indhold in skade
            if indhold != uroert
        ]
    return skader


_lager: Lager


def _start(projekt: Path, database: Path) -> None:
    global _lager
    _lager = Lager(projekt, database)


def _fangere(skade: Skade) -> list[str]:
    return sorted(_lager.fejl({skade.seed: skade.indhold}))


def afproev(projekt: Path, database: Path, skader: list[Skade]) -> list[tuple[Skade, list[str]]]:
    """Each damage with the names of the tests that catch it, found on all cores."""
    kontekst = multiprocessing.get_context("spawn")
    with kontekst.Pool(initializer=_start, initargs=(projekt, database)) as arbejdere:
        fund = []
        for nummer, fangere in enumerate(arbejdere.imap(_fangere, skader, chunksize=20), 1):
            fund.append(fangere)
            if nummer % 500 == 0:
                print(f"... {nummer} af {len(skader)}", file=sys.stderr, flush=True)
    return list(zip(skader, fund, strict=True))


def rapport(fund: list[tuple[Skade, list[str]]]) -> Iterator[str]:
    """Per class how many were caught, by which test (a damage may be caught by several), and what got
    through."""
    for klasse, maa_slippe in KLASSER.items():
        egne = [(skade, fangere) for skade, fangere in fund if skade.klasse == klasse]
        slap = [skade for skade, fangere in egne if not fangere]
        maal = f"; ventet højst {maa_slippe} igennem" if maa_slippe or slap else ""
        yield f"\n{klasse}: {len(egne) - len(slap)} af {len(egne)} fanget{maal}"
        gange = Counter(test for _, fangere in egne for test in fangere)
        for test in sorted(gange, key=lambda test: (-gange[test], test)):
            yield f"  {gange[test]:6}  {test}"
        for skade in slap:
            yield f"  SLAP IGENNEM  {skade.seed}: {skade.hvad}"


def main() -> int:
    skader = alle_skader()
    fund = afproev(ROD, ROD / os.environ.get("LANDSTAL_DUCKDB", "landstal.duckdb"), skader)
    print("\n".join(rapport(fund)))
    slap = Counter(skade.klasse for skade, fangere in fund if not fangere)
    for_mange = [klasse for klasse in slap if slap[klasse] > KLASSER[klasse]]
    print(f"\nI alt {len(fund) - slap.total()} af {len(fund)} skader fanget; {slap.total()} slap igennem.")
    for klasse in for_mange:
        print(f"FOR MANGE: {klasse}: {slap[klasse]}; ventet højst {KLASSER[klasse]}")
    return bool(for_mange)


if __name__ == "__main__":
    sys.exit(main())
