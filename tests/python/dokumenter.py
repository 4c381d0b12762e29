"""Made-up letters and statistics whose numbers add up, in every form that `indlaes` reads.

A document is a list of blocks; its tables are rows of cells as they are to stand in the seeds. A test may
change them before the document is written.
"""

import csv
import io
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from html import escape
from pathlib import Path

import uafhaengig
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle
from uafhaengig import Kommune

ROD = Path(__file__).parents[2]
MAANEDER = [
    "januar", "februar", "marts", "april", "maj", "juni",
    "juli", "august", "september", "oktober", "november", "december",
]  # fmt: skip
KORTE = ["jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec"]
REGIONSKVOTER = "landstal_regionskvoter"
BEFOLKNING = "bilag_a_befolkning"
FAMILIE = "bilag_a_familiesammenfoeringer"
KVOTER = "bilag_b_kommunekvoter"
TABEL_1, TABEL_2, TABEL_3 = (f"udsendelser_tabel_{nummer}" for nummer in (1, 2, 3))
KATEGORIER = {"ledsaget": "Ledsaget udrejst", "paaset": "Påset udrejst", "rejst_selv": "Rejst selv"}
LANDE = [
    "Syrien", "Iran", "Georgien", "Serbien", "Belarus (Hviderusland)", "Marokko",
    "Armenien", "Colombia", "Tunesien", "Tyrkiet", "USA", "Ghana",
]  # fmt: skip


@dataclass(frozen=True)
class Blok:
    """A heading, a paragraph, or the place of a table with its column headings."""

    slags: str  # 'titel', 'overskrift', 'afsnit', 'tabel'
    tekst: str
    hoved: tuple[str, ...] = ()


@dataclass
class Papir:
    """`oplysninger` are the columns of the seed of metadata but the key, `tabeller` the cells of the rows of
    the other seeds, but key and row number."""

    noegle: str
    beskrivelse: str
    oplysninger: dict[str, str]
    tabeller: dict[str, list[list[str]]]
    blokke: list[Blok] = field(default_factory=list)

    def ret(self, tabel: str, etiket: str, kolonne: int, ny: str) -> None:
        """Changes one cell; column 0 is the label."""
        next(raekke for raekke in self.tabeller[tabel] if raekke[0] == etiket)[kolonne] = ny

    def fjern(self, tabel: str, etiket: str) -> None:
        self.tabeller[tabel] = [raekke for raekke in self.tabeller[tabel] if raekke[0] != etiket]

    def fordobl(self, tabel: str, etiket: str) -> None:
        self.tabeller[tabel] = [
            r for raekke in self.tabeller[tabel] for r in [raekke] * (1 + (raekke[0] == etiket))
        ]

    def uden_tabel(self, tabel: str) -> None:
        self.blokke = [blok for blok in self.blokke if (blok.slags, blok.tekst) != ("tabel", tabel)]

    def raekker(self, seed: str) -> list[list[str]]:
        """The rows of the seed that reading the document must give."""
        if seed == self.beskrivelse:
            return [[self.noegle, *self.oplysninger.values()]]
        return [[self.noegle, str(n), *celler] for n, celler in enumerate(self.tabeller[seed], 1)]


# --- Made up ----------------------------------------------------------------------------------------------


def dansk(tal: int) -> str:
    return f"{tal:,}".replace(",", ".")


def eller_streg(tal: int) -> str:
    return dansk(tal) if tal else "-"


def lang_dato(iso: str) -> str:
    dag = date.fromisoformat(iso)
    return f"{dag.day}. {MAANEDER[dag.month - 1]} {dag.year}"


def opslag(navn: str) -> list[dict[str, str]]:
    with (ROD / "seeds" / f"{navn}.csv").open(encoding="utf-8", newline="") as fil:
        return list(csv.DictReader(fil))


def tilfaeldige_kommuner(froe: int) -> list[Kommune]:
    tilfaeldig = random.Random(froe)
    kommuner = []
    for r in opslag("opslag/kommuner"):
        p = int(2_000 * 10 ** tilfaeldig.uniform(0, 2.1))
        f = max(1, int(p * tilfaeldig.uniform(0.02, 0.09)))
        a = tilfaeldig.choice([0, 1, 2, 3, 5, 12])
        kommuner.append(Kommune(r["kommunekode"], r["regionskode"], p, f, a))
    return kommuner


def vanskelige_kommuner(froe: int) -> list[Kommune]:
    """As those, but in Nordjylland nobody has a positive number, and in Sjælland all have the same: its quota
    cannot be shared out without breaking a tie of seventeen."""
    return [
        replace(k, indbyggertal=2_000, udlaendinge=100, familiesammenfoerte=400)
        if k.region == "1081"
        else replace(k, indbyggertal=40_000, udlaendinge=2_000, familiesammenfoerte=1)
        if k.region == "1085"
        else k
        for k in tilfaeldige_kommuner(froe)
    ]


def lav_brev(
    aar: int,
    version: int = 1,
    landstal: int = 550,
    froe: int = 1,
    dateret: str = "",
    lav_kommuner: Callable[[int], list[Kommune]] = tilfaeldige_kommuner,
) -> Papir:
    """A letter of 98 municipalities whose Bilag B is what the calculation gives. The same seed `froe` gives
    the same municipalities, whatever the landstal."""
    tilfaeldig = random.Random(froe)
    regioner = {r["regionskode"]: r["regionsnavn"] for r in opslag("opslag/regioner")}
    navne = {r["kommunekode"]: f"{r['kommunekode']} {r['kommunenavn']}" for r in opslag("opslag/kommuner")}
    kommuner, asyl = lav_kommuner(froe), {}
    for region in regioner:
        for k in tilfaeldig.sample([k for k in kommuner if k.region == region], 2):
            asyl[k.kode] = tilfaeldig.randint(10, 1_400)
    foreloebige = uafhaengig.foreloebige_fordelingstal(kommuner, landstal)
    kvoter_i_alt = uafhaengig.regionskvoter(kommuner, foreloebige, landstal)
    kvoter = uafhaengig.kommunekvoter(kommuner, foreloebige, kvoter_i_alt)

    def raekke(etiket: str, gruppe: list[Kommune]) -> list[str]:
        tal = [sum(k.indbyggertal for k in gruppe), sum(k.udlaendinge for k in gruppe)]
        centre = [asyl[k.kode] for k in gruppe if k.kode in asyl]
        return [etiket, *map(dansk, tal), dansk(sum(centre)) if centre else ""]

    befolkning, familie, bilag_b = [raekke("Danmark i alt", kommuner)], [], []
    for region in ("1084", "1085", "1083", "1082", "1081"):
        egne = [k for k in kommuner if k.region == region]
        navn = regioner[region]
        befolkning += [raekke(navn, egne), *(raekke(navne[k.kode], [k]) for k in egne)]
        familie += [[navn, ""], *([navne[k.kode], eller_streg(k.familiesammenfoerte)] for k in egne)]
        familie += [[f"{navn} i alt", eller_streg(sum(k.familiesammenfoerte for k in egne))]]
        bilag_b += [[navn, ""], *([navne[k.kode], eller_streg(kvoter[k.kode])] for k in egne)]
        bilag_b += [[f"{navn} i alt", eller_streg(kvoter_i_alt[region])]]
    familie.append(["Danmark i alt", dansk(sum(k.familiesammenfoerte for k in kommuner))])
    bilag_b.append(["Danmark i alt", dansk(landstal)])
    regionskvoter = [
        [regioner[r], eller_streg(kvoter_i_alt[r])] for r in ("1084", "1085", "1083", "1082", "1081")
    ]
    tabeller = {
        REGIONSKVOTER: [*regionskvoter, ["Total (landstal)", dansk(landstal)]],
        BEFOLKNING: befolkning,
        FAMILIE: familie,
        KVOTER: bilag_b,
    }
    oplysninger = {
        "landstalsaar": str(aar),
        "version": str(version),
        "landstal": str(landstal),
        "dateret": dateret or (f"{aar - 1}-04-30" if version == 1 else f"{aar}-0{version}-15"),
        "sagsnummer": f"{(aar - 1) % 100}/{100_000 + froe}",
        "befolkning_pr": f"{aar - 1}-01-01",
        "familiesammenfoert_aar": str(aar - 2),
        "asylansoegere_pr": f"{aar - 1}-04-15",
        "aftalefrist": f"{aar - 1}-09-10" if version == 1 else f"{aar}-09-10",
        "fastsaettelsesfrist": f"{aar - 1}-09-30" if version == 1 else f"{aar}-09-30",
        "titel": f"{'Landstal' if version == 1 else 'Ændret landstal'} for {aar}",
        "udgiver": "Udlændingestyrelsen",
        "udlaendingedefinition": (
            f"Antal udenlandske statsborgere fra ikke-vestlige lande pr. 1. januar {aar - 1}, "
            "ekskl. Christiansø"
        ),
    }
    noegle = f"landstal-{aar}" + (f"-{version}" if version > 1 else "")
    papir = Papir(noegle, "landstalsbreve", oplysninger, tabeller)
    papir.blokke = brevblokke(oplysninger)
    return papir


def brevblokke(o: dict[str, str]) -> list[Blok]:
    """The wording of a letter around its tables, made up."""
    aar = o["landstalsaar"]
    fast = f"fastsættes til {dansk(int(o['landstal']))} personer"
    if o["version"] != "1":
        fast = f"ændres fra 1.234 til {dansk(int(o['landstal']))} personer"
    befolkning = lang_dato(o["befolkning_pr"])
    bosat = f"Opgørelse over indbyggere samt andre bosat i kommunerne pr. {befolkning}"
    familie = (
        f"Opgørelse over familiesammenføringer til flygtninge tilgået kommune i {o['familiesammenfoert_aar']}"
    )
    return [
        Blok("afsnit", "Til alle kommuner"),
        Blok("afsnit", lang_dato(o["dateret"])),
        Blok("afsnit", o["udgiver"]),
        Blok("afsnit", f"Sagsnummer {o['sagsnummer']}"),
        Blok("titel", o["titel"]),
        Blok("afsnit", f"Landstallet for {aar} {fast}. Her er prøvetal, som ingen myndighed har regnet ud."),
        Blok("afsnit", f"{o['landstal']} flygtninge, som vil skulle bo i en kommune, er mange eller få."),
        Blok("overskrift", f"Regionskvoter for {aar}"),
        Blok("tabel", REGIONSKVOTER, ("Region", "Antal")),
        Blok("afsnit", f"Aftalen skal meddeles styrelsen inden den {lang_dato(o['aftalefrist'])}."),
        Blok(
            "afsnit",
            f"Ellers fastsætter Udlændingestyrelsen inden den {lang_dato(o['fastsaettelsesfrist'])} de "
            "kvoter, som står i bilag B.",
        ),
        Blok("overskrift", "Bilag A: Opgørelse til prøve"),
        Blok("afsnit", bosat),
        Blok(
            "tabel",
            BEFOLKNING,
            (
                "Kommune nr. og kommune",
                f"Indbyggertal pr. {befolkning}",
                o["udlaendingedefinition"],
                f"Antal asylansøgere indkvarteret på centre pr. {lang_dato(o['asylansoegere_pr'])}",
            ),
        ),
        Blok("overskrift", familie),
        Blok("tabel", FAMILIE, ("Kommune", "Antal tilgået")),
        Blok("overskrift", f"Bilag B: Beregnede kommunekvoter {aar}"),
        Blok("tabel", KVOTER, ("Kommune", "Kommunekvote")),
    ]


def lav_opgoerelse(
    aar: int,
    maaneder: dict[str, list[int]] | int,
    forrige_aar: dict[str, int] | None = None,
    froe: int = 1,
    lande: list[str] = LANDE,
) -> Papir:
    """A statistic until the last month given. maaneder: the numbers by category, or how many months are to
    be made up. forrige_aar: last year's totals by category."""
    tilfaeldig = random.Random(froe)
    if isinstance(maaneder, int):
        maaneder = {k: [tilfaeldig.randint(0, 20) for _ in range(maaneder)] for k in KATEGORIER}
    forrige_aar = forrige_aar or {k: tilfaeldig.randint(50, 200) for k in KATEGORIER}
    antal = len(maaneder["ledsaget"])
    sidste = date(aar + antal // 12, antal % 12 + 1, 1) - timedelta(days=1)
    maaneder = maaneder | {"i_alt": [sum(m) for m in zip(*maaneder.values(), strict=True)]}
    forrige = forrige_aar | {"i_alt": sum(forrige_aar.values())}
    tabel_1 = [
        [navn, dansk(forrige[k]), *map(str, maaneder[k]), *[""] * (12 - antal), dansk(sum(maaneder[k]))]
        for k, navn in (KATEGORIER | {"i_alt": "I alt"}).items()
    ]
    i_aar = {k: sum(maaneder[k]) for k in KATEGORIER}
    registreret = sidste + timedelta(days=4)
    oplysninger = {
        "aar": str(aar),
        "opgjort_til_og_med": sidste.isoformat(),
        "registreret_pr": registreret.isoformat(),
        "titel": f"Seneste tal for udsendelser pr. {sidste:%d.%m.%Y}",
        "udgiver": "Udlændinge- og Integrationsministeriet",
    }
    tabeller = {
        TABEL_1: tabel_1,
        TABEL_2: nationaliteter(i_aar, lande, tilfaeldig),
        TABEL_3: nationaliteter(forrige_aar, lande, tilfaeldig),
    }
    papir = Papir(f"udsendelser-{aar}-{antal:02}", "udsendelsesopgoerelser", oplysninger, tabeller)
    papir.blokke = opgoerelsesblokke(oplysninger)
    return papir


def nationaliteter(i_alt: dict[str, int], lande: list[str], tilfaeldig: random.Random) -> list[list[str]]:
    """Ten nationalities by falling number, Øvrige, and the total."""
    valgte = tilfaeldig.sample(lande, 10)
    navne = [*valgte, "Øvrige"]
    dele = {
        k: uafhaengig.stoerste_rest(
            n, {navn: Fraction(tilfaeldig.randint(1, 30)) for navn in navne}, dict.fromkeys(navne, 0)
        )
        for k, n in i_alt.items()
    }
    valgte.sort(key=lambda navn: (-sum(dele[k][navn] for k in dele), navn))
    raekker = [[navn, *(dele[k][navn] for k in dele)] for navn in [*valgte, "Øvrige"]]
    raekker.append(["I alt", *i_alt.values()])
    return [[navn, *(dansk(n) for n in tal), dansk(sum(tal))] for navn, *tal in raekker]


def opgoerelsesblokke(o: dict[str, str]) -> list[Blok]:
    aar = int(o["aar"])
    sidste = date.fromisoformat(o["opgjort_til_og_med"])
    i_alt = f"{aar} i alt pr. {sidste:%d.%m.%Y}"
    kategorier = ("Udsendelseskategori", "Ledsaget", "Påset", "Rejst selv")
    return [
        Blok("afsnit", "Udlændinge- og Integrationsministeriet"),
        Blok("titel", o["titel"]),
        Blok(
            "afsnit",
            f"Tallene for {aar} vedrører perioden fra nytår og er opgjort på baggrund af registreringer i "
            f"prøvesystemerne pr. {lang_dato(o['registreret_pr'])}. Tabel 2 og 3 viser landene.",
        ),
        Blok("overskrift", "Tabel 1: Antal udsendte efter afslag på asylansøgning"),
        Blok("tabel", TABEL_1, ("Udsendelseskategori", f"I alt {aar - 1}", *KORTE, i_alt)),
        Blok("afsnit", "Anm.: Tallene er til prøve."),
        Blok("overskrift", f"Tabel 2: Antal udsendte efter afslag på asylansøgning {aar}"),
        Blok("tabel", TABEL_2, (*kategorier, i_alt)),
        Blok("overskrift", f"Tabel 3: Antal udsendte efter afslag på asylansøgning {aar - 1}"),
        Blok("tabel", TABEL_3, (*kategorier, f"I alt {aar - 1}")),
    ]


def fra_seeds(mappe: Path, noegle: str) -> Papir:
    """A document that is in the seeds of a project, in the wording of the made-up ones."""

    def raekker(navn: str) -> list[list[str]]:
        tekst = next(mappe.glob(f"seeds/*/{navn}.csv")).read_text(encoding="utf-8")
        return [raekke for raekke in csv.reader(io.StringIO(tekst)) if raekke[0] in (noegle, "dokument")]

    er_brev = noegle.startswith("landstal")
    beskrivelse = "landstalsbreve" if er_brev else "udsendelsesopgoerelser"
    navne = (REGIONSKVOTER, BEFOLKNING, FAMILIE, KVOTER) if er_brev else (TABEL_1, TABEL_2, TABEL_3)
    hoved, celler = raekker(beskrivelse)
    oplysninger = dict(zip(hoved[1:], celler[1:], strict=True))
    papir = Papir(noegle, beskrivelse, oplysninger, {n: [r[2:] for r in raekker(n)[1:]] for n in navne})
    papir.blokke = (brevblokke if er_brev else opgoerelsesblokke)(oplysninger)
    return papir


# --- Written ----------------------------------------------------------------------------------------------


def er_sum(etiket: str) -> bool:
    return not re.match(r"\d{3} ", etiket) and bool(re.search(r"alt|Total|Region", etiket))


def med_tabulatorer(papir: Papir) -> str:
    return som_tekst(papir, lambda celler: "\t".join(celler), fed="<b>{}</b>")


def med_mellemrum(papir: Papir) -> str:
    """Columns set with spaces: an empty cell at the end of a line cannot be seen."""
    return som_tekst(papir, lambda celler: "   ".join(celler).rstrip())


def som_markdown(papir: Papir) -> str:
    return som_tekst(papir, lambda celler: f"| {' | '.join(celler)} |", fed="**{}**", overskrift="## {}")


def som_tekst(papir: Papir, linje: Callable, fed: str = "{}", overskrift: str = "{}") -> str:
    ud = []
    for blok in papir.blokke:
        if blok.slags == "tabel":
            ud.append(linje(list(blok.hoved)))
            if overskrift != "{}":
                ud.append(linje(["---"] * len(blok.hoved)))
            for raekke in papir.tabeller[blok.tekst]:
                form = fed if er_sum(raekke[0]) else "{}"
                ud.append(linje([form.format(celle) if celle else "" for celle in raekke]))
        else:
            ud.append(blok.tekst if blok.slags == "afsnit" else overskrift.format(blok.tekst))
        ud.append("")
    return "\n".join(ud)


def som_html(papir: Papir) -> str:
    ud = ["<!doctype html><html><head><title>Prøve</title><style>td {color: red}</style></head><body>"]
    for blok in papir.blokke:
        if blok.slags != "tabel":
            maerke = "p" if blok.slags == "afsnit" else "h2"
            ud.append(f"<{maerke}>{escape(blok.tekst)}</{maerke}>")
            continue
        ud.append(
            "<table><thead><tr>" + "".join(f"<th>{escape(h)}</th>" for h in blok.hoved) + "</tr></thead>"
        )
        for etiket, *tal in papir.tabeller[blok.tekst]:
            form = "<td><b>{}</b></td>" if er_sum(etiket) else "<td>{}</td>"
            celler = form.format(escape(etiket)) + "".join(form.format(t) for t in tal)
            ud.append(f"<tr>\n{celler}\n</tr>")
        ud.append("</table>")
    return "\n".join([*ud, "</body></html>"])


SMALLE_NAVNE = {  # as a narrow column breaks them
    "Ringkøbing-Skjern": "Ringkøbing-<br/>Skjern",
    "Frederikshavn": "Frederiks-<br/>havn",
    "Brønderslev": "Brønders-<br/>lev",
    "Belarus (Hviderusland)": "Belarus<br/>(Hviderusland)",
    " i alt": " i<br/>alt",
}


def med_linjer(papir: Papir, fil: Path, fodnoter: bool = True) -> None:
    """A ruled table over several pages: headings of columns and a page header again on each, names broken in
    a narrow column, bold totals, and raised footnote marks."""
    afsnit = ParagraphStyle("afsnit", fontName="Helvetica", fontSize=10, leading=12, spaceAfter=6)
    stor = ParagraphStyle("stor", parent=afsnit, fontName="Helvetica-Bold", fontSize=13, leading=16)
    celle = ParagraphStyle("celle", parent=afsnit, fontSize=8, leading=9.6, spaceAfter=0)

    def felt(tekst: str, fed: bool) -> Paragraph:
        tekst = escape(tekst)
        for navn, brudt in SMALLE_NAVNE.items():
            tekst = tekst.replace(navn, brudt)
        return Paragraph(f"<b>{tekst}</b>" if fed else tekst, celle)

    dele: list = []
    for blok in papir.blokke:
        if blok.slags != "tabel":
            dele.append(Paragraph(escape(blok.tekst), afsnit if blok.slags == "afsnit" else stor))
            continue
        raekker = [[felt(tekst, True) for tekst in blok.hoved]]
        for nummer, (etiket, *tal) in enumerate(papir.tabeller[blok.tekst]):
            raekke = [felt(tekst, er_sum(etiket)) for tekst in (etiket, *tal)]
            if fodnoter and nummer % 7 == 3 and re.search(r"\d", tal[0]):
                raekke[1] = Paragraph(f"{tal[0]}<super size=5>{nummer % 3 + 1}</super>", celle)
            raekker.append(raekke)
        n = len(blok.hoved) - 1
        bredder = [95, *[300 / n] * n] if n < 5 else [75, *[31] * n]
        tabel = Table(raekker, bredder, repeatRows=1)
        tabel.setStyle(
            TableStyle(
                [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
            )
        )
        dele += [tabel, Spacer(1, 12)]

    def ramme(canvas: Canvas, skabelon) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawString(40, A4[1] - 25, f"{papir.oplysninger['udgiver']}   {papir.oplysninger['titel']}")
        canvas.drawString(280, 20, f"Side {canvas.getPageNumber()} af 12")

    skabelon = SimpleDocTemplate(
        str(fil), pagesize=A4, leftMargin=30, rightMargin=30, topMargin=50, bottomMargin=45
    )
    skabelon.build(dele, onFirstPage=ramme, onLaterPages=ramme)


def uden_linjer(papir: Papir, fil: Path, kodeord: str | None = None) -> None:
    """No rules: another font, figures to the right at other places, totals made bold by printing twice, a
    bare page number, and the columns' headings run together. `kodeord`: a password."""
    canvas = Canvas(str(fil), pagesize=A4, encrypt=kodeord)
    hoejde, y = A4[1], A4[1] - 60

    def linje(skrift: str = "Times-Roman", stoerrelse: float = 10) -> float:
        nonlocal y
        y -= stoerrelse * 1.35
        if y < 60:
            canvas.setFont("Times-Roman", 9)
            canvas.drawRightString(A4[0] - 50, 30, str(canvas.getPageNumber()))
            canvas.showPage()
            y = hoejde - 60
        canvas.setFont(skrift, stoerrelse)
        return y

    for blok in papir.blokke:
        linje(stoerrelse=6)
        if blok.slags != "tabel":
            skrift = "Times-Roman" if blok.slags == "afsnit" else "Times-Bold"
            for stykke in ombrudt(blok.tekst, 95):
                canvas.drawString(60, linje(skrift), stykke)
            continue
        n = len(blok.hoved) - 1
        for stykke in ombrudt(" / ".join(blok.hoved), 60):
            canvas.drawString(220, linje("Times-Italic", 8), stykke)
        for etiket, *tal in papir.tabeller[blok.tekst]:
            linje(stoerrelse=9)
            for forskydning in (0, 0.3) if er_sum(etiket) else (0,):
                canvas.drawString(60 + forskydning, y, etiket)
                for k, celle in enumerate(tal):
                    hoejre = 260 + k * 110 if n < 5 else 180 + k * 25
                    canvas.drawRightString(hoejre + forskydning, y, celle)
    canvas.showPage()
    canvas.save()


def ombrudt(tekst: str, bredde: int) -> list[str]:
    linjer = [""]
    for ord_ in tekst.split():
        if len(linjer[-1]) + len(ord_) > bredde:
            linjer.append("")
        linjer[-1] = f"{linjer[-1]} {ord_}".strip()
    return linjer


FORMER: dict[str, tuple[str, Callable[[Papir], str]]] = {
    "tabulatorer": (".txt", med_tabulatorer),
    "mellemrum": (".txt", med_mellemrum),
    "markdown": (".md", som_markdown),
    "html": (".html", som_html),
}


def skriv(papir: Papir, mappe: Path, form: str) -> Path:
    """The file of a document in one of the forms, or 'pdf_med_linjer' or 'pdf_uden_linjer'."""
    if form.startswith("pdf"):
        fil = mappe / f"{form}.pdf"
        (med_linjer if form == "pdf_med_linjer" else uden_linjer)(papir, fil)
        return fil
    endelse, som = FORMER[form]
    fil = mappe / f"{form}{endelse}"
    fil.write_text(som(papir), encoding="utf-8")
    return fil
