"""What the tests of corpora share."""

from __future__ import annotations

from pathlib import Path

from giox.corpus.merge import TABLES

HOSTILE = Path(__file__).with_name("hostile")

REPORT = """澄海县人民政府2019年政府信息公开工作年度报告
本报告由县政府办公室编制,统计期限自2019年1月1日起至2019年12月31日止。
2019年,全县主动公开政府信息512条,收到政府信息公开申请7件,未发生行政复议和行政诉讼。
"""


def write_slow(folder: Path, count: int) -> Path:
    """Make a folder of reports over which the processes of `hostile_reader` take their time."""
    folder.mkdir()
    for number in range(count):
        text = REPORT.replace("512", str(500 + number)).replace("2019", str(2010 + number % 9))
        (folder / f"{number:02d}.txt").write_text(f"SLOW\n{text}", encoding="utf-8")
    return folder


def tables(folder: Path) -> dict[str, bytes]:
    """Return the tables that were written to a folder, by name."""
    return {name: (folder / f"{name}.parquet").read_bytes() for name in TABLES}
