"""Event studies: what was estimated for each period before and after something changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import altair as alt
import polars as pl

from giox.charts.options import Chart, Labels, Options
from giox.charts.places import EXACT, along, dotted, nice, top_title, written
from giox.charts.rows import columns_of, no_doubles
from giox.charts.theme import FAINT, MUTED, SERIES
from giox.errors import SchemaError

if TYPE_CHECKING:
    from giox.charts.words import Text

__all__ = ["events"]


def events(  # noqa: PLR0913 - options, each independent of the others
    frame: pl.DataFrame,
    *,
    x: str = "period",
    y: str = "estimate",
    low: str = "low",
    high: str = "high",
    reference: int = -1,
    null: float = 0.0,
    start: float = -0.5,
    start_label: Text | None = None,
    y_format: str | None = None,
    x_title: Text | None = None,
    y_title: Text | None = None,
    **options: Unpack[Options],
) -> Chart:
    """Draw coefficients by period, with intervals, against a period of reference.

    The period of reference is an open point on the line of no effect. Periods before `start`
    lie on a grey ground: what is seen there is no effect, and should lie near the line.

    Parameters
    ----------
    frame : polars.DataFrame
        One row per period: event time (…, -2, -1, 0, 1, …) or years. The period of reference
        need not be there.
    x, y, low, high : str
        Columns with the period (whole numbers), the estimate and its interval.
    reference : int
        The period that the others are compared with.
    null : float
        The value of no effect: 0 for coefficients, 1 for ratios.
    start : float
        Where in time the change lies: between -1 and 0 in event time, or in years such as
        2018.5.
    start_label : str or mapping, optional
        The name of the change, written above its line.
    y_format : str, optional
        Numbers of the axis in the notation of d3.
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
        If a column is missing or unfit, a period is there twice, or nothing is estimated.

    Examples
    --------
    >>> rows = pl.DataFrame(
    ...     {"period": [-2, 0, 1], "estimate": [0.1, 0.4, 0.6], "low": [-0.1, 0.1, 0.2],
    ...      "high": [0.3, 0.7, 1.0]}
    ... )
    >>> chart = events(rows, language="en").to_dict()
    >>> [row for row in chart["datasets"][chart["layer"][-1]["data"]["name"]]]
    [{'x': -1, 'y': 0.0}]
    """
    labels = Labels.of(options)
    rows = columns_of(
        frame,
        {"x": (x, "whole"), "y": (y, "number"), "low": (low, "number"), "high": (high, "number")},
    )
    no_doubles(rows, ("x",))
    rows = rows.filter(pl.col("x") != reference).drop_nulls("y").sort("x")
    if rows.is_empty():
        msg = "no period beside the reference has an estimate: there is nothing to draw"
        raise SchemaError(msg)
    periods = sorted({*rows["x"], reference})
    every = list(range(periods[0], periods[-1] + 1))
    first, last = every[0] - 0.5, every[-1] + 0.5
    shown = [number for role in ("y", "low", "high") for number in rows[role]]
    ticks = nice([*shown, null], zero=False)

    across = alt.X(
        "x:Q",
        title=labels.say(x_title or x),
        scale=alt.Scale(domain=[first, last], nice=False),
        axis=alt.Axis(values=every, format="d", labelOverlap=True, labelSeparation=6),
    )
    up = alt.Y(
        "y:Q",
        title=labels.say(y_title or y),
        scale=alt.Scale(domain=[ticks[0], ticks[-1]], nice=False),
        axis=alt.Axis(
            values=ticks,
            format=y_format or written(ticks),
            **top_title(18 if start_label is not None else 8),
        ),
    )
    base = alt.Chart(rows)
    layers: list[alt.Chart] = []
    if first < start:
        before = pl.DataFrame({"x": [first], "until": [min(start, last)]})
        ground = alt.Chart(before).mark_rect(color=FAINT, opacity=0.5)
        layers.append(ground.encode(across, alt.X2("until")))
    layers.append(
        alt.Chart(pl.DataFrame({"y": [null]})).mark_rule(strokeWidth=0.75, color=MUTED).encode(up)
    )
    if first < start < last:
        name = "" if start_label is None else labels.say(start_label)
        layers += dotted(pl.DataFrame({"x": [start], "name": [name]}), across)
    tooltip = [alt.Tooltip("x:Q", title=labels.say(x), format="d")]
    tooltip += [
        alt.Tooltip(f"{role}:Q", title=labels.say(name), format=y_format or EXACT)
        for role, name in (("y", y), ("low", low), ("high", high))
    ]
    layers += [
        base.mark_rule(color=SERIES[0], strokeWidth=1.25).encode(
            across, along(up, "low"), alt.Y2("high")
        ),
        base.mark_point(color=SERIES[0], opacity=1, size=36).encode(across, up, tooltip=tooltip),
        alt.Chart(pl.DataFrame({"x": [reference], "y": [null]}))
        .mark_point(color=SERIES[0], fill="white", filled=False, opacity=1, size=36)
        .encode(across, up),
    ]
    chart = alt.layer(*layers).properties(width=labels.plot_width(), height=labels.plot_height(50))
    return labels.finish(chart)
