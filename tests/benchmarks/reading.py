"""How fast text reports are read, beside opencc-python-reimplemented on the same texts.

    python tests/benchmarks/reading.py [FOLDER]

reads each text file of a folder (by default the specimens that ship with giox) all included:
decoding, cleaning, script, metadata, region, tables and prose; and converts the same text from
simplified to traditional script with `OpenCC("s2t").convert`, in turns, in one process. Printed
are the least times of each in milliseconds of processor time and their ratio (the goal is 8),
what the checks of the figures cost beyond that, which parts the time to read goes to, and how it
grows with the length of a text.

Reading a file a second time is faster than the first: labels of tables, which are the same in
all reports, are remembered. `once` is the time of the first reading of a file in a process that
has read the shipped specimens before, as in a folder of reports of which none is like another.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

import polars as pl
from opencc import OpenCC

from giox.documents import read_document
from giox.extraction import read_all, report

REPO = Path(__file__).resolve().parents[2]
SPECIMENS = REPO / "data" / "specimens"
ROUNDS = 15
PARTS = (
    "read_document",
    "normalise",
    "lines_of",
    "read_metadata",
    "region_of_document",
    "read_tables",
    "read_prose",
)
LENGTHS = (10_000, 100_000, 1_000_000, 2_000_000)


def least(*calls: Callable[[], Any], rounds: int = ROUNDS) -> list[float]:
    """The least processor time of each call in milliseconds, the calls taken in turn."""
    times: list[list[float]] = [[] for _ in calls]
    for _ in range(rounds):
        for call, found in zip(calls, times, strict=True):
            start = time.process_time_ns()
            call()
            found.append((time.process_time_ns() - start) / 1e6)
    return [min(found) for found in times]


def compare(files: list[Path]) -> pl.DataFrame:
    """Return one row per file: its size, both times and their ratio, and the time of checks."""
    convert = OpenCC("s2t").convert
    for file in texts_of(SPECIMENS):
        read_all(file.read_bytes(), file.name)
    once = {
        file: least(lambda file=file: read_all(file.read_bytes(), file.name), rounds=1)[0]
        for file in files
    }
    rows = []
    for file in files:
        data = file.read_bytes()
        text = read_document(data, file.name).text
        reports = read_all(data, file.name)
        ours, theirs = least(
            lambda data=data, name=file.name: read_all(data, name),
            lambda text=text: convert(text),
        )
        checks = least(lambda reports=reports: [_checked(one) for one in reports], rounds=3)[0]
        figures = sum(len(one.figures) for one in reports)
        rows.append(
            (file.name, len(text), figures, theirs, once[file], ours, theirs / ours, checks)
        )
    columns = ["file", "characters", "figures", "opencc", "once", "giox", "ratio", "checks"]
    return pl.DataFrame(rows, columns, orient="row")


def _checked(report: Any) -> pl.DataFrame:
    """Check the figures of a report anew; it remembers its findings once they were asked for."""
    for name in ("observations", "findings"):
        vars(report).pop(name, None)
    findings: pl.DataFrame = report.findings
    return findings


def parts(files: list[Path]) -> pl.DataFrame:
    """Return how long each part of reading takes for all files together, and its share."""
    spent = dict.fromkeys(PARTS, 0.0)
    for file in files:
        data = file.read_bytes()
        for name in PARTS:
            spent[name] += min(_within(data, file.name, name) for _ in range(ROUNDS))
    whole = sum(
        least(lambda file=file: read_all(file.read_bytes(), file.name))[0] for file in files
    )
    spent["other"] = whole - sum(spent.values())
    rows = [(name, taken, 100 * taken / whole) for name, taken in spent.items()]
    return pl.DataFrame(rows, ["part", "giox", "per cent"], orient="row")


def _within(data: bytes, name: str, part: str) -> float:
    """The processor time, in milliseconds, that reading a file spends in a function of `report`."""
    spent = 0
    function = getattr(report, part)

    def timed(*arguments: Any, **options: Any) -> Any:
        nonlocal spent
        start = time.process_time_ns()
        try:
            return function(*arguments, **options)
        finally:
            spent += time.process_time_ns() - start

    with mock.patch.object(report, part, timed):
        read_all(data, name)
    return spent / 1e6


def texts_of(folder: Path) -> list[Path]:
    """Return the text files of a folder."""
    return sorted(file for file in folder.iterdir() if file.suffix in {".txt", ".md"})


def growth(files: list[Path]) -> pl.DataFrame:
    """Return how long texts of several lengths, put together of the files, take to be read."""
    whole = "\n".join(read_document(file.read_bytes(), file.name).text for file in files)
    rows = []
    for length in LENGTHS:
        data = (whole * (length // len(whole) + 1))[:length].encode()
        (taken,) = least(lambda data=data: read_all(data, "long.txt"), rounds=1)
        rows.append((length, taken, taken / length * 10_000))
    return pl.DataFrame(rows, ["characters", "giox", "per 10,000"], orient="row")


def main() -> None:
    """Print the tables."""
    files = texts_of(Path(sys.argv[1]) if len(sys.argv) > 1 else SPECIMENS)
    compared = compare(files)
    with pl.Config(tbl_rows=-1, float_precision=2, tbl_hide_column_data_types=True):
        print(compared)
        ratio = compared["opencc"].sum() / compared["giox"].sum()
        print(f"all files: opencc {ratio:.2f} times as long as giox")
        print(parts(files))
        print(growth(files))


if __name__ == "__main__":
    main()
