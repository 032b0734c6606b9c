"""A cheap first look at a page, whether it can be a report at all.

Web archives hold hundreds of pages for each report, and to read a page to the end only to find
that it is none is dear. The look must never turn a report away: it asks for fewer of the words
of the subject than `giox.extraction` does, whatever stands between their characters, in either
script and in the wording that converters make of them, and lets pass what it cannot read.
"""

from __future__ import annotations

import html
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files

import numpy as np

from giox.documents.decode import decode
from giox.errors import DocumentError
from giox.text.opencc import character_table

__all__ = ["can_be_report"]

_FEWEST = 2
# Office documents, PDFs and saved pages (MHTML) hold their words packed.
_PACKED = (b"%pdf-", b"pk\x03\x04", b"\xd0\xcf\x11\xe0", b"mime-version:")
_HEAD = 1_024
_CONVERTED = "资讯", "信息"


@cache
def _words() -> tuple[str, ...]:
    path = files("giox.extraction").joinpath("metadata.toml")
    return tuple(tomllib.loads(path.read_text("utf-8"))["report"]["words"])


def can_be_report(data: bytes) -> bool:
    """Tell whether the bytes of a file can be a report on information disclosure.

    Parameters
    ----------
    data : bytes
        The content of a text or HTML file. Others, and text of no known encoding, may be.

    Returns
    -------
    bool
        False only where the words of the subject are not there.

    Examples
    --------
    >>> page = "<p>政<b>府信</b>息公開年度報告</p>"
    >>> can_be_report(page.encode()), can_be_report(b"<p>Opening hours</p>")
    (True, False)
    """
    head = data[:_HEAD].lower()
    if any(mark in head for mark in _PACKED):
        return True
    try:
        text, _ = decode(data)
    except DocumentError:
        return bool(data.strip())
    if "&#" in text:
        text = html.unescape(text)
    plain = _simplified(text).replace(*_CONVERTED)
    return sum(word in plain for word in _words()) >= _FEWEST


def _simplified(text: str) -> str:
    """Return only the Chinese characters of a text, in simplified script."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    high = codes[codes >= 0x2E80]  # most of a page is markup
    odd = (high < 0x2FE0) | ((high >= 0xF900) & (high < 0xFB00))
    han = high[odd | ((high >= 0x3400) & (high < 0xA000))]
    if odd.any():
        composed = unicodedata.normalize("NFKC", han.tobytes().decode("utf-32-le"))
        han = np.frombuffer(composed.encode("utf-32-le"), np.uint32)
    return character_table()[han].tobytes().decode("utf-32-le")
