"""What a text must hold for its numbers to be looked for at all."""

from __future__ import annotations

import pytest

from giox.extraction.windows import COUNTED


@pytest.mark.parametrize(
    "text",
    [
        "网上申请:12",
        "受理申请 7,办结 6",
        "2019-03-05 收到申请3件",
        "费用1.25",
        "共10-12件",
        "其中30",
    ],
)
def test_a_count_is_looked_for(text: str) -> None:
    """A number counts with its counter, and without one where a clause or a cell ends in it."""
    assert COUNTED.search(text)


@pytest.mark.parametrize(
    "text", ["关于春季植树的通知 2019-03-05", "[2020/11/3 8:05] 值班表", "传真 0591-87-65", "首页"]
)
def test_dates_and_clocks_are_no_counts(text: str) -> None:
    """Menus of news have one on each line: nothing else is asked of them."""
    assert COUNTED.search(text) is None
