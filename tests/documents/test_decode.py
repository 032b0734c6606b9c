"""Bytes of every encoding, labelled wrongly, mixed and damaged."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giox.documents.decode import decode
from giox.errors import DocumentError

SIMPLIFIED = (
    "松溪县2019年政府信息公开工作年度报告\n本报告由松溪县人民政府办公室编制。\n"
    "一、总体情况\n2019年，全县主动公开政府信息1234条，收到申请35件。\n"
    "收到申请数 | 件 | 35 |\n"
)
TRADITIONAL = (
    "松溪縣2019年政府資訊公開工作年度報告\n本報告由松溪縣人民政府辦公室編制。\n"
    "一、總體情況\n2019年，全縣主動公開政府資訊1234條，收到申請35件。\n"
)


@pytest.mark.parametrize(
    ("text", "codec", "told"),
    [
        (SIMPLIFIED, "utf-8", "utf-8"),
        (SIMPLIFIED, "utf-8-sig", "utf-8"),
        (SIMPLIFIED, "gb2312", "gb18030"),
        (SIMPLIFIED, "gbk", "gb18030"),
        (SIMPLIFIED, "gb18030", "gb18030"),
        (SIMPLIFIED + "㑇𠂇", "gb18030", "gb18030"),
        (SIMPLIFIED, "utf-16", "utf-16-le"),
        (SIMPLIFIED, "utf-16-le", "utf-16-le"),
        (SIMPLIFIED, "utf-16-be", "utf-16-be"),
        (TRADITIONAL, "big5", "big5hkscs"),
        (TRADITIONAL, "big5hkscs", "big5hkscs"),
        (TRADITIONAL, "utf-8", "utf-8"),
        (TRADITIONAL, "gb18030", "gb18030"),
        ("Annual report 2019: 35 applications\n", "ascii", "utf-8"),
        ("Annual report 2019: 35 applications\n", "utf-16-le", "utf-16-le"),
        ("申请三件", "gb18030", "gb18030"),
    ],
)
def test_every_encoding(text: str, codec: str, told: str) -> None:
    assert decode(text.encode(codec)) == (text, told)


def test_utf_16_of_both_orders_with_its_mark() -> None:
    assert decode(b"\xfe\xff" + SIMPLIFIED.encode("utf-16-be")) == (SIMPLIFIED, "utf-16-be")
    assert decode(b"\xff\xfe" + SIMPLIFIED.encode("utf-16-le")) == (SIMPLIFIED, "utf-16-le")


def test_a_label_is_not_believed() -> None:
    page = f'<meta charset="utf-8"><p>{SIMPLIFIED}</p>'
    assert decode(page.encode("gb18030")) == (page, "gb18030")
    page = f'<?xml version="1.0" encoding="gb2312"?><p>{SIMPLIFIED}</p>'
    assert decode(page.encode()) == (page, "utf-8")


def test_chinese_behind_a_long_head_of_ascii_is_weighed() -> None:
    head = "<script>var a = 1;</script>\n" * 2_000
    assert decode((head + TRADITIONAL).encode("big5")) == (head + TRADITIONAL, "big5hkscs")


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "big5"])
def test_single_damaged_bytes_cost_single_characters(codec: str) -> None:
    text = TRADITIONAL * 3
    line = text.index("全縣")
    data = text[:line].encode(codec) + b"\xff" + text[line:].encode(codec)
    read, told = decode(data)
    assert told == {"big5": "big5hkscs"}.get(codec, codec)
    assert read.count("\ufffd") in {1, 2}
    assert "收到申請35件" in read


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
def test_a_file_cut_off_within_a_character(codec: str) -> None:
    data = SIMPLIFIED[:-2].encode(codec) + "件".encode(codec)[:1]
    read, told = decode(data)
    assert told == codec
    assert read.startswith(SIMPLIFIED[:-2])


def test_two_encodings_in_one_file() -> None:
    above, below = SIMPLIFIED, "二、主动公开\n规章 | 3 |\n许可 | 7 |\n"
    assert decode((above * 2).encode() + below.encode("gb18030")) == (
        above * 2 + below,
        "utf-8+gb18030",
    )
    assert decode((above * 2).encode("gb18030") + below.encode()) == (
        above * 2 + below,
        "gb18030+utf-8",
    )


def test_two_encodings_on_one_line_between_tags() -> None:
    data = b"<p>" + SIMPLIFIED.encode().replace(b"\n", b"") + b"</p><p>"
    data += "全县收到申请的情况".encode("gb18030") + b"</p>"
    read, told = decode(data)
    assert told == "utf-8+gb18030"
    assert read.endswith("<p>全县收到申请的情况</p>")


def test_a_mark_of_utf_8_before_another_encoding() -> None:
    assert decode(b"\xef\xbb\xbf" + SIMPLIFIED.encode("gb18030")) == (SIMPLIFIED, "gb18030")


@pytest.mark.parametrize("western", ["latin-1", "cp1252"])
@pytest.mark.parametrize("meant", ["utf-8", "gb18030"])
def test_chinese_that_was_saved_as_western_is_restored(western: str, meant: str) -> None:
    data = SIMPLIFIED.encode(meant)
    # Five bytes have no character in Windows-1252; what writes it passes them through.
    wrong = "".join(bytes([byte]).decode(western, errors="ignore") or chr(byte) for byte in data)
    assert decode(wrong.encode()) == (SIMPLIFIED, "utf-8+latin-1")


def test_western_text_stays_as_it_is() -> None:
    text = "Café Zürich, 35 €, “Ärger” — naïve façade, déjà vu\n"
    assert decode(text.encode()) == (text, "utf-8")


def test_characters_lost_before_are_no_ground_to_refuse() -> None:
    text = SIMPLIFIED.replace("的", "\ufffd").replace("年", "\ufffd")
    assert decode(text.encode()) == (text, "utf-8")


@pytest.mark.parametrize("size", [300, 3_000, 30_000])
def test_other_bytes_are_refused_with_advice(size: int) -> None:
    with pytest.raises(DocumentError, match="save it again as UTF-8"):
        decode(random.Random(size).randbytes(size))


@given(st.binary(max_size=300))
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    try:
        text, _ = decode(data)
    except DocumentError:
        return
    text.encode()  # no surrogates


@given(st.text(alphabet="政府信息公开工作年度报告的一二三0123456789\n,", min_size=20, max_size=200))
def test_official_chinese_survives_every_encoding(text: str) -> None:
    text = "本机关政府信息公开" + text
    for codec in ("utf-8", "gb18030", "utf-16", "utf-16-le", "utf-16-be"):
        assert decode(text.encode(codec))[0] == text, codec
