"""What of a parsed page a reader does not see, such as the noise of anti-copy pages.

Only what the page itself says is known: style sheets in files of their own are not fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

__all__ = ["leave_out_hidden", "may_hide"]

_SMALL = r"font-size\s*:\s*0(?![.\d])"
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all|line-through"
    rf"|opacity\s*:\s*0(?![.\d])|(?<!-)(?:left|top|text-indent)\s*:\s*-(?:999|\d{{4}})|{_SMALL}",
    re.IGNORECASE,
)
# What markup must hold for anything in it to be hidden, and the elements to look at then.
_SIGNS = {
    b"hidden": "[hidden], [style*=hidden i]",
    b"display": "[style*=display i]",
    b"font-size:": "[style*='font-size:' i]",
    b"opacity": "[style*=opacity i]",
    b"collapse": "[style*=collapse i]",
    b"mso-hide": "[style*=mso-hide i]",
    b"line-through": "[style*=line-through i]",
    b"-999": "[style*='-999']",
    b"-1000": "[style*='-1000']",
}
_STAYING = frozenset({"html", "head", "body", "textarea", "template", "noscript", "script"})
"""Elements that hold all of the page, and those that are not read anyhow."""

# In a thing too small to be seen, what has a size of its own.
_SIZED = "[style*='font-size' i], font[size]"

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
_CLASS = re.compile(r"[.#][a-zA-Z_-][\w-]*")
_PLAIN = re.compile(r"(?:[a-zA-Z]\w*)?([.#][a-zA-Z_-][\w-]*)")
_SETS = re.compile(r"(?:display|visibility|opacity|font-size)\s*:", re.IGNORECASE)
# More than this many characters that a style sheet hides are for a script to show.
_LONGEST_BY_CLASS = 200


def may_hide(markup: bytes) -> bool:
    """Tell whether anything in a page, in lower case, can be hidden."""
    return b"<style" in markup or any(sign in markup for sign in _SIGNS)


def leave_out_hidden(page: LexborHTMLParser, markup: bytes) -> int | None:
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
    int or None
        The length of the longest text that was in one of them; None where there was none.
    """
    longest = None
    maybe = ", ".join(those for sign, those in _SIGNS.items() if sign in markup)
    # What is within another comes after it, and is taken out before it.
    for element in reversed(page.css(maybe) if maybe else ()):
        if _is_hidden(element):
            longest = max(longest or 0, len(element.text()))
            element.decompose()
    if b"<style" in markup:
        for element in reversed(page.css(names) if (names := _hiding_names(page)) else ()):
            words = len(element.text())
            if words <= _LONGEST_BY_CLASS and element.tag not in _STAYING:
                longest = max(longest or 0, words)
                element.decompose()
    return longest


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
