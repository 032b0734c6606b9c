"""Tables, rows and columns that are of another year than the report.

Reports print last year's figures beside this year's, in a column, a row or a table of their own.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from giox.extraction.row import PrintedRow

__all__ = ["is_of_another", "of_the_year", "title_of_table", "year_in"]

_LONGEST_TITLE = 60
_YEAR = re.compile(r"(20\d\d)年(?:度|数|统计数)?")
_LAST_YEAR = re.compile("(?:上一?年|去年)[度数]?(?:同期)?")
_THIS_YEAR = re.compile("(?:本年|今年)[度数]?")
_NO_NAME = re.compile(r"20\d\d年度?|附[件表]?\d*|\W")
_TITLE = re.compile(r"[^。;]*(?:表|情况|数据)(?:\([^()]*\))?")
_TITLE_ENDS = ("表", "情况", "数据", ")")


def is_of_another(text: str, year: int | None) -> bool | None:
    """Tell whether a heading is a year other than the one reported on; None if it is no year.

    Examples
    --------
    >>> is_of_another("2019年", 2020), is_of_another("2020年度", 2020), is_of_another("总计", 2020)
    (True, False, None)
    """
    if match := _YEAR.fullmatch(text):
        return year is None or int(match[1]) != year
    return True if _LAST_YEAR.fullmatch(text) else False if _THIS_YEAR.fullmatch(text) else None


def title_of_table(text: str) -> bool:
    """Tell whether a line can be the title of a table."""
    can_be = len(text) <= _LONGEST_TITLE and text.endswith(_TITLE_ENDS)
    return can_be and _TITLE.fullmatch(text) is not None


def year_in(title: str) -> int | None:
    """Return the year that a title names."""
    match = _YEAR.search(title)
    return None if match is None else int(match[1])


def of_the_year(
    rows: Sequence[PrintedRow], year: int | None, titles: Sequence[str] = ()
) -> tuple[PrintedRow, ...]:
    """Return the rows without those of a table titled with another year, if it stands there twice.

    A title that names another year can be wrong: it is followed only where at least half as many
    rows of the same table of the form are printed under no such title, or where another title
    differs from it in nothing but the year, which is that of the report.
    """
    if year is None or all(row.year is None or row.year == year for row in rows):
        return tuple(rows)
    named: defaultdict[str, set[int | None]] = defaultdict(set)
    for title in titles:
        named[_NO_NAME.sub("", title)].add(year_in(title))
    if any(year in years and len(years) > 1 for years in named.values()):
        return tuple(row for row in rows if row.year in {None, year})
    known = [row for row in rows if row.key is not None]
    own = Counter(row.table for row in known if row.year in {None, year})
    others = Counter(row.table for row in known if row.year not in {None, year})
    return tuple(
        row for row in rows if row.year in {None, year} or 2 * own[row.table] < others[row.table]
    )
