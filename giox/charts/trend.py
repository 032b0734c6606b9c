"""Lines over years."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, Unpack

import altair as alt
import polars as pl

from giox.charts import lettering
from giox.charts.options import Chart, Labels, Options
from giox.charts.places import EXACT, along, dotted, nice, spread, top_title, written
from giox.charts.rows import columns_of, no_doubles, relabelled, values_of
from giox.charts.series import colour, dash, legend, series_names, shape
from giox.charts.theme import SIZES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from giox.charts.words import Text

__all__ = ["trend"]

DODGE = 0.1
"""Years between the marks of two series, so that their intervals do not cover each other."""


def trend(  # noqa: PLR0913 - options, each independent of the others
    frame: pl.DataFrame,
    *,
    x: str = "year",
    y: str = "value",
    low: str | None = "low",
    high: str | None = "high",
    series: str | None = None,
    facet: str | None = None,
    order: Sequence[str] | None = None,
    columns: int = 2,
    breaks: Mapping[int, Text] | None = None,
    interval: Literal["bars", "band"] = "bars",
    zero: bool = True,
    y_format: str | None = None,
    x_title: Text | None = None,
    y_title: Text | None = None,
    **options: Unpack[Options],
) -> Chart:
    """Draw values over years, with intervals, one line to a series.

    A year without a row, or with a null, interrupts the line: it is neither zero nor guessed.

    Parameters
    ----------
    frame : polars.DataFrame
        One row per year (and series, and facet).
    x, y : str
        Columns with the year (whole numbers) and the value.
    low, high : str or None
        Columns with the limits of the interval, drawn where the frame has both.
    series, facet : str, optional
        Columns that tell lines and panels apart. At most six series: they differ in colour,
        dash and shape. The lines of a single panel are named at their ends.
    order : sequence of str, optional
        The series in the order wanted.
    columns : int
        Panels beside one another.
    breaks : mapping of int to text, optional
        Years with which something new begins, such as a form: ``{2019: "2019 form"}``.
    interval : {"bars", "band"}
        How intervals are drawn.
    zero : bool
        Whether the axis begins at zero.
    y_format : str, optional
        Numbers of the axis in the notation of d3, such as ``.0%``.
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
        If a column is missing or unfit, or two rows would be drawn in one place.

    Examples
    --------
    >>> rows = pl.DataFrame({"year": [2021, 2022, 2024], "value": [3.1, 2.8, 4.0]})
    >>> trend(rows, language="zh").to_dict()["layer"][0]["encoding"]["x"]["title"]
    '年份'
    """
    labels = Labels.of(options)
    both = {low, high} <= set(frame.columns)
    rows = columns_of(
        frame,
        {
            "x": (x, "whole"),
            "y": (y, "number"),
            "low": (low if both else None, "number"),
            "high": (high if both else None, "number"),
            "series": (series, "word"),
            "facet": (facet, "word"),
        },
    )
    no_doubles(rows, ("facet", "series", "x"))
    names = series_names(rows, order, labels)
    rows = _every_year(relabelled(rows, ("series", "facet"), labels))
    rows = _dodged(rows, names if both and interval == "bars" else [])
    ticks = nice(_values(rows), zero=zero)
    height = labels.plot_height(50 if facet is None else 34)
    width = labels.plot_width(1 if facet is None else columns)
    named_at_ends = facet is None and len(names) > 1
    key = None if named_at_ends else legend(names, labels.plot_width())

    flat = {} if facet is not None else top_title(18 if breaks else 8)
    vertical = alt.Y(
        "y:Q",
        title=labels.say(y_title or y),
        scale=alt.Scale(domain=[ticks[0], ticks[-1]], nice=False),
        axis=alt.Axis(values=ticks, format=y_format or written(ticks), **flat),
    )
    below = None if facet and x_title is None else labels.say(x_title or x)
    horizontal = _years(rows, below, width)
    base = alt.Chart(rows) if facet is None else alt.Chart()
    layers = _breaks(breaks, horizontal, labels) if breaks else []
    if both:
        layers.append(_intervals(base, interval, (horizontal, vertical), colour(names, key)))
    layers += [
        base.mark_line().encode(
            horizontal, vertical, color=colour(names, key), strokeDash=dash(names)
        ),
        base.mark_point(opacity=1).encode(
            horizontal,
            vertical,
            color=colour(names, key),
            shape=shape(names, key),
            tooltip=_tooltip(
                rows, {"facet": facet, "series": series, "x": x, "y": y}, y_format, labels
            ),
        ),
    ]
    if named_at_ends:
        layers += _end_labels(rows, names, (horizontal, vertical), ticks, height)
    chart = alt.layer(*layers).properties(width=width, height=height)
    if facet is None:
        return labels.finish(chart)
    panels = chart.facet(
        facet=alt.Facet("facet:N", title=None, sort=values_of(rows["facet"])),
        columns=columns,
        data=rows,
        spacing={"row": 14, "column": 14},
    )
    if rows["facet"].n_unique() % columns:
        panels = panels.resolve_axis(x="independent")
    return labels.finish(panels)


def _every_year(rows: pl.DataFrame) -> pl.DataFrame:
    """Add the years that lack, with nulls, so that no line runs over them."""
    groups = [column for column in ("facet", "series") if column in rows.columns]
    years = rows.select(pl.int_range(pl.col("x").min(), pl.col("x").max() + 1).alias("x"))
    if not groups:
        return years.join(rows, on="x", how="left", maintain_order="left")
    grid = rows.select(groups).unique(maintain_order=True).join(years, how="cross")
    return grid.join(rows, on=[*groups, "x"], how="left", nulls_equal=True, maintain_order="left")


def _dodged(rows: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """Add the place of each mark: its year, moved a little for each series of `names`."""
    place = pl.col("x").cast(pl.Float64)
    if len(names) > 1:
        middle = (len(names) - 1) / 2
        shifts = [round((rank - middle) * DODGE, 3) for rank in range(len(names))]
        shift = pl.col("series").replace_strict(names, shifts, return_dtype=pl.Float64)
        place = (place + shift).round(3)
    return rows.with_columns(at=place)


def _values(rows: pl.DataFrame) -> list[float | None]:
    return [value for role in ("y", "low", "high") if role in rows.columns for value in rows[role]]


def _years(rows: pl.DataFrame, title: str | None, width: float) -> alt.X:
    """Return the horizontal axis: whole years, thinned where they would touch."""
    years = sorted(rows["x"].unique())
    half_label = lettering.width("2024", SIZES["label"]) * 0.6  # panels do not count overhang
    edge = max(0.15, min(0.4, 0.03 * len(years)), half_label * len(years) / width)
    return alt.X(
        "at:Q",
        title=title,
        scale=alt.Scale(domain=[round(years[0] - edge, 2), round(years[-1] + edge, 2)], nice=False),
        axis=alt.Axis(values=years, format="d", labelOverlap=True, labelSeparation=8),
    )


def _intervals(
    base: alt.Chart,
    kind: str,
    axes: tuple[alt.X, alt.Y],
    color: alt.Color | alt.ColorValue,
) -> alt.Chart:
    horizontal, vertical = axes
    mark = base.mark_area(opacity=0.16) if kind == "band" else base.mark_rule(strokeWidth=1)
    chart: alt.Chart = mark.encode(horizontal, along(vertical, "low"), alt.Y2("high"), color=color)
    return chart


def _breaks(breaks: Mapping[int, Text], horizontal: alt.X, labels: Labels) -> list[alt.Chart]:
    """Return dotted lines before the years of `breaks`, named above the plot."""
    rows = pl.DataFrame(
        {
            "at": [year - 0.5 for year in breaks],
            "name": [labels.say(text) for text in breaks.values()],
        }
    )
    return dotted(rows, horizontal)


def _tooltip(
    rows: pl.DataFrame, titles: Mapping[str, str | None], y_format: str | None, labels: Labels
) -> list[alt.Tooltip]:
    formats = {"x": "d", "y": y_format or EXACT}
    shown: list[Any] = [
        alt.Tooltip(
            f"{role}:{'Q' if role in formats else 'N'}",
            title=labels.say(name),
            format=formats.get(role, alt.Undefined),
        )
        for role, name in titles.items()
        if name is not None
    ]
    return shown + [
        alt.Tooltip(f"{role}:Q", title=labels.say(role), format=y_format or EXACT)
        for role in ("low", "high")
        if role in rows.columns
    ]


def _end_labels(
    rows: pl.DataFrame,
    names: Sequence[str],
    axes: tuple[alt.X, alt.Y],
    ticks: Sequence[float],
    height: float,
) -> list[alt.Chart]:
    """Return the names of the lines at their ends, apart from one another, with leaders."""
    ends = (
        rows.drop_nulls("y")
        .sort("x", maintain_order=True)
        .group_by("series", maintain_order=True)
        .agg(pl.col("at").last(), pl.col("y").last())
    )
    horizontal, vertical = axes
    bottom, top = ticks[0], ticks[-1]
    gap = SIZES["label"] * 1.2 * (top - bottom) / height
    ends = ends.with_columns(place=pl.Series(spread(ends["y"].to_list(), gap, bottom, top)))
    base = alt.Chart(ends)
    return [
        base.mark_rule(strokeWidth=0.75, opacity=0.7, xOffset=4, x2Offset=4).encode(
            horizontal,
            vertical,
            alt.X2(value="width"),
            alt.Y2("place"),
            color=colour(names, None),
        ),
        base.mark_text(align="left", dx=7).encode(
            along(vertical, "place"), x=alt.value("width"), text="series:N"
        ),
    ]
