"""The words of the pages: what marts call things in ASCII, as readers do, and sentences about removals."""

from datetime import date

from sider.marts import Raekke
from sider.tal import maaned, tal

TABELNAVNE = {
    "landstalsbreve": "Brevets hoved",
    "brevtekst": "Brevets tekst",
    "landstal_regionskvoter": "Brevets regionskvoter",
    "bilag_a_befolkning": "Bilag A, befolkning",
    "bilag_a_familiesammenfoeringer": "Bilag A, familiesammenføringer",
    "bilag_b_kommunekvoter": "Bilag B, kommunekvoter",
    "udsendelsesopgoerelser": "Statistikkens hoved",
    "udsendelser_tabel_1": "Tabel 1, udsendelser pr. måned",
    "udsendelser_tabel_2": "Tabel 2, nationaliteter i år",
    "udsendelser_tabel_3": "Tabel 3, nationaliteter sidste år",
}
# The printed columns, in the order in which a municipality's page shows them.
FELTNAVNE = {
    "indbyggertal": "Indbyggere",
    "udenlandske_statsborgere": "Ikke-vestlige statsborgere",
    "familiesammenfoeringer": "Familiesammenførte til flygtninge",
    "asylansoegere": "Asylansøgere i centre",
    "kommunekvote": "Kommunekvote",
    "kommune": "kommunens navn",
    "antal": "regionskvote",
    "befolkning_pr": "befolkningens dato",
    "familiesammenfoert_aar": "familiesammenføringernes år",
    "asylansoegere_pr": "asylansøgernes dato",
    "dateret": "brevets dato",
    "sagsnummer": "sagsnummer",
    "aftalefrist": "frist for aftaler",
    "fastsaettelsesfrist": "frist for fastsættelse",
    "ledsaget": "ledsaget",
    "paaset": "påset",
    "rejst_selv": "rejst selv",
}
MAAL = FELTNAVNE | {
    "familiesammenfoerte": "Familie\N{SOFT HYPHEN}sammenførte til flygtninge",
    "regionskvote": "regionskvote",
    "landstal": "landstal",
    **{
        maaned(date(2000, nummer, 1), kort=True): maaned(date(2000, nummer, 1), kort=True)
        for nummer in range(1, 13)
    },
    "i_alt_aar": "året i alt",
    "i_alt_forrige_aar": "forrige år i alt",
}
LED = {
    "befolkning": "Andel af befolkningen",
    "udlaendinge": "Andel af udlændinge",
    "familiesammenfoerte": "Familiesammenførte",
    "negative_tal": "Udligning for negative tal",
    "regionskvote": "Regionens kvote",
    "hele_personer": "Hele personer",
}
KATEGORIER = {"ledsaget": "Ledsaget", "paaset": "Påset", "rejst_selv": "Rejst selv"}
NIVEAUER = {
    "region": "regionens kommuner",
    "land": "regionerne",
    "aar": "årets måneder",
    "alle_kategorier": "kategorierne",
    "alle_nationaliteter": "nationaliteterne",
    "udsendelser_tabel_1": "samme sum i tabel 1",
}
GRUNDLAG = {
    "samme_periode": "de samme måneder i begge år",
    "maanedsgennemsnit": "gennemsnit pr. måned, da det ene år ikke er helt",
}
NULGRUNDE = {
    "negativt_fordelingstal": "Negativt fordelingstal (§ 4, stk. 5)",
    "afrunding": "Ingen hel person ved fordelingen",
    None: "Aftalt med regionens andre kommuner",
}
# The map's colours, but for a quota of 0: from so many per cent of the whole nation's per inhabitant.
KLASSER = [
    (0, "under halvdelen af landets"),
    (50, "½ til 1 gang"),
    (100, "1 til 1½"),
    (150, "1½ til 2"),
    (200, "2 gange og over"),
]
FILER = {
    "landstal.xlsx": "Excel: et ark pr. tabel og en forklaring",
    "landstal.duckdb": "DuckDB: tabellerne med nøgler og beskrivelser",
}


def klasse(kommune: Raekke) -> int:
    """The number of a municipality's colour on the map, from 0."""
    if not kommune["kommunekvote_gaeldende"]:
        return 0
    return max(nummer for nummer, (fra, _) in enumerate(KLASSER, 1) if kommune["kvoteindeks"] >= fra)


def perioden(maaneder: int, aar: int) -> str:
    if maaneder == 12:
        return f"i {aar}"
    return f"i de første {maaneder} måneder af {aar}" if maaneder > 1 else f"i den første måned af {aar}"


def sidste_periode(r: Raekke) -> str:
    """Which part of the year before a row compares with, after 'end' or 'mod'."""
    return perioden(r["maaneder_daekket_forrige_aar"], r["forrige_aar"])


def udviklingen(r: Raekke) -> str:
    """What is known of this year against last, in words, with how sure it is."""
    personer = "afvist asylansøger" if r["antal"] == 1 else "afviste asylansøgere"
    tekst = (
        f"{tal(r['antal'])} {personer} er registreret udsendt "
        f"{perioden(r['maaneder_daekket'], r['aar'])}, {tal(r['gennemsnit_pr_maaned'], 2)} om måneden mod "
        f"{tal(r['gennemsnit_pr_maaned_forrige_aar'], 2)} {sidste_periode(r)}"
    )
    if r["aendring_pct"] is None:
        return f"{tekst}."
    tekst += f" ({tal(r['aendring_pct'], 1, fortegn=True)} %)."
    if r["er_inden_for_tilfaeldighed"] is None:
        return f"{tekst} Så få er udsendt, at en forskel ikke kan bedømmes."
    if r["er_inden_for_tilfaeldighed"]:
        return f"{tekst} Tallene viser hverken en sikker stigning eller et sikkert fald."
    retning = "et fald" if r["aendring_pct"] < 0 else "en stigning"
    return f"{tekst} Det er {retning}, som er større, end tilfældigheder plejer at give."


def sammenligningen(r: Raekke) -> str:
    """What the comparison rests on, with its reservation."""
    tallene = f"{tal(r['antal'])} og {tal(r['antal_forrige_aar'])}"
    if r["sammenligningsgrundlag"] == "samme_periode":
        return f"Begge tal, {tallene}, dækker lige mange måneder og kan sammenlignes, som de er."
    maaneder = "1 måned" if r["maaneder_daekket"] == 1 else f"{r['maaneder_daekket']} måneder"
    return (
        f"{r['aar']} er kun talt i {maaneder}, {r['forrige_aar']} i hele året. De to tal, {tallene}, kan "
        "ikke sammenlignes, som de er; det kan gennemsnittet pr. måned. Det forudsætter, at måneder på "
        "forskellige tider af året ligner hinanden."
    )
