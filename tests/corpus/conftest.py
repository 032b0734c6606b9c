"""Corpora of invented reports, and processes in which reading goes wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from specimens.make import make

HOSTILE = Path(__file__).with_name("hostile")
MIXED = [
    ("2019", "pipe", "none"),
    ("2021", "html", "none"),
    ("2014", "cells", "none"),
    ("narrative", "plain", "none"),
]

REPORT = """澄海县人民政府2019年政府信息公开工作年度报告
本报告由县政府办公室编制,统计期限自2019年1月1日起至2019年12月31日止。
2019年,全县主动公开政府信息512条,收到政府信息公开申请7件,未发生行政复议和行政诉讼。
"""


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
