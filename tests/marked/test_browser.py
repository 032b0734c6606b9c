"""The marked page in a real browser: hostile words do nothing, marks can be seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from giox.extraction import Report, read_bytes
from giox.marked import fragment, page
from marked.hostile import FRAGMENTS, hostile_report

pytestmark = pytest.mark.slow

HOSTILE_PAGE = (
    "<html><head><title>{0}江山市2022年政府信息公开工作年度报告{1}</title></head><body>"
    "<p>江山市人民政府2022年政府信息公开工作年度报告</p>"
    "<p>全市收到政府信息公开申请36件{2}</p>"
    "<table><tr><td>行政许可 {3}<td>3 onerror=1</table></body></html>"
)
STATE = """() => ({
    pwned: window.pwned ?? null,
    scripts: document.querySelectorAll('script, iframe, img, svg, form, link, base').length,
    handlers: [...document.querySelectorAll('*')]
        .flatMap(one => [...one.attributes]).filter(one => one.name.startsWith('on')).length,
    hidden: getComputedStyle(document.body).display,
})"""


def shown(browser, html: str, path: Path):
    """Open a page from a file; return it with lists of what it asked for and complained of."""
    path.write_text(html, encoding="utf-8")
    tab = browser.new_page(viewport={"width": 1300, "height": 900})
    asked: list[str] = []
    said: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    tab.goto(path.as_uri())
    return tab, asked, said


def hostile_html(report: Report) -> Report:
    escaped = [words.replace("<", "&lt;") for words in FRAGMENTS]
    data = HOSTILE_PAGE.format(*FRAGMENTS[:3], " ".join(escaped)).encode()
    return read_bytes(data, "<script>window.pwned=10</script>.html")


@pytest.mark.parametrize("show", [page, fragment])
@pytest.mark.parametrize("source", [hostile_report, hostile_html])
def test_hostile_words_do_nothing(browser, report: Report, show, source, tmp_path: Path) -> None:
    html = show(source(report))
    if show is fragment:
        html = f'<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>{html}</body></html>'
    tab, asked, said = shown(browser, html, tmp_path / "page.html")
    tab.evaluate("() => document.querySelectorAll('details').forEach(one => one.open = true)")
    for mark in tab.query_selector_all("[title]")[:20]:
        mark.hover(force=True)
        mark.click(force=True)
    for link in tab.query_selector_all("a")[:20]:
        link.click(force=True)
    tab.keyboard.press("Tab")
    state = tab.evaluate(STATE)
    assert state == {"pwned": None, "scripts": 0, "handlers": 0, "hidden": "block"}
    assert [url for url in asked if not url.startswith("file:")] == []
    assert said == []


def test_marks_are_seen_and_differ_by_more_than_colour(
    browser, report: Report, tmp_path: Path
) -> None:
    tab, _, said = shown(browser, page(report), tmp_path / "page.html")
    assert said == []
    lines = tab.evaluate(
        "() => ['table', 'narrative'].map(kind => getComputedStyle("
        "document.querySelector(`main .${kind}`)).borderBottomStyle)"
    )
    assert lines == ["solid", "dashed"]
    text = tab.evaluate(
        "() => { const main = document.querySelector('main').cloneNode(true);"
        "main.querySelectorAll('aside, sup').forEach(one => one.remove());"
        "return main.textContent; }"
    )
    assert text == report.text
    # A link from a note leads to the mark that it is about.
    tab.click("aside a")
    assert tab.evaluate("() => document.querySelector(':target').className") in {
        "table",
        "narrative",
    }


def test_two_megabytes_scroll(browser, report: Report, tmp_path: Path) -> None:
    filler = "继续推进各项工作,完善制度。\n".encode() * 45_000
    long = read_bytes((Path(__file__).parent / "specimen.txt").read_bytes() + filler, "long.txt")
    tab, _, said = shown(browser, page(long), tmp_path / "page.html")
    tab.evaluate("() => window.scrollTo(0, document.body.scrollHeight)")
    assert tab.evaluate("() => document.querySelectorAll('.chunk').length") > 200
    assert said == []
