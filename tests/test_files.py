"""Files are there whole or as they were, whatever happens on the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from giox.errors import GioxError
from giox.files import write_files, write_whole


def test_files_take_the_place_of_those_before(tmp_path: Path) -> None:
    for content in (b"one", b"two"):
        written = write_files(tmp_path / "new", {"a.csv": content, "deep/b.csv": content})
        assert [path.read_bytes() for path in written] == [content, content]
    assert sorted(path.name for path in tmp_path.rglob("*.*")) == ["a.csv", "b.csv"]


def test_a_write_that_fails_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.csv"
    write_whole(file, b"before")
    written = Path.write_bytes

    def full(path: Path, content: bytes) -> int:
        written(path, content[:2])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(GioxError, match=r"a\.csv cannot be written: No space left"):
        write_files(tmp_path, {"a.csv": b"after"})
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]
    assert file.read_bytes() == b"before"


def test_a_folder_that_is_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "taken").touch()
    with pytest.raises(GioxError, match="choose another folder"):
        write_files(tmp_path / "taken", {"a.csv": b""})
