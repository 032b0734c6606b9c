"""What there is, where and when: a table of counts in colours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import altair as alt
import polars as pl

from giox.charts import lettering
from giox.charts.options import Chart, Labels, Options
from giox.charts.places import beside, end_column, thousands
from giox.charts.rows import columns_of, no_doubles, relabelled, values_of
from giox.charts.theme import FAINT, INK, MUTED, SIZES, light, points, ramp
from giox.errors import SchemaError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from giox.charts.words import Text

__all__ = ["coverage"]

ROW = points(11)
STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)
MOST_CLASSES = 5


def coverage(  # noqa: PLR0913 - options, each independent of the others
    frame: pl.DataFrame,
    *,
    x: str = "year",
    y: str = "region",
    value: str = "count",
    order: Sequence[str] | None = None,
    total: bool = True,
    legend_title: Text | None = None,
    **options: Unpack[Options],
) -> Chart:
    """Draw how much there is for each region and year.

    A cell without a row is left white; a zero is written as 0.

    Parameters
    ----------
    frame : polars.DataFrame
        One row per region and year.
    x, y, value : str
        Columns with the year (whole numbers), the region, and a count (whole numbers).
    order : sequence of str, optional
        The regions from top to bottom; by default as in the frame.
    total : bool
        Whether the sum of each row is printed at the right.
    legend_title : str or mapping, optional
        What is counted; by default the term of the column `value`.
    **options
        See `Options`; the number of regions sets the height.

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
    >>> rows = pl.DataFrame({"year": [2023, 2024], "region": ["江苏省"] * 2, "count": [3, 12]})
    >>> coverage(rows, language="en").to_dict()["layer"][0]["encoding"]["y"]["scale"]["domain"]
    ['Jiangsu']
    """
    labels = Labels.of(options)
    rows = columns_of(frame, {"at": (x, "whole"), "row": (y, "word"), "count": (value, "whole")})
    no_doubles(rows, ("at", "row"))
    if rows.filter(pl.col("count") < 0).height:
        msg = f"the column {value!r} has negative counts: coverage counts what is there"
        raise SchemaError(msg)
    names = labels.words(values_of(rows["row"], order))
    rows = relabelled(rows, ("row",), labels).drop_nulls("count")
    years = range(int(frame[x].min()), int(frame[x].max()) + 1)  # type: ignore[arg-type]
    floors = _floors(int(rows["count"].max() or 0))  # type: ignore[arg-type]
    colors = ramp(len(floors))[::-1] if len(floors) > 1 else ramp(3)[1:2]
    classes = _classes(floors)
    rank = pl.lit(-1) + sum((pl.col("count") >= floor).cast(pl.Int64) for floor in floors)
    inks = [INK if light(color) else "white" for color in colors]
    rows = rows.with_columns(rank=rank, text=thousands(pl.col("count"))).with_columns(
        group=pl.col("rank").replace_strict(range(len(floors)), classes, default=None),
        ink=pl.col("rank").replace_strict(range(len(floors)), inks, default=MUTED),
    )

    across = alt.X(
        "at:O",
        title=None,
        scale=alt.Scale(domain=list(years), padding=0),
        axis=alt.Axis(domain=False, labelAngle=0, labelOverlap=True, labelSeparation=4),
    )
    down = alt.Y(
        "row:N",
        title=None,
        scale=alt.Scale(domain=names, padding=0),
        axis=alt.Axis(grid=False, labelPadding=6),
    )
    title = labels.say(legend_title or value)
    key = alt.Legend(
        title=title, offset=16, symbolType="square", titleOrient="left", titlePadding=10
    )
    base = alt.Chart(rows).encode(across, down)
    cells = base.mark_rect(stroke="white", strokeWidth=1).encode(
        color=alt.Color("group:N", scale=alt.Scale(domain=classes, range=list(colors)), legend=key),
        tooltip=[
            alt.Tooltip("row:N", title=labels.say(y)),
            alt.Tooltip("at:O", title=labels.say(x)),
            alt.Tooltip("count:Q", title=title, format=","),
        ],
    )
    zeros = base.transform_filter("datum.count === 0").mark_rect(
        fill="white", stroke=FAINT, strokeWidth=1
    )
    layers: list[alt.Chart] = [cells.transform_filter("datum.count > 0"), zeros]
    sums = rows.group_by("row", maintain_order=True).agg(text=thousands(pl.col("count").sum()))
    width = labels.plot_width(beside=beside(names, sums["text"] if total else []))
    widest = max((lettering.width(text, SIZES["note"]) for text in rows["text"]), default=0.0)
    if widest <= 0.82 * width / len(years):
        written = base.mark_text(fontSize=SIZES["note"])
        layers.append(
            written.encode(text="text:N", color=alt.Color("ink:N", scale=None, legend=None))
        )
    if total:
        layers += end_column(sums, down, labels.say("chart.total"))
    chart = alt.layer(*layers).properties(width=width, height=alt.Step(ROW * 1.1))
    return labels.finish(chart)


def _floors(highest: int) -> list[int]:
    """Return the least counts of the classes: round numbers, evenly thinned to a few."""
    floors = [step for step in STEPS if step <= max(highest, 1)]
    if len(floors) <= MOST_CLASSES:
        return floors
    skip = -(-(len(floors) - 1) // (MOST_CLASSES - 1))
    return floors[::skip]


def _classes(floors: Sequence[int]) -> list[str]:
    """Return the names of the classes: 1, 2–4, 5–9, 10+."""
    names = []
    for floor, following in zip(floors, [*floors[1:], None], strict=True):
        if following is None:
            names.append(f"{floor:,}+")
        elif following == floor + 1:
            names.append(f"{floor:,}")
        else:
            names.append(f"{floor:,}–{following - 1:,}")
    return names
