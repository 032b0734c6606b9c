"""Bytes to text, for files whose encoding nobody tells reliably.

Pages of Chinese governments come as UTF-8, GB18030 (of which GB2312 and GBK are subsets),
Big5 and UTF-16, often labelled as something else, now and then two of them in one file. So a
label is not asked: each encoding is tried strictly, the strictest first, and what comes out
must look like text.
"""

from __future__ import annotations

import codecs
import re

from giox.errors import DocumentError

__all__ = ["decode", "without_mojibake"]

_UTF16_MARKS = (
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# UTF-8 cannot be mistaken; each of the others accepts the bytes of the next now and then.
_CANDIDATES = ("gb18030", "big5hkscs", "utf-16-le", "utf-16-be")
_OF_LINES = ("utf-8", "gb18030", "big5hkscs")

_SAMPLE = 4_000
_STRETCH = 20_000
_CONTROLS = bytes(range(0x09)) + bytes(range(0x0E, 0x1A)) + b"\x7f"
_MOST_CONTROLS = 0.05
_LOST = "\ufffd"
_MOST_LOST = 0.5
# What official Chinese and ASCII text is made of: Latin, punctuation, signs, CJK, full width,
# and the private use area, where GBK has characters of its own.
_ORDINARY = re.compile(
    r"[\t\n\r\f -~\u00a0-\u00ff\u2000-\u27ff\u2e80-\u9fff\ue000-\ufaff\ufe10-\ufe4f\ufeff-\uffef]+"
)
_LEAST_ORDINARY = 0.90
# Characters that make up a quarter of official Chinese, in both scripts.
_FREQUENT = re.compile(
    "[的政府信息公开開工作年度报告報和在为為有国國一人大区區市县縣条條例申请請情况況关關门門"
    "行主动動要不办辦机機构構内內容以及民时時进進数數据據网網站发發布了对對依中各年月日件"
    "。、《》“”\uff0c\uff1a\uff1b\uff08\uff09]+"
)
_CJK = re.compile(r"[\u3001-\u9fff\uff01-\uff5e]")
_ASCII = bytes(range(0x80))
_SOME_FREQUENT = 0.05
_ENOUGH_FREQUENT = 0.12

# Bytes that Windows shows as other characters than Latin-1 does.
_WINDOWS = {
    ord(bytes([byte]).decode("cp1252")): byte
    for byte in range(0x80, 0xA0)
    if byte not in {0x81, 0x8D, 0x8F, 0x90, 0x9D}
}
_NOT_WESTERN = re.compile(rf"[^\x00-\xff{''.join(map(chr, _WINDOWS))}]")
_LEAST_MOJIBAKE = 4


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
        Where lines are in different encodings, both are named (`utf-8+gb18030`); where text
        was once decoded wrongly before it was saved, `utf-8+latin-1`. Bytes that are no
        text in the encoding around them stand as U+FFFD.

    Raises
    ------
    DocumentError
        If no encoding makes text of the bytes.

    Examples
    --------
    >>> decode("申请三件".encode("gb18030"))
    ('申请三件', 'gb18030')
    """
    for mark, codec in _UTF16_MARKS:
        if data.startswith(mark):
            marked = data[len(mark) :].decode(codec, errors="replace")
            if _looks_like_text(marked):
                return marked, codec
    data = data.removeprefix(codecs.BOM_UTF8)
    text = _strictly(data, "utf-8")
    if text is not None and _has_few_controls(data):
        return without_mojibake(text)
    found = _by_strictness(data) or _by_line(data)
    if _looks_like_text(found[0]):
        return found
    msg = (
        "the bytes are no text in UTF-8, GB18030, Big5 or UTF-16; if the file is of another "
        "kind, give it its own extension, else save it again as UTF-8 text"
    )
    raise DocumentError(msg)


def without_mojibake(text: str) -> tuple[str, str]:
    """Undo a wrong decoding: Chinese bytes that somebody read as Western and saved as UTF-8.

    Returns
    -------
    tuple of str
        The text, and `utf-8` where nothing was wrong, else `utf-8+latin-1`.

    Examples
    --------
    >>> without_mojibake("政府信息".encode().decode("latin-1"))
    ('政府信息', 'utf-8+latin-1')
    """
    if text.isascii() or _NOT_WESTERN.search(text):
        return text, "utf-8"
    data = text.translate(_WINDOWS).encode("latin-1")
    for codec in ("utf-8", "gb18030"):
        meant = _strictly(data, codec)
        if meant and len(text) - len(meant) >= _LEAST_MOJIBAKE and _is_chinese(meant):
            return meant, "utf-8+latin-1"
    return text, "utf-8"


def _strictly(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


def _by_strictness(data: bytes) -> tuple[str, str] | None:
    """Return the reading without any fault that looks most like official Chinese."""
    best, most = None, -1.0
    for codec in _CANDIDATES:
        text = _strictly(data, codec)
        if text is None or _share_of_ordinary(text) < _LEAST_ORDINARY:
            continue
        frequent = _share_of_frequent(text)
        if codec.startswith("utf-16") and frequent < _SOME_FREQUENT:
            continue
        if frequent > most:
            best, most = (text, codec), frequent
        if frequent >= _ENOUGH_FREQUENT:
            break
    return best


def _by_line(data: bytes) -> tuple[str, str]:
    """Decode bytes that no single encoding takes: damaged, cut off, or pasted together.

    Lines (and what stands between two tags) are taken by the encoding that takes most of
    them; one that it does not take by another, if that makes Chinese of it.
    """
    pieces = re.split(rb"(?<=[\n>])", data)
    main = max(_OF_LINES, key=lambda codec: _suitability(pieces, codec))
    last = main
    used = {main: None}
    texts = []
    for piece in pieces:
        text, codec = _piece(piece, main, last)
        texts.append(text)
        if not text.isascii():
            last = codec
            used[codec] = None
    return "".join(texts), "+".join(used)


def _suitability(pieces: list[bytes], codec: str) -> float:
    """Say how much of the pieces an encoding takes, and whether it makes Chinese of them."""
    text = "".join(filter(None, (_strictly(piece, codec) for piece in pieces)))
    return len(text.encode(codec)) * (_SOME_FREQUENT + _share_of_frequent(text))


def _piece(piece: bytes, main: str, last: str) -> tuple[str, str]:
    """Decode one piece of a file whose encoding is mainly `main`, and was `last` before it.

    UTF-8 that makes Chinese characters of bytes does so by no chance; what neither it nor
    `main` takes must give frequent characters in another encoding, or go on from before.
    """
    for codec in dict.fromkeys(("utf-8", main, *_OF_LINES)):
        text = _strictly(piece, codec)
        if text is not None and (
            text.isascii()
            or codec in {main, last}
            or (_CJK.search(text) if codec == "utf-8" else _is_chinese(text))
        ):
            return text, codec
    return piece.decode(main, errors="replace"), main


def _has_few_controls(data: bytes) -> bool:
    """Tell UTF-8 from other bytes that happen to be valid as such, like ASCII in UTF-16."""
    return len(data) - len(data.translate(None, _CONTROLS)) <= _MOST_CONTROLS * len(data)


def _looks_like_text(text: str) -> bool:
    """Tell text from other bytes, whatever part of it was lost."""
    if text.count(_LOST) > _MOST_LOST * len(text):
        return False
    return _share_of_ordinary(text.replace(_LOST, "")) >= _LEAST_ORDINARY


def _is_chinese(text: str) -> bool:
    return (
        _share_of_ordinary(text) >= _LEAST_ORDINARY and _share_of_frequent(text) >= _SOME_FREQUENT
    )


def _share_of_ordinary(text: str) -> float:
    return _share(_ORDINARY, text[:_SAMPLE])


def _share_of_frequent(text: str) -> float:
    """Share of the frequent characters among the first that are not ASCII."""
    found = ""
    for start in range(0, len(text), _STRETCH):
        data = text[start : start + _STRETCH].encode("utf-8", "ignore")
        found += data.translate(None, _ASCII).decode()
        if len(found) >= _SAMPLE:
            break
    return _share(_FREQUENT, found[:_SAMPLE])


def _share(runs: re.Pattern[str], text: str) -> float:
    return sum(map(len, runs.findall(text))) / len(text) if text else 1.0
