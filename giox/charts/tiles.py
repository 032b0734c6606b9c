"""The provinces as a grid of tiles: a map without boundaries.

Every province has a tile of the same size, so that Shanghai is seen as well as Xinjiang.
`tiles.csv` beside this module says where each lies and how it is abbreviated: the letter codes
of GB/T 2260 in English, the customary single characters in Chinese.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Unpack

import altair as alt
import polars as pl

from giox.charts.options import Chart, Labels, Options
from giox.charts.places import EXACT, nice, written
from giox.charts.rows import columns_of, no_doubles, relabelled
from giox.charts.series import legend
from giox.charts.theme import FAINT, INK, MUTED, SIZES, light, ramp
from giox.errors import SchemaError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from giox.charts.words import Text

__all__ = ["tiles"]

MOST_CLASSES = 6
FINE = 1000
SCHEMA = {
    "code": pl.String,
    "name": pl.String,
    "row": pl.Int64,
    "column": pl.Int64,
    "en": pl.String,
    "zh": pl.String,
}


def tiles(
    frame: pl.DataFrame,
    *,
    code: str = "division_code",
    value: str = "value",
    value_format: str | None = None,
    legend_title: Text | None = None,
    **options: Unpack[Options],
) -> Chart:
    """Draw a value for each province, as a tile where the province lies.

    A province without a row or a value is an empty tile: that is not a zero.

    Parameters
    ----------
    frame : polars.DataFrame
        One row per province.
    code, value : str
        Columns with the division code (six digits, text) and the value.
    value_format : str, optional
        How the value is written on the tile, in the notation of d3; by default whole values
        as they are, others finer than the classes of the legend by one decimal.
    legend_title : str or mapping, optional
        What the value is; by default the term of the column `value`.
    **options
        See `Options`.

    Returns
    -------
    altair.Chart

    Raises
    ------
    SchemaError
        If a column is missing or unfit, a code is none of a province, a province stands there
        twice, or no province has a value.

    Examples
    --------
    >>> rows = pl.DataFrame({"division_code": ["310000", "320000"], "value": [30.6, 42.0]})
    >>> chart = tiles(rows, language="en").to_dict()
    >>> chart["layer"][0]["encoding"]["color"]["scale"]["domain"]
    ['30.0–32.5', '40.0–42.5']
    """
    labels = Labels.of(options)
    rows = columns_of(frame, {"code": (code, "word"), "value": (value, "number")})
    no_doubles(rows, ("code",))
    if strange := sorted(set(rows["code"]) - set(_grid()["code"])):
        msg = (
            f"{', '.join(strange)} are no codes of provinces: give six digits as text, one row "
            "per province (aggregate prefectures and counties first)"
        )
        raise SchemaError(msg)
    if rows["value"].null_count() == rows.height:
        msg = f"the column {value!r} holds no value: there is nothing to draw"
        raise SchemaError(msg)
    whole = bool(rows.select((pl.col("value") == pl.col("value").round()).all()).item())
    ticks = _bounds(rows["value"], whole=whole)
    # one more decimal than the classes, where there is one and it can be read
    exact = not whole and ticks[-1] - ticks[0] < FINE
    notation = value_format or (f",.{_decimals(ticks) + 1}f" if exact else written(ticks))
    names = _classes(ticks, whole=whole)
    rank = pl.lit(-1) + sum((pl.col("value") >= floor).cast(pl.Int64) for floor in ticks[:-1])
    every = ramp(len(names))[::-1] if len(names) > 1 else ramp(3)[1:2]
    rows = (
        _grid()
        .join(rows, on="code", how="left", maintain_order="left")
        .with_columns(rank=rank, short=pl.col(labels.language))
    )
    rows = relabelled(rows, ("name",), labels)
    used = sorted(rows["rank"].drop_nulls().unique())
    colors = [every[at] for at in used]
    inks = [INK if light(color) else "white" for color in colors]
    rows = rows.with_columns(
        group=pl.col("rank").replace_strict(used, [names[at] for at in used], default=None),
        ink=pl.col("rank").replace_strict(used, inks, default=MUTED),
    ).select("code", "name", "short", "row", "column", "value", "group", "ink")

    width = labels.plot_width(beside=0)
    side = width / (int(rows["column"].max()) + 1)  # type: ignore[arg-type]
    across = alt.X("column:O", axis=None, scale=alt.Scale(padding=0))
    down = alt.Y("row:O", axis=None, scale=alt.Scale(padding=0))
    title = labels.say(legend_title or value)
    domain = [names[at] for at in used]
    places = legend(domain, width).to_dict()
    key = alt.Legend(**places, title=title, symbolType="square", titleOrient="top", titlePadding=4)
    base = alt.Chart(rows).encode(across, down)
    ink = alt.Color("ink:N", scale=None, legend=None)
    layers: list[alt.Chart] = [
        base.transform_filter("isValid(datum.value)")
        .mark_rect(stroke="white", strokeWidth=1.5)
        .encode(
            color=alt.Color("group:N", scale=alt.Scale(domain=domain, range=colors), legend=key),
            tooltip=[
                alt.Tooltip("name:N", title=labels.say("province_name")),
                alt.Tooltip("value:Q", title=title, format=value_format or EXACT),
            ],
        ),
        base.transform_filter("!isValid(datum.value)")
        .mark_rect(fill="white", stroke=FAINT, strokeWidth=1)
        .encode(tooltip=[alt.Tooltip("name:N", title=labels.say("province_name"))]),
        base.mark_text(fontSize=SIZES["label"], dy=-side / 6).encode(text="short:N", color=ink),
        base.transform_filter("isValid(datum.value)")
        .mark_text(fontSize=SIZES["note"], dy=side / 5)
        .encode(text=alt.Text("value:Q", format=notation), color=ink),
    ]
    rows_down = int(rows["row"].max()) + 1  # type: ignore[arg-type]
    height = labels.plot_height(side * rows_down * 25.4 / 96)
    return labels.finish(alt.layer(*layers).properties(width=width, height=height))


@cache
def _grid() -> pl.DataFrame:
    source = files(__package__).joinpath("tiles.csv").read_bytes()
    return pl.read_csv(source, schema=SCHEMA)


def _bounds(values: pl.Series, *, whole: bool) -> list[float]:
    """Return the bounds of a few classes: round numbers, and whole ones for whole values."""
    low, high = float(values.min()), float(values.max())  # type: ignore[arg-type]
    if whole and high - low < MOST_CLASSES:
        return [low + step for step in range(int(high - low) + 2)]
    ticks = nice(values, zero=False)
    ticks = _thinned(ticks, -(-(len(ticks) - 1) // MOST_CLASSES))
    return _thinned(ticks, 2) if whole and _decimals(ticks) else ticks


def _thinned(ticks: Sequence[float], skip: int) -> list[float]:
    kept = list(ticks[::skip])
    return kept if kept[-1] == ticks[-1] else [*kept, kept[-1] + (kept[1] - kept[0])]


def _classes(ticks: Sequence[float], *, whole: bool) -> list[str]:
    """Return the names of the classes: 0.0–2.5, 2.5–5.0; of whole values 0–19, 20–40; 1, 2, 3."""
    if whole and ticks[1] - ticks[0] == 1:
        return [f"{tick:,.0f}" for tick in ticks[:-1]]
    decimals = _decimals(ticks)
    ends = [*(tick - whole for tick in ticks[1:-1]), ticks[-1]]
    return [
        f"{low:,.{decimals}f}–{high:,.{decimals}f}" for low, high in zip(ticks, ends, strict=False)
    ]


def _decimals(ticks: Sequence[float]) -> int:
    return int(written(ticks)[2:-1])
