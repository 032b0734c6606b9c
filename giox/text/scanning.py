"""Go through a text by the few characters at which something may begin."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping

__all__ = ["matches"]


def matches(
    first: re.Pattern[str],
    patterns: re.Pattern[str] | Mapping[str, re.Pattern[str]],
    text: str,
    start: int = 0,
    end: int = sys.maxsize,
) -> Iterator[re.Match[str]]:
    """Find what `patterns.finditer` would find, some times faster.

    The expression engine skips quickly to a character of a set, but tries a long alternation
    of patterns at every character in between.

    Parameters
    ----------
    first : re.Pattern
        How a match may begin.
    patterns : re.Pattern or mapping
        What to look for there; or, for each character to begin with, what.
    text, start, end : str, int, int
        The text and the stretch of it, as for `re.Pattern.finditer`.
    """
    candidate = first.search(text, start, end)
    while candidate is not None:
        position = candidate.start()
        pattern = patterns if isinstance(patterns, re.Pattern) else patterns[text[position]]
        found = pattern.match(text, position, end)
        if found is not None and found.end() > position:
            yield found
            position = found.end()
        else:
            position += 1
        candidate = first.search(text, position, end)
