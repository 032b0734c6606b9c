"""Ruled tables in a picture: the picture set straight, its ruling lines, and the cells between.

Nothing here reads. A table is found by its lines alone: horizontal rules are long straight
runs of ink; a vertical line counts only where it runs from one rule to the next, which no
stroke of a character does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeAlias

__all__ = ["Box", "Grid", "Image", "find_grids", "ink_of", "straighten"]

Image: TypeAlias = Any
"""A picture in shades of grey: a numpy array of uint8, rows by columns, 255 being white."""

_WIDEST_TILT = 3.0
_TILT_WIDTH = 800
_RULE_SHARE = 25
_FAINTEST = 8
_RULED = 0.95
_UPRIGHT = 0.9
_TOUCHING = 0.75
_DIVIDED = 0.6


@dataclass(frozen=True, slots=True)
class Box:
    """A cell: where it stands in the picture (pixels) and in the grid of its table.

    `whole` is False where the lines around it do not make a rectangle, so that one cannot
    tell what belongs to it.
    """

    left: int
    top: int
    right: int
    bottom: int
    row: int
    column: int
    whole: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its rules from top to bottom, and its cells, each once, in reading order."""

    rules: tuple[int, ...]
    boxes: tuple[Box, ...]


def ink_of(image: Image) -> Image:
    """Return where the picture is darker than its surroundings: 255 for ink, else 0."""
    import cv2

    size = max(15, image.shape[1] // 40 | 1)
    return cv2.adaptiveThreshold(
        image, 255, cv2.ADAPTIVE_THRESH_GAUSSIAN_C, cv2.THRESH_BINARY_INV, size, _FAINTEST
    )


def straighten(image: Image) -> Image:
    """Turn a picture that lies askew by up to three degrees so that its lines are level.

    Of all angles the right one makes rows of ink and rows of paper differ most.
    """
    import cv2
    import numpy as np

    share = min(1.0, _TILT_WIDTH / image.shape[1])
    small = cv2.resize(ink_of(image), None, fx=share, fy=share, interpolation=cv2.INTER_AREA)

    def contrast(angle: float) -> float:
        rows = _turned(small, angle, 0).sum(axis=1, dtype=np.float64)
        return float((np.diff(rows) ** 2).sum())

    coarse = max(np.arange(-_WIDEST_TILT, _WIDEST_TILT + 0.1, 0.25), key=contrast)
    fine = max(np.arange(coarse - 0.25, coarse + 0.26, 0.05), key=contrast)
    return image if abs(fine) < 0.05 else _turned(image, float(fine), 255)


def _turned(image: Image, angle: float, paper: int) -> Image:
    import cv2

    height, width = image.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    return cv2.warpAffine(
        image,
        turn,
        (width, height),
        flags=cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=paper,
    )


def find_grids(ink: Image) -> list[Grid]:
    """Return the ruled tables of a straight picture, from top to bottom.

    Parameters
    ----------
    ink : array
        What `ink_of` returns.
    """
    lines = _Lines(ink)
    grids = []
    for first, last in lines.tables():
        columns = lines.columns(first, last)
        if len(columns) > 1 and last > first:
            grids.append(_grid(lines, first, last, columns))
    return grids


class _Lines:
    """The ruling lines of a picture, and questions about them."""

    def __init__(self, ink: Image) -> None:
        import cv2
        import numpy as np

        self._ink = ink
        self.width = ink.shape[1]
        self.slack = max(2, round(self.width / 400))
        self._near = 2 * self.slack + 1
        length = max(16, self.width // _RULE_SHARE)
        bridged = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, 3), np.uint8))
        level = cv2.morphologyEx(bridged, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
        self._level = cv2.dilate(level, np.ones((2 * self.slack + 1, 1), np.uint8))
        self._upright = cv2.dilate(ink, np.ones((1, 2 * self.slack + 1), np.uint8))
        sums = (level > 0).sum(axis=1)
        found = [
            _weighted(run, sums) for run in _runs(np.flatnonzero(sums >= 2 * length), self.slack)
        ]
        self.rules = self._true_rules(found)
        self._bands = [self._verticals(above, below) for above, below in pairwise(self.rules)]

    def _true_rules(self, found: Sequence[int]) -> list[int]:
        """Leave out what only looks like a rule: the strokes of a line of characters.

        A rule runs from one vertical line to the next; characters leave room beside them.
        """
        rules: list[int] = []
        for y, below in pairwise((*found, None)):
            above = rules[-1] if rules else None
            if y is None or (above is not None and y - above < 3 * self.slack):
                continue  # the second line of a double rule
            around = ((above, below), (y, below), (above, y))
            verticals = (self._verticals(*one) for one in around)
            passing = next((one for one in verticals if len(one) >= 2), [])
            if any(self._covered(y, left, right) >= _RULED for left, right in pairwise(passing)):
                rules.append(y)
        return rules

    def _covered(self, y: int, left: int, right: int) -> float:
        """Return how much of the way between two columns is ruled at a height."""
        inner = self._level[y, left + self.slack : right - self.slack]
        return float((inner > 0).mean()) if inner.size else 0.0

    def _verticals(self, above: int | None, below: int | None) -> list[int]:
        """Return where lines run all the way between two rules, if there are two.

        Where a table has no outer lines, its rules say where it begins and ends.
        """
        import numpy as np

        if above is None or below is None:
            return []
        top, bottom = above + self.slack + 1, below - self.slack
        if bottom - top < 2 * self.slack:
            return []
        share = (self._upright[top:bottom] > 0).mean(axis=0)
        # Strokes of large characters are as long as that, but keep off the rules.
        beside_rules = np.r_[above + 2 : top, bottom : below - 1]
        touching = (self._upright[beside_rules] > 0).mean(axis=0)
        found = [
            (int(run[0]) + int(run[-1])) // 2
            for run in _runs(np.flatnonzero((share >= _UPRIGHT) & (touching >= _TOUCHING)), 1)
            if run[-1] - run[0] < 6 * self.slack + 2
        ]
        if found:
            left, right = (
                ends[0] if abs(ends[0] - ends[1]) <= self._near else None
                for ends in zip(self._reach(above), self._reach(below), strict=True)
            )
            if left is not None and found[0] - left > self._near:
                found.insert(0, left)
            if right is not None and right - found[-1] > self._near:
                found.append(right)
        return found

    def _reach(self, y: int) -> tuple[int, int]:
        """Return where a rule begins and ends."""
        import numpy as np

        inked = np.flatnonzero(self._level[y])
        return (int(inked[0]), int(inked[-1])) if inked.size else (0, 0)

    def tables(self) -> Iterator[tuple[int, int]]:
        """Yield the first and the last rule of each table: between tables stand no verticals."""
        first = None
        for number, verticals in enumerate((*self._bands, [])):
            if len(verticals) >= 2 and first is None:
                first = number
            if len(verticals) < 2 and first is not None:
                yield first, number
                first = None

    def columns(self, first: int, last: int) -> list[int]:
        """Return where the columns of a table begin and end."""
        import numpy as np

        found = np.array(sorted(x for band in self._bands[first:last] for x in band))
        return [round(float(found[run].mean())) for run in _groups(found, self._near)]

    def divides_columns(self, band: int, column: int) -> bool:
        """Tell whether a vertical line stands at a place in a band."""
        return any(abs(x - column) <= self._near for x in self._bands[band])

    def divides_rows(self, rule: int, left: int, right: int) -> bool:
        """Tell whether a rule runs from one column to the next."""
        return self._covered(self.rules[rule], left, right) >= _DIVIDED


def _runs(places: Image, gap: int) -> Iterator[Image]:
    """Yield stretches of neighbouring numbers, holes up to `gap` wide being bridged."""
    for run in _groups(places, gap + 1):
        yield places[run]


def _groups(places: Image, gap: int) -> Iterator[slice]:
    import numpy as np

    if len(places):
        ends = [*(np.flatnonzero(np.diff(places) > gap) + 1), len(places)]
        yield from (slice(int(a), int(b)) for a, b in pairwise([0, *ends]))


def _weighted(run: Image, weights: Image) -> int:
    import numpy as np

    return round(float(np.average(run, weights=weights[run])))


def _grid(lines: _Lines, first: int, last: int, columns: Sequence[int]) -> Grid:
    """Join the units of the grid that no line parts into cells."""
    rules = lines.rules[first : last + 1]
    rows, width = len(rules) - 1, len(columns) - 1
    parent = list(range(rows * width))

    def root(unit: int) -> int:
        while parent[unit] != unit:
            unit = parent[unit]
        return unit

    for row in range(rows):
        for column in range(width):
            unit = row * width + column
            if column + 1 < width and not lines.divides_columns(first + row, columns[column + 1]):
                parent[root(unit + 1)] = root(unit)
            if row + 1 < rows and not lines.divides_rows(
                first + row + 1, columns[column], columns[column + 1]
            ):
                parent[root(unit + width)] = root(unit)
    units: dict[int, list[tuple[int, int]]] = {}
    for unit in range(rows * width):
        units.setdefault(root(unit), []).append(divmod(unit, width))
    boxes = sorted(
        (_box(rules, columns, members) for members in units.values()),
        key=lambda box: (box.row, box.column),
    )
    return Grid(tuple(rules), tuple(boxes))


def _box(rules: Sequence[int], columns: Sequence[int], units: Iterable[tuple[int, int]]) -> Box:
    members = list(units)
    rows, places = {row for row, _ in members}, {column for _, column in members}
    top, bottom, left, right = min(rows), max(rows) + 1, min(places), max(places) + 1
    whole = len(members) == (bottom - top) * (right - left)
    return Box(columns[left], rules[top], columns[right], rules[bottom], top, left, whole)
