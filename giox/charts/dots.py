"""Ranked dots."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Unpack

import altair as alt
import polars as pl

from giox.charts.options import Chart, Labels, Options
from giox.charts.places import EXACT, along, beside, end_column, nice, thousands, written
from giox.charts.rows import columns_of, no_doubles, relabelled, values_of
from giox.charts.series import colour, legend, series_names, shape
from giox.charts.theme import MUTED, SIZES, points

if TYPE_CHECKING:
    from collections.abc import Sequence

    from giox.charts.words import Text

__all__ = ["dots"]

ROW = points(11)


def dots(  # noqa: PLR0913 - options, each independent of the others
    frame: pl.DataFrame,
    *,
    label: str = "region",
    value: str = "value",
    low: str | None = "low",
    high: str | None = "high",
    count: str | None = None,
    series: str | None = None,
    sort: Literal["value", "given"] = "value",
    order: Sequence[str] | None = None,
    reference: float | None = None,
    reference_label: Text | None = None,
    zero: bool = True,
    x_format: str | None = None,
    x_title: Text | None = None,
    **options: Unpack[Options],
) -> Chart:
    """Draw one row to a place, ranked by its value, with its interval and its n.

    A row without any value says "not stated": that is not a zero.

    Parameters
    ----------
    frame : polars.DataFrame
        One row per label (and series).
    label, value : str
        Columns with the name of the row and the value.
    low, high : str or None
        Columns with the limits of the interval, drawn where the frame has both.
    count : str, optional
        Column with the n that a value rests on, printed at the right.
    series : str, optional
        Column that tells apart several dots in a row, at most six.
    sort : {"value", "given"}
        Rows by falling value (of the first series), or as the frame has them.
    order : sequence of str, optional
        The series in the order wanted.
    reference : float, optional
        A value to compare with, drawn as a line that `reference_label` names.
    zero : bool
        Whether the axis begins at zero.
    x_format : str, optional
        Numbers of the axis in the notation of d3.
    x_title : str or mapping, optional
        Title of the axis; by default the term of the column.
    **options
        See `Options`; the number of rows sets the height.

    Returns
    -------
    altair.Chart

    Raises
    ------
    SchemaError
        If a column is missing or unfit, or two rows would be drawn in one place.

    Examples
    --------
    >>> rows = pl.DataFrame({"region": ["江苏省", "山东省"], "value": [1.5, 2.5]})
    >>> dots(rows, language="en").to_dict()["layer"][0]["encoding"]["y"]["scale"]["domain"]
    ['Shandong', 'Jiangsu']
    """
    labels = Labels.of(options)
    both = {low, high} <= set(frame.columns)
    rows = columns_of(
        frame,
        {
            "label": (label, "word"),
            "x": (value, "number"),
            "low": (low if both else None, "number"),
            "high": (high if both else None, "number"),
            "count": (count, "whole"),
            "series": (series, "word"),
        },
    )
    no_doubles(rows, ("label", "series"))
    names = series_names(rows, order, labels)
    rows = relabelled(rows, ("label", "series"), labels)
    if sort == "value":
        first = rows.filter(pl.col("series") == names[0]) if names else rows
        ranked = first.sort("x", descending=True, nulls_last=True, maintain_order=True)
        rest = [each for each in values_of(rows["label"]) if each not in set(ranked["label"])]
        domain = [*ranked["label"], *rest]
    else:
        domain = values_of(rows["label"])
    shown = [number for role in {"x", "low", "high"} & set(rows.columns) for number in rows[role]]
    ticks = nice([*shown, reference], zero=zero)

    horizontal = alt.X(
        "x:Q",
        title=labels.say(x_title or value),
        scale=alt.Scale(domain=[ticks[0], ticks[-1]], nice=False),
        axis=alt.Axis(domain=False, format=x_format or written(ticks), grid=True, values=ticks),
    )
    vertical = alt.Y(
        "label:N",
        title=None,
        scale=alt.Scale(domain=domain),
        axis=alt.Axis(grid=True, gridDash=[1, 2], labelPadding=6),
    )
    counts = None if count is None else _counts(rows)
    width = labels.plot_width(beside=beside(domain, [] if counts is None else counts["text"]))
    above = count is not None or reference is not None
    key = legend(names, width, offset=16 if above else 6)
    rows = _lanes(rows, names)
    base = alt.Chart(rows).encode(vertical)
    if names:
        edge = 0.6 * len(names)
        lane = alt.YOffset("lane:Q", scale=alt.Scale(domain=[-edge, edge], nice=False))
        base = base.encode(lane)
    layers: list[alt.Chart] = []
    if reference is not None:
        layers += _reference(reference, reference_label, horizontal, labels)
    if both:
        layers.append(
            base.mark_rule(strokeWidth=1.25).encode(
                along(horizontal, "low"), alt.X2("high"), color=colour(names, key)
            )
        )
    tooltip = [alt.Tooltip("label:N", title=labels.say(label))]
    tooltip += [
        alt.Tooltip(f"{role}:Q", title=labels.say(name), format=x_format or EXACT)
        for role, name in (("x", value), ("low", "low"), ("high", "high"), ("count", count))
        if role in rows.columns and name is not None
    ]
    layers.append(
        base.mark_point(opacity=1, size=34).encode(
            horizontal, color=colour(names, key), shape=shape(names, key), tooltip=tooltip
        )
    )
    unknown = rows.filter(pl.col("x").is_null().all().over("label"))
    if unknown.height:
        layers.append(_unknown(unknown, vertical, labels))
    if counts is not None and count is not None:
        layers += end_column(counts, vertical, labels.say(count))
    chart = alt.layer(*layers).properties(
        width=width,
        height=alt.Step(ROW * max(1.0, 0.75 * len(names)), **{"for": "position"}),
    )
    return labels.finish(chart)


def _lanes(rows: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """Add the lane of each dot: those of one row side by side, a single one in the middle."""
    if not names:
        return rows
    order = pl.col("series").replace_strict(names, range(len(names)), return_dtype=pl.Int64)
    there = order.filter(pl.col("x").is_not_null())
    rank = pl.when(pl.col("x").is_not_null()).then(order).rank("ordinal").over("label")
    return rows.with_columns(lane=rank - (there.len().over("label") + 1) / 2)


def _reference(
    value: float, name: Text | None, horizontal: alt.X, labels: Labels
) -> list[alt.Chart]:
    text = "" if name is None else labels.say(name)
    base = alt.Chart(pl.DataFrame({"x": [value], "name": [text]})).encode(horizontal)
    above = base.mark_text(baseline="bottom", color=MUTED, fontSize=SIZES["note"])
    return [
        base.mark_rule(strokeDash=[4, 2], strokeWidth=0.75),
        above.encode(y=alt.value(-3), text="name:N"),
    ]


def _unknown(rows: pl.DataFrame, vertical: alt.Y, labels: Labels) -> alt.Chart:
    text = alt.Chart(rows.select("label").unique(maintain_order=True)).mark_text(
        align="left", color=MUTED, dx=4, fontSize=SIZES["note"]
    )
    chart: alt.Chart = text.encode(
        vertical, x=alt.value(0), text=alt.value(labels.say("chart.not_stated"))
    )
    return chart


def _counts(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the n of each row of the chart; those of several series stand side by side."""
    texts = rows.select("label", text=thousands(pl.col("count"))).drop_nulls()
    together = pl.col("text").unique(maintain_order=True).str.join(" / ")
    return texts.group_by("label", maintain_order=True).agg(together)
