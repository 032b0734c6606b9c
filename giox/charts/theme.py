"""The look of giox's figures: sizes, palettes, and the Altair theme that holds them together.

Lengths are in CSS pixels, 96 to the inch, so that a figure has its true size on the screen and
in the file. The palettes keep their steps in lightness, so that they survive a grey printer,
and stay apart for readers with any of the three colour blindnesses (tests/charts measures both).
"""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

from giox.charts import lettering
from giox.errors import SchemaError

__all__ = [
    "DASHES",
    "FAINT",
    "INK",
    "MUTED",
    "NAME",
    "SERIES",
    "SHAPES",
    "SIZES",
    "WIDTHS",
    "Width",
    "light",
    "millimetres",
    "pixels",
    "points",
    "ramp",
    "theme",
]

NAME = "giox"
Width: TypeAlias = Literal["single", "middle", "double"] | float
"""A column of a journal, or millimetres."""
WIDTHS = {"single": 90.0, "middle": 140.0, "double": 190.0}
"""One column, one and a half, two: the widths that Elsevier names, in millimetres."""

INK = "#222222"
MUTED = "#5f5f5f"
FAINT = "#e4e4e4"
SERIES = ("#0a204d", "#d35f2d", "#167078", "#8c2d36", "#4fa2d9", "#d1b211")
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
DASHES: tuple[tuple[int, ...], ...] = ((1, 0), (6, 2), (2, 2), (7, 2, 2, 2), (10, 3), (4, 1))
RAMP = ("#0a204d", "#17487f", "#1f789f", "#4ba5ac", "#92cbb0", "#d3e6bd", "#f6f7e1")
"""Dark to light, one step in lightness after the other: for shares and for counts."""


def points(size: float) -> float:
    """Return `size` in typographic points as pixels.

    Examples
    --------
    >>> points(7.5)
    10.0
    """
    return round(size * 96 / 72, 2)


def pixels(length: float) -> float:
    """Return `length` in millimetres as pixels.

    Examples
    --------
    >>> round(pixels(25.4), 6)
    96.0
    """
    return length * 96 / 25.4


def millimetres(width: Width) -> float:
    """Return a width, named or given in millimetres, in millimetres.

    Raises
    ------
    SchemaError
        If there is no such width.

    Examples
    --------
    >>> millimetres("double")
    190.0
    """
    if isinstance(width, str):
        if width not in WIDTHS:
            msg = f"no width is called {width!r}: use {', '.join(WIDTHS)}, or millimetres"
            raise SchemaError(msg)
        return WIDTHS[width]
    if not 30 <= width <= 500:
        msg = f"a width of {width} mm is not one of a printed figure: use 30 to 500"
        raise SchemaError(msg)
    return float(width)


SIZES = {
    "title": points(10),
    "subtitle": points(8.5),
    "text": points(8),
    "label": points(7.5),
    "note": points(7),
}
"""Sizes of lettering. None is below 7 points in print, the least that journals take."""


def ramp(steps: int) -> tuple[str, ...]:
    """Return `steps` colours from dark to light, evenly spread over `RAMP`.

    Examples
    --------
    >>> ramp(2)
    ('#0a204d', '#d3e6bd')
    """
    if steps == 1:
        return (RAMP[1],)
    last = len(RAMP) - (2 if steps < len(RAMP) else 1)
    places = [index * last / (steps - 1) for index in range(steps)]
    return tuple(_between(place) for place in places)


def light(colour: str) -> bool:
    """Tell whether dark lettering reads better on `colour` than white (WCAG's luminance).

    Examples
    --------
    >>> light("#0a204d"), light("#d3e6bd")
    (False, True)
    """
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = sum(a * b for a, b in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    return luminance > 0.18


def _between(place: float) -> str:
    floor = min(int(place), len(RAMP) - 2)
    one, two = ([int(RAMP[floor + step][at : at + 2], 16) for at in (1, 3, 5)] for step in (0, 1))
    mixed = (round(a + (b - a) * (place - floor)) for a, b in zip(one, two, strict=True))
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


def theme(language: str = "en") -> dict[str, Any]:  # noqa: ARG001 - kept by Altair for the charts
    """Return the Altair theme for papers.

    The look is the same in both languages. Altair keeps `language` among the options of the
    active theme, from where the chart functions take it when they are called without one.

    Parameters
    ----------
    language : {"en", "zh"}
        The language of the figures.

    Returns
    -------
    dict
        ``{"config": ...}``, as Altair wants a theme.

    Examples
    --------
    >>> theme()["config"]["title"]["anchor"]
    'start'
    """
    axis = {
        "domainColor": MUTED,
        "domainWidth": 0.75,
        "gridColor": FAINT,
        "gridWidth": 0.75,
        "labelColor": INK,
        "labelFlush": False,
        "labelFontSize": SIZES["label"],
        "labelFontWeight": "normal",
        "labelLimit": 0,
        "labelPadding": 3,
        "tickColor": MUTED,
        "tickSize": 3.5,
        "tickWidth": 0.75,
        "titleColor": INK,
        "titleFontSize": SIZES["text"],
        "titleFontWeight": "normal",
        "titleLimit": 0,
        "titlePadding": 6,
    }
    return {
        "config": {
            "background": "white",
            "font": lettering.STACK,
            "padding": 4,
            "axis": axis,
            "axisX": {"grid": False},
            "axisY": {"domain": False, "ticks": False},
            "header": {
                "labelAnchor": "start",
                "labelColor": INK,
                "labelFontSize": SIZES["text"],
                "labelFontWeight": "normal",
                "labelLimit": 0,
                "labelPadding": 4,
                "title": None,
            },
            "legend": {
                "labelColor": INK,
                "labelFontSize": SIZES["label"],
                "labelLimit": 0,
                "columnPadding": 12,
                "offset": 6,
                "orient": "top",
                "rowPadding": 2,
                "symbolSize": 50,
                "symbolStrokeWidth": 1.5,
                "title": None,
                "titleColor": INK,
                "titleFontSize": SIZES["label"],
                "titleFontWeight": "normal",
                "titleLimit": 0,
            },
            "line": {"strokeWidth": 1.5},
            "point": {"filled": True, "size": 28},
            "range": {"category": list(SERIES), "ordinal": list(RAMP), "heatmap": list(RAMP)},
            "rule": {"color": MUTED, "strokeWidth": 1},
            "text": {"color": INK, "font": lettering.STACK, "fontSize": SIZES["label"]},
            "title": {
                "anchor": "start",
                "color": INK,
                "fontSize": SIZES["title"],
                "fontWeight": "normal",
                "frame": "bounds",
                "limit": 0,
                "lineHeight": round(SIZES["title"] * 1.3, 1),
                "offset": 10,
                "subtitleColor": MUTED,
                "subtitleFontSize": SIZES["subtitle"],
                "subtitleFontWeight": "normal",
                "subtitleLineHeight": round(SIZES["subtitle"] * 1.35, 1),
                "subtitlePadding": 4,
            },
            "view": {"continuousHeight": 180, "continuousWidth": 280, "stroke": None},
        }
    }
