"""Clean characters: what a page meant to print, in the one form that the rest of giox expects.

The convention after `clean`:

- digits, Latin letters, the percent sign and the punctuation ``( ) : ; , ! ? . / - ~ + = [ ]``
  are ASCII, whatever width they had;
- ``。 、 《 》 〈 〉 〔 〕 【 】 「 」 “ ” ‘ ’ — – … ·`` stay as they are (a horizontal bar U+2015
  becomes an em dash, every hyphen and minus sign an ASCII hyphen);
- a space of any kind is one ASCII space; runs of spaces keep their length;
- tabs, line feeds and carriage returns stay, for tables are read by them; other separators of
  lines and pages become line feeds;
- radicals, strokes and compatibility ideographs are the unified ideographs they stand for;
- characters without width, direction marks, variation selectors, soft hyphens, control and
  private-use characters are gone, as are pinyin glosses and marks of notes between a number and
  what it counts (35①件); entities of HTML are what they name.

Half-width and full-width forms follow Unicode's compatibility mappings where these keep one
character for one. Normalisation form KC as a whole is not used: it would turn ① into 1 and
㎡ into m2.
"""

from __future__ import annotations

import html.entities
import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from giox.text.spans import Edit, MappedText

__all__ = ["clean"]

_COMPATIBLE = (  # blocks whose one-character compatibility mappings are taken
    range(0x2F00, 0x2FD6),  # Kangxi radicals
    range(0xF900, 0xFB00),  # CJK compatibility ideographs
    range(0xFE10, 0xFE20),  # vertical forms
    range(0xFE30, 0xFE70),  # CJK compatibility forms, small form variants
    range(0xFF01, 0xFFEF),  # half-width and full-width forms
    range(0x1D400, 0x1D800),  # mathematical letters and digits
    range(0x2F800, 0x2FA20),  # CJK compatibility ideographs supplement
)
_ALIKE = {
    "\u2010": "-",
    "\u2011": "-",
    "\u2212": "-",
    "\u2015": "—",
    "\u2044": "/",
    "\u2215": "/",
    "\u2236": ":",
    "\u223c": "~",
    "\u301c": "~",
    "\ue5e5": " ",  # the ideographic space of old GBK fonts
    **dict.fromkeys("\x0b\x0c\x85\u2028\u2029", "\n"),
    **dict.fromkeys("\xa0\u1680\u202f\u205f\u3000\u3164\uffa0", " "),
    **{chr(code): " " for code in range(0x2000, 0x200B)},
}
_DROPPED = (
    *(range(0x09), range(0x0E, 0x20), range(0x7F, 0x85), range(0x86, 0xA0)),
    *(range(0xAD, 0xAE), range(0x34F, 0x350), range(0x61C, 0x61D), range(0x180B, 0x180F)),
    *(range(0x200B, 0x2010), range(0x202A, 0x202F), range(0x2060, 0x2070)),
    *(range(0xFE00, 0xFE10), range(0xFEFF, 0xFF00), range(0xFFF9, 0xFFFC)),
    range(0xE0000, 0xE0200),
)
_PRIVATE = (range(0xE000, 0xF900), range(0xF0000, 0x110000))
_GONE, _JUNK = 0x110000, 0x110001  # beyond Unicode: marks of the table for what is to go

_ENTITY = re.compile(
    r"&(?:(?:amp|#38|#x26);)*(#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]\w{1,31})[;；]"
)
_NOTE_SIGNS = "①②③¹²³["
_NOTE_MARK = re.compile(
    r"(?:[①-⑳¹²³⁰⁴-⁹](?<=[0-9].)|\[(?<=[0-9].)注?[0-9]{1,2}\])(?=[件条次个人份宗篇起项期余万])"
)
_TONED = "āáǎăàēéěĕèīíǐĭìōóǒŏòūúǔŭùǖǘǚǜńňǹḿ\u0300\u0301\u0304\u0306\u030c"
_ANY_TONE = re.compile(f"[{_TONED}]")
_GLOSS = re.compile(
    rf"(?<=[\u3400-\u9fff])[(（]\s*(?=[^()（）]{{0,60}}[{_TONED}])"
    rf"(?:[a-zA-Zɑɡüêv{_TONED}\u0308]{{1,9}}[\s'’·-]*){{1,8}}[)）]"
)
_GLOSSED = 3  # glosses that show a page to be glossed, so that toneless ones count as well
_TONELESS_GLOSS = re.compile(
    r"(?<=[\u3400-\u9fff])\((?:[bpmfdtnlgkhjqxrzcsyw]|[zcs]h)?[aeiouü]{1,3}(?:n|ng|r)?\)"
)


def clean(text: str) -> MappedText:
    """Bring the characters of a text into one form (see the module for the convention).

    Parameters
    ----------
    text : str
        Any text, of any size and script.

    Returns
    -------
    MappedText
        The clean text, with the way back to `text`. Text that is clean already comes back equal.

    Examples
    --------
    >>> clean("收到申请２，０１９件，占９８％").text
    '收到申请2,019件,占98%'
    >>> clean("年度報(bào)告&nbsp;⼈⺠政\u200b府").text
    '年度報告 人民政府'
    """
    if not text or (text.isascii() and text.isprintable() and "&" not in text):
        return MappedText.identity(text)
    cleaned = _characters(text)
    for find in (_entities, _glosses, _note_marks):
        edits = list(find(cleaned.text))
        if edits:
            cleaned = cleaned.then(edits)
    return cleaned


def _characters(text: str) -> MappedText:
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    mapped = _table()[codes]
    gone = np.flatnonzero(mapped >= _GONE)
    mapped[gone] = 0x20
    spaced = mapped.tobytes().decode("utf-32-le", "surrogatepass")
    aligned = MappedText.aligned(text, spaced) if spaced != text else MappedText.identity(text)
    if not len(gone):
        return aligned
    # one edit for each run, so that a page full of icons costs no more than any other
    breaks = np.flatnonzero(np.diff(gone) > 1)
    starts = gone[np.r_[0, breaks + 1]].tolist()
    ends = (gone[np.r_[breaks, len(gone) - 1]] + 1).tolist()
    junk = set(gone[_table()[codes[gone]] == _JUNK].tolist())
    return aligned.then(
        Edit(start, end, " " if _parts_digits(spaced, start, end) and start in junk else "")
        for start, end in zip(starts, ends, strict=True)
    )


def _parts_digits(text: str, start: int, end: int) -> bool:
    """Whether removing this would run two numbers into one."""
    return text[start - 1 : start].isdigit() and text[end : end + 1].isdigit()


def _entities(text: str) -> Iterator[Edit]:
    if "&" not in text:
        return
    for found in _ENTITY.finditer(text):
        meant = _named(found[1])
        if meant is not None:
            yield Edit(found.start(), found.end(), meant)


@lru_cache
def _named(name: str) -> str | None:
    """Find the character that an entity names, clean; `#` and digits name it by number."""
    if name.startswith("#"):
        number = int(f"0{name[1:]}", 0) if name[1] in "xX" else int(name[1:])
        meant = html.unescape(f"&#{number};") if 0 < number < 0x110000 else None
    else:
        meant = html.entities.html5.get(f"{name};")
    return None if meant is None else _characters(meant).text


def _glosses(text: str) -> Iterator[Edit]:
    toned = [found.span() for found in _GLOSS.finditer(text)] if _ANY_TONE.search(text) else []
    yield from (Edit(start, end, "") for start, end in toned)
    if len(toned) >= _GLOSSED:
        yield from (
            Edit(found.start(), found.end(), "") for found in _TONELESS_GLOSS.finditer(text)
        )


def _note_marks(text: str) -> Iterator[Edit]:
    if any(sign in text for sign in _NOTE_SIGNS):
        yield from (Edit(found.start(), found.end(), "") for found in _NOTE_MARK.finditer(text))


@cache
def _table() -> NDArray[np.uint32]:
    """For each code point its clean one, or a mark beyond Unicode for what is to go."""
    table = np.arange(0x110000, dtype=np.uint32)
    for codes in _PRIVATE:
        table[codes.start : codes.stop] = _JUNK
    for codes in _DROPPED:
        table[codes.start : codes.stop] = _GONE
    for block in _COMPATIBLE:
        for code in block:
            compatible = unicodedata.normalize("NFKC", chr(code))
            if len(compatible) == 1:
                table[code] = ord(compatible)
    for one, other in (*_ALIKE.items(), *_radicals(), *_gb18030()):
        table[ord(one)] = ord(other)
    return table


def _radicals() -> Iterator[tuple[str, str]]:
    lines = files("giox.text").joinpath("radicals.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return ((radical, ideograph) for radical, ideograph in rows[1:])


def _gb18030() -> Iterator[tuple[str, str]]:
    """Ideographs that GBK fonts kept in private use (U+E815 on, at FE50 on in GB 18030)."""
    trails = (*range(0x50, 0x7F), *range(0x80, 0xA1))
    for private, trail in enumerate(trails, 0xE815):
        ideograph = bytes((0xFE, trail)).decode("gb18030", "replace")
        if len(ideograph) == 1 and ideograph not in ("\ufffd", chr(private)):
            yield chr(private), ideograph
