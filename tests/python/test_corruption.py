"""One damage of every kind that a typist, a spreadsheet or a scanner does to the seeds, and those that are
easily missed. `make test-all` tries out all damages, and CI every tenth."""

import pytest

from tools.corruption import all_damages, by_kind, known_uncaught

KINDS = 40


@pytest.fixture(scope="module")
def damages():
    return all_damages()


def test_en_skade_af_hver_slags_fanges(warehouse, damages):
    may_get_through = known_uncaught()
    kinds = by_kind([damage for damage in damages if damage.key not in may_get_through])
    assert len(kinds) == KINDS
    firsts = [same[0] for same in kinds.values()]
    assert not [damage.key for damage in firsts if not warehouse.failures({damage.seed: damage.content})]


@pytest.mark.parametrize(
    ("change", "test"),
    [
        ("101 København ↔ 147 Frederiksberg", "assert_kommuner_staar_i_kodeorden"),
        ("Syrien ↔ Iran", "assert_nationaliteter_staar_efter_faldende_antal"),
        (
            "101 København ↔ 147 Frederiksberg, kommunekvote: 45 ↔ 14",
            "assert_kommunekvoter_genfinder_bilag_b",
        ),
    ],
)
def test_ombytninger_der_skal_fanges(warehouse, damages, change, test):
    captors = [warehouse.failures({d.seed: d.content}) for d in damages if d.change == change]
    assert any(test in names for names in captors)
