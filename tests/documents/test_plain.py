"""Text and Markdown: lines into paragraphs and rows."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapes import assert_sound, cases, shape, tables

from giox.documents import Paragraph
from giox.documents.plain import read_plain


@pytest.mark.parametrize("case", cases("plain.toml"))
def test_lines_become_blocks(case: dict[str, Any]) -> None:
    document = read_plain(case["text"], "utf-8")
    assert shape(document) == case["blocks"]
    assert document.text == case["text"], "plain text stays as it is"
    if "tables" in case:
        assert len(tables(document)) == case["tables"]
    assert_sound(document)


def test_running_text_with_a_bar_in_it_is_no_row() -> None:
    sentence = "我局认真落实各项要求," * 30 + "详见网站|专栏。"
    assert shape(read_plain(sentence, None)) == [sentence]


@pytest.mark.parametrize(
    "line", ["-" * 50_000 + "x|", "|" * 20_000, " " * 50_000, "1" * 50_000 + "  x", "# " * 20_000]
)
def test_no_line_takes_more_than_its_length(line: str) -> None:
    # One that did would not come to an end here.
    assert_sound(read_plain(line, None))


def test_two_megabytes() -> None:
    page = "本机关认真落实各项要求,主动公开政府信息。" * 20 + "\n科研机构 | 0 | 0 |\n\n"
    document = read_plain(page * 5_000, None)
    assert len(document.text) > 2_000_000
    assert len(document.blocks) == 10_000


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=400))
def test_any_text_makes_a_sound_document(text: str) -> None:
    assert_sound(read_plain(text, None))


@given(st.text(alphabet="甲3 \t|\n\u3000│-—、.#*(0", max_size=60))
def test_text_of_separators_makes_a_sound_document(text: str) -> None:
    document = read_plain(text, None)
    assert_sound(document)
    # Whatever is no separator, space, mark or ruling line is in a block.
    kept = "".join("".join(words) for words in shape(document))
    assert [c for c in text if c in "甲3"] == [c for c in kept if c in "甲3"]


words = st.text(alphabet="规章罚款本年新收申请件0123456789", min_size=1, max_size=8)
grids = st.integers(2, 6).flatmap(
    lambda width: st.lists(
        st.tuples(words, st.integers(0, 10_000).map(str), *[words] * (width - 2)),
        min_size=1,
        max_size=6,
    )
)


@given(grids)
def test_all_layouts_of_a_table_give_the_same_cells(grid: list[tuple[str, ...]]) -> None:
    layouts = {
        "pipes": "\n".join(" | ".join(row) for row in grid),
        "markdown": "\n".join(f"| {' | '.join(row)} |" for row in grid),
        "boxes": "\n".join(f"│{'│'.join(row)}│" for row in grid),
        "full width": "\n".join("\uff5c".join(row) for row in grid),
        "tabs": "\n".join("\t".join(row) for row in grid),
        "spaces": "\n".join("   ".join(row) for row in grid),
    }
    expected = [[list(row) for row in grid]]
    for layout, text in layouts.items():
        assert tables(read_plain(text, None)) == expected, layout


@given(grids, st.integers(0, 5))
def test_a_paragraph_before_a_table_moves_it_and_nothing_else(
    grid: list[tuple[str, ...]], lines: int
) -> None:
    table = "\n".join(" | ".join(row) for row in grid)
    above = "一、总体情况\n" * lines
    document = read_plain(above + table, None)
    assert [type(block) for block in document.blocks[:lines]] == [Paragraph] * lines
    assert tables(document) == tables(read_plain(table, None))
