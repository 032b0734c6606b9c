"""Sentences that lost their lines or their marks: broken at numbers, with `.` for 。 and so on.

What is mended keeps its length, so that places in it are places in the text: a character that
joins what stands around it is `JOINT`, which `spaces.loose` takes out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from giox.extraction.lines import Line, Piece, Script
from giox.extraction.spaces import JOINT
from giox.extraction.wrapped import Page, page_of

__all__ = ["has_sentences", "is_heading", "mended", "paragraphs"]

_HEADING = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|\d{1,2}[.、])"
)
_LONGEST_HEADING = 40
_COUNTER = "[件条宗起份项篇个次人名位期场册]"
_NUMBER = r"[0-9][0-9,.]*[万亿余多]*"
# A point that ends a sentence: not in 1.2, 2018.01, www.x.gov.cn, 3.标题, nor 一.标题.
_POINT = re.compile(
    r"(?<=[\u4e00-\u9fff)”\"%])(?<![一二三四五六七八九十])[.\uff0e]"
    r"(?=\s|$|[\u4e00-\u9fff“\"(]|(?:19|20)[0-9]{2}年)"
)
# A character that was lost where a number begins, between it and its counter, or behind that.
_LOST = re.compile(
    rf"(?<=[共计为有达息数到了请])[?\ufffd](?={_NUMBER}[?\ufffd]?{_COUNTER})"
    rf"|(?<=[\u4e00-\u9fff])[?\ufffd](?={_NUMBER}{_COUNTER}[?\ufffd])"
    rf"|(?<=[0-9万余多])[?\ufffd](?={_COUNTER})"
    rf"|(?<=[0-9万余多]{_COUNTER})[?\ufffd](?=[,;。、)])"
)
_MARK = re.compile("[,;。]|(?<=[\u4e00-\u9fff])[.\uff0e](?=$|[\u4e00-\u9fff])")
_WORD_FIRST = re.compile("[\u4e00-\u9fff]")
_WORD_LAST = re.compile("[\u4e00-\u9fff]$")
_ONLY_NUMBER = re.compile(f"{_NUMBER} ?{_COUNTER}?")
_ENDS_IN_NUMBER = re.compile("[0-9][万余多]*$")
_ENDS_IN_DIGIT = re.compile("[\u4e00-\u9fff][0-9]+$")
_ENDS_IN_COUNT = re.compile(f"[0-9][万余多]* ?{_COUNTER}$")
_ENDS_IN_INFORMATION = re.compile("(?:公开|信息)$")
_BEGINS_WITH_COUNT = re.compile(f"{_NUMBER} ?{_COUNTER}")
_BEGINS_WITH_COUNTER = re.compile(f"{_COUNTER}(?:[,;。、)]|政府|信息|申请|依申请)")
_BEGINS_WITH_NOUN = re.compile("(?:政府|依)?(?:信息公开|信息|申请|行政复议|行政诉讼|工作人员)")
_BEGINS_WITH_REQUEST = re.compile("申请(?:总?[共数计])?(?:[0-9]|[,。])")
_SHORTEST = 4


def has_sentences(text: str) -> bool:
    """Tell whether a text has full stops, be they points.

    >>> has_sentences("收到申请12件."), has_sentences("www.x.gov.cn 1.2万")
    (True, False)
    """
    return "。" in text or _POINT.search(text) is not None


def is_heading(line: Line) -> bool:
    """Tell whether a line is a numbered heading."""
    return (
        line.table is None
        and len(line.text) <= _LONGEST_HEADING
        and _HEADING.match(line.text) is not None
    )


def mended(text: str) -> str:
    """Return a paragraph with the full stops and spaces that it printed or saved as other signs.

    >>> mended("共?1340条?。费用1.2万元.网址www.x.gov.cn").replace(JOINT, "_")
    '共_1340条_。费用1.2万元。网址www.x.gov.cn'
    """
    if "." in text or "\uff0e" in text:
        text = _POINT.sub("。", text)
    if "?" in text or "\ufffd" in text:
        text = _LOST.sub(JOINT, text)
    return text


def paragraphs(script: Script, skip: frozenset[int]) -> Iterator[tuple[Line, Sequence[Piece]]]:
    """Yield the lines that may be prose with their pieces.

    Those that are broken at a number, or where a page was full, are one.
    """
    lines = [line for number, line in enumerate(script.lines) if number not in skip]
    page = page_of(lines)
    number = 0
    while number < len(lines):
        first = last = number
        while last + 1 < len(lines) and (step := _step(script, lines, last, page)):
            last += step
        number = last + 1
        yield lines[first], _joined(lines[first : last + 1])


def _joined(lines: Sequence[Line]) -> Sequence[Piece]:
    if len(lines) == 1:
        return lines[0].pieces
    text = lines[0].text
    for before, line in pairwise(lines):
        text += JOINT * (line.start - before.pieces[0].span[1]) + line.text
    return [Piece(text, lines[0].start)]


def _step(script: Script, lines: Sequence[Line], number: int, page: Page | None) -> int:
    """Return how many lines go on from one that is broken at a number, or by the page."""
    line, after = lines[number], lines[number + 1]
    words = line.text
    if page is not None and page.goes_on(line) and not is_heading(after):
        return int(_are_next(script, line, after))
    if (
        line.table is not None
        or len(words) < _SHORTEST
        or not words[-1].isalnum()
        or is_heading(line)
        or not _are_next(script, line, after)
    ):
        return 0
    following = after.text
    if _goes_on(words, following):
        return 1
    if not _ONLY_NUMBER.fullmatch(following) or not _WORD_LAST.search(words):
        return 0
    rest = lines[number + 2 : number + 3]
    if not rest or not _are_next(script, after, rest[0]):
        return 0
    is_counted = _ENDS_IN_COUNT.search(following) is not None
    begins = _WORD_FIRST if is_counted else _BEGINS_WITH_COUNTER
    return 2 if begins.match(rest[0].text) and _MARK.search(rest[0].text) else 0


def _goes_on(words: str, following: str) -> bool:
    """Tell whether a line is broken before, in or just behind a number."""
    if not _MARK.search(following):
        return False
    return bool(
        (_WORD_LAST.search(words) and _BEGINS_WITH_COUNT.match(following))
        or (_ENDS_IN_NUMBER.search(words) and _BEGINS_WITH_COUNTER.match(following))
        or (_ENDS_IN_DIGIT.search(words) and _BEGINS_WITH_COUNT.match(following))
        or (_ENDS_IN_COUNT.search(words) and _BEGINS_WITH_NOUN.match(following))
        or (_ENDS_IN_INFORMATION.search(words) and _BEGINS_WITH_REQUEST.match(following))
    )


def _are_next(script: Script, line: Line, after: Line) -> bool:
    """Tell whether nothing stands between two lines, neither of a table."""
    if after.table is not None:
        return False
    return not script.mapped.text[line.pieces[0].span[1] : after.start].strip()
