"""The charts of the notebooks: one look, drawn without a network, fit for print.

One hue from light to dark where colour is a number (it stays in order in grey), never colour
alone where it is a kind, and the number beside every bar.
"""

import base64
from html import escape
from importlib.resources import files
from typing import Any

import altair as alt
import pandas as pd
import vl_convert

INK, QUIET, BAR = "#1a1a1a", "#6b6b6b", "#2b6390"
EMPTY, HALO = "#eeeeee", "#ffffff"
FONT = "DejaVu Sans, Arial, sans-serif"


def _picture(spec: dict[str, Any], **_: object) -> dict[str, str]:
    """Return a chart as a picture, with its title as words for those who do not see it."""
    drawn = vl_convert.vegalite_to_svg(spec)
    words = escape(spec.get("description", ""), quote=True)
    data = base64.b64encode(drawn.encode()).decode()
    shown = f'<img alt="{words}" src="data:image/svg+xml;base64,{data}">'
    return {"image/svg+xml": drawn, "text/html": shown}


# Charts are pictures, so that a saved page shows them anywhere, without a script.
alt.renderers.register("picture", _picture)
alt.renderers.enable("picture")


def _finished(chart: alt.Chart | alt.LayerChart, title: str, subtitle: str) -> alt.LayerChart:
    return (
        chart.properties(
            description=f"{title}. {subtitle}".strip(),
            title=alt.TitleParams(
                title, subtitle=subtitle, anchor="start", offset=12, subtitleColor=QUIET
            ),
        )
        .configure(font=FONT, background="white")
        .configure_view(stroke=None)
        .configure_axis(labelColor=INK, titleColor=QUIET, labelFontSize=11, grid=False)
        .configure_title(fontSize=15, color=INK, subtitleFontSize=12)
    )


def bars(counts: pd.Series, title: str, subtitle: str = "") -> alt.LayerChart:
    """Return bars that lie, the longest first, each with its number."""
    frame = counts.rename("works").rename_axis("name").reset_index()
    base = alt.Chart(frame).encode(
        x=alt.X("works:Q", axis=None),
        y=alt.Y("name:N", sort=list(frame["name"]), title=None, axis=alt.Axis(labelLimit=260)),
    )
    numbers = base.mark_text(align="left", dx=4, color=INK, fontSize=11).encode(text="works:Q")
    drawn = (base.mark_bar(color=BAR, height=15) + numbers).properties(
        width=420, height={"step": 20}
    )
    return _finished(drawn, title, subtitle)


def years(counts: pd.Series, title: str, subtitle: str = "") -> alt.LayerChart:
    """Return one upright bar per year, years without a work included."""
    span = range(int(counts.index.min()), int(counts.index.max()) + 1)
    frame = counts.reindex(span, fill_value=0).rename("works").rename_axis("year").reset_index()
    base = alt.Chart(frame).encode(
        x=alt.X(
            "year:O", title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True, labelSeparation=8)
        ),
        y=alt.Y("works:Q", axis=None),
    )
    shown = base.transform_filter("datum.works > 0")
    numbers = shown.mark_text(dy=-7, color=INK, fontSize=11).encode(text="works:Q")
    drawn = (base.mark_bar(color=BAR) + numbers).properties(width=620, height=200)
    return _finished(drawn, title, subtitle)


def world(counts: pd.Series, title: str, subtitle: str = "") -> alt.LayerChart:
    """Return a map of one square per country: the darker, the greater its number in ``counts``."""
    frame = pd.read_csv(
        str(files("pipeline.report") / "tiles.csv"), keep_default_na=False
    )  # "NA" is Namibia
    frame["works"] = frame["place_code"].map(counts).fillna(0).astype(int)
    most = max(int(frame["works"].max()), 1)
    base = alt.Chart(frame).encode(
        x=alt.X("column:O", axis=None, scale=alt.Scale(paddingInner=0.06)),
        y=alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=0.06)),
    )
    ramp = alt.Scale(scheme="blues", domain=[0, most], nice=False)
    steps = sorted({1, (most + 1) // 2, most})
    legend = alt.Legend(
        title="works", values=steps, orient="bottom", format="d", gradientLength=160, offset=6
    )
    none = base.mark_rect(color=EMPTY)
    some = base.transform_filter("datum.works > 0").mark_rect(stroke=QUIET, strokeWidth=0.6)
    some = some.encode(color=alt.Color("works:Q", scale=ramp, legend=legend))
    is_dark = f"datum.works > {0.55 * most}"
    codes = base.mark_text(fontSize=8.5).encode(
        text="place_code:N",
        color=alt.condition(is_dark, alt.value(HALO), alt.value(INK)),
        opacity=alt.condition("datum.works > 0", alt.value(1), alt.value(0.45)),
    )
    return _finished((none + some + codes).properties(width=720, height=460), title, subtitle)


def before_and_after(table: pd.DataFrame, title: str, subtitle: str = "") -> alt.LayerChart:
    """Return ``before`` and ``after`` of each row as a hollow and a full point on a line."""
    frame = table.rename_axis("name").reset_index()
    base = alt.Chart(frame).encode(
        y=alt.Y("name:N", sort=None, title=None, axis=alt.Axis(labelLimit=260))
    )
    line = base.mark_rule(color=QUIET).encode(x=alt.X("before:Q", title="rows"), x2="after:Q")
    then = base.mark_point(color=BAR, size=70, filled=False).encode(x="before:Q")
    now = base.mark_point(color=BAR, size=70, filled=True, opacity=1).encode(x="after:Q")
    told = base.mark_text(align="left", dx=9, color=INK, fontSize=11).encode(
        x=alt.X("furthest:Q"), text="told:N"
    )
    drawn = (line + then + now + told).transform_calculate(
        furthest="max(datum.before, datum.after)",
        told="datum.before == datum.after ? '' + datum.after : datum.before + ' → ' + datum.after",
    )
    return _finished(drawn.properties(width=420, height={"step": 24}), title, subtitle)
