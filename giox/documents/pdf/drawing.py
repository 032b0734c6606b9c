"""What is drawn on the pages of a PDF beside its type: ruling lines, shades, pictures."""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import count, pairwise, repeat
from operator import itemgetter, mul
from typing import NamedTuple

from pypdfium2 import raw

from giox.documents.limits import Limits
from giox.documents.pdf.calls import (
    Handle,
    address_of,
    bounds_of,
    count_segments,
    draw_mode_of,
    is_closed,
    matrix_of,
    object_of_form,
    object_of_page,
    point_of,
    segment_of,
    type_of,
    type_of_segment,
)
from giox.documents.pdf.turning import Box, Edges, turned, turned_all

__all__ = ["SNAP", "Drawing", "Rule", "snapped"]

SNAP = 3.0
"""Lines this near to one another are one line drawn twice; ends this near to a line touch it."""

# A filled area this thin is a line; Word draws the borders of cells so.
_THICKEST_RULE = 3.0
_TEXT, _PATH, _IMAGE, _FORM = 1, 2, 3, 5
_MOVE = raw.FPDF_SEGMENT_MOVETO
_DEEPEST_FORM = 8
_consume = deque[object](maxlen=0).extend


class Rule(NamedTuple):
    """A horizontal or vertical line: where it is, and from where to where it goes."""

    at: float
    start: float
    end: float


def snapped(rules: Iterable[Rule], gap: float = SNAP) -> list[Rule]:
    """Draw lines that are nearly one as one, and its pieces together; dots alone are none."""
    groups: list[list[Rule]] = []
    for rule in sorted(rules):
        if groups and rule.at - groups[-1][0].at <= SNAP:
            groups[-1].append(rule)
        else:
            groups.append([rule])
    drawn: list[Rule] = []
    for group in groups:
        pieces = sorted(group, key=itemgetter(1))
        joined = pieces[:1]
        end = pieces[0].end
        for piece in pieces[1:]:
            if piece.start - end > gap:
                drawn.append(_one(joined, end))
                joined = []
            joined.append(piece)
            end = max(end, piece.end)
        drawn.append(_one(joined, end))
    return sorted(rule for rule in drawn if rule.end - rule.start > SNAP)


def _one(pieces: list[Rule], end: float) -> Rule:
    return Rule(sum(piece.at for piece in pieces) / len(pieces), pieces[0].start, end)


class Drawing:
    """Collects the ruling lines of a page; forms are drawings within the drawing.

    Attributes
    ----------
    horizontal, vertical : list of Rule
        Lines, and areas so thin that they are lines. Dots are both.
    shades : list of Box
        Filled areas without an outline.
    pictures : int
        How many there are.
    """

    def __init__(self, turn: int, limits: Limits) -> None:
        self.horizontal: list[Rule] = []
        self.vertical: list[Rule] = []
        self.shades: list[Box] = []
        self.pictures = 0
        self._type: list[int] = []
        self._has_slanted_form = False
        self._turn = turn
        self._limits = limits
        self._seen = 0

    def read_page(self, page: Handle) -> None:
        """Read the objects of a page."""
        number = raw.FPDFPage_CountObjects(page)
        self._look(number)
        self._read(list(map(object_of_page, repeat(address_of(page)), range(number))), ())

    def _read(self, objects: list[int], forms: tuple[_Matrix, ...]) -> None:
        """Read objects of the page, or of forms within one another, the innermost first."""
        kinds = list(map(type_of, objects))
        type_, paths, inner = (
            [one for one, kind in zip(objects, kinds, strict=True) if kind == wanted]
            for wanted in (_TEXT, _PATH, _FORM)
        )
        self.pictures += kinds.count(_IMAGE)
        self._type += type_
        self._has_slanted_form |= any(one.a and one.b for one in forms)
        self._paths(paths, forms)
        for form in inner if len(forms) < _DEEPEST_FORM else ():
            number = raw.FPDFFormObj_CountObjects(ctypes.cast(form, raw.FPDF_PAGEOBJECT))
            self._look(number)
            parts = list(map(object_of_form, repeat(form), range(number)))
            self._read(parts, (_matrix(form), *forms))

    def has_slanted_type(self) -> bool:
        """Tell whether some of the type leans neither way, as watermarks do."""
        return self._has_slanted_form or _is_slanted(self._type)

    def _look(self, number: int) -> None:
        """Look at so many more drawings, unless they are too many."""
        self._seen += number
        self._limits.check("marks", self._seen, "drawings on a page of the PDF")

    def _paths(self, paths: list[int], forms: tuple[_Matrix, ...]) -> None:
        lengths = list(map(count_segments, paths))
        self._look(sum(lengths))
        modes = (ctypes.c_int * (2 * len(paths)))()
        at, size = ctypes.addressof(modes), ctypes.sizeof(ctypes.c_int)
        _consume(map(draw_mode_of, paths, count(at, 2 * size), count(at + size, 2 * size)))
        for address, length, fill, stroke, left, top, right, bottom in zip(
            paths, lengths, modes[0::2], modes[1::2], *_bounds(paths, self._turn), strict=True
        ):
            # One line, or one filled area: its bounds say all.
            if not forms and (length == 2 or (length <= 5 and not stroke)) and (fill or stroke):
                if right - left <= _THICKEST_RULE or bottom - top <= _THICKEST_RULE:
                    self._line(left, top, right, bottom)
                    if max(right - left, bottom - top) <= _THICKEST_RULE:
                        # A dot may be part of a dotted line either way.
                        self.vertical.append(Rule((left + right) / 2, top, bottom))
                    continue
                if not stroke:
                    self.shades.append((left, top, right, bottom))
                    continue
            if fill or stroke:
                self._outlined(address, length, forms, is_stroked=bool(stroke))

    def _outlined(
        self, address: int, length: int, forms: tuple[_Matrix, ...], *, is_stroked: bool
    ) -> None:
        matrices = tuple(one for one in (_matrix(address), *forms) if one != _UNMOVED)
        for outline in _outlines(address, length, matrices):
            xs = [x for x, _ in outline]
            ys = [y for _, y in outline]
            box = turned(self._turn, min(xs), min(ys), max(xs), max(ys))
            if min(box[2] - box[0], box[3] - box[1]) <= _THICKEST_RULE:
                self._line(*box)
            elif not is_stroked:
                self.shades.append(box)
            else:
                for (x1, y1), (x2, y2) in pairwise(outline):
                    edge = min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)
                    if max(edge[2] - edge[0], edge[3] - edge[1]) > 1 and (
                        abs(x1 - x2) <= 1 or abs(y1 - y2) <= 1
                    ):
                        self._line(*turned(self._turn, *edge))

    def _line(self, left: float, top: float, right: float, bottom: float) -> None:
        if right - left >= bottom - top:
            self.horizontal.append(Rule((top + bottom) / 2, left, right))
        else:
            self.vertical.append(Rule((left + right) / 2, top, bottom))


def _is_slanted(objects: list[int]) -> bool:
    """Tell whether some of the type leans neither way."""
    matrices = (ctypes.c_float * (6 * len(objects)))()
    size = 6 * ctypes.sizeof(ctypes.c_float)
    _consume(map(matrix_of, objects, count(ctypes.addressof(matrices), size)))
    return any(map(mul, matrices[0::6], matrices[1::6]))


def _bounds(objects: list[int], turn: int) -> tuple[Edges, Edges, Edges, Edges]:
    """Return the lefts, tops, rights and bottoms of drawings."""
    found = (ctypes.c_float * (4 * len(objects)))()
    size = ctypes.sizeof(ctypes.c_float)
    places = (count(ctypes.addressof(found) + n * size, 4 * size) for n in range(4))
    _consume(map(bounds_of, objects, *places))
    edges = found[:]
    return turned_all(turn, edges[0::4], edges[1::4], edges[2::4], edges[3::4])


def _outlines(
    address: int, length: int, matrices: tuple[_Matrix, ...]
) -> Iterator[list[tuple[float, float]]]:
    """Yield the strokes of a path as points on the page."""
    x, y = ctypes.c_float(), ctypes.c_float()
    at_x, at_y = ctypes.addressof(x), ctypes.addressof(y)
    outline: list[tuple[float, float]] = []
    for index in range(length):
        segment = segment_of(address, index)
        point_of(segment, at_x, at_y)
        if type_of_segment(segment) == _MOVE:
            if len(outline) > 1:
                yield outline
            outline = []
        point = (x.value, y.value)
        for matrix in matrices:
            point = matrix.apply(*point)
        outline.append(point)
        if is_closed(segment):
            outline.append(outline[0])
    if len(outline) > 1:
        yield outline


def _matrix(address: int) -> _Matrix:
    found = (ctypes.c_float * 6)()
    matrix_of(address, ctypes.addressof(found))
    return _Matrix(*found)


class _Matrix(NamedTuple):
    """How a drawing is placed in what it is part of."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def apply(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f


_UNMOVED = _Matrix(1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
