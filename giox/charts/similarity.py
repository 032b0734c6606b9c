"""How alike texts are: every one against every other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import altair as alt
import polars as pl

from giox.charts import lettering
from giox.charts.options import Chart, Labels, Options
from giox.charts.places import beside
from giox.charts.rows import columns_of, no_doubles, no_nulls, values_of
from giox.charts.series import legend
from giox.charts.theme import FAINT, INK, SIZES, light, ramp
from giox.errors import SchemaError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from giox.charts.words import Text

__all__ = ["similarity"]

CLASSES = ("0–0.2", "0.2–0.4", "0.4–0.6", "0.6–0.8", "0.8–1")


def similarity(  # noqa: PLR0913 - options, each independent of the others
    frame: pl.DataFrame,
    *,
    one: str = "one",
    other: str = "other",
    value: str = "similarity",
    order: Sequence[str] | None = None,
    decimals: int = 2,
    legend_title: Text | None = None,
    **options: Unpack[Options],
) -> Chart:
    """Draw a matrix of similarities between 0 and 1; dark cells are pairs that are alike.

    The rows are numbered and the columns carry the numbers, so that long names fit a page. A
    pair that was not compared is left white.

    Parameters
    ----------
    frame : polars.DataFrame
        One row per pair; of (a, b) and (b, a) one will do. A text with itself is not drawn.
    one, other, value : str
        Columns with the two names and their similarity.
    order : sequence of str, optional
        The texts from top to bottom; by default as they first appear.
    decimals : int
        Decimals of the numbers in the cells, which are written where they fit.
    legend_title : str or mapping, optional
        What the similarity is; by default the term of the column `value`.
    **options
        See `Options`.

    Returns
    -------
    altair.Chart

    Raises
    ------
    SchemaError
        If a column is missing or unfit, a similarity lies outside 0 to 1, or a pair is there
        twice with different values.

    Examples
    --------
    >>> rows = pl.DataFrame({"one": ["a"], "other": ["b"], "similarity": [0.93]})
    >>> chart = similarity(rows, language="en").to_dict()
    >>> chart["layer"][0]["encoding"]["y"]["scale"]["domain"]
    ['1  a', '2  b']
    """
    labels = Labels.of(options)
    rows = columns_of(
        frame, {"one": (one, "word"), "other": (other, "word"), "value": (value, "number")}
    )
    no_nulls(rows, ("one", "other"))
    if rows.filter(~pl.col("value").is_between(0, 1)).height:
        msg = f"the column {value!r} has values outside 0 to 1: it should hold similarities"
        raise SchemaError(msg)
    names = values_of(pl.concat([rows["one"], rows["other"]]), order)
    rows = rows.filter(pl.col("one") != pl.col("other"))
    mirrored = rows.select(one="other", other="one", value="value")
    rows = pl.concat([rows, mirrored]).unique(maintain_order=True)
    no_doubles(rows, ("one", "other"))
    numbers = [str(number) for number in range(1, len(names) + 1)]
    lines = [f"{number}  {word}" for number, word in zip(numbers, labels.words(names), strict=True)]
    colors = ramp(len(CLASSES))[::-1]
    inks = [INK if light(color) else "white" for color in colors]
    classes = pl.col("value").mul(len(CLASSES)).floor().clip(0, len(CLASSES) - 1).cast(pl.Int64)
    rows = rows.drop_nulls("value").with_columns(
        row=pl.col("one").replace_strict(names, lines, return_dtype=pl.String),
        column=pl.col("other").replace_strict(names, numbers, return_dtype=pl.String),
        group=classes.replace_strict(range(len(CLASSES)), CLASSES),
        ink=classes.replace_strict(range(len(CLASSES)), inks),
    )

    width = labels.plot_width(beside=beside(lines))
    side = width / len(names)
    across = alt.X(
        "column:N",
        title=None,
        scale=alt.Scale(domain=numbers, padding=0),
        axis=alt.Axis(domain=False, labelAngle=0, labelOverlap=True, orient="top", ticks=False),
    )
    down = alt.Y(
        "row:N",
        title=None,
        scale=alt.Scale(domain=lines, padding=0),
        axis=alt.Axis(grid=False, labelPadding=6),
    )
    title = labels.say(legend_title or value)
    places = legend(CLASSES, width).to_dict()
    key = alt.Legend(**places, title=title, symbolType="square", titleOrient="top", titlePadding=4)
    scale = alt.Scale(domain=list(CLASSES), range=list(colors))
    base = alt.Chart(rows).encode(across, down)
    layers: list[alt.Chart] = [
        base.mark_rect(stroke="white", strokeWidth=1).encode(
            color=alt.Color("group:N", scale=scale, legend=key),
            tooltip=[
                alt.Tooltip("one:N", title=labels.say(one)),
                alt.Tooltip("other:N", title=labels.say(other)),
                alt.Tooltip("value:Q", title=title, format=".3f"),
            ],
        ),
        alt.Chart(pl.DataFrame({"row": lines, "column": numbers}))
        .mark_rect(fill=FAINT, stroke="white", strokeWidth=1)
        .encode(across, down),
    ]
    if lettering.width(f"{0.5:.{decimals}f}", SIZES["note"]) <= 0.85 * side:
        numbers_on = base.mark_text(fontSize=SIZES["note"])
        text = alt.Text("value:Q", format=f".{decimals}f")
        layers.append(
            numbers_on.encode(text=text, color=alt.Color("ink:N", scale=None, legend=None))
        )
    line = max(side, SIZES["label"] * 1.25)
    height = labels.plot_height(len(names) * line * 25.4 / 96)
    return labels.finish(alt.layer(*layers).properties(width=width, height=height))
