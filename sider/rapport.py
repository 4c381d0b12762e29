"""The report's pages, from the published marts, the descriptor of the published files, and what the project
itself says of its method (README and doc blocks). The same input gives the same bytes."""

import hashlib
import json
import re
import shutil
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markdown_it import MarkdownIt
from markupsafe import Markup

from sider import figurer, tekster
from sider.marts import Marts, Raekke
from sider.tal import UKENDT, dato, graenser, maaned, procent, stoerrelse, tal

HER = Path(__file__).parent


def efter_indhold(anmaerkninger: list[Raekke]) -> dict[tuple[str, str, str], list[Raekke]]:
    """Remarks that say the same of several rows, said once."""
    fundne: dict[tuple[str, str, str], list[Raekke]] = {}
    for a in anmaerkninger:
        fundne.setdefault((a["trykt_vaerdi"], a["anvendt_vaerdi"], a["forklaring"]), []).append(a)
    return fundne


class Rapport:
    """All pages of one report. `udgivet` is a published set, `rod` the project that built it."""

    def __init__(self, udgivet: Path, rod: Path, mappe: Path):
        self.udgivet, self.rod, self.mappe = udgivet, rod, mappe
        self.marts = Marts.aabn(udgivet / "landstal.duckdb")
        self.pakke = json.loads((udgivet / "datapackage.json").read_text(encoding="utf-8"))
        self.manifest = json.loads((rod / "target" / "manifest.json").read_text(encoding="utf-8"))
        self.brev = self.marts.gaeldende_brev()
        self.regioner = self.marts.regioner(self.brev["dokument"])
        self.kommuner = self.marts.kommuner(self.brev["dokument"])
        self.udsendelse = self.marts.seneste_udgave()
        self.miljoe = self.laes_skabeloner()

    def laes_skabeloner(self) -> Environment:
        miljoe = Environment(
            loader=FileSystemLoader(HER / "skabeloner"),
            autoescape=select_autoescape(),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        miljoe.filters |= {
            "tal": tal, "procent": procent, "dato": dato, "maaned": maaned, "klasse": tekster.klasse,
            "stoerrelse": stoerrelse, "udviklingen": tekster.udviklingen,
            "sammenligningen": tekster.sammenligningen, "sidste_periode": tekster.sidste_periode,
            "isodato": lambda tekst: dato(date.fromisoformat(tekst)),
            "uden_region": lambda navn: navn.removeprefix("Region "),
        }  # fmt: skip
        miljoe.globals |= {
            "brev": self.brev,
            "regioner": self.regioner,
            "regionsfigur": Markup(figurer.pr_indbygger(self.regioner, self.brev)),
            "regionsnavne": {r["regionskode"]: r["regionsnavn"] for r in self.regioner},
            "kommuner": self.kommuner,
            "er_aftalt": any(k["er_aftalt"] for k in self.kommuner),
            "udsendelse": self.udsendelse,
            "pakke": self.pakke,
            "graenser": graenser,
            "tabelnavne": tekster.TABELNAVNE,
            "feltnavne": tekster.FELTNAVNE,
            "kategorier": tekster.KATEGORIER,
            "grundlag": tekster.GRUNDLAG,
            "noder": {
                node["alias"]: navn
                for navn, node in self.manifest["nodes"].items()
                if node["resource_type"] == "model" and node["schema"] == "marts"
            },
        }
        return miljoe

    def skriv(self) -> None:
        self.forside()
        self.skriv_side("kommuner/", "kommuner.html", titel="Kommuner")
        self.kommunesider()
        self.skriv_side("regioner/", "regioner.html", titel="Regioner")
        self.udsendelser()
        self.afstemning()
        self.metode()
        self.data()
        shutil.copytree(HER / "statisk", self.mappe, dirs_exist_ok=True)
        navne = [[k["kommunekode"], k["kommunenavn"]] for k in self.kommuner]
        (self.mappe / "kommuner.js").write_text(
            f"const KOMMUNER = {json.dumps(navne, ensure_ascii=False)};\n", encoding="utf-8"
        )

    def skriv_side(self, sti: str, skabelon: str, **indhold: Any) -> None:
        """One page as index.html in a folder of its own, so that every address is a folder."""
        mappe = self.mappe / sti
        mappe.mkdir(parents=True, exist_ok=True)
        afsnit = sti.split("/")[0] + "/" if sti else ""
        html = self.miljoe.get_template(skabelon).render(rod="../" * sti.count("/"), afsnit=afsnit, **indhold)
        (mappe / "index.html").write_text(html, encoding="utf-8")

    def forside(self) -> None:
        dokument = self.brev["dokument"]
        self.skriv_side(
            "",
            "forside.html",
            titel="Forside",
            klasser=["0", *(tekst for _, tekst in tekster.KLASSER)],
            nulkvoter=[k for k in self.kommuner if not k["kommunekvote_gaeldende"]],
            nulgrunde=tekster.NULGRUNDE,
            stoerste=self.marts.kvoter_pr_10000(dokument, "desc"),
            mindste=self.marts.kvoter_pr_10000(dokument, "asc"),
            forrige=self.marts.en(
                "from marts.landstal where dokument = ?", self.brev["dokument_forrige"] or dokument
            ),
            aendringer=self.marts.raekker(
                """
                from marts.kommunekvoter_aendringer where dokument = ? and kommunekvote_aendring != 0
                order by abs(kommunekvote_aendring) desc, kommunekode limit 10
                """,
                dokument,
            ),
        )

    def kommunesider(self) -> None:
        dokument = self.brev["dokument"]
        regioner = {region["regionskode"]: region for region in self.regioner}
        trykte = self.marts.efter_kommune("trykte_tal", dokument, "raekke, felt")
        led = self.marts.efter_kommune("kommunekvoteled", dokument, "lednummer")
        foelsomhed = self.marts.efter_kommune("kvotefoelsomhed", dokument, "landstal_pct")
        scenarier = self.marts.efter_kommune("kvotescenarier", dokument, "scenarie")
        aendringer = self.marts.efter_kommune("kommunekvoter_aendringer", dokument, "kommunekode")
        kvoter = self.marts.alle_kvoter()
        anmaerkninger = self.marts.anmaerkninger(dokument)
        orden = list(tekster.FELTNAVNE)
        for kommune in self.kommuner:
            kode = kommune["kommunekode"]
            steder = {(t["tabel"], t["raekke"]) for t in trykte[kode]}
            trin = foelsomhed.get(kode, [])
            self.skriv_side(
                f"kommuner/{kode}/",
                "kommune.html",
                titel=kommune["kommunenavn"],
                k=kommune,
                region=regioner[kommune["regionskode"]],
                trykte=sorted(trykte[kode], key=lambda t: orden.index(t["felt"])),
                anmaerkninger=efter_indhold(
                    [a for a in anmaerkninger if (a["tabel"], a["raekke"]) in steder]
                ),
                led=led[kode],
                lednavne=tekster.LED,
                ledtekst=", ".join(
                    f"{tekster.LED[et['led']]} {tal(et['bidrag'], 2, fortegn=True)}" for et in led[kode]
                )
                + f". Kvote {tal(kommune['kommunekvote_beregnet'])}.",
                vandfald=Markup(figurer.vandfald(led[kode])),
                aendring=next(iter(aendringer.get(kode, [])), None),
                foelsomhed=[t for t in trin if t["landstal_pct"] % 25 == 0],
                foelsomhedsfigur=Markup(figurer.foelsomhed(trin, self.brev["landstal"])) if trin else None,
                foelsomhedstekst=", ".join(
                    f"{tal(t['kommunekvote_beregnet'])} ved {tal(t['landstal_antaget'])}"
                    for t in trin
                    if t["landstal_pct"] % 100 == 0
                )
                + ".",
                scenarier=scenarier.get(kode, []),
                kvoter=kvoter[kode],
            )

    def udsendelser(self) -> None:
        if not self.udsendelse:
            return
        dokument = self.udsendelse["dokument"]
        maaneder = self.marts.raekker(
            "from marts.udsendelser_maaned where dokument = ? order by maaned, udsendelseskategori", dokument
        )
        efter_maaned: dict[date, dict[str, int]] = {}
        for r in maaneder:
            efter_maaned.setdefault(r["maaned"], {})[r["udsendelseskategori"]] = r["antal"]
        nationaliteter = self.marts.raekker(
            """
            from marts.udsendelser_nationalitet_aar_til_aar where dokument = ?
            order by nationalitet = 'Øvrige', antal desc nulls last, antal_forrige_aar desc, nationalitet
            """,
            dokument,
        )
        navngivne = [n for n in nationaliteter if n["nationalitet"] != "Øvrige"]
        self.skriv_side(
            "udsendelser/",
            "udsendelser.html",
            titel="Udsendelser",
            i_alt=self.udsendelse,
            sikkerhed={True: "ja", False: "nej", None: UKENDT},
            aar_til_aar=self.marts.raekker(
                "from marts.udsendelser_aar_til_aar where dokument = ? order by udsendelseskategori", dokument
            ),
            maaneder=efter_maaned,
            maanedsfigur=Markup(figurer.maaneder(maaneder)),
            nationaliteter=nationaliteter,
            nationalitetsfigur=Markup(figurer.nationaliteter(navngivne)) if navngivne else None,
            revisioner=self.marts.raekker(
                """
                from marts.udsendelser_revisioner where antal_udgaver > 1
                order by maaned desc, udsendelseskategori
                """
            ),
        )

    def afstemning(self) -> None:
        orden = list(tekster.MAAL)
        afstemning = sorted(
            self.marts.raekker("from marts.afstemning order by niveau, noegle"),
            key=lambda a: (a["dokument"], a["tabel"], orden.index(a["maal"])),
        )
        afstemninger: dict[str, dict[str, list[Raekke]]] = {}
        for a in afstemning:
            afstemninger.setdefault(a["dokument"], {}).setdefault(a["tabel"], []).append(a)
        noegler = {"DK": "Hele landet", "i_alt": "I alt", **tekster.KATEGORIER}
        self.skriv_side(
            "afstemning/",
            "afstemning.html",
            titel="Afstemning",
            afstemning=afstemning,
            stemmer=[a for a in afstemning if a["stemmer"]],
            afstemninger=afstemninger,
            titler={kilde["dokument"]: kilde["title"] for kilde in self.pakke["sources"]},
            anmaerkninger=self.marts.anmaerkninger(),
            noegler=noegler | self.miljoe.globals["regionsnavne"],
            maal=tekster.MAAL,
            niveauer=tekster.NIVEAUER,
        )

    def metode(self) -> None:
        """The README's sections on the calculation and the doc blocks of all terms, in their own words."""
        markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
        afsnit = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", self.laes_tekst("README.md"), re.M | re.S))
        begreber = {
            blok["name"]: blok["block_contents"]
            for blok in self.manifest["docs"].values()
            if blok["package_name"] == "landstal" and not blok["name"].startswith(("__", "ophav_"))
        }
        self.skriv_side(
            "metode/",
            "metode.html",
            titel="Metode",
            afsnittene=[
                (overskrift, overskrift.lower(), Markup(markdown.render(afsnit[overskrift])))
                for overskrift in ("Valg", "Afvigelser")
            ],
            definitioner=[(navn, Markup(markdown.render(begreber[navn]))) for navn in sorted(begreber)],
        )

    def laes_tekst(self, navn: str) -> str:
        return (self.rod / navn).read_text(encoding="utf-8")

    def data(self) -> None:
        """The published files themselves, and a page that lists them."""
        kopi = self.mappe / "data"
        filer = {fil["name"]: fil for fil in self.pakke["resources"]}
        for fil in [*(fil["path"] for fil in filer.values()), "datapackage.json"]:
            (kopi / fil).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(self.udgivet / fil, kopi / fil)
        beskrivelse = (kopi / "datapackage.json").read_bytes()
        self.skriv_side(
            "data/",
            "data.html",
            titel="Hent data",
            samlede=[(filer[sti.replace(".", "-")], til) for sti, til in tekster.FILER.items()],
            tabeller=[
                (fil, filer[f"{navn}-parquet"]) for navn, fil in filer.items() if fil["type"] == "table"
            ],
            pakkens_bytes=len(beskrivelse),
            pakkens_hash=hashlib.sha256(beskrivelse).hexdigest(),
        )
