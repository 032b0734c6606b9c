"""Safe HTML from any text, and how each kind of thing looks."""

from __future__ import annotations

import tomllib
from base64 import b64encode
from collections.abc import Callable, Mapping
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files

__all__ = ["Look", "as_class", "as_style", "policy", "shown", "style_sheet"]

Look = Callable[[str], str]
"""Turns the name of a kind of thing into the attribute that makes it look so."""

_UNPRINTABLE = {0: "\ufffd", **dict.fromkeys(range(0xD800, 0xE000), "\ufffd")}


def shown(text: object) -> str:
    """Escape a text for HTML, in content and in attributes alike.

    NUL and lone surrogates, which HTML cannot hold, become U+FFFD; a carriage return is
    written as a reference, since parsers turn the character into a line feed.

    Examples
    --------
    >>> shown('<img src=x onerror="alert(1)">')
    '&lt;img src=x onerror=&quot;alert(1)&quot;&gt;'
    """
    return escape(str(text).translate(_UNPRINTABLE)).replace("\r", "&#13;")


def as_class(kind: str) -> str:
    """Return the class attribute, for a page that has the style sheet."""
    return f' class="{kind}"'


def as_style(kind: str) -> str:
    """Return the style attribute, for where style sheets do not survive."""
    look = _looks().get(kind)
    return f' style="{look}"' if look else ""


@cache
def style_sheet() -> str:
    """Return the style sheet of the page: `look.toml` as rules, then `page.css`."""
    own = files("giox.marked").joinpath("page.css").read_text(encoding="utf-8")
    return "\n".join(("", *(f".{kind} {{ {look} }}" for kind, look in _looks().items()), own))


def policy() -> str:
    """Return the page's content security policy: its own style sheet and nothing else."""
    digest = b64encode(sha256(style_sheet().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


@cache
def _looks() -> Mapping[str, str]:
    return tomllib.loads(files("giox.marked").joinpath("look.toml").read_text(encoding="utf-8"))
