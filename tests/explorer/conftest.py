"""A small panel to explore, made of observations of our own."""

from __future__ import annotations

import polars as pl
import pytest

import giox
from giox.schema import FINDINGS, OBSERVATIONS, REPORTS

PLACES = {"320100": "江苏省南京市", "320500": "江苏省苏州市", "330100": "浙江省杭州市"}
INDICATORS = ("applications.new", "outcomes.total", "outcomes.granted", "outcomes.partial")
WORDS = '</script><script>window.pwned = 1</script><img src=x onerror="window.pwned = 2">'


def tables() -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Return observations, reports and findings of three cities in three years."""
    observations, reports = [], []
    for rank, (code, region) in enumerate(PLACES.items()):
        for year in (2021, 2022, 2023):
            report = f"{code}_{year}.txt"
            about = {"report": report, "part": 0, "division_code": code, "region": region}
            about |= {"year": year, "scope": "government"}
            more = {"level": "prefecture", "form": "2021", "status": "ok", "agency": region[3:]}
            reports.append(about | more | {"title": f"{region}{year}年报告"})
            counts = (100 * (rank + 1) + year - 2021, 100 * (rank + 1), 30 + 10 * rank, 5)
            for indicator, count in zip(INDICATORS, counts, strict=True):
                printed = {"value": float(count), "raw": f"{count}{WORDS if rank == 0 else ''}"}
                rest = {"indicator": indicator, "origin": "table", "unit": "item"}
                observations.append(about | {"applicant": "total"} | printed | rest)
    finding = {"report": "320100_2022.txt", "part": 0, "check": "flow", "severity": "error"}
    finding |= {"message": "new and carried in are not outcomes and carried out"}
    return (
        OBSERVATIONS.build(observations),
        REPORTS.build(reports),
        FINDINGS.build([finding]),
    )


@pytest.fixture(scope="session")
def extracted() -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    return tables()


@pytest.fixture(scope="session")
def panel(extracted) -> pl.DataFrame:
    observations, reports, _ = extracted
    return giox.panel(observations, reports)
