"""One file never stalls or kills a run, and never costs another file its result."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import polars as pl
import pytest

import giox
from corpus.texts import REPORT
from giox.corpus import watch
from giox.corpus.options import Options
from giox.documents import Limits

SOUND = 10
BAD = {
    "SPIN": "longer than 3 seconds",
    "SLEEP": "longer than 3 seconds",
    "EAT": "more than 2,048 MB",
    "CRASH": "ended the process",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Sound reports with bad files between them."""
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(SOUND):
        text = REPORT.replace("512", str(500 + number))
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    return folder


def status(extraction: giox.Extraction) -> dict[str, str]:
    return dict(extraction.reports.select("report", "status").iter_rows())


@pytest.mark.usefixtures("hostile_reader")
@pytest.mark.parametrize("kinds", [["SPIN"], pytest.param([*BAD], marks=pytest.mark.slow)])
def test_files_beyond_the_limits_are_rows_that_say_so(folder: Path, kinds: list[str]) -> None:
    sound = giox.extract(folder)
    for number, kind in enumerate(kinds):
        (folder / f"{number + 2}-{kind}.txt").write_text(f"{kind}\n{REPORT}", encoding="utf-8")
    extraction = giox.extract(folder, processes=1, timeout=3)
    found = status(extraction)
    for number, kind in enumerate(kinds):
        name = f"{number + 2}-{kind}.txt"
        assert found.pop(name) == "unreadable"
        finding = extraction.findings.row(by_predicate=pl.col("report") == name, named=True)
        assert (finding["check"], finding["severity"]) == ("limits", "error")
        assert BAD[kind] in finding["message"]
        assert "raise --" in finding["message"]
    assert found == status(sound)
    names = [f"{number}.txt" for number in range(SOUND)]
    assert extraction.observations.filter(pl.col("report").is_in(names)).equals(sound.observations)


@pytest.mark.slow
@pytest.mark.usefixtures("hostile_reader")
def test_what_went_beyond_a_limit_is_read_again_once_it_is_raised(
    folder: Path, tmp_path: Path
) -> None:
    (folder / "bad.txt").write_text(f"PAUSE\n{REPORT}", encoding="utf-8")
    output = tmp_path / "out"
    low = giox.extract_to(folder, output, processes=1, timeout=6)
    assert low.statuses["unreadable"] == 1
    assert giox.extract_to(folder, output, processes=1, timeout=6).read == 0
    high = giox.extract_to(folder, output, processes=1, timeout=60)
    assert (high.read, high.statuses) == (1, {"ok": SOUND + 1})


def test_a_file_that_is_too_large_is_a_row_that_says_so(folder: Path) -> None:
    (folder / "large.txt").write_text(REPORT * 20, encoding="utf-8")
    extraction = giox.extract(folder, max_bytes=2_000)
    assert status(extraction)["large.txt"] == "unreadable"
    (message,) = extraction.findings.filter(check="limits")["message"]
    assert "more than 2,000 bytes" in message
    assert status(giox.extract(folder))["large.txt"] != "unreadable"


@pytest.mark.parametrize("limits", [{"timeout": 0}, {"memory": -1}, {"max_bytes": 0}])
def test_limits_must_be_positive(folder: Path, limits: dict[str, int]) -> None:
    with pytest.raises(giox.GioxError, match="must be more than zero"):
        giox.extract(folder, **limits)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no file without end")
def test_a_report_read_alone_is_read_up_to_a_limit(folder: Path) -> None:
    limits = Limits(size=2_000)
    assert giox.read_report(folder / "1.txt", limits=limits).status == "ok"
    with pytest.raises(giox.GioxError, match=r"2,001, and giox reads 2,000 at most"):
        giox.read_report("/dev/zero", limits=limits)


def test_limits_beyond_all_numbers_are_none(folder: Path) -> None:
    extraction = giox.extract(folder / "1.txt", processes=1, timeout=float("inf"), memory=2**80)
    assert status(extraction) == {"1.txt": "ok"}


@pytest.mark.slow
def test_many_processes_read_the_same_as_none(mixed: Path) -> None:
    here, there = giox.extract(mixed, processes=0), giox.extract(mixed, processes=3)
    for name in ("reports", "observations", "findings", "duplicates"):
        assert getattr(here, name).equals(getattr(there, name))


def test_where_no_process_can_be_started_reading_goes_on_here(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.warns(RuntimeWarning, match="cannot be started .* without limits"):
        extraction = giox.extract(folder, processes=1)
    assert extraction.reports.height == SOUND


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals of POSIX")
def test_a_process_that_is_killed_as_it_starts_is_started_again(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed = tmp_path / "killed"
    once = (
        f"import os, pathlib; killed = pathlib.Path({str(killed)!r})\n"
        "if not killed.exists(): killed.touch(); os.kill(os.getpid(), 9)\n"
    )
    monkeypatch.setattr(watch, "_START", once + watch._START)
    extraction = giox.extract(folder, processes=1)
    assert killed.exists()
    assert status(extraction) == dict.fromkeys((f"{n}.txt" for n in range(SOUND)), "ok")


def test_a_process_of_another_giox_is_refused() -> None:
    with (
        watch.Readers() as readers,
        pytest.raises(giox.GioxError, match="install the same on all"),
    ):
        watch.read_batch([], Options(code="another"), readers)


@pytest.mark.slow
def test_a_script_without_a_guard_may_extract(folder: Path, tmp_path: Path) -> None:
    import subprocess

    script = tmp_path / "script.py"
    script.write_text(f"import giox\nprint(giox.extract({str(folder)!r}, processes=2))\n")
    run = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, check=True, timeout=120
    )
    assert run.stdout.startswith(f"Extraction({SOUND} reports")


@pytest.mark.slow
@pytest.mark.usefixtures("hostile_reader")
def test_processes_do_not_outlive_an_interrupted_run(folder: Path, tmp_path: Path) -> None:
    import signal
    import subprocess

    (folder / "bad.txt").write_text("SLEEP", encoding="utf-8")
    # A shell may have started these tests with interrupts ignored.
    code = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        f"import giox; giox.extract({str(folder)!r}, processes=2)"
    )
    path = os.pathsep.join(filter(None, sys.path))
    run = subprocess.Popen(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": path},
        stderr=subprocess.DEVNULL,
    )
    time.sleep(8)
    children = Path(f"/proc/{run.pid}/task/{run.pid}/children").read_text().split()
    run.send_signal(signal.SIGINT)
    run.wait(20)
    assert not [child for child in children if Path(f"/proc/{child}").exists()]
