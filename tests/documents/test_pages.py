"""Complete forms on pages as content systems and office programmes write them: every cell is read.

A report of each form is dressed in each manner; that changes no cell of its tables and no figure
of its prose.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from functools import cache

import pytest
from specimens.make import make
from specimens.model import Specimen

from giox.extraction import Report, read_bytes

Dress = Callable[[str], str]

CELL = r"<td([^>]*)><p>([^<]*)</p></td>"
FIGURE = r"<td([^>]*)><p>(-?[0-9][0-9.,]*)</p></td>"
ARTICLE = re.compile(r'<div class="article">(.*)</div>', re.DOTALL)


def change(pattern: str, into: str) -> Dress:
    return lambda page: re.sub(pattern, into, page)


def held(holder: str, write: Dress = str) -> Dress:
    """Put the article where only a script would take it from."""
    return lambda page: ARTICLE.sub(lambda one: holder.format(write(one[1])), page)


def word(page: str) -> str:
    cells = re.sub(
        CELL,
        r"<td valign=top\1 style='width:39.0pt;mso-border-alt:solid windowtext .5pt'>\n <p class="
        r"MsoNormal style='mso-hide:screen'><span\n lang=EN-US>\2</span><o:p></o:p></p>\n</td>",
        page,
    )
    island = "<!--[if gte mso 9]><xml><o:p>99</o:p></xml><![endif]-->"
    shape = "<!--[if gte vml 1]><v:shape><v:textbox><p>8</p></v:textbox></v:shape><![endif]-->"
    return cells.replace("<head>", f"<head>{island}").replace("<table", f"{shape}<table")


def letters(page: str) -> str:
    return re.sub(r"<p>([^<]{6,})</p>", lambda one: f"<p>{noisy(one[1])}</p>", page)


def noisy(words: str) -> str:
    noise = '<font class="jammer">7</font><i style="opacity: 0">8</i>'
    return "".join(f"{one}{noise}" if number % 5 == 0 else one for number, one in enumerate(words))


LAYOUT = "<table width=1000><tr><td><table><tr><td>首页<tr><td>政务公开</table><td><table><tr><td>"
DRESSES: dict[str, Dress] = {
    "Word": word,
    "WPS": change(
        r"<p>([^<]*)</p>",
        r'<p class="MsoNormal"><span style="mso-spacerun:\'yes\';font-size:16.0000pt;"><font'
        r' face="仿宋_GB2312">\1</font></span><span><o:p></o:p></span></p>',
    ),
    "Excel": change(FIGURE, r"<td\1 class=xl65 width=72 x:num='\2'>\2</td>"),
    "a shape that is hidden": change(
        "<table", "<v:shape style='display:none'><table><tr><td>8<td>9</table></v:shape><table"
    ),
    "tables of layout": lambda page: page.replace('<div class="article">', LAYOUT),
    "each figure in a table of its own": change(FIGURE, r"<td\1><table><tr><td>\2</table></td>"),
    "several paragraphs in a cell": change(FIGURE, r"<td\1><p>&nbsp;</p><p>\2</p><p> </p></td>"),
    "line breaks around figures": change(FIGURE, r"<td\1><br/>\2<br><br></td>"),
    "line breaks in labels": lambda page: re.sub(
        CELL.replace("[^<]*", "[^<0-9]{3,12}"),
        lambda one: f"<td{one[1]}>{'<br>'.join(one[2])}</td>",
        page,
    ),
    "each digit in a span": lambda page: re.sub(
        FIGURE,
        lambda one: f"<td{one[1]}><p>{''.join(f'<span>{c}</span>' for c in one[2])}</p></td>",
        page,
    ),
    "comments and soft breaks in figures": change(
        r"<p>(\d)(\d+)</p>", r"<p>\1<!-- 9 --><wbr>\2</p>"
    ),
    "spaces of all kinds": change(CELL, "<td\\1><p>&nbsp;　\\2&#8203;&nbsp; </p></td>"),
    "labels as heads": change(CELL.replace("[^<]*", "[^<0-9][^<]*"), r"<th\1>\2</th>"),
    "hidden rows": change("<tr>", "<tr style='display: none;'><td>7<td>8<td>9</tr><tr>"),
    "cells hidden by a class": lambda page: page.replace(
        "</tr>", "<td class='x hide'>5</td></tr>"
    ).replace("<style>", "<style>.hide{display:none} @media print{.article{display:none}}"),
    "a row of no height": change("</table>", "<tr height=0><td><td><td><td><td></tr></table>"),
    "figures struck out": change(FIGURE, r"<td\1><p><del>7</del>\2</p></td>"),
    "noise against copying": lambda page: letters(page).replace(
        "<style>", "<style>.jammer{font-size:0px}"
    ),
    "something off the screen": change(
        r"<p>([^<]{6,})</p>", r"<p>\1<span style='position:absolute;left:-9999px'>77</span></p>"
    ),
    "fields": change(FIGURE, r'<td\1><input type="text" readonly value="\2"></td>'),
    "spans too large": change(r'rowspan="(\d\d)"', r'rowspan="\g<1>0"'),
    "spans of nothing": change(r'rowspan="\d\d"', 'rowspan="0"'),
    "spans as lengths": change(r'span="(\d+)"', r'span=" +\1px"'),
    "no spans": change(r' (rowspan|colspan)="\d+"', ""),
    "cells and rows not closed": change("</t[dr]>", ""),
    "paragraphs and tables not closed": change("</(p|table)>", ""),
    "closed too often": change("</p>", "</span></p></p></div>"),
    "divisions between rows": lambda page: page.replace("<tr>", "<div><tr>"),
    "each row a table": change("</tr>\n<tr>", "</tr></table><table border=1><tr>"),
    "divisions laid out as tables": lambda page: re.sub(
        "<(/?)(?:table|tr|td)\\b", lambda tag: "</div" if tag[1] else f"<div x={tag[0][1:]}", page
    ),
    "upper case": lambda page: re.sub("</?[a-z]+", lambda tag: tag[0].upper(), page),
    "lists in lists": change("<p>([^<]*。)</p>", r"<ul><li><ol><li>\1</ol></ul>"),
    "breaks instead of paragraphs": change("</p>\n<p>", "<br>\n<br>&nbsp;&nbsp;"),
    "a label of another encoding": lambda page: page.replace('"utf-8"', '"gb2312"'),
    "a page of WeChat": lambda page: page.replace(
        'class="article"', 'id="js_content" style="visibility: hidden; opacity: 0;"'
    ),
    "an article in a control": held("<textarea hidden>{}</textarea>", html.escape),
    "an article in a template": held("<p>加载中</p><template>{}</template>"),
    "an article in a script": held("<script>show({})</script>", json.dumps),
    "an article printed with its tags": held("<div>{}</div>", html.escape),
}  # fmt: skip


@cache
def plain(form: str) -> tuple[Specimen, dict[tuple[str, ...], float]]:
    specimen = make(form, "html", seed=3)
    return specimen, figures(read_bytes(specimen.data, specimen.filename))


def figures(report: Report) -> dict[tuple[str, ...], float]:
    return {(one.origin, one.indicator, one.applicant or ""): one.value for one in report.figures}


@pytest.mark.parametrize("form", ["2019", "2021"])
@pytest.mark.parametrize("manner", DRESSES)
def test_every_cell_of_a_dressed_page_is_read(manner: str, form: str) -> None:
    specimen, expected = plain(form)
    page = DRESSES[manner](specimen.data.decode())
    report = read_bytes(page.encode(), "report.html")
    due = {
        ("table", one.indicator, one.applicant or ""): one.value
        for one in specimen.truths
        if one.origin == "table"
    }
    found = figures(report)
    assert {key: value for key, value in found.items() if key[0] == "table"} == due
    assert found == expected
    assert (report.status, report.form) == ("ok", form)
    told = {one.check for one in report.remarks}
    assert told <= {"document"}, told


@pytest.mark.parametrize(
    "instead", ["<iframe src='P0202.pdf'></iframe>", "<a href='P0202.pdf'>附件:统计表</a>"]
)
def test_tables_in_a_file_beside_the_page_are_told_to_stand_there(instead: str) -> None:
    specimen, _ = plain("2021")
    page = re.sub("<table.*?</table>", instead, specimen.data.decode(), flags=re.DOTALL)
    report = read_bytes(page.encode(), "report.html")
    assert report.status == "tables_lost"
    assert any("P0202.pdf" in one.message for one in report.remarks)
