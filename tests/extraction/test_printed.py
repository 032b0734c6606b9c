"""What the prose prints of a figure's change and share: the words beside the note they give."""

from __future__ import annotations

import pytest

from giox.extraction.model import Figure
from giox.extraction.printed import with_printed
from giox.text import normalise

CASES = [
    ("305件,同比减少44件,下降12.6%。", "change -44; change -12.6%"),
    ("305件,同比下降12.6%。", "change -12.6%"),
    ("305件(同比下降12.6%),", "change -12.6%"),
    ("305件,比上年增加42件。", "change +42"),
    ("305件,较2019年增长13.13%,", "change +13.13%"),
    ("305件,较2018年增长13.13%,", None),
    ("305件，較上年增長１３．１％。", "change +13.1%"),
    ("305件,与去年同期相比,增长了8%", "change +8%"),
    ("305件,同比增长约12%。", None),
    ("305件,同比增长2.1个百分点。", None),
    ("305件,同比增长1倍。", None),
    ("305件,占总数的49%。", "share 49%"),
    ("305件,占申请总量的35.58%;", "share 35.58%"),
    ("305件(占答复总数的20%),", "share 20%"),
    ("305件,占不予公开的20%。", None),
    ("305件,占49%。", None),
    ("305件。同比增长3%。", None),
    ("305件,其中网上申请200件,同比增长3%。", None),
]


@pytest.mark.parametrize(("words", "note"), CASES, ids=[words for words, _ in CASES])
def test_what_is_printed_behind_a_figure(words: str, note: str | None) -> None:
    text = f"收到申请{words}"
    figure = Figure("applications.new", None, 305.0, "item", None, "narrative", "305", None, 4, 7)
    (told,) = with_printed([figure], normalise(text), 2020)
    assert told.note == note


def test_a_note_that_is_there_already_stays() -> None:
    figure = Figure(
        "applications.new", None, 305.0, "item", None, "narrative", "305", None, 2, 5, "approximate"
    )
    (told,) = with_printed([figure], normalise("收到305件,比上年增加42件。"), 2020)
    assert told.note == "approximate; change +42"
