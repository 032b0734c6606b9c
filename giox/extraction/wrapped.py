"""Text whose lines end where a page was full: which of them go on in the next.

What is copied from a printed page, or made of one by a converter, has a line for each line of
print: all are as wide as the page but for the last of each paragraph. Other text has a line for
each paragraph, and no two of these are of one width but by chance.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from giox.extraction.lines import Line

__all__ = ["Page", "page_of"]

_NARROWEST = 15
_FEWEST = 3
_SHORTER = 0.1  # by which a line of print may be, for a mark or a number is not parted
_WIDER = 0.1  # of the text may be: titles, addresses
_ENDS = frozenset("。;:!?.…")


@dataclass(frozen=True, slots=True)
class Page:
    """How wide the lines of print are: in characters, or in those of full width."""

    width: float
    measure: Callable[[str], float]

    def goes_on(self, line: Line) -> bool:
        """Tell whether a line is as wide as the page and no mark ends it."""
        return (
            line.table is None
            and self.width * (1 - _SHORTER) <= self.measure(line.text) <= self.width
            and line.text[-1:] not in _ENDS
        )


def page_of(lines: Iterable[Line]) -> Page | None:
    r"""Return the page that lines were printed on, if they are lines of print.

    Examples
    --------
    >>> from giox.documents import read_document
    >>> from giox.extraction.lines import lines_of
    >>> text = "全年公开百余条信息,其中网站公开\n九十条,新媒体公开十五条,均多于\n上一年。"
    >>> text += "召开发布会九场,负责人每\n场到会。"
    >>> page_of(lines_of(read_document(text.encode(), "a.txt")).lines).width
    16
    >>> page_of(lines_of(read_document(text.replace("\n", "").encode(), "a.txt")).lines)
    """
    prose = [line for line in lines if line.table is None and len(line.text) >= _NARROWEST]
    pages = [page for measure in (len, _width) for page in _pages(prose, measure)]
    return max(pages, key=lambda page: sum(map(page.goes_on, prose)), default=None)


def _pages(lines: Sequence[Line], measure: Callable[[str], float]) -> Iterator[Page]:
    """Yield the widest page that lines, so measured, can have been printed on."""
    widths = sorted(measure(line.text) for line in lines)
    going = sorted(measure(line.text) for line in lines if line.text[-1:] not in _ENDS)
    wider, allowed = 0.0, _WIDER * sum(widths)
    for width, same in groupby(reversed(widths)):
        if width < _NARROWEST or wider > allowed:
            return
        wider += sum(same)
        full, open_ = (
            bisect_right(some, width) - bisect_left(some, width * (1 - _SHORTER))
            for some in (widths, going)
        )
        if open_ >= max(_FEWEST, full / 2):
            yield Page(width, measure)
            return


def _width(text: str) -> float:
    """Return the width of a text, in which letters and digits are half as wide as the others.

    >>> _width("共收到12件")
    5.0
    """
    return (len(text) + len(text.encode(errors="replace"))) / 4
