"""Clean characters: one form for each, and the way back."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from text_tables import rows

from giox.text import clean, normalise

GENRE = Path(__file__).parents[1] / "benchmarks" / "text_genre.txt"
DIRT = "１，％（：\u3000\u200b\u00ad\ufeff\xa0⼈⻔豈&nbsp;報(bào)\ue123\n\tab1公"


@pytest.mark.parametrize(("page", "expected"), rows("characters.tsv"))
def test_characters(page: str, expected: str) -> None:
    assert clean(page).text == expected


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("政\u200b府\u00ad信\ufeff息\u2060公\u200d开", "政府信息公开"),
        ("政\ue000府\uf0b7信息", "政府信息"),
        ("12\ue00034件", "12 34件"),
        ("12\u200b34件", "1234件"),
        ("\u3000公\xa0开\u2003了\u202f", " 公 开 了 "),
        ("一\u2028二\x0c三\x85四", "一\n二\n三\n四"),
        ("公\x00开\x07", "公开"),
        ("\ud800公开", "\ud800公开"),
        ("", ""),
    ],
)
def test_characters_that_do_not_show(page: str, expected: str) -> None:
    assert clean(page).text == expected


def test_every_radical_becomes_an_ideograph() -> None:
    kangxi = [chr(code) for code in range(0x2F00, 0x2FD6)]
    supplement = [chr(code) for code in range(0x2E81, 0x2EF4) if code != 0x2E9A]
    names = [unicodedata.name(clean(char).text) for char in kangxi + supplement]
    assert [name for name in names if not name.startswith("CJK UNIFIED IDEOGRAPH")] == []


def test_every_compatibility_ideograph_becomes_a_unified_one() -> None:
    blocks = (range(0xF900, 0xFADA), range(0x2F800, 0x2FA1E))
    codes = [code for block in blocks for code in block if unicodedata.decomposition(chr(code))]
    assert len(codes) > 900
    changed = [clean(chr(code)).text for code in codes]
    assert changed == [unicodedata.normalize("NFC", chr(code)) for code in codes]


def test_clean_text_is_left_alone() -> None:
    once = clean(GENRE.read_text("utf-8")).text
    assert clean(once).edits == ()


def test_the_way_back_through_both_steps() -> None:
    page = "本機\u200b關收到申請&nbsp;２９件,最佳化服務"
    mapped = normalise(page)
    assert mapped.text == "本机关收到申请 29件,优化服务"
    at = mapped.text.index("29件")
    start, end = mapped.source_span(at, at + 3)
    assert page[start:end] == "２９件"
    at = mapped.text.index("优化")
    start, end = mapped.source_span(at, at + 2)
    assert page[start:end] == "最佳化"


@given(st.text(DIRT, max_size=30))
def test_spans_cover_the_same_glyphs(page: str) -> None:
    mapped = clean(page)
    assert mapped.source == page
    position = 0
    for at, char in enumerate(mapped.text):
        start, end = mapped.source_span(at, at + 1)
        assert position <= start < end <= len(page)
        parted = char == " " and page[start] == "\ue123"  # junk between two numbers
        assert parted or char in clean(page[start:end]).text
        position = start
