"""Topics of applications, problems and improvements, by words kept as data."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl

from giox.wording.words import need

__all__ = ["mentions", "topics"]

_SENTENCE = r"[^。;；!?！？]+[。;；!?！？]?"
_MENTIONS = {
    "report": pl.String,
    "part": pl.Int32,
    "paragraph": pl.Int32,
    "topic": pl.String,
    "kind": pl.String,
    "word": pl.String,
    "sentence": pl.String,
}


@dataclass(frozen=True, slots=True)
class _Topic:
    """One topic: what it is called, where it counts, and the pattern of its words."""

    id: str
    kind: str
    label_en: str
    label_zh: str
    words: tuple[str, ...]
    pattern: re.Pattern[str]


def topics() -> pl.DataFrame:
    """Return the topics that giox looks for.

    Returns
    -------
    polars.DataFrame
        `topic`, `kind` (`application`: what people ask for; `problem`, `improvement`: what
        reports say of themselves), `label_en`, `label_zh`, `words`.

    Examples
    --------
    >>> topics().row(by_predicate=pl.col("topic") == "land", named=True)["label_zh"]
    '征地拆迁'
    """
    return pl.DataFrame(
        [
            {
                "topic": topic.id,
                "kind": topic.kind,
                "label_en": topic.label_en,
                "label_zh": topic.label_zh,
                "words": " ".join(topic.words),
            }
            for topic in _topics()
        ]
    )


def mentions(texts: pl.DataFrame) -> pl.DataFrame:
    """Find what applications are about, and the problems and improvements that reports name.

    A topic of applications counts in sentences about applications; problems and improvements
    count in the section that the forms keep for them, before and after the turn to what will
    be done. A report that names a topic need not name how often it was asked for: count
    reports, not words.

    Parameters
    ----------
    texts : polars.DataFrame
        Of `giox.wording.texts`.

    Returns
    -------
    polars.DataFrame
        `report`, `part`, `paragraph`, `topic`, `kind`, `word` (as printed), `sentence`: one row
        for each topic of a sentence. Sorted by report, part and paragraph, then as printed.

    Raises
    ------
    SchemaError
        If a column is missing.

    Examples
    --------
    >>> frame = pl.DataFrame(
    ...     {"report": ["a"], "part": [0], "paragraph": [0], "section": ["主动公开"],
    ...      "text": ["收到申请8件,多涉及征地拆迁。全年公开征地信息9条。"]}
    ... )
    >>> mentions(frame).select("topic", "word").rows()
    [('land', '征地')]
    """
    need(texts, ("report", "part", "paragraph", "section", "text"))
    rows = [
        (report, part, paragraph, *found)
        for report, part, paragraph, section, text in texts.select(
            "report", "part", "paragraph", "section", "text"
        ).iter_rows()
        for found in _found(text, section or "")
    ]
    return pl.DataFrame(rows, schema=_MENTIONS, orient="row").sort(
        "report", "part", "paragraph", maintain_order=True
    )


def _found(text: str, section: str) -> list[tuple[str, str, str, str]]:
    about = _about()
    of_problems = any(word in section for word in about["section"])
    turned = False
    found = []
    for sentence in re.findall(_SENTENCE, text):
        turned = turned or any(word in sentence for word in about["turn"])
        kinds = {"improvement" if turned else "problem"} if of_problems else set()
        if any(word in sentence for word in about["application"]):
            kinds.add("application")
        found += [
            (topic.id, topic.kind, match[0], sentence)
            for topic in _topics()
            if topic.kind in kinds and (match := topic.pattern.search(sentence))
        ]
    return found


@cache
def _data() -> dict[str, Any]:
    source = files(__package__).joinpath("topics.toml").read_text(encoding="utf-8")
    return tomllib.loads(source)


def _about() -> dict[str, list[str]]:
    about: dict[str, list[str]] = _data()["about"]
    return about


@cache
def _topics() -> tuple[_Topic, ...]:
    return tuple(
        _Topic(
            entry["id"],
            entry["kind"],
            entry["label_en"],
            entry["label_zh"],
            tuple(entry["words"]),
            _pattern(entry["words"], entry.get("not", ())),
        )
        for entry in _data()["topic"]
    )


def _pattern(words: list[str], unless: list[str]) -> re.Pattern[str]:
    either = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    guard = f"(?!{'|'.join(map(re.escape, unless))})" if unless else ""
    return re.compile(f"{guard}(?:{either})")
