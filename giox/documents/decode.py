"""Bytes to text, for files whose encoding nobody tells reliably.

Pages of Chinese governments come as UTF-8, GB18030 (of which GB2312 and GBK are subsets),
Big5 and UTF-16, often labelled as something else. So a label is not asked: each encoding is
tried strictly, the strictest first, and what comes out must look like text.
"""

from __future__ import annotations

import codecs
import re

from giox.errors import DocumentError

__all__ = ["decode"]

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# UTF-8 cannot be mistaken; GB18030 and Big5 accept each other's bytes now and then.
_CANDIDATES = ("utf-8", "gb18030", "big5hkscs", "utf-16-le", "utf-16-be")

_ORDINARY = re.compile(
    r"[\t\n\r -~\u00a0-\u00ff\u2000-\u206f\u2460-\u24ff\u2500-\u25ff\u3000-\u303f"
    r"\u4e00-\u9fff\uff00-\uffef]"
)
# The hundred characters that make up a quarter of official Chinese, both scripts.
_FREQUENT = frozenset(
    "的政府信息公开開工作年度报告報和在为為有国國一人大区區市县縣条條例申请請情况況关關门門"
    "行主动動要不办辦机機构構内內容以及民时時进進数數据據网網站发發布了对對依中各年月日件"
)
_SAMPLE = 20_000
_PLAUSIBLE = 0.90


def decode(data: bytes) -> tuple[str, str]:
    """Return the text that `data` holds and the name of its encoding.

    Parameters
    ----------
    data : bytes
        The bytes of a text or HTML file.

    Returns
    -------
    tuple of str
        The decoded text, line ends as they are and without byte order mark, and the codec.
        A file that is UTF-8 but for some damaged bytes is read as `utf-8`, each of them
        standing as U+FFFD.

    Raises
    ------
    DocumentError
        If no encoding makes text of the bytes.

    Examples
    --------
    >>> decode("申请三件".encode("gb18030"))
    ('申请三件', 'gb18030')
    """
    for mark, codec in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data.decode(codec, errors="replace"), codec.removesuffix("-sig")
    readings = [(text, codec) for codec in _CANDIDATES if (text := _strictly(data, codec))]
    if readings and readings[0][1] == "utf-8" and _plausibility(readings[0][0]) >= _PLAUSIBLE:
        return readings[0]
    best = max(readings, key=lambda reading: _score(reading[0]), default=None)
    if best is not None and _plausibility(best[0]) >= _PLAUSIBLE:
        return best
    for codec in ("utf-8", "gb18030"):
        text = data.decode(codec, errors="replace")
        if _plausibility(text) >= _PLAUSIBLE:
            return text, codec
    msg = (
        "the bytes are no text in UTF-8, GB18030, Big5 or UTF-16; if the file is of another "
        "kind, give it its own extension, else save it again as UTF-8 text"
    )
    raise DocumentError(msg)


def _strictly(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


def _plausibility(text: str) -> float:
    """Share of characters that official Chinese or ASCII text is made of."""
    sample = text[:_SAMPLE]
    return len(_ORDINARY.findall(sample)) / len(sample) if sample else 1.0


def _score(text: str) -> float:
    sample = text[:_SAMPLE]
    frequent = sum(1 for character in sample if character in _FREQUENT)
    return _plausibility(text) + 2 * frequent / max(len(sample), 1)
