"""Corpora of invented reports, and processes in which reading goes wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from specimens.make import make

from corpus.texts import HOSTILE

# What it makes go wrong must go wrong in other processes only.
collect_ignore = ["hostile"]
MIXED = [
    ("2019", "pipe", "none"),
    ("2021", "html", "none"),
    ("2014", "cells", "none"),
    ("narrative", "pipe", "none"),
]


@pytest.fixture(scope="session")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of reports of all forms, some of them alike, in subfolders."""
    folder = tmp_path_factory.mktemp("mixed")
    for number in range(24):
        form, layout, damage = MIXED[number % len(MIXED)]
        specimen = make(form, layout, damage, number // 8)
        place = folder / f"{number % 5}"
        place.mkdir(exist_ok=True)
        (place / specimen.filename.replace(".", f"-{number}.")).write_bytes(specimen.data)
    return folder


@pytest.fixture
def hostile_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes that read go wrong over files that begin with SPIN, SLEEP, EAT or CRASH."""
    monkeypatch.syspath_prepend(str(HOSTILE))
