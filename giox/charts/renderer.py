"""Charts in a notebook: drawn by JupyterLab itself, with no network and on any machine.

JupyterLab 4.6 carries Vega 5 and no viewer for what Altair 6 emits. The renderer here compiles a
chart to Vega, which Lab draws live, also in a notebook that it does not trust, and puts a PNG
beside it for every other viewer.
"""

from __future__ import annotations

import base64
import warnings
from typing import Any

import altair as alt
import vl_convert

from giox.charts import lettering
from giox.charts.drawing import Spec, draw, own_width, register_theme
from giox.charts.theme import NAME
from giox.charts.words import check_language

__all__ = ["RENDERER", "lab", "language_in_use", "setup"]

RENDERER = "giox"
VEGA = "application/vnd.vega.v5+json"
VEGA_SCHEMA = "https://vega.github.io/schema/vega/v5.json"
EMBED = {
    "renderer": "svg",
    "actions": {"export": True, "source": False, "compiled": False, "editor": False},
}
SHARPNESS = 2
"""Pixels of the PNG to one of the screen."""


def setup(language: str = "en") -> None:
    """Make a notebook ready: call it in the first cell.

    Enables the theme for papers and the renderer for JupyterLab, and sets the language that the
    chart functions label figures in when they are called without one.

    Parameters
    ----------
    language : {"en", "zh"}
        The language of the figures.

    Raises
    ------
    SchemaError
        If giox does not speak the language.

    Examples
    --------
    >>> setup(language="en")
    """
    check_language(language)
    lettering.register()
    register_theme()
    alt.theme.enable(NAME, language=language)
    alt.renderers.register(RENDERER, lab)
    alt.renderers.enable(RENDERER)
    alt.data_transformers.enable("default", max_rows=None)


def language_in_use() -> str:
    """Return the language that `setup` was called with, English where it was not."""
    if alt.theme.active != NAME:
        return "en"
    return str(alt.theme.options.get("language", "en"))


def lab(spec: Spec, **_options: Any) -> tuple[dict[str, Any], dict[str, Any]]:  # noqa: ANN401
    """Return what a notebook stores for a chart: Vega for JupyterLab, a PNG for other viewers.

    Parameters
    ----------
    spec : dict
        The chart as a Vega-Lite specification.

    Returns
    -------
    tuple of dict
        Data and metadata by MIME type, as a renderer of Altair gives them.
    """
    drawing = draw(spec, own_width(spec))
    if boxes := lettering.missing(drawing.svg):
        warnings.warn(
            f"the font of giox has no {boxes!r}: boxes stand for it in the picture, and saving "
            "the figure will be refused. Put other words in the labels",
            UserWarning,
            stacklevel=2,
        )
    png = vl_convert.svg_to_png(drawing.svg, scale=SHARPNESS)
    data = {
        VEGA: {**drawing.vega, "$schema": VEGA_SCHEMA},
        "image/png": base64.b64encode(png).decode(),
        "text/plain": "chart",
    }
    size = {"width": round(drawing.width), "height": round(drawing.height)}
    return data, {VEGA: {"embed_options": EMBED}, "image/png": size}
