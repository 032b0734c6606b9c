"""Edited text that remembers where each character came from.

Cleaning and conversion change a text; figures are read from the changed text, and yet each
must point at the words of the original. `MappedText` keeps what the edits moved, so that any
span of the changed text can be carried back. The map is built from the edits themselves,
never from a comparison of two texts afterwards.

Example: in `４件  of` the edits (0, 1, "4") and (2, 4, " ") give `4件 of`, and the span
(1, 3) of that, `件 `, is (1, 4) of the original.

Replacing one character by one character moves nothing. Such edits, by far the most, cost
nothing here: only the others are kept (as `Move`), and a text without moves maps onto itself.
"""

from __future__ import annotations

import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np

__all__ = ["Edit", "MappedText", "Move", "edited"]


class Edit(NamedTuple):
    """`source[start:end]` is replaced with `text`.

    `start == end` inserts, an empty `text` deletes.
    """

    start: int
    end: int
    text: str


class Move(NamedTuple):
    """`source[start:end]` stands as `text[new_start:new_end]`, of another length or meaning."""

    start: int
    end: int
    new_start: int
    new_end: int


@dataclass(frozen=True)
class MappedText:
    """A text, the text it was made from, and how positions of the one lead to the other.

    Make one with `identity`, `apply` or `aligned`; change it further with `then` and `compose`.

    Attributes
    ----------
    text : str
        The text as it stands after all edits.
    source : str
        The text as it stood before the first.
    moves : tuple of Move
        The stretches where an edit was not one character for one, in order.

    Examples
    --------
    >>> mapped = MappedText.apply("４件  of", [Edit(0, 1, "4"), Edit(2, 4, " ")])
    >>> mapped.text
    '4件 of'
    >>> mapped.source_span(1, 3)
    (1, 4)
    >>> mapped.then([Edit(0, 1, "四")]).edits
    (Edit(start=0, end=1, text='四'), Edit(start=2, end=4, text=' '))
    """

    text: str
    source: str
    moves: tuple[Move, ...] = field(default=(), repr=False)

    @classmethod
    def identity(cls, text: str) -> MappedText:
        """Return `text` without any edit."""
        return cls(text, text)

    @classmethod
    def aligned(cls, source: str, text: str) -> MappedText:
        """Return `text` as `source` changed character by character.

        Raises
        ------
        ValueError
            If the two differ in length: then the edits are needed, see `apply`.
        """
        if len(source) != len(text):
            raise ValueError(
                f"aligned texts have one length, these have {len(source)} and {len(text)}: "
                "give the edits to MappedText.apply instead"
            )
        return cls(text, source)

    @classmethod
    def apply(cls, source: str, edits: Iterable[Edit]) -> MappedText:
        """Return `source` with `edits` made, all of them in positions of `source`.

        Parameters
        ----------
        source : str
            The text to change.
        edits : iterable of Edit
            In any order; they may touch but not overlap.

        Raises
        ------
        ValueError
            If two edits overlap or one lies outside the text.
        """
        edits = sorted(edits, key=_place)
        if not edits:
            return cls(source, source)
        pieces: list[str] = []
        moves: list[Move] = []
        done = shift = 0
        for edit in edits:
            if not done <= edit.start <= edit.end <= len(source):
                raise ValueError(
                    f"{edit} overlaps the edit before it or lies outside the text "
                    f"of {len(source)} characters"
                )
            pieces += (source[done : edit.start], edit.text)
            done = edit.end
            if not edit.end - edit.start == len(edit.text) == 1:
                new_start = edit.start + shift
                moves.append(Move(edit.start, edit.end, new_start, new_start + len(edit.text)))
                shift += len(edit.text) - (edit.end - edit.start)
        pieces.append(source[done:])
        return cls("".join(pieces), source, tuple(moves))

    @property
    def edits(self) -> tuple[Edit, ...]:
        """The edits that lead from `source` to `text`, in positions of `source`."""
        edits: list[Edit] = []
        edge = Move(len(self.source), len(self.source), len(self.text), len(self.text))
        for before, move in pairwise((Move(0, 0, 0, 0), *self.moves, edge)):
            old, new = (
                self.source[before.end : move.start],
                self.text[before.new_end : move.new_start],
            )
            if old != new:
                edits += (
                    Edit(position, position + 1, after)
                    for position, (was, after) in enumerate(zip(old, new, strict=True), before.end)
                    if was != after
                )
            if move is not edge:
                edits.append(Edit(move.start, move.end, self.text[move.new_start : move.new_end]))
        return tuple(edits)

    def then(self, edits: Iterable[Edit]) -> MappedText:
        """Make further edits, in positions of the present `text`.

        Returns
        -------
        MappedText
            From the first source to the new text.
        """
        return self.compose(MappedText.apply(self.text, edits))

    def compose(self, later: MappedText) -> MappedText:
        """Join two steps: `later` was made from this one's `text`.

        Where moves of the two steps overlap they become one that covers both.

        Raises
        ------
        ValueError
            If `later` was made from another text.
        """
        if later.source != self.text:
            raise ValueError("the later step was not made from this step's text")
        if not self.moves:
            return MappedText(later.text, self.source, later.moves)
        if not later.moves:
            return MappedText(later.text, self.source, self.moves)
        return MappedText(later.text, self.source, _joined(self.moves, later.moves))

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Carry a span of `text` back to `source`.

        Parameters
        ----------
        start, end : int
            As in slicing, ``0 <= start <= end <= len(text)``.

        Returns
        -------
        tuple of int
            The span of `source` with the same glyphs. A character that came from a
            replacement stands for all that was replaced; what was deleted belongs to a span
            only when it lay inside.
        """
        if not self.moves:
            return start, end
        if start == end:
            position = self._source_start(start)
            return position, position
        index = bisect_right(self._new_ends, start)
        if index == len(self.moves) or self.moves[index].new_start >= end:
            # no move reaches into the span, and that is the rule
            shift = self.moves[index - 1].end - self.moves[index - 1].new_end if index else 0
            return start + shift, end + shift
        return self._source_start(start), self._source_end(end)

    def source_spans(self, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
        """Carry many spans back; in a text without moves they come back as they are."""
        if not self.moves:
            return list(spans)
        return [self.source_span(start, end) for start, end in spans]

    def places(self, positions: Sequence[int]) -> Sequence[int]:
        """Return where boundaries between characters of the source lie in the text.

        A boundary within what was replaced lies at the beginning of what stands there now.

        >>> MappedText.apply("４件  of", [Edit(2, 4, " ")]).places([1, 3, 4])
        [1, 2, 3]
        """
        if not self.moves:
            return positions
        start, end, new_start, new_end = np.array([*self.moves, (sys.maxsize,) * 4]).T
        here = np.array(positions)
        before = np.searchsorted(end, here, side="right")
        shift = np.append(0, new_end - end)[before]
        places: list[int] = np.where(start[before] < here, new_start[before], here + shift).tolist()
        return places

    @cached_property
    def _new_starts(self) -> list[int]:
        return [move.new_start for move in self.moves]

    @cached_property
    def _new_ends(self) -> list[int]:
        return [move.new_end for move in self.moves]

    def _source_start(self, position: int) -> int:
        """Where the character at `position` begins in the source."""
        index = bisect_right(self._new_ends, position)
        if index < len(self.moves) and self.moves[index].new_start <= position:
            return self.moves[index].start
        if index == 0:
            return position
        before = self.moves[index - 1]
        return position - before.new_end + before.end

    def _source_end(self, position: int) -> int:
        """Where the character before `position` ends in the source."""
        index = bisect_left(self._new_starts, position)
        if index == 0:
            return position
        before = self.moves[index - 1]
        if position <= before.new_end:
            return before.end
        return position - before.new_end + before.end


def edited(text: str, changes: Iterable[tuple[int, int, str]]) -> str:
    """Return `text` with each `[start:end]` replaced; the changes stand in order."""
    pieces: list[str] = []
    done = 0
    for start, end, new in changes:
        pieces.append(text[done:start])
        pieces.append(new)
        done = end
    pieces.append(text[done:])
    return "".join(pieces)


def _place(edit: Edit) -> tuple[int, int]:
    return edit.start, edit.end


def _joined(first: tuple[Move, ...], later: tuple[Move, ...]) -> tuple[Move, ...]:
    """Join the moves of two steps; what is sorted here are places in the text between them."""
    steps = sorted(
        [(move.new_start, move.new_end, 0, move) for move in first]
        + [(move.start, move.end, 1, move) for move in later],
        key=lambda step: step[:3],
    )
    joined: list[Move] = []
    before_shift = after_shift = 0  # source minus middle, new text minus middle
    low = high = -1
    members: list[tuple[int, Move]] = []

    def close() -> None:
        nonlocal before_shift, after_shift
        start, new_start = low + before_shift, low + after_shift
        for step, move in members:
            grown = (move.new_end - move.new_start) - (move.end - move.start)
            if step == 0:
                before_shift -= grown
            else:
                after_shift += grown
        joined.append(Move(start, high + before_shift, new_start, high + after_shift))

    for start, end, step, move in steps:
        if members and start < high:
            high = max(high, end)
            members.append((step, move))
            continue
        if members:
            close()
        low, high, members = start, end, [(step, move)]
    if members:
        close()
    return tuple(joined)
