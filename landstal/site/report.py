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

from landstal.site import charts, words
from landstal.site.numbers import UNKNOWN, bounds, date_, figures, month, percent, size
from landstal.site.queries import Marts, Row

HERE = Path(__file__).parent


def by_content(anmaerkninger: list[Row]) -> dict[tuple[str, str, str], list[Row]]:
    """Remarks that say the same of several rows, said once."""
    found_rows: dict[tuple[str, str, str], list[Row]] = {}
    for a in anmaerkninger:
        found_rows.setdefault((a["trykt_vaerdi"], a["anvendt_vaerdi"], a["forklaring"]), []).append(a)
    return found_rows


class Report:
    """All pages of one report. `udgivet` is a published set, `rod` the project that built it."""

    def __init__(self, published: Path, root: Path, folder: Path):
        self.published, self.root, self.folder = published, root, folder
        self.marts = Marts.open_file(published / "landstal.duckdb")
        self.package = json.loads((published / "datapackage.json").read_text(encoding="utf-8"))
        self.manifest = json.loads((root / "target" / "manifest.json").read_text(encoding="utf-8"))
        self.letter = self.marts.letter_in_force()
        self.regioner = self.marts.regioner(self.letter["dokument"])
        self.kommuner = self.marts.kommuner(self.letter["dokument"])
        self.udsendelse = self.marts.latest_edition()
        self.environment = self.read_templates()

    def read_templates(self) -> Environment:
        environment = Environment(
            loader=FileSystemLoader(HERE / "skabeloner"),
            autoescape=select_autoescape(),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.filters |= {
            "tal": figures, "procent": percent, "dato": date_, "maaned": month, "klasse": words.colour_class,
            "stoerrelse": size, "udviklingen": words.development,
            "sammenligningen": words.the_comparison, "sidste_periode": words.last_period,
            "isodato": lambda text: date_(date.fromisoformat(text)),
            "uden_region": lambda name: name.removeprefix("Region "),
        }  # fmt: skip
        environment.globals |= {
            "brev": self.letter,
            "regioner": self.regioner,
            "regionsfigur": Markup(charts.per_inhabitant(self.regioner, self.letter)),
            "regionsnavne": {r["regionskode"]: r["regionsnavn"] for r in self.regioner},
            "kommuner": self.kommuner,
            "er_aftalt": any(k["er_aftalt"] for k in self.kommuner),
            "udsendelse": self.udsendelse,
            "pakke": self.package,
            "graenser": bounds,
            "tabelnavne": words.TABLE_NAMES,
            "feltnavne": words.FIELD_NAMES,
            "kategorier": words.CATEGORIES,
            "grundlag": words.BASIS,
            "noder": {
                node["alias"]: name
                for name, node in self.manifest["nodes"].items()
                if node["resource_type"] == "model" and node["schema"] == "marts"
            },
        }
        return environment

    def write(self) -> None:
        self.front_page()
        self.write_page("kommuner/", "kommuner.html", title="Kommuner")
        self.kommune_pages()
        self.write_page("regioner/", "regioner.html", title="Regioner")
        self.udsendelser()
        self.afstemning()
        self.method()
        self.data()
        shutil.copytree(HERE / "statisk", self.folder, dirs_exist_ok=True)
        names = [[k["kommunekode"], k["kommunenavn"]] for k in self.kommuner]
        (self.folder / "kommuner.js").write_text(
            f"const KOMMUNER = {json.dumps(names, ensure_ascii=False)};\n", encoding="utf-8"
        )

    def write_page(self, path: str, template: str, **content: Any) -> None:
        """One page as index.html in a folder of its own, so that every address is a folder."""
        folder = self.folder / path
        folder.mkdir(parents=True, exist_ok=True)
        section = path.split("/")[0] + "/" if path else ""
        html = self.environment.get_template(template).render(
            root="../" * path.count("/"), section=section, **content
        )
        (folder / "index.html").write_text(html, encoding="utf-8")

    def front_page(self) -> None:
        dokument = self.letter["dokument"]
        self.write_page(
            "",
            "forside.html",
            title="Forside",
            klasser=["0", *(text for _, text in words.CLASSES)],
            nulkvoter=[k for k in self.kommuner if not k["kommunekvote_gaeldende"]],
            nulgrunde=words.ZERO_REASONS,
            largest=self.marts.kvoter_pr_10000(dokument, "desc"),
            mindste=self.marts.kvoter_pr_10000(dokument, "asc"),
            previous=self.marts.one(
                "from marts.landstal where dokument = ?", self.letter["dokument_forrige"] or dokument
            ),
            changes=self.marts.rows(
                """
                from marts.kommunekvoter_aendringer where dokument = ? and kommunekvote_aendring != 0
                order by abs(kommunekvote_aendring) desc, kommunekode limit 10
                """,
                dokument,
            ),
        )

    def kommune_pages(self) -> None:
        dokument = self.letter["dokument"]
        regioner = {region["regionskode"]: region for region in self.regioner}
        trykte = self.marts.by_kommune("trykte_tal", dokument, "raekke, felt")
        links = self.marts.by_kommune("kommunekvoteled", dokument, "lednummer")
        sensitivity = self.marts.by_kommune("kvotefoelsomhed", dokument, "landstal_pct")
        scenarier = self.marts.by_kommune("kvotescenarier", dokument, "scenarie")
        changes = self.marts.by_kommune("kommunekvoter_aendringer", dokument, "kommunekode")
        kvoter = self.marts.all_kvoter()
        anmaerkninger = self.marts.anmaerkninger(dokument)
        order = list(words.FIELD_NAMES)
        for kommune in self.kommuner:
            code = kommune["kommunekode"]
            places = {(t["tabel"], t["raekke"]) for t in trykte[code]}
            steps = sensitivity.get(code, [])
            self.write_page(
                f"kommuner/{code}/",
                "kommune.html",
                title=kommune["kommunenavn"],
                k=kommune,
                region=regioner[kommune["regionskode"]],
                trykte=sorted(trykte[code], key=lambda t: order.index(t["felt"])),
                anmaerkninger=by_content([a for a in anmaerkninger if (a["tabel"], a["raekke"]) in places]),
                links=links[code],
                lednavne=words.LINKS,
                ledtekst=", ".join(
                    f"{words.LINKS[item['led']]} {figures(item['bidrag'], 2, signed=True)}"
                    for item in links[code]
                )
                + f". Kvote {figures(kommune['kommunekvote_beregnet'])}.",
                waterfall=Markup(charts.waterfall(links[code])),
                aendring=next(iter(changes.get(code, [])), None),
                sensitivity=[t for t in steps if t["landstal_pct"] % 25 == 0],
                foelsomhedsfigur=Markup(charts.sensitivity(steps, self.letter["landstal"]))
                if steps
                else None,
                foelsomhedstekst=", ".join(
                    f"{figures(t['kommunekvote_beregnet'])} ved {figures(t['landstal_antaget'])}"
                    for t in steps
                    if t["landstal_pct"] % 100 == 0
                )
                + ".",
                scenarier=scenarier.get(code, []),
                kvoter=kvoter[code],
            )

    def udsendelser(self) -> None:
        if not self.udsendelse:
            return
        dokument = self.udsendelse["dokument"]
        months = self.marts.rows(
            "from marts.udsendelser_maaned where dokument = ? order by maaned, udsendelseskategori", dokument
        )
        by_month: dict[date, dict[str, int]] = {}
        for r in months:
            by_month.setdefault(r["maaned"], {})[r["udsendelseskategori"]] = r["antal"]
        nationaliteter = self.marts.rows(
            """
            from marts.udsendelser_nationalitet_aar_til_aar where dokument = ?
            order by nationalitet = 'Øvrige', antal desc nulls last, antal_forrige_aar desc, nationalitet
            """,
            dokument,
        )
        named = [n for n in nationaliteter if n["nationalitet"] != "Øvrige"]
        self.write_page(
            "udsendelser/",
            "udsendelser.html",
            title="Udsendelser",
            total=self.udsendelse,
            sikkerhed={True: "ja", False: "nej", None: UNKNOWN},
            aar_til_aar=self.marts.rows(
                "from marts.udsendelser_aar_til_aar where dokument = ? order by udsendelseskategori", dokument
            ),
            months=by_month,
            maanedsfigur=Markup(charts.months(months)),
            nationaliteter=nationaliteter,
            nationalitetsfigur=Markup(charts.nationaliteter(named)) if named else None,
            revisioner=self.marts.rows(
                """
                from marts.udsendelser_revisioner where antal_udgaver > 1
                order by maaned desc, udsendelseskategori
                """
            ),
        )

    def afstemning(self) -> None:
        order = list(words.MEASURES)
        afstemning = sorted(
            self.marts.rows("from marts.afstemning order by niveau, noegle"),
            key=lambda a: (a["dokument"], a["tabel"], order.index(a["maal"])),
        )
        afstemninger: dict[str, dict[str, list[Row]]] = {}
        for a in afstemning:
            afstemninger.setdefault(a["dokument"], {}).setdefault(a["tabel"], []).append(a)
        keys = {"DK": "Hele landet", "i_alt": "I alt", **words.CATEGORIES}
        self.write_page(
            "afstemning/",
            "afstemning.html",
            title="Afstemning",
            afstemning=afstemning,
            stemmer=[a for a in afstemning if a["stemmer"]],
            afstemninger=afstemninger,
            titles={source["dokument"]: source["title"] for source in self.package["sources"]},
            anmaerkninger=self.marts.anmaerkninger(),
            keys=keys | self.environment.globals["regionsnavne"],
            measure=words.MEASURES,
            niveauer=words.LEVELS,
        )

    def method(self) -> None:
        """The README's sections on the calculation and the doc blocks of all terms, in their own words."""
        markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
        section = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", self.read_text("README.md"), re.M | re.S))
        terms = {
            block["name"]: block["block_contents"]
            for block in self.manifest["docs"].values()
            if block["package_name"] == "landstal" and not block["name"].startswith(("__", "ophav_"))
        }
        self.write_page(
            "metode/",
            "metode.html",
            title="Metode",
            afsnittene=[
                (heading, heading.lower(), Markup(markdown.render(section[heading])))
                for heading in ("Valg", "Afvigelser")
            ],
            definitioner=[(name, Markup(markdown.render(terms[name]))) for name in sorted(terms)],
        )

    def read_text(self, name: str) -> str:
        return (self.root / name).read_text(encoding="utf-8")

    def data(self) -> None:
        """The published files themselves, and a page that lists them."""
        project_copy = self.folder / "data"
        files = {file["name"]: file for file in self.package["resources"]}
        for file in [*(file["path"] for file in files.values()), "datapackage.json"]:
            (project_copy / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(self.published / file, project_copy / file)
        description = (project_copy / "datapackage.json").read_bytes()
        self.write_page(
            "data/",
            "data.html",
            title="Hent data",
            samlede=[(files[path.replace(".", "-")], to) for path, to in words.FILES.items()],
            tables=[
                (file, files[f"{name}-parquet"]) for name, file in files.items() if file["type"] == "table"
            ],
            pakkens_bytes=len(description),
            pakkens_hash=hashlib.sha256(description).hexdigest(),
        )
