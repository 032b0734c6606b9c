"""Where files are: paths of this machine, or addresses that fsspec knows (s3://, hdfs:// …)."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any
from urllib.parse import unquote

from giox.errors import GioxError

__all__ = ["as_location", "encoded", "filesystem", "followed", "is_address", "opened", "printable"]

# One letter before a colon is a drive.
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]+(?:://|::)")
_LOCAL = ("file://", "local://")
# Packed a thousandfold it is still looked through in seconds.
_SMALL_PIECE = 2**15


def is_address(location: str) -> bool:
    r"""Tell an address from a path.

    Examples
    --------
    >>> is_address("s3://bucket/reports"), is_address("C:\\reports"), is_address("reports")
    (True, False, False)
    """
    return _ADDRESS.match(location) is not None


def as_location(path: str | os.PathLike[str]) -> str:
    """Return a path or an address as text; `file://…` becomes a path.

    Examples
    --------
    >>> as_location(Path("reports")), as_location("file:///home/a%20b")
    ('reports', '/home/a b')
    """
    location = os.fspath(path)
    for scheme in _LOCAL:
        if location.startswith(scheme):
            return unquote(location.removeprefix(scheme))
    return location


def filesystem(address: str) -> tuple[Any, str]:
    """Return the file system of an address and the path in it.

    Raises
    ------
    GioxError
        If fsspec, or what it needs for this kind of address, is not installed.
    """
    try:
        import fsspec  # type: ignore[import-untyped]

        fs, path = fsspec.url_to_fs(address)
    except (ImportError, ValueError) as error:
        msg = f"{address} cannot be used ({error}); install giox[dask] and what fsspec asks for"
        raise GioxError(msg) from error
    return fs, path


def opened(location: str) -> IO[bytes]:
    """Open a file for reading, wherever it is."""
    if not is_address(location):
        return Path(location).open("rb")
    fs, path = filesystem(location)
    stream: IO[bytes] = fs.open(path, "rb")
    return stream


class _Followed(io.RawIOBase):
    """What a stream gives, and somebody told whenever it is asked for more."""

    def __init__(self, stream: IO[bytes], goes_on: Callable[[], None]) -> None:
        self._stream, self._goes_on = stream, goes_on

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - whatever has room for bytes
        self._goes_on()
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return self._stream.seek(offset, whence)

    def close(self) -> None:
        self._stream.close()
        super().close()


def followed(location: str, goes_on: Callable[[], None]) -> IO[bytes]:
    """Open a file for reading, and call `goes_on` for each small piece that is read of it."""
    return io.BufferedReader(_Followed(opened(location), goes_on), _SMALL_PIECE)


def encoded(location: str) -> bytes:
    """Return a location as bytes, which a table can hold whatever encoding it is in."""
    return os.fsencode(location)


def printable(name: str) -> str:
    r"""Return a file's name as text that every programme can hold.

    Bytes of a name that are no UTF-8 (it was made on a machine of another encoding) are
    written as backslash escapes.

    Examples
    --------
    >>> printable("报告.txt"), printable("\udcb1\udca8.txt")
    ('报告.txt', '\\xb1\\xa8.txt')
    """
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
