"""Many bodies at once: every value, the median, the middle half."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal, Unpack

import altair as alt
import polars as pl

from giox.charts.options import Chart, Labels, Options
from giox.charts.places import EXACT, along, nice, top_title, written
from giox.charts.rows import columns_of, no_nulls, relabelled, values_of
from giox.charts.theme import MUTED, SERIES, SIZES
from giox.errors import SchemaError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from giox.charts.words import Text

__all__ = ["distribution"]

HALF, SPREAD = 0.28, 0.38
"""Half the width of a box, and how far its points lie to the side; groups are 1 apart."""
GOLDEN = 0.6180339887498949
"""Fractional part of the golden ratio: multiples of it spread evenly, and always the same."""


def distribution(  # noqa: PLR0913 - options, each independent of the others
    frame: pl.DataFrame,
    *,
    x: str = "year",
    y: str = "value",
    label: str | None = None,
    order: Sequence[str] | None = None,
    scale: Literal["symlog", "linear"] = "symlog",
    y_title: Text | None = None,
    **options: Unpack[Options],
) -> Chart:
    """Draw the values of many bodies per year or group, made for skewed counts with zeros.

    Each body is a point; the box is the middle half, the bar in it the median (both of the
    values that are there, zeros included, nulls left out). Above each group stand its n and
    the share of zeros, which a logarithmic scale could not show.

    Parameters
    ----------
    frame : polars.DataFrame
        One row per body and group.
    x : str
        Column with the group: years (whole numbers) or words.
    y : str
        Column with the value, zero or more.
    label : str, optional
        Column with the name of the body, shown when a point is pointed at.
    order : sequence of str, optional
        The groups from left to right; by default as in the frame, years in order of time.
    scale : {"symlog", "linear"}
        ``symlog`` is linear up to about 1 and logarithmic beyond, and has a place for zero.
    y_title : str or mapping, optional
        Title of the axis; by default the term of the column.
    **options
        See `Options`.

    Returns
    -------
    altair.Chart

    Raises
    ------
    SchemaError
        If a column is missing or unfit, a value is negative, or none is there.

    Examples
    --------
    >>> rows = pl.DataFrame({"year": [2024] * 4, "value": [0, 2, 3, 400]})
    >>> distribution(rows).to_dict()["layer"][0]["encoding"]["y"]["axis"]["values"]
    [0.0, 1.0, 10.0, 100.0]
    """
    labels = Labels.of(options)
    years = x in frame.columns and frame.schema[x].is_integer()
    rows = columns_of(frame, {"group": (x, "word"), "y": (y, "number"), "label": (label, "word")})
    no_nulls(rows, ("group",))
    rows = rows.drop_nulls("y")
    if rows.is_empty() or rows.filter(pl.col("y") < 0).height:
        msg = f"the column {y!r} must have values, and none below zero"
        raise SchemaError(msg)
    groups = sorted(values_of(rows["group"])) if years else values_of(rows["group"], order)
    groups = [labels.say(group) for group in groups]
    rows = _placed(relabelled(rows, ("group", "label"), labels), groups)
    highest = float(rows["y"].max())  # type: ignore[arg-type]
    if scale == "symlog":
        ticks, top = _decades(highest), max(1.0, highest * 1.2)
    else:
        ticks = nice([highest], zero=True)
        top = ticks[-1]
    boxes = rows.group_by("at", maintain_order=True).agg(
        left=pl.col("at").first() - HALF,
        right=pl.col("at").first() + HALF,
        low=pl.col("y").quantile(0.25, "linear"),
        y=pl.col("y").median(),
        high=pl.col("y").quantile(0.75, "linear"),
        n=pl.len().cast(pl.String),
        zero=pl.format("{}%", ((pl.col("y") == 0).mean() * 100).round(0).cast(pl.Int64)),
    )

    words = json.dumps(groups, ensure_ascii=False)
    across = alt.X(
        "at:Q",
        title=None,
        scale=alt.Scale(domain=[-0.5, len(groups) - 0.5], nice=False),
        axis=alt.Axis(
            labelExpr=f"{words}[datum.value]",
            labelOverlap=True,
            labelSeparation=4,
            ticks=False,
            values=list(range(len(groups))),
        ),
    )
    up = alt.Y(
        "y:Q",
        title=labels.say(y_title or y),
        scale=alt.Scale(domain=[0, top], nice=False, type=scale),
        axis=alt.Axis(values=ticks, format=written(ticks), **top_title(38)),
    )
    left = along(across, "left")
    tooltip = [alt.Tooltip("label:N", title=labels.say(label))] if label else []
    tooltip.append(alt.Tooltip("y:Q", title=labels.say(y), format=EXACT))
    points = alt.Chart(rows).mark_circle(color=SERIES[4], opacity=0.7, size=12)
    box = alt.Chart(boxes)
    middle = box.mark_rect(fill=SERIES[0], fillOpacity=0.1, stroke=SERIES[0], strokeWidth=1)
    median = box.mark_rule(color=SERIES[0], strokeWidth=2.5)
    layers: list[alt.Chart] = [
        points.encode(along(across, "place"), up, tooltip=tooltip),
        middle.encode(left, along(up, "low"), alt.X2("right"), alt.Y2("high")),
        median.encode(left, up, alt.X2("right")),
        *_above(boxes, across, labels),
    ]
    chart = alt.layer(*layers).properties(width=labels.plot_width(), height=labels.plot_height(58))
    return labels.finish(chart)


def _placed(rows: pl.DataFrame, groups: Sequence[str]) -> pl.DataFrame:
    """Add the place of the group, and that of each point: the golden ratio's steps beside it."""
    at = pl.col("group").replace_strict(groups, range(len(groups)), return_dtype=pl.Int64)
    rows = rows.with_columns(at=at).sort("at", "y", maintain_order=True)
    aside = (pl.int_range(pl.len()).over("at") * GOLDEN) % 1
    return rows.with_columns(place=(pl.col("at") + (2 * aside - 1) * SPREAD).round(4))


def _decades(highest: float) -> list[float]:
    """Return 0, 1, 10, 100 … as far as `highest`."""
    ticks = [0.0, 1.0]
    while ticks[-1] * 10 <= highest * 1.2:
        ticks.append(ticks[-1] * 10)
    return ticks


def _above(boxes: pl.DataFrame, across: alt.X, labels: Labels) -> list[alt.Chart]:
    """Return two lines above the plot: the n of each group and its share of zeros."""
    heads = pl.DataFrame({"n": [labels.say("n")], "zero": [labels.say("chart.zero")]})
    style: Any = {"baseline": "bottom", "color": MUTED, "fontSize": SIZES["note"]}
    layers: list[alt.Chart] = []
    for field, y in (("n", -22), ("zero", -9)):
        line = alt.Chart(boxes).mark_text(**style)
        head = alt.Chart(heads).mark_text(align="right", dx=-3, **style)
        layers.append(line.encode(across, y=alt.value(y), text=f"{field}:N"))
        layers.append(head.encode(x=alt.value(0), y=alt.value(y), text=f"{field}:N"))
    return layers
