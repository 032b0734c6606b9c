"""Folders to write to, on this machine or behind an address: no file is ever there by half."""

from __future__ import annotations

import errno
import os
import re
import shutil
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path, PurePosixPath

import polars as pl

from giox.corpus.locations import as_location, filesystem, is_address
from giox.errors import GioxError

__all__ = ["Store", "explained", "store_at"]

_HALF = ".half-"
_FULL = {errno.ENOSPC, errno.EDQUOT}
# Polars tells errors of the system by their words only, those of Parquet as errors of its own.
_SAYS_FULL = re.compile(rf"os error ({'|'.join(map(str, _FULL))})\)")


class Store(ABC):
    """A folder of files, named by their paths in it."""

    @abstractmethod
    def names(self, folder: str) -> list[str]:
        """Return the names of the files in a folder, sorted; none where there is no folder."""

    @abstractmethod
    def read(self, name: str) -> bytes:
        """Return what a file holds.

        Raises
        ------
        FileNotFoundError
            If there is none.
        """

    @abstractmethod
    def write(self, name: str, data: bytes) -> None:
        """Write a file whole; when this returns, it outlasts a loss of power."""

    @abstractmethod
    def place(self, name: str, file: Path) -> None:
        """Move a file of this machine here."""

    @abstractmethod
    def remove(self, name: str) -> None:
        """Remove a file or folder, if it is there."""

    @abstractmethod
    def where(self, name: str) -> str:
        """Return the path or address of a file."""

    @abstractmethod
    def workshop(self) -> AbstractContextManager[Path]:
        """Lend a folder of this machine for files on their way to `place`."""

    @abstractmethod
    def alone(self) -> AbstractContextManager[None]:
        """Keep other runs away, where the system can: two would mix what they read.

        Raises
        ------
        GioxError
            If another run writes here now.
        """


def store_at(folder: str | os.PathLike[str], *, lasting: bool = True) -> Store:
    """Return the folder at a path or an address, whose files need or need not outlast power."""
    location = as_location(folder)
    return _Remote(location) if is_address(location) else _Local(Path(location), lasting=lasting)


@contextmanager
def explained(folder: str) -> Iterator[None]:
    """Say of what cannot be written what to do.

    Raises
    ------
    GioxError
        Instead of an error of the system.
    """
    try:
        yield
    except (OSError, pl.exceptions.ComputeError) as error:
        full = getattr(error, "errno", None) in _FULL or _SAYS_FULL.search(str(error)) is not None
        if not (full or isinstance(error, OSError)):
            raise
        advice = (
            "free some space and run the same command again: what was read is kept"
            if full
            else "choose another --output"
        )
        reason = getattr(error, "strerror", None) or error
        msg = f"{folder} cannot be written: {reason}; {advice}"
        raise GioxError(msg) from error


class _Local(Store):
    def __init__(self, folder: Path, *, lasting: bool) -> None:
        self._folder = folder
        self._lasting = lasting

    def where(self, name: str) -> str:
        return str(self._folder / name)

    def names(self, folder: str) -> list[str]:
        path = self._folder / folder
        if not path.is_dir():
            return []
        return sorted(f"{folder}/{one.name}" for one in path.iterdir() if one.name[0] != ".")

    def read(self, name: str) -> bytes:
        return (self._folder / name).read_bytes()

    def write(self, name: str, data: bytes) -> None:
        with explained(self.where(name)):
            path = self._folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            half = path.with_name(f".{path.name}.{os.getpid()}.half")
            try:
                with half.open("wb") as stream:
                    stream.write(data)
                    if self._lasting:
                        stream.flush()
                        os.fsync(stream.fileno())
                half.replace(path)
            except BaseException:
                half.unlink(missing_ok=True)
                raise

    def place(self, name: str, file: Path) -> None:
        with explained(self.where(name)):
            if self._lasting:
                with file.open("rb+") as stream:
                    os.fsync(stream.fileno())
            path = self._folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            file.replace(path)

    def remove(self, name: str) -> None:
        path = self._folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)

    @contextmanager
    def workshop(self) -> Iterator[Path]:
        self._folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self._folder, prefix=_HALF) as path:
            yield Path(path)

    @contextmanager
    def alone(self) -> Iterator[None]:
        with explained(str(self._folder)):
            self._folder.mkdir(parents=True, exist_ok=True)
            held = _held(self._folder)
        try:
            self._clear()
            yield
        finally:
            if held is not None:
                os.close(held)

    def _clear(self) -> None:
        """Remove what a run that was killed had half written."""
        for path in self._folder.glob(f"{_HALF}*/"):
            shutil.rmtree(path)
        for path in self._folder.glob(".parts/**/.*.half"):
            path.unlink()


def _held(folder: Path) -> int | None:
    """Lock a folder until what is returned is closed, or its process ends in whatever way."""
    try:
        import fcntl
    except ImportError:  # Windows, where nobody can remove what another has open
        return None
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(handle)
        msg = f"another run writes to {folder}; wait for its end, or choose another --output"
        raise GioxError(msg) from error
    except OSError:  # a file system without locks
        os.close(handle)
        return None
    return handle


class _Remote(Store):
    """A folder behind an address. Such stores show a file only when it is whole."""

    def __init__(self, address: str) -> None:
        self._address = address.rstrip("/")
        self._fs, path = filesystem(address)
        self._folder = path.rstrip("/")

    def where(self, name: str) -> str:
        return f"{self._address}/{name}"

    def _path(self, name: str) -> str:
        return f"{self._folder}/{name}"

    def names(self, folder: str) -> list[str]:
        self._fs.invalidate_cache()
        try:
            found = self._fs.ls(self._path(folder), detail=False)
        except FileNotFoundError:
            return []
        return sorted(f"{folder}/{PurePosixPath(one).name}" for one in found)

    def read(self, name: str) -> bytes:
        data: bytes = self._fs.cat_file(self._path(name))
        return data

    def write(self, name: str, data: bytes) -> None:
        with explained(self.where(name)):
            self._fs.makedirs(str(PurePosixPath(self._path(name)).parent), exist_ok=True)
            self._fs.pipe_file(self._path(name), data)

    def place(self, name: str, file: Path) -> None:
        with explained(self.where(name)):
            self._fs.makedirs(str(PurePosixPath(self._path(name)).parent), exist_ok=True)
            self._fs.put_file(str(file), self._path(name))
        file.unlink()

    def remove(self, name: str) -> None:
        if self._fs.exists(self._path(name)):
            self._fs.rm(self._path(name), recursive=True)

    @contextmanager
    def workshop(self) -> Iterator[Path]:
        with tempfile.TemporaryDirectory(prefix="giox-") as path:
            yield Path(path)

    def alone(self) -> AbstractContextManager[None]:
        return nullcontext()
