"""Names of divisions in Latin letters, for figures and tables in English.

Names are spelt in pinyin without the kind of division, as maps in English do (GB/T 16159 writes
an apostrophe before a syllable that begins with a vowel); `romanised.csv` beside this module
holds the customary names that are no pinyin, such as Hohhot and Inner Mongolia.
"""

from __future__ import annotations

from functools import cache

from giox.regions.gazetteer import load, read_csv

__all__ = ["romanise"]


def romanise(text: str) -> str:
    """Return a division's name or path in Latin letters.

    Parameters
    ----------
    text : str
        A full name such as 鼓楼区, or a path such as 江苏省南京市鼓楼区; what follows it (a year)
        is kept.

    Returns
    -------
    str
        The names from small to large, with commas. Text that does not begin with a division's
        full name, or goes on in Chinese (the name of an agency), comes back as it is.

    Examples
    --------
    >>> romanise("江苏省南京市鼓楼区"), romanise("六安市 2023"), romanise("乾县")
    ('Gulou, Nanjing, Jiangsu', "Lu'an 2023", 'Qianxian')
    >>> romanise("鼓楼区人民政府")
    '鼓楼区人民政府'
    """
    names, longest = _names()
    found: list[str] = []
    at = 0
    while at < len(text):
        ends = range(min(len(text), at + longest), at + 1, -1)
        end = next((end for end in ends if text[at:end] in names), None)
        if end is None:
            break
        found.append(names[text[at:end]])
        at = end
    rest = text[at:]
    if not found or any("\u4e00" <= character <= "\u9fff" for character in rest):
        return text
    return ", ".join(reversed(found)) + rest


@cache
def _names() -> tuple[dict[str, str], int]:
    """Return full name -> name in Latin letters, and the length of the longest."""
    names = {division.name: _joined(division.pinyin) for division in load()}
    names |= {line["name"]: line["en"] for line in read_csv("romanised.csv")}
    return names, max(map(len, names))


def _joined(syllables: tuple[str, ...]) -> str:
    first, *others = syllables
    word = first + "".join(f"'{one}" if one[0] in "aoe" else one for one in others)
    return word[:1].upper() + word[1:]
