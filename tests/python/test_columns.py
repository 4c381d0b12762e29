"""Every column of every mart, calculated once more from the seeds as printed, without SQL: on the two
documents, and on made-up ones beside them that change a landstal, agree on quotas, divide the country anew
and revise removals. A column that is not calculated here fails. What kvotetaerskler seeks is sought in
test_calculation.py."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from tests.python.test_bad_data import SCENARIER, SCENARIETAL, add, agree
from tests.python.test_calculation import (
    NEAREST,
    Letter,
    change_interval,
    expected_effects,
    expected_steps,
    rounded,
)
from tools import documents, independent
from tools.independent import Kommune, Udmelding

MONTHS = ["jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec"]
CATEGORIES = {
    "Ledsaget udrejst": "ledsaget",
    "Påset udrejst": "paaset",
    "Rejst selv": "rejst_selv",
    "I alt": "i_alt",
}
# Table of a letter, its column of labels, and what each column of figures measures.
TABLES = {
    "landstal_regionskvoter": ("region", {"antal": "regionskvote"}),
    "bilag_a_befolkning": (
        "kommune",
        {name: name for name in ("indbyggertal", "udenlandske_statsborgere", "asylansoegere")},
    ),
    "bilag_a_familiesammenfoeringer": ("kommune", {"familiesammenfoeringer": "familiesammenfoerte"}),
    "bilag_b_kommunekvoter": ("kommune", {"kommunekvote": "kommunekvote"}),
}
INPUTS = ("landstal", "indbyggertal", "udenlandske_statsborgere", "familiesammenfoerte")
# A region's heading stands here above its municipalities, and its total row below them.
WITH_HEADINGS = ("bilag_a_familiesammenfoeringer", "bilag_b_kommunekvoter")
STROKES = ("-", "–", "—")  # noqa: RUF001
PROPORTIONAL = "forholdsmaessig_aendring"


def number(printed: str | None) -> int | None:
    if not printed:
        return None
    return 0 if printed in STROKES else int(printed.replace(".", ""))


def is_heading(label: str) -> bool:
    return label.startswith("Region ") and not label.endswith(" i alt")


def per(count: int | None, total: int, unit: int, decimals: int = 4):
    return None if count is None or not total else rounded(Fraction(unit * count, total), decimals)


class Marts:
    """The marts of these seeds, each a list of rows."""

    def __init__(self, seeds: dict[str, list[dict[str, str]]], steps: list[int]):
        self.seeds, self.steps = seeds, steps
        self.names = {r["kommunekode"]: r["kommunenavn"] for r in seeds["raw_kommuner"]}
        self.regions = {r["regionskode"]: r["regionsnavn"] for r in seeds["raw_regioner"]}
        self.codes = {name: code for code, name in self.regions.items()}
        self.divisions = defaultdict(dict)
        for r in seeds["regionsinddelinger"]:
            self.divisions[r["inddeling"]][r["kommunekode"]] = r["regionskode"]
        self.facts = {r["dokument"]: r for r in seeds["landstalsbreve"]}
        self.agreed = {
            (r["dokument"], r["kommune"][:3]): number(r["kommunekvote"])
            for r in seeds["aftalte_kommunekvoter"]
        }
        self.order = sorted(self.facts, key=lambda d: (self.year(d), int(self.facts[d]["version"])))
        self.letters = {dokument: self.letter(dokument) for dokument in self.order}
        self.calculated = {dokument: expected_steps(letter) for dokument, letter in self.letters.items()}
        self.editions = {r["dokument"]: r for r in seeds["udsendelsesopgoerelser"]}

    # --- The letters ----------------------------------------------------------------------------------------

    def year(self, dokument: str) -> int:
        return int(self.facts[dokument]["landstalsaar"])

    def versions(self, year: int) -> list[str]:
        return [dokument for dokument in self.order if self.year(dokument) == year]

    def before(self, dokument: str) -> str | None:
        """The version that this one changes."""
        versions = self.versions(self.year(dokument))
        return dict(zip(versions[1:], versions, strict=False)).get(dokument)

    def previous(self, dokument: str) -> str | None:
        """What it is compared with: the version before, else the one in force the year before."""
        return self.before(dokument) or next(iter(self.versions(self.year(dokument) - 1)[::-1]), None)

    def printed(self, table: str, dokument: str) -> Iterator[tuple[str, dict[str, str]]]:
        label = TABLES.get(table, ("nationalitet",))[0]
        yield from ((r[label], r) for r in self.seeds[table] if r["dokument"] == dokument)

    def figures(self, table: str, column: str, dokument: str) -> dict[str, int | None]:
        return {
            label[:3]: number(r[column]) for label, r in self.printed(table, dokument) if label[:3].isdigit()
        }

    def division(self, dokument: str) -> str:
        printed = {label for label, _ in self.printed("landstal_regionskvoter", dokument)}

        def shared(division: str) -> int:
            return len({self.regions[region] for region in self.divisions[division].values()} & printed)

        return max(sorted(self.divisions), key=shared)  # of several the first

    def letter(self, dokument: str) -> Letter:
        first, before = self.versions(self.year(dokument))[0], self.before(dokument)
        inhabitants, foreigners, families = (
            self.figures(*place, first)
            for place in (
                ("bilag_a_befolkning", "indbyggertal"),
                ("bilag_a_befolkning", "udenlandske_statsborgere"),
                ("bilag_a_familiesammenfoeringer", "familiesammenfoeringer"),
            )
        )
        division = self.divisions[self.division(dokument)]
        bilag_b = ("bilag_b_kommunekvoter", "kommunekvote")
        return Letter(
            [
                Kommune(c, division[c], inhabitants[c], foreigners[c], families[c])
                for c in sorted(inhabitants)
            ],
            int(self.facts[dokument]["landstal"]),
            {
                self.codes[label]: number(r["antal"])
                for label, r in self.printed("landstal_regionskvoter", dokument)
                if label in self.codes
            },
            self.figures(*bilag_b, dokument),
            date.fromisoformat(self.facts[dokument]["dateret"]),
            before and Udmelding(int(self.facts[before]["landstal"]), self.figures(*bilag_b, before)),
        )

    def status(self, dokument: str) -> dict:
        year = self.year(dokument)
        in_force = dokument == self.versions(year)[-1]
        is_last = in_force and year == max(map(self.year, self.facts))
        return {"dokument": dokument, "landstalsaar": year, "er_gaeldende": in_force, "er_seneste": is_last}

    def place(self, dokument: str, kommune: Kommune) -> dict:
        return self.status(dokument) | {
            "kommunekode": kommune.code,
            "kommunenavn": self.names[kommune.code],
            "regionskode": kommune.region,
            "regionsnavn": self.regions[kommune.region],
        }

    def way(self, letter: Letter) -> str:
        if letter.foer is None:
            return "udmelding"
        return PROPORTIONAL if letter.is_proportional else "genberegning"

    def centres(self, dokument: str) -> dict[str, int | None]:
        first = self.versions(self.year(dokument))[0]
        return self.figures("bilag_a_befolkning", "asylansoegere", first)

    def kommuneandele(self) -> Iterator[dict]:
        for dokument, letter in self.letters.items():
            total, centres = sum(k.indbyggertal for k in letter.kommuner), self.centres(dokument)
            for k in letter.kommuner:
                p, kvote = k.indbyggertal, letter.published[k.code]
                region = sum(other.indbyggertal for other in letter.kommuner if other.region == k.region)
                yield self.place(dokument, k) | {
                    "indbyggertal": p,
                    "udenlandske_statsborgere": k.foreigners,
                    "asylansoegere": centres[k.code],
                    "familiesammenfoerte": k.familiesammenfoerte,
                    "kommunekvote": kvote,
                    "andel_af_region": per(p, region, 1, 10),
                    "andel_af_landet": per(p, total, 1, 10),
                    "asylansoegere_pr_1000": per(centres[k.code], p, 1_000),
                    "udlaendinge_pr_1000": per(k.foreigners, p, 1_000),
                    "familiesammenfoerte_pr_1000": per(k.familiesammenfoerte, p, 1_000),
                    "kvote_pr_10000": per(kvote, p, 10_000),
                }

    def kommunekvoter(self) -> Iterator[dict]:
        for dokument, letter in self.letters.items():
            effects, total = expected_effects(letter), sum(k.indbyggertal for k in letter.kommuner)
            for k in letter.kommuner:
                steps = dict(self.calculated[dokument][k.code])
                published, agreed = letter.published[k.code], self.agreed.get((dokument, k.code))
                in_force = published if agreed is None else agreed
                del steps["regionskvote_beregnet"]
                yield (
                    self.place(dokument, k)
                    | steps
                    | effects[k.code]
                    | {
                        "beregningsmaade": self.way(letter),
                        "kommunekvote_foer": letter.foer and letter.foer.kommunekvoter[k.code],
                        "regionskvote_offentliggjort": letter.regionskvoter[k.region],
                        "kommunekvote_hele": floor(steps["kommunekvote_eksakt"]),
                        "kommunekvote_offentliggjort": published,
                        "afvigelse": steps["kommunekvote_beregnet"] - published,
                        "kommunekvote_aftalt": agreed,
                        "kommunekvote_gaeldende": in_force,
                        "er_aftalt": agreed is not None,
                        "kvoteindeks": per(in_force * total, k.indbyggertal * letter.landstal, 100, 1),
                        "kvote_gaeldende_pr_10000": per(in_force, k.indbyggertal, 10_000, 4),
                    }
                )

    def kommunekvoteled(self) -> Iterator[dict]:
        in_steps = {
            "befolkning": ("befolkningstal", "BEK 550 § 4, stk. 2-3"),
            "udlaendinge": ("beregnet_fordelingstal", "BEK 550 § 4, stk. 2-3"),
            "familiesammenfoerte": ("foreloebigt_fordelingstal", "BEK 550 § 4, stk. 4"),
            "negative_tal": ("fordelingstal", "BEK 550 § 4, stk. 5"),
            "regionskvote": ("kommunekvote_eksakt", "BEK 550 § 7, stk. 2-5"),
        }
        in_proportion = {
            "kvote_foer": ("kommunekvote_foer", "BEK 550 § 7, stk. 8"),
            PROPORTIONAL: ("kommunekvote_eksakt", "BEK 550 § 7, stk. 8"),
        }
        last = {"hele_personer": ("kommunekvote_beregnet", "ikke fastlagt i reglerne")}
        labels = list(self.place(self.order[0], self.letters[self.order[0]].kommuner[0]))
        for r in self.kommunekvoter():
            links = (in_proportion if r["beregningsmaade"] == PROPORTIONAL else in_steps) | last
            after = 0
            for n, (link, (column, source)) in enumerate(links.items(), 1):
                before, after = after, r[column]
                yield {name: r[name] for name in labels} | {
                    "lednummer": n,
                    "led": link,
                    "hjemmel": source,
                    "foer": before,
                    "bidrag": after - before,
                    "efter": after,
                }

    def regionskvoter(self) -> Iterator[dict]:
        kvoter = {(r["dokument"], r["kommunekode"]): r for r in self.kommunekvoter()}
        for dokument, letter in self.letters.items():
            final = None
            if not letter.is_proportional:
                final = independent.fordelingstal(letter.weights, letter.landstal)
            shares = independent.regionskvoter(letter.kommuner, letter.weights, letter.landstal)
            for region, kvote in letter.regionskvoter.items():
                members = [k for k in letter.kommuner if k.region == region]
                rows = [kvoter[dokument, k.code] for k in members]
                p, f, a = (
                    sum(getattr(k, name) for k in members)
                    for name in ("indbyggertal", "foreigners", "familiesammenfoerte")
                )
                wholes = final and sum(independent.nearest(final[k.code]) for k in members)
                agreed = [r["kommunekvote_aftalt"] for r in rows if r["er_aftalt"]]
                yield self.status(dokument) | {
                    "regionskode": region,
                    "regionsnavn": self.regions[region],
                    "beregningsmaade": self.way(letter),
                    "indbyggertal": p,
                    "udenlandske_statsborgere": f,
                    "asylansoegere": sum(self.centres(dokument)[k.code] or 0 for k in members),
                    "familiesammenfoerte": a,
                    "fordelingstal": final and rounded(sum(final[k.code] for k in members), 6),
                    "fordelingstal_afrundet": wholes,
                    "regionskvote_foer": letter.foer and sum(r["kommunekvote_foer"] for r in rows),
                    "regionskvote_forholdsmaessig": None if final else shares[region],
                    "regionskvote_offentliggjort": kvote,
                    "uforklaret_tillaeg": kvote - (wholes if final else shares[region]),
                    "personer_til_stoerste_rest": kvote - sum(r["kommunekvote_hele"] for r in rows),
                    "kommunekvote_beregnet": sum(r["kommunekvote_beregnet"] for r in rows),
                    "kommunekvote_offentliggjort": sum(r["kommunekvote_offentliggjort"] for r in rows),
                    "kommunekvote_aftalt": sum(agreed) if agreed else None,
                    "udlaendinge_pr_1000": per(f, p, 1_000),
                    "familiesammenfoerte_pr_1000": per(a, p, 1_000),
                    "kvote_pr_10000": per(kvote, p, 10_000),
                }

    def landstal(self) -> Iterator[dict]:
        for dokument, letter in self.letters.items():
            facts, first = self.facts[dokument], self.facts[self.versions(self.year(dokument))[0]]
            p, f, a = (
                sum(getattr(k, name) for k in letter.kommuner)
                for name in ("indbyggertal", "foreigners", "familiesammenfoerte")
            )
            wholes = None
            if not letter.is_proportional:
                final = independent.fordelingstal(letter.weights, letter.landstal)
                wholes = sum(map(independent.nearest, final.values()))
            # BEK 243/2018 § 2, stk. 5-6, and the orders after it; before them 50 per cent.
            percent = 50 if letter.dateret < date(2018, 4, 1) else 40 if letter.landstal <= 8_000 else 25
            days = {name: first[name] for name in ("befolkning_pr", "asylansoegere_pr")}
            days |= {name: facts[name] for name in ("aftalefrist", "fastsaettelsesfrist")}
            yield (
                self.status(dokument)
                | {name: date.fromisoformat(day) if day else None for name, day in days.items()}
                | {
                    "version": int(facts["version"]),
                    "dokument_forrige": self.previous(dokument),
                    "beregningsmaade": self.way(letter),
                    "landstal": letter.landstal,
                    "landstal_foer": letter.foer and letter.foer.landstal,
                    "skal_aendres_under": ceil(Fraction(letter.landstal * (100 - percent), 100)),
                    "skal_aendres_over": floor(Fraction(letter.landstal * (100 + percent), 100)),
                    "dateret": letter.dateret,
                    "sagsnummer": facts["sagsnummer"],
                    "familiesammenfoert_aar": int(first["familiesammenfoert_aar"]),
                    "titel": facts["titel"],
                    "udgiver": facts["udgiver"],
                    "udlaendingedefinition": first["udlaendingedefinition"],
                    "regionsinddeling": self.division(dokument),
                    "indbyggertal": p,
                    "udenlandske_statsborgere": f,
                    "familiesammenfoerte": a,
                    "fordelingstal_afrundet": wholes,
                    "uforklaret_tillaeg": 0 if wholes is None else letter.landstal - wholes,
                    "udlaendinge_pr_1000": per(f, p, 1_000),
                    "familiesammenfoerte_pr_1000": per(a, p, 1_000),
                    "kvote_pr_10000": per(letter.landstal, p, 10_000),
                }
            )

    def kommunekvoter_aendringer(self) -> Iterator[dict]:
        kvoter = {(r["dokument"], r["kommunekode"]): r for r in self.kommunekvoter()}
        for dokument, letter in self.letters.items():
            if not (previous := self.previous(dokument)):
                continue
            old = self.letters[previous]
            course, group, landstal = [], {k.code: k for k in old.kommuner}, old.landstal
            group = {k.code: group[k.code] for k in letter.kommuner}
            for step in ("", "landstal", "indbyggertal", "foreigners", "familiesammenfoerte"):
                landstal = letter.landstal if step == "landstal" else landstal
                if step not in ("", "landstal"):
                    for k in letter.kommuner:
                        group[k.code] = replace(group[k.code], **{step: getattr(k, step)})
                weights = independent.foreloebige_fordelingstal(list(group.values()), landstal)
                course.append(independent.fordelingstal(weights, landstal))
            before = {k.code: k for k in old.kommuner}
            for k in letter.kommuner:
                now, then = kvoter[dokument, k.code], kvoter[previous, k.code]
                parts = [b - a for a, b in pairwise(rounded(figures[k.code], 6) for figures in course)]
                if letter.is_proportional:
                    parts = [now["kommunekvote_eksakt"] - now["kommunekvote_foer"], 0, 0, 0]
                change = now["kommunekvote_beregnet"] - then["kommunekvote_beregnet"]
                counts = {
                    name: (getattr(before[k.code], field), getattr(k, field))
                    for name, field in zip(INPUTS[1:], ("indbyggertal", "foreigners", INPUTS[3]), strict=True)
                }
                row = self.place(dokument, k) | {
                    "dokument_forrige": previous,
                    "beregningsmaade": self.way(letter),
                    "kommunekvote_beregnet_forrige": then["kommunekvote_beregnet"],
                    "kommunekvote_beregnet": now["kommunekvote_beregnet"],
                    "kommunekvote_aendring": change,
                    "bidrag_rest": change - sum(parts),
                }
                for (name, (a, b)), part in zip(
                    ({"landstal": (old.landstal, letter.landstal)} | counts).items(), parts, strict=True
                ):
                    row |= {f"{name}_forrige": a, name: b, f"{name}_aendring": b - a, f"bidrag_{name}": part}
                yield row

    def variant(self, dokument: str, letter: Letter, columns: list[str]) -> Iterator[tuple[Kommune, dict]]:
        """The columns of a calculation at other figures, whose regional quotas are calculated."""
        announced = replace(letter, foer=None).calculated()
        for k, steps in zip(announced.kommuner, expected_steps(announced).values(), strict=True):
            yield (
                k,
                self.place(dokument, k)
                | {name: steps[name] for name in columns}
                | {
                    "landstal_antaget": letter.landstal,
                    "indbyggertal": k.indbyggertal,
                    "kommunekvote_offentliggjort": letter.published[k.code],
                },
            )

    def kvotefoelsomhed(self) -> Iterator[dict]:
        columns = ["fordelingstal", "regionskvote_beregnet", "kommunekvote_eksakt", "kommunekvote_beregnet"]
        for dokument, letter in self.letters.items():
            for percent in self.steps:
                assumed = independent.nearest(Fraction(letter.landstal * percent, 100))
                changed = expected_steps(letter.changed(assumed))
                for k, row in self.variant(dokument, replace(letter, landstal=assumed), columns):
                    yield row | {
                        "landstal_pct": percent,
                        "regionskvote_ved_aendring": changed[k.code]["regionskvote_beregnet"],
                        "kommunekvote_ved_aendring": changed[k.code]["kommunekvote_beregnet"],
                    }

    def kvotescenarier(self) -> Iterator[dict]:
        fields = {"indbyggertal": "indbyggertal", "udenlandske_statsborgere": "foreigners"}
        fields |= {"familiesammenfoerte": "familiesammenfoerte"}
        for scenarie in self.seeds["raw_kvotescenarier"]:
            letter = self.letters[scenarie["dokument"]]
            kommuner = {k.code: k for k in letter.kommuner}
            for r in self.seeds["kvotescenarie_input"]:
                if r["scenarie"] == scenarie["scenarie"]:
                    code = r["kommune"][:3]
                    other = {field: int(r[name]) for name, field in fields.items() if r[name]}
                    kommuner[code] = replace(kommuner[code], **other)
            letter = replace(letter, kommuner=list(kommuner.values()), landstal=int(scenarie["landstal"]))
            columns = [
                name for name in expected_steps(replace(letter, foer=None))["101"] if name != "regionskode"
            ]
            columns.remove("befolkningstal")
            for k, row in self.variant(scenarie["dokument"], letter, columns):
                yield row | {
                    "scenarie": scenarie["scenarie"],
                    "udenlandske_statsborgere": k.foreigners,
                    "familiesammenfoerte": k.familiesammenfoerte,
                }

    def kommuner(self) -> Iterator[dict]:
        (latest,) = (d for d in self.order if self.status(d)["er_seneste"])
        tiles = {r["kommunekode"]: r for r in self.seeds["flisekort"]}
        for code, name in self.names.items():
            region, tile = self.divisions[self.division(latest)][code], tiles[code]
            key = name.lower().replace("aa", "å").translate(str.maketrans("æøå", "{|}"))
            yield {
                "kommunekode": code,
                "kommunenavn": name,
                "regionskode": region,
                "regionsnavn": self.regions[region],
                "sorteringsnoegle": key,
                "kort_navn": tile["kort_navn"],
                "flise_raekke": int(tile["flise_raekke"]),
                "flise_kolonne": int(tile["flise_kolonne"]),
            }

    def regioner(self) -> Iterator[dict]:
        used = {r["regionskode"] for r in self.seeds["raw_kommuner"]}
        used |= {k.region for letter in self.letters.values() for k in letter.kommuner}
        for r in self.seeds["raw_regioner"]:
            if r["regionskode"] in used:
                yield r | {"bemaerkning": r["bemaerkning"] or None}

    def kodelister(self) -> Iterator[dict]:
        for r in self.seeds["raw_kodelister"]:
            yield r | {"raekkefoelge": int(r["raekkefoelge"])}

    # --- The removals ---------------------------------------------------------------------------------------

    def covered(self, dokument: str) -> int:
        return int(self.editions[dokument]["opgjort_til_og_med"][5:7])

    def registered(self, dokument: str) -> date:
        return date.fromisoformat(self.editions[dokument]["registreret_pr"])

    def tabel_1(self, dokument: str) -> dict[str, dict[str, int | None]]:
        """By category the figures by column; those of a month that is not reached are none."""
        found = {}
        for r in self.seeds["udsendelser_tabel_1"]:
            if r["dokument"] == dokument:
                row = {name: number(r[name]) for name in ("i_alt_forrige_aar", *MONTHS, "i_alt_aar")}
                row |= dict.fromkeys(MONTHS[self.covered(dokument) :])
                found[CATEGORIES[r["udsendelseskategori"]]] = row
        return found

    def nationalities(self, dokument: str, table: int) -> dict[str, dict[str, int]]:
        return {
            label: {category: number(r[category]) for category in CATEGORIES.values()}
            for label, r in self.printed(f"udsendelser_tabel_{table}", dokument)
        }

    def codes_of_countries(self) -> dict[str, str | None]:
        return {r["nationalitet"]: r["iso_alpha3"] or None for r in self.seeds["nationaliteter"]}

    def udsendelser_maaned(self) -> Iterator[dict]:
        for dokument, edition in self.editions.items():
            for category, row in self.tabel_1(dokument).items():
                for n, month in enumerate(MONTHS, 1):
                    if category != "i_alt" and row[month] is not None:
                        yield {
                            "dokument": dokument,
                            "aar": int(edition["aar"]),
                            "maaned": date(int(edition["aar"]), n, 1),
                            "udsendelseskategori": category,
                            "antal": row[month],
                            "er_foreloebig": True,
                        }

    def udsendelser_revisioner(self) -> Iterator[dict]:
        editions = defaultdict(list)
        for r in self.udsendelser_maaned():
            editions[r["maaned"], r["udsendelseskategori"]].append(r)
        for (month, category), rows in editions.items():
            rows.sort(key=lambda r: (self.registered(r["dokument"]), r["dokument"]))
            first, last = rows[0], rows[-1]
            yield {
                "maaned": month,
                "udsendelseskategori": category,
                "antal_foerste": first["antal"],
                "antal_seneste": last["antal"],
                "revision": last["antal"] - first["antal"],
                "dokument_foerste": first["dokument"],
                "registreret_pr_foerste": self.registered(first["dokument"]),
                "dokument_seneste": last["dokument"],
                "registreret_pr_seneste": self.registered(last["dokument"]),
                "antal_udgaver": len(rows),
            }

    def udsendelser_nationalitet(self) -> Iterator[dict]:
        for dokument, edition in self.editions.items():
            for table, ago in ((2, 0), (3, 1)):
                for label, row in self.nationalities(dokument, table).items():
                    for category in list(CATEGORIES.values())[:3]:
                        if label != "I alt":
                            yield {
                                "dokument": dokument,
                                "aar": int(edition["aar"]) - ago,
                                "er_hele_aaret": bool(ago) or self.covered(dokument) == 12,
                                "nationalitet": label,
                                "iso_alpha3": self.codes_of_countries()[label],
                                "udsendelseskategori": category,
                                "antal": row[category],
                            }

    def udsendelser_aar_til_aar(self) -> Iterator[dict]:
        for dokument, edition in self.editions.items():
            year, months = int(edition["aar"]), self.covered(dokument)
            earlier = [
                other
                for other in self.editions
                if int(self.editions[other]["aar"]) == year - 1
                and self.registered(other) < self.registered(dokument)
                and self.covered(other) >= months
                and months < 12
            ]
            source = max(earlier, key=lambda d: (self.registered(d), self.covered(d)), default=None)
            for category, row in self.tabel_1(dokument).items():
                count, old, old_months = row["i_alt_aar"], row["i_alt_forrige_aar"], 12
                if source:
                    of_source = self.tabel_1(source)[category]
                    old, old_months = sum(of_source[month] for month in MONTHS[:months]), months
                mean, old_mean = Fraction(count, months), Fraction(old, old_months)
                # 1.96 standard deviations of the difference of two counts that share their sum by chance
                is_chance = None
                if count + old >= 20:
                    expected = Fraction(count + old, months + old_months)
                    variance = expected * (Fraction(1, months) + Fraction(1, old_months))
                    is_chance = (mean - old_mean) ** 2 <= Fraction(196, 100) ** 2 * variance
                low, high = change_interval(count, months, old, old_months)
                yield {
                    "dokument": dokument,
                    "opgjort_til_og_med": date.fromisoformat(edition["opgjort_til_og_med"]),
                    "registreret_pr": self.registered(dokument),
                    "udsendelseskategori": category,
                    "aar": year,
                    "antal": count,
                    "maaneder_daekket": months,
                    "forrige_aar": year - 1,
                    "dokument_forrige_aar": source or dokument,
                    "antal_forrige_aar": old,
                    "maaneder_daekket_forrige_aar": old_months,
                    "gennemsnit_pr_maaned": rounded(mean, 2),
                    "gennemsnit_pr_maaned_forrige_aar": rounded(old_mean, 2),
                    "aendring_pct": rounded(100 * (mean - old_mean) / old_mean, 1) if old else None,
                    "sammenligningsgrundlag": "samme_periode"
                    if months == old_months
                    else "maanedsgennemsnit",
                    "antal_til_samme_gennemsnit": ceil(old_mean * months - count)
                    if mean < old_mean
                    else None,
                    "er_inden_for_tilfaeldighed": is_chance,
                    "aendring_pct_nedre": low,
                    "aendring_pct_oevre": high,
                }

    def udsendelser_nationalitet_aar_til_aar(self) -> Iterator[dict]:
        for dokument, edition in self.editions.items():
            months = self.covered(dokument)
            now, old = (
                {
                    label: row["i_alt"]
                    for label, row in self.nationalities(dokument, table).items()
                    if label != "I alt"
                }
                for table in (2, 3)
            )
            for label in now | old:
                row = {
                    "dokument": dokument,
                    "nationalitet": label,
                    "iso_alpha3": self.codes_of_countries()[label],
                    "aar": int(edition["aar"]),
                    "maaneder_daekket": months,
                    "forrige_aar": int(edition["aar"]) - 1,
                    "maaneder_daekket_forrige_aar": 12,
                    "sammenligningsgrundlag": "samme_periode" if months == 12 else "maanedsgennemsnit",
                }
                for listed, suffix, covered in ((now, "", months), (old, "_forrige_aar", 12)):
                    smallest = min((n for name, n in listed.items() if name != "Øvrige"), default=0)
                    most = listed.get(label, min(smallest, listed.get("Øvrige", 0)))
                    least = listed.get(label, 0)
                    row |= {
                        f"antal{suffix}": listed.get(label),
                        f"antal{suffix}_min": least,
                        f"antal{suffix}_max": most,
                        f"gennemsnit_pr_maaned{suffix}_min": per(least, covered, 1, 2),
                        f"gennemsnit_pr_maaned{suffix}_max": per(most, covered, 1, 2),
                    }
                yield row

    # --- What is checked ------------------------------------------------------------------------------------

    def cells(self) -> Iterator[tuple[dict, str, str | None, int | None]]:
        """The row of trykte_tal of every cell of figures, what it measures, and the region it is of."""
        for table, (_, columns) in TABLES.items():
            for dokument in self.order:
                for label, r in self.printed(table, dokument):
                    code = label[:3] if label[:3].isdigit() else None
                    for column, measure in columns.items():
                        yield self.cell(r, table, column, label, code, number(r[column])), measure
        for dokument in self.editions:
            for r in self.seeds["udsendelser_tabel_1"]:
                if r["dokument"] == dokument:
                    label = r["udsendelseskategori"]
                    for column, count in self.tabel_1(dokument)[CATEGORIES[label]].items():
                        yield self.cell(r, "udsendelser_tabel_1", column, label, None, count), column
            for table in ("udsendelser_tabel_2", "udsendelser_tabel_3"):
                for label, r in self.printed(table, dokument):
                    for column in CATEGORIES.values():
                        yield self.cell(r, table, column, label, None, number(r[column])), column

    def cell(self, r, table: str, column: str, label: str, code: str | None, count: int | None) -> dict:
        return {
            "dokument": r["dokument"],
            "tabel": table,
            "raekke": int(r["raekke"]),
            "felt": column,
            "etiket": label,
            "kommunekode": code,
            "trykt_vaerdi": r[column] or None,
            "anvendt_vaerdi": count,
        }

    def trykte_tal(self) -> Iterator[dict]:
        yield from (cell for cell, _ in self.cells())

    def afstemning(self) -> Iterator[dict]:
        for dokument, letter in self.letters.items():
            regions = {k.code: k.region for k in letter.kommuner}
            regions |= self.divisions[self.division(dokument)]
            for table, (_, columns) in TABLES.items():
                for column, measure in columns.items():
                    parts, rows = defaultdict(int), list(self.printed(table, dokument))
                    source = "bilag_b_kommunekvoter" if measure == "regionskvote" else table
                    field = "kommunekvote" if measure == "regionskvote" else column
                    for label, r in self.printed(source, dokument):
                        if label[:3].isdigit():
                            parts[regions[label[:3]]] += number(r[field]) or 0
                    sums = {}
                    for label, r in rows:
                        region = self.codes.get(label.removesuffix(" i alt"))
                        if region and not (table in WITH_HEADINGS and is_heading(label)):
                            sums[region] = number(r[column])
                            yield self.reconciled(
                                dokument, table, "region", region, measure, sums[region], parts[region]
                            )
                    for label, r in rows:
                        if label in ("Danmark i alt", "Total (landstal)"):
                            known = [count for count in sums.values() if count is not None]
                            yield self.reconciled(
                                dokument, table, "land", "DK", measure, number(r[column]), sum(known)
                            )
            yield self.reconciled(
                dokument, "landstalsbreve", "land", "DK", "landstal", letter.landstal,
                sum(letter.regionskvoter.values()),
            )  # fmt: skip
        for dokument in self.editions:
            yield from self.reconciled_removals(dokument)

    def reconciled_removals(self, dokument: str) -> Iterator[dict]:
        first = self.tabel_1(dokument)
        one, kinds = "udsendelser_tabel_1", [c for c in CATEGORIES.values() if c != "i_alt"]
        for column, total in first["i_alt"].items():
            if total is not None:
                parts = sum(first[kind][column] for kind in kinds)
                yield self.reconciled(dokument, one, "alle_kategorier", "I alt", column, total, parts)
        for kind, row in first.items():
            months = sum(row[month] or 0 for month in MONTHS)
            yield self.reconciled(dokument, one, "aar", kind, "i_alt_aar", row["i_alt_aar"], months)
        for number_of_table, column in ((2, "i_alt_aar"), (3, "i_alt_forrige_aar")):
            table, rows = (
                f"udsendelser_tabel_{number_of_table}",
                self.nationalities(dokument, number_of_table),
            )
            for label, row in rows.items():
                parts = sum(row[kind] for kind in kinds)
                yield self.reconciled(dokument, table, "alle_kategorier", label, column, row["i_alt"], parts)
            for kind in CATEGORIES.values():
                parts = sum(row[kind] for label, row in rows.items() if label != "I alt")
                total = rows["I alt"][kind]
                yield self.reconciled(dokument, table, "alle_nationaliteter", kind, column, total, parts)
                yield self.reconciled(dokument, table, one, kind, column, total, first[kind][column])

    def reconciled(self, dokument, table, level, key, measure, printed, total) -> dict:
        return {
            "dokument": dokument,
            "tabel": table,
            "niveau": level,
            "noegle": key,
            "maal": measure,
            "offentliggjort": printed,
            "beregnet": total,
            "difference": printed - total,
            "stemmer": printed == total,
        }

    # --- What is odd ----------------------------------------------------------------------------------------

    def kildeanmaerkninger(self) -> Iterator[dict]:
        columns = ("dokument", "tabel", "raekke", "felt", "trykt_vaerdi", "anvendt_vaerdi", "forklaring")
        for rows in (
            self.odd_names(),
            self.other_figures(),
            self.signs(),
            self.odd_facts(),
            self.odd_codes(),
        ):
            yield from (dict(zip(columns, row, strict=True)) for row in rows)
        for r in self.seeds["noterede_kildeanmaerkninger"]:
            place = {"raekke": int(r["raekke"]) if r["raekke"] else None}
            yield {name: r[name] or None for name in columns} | place
        for r in self.regionskvoter():
            kvote, more = r["regionskvote_offentliggjort"], r["uforklaret_tillaeg"]
            words = ": kommunernes fordelingstal, hver afrundet til nærmeste hele tal, giver "
            if r["beregningsmaade"] == PROPORTIONAL:
                words = ": den forholdsmæssige ændring giver "
            rule = "Bekendtgørelsen har ingen regel om afrunding; den offentliggjorte regionskvote bruges."
            text = f"{r['regionsnavn']}{words}{kvote - more}. {rule}"
            if more:
                row = (r["dokument"], "landstal_regionskvoter", None, "antal", str(kvote), str(kvote), text)
                yield dict(zip(columns, row, strict=True))

    def odd_names(self) -> Iterator[tuple]:
        why = "Trykt navn afviger fra kommunens officielle navn; kommunekoden er nøglen."
        for dokument in self.order:
            for table in TABLES:
                for label, r in self.printed(table, dokument):
                    official = f"{label[:3]} {self.names.get(label[:3])}"
                    if label[:3].isdigit() and label != official:
                        yield dokument, table, int(r["raekke"]), "kommune", label, official, why

    def other_figures(self) -> Iterator[tuple]:
        why = "Tallet er et andet end i årets første brev; dets tal bruges hele året (§ 7, stk. 9)."
        for dokument in self.order:
            first = self.versions(self.year(dokument))[0]
            for table in ("bilag_a_befolkning", "bilag_a_familiesammenfoeringer"):
                right = {label[:3]: r for label, r in self.printed(table, first) if label[:3].isdigit()}
                for label, r in self.printed(table, dokument):
                    for field in TABLES[table][1]:
                        if label[:3] in right and number(r[field]) != number(right[label[:3]][field]):
                            cells = r[field] or None, right[label[:3]][field] or None
                            yield dokument, table, int(r["raekke"]), field, *cells, why

    def signs(self) -> Iterator[tuple]:
        signs: Counter = Counter()
        for cell, _ in self.cells():
            table, printed = cell["tabel"], cell["trykt_vaerdi"]
            of_letter = table in TABLES
            if table in WITH_HEADINGS and is_heading(cell["etiket"]):
                continue
            sign = None
            if printed is None if of_letter else cell["anvendt_vaerdi"] is None:
                sign = "tom celle" if of_letter else "tom måned"
            elif printed in STROKES or (of_letter and "." in printed):
                sign = printed if printed in STROKES else "."
            signs[cell["dokument"], table, cell["felt"], sign] += 1
        words = {
            ".": "Punktum skiller tusinder",
            "tom celle": "Tom celle betyder, at der ikke er noget center på listen: ukendt, ikke nul",
            "tom måned": "Måneden er ikke opgjort endnu: ukendt, ikke nul",
        }
        for (dokument, table, field, sign), times in signs.items():
            if sign:
                text = f"{words.get(sign, 'Streg betyder nul')} (antal celler: {times})."
                printed, used = None if sign.startswith("tom ") else sign, "0" if sign in STROKES else None
                yield dokument, table, None, field, printed, used, text

    def odd_facts(self) -> Iterator[tuple]:
        for dokument in self.order:
            facts = self.facts[dokument]
            if facts["version"] != "1":
                continue
            dated = int(facts["dateret"][:4])
            odd = {
                "dateret": (
                    dated >= self.year(dokument),
                    "Landstallet meddeles senest den 1. maj året før det år, det gælder; brevet er dateret i "
                    "selve året. Datoen rettes ikke, og landstalsåret holdes for sig.",
                ),
                "udlaendingedefinition": (
                    "oprindelse" not in facts["udlaendingedefinition"],
                    "Bekendtgørelsens § 8, stk. 2, tæller indvandrere med ikke-vestlig oprindelse, dog ikke "
                    "dem med ophold for studie eller arbejde. Brevets overskrift siger det anderledes; hvem "
                    "der er talt, kan ikke ses. Tallene bruges, som de er trykt.",
                ),
                "sagsnummer": (
                    facts["sagsnummer"][:2] != facts["dateret"][2:4],
                    "Sagen er oprettet et andet år, end brevet er dateret.",
                ),
                "befolkning_pr": (
                    int(facts["befolkning_pr"][:4]) < dated,
                    "Befolkningen er opgjort et tidligere år end brevets datering.",
                ),
                "familiesammenfoert_aar": (
                    int(facts["familiesammenfoert_aar"]) < dated - 1,
                    "Familiesammenføringerne er fra et tidligere år end året før brevets datering.",
                ),
                "asylansoegere_pr": (
                    int(facts["asylansoegere_pr"][:4]) < dated,
                    "Asylansøgerne er talt op et tidligere år end brevets datering.",
                ),
                "aftalefrist": (
                    facts["aftalefrist"] < facts["dateret"],
                    "Fristen for at meddele en aftale om kommunekvoter ligger før brevets datering.",
                ),
                "fastsaettelsesfrist": (
                    facts["fastsaettelsesfrist"] < facts["dateret"],
                    "Fristen for at fastsætte kommunekvoter ligger før brevets datering.",
                ),
            }
            for field, (is_odd, why) in odd.items():
                if is_odd:
                    yield dokument, "landstalsbreve", None, field, facts[field], facts[field], why

    def odd_codes(self) -> Iterator[tuple]:
        why = (
            "Kommunekoderne før og efter hører til andre regioner: regionen slås op og udledes ikke af koden."
        )
        for dokument in self.order:
            division = self.divisions[self.division(dokument)]
            codes = sorted(division)
            alone = {
                code
                for before, code, after in zip(codes, codes[1:], codes[2:], strict=False)
                if division[code] not in (division[before], division[after])
            }
            for label, r in self.printed("bilag_a_befolkning", dokument):
                if label[:3] in alone:
                    place = (dokument, "bilag_a_befolkning", int(r["raekke"]), "kommune")
                    yield *place, label, division[label[:3]], why


def check_names(expected: Marts, columns: list[str], rows: Iterable[tuple]) -> None:
    """The letter and the municipality of each row; what is sought for them is held in test_calculation.py."""
    sought = {"figur", "retning", *NEAREST}
    places = [
        expected.place(dokument, k) for dokument, letter in expected.letters.items() for k in letter.kommuner
    ]
    assert set(columns) == places[0].keys() | sought
    for row in rows:
        assert {name: cell for name, cell in zip(columns, row, strict=True) if name not in sought} in places


def check_marts(db, seeds: dict[str, list[dict[str, str]]], steps: list[int]) -> None:
    """Every mart of the database, in all columns, is that of the seeds."""
    expected = Marts(seeds, steps)
    marts = db.execute("select table_name from duckdb_tables() where schema_name = 'marts' order by all")
    for (mart,) in marts.fetchall():
        answer = db.execute(f"from marts.{mart}")
        columns = [column[0] for column in answer.description]
        found = Counter(answer.fetchall())
        if mart == "kvotetaerskler":
            check_names(expected, columns, found)
            continue
        rows = list(getattr(expected, mart)())
        assert all(set(row) == set(columns) for row in rows), (mart, set(columns) ^ set(rows[0]))
        wanted = Counter(tuple(row[column] for column in columns) for row in rows)
        missing, extra = list((wanted - found).elements()), list((found - wanted).elements())
        assert not missing and not extra, (mart, columns, missing[:2], extra[:2])


def without_centres(letter: documents.Paper, region: str) -> None:
    """The region's municipalities have no asylum seekers, and its total is a stroke."""
    rows = letter.tables[documents.BEFOLKNING]
    (first,) = (n for n, row in enumerate(rows) if row[0] == region)
    rows[0][3] = documents.danish(number(rows[0][3]) - number(rows[first][3]))
    rows[first][3] = "-"
    for row in rows[first + 1 :]:
        if not row[0][:3].isdigit():
            break
        row[3] = ""


def more_documents(project) -> None:
    """Beside the two: agreed quotas; a reduced landstal without Bilag A; the year after, of other
    municipalities and with a region without centres, and its raised landstal, in whose Bilag A two have
    exchanged figures; the first letter of other regions. Editions of removals of the year before, one of them
    later than the other and with fewer months, and of the whole year."""
    agree()(project)
    real = documents.from_seeds(documents.ROOT, "landstal-2024")
    reduced = documents.change_letter(real, 301, bilag_a=False, deadlines=False)
    following = documents.make_letter(2025, 1_000, seed_number=4)
    new_regions = documents.make_letter(
        2027, 700, seed_number=5, make_kommuner=documents.kommuner_in_four_regions
    )
    without_centres(following, "Region Sjælland")
    raised = documents.change_letter(following, 1_400)
    raised.tables = deepcopy(raised.tables)
    for table in (documents.BEFOLKNING, documents.FAMILIE):
        rows = {row[0]: row for row in raised.tables[table]}
        rows["825 Læsø"][1], rows["840 Rebild"][1] = rows["840 Rebild"][1], rows["825 Læsø"][1]
    papers = [reduced, following, raised, new_regions]
    for paper in papers:
        project.place_in_seeds(paper)
    for year, months, number in ((2023, 6, 1), (2023, 4, 2), (2023, 12, 3), (2022, 12, 4)):
        project.place_in_seeds(documents.make_statistic(year, months, seed_number=number))
    add(SCENARIER, {"scenarie": "Flere", "dokument": "landstal-2025", "landstal": "900"})(project)
    more = {"indbyggertal": "9000", "udenlandske_statsborgere": "70", "familiesammenfoerte": "12"}
    add(SCENARIETAL, {"scenarie": "Flere", "kommune": "825 Læsø"} | more)(project)


def seeds_of(project) -> dict[str, list[dict[str, str]]]:
    return {
        file.stem: project.seed(f"{file.parent.name}/{file.stem}")
        for file in project.folder.glob("seeds/*/*.csv")
    }


def test_hver_kolonne_i_de_to_dokumenter(built, marts):
    seeds = seeds_of(built)
    check_marts(marts, seeds, [int(row["procent"]) for row in seeds["landstalstrin"]])


def test_hver_kolonne_i_flere_dokumenter(built, warehouse, project_copy):
    more_documents(project_copy)
    with warehouse.rebuilt(project_copy.changed_seeds(built)) as failures:
        assert not failures
        check_marts(warehouse.db, seeds_of(project_copy), warehouse.steps)
