"""Sentences beside the figures that they give: exactly those must be read from each of them.

The pairs stand in `prose_pairs*.toml` and `prose_variants.toml`, whose first lines explain the
fields. To add a phrasing to `giox/extraction/phrases`, add its pair there.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from giox.documents import read_document
from giox.extraction.lines import lines_of
from giox.extraction.model import Figure
from giox.extraction.narrative import read_prose

PAIRS: list[dict[str, Any]] = [
    pair | {"file": path.stem}
    for path in sorted(Path(__file__).parent.glob("prose_*.toml"))
    for pair in tomllib.loads(path.read_text(encoding="utf-8"))["pair"]
]


def read(pair: dict[str, Any], text: str | None = None) -> tuple[Figure, ...]:
    text = pair["text"] if text is None else text
    script = lines_of(read_document(text.encode(), "pair.txt"))
    department = pair.get("department", "我局" in text)
    return read_prose(script, pair.get("year"), department=department).figures


@pytest.mark.parametrize(
    "pair", PAIRS, ids=[f"{pair['file'].removeprefix('prose_')}: {pair['why']}" for pair in PAIRS]
)
def test_pair(pair: dict[str, Any]) -> None:
    figures = read(pair)
    found = {(one.indicator, round(one.value, 6)): one for one in figures}
    wanted = {(one["indicator"], round(float(one["value"]), 6)): one for one in pair["figures"]}
    optional = {(one["indicator"], round(float(one["value"]), 6)) for one in pair.get("may", [])}
    assert set(wanted) <= set(found), "not read"
    assert set(found) <= set(wanted) | optional, "read, but not said"
    for figure in figures:
        assert pair["text"][figure.start : figure.end] == figure.raw
    for key, one in wanted.items():
        scopes = {figure.scope for figure in figures if (figure.indicator, figure.value) == key}
        assert one.get("scope") in {None, *scopes}
        assert (found[key].note == "approximate") == one.get("approximate", False)


# Words of one meaning: any of these may stand for another, and the figures are the same.
SAME: list[dict[str, str]] = tomllib.loads(
    Path(__file__).with_name("same_words.toml").read_text(encoding="utf-8")
)["same"]
SOME = 15
"""Pairs that each of them is tried on by default, spread over all."""


@cache
def figures_of(number: int) -> list[tuple[str, float]]:
    return sorted((one.indicator, one.value) for one in read(PAIRS[number]))


def reworded(find: str, put: str) -> list[tuple[int, str]]:
    """Return the pairs, by number, that hold some words, with others in their place.

    Broken lines are not among them: those are mended before the words are read.
    """
    texts = [(number, re.sub(find, put, pair["text"])) for number, pair in enumerate(PAIRS)]
    return [
        (number, text)
        for number, text in texts
        if text != PAIRS[number]["text"] and "\n" not in text
    ]


def check_words(find: str, put: str, most: int) -> None:
    changed = reworded(find, put)
    assert len(changed) > 4
    for number, text in changed[:: -(-len(changed) // most)]:
        figures = read(PAIRS[number], text)
        assert sorted((one.indicator, one.value) for one in figures) == figures_of(number), text
        assert all(text[one.start : one.end] == one.raw for one in figures)


@pytest.mark.parametrize(("find", "put"), [(one["find"], one["put"]) for one in SAME])
def test_words_of_one_meaning_give_the_same_figures(find: str, put: str) -> None:
    check_words(find, put, SOME)


@pytest.mark.slow
@pytest.mark.parametrize(("find", "put"), [(one["find"], one["put"]) for one in SAME])
def test_words_of_one_meaning_give_the_same_figures_in_all_pairs(find: str, put: str) -> None:
    check_words(find, put, len(PAIRS))
