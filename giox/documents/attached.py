"""Files that a page shows or hands out instead of saying what stands in them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser

__all__ = ["find_attached"]

_SHOWN = {"iframe": "src", "embed": "src", "object": "data"}
_LINKS = "a[href], iframe[src], embed[src], object[data]"
# From the beginning of the name, so that a long one is not tried again from each of its characters.
_FILE = re.compile(
    r"(?<![^/?#&=\\])([^/?#&=\\]+\.(?:pdf|docx?|wps|xlsx?|et|ofd|ceb|rtf|zip|rar))(?=$|[?#&])",
    re.IGNORECASE,
)
# What a link says that leads to (a part of) a report, not to a guide or a form.
_TELLING = re.compile("附件|报告|年报|[统統][计計]|[报報]告|[年][报報]|表|公[开開]")


def find_attached(page: LexborHTMLParser) -> tuple[str, ...]:
    """Return the files that a page shows in a frame, or whose links speak of a report.

    Examples
    --------
    >>> page = LexborHTMLParser("<a href='./P0202.pdf?v=1'>附件:2019年年报</a>")
    >>> find_attached(page)
    ('P0202.pdf (附件:2019年年报)',)
    """
    return tuple(dict.fromkeys(_attached(page)))


def _attached(page: LexborHTMLParser) -> Iterator[str]:
    for link in page.css(_LINKS):
        place = _SHOWN.get(link.tag or "")
        file = _FILE.search((link.attributes.get(place or "href") or "").strip())
        if file is None:
            continue
        said = "" if place else " ".join(link.text().split())
        if place or _TELLING.search(said + file[1]):
            yield f"{file[1]} ({said})" if said and said != file[1] else file[1]
