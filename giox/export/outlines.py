"""Text of an SVG turned into outlines, so that it looks the same where no font is.

A viewer sets the text of an SVG in a font of its own, or in none. Outlines are right everywhere;
what they say is kept as a label, which screen readers and searches find.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from lxml import etree

from giox.charts import lettering
from giox.errors import ExportError

__all__ = ["SVG", "check_text", "outlined", "without_hidden"]

SVG = "http://www.w3.org/2000/svg"
KEPT = ("transform", "fill", "fill-opacity", "opacity")
ANCHORS = {"start": 0.0, "middle": 0.5, "end": 1.0}


def without_hidden(root: Any) -> None:  # noqa: ANN401 - an element of lxml, which has no types
    """Drop the labels that Vega thinned out: it leaves them in the drawing, but transparent."""
    for text in list(root.iter(f"{{{SVG}}}text")):
        if text.get("opacity") == "0":
            text.getparent().remove(text)


def check_text(root: Any) -> None:  # noqa: ANN401
    """Refuse a drawing with text that could not be drawn as it is.

    Parameters
    ----------
    root : lxml.etree.Element
        The root of an SVG as vl-convert writes it.

    Raises
    ------
    ExportError
        If a character is not in the font of giox, or text is set in another font.
    """
    texts = list(root.iter(f"{{{SVG}}}text"))
    written = "".join("".join(text.itertext()) for text in texts)
    if lacking := lettering.missing(written):
        named = ", ".join(f"{each!r} (U+{ord(each):04X})" for each in lacking)
        msg = (
            f"the font of giox cannot draw {named}: boxes would stand in the figure. "
            "Use other words in its labels (simplified characters, say)"
        )
        raise ExportError(msg)
    families = {text.get("font-family", "") for text in texts}
    if foreign := sorted(each for each in families if lettering.FAMILY not in each.split(",")[0]):
        msg = (
            f"the figure sets text in {', '.join(foreign)}, which other machines may not have: "
            "take the font out of the chart, giox draws figures in the font it brings along"
        )
        raise ExportError(msg)


def outlined(root: Any) -> None:  # noqa: ANN401
    """Put outlines in place of the text of an SVG.

    Parameters
    ----------
    root : lxml.etree.Element
        The root of an SVG as vl-convert writes it, changed in place.
    """
    for text in list(root.iter(f"{{{SVG}}}text")):
        words = " ".join(" ".join(text.itertext()).split())
        group = etree.Element(f"{{{SVG}}}path", {"aria-label": words, "d": _path(text)})
        for name in KEPT:
            if (value := text.get(name)) is not None:
                group.set(name, value)
        group.tail = text.tail
        text.getparent().replace(text, group)


def _path(text: Any) -> str:  # noqa: ANN401
    """Return the outlines of a text and its lines, as the data of one path."""
    size = float(text.get("font-size", "10px").removesuffix("px"))
    anchor = ANCHORS[text.get("text-anchor", "start")]
    lines = [(text.text or "", 0.0)]
    below = 0.0
    for line in text.iterfind(f"{{{SVG}}}tspan"):
        below += float(line.get("dy", 0))
        lines.append((line.text or "", below))
    drawn = []
    for written, down in lines:
        line = re.sub(r"\s+", " ", written).strip(" ")
        across = -anchor * lettering.width(line, size)
        for character in line:
            drawn.append(_glyph(character, size, round(across, 3), down))
            across += lettering.width(character, size)
    return "".join(drawn)


@cache
def _outlines() -> tuple[Any, dict[int, str], float]:
    font = lettering.opened()
    return font.getGlyphSet(), font.getBestCmap(), float(font["head"].unitsPerEm)


def _glyph(character: str, size: float, across: float, down: float) -> str:
    from fontTools.pens.svgPathPen import SVGPathPen
    from fontTools.pens.transformPen import TransformPen

    glyphs, names, em = _outlines()
    pen = SVGPathPen(glyphs, ntos=lambda number: f"{number:.2f}".rstrip("0").rstrip("."))
    scale = size / em
    glyphs[names[ord(character)]].draw(TransformPen(pen, (scale, 0, 0, -scale, across, down)))
    commands: str = pen.getCommands()
    return commands
