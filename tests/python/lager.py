"""The built project in memory: what dbt compiled runs here on changed seeds, without starting dbt again.

A changed file is put into raw as dbt puts a seed there, and the compiled SQL of everything downstream of it
runs in dbt's order and under the contracts of the marts; then the transaction is rolled back.
"""

import csv
import io
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from udgiv import seedfiler


@dataclass
class Tabel:
    """A seed as it stands in its file: the columns, and the rows as lists of printed cells."""

    seed: str
    kolonner: list[str]
    raekker: list[list[str]]

    @classmethod
    def laes(cls, fil: Path) -> "Tabel":
        kolonner, *raekker = csv.reader(io.StringIO(fil.read_text(encoding="utf-8"), newline=""))
        return cls(fil.stem, kolonner, raekker)

    def skriv(self, raekker=None, kolonner=None, skilletegn=",") -> bytes:
        ud = io.StringIO()
        skriver = csv.writer(ud, delimiter=skilletegn, lineterminator="\n")
        skriver.writerows([kolonner or self.kolonner, *(self.raekker if raekker is None else raekker)])
        return ud.getvalue().encode()

    @property
    def er_trykt(self) -> bool:
        """Whether it is a table of a document: dokument, raekke, a label, and numbers."""
        return self.kolonner[1:2] == ["raekke"]

    @property
    def etiketter(self) -> list[str]:
        return [raekke[2] for raekke in self.raekker]

    def med(self, nummer: int, *kolonner_og_celler) -> bytes:
        """The file with some cells of one row changed."""
        raekke = list(self.raekker[nummer])
        for kolonne, celle in kolonner_og_celler:
            raekke[kolonne] = celle
        return self.skriv([*self.raekker[:nummer], raekke, *self.raekker[nummer + 1 :]])


class Lager:
    """The tables of raw, and all that dbt compiled from them, as tables."""

    FORM = "seedfilens form"

    def __init__(self, projekt: Path, database: Path):
        """`projekt` is a folder where dbt has just built the file `database`."""
        manifest = json.loads((projekt / "target" / "manifest.json").read_text(encoding="utf-8"))
        self.noder = {
            navn: node
            for navn, node in manifest["nodes"].items()
            if node["resource_type"] in ("model", "test")
        }
        self.seeds = {n["name"]: n for n in manifest["nodes"].values() if n["resource_type"] == "seed"}
        self.raekkefoelge = self._sorteret()
        self.forfaedre: dict[str, set[str]] = {node["unique_id"]: set() for node in self.seeds.values()}
        for navn in self.raekkefoelge:
            laest = self.laest_af(navn)
            self.forfaedre[navn] = set(laest).union(*(self.forfaedre[anden] for anden in laest))
        self.mappe = tempfile.TemporaryDirectory()
        self.fil = Path(self.mappe.name, "seed.csv")
        self.db = duckdb.connect(config={"threads": 1})
        self.db.execute(f"attach '{database}' as byg (read_only)")
        (lager,) = {f'"{node["database"]}"' for node in self.noder.values()}  # as the compiled SQL names it
        self.db.execute(f"attach ':memory:' as {lager}")
        tabeller = self.db.sql(
            "select schema_name, table_name, sql from duckdb_tables()"
            " where database_name = 'byg' and schema_name in ('raw', 'marts')"
        )
        self.kontrakter = {(skema, navn): sql for skema, navn, sql in tabeller.fetchall()}
        self.db.execute(f"use {lager}")
        for skema in ("raw", "staging", "intermediate", "marts"):
            self.db.execute(f"create schema {skema}")
        for skema, navn in self.kontrakter:
            if skema == "raw":
                self.db.execute(f"create table raw.{navn} as from byg.raw.{navn}")
        # No document says them, and sixty more calculations of a letter would take most of the time.
        self.db.execute("delete from raw.landstalstrin where procent not in ('0', '100', '300')")
        self.db.execute("detach byg")
        uroert = self._koer(set(self.noder))
        assert not uroert, f"the undamaged seeds fail: {uroert}"

    def laest_af(self, navn: str) -> list[str]:
        return self.noder[navn]["depends_on"]["nodes"]

    def _sorteret(self) -> list[str]:
        """Models and tests so that each comes after what it reads, and tests before other models."""
        faerdige = {node["unique_id"] for node in self.seeds.values()}
        orden: list[str] = []
        while len(orden) < len(self.noder):
            klar = [n for n in self.noder if n not in faerdige and faerdige.issuperset(self.laest_af(n))]
            orden += [n for n in klar if n.startswith("test.")] or klar[:1]
            faerdige.update(orden)
        return orden

    def _koer(self, navne: set[str]) -> dict[str, list[dict]]:
        """Runs the nodes; each that failed, with its failing rows. As in `dbt build`, what fails stops all
        that is downstream of it; a test, all that is downstream of everything that it reads."""
        fejl, stoppet, fejlede_tests = {}, set(), []
        for navn in (n for n in self.raekkefoelge if n in navne):
            node = self.noder[navn]
            er_test = node["resource_type"] == "test"
            if stoppet.intersection(self.laest_af(navn)) or (
                not er_test and any(self.forfaedre[navn].issuperset(t) for t in fejlede_tests)
            ):
                stoppet.add(navn)
                continue
            try:
                if er_test:
                    if raekker := self._fejlende_raekker(node):
                        fejl[node["name"]] = raekker
                        fejlede_tests.append(self.laest_af(navn))
                else:
                    self._lav_model(node)
            except duckdb.Error as undtagelse:
                fejl[f"model {node['name']}"] = [{"fejl": str(undtagelse)}]
                break  # the transaction is lost with it
        return fejl

    def _lav_model(self, node: dict, med_kontrakt: bool = True) -> None:
        sted = f"{node['schema']}.{node['alias']}"
        kontrakt = self.kontrakter.get((node["schema"], node["alias"]))
        if kontrakt and med_kontrakt:
            self.db.execute(kontrakt.replace("CREATE TABLE", "create or replace table", 1))
            self.db.execute(f"insert into {sted} by name ({node['compiled_code']})")
        else:
            self.db.execute(f"create or replace table {sted} as ({node['compiled_code']})")

    def fejl(self, aendrede: dict[str, bytes]) -> dict[str, list[dict]]:
        """What fails with these files in the place of the seeds named, each test with its failing rows."""
        for seed, indhold in aendrede.items():
            kolonner = list(self.seeds[seed]["config"]["column_types"])
            if form := list(seedfiler.formfejl(indhold, kolonner)):
                navne = ("linje", "fundet", "ventet")
                return {self.FORM: [dict(zip(navne, fejl, strict=True)) for fejl in form]}
        with self._med(aendrede) as ramte:
            return self._koer({navn for navn in self.noder if ramte & self.forfaedre[navn]})

    def fejl_i_dokumentet(self, aendrede: dict[str, bytes], beregning: str) -> list[tuple[str, list[dict]]]:
        """All tests that fail, by their claim, without the stops of a build and the contracts of the marts:
        those that do not read the model `beregning` or what comes of it; if none fails, the others."""
        with self._med(aendrede) as ramte:
            tests: dict[bool, list[str]] = {False: [], True: []}
            for navn in (n for n in self.raekkefoelge if ramte & self.forfaedre[n]):
                if navn.startswith("model."):
                    self._lav_model(self.noder[navn], med_kontrakt=False)
                else:
                    laest = self.forfaedre[navn] | set(self.laest_af(navn))
                    tests[any(anden.endswith(f".{beregning}") for anden in laest)].append(navn)
            return self._fejlede(tests[False]) or self._fejlede(tests[True])

    def _fejlede(self, tests: list[str]) -> list[tuple[str, list[dict]]]:
        return [
            (" ".join(self.noder[navn]["description"].split()), raekker)
            for navn in tests
            if (raekker := self._fejlende_raekker(self.noder[navn]))
        ]

    def _fejlende_raekker(self, test: dict) -> list[dict]:
        svar = self.db.execute(test["compiled_code"])
        kolonner = [kolonne[0] for kolonne in svar.description]
        return [dict(zip(kolonner, raekke, strict=True)) for raekke in svar.fetchall()]

    @contextmanager
    def _med(self, aendrede: dict[str, bytes]) -> Iterator[set[str]]:
        """With these files in the place of the seeds named, whose ids it gives, until it ends."""
        self.db.begin()
        try:
            for seed, indhold in aendrede.items():
                self.fil.write_bytes(indhold)
                self.db.execute(f"truncate raw.{seed}")
                form = "format csv, header true, delimiter ','"  # as dbt-duckdb
                self.db.execute(f"copy raw.{seed} from '{self.fil}' ({form})")
            yield {self.seeds[seed]["unique_id"] for seed in aendrede}
        finally:
            self.db.rollback()
