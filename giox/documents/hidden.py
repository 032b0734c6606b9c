"""What of a parsed page a reader does not see, such as the noise of anti-copy pages.

Only what the page itself says is known: style sheets in files of their own are not fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

__all__ = ["LeftOut", "leave_out_hidden"]

_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all|line-through"
    r"|(?:font-size|opacity)\s*:\s*0(?![.\d])|(?<!-)(?:left|top|text-indent)\s*:\s*-999",
    re.IGNORECASE,
)
_STYLES = re.compile(rb"style[^>]*+(?:>[^<]*+(?:<![^<]*+)*+)?")
"""Attributes and sheets (in comments or not), each with what follows up to the next tag."""

# What markup, or the styles in it, must hold for anything to be hidden, and the elements to look
# at then.
_SIGN = b"hidden"
_HIDDEN = "[hidden], [style*=hidden i]"
_SIGNS_IN_STYLES = {
    b"display:none": "[style*='display:none' i]",
    b"display: none": "[style*='display: none' i]",
    b"size:0": "[style*='size:0' i]",
    b"size: 0": "[style*='size: 0' i]",
    b"opacity": "[style*=opacity i]",
    b"visibility:collapse": "[style*='visibility:collapse' i]",
    b"mso-hide:all": "[style*='mso-hide:all' i]",
    b"line-through": "[style*=line-through i]",
    b"-999": "[style*='-999']",
}
_STAYING = frozenset({"html", "head", "body", "textarea", "template", "noscript", "script"})
"""Elements that hold all of the page, and those that are not read anyhow."""

# In a thing too small to be seen, what has a size of its own.
_SIZED = "[style*='font-size' i], font[size]"

_CELLS = "td, th"
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
_CLASS = re.compile(r"[.#][a-zA-Z_-][\w-]*")
_PLAIN = re.compile(r"(?:[a-zA-Z]\w*)?([.#][a-zA-Z_-][\w-]*)")
_SETS = re.compile(r"(?:display|visibility|opacity|font-size)\s*:", re.IGNORECASE)
# More than this many characters that a style sheet hides are for a script to show.
_LONGEST_BY_CLASS = 200


class LeftOut(NamedTuple):
    """What was taken out of a page: how many cells, and the length of the longest text."""

    cells: int
    longest: int


def leave_out_hidden(page: LexborHTMLParser, markup: bytes) -> LeftOut | None:
    """Take the elements out of a page that a reader does not see.

    A page that hides all of itself stays: a script would show it again.

    Parameters
    ----------
    page : LexborHTMLParser
        The parsed page, which is changed.
    markup : bytes
        What it was parsed from, in lower case.

    Returns
    -------
    LeftOut or None
        None where nothing is hidden.
    """
    styles = b"".join(_STYLES.findall(markup))
    maybe = [those for sign, those in _SIGNS_IN_STYLES.items() if sign in styles]
    if _SIGN in markup:
        maybe.append(_HIDDEN)
    if not maybe:
        return None
    # What is within another comes after it, and is taken out before it.
    found = [
        _taken_out(element)
        for element in reversed(page.css(", ".join(maybe)))
        if _is_hidden(element)
    ]
    names = _hiding_names(page) if b"<style" in markup else ""
    found += [
        _taken_out(element)
        for element in reversed(page.css(names) if names else ())
        if element.tag not in _STAYING and len(element.text()) <= _LONGEST_BY_CLASS
    ]
    if not found:
        return None
    return LeftOut(sum(cells for cells, _ in found), max(longest for _, longest in found))


def _taken_out(element: LexborNode) -> LeftOut:
    taken = LeftOut(len(element.css(_CELLS)), len(element.text()))
    element.decompose()
    return taken


def _is_hidden(element: LexborNode) -> bool:
    if element.tag in _STAYING:
        return False
    about = element.attributes
    if "hidden" in about:
        return True
    style = about.get("style") or ""
    by = _HIDING.search(style)
    if by is None:
        return False
    if not by[0].lower().startswith("font-size"):
        return True
    return all(within.css_first(_SIZED) is None for within in element.iter())


def _hiding_names(page: LexborHTMLParser) -> str:
    """Return the selectors of plain classes and names that the page's style sheets hide.

    Those that another rule names as well are shown at times, as tabs and menus are.
    """
    hiding: dict[str, str] = {}
    others: set[str] = set()
    for names, words in _rules(page):
        if _HIDING.search(words):
            plain = (_PLAIN.fullmatch(name.strip()) for name in names.split(","))
            hiding |= {name[1]: name[0] for name in plain if name}
        elif _SETS.search(words):
            others |= set(_CLASS.findall(names))
    return ", ".join(selector for name, selector in hiding.items() if name not in others)


def _rules(page: LexborHTMLParser) -> Iterator[tuple[str, str]]:
    """Yield the selectors and declarations of the rules that hold for every screen."""
    for sheet in page.css("style"):
        is_of_some = False  # screens: within @media
        for rule in _COMMENT.sub("", sheet.text()).split("}"):
            names, brace, words = rule.rpartition("{")
            is_of_some = bool(brace) and (is_of_some or "{" in names)
            if brace and not is_of_some:
                yield names.rpartition(";")[2], words
