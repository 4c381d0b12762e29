"""The charts, as SVG without a browser. Colours are the style sheet's variables, so that a chart follows
light, dark and print; every chart is narrow enough to be read on a phone without being made much smaller."""

import math
import re
from typing import Any

import altair as alt
import vl_convert

from landstal.site.numbers import danish_month, danish_number
from landstal.site.queries import Row
from landstal.site.words import CATEGORIES, CONTRIBUTIONS

WIDTH = 220  # of the drawing in pixels, without labels
CONFIG = {
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


def svg(chart: alt.LayerChart | alt.Chart) -> str:
    drawing = chart.properties(config=CONFIG).to_dict(validate=False)  # takes twice as long with
    svg = vl_convert.vegalite_to_svg(drawing, format_locale="da-DK")
    # The page says what the chart shows; Vega's roles without names would be read out beside it.
    return re.sub(r' (?:role|aria-[a-z]+)="[^"]*"', "", svg).replace("<svg ", '<svg aria-hidden="true" ', 1)


def data(rows: list[dict[str, Any]]) -> alt.Data:
    """Decimals as floats: they are only drawn."""
    return alt.Data(
        values=[{k: float(v) if hasattr(v, "as_tuple") else v for k, v in row.items()} for row in rows]
    )


def name_axis(longest: int) -> alt.Axis:
    """An axis of names with room for so many characters: the reader's font may be wider than the one that
    the chart is laid out with."""
    return alt.Axis(grid=False, minExtent=8 * longest, labelLimit=9 * longest)


def room_for_numbers(bars: list[dict[str, Any]]) -> alt.Scale:
    """A scale from the lowest end of the bars, or 0, with room for a number to the right of the longest."""
    ends = [0, *(float(bar[side]) for bar in bars for side in ("start", "end"))]
    width = (max(ends) - min(ends)) or 1
    return alt.Scale(domain=[min(ends), max(ends) + 0.35 * width], nice=False)


def waterfall(contributions: list[Row]) -> str:
    """The contributions to a municipality's quota, in persons, and the quota below them."""
    kvote = contributions[-1]["efter"]
    bars = [
        {
            "name": CONTRIBUTIONS[c["led"]],
            "start": c["foer"],
            "end": c["efter"],
            "right": max(c["foer"], c["efter"]),
            "text": danish_number(c["bidrag"], 2, signed=True),
            "colour": "var(--minus)" if c["bidrag"] < 0 else "var(--plus)",
        }
        for c in contributions
    ]
    total = {
        "name": "Kvote",
        "start": 0,
        "end": kvote,
        "right": kvote,
        "text": danish_number(kvote),
        "colour": "var(--tekst)",
    }
    base = alt.Chart(data([*bars, total])).encode(
        y=alt.Y("name:N", sort=None, title=None, axis=name_axis(max(map(len, CONTRIBUTIONS.values())))),
    )
    bar = base.mark_bar(height=16).encode(
        x=alt.X("start:Q", title="Personer", axis=alt.Axis(tickCount=4), scale=room_for_numbers(bars)),
        x2="end:Q",
        color=alt.Color("colour:N", scale=None),
    )
    text = base.mark_text(align="left", dx=5).encode(x="right:Q", text="text:N")
    zero = alt.Chart(data([{"zero": 0}])).mark_rule(color="var(--daempet)").encode(x="zero:Q")
    return svg((zero + bar + text).properties(width=WIDTH, height=alt.Step(27)))


def sensitivity(steps: list[Row], landstal: int) -> str:
    """A municipality's quota at 0 to 3 times the landstal, a point each, and the published one."""
    published = steps[0]["kommunekvote_offentliggjort"]
    points = [{"landstal": s["landstal_antaget"], "kvote": s["kommunekvote_beregnet"]} for s in steps]
    highest = max(published, *(p["kvote"] for p in points), 1)
    tick = next(t for t in (f * 10**n for n in range(9) for f in (1, 2, 5)) if highest <= 5 * t)
    top = math.ceil(highest / tick) * tick
    calculated = (
        alt.Chart(data(points))
        .mark_point(filled=True, size=16, opacity=1, color="var(--plus)")
        .encode(
            x=alt.X("landstal:Q", title="Landstal", axis=alt.Axis(tickCount=4)),
            y=alt.Y(
                "kvote:Q",
                title="Kvote, personer",
                axis=alt.Axis(values=list(range(0, top + 1, tick)), format=",d"),
                scale=alt.Scale(domain=[0, top]),
            ),
        )
    )
    letter = alt.Chart(data([{"landstal": landstal, "kvote": published}]))
    rule = letter.mark_rule(color="var(--daempet)", strokeDash=[4, 3]).encode(x="landstal:Q")
    point = letter.mark_point(filled=True, size=80, opacity=1, color="var(--minus)").encode(
        x="landstal:Q", y="kvote:Q"
    )
    text = letter.mark_text(y=-8, color="var(--daempet)", text=f"brevets {danish_number(landstal)}").encode(
        x="landstal:Q"
    )
    return svg((rule + calculated + point + text).properties(width=WIDTH + 70, height=170))


def per_inhabitant(regioner: list[Row], nation: Row) -> str:
    """The regional quotas per 10,000 inhabitants, the highest first, and the nation's as a line."""
    bars = [
        {
            "region": r["regionsnavn"].removeprefix("Region "),
            "start": 0,
            "end": r["kvote_pr_10000"],
            "text": danish_number(r["kvote_pr_10000"], 2),
        }
        for r in regioner
    ]
    base = alt.Chart(data(bars)).encode(
        y=alt.Y("region:N", sort=None, title=None, axis=name_axis(len("Hovedstaden")))
    )
    bar = base.mark_bar(height=18, color="var(--plus)").encode(
        x=alt.X(
            "start:Q",
            title="Kvote pr. 10.000 indbyggere",
            axis=alt.Axis(tickCount=4),
            scale=room_for_numbers(bars),
        ),
        x2="end:Q",
    )
    text = base.mark_text(align="right").encode(x=alt.value(WIDTH), text="text:N")
    kvote = nation["kvote_pr_10000"]
    line = alt.Chart(data([{"kvote": kvote, "text": f"landet {danish_number(kvote, 2)}"}]))
    rule = line.mark_rule(color="var(--tekst)", strokeDash=[4, 3]).encode(x="kvote:Q")
    name = line.mark_text(y=-8, color="var(--daempet)").encode(x="kvote:Q", text="text:N")
    return svg((bar + text + rule + name).properties(width=WIDTH, height=alt.Step(30)))


def months(rows: list[Row]) -> str:
    """Removals by month, the categories upon each other; a gap is a month without any."""
    rank = {category: number for number, category in enumerate(CATEGORIES)}
    bars = [
        {
            "month": danish_month(r["maaned"], short=True),
            "category": CATEGORIES[r["udsendelseskategori"]],
            "rank": rank[r["udsendelseskategori"]],
            "antal": r["antal"],
        }
        for r in rows
    ]
    colours = alt.Scale(domain=list(CATEGORIES.values()), range=[f"var(--serie-{n})" for n in (1, 2, 3)])
    chart = (
        alt.Chart(data(bars))
        .mark_bar(stroke="var(--bag)", strokeWidth=1)
        .encode(
            x=alt.X("month:N", sort=None, title=None, axis=alt.Axis(labelAngle=0)),
            y=alt.Y("antal:Q", title="Udsendelser", axis=alt.Axis(tickCount=5, tickMinStep=1)),
            color=alt.Color("category:N", scale=colours),
            order="rank:Q",
        )
    )
    return svg(chart.properties(width=WIDTH + 50, height=220))


def nationalities(rows: list[Row]) -> str:
    """Removals per covered month of each nationality in two years: a point where the number is printed, a bar
    from the lowest to the highest possible where it is not."""
    this_year, year_before = str(rows[0]["aar"]), str(rows[0]["forrige_aar"])
    names = [r["nationalitet"] for r in rows]
    values = [
        {
            "nationalitet": r["nationalitet"],
            "year": year,
            "start": r[f"gennemsnit_pr_maaned{ending}_min"],
            "end": r[f"gennemsnit_pr_maaned{ending}_max"],
            "is_known": r[f"antal{ending}"] is not None,
        }
        for r in rows
        for year, ending in ((this_year, ""), (year_before, "_forrige_aar"))
    ]
    years = [this_year, year_before]
    base = alt.Chart(data(values)).encode(
        y=alt.Y("nationalitet:N", sort=names, title=None, axis=name_axis(max(map(len, names)))),
        yOffset=alt.YOffset("year:N", sort=years),
        color=alt.Color(
            "year:N",
            scale=alt.Scale(domain=years, range=["var(--aar)", "var(--forrige-aar)"]),
            legend=alt.Legend(symbolOpacity=1),
        ),
    )
    x = alt.X("start:Q", title="Udsendelser pr. måned", axis=alt.Axis(tickCount=5))
    point = base.mark_point(filled=True, size=60, opacity=1).encode(x=x).transform_filter("datum.is_known")
    span = base.mark_bar(height=6, opacity=0.45).encode(x=x, x2="end:Q").transform_filter("!datum.is_known")
    return svg((span + point).properties(width=WIDTH, height=alt.Step(26, **{"for": "position"})))
