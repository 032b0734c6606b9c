"""Charts into files for papers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from lxml import etree

from giox.charts.drawing import draw, own_width, specification
from giox.errors import ExportError
from giox.export.files import check_formats, place, write
from giox.export.outlines import SVG, check_text, outlined, without_hidden
from giox.export.stamps import in_order, stamp_of, stamp_pdf, stamp_png, stamp_svg

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from giox.charts.theme import Width

__all__ = ["save"]

Format: TypeAlias = Literal["pdf", "svg", "png"]
FORMATS: tuple[Format, ...] = ("pdf", "svg", "png")
PER_INCH = 96


def save(  # noqa: PLR0913 - options, each independent of the others
    chart: Any,  # noqa: ANN401 - any chart of Altair
    name: str,
    folder: str | Path = "figures",
    *,
    width: Width | None = None,
    formats: Sequence[Format] = FORMATS,
    ppi: int = 600,
) -> tuple[Path, ...]:
    """Write a chart at the size of a journal's column, as PDF, SVG and PNG.

    The files look the same on every machine and have the same bytes each time: they are drawn
    in the theme and the font of giox, whatever is installed. The PDF embeds the font, its text
    can be searched; the text of the SVG is turned into outlines. Each file carries the version
    of giox, the title and the SHA-256 of the rows it was drawn from.

    Parameters
    ----------
    chart : altair.Chart
        Any chart of Altair, of giox or one's own.
    name : str
        File name without ending, such as ``"fig1"``.
    folder : str or Path
        Where to write; made if it is not there.
    width : {"single", "middle", "double"} or float, optional
        Width of the whole figure, 90, 140 or 190 mm, or millimetres. By default the one that
        a chart of giox was made for, and a single column for others.
    formats : sequence of {"pdf", "svg", "png"}
        What to write.
    ppi : int
        Pixels per inch of the PNG: 600 for print, 150 for a draft.

    Returns
    -------
    tuple of Path
        The files, in the order of `formats`.

    Raises
    ------
    ExportError
        If the font lacks a character (it is named), the figure does not fit the width, or a
        file cannot be written.

    Examples
    --------
    >>> import polars as pl, tempfile
    >>> from giox.charts import trend
    >>> chart = trend(pl.DataFrame({"year": [2023, 2024], "value": [3, 5]}))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [path.name for path in save(chart, "fig1", folder, ppi=72)]
    ['fig1.pdf', 'fig1.svg', 'fig1.png']
    """
    import altair as alt
    import vl_convert

    check_formats(formats, FORMATS)
    if not isinstance(chart, alt.TopLevelMixin):
        msg = f"save takes a chart of Altair, not {type(chart).__name__}"
        raise ExportError(msg)
    if not 36 <= ppi <= 2400:
        msg = f"{ppi} pixels per inch: use 36 to 2400, journals ask for 300 to 600"
        raise ExportError(msg)
    stem = place(name, folder)
    spec = specification(chart)
    drawing = draw(spec, width or own_width(spec) or "single")
    root = etree.fromstring(drawing.svg.encode())
    without_hidden(root)
    check_text(root)
    stamp = stamp_of(spec)
    size = (drawing.width, drawing.height)

    def made(kind: str) -> bytes:
        if kind == "svg":
            outlined(root)
            stamp_svg(root, stamp)
            return _sized(root, size, "mm", 25.4)
        page = _sized(root, size, "", 72).decode()  # vl-convert draws 72 units to the inch
        if kind == "png":
            return stamp_png(vl_convert.svg_to_png(page, ppi=ppi), stamp)
        return stamp_pdf(in_order(vl_convert.svg_to_pdf(page)), stamp)

    order = sorted(formats, key=lambda kind: kind == "svg")  # its text goes last
    contents = {kind: made(kind) for kind in order}
    return tuple(write(stem.with_name(f"{name}.{kind}"), contents[kind]) for kind in formats)


def _sized(root: Any, size: tuple[float, float], unit: str, per_inch: float) -> bytes:  # noqa: ANN401
    """Return an SVG of exactly the size of the drawing, in the units that its reader takes."""
    width, height = size
    root.set("viewBox", f"0 0 {width:.3f} {height:.3f}")
    root.set("width", f"{width * per_inch / PER_INCH:.3f}{unit}")
    root.set("height", f"{height * per_inch / PER_INCH:.3f}{unit}")
    paper = root.find(f"{{{SVG}}}rect")
    if paper is not None:  # Vega rounds the paper that it puts under the drawing
        paper.set("width", f"{width:.3f}")
    content: bytes = etree.tostring(root, xml_declaration=unit != "", encoding="utf-8")
    return content
