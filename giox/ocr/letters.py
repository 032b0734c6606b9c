"""The lines of characters in a cell, and what they say."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from giox.errors import DocumentError
from giox.ocr.ruling import Box, Grid, Image

__all__ = ["Strip", "read_lines", "read_strips", "strips"]

_INK_SHARE = 0.4
_SPECK = 0.35
_ONE_LINE = 1.3
_HEIGHT = 48
"""Height of the lines that the model was trained on, in pixels."""
_DETECTED = 736
"""Shorter side of the pages that the model that finds lines was trained on."""


@dataclass(frozen=True, slots=True)
class Strip:
    """A line of characters cut out of a cell; `box` is the place of the cell in the grid."""

    box: int
    image: Image


def strips(image: Image, grid: Grid) -> list[Strip]:
    """Cut the lines of characters out of the cells of a table, in reading order.

    Parameters
    ----------
    image : array
        The straight picture.
    grid : Grid
        A table in it.
    """
    import numpy as np

    margin = max(2, round(image.shape[1] / 400)) + 2
    insides = [_inside(image, box, margin) for box in grid.boxes]
    depth = _depth(insides)
    inks = [_ink(inside, depth) for inside in insides]
    runs = [list(_runs(ink.any(axis=1))) for ink in inks]
    heights = [end - start for found in runs for start, end in found]
    if not heights:
        return []
    usual = float(np.percentile(heights, 80))
    found = []
    for number, (inside, ink, rows) in enumerate(zip(insides, inks, runs, strict=True)):
        for top, bottom in _lines(rows, usual):
            columns = np.flatnonzero(ink[top:bottom].any(axis=0))
            spare = max(0, round((usual - (bottom - top)) / 2)) + 1
            left, right = max(0, columns[0] - 2), columns[-1] + 3
            found.append(Strip(number, inside[max(0, top - spare) : bottom + spare, left:right]))
    return found


def _inside(image: Image, box: Box, margin: int) -> Image:
    """Return what is within the lines around a cell."""
    return image[
        box.top + margin : max(box.top + margin, box.bottom - margin),
        box.left + margin : max(box.left + margin, box.right - margin),
    ]


def _depth(insides: Sequence[Image]) -> float:
    """Return how much darker than the paper the ink of the table is."""
    import numpy as np

    whole = np.concatenate([inside.ravel() for inside in insides])
    return float(np.median(whole) - np.percentile(whole, 0.5)) if whole.size else 0.0


def _ink(inside: Image, depth: float) -> Image:
    """Return where the ink is: clearly darker than the cell's own paper."""
    import numpy as np

    paper = float(np.median(inside)) if inside.size else 255.0
    return inside < paper - max(_INK_SHARE * depth, 16.0)


def _runs(marked: Image) -> Iterator[tuple[int, int]]:
    """Yield begin and end of each stretch of true values."""
    import numpy as np

    edges = np.flatnonzero(np.diff(np.concatenate(([False], marked, [False])).astype(np.int8)))
    yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)


def _lines(runs: Sequence[tuple[int, int]], usual: float) -> list[tuple[int, int]]:
    """Join the parts of one line of characters (the strokes of 二 do not touch); drop specks."""
    joined: list[tuple[int, int]] = []
    for start, end in runs:
        if joined and end - joined[-1][0] <= _ONE_LINE * usual:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return [one for one in joined if one[1] - one[0] >= _SPECK * usual or len(joined) == 1]


def read_strips(found: Sequence[Strip]) -> list[tuple[str, float]]:
    """Return what each strip says, and how sure the model is of it (0 to 1).

    Raises
    ------
    DocumentError
        If the extra `giox[ocr]` is not installed.
    """
    if not found:
        return []
    read = _engine().recognize_txt([_prepared(strip.image) for strip in found])
    return list(zip(read.txts, map(float, read.scores), strict=True))


def read_lines(image: Image) -> list[tuple[float, str]]:
    """Find and read the lines of text in a picture: the height of each, and its words.

    Lines that the model is less sure of than of a coin's side are dropped.
    """
    import cv2

    if not (image < 128).any():
        return []
    # What is smaller would be enlarged, a long line beyond all measure.
    low, narrow = (max(0, _DETECTED - side) for side in image.shape)
    page = cv2.copyMakeBorder(image, 0, low, 0, narrow, cv2.BORDER_CONSTANT, value=255)
    read = _engine()(cv2.cvtColor(page, cv2.COLOR_GRAY2BGR), use_det=True, use_cls=False)
    if read.txts is None:
        return []
    boxes = [(box[:, 1].min(), box[:, 1].max(), box[:, 0].min()) for box in read.boxes]
    lines: list[tuple[float, float, list[tuple[float, str]]]] = []
    for (top, bottom, left), words in sorted(zip(boxes, read.txts, strict=True)):
        if lines and (top + bottom) / 2 < lines[-1][1]:
            lines[-1][2].append((left, words))
        else:
            lines.append((float(top), float(bottom), [(left, words)]))
    return [(top, " ".join(words for _, words in sorted(parts))) for top, _, parts in lines]


def _prepared(image: Image) -> Image:
    """Bring a strip to the model's height, with some paper around it."""
    import cv2

    rim = max(2, image.shape[0] // 5)
    padded = cv2.copyMakeBorder(image, rim, rim, 2 * rim, 2 * rim, cv2.BORDER_CONSTANT, value=255)
    share = _HEIGHT / padded.shape[0]
    way = cv2.INTER_CUBIC if share > 1 else cv2.INTER_AREA
    sized = cv2.resize(padded, None, fx=share, fy=share, interpolation=way)
    return cv2.cvtColor(sized, cv2.COLOR_GRAY2BGR)


@cache
def _engine() -> Any:  # noqa: ANN401 - the class of a package that may be absent
    """Load the models once: those that the wheel carries, so that nothing is ever fetched."""
    import rapidocr

    return rapidocr.RapidOCR(
        params={
            "Global.log_level": "error",
            "Det.model_path": _carried("det"),
            "Rec.model_path": _carried("rec"),
            # Most strips are short figures; wider ones widen their batch.
            "Rec.rec_img_shape": [3, _HEIGHT, 2 * _HEIGHT],
            # Left to itself the runtime keeps every core spinning. Four threads take three times
            # the processor's time of one, two a third more.
            "EngineConfig.onnxruntime.intra_op_num_threads": min(2, os.cpu_count() or 1),
        }
    )


def _carried(task: str) -> str:
    """Return the path of a model in the installed wheel."""
    import rapidocr

    folder = Path(rapidocr.__file__).parent / "models"
    models = sorted(folder.glob(f"*_{task}_*.onnx"))
    if not models:
        msg = (
            f"the installed rapidocr carries no model for {task!r}; install the version that "
            "giox asks for: pip install 'giox[ocr]'"
        )
        raise DocumentError(msg)
    return str(models[-1])
