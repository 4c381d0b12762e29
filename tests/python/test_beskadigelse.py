"""A sample of the corruption test: some damages of every class. `make corruption` runs them all."""

import pytest
from beskadigelse import KLASSER, alle_skader

STIKPROEVE = 10  # of each class


def test_stikproeve_af_alle_skader(lager):
    skader = alle_skader()
    assert {skade.klasse for skade in skader} == set(KLASSER)
    slap = []
    for klasse, maa_slippe in KLASSER.items():
        egne = [skade for skade in skader if skade.klasse == klasse]
        for skade in egne[:: max(1, len(egne) // STIKPROEVE)]:
            if not maa_slippe and not lager.fejl({skade.seed: skade.indhold}):
                slap.append((klasse, skade.seed, skade.hvad))
    assert not slap


@pytest.mark.parametrize(
    ("hvad", "test"),
    [
        ("101 København ↔ 147 Frederiksberg", "assert_kommuner_staar_i_kodeorden"),
        ("Syrien ↔ Iran", "assert_nationaliteter_staar_efter_faldende_antal"),
        (
            "101 København ↔ 147 Frederiksberg, kommunekvote: 45 ↔ 14",
            "assert_kommunekvoter_genfinder_bilag_b",
        ),
    ],
)
def test_ombytninger_der_skal_fanges(lager, hvad, test):
    fangere = [set(lager.fejl({skade.seed: skade.indhold})) for skade in alle_skader() if skade.hvad == hvad]
    assert any(test in navne for navne in fangere)
