"""The font that giox draws its figures in: where it is, how wide its characters are.

Figures look the same on every machine because they are drawn in a font that comes with giox and
has a name of its own. README.md in giox/fonts says where it is from.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import vl_convert
from fontTools.ttLib import TTFont

import giox

__all__ = ["FAMILY", "STACK", "missing", "opened", "register", "width"]

FAMILY = "Giox Sans SC"
FILE = Path(giox.__file__).parent / "fonts" / "GioxSansSC-Regular.otf"
STACK = f"'{FAMILY}', 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"
"""What a chart names as its font. A file is always drawn in the first; the others serve charts
that a browser draws live. The generic name at the end is needed: without it, text whose fonts
are all absent vanishes without a warning."""


@cache
def register() -> None:
    """Make the font known to vl-convert, once in a process."""
    vl_convert.register_font_directory(str(FILE.parent))


@cache
def opened() -> Any:  # noqa: ANN401 - a fontTools TTFont, which carries no types
    """Return the font as a `fontTools.ttLib.TTFont`."""
    return TTFont(FILE, lazy=True)


@cache
def _advances() -> dict[int, float]:
    font = opened()
    em, metrics = font["head"].unitsPerEm, font["hmtx"].metrics
    return {point: metrics[name][0] / em for point, name in font.getBestCmap().items()}


def width(text: str, size: float) -> float:
    """Return how wide `text` is when set in `size`, in the unit of `size`.

    Examples
    --------
    >>> width("公开", 10)
    20.0
    """
    advances = _advances()
    return size * sum(advances.get(ord(character), 1.0) for character in text)


def missing(text: str) -> str:
    """Return the characters of `text` that the font cannot draw, each once, sorted.

    Examples
    --------
    >>> missing("公开 open 😀")
    '😀'
    """
    drawn = _advances()
    return "".join(sorted({c for c in text if ord(c) not in drawn and c not in "\n\r\t"}))
