"""The report's pages, written from the published marts, the descriptor of the published files, and what the
project itself says of its method (README and doc blocks). The same input gives the same bytes."""

import hashlib
import json
import shutil
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markdown_it import MarkdownIt
from markupsafe import Markup

from landstal.site import charts, words
from landstal.site.numbers import (
    UNKNOWN,
    bounds,
    danish_date,
    danish_month,
    danish_number,
    file_size,
    percent,
    printed,
)
from landstal.site.queries import Marts, Row

HERE = Path(__file__).parent


def by_content(anmaerkninger: list[Row]) -> dict[tuple[str, str, str], list[Row]]:
    """Remarks that say the same of several rows, said once."""
    groups: dict[tuple[str, str, str], list[Row]] = {}
    for a in anmaerkninger:
        groups.setdefault((a["trykt_vaerdi"], a["anvendt_vaerdi"], a["forklaring"]), []).append(a)
    return groups


def by_month(rows: list[Row]) -> dict[date, dict[str, int]]:
    """Removals by month, and category in it."""
    months: dict[date, dict[str, int]] = {}
    for row in rows:
        months.setdefault(row["maaned"], {})[row["udsendelseskategori"]] = row["antal"]
    return months


def without_total(categories: dict[str, str]) -> dict[str, str]:
    return {code: label for code, label in categories.items() if code != "i_alt"}


class Report:
    """All pages of one report. `published` is a published set, `root` the project that built it, `dokument`
    the letter that is shown, if not the one in force of the latest year."""

    def __init__(self, published: Path, root: Path, folder: Path, dokument: str | None = None):
        self.published, self.root, self.folder = published, root, folder
        self.marts = Marts(published / "landstal.duckdb")
        self.package = json.loads((published / "datapackage.json").read_text(encoding="utf-8"))
        self.manifest = json.loads((root / "target" / "manifest.json").read_text(encoding="utf-8"))
        newest = self.marts.letter_in_force()
        self.letter = self.marts.letter(dokument) if dokument else newest
        self.newest = None if self.letter == newest else newest
        # It, and the letters that it is compared with or rests on.
        self.letters = self.marts.letters_behind(self.letter["dokument"])
        self.regioner = self.marts.regioner(self.letter["dokument"])
        self.region_names = self.marts.region_names()
        self.categories = self.marts.labels("udsendelseskategori")
        self.is_changed = self.letter["beregningsmaade"] != "udmelding"
        self.kommuner = self.marts.kommuner(self.letter["dokument"])
        self.udsendelser = self.marts.udsendelser_in_total()
        self.templates = self.read_templates()

    def read_templates(self) -> Environment:
        templates = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=select_autoescape(),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        templates.filters |= {
            "number": danish_number,
            "percent": percent,
            "date": danish_date,
            "iso_date": lambda text: danish_date(date.fromisoformat(text)),
            "month": danish_month,
            "file_size": file_size,
            "colour": words.map_colour,
            "zero_reason": partial(words.zero_reason, reasons=self.marts.labels("nulkvote_aarsag")),
            "change": words.change,
            "development": words.development,
            "comparison": words.comparison,
            "previous_period": words.previous_period,
            "what_it_takes": words.what_it_takes,
            "first_sentence": words.first_sentence,
            "address": words.address,
            "full_name": words.full_name,
            "printed": printed,
            "without_region": lambda name: name.removeprefix("Region "),
        }
        templates.globals |= {
            "letter": self.letter,
            "regioner": self.regioner,
            "region_chart": Markup(charts.per_inhabitant(self.regioner, self.letter)),
            "region_names": self.region_names,
            "newest": self.newest,
            "is_changed": self.is_changed,
            "is_proportional": self.letter["beregningsmaade"] == "forholdsmaessig_aendring",
            "landstal_change": words.landstal_change(self.letter),
            "kommuner": self.kommuner,
            "unexplained": [r for r in self.regioner if r["uforklaret_tillaeg"]],
            "has_agreement": any(k["er_aftalt"] for k in self.kommuner),
            "udsendelser": self.udsendelser,
            "package": self.package,
            "bounds": bounds,
            "table_names": words.TABLE_NAMES,
            "field_names": words.FIELD_NAMES,
            "categories": without_total(self.categories),
            "node_ids": {
                node["alias"]: name
                for name, node in self.manifest["nodes"].items()
                if node["path"].startswith("marts/")  # whatever the schema is called on the engine built last
            },
        }
        return templates

    def write(self) -> None:
        self.front_page()
        year, letters = self.letter["landstalsaar"], self.letters
        self.write_page(
            "kommuner/",
            "kommuner.html",
            f"Kommunekvoter {year}",
            f"Alle kommuners kvoter for flygtninge i {year} i én tabel.",
            *letters,
        )
        shown = {kommune["kommunekode"] for kommune in self.kommuner}
        for dokument in self.marts.documents_of_letters():
            address = f"{words.address(dokument)}/"
            if dokument == self.letter["dokument"]:
                self.kommune_pages(shown, "", address)
            else:
                Report(self.published, self.root, self.folder, dokument).kommune_pages(shown, address)
        self.write_page(
            "regioner/",
            "regioner.html",
            f"Regionskvoter {year}",
            f"Regionernes kvoter for flygtninge i {year}, og hvordan de er fordelt mellem kommunerne.",
            *letters,
        )
        if self.udsendelser:
            self.udsendelser_page()
        self.afstemning_page()
        self.method_page()
        self.data_page()
        shutil.copytree(HERE / "static", self.folder, dirs_exist_ok=True)
        names = [[k["kommunekode"], k["kommunenavn"]] for k in self.kommuner]
        (self.folder / "kommuner.js").write_text(
            f"const KOMMUNER = {json.dumps(names, ensure_ascii=False)};\n", encoding="utf-8"
        )

    def write_page(
        self, path: str, template: str, title: str, description: str, *documents: str, **content: Any
    ) -> None:
        """Writes one page as index.html in a folder of its own, so that every address is a folder. It rests
        on these documents; on all, if none is named."""
        folder = self.folder / path
        folder.mkdir(parents=True, exist_ok=True)
        section = path.split("/")[0] + "/" if path else ""
        html = self.templates.get_template(template).render(
            root="../" * path.count("/"),
            section=section,
            title=title,
            description=description,
            sources=[s for s in self.package["sources"] if not documents or s["dokument"] in documents],
            **content,
        )
        (folder / "index.html").write_text(html, encoding="utf-8")

    def front_page(self) -> None:
        dokument = self.letter["dokument"]
        self.write_page(
            "",
            "front_page.html",
            f"Landstal og kommunekvoter {self.letter['landstalsaar']}",
            f"{danish_number(self.letter['landstal'])} flygtninge ventes boligplaceret i kommunerne i "
            f"{self.letter['landstalsaar']}: hver kommunes kvote, og hvordan den er beregnet.",
            *self.letters,
            *([self.udsendelser["dokument"]] if self.udsendelser else []),
            colours=words.COLOUR_NAMES,
            without_kvote=[k for k in self.kommuner if not k["kommunekvote_gaeldende"]],
            largest=self.marts.largest_kvoter_pr_10000(dokument),
            smallest=self.marts.smallest_kvoter_pr_10000(dokument),
            landstal_needed={
                code: rows[0]["naermeste_vaerdi"]
                for code, rows in self.marts.kvotetaerskler(dokument).items()
                if not rows[0]["kommunekvote_aktuel"]
            },
            previous=self.marts.letter(self.letter["dokument_forrige"] or dokument),
            changes=self.marts.largest_changes(dokument),
        )

    def kommune_pages(self, shown: set[str], *addresses: str) -> None:
        """A page for each of these municipalities, at each of these addresses below its own."""
        dokument, letters = self.letter["dokument"], self.letters
        regioner = {region["regionskode"]: region for region in self.regioner}
        trykte_tal = self.marts.trykte_tal(dokument)
        contributions, contribution_names = self.marts.kommunekvoteled(dokument), self.marts.labels("led")
        sensitivity = self.marts.kvotefoelsomhed(dokument)
        thresholds = self.marts.kvotetaerskler(dokument)
        scenarier = self.marts.kvotescenarier(dokument)
        changes = self.marts.changes(dokument)
        kvoter = self.marts.kvoter_of_all_letters()
        anmaerkninger = self.marts.kildeanmaerkninger()
        field_order = list(words.FIELD_NAMES)
        for kommune in (k for k in self.kommuner if k["kommunekode"] in shown):
            code = kommune["kommunekode"]
            printed_rows = {(t["dokument"], t["tabel"], t["raekke"]) for t in trykte_tal[code]}
            steps = sensitivity.get(code, [])
            content = dict(
                k=kommune,
                region=regioner[kommune["regionskode"]],
                trykte_tal=sorted(trykte_tal[code], key=lambda t: field_order.index(t["felt"])),
                anmaerkninger=by_content(
                    [a for a in anmaerkninger if (a["dokument"], a["tabel"], a["raekke"]) in printed_rows]
                ),
                contributions=contributions[code],
                contribution_names=contribution_names,
                contributions_in_words=", ".join(
                    f"{contribution_names[c['led']]} {danish_number(c['bidrag'], 2, signed=True)}"
                    for c in contributions[code]
                )
                + f". Kvote {danish_number(kommune['kommunekvote_beregnet'])}.",
                waterfall=Markup(charts.waterfall(contributions[code], contribution_names)),
                change=changes.get(code),
                thresholds=thresholds.get(code, []),
                sensitivity=[s for s in steps if s["landstal_pct"] % 25 == 0],
                sensitivity_chart=Markup(charts.sensitivity(steps, self.letter["landstal"]))
                if steps
                else None,
                sensitivity_in_words=", ".join(
                    f"{danish_number(s['kommunekvote_beregnet'])} ved {danish_number(s['landstal_antaget'])}"
                    for s in steps
                    if s["landstal_pct"] % 100 == 0
                )
                + ".",
                scenarier=scenarier.get(code, []),
                kvoter=kvoter[code],
                lapsed=next(
                    (
                        kvote["kommunekvote_aftalt"]
                        for kvote in kvoter[code]
                        if self.is_changed
                        and kvote["dokument"] == self.letter["dokument_forrige"]
                        and not kommune["er_aftalt"]
                    ),
                    None,
                ),
            )
            for address in addresses:
                self.write_page(
                    f"kommuner/{code}/{address}",
                    "kommune.html",
                    f"{words.full_name(kommune)}, kvote {self.letter['landstalsaar']}",
                    f"{words.full_name(kommune)}: kvoten i »{self.letter['titel']}« er "
                    f"{danish_number(kommune['kommunekvote_gaeldende'])}. Se, hvordan den er beregnet.",
                    *letters,
                    **content,
                )

    def udsendelser_page(self) -> None:
        dokument = self.udsendelser["dokument"]
        before = self.marts.udsendelser_in_total_of_year(self.udsendelser["forrige_aar"])
        editions = [dokument, *([before["dokument"]] if before else [])]
        rows = [self.marts.udsendelser_by_month(edition) for edition in editions]
        by_nationality = self.marts.udsendelser_by_nationality(dokument)
        named = [row for row in by_nationality if row["nationalitet"] != "Øvrige"]
        self.write_page(
            "udsendelser/",
            "udsendelser.html",
            "Udsendelser af afviste asylansøgere",
            words.development(self.udsendelser),
            *editions,
            bases=self.marts.labels("sammenligningsgrundlag"),
            may_be_chance={True: "ja", False: "nej", None: UNKNOWN},
            by_category=self.marts.udsendelser_by_category(dokument),
            months={year_rows[0]["aar"]: by_month(year_rows) for year_rows in rows},
            month_chart=Markup(
                charts.months([r for year_rows in rows for r in year_rows], without_total(self.categories))
            ),
            by_nationality=by_nationality,
            nationality_chart=Markup(charts.nationalities(named)) if named else None,
            revisions=self.marts.revised_udsendelser(),
        )

    def afstemning_page(self) -> None:
        measure_order = list(words.MEASURES)
        remarks = self.marts.kildeanmaerkninger()

        def rank(remark: Row) -> tuple:
            """The letter shown before other documents, its own date first."""
            return remark["dokument"] != self.letter["dokument"], remark["felt"] != "dateret"

        checks = sorted(
            self.marts.afstemning(),
            key=lambda a: (a["dokument"], a["tabel"], measure_order.index(a["maal"])),
        )
        documents: dict[str, dict[str, list[Row]]] = {}
        for check in checks:
            documents.setdefault(check["dokument"], {}).setdefault(check["tabel"], []).append(check)
        self.write_page(
            "afstemning/",
            "afstemning.html",
            "Stemmer tallene?",
            "Hver trykt sum er regnet efter, og hver fejl og særhed i kilderne er nævnt.",
            checks=checks,
            passed=[check for check in checks if check["stemmer"]],
            documents=documents,
            document_titles={source["dokument"]: source["title"] for source in self.package["sources"]},
            remarks_that_matter=by_content(sorted(filter(words.matters, remarks), key=rank)),
            other_remarks=by_content([remark for remark in remarks if not words.matters(remark)]),
            keys={"DK": "Hele landet", **self.categories, **self.region_names},
            measures=words.MEASURES,
            levels=self.marts.labels("niveau"),
        )

    def method_page(self) -> None:
        """The method choices and the terms as the doc blocks say them, and the deviations of the letter."""
        markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
        blocks = {
            block["name"]: block["block_contents"]
            for block in self.manifest["docs"].values()
            if block["package_name"] == self.manifest["metadata"]["project_name"]
            and not block["name"].startswith(("__", "ophav_"))
        }
        self.write_page(
            "metode/",
            "metode.html",
            "Metode",
            "Beregningen af kvoterne efter loven, metodevalg, afvigelser og definitioner.",
            method_choices=Markup(markdown.render(blocks.pop("metodevalg"))),
            terms=[(name, Markup(markdown.render(blocks[name]))) for name in sorted(blocks)],
            shifted=[
                k
                for k in self.kommuner
                if not k["afvigelse"]
                and self.letter["beregningsmaade"] != "forholdsmaessig_aendring"
                and k["fordelingstal_afrundet"] != k["kommunekvote_beregnet"]
            ],
        )

    def data_page(self) -> None:
        """Copies the published files, and writes a page that lists them."""
        copies = self.folder / "data"
        files = {file["name"]: file for file in self.package["resources"]}
        for path in [*(file["path"] for file in files.values()), "datapackage.json"]:
            (copies / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(self.published / path, copies / path)
        descriptor = (copies / "datapackage.json").read_bytes()
        self.write_page(
            "data/",
            "data.html",
            "Hent data",
            "Alle tal som Excel, CSV, Parquet og DuckDB.",
            whole_files=[(files[path.replace(".", "-")], purpose) for path, purpose in words.FILES.items()],
            tables=[
                (file, files[f"{name}-parquet"]) for name, file in files.items() if file["type"] == "table"
            ],
            descriptor_size=len(descriptor),
            descriptor_hash=hashlib.sha256(descriptor).hexdigest(),
        )
