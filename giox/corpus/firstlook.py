"""A cheap first look at a page, whether it can be a report at all.

Web archives hold hundreds of pages for each report, and to read a page to the end only to find
that it is none is dear. The look must never turn a report away: it asks for fewer of the words
of the subject than `giox.extraction` does, whatever stands between their characters, in either
script and in the wording that converters make of them, and lets pass what it cannot read.
"""

from __future__ import annotations

import html
import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files

from giox.documents.decode import decode
from giox.errors import DocumentError
from giox.text.opencc import simplified_characters

__all__ = ["can_be_report"]

_FEWEST = 2
# Office documents, PDFs and saved pages (MHTML) hold their words packed.
_PACKED = re.compile(rb"%PDF-|PK\x03\x04|\xd0\xcf\x11\xe0|(?i:mime-version:)")
_HEAD = 1_024
_HAN = re.compile(r"[\u2e80-\u2fdf\u3400-\u9fff\uf900-\ufaff]+")
_ODD = re.compile(r"[\u2e80-\u2fdf\uf900-\ufaff]")
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
    if _PACKED.search(data[:_HEAD]):
        return True
    try:
        text, _ = decode(data)
    except DocumentError:
        return bool(data.strip())
    if "&#" in text:
        text = html.unescape(text)
    han = "".join(_HAN.findall(text))
    if _ODD.search(han):
        han = unicodedata.normalize("NFKC", han)
    plain = simplified_characters(han).replace(*_CONVERTED)
    return sum(word in plain for word in _words()) >= _FEWEST
