"""Files written whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from secrets import token_hex

from giox.errors import GioxError

__all__ = ["write_files", "write_whole"]


def write_whole(path: Path, content: bytes) -> None:
    """Write `content` to a file beside `path` and then move it there.

    Raises
    ------
    OSError
        If the file cannot be written; one that was there before is then untouched.
    """
    half = path.with_name(f".{path.name}.{token_hex(4)}.half")
    try:
        half.write_bytes(content)
        half.replace(path)
    except BaseException:
        half.unlink(missing_ok=True)
        raise


def write_files(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write files to a folder, each whole or not at all, and return their paths.

    Raises
    ------
    GioxError
        If the folder cannot be made or written to.
    """
    written = []
    for name, content in files.items():
        path = folder / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, content)
        except OSError as error:
            msg = f"{path} cannot be written: {error.strerror or error}; choose another folder"
            raise GioxError(msg) from error
        written.append(path)
    return written
