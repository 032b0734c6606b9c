"""Where one file holds several reports: each begins with a title of its own."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from giox.extraction.lines import Line, Script

__all__ = ["Part", "split"]


_SHORTEST_TITLE = 8  # 某县信息公开年报
_SUBJECT = "公开"  # in each of them


@dataclass(frozen=True, slots=True)
class Part:
    """The lines of one report of a file, and the stretch of the normalised text they take."""

    script: Script
    start: int
    end: int

    @property
    def text(self) -> str:
        """The normalised text of the report."""
        return self.script.mapped.text[self.start : self.end]


@cache
def _rules() -> Mapping[str, Any]:
    path = files("giox.extraction").joinpath("metadata.toml")
    return dict(tomllib.loads(path.read_text("utf-8"))["parts"])


def split(script: Script) -> tuple[Part, ...]:
    """Split a document into its reports; one that holds a single report is its only part.

    A title begins another report when running text follows at once and enough of it stands on
    both sides. The same title again, which may be the running head of a page, must be
    followed by a first chapter, and not for the first time.

    Examples
    --------
    >>> from giox.documents import read_document
    >>> from giox.extraction.lines import lines_of
    >>> [part.start for part in split(lines_of(read_document("总体情况".encode(), "a.txt")))]
    [0]
    """
    lines = script.lines
    begins = [0]
    before = None
    for number, title in _titles(lines):
        begin = begins[-1]
        following = lines[number + 1 : number + 1 + _rules()["lines_to_text"]]
        # What follows is asked first, for what stands before may be a whole book.
        if (
            _has_text(following)
            and (title != before or (_has_opening(following) and _has_opening(lines[begin:number])))
            and _is_long(lines[begin:number])
        ):
            begins.append(number)
        before = title
    if len(begins) > 1 and not _is_long(lines[begins[-1] :]):
        begins.pop()
    ends = [*begins[1:], len(lines)]
    return tuple(
        Part(
            Script(script.mapped, lines[begin:end]),
            lines[begin].start if begin else 0,
            lines[end].start if end < len(lines) else len(script.mapped.text),
        )
        for begin, end in zip(begins, ends, strict=True)
    )


def _titles(lines: Sequence[Line]) -> Iterator[tuple[int, str]]:
    title, longest = re.compile(_rules()["title"]), _rules()["longest_title"]
    for number, line in enumerate(lines):
        if _SHORTEST_TITLE <= len(line.text) <= longest:
            words = "".join(line.text.split())
            # In a sheet or a csv file a title is the only cell of its row.
            if _SUBJECT in words and _is_alone(line) and title.fullmatch(words):
                yield number, words


def _has_text(lines: Sequence[Line]) -> bool:
    """Whether running text stands among some lines."""
    return any("。" in line.text and len(line.text) >= _rules()["shortest_text"] for line in lines)


def _has_opening(lines: Sequence[Line]) -> bool:
    """Whether the heading of a first chapter stands among some lines."""
    return any(re.match("一、", line.text) and _is_alone(line) for line in lines)


def _is_alone(line: Line) -> bool:
    """Whether a line is a paragraph, or a row with one cell that is not empty."""
    return line.table is None or sum(piece.text != "" for piece in line.pieces) == 1


def _is_long(lines: Sequence[Line]) -> bool:
    """Whether some lines can be a report of their own."""
    fewest_characters, fewest_sentences = (
        _rules()[name] for name in ("fewest_characters", "fewest_sentences")
    )
    characters = sentences = 0
    for line in lines:
        characters += len(line.text)
        sentences += line.text.count("。")
        if characters >= fewest_characters and sentences >= fewest_sentences:
            return True
    return False
