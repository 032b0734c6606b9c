"""The region of whole reports: `documents.toml` says which evidence each one rests on."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from giox.regions import region_of_document

HERE = Path(__file__).parent
DOCUMENTS = tomllib.loads((HERE / "documents.toml").read_text(encoding="utf-8"))["document"]
REAL = {
    "000_f3aa3568db38a4fa.txt": (2019, "321302"),
    "001_ebe041415b5440fa.txt": (2018, "371302"),
    "002_855cf634747c23cf.txt": (2016, "320611"),
    "003_52c2b782caceefd6.txt": (2019, "610525"),
    "004_ba1711293e53fe94.txt": (2020, "320509"),
}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document["says"])
def test_document(document):
    parts = {k: v for k, v in document.items() if k not in {"says", "code", "level"}}
    outcome = region_of_document(**parts)
    if not document["code"]:
        assert outcome.region is None
        return
    assert outcome.region is not None, outcome.reason
    assert outcome.region.code == document["code"], outcome.reason
    assert outcome.region.level == document["level"]


@pytest.mark.parametrize("name", REAL)
def test_real_report_from_its_text_alone(shared, name):
    year, code = REAL[name]
    text = (shared / "reports" / name).read_text(encoding="utf-8")
    outcome = region_of_document(body=text, year=year)
    assert outcome.region is not None
    assert outcome.region.code == code
    assert outcome.region.level == "county"
