"""The type of a page as runs: characters that follow one another without a gap.

A page has thousands of characters and hundreds of runs. Where a run begins and ends is asked of
PDFium; where each of its characters stands only if the run may go over the line of a table, or
stands on its end.
"""

from __future__ import annotations

import ctypes
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import compress, count, repeat
from math import pi
from operator import itemgetter, sub

from pypdfium2 import raw

from giox.documents.pdf.calls import Handle, address_of, angle_of, box_of
from giox.documents.pdf.drawing import Rule
from giox.documents.pdf.turning import Edges, turned_all

__all__ = ["Run", "Type", "find_type", "runs_of", "upright_turn"]

Run = tuple[str, float, float, float, float, bool]
"""Characters, the left, top, right and bottom of their box, and whether a space was set before
them. (A plain tuple: making them is a good part of the work.)"""

_UNMAPPED = "\ufffd"
_UNSEEN = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_NOT_SEEN = re.compile(f"[{_UNSEEN}]")
_RUN = re.compile(rf"[^\s{_UNSEEN}]\S*")
_CHINESE = re.compile(r"[\u4e00-\u9fff]{3,}")

_QUARTER = pi / 2
_SLANT = 0.06  # of a quarter turn: scans and sloppy typesetters lean less
_SAMPLE = 24
_WIDEST = 1.3  # of its height: no character is wider
_OVER = 1.0  # points that a character may reach over the line of its cell
_FEWEST = 4
# Of the height of the type: what is set apart by less is justified, by more stands alone.
_LEAST_TRACKING, _MOST_TRACKING, _LIKE = 0.06, 0.4, 0.03


@dataclass(frozen=True, slots=True)
class Type:
    """The characters of a page, where in them its runs begin and end, and how these are turned."""

    address: int
    text: str
    spans: list[tuple[int, int]]
    angles: list[float]

    @property
    def is_level(self) -> bool:
        """Whether all of it stands or lies."""
        return all(map(_is_level, set(self.angles)))


def find_type(handle: Handle, length: int) -> Type:
    """Return the characters of a page of text of PDFium's."""
    text, address = _characters(handle, length), address_of(handle)
    spans = [found.span() for found in _RUN.finditer(text)]
    angles = list(map(angle_of, repeat(address), map(itemgetter(0), spans)))
    return Type(address, text, spans, angles)


def upright_turn(type_: Type, turn: int) -> int:
    """Return how many quarter turns to the right set the type of a page upright.

    A page laid sideways may be turned as a whole, or have its type set sideways: some of its
    characters tell. Where most agree on no way, the page is as its own `turn` says.
    """
    sample = type_.angles[:: max(1, len(type_.angles) // _SAMPLE)]
    if not sample:
        return turn
    turns = Counter(-round(angle / _QUARTER) % 4 for angle in sample)
    quarter, times = turns.most_common(1)[0]
    return quarter if 2 * times > len(sample) else turn


def runs_of(type_: Type, turn: int, walls: list[Rule], *, is_level: bool) -> list[Run]:
    """Return the runs of a page as it is shown after so many quarter turns.

    Parameters
    ----------
    walls : list of Rule
        The vertical lines, which no run goes over, by where they are.
    is_level : bool
        Whether no type is known to lean; else what leans, as watermarks do, is left out.
    """
    spans = type_.spans
    if not is_level:
        spans = list(compress(spans, map(_is_level, type_.angles)))
    words = [type_.text[start:end] for start, end in spans]
    drawn, firsts = _boxes(type_.address, [start for start, _ in spans], turn)
    long = [number for number, word in enumerate(words) if len(word) > 1]
    all_drawn, lasts = _boxes(type_.address, [spans[number][1] - 1 for number in long], turn)
    track = _tracking(words, long, firsts, lasts[2])
    lefts, tops, rights, bottoms = firsts
    fence = _Fence(walls)
    parted: set[int] = set()
    for number, is_drawn, left, top, right, bottom in zip(long, all_drawn, *lasts, strict=True):
        first, height = lefts[number], bottoms[number] - tops[number]
        if (
            not (is_drawn and drawn[number])
            or abs(top - tops[number]) > height / 2
            or not 0 <= left - first < len(words[number]) * _WIDEST * height
            or fence.is_between(first + _OVER, right - _OVER, (top + bottom) / 2)
        ):
            parted.add(number)
        else:
            rights[number] = right
            tops[number], bottoms[number] = min(top, tops[number]), max(bottom, bottoms[number])
    if track:
        rights = [right + track for right in rights]
    if _NOT_SEEN.search(type_.text):
        words = [_NOT_SEEN.sub("", one) for one in words]
    found = list(zip(words, lefts, tops, rights, bottoms, repeat(True), strict=False))
    if not parted and all(drawn):
        return found
    runs: list[Run] = []
    for number, run in enumerate(found):
        if number in parted:
            runs += _one_by_one(type_, spans[number], turn, track)
        elif drawn[number]:
            runs.append(run)
    return runs


class _Fence:
    """The vertical lines of a page."""

    def __init__(self, walls: list[Rule]) -> None:
        self._walls = walls
        self._places = [wall.at for wall in walls]

    def is_between(self, left: float, right: float, height: float) -> bool:
        """Tell whether one of them stands between two places at a height of the page."""
        first = bisect_left(self._places, left)
        last = bisect_right(self._places, right, first)
        return any(wall.start < height < wall.end for wall in self._walls[first:last])


def _one_by_one(type_: Type, span: tuple[int, int], turn: int, track: float) -> Iterator[Run]:
    """Yield the characters of a run, each as one of its own.

    Characters that are not to be seen leave their room to those before them.
    """
    drawn, edges = _boxes(type_.address, list(range(*span)), turn)
    last: Run | None = None
    is_apart = True
    for character, is_drawn, left, top, right, bottom in zip(
        type_.text[slice(*span)], drawn, *edges, strict=True
    ):
        if not is_drawn:
            continue
        if character in _UNSEEN:
            if last is not None and abs(bottom - last[4]) < last[4] - last[2]:
                last = (*last[:3], max(last[3], right + track), *last[4:])
            continue
        if last is not None:
            yield last
        last = (character, left, top, right + track, bottom, is_apart)
        is_apart = False
    if last is not None:
        yield last


def _boxes(
    address: int, indices: list[int], turn: int
) -> tuple[list[int], tuple[Edges, Edges, Edges, Edges]]:
    """Tell which characters have a box, and of all of them left, top, right and bottom."""
    found = (ctypes.c_float * (4 * len(indices)))()
    size = ctypes.sizeof(raw.FS_RECTF)
    places = count(ctypes.addressof(found), size)
    drawn = list(map(box_of, repeat(address), indices, places))
    edges = found[:]
    return drawn, turned_all(turn, edges[0::4], edges[3::4], edges[2::4], edges[1::4])


def _tracking(words: list[str], long: list[int], firsts: tuple[Edges, ...], ends: Edges) -> float:
    """Return by how much all characters of a page are set apart, which makes no words of them.

    Chinese tells: its characters are as wide as one another, and have no spaces.
    """
    lefts, tops, rights, bottoms = firsts
    heights = list(map(sub, bottoms, tops))
    tracks = []
    for number, end in zip(long, ends, strict=True):
        if _CHINESE.fullmatch(words[number]):
            times, width = len(words[number]), rights[number] - lefts[number]
            room = (end - lefts[number] - times * width) / (times - 1)
            tracks.append(room / (heights[number] or 1))
            if len(tracks) == _SAMPLE:
                break
    if len(tracks) < _FEWEST:
        tracks = [
            (lefts[number + 1] - rights[number]) / (heights[number] or 1)
            for number in range(len(words) - 1)
            if _is_one_chinese(words[number]) and _is_one_chinese(words[number + 1])
        ]
        tracks = [one for one in tracks if 0 < one < _MOST_TRACKING]
    if len(tracks) < _FEWEST:
        return 0.0
    track: float = sorted(tracks)[len(tracks) // 2]
    alike = sum(abs(one - track) < _LIKE for one in tracks)
    if not _LEAST_TRACKING < track < _MOST_TRACKING or 2 * alike < len(tracks):
        return 0.0
    height: float = sorted(heights)[len(heights) // 2]
    return track * height


def _is_one_chinese(word: str) -> bool:
    return len(word) == 1 and "\u4e00" <= word <= "\u9fff"


def _is_level(angle: float) -> bool:
    """Tell type that stands or lies from the slanted type of watermarks."""
    return abs(angle / _QUARTER - round(angle / _QUARTER)) < _SLANT


def _characters(handle: Handle, length: int) -> str:
    """Return the characters of a page, by one call where each is one unit of UTF-16."""
    buffer = (ctypes.c_ushort * (length + 1))()
    written = raw.FPDFText_GetText(handle, 0, length, buffer) - 1
    text = bytes(buffer)[: 2 * length].decode("utf-16-le", errors="replace")
    if written == length == len(text):
        return _NO_CHARACTERS.sub(_UNMAPPED, _hyphenated(text))
    codes = (raw.FPDFText_GetUnicode(handle, index) for index in range(length))
    return "".join(chr(code) if _is_character(code) else _UNMAPPED for code in codes)


def _is_character(code: int) -> bool:
    return (
        code in _CONTROLS
        or (0x20 <= code < 0xD800)
        or (0xE000 <= code < 0xFFFE)
        or (0x10000 <= code < 0x110000)
    )


_CONTROLS = frozenset(map(ord, "\t\r\n\v\f"))
_NO_CHARACTERS = re.compile(r"[\x00-\x08\x0e-\x1f\ufffe\uffff]")
# PDFium's sign for a hyphen at the end of a line, which may be a soft one that was not printed.
_HYPHEN = "\ufffe"


def _hyphenated(text: str) -> str:
    if _HYPHEN not in text:
        return text
    return re.sub(r"(?<=[0-9A-Za-z])\ufffe", "-", text).replace(_HYPHEN, "\u00ad")
