"""A sample of the corruption test: some damages of every class. `make corruption` runs them all."""

from beskadigelse import KLASSER, alle_skader

STIKPROEVE = 20  # of each class


def test_stikproeve_af_alle_skader(lager):
    skader = alle_skader()
    assert {skade.klasse for skade in skader} == set(KLASSER)
    slap = []
    for klasse, alle_skal_fanges in KLASSER.items():
        egne = [skade for skade in skader if skade.klasse == klasse]
        for skade in egne[:: max(1, len(egne) // STIKPROEVE)]:
            if alle_skal_fanges and not lager.fejl({skade.seed: skade.indhold}):
                slap.append((klasse, skade.seed, skade.hvad))
    assert not slap
