"""A statistic of removals: its metadata and its three tables."""

import re
from collections.abc import Iterable, Iterator

from indlaes.linjer import Dokument, Linje
from indlaes.nationaliteter import danske_navne
from indlaes.oplysninger import ANGIVET, DATO, Indlaest, Oplysning, Problem, Tekst, iso, omfang, udgiver
from indlaes.seeds import Seeds
from indlaes.tabeller import Tabel, laes_raekker

BESKRIVELSE = "udsendelsesopgoerelser"
TABELLER = {f"udsendelser_tabel_{nummer}": nummer for nummer in (1, 2, 3)}
UDGIVERE = ["Udlændinge- og Integrationsministeriet"]
KATEGORIER = frozenset({"Ledsaget udrejst", "Påset udrejst", "Rejst selv", "I alt"})
TABEL = re.compile(r"(?:Tabel|TABEL) ([123])\b(?: ?[:.-]| \(| Antal |$)")
AARENE = "Tabel 2 er om udgavens eget år og Tabel 3 om året før."


def er_opgoerelse(tekst: str) -> bool:
    return bool(re.search(r"\b(tal for udsendelser|antal udsendte)\b", tekst, re.IGNORECASE))


def laes(dokument: Dokument, valg: dict[str, str], seeds: Seeds, lande: Iterable[str]) -> Indlaest:
    """`valg`: metadata that the user gave, which win over what the text says. `lande`: nationalities that the
    user gave."""
    fundne = oplysninger(dokument.linjer, valg, seeds)
    dele = del_op(dokument.linjer)
    nationaliteter = {raekke["nationalitet"] for raekke in seeds.raekker("nationaliteter")}
    for navn in list(TABELLER)[1:]:
        nationaliteter |= {raekke["nationalitet"] for raekke in seeds.raekker(navn)}
    kendte = frozenset({*nationaliteter, *danske_navne(), *lande, "Øvrige", "I alt"})
    former = re.compile(r"[A-ZÆØÅ][^\d]*")
    tabeller = {
        navn: laes_raekker(
            linjer, tabel_1(fundne) if TABELLER[navn] == 1 else Tabel(4, kendte, former=former)
        )
        for navn, linjer in dele.items()
    }
    return Indlaest(BESKRIVELSE, fundne, tabeller, omfang(dele), list(forkerte_aar(dele, fundne)))


def tabel_1(fundne: dict[str, Oplysning]) -> Tabel:
    """Last year, twelve months, this year; where cells are not parted, only the months covered."""
    maaneder = re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])-\d\d", fundne["opgjort_til_og_med"].vaerdi)
    pladser = (*range(int(maaneder[1]) + 1), 13) if maaneder else None
    return Tabel(14, KATEGORIER, former=re.compile(r"[A-ZÆØÅ][^\d]*"), pladser=pladser)


def del_op(linjer: list[Linje]) -> dict[str, list[Linje]]:
    """The lines of each table: those below its heading, until another's."""
    dele: dict[str, list[Linje]] = {navn: [] for navn in TABELLER}
    her = None
    for linje in linjer:
        if overskrift := TABEL.match(linje.tekst):
            her = f"udsendelser_tabel_{overskrift[1]}"
        if her:
            dele[her].append(linje)
    return dele


def andet_dokument(linjer: list[Linje]) -> Linje | None:
    """Where Tabel 1 begins again after Tabel 3."""
    numre = [(fund[1], linje) for linje in linjer if (fund := TABEL.match(linje.tekst))]
    efter_3 = [nummer for nummer, _ in numre].index("3") if "3" in dict(numre) else len(numre)
    return next((linje for nummer, linje in numre[efter_3:] if nummer == "1"), None)


def forkerte_aar(dele: dict[str, list[Linje]], fundne: dict[str, Oplysning]) -> Iterator[Problem]:
    aar = fundne["aar"].vaerdi
    if not aar.isdigit():
        return  # which is told by the check of the metadata
    for navn, ventet in (("udsendelser_tabel_2", aar), ("udsendelser_tabel_3", str(int(aar) - 1))):
        linjer = dele[navn]
        if not linjer:
            continue
        fundet = re.search(r"^Tabel \d.*?\b(20\d\d)\b", Tekst(linjer[:3]).tekst)
        laest = fundet[1] if fundet else "intet år"
        if laest != ventet:
            hvad = f"{navn}, overskriften: læst {laest}, ventet {ventet}"
            yield Problem(AARENE, linjer[0].sted, hvad)


def oplysninger(linjer: list[Linje], valg: dict[str, str], seeds: Seeds) -> dict[str, Oplysning]:
    tekst = Tekst(linjer)
    fundne: dict[str, Oplysning | None] = {}
    fundne["titel"] = tekst.find(rf"((?:Seneste t|T)al for udsendelser pr\. (?:{DATO}))")
    fundne["opgjort_til_og_med"] = iso(tekst.find(rf"al for udsendelser pr\. ({DATO})"))
    fundne["aar"] = tekst.find(r"Tallene for (20\d\d) vedrører")
    fundne["registreret_pr"] = iso(tekst.find(rf"registreringer i [^.]{{0,80}}? pr\. ({DATO})"))
    fundne["udgiver"] = udgiver(tekst, UDGIVERE, [r["udgiver"] for r in seeds.raekker(BESKRIVELSE)])
    fundne |= {navn: Oplysning(vaerdi, ANGIVET) for navn, vaerdi in valg.items()}
    if not fundne["aar"] and (dag := fundne["opgjort_til_og_med"]):
        fundne["aar"] = Oplysning(dag.vaerdi[:4], dag.oprindelse)
    return {navn: fundne.get(navn) or Oplysning("", "mangler") for navn in seeds.kolonner(BESKRIVELSE)[1:]}


def noegle(oplysninger: dict[str, Oplysning]) -> str:
    maaned = re.fullmatch(r"\d{4}-(\d\d)-\d\d", oplysninger["opgjort_til_og_med"].vaerdi)
    aar = oplysninger["aar"].vaerdi
    return f"udsendelser-{aar}-{maaned[1]}" if aar and maaned else ""
