"""Two points in time, and the way between."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, Unpack

import altair as alt
import polars as pl

from giox.charts import lettering
from giox.charts.options import Chart, Labels, Options
from giox.charts.places import EXACT, along, nice, spread
from giox.charts.rows import columns_of, no_doubles, relabelled, values_of
from giox.charts.theme import DASHES, INK, MUTED, SERIES, SIZES
from giox.errors import SchemaError

if TYPE_CHECKING:
    from collections.abc import Sequence


__all__ = ["slope"]

LINE = SIZES["label"] * 1.2
WAYS = {"up": SERIES[0], "down": SERIES[1], "alone": MUTED}
"""The colours of rises, falls, and bodies that have one value only."""


def slope(  # noqa: PLR0913 - options, each independent of the others
    frame: pl.DataFrame,
    *,
    x: str = "year",
    y: str = "value",
    label: str = "region",
    order: Sequence[str] | None = None,
    decimals: int = 1,
    percent: bool = False,
    zero: bool = False,
    **options: Unpack[Options],
) -> Chart:
    """Draw how each body changed between two points in time.

    Rises are dark and whole, falls coloured and dashed. A body that has a value at one point
    only is a grey dot without a line.

    Parameters
    ----------
    frame : polars.DataFrame
        One row per body and point in time.
    x : str
        Column with the two points in time: years, or words such as the names of two forms.
    y, label : str
        Columns with the value and the name of the body.
    order : sequence of str, optional
        The two points from left to right; by default as in the frame, years in order of time.
    decimals : int
        Decimals of the values at the ends.
    percent : bool
        Whether the values are shares, to be written in percent.
    zero : bool
        Whether the (hidden) axis begins at zero.
    **options
        See `Options`; by default the height leaves every name a line of its own.

    Returns
    -------
    altair.Chart

    Raises
    ------
    SchemaError
        If a column is missing or unfit, there are not two points in time, or two rows would be
        drawn in one place.

    Examples
    --------
    >>> rows = pl.DataFrame(
    ...     {"year": [2018, 2019], "region": ["江苏省"] * 2, "value": [1.5, 2.25]}
    ... )
    >>> slope(rows, language="en").to_dict()["layer"][0]["encoding"]["x"]["scale"]["domain"]
    ['2018', '2019']
    """
    labels = Labels.of(options)
    years = x in frame.columns and frame.schema[x].is_integer()
    rows = columns_of(frame, {"at": (x, "word"), "y": (y, "number"), "label": (label, "word")})
    no_doubles(rows, ("at", "label"))
    points = sorted(values_of(rows["at"])) if years else values_of(rows["at"], order)
    if len(points) != 2:
        msg = f"a slope has two points in time, the column {x!r} has {len(points)}"
        raise SchemaError(msg)
    points = [labels.say(point) for point in points]
    rows = relabelled(rows.drop_nulls("y"), ("at", "label"), labels)
    most = max(rows.filter(pl.col("at") == point).height for point in points)
    height = labels.plot_height(max(45.0, (most + 1) * LINE * 25.4 / 96))
    ticks = nice(rows["y"], zero=zero)
    wide = rows.pivot("at", index="label", values="y", maintain_order=True)
    for point in points:
        if point not in wide.columns:
            msg = f"there is no value at {point}: nothing to compare"
            raise SchemaError(msg)
    before, after = (pl.col(point) for point in points)
    way = pl.when(after >= before).then(pl.lit("up")).when(after < before).then(pl.lit("down"))
    ways = dict(wide.select("label", way.otherwise(pl.lit("alone"))).iter_rows())
    ends = pl.concat(
        _placed(rows.filter(pl.col("at") == point), ticks, height) for point in points
    ).with_columns(
        way=pl.col("label").replace_strict(ways, return_dtype=pl.String),
        number=_numbers(pl.col("y"), decimals, percent=percent),
    )

    across = alt.X(
        "at:O",
        title=None,
        scale=alt.Scale(domain=points, type="point", padding=0),
        axis=alt.Axis(
            domain=False,
            labelAngle=0,
            labelFontSize=SIZES["text"],
            labelPadding=6,
            orient="top",
            ticks=False,
        ),
    )
    up = alt.Y(
        "y:Q", axis=None, scale=alt.Scale(domain=[ticks[0], ticks[-1]], nice=False, zero=zero)
    )
    color = alt.Color(
        "way:N", scale=alt.Scale(domain=list(WAYS), range=list(WAYS.values())), legend=None
    )
    dashed = alt.StrokeDashValue(
        list(DASHES[0]),
        condition={"test": {"field": "way", "equal": "down"}, "value": list(DASHES[1])},
    )
    base = alt.Chart(ends)
    tooltip = [
        alt.Tooltip("label:N", title=labels.say(label)),
        alt.Tooltip("at:N", title=labels.say(x)),
        alt.Tooltip("y:Q", title=labels.say(y), format=EXACT),
    ]
    layers: list[alt.Chart] = [
        base.mark_line(strokeWidth=1.25).encode(
            across, up, color=color, strokeDash=dashed, detail="label:N"
        ),
        base.mark_point(opacity=1, size=30).encode(across, up, color=color, tooltip=tooltip),
    ]
    for side, point in enumerate(points):
        layers += _names(ends.filter(pl.col("at") == point), across, up, right=bool(side))
    chart = alt.layer(*layers).properties(width=labels.plot_width() / 2, height=height)
    return labels.finish(chart)


def _placed(rows: pl.DataFrame, ticks: Sequence[float], height: float) -> pl.DataFrame:
    gap = LINE * (ticks[-1] - ticks[0]) / height
    places = spread(rows["y"].to_list(), gap, ticks[0], ticks[-1])
    return rows.with_columns(place=pl.Series(places, dtype=pl.Float64))


def _numbers(value: pl.Expr, decimals: int, *, percent: bool) -> pl.Expr:
    """Return values as text with a fixed number of decimals."""
    scaled = (value * (100 if percent else 1)).round(decimals)
    text = scaled.cast(pl.Decimal(38, decimals)).cast(pl.String)
    return pl.format("{}%", text) if percent else text


def _names(ends: pl.DataFrame, across: alt.X, up: alt.Y, *, right: bool) -> list[alt.Chart]:
    """Return names and values beside one end, with leaders where they had to move."""
    numbers = max((lettering.width(text, SIZES["label"]) for text in ends["number"]), default=0.0)
    sign = 1 if right else -1
    edge: Any = alt.value("width") if right else alt.value(0)
    places = along(up, "place")
    base = alt.Chart(ends)
    align: Literal["left", "right"] = "left" if right else "right"
    return [
        base.mark_rule(color=MUTED, strokeWidth=0.5, xOffset=sign * 4, x2Offset=sign * 11).encode(
            across, up, alt.Y2("place"), alt.X2(value="width" if right else 0)
        ),
        base.mark_text(align="right", color=MUTED, dx=sign * 14 + (numbers if right else 0)).encode(
            places, x=edge, text="number:N"
        ),
        base.mark_text(align=align, color=INK, dx=sign * (20 + numbers)).encode(
            places, x=edge, text="label:N"
        ),
    ]
