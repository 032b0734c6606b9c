"""What the tests of corpora share."""

from __future__ import annotations

from pathlib import Path

HOSTILE = Path(__file__).with_name("hostile")

REPORT = """澄海县人民政府2019年政府信息公开工作年度报告
本报告由县政府办公室编制,统计期限自2019年1月1日起至2019年12月31日止。
2019年,全县主动公开政府信息512条,收到政府信息公开申请7件,未发生行政复议和行政诉讼。
"""
