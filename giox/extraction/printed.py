"""What the prose prints behind a figure: how it changed since the year before, what share it is.

Both go into the note of the figure (`change +42; change +12.6%; share 49%`), where the checks
compare them with last year's report and with the totals of this one.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from giox.extraction.model import Figure
from giox.text import MappedText

__all__ = ["with_printed"]

_REACH = 60
_CUE = re.compile(r"[^。;!?\n]*?(?:同比|[比较与](?:[上去]|\d{4})|占)")
_END = re.compile("[。;!?\n]")


class _Patterns(NamedTuple):
    change: re.Pattern[str]
    again: re.Pattern[str]
    share: re.Pattern[str]


@cache
def _patterns(year: int | None) -> _Patterns:
    text = files("giox.extraction").joinpath("printed.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    change, counter = data["change"], data["counter"]
    before = f"{year - 1}年" if year is not None else "(?!)"
    since = "|".join(change["since"]).replace("{before}", before)
    moves = f"(?:(?P<more>{'|'.join(change['more'])})|(?P<less>{'|'.join(change['less'])}))"
    amount = rf"(?P<amount>[0-9]+(?:\.[0-9]+)?)(?:(?P<percent>%)|{counter}(?![0-9.%个百倍成]))"
    what = f"{moves}{change['between']}(?!{data['about']}){amount}"
    return _Patterns(
        re.compile(rf"{counter}[,(]?(?:{since}),?{what}"),
        re.compile(rf"[,、](?:同比)?{what}"),
        re.compile(
            rf"{counter}[,、(]?(?:{'|'.join(data['share']['of'])})"
            rf"(?!{data['about']})(?P<amount>[0-9]+(?:\.[0-9]+)?)%"
        ),
    )


def with_printed(
    figures: Sequence[Figure], mapped: MappedText, year: int | None
) -> Iterator[Figure]:
    """Yield figures of the prose, those with a printed change or share with a note of it.

    Parameters
    ----------
    figures : sequence of Figure
        Figures of the prose of one report.
    mapped : MappedText
        The normalised text, with the way back to the original that the figures' positions are in.
    year : int or None
        The year reported on: a change since any other than the year before is not noted.

    Examples
    --------
    >>> text = MappedText.identity("收到申请305件,同比减少44件,下降12.6%。")
    >>> figure = Figure(
    ...     "applications.new", None, 305.0, "item", None, "narrative", "305", None, 4, 7
    ... )
    >>> [one.note for one in with_printed([figure], text, 2020)]
    ['change -44; change -12.6%']
    """
    places = mapped.places([figure.end for figure in figures])
    for figure, place in zip(figures, places, strict=True):
        after = mapped.text[place : place + _REACH]
        notes = _notes(after, year) if _CUE.match(after) else []
        if not notes:
            yield figure
            continue
        known = [figure.note] if figure.note else []
        yield figure._replace(note="; ".join([*known, *notes]))


def _notes(after: str, year: int | None) -> list[str]:
    end = _END.search(after)
    words = after[: end.start()] if end else after
    patterns = _patterns(year)
    share = patterns.share.match(words)
    if share is not None:
        return [f"share {share['amount']}%"]
    change = patterns.change.match(words)
    if change is None:
        return []
    again = patterns.again.match(words, change.end())
    both = (
        [change]
        if again is None or bool(again["percent"]) == bool(change["percent"])
        else [change, again]
    )
    return sorted((_change(one) for one in both), key=lambda note: note.endswith("%"))


def _change(match: re.Match[str]) -> str:
    sign = "+" if match["more"] else "-"
    return f"change {sign}{match['amount']}{match['percent'] or ''}"
