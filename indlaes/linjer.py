"""A document's file as lines of text, each with its place, and with cells where the document parts them."""

import html
import logging
import re
import sys
import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from pathlib import Path

import pdfplumber
from bs4 import BeautifulSoup, Comment, NavigableString, Tag
from pdfplumber.page import Page
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

USYNLIGE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
MELLEMRUM = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
SMAA_TAL = re.compile("[\u00b9\u00b2\u00b3\u2070-\u207f]")
LIGATURER = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
OPMAERKNING = re.compile(r"</?(?:b|strong|i|em|u|small|span|font|p|br|h[1-6])\b[^<>]*>", re.IGNORECASE)
FODNOTER = re.compile(r"<sup\b[^<>]*>.*?</sup>|\[\^?\d{1,2}\]|[*†‡]|__", re.IGNORECASE)
SKILLELINJE = re.compile(r"[-=|:+\s]*-{3}[-=|:+\s]*")
HTML_TABEL = re.compile(r"(<table\b.*?</table\s*>)", re.IGNORECASE | re.DOTALL)
I_LINJEN = {"a", "abbr", "b", "em", "font", "i", "small", "span", "strong", "u"}
MINDRE = 0.85  # of the size beside it: a footnote mark
UDLAENDINGE = "udenlandske statsborgere"  # the heading of a column whose definition is kept


class Laesefejl(Exception):
    """Why a file cannot be read, said to the person who gave it."""


@dataclass(frozen=True)
class Linje:
    """One line, or one row of a table. `sted` is unique in its document: 'side 3, linje 12' or 'linje 12'.
    `celler` has more than one element only where the document itself parts them."""

    sted: str
    celler: tuple[str, ...]

    @property
    def tekst(self) -> str:
        return " ".join(celle for celle in self.celler if celle)


@dataclass(frozen=True)
class Dokument:
    """The lines in order, the cells of headings that the lines of a PDF do not hold together, and the numbers
    of pages that are pictures."""

    linjer: list[Linje]
    overskrifter: list[Linje]
    billedsider: list[str]


def laes(fil: Path) -> Dokument:
    """Laesefejl when there is no text to be had from the file."""
    try:
        indhold = fil.read_bytes()
    except OSError as fejl:
        raise Laesefejl(f"{fil} kan ikke læses: {fejl.strerror}.") from None
    if not indhold.strip():
        raise Laesefejl(f"{fil} er tom.")
    if indhold.startswith(b"%PDF"):
        return laes_pdf(fil)
    endelse = fil.suffix.lower()
    if endelse == ".pdf":
        raise Laesefejl(f"{fil} er ikke en PDF, som kan læses.")
    if endelse not in {".txt", ".text", ".md", ".markdown", ".html", ".htm"}:
        raise Laesefejl(f"{fil} er af en ukendt slags. Kendt er PDF, .txt, .md og .html.")
    try:
        tekst = indhold.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as fejl:
        nummer = indhold.count(b"\n", 0, fejl.start) + 1
        raise Laesefejl(f"{fil}, linje {nummer}: er ikke UTF-8. Gem filen som UTF-8.") from None
    linjer = laes_html(tekst) if endelse.startswith(".htm") else laes_tekst(tekst)
    if not linjer:
        raise Laesefejl(f"{fil} er uden tekst.")
    return Dokument(linjer, [], [])


def rens(tekst: str) -> str:
    """One kind of space and hyphen, composed letters, and neither markup nor footnote marks."""
    tekst = unicodedata.normalize("NFC", tekst)
    tekst = SMAA_TAL.sub("", USYNLIGE.sub("", MELLEMRUM.sub(" ", tekst)))
    tekst = re.sub("[\u2010\u2011\u2212]", "-", tekst)
    for ligatur, bogstaver in LIGATURER.items():
        tekst = tekst.replace(ligatur, bogstaver)
    return " ".join(OPMAERKNING.sub("", FODNOTER.sub("", tekst)).split())


def laes_tekst(tekst: str) -> list[Linje]:
    """Plain text or Markdown: cells are parted by tabs or pipes, or stand in an HTML table."""
    linjer, nummer = [], 1
    for del_ in HTML_TABEL.split(tekst):
        if HTML_TABEL.fullmatch(del_):
            linjer += laes_html(del_, nummer - 1)
        else:
            linjer += [
                Linje(f"linje {n}", celler)
                for n, linje in enumerate(del_.split("\n"), nummer)
                if (celler := tekstceller(linje))
            ]
        nummer += del_.count("\n")
    return linjer


def tekstceller(linje: str) -> tuple[str, ...]:
    """No cells for an empty line and for the rule under a heading."""
    linje = re.sub(r"^\s*#+\s+", "", html.unescape(linje.replace("\f", "")))
    if SKILLELINJE.fullmatch(linje) or not linje.strip():
        return ()
    linje = re.sub(r"\\([-.*_#()+])", r"\1", linje)  # as Markdown escapes them
    if "\t" in linje:
        celler = linje.split("\t")
    else:
        celler = linje.strip().removeprefix("|").removesuffix("|").split("|")
    rensede = tuple(rens(celle) for celle in celler)
    return rensede if any(rensede) else ()


def laes_html(tekst: str, foer: int = 0) -> list[Linje]:
    """Each `tr` one line of cells, each other block one line. `foer`: lines of the file before the text."""
    suppe = BeautifulSoup(tekst, "lxml")  # which closes what HTML may leave open
    for maerke in suppe(["script", "style", "head", "sup"]):
        maerke.decompose()
    linjer: list[Linje] = []
    stykker: list[str] = []
    paa_linjen: dict[int, int] = {}

    def tilfoej(celler: tuple[str, ...], nummer: int) -> None:
        if any(celler):
            paa_linjen[nummer] = gange = paa_linjen.get(nummer, 0) + 1
            linjer.append(Linje(f"linje {nummer}" + (f", stykke {gange}" if gange > 1 else ""), celler))

    def afslut(nummer: int) -> None:
        tilfoej((rens(" ".join("".join(stykker).split())),), nummer)
        stykker.clear()

    def gennemgaa(maerke: Tag, nummer: int) -> None:
        for barn in maerke.children:
            if isinstance(barn, NavigableString):
                if not isinstance(barn, Comment):
                    stykker.append(str(barn))
                continue
            her = (barn.sourceline or 1) + foer
            if barn.name == "tr" and not barn.find("table"):
                afslut(nummer)
                tilfoej(tuple(htmlceller(barn)), her)
            elif barn.name in I_LINJEN:
                gennemgaa(barn, nummer)
            else:
                afslut(nummer)
                gennemgaa(barn, her)
                afslut(her)

    gennemgaa(suppe, foer + 1)
    afslut(foer + 1)
    return linjer


def htmlceller(raekke: Tag) -> list[str]:
    celler = []
    for celle in raekke(["td", "th"]):
        for linjeskift in celle("br"):
            linjeskift.replace_with(" ")
        bredde = str(celle.get("colspan", "1"))
        celler += [rens(celle.get_text())] + [""] * (int(bredde) - 1 if bredde.isdigit() else 0)
    return celler


def laes_pdf(fil: Path) -> Dokument:
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    linjer: list[Linje] = []
    overskrifter: list[Linje] = []
    billeder = []
    try:
        with pdfplumber.open(fil) as pdf:
            for nummer, side in enumerate(pdf.pages, 1):
                if sys.stderr.isatty():
                    print(f"\rLæser side {nummer} af {len(pdf.pages)} ", end="", file=sys.stderr, flush=True)
                if not side.chars and side.images:
                    billeder.append(str(nummer))
                side = uden_dobbelte_og_haevede(side)
                tekster = [rens(t) for t in side.extract_text(x_tolerance_ratio=0.2).splitlines()]
                linjer += [Linje(f"side {nummer}, linje {n}", (t,)) for n, t in enumerate(tekster, 1) if t]
                # A wrapped heading of one column stands between those of the others, line by line.
                if UDLAENDINGE.split()[0] in " ".join(tekster).lower() and not overskrifter:
                    overskrifter += overskrifter_i_tabeller(side, nummer)
                side.close()
    except PdfminerException as fejl:
        hvorfor = "er krypteret" if "Password" in repr(fejl) else "er ødelagt og kan ikke læses"
        raise Laesefejl(f"{fil} {hvorfor}.") from None
    except (MalformedPDFException, ValueError, TypeError, KeyError, OSError) as fejl:
        raise Laesefejl(f"{fil} er ødelagt og kan ikke læses ({type(fejl).__name__}).") from None
    finally:
        if sys.stderr.isatty():
            print("\r\033[K", end="", file=sys.stderr, flush=True)
    if not linjer:
        hvor = f"side {', '.join(billeder)} er billeder" if billeder else "alle sider er tomme"
        raise Laesefejl(f"{fil} har ikke tekst, som kan læses: {hvor}. Brug en udgave med tekstlag.")
    if ukendt := next((linje for linje in linjer if "(cid:" in linje.tekst), None):
        raise Laesefejl(f"{fil}, {ukendt.sted}: skrifttypen siger ikke, hvilke bogstaver der står.")
    return Dokument(linjer, overskrifter, billeder)


def uden_dobbelte_og_haevede(side: Page) -> Page:
    """Without the second print of letters made bold by printing them twice, and without raised marks: '45¹'
    would else read 451."""
    side = side.dedupe_chars()
    efter_ende = sorted(side.chars, key=lambda tegn: tegn["x1"])
    ender = [tegn["x1"] for tegn in efter_ende]
    stoerste = max((tegn["size"] for tegn in efter_ende), default=0)
    haevede: set[int] = set()
    for tegn in sorted(side.chars, key=lambda tegn: tegn["x0"]):
        if tegn["size"] < MINDRE * stoerste:
            fra, til = bisect_left(ender, tegn["x0"] - 5), bisect_right(ender, tegn["x0"] + 0.5)
            if any(er_haevet(tegn, foer, id(foer) in haevede) for foer in efter_ende[fra:til]):
                haevede.add(id(tegn))
    return side.filter(lambda objekt: id(objekt) not in haevede) if haevede else side


def er_haevet(tegn: dict, foer: dict, foer_er_haevet: bool) -> bool:
    """Whether a character is raised against the one before it, or stands with one that is."""
    if tegn is foer or tegn["x0"] - foer["x1"] > 0.4 * foer["size"]:
        return False
    if foer_er_haevet:
        return abs(foer["bottom"] - tegn["bottom"]) < 0.5
    paa_linjen = foer["top"] - 0.5 * foer["size"] < tegn["top"] < foer["bottom"]
    haevet = tegn["bottom"] < foer["bottom"] - 0.12 * foer["size"]
    return paa_linjen and haevet and tegn["size"] < MINDRE * foer["size"]


def overskrifter_i_tabeller(side: Page, nummer: int) -> list[Linje]:
    fundne = []
    for tabel in side.extract_tables():
        for raekke in tabel:
            celler = tuple(rens(samlet_celle(celle or "")) for celle in raekke)
            if any(UDLAENDINGE in celle for celle in celler):
                fundne.append(Linje(f"side {nummer}, tabellens overskrift", celler))
    return fundne


def samlet_celle(tekst: str) -> str:
    """The lines of a cell as one; a hyphen that parts a word goes, that of 'ikke-vestlige' stays."""
    tekst = re.sub(r"(?<!\bikke)-\n(?=[a-zæøå])", "", tekst)
    return tekst.replace("-\n", "-").replace("\n", " ")
