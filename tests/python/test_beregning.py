"""The marts against the independent calculation: on the real letter and on random ones, which run through
the very SQL that dbt compiled."""

import shutil
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import duckdb
import pytest
import uafhaengig
from hypothesis import given, settings
from hypothesis import strategies as st
from uafhaengig import Kommune

LED = [  # of the quota, after the share of the population
    "beregnet_fordelingstal", "foreloebigt_fordelingstal", "fordelingstal", "kommunekvote_eksakt",
    "kommunekvote_beregnet",
]  # fmt: skip
REGIONER = ["1081", "1082", "1083", "1084", "1085"]


def afrundet(tal: Fraction | None, decimaler: int) -> Decimal | None:
    """So many decimals, half away from zero, without a float on the way; None stays None."""
    if tal is None:
        return None
    hele = uafhaengig.naermeste(abs(tal) * 10**decimaler)
    return Decimal(-hele if tal < 0 else hele).scaleb(-decimaler)


def raekker(lager, mart: str, noegle: str, dokument: str) -> dict[str, dict]:
    """The rows of one document, by their key."""
    svar = lager.execute(f"select * from marts.{mart} where dokument = ?", [dokument])
    navne = [kolonne[0] for kolonne in svar.description]
    return {r[noegle]: r for r in (dict(zip(navne, v, strict=True)) for v in svar.fetchall())}


def ventede_trin(
    kommuner: list[Kommune], landstal: int, regionskvoter: dict[str, int] | None = None
) -> dict[str, dict]:
    """By municipality code the columns of the calculation, each from the statute. Regional quotas that are
    not given are calculated too."""
    foreloebige = uafhaengig.foreloebige_fordelingstal(kommuner, landstal)
    endelige = uafhaengig.fordelingstal(foreloebige, landstal)
    if regionskvoter is None:
        regionskvoter = uafhaengig.regionskvoter(kommuner, foreloebige, landstal)
    kvoter = uafhaengig.kommunekvoter(kommuner, foreloebige, regionskvoter)
    assert sum(foreloebige.values()) == landstal
    positive = {kode: max(tal, Fraction(0)) for kode, tal in foreloebige.items()}
    p_i_alt = sum(k.indbyggertal for k in kommuner)
    f_i_alt = sum(k.udlaendinge for k in kommuner)
    trin = {}
    for k in kommuner:
        i_alt = sum(positive[anden.kode] for anden in kommuner if anden.region == k.region)
        befolkningsandel = Fraction(k.indbyggertal, p_i_alt)
        udlaendingeandel = Fraction(k.udlaendinge, f_i_alt)
        kvote = kvoter[k.kode]
        negativ = foreloebige[k.kode] < 0
        trin[k.kode] = {
            "regionskode": k.region,
            "befolkningsandel": afrundet(befolkningsandel, 10),
            "udlaendingeandel": afrundet(udlaendingeandel, 10),
            "fordelingsandel": afrundet(2 * befolkningsandel - udlaendingeandel, 10),
            "beregnet_fordelingstal": afrundet(foreloebige[k.kode] + k.familiesammenfoerte, 6),
            "foreloebigt_fordelingstal": afrundet(foreloebige[k.kode], 6),
            "fordelingstal": afrundet(endelige[k.kode], 6),
            "fordelingstal_afrundet": uafhaengig.naermeste(endelige[k.kode]),
            "regionskvote_beregnet": regionskvoter[k.region],
            "kommunekvote_eksakt": afrundet(
                regionskvoter[k.region] * positive[k.kode] / i_alt if i_alt else Fraction(0), 6
            ),
            "kommunekvote_beregnet": kvote,
            "nulkvote_aarsag": None if kvote else "negativt_fordelingstal" if negativ else "afrunding",
        }
    return trin


def kontroller(lager, dokument: str, kommuner: list[Kommune], landstal: int, regionskvoter: dict) -> None:
    """Every column of the quota marts that is calculated, for every municipality and region."""
    trin = ventede_trin(kommuner, landstal, regionskvoter)
    endelige = uafhaengig.fordelingstal(uafhaengig.foreloebige_fordelingstal(kommuner, landstal), landstal)
    kvoter = {kode: ventet["kommunekvote_beregnet"] for kode, ventet in trin.items()}
    fundne = raekker(lager, "kommunekvoter", "kommunekode", dokument)
    andele = raekker(lager, "kommuneandele", "kommunekode", dokument)
    assert set(fundne) == set(andele) == {k.kode for k in kommuner}
    indbyggertal = sum(k.indbyggertal for k in kommuner)
    for k in kommuner:
        egne = [anden for anden in kommuner if anden.region == k.region]
        offentliggjort = andele[k.kode]["kommunekvote"]
        ventet = {n: v for n, v in trin[k.kode].items() if n != "regionskvote_beregnet"}
        ventet |= {"kommunekvote_offentliggjort": offentliggjort}
        eksakt = ventet["kommunekvote_eksakt"]
        ventet |= {"regionskvote_offentliggjort": regionskvoter[k.region], "kommunekvote_hele": int(eksakt)}
        if landstal and kvoter[k.kode] is not None:  # no random letter has an agreement
            pr_indbygger = Fraction(kvoter[k.kode], k.indbyggertal) / Fraction(landstal, indbyggertal)
            ventet["kvoteindeks"] = afrundet(100 * pr_indbygger, 1)
        assert {navn: fundne[k.kode][navn] for navn in ventet} == ventet
        ventet = {
            "andel_af_region": Fraction(k.indbyggertal, sum(anden.indbyggertal for anden in egne)),
            "andel_af_landet": Fraction(k.indbyggertal, sum(anden.indbyggertal for anden in kommuner)),
            "udlaendinge_pr_1000": Fraction(1000 * k.udlaendinge, k.indbyggertal),
            "familiesammenfoerte_pr_1000": Fraction(1000 * k.familiesammenfoerte, k.indbyggertal),
            "kvote_pr_10000": Fraction(10_000 * offentliggjort, k.indbyggertal),
        }
        for navn, tal in ventet.items():
            assert andele[k.kode][navn] == afrundet(tal, 10 if navn.startswith("andel") else 4)

    for region, fundet in raekker(lager, "regionskvoter", "regionskode", dokument).items():
        egne = [k for k in kommuner if k.region == region]
        kvote, indbyggere = regionskvoter[region], sum(k.indbyggertal for k in egne)
        hele = sum(uafhaengig.naermeste(endelige[k.kode]) for k in egne)
        ventet = {
            "indbyggertal": indbyggere,
            "udenlandske_statsborgere": sum(k.udlaendinge for k in egne),
            "familiesammenfoerte": sum(k.familiesammenfoerte for k in egne),
            "fordelingstal": afrundet(sum(endelige[k.kode] for k in egne), 6),
            "fordelingstal_afrundet": hele,
            "regionskvote_offentliggjort": kvote,
            "uforklaret_tillaeg": kvote - hele,
            "personer_til_stoerste_rest": kvote - sum(fundne[k.kode]["kommunekvote_hele"] for k in egne),
            "kommunekvote_offentliggjort": sum(andele[k.kode]["kommunekvote"] for k in egne),
            "udlaendinge_pr_1000": afrundet(Fraction(1000 * sum(k.udlaendinge for k in egne), indbyggere), 4),
            "kvote_pr_10000": afrundet(Fraction(10_000 * kvote, indbyggere), 4),
        }
        assert {navn: fundet[navn] for navn in ventet} == ventet
        beregnede = [kvoter[k.kode] for k in egne]
        assert None in beregnede or sum(beregnede) == kvote

    udlaendinge = sum(k.udlaendinge for k in kommuner)
    ventet = {
        "indbyggertal": indbyggertal,
        "udenlandske_statsborgere": udlaendinge,
        "fordelingstal_afrundet": sum(uafhaengig.naermeste(tal) for tal in endelige.values()),
        "udlaendinge_pr_1000": afrundet(Fraction(1000 * udlaendinge, indbyggertal), 4),
        "kvote_pr_10000": afrundet(Fraction(10_000 * landstal, indbyggertal), 4),
    }
    fundet = raekker(lager, "landstal", "dokument", dokument)[dokument]
    assert {navn: fundet[navn] for navn in ventet} == ventet


def kontroller_led(lager, dokument: str, kommuner: list[Kommune], landstal: int, regionskvoter: dict) -> None:
    """Every link of every quota: the number after it, and what it adds."""
    trin = ventede_trin(kommuner, landstal, regionskvoter)
    fundne: dict[str, list] = {}
    for kode, *tal in lager.execute(
        "select kommunekode, efter, bidrag from marts.kommunekvoteled where dokument = ? order by lednummer",
        [dokument],
    ).fetchall():
        fundne.setdefault(kode, []).append(tuple(tal))
    i_alt = landstal + sum(k.familiesammenfoerte for k in kommuner)
    indbyggertal = sum(k.indbyggertal for k in kommuner)
    for k in kommuner:
        efter = [afrundet(Fraction(k.indbyggertal * i_alt, indbyggertal), 6)]
        efter += [trin[k.kode][navn] for navn in LED]
        ventet = [(nu, None if nu is None else nu - foer) for foer, nu in pairwise([0, *efter])]
        assert fundne[k.kode] == ventet


def test_hvert_brev(marts):
    for dokument, landstal in marts.sql("select dokument, landstal from marts.landstal").fetchall():
        kommuner = [
            Kommune(
                kode,
                r["regionskode"],
                r["indbyggertal"],
                r["udenlandske_statsborgere"],
                r["familiesammenfoerte"],
            )
            for kode, r in raekker(marts, "kommuneandele", "kommunekode", dokument).items()
        ]
        regioner = raekker(marts, "regionskvoter", "regionskode", dokument)
        regionskvoter = {kode: r["regionskvote_offentliggjort"] for kode, r in regioner.items()}
        kontroller(marts, dokument, kommuner, landstal, regionskvoter)
        kontroller_led(marts, dokument, kommuner, landstal, regionskvoter)


@pytest.mark.golden
def test_landstal_2024(marts):
    regioner = raekker(marts, "regionskvoter", "regionsnavn", "landstal-2024")
    assert {navn: round(r["fordelingstal"], 3) for navn, r in regioner.items()} == {
        "Region Hovedstaden": Decimal("134.709"),
        "Region Sjælland": Decimal("82.665"),
        "Region Syddanmark": Decimal("125.567"),
        "Region Midtjylland": Decimal("143.543"),
        "Region Nordjylland": Decimal("63.516"),
    }
    kommuner = raekker(marts, "kommunekvoter", "kommunekode", "landstal-2024").values()
    assert len(kommuner) == 98
    assert all(r["kommunekvote_beregnet"] == r["kommunekvote_offentliggjort"] for r in kommuner)
    assert sum(r["fordelingstal_afrundet"] == r["kommunekvote_offentliggjort"] for r in kommuner) == 94


@pytest.fixture(scope="module")
def tomt_lager(bygget, lager, tmp_path_factory):
    """The built database with its tables turned into views, so that whatever lies in raw is calculated."""
    fil = tmp_path_factory.mktemp("tilfaeldig") / bygget.database.name
    shutil.copy(bygget.database, fil)
    with duckdb.connect(str(fil)) as db:
        for node in map(lager.noder.get, lager.raekkefoelge):
            if node["config"]["materialized"] == "table":
                sted = f"{node['schema']}.{node['alias']}"
                db.execute(f"drop table {sted}")
                db.execute(f"create view {sted} as {node['compiled_code']}")
        yield db


BREV, FORRIGE = "landstal-2099", "landstal-2098"
TRIN = (0, 55, 100, 300)


def dansk(tal: int) -> str:
    return f"{tal:,}".replace(",", ".")


def laeg_breve(lager, breve: dict[str, tuple[list[Kommune], int, dict[str, int]]]) -> None:
    """Puts made-up letters, by their keys, into raw in the place of what is there."""
    tabeller = {
        "landstalsbreve": [],
        "landstal_regionskvoter": [],
        "bilag_a_befolkning": [],
        "bilag_a_familiesammenfoeringer": [],
        "bilag_b_kommunekvoter": [],
    }
    for d, (kommuner, landstal, regionskvoter) in breve.items():
        aar, dag = d.removeprefix("landstal-"), "2097-01-01"
        nye = {
            "landstalsbreve": [
                (d, aar, "1", str(landstal), dag, "98/1", dag, "2097", dag, dag, dag, "t", "u", "f")
            ],
            "landstal_regionskvoter": [
                (d, "1", f"Region {kode}", dansk(kvote)) for kode, kvote in regionskvoter.items()
            ],
            "bilag_a_befolkning": [
                (d, "1", f"{k.kode} K", dansk(k.indbyggertal), dansk(k.udlaendinge), None) for k in kommuner
            ],
            "bilag_a_familiesammenfoeringer": [
                (d, "1", f"{k.kode} K", dansk(k.familiesammenfoerte) if k.familiesammenfoerte else "-")
                for k in kommuner
            ],
            "bilag_b_kommunekvoter": [(d, "1", f"{k.kode} K", k.kode) for k in kommuner],
        }
        for navn, raekker_ in nye.items():
            tabeller[navn] += raekker_
    laeg(lager, tabeller)
    laeg(
        lager,
        {
            "regioner": [(kode, f"Region {kode}") for kode in regionskvoter],
            "kommuner": [(k.kode, f"K{k.kode}", k.region) for k in kommuner],
        },
    )


def laeg(lager, tabeller: dict[str, list[tuple]]) -> None:
    for navn, raekker_ in tabeller.items():
        lager.execute(f"truncate raw.{navn}")
        if raekker_:
            plads = ", ".join("?" * len(raekker_[0]))
            lager.executemany(f"insert into raw.{navn} values ({plads})", raekker_)


@st.composite
def breve(draw):
    """Letters of one to five regions of one to four municipalities. Small numbers make ties; many
    reunifications make whole regions negative."""
    regioner = REGIONER[: draw(st.integers(1, 5))]
    stoerrelse = draw(st.sampled_from([3, 40, 700_000]))
    antal = st.integers(1, stoerrelse)
    kommuner = []
    for region in regioner:
        for _ in range(draw(st.integers(1, 4))):
            p = draw(antal)
            f = draw(st.integers(0, p))
            a = draw(st.sampled_from([0, 0, 1, 2, 15, 400]))
            kommuner.append(Kommune(f"{101 + len(kommuner)}", region, p, f, a))
    if not any(k.udlaendinge for k in kommuner):
        foerste = kommuner[0]
        kommuner[0] = Kommune(foerste.kode, foerste.region, foerste.indbyggertal, 1, 0)
    landstal = draw(st.sampled_from([0, 1, 7, 550, 20_000]))
    regionskvoter = {region: draw(st.integers(0, landstal)) for region in regioner}
    return kommuner, landstal, regionskvoter


@settings(max_examples=100, deadline=None)
@given(brev=breve())
def test_tilfaeldige_breve(tomt_lager, brev):
    laeg_breve(tomt_lager, {BREV: brev})
    kontroller(tomt_lager, BREV, *brev)


def test_saerlige_breve(tomt_lager):
    """A region whose municipalities are all negative, and products that outgrow 64 bits."""
    negativ = [Kommune("101", "1081", 10, 9, 400), Kommune("147", "1082", 90, 1, 0)]
    stor = [Kommune("101", "1081", 653_664, 51_219, 16), Kommune("147", "1081", 5_278_897, 276_249, 421)]
    for brev in (
        (negativ, 7, {"1081": 0, "1082": 7}),
        (negativ, 7, {"1081": 3, "1082": 4}),
        (negativ, 0, {"1081": 0, "1082": 0}),
        (stor, 20_000, {"1081": 20_000}),
    ):
        laeg_breve(tomt_lager, {BREV: brev})
        kontroller(tomt_lager, BREV, *brev)
        kontroller_led(tomt_lager, BREV, *brev)


def kontroller_variant(lager, mart: str, hvor: str, kommuner: list[Kommune], landstal: int) -> None:
    """Every column of the mart that is calculated, in the rows of one variant."""
    svar = lager.execute(f"select * from marts.{mart} where {hvor}")
    navne = [kolonne[0] for kolonne in svar.description]
    fundne = {r["kommunekode"]: r for r in (dict(zip(navne, v, strict=True)) for v in svar.fetchall())}
    ventede = ventede_trin(kommuner, landstal)
    assert set(fundne) == set(ventede)
    for k in kommuner:
        ventet = {navn: v for navn, v in ventede[k.kode].items() if navn in navne}
        ventet |= {"landstal_antaget": landstal, "indbyggertal": k.indbyggertal}
        ventet |= {"kommunekvote_offentliggjort": int(k.kode)}
        assert {navn: fundne[k.kode][navn] for navn in ventet} == ventet


def eksakt_andel(lager, scenarie: str, kode: str) -> Fraction:
    """The municipality's unrounded part of the landstal."""
    (andel,) = lager.execute(
        """
        select fordelingstal_taeller, vaegt_landet from intermediate.int_varianter_beregnet
        where variantslags = 'scenarie' and variant = ? and kommunekode = ?
        """,
        [scenarie, kode],
    ).fetchall()
    taeller, naevner = map(int, andel)
    return Fraction(taeller, naevner) if naevner else Fraction(0)


@settings(max_examples=30, deadline=None)
@given(brev=breve(), tilvaekst=st.sampled_from([1, 50, 900_000]), familie=st.integers(0, 60))
def test_tilfaeldige_varianter(tomt_lager, brev, tilvaekst, familie):
    """Every step of the landstal and a scenario against the independent calculation; and a municipality's
    exact part of the landstal does not fall when only its population grows."""
    kommuner, landstal, _ = brev
    foerste, *andre = kommuner
    voksende = replace(foerste, indbyggertal=foerste.indbyggertal + tilvaekst)
    med_familie = replace(foerste, familiesammenfoerte=familie)
    laeg_breve(tomt_lager, {BREV: brev})
    laeg(
        tomt_lager,
        {
            "landstalstrin": [(str(procent),) for procent in TRIN],
            "kvotescenarier": [(navn, BREV, str(landstal)) for navn in ("samme", "vækst", "familie")],
            "kvotescenarie_input": [
                ("vækst", f"{foerste.kode} K", str(voksende.indbyggertal), None, None),
                ("familie", f"{foerste.kode} K", None, None, str(familie)),
            ],
        },
    )
    for procent in TRIN:
        antaget = uafhaengig.naermeste(Fraction(landstal * procent, 100))
        kontroller_variant(tomt_lager, "kvotefoelsomhed", f"landstal_pct = {procent}", kommuner, antaget)
    for navn, ny in (("samme", foerste), ("vækst", voksende), ("familie", med_familie)):
        kontroller_variant(tomt_lager, "kvotescenarier", f"scenarie = '{navn}'", [ny, *andre], landstal)
    foer, efter = (eksakt_andel(tomt_lager, navn, foerste.kode) for navn in ("samme", "vækst"))
    assert efter >= foer


@settings(max_examples=30, deadline=None)
@given(brev=breve(), data=st.data())
def test_tilfaeldige_aendringer(tomt_lager, brev, data):
    """A change from the letter before against the four calculations in between."""
    kommuner, landstal, regionskvoter = brev
    foer = [
        replace(
            k,
            indbyggertal=data.draw(st.integers(k.udlaendinge or 1, 800_000)),
            udlaendinge=data.draw(st.sampled_from([k.udlaendinge, k.udlaendinge + 3])),
            familiesammenfoerte=data.draw(st.sampled_from([k.familiesammenfoerte, 0, 9])),
        )
        for k in kommuner
    ]
    landstal_foer = data.draw(st.sampled_from([landstal, 0, 3, 900]))
    laeg_breve(
        tomt_lager, {FORRIGE: (foer, landstal_foer, regionskvoter), BREV: (kommuner, landstal, regionskvoter)}
    )
    indbyggere = [replace(gl, indbyggertal=k.indbyggertal) for gl, k in zip(foer, kommuner, strict=True)]
    udlaendinge = [replace(gl, udlaendinge=k.udlaendinge) for gl, k in zip(indbyggere, kommuner, strict=True)]
    forloeb = [(foer, landstal_foer)]
    forloeb += [(gruppe, landstal) for gruppe in (foer, indbyggere, udlaendinge, kommuner)]
    tal = [
        uafhaengig.fordelingstal(uafhaengig.foreloebige_fordelingstal(gruppe, antal), antal)
        for gruppe, antal in forloeb
    ]
    fundne = raekker(tomt_lager, "kommunekvoter_aendringer", "kommunekode", BREV)
    assert set(fundne) == {k.kode for k in kommuner}
    bidrag = ("landstal", "indbyggertal", "udenlandske_statsborgere", "familiesammenfoerte")
    for k in kommuner:
        r = fundne[k.kode]
        skridt = [afrundet(trin[k.kode], 6) for trin in tal]
        assert [r[f"bidrag_{navn}"] for navn in bidrag] == [b - a for a, b in pairwise(skridt)]
        if r["kommunekvote_aendring"] is not None:
            assert sum(r[f"bidrag_{navn}"] for navn in (*bidrag, "rest")) == r["kommunekvote_aendring"]
    assert not raekker(tomt_lager, "kommunekvoter_aendringer", "kommunekode", FORRIGE)
