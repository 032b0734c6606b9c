"""Sentences beside the figures that they give: exactly those must be read from each of them.

The pairs stand in `prose_pairs*.toml` and `prose_variants.toml`, whose first lines explain the
fields. To add a phrasing to `giox/extraction/phrases`, add its pair there.
"""

from __future__ import annotations

import re
import tomllib
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


# A verb may carry 了 or not, and the figure is the same: 公开信息12条, 公开了信息12条.
CARRIES = re.compile(
    "(?<=收到|公开|发布|受理|答复|办理|办结|召开|举办|开展|组织|制定|更新|接待|回应|参加)"
    "(?=政府信息|各类|信息|申请|依申请|政策|文件|新闻|行政|规范性|培训|会议|建议|提案|解读|[0-9])"
)


def test_a_particle_behind_a_verb_changes_no_figure() -> None:
    changed = 0
    for pair in PAIRS:
        text = CARRIES.sub("了", pair["text"])
        changed += text != pair["text"]
        assert [(one.indicator, one.value) for one in read(pair, text)] == [
            (one.indicator, one.value) for one in read(pair)
        ], text
        assert all(text[one.start : one.end] == one.raw for one in read(pair, text))
    assert changed > 900
