"""What is found under a path, whatever the file system holds."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import polars as pl
import pytest

import giox
from corpus.texts import REPORT
from giox.corpus import find_files, reading

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="needs links and pipes of POSIX")


def names(*paths: Path) -> list[str]:
    return [source.report for source in find_files(paths)]


def write(path: Path, text: str = REPORT) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@POSIX
def test_links_are_followed_but_no_folder_is_entered_twice(tmp_path: Path) -> None:
    write(tmp_path / "in" / "real" / "a.txt")
    write(tmp_path / "elsewhere" / "b.txt")
    (tmp_path / "in" / "loop").symlink_to(tmp_path / "in")
    (tmp_path / "in" / "real" / "up").symlink_to("..")
    (tmp_path / "in" / "again").symlink_to("real")
    (tmp_path / "in" / "outside").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "in" / "self.txt").symlink_to("self.txt")
    assert names(tmp_path / "in") == ["outside/b.txt", "real/a.txt", "self.txt"]
    status = dict(giox.extract(tmp_path / "in").reports.select("report", "status").iter_rows())
    assert status == {"outside/b.txt": "ok", "real/a.txt": "ok", "self.txt": "unreadable"}


@POSIX
def test_a_pipe_is_a_row_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    extraction = giox.extract(tmp_path)
    assert extraction.reports["status"].to_list() == ["unreadable"]
    assert "not a plain file" in extraction.findings["message"][0]


@POSIX
@pytest.mark.parametrize("name", ["gone.txt", "gone.jsonl", "gone.parquet", "gone.warc.gz"])
@pytest.mark.parametrize("processes", [0, 1])
def test_a_link_to_nowhere_is_a_row(tmp_path: Path, name: str, processes: int) -> None:
    (tmp_path / name).symlink_to("nowhere")
    extraction = giox.extract(tmp_path, processes=processes)
    assert extraction.reports["status"].to_list() == ["unreadable"]
    assert "cannot be opened: No such file" in extraction.findings["message"][0]


@POSIX
def test_names_of_any_encoding_are_read(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + "/报告.txt".encode("gb18030")
    with open(name, "wb") as stream:  # noqa: PTH123 - a name of bytes
        stream.write(REPORT.encode())
    write(tmp_path / "报告.txt")
    for processes in (0, 1):
        reports = giox.extract(tmp_path, processes=processes).reports
        assert reports["report"].to_list() == ["\\xb1\\xa8\\xb8\\xe6.txt", "报告.txt"]
        assert reports["status"].unique().to_list() == ["ok"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may do all")
def test_a_folder_that_cannot_be_opened_is_a_row(tmp_path: Path) -> None:
    write(tmp_path / "closed" / "a.txt")
    (tmp_path / "closed").chmod(0)
    reports = giox.extract(tmp_path).reports
    assert reports.select("report", "status").row(0) == ("closed", "unreadable")


def test_a_folder_that_cannot_be_listed_is_a_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "closed" / "a.txt")
    listdir = os.listdir

    def refused(path: str) -> list[str]:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied")
        return listdir(path)

    monkeypatch.setattr(os, "listdir", refused)
    extraction = giox.extract(tmp_path)
    assert extraction.reports.select("report", "status").row(0) == ("closed", "unreadable")
    assert "check your rights" in extraction.findings["message"][0]


def test_a_file_that_changes_while_it_is_read_is_never_half_old_half_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "a.txt")
    changes = iter(range(2))
    opened = reading.opened

    def growing(location: str):  # type: ignore[no-untyped-def]
        stream = opened(location)
        read = stream.read

        class Stream:
            def __enter__(self):  # type: ignore[no-untyped-def]
                return self

            def __exit__(self, *_: object) -> None:
                stream.close()

            def fileno(self) -> int:
                return stream.fileno()

            def read(self, most: int) -> bytes:
                data: bytes = read(most)
                if next(changes, None) is not None:
                    with path.open("a", encoding="utf-8") as more:
                        more.write("全年收到行政复议3件。\n")
                return data

        return Stream()

    monkeypatch.setattr(reading, "opened", growing)
    reports = giox.extract(tmp_path, processes=0).reports
    assert reports["characters"].to_list() == [len(path.read_text(encoding="utf-8"))]
    changes = iter(range(100))
    extraction = giox.extract(tmp_path, processes=0)
    assert extraction.reports["status"].to_list() == ["unreadable"]
    assert "changed while it was read" in extraction.findings["message"][0]


def test_what_could_not_be_opened_is_tried_again(tmp_path: Path) -> None:
    link = tmp_path / "in" / "a.txt"
    link.parent.mkdir()
    link.symlink_to(tmp_path / "a.txt")
    assert giox.extract_to(link.parent, tmp_path / "out").statuses == {"unreadable": 1}
    write(tmp_path / "a.txt")
    assert giox.extract_to(link.parent, tmp_path / "out").statuses == {"ok": 1}


@pytest.mark.parametrize("address", [False, True])
def test_addresses_are_read_like_paths(tmp_path: Path, *, address: bool) -> None:
    fsspec = pytest.importorskip("fsspec")
    write(tmp_path / "甲 乙" / "a.txt")
    (tmp_path / "甲 乙" / "b.html").write_text(f"<p>{REPORT}</p>")
    local = giox.extract(tmp_path)
    place = f"file://{tmp_path}"
    if address:
        memory = fsspec.filesystem("memory")
        memory.put(str(tmp_path), "/corpus", recursive=True)
        place = "memory://corpus"
    for name in ("reports", "observations", "findings"):
        assert getattr(giox.extract(place), name).equals(getattr(local, name))
    if address:
        for _ in range(2):
            summary = giox.extract_to(place, "memory://out")
        assert summary.read == 0
        with fsspec.open("memory://out/reports.parquet") as stream:
            assert pl.read_parquet(stream).equals(local.reports)
        memory.rm("/corpus", recursive=True)
        memory.rm("/out", recursive=True)
