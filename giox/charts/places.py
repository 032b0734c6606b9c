"""Where ticks, labels and figures go, and how numbers are written there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil, floor, log10
from typing import Any, TypeVar

import altair as alt
import polars as pl

from giox.charts import lettering
from giox.charts.theme import MUTED, SIZES

__all__ = [
    "EXACT",
    "along",
    "beside",
    "dotted",
    "end_column",
    "nice",
    "spread",
    "thousands",
    "top_title",
    "written",
]

Axis = TypeVar("Axis", alt.X, alt.Y)

EXACT = ",.6~g"
"""How a tooltip writes a number, in the notation of d3."""


def nice(values: Iterable[float | None], *, zero: bool) -> list[float]:
    """Return round places for the ticks of an axis; the first and last are its limits.

    Examples
    --------
    >>> nice([3.0, 97.0], zero=True)
    [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]
    """
    known = [value for value in values if value is not None]
    low, high = min(known, default=0.0), max(known, default=0.0)
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        low, high = (low - 1, high + 1) if low else (0.0, 1.0)
    rough = (high - low) / 5
    power = 10.0 ** floor(log10(rough))
    step = power * next(unit for unit in (1, 2, 2.5, 5, 10) if unit * power >= rough * 0.999)
    return [round(at * step, 12) for at in range(floor(low / step), ceil(high / step) + 1)]


def written(ticks: Sequence[float]) -> str:
    """Return the format of d3 that writes `ticks` with as many decimals as they need.

    Examples
    --------
    >>> written([0.0, 2.5, 5.0])
    ',.1f'
    """
    decimals = max(len(f"{tick:.12f}".rstrip("0").split(".")[1]) for tick in ticks)
    return f",.{decimals}f"


def thousands(number: pl.Expr) -> pl.Expr:
    """Return whole numbers as text, with commas between the thousands.

    Examples
    --------
    >>> pl.select(thousands(pl.lit(-234567))).item()
    '-234,567'
    """
    whole = number.cast(pl.Int64)
    reversed_ = whole.abs().cast(pl.String).str.reverse()
    digits = reversed_.str.replace_all(r"(\d{3})", "$1,").str.reverse().str.strip_prefix(",")
    return pl.when(whole >= 0).then(digits).otherwise("-" + digits)


def along(axis: Axis, column: str) -> Axis:
    """Return the same axis for another column of numbers.

    Examples
    --------
    >>> along(alt.Y("y:Q", title="Rate"), "low").to_dict()
    {'field': 'low', 'title': 'Rate', 'type': 'quantitative'}
    """
    other = axis.copy()
    other.shorthand = f"{column}:Q"
    return other


def beside(labels: Iterable[str], texts: Iterable[str] = ()) -> float:
    """Return the room that `labels` take at the left of a plot and `texts` at the right."""
    return sum(
        max(lettering.width(text, SIZES["label"]) for text in column) + 12
        for column in (list(labels), list(texts))
        if column
    )


def end_column(rows: pl.DataFrame, vertical: alt.Y, title: str) -> list[alt.Chart]:
    """Return layers that print the column ``text`` of `rows` at the right of a plot."""
    shift = max(lettering.width(text, SIZES["label"]) for text in [title, *rows["text"]]) + 10
    texts = alt.Chart(rows).mark_text(align="right", color=MUTED, dx=shift)
    head = alt.Chart(pl.DataFrame({"text": [title]})).mark_text(
        align="right", baseline="bottom", color=MUTED, dx=shift
    )
    return [
        texts.encode(vertical, x=alt.value("width"), text="text:N"),
        head.encode(x=alt.value("width"), y=alt.value(-3), text="text:N"),
    ]


def dotted(rows: pl.DataFrame, across: alt.X) -> list[alt.Chart]:
    """Return layers of dotted lines at the places of `rows`, with ``name`` above the plot."""
    base = alt.Chart(rows).encode(across)
    name = base.mark_text(
        align="left", baseline="bottom", color=MUTED, dx=-1, fontSize=SIZES["note"]
    )
    return [
        base.mark_rule(strokeDash=[1, 2], strokeWidth=0.75),
        name.encode(y=alt.value(-4), text="name:N"),
    ]


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return places near `wanted` that keep `gap` between them and stay within the limits.

    The places of labels: the sum of squared shifts is the least possible, found by pooling
    neighbours that are too close (isotonic regression).

    Examples
    --------
    >>> spread([5.0, 5.0, 9.0], gap=2, low=0, high=10)
    [4.0, 6.0, 9.0]
    """
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    pools: list[tuple[float, int]] = []
    for rank, index in enumerate(order):
        mean, size = wanted[index] - rank * gap, 1
        while pools and pools[-1][0] > mean:
            above, count = pools.pop()
            mean, size = (above * count + mean * size) / (count + size), count + size
        pools.append((mean, size))
    ceiling = high - (len(wanted) - 1) * gap
    bases = [min(max(mean, low), max(ceiling, low)) for mean, size in pools for _ in range(size)]
    places = [0.0] * len(wanted)
    for rank, index in enumerate(order):
        places[index] = bases[rank] + rank * gap
    return places


def top_title(height: float = 8.0) -> dict[str, Any]:
    """Return the options of a vertical axis whose title lies flat above it."""
    return {
        "titleAngle": 0,
        "titleAlign": "left",
        "titleAnchor": "end",
        "titleBaseline": "bottom",
        "titleX": 0,
        "titleY": -height,
    }
