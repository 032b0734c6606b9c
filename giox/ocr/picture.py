"""A picture into the ruled tables that it shows."""

from __future__ import annotations

import io
import warnings
from importlib.util import find_spec

from giox.errors import DocumentError
from giox.ocr.letters import read_lines, read_strips, strips
from giox.ocr.model import PictureCell, PictureTable
from giox.ocr.ruling import Grid, Image, find_grids, ink_of, straighten

__all__ = [
    "is_available",
    "is_legible",
    "read_picture",
    "read_table_image",
    "require",
    "size_of",
]

_NEEDED = ("cv2", "onnxruntime", "rapidocr")
_FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP")
_MOST_PIXELS = 60_000_000
_SMALLEST = (200, 40)
"""Width and height below which a picture on a page is an icon or a line."""
_NARROWEST = 30
"""How many times longer than wide a picture can be, or wider than long."""
_WIDEST = 1700
"""Wider pictures are scaled down to this: blurred ones are read much better so."""
_WIDE_ENOUGH = 1100
"""Narrower pictures are scaled up, so that rules and characters are some pixels apart."""


def is_available() -> bool:
    """Tell whether the extra `giox[ocr]` is installed."""
    return all(find_spec(name) is not None for name in _NEEDED)


def require() -> None:
    """Raise a `DocumentError` that says what to install if the extra is not there."""
    if not is_available():
        msg = (
            "reading tables from pictures needs more packages: pip install 'giox[ocr]'; or "
            "type the table into a text file"
        )
        raise DocumentError(msg)


def size_of(data: bytes) -> tuple[int, int] | None:
    """Return width and height of a picture without decoding it; None for what is none."""
    from PIL import Image as Pictures

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Pictures.DecompressionBombWarning)
            with Pictures.open(io.BytesIO(data), formats=_FORMATS) as opened:
                return opened.size
    except Exception:  # Pillow raises many kinds for broken files
        return None


def is_legible(width: int, height: int) -> bool:
    """Tell whether a picture of a size can show a table: it is no icon, and not monstrous.

    Examples
    --------
    >>> is_legible(32, 32), is_legible(800, 600)
    (False, True)
    """
    is_large = width >= _SMALLEST[0] and height >= _SMALLEST[1]
    is_slender = max(width, height) > _NARROWEST * min(width, height)
    return is_large and not is_slender and width * height <= _MOST_PIXELS


def read_table_image(data: bytes) -> tuple[PictureTable, ...]:
    """Read the ruled tables of a picture.

    Parameters
    ----------
    data : bytes
        A picture in any format that Pillow opens (PNG, JPEG, GIF, BMP, TIFF, WebP). It may
        lie askew by up to three degrees.

    Returns
    -------
    tuple of PictureTable
        From top to bottom; empty if the picture shows no ruled table.

    Raises
    ------
    DocumentError
        If the extra `giox[ocr]` is not installed, or the bytes are no picture of a size
        that giox reads.
    """
    image = _straight(data)
    return tuple(_read(image, grid) for grid in find_grids(ink_of(image)))


def read_picture(data: bytes) -> tuple[str | PictureTable, ...]:
    """Read the tables of a picture and the lines of text around them, from top to bottom.

    Raises
    ------
    DocumentError
        If the extra `giox[ocr]` is not installed, or the bytes are no picture.
    """
    image = _straight(data)
    grids = find_grids(ink_of(image))
    found: list[tuple[float, str | PictureTable]] = [
        (grid.rules[0], _read(image, grid)) for grid in grids
    ]
    rest = image.copy()
    for grid in grids:
        rest[grid.rules[0] - 3 : grid.rules[-1] + 4] = 255
    found += read_lines(rest)
    return tuple(block for _, block in sorted(found, key=lambda one: one[0]))


def _straight(data: bytes) -> Image:
    require()
    size = size_of(data)
    if size is None:
        msg = "the file is no picture that can be opened; save it again as PNG"
        raise DocumentError(msg)
    width, height = size
    if width * height > _MOST_PIXELS:
        msg = (
            f"the picture has {width} x {height} pixels, more than giox reads "
            f"({_MOST_PIXELS:,}); scale it down or cut the table out"
        )
        raise DocumentError(msg)
    if not is_legible(width, height):
        msg = (
            f"the picture has {width} x {height} pixels, too small or too narrow for a table; save "
            "it larger (96 dpi or more)"
        )
        raise DocumentError(msg)
    return straighten(_sized(_opened(data)))


def _opened(data: bytes) -> Image:
    """Decode a picture into shades of grey on white paper."""
    import numpy as np
    from PIL import Image as Pictures
    from PIL import ImageOps

    try:
        with Pictures.open(io.BytesIO(data), formats=_FORMATS) as opened:
            upright = ImageOps.exif_transpose(opened).convert("RGBA")
    except Exception as error:  # Pillow raises many kinds for broken files
        msg = f"the picture is damaged ({error}); download it again or save it as PNG"
        raise DocumentError(msg) from error
    paper = Pictures.new("RGBA", upright.size, "white")
    return np.asarray(Pictures.alpha_composite(paper, upright).convert("L"))


def _sized(image: Image) -> Image:
    import cv2

    width = image.shape[1]
    if width > _WIDEST:
        share = _WIDEST / width
        return cv2.resize(image, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    if width < _WIDE_ENOUGH:
        share = 2.0 if 2 * width <= _WIDEST else _WIDEST / width
        return cv2.resize(image, None, fx=share, fy=share, interpolation=cv2.INTER_CUBIC)
    return image


def _read(image: Image, grid: Grid) -> PictureTable:
    words = [""] * len(grid.boxes)
    sure = [1.0 if box.whole else 0.0 for box in grid.boxes]
    found = strips(image, grid)
    for strip, (text, confidence) in zip(found, read_strips(found), strict=True):
        words[strip.box] += text
        sure[strip.box] = min(sure[strip.box], confidence)
    rows: list[list[PictureCell]] = [[] for _ in grid.rules[1:]]
    for box, text, confidence in zip(grid.boxes, words, sure, strict=True):
        rows[box.row].append(PictureCell(text.strip(), confidence, box.column))
    return PictureTable(tuple(map(tuple, rows)))
