"""Pages into a document: furniture dropped, lines mended into paragraphs, tables joined."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import inf
from operator import itemgetter

from giox.documents.compose import Composer
from giox.documents.limits import Limits
from giox.documents.model import Document
from giox.documents.pdf.bare import find_bare_grids
from giox.documents.pdf.columns import Columns, find_columns
from giox.documents.pdf.drawing import SNAP
from giox.documents.pdf.gaps import are_glued, complete, find_open_grids
from giox.documents.pdf.lines import COLUMNS_APART, Line, find_lines, joined, line_of, rows_of
from giox.documents.pdf.marks import Page, read_pages
from giox.documents.pdf.ruling import Grid, Place, find_grids
from giox.documents.pdf.runs import Run
from giox.documents.pdf.tables import Table, join, table_of
from giox.documents.plain import split_row
from giox.errors import DocumentError

__all__ = ["read_pdf"]

_MARGIN = 0.12  # of the height of a page: where running heads and page numbers stand
_PAGE_NUMBER = re.compile(
    r"[-\u2010-\u2015\u2212\u00b7\u2022~\s]*(?:第\s*)?[\d〇零一二三四五六七八九十]{1,4}\s*页?"
    r"(?:\s*[/,\uff0c]?\s*共?\s*\d{1,4}\s*页?)?[-\u2010-\u2015\u2212\u00b7\u2022~\s]*"
)
_DIGITS = re.compile(r"\d+")
_ENDS = tuple("。;!?:\uff1b\uff01\uff1f\uff1a.”)\uff09》")
_HEADING = re.compile(
    r"[(\uff08]?[一二三四五六七八九十]{1,3}[)\uff09、]|[(\uff08]?\d{1,2}[)\uff09、.\uff0e](?!\d)|第.{1,3}[章节条]"
)
_UNBROKEN = re.compile(r"[^\s\u2e80-\uffef]+")
_UNMAPPED = "\ufffd"
_MOST_UNMAPPED = 0.3
_FEWEST_CHARACTERS = 20


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The lines and tables of a page, from top to bottom."""

    top: float
    bottom: float
    items: list[Line | Table]

    def edge(self, line: Line) -> str | None:
        """Say at which edge of the page a line stands, if it does."""
        margin = _MARGIN * (self.bottom - self.top)
        if line.bottom < self.top + margin:
            return "head"
        return "foot" if line.top > self.bottom - margin else None


def read_pdf(data: bytes, limits: Limits) -> Document:
    """Turn the bytes of a PDF into a document.

    Page numbers and running heads are left out, lines are mended into paragraphs, and a table
    that goes on over pages is one. Nothing is read from pictures.

    Raises
    ------
    DocumentError
        If it is encrypted, damaged, beyond the limits, or has no text: a scan needs OCR.
    """
    sheets: list[_Sheet] = []
    unread: list[int] = []
    pictured: list[int] = []
    characters = unmapped = 0
    for number, page in enumerate(read_pages(data, limits), start=1):
        if page is None:
            unread.append(number)
            continue
        words = "".join(map(itemgetter(0), page.runs))
        characters += len(words)
        unmapped += words.count(_UNMAPPED)
        if page.pictures and len(words) < _FEWEST_CHARACTERS:
            pictured.append(number)
        sheets.append(_sheet(page))
    _check(characters, unmapped, len(pictured), len(unread))
    composer = Composer()
    _compose(composer, _without_furniture(sheets))
    return composer.document(remarks=tuple(_remarks(unread, pictured)))


def _check(characters: int, unmapped: int, pictured: int, unread: int) -> None:
    if not characters:
        msg = (
            "the PDF is scanned: it holds pictures of pages and no text; run OCR over it and read "
            "the result, or have giox read its tables: pip install 'giox[ocr]', then --ocr "
            "(ocr=True)"
            if pictured
            else "the PDF is damaged: its pages cannot be read; print it to a new PDF"
            if unread
            else "the PDF holds no text; its pages are empty"
        )
        raise DocumentError(msg)
    if unmapped > _MOST_UNMAPPED * characters:
        msg = (
            "the PDF does not tell which characters its glyphs are; print it to pictures and run "
            "OCR over them"
        )
        raise DocumentError(msg)


def _remarks(unread: list[int], pictured: list[int]) -> Iterable[str]:
    if unread:
        yield f"pages that cannot be read: {', '.join(map(str, unread))}"
    if pictured:
        yield f"pages that are pictures without text: {', '.join(map(str, pictured))}"


def _sheet(page: Page) -> _Sheet:
    grids = find_grids(page)
    grids += find_open_grids(page, grids)
    within, outside = _parted(page.runs, grids)
    if any(are_glued(cells.values()) for cells in within):
        grids = [_completed(grid, cells, page) for grid, cells in zip(grids, within, strict=True)]
        within, outside = _parted(page.runs, grids)
    rows = rows_of(outside)
    if bare := find_bare_grids(rows):
        grids += bare
        within, outside = _parted(page.runs, grids)
        rows = rows_of(outside)
    stretches = find_columns(rows)
    items: list[tuple[tuple[float, int, float], Line | Table]] = [
        (_order(stretches, line.left, line.top, line.right, line.bottom), line)
        for line in _lines(rows, stretches)
    ]
    for grid, found in zip(grids, within, strict=True):
        if found or min(len(grid.xs), len(grid.ys)) > 2:
            order = _order(stretches, grid.xs[0], grid.ys[0], grid.xs[-1], grid.ys[-1])
            items.append((order, table_of(grid, found)))
    items.sort(key=itemgetter(0))
    return _Sheet(page.top, page.bottom, [item for _, item in items])


def _completed(grid: Grid, within: dict[int, list[Run]], page: Page) -> Grid:
    if not are_glued(within.values()):
        return grid
    (left, right), (top, bottom) = (grid.xs[0], grid.xs[-1]), (grid.ys[0], grid.ys[-1])
    across = [
        one
        for one in page.horizontal
        if top - SNAP <= one.at <= bottom + SNAP and one.start < right and one.end > left
    ]
    down = [
        one
        for one in page.vertical
        if left - SNAP <= one.at <= right + SNAP and one.start < bottom and one.end > top
    ]
    return complete(grid, across, down, page.runs) or grid


def _lines(rows: list[list[Run]], stretches: list[Columns]) -> Iterator[Line]:
    """Yield the lines of a page, those of two columns each with its own."""
    if not stretches:
        yield from map(line_of, rows)
        return
    beside: list[tuple[list[Run], list[Run]]] = [([], []) for _ in stretches]
    for row in rows:
        for stretch, sides in zip(stretches, beside, strict=True):
            found = [stretch.side(*run[1:5]) for run in row]
            if all(found):
                for run, side in zip(row, found, strict=True):
                    sides[side - 1].append(run)
                break
        else:
            yield line_of(row)
    for sides in beside:
        for number, runs in enumerate(sides, start=1):
            for line in find_lines(runs):
                yield line._replace(column=number)


def _order(
    stretches: list[Columns], left: float, top: float, right: float, bottom: float
) -> tuple[float, int, float]:
    """Return by what something on a page is sorted: its stretch, its column and its height."""
    for stretch in stretches:
        side = stretch.side(left, top, right, bottom)
        if side:
            return stretch.top, side, top
    return top, 0, top


def _parted(runs: list[Run], grids: list[Grid]) -> tuple[list[dict[int, list[Run]]], list[Run]]:
    """Part the runs of each cell of each grid, and those outside of them all."""
    within: list[dict[int, list[Run]]] = [{} for _ in grids]
    outside: list[Run] = []
    place, here = _between(grids, 0.0), outside
    for run in runs:
        _, left, top, right, bottom, _ = run
        x, y = (left + right) / 2, (top + bottom) / 2
        # Many runs stand where the one before them does.
        if not (place[1] <= x < place[3] and place[2] <= y < place[4]):
            for grid, found in zip(grids, within, strict=True):
                at = grid.place_at(x, y)
                if at is not None:
                    place, here = at, found.setdefault(at.cell, [])
                    break
            else:
                place, here = _between(grids, y), outside
        here.append(run)
    return within, outside


def _between(grids: list[Grid], y: float) -> Place:
    """Return the stretch of the page around a height in which there is no grid, if there is."""
    top, bottom = -inf, inf
    for grid in grids:
        if grid.ys[-1] <= y:
            top = max(top, grid.ys[-1])
        elif y < grid.ys[0]:
            bottom = min(bottom, grid.ys[0])
        else:
            return Place(-1, inf, inf, -inf, -inf)
    return Place(-1, -inf, top, inf, bottom)


def _without_furniture(sheets: list[_Sheet]) -> list[list[Line | Table]]:
    """Drop page numbers, and running heads and feet save where they stand first."""
    seen: Counter[tuple[str, str]] = Counter()
    for sheet in sheets:
        seen.update({_running(sheet, item) for item in sheet.items} - {None})  # type: ignore[arg-type]
    told: set[tuple[str, str]] = set()
    pages: list[list[Line | Table]] = []
    for sheet in sheets:
        kept: list[Line | Table] = []
        for item in sheet.items:
            running = _running(sheet, item)
            if running is not None and isinstance(item, Line):
                if _PAGE_NUMBER.fullmatch(item.words):
                    continue
                if seen[running] > 1 and 2 * seen[running] >= len(sheets) - 1:
                    if running in told:
                        continue
                    told.add(running)
            kept.append(item)
        pages.append(kept)
    return pages


def _running(sheet: _Sheet, item: Line | Table) -> tuple[str, str] | None:
    edge = sheet.edge(item) if isinstance(item, Line) else None
    return (edge, _DIGITS.sub("0", item.words)) if edge and isinstance(item, Line) else None


def _compose(composer: Composer, pages: list[list[Line | Table]]) -> None:
    edges = _edges([item for items in pages for item in items if isinstance(item, Line)])
    is_indented = any(edge.is_indented for edge in edges.values())
    table: Table | None = None
    words = ""
    last: Line | None = None
    for items in pages:
        for number, item in enumerate(items):
            if isinstance(item, Table):
                composer.paragraph(words)
                words, last = "", None
                whole = join(table, item) if table is not None and number == 0 else None
                if whole is None:
                    _write(composer, table)
                table = whole or item
                continue
            _write(composer, table)
            table = None
            if (
                last is not None
                and (is_indented or not last.words.endswith("。"))
                and _goes_on(last, item, edges, new_page=number == 0)
            ):
                words = joined(words, item.words, is_full=True)
            else:
                composer.paragraph(words)
                words = item.words
            last = item
    composer.paragraph(words)
    _write(composer, table)


def _write(composer: Composer, table: Table | None) -> None:
    if table is not None:
        composer.table([(area.column, area.words) for area in row] for row in table.rows())


@dataclass(frozen=True, slots=True)
class _Edges:
    """Where the lines of a column begin and end, and whether paragraphs begin with an indent.

    Where they do not, a full line may end one.
    """

    left: float
    right: float
    is_indented: bool


def _edges(lines: list[Line]) -> dict[int, _Edges]:
    """Return the edges of the page (0) and of each of two columns (1 and 2)."""
    columns: defaultdict[int, list[Line]] = defaultdict(list)
    for line in lines:
        columns[line.column].append(line)
    edges: dict[int, _Edges] = {}
    for column, found in columns.items():
        left = _left_edge(found)
        indented = any(0.9 * line.height < line.left - left < 4 * line.height for line in found)
        edges[column] = _Edges(left, _right_edge(found), indented)
    return edges


def _right_edge(lines: list[Line]) -> float:
    """Return where full lines end: the edge that most long lines come near to."""
    ends = sorted(line.right for line in lines)
    return ends[int(len(ends) * 0.9)]


def _left_edge(lines: list[Line]) -> float:
    """Return where lines that go on begin: the place where most lines do, or one left of it."""
    starts = Counter(round(line.left) for line in lines)
    common = [start for start, times in starts.items() if times >= 0.15 * len(lines)]
    return float(min(common, default=min(starts)))


def _goes_on(last: Line, line: Line, edges: dict[int, _Edges], *, new_page: bool) -> bool:
    """Tell whether a line goes on with the paragraph of the line before."""
    size = line.height
    if abs(size - last.height) > 0.35 * size:
        return False
    if last.column != line.column:
        # From the left column to the right one, or to the left one of the next page.
        if (last.column, line.column) != (1, 2) and not (new_page and line.column == 1):
            return False
        new_page = True
    is_full = last.right + _room_needed(line) >= edges[last.column].right
    is_begun = line.left > edges[line.column].left + 0.9 * size
    is_apart = not new_page and line.top - last.bottom > 1.5 * size
    if not is_full or is_begun or is_apart:
        return False
    if COLUMNS_APART in last.words and (last.words[-1].isdigit() or _HEADING.match(line.words)):
        return False
    if split_row(last.words, 0, len(last.words)) or split_row(line.words, 0, len(line.words)):
        return False
    is_ended = last.words.endswith(_ENDS) or last.words[-1].isdigit()
    return not (is_ended and _HEADING.match(line.words))


def _room_needed(line: Line) -> float:
    """Return how much room the beginning of a line needs that is not broken: a number, say."""
    beginning = _UNBROKEN.match(line.words)
    latin = 0.6 * line.height * (beginning.end() if beginning else 0)
    return max(latin, line.height) + 0.8 * line.height
