"""A letter of the landstal: its metadata and its four tables."""

import re
from collections.abc import Iterable
from dataclasses import replace

from indlaes.linjer import UDLAENDINGE, Dokument, Linje
from indlaes.oplysninger import ANGIVET, DATO, GAETTET, Indlaest, Oplysning, Tekst, iso, omfang, udgiver
from indlaes.seeds import Seeds
from indlaes.tabeller import KODE, Tabel, laes_raekker, laesninger

BESKRIVELSE = "landstalsbreve"
REGIONSKVOTER = "landstal_regionskvoter"
BEFOLKNING = "bilag_a_befolkning"
FAMILIE = "bilag_a_familiesammenfoeringer"
KVOTER = "bilag_b_kommunekvoter"
UDGIVERE = ["Udlændingestyrelsen"]

TITEL = re.compile(
    r"(?-i:(?=[A-ZÆØÅ]))(?:(?:emne|vedr\.?|vedrørende):? )?"
    r"((?P<aendret>(?:ændret|ændring af|nyt|revideret|justeret) )?landstal(?:let)? for (?P<aar>20\d\d)"
    r"(?: ?[-\u2013:] .*)?)",
    re.IGNORECASE,
)
TOTAL = r"Total \(landstal\)"
BILAG_A, BILAG_B = r"(?:Bilag|BILAG) A\b", r"(?:Bilag|BILAG) B\b"
FAMILIEOVERSKRIFT = "familiesammenføringer til flygtninge"
UKENDT_KOMMUNE = re.compile(r"\d{3} [A-ZÆØÅ].*|Region .*|Danmark .*|Total .*")


def er_brev(tekst: str) -> bool:
    return bool(re.search(r"\blandstal(let)? for 20\d\d", tekst, re.IGNORECASE))


def laes(dokument: Dokument, valg: dict[str, str], seeds: Seeds, _lande: Iterable[str]) -> Indlaest:
    """`valg`: metadata that the user gave, which win over what the text says."""
    dele = del_op(dokument.linjer, seeds)
    tabeller = {navn: laes_raekker(linjer, tabel(navn, seeds)) for navn, linjer in dele.items()}
    return Indlaest(BESKRIVELSE, oplysninger(dokument, dele, valg, seeds), tabeller, omfang(dele))


def tabel(navn: str, seeds: Seeds) -> Tabel:
    regioner = {raekke["regionsnavn"] for raekke in seeds.raekker("regioner")}
    i_alt = {f"{region} i alt" for region in regioner}
    kendte = {"Danmark i alt", "Total (landstal)"}
    if navn == REGIONSKVOTER:
        return Tabel(1, frozenset(kendte | regioner | i_alt), former=re.compile(r"Region .*|Total .*"))
    for kommune in seeds.raekker("kommuner"):
        kendte.add(f"{kommune['kommunekode']} {kommune['kommunenavn']}")
    for andet in (BEFOLKNING, FAMILIE, KVOTER):
        kendte |= {r["kommune"] for r in seeds.raekker(andet) if KODE.match(r["kommune"])}
    if navn == BEFOLKNING:
        return Tabel(3, frozenset(kendte | regioner | i_alt), former=UKENDT_KOMMUNE)
    return Tabel(1, frozenset(kendte | i_alt), frozenset(regioner), UKENDT_KOMMUNE)


def del_op(linjer: list[Linje], seeds: Seeds) -> dict[str, list[Linje]]:
    """The lines of each table. Each begins at the heading of its part, and a heading that is said again at
    the top of a page begins nothing. The regional quotas may stand anywhere: they end with their total."""

    def foerste(moenster: str, fra: int) -> int:
        steder = (i for i in range(fra, len(linjer)) if re.match(moenster, linjer[i].tekst))
        return next(steder, len(linjer))

    sum_ = foerste(TOTAL, 0)
    a = foerste(BILAG_A, sum_)
    if a == len(linjer):
        a = foerste(BILAG_A, 0)
    if a < sum_ < len(linjer):
        regioner = sum_
        while regioner > a and (linjer[regioner - 1].tekst + " ").startswith("Region "):
            regioner -= 1
        uden = del_op(linjer[:regioner] + linjer[sum_ + 1 :], seeds)
        return uden | {REGIONSKVOTER: [*uden[REGIONSKVOTER], *linjer[regioner : sum_ + 1]]}
    familie = foerste_familie(linjer, a, tabel(BEFOLKNING, seeds))
    b = foerste(BILAG_B, min(familie, len(linjer) - 1))
    if b == len(linjer):
        b = foerste(BILAG_B, min(a, sum_))
    familie = min(familie, b)
    return {
        REGIONSKVOTER: linjer[: min(a, b)],
        BEFOLKNING: linjer[a:familie],
        FAMILIE: linjer[familie:b],
        KVOTER: linjer[b:],
    }


def andet_dokument(linjer: list[Linje]) -> Linje | None:
    """The second total of regional quotas: a letter has one."""
    return next(iter([linje for linje in linjer if re.match(TOTAL, linje.tekst)][1:]), None)


def foerste_familie(linjer: list[Linje], fra: int, befolkning: Tabel) -> int:
    """Where the family reunifications begin. The words may also stand in an introduction: of the places that
    have them, the one that best parts rows of several figures from rows of one."""
    med_et, med_flere = [], []
    steder = []
    for i in range(fra, len(linjer)):
        tekst = f"{linjer[i].tekst} {linjer[i + 1].tekst if i + 1 < len(linjer) else ''}".lower()
        if FAMILIEOVERSKRIFT in tekst and FAMILIEOVERSKRIFT not in tekst[len(linjer[i].tekst) + 1 :]:
            steder.append(i)
        for laesning in laesninger(linjer[i], befolkning)[:1]:
            if laesning.tal and KODE.match(laesning.etiket):
                (med_flere if len([t for t in laesning.tal if t]) > 1 else med_et).append(i)

    def forkerte(sted: int) -> int:
        return sum(i > sted for i in med_flere) + sum(i < sted for i in med_et)

    return min(steder, key=forkerte, default=len(linjer))


def oplysninger(
    dokument: Dokument, dele: dict[str, list[Linje]], valg: dict[str, str], seeds: Seeds
) -> dict[str, Oplysning]:
    linjer = dokument.linjer
    tekst, brev = Tekst(linjer), Tekst(dele[REGIONSKVOTER])
    hoveder = [*dokument.overskrifter, *(linje for linje in linjer if len(linje.celler) > 1)]
    celler = Tekst([Linje(linje.sted, (celle,)) for linje in hoveder for celle in linje.celler if celle])
    fundne: dict[str, Oplysning | None] = {}

    titel = next((linje for linje in linjer if TITEL.fullmatch(linje.tekst)), None)
    aendret = False
    if titel:
        fund = TITEL.fullmatch(titel.tekst)
        aendret = bool(fund["aendret"])
        fundne["titel"] = Oplysning(fund[1], titel.sted)
        fundne["landstalsaar"] = Oplysning(fund["aar"], titel.sted)
    else:
        fundne["landstalsaar"] = tekst.find(r"[Ll]andstal(?:let)? for (20\d\d)")
    aar = valg.get("landstalsaar") or (fundne["landstalsaar"] or Oplysning(r"20\d\d", "")).vaerdi
    til = r"(?:[^.]|\.\d){0,150}? til (\d[\d.]*\d|\d) (?:personer|flygtninge)"
    fundne["landstal"] = tekst.find(
        rf"[Ll]andstallet for {aar} (?:fastsættes|ændres|forhøjes|nedsættes|hæves|sænkes){til}",
        rf"[Ll]andstallet for {aar}{til}",
    )
    if (tal := fundne["landstal"]) and re.fullmatch(r"\d{1,3}(\.\d{3})+", tal.vaerdi):
        fundne["landstal"] = replace(tal, vaerdi=tal.vaerdi.replace(".", ""))
    fundne["dateret"] = iso(brevdato(linjer, linjer.index(titel) if titel else len(brev.linjer)))
    fundne["sagsnummer"] = brev.find(
        r"(?i)\b(?:sagsnummer|sagsnr\.?|sags-?id|journalnummer|j\.? ?nr\.?) ?:? ?(\d[\w/.-]*\w)"
    )
    bilag = Tekst([linje for navn in (BEFOLKNING, FAMILIE) for linje in dele[navn]])
    pr = rf"[^.]{{0,150}}? pr\. ({DATO})"
    fundne["befolkning_pr"] = iso(
        celler.find(f"Indbyggertal{pr}") or bilag.find(rf"[Ii]ndbygger(?:e|tal)\b{pr}")
    )
    i_aaret = rf"(?i){FAMILIEOVERSKRIFT},? tilgået kommunen? i (20\d\d)"
    fundne["familiesammenfoert_aar"] = bilag.find(i_aaret) or celler.find(i_aaret)
    paa_centre = rf"asylansøgere indkvarteret på centre{pr}"
    fundne["asylansoegere_pr"] = iso(celler.find(paa_centre) or bilag.find(paa_centre))
    fundne["aftalefrist"] = iso(
        tekst.find(
            rf"[Aa]ftale\w* skal meddeles [^.]{{0,80}}?inden (?:den )?({DATO})",
            rf"inden (?:den )?({DATO}) givet meddelelse",
        )
    )
    fundne["fastsaettelsesfrist"] = iso(
        tekst.find(rf"fastsætter Udlændingestyrelsen (?:senest |inden )(?:den )?({DATO})")
    )
    fundne["udgiver"] = udgiver(tekst, UDGIVERE, [raekke["udgiver"] for raekke in seeds.raekker(BESKRIVELSE)])
    fundne["udlaendingedefinition"] = next(
        (
            Oplysning(celle, linje.sted)
            for linje in hoveder
            for celle in linje.celler
            if UDLAENDINGE in celle and len(linje.celler) > 2
        ),
        None,
    )
    fundne |= {navn: Oplysning(vaerdi, ANGIVET) for navn, vaerdi in valg.items()}
    if "version" not in valg:
        fundne["version"] = version(fundne, aendret, seeds)
    return {navn: fundne.get(navn) or Oplysning("", "mangler") for navn in seeds.kolonner(BESKRIVELSE)[1:]}


def brevdato(linjer: list[Linje], titel: int) -> Oplysning | None:
    """The date that stands alone on its line, before the tables; else, as a guess, the first one before the
    title."""
    for linje in linjer:
        if fundet := re.fullmatch(rf"(?:Dato:? |(?:[A-ZÆØÅ]\w+, )?[Dd]en )?({DATO})", linje.tekst):
            return Oplysning(fundet[1], linje.sted)
        if re.match(BILAG_A, linje.tekst):
            break
    fundet = Tekst(linjer[:titel]).find(rf"({DATO})")
    return Oplysning(fundet.vaerdi, GAETTET) if fundet else None


def version(fundne: dict[str, Oplysning | None], aendret: bool, seeds: Seeds) -> Oplysning:
    """That of the same letter when it is there already; else 1, or the next of the year when it says that it
    changes the landstal."""
    noegle = ("landstalsaar", "dateret", "sagsnummer")
    laest = [fundne.get(navn) for navn in noegle]
    af_aaret = [r for r in seeds.raekker(BESKRIVELSE) if laest[0] and r["landstalsaar"] == laest[0].vaerdi]
    for raekke in af_aaret:
        if all(o and o.vaerdi == raekke[navn] for navn, o in zip(noegle, laest, strict=True)):
            return Oplysning(raekke["version"], "som i landstalsbreve")
    if not aendret:
        return Oplysning("1", GAETTET)
    return Oplysning(str(naeste_version(laest[0].vaerdi if laest[0] else "", seeds)), GAETTET)


def naeste_version(aar: str, seeds: Seeds) -> int:
    """That of a changed landstal of the year: one more than the highest there is, and at least 2."""
    af_aaret = [raekke["version"] for raekke in seeds.raekker(BESKRIVELSE) if raekke["landstalsaar"] == aar]
    return max([int(version_) for version_ in af_aaret if version_.isdigit()], default=1) + 1


def noegle(oplysninger: dict[str, Oplysning], seeds: Seeds) -> str:
    aar, version_ = oplysninger["landstalsaar"].vaerdi, oplysninger["version"].vaerdi
    for raekke in seeds.raekker(BESKRIVELSE):
        if oplysninger["version"].oprindelse == "som i landstalsbreve" and all(
            raekke[navn] == oplysninger[navn].vaerdi for navn in ("landstalsaar", "version")
        ):
            return raekke["dokument"]
    if not aar:
        return ""
    return f"landstal-{aar}" + (f"-{version_}" if version_ != "1" else "")
