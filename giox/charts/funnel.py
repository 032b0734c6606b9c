"""Funnel plots: rates against the numbers that they rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Unpack

import altair as alt
import polars as pl

from giox.charts.options import Chart, Labels, Options
from giox.charts.places import EXACT, along, nice, spread, top_title, written
from giox.charts.rows import columns_of, no_nulls, relabelled
from giox.charts.theme import MUTED, SERIES, SIZES
from giox.errors import SchemaError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from giox.charts.words import Text

__all__ = ["funnel"]

LIMITS = ("low_95", "high_95", "low_998", "high_998")
OUTER = "_998"
LINE = SIZES["note"] * 1.2


def funnel(  # noqa: PLR0913 - options, each independent of the others
    frame: pl.DataFrame,
    limits: pl.DataFrame,
    *,
    label: str = "region",
    value: str = "value",
    denominator: str = "denominator",
    position: str | None = "position",
    names: int = 8,
    scale: Literal["linear", "log"] = "log",
    y_format: str | None = None,
    x_title: Text | None = None,
    y_title: Text | None = None,
    **options: Unpack[Options],
) -> Chart:
    """Draw each body's rate against its denominator, within limits that narrow with it.

    Chance alone leaves one body of twenty outside the dashed limits (95 %) and two of a
    thousand outside the whole ones (99.8 %). A funnel ranks nobody: what lies within the
    limits does not differ from the rest by more than chance does.

    Parameters
    ----------
    frame : polars.DataFrame
        One row per body: the points of `giox.measures.funnel`.
    limits : polars.DataFrame
        Its limits: `denominator`, `target`, `low_95`, `high_95`,
        `low_998`, `high_998`.
    label, value, denominator : str
        Columns with the name, the rate, and the count that it rests on.
    position : str or None
        Column with where a body lies; those that passed the limits of 99.8 % (`above_998`,
        `below_998`) are drawn as diamonds. None: all are drawn alike.
    names : int
        How many of the bodies outside are named: those with the largest denominators.
    scale : {"log", "linear"}
        The scale of the denominators.
    y_format : str, optional
        Numbers of the vertical axis in the notation of d3.
    x_title, y_title : str or mapping, optional
        Titles of the axes; by default the terms of the columns.
    **options
        See `Options`.

    Returns
    -------
    altair.Chart

    Raises
    ------
    SchemaError
        If a column is missing or unfit, or a denominator is not above zero.

    References
    ----------
    Spiegelhalter, D. J. (2005). Funnel plots for comparing institutional performance.
    Statistics in Medicine 24: 1185-1202.

    Examples
    --------
    >>> rows = pl.DataFrame(
    ...     {"region": ["江苏省"], "value": [30.0], "denominator": [50], "position": ["above_998"]}
    ... )
    >>> limits = pl.DataFrame(
    ...     {"denominator": [10, 100], "target": [20.0, 20.0], "low_95": [0.0, 13.0],
    ...      "high_95": [45.0, 28.0], "low_998": [0.0, 9.0], "high_998": [60.0, 33.0]}
    ... )
    >>> chart = funnel(rows, limits, language="en").to_dict()
    >>> chart["layer"][0]["encoding"]["x"]["scale"]
    {'domain': [10.0, 100.0], 'nice': False, 'type': 'log'}
    """
    labels = Labels.of(options)
    there = position is not None and position in frame.columns
    rows = columns_of(
        frame,
        {
            "label": (label, "word"),
            "y": (value, "number"),
            "x": (denominator, "number"),
            "position": (position if there else None, "word"),
        },
    )
    no_nulls(rows, ("label",))
    rows = relabelled(rows.drop_nulls(("x", "y")), ("label",), labels)
    lines = columns_of(
        limits,
        {
            "x": ("denominator", "number"),
            **{role: (role, "number") for role in ("target", *LIMITS)},
        },
    ).sort("x")
    if pl.concat([rows["x"], lines["x"]]).min() <= 0:  # type: ignore[operator]
        msg = "a funnel needs denominators above zero: leave out bodies without any case"
        raise SchemaError(msg)
    out = pl.col("position").str.ends_with(OUTER) if there else pl.lit(value=False)
    rows = rows.with_columns(place=pl.when(out).then(pl.lit("out")).otherwise(pl.lit("in")))
    ends = pl.concat([rows["x"], lines["x"]])
    domain = [float(ends.min()), float(ends.max())]  # type: ignore[arg-type]
    near = [number for role in ("target", *LIMITS[:2]) for number in lines[role]]
    ticks = nice([*rows["y"], *near], zero=True)
    lines = lines.with_columns(pl.col(*LIMITS).clip(ticks[0], ticks[-1]))

    across = alt.X(
        "x:Q",
        title=labels.say(x_title or denominator),
        scale=alt.Scale(domain=domain, nice=False, type=scale),
        axis=_marks(domain) if scale == "log" else alt.Axis(format=",d", tickCount=6),
    )
    up = alt.Y(
        "y:Q",
        title=labels.say(y_title or value),
        scale=alt.Scale(domain=[ticks[0], ticks[-1]], nice=False),
        axis=alt.Axis(values=ticks, format=y_format or written(ticks), **top_title()),
    )
    height = labels.plot_height(60)
    base = alt.Chart(rows)
    color = alt.Color(
        "place:N", scale=alt.Scale(domain=["in", "out"], range=[MUTED, SERIES[1]]), legend=None
    )
    shape = alt.Shape(
        "place:N", scale=alt.Scale(domain=["in", "out"], range=["circle", "diamond"]), legend=None
    )
    layers = [*_lines(lines, across, up)]
    layers.append(
        base.mark_point(opacity=0.75, size=26).encode(
            across,
            up,
            color=color,
            shape=shape,
            tooltip=[
                alt.Tooltip("label:N", title=labels.say(label)),
                alt.Tooltip("y:Q", title=labels.say(y_title or value), format=y_format or EXACT),
                alt.Tooltip("x:Q", title=labels.say(x_title or denominator), format=EXACT),
            ],
        )
    )
    named = rows.filter(pl.col("place") == "out").sort("x", descending=True).head(names)
    if named.height:
        layers += _names(named, across, up, ticks, height)
    chart = alt.layer(*layers).properties(width=labels.plot_width(), height=height)
    return labels.finish(chart)


def _marks(domain: Sequence[float]) -> alt.Axis:
    """Return an axis marked at 1 and 3 times the powers of ten."""
    steps = [one * 10**power for power in range(9) for one in (1, 3)]
    inside = [step for step in steps if domain[0] <= step <= domain[1]]
    return alt.Axis(format=",d", labelOverlap=True, values=inside)


def _lines(lines: pl.DataFrame, across: alt.X, up: alt.Y) -> list[alt.Chart]:
    drawn: list[alt.Chart] = []
    base = alt.Chart(lines)
    for role in ("target", *LIMITS):
        dash = [4, 2] if role in LIMITS[:2] else [1, 0]
        weight = 1.0 if role == "target" else 0.75
        drawn.append(
            base.mark_line(color=MUTED, strokeDash=dash, strokeWidth=weight).encode(
                across, along(up, role)
            )
        )
    return drawn


def _names(
    named: pl.DataFrame, across: alt.X, up: alt.Y, ticks: list[float], height: float
) -> list[alt.Chart]:
    gap = LINE * (ticks[-1] - ticks[0]) / height
    places = spread(named["y"].to_list(), gap, ticks[0], ticks[-1])
    base = alt.Chart(named.with_columns(at=pl.Series(places, dtype=pl.Float64)))
    return [
        base.mark_rule(color=MUTED, strokeDash=[1, 2], strokeWidth=0.5, xOffset=4).encode(
            across, up, alt.X2(value="width"), alt.Y2("at")
        ),
        base.mark_text(align="left", dx=4, fontSize=SIZES["note"]).encode(
            along(up, "at"), x=alt.value("width"), text="label:N"
        ),
    ]
