"""A sample of the corruption test: some damages of every class. `make corruption` runs them all."""

import pytest

from tools.corruption import CLASSES, all_damages

SAMPLE = 10  # of each class


def test_stikproeve_af_alle_skader(warehouse):
    damages = all_damages()
    assert {damage.colour_class for damage in damages} == set(CLASSES)
    escaped = []
    for colour_class, may_escape in CLASSES.items():
        own_rows = [damage for damage in damages if damage.colour_class == colour_class]
        for damage in own_rows[:: max(1, len(own_rows) // SAMPLE)]:
            if not may_escape and not warehouse.error({damage.seed: damage.content}):
                escaped.append((colour_class, damage.seed, damage.what))
    assert not escaped


@pytest.mark.parametrize(
    ("what", "test"),
    [
        ("101 København ↔ 147 Frederiksberg", "assert_kommuner_staar_i_kodeorden"),
        ("Syrien ↔ Iran", "assert_nationaliteter_staar_efter_faldende_antal"),
        (
            "101 København ↔ 147 Frederiksberg, kommunekvote: 45 ↔ 14",
            "assert_kommunekvoter_genfinder_bilag_b",
        ),
    ],
)
def test_ombytninger_der_skal_fanges(warehouse, what, test):
    captors = [
        set(warehouse.error({damage.seed: damage.content})) for damage in all_damages() if damage.what == what
    ]
    assert any(test in names for names in captors)
