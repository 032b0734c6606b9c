"""The files that are to be read: a table of them, whatever they are like.

Nothing below a folder is passed over in silence but hidden files: a folder that cannot be
opened is an item too, and reading it says why.
"""

from __future__ import annotations

import os
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

import polars as pl

from giox.corpus.locations import as_location, encoded, filesystem, is_address, printable
from giox.documents import is_dump
from giox.errors import GioxError

__all__ = ["ITEMS", "PathLike", "Source", "find_files", "list_items"]

PathLike = str | Path

ITEMS = pl.Schema(
    {
        "report": pl.String,
        "location": pl.Binary,
        "number": pl.Int64,
        "position": pl.Int64,
        "problem": pl.String,
        "size": pl.Int64,
        "stamp": pl.String,
    }
)
"""What is to be read: name in the tables, where it is (in a dump: which document), its state."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it was listed: its name in the tables, place, size and what tells a change."""

    report: str
    location: str
    size: int
    stamp: str


def find_files(paths: PathLike | Iterable[PathLike]) -> list[Source]:
    """Return the files under the paths, each with its name in the tables, sorted by it.

    The name is relative to the folder that was given, its parts joined by `/`. Where two
    folders hold a file of the same name, the folders' names are put before it. Links are
    followed, but no folder is entered twice.

    Raises
    ------
    GioxError
        If a path does not exist.

    Examples
    --------
    >>> from giox.shipped import shared_path
    >>> find_files(shared_path("data", "specimens"))[0].report
    '01_2014_cells.txt'
    """
    given = [paths] if isinstance(paths, str | Path) else list(paths)
    found: dict[str, tuple[str, Source]] = {}
    for path in map(as_location, given):
        files = _remote(path) if is_address(path) else _local(path)
        for source in files:
            found.setdefault(_whole(source.location), (_folder(path), source))
    counts = Counter(source.report for _, source in found.values())
    sources = [
        _renamed(source, f"{folder}/{source.report}")
        if len(given) > 1 and counts[source.report] > 1
        else source
        for folder, source in found.values()
    ]
    return sorted(_distinct(sources), key=lambda source: source.report)


def list_items(paths: PathLike | Iterable[PathLike], without: frozenset[str]) -> pl.DataFrame:
    """Return the files under the paths as a table (`ITEMS`), but for the locations `without`."""
    sources = [one for one in find_files(paths) if _whole(one.location) not in without]
    return pl.DataFrame(
        {
            "report": [one.report for one in sources],
            "location": [encoded(one.location) for one in sources],
            "number": None,
            "position": None,
            "problem": None,
            "size": [one.size for one in sources],
            "stamp": [one.stamp for one in sources],
        },
        schema=ITEMS,
    )


def _whole(location: str) -> str:
    return location if is_address(location) else os.path.abspath(location)  # noqa: PTH100


def _folder(path: str) -> str:
    return printable(PurePath(path).name)


def _renamed(source: Source, report: str) -> Source:
    return Source(report, source.location, source.size, source.stamp)


def _distinct(sources: Iterable[Source]) -> Iterator[Source]:
    """Yield sources by name; those of a name that another has get a number.

    Folders of one name may hold files of one name, and a file may be called as a document of the
    dump beside it is.
    """
    ordered = sorted(sources, key=lambda one: (one.report, encoded(one.location)))
    dumps = {one.report for one in ordered if is_dump(one.report)}
    taken: set[str] = set()
    for source in ordered:
        report, number = source.report, 2
        while report in taken or _of_dump(report) in dumps:
            report, number = f"{source.report}~{number}", number + 1
        taken.add(report)
        yield source if report == source.report else _renamed(source, report)


def _of_dump(report: str) -> str | None:
    """Return the dump that a document of this name would be in."""
    dump, _, number = report.rpartition("#")
    return dump if number.isdecimal() else None


def _local(path: str) -> Iterator[Source]:
    if os.path.isdir(path):  # noqa: PTH112
        root = path.rstrip("/" + os.sep) or path
        for file in _walk(path):
            relative = os.path.relpath(file, root).replace(os.sep, "/")
            yield _of_file(printable(relative), file)
    elif os.path.lexists(path):
        yield _of_file(printable(PurePath(path).name), path)
    else:
        msg = f"{printable(path)} does not exist; name a file or a folder of saved reports"
        raise GioxError(msg)


def _of_file(report: str, path: str) -> Source:
    try:
        status = os.stat(path)  # noqa: PTH116
    except OSError:
        return Source(report, path, 0, "")
    return Source(report, path, status.st_size, f"{status.st_size}-{status.st_mtime_ns}")


def _walk(top: str) -> Iterator[str]:
    """Yield the files below a folder, and folders that cannot be opened; links come last."""
    folders, links = deque([top]), deque[str]()
    entered: set[tuple[int, int]] = set()
    while folders or links:
        folder = folders.popleft() if folders else links.popleft()
        try:
            status = os.stat(folder)  # noqa: PTH116
            if (status.st_dev, status.st_ino) in entered:
                continue
            entered.add((status.st_dev, status.st_ino))
            names = sorted(os.listdir(folder))  # noqa: PTH208
        except OSError:
            yield folder
            continue
        for name in names:
            path = os.path.join(folder, name)  # noqa: PTH118
            if name.startswith("."):
                continue
            if not os.path.isdir(path):  # noqa: PTH112
                yield path
            elif os.path.islink(path):  # noqa: PTH114
                links.append(path)
            else:
                folders.append(path)


def _remote(address: str) -> Iterator[Source]:
    fs, root = filesystem(address)
    try:
        found = fs.find(root, detail=True)
    except OSError as error:
        msg = f"{address} cannot be listed ({error}); check the address and your rights to it"
        raise GioxError(msg) from error
    if not found and not fs.exists(root):
        msg = f"{address} does not exist; name a file or a folder of saved reports"
        raise GioxError(msg)
    folder = root.rstrip("/") + "/"
    for path, info in found.items():
        name = path.removeprefix(folder) if path != root.rstrip("/") else PurePath(path).name
        if any(part.startswith(".") for part in name.split("/")):
            continue
        size = int(info.get("size") or 0)
        told = (info.get(key) for key in ("ETag", "LastModified", "mtime", "created"))
        state = next((str(one) for one in told if one), "")
        yield Source(name, fs.unstrip_protocol(path), size, f"{size}-{state}")
