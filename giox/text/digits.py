"""The value of one numeral, however it is written."""

from __future__ import annotations

import re
from decimal import Context, Decimal
from functools import lru_cache

__all__ = ["ARABIC", "CHINESE", "FINANCIAL", "MYRIADS", "parse_number"]

_VALUES = {
    digit: value
    for value, digits in enumerate(
        (
            "零〇○",
            "一壹弌",
            "二贰貳两兩",
            "三叁參叄",
            "四肆",
            "五伍",
            "六陆陸",
            "七柒",
            "八捌",
            "九玖",
        )
    )
    for digit in digits
}
_PLAIN = {ord(digit): str("零一二三四五六七八九"[value]) for digit, value in _VALUES.items()}
_PLAIN |= {ord(one): other for one, other in zip("拾佰仟萬億點", "十百千万亿点", strict=True)}
_PLAIN |= {ord("廿"): "二十", ord("卅"): "三十"}

MYRIADS = {"亿": 10**8, "万": 10**4}
"""The units that a whole numeral may stand before, the larger first."""
CHINESE = "零〇○一二两兩三四五六七八九十百千万萬亿億壹贰貳叁參叄肆伍陆陸柒捌玖拾佰仟廿卅"
"""Every character that a Chinese numeral may contain."""

FINANCIAL = "壹贰貳叁參叄肆伍陆陸柒捌玖拾佰仟"
"""Those of them that only sums of money are written with."""

ARABIC = r"(?:\d{1,3}(?:(?:,|(?<=[０-９])，)\d{3})+(?!\d)|\d+)(?:[.．]\d+)?"
"""Pattern of an Arabic numeral, with or without thousands separators and decimals."""

_SIGNED = re.compile(rf"([-−－+＋]?)({ARABIC})")
_SMALL = re.compile(
    r"(?:([一二三四五六七八九])千)?(?:零?([一二三四五六七八九])百)?"
    r"(?:零?([一二三四五六七八九])?(十))?(?:(零?)([一二三四五六七八九]))?"
)
_MIXED = re.compile(rf"(?:({ARABIC})千)?(?:({ARABIC})百)?({ARABIC})?")
_DIGITS = re.compile("[零一二三四五六七八九]{2,}")
_ABOUT = str.maketrans("", "", "余餘多来來")
_LONGEST = 100  # characters of a numeral that has words in it
_EXACT = Context(prec=4 * _LONGEST)


def parse_number(text: str) -> Decimal | None:
    """Read one whole numeral.

    Parameters
    ----------
    text : str
        A numeral and nothing else: Arabic (full width and thousands separators allowed),
        Chinese (ordinary, financial, or digit by digit), or mixed (`1.2万`, `3万5千`). The
        `余`, `多` of a rounded number may stand in it. Counters, percent signs and words may not.

    Returns
    -------
    Decimal or None
        The exact value; None where the text is no numeral. Two Chinese digits side by side
        (三五, three to five) are a range and so None, and so is a numeral with words in it
        that is longer than a hundred characters.

    Examples
    --------
    >>> [str(parse_number(text)) for text in ("一百零三", "１，２３４", "1.2万", "壹仟贰佰")]
    ['103', '1234', '12000', '1200']
    >>> parse_number("3万余"), parse_number("第三")
    (Decimal('30000'), None)
    """
    text = text.strip()
    if text.isdecimal():
        return Decimal(text)
    if not text:
        return None
    signed = _SIGNED.fullmatch(text)
    if signed:
        value = _arabic(signed[2])
        return -value if signed[1] and signed[1] in "-−－" else value
    return None if len(text) > _LONGEST else _in_words(text)


@lru_cache(maxsize=1024)
def _in_words(text: str) -> Decimal | None:
    """Read a numeral with words in it; most are like many others."""
    plain = text.translate(_PLAIN)
    whole = plain.translate(_ABOUT)
    return _whole(whole) if whole and plain[0] == whole[0] else None


def _arabic(text: str) -> Decimal:
    return Decimal(text.replace(",", "").replace("，", "").replace("．", "."))


def _whole(text: str) -> Decimal | None:
    """Value of a numeral with 亿 and 万; what follows either must be smaller."""
    if _DIGITS.fullmatch(text):
        return _digit_by_digit(text)
    for unit, size in MYRIADS.items():
        head, found, tail = text.rpartition(unit) if unit == "亿" else text.partition(unit)
        if found:
            many = _whole(head) if unit == "亿" else _section(head)
            rest = _tail(tail, size)
            return None if many is None or rest is None else _scaled(many, size, rest)
    return _section(text)


def _scaled(many: Decimal, size: int, rest: Decimal) -> Decimal:
    value = _EXACT.fma(many, Decimal(size), rest)
    whole = value.to_integral_value()
    return whole if whole == value else value


def _tail(text: str, size: int) -> Decimal | None:
    """Read what follows 万 or 亿: nothing, a smaller numeral, or one digit that drops its unit."""
    if not text:
        return Decimal(0)
    if len(text) == 1 and text not in "零0":
        digit = _VALUES[text] if text in _VALUES else parse_number(text)
        return None if digit is None else Decimal(int(digit) * size // 10)
    rest = _whole(text.removeprefix("零"))
    return rest if rest is not None and rest < size else None


def _section(text: str) -> Decimal | None:
    """Value of a numeral below 万, or of an Arabic one of any size."""
    if text == "零":
        return Decimal(0)
    before, point, after = text.partition("点")
    if point:
        return _with_decimals(before, after)
    small = _SMALL.fullmatch(text)
    if small and text:
        return _small(small)
    mixed = _MIXED.fullmatch(text)
    if mixed and text:
        thousands, hundreds, ones = (
            _arabic(part) if part else Decimal(0) for part in mixed.groups()
        )
        return thousands * 1000 + hundreds * 100 + ones
    return None


def _small(found: re.Match[str]) -> Decimal:
    thousands, hundreds, tens, ten, gap, ones = found.groups()
    value = 1000 * _VALUES.get(thousands, 0) + 100 * _VALUES.get(hundreds, 0)
    if ten:
        value += 10 * _VALUES.get(tens, 1)
    last = _VALUES.get(ones, 0)
    if last and not gap and not ten and (hundreds or thousands):
        last *= 10 if hundreds else 100  # 一百三 is 130
    return Decimal(value + last)


def _with_decimals(before: str, after: str) -> Decimal | None:
    whole = _section(before)
    if whole is None or not after or any(digit not in _VALUES for digit in after):
        return None
    return whole + Decimal("0." + "".join(str(_VALUES[digit]) for digit in after))


def _digit_by_digit(text: str) -> Decimal | None:
    if len(text) == 2 and "零" not in text:
        return None
    return Decimal("".join(str(_VALUES[digit]) for digit in text))
