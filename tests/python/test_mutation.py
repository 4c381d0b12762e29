"""The mutation test sees what a change does, and lets pass what is no change."""

import csv

import pytest

from tools import mutation
from tools.mutation import Mutant

# Changes that no test saw once: the model, and what became of what.
ONCE_UNSEEN = [
    ("kommuneandele", "grundlag.kommunenavn,", "grundlag.regionskode as kommunenavn,"),
    ("kommuneandele", "2 * 10000000 * abs(cast(grundlag.asyl", "2 * 10010000 * abs(cast(grundlag.asyl"),
    ("afstemning", "offentliggjort - beregnet", "offentliggjort + beregnet"),
    ("udsendelser_nationalitet_aar_til_aar", "opgoerelser.aar - 1 as", "opgoerelser.aar + 1 as"),
    ("udsendelser_aar_til_aar", "<= intervaller.spredning", "< intervaller.spredning"),
    ("int_kvoter_afstemt", "coalesce(sum(antal), 0)", "coalesce(sum(antal), 1)"),
    ("int_breve_anmaerket", "extract(year from dateret) - 1", "extract(year from dateret) + 1"),
    ("int_breve_anmaerket", "and kodenaboer.regionskode != kodenaboer.regionskode_foer", "or true"),
    ("assert_kommunekvoter_genfinder_bilag_b", "and noterede.felt = kvotetal.felt", ""),
]


@pytest.fixture(scope="module")
def checks(built):
    return mutation.Checks(built.folder, built.database)


def node_of(checks, name: str) -> dict:
    return next(node for node in checks.warehouse.nodes.values() if node["name"] == name)


@pytest.mark.parametrize(("name", "old", "new"), ONCE_UNSEEN)
def test_det_som_ingen_test_saa(checks, name, old, new):
    node = node_of(checks, name)
    assert old in node["compiled_code"]
    sql = node["compiled_code"].replace(old, new)
    assert checks.killer(Mutant("", node["unique_id"], "", 0, sql)) not in ("", mutation.INVALID)


@pytest.mark.parametrize("name", ["udsendelser_aar_til_aar", "assert_et_land_staar_en_gang_i_hver_tabel"])
def test_det_uaendrede_overlever(checks, name):
    node = node_of(checks, name)
    assert not checks.killer(Mutant("", node["unique_id"], "", 0, node["compiled_code"]))


def test_det_som_ikke_kan_laeses_er_ingen_mutant(checks):
    node = node_of(checks, "udsendelser_aar_til_aar")
    assert checks.killer(Mutant("", node["unique_id"], "", 0, "select intet")) == mutation.INVALID


def test_mutanter_er_ens_hver_gang_og_aendrer_noget(checks):
    mutants = mutation.all_mutants(checks.warehouse)
    assert mutants == mutation.all_mutants(checks.warehouse)
    assert all(mutant.sql != checks.warehouse.nodes[mutant.node]["compiled_code"] for mutant in mutants)
    kinds = {mutant.kind for mutant in mutants}
    assert kinds == {kind for kind, *_ in mutation.CHANGES} | {mutation.DELETED, "tekst", "kolonne", "tom"}


def test_hver_ens_mutant_findes_og_har_sin_grund(checks):
    with mutation.EQUIVALENT.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    there = set().union(*(mutant.keys for mutant in mutation.all_mutants(checks.warehouse)))
    for row in rows:
        assert (row["slags"], row["sted"], row["aendring"], row["nummer"]) in there
        assert row["grund"].endswith(".")
