"""Text whose lines are those of a printed page gives the figures of the text, and of no line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from common import REPO

from giox.documents import read_document
from giox.extraction.lines import lines_of
from giox.extraction.report import Report, read_bytes
from giox.extraction.wrapped import page_of

Measure = Callable[[str], float]

PROSE = sorted(
    path
    for path in (REPO / "data" / "specimens").glob("*.txt")
    if sum(len(line) > 60 for line in path.read_text("utf-8", "replace").splitlines()) > 2
)
BREAKS = [(22, len), (31, len), (24, lambda one: len(one.encode("gb18030", "replace")) / 2)]


def lines_of_print(text: str, width: int, measure: Measure) -> Iterator[str]:
    """Yield the lines of a text, none of its prose wider than the page."""
    for paragraph in text.splitlines():
        if "|" in paragraph:
            yield paragraph
            continue
        line = ""
        for character in paragraph:
            if measure(line + character) > width:
                yield line
                line = ""
            line += character
        yield line


def said(report: Report) -> set[tuple[str, float]]:
    return {(one.indicator, one.value) for one in report.figures if one.origin == "narrative"}


@pytest.mark.parametrize("path", PROSE, ids=[path.name for path in PROSE])
@pytest.mark.parametrize(("width", "measure"), BREAKS, ids=["22", "31", "24 wide"])
def test_lines_of_print_say_what_paragraphs_say(path: Path, width: int, measure: Measure) -> None:
    text = path.read_text("utf-8")
    printed = "\n".join(lines_of_print(text, width, measure))
    report = read_bytes(printed.encode(), path.name)
    assert said(report) == said(read_bytes(text.encode(), path.name))
    for one in report.figures:
        assert printed[one.start : one.end] == one.raw or one.start is None


@pytest.mark.parametrize("path", PROSE, ids=[path.name for path in PROSE])
def test_paragraphs_are_no_lines_of_print(path: Path) -> None:
    assert page_of(lines_of(read_document(path.read_bytes(), path.name)).lines) is None
