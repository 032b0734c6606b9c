"""Files into rows: the one place where a corpus meets the extraction.

One file never costs another its result: what cannot be read becomes a row that says why.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import groupby
from pathlib import Path, PurePath
from typing import IO

from giox.corpus.firstlook import can_be_report
from giox.corpus.locations import followed, is_address, opened
from giox.corpus.options import Options
from giox.corpus.rows import Item, Rows
from giox.corpus.tables import Piece
from giox.documents import Member, is_dump, members
from giox.errors import DocumentError
from giox.extraction import read_all

__all__ = ["condemn", "read_items", "warm_up"]

_TRIES = 3
_SMALL_REPORT = """青浦区人民政府办公室2019年政府信息公开工作年度报告
一、总体情况
2019年,全区主动公开政府信息30条,收到政府信息公开申请3件,行政复议1件,未发生行政诉讼。
四、政府信息公开行政复议、行政诉讼情况
行政复议 | 行政诉讼
结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 | 未经复议直接起诉 | 复议后起诉
1 | 0 | 0 | 0 | 1 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0
"""


class _LimitError(DocumentError):
    """A file is larger than the options allow."""


def read_items(
    items: Sequence[Item], options: Options, begins: Callable[[int], None] = lambda _: None
) -> Piece:
    """Read files and documents of dumps, and return the tables of them all.

    Parameters
    ----------
    items : sequence of Item
        What to read, the documents of one dump together and in its order.
    options : Options
        How.
    begins : callable, optional
        Told the index of each item before it is read, again now and then while a dump is
        looked through, and the number of items before the tables are made.

    Raises
    ------
    MemoryError
        If memory does not suffice; nothing else is raised, whatever the files are like.
    """
    rows = Rows()
    for index, item, read in _readers(items, options):
        begins(index)
        try:
            read(item, options, rows, partial(begins, index))
        except DocumentError as error:
            check = "limits" if isinstance(error, _LimitError) else "unreadable"
            rows.unreadable(item, str(error), check=check)
            rows.done(item, again=True)
        except MemoryError:
            raise
        except Exception as error:  # one file must not end the run over a folder
            reason = (
                f"reading failed ({type(error).__name__}: {error}); please report the file to the "
                "developers of giox"
            )
            rows.unreadable(item, reason)
            rows.done(item)
    begins(len(items))
    return rows.piece()


def warm_up() -> None:
    """Load what is loaded once, so that the first file has the same time as all others."""
    rows = Rows()
    for report in read_all(_SMALL_REPORT.encode(), "a.txt"):
        rows.read(report)
    rows.piece()


def condemn(item: Item, reason: str, options: Options) -> Piece:
    """Return the tables of an item whose reading had to be ended."""
    rows = Rows()
    rows.unreadable(item, reason, check="limits")
    rows.done(item, spent=options.spent)
    return rows.piece()


_Read = Callable[[Item, Options, Rows, Callable[[], None]], None]


def _readers(items: Sequence[Item], options: Options) -> Iterator[tuple[int, Item, _Read]]:
    """Pair each item with what reads it."""
    for (location, inside), group in groupby(enumerate(items), key=_place):
        some = list(group)
        read: _Read = _look_through if is_dump(location) else _read_file
        if inside:
            sound = [item for _, item in some if item.problem is None]
            places = [(item.number or 0, item.position or 0) for item in sound]
            read = partial(_read_member, _members(location, options, places))
        yield from ((index, item, read) for index, item in some)


def _place(pair: tuple[int, Item]) -> tuple[str, bool]:
    _, item = pair
    return item.location, item.number is not None


def _read_file(item: Item, options: Options, rows: Rows, _: Callable[[], None]) -> None:
    data = _load(item.location, options)
    _read_bytes(Member(item.report, data, PurePath(item.location).name), item, options, rows)


def _read_member(
    found: Iterator[Member], item: Item, options: Options, rows: Rows, _: Callable[[], None]
) -> None:
    if item.problem is not None:
        raise DocumentError(item.problem)
    member = next(found, None)
    if member is None or member.number != item.number:
        msg = "the dump changed while it was read; run again once it is written to the end"
        raise DocumentError(msg)
    if member.problem is not None:
        raise DocumentError(member.problem)
    _read_bytes(member, item, options, rows)


def _read_bytes(member: Member, item: Item, options: Options, rows: Rows) -> None:
    sha256 = hashlib.sha256(member.data).hexdigest()
    if sha256 == item.sha256:
        rows.done(item, sha256=sha256, part=item.part)
        return
    is_local_file = item.number is None and not is_address(item.location)
    folder = Path(item.location).parent if is_local_file else None
    try:
        for report in read_all(
            member.data,
            item.report,
            member.file_name,
            options.limits,
            ocr=options.ocr,
            folder=folder,
        ):
            rows.read(report)
    except DocumentError as error:
        rows.unreadable(item, str(error), sha256=sha256)
    rows.done(item, sha256=sha256)


def _load(location: str, options: Options) -> bytes:
    """Return what a file holds, all of one state.

    Raises
    ------
    DocumentError
        If it cannot be opened, is no plain file, is too large, or does not stop changing.
    """
    _check_plain(location)
    try:
        for _ in range(_TRIES):
            with opened(location) as stream:
                before = _state(stream)
                data = stream.read(options.max_bytes + 1)
                if len(data) > options.max_bytes:
                    msg = (
                        f"the file has more than {options.max_bytes:,} bytes; split it, or raise "
                        "--max-bytes (max_bytes=…) to read it"
                    )
                    raise _LimitError(msg)
                if _state(stream) == before:
                    return data
    except OSError as error:
        raise _not_opened(error) from error
    msg = "the file changed while it was read; run again once it is written to the end"
    raise DocumentError(msg)


def _not_opened(error: OSError) -> DocumentError:
    return DocumentError(
        f"the file cannot be opened: {error.strerror or error}; check your rights to it"
    )


def _check_plain(location: str) -> None:
    """Refuse what is there but no file, before it is opened: a pipe would be waited for."""
    if is_address(location):
        return
    try:
        mode = os.stat(location).st_mode  # noqa: PTH116 - names may be in any encoding
    except OSError as error:
        raise _not_opened(error) from error
    if stat.S_ISDIR(mode):
        msg = "the folder cannot be opened; check your rights to it"
        raise DocumentError(msg)
    if not stat.S_ISREG(mode):
        msg = "this is a device, pipe or socket and not a plain file; save what it gives as a file"
        raise DocumentError(msg)


def _state(stream: IO[bytes]) -> tuple[int, int] | None:
    """Return what changes when a file of this machine is written to."""
    try:
        status = os.fstat(stream.fileno())
    except (AttributeError, OSError):
        return None
    return status.st_size, status.st_mtime_ns


def _members(
    location: str,
    options: Options,
    at: Sequence[tuple[int, int]] | None = None,
    goes_on: Callable[[], None] | None = None,
) -> Iterator[Member]:
    there = partial(opened, location) if is_address(location) else None
    # What is no document counts too: a web archive may hold hours of pictures before the first.
    if goes_on is not None and not location.lower().endswith(".parquet"):
        there = partial(followed, location, goes_on)
    return members(location, limits=options.limits, at=at, opened=there)


def _look_through(item: Item, options: Options, rows: Rows, goes_on: Callable[[], None]) -> None:
    """Note the documents of a dump that are to be read, and how many were passed over."""
    _check_plain(item.location)
    passed = 0
    noted: list[dict[str, object]] = []
    try:
        for member in _members(item.location, options, goes_on=goes_on):
            goes_on()
            if member.problem is None and options.first_look and not can_be_report(member.data):
                passed += 1
                continue
            noted.append(
                {
                    "source": item.report,
                    "report": f"{item.report}#{member.number}",
                    "number": member.number,
                    "position": member.position,
                    "size": len(member.data),
                    "problem": member.problem,
                }
            )
    finally:  # what was found before an error counts
        rows.members += noted
    if not noted:
        rows.reports.append({"report": item.report, "part": 0, "status": "no_report"})
    if passed or not noted:
        message = (
            "documents of the dump were passed over: they do not hold the words that every report "
            "uses; --every-document (first_look=False) reads them too"
        )
        rows.found(item, "first_look", "notice", message, found=str(passed))
    rows.done(item)
