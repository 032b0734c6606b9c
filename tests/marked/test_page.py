"""The marked page: what it shows, and that nothing from a report can act in it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from giox.errors import SchemaError
from giox.extraction import Report, read_bytes
from giox.marked import fragment, page
from marked.figures import figure
from marked.hostile import FRAGMENTS, hostile_report

HERE = Path(__file__).parent
GOLDEN = HERE / "specimen.html"
TAGS = set(
    "html head meta title style body header main section div span sup a aside details summary "
    "table thead tbody tr th td".split()
)
ATTRIBUTES = {"class", "id", "href", "title", "lang", "style", "charset", "content", "name"}


@dataclass
class Seen(HTMLParser):
    """The tags and attributes of a page, and the words of the report's text in it."""

    tags: Counter[str] = field(default_factory=Counter)
    attributes: list[tuple[str, str]] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    tips: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += ((name, value or "") for name, value in attrs)
        self.tips += (value or "" for name, value in attrs if name == "title")
        if tag != "meta":
            self.open.append(f"{tag}.text" if ("lang", "zh") in attrs else tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().removesuffix(".text") == tag

    def handle_data(self, data: str) -> None:
        inside = {"main.text", "div.text"} & set(self.open)
        if inside and not {"aside", "sup"} & set(self.open):
            self.text.append(data)


def seen(html: str) -> Seen:
    parser = Seen()
    parser.feed(html)
    parser.close()
    assert not parser.open
    return parser


def test_golden_page(report: Report) -> None:
    html = page(report)
    if not GOLDEN.exists():
        GOLDEN.write_text(html, encoding="utf-8", newline="")
        pytest.fail(f"{GOLDEN.name} was missing and is written: look at it, then run again")
    assert html == GOLDEN.read_text(encoding="utf-8"), (
        f"the page has changed: if it should, delete {GOLDEN.name}, run the test and look at it"
    )


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("show", [page, fragment])
def test_every_figure_is_marked_by_origin_and_told(report: Report, show, language: str) -> None:
    html = show(report, language)
    tips = "\n".join(seen(html).tips)
    for one in report.figures:
        assert one.indicator in tips
        assert report.text[one.start : one.end] == one.raw
    unit = {"en": "12 item · table · whole government", "zh": "12 件(条) · 表格 · 全域各级机关"}
    assert unit[language] in tips
    note = {"en": "Note: approximate", "zh": "备注: approximate"}
    assert note[language] in tips


def test_languages(report: Report) -> None:
    assert "the outcomes" not in page(report, "zh")
    assert "应等于" in page(report, "zh")
    with pytest.raises(SchemaError, match="'en' and 'zh', not 'fr'"):
        page(report, "fr")


def test_notes_are_linked_both_ways(report: Report) -> None:
    html = page(report)
    targets = re.findall(r' id="([^"]+)"', html)
    links = re.findall(r' href="#([^"]+)"', html)
    assert len(targets) == len(set(targets))
    assert set(links) <= set(targets)
    assert {target for target in targets if "-n" in target} <= set(links)


def test_reports_in_one_notebook_have_targets_of_their_own(report: Report) -> None:
    other = replace(report, part=1)
    first, second = (set(re.findall(r' id="([^"]+)"', fragment(one))) for one in (report, other))
    assert not first & second


def test_a_report_without_figures_or_metadata_is_shown() -> None:
    one = read_bytes(b"404 Not Found\n", "a.txt")
    html = page(one)
    assert "404 Not Found" in html
    assert "no_report" not in html
    assert "no report" in html


def printable(text: str) -> str:
    return "".join("\ufffd" if one == "\0" or "\ud800" <= one <= "\udfff" else one for one in text)


WORDS = st.text(st.characters() | st.sampled_from("规3|\t\r\n<>&'\"\0;#"), max_size=60)


@settings(max_examples=60)
@given(
    text=WORDS,
    places=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6),
    indicator=st.sampled_from(["review.total", "applications.new", "<b>"]),
)
def test_without_its_tags_the_page_is_the_text(report, text, places, indicator) -> None:
    figures = tuple(figure(start, end, indicator) for start, end in places)
    one = replace(report, text=text, figures=figures)
    for html in (page(one), fragment(one)):
        html.encode("utf-8")
        assert "".join(seen(html).text) == printable(text)


def test_a_long_text_is_whole_on_the_page_and_shortened_in_a_notebook(report: Report) -> None:
    filler = "继续推进各项工作。\n" * 20_000
    figures = tuple(
        one._replace(start=one.start + len(filler), end=one.end + len(filler))
        for one in report.figures
    )
    long = replace(report, text=filler + report.text + filler, figures=figures)
    assert "".join(seen(page(long)).text) == long.text
    short = fragment(long)
    assert len(short) < 1.5 * len(fragment(report))
    assert len(seen(short).tips) == len(seen(page(long)).tips)
    assert "characters without figures are left out" in short


@pytest.mark.parametrize("show", [page, fragment])
def test_no_element_or_attribute_comes_from_the_source(report: Report, show) -> None:
    parsed = seen(show(hostile_report(report)))
    assert set(parsed.tags) <= TAGS
    assert {name for name, _ in parsed.attributes} <= ATTRIBUTES | {"http-equiv"}
    own = {value for name, value in seen(show(report)).attributes if name in {"class", "style"}}
    for name, value in parsed.attributes:
        assert name != "href" or value.startswith("#giox-")
        assert name not in {"class", "style"} or value in own
    # All of it is still there to be read.
    assert "".join(parsed.text).count("<script>") >= 1
    assert any("onerror" in tip for tip in parsed.tips)
    assert all(words in "".join(parsed.text) for words in FRAGMENTS)


def test_the_policy_allows_the_pages_own_style_sheet_only(report: Report) -> None:
    policy = re.search(r'Security-Policy" content="([^"]+)"', page(report))
    assert policy is not None
    allowed = dict(one.split(" ", 1) for one in policy[1].split("; "))
    assert allowed["default-src"] == "'none'"
    assert set(allowed) == {"default-src", "style-src", "base-uri", "form-action"}
    assert allowed["style-src"].startswith("'sha256-")
    assert "url(" not in page(report)
    assert "<script" not in page(report)
