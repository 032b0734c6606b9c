"""Edited text: every character knows where it came from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giox.text import Edit, MappedText

Origin = list[tuple[str, tuple[int, int]]]


@st.composite
def edits(draw: st.DrawFn, length: int) -> list[Edit]:
    cuts = sorted(draw(st.lists(st.integers(0, length), max_size=8)))
    pairs = zip(cuts[::2], cuts[1::2], strict=False)
    return [Edit(start, end, draw(st.text("xyz", max_size=3))) for start, end in pairs]


def origins(source: str, changes: list[Edit]) -> Origin:
    """Each character of the edited text with the span it stands for, the slow way."""
    found: Origin = []
    done = 0
    for edit in sorted(changes, key=lambda edit: (edit.start, edit.end)):
        found += [(source[at], (at, at + 1)) for at in range(done, edit.start)]
        found += [(char, (edit.start, edit.end)) for char in edit.text]
        done = edit.end
    return found + [(source[at], (at, at + 1)) for at in range(done, len(source))]


@given(st.data())
def test_spans_come_from_the_edits(data: st.DataObject) -> None:
    source = data.draw(st.text("abcdef", max_size=12))
    changes = data.draw(edits(len(source)))
    mapped = MappedText.apply(source, changes)
    expected = origins(source, changes)
    assert mapped.text == "".join(char for char, _span in expected)
    assert MappedText.apply(source, mapped.edits).text == mapped.text
    spans = [(i, j) for i in range(len(expected)) for j in range(i + 1, len(expected) + 1)]
    assert mapped.source_spans(spans) == [
        (expected[i][1][0], expected[j - 1][1][1]) for i, j in spans
    ]


@given(st.data())
def test_steps_compose(data: st.DataObject) -> None:
    source = data.draw(st.text("abcdef", max_size=12))
    first = MappedText.apply(source, data.draw(edits(len(source))))
    changes = data.draw(edits(len(first.text)))
    both = first.then(changes)
    expected = origins(first.text, changes)
    assert both.source == source
    assert both.text == "".join(char for char, _span in expected)
    assert MappedText.apply(source, both.edits).text == both.text
    for at, (_char, (start, end)) in enumerate(expected):
        if start < end:  # the same glyphs at least: overlapping edits become one
            low, high = first.source_span(start, end)
            covered = both.source_span(at, at + 1)
            assert covered[0] <= low
            assert high <= covered[1]


def test_untouched_text_maps_onto_itself() -> None:
    mapped = MappedText.identity("公开")
    assert (mapped.source_span(0, 2), mapped.source_span(1, 1), mapped.edits) == (
        (0, 2),
        (1, 1),
        (),
    )


@pytest.mark.parametrize(
    "changes",
    [[Edit(0, 2, ""), Edit(1, 3, "")], [Edit(2, 1, "")], [Edit(0, 9, "")], [Edit(-1, 1, "")]],
)
def test_impossible_edits(changes: list[Edit]) -> None:
    with pytest.raises(ValueError, match="overlaps the edit before it or lies outside"):
        MappedText.apply("abc", changes)


def test_steps_of_different_texts() -> None:
    with pytest.raises(ValueError, match="not made from this step's text"):
        MappedText.identity("a").compose(MappedText.identity("b"))
    with pytest.raises(ValueError, match="one length"):
        MappedText.aligned("a", "ab")
