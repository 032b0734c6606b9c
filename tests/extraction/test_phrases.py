"""The data behind the reading of prose: complete, known to the vocabulary, and safe to run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from re import _parser as parser  # type: ignore[attr-defined]

from giox.extraction.context import context, kinds_in
from giox.extraction.damage import _patterns
from giox.extraction.phrases import phrases, splits, wholes, zeros
from giox.forms import lookup

OPEN = parser.MAXREPEAT
PATTERNS = sorted(
    {
        pattern.pattern
        for found in (phrases(), zeros())
        for one in found
        for pattern in (
            getattr(one, "left", None),
            getattr(one, "right", None),
            getattr(one, "pattern", None),
        )
        if pattern is not None
    }
)
CONTEXT = [
    pattern.pattern
    for value in (getattr(context(), name) for name in context().__slots__)
    for pattern in (value.values() if hasattr(value, "values") else [value])
    if isinstance(pattern, re.Pattern)
]
BRANDS = [pattern.pattern for _, pattern in _patterns()]


def repeats(node: object, inside: bool = False) -> Iterator[tuple[bool, int]]:
    """Yield the open repetitions of a parsed pattern: whether within another, least width."""
    for op, argument in node:  # type: ignore[attr-defined]
        if str(op) in {"MAX_REPEAT", "MIN_REPEAT"}:
            _, most, body = argument
            if most == OPEN:
                yield inside, body.getwidth()[0]
            yield from repeats(body, inside or most == OPEN)
        elif str(op) == "SUBPATTERN":
            yield from repeats(argument[3], inside)
        elif str(op) == "BRANCH":
            for branch in argument[1]:
                yield from repeats(branch, inside)
        elif str(op) in {"ASSERT", "ASSERT_NOT"}:
            yield from repeats(argument[1], inside)


def is_safe(pattern: str) -> bool:
    return all(not nested and width > 0 for nested, width in repeats(parser.parse(pattern)))


def test_the_check_knows_what_is_not_safe() -> None:
    assert is_safe("(?:共|为)*$")
    assert not is_safe("(?:(?:共|为)+)*$")
    assert not is_safe("(?:共?)*$")


def test_no_pattern_repeats_an_open_repetition() -> None:
    assert len(PATTERNS) > 300
    assert [one for one in (*PATTERNS, *CONTEXT, *BRANDS) if not is_safe(one)] == []


def test_phrases_name_indicators_topics_and_words() -> None:
    for phrase in phrases():
        assert phrase.topics | phrase.not_topics <= {
            name for section, name in context().words if section == "topic"
        }, phrase
        for topic in phrase.topics if "{topic}" in phrase.indicator else [""]:
            assert lookup(phrase.indicator.replace("{topic}", topic))
        assert any(phrase.needs), f"{phrase} needs a word of its own"
    for zero in zeros():
        assert lookup(zero.indicator)
        assert zero.words, f"{zero} needs a word of its own"


def test_rules_between_figures_name_indicators() -> None:
    for split in splits():
        assert all(lookup(name) for name in {*split.indicators, *split.by, split.becomes})
    for one in wholes():
        assert all(lookup(name) for name in {one.whole, *one.parts})


def texts(node: object) -> set[str]:
    """Return texts that a parsed pattern fits: every branch once, nothing that may be left out."""
    found = {""}
    for op, argument in node:  # type: ignore[attr-defined]
        name = str(op)
        if name == "LITERAL":
            more = {chr(argument)}
        elif name == "SUBPATTERN":
            more = texts(argument[3])
        elif name == "BRANCH":
            more = set().union(*map(texts, argument[1]))
        elif name in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
            more = {one * argument[0] for one in texts(argument[2])} if argument[0] else {""}
        elif name == "IN":
            first, value = argument[0]
            negated = str(first) == "NEGATE"
            more = {"丨" if negated else chr(value[0] if str(first) == "RANGE" else value)}
        else:
            more = {""}
        found = {one + other for one in found for other in more}
    return found


def test_each_text_that_a_phrase_fits_holds_the_words_that_it_is_looked_for_by() -> None:
    checked = 0
    for phrase in phrases():
        before, after, last, first = phrase.needs
        for pattern, needed, edge, stands in (
            (phrase.left, (*before, *phrase.far), last, str.endswith),
            (phrase.right, after, first, str.startswith),
        ):
            for text in texts(parser.parse(pattern.pattern)) if pattern is not None else ():
                checked += 1
                missing = [words for words in needed if not any(word in text for word in words)]
                bare = text.rstrip(")")[stands is str.startswith and text[0] == "的" :]
                missing += [words for words in edge if not stands(bare, tuple(words))]
                assert not missing, (pattern.pattern, text, missing)
    assert checked > 5_000


def test_each_text_that_a_word_of_the_context_fits_holds_what_it_is_looked_for_by() -> None:
    for kind, pattern in context().words.items():
        for text in texts(parser.parse(pattern.pattern)):
            assert kind in kinds_in(text), (kind, text)
