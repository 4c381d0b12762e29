"""The rows of a printed table, read by what the lines say: a label that is known, and the figures after it.

Where on the page they stand does not matter. A label may be broken over lines, its figures beside any part of
it, and page headers may stand between; a label that nobody knows is a row too when it has the form of one, so
that the checks can name it.
"""

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from indlaes.linjer import Linje

KODE = re.compile(r"\d{3}")
TAL = re.compile(r"\S*\d\S*|[-\u2013\u2014]")  # also a stroke of any length
AARSTAL = re.compile(r"(19|20)\d\d")
FODNOTE = re.compile(r"\(?(\d{1,2}|[a-z])\)")
VINDUE = 40  # lines: a page's foot and head, and headings of columns, may stand inside a label


@dataclass(frozen=True)
class Raekke:
    """A row as it becomes one of the seed: `celler` is the label and the figures of all columns.
    `forkert_antal` says how many figures there were and how many were expected, where these differ."""

    sted: str
    celler: tuple[str, ...]
    forkert_antal: str = ""


@dataclass(frozen=True)
class Tabel:
    """What is known of a table before it is read.

    kolonner: its columns with figures. kendte: labels. overskrifter: labels that stand without figures.
    former: what an unknown label must look like to be one. pladser: how many figures a line without cells
    has, and the columns that they are (None: the first ones, as many as there are).
    """

    kolonner: int
    kendte: frozenset[str]
    overskrifter: frozenset[str] = frozenset()
    former: re.Pattern = re.compile(r"(?!)")
    pladser: tuple[int, ...] | None = None

    @cached_property
    def taette(self) -> dict[str, str]:
        """Every known label by its letters and figures."""
        return {taet(etiket): etiket for etiket in sorted(self.kendte | self.overskrifter)}

    @cached_property
    def begyndelser(self) -> set[str]:
        """The letters and figures that a known label may begin with."""
        return {etiket[:n] for etiket in self.taette for n in range(1, len(etiket))}

    def kan_begynde(self, taet_etiket: str) -> bool:
        return taet_etiket in self.taette or taet_etiket in self.begyndelser

    def kender(self, etiket: str) -> bool:
        return taet(etiket) in self.taette


@dataclass(frozen=True)
class Laesning:
    """One way to read a line: a label, or a part of one, and figures; None where there are none."""

    etiket: str
    tal: tuple[str, ...] | None


def taet(etiket: str) -> str:
    """The letters and figures of a label, whatever the breaks between them."""
    return re.sub(r"[\s-]", "", etiket).lower()


def varianter(stykker: Iterable[str]) -> Iterator[str]:
    """The labels that the parts of a broken one may make: with a space, with the hyphen at the break, and
    without it."""
    foerste, *resten = [stykke for del_ in stykker for stykke in re.split(r"(?<=\S-) ", del_)]
    for led in product((" ", "", "uden"), repeat=len(resten)):
        etiket = foerste
        for skille, stykke in zip(led, resten, strict=True):
            etiket = etiket.removesuffix("-") + stykke if skille == "uden" else etiket + skille + stykke
        yield etiket


def samlet(stykker: list[str], tabel: Tabel) -> str:
    """The label of the parts: a known one when they make one, else by the rules of spelling: a hyphen stays
    before a capital letter."""
    if len(stykker) == 1 and "- " not in stykker[0]:
        return stykker[0]
    if sum(1 + stykke.count("- ") for stykke in stykker) > 5:
        return " ".join(stykker)  # not a name, and too many ways to join it
    for etiket in varianter(stykker):
        if etiket in tabel.kendte or etiket in tabel.overskrifter:
            return etiket
    etiket = " ".join(stykker)
    return re.sub(r"(?<=\S)- (?=[a-zæøå])", "", re.sub(r"(?<=\S)- (?=[A-ZÆØÅ/])", "-", etiket))


def laesninger(linje: Linje, tabel: Tabel) -> list[Laesning]:
    """The ways to read a line, the likeliest first; none when it is neither a label nor figures."""
    n = tabel.kolonner
    if len(linje.celler) > n:
        celler = [uden_fodnote(celle) for celle in linje.celler]
        etiket, tal = " ".join(c for c in celler[:-n] if c), tuple(celler[-n:])
        if tabel.kender(etiket) or all(TAL.fullmatch(o) for celle in tal for o in celle.split()):
            return [Laesning(etiket, tal if any(tal) else None)]
    ord_ = [o for o in linje.tekst.split() if not FODNOTE.fullmatch(o)]
    ord_ = [re.sub(r"(?<=\d)[a-z]\)$", "", o) for o in ord_]
    if not ord_:
        return []
    kode = bool(KODE.fullmatch(ord_[0]))
    slut = len(ord_)
    while slut > kode and TAL.fullmatch(ord_[slut - 1]):
        slut -= 1
    etiket = " ".join(ord_[:slut])
    fund = []
    foerste = next((i for i, o in enumerate(ord_) if TAL.fullmatch(o) and i >= kode), len(ord_))
    urene = [o for o in ord_[foerste:] if not TAL.fullmatch(o)]
    if foerste < slut and len(urene) == 1 and len(urene[0]) <= 3 and tabel.kender(" ".join(ord_[:foerste])):
        fund.append(Laesning(" ".join(ord_[:foerste]), tuple(ord_[foerste:])))  # a figure misread
    elif not any(re.search(r"\d", o) for o in ord_[kode:slut]):
        fund.append(Laesning(etiket, tuple(ord_[slut:]) or None))
    if kode and slut == 1:  # a figure of three digits, and not a municipality's code
        fund.append(Laesning("", tuple(ord_)))
    return fund


def uden_fodnote(celle: str) -> str:
    ord_ = celle.split()
    return " ".join(ord_[:1] + [o for o in ord_[1:] if not FODNOTE.fullmatch(o)])


def laes_raekker(linjer: list[Linje], tabel: Tabel) -> list[Raekke]:
    """The rows among the lines, in order."""
    return Raekkelaeser(linjer, tabel).raekker()


class Raekkelaeser:
    def __init__(self, linjer: list[Linje], tabel: Tabel):
        self.linjer = linjer
        self.tabel = tabel
        self.laest = [laesninger(linje, tabel) for linje in linjer]

    def raekker(self) -> list[Raekke]:
        raekker: list[Raekke] = []
        brugte: set[int] = set()
        sete: set[str] = set()
        for i in range(len(self.linjer)):
            if i in brugte:
                continue
            fund = self.kendt(i) or self.naesten_kendt(i) or self.ukendt(i)
            if not fund:
                continue
            linjer, etiket, tal = fund
            brugte.update(linjer)
            if not any(tal or ()) and etiket in self.tabel.overskrifter:
                if etiket in sete:  # said again after a page break
                    continue
                sete.add(etiket)
            raekker.append(self.raekke(self.linjer[i].sted, etiket, tal))
        return raekker

    def raekke(self, sted: str, etiket: str, tal: tuple[str, ...] | None) -> Raekke:
        n, pladser = self.tabel.kolonner, self.tabel.pladser
        tal = tal or ()
        forkert = f"læst {len(tal)} tal, ventet {len(pladser) if pladser else f'højst {n}'}"
        if pladser and any(tal) and len(tal) < n:
            # The last figure is the sum in the last column, also when one before it is lost or too many.
            celler = dict(zip(pladser, tal[:-1], strict=False)) | {n - 1: tal[-1]}
            celler = tuple(celler.get(k, "") for k in range(n))
            return Raekke(sted, (etiket, *celler), forkert if len(tal) != len(pladser) else "")
        return Raekke(sted, (etiket, *tal[:n], *[""] * (n - len(tal))), forkert if len(tal) > n else "")

    def kan_vaere(self, tal: tuple[str, ...]) -> bool:
        """A table of many columns has no row of one figure or of years alone: that is a heading."""
        if self.tabel.kolonner < 4:
            return True
        return len([t for t in tal if t]) > 1 and not all(AARSTAL.fullmatch(t) for t in tal if t)

    def kendt(self, i: int) -> tuple[list[int], str, tuple[str, ...] | None] | None:
        """The known label that begins in line i, of several the longest, with its figures."""
        fund: list[tuple[list[int], list[str], tuple[str, ...] | None]] = []
        for laesning in self.laest[i]:
            if laesning.etiket:
                self.soeg([i], [laesning.etiket], laesning.tal, fund)
        if not fund:
            return None

        def godhed(forslag) -> tuple:
            linjer, stykker, tal = forslag
            return tal is not None, len(taet("".join(stykker))), -len(linjer), -linjer[-1]

        linjer, stykker, tal = max(fund, key=godhed)
        return linjer, samlet(stykker, self.tabel), tal

    def soeg(self, linjer: list[int], stykker: list[str], tal, fund: list) -> None:
        """Adds to `fund` every known label that these parts make with the lines below."""
        tabel, foreloebig = self.tabel, taet("".join(stykker))
        if (etiket := tabel.taette.get(foreloebig)) is not None:
            uden_tal = etiket in tabel.overskrifter or KODE.match(etiket)
            sidetal = etiket in tabel.overskrifter and len(linjer) > len(stykker)  # a page's number
            if self.kan_vaere(tal) and not sidetal if tal else uden_tal:
                fund.append((linjer, stykker, tal))
        elif foreloebig not in tabel.begyndelser:
            return
        mangler_kun_tal = etiket is not None and tal is None and etiket not in tabel.overskrifter
        if len(linjer) == 4 or not (mangler_kun_tal or foreloebig in tabel.begyndelser):
            return
        for k in range(linjer[-1] + 1, min(linjer[-1] + VINDUE, len(self.linjer))):
            for laesning in self.laest[k]:
                if laesning.tal and tal:
                    continue
                if laesning.etiket:
                    nye = [*stykker, laesning.etiket]
                    if tabel.kan_begynde(taet("".join(nye))):
                        self.soeg([*linjer, k], nye, laesning.tal or tal, fund)
                elif len(laesning.tal) <= tabel.kolonner and not any(map(AARSTAL.fullmatch, laesning.tal)):
                    self.soeg([*linjer, k], stykker, laesning.tal, fund)
            if self.begynder_en_raekke(k):
                return

    def begynder_en_raekke(self, k: int) -> bool:
        """Whether the line is a row or the first part of one, so that no label above it goes on below it. A
        word alone may be the heading of a column, and is not."""
        tabel = self.tabel
        for laesning in self.laest[k]:
            kendt = tabel.kan_begynde(taet(laesning.etiket))
            if laesning.etiket in tabel.overskrifter or (
                kendt and (laesning.tal or KODE.match(laesning.etiket))
            ):
                return True
        return False

    def naesten_kendt(self, i: int) -> tuple[list[int], str, tuple[str, ...] | None] | None:
        """A municipality's code in line i, and below it a name that is spelt almost as the code's own."""
        for laesning in self.laest[i]:
            kode, tal, linjer, navn = laesning.etiket, laesning.tal, [i], ""
            navne = [kendt for kendt in self.tabel.kendte if kendt.startswith(f"{kode} ")]
            if not KODE.fullmatch(kode) or not navne:
                continue
            for k in range(i + 1, min(i + VINDUE, len(self.linjer))):
                if self.begynder_en_raekke(k) or (navn and tal):
                    break
                for her in self.laest[k][:1]:
                    if tal and her.tal:
                        continue
                    kun_tal = not her.etiket and len(her.tal) <= self.tabel.kolonner
                    er_navnet = not navn and any(lighed(f"{kode} {her.etiket}", o) > 0.8 for o in navne)
                    if kun_tal or er_navnet:
                        linjer, navn, tal = [*linjer, k], navn or her.etiket, tal or her.tal
            if navn and tal:
                return linjer, f"{kode} {navn}", tal
        return None

    def ukendt(self, i: int) -> tuple[list[int], str, tuple[str, ...] | None] | None:
        """An unknown label in line i that has the form of one, with the line below if it ends in a hyphen."""
        for laesning in self.laest[i]:
            etiket, tal = laesning.etiket, laesning.tal
            if not etiket:
                if tal and len(tal) in {self.tabel.kolonner, len(self.tabel.pladser or ())} - {1}:
                    return [i], "", tal  # a row whose name is lost: the checks name it
                continue
            linjer, stykker = [i], [etiket]
            if etiket.endswith("-") and i + 1 < len(self.laest) and not self.begynder_en_raekke(i + 1):
                for naeste in self.laest[i + 1][:1]:
                    if naeste.etiket and not (tal and naeste.tal):
                        linjer, stykker, tal = [i, i + 1], [etiket, naeste.etiket], tal or naeste.tal
            etiket = samlet(stykker, self.tabel)
            if tal is None:
                ligner = [o for o in self.tabel.overskrifter if lighed(etiket, o) > 0.85]
                if ligner and etiket not in self.tabel.overskrifter:
                    return linjer, etiket, None
            elif self.kan_vaere(tal) and self.har_form(etiket, tal):
                return linjer, etiket, tal
        return None

    def har_form(self, etiket: str, tal: tuple[str, ...]) -> bool:
        if len(etiket.split()) > 6 or etiket[-1] in ".,:;":
            return False
        hele = len(tal) == self.tabel.kolonner or self.tabel.kolonner < 4
        return bool(hele and self.tabel.former.fullmatch(etiket)) or any(
            lighed(etiket, kendt) > 0.8 for kendt in self.tabel.kendte
        )


def lighed(a: str, b: str) -> float:
    return difflib.SequenceMatcher(None, a.lower(), b.lower()).ratio()
