"""The charts, as SVG without a browser. Colours are the style sheet's variables, so that a chart follows
light, dark and print; every chart is narrow enough to be read on a phone without being made much smaller."""

import math
import re
from typing import Any

import altair as alt
import vl_convert

from landstal.site.numbers import figures, month
from landstal.site.queries import Row
from landstal.site.words import CATEGORIES, LINKS

WIDTH = 220  # of the drawing in pixels, without labels
APPEARANCE = {
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
    drawing = chart.properties(config=APPEARANCE).to_dict(validate=False)  # takes twice as long with
    svg = vl_convert.vegalite_to_svg(drawing, format_locale="da-DK")
    # The page says what the chart shows; Vega's roles without names would be read out beside it.
    return re.sub(r' (?:role|aria-[a-z]+)="[^"]*"', "", svg).replace("<svg ", '<svg aria-hidden="true" ', 1)


def data(rows: list[dict[str, Any]]) -> alt.Data:
    """Decimals as floats: they are only drawn."""
    return alt.Data(
        values=[{k: float(v) if hasattr(v, "as_tuple") else v for k, v in row.items()} for row in rows]
    )


def row_axis(longest: int) -> alt.Axis:
    """An axis of names with room for so many characters: the reader's font may be wider than the one that
    the chart is laid out with."""
    return alt.Axis(grid=False, minExtent=8 * longest, labelLimit=9 * longest)


def room_for_numbers(bars: list[dict[str, Any]]) -> alt.Scale:
    """A scale from the lowest end of the bars, or 0, with room for a number to the right of the longest."""
    ends = [0, *(float(bar[end]) for bar in bars for end in ("fra", "til"))]
    width = (max(ends) - min(ends)) or 1
    return alt.Scale(domain=[min(ends), max(ends) + 0.35 * width], nice=False)


def waterfall(links: list[Row]) -> str:
    """The links of a municipality's quota, in persons, and the quota below them."""
    kvote = links[-1]["efter"]
    bars = [
        {
            "led": LINKS[item["led"]],
            "fra": item["foer"],
            "til": item["efter"],
            "hoejre": max(item["foer"], item["efter"]),
            "tekst": figures(item["bidrag"], 2, signed=True),
            "farve": "var(--minus)" if item["bidrag"] < 0 else "var(--plus)",
        }
        for item in links
    ]
    joined = {
        "led": "Kvote",
        "fra": 0,
        "til": kvote,
        "hoejre": kvote,
        "tekst": figures(kvote),
        "farve": "var(--tekst)",
    }
    basis = alt.Chart(data([*bars, joined])).encode(
        y=alt.Y("led:N", sort=None, title=None, axis=row_axis(max(map(len, LINKS.values())))),
    )
    bar = basis.mark_bar(height=16).encode(
        x=alt.X("fra:Q", title="Personer", axis=alt.Axis(tickCount=4), scale=room_for_numbers(bars)),
        x2="til:Q",
        color=alt.Color("farve:N", scale=None),
    )
    text = basis.mark_text(align="left", dx=5).encode(x="hoejre:Q", text="tekst:N")
    zero = alt.Chart(data([{"nul": 0}])).mark_rule(color="var(--daempet)").encode(x="nul:Q")
    return svg((zero + bar + text).properties(width=WIDTH, height=alt.Step(27)))


def sensitivity(steps: list[Row], landstal: int) -> str:
    """A municipality's quota at 0 to 3 times the landstal, a point each, and the published one."""
    published_value = steps[0]["kommunekvote_offentliggjort"]
    points = [{"landstal": t["landstal_antaget"], "kvote": t["kommunekvote_beregnet"]} for t in steps]
    highest = max(published_value, *(p["kvote"] for p in points), 1)
    distance = next(a for a in (f * 10**n for n in range(9) for f in (1, 2, 5)) if highest <= 5 * a)
    top = math.ceil(highest / distance) * distance
    calculated = (
        alt.Chart(data(points))
        .mark_point(filled=True, size=16, opacity=1, color="var(--plus)")
        .encode(
            x=alt.X("landstal:Q", title="Landstal", axis=alt.Axis(tickCount=4)),
            y=alt.Y(
                "kvote:Q",
                title="Kvote, personer",
                axis=alt.Axis(values=list(range(0, top + 1, distance)), format=",d"),
                scale=alt.Scale(domain=[0, top]),
            ),
        )
    )
    the_letter = alt.Chart(data([{"landstal": landstal, "kvote": published_value}]))
    dash = the_letter.mark_rule(color="var(--daempet)", strokeDash=[4, 3]).encode(x="landstal:Q")
    trykt = the_letter.mark_point(filled=True, size=80, opacity=1, color="var(--minus)").encode(
        x="landstal:Q", y="kvote:Q"
    )
    text = the_letter.mark_text(y=-8, color="var(--daempet)", text=f"brevets {figures(landstal)}").encode(
        x="landstal:Q"
    )
    return svg((dash + calculated + trykt + text).properties(width=WIDTH + 70, height=170))


def per_inhabitant(regioner: list[Row], landet: Row) -> str:
    """The regional quotas per 10,000 inhabitants, the highest first, and the nation's as a line."""
    kvoter = [
        {"region": r["regionsnavn"].removeprefix("Region "), "fra": 0, "til": r["kvote_pr_10000"]}
        for r in regioner
    ]
    basis = alt.Chart(data([kvote | {"tekst": figures(kvote["til"], 2)} for kvote in kvoter])).encode(
        y=alt.Y("region:N", sort=None, title=None, axis=row_axis(len("Hovedstaden")))
    )
    bar = basis.mark_bar(height=18, color="var(--plus)").encode(
        x=alt.X(
            "fra:Q",
            title="Kvote pr. 10.000 indbyggere",
            axis=alt.Axis(tickCount=4),
            scale=room_for_numbers(kvoter),
        ),
        x2="til:Q",
    )
    text = basis.mark_text(align="right").encode(x=alt.value(WIDTH), text="tekst:N")
    whole_country = landet["kvote_pr_10000"]
    land = alt.Chart(data([{"kvote": whole_country, "tekst": f"landet {figures(whole_country, 2)}"}]))
    dash = land.mark_rule(color="var(--tekst)", strokeDash=[4, 3]).encode(x="kvote:Q")
    name = land.mark_text(y=-8, color="var(--daempet)").encode(x="kvote:Q", text="tekst:N")
    return svg((bar + text + dash + name).properties(width=WIDTH, height=alt.Step(30)))


def months(rows: list[Row]) -> str:
    """Removals by month, the categories upon each other; a gap is a month without any."""
    rank = {category: number for number, category in enumerate(CATEGORIES)}
    chart = (
        alt.Chart(
            data(
                [
                    {
                        "maaned": month(r["maaned"], short=True),
                        "kategori": CATEGORIES[r["udsendelseskategori"]],
                        "rang": rank[r["udsendelseskategori"]],
                        "antal": r["antal"],
                    }
                    for r in rows
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
                    domain=list(CATEGORIES.values()), range=[f"var(--serie-{n})" for n in (1, 2, 3)]
                ),
            ),
            order="rang:Q",
        )
    )
    return svg(chart.properties(width=WIDTH + 50, height=220))


def nationaliteter(rows: list[Row]) -> str:
    """Removals per covered month of each nationality in two years: a point where the number is printed, a bar
    from the lowest to the highest possible where it is not."""
    year, previous = str(rows[0]["aar"]), str(rows[0]["forrige_aar"])
    names = [r["nationalitet"] for r in rows]
    points = [
        {
            "nationalitet": r["nationalitet"],
            "aar": name,
            "fra": r[f"gennemsnit_pr_maaned{ending}_min"],
            "til": r[f"gennemsnit_pr_maaned{ending}_max"],
            "kendt": r[f"antal{ending}"] is not None,
        }
        for r in rows
        for name, ending in ((year, ""), (previous, "_forrige_aar"))
    ]
    basis = alt.Chart(data(points)).encode(
        y=alt.Y("nationalitet:N", sort=names, title=None, axis=row_axis(max(map(len, names)))),
        yOffset=alt.YOffset("aar:N", sort=[year, previous]),
        color=alt.Color(
            "aar:N",
            scale=alt.Scale(domain=[year, previous], range=["var(--aar)", "var(--forrige-aar)"]),
            legend=alt.Legend(symbolOpacity=1),
        ),
    )
    x = alt.X("fra:Q", title="Udsendelser pr. måned", axis=alt.Axis(tickCount=5))
    point = basis.mark_point(filled=True, size=60, opacity=1).encode(x=x).transform_filter("datum.kendt")
    span = basis.mark_bar(height=6, opacity=0.45).encode(x=x, x2="til:Q").transform_filter("!datum.kendt")
    return svg((span + point).properties(width=WIDTH, height=alt.Step(26, **{"for": "position"})))
