"""Number formats of xlsx workbooks: what is printed counts, and 0.306 may be printed as 30.6%.

Only formats that change the digits are looked for: percentages, decimals, thousands and words
around the number. Every other format (scientific, fractions, Chinese numerals) leaves a number as
it is; dates are told as dates by the reader of the sheet.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from giox.documents.archive import parse_xml, read_part

__all__ = [
    "Format",
    "Formats",
    "column_number",
    "formats_of_cells",
    "parse_format",
    "styles_of",
]

# The formats that have numbers instead of codes (ECMA-376, part 1, 18.8.30).
_BUILT_IN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    37: "#,##0",
    38: "#,##0",
    39: "#,##0.00",
    40: "#,##0.00",
}
_IN_BRACKETS = re.compile(
    r"\[(?:Black|Blue|Cyan|Green|Magenta|Red|White|Yellow|Color\d+)\]", re.IGNORECASE
)
_PADDING = re.compile(r"[_*].")
_LITERAL = re.compile(r'"([^"]*)"|\\(.)')
_CODE = re.compile(
    r"(?P<before>[^#0?.,%]*)(?P<digits>[#0?,]*)(?:\.(?P<decimals>0*)#*)?(?P<after>.*)"
)
_NO_LITERAL = re.compile(r"[A-Za-z@/?\[\]#0.,]")
_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*)>")
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_STYLE = re.compile(rb'\bs="([0-9]{1,7})"')
_MOST_DECIMALS = 10
_NUMBER = re.compile(r"[0-9]{1,6}")
_STYLES = "xl/styles.xml"


@dataclass(frozen=True, slots=True)
class Format:
    """How a number is printed.

    Examples
    --------
    >>> Format(decimals=1, is_percentage=True).shown(0.306)
    '30.6%'
    """

    decimals: int = 0
    is_percentage: bool = False
    has_thousands: bool = False
    before: str = ""
    after: str = ""

    def shown(self, value: float) -> str:
        """Return a number as it is printed, rounded half away from zero."""
        exact = Decimal(repr(value)) * (100 if self.is_percentage else 1)
        rounded = exact.quantize(Decimal(1).scaleb(-self.decimals), ROUND_HALF_UP)
        digits = f"{rounded:,f}" if self.has_thousands else f"{rounded:f}"
        if not rounded:
            digits = digits.removeprefix("-")
        return f"{self.before}{digits}{'%' if self.is_percentage else ''}{self.after}"


Formats = Mapping[tuple[int, int], Format]
"""Formats of cells, by row and column from 0."""


def parse_format(code: str) -> Format | None:
    """Return the format of a code, as it is for positive numbers; None where it is another.

    Examples
    --------
    >>> parse_format('#,##0.00"万元"')
    Format(decimals=2, is_percentage=False, has_thousands=True, before='', after='万元')
    >>> parse_format("yyyy-mm-dd")
    """
    literals: list[str] = []

    def keep(found: re.Match[str]) -> str:
        literals.append(found[1] if found[1] is not None else found[2])
        return chr(0xE000 + len(literals) - 1)

    code = _LITERAL.sub(keep, code).split(";")[0]
    code = _PADDING.sub("", _IN_BRACKETS.sub("", code))
    found = _CODE.fullmatch(code)
    if found is None or "0" not in found["digits"] or found["digits"].endswith(","):
        return None
    if len(found["decimals"] or "") > _MOST_DECIMALS:
        return None
    before, after = found["before"], found["after"]
    is_percentage = after.startswith("%")
    after = after.removeprefix("%")
    if _NO_LITERAL.search(before + after) or "%" in before + after:
        return None

    def words(text: str) -> str:
        place = [ord(one) - 0xE000 for one in text]
        texts = (
            literals[at] if 0 <= at < len(literals) else one
            for at, one in zip(place, text, strict=True)
        )
        return "".join(texts).strip()

    return Format(
        len(found["decimals"] or ""),
        is_percentage,
        "," in found["digits"],
        words(before),
        words(after),
    )


def styles_of(archive: zipfile.ZipFile) -> dict[int, Format]:
    """Return the formats of the styles that cells name by number, those that matter."""
    if _STYLES not in archive.namelist():
        return {}
    root = parse_xml(read_part(archive, _STYLES))
    codes = dict(_BUILT_IN)
    for one in root.iterfind("{*}numFmts/{*}numFmt"):
        number = one.get("numFmtId", "")
        if _NUMBER.fullmatch(number):
            codes[int(number)] = one.get("formatCode", "")
    styles: dict[int, Format] = {}
    for index, style in enumerate(root.iterfind("{*}cellXfs/{*}xf")):
        number = style.get("numFmtId", "")
        code = codes.get(int(number)) if _NUMBER.fullmatch(number) else None
        format_ = parse_format(code) if code else None
        if format_ is not None:
            styles[index] = format_
    return styles


def formats_of_cells(data: bytes, styles: Mapping[int, Format]) -> dict[tuple[int, int], Format]:
    """Return the formats of the cells of a sheet by row and column from 0, those that matter."""
    formats: dict[tuple[int, int], Format] = {}
    for found in _CELL.finditer(data) if styles else ():
        style = _STYLE.search(found[1])
        place = _REFERENCE.search(found[1])
        if style and place and int(style[1]) in styles:
            formats[int(place[2]) - 1, column_number(place[1]) - 1] = styles[int(style[1])]
    return formats


def column_number(letters: bytes) -> int:
    """Return the number of a column from 1.

    Examples
    --------
    >>> column_number(b"A"), column_number(b"AB")
    (1, 28)
    """
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
