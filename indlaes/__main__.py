"""Reads a document into the seeds: `python -m indlaes FILE`.

The document is a letter of the landstal or a statistic of removals, as PDF with a text layer, plain text,
Markdown or HTML. Its rows are appended to the seeds as they are printed, when the project's own tests hold
with them in it; else nothing is written, and each problem is one line.

Exit status 0: written, or with --proev it could be. 1: something is wrong, and nothing is written. 2: usage.
"""

import argparse
import difflib
import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path

from indlaes import kontrol, landstalsbrev, linjer, nationaliteter, udsendelser
from indlaes.oplysninger import ANGIVET, GAETTET, Indlaest, Oplysning, Problem
from indlaes.seeds import Seeds
from udgiv import seedfiler, skrivning
from udgiv.laas import eneret

ROD = Path(__file__).parents[1]
FOR_MANGE_TAL = "Hver række har de tal, som tabellen har kolonner til."
BESKRIVELSER = (landstalsbrev.BESKRIVELSE, udsendelser.BESKRIVELSE)


class Stop(Exception):
    """What is wrong, said to the person who gave the document."""


def argumenter(seeds: dict[str, list[str]]) -> argparse.ArgumentParser:
    """`seeds`: the columns of the two seeds of metadata; each but the key is an option."""
    parser = argparse.ArgumentParser(
        prog="python -m indlaes",
        description="Læser et landstalsbrev eller en udsendelsesstatistik ind i seeds, som de er trykt.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="Afslutter med 0, når alt er i orden, 1, når noget er galt og intet er skrevet.",
        allow_abbrev=False,
        add_help=False,
    )
    hvad = parser.add_argument_group("dokumentet")
    hvad.add_argument("fil", metavar="FIL", type=Path, help="PDF med tekstlag, .txt, .md eller .html")
    hvad.add_argument("--dokument", metavar="NØGLE", help="dokumentets nøgle, fx landstal-2025")
    hvad.add_argument("--erstat", action="store_true", help="erstat et dokument, som allerede er indlæst")
    hvad.add_argument("--proev", action="store_true", help="vis, hvad der ville blive skrevet")
    hvad.add_argument(
        "--land",
        metavar="NAVN=SOM",
        action="append",
        default=[],
        help="landekoden (ISO 3166-1, tre bogstaver) for en nationalitet, som ikke kendes",
    )
    hvad.add_argument("-h", "--help", action="help", help="vis dette")
    gruppe = parser.add_argument_group("oplysninger, som teksten ikke siger klart (datoer som 2025-04-30)")
    for kolonne in dict.fromkeys(k for kolonner in seeds.values() for k in kolonner[1:]):
        gruppe.add_argument(f"--{kolonne.replace('_', '-')}", metavar="VÆRDI")
    return parser


def forstaa(
    dokument: linjer.Dokument, angivet: dict[str, str], seeds: Seeds, lande: Iterable[str]
) -> Indlaest:
    """Stop when it is not one of the two kinds of document, or when options were given that belong to the
    other."""
    tekst = "\n".join(linje.tekst for linje in dokument.linjer)
    er_brev, er_opgoerelse = landstalsbrev.er_brev(tekst), udsendelser.er_opgoerelse(tekst)
    if er_brev == er_opgoerelse:
        raise Stop(
            "Dokumentet er hverken et landstalsbrev ('Landstal for …') eller en udsendelsesstatistik "
            "('Seneste tal for udsendelser …'), eller begge dele."
        )
    slags = landstalsbrev if er_brev else udsendelser
    if andet := slags.andet_dokument(dokument.linjer):
        raise Stop(f"{andet.sted}: her begynder endnu et dokument. Ventet ét dokument i filen.")
    if fremmede := angivet.keys() - set(seeds.kolonner(slags.BESKRIVELSE)):
        navne = ", ".join(f"--{navn.replace('_', '-')}" for navn in sorted(fremmede))
        raise Stop(f"{navne} hører ikke til et dokument af den slags ({slags.BESKRIVELSE}).")
    indlaest = slags.laes(dokument, angivet, seeds, lande)
    for navn, raekker in indlaest.tabeller.items():
        for nummer, raekke in enumerate(raekker, 1):
            if raekke.forkert_antal:
                hvad = f"{navn}, række {nummer}, {raekke.celler[0]}: {raekke.forkert_antal}"
                indlaest.problemer.append(Problem(FOR_MANGE_TAL, raekke.sted, hvad))
    return indlaest


def vaelg_noegle(indlaest: Indlaest, givet: str | None, erstat: bool, seeds: Seeds) -> str:
    """Stop when it cannot be told, or is there already and is not to be replaced."""
    oplysninger = indlaest.oplysninger
    er_brev = indlaest.beskrivelse == landstalsbrev.BESKRIVELSE
    if givet is not None and not re.fullmatch(r"[a-z0-9-]+", givet):
        raise Stop(f"--dokument {givet!r}: ventet små bogstaver, tal og bindestreger, fx landstal-2025.")
    noegle = givet or (
        landstalsbrev.noegle(oplysninger, seeds) if er_brev else udsendelser.noegle(oplysninger)
    )
    if not noegle:
        option = "--landstalsaar" if er_brev else "--opgjort-til-og-med"
        raise Stop(f"Dokumentets nøgle kan ikke udledes. Angiv {option} eller --dokument.")
    tabeller = (indlaest.beskrivelse, *indlaest.tabeller)
    findes = any(raekke[0] == noegle for navn in tabeller for raekke in seeds.celler(navn))
    if findes and not erstat:
        andet = ""
        if er_brev:
            naeste = landstalsbrev.naeste_version(oplysninger["landstalsaar"].vaerdi, seeds)
            andet = f" Er det et ændret landstal, så angiv --version {naeste}."
        raise Stop(f"{noegle} er allerede indlæst. Skal det erstattes, så angiv --erstat.{andet}")
    return noegle


def nye_lande(indlaest: Indlaest, givne: list[str], seeds: Seeds) -> dict[str, tuple[list[str], str]]:
    """The rows that the lookup seed lacks, and where each is from; Stop for a country code that is none."""
    kendte = {raekke[0] for raekke in seeds.celler("nationaliteter")}
    nye: dict[str, tuple[list[str], str]] = {}
    for valg in givne:
        navn, _, kode = valg.partition("=")
        raekke = nationaliteter.opslagsraekke(navn.strip(), kode.strip().upper())
        if not navn.strip() or raekke is None:
            raise Stop(
                f"--land '{valg}': ventet et navn, = og en landekode i ISO 3166-1, fx 'Syrien=SYR', "
                "eller XXA for statsløse."
            )
        if raekke[0] not in kendte:
            nye[raekke[0]] = (raekke, ANGIVET)
    trykte = {
        raekke.celler[0]
        for navn in ("udsendelser_tabel_2", "udsendelser_tabel_3")
        for raekke in indlaest.tabeller.get(navn, [])
    }
    for navn in sorted(trykte - kendte - nye.keys() - {"I alt", "Øvrige"}):
        if kode := nationaliteter.gaettet_land(navn):
            nye[navn] = (nationaliteter.opslagsraekke(navn, kode), GAETTET)
        else:
            indlaest.ukendte_lande.add(navn)
    return nye


def nye_filer(
    noegle: str, indlaest: Indlaest, lande: dict[str, tuple[list[str], str]], seeds: Seeds
) -> dict[str, bytes]:
    """The seeds with the document in them, by name."""
    oplysninger = [[noegle, *(o.vaerdi for o in indlaest.oplysninger.values())]]
    filer = {indlaest.beskrivelse: seeds.med_dokument(indlaest.beskrivelse, noegle, oplysninger)}
    for navn, raekker in indlaest.tabeller.items():
        celler = [[noegle, str(nummer), *raekke.celler] for nummer, raekke in enumerate(raekker, 1)]
        filer[navn] = seeds.med_dokument(navn, noegle, celler)
    if lande:
        raekker = seeds.celler("nationaliteter")
        for raekke, _ in lande.values():
            raekker = nationaliteter.med_raekke(raekker, raekke)
        filer["nationaliteter"] = seeds.skrevet("nationaliteter", raekker)
    return filer


def vis_oplysninger(noegle: str, oplysninger: dict[str, Oplysning], lande: dict) -> None:
    print(f"Dokument {noegle}")
    bredde = max(map(len, oplysninger))
    for navn, oplysning in oplysninger.items():
        print(f"  {navn:{bredde}}  {oplysning.vaerdi or '(intet)'}  [{oplysning.oprindelse}]")
    for raekke, oprindelse in lande.values():
        print(f"  {'nationalitet':{bredde}}  {', '.join(raekke)}  [{oprindelse}]")


def vis_problemer(problemer: list[Problem], orden: dict[str, int]) -> None:
    """Each claim once, above its lines in the order of the document."""

    def plads(problem: Problem) -> int:
        return orden.get(problem.sted.split(" til ")[0], len(orden))

    grupper: dict[str, list[Problem]] = {}
    for problem in sorted(dict.fromkeys(problemer), key=plads):
        grupper.setdefault(problem.paastand, []).append(problem)
    for paastand, gruppe in grupper.items():
        print(f"\nIKKE OPFYLDT: {paastand}")
        for problem in gruppe:
            print(f"  {problem.sted}: {problem.hvad}")


def vis_forskel(navn: str, foer: bytes, efter: bytes) -> None:
    linjer_ = [indhold.decode("utf-8").splitlines() for indhold in (foer, efter)]
    for linje in difflib.unified_diff(*linjer_, navn, navn, lineterm="", n=0):
        print(linje)


def indlaes(
    dokument: linjer.Dokument,
    valg: argparse.Namespace,
    angivet: dict[str, str],
    rod: Path,
    proeve: kontrol.Proeve,
) -> bool:
    """Whether the document is in order; if so it is written, unless it was only to be tried."""
    if skrivning.faerdiggoer(rod):
        print("En tidligere indlæsning, som blev afbrudt, er gjort færdig.\n")
    if form := seedfiler.alle_formfejl(rod):
        raise Stop("\n".join([f"IKKE OPFYLDT: {seedfiler.PAASTAND}", *form]))
    seeds = Seeds(rod)
    indlaest = forstaa(dokument, angivet, seeds, [land.partition("=")[0].strip() for land in valg.land])
    noegle = vaelg_noegle(indlaest, valg.dokument, valg.erstat, seeds)
    lande = nye_lande(indlaest, valg.land, seeds)
    filer = nye_filer(noegle, indlaest, lande, seeds)
    vis_oplysninger(noegle, indlaest.oplysninger, lande)

    def seedfil(tabel: str) -> str:
        return seeds.filer[tabel].as_posix() if tabel in seeds.filer else tabel

    if dokument.billedsider:
        print(f"Side {', '.join(dokument.billedsider)} er billeder uden tekst og er ikke læst.")
    print("\nKontrollerer ...", flush=True)
    fund = proeve(rod, {seeds.filer[navn]: indhold for navn, indhold in filer.items()})
    problemer = [*indlaest.problemer, *kontrol.problemer(fund, noegle, indlaest, seedfil)]
    if problemer:
        vis_problemer(problemer, {linje.sted: i for i, linje in enumerate(dokument.linjer)})
        return False
    print("Rækker:")
    for navn in (indlaest.beskrivelse, *indlaest.tabeller):
        antal = len(indlaest.tabeller.get(navn, [0]))
        print(f"  {seedfil(navn)}: {antal}")
    if lande:
        print(f"  {seedfil('nationaliteter')}: {len(lande)}")
    if valg.proev:
        for navn, indhold in filer.items():
            vis_forskel(seedfil(navn), seeds.bytes[navn], indhold)
        print("\nKun prøvet: intet er skrevet.")
        return True
    skrivning.skriv(rod, {seeds.filer[navn]: indhold for navn, indhold in filer.items()})
    print("\nSkrevet. Kør make build.")
    return True


def main(argv: list[str] | None = None, rod: Path = ROD, proeve: kontrol.Proeve = kontrol.koer_dbt) -> int:
    """`proeve` runs the project's tests; the tests of this program put a faster one in its place."""
    beskrevne = {fil.stem: kolonner for fil, kolonner in seedfiler.seeds(rod).items()}
    valg = argumenter({navn: beskrevne[navn] for navn in BESKRIVELSER}).parse_args(argv)
    angivet = {
        navn: vaerdi.strip()
        for beskrivelse in BESKRIVELSER
        for navn in beskrevne[beskrivelse][1:]
        if (vaerdi := getattr(valg, navn)) is not None
    }
    try:
        dokument = linjer.laes(valg.fil)
        os.chdir(rod)  # where the lock is
        with eneret():
            if indlaes(dokument, valg, angivet, rod, proeve):
                return 0
    except (Stop, linjer.Laesefejl, RuntimeError, OSError) as fejl:
        print(fejl)
    except KeyboardInterrupt:
        print("\nAfbrudt.")
    if (rod / skrivning.KLAR).is_dir():
        print("\nSkrivningen er begyndt; den gøres færdig, når indlaes eller make build kører næste gang.")
    else:
        print("\nIntet er skrevet.")
    return 1


if __name__ == "__main__":
    sys.exit(main())
