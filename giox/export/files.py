"""Files written whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from giox.errors import ExportError
from giox.files import write_whole

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["check_formats", "place", "write"]


def check_formats(formats: Sequence[str], known: Sequence[str]) -> None:
    """Refuse formats that giox does not write.

    Raises
    ------
    ExportError
        If one of `formats` is not `known`, or there is none.
    """
    asked = [formats] if isinstance(formats, str) else list(formats)
    if isinstance(formats, str) or not asked or set(asked) - set(known):
        msg = f"formats must be some of {', '.join(map(repr, known))} in a tuple, not {formats!r}"
        raise ExportError(msg)


def place(name: str, folder: str | Path) -> Path:
    """Return the path of a file without its ending, its folder made.

    Raises
    ------
    ExportError
        If `name` is no plain file name, or the folder cannot be made.
    """
    if not name or name != Path(name).name or name.startswith("."):
        msg = f"{name!r} is no file name: give a plain one such as 'fig1', the folder apart"
        raise ExportError(msg)
    path = Path(folder)
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        msg = f"the folder {path} cannot be made ({error.strerror}): choose another"
        raise ExportError(msg) from error
    return path / name


def write(path: Path, content: bytes) -> Path:
    """Write `content` to a file beside `path` and then move it there.

    Raises
    ------
    ExportError
        If the file cannot be written; a file that was there before is then untouched.
    """
    try:
        write_whole(path, content)
    except OSError as error:
        msg = f"{path} cannot be written ({error.strerror}): is it open, or the disk full?"
        raise ExportError(msg) from error
    return path
