"""A text cut into pieces, lines and cells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giox.marked.pieces import lines, pieces, within
from marked.figures import figure

PLACES = st.tuples(st.integers(-2, 34), st.integers(-2, 34))


@given(length=st.integers(0, 30), places=st.lists(PLACES))
def test_pieces_cover_the_text_once_and_name_all_that_cover_them(length, places) -> None:
    figures = [figure(start, end) for start, end in places]
    cut = pieces(length, figures)
    assert [place for one in cut for place in range(one.start, one.end)] == list(range(length))
    placed = [one for one in figures if 0 <= one.start < one.end <= length]
    for one in cut:
        covering = [f for f in placed if f.start <= one.start and one.end <= f.end]
        touching = [f for f in placed if f.start < one.end and one.start < f.end]
        assert sorted(map(str, one.figures)) == sorted(map(str, covering))
        assert covering == touching


@given(places=st.lists(PLACES), start=st.integers(0, 30), end=st.integers(0, 30))
def test_within_shortens_the_outer_pieces(places, start, end) -> None:
    cut = pieces(30, [figure(first, last) for first, last in places])
    got = [place for one in within(cut, start, end) for place in range(one.start, one.end)]
    assert got == list(range(start, end))


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("今年收到3件\n", ""),
        ("规章 | 3 | 0\n", "规章=words  | =bar 3=number  | =bar 0=number"),
        (
            "行政许可 | 本年处理决定数量 |\r\n",
            "行政许可=words  | =bar 本年处理决定数量=words  |=bar",
        ),
        ("规章\t12,189.60\n", "规章=words \t=bar 12,189.60=number"),
        (
            "(三)不予公开 | 1.重复申请 | — |  | 1\n",
            "(三)不予公开=words  | =bar 1.重复申请=words  | =bar —=number  |  =bar | =bar 1=number",
        ),
        ("|自然人|总计|\n", "|=bar 自然人=words |=bar 总计=number |=bar"),
    ],
)
def test_rows(text: str, cells: str) -> None:
    (line,) = lines(text)
    said = [f"{text[cell.start : cell.end]}={cell.kind}" for cell in line.cells]
    assert " ".join(one for one in said if one.strip("\r\n") != "=bar") == cells


@given(text=st.text(st.sampled_from("规3| \t\r\n|\u2028"), max_size=40))
def test_lines_and_cells_leave_nothing_out(text: str) -> None:
    found = list(lines(text))
    assert "".join(text[line.start : line.end] for line in found) == text
    for line in found:
        whole = text[line.start : line.end]
        assert "".join(text[cell.start : cell.end] for cell in line.cells) in {whole, ""}
