"""The explorer as one file: scripts, data and font inside."""

from __future__ import annotations

import base64
import io
import json
from html import escape
from typing import TYPE_CHECKING

import vl_convert
from fontTools import subset
from fontTools.ttLib import TTFont

from giox import __version__
from giox.charts import lettering

if TYPE_CHECKING:
    from giox.charts.drawing import Drawing

__all__ = ["page"]

PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<title>giox</title>
<style>
@font-face {{ font-family: '{family}'; src: url(data:font/otf;base64,{font}); }}
body {{ color: #222; font: 14px {stack}; margin: 24px; }}
#chart {{ display: block; }}
.vega-bindings {{ display: flex; flex-wrap: wrap; gap: 6px 24px; margin-top: 12px; }}
.vega-bindings select, .vega-bindings input {{ font: inherit; max-width: 28em; padding: 2px 4px; }}
#vg-tooltip-element {{ font-family: {stack}; max-width: 36em; }}
footer {{ color: #5f5f5f; font-size: 12px; margin-top: 20px; }}
</style>
</head>
<body>
<div id="chart"></div>
<footer>giox {version}</footer>
<script type="application/json" id="drawing">{drawing}</script>
<script>{scripts}</script>
</body>
</html>
"""
START = """
const drawing = JSON.parse(document.getElementById("drawing").textContent);
vegaEmbed("#chart", drawing, {mode: "vega", renderer: "svg", actions: {export: true, source: false,
compiled: false, editor: false}}).catch(console.error);
"""


def page(drawing: Drawing, language: str) -> bytes:
    """Return a page that draws `drawing` with what it carries itself.

    Nothing of the data can end its place in the page: each ``<`` is written as an escape.
    """
    data = json.dumps(drawing.vega, ensure_ascii=False, separators=(",", ":"))
    scripts = vl_convert.javascript_bundle(START).replace("</script", r"<\/script")
    return PAGE.format(
        language=escape(language),
        family=lettering.FAMILY,
        stack=lettering.STACK,
        font=_font(data),
        version=escape(__version__),
        drawing=data.replace("<", r"\u003c"),
        scripts=scripts,
    ).encode()


def _font(text: str) -> str:
    """Return the font with the characters of `text` only, as text for a page."""
    font = TTFont(lettering.FILE)
    cut = subset.Subsetter(subset.Options(layout_features=[], notdef_outline=True))
    cut.populate(text=text + "".join(map(chr, range(32, 127))))
    cut.subset(font)
    font["head"].modified = font["head"].created
    whole = io.BytesIO()
    font.save(whole)
    return base64.b64encode(whole.getvalue()).decode()
