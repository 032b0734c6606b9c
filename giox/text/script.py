"""Script: tell simplified from traditional text, and bring the latter back to the former.

Simplifying has three steps: characters one by one, the words in which a character has
another simplification than elsewhere (乾隆 but 干燥), and the wording that a converter changed
(`giox.text.vocabulary`). Paragraphs that were simplified are left alone.
"""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate
from typing import Literal

import numpy as np
from ahocorasick_rs import AhoCorasick
from numpy.typing import NDArray

from giox.text.finder import matcher
from giox.text.opencc import character_table, code_points, dictionary, simplified_characters
from giox.text.spans import Edit, MappedText, edited
from giox.text.vocabulary import restored_wording

__all__ = ["Script", "detect_script", "simplify", "to_simplified"]

Script = Literal["simplified", "traditional"]

_STRAY = 4  # so few characters of the other script are a name, a quotation, a link


def detect_script(text: str) -> Script:
    """Tell which script most of a text is in.

    Counted are the characters that only one script has; a text without any is simplified.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    {"simplified", "traditional"}

    Examples
    --------
    >>> detect_script("政府信息公开"), detect_script("政府信息公開"), detect_script("2019")
    ('simplified', 'traditional', 'simplified')
    """
    marks = _evidence().take(code_points(text))
    traditional = np.count_nonzero(marks == 2) > np.count_nonzero(marks == 1)
    return "traditional" if traditional else "simplified"


def to_simplified(text: str) -> str:
    """Bring traditional text to simplified characters and mainland wording.

    Text that was simplified comes back as it is, paragraph by paragraph where a text has both
    scripts. Words are restored where the text shows that a converter changed them: see
    `giox.text.vocabulary` for how that is known.

    Parameters
    ----------
    text : str
        Any text. All of a document is better than its parts, for the evidence is taken from it.

    Returns
    -------
    str

    Examples
    --------
    >>> to_simplified("最佳化入口網站,公開規範性檔案3件,在檔案館查閱")
    '优化门户网站,公开规范性文件3件,在档案馆查阅'
    >>> to_simplified("建立健全依申請公開查詢制度"), to_simplified("乾县")
    ('建立健全依申请公开查询制度', '乾县')
    """
    converted, changes = _converted(text)
    return edited(converted, changes) if changes else converted


def simplify(text: str) -> MappedText:
    """Do as `to_simplified`, and keep the way back to the traditional text.

    Examples
    --------
    >>> mapped = simplify("最佳化服務")
    >>> mapped.text, mapped.source_span(0, 2)
    ('优化服务', (0, 3))
    """
    converted, changes = _converted(text)
    aligned = MappedText.aligned(text, converted)
    return aligned.then(Edit(*change) for change in changes) if changes else aligned


def _converted(text: str) -> tuple[str, list[tuple[int, int, str]]]:
    """Text with its characters simplified, one for one, and the changes of its wording."""
    codes = code_points(text)
    stretches = _traditional(codes)
    if not stretches:
        return text, []
    if stretches == [(0, len(text))]:
        converted = _characters(text, codes)
        return converted, restored_wording(converted)
    parts = [_characters(text[start:end], codes[start:end]) for start, end in stretches]
    edges = [0, *accumulate(len(part) for part in parts)]
    shifts = [start - edge for (start, _end), edge in zip(stretches, edges, strict=False)]
    changes = []
    for start, end, word in restored_wording("".join(parts)):
        shift = shifts[bisect_right(edges, start) - 1]
        changes.append((start + shift, end + shift, word))
    spans = zip(stretches, parts, strict=True)
    return edited(text, ((start, end, part) for (start, end), part in spans)), changes


def _traditional(codes: NDArray[np.intp]) -> list[tuple[int, int]]:
    """Find the stretches of whole paragraphs that are in traditional script."""
    marks = _evidence().take(codes)
    counts = np.count_nonzero(marks == 1), np.count_nonzero(marks == 2)
    mainly = counts[1] > counts[0]
    if min(counts) < _STRAY:
        return [(0, len(codes))] if mainly else []
    starts = np.r_[0, np.flatnonzero(codes[:-1] == ord("\n")) + 1]
    one, two = (np.add.reduceat(marks == mark, starts, dtype=np.int64) for mark in (1, 2))
    if mainly:
        traditional = ~((one >= _STRAY) & (one > 2 * two))
    else:
        traditional = (two >= _STRAY) & (two > 2 * one)
    turns = np.flatnonzero(np.diff(np.r_[False, traditional, False]))
    edges = np.r_[starts, len(codes)][turns].tolist()
    return list(zip(edges[::2], edges[1::2], strict=True))


def _characters(text: str, codes: NDArray[np.intp]) -> str:
    """Simplify all characters, each as its word wants it."""
    converted = character_table().take(codes).tobytes().decode("utf-32-le", "surrogatepass")
    exceptions = _exceptions()
    # few characters depend on their word: only what is around them is looked at
    places = np.flatnonzero(exceptions.marks.take(codes)).tolist()
    find, words = exceptions.matcher.find_matches_as_indexes, exceptions.words
    return edited(
        converted,
        (
            (start + begin, start + finish, words[key])
            for start, end in _around(places, exceptions.longest)
            for key, begin, finish in find(text[start:end])
        ),
    )


def _around(places: list[int], reach: int) -> Iterator[tuple[int, int]]:
    """Yield the stretches that reach so far from places in order; what would overlap is one."""
    if not places:
        return
    start, end = max(places[0] - reach, 0), places[0] + reach
    for place in places:
        if place - reach > end:
            yield start, end
            start = place - reach
        end = place + reach
    yield start, end


@dataclass(frozen=True, slots=True)
class Exceptions:
    """Words in which a character is not simplified as it is elsewhere.

    Attributes
    ----------
    matcher : AhoCorasick
        What finds the words in traditional text.
    words : list of str
        The simplified words, as the matcher numbers them.
    marks : numpy array of bool
        For each code point, whether a word simplifies it in a way of its own.
    longest : int
        Characters of the longest word.
    """

    matcher: AhoCorasick
    words: list[str]
    marks: NDArray[np.bool_]
    longest: int


@cache
def _exceptions() -> Exceptions:
    kept = tomllib.loads(files("giox.text").joinpath("exceptions.toml").read_text("utf-8"))
    pairs = {key: values[0] for key, values in dictionary("TSPhrases")} | kept["words"]
    for character, words in kept["unchanged"].items():
        pairs |= {word: _with(character, word) for word in words}
    ordered = sorted(key for key, word in pairs.items() if len(key) == len(word))
    marks = np.zeros(0x110000, np.bool_)
    for key in ordered:
        usual = simplified_characters(key)
        for character, one, other in zip(key, pairs[key], usual, strict=True):
            marks[ord(character)] |= one != other
    words = [pairs[key] for key in ordered]
    return Exceptions(matcher(ordered), words, marks, max(map(len, ordered)))


def _with(character: str, word: str) -> str:
    return character.join(simplified_characters(part) for part in word.split(character))


@cache
def _evidence() -> NDArray[np.uint8]:
    """For each code point 1 if only simplified text has it, 2 if only traditional text has.

    What a character set of the other script has as well proves nothing, nor do the variants
    that Taiwan and Hong Kong share with simplified text (台, 温).
    """
    table = np.zeros(0x110000, np.uint8)
    for mark, name, other in ((1, "STCharacters", "big5"), (2, "TSCharacters", "gb2312")):
        for key, values in dictionary(name):
            if key not in values and not key.encode(other, "ignore"):
                table[ord(key)] = mark
    for name in ("TWVariants", "HKVariants"):
        for _key, values in dictionary(name):
            for value in values:
                table[ord(value)] = 0 if value.encode("gb2312", "ignore") else 2
    return table
