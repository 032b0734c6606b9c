"""The pairs of sentence and figures are sound in themselves."""

from __future__ import annotations

import re

import polars as pl
import pytest
from common import REPO

from specimens.make import chinese
from specimens.pairs import Pair, load_pairs

PAIRS = load_pairs()
INDICATORS = set(pl.read_csv(REPO / "giox" / "forms" / "indicators.csv")["indicator"])


def test_there_are_many_and_none_twice() -> None:
    texts = [pair.text for pair in PAIRS]
    assert len(texts) >= 250
    assert len(set(texts)) == len(texts)
    assert sum(not pair.figures for pair in PAIRS) >= 50


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.why)
def test_each_figure_is_in_its_sentence(pair: Pair) -> None:
    assert pair.why
    text = pair.text.translate({ord("\u200b"): None, ord("\uff0c"): ","})
    text = text.translate({0xFF10 + digit: str(digit) for digit in range(10)}).replace(",", "")
    for figure in pair.may:  # a reader may add up what the sentence lists: no number of it
        assert figure.indicator in INDICATORS
    for figure in pair.figures:
        assert figure.indicator in INDICATORS
        assert figure.scope in (None, "government", "body")
        if figure.value == 0:
            assert re.search(r"0|零|未|没有|无|不存在|免", text)
            continue
        values = [
            float(number) * {"万": 1e4, "亿元": 1e4, "元": 1e-4, "": 1}.get(unit, 1)
            for number, unit in re.findall(r"(\d+(?:\.\d+)?)(亿元|万(?!元)|元|)", text)
        ]
        spoken = figure.value == int(figure.value) and (
            chinese(int(figure.value) % 10000) in text
            or (figure.value == 2 and re.search("[两兩]", text) is not None)
            or (figure.value == 30000 and "三万" in text)
        )
        assert spoken or any(abs(value - figure.value) < 1e-6 for value in values)


def test_exact_and_rounded_are_told_apart() -> None:
    for pair in PAIRS:
        for figure in pair.figures:
            if figure.approximate:
                assert re.search("余|近|约|超过|突破|多", pair.text)
