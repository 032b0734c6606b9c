"""Pictures of tables with known figures, as offices publish them: the same for the same seed."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageFont, ImageOps
from specimens.model import Cell, Key, Table, matrix

from ocr.truth import figures_of

__all__ = [
    "DAMAGES",
    "FONT",
    "RESOLUTIONS",
    "Image",
    "ImageDraw",
    "ImageFont",
    "ImageOps",
    "Picture",
    "draw",
    "picture",
]

FONT = Path(__file__).resolve().parents[2] / "giox" / "fonts" / "GioxSansSC-Regular.otf"
RESOLUTIONS = (72, 96, 150, 200)
DAMAGES = ("clean", "blurred", "jpeg", "rotated")
PAGE_WIDTH = 6.9
"""Inches that a table is wide."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a table and the figures that are printed in it."""

    name: str
    data: bytes
    figures: dict[Key, str]
    form: str
    dpi: int
    damage: str


def picture(
    table: Table, dpi: int, damage: str, *, name: str = "", form: str = "", font: Path = FONT
) -> Picture:
    """Draw a table at a resolution and damage the picture."""
    drawn = draw(table, dpi, font)
    if damage == "blurred":
        drawn = drawn.filter(ImageFilter.GaussianBlur(0.5 + dpi / 250))
    if damage == "rotated":
        drawn = drawn.rotate(0.5, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    stream = io.BytesIO()
    if damage == "jpeg":
        drawn.save(stream, "JPEG", quality=60)
    else:
        drawn.save(stream, "PNG")
    return Picture(name, stream.getvalue(), figures_of(table), form, dpi, damage)


@cache
def _font(path: Path, size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)


def draw(table: Table, dpi: int, font_path: Path = FONT) -> Image.Image:
    """Draw a ruled table in black on white, text wrapped in its cells."""
    grid = matrix(table)
    scale = dpi / 72
    columns = len(grid[0])
    points = 10.5 if columns < 6 else 8.0
    font = _font(font_path, points * scale)
    line = points * 1.35
    begins = {
        (y, x): place[0]
        for y, row in enumerate(grid)
        for x, place in enumerate(row)
        if place is not None and place[1] and not (y and _same(grid, y, x))
    }
    xs = list(accumulate(_widths(table, PAGE_WIDTH * 72), initial=0.0))
    texts = {
        (y, x): _wrap(cell.text, font, (xs[x + cell.columns] - xs[x] - 4) * scale)
        for (y, x), cell in begins.items()
    }
    ys = list(accumulate(_heights(begins, texts, len(grid), line), initial=0.0))
    margin = 6.0
    size = (round((xs[-1] + 2 * margin) * scale), round((ys[-1] + 2 * margin) * scale))
    image = Image.new("L", size, 255)
    pen = ImageDraw.Draw(image)
    rule = max(1, round(0.5 * scale))
    for (y, x), cell in begins.items():
        left, right = ((margin + xs[at]) * scale for at in (x, x + cell.columns))
        upper, lower = ((margin + ys[at]) * scale for at in (y, y + cell.rows))
        pen.rectangle((round(left), round(upper), round(right), round(lower)), None, 0, rule)
        high = (upper + lower - len(texts[y, x]) * line * scale) / 2
        for number, words in enumerate(texts[y, x]):
            centred = cell.key is not None or cell.columns > 1
            start = (left + right - font.getlength(words)) / 2 if centred else left + 3 * scale
            pen.text((start, high + (number * line + 0.12 * points) * scale), words, 0, font)
    return image


def _heights(
    begins: dict[tuple[int, int], Cell],
    texts: dict[tuple[int, int], list[str]],
    rows: int,
    line: float,
) -> list[float]:
    """Rows as high as their text needs, cells over several rows making these higher."""
    heights = [line + 5.0] * rows
    for (y, x), cell in begins.items():
        if cell.rows == 1:
            heights[y] = max(heights[y], len(texts[y, x]) * line + 5)
    for (y, x), cell in begins.items():
        lack = len(texts[y, x]) * line + 5 - sum(heights[y : y + cell.rows])
        if lack > 0:
            for below in range(y, y + cell.rows):
                heights[below] += lack / cell.rows
    return heights


def _same(grid, y: int, x: int) -> bool:  # type: ignore[no-untyped-def]
    above, here = grid[y - 1][x], grid[y][x]
    return above is not None and above[0] is here[0] and above[0].rows > 1


def _wrap(text: str, font: ImageFont.FreeTypeFont, room: float) -> list[str]:
    lines = [""]
    for letter in text:
        if lines[-1] and font.getlength(lines[-1] + letter) > room:
            lines.append("")
        lines[-1] += letter
    return lines


def _widths(table: Table, total: float) -> list[float]:
    """Columns of figures are narrow, columns of nothing but labels share the rest."""
    grid = matrix(table)
    columns = len(grid[0])
    holds = [
        any(row[x] is not None and row[x][0].key is not None for row in grid)  # type: ignore[index]
        for x in range(columns)
    ]
    if all(holds):
        return [total / columns] * columns
    narrow = min(total / columns, 46.0 if columns > 6 else 90.0)
    wide = (total - narrow * sum(holds)) / (columns - sum(holds))
    return [narrow if figure else wide for figure in holds]
