"""What a document says against itself, and links that do not belong to it."""

from __future__ import annotations

import pytest
from specimens.make import make

from giox.extraction import read_bytes

LINKS = [
    "http://www.abc888.vip/game?id=3",
    "www.bo-cai.top",
    '<a href="http://x.example/">',
    "document.write('x')",
]


@pytest.fixture(scope="module")
def text() -> str:
    return make("2021", "pipe", "none", 1).data.decode()


@pytest.mark.parametrize("link", LINKS)
def test_an_injected_link_is_reported_and_taken_out(text: str, link: str) -> None:
    report = read_bytes(text.replace("条例》", f"条例》{link}", 1).encode(), "a.txt")
    found = [one for one in report.remarks if one.check == "defacement"]
    assert [one.found for one in found] == [link]
    assert link not in report.clean


@pytest.mark.parametrize("link", ["http://www.linyi.gov.cn/zwgk/", "www.topgov.cn", "a<b"])
def test_other_addresses_stay(text: str, link: str) -> None:
    report = read_bytes(text.replace("条例》", f"条例》{link}", 1).encode(), "a.txt")
    assert "defacement" not in {one.check for one in report.remarks}
    assert link in report.clean


def test_a_signature_of_another_place_is_reported(text: str) -> None:
    agency = make("2021", "pipe", "none", 1).reports[0].agency or ""
    head, _, tail = text.rpartition(agency)
    report = read_bytes(f"{head}婺源县人民政府{tail}".encode(), "a.txt")
    found = [one for one in report.remarks if one.check == "place_at_odds"]
    assert [one.found for one in found] == ["江西省上饶市婺源县"]
    assert report.region is not None
    assert found[0].expected == report.region.path


def test_a_signature_of_the_place_itself_is_not(text: str) -> None:
    report = read_bytes(text.encode(), "a.txt")
    assert "place_at_odds" not in {one.check for one in report.remarks}
