"""Shares of a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias, Unpack

import altair as alt
import polars as pl

from giox.charts import lettering
from giox.charts.options import Chart, Labels, Options
from giox.charts.places import beside, end_column, spread, thousands
from giox.charts.rows import columns_of, no_doubles, relabelled, values_of
from giox.charts.series import legend
from giox.charts.theme import INK, MUTED, RAMP, SIZES, light, points, ramp
from giox.errors import SchemaError

if TYPE_CHECKING:
    from collections.abc import Sequence


__all__ = ["composition"]

ROW = points(15)
SMALLEST = 0.005
"""A share below this is drawn but never written."""


def composition(  # noqa: PLR0913 - options, each independent of the others
    frame: pl.DataFrame,
    *,
    x: str = "year",
    part: str = "part",
    value: str = "value",
    order: Sequence[str] | None = None,
    count: bool = True,
    **options: Unpack[Options],
) -> Chart:
    """Draw the shares of the parts of a whole, per year or per place.

    The shares are of the sum of the parts that the frame gives. Where a part is null or has no
    row while another has one, there is no whole to divide: the bar is left out and says so.

    Parameters
    ----------
    frame : polars.DataFrame
        One row per year or place and part.
    x : str
        Column with the years (whole numbers: standing bars in order of time) or the places
        (words: lying bars as the frame has them).
    part, value : str
        Columns with the name of the part and its count.
    order : sequence of str, optional
        The parts in the order wanted, from the bottom up or from the left; by default as in
        the frame. The colours run from dark to light in this order.
    count : bool
        Whether the sum of each bar is printed at its end.
    **options
        See `Options`; lying bars set the height themselves.

    Returns
    -------
    altair.Chart

    Raises
    ------
    SchemaError
        If a column is missing or unfit, a count is negative, or two rows would be drawn in
        one place.

    Examples
    --------
    >>> rows = pl.DataFrame(
    ...     {"year": [2023, 2023], "part": ["Full", "Denied"], "value": [30, 70]}
    ... )
    >>> composition(rows, language="en").to_dict()["layer"][0]["mark"]["type"]
    'bar'
    """
    labels = Labels.of(options)
    standing = x in frame.columns and frame.schema[x].is_integer()
    rows = columns_of(
        frame, {"at": (x, "word"), "part": (part, "word"), "value": (value, "number")}
    )
    no_doubles(rows, ("at", "part"))
    if rows.filter(pl.col("value") < 0).height:
        msg = f"the column {value!r} has negative counts: they are no shares of a whole"
        raise SchemaError(msg)
    if standing:
        first, last = int(frame[x].min()), int(frame[x].max())  # type: ignore[arg-type]
        bars = [str(year) for year in range(first, last + 1)]
    else:
        bars = labels.words(values_of(rows["at"]))
    parts = labels.words(values_of(rows["part"], order))
    if len(parts) > len(RAMP):
        msg = f"{len(parts)} parts cannot be told apart in print: sum the small ones as 'other'"
        raise SchemaError(msg)
    rows = _shares(relabelled(rows, ("at", "part"), labels), parts)
    if standing:
        width, length = labels.plot_width(), labels.plot_height(58)
    else:
        sums = _sums(rows)["text"]
        width = length = labels.plot_width(beside=beside(bars, sums if count else ()))
    rows = _written(rows, parts, length, standing=standing)

    color = alt.Color(
        "part:N",
        scale=alt.Scale(domain=parts, range=list(ramp(len(parts)))),
        legend=None if standing else legend(parts, width, offset=16 if count else 6),
    )
    tooltip = [
        alt.Tooltip("at:N", title=labels.say(x)),
        alt.Tooltip("part:N", title=labels.say(part)),
        alt.Tooltip("value:Q", title=labels.say(value), format=","),
        alt.Tooltip("share:Q", title=labels.say("share"), format=".1%"),
    ]
    base = alt.Chart(rows)
    block = base.mark_bar(stroke="white", strokeWidth=0.75).encode(color=color, tooltip=tooltip)
    percent = (
        base.transform_filter("datum.text != null")
        .mark_text(fontSize=SIZES["note"])
        .encode(text="text:N", color=alt.Color("ink:N", scale=None, legend=None))
    )
    shaped = _standing if standing else _lying
    layers = shaped((block, percent), rows, bars, labels, count=count)
    if standing:
        layers += _names(rows, parts, bars, length)
    height: Any = length if standing else alt.Step(ROW)
    chart = alt.layer(*layers).properties(width=width, height=height)
    return labels.finish(chart)


Layers: TypeAlias = "list[alt.Chart]"


def _standing(
    marks: tuple[alt.Chart, alt.Chart],
    rows: pl.DataFrame,
    bars: Sequence[str],
    labels: Labels,
    *,
    count: bool,
) -> Layers:
    """Return the layers of bars that stand side by side, one to a year."""
    block, percent = marks
    across = alt.X(
        "at:O",
        title=None,
        scale=alt.Scale(domain=list(bars), paddingInner=0.25, paddingOuter=0.1),
        axis=alt.Axis(domain=False, labelAngle=0, labelOverlap=True, ticks=False),
    )
    up = alt.Y("start:Q", title=None, scale=_shares_scale(), axis=_percents())
    middle = alt.Y("middle:Q", title=None, scale=_shares_scale())
    layers = [block.encode(across, up, alt.Y2("end")), percent.encode(across, middle)]
    gone, sums = _gone(rows), _sums(rows)
    if gone.height:
        text = alt.Chart(gone).mark_text(
            align="left", angle=270, color=MUTED, dx=4, fontSize=SIZES["note"]
        )
        words = alt.value(labels.say("chart.incomplete"))
        layers.append(text.encode(across, y=alt.value("height"), text=words))
    if count:
        above = alt.Chart(sums).mark_text(baseline="bottom", color=MUTED)
        head = alt.Chart(pl.DataFrame({"text": [labels.say("n")]})).mark_text(
            align="right", baseline="bottom", color=MUTED, dx=-3
        )
        layers.append(above.encode(across, y=alt.value(-6), text="text:N"))
        layers.append(head.encode(x=alt.value(0), y=alt.value(-6), text="text:N"))
    return layers


def _lying(
    marks: tuple[alt.Chart, alt.Chart],
    rows: pl.DataFrame,
    bars: Sequence[str],
    labels: Labels,
    *,
    count: bool,
) -> Layers:
    """Return the layers of bars that lie one under another, one to a place."""
    block, percent = marks
    down = alt.Y(
        "at:N",
        title=None,
        scale=alt.Scale(domain=list(bars), paddingInner=0.25, paddingOuter=0.1),
        axis=alt.Axis(grid=False, labelPadding=6),
    )
    along = alt.X("start:Q", title=None, scale=_shares_scale(), axis=_percents())
    middle = alt.X("middle:Q", title=None, scale=_shares_scale())
    layers = [block.encode(down, along, alt.X2("end")), percent.encode(down, middle)]
    gone = _gone(rows)
    if gone.height:
        text = alt.Chart(gone).mark_text(align="left", color=MUTED, dx=4, fontSize=SIZES["note"])
        words = alt.value(labels.say("chart.incomplete"))
        layers.append(text.encode(down, x=alt.value(0), text=words))
    if count:
        layers += end_column(_sums(rows), down, labels.say("n"))
    return layers


def _shares_scale() -> alt.Scale:
    return alt.Scale(domain=[0, 1], nice=False)


def _percents() -> alt.Axis:
    return alt.Axis(domain=False, format=".0%", grid=False, values=[0, 0.25, 0.5, 0.75, 1])


def _gone(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the bars that cannot be drawn."""
    return (
        rows.filter(pl.col("share").is_null().all().over("at"))
        .select("at")
        .unique(maintain_order=True)
    )


def _sums(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the sum of each bar that is drawn, as text."""
    drawn = rows.drop_nulls("share").group_by("at", maintain_order=True)
    return drawn.agg(text=thousands(pl.col("whole").first()))


def _shares(rows: pl.DataFrame, parts: Sequence[str]) -> pl.DataFrame:
    """Add share, start and end of each part; null where the bar is not complete."""
    sound = (pl.col("value").is_not_null().sum().over("at") == len(parts)) & (
        pl.col("value").sum().over("at") > 0
    )
    ranks = pl.col("part").replace_strict(parts, range(len(parts)), return_dtype=pl.Int64)
    rows = rows.with_columns(rank=ranks, whole=pl.col("value").sum().over("at"))
    rows = rows.with_columns(share=pl.when(sound).then(pl.col("value") / pl.col("whole")))
    rows = rows.sort("rank", maintain_order=True).with_columns(
        end=pl.col("share").cum_sum().over("at").round(6)
    )
    return rows.with_columns(
        start=(pl.col("end") - pl.col("share")).round(6),
        middle=(pl.col("end") - pl.col("share") / 2).round(6),
        share=pl.col("share").round(6),
    )


def _written(
    rows: pl.DataFrame, parts: Sequence[str], length: float, *, standing: bool
) -> pl.DataFrame:
    """Add the text of each share that has room for it, and the ink that shows on its colour."""
    percent = (pl.col("share") * 100).round(0).cast(pl.Int64)
    text = pl.format("{}%" if not standing else "{}", percent)
    room = SIZES["note"] * 1.1 if standing else lettering.width("100%", SIZES["note"]) + 2
    fits = (pl.col("share") * length >= room) & (pl.col("share") >= SMALLEST)
    inks = [INK if light(each) else "white" for each in ramp(len(parts))]
    return rows.with_columns(
        text=pl.when(fits).then(text),
        ink=pl.col("rank").replace_strict(range(len(parts)), inks, return_dtype=pl.String),
    )


def _names(
    rows: pl.DataFrame,
    parts: Sequence[str],
    bars: Sequence[str],
    height: float,
) -> Layers:
    """Return the names of the parts beside the last bar, where its segments are."""
    drawn = rows.drop_nulls("share")
    if drawn.is_empty():
        return []
    last = max(drawn["at"], key=list(bars).index)
    ends = drawn.filter(pl.col("at") == last).sort("rank")
    gap = SIZES["label"] * 1.2 / height
    ends = ends.with_columns(place=pl.Series(spread(ends["middle"].to_list(), gap, 0.02, 0.98)))
    colors = dict(zip(parts, ramp(len(parts)), strict=True))
    ends = ends.select("part", "middle", "place").with_columns(
        paint=pl.col("part").replace_strict(colors, return_dtype=pl.String)
    )
    places = alt.Y("place:Q", title=None, scale=_shares_scale())
    base = alt.Chart(ends)
    return [
        base.mark_point(opacity=1, shape="square", size=40, xOffset=8).encode(
            places,
            x=alt.value("width"),
            color=alt.Color("paint:N", scale=None, legend=None),
        ),
        base.mark_text(align="left", dx=15).encode(places, x=alt.value("width"), text="part:N"),
    ]
