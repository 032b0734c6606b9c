"""What a page holds for a script to show: content systems keep articles in controls and strings.

Nothing is run: only text that stands in the page as it will be shown is found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser

__all__ = ["find_scripted"]

_HOLDERS = "textarea, noscript, template, script"
_MARKUP = re.compile("template|text/html", re.IGNORECASE)
"""What the type of a script says that is markup and no code."""
# Closed or not, for one that never ends must not be tried again from each of its marks.
_STRING = re.compile(r"""(["'])((?:(?!\1)[^\\\n]|\\.)*+)|`((?:[^\\`]|\\.)*+)""", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "b": "", "f": "", "v": "", "0": "", "\n": ""}
_CHINESE = re.compile("[\u4e00-\u9fff]+")
_TAG = re.compile(r"<[a-zA-Z]")


def find_scripted(page: LexborHTMLParser, least: int) -> str | None:
    """Return the markup that holds most Chinese of what only a script would show.

    Parameters
    ----------
    page : LexborHTMLParser
        The parsed page.
    least : int
        How many Chinese characters there must be for it to be an article.
    """
    best, most = None, least
    for markup in _held(page, least):
        chinese = sum(map(len, _CHINESE.findall(markup)))
        if chinese > most:
            best, most = markup, chinese
    return best


def _held(page: LexborHTMLParser, least: int) -> Iterator[str]:
    for holder in page.css(_HOLDERS):
        if holder.tag in {"template", "noscript"}:
            yield (holder.html or "").partition(">")[2]
            continue
        code = holder.text()
        if _most_chinese(code) <= least:
            continue
        if holder.tag == "textarea" or _MARKUP.search(holder.attributes.get("type") or ""):
            yield code
        if holder.tag == "script":
            yield from (
                _ESCAPE.sub(_meant, words) for words in _strings(code) if len(words) > least
            )


def _most_chinese(code: str) -> int:
    """Return how many Chinese characters code can hold at most."""
    return len(code) - len(code.encode("ascii", "ignore")) + code.count("\\u")


def _strings(code: str) -> Iterator[str]:
    for found in _STRING.finditer(code):
        words = found[2] or found[3] or ""
        if _TAG.search(words) or "\\u003c" in words.lower():
            yield words


def _meant(escape: re.Match[str]) -> str:
    number = escape[1] or escape[2]
    return chr(int(number, 16)) if number else _ESCAPED.get(escape[3], escape[3])
