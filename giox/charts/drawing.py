"""From a chart to a drawing: the theme put on, the text wrapped, the width made exact.

Vega-Lite sets the size of the plot and lets axes, legends and titles add what they need; a
journal sets the size of the whole. So the plot is widened or narrowed until the whole fits.
"""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass
from math import ceil, inf
from typing import TYPE_CHECKING, Any, TypeAlias

import altair as alt
import vl_convert

from giox.charts import lettering
from giox.charts.theme import NAME, SIZES, Width, millimetres, pixels, theme
from giox.errors import ExportError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Drawing", "Spec", "draw", "own_width", "register_theme", "specification", "wrap"]

Spec: TypeAlias = dict[str, Any]
NEVER_FIRST = "，。、；：！？）》」』”’】,.;:!?)%"
NEVER_LAST = "（《「『“‘【("
TRIES = 6
NEAR, SLACK = 1.5, 12.0
"""Pixels by which a drawing may be too narrow: at once, and where bars make it grow in steps."""
NARROWEST = 40.0


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart that is drawn: its Vega specification and its SVG, with text as text."""

    vega: Spec
    svg: str
    width: float
    height: float


def specification(chart: Any) -> Spec:  # noqa: ANN401 - any chart of Altair
    """Return the Vega-Lite specification of `chart` in the theme of giox.

    What the chart configures itself goes before the theme; the theme that happens to be
    enabled plays no part.
    """
    register_theme()
    with alt.theme.enable(NAME), alt.data_transformers.enable("default", max_rows=None):
        return dict(chart.to_dict())


def register_theme() -> None:
    """Make the theme known to Altair, without enabling it."""

    @alt.theme.register(NAME, enable=False)
    def _theme(language: str = "en") -> Any:  # noqa: ANN401 - Altair's own typed dict
        return theme(language)


def own_width(spec: Spec) -> float | None:
    """Return the width in millimetres that a chart of giox was laid out for, if it says so."""
    width = spec.get("usermeta", {}).get(NAME, {}).get("width")
    return None if width is None else float(width)


def draw(spec: Spec, width: Width | None = None) -> Drawing:
    """Draw a Vega-Lite specification, its whole `width` wide.

    Parameters
    ----------
    spec : dict
        A Vega-Lite specification.
    width : {"single", "middle", "double"} or float, optional
        Width of the whole figure, a name or millimetres; without it the plots keep the size
        that the specification gives them.

    Raises
    ------
    ExportError
        If the figure does not fit the width.
    """
    lettering.register()
    if width is None:
        vega, svg, (wide, high) = _compile(spec)
        return Drawing(vega, svg, wide, high)
    target = pixels(millimetres(width))
    spec = _wrapped(spec, target)
    scale, tried, best = 1.0, [], None
    for _ in range(TRIES):
        vega, svg, (wide, high) = _compile(_scaled(spec, scale))
        if wide <= ceil(target) and (best is None or wide > best[0]):
            best = (wide, Drawing(vega, svg, target, high))
            if wide > target - NEAR:
                break
        tried.append((scale, wide))
        scale = _next_scale(tried, target)
        if not scale > 0 or min(_plot_widths(_scaled(spec, scale)), default=inf) < NARROWEST:
            break
    if best is None or best[0] < target - SLACK:
        msg = (
            f"the figure does not fit {millimetres(width):g} mm: its labels and legends leave no "
            "room for the plot. Make it wider, shorten the labels, or use fewer columns"
        )
        raise ExportError(msg)
    return best[1]


def _compile(spec: Spec) -> tuple[Spec, str, tuple[float, float]]:
    vega: Spec = vl_convert.vegalite_to_vega(spec)
    svg: str = vl_convert.vega_to_svg(vega, allowed_base_urls=[])
    size = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    if size is None:
        msg = "the chart has no size: has it anything to draw?"
        raise ExportError(msg)
    return vega, svg, (float(size[1]), float(size[2]))


def _next_scale(tried: list[tuple[float, float]], target: float) -> float:
    """Return the scale at which a straight line through the tries meets the target."""
    scale, wide = tried[-1]
    if len(tried) == 1:
        return scale * target / wide
    before, was = tried[-2]
    slope = (wide - was) / (scale - before) if scale != before else 0.0
    return scale + (target - 0.5 - wide) / slope if slope > 0 else 0.0


def _views(spec: Spec) -> Iterator[Spec]:
    """Yield every view of a specification, the outer ones first."""
    yield spec
    for key in ("layer", "hconcat", "vconcat", "concat"):
        for child in spec.get(key, ()):
            yield from _views(child)
    if isinstance(spec.get("spec"), dict):
        yield from _views(spec["spec"])


def _scaled(spec: Spec, scale: float) -> Spec:
    spec = deepcopy(spec)
    for view in _views(spec):
        size = view.get("width")
        if isinstance(size, int | float):
            view["width"] = round(size * scale, 2)
        elif isinstance(size, dict) and "step" in size:
            view["width"] = {**size, "step": round(size["step"] * scale, 3)}
    view = spec.setdefault("config", {}).setdefault("view", {})
    view["continuousWidth"] = round(view.get("continuousWidth", 280) * scale, 2)
    view["discreteWidth"] = {"step": round(view.get("step", 20) * scale, 3)}
    return spec


def _plot_widths(spec: Spec) -> list[float]:
    widths = (view.get("width") for view in _views(spec))
    return [width for width in widths if isinstance(width, int | float)]


def _wrapped(spec: Spec, target: float) -> Spec:
    """Break the titles of the whole figure into lines that fit `target`."""
    spec = deepcopy(spec)
    config = spec.get("config", {})
    room = target - 2 * config.get("padding", 5)
    sizes = {
        "text": config.get("title", {}).get("fontSize", SIZES["title"]),
        "subtitle": config.get("title", {}).get("subtitleFontSize", SIZES["subtitle"]),
    }
    view = spec
    while True:
        title = view.get("title")
        if isinstance(title, str):
            view["title"] = wrap(title, sizes["text"], room)
        elif isinstance(title, dict):
            for part, option in (("text", "fontSize"), ("subtitle", "subtitleFontSize")):
                if isinstance(title.get(part), str):
                    title[part] = wrap(title[part], title.get(option, sizes[part]), room)
        if len(view.get("vconcat", ())) != 1:
            return spec
        view = view["vconcat"][0]


def wrap(text: str, size: float, room: float) -> list[str]:
    """Break `text`, set in `size`, into lines no wider than `room`.

    Latin words stay whole, Chinese breaks between any two characters, and no line begins with
    a closing mark or ends with an opening one. Of the ways with the fewest lines it takes the
    one whose longest line is shortest.

    Examples
    --------
    >>> wrap("公开与诉讼，二〇一九年", 10, 50)
    ['公开与诉', '讼，二〇', '一九年']
    >>> wrap("Requests per head", 10, 50)
    ['Requests', 'per head']
    """
    pieces: list[str] = []
    for piece in re.findall(r"\s+|[⺀-鿿　-〿＀-￯]|[^\s⺀-鿿　-〿＀-￯]+", text):
        if pieces and (piece[0] in NEVER_FIRST or pieces[-1][-1] in NEVER_LAST):
            pieces[-1] += piece
        else:
            pieces.append(piece)
    lines = _filled(pieces, size, room)
    narrow, wide = room / max(len(lines), 1), room
    while wide - narrow > 1:
        middle = (narrow + wide) / 2
        fewest = len(_filled(pieces, size, middle)) <= len(lines)
        narrow, wide = (narrow, middle) if fewest else (middle, wide)
    return _filled(pieces, size, wide) or [""]


def _filled(pieces: list[str], size: float, room: float) -> list[str]:
    lines = [""]
    for piece in pieces:
        if lines[-1] and lettering.width((lines[-1] + piece).rstrip(), size) > room:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return [line.rstrip() for line in lines if line.strip()]
