"""Drawn figures: their exact width, and lettering that is large enough and never overlaps."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

import altair as alt
import numpy as np
import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from giox.charts import lettering
from giox.charts.drawing import draw, own_width, specification, wrap
from giox.charts.theme import WIDTHS, pixels
from giox.errors import ExportError

SVG = "{http://www.w3.org/2000/svg}"
SMALLEST = 7 * 96 / 72
"""Seven points in pixels: what journals ask for at least."""


@dataclass(frozen=True, slots=True)
class Word:
    """A line of text in a drawing: its box in pixels, its size and what it says."""

    text: str
    size: float
    left: float
    top: float
    right: float
    bottom: float

    def covers(self, other: Word) -> bool:
        apart = (
            self.right <= other.left
            or other.right <= self.left
            or self.bottom <= other.top
            or other.bottom <= self.top
        )
        return not apart


def matrix(transform: str) -> np.ndarray:
    found = np.eye(3)
    for name, numbers in re.findall(r"(translate|rotate)\(([^)]*)\)", transform):
        values = [float(number) for number in re.split(r"[ ,]+", numbers)]
        step = np.eye(3)
        if name == "translate":
            step[:2, 2] = values
        else:
            angle = np.radians(values[0])
            step[:2, :2] = [[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]
        found = found @ step
    return found


def words(svg: str) -> list[Word]:
    """Return every line of text of an SVG with its box on the page."""
    found = []
    for text in etree.fromstring(svg.encode()).iter(f"{SVG}text"):
        if text.get("opacity") == "0":  # thinned out by Vega
            continue
        chain = [text, *text.iterancestors()]
        place = np.eye(3)
        for element in reversed(chain):
            place = place @ matrix(element.get("transform", ""))
        size = float(text.get("font-size").removesuffix("px"))
        shift = {"start": 0, "middle": 0.5, "end": 1}[text.get("text-anchor", "start")]
        lines, below = [(text.text or "", 0.0)], 0.0
        for line in text.iter(f"{SVG}tspan"):
            below += float(line.get("dy", 0))
            lines.append((line.text, below))
        for line, down in lines:
            if not line:
                continue
            wide = lettering.width(line, size)
            corners = [
                place @ [x - shift * wide, y + down, 1]
                for x, y in itertools.product((0.5, wide - 0.5), (-0.72 * size, 0.1 * size))
            ]
            across, along = zip(*(corner[:2] for corner in corners), strict=True)
            found.append(Word(line, size, min(across), min(along), max(across), max(along)))
    return found


def test_figures_are_fit_to_print(case, language):
    """One column is the hardest: what fits there fits everywhere."""
    spec = case.specification(language)
    drawing = draw(spec, own_width(spec))
    assert drawing.width == pytest.approx(pixels(WIDTHS["single"]))
    found = words(drawing.svg)
    assert found
    small = [word for word in found if word.size < SMALLEST - 0.01]
    assert not small
    outside = [
        word
        for word in found
        if word.left < 0 or word.right > drawing.width or word.bottom > drawing.height
    ]
    assert not outside
    covered = [(a.text, b.text) for a, b in itertools.combinations(found, 2) if a.covers(b)]
    assert not covered


def bars(**more):
    rows = pl.DataFrame({"kind": ["a", "b"], "value": [1, 2], "half": ["x", "y"]})
    return alt.Chart(rows, **more).mark_bar().encode(x="kind:N", y="value:Q")


FOREIGN = {
    "continuous": lambda: bars().encode(x="value:Q"),
    "steps": bars,
    "steps of its own": lambda: bars(width=alt.Step(7)),
    "panels": lambda: bars().encode(column="half:N"),
    "beside": lambda: bars() | bars(),
    "below": lambda: bars() & bars(width=90),
    "layers": lambda: alt.layer(bars(), bars().mark_point(), width=200),
    "repeated": lambda: bars().repeat(column=["value", "half"]),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_any_chart_of_altair_gets_the_width(name):
    drawing = draw(specification(FOREIGN[name]()), 133)
    assert drawing.width == pytest.approx(pixels(133))
    assert "font-family=\"'Giox Sans SC'" in drawing.svg


def test_a_figure_that_cannot_fit_is_refused():
    labels = [f"a very long name of a place, number {number}, that takes a line" for number in "12"]
    rows = pl.DataFrame({"label": labels, "value": [1, 2]})
    chart = alt.Chart(rows).mark_bar().encode(x="value:Q", y="label:N")
    with pytest.raises(ExportError, match="does not fit 60 mm"):
        draw(specification(chart), 60)


def test_the_theme_in_use_plays_no_part():
    plain = specification(bars())
    with alt.theme.enable("dark"):
        assert specification(bars()) == plain
        assert alt.theme.active == "dark"


def test_a_chart_may_configure_itself():
    spec = specification(bars().configure_axis(gridColor="#123456"))
    assert spec["config"]["axis"]["gridColor"] == "#123456"
    assert spec["config"]["font"] == lettering.STACK


HAN = st.text(st.sampled_from("政府信息公开工作年度报告，。（）《》"), max_size=30)
LATIN = st.text(st.sampled_from("abcde ,.()% 12"), max_size=40)


@settings(max_examples=60, deadline=None)
@given(st.lists(HAN | LATIN, max_size=4).map(" ".join), st.floats(60, 400))
@example("《 .111111111", 60.0)
def test_wrapping_keeps_the_text_and_the_room(text, room):
    lines = wrap(text, 10, room)
    assert "".join("".join(lines).split()) == "".join(text.split())
    for line in lines:
        glued = not re.search(r"[^（《(\s]\s+[^，。）》,.)%\s]|[一-鿿][^，。（）《》]", line)
        assert lettering.width(line, 10) <= room or glued
        assert line == line.strip()


def test_lines_do_not_begin_with_a_closing_mark():
    lines = wrap("（一）公开，（二）不公开。" * 6, 10, 61)
    assert len(lines) > 5
    assert not [line for line in lines if line[0] in "，。）" or line[-1] == "（"]
