"""The charts, as SVG without a browser. Colours are the style sheet's variables, so that a chart follows
light, dark and print; every chart is narrow enough to be read on a phone without being made much smaller."""

import math
import re
from typing import Any

import altair as alt
import vl_convert

from sider.marts import Raekke
from sider.tal import maaned, tal
from sider.tekster import KATEGORIER, LED

BREDDE = 220  # of the drawing in pixels, without labels
UDSEENDE = {
    "background": "transparent",
    "font": "Liberation Sans",  # which vl-convert brings: laid out alike on every machine
    "view": {"stroke": None},
    "axis": {
        "labelColor": "var(--tekst)", "labelFontSize": 12, "labelPadding": 6, "titleColor": "var(--daempet)",
        "titleFontSize": 12, "titleFontWeight": "normal", "gridColor": "var(--linje)", "domain": False,
        "ticks": False, "labelFlush": False,
    },
    "legend": {
        "labelColor": "var(--tekst)", "labelFontSize": 12, "title": None, "orient": "top",
        "symbolType": "square", "offset": 8,
    },
    "text": {"color": "var(--tekst)", "fontSize": 12},
}  # fmt: skip


def svg(figur: alt.LayerChart | alt.Chart) -> str:
    tegning = figur.properties(config=UDSEENDE).to_dict(validate=False)  # takes twice as long with
    svg = vl_convert.vegalite_to_svg(tegning, format_locale="da-DK")
    # The page says what the chart shows; Vega's roles without names would be read out beside it.
    return re.sub(r' (?:role|aria-[a-z]+)="[^"]*"', "", svg).replace("<svg ", '<svg aria-hidden="true" ', 1)


def data(raekker: list[dict[str, Any]]) -> alt.Data:
    """Decimals as floats: they are only drawn."""
    return alt.Data(
        values=[
            {k: float(v) if hasattr(v, "as_tuple") else v for k, v in raekke.items()} for raekke in raekker
        ]
    )


def raekkeakse(laengste: int) -> alt.Axis:
    """An axis of names with room for so many characters: the reader's font may be wider than the one that
    the chart is laid out with."""
    return alt.Axis(grid=False, minExtent=8 * laengste, labelLimit=9 * laengste)


def plads_til_tal(soejler: list[dict[str, Any]]) -> alt.Scale:
    """A scale from the lowest end of the bars, or 0, with room for a number to the right of the longest."""
    ender = [0, *(float(soejle[ende]) for soejle in soejler for ende in ("fra", "til"))]
    bredde = (max(ender) - min(ender)) or 1
    return alt.Scale(domain=[min(ender), max(ender) + 0.35 * bredde], nice=False)


def vandfald(led: list[Raekke]) -> str:
    """The links of a municipality's quota, in persons, and the quota below them."""
    kvote = led[-1]["efter"]
    soejler = [
        {
            "led": LED[et["led"]],
            "fra": et["foer"],
            "til": et["efter"],
            "hoejre": max(et["foer"], et["efter"]),
            "tekst": tal(et["bidrag"], 2, fortegn=True),
            "farve": "var(--minus)" if et["bidrag"] < 0 else "var(--plus)",
        }
        for et in led
    ]
    samlet = {
        "led": "Kvote",
        "fra": 0,
        "til": kvote,
        "hoejre": kvote,
        "tekst": tal(kvote),
        "farve": "var(--tekst)",
    }
    grundlag = alt.Chart(data([*soejler, samlet])).encode(
        y=alt.Y("led:N", sort=None, title=None, axis=raekkeakse(max(map(len, LED.values())))),
    )
    soejle = grundlag.mark_bar(height=16).encode(
        x=alt.X("fra:Q", title="Personer", axis=alt.Axis(tickCount=4), scale=plads_til_tal(soejler)),
        x2="til:Q",
        color=alt.Color("farve:N", scale=None),
    )
    tekst = grundlag.mark_text(align="left", dx=5).encode(x="hoejre:Q", text="tekst:N")
    nul = alt.Chart(data([{"nul": 0}])).mark_rule(color="var(--daempet)").encode(x="nul:Q")
    return svg((nul + soejle + tekst).properties(width=BREDDE, height=alt.Step(27)))


def foelsomhed(trin: list[Raekke], landstal: int) -> str:
    """A municipality's quota at 0 to 3 times the landstal, a point each, and the published one."""
    offentliggjort = trin[0]["kommunekvote_offentliggjort"]
    punkter = [{"landstal": t["landstal_antaget"], "kvote": t["kommunekvote_beregnet"]} for t in trin]
    hoejest = max(offentliggjort, *(p["kvote"] for p in punkter), 1)
    afstand = next(a for a in (f * 10**n for n in range(9) for f in (1, 2, 5)) if hoejest <= 5 * a)
    top = math.ceil(hoejest / afstand) * afstand
    beregnede = (
        alt.Chart(data(punkter))
        .mark_point(filled=True, size=16, opacity=1, color="var(--plus)")
        .encode(
            x=alt.X("landstal:Q", title="Landstal", axis=alt.Axis(tickCount=4)),
            y=alt.Y(
                "kvote:Q",
                title="Kvote, personer",
                axis=alt.Axis(values=list(range(0, top + 1, afstand)), format=",d"),
                scale=alt.Scale(domain=[0, top]),
            ),
        )
    )
    brevet = alt.Chart(data([{"landstal": landstal, "kvote": offentliggjort}]))
    streg = brevet.mark_rule(color="var(--daempet)", strokeDash=[4, 3]).encode(x="landstal:Q")
    trykt = brevet.mark_point(filled=True, size=80, opacity=1, color="var(--minus)").encode(
        x="landstal:Q", y="kvote:Q"
    )
    tekst = brevet.mark_text(y=-8, color="var(--daempet)", text=f"brevets {tal(landstal)}").encode(
        x="landstal:Q"
    )
    return svg((streg + beregnede + trykt + tekst).properties(width=BREDDE + 70, height=170))


def pr_indbygger(regioner: list[Raekke], landet: Raekke) -> str:
    """The regional quotas per 10,000 inhabitants, the highest first, and the nation's as a line."""
    kvoter = [
        {"region": r["regionsnavn"].removeprefix("Region "), "fra": 0, "til": r["kvote_pr_10000"]}
        for r in regioner
    ]
    grundlag = alt.Chart(data([kvote | {"tekst": tal(kvote["til"], 2)} for kvote in kvoter])).encode(
        y=alt.Y("region:N", sort=None, title=None, axis=raekkeakse(len("Hovedstaden")))
    )
    soejle = grundlag.mark_bar(height=18, color="var(--plus)").encode(
        x=alt.X(
            "fra:Q",
            title="Kvote pr. 10.000 indbyggere",
            axis=alt.Axis(tickCount=4),
            scale=plads_til_tal(kvoter),
        ),
        x2="til:Q",
    )
    tekst = grundlag.mark_text(align="right").encode(x=alt.value(BREDDE), text="tekst:N")
    hele_landet = landet["kvote_pr_10000"]
    land = alt.Chart(data([{"kvote": hele_landet, "tekst": f"landet {tal(hele_landet, 2)}"}]))
    streg = land.mark_rule(color="var(--tekst)", strokeDash=[4, 3]).encode(x="kvote:Q")
    navn = land.mark_text(y=-8, color="var(--daempet)").encode(x="kvote:Q", text="tekst:N")
    return svg((soejle + tekst + streg + navn).properties(width=BREDDE, height=alt.Step(30)))


def maaneder(raekker: list[Raekke]) -> str:
    """Removals by month, the categories upon each other; a gap is a month without any."""
    rang = {kategori: nummer for nummer, kategori in enumerate(KATEGORIER)}
    figur = (
        alt.Chart(
            data(
                [
                    {
                        "maaned": maaned(r["maaned"], kort=True),
                        "kategori": KATEGORIER[r["udsendelseskategori"]],
                        "rang": rang[r["udsendelseskategori"]],
                        "antal": r["antal"],
                    }
                    for r in raekker
                ]
            )
        )
        .mark_bar(stroke="var(--bag)", strokeWidth=1)
        .encode(
            x=alt.X("maaned:N", sort=None, title=None, axis=alt.Axis(labelAngle=0)),
            y=alt.Y("antal:Q", title="Udsendelser", axis=alt.Axis(tickCount=5, tickMinStep=1)),
            color=alt.Color(
                "kategori:N",
                scale=alt.Scale(
                    domain=list(KATEGORIER.values()), range=[f"var(--serie-{n})" for n in (1, 2, 3)]
                ),
            ),
            order="rang:Q",
        )
    )
    return svg(figur.properties(width=BREDDE + 50, height=220))


def nationaliteter(raekker: list[Raekke]) -> str:
    """Removals per covered month of each nationality in two years: a point where the number is printed, a bar
    from the lowest to the highest possible where it is not."""
    aar, forrige = str(raekker[0]["aar"]), str(raekker[0]["forrige_aar"])
    navne = [r["nationalitet"] for r in raekker]
    punkter = [
        {
            "nationalitet": r["nationalitet"],
            "aar": navn,
            "fra": r[f"gennemsnit_pr_maaned{endelse}_min"],
            "til": r[f"gennemsnit_pr_maaned{endelse}_max"],
            "kendt": r[f"antal{endelse}"] is not None,
        }
        for r in raekker
        for navn, endelse in ((aar, ""), (forrige, "_forrige_aar"))
    ]
    grundlag = alt.Chart(data(punkter)).encode(
        y=alt.Y("nationalitet:N", sort=navne, title=None, axis=raekkeakse(max(map(len, navne)))),
        yOffset=alt.YOffset("aar:N", sort=[aar, forrige]),
        color=alt.Color(
            "aar:N",
            scale=alt.Scale(domain=[aar, forrige], range=["var(--aar)", "var(--forrige-aar)"]),
            legend=alt.Legend(symbolOpacity=1),
        ),
    )
    x = alt.X("fra:Q", title="Udsendelser pr. måned", axis=alt.Axis(tickCount=5))
    punkt = grundlag.mark_point(filled=True, size=60, opacity=1).encode(x=x).transform_filter("datum.kendt")
    spaend = (
        grundlag.mark_bar(height=6, opacity=0.45).encode(x=x, x2="til:Q").transform_filter("!datum.kendt")
    )
    return svg((spaend + punkt).properties(width=BREDDE, height=alt.Step(26, **{"for": "position"})))
