"""Prose of invented reports: sentences of sentences.toml filled with figures, and their truth."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Literal

from specimens.model import Truth

TOPICS = (
    "disclosed",
    "documents",
    "responses",
    "applications",
    "replies",
    "outcomes",
    "review",
    "staff",
    "training",
    "access",
    "fees",
    "visits",
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with places to fill; see sentences.toml."""

    topic: str
    text: str
    forms: tuple[str, ...] = ("narrative", "2014", "2019", "2021")
    zero: tuple[str, ...] = ()

    def fits(self, form: str, figures: dict[str, float]) -> bool:
        """Whether the sentence is true of `figures` and can stand in a report of `form`."""
        return (
            form in self.forms
            and all(name in figures for name in self.needs())
            and all(figures.get(name) == 0 for name in self.zero)
        )

    def needs(self) -> list[str]:
        """Return the indicators that the sentence has places for."""
        return _places(self.text)


def _places(text: str) -> list[str]:
    return re.findall(r"\{([a-z_][a-z_.]*)\}", text)


@cache
def sentences() -> tuple[Sentence, ...]:
    """Return all sentences of sentences.toml."""
    path = Path(__file__).parent / "sentences.toml"
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["sentence"]
    return tuple(
        Sentence(**{name: tuple(x) if isinstance(x, list) else x for name, x in row.items()})
        for row in rows
    )


def flat(numbers: dict[tuple[str, str | None], float], rng: Random) -> dict[str, float]:
    """Return what prose can tell of a form's figures: totals, sums, and what forms do not ask."""
    figures = {name: n for (name, applicant), n in numbers.items() if applicant in (None, "total")}
    if "outcomes.total" in figures:
        for kind in ("denied", "unable", "not_processed", "other"):
            rows = [n for name, n in figures.items() if name.startswith(f"outcomes.{kind}.")]
            figures.setdefault(f"outcomes.{kind}", sum(rows))
        figures["outcomes.granted_or_partial"] = (
            figures["outcomes.granted"] + figures["outcomes.partial"]
        )
        figures["litigation.total"] = (
            figures["litigation.direct.total"] + figures["litigation.after_review.total"]
        )
        figures["disclosed.website"] = rng.randint(900, 9000)
        figures["disclosed.weibo"] = rng.randint(0, 2000)
        figures["disclosed.wechat"] = rng.randint(100, 4000)
        figures["disclosed.social_media"] = figures["disclosed.weibo"] + figures["disclosed.wechat"]
        figures["disclosed.total"] = (
            figures["disclosed.website"] + figures["disclosed.social_media"]
        )
        figures["responses.press_conferences"] = rng.randint(0, 20)
        figures["responses.interpretations"] = rng.randint(3, 300)
        figures["training.sessions"] = rng.randint(1, 9)
        figures["training.people"] = rng.randint(20, 900)
        figures["website.visits"] = rng.randint(100_000, 9_000_000)
    return figures


Say = Callable[[float], str]
"""How a figure is written in prose."""


def digits(value: float) -> str:
    """Write a figure in digits without separators."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def write(
    form: str,
    year: int,
    place: str,
    figures: dict[str, float],
    rng: Random,
    *,
    topics: Iterable[str] = TOPICS,
    say: Say = digits,
    scope: Literal["government", "body"] = "government",
) -> tuple[list[str], list[Truth]]:
    """Return the paragraphs of a report's prose and the figures that they give.

    `place` is the word for the whole place (全市, 全县 …); a sentence about the other scope than
    `scope` is not taken, since one report's figures are those of one scope.
    """
    paragraphs: list[str] = []
    truths: dict[tuple[str, str | None], Truth] = {}
    noise = [sentence for sentence in sentences() if sentence.topic == "noise"]
    rng.shuffle(noise)
    wrong = "{B}" if scope == "government" else "{G}"
    for topic in topics:
        choice = [
            sentence
            for sentence in sentences()
            if sentence.topic == topic
            and sentence.fits(form, figures)
            and wrong not in sentence.text
        ]
        if not choice:
            continue
        sentence = rng.choice(choice)
        for part in sentence.text.split("。"):
            told = scope if "{G}" in part or "{B}" in part else None
            for name in _places(part):
                truths[name, told] = Truth(name, None, figures[name], "narrative", told)
        for name in sentence.zero:
            told = scope if "{B}" in sentence.text else None
            truths[name, told] = Truth(name, None, 0, "narrative", told)
        paragraph = _fill(sentence.text, year, place, figures, rng, say)
        if noise and rng.random() < 0.6:
            other = _fill(noise.pop().text, year, place, figures, rng, say)
            paragraph = paragraph + other if rng.random() < 0.5 else other + paragraph
        paragraphs.append(paragraph)
    return paragraphs, list(truths.values())


def _fill(
    text: str, year: int, place: str, figures: dict[str, float], rng: Random, say: Say
) -> str:
    difference = 0

    def one(match: re.Match[str]) -> str:
        nonlocal difference
        name = match[1]
        fixed = {
            "Y": str(year),
            "L": str(year - 1),
            "G": place,
            "B": "本机关",
            "~%": f"{rng.randint(11, 999) / 10:g}%",
            "~updown": rng.choice(["增长", "下降"]),
        }
        if name in fixed:
            return fixed[name]
        if name.startswith("~% of "):  # what the difference before it makes, as it should
            figure = figures[name.removeprefix("~% of ")]
            return f"{100 * difference / (figure - difference):.1f}%"
        if name.startswith("~"):
            low, high = name[1:].split("-")
            difference = rng.randint(int(low), int(high))
            return str(difference)
        return say(figures[name])

    return re.sub(r"\{([^}]+)\}", one, text)
