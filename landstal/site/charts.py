"""The charts: Vega-Lite, drawn as SVG without a browser. Colours are the style sheet's variables, so
that a chart follows light, dark and print; every chart is narrow enough to be read on a phone without being
made much smaller."""

import math
import re
from decimal import Decimal
from typing import Any

import vl_convert

from landstal.site.numbers import danish_month, danish_number
from landstal.site.queries import Row

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


def svg(**chart: Any) -> str:
    drawing = vl_convert.vegalite_to_svg(chart | {"config": CONFIG}, vl_version="6.4", format_locale="da-DK")
    # The page says what the chart shows; Vega's roles without names would be read out beside it.
    return re.sub(r' (?:role|aria-[a-z]+)="[^"]*"', "", drawing).replace(
        "<svg ", '<svg aria-hidden="true" ', 1
    )


def data(*rows: dict[str, Any]) -> dict[str, Any]:
    """Decimals as floats: they are only drawn."""
    return {
        "values": [{k: float(v) if isinstance(v, Decimal) else v for k, v in row.items()} for row in rows]
    }


def quantity(field: str, **settings: Any) -> dict[str, Any]:
    return {"field": field, "type": "quantitative", **settings}


def name(field: str, **settings: Any) -> dict[str, Any]:
    return {"field": field, "type": "nominal", **settings}


def name_axis(field: str, longest: int, sort: list[str] | None = None) -> dict[str, Any]:
    """An axis of names with room for so many characters: the reader's font may be wider than the one that
    the chart is laid out with."""
    axis = {"grid": False, "minExtent": 8 * longest, "labelLimit": 9 * longest}
    return name(field, sort=sort, title=None, axis=axis)


def room_for_numbers(bars: list[dict[str, Any]]) -> dict[str, Any]:
    """A scale from the lowest end of the bars, or 0, with room for a number to the right of the longest."""
    ends = [0, *(float(bar[side]) for bar in bars for side in ("start", "end"))]
    width = (max(ends) - min(ends)) or 1
    return {"domain": [min(ends), max(ends) + 0.35 * width], "nice": False}


def waterfall(contributions: list[Row], names: dict[str, str]) -> str:
    """The contributions to a municipality's quota, in persons, and the quota below them."""
    kvote = contributions[-1]["efter"]
    bars = [
        {
            "name": names[c["led"]],
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
    rows = data(*bars, total)
    y = name_axis("name", max(map(len, names.values())))
    zero = {
        "data": data({"zero": 0}),
        "mark": {"type": "rule", "color": "var(--daempet)"},
        "encoding": {"x": quantity("zero")},
    }
    bar = {
        "data": rows,
        "mark": {"type": "bar", "height": 16},
        "encoding": {
            "x": quantity("start", title="Personer", axis={"tickCount": 4}, scale=room_for_numbers(bars)),
            "x2": {"field": "end"},
            "y": y,
            "color": name("colour", scale=None),
        },
    }
    text = {
        "data": rows,
        "mark": {"type": "text", "align": "left", "dx": 5},
        "encoding": {"x": quantity("right"), "y": y, "text": name("text")},
    }
    return svg(layer=[zero, bar, text], width=WIDTH, height={"step": 27})


def sensitivity(steps: list[Row], landstal: int) -> str:
    """A municipality's quota at 0 to 3 times the landstal, as steps: had the letter announced it, and if the
    landstal is now changed to it, where that is known; and the published one as a point."""
    published = steps[0]["kommunekvote_offentliggjort"]
    announced = [{"landstal": s["landstal_antaget"], "kvote": s["kommunekvote_beregnet"]} for s in steps]
    changed = [
        {"landstal": s["landstal_antaget"], "kvote": s["kommunekvote_ved_aendring"]}
        for s in steps
        if s["kommunekvote_ved_aendring"] is not None
    ]
    highest = max(published, *(p["kvote"] for p in announced + changed), 1)
    tick = next(t for t in (f * 10**n for n in range(9) for f in (1, 2, 5)) if highest <= 5 * t)
    top = math.ceil(highest / tick) * tick
    x, letter = quantity("landstal"), data({"landstal": landstal, "kvote": published})
    line = {"type": "line", "interpolate": "step"}
    rule = {
        "data": letter,
        "mark": {"type": "rule", "color": "var(--daempet)", "strokeDash": [4, 3]},
        "encoding": {"x": x},
    }
    calculated = {
        "data": data(*announced),
        "mark": line | {"strokeWidth": 2, "color": "var(--plus)"},
        "encoding": {
            "x": quantity("landstal", title="Landstal", axis={"tickCount": 4}),
            "y": quantity(
                "kvote",
                title="Kvote, personer",
                axis={"values": list(range(0, top + 1, tick)), "format": ",d"},
                scale={"domain": [0, top]},
            ),
        },
    }
    recalculated = {
        "data": data(*changed),
        "mark": {
            "type": "line",
            "interpolate": "step",
            "strokeWidth": 5,
            "color": "var(--serie-3)",
            "opacity": 0.45,
        },
        "encoding": {"x": x, "y": quantity("kvote")},
    }
    point = {
        "data": letter,
        "mark": {"type": "point", "filled": True, "size": 80, "opacity": 1, "color": "var(--minus)"},
        "encoding": {"x": x, "y": quantity("kvote")},
    }
    text = {
        "data": letter,
        "mark": {
            "type": "text",
            "y": -8,
            "color": "var(--daempet)",
            "text": f"landstal {danish_number(landstal)}",
        },
        "encoding": {"x": x},
    }
    return svg(layer=[rule, recalculated, calculated, point, text], width=WIDTH + 70, height=170)


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
    y = name_axis("region", max(len(bar["region"]) for bar in bars))
    bar = {
        "mark": {"type": "bar", "height": 18, "color": "var(--plus)"},
        "encoding": {
            "x": quantity(
                "start",
                title="Kvote pr. 10.000 indbyggere",
                axis={"tickCount": 4},
                scale=room_for_numbers(bars),
            ),
            "x2": {"field": "end"},
            "y": y,
        },
    }
    text = {
        "mark": {"type": "text", "align": "right"},
        "encoding": {"x": {"value": WIDTH}, "y": y, "text": name("text")},
    }
    kvote = nation["kvote_pr_10000"]
    whole = data({"kvote": kvote, "text": f"landet {danish_number(kvote, 2)}"})
    rule = {
        "data": whole,
        "mark": {"type": "rule", "color": "var(--tekst)", "strokeDash": [4, 3]},
        "encoding": {"x": quantity("kvote")},
    }
    label = {
        "data": whole,
        "mark": {"type": "text", "y": -8, "color": "var(--daempet)"},
        "encoding": {"x": quantity("kvote"), "text": name("text")},
    }
    return svg(data=data(*bars), layer=[bar, text, rule, label], width=WIDTH, height={"step": 30})


def months(rows: list[Row], categories: dict[str, str]) -> str:
    """Removals by month, the categories upon each other; the year before, if it is there, paler and to the
    left. A gap is a month without any."""
    rank = {category: number for number, category in enumerate(categories)}
    rows = sorted(rows, key=lambda r: r["maaned"])
    years = sorted({r["aar"] for r in rows})
    bars = [
        {
            "month": danish_month(r["maaned"], short=True),
            "year": str(r["aar"]),
            "category": categories[r["udsendelseskategori"]],
            "rank": rank[r["udsendelseskategori"]],
            "antal": r["antal"],
        }
        for r in rows
    ]
    colours = {"domain": list(categories.values()), "range": [f"var(--serie-{n})" for n in (1, 2, 3)]}
    angle = 0 if len({bar["month"] for bar in bars}) <= 8 else -90  # for want of room
    encoding = {
        "x": name("month", sort=None, title=None, axis={"labelAngle": angle}),
        "y": quantity("antal", title="Udsendelser", axis={"tickCount": 5, "tickMinStep": 1}),
        "color": name("category", scale=colours),
        "order": quantity("rank"),
    }
    if len(years) > 1:
        shades = {"domain": list(map(str, years)), "range": [0.45, 1]}
        encoding |= {
            "xOffset": name("year", sort=shades["domain"]),
            "opacity": name("year", scale=shades, legend={"symbolFillColor": "var(--tekst)"}),
        }
    return svg(
        data=data(*bars),
        mark={"type": "bar", "stroke": "var(--bag)", "strokeWidth": 1},
        encoding=encoding,
        width=WIDTH + 50,
        height=220,
    )


def nationalities(rows: list[Row]) -> str:
    """Removals per covered month of each nationality in two years: a point where the number is printed, a bar
    from the lowest to the highest possible where it is not."""
    years = [str(rows[0]["aar"]), str(rows[0]["forrige_aar"])]
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
        for year, ending in zip(years, ("", "_forrige_aar"), strict=True)
    ]
    encoding = {
        "x": quantity("start", title="Udsendelser pr. måned", axis={"tickCount": 5}),
        "y": name_axis("nationalitet", max(map(len, names)), sort=names),
        "yOffset": name("year", sort=years),
        "color": name(
            "year",
            scale={"domain": years, "range": ["var(--aar)", "var(--forrige-aar)"]},
            legend={"symbolOpacity": 1},
        ),
    }
    span = {
        "transform": [{"filter": "!datum.is_known"}],
        "mark": {"type": "bar", "height": 6, "opacity": 0.45},
        "encoding": encoding | {"x2": {"field": "end"}},
    }
    point = {
        "transform": [{"filter": "datum.is_known"}],
        "mark": {"type": "point", "filled": True, "size": 60, "opacity": 1},
        "encoding": encoding,
    }
    height = {"step": 26, "for": "position"}
    return svg(data=data(*values), layer=[span, point], width=WIDTH, height=height)
