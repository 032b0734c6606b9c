"""HTML as governments publish it and as people save it."""

from __future__ import annotations

import json
from contextlib import suppress
from html import escape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser
from shapes import assert_sound, cases, columns, shape, tables

from giox.documents.hidden import leave_out_hidden
from giox.documents.html import read_html
from giox.errors import DocumentError


@pytest.mark.parametrize("case", cases("html.toml"))
def test_pages_become_blocks(case: dict[str, Any]) -> None:
    document = read_html(case["text"], "utf-8")
    assert shape(document) == case["blocks"]
    if "columns" in case:
        assert columns(document) == case["columns"]
    if "tables" in case:
        assert len(tables(document)) == case["tables"]
    assert_sound(document)


@pytest.mark.parametrize(
    "page", ["<html></html>", "<p> &nbsp; </p>", "<script>a</script>", "<table><tr><td></table>"]
)
def test_a_page_without_text_is_refused_with_advice(page: str) -> None:
    with pytest.raises(DocumentError, match="save it again from the browser"):
        read_html(page, "utf-8")


def test_a_cell_with_a_part_of_the_page_makes_a_table_of_layout() -> None:
    article = "".join(f"<p>{number}、本机关认真落实政府信息公开条例。{'　' * 9}</p>" * 5
                      for number in "一二三四")  # fmt: skip
    page = f"<table><tr><td>栏目<td>{article}</tr></table>"
    assert len(shape(read_html(page, None))) == 21
    assert tables(read_html(page, None)) == []


def test_words_in_controls_in_a_row_or_a_cell_are_no_cells() -> None:
    page = (
        "<table><tr><input type=hidden value=9><script>8</script><td>甲<select><option>7</select>"
        "<td><style>6</style>3<td><textarea>5</textarea></tr></table>"
    )
    assert tables(read_html(page, None)) == [[["甲", "3", ""]]]


def test_cells_that_are_hidden_or_written_by_scripts_are_no_damage_to_mend() -> None:
    page = (
        "<script>document.write('<tr><td>9')</script><!-- <td>8 -->"
        "<table hidden><tr><td>7<td>6</table><table><tr><td>甲<td>3</table>"
    )
    assert tables(read_html(page, None)) == [[["甲", "3"]]]


def test_cells_in_upper_case_outside_of_tables_are_kept() -> None:
    assert tables(read_html("<P>一</P><TR><TD>甲<TD>1</TR>", None)) == [[["甲", "1"]]]


@pytest.mark.parametrize(
    "tag", ["div", "span", "b", "table><tr><td", "ul><li", "p", "font size=1", "blockquote", "pre"]
)
@pytest.mark.parametrize("closed", [True, False])
def test_ten_thousand_levels(tag: str, closed: bool) -> None:
    tags = [part.split()[0] for part in tag.split("><")]
    after = "".join(f"</{part}>" for part in reversed(tags)) * 10_000 if closed else ""
    page = f"<{tag}>" * 10_000 + "收到申请35件。" + after + "<p>完</p>"
    read = shape(read_html(page, None))
    assert "收到申请35件。" in read[0]
    assert "完" in read[-1]


@pytest.mark.parametrize(
    "page",
    [
        "<table>" + "<tr><td>甲<td>1" * 20_000,
        "<p>甲" * 50_000,
        "<table><tr>" + "<td>1" * 50_000,
        "<table>" + "<tr><td rowspan=9999>甲<td rowspan=9999 colspan=9999>1" * 2_000,
        "<!--" * 100_000 + "甲",
        "<!-- a -->" * 20_000 + "甲",
        "<a" * 200_000 + ">甲",
        "甲" + "<td " * 50_000,
        "&" * 200_000 + "甲",
        "甲<p style='display:none'>" * 20_000,
        "<b hidden>" * 20_000 + "<td>甲",
        "<!--" * 50_000 + "<td>甲",
        "<script><td></script>" * 10_000 + "甲",
        "<?xml?>" + "<a b=" * 50_000 + "甲",
        "<meta name=a content=" * 20_000 + "><p>甲",
        "<style>" + ".a{display:none}@media b{" * 20_000 + "</style><p>甲",
        "<style>"
        + "".join(f".a{n}{{display:none}}" for n in range(5_000))
        + "</style><p class=a9>乙",
        "<style>" + "/*" * 50_000 + "</style><p>甲",
        "<b style='font-size:0'>甲" * 20_000,
        "<b style='opacity:0'><i style='font-size:9px'>" * 10_000 + "甲",
        "<script>" + '"\\' * 50_000 + "</script><p>甲",
        "<script>" + "'<p>\n" * 50_000 + "</script><p>甲",
        "<textarea>" * 20_000 + "甲",
        "<td><input value=1>" * 20_000,
        "<table><td>甲" + "<b>1" * 20_000,
        "<table><td>甲<td>" + "<b>1<p>2</p>" * 10_000,
        "<a href=附件.pdf>" * 20_000 + "甲",
    ],
    ids=lambda page: page[:30],
)
def test_no_page_takes_more_than_its_length(page: str) -> None:
    # One that did would not come to an end here.
    try:
        assert_sound(read_html(page, None))
    except DocumentError:
        assert "甲" in page


@given(st.text(alphabet=st.characters(), max_size=300))
def test_any_text_makes_a_sound_document(text: str) -> None:
    with suppress(DocumentError):
        assert_sound(read_html(text, None))


tags = st.sampled_from(
    "<table> </table> <tr> </tr> <td> </td> <td~rowspan=2> <td~colspan=3> <th> <p> </p> <br> <b> "
    "</b> <div> </div> <!-- --> <pre> </pre> <div~hidden> <script> </script> <caption> "
    "甲 3 | 乙".split()
).map(lambda tag: tag.replace("~", " "))


@given(st.lists(tags, max_size=40).map("".join))
def test_any_soup_of_tags_makes_a_sound_document(page: str) -> None:
    with suppress(DocumentError):
        assert_sound(read_html(page, None))


@given(st.lists(st.lists(st.integers(0, 99), min_size=2, max_size=4), min_size=1, max_size=5))
def test_markup_around_a_table_changes_no_cell(rows: list[list[int]]) -> None:
    bare = "".join("<tr>" + "".join(f"<td>{cell}" for cell in row) for row in rows)
    dressed = "".join(
        "<tr>" + "".join(f"<td><p><span>{cell}</span> </p></td>\n" for cell in row) + "</tr>"
        for row in rows
    )
    expected = [[[str(cell) for cell in row] for row in rows]]
    assert tables(read_html(f"<table>{bare}</table>", None)) == expected
    page = f"<div><table><tr><td><p>甲</p><table border=1>{dressed}</table></td></tr></table></div>"
    assert tables(read_html(page, None)) == expected


@pytest.mark.parametrize(
    "page",
    [
        "<html style='display:none'><p>公开信息</p>",
        "<body hidden><p>公开信息</p>",
        "<html hidden><body hidden><p>公开信息</p>",
        "<style>html,body.a,#b{display:none}</style><body class=a id=b><p>公开信息</p>",
    ],
)
def test_a_page_that_hides_all_of_itself_hides_nothing(page: str) -> None:
    """Pages hide themselves until a script has looked whether they stand in a frame."""
    assert leave_out_hidden(LexborHTMLParser(page), page.encode().lower()) is None
    assert read_html(page, None).text.strip() == "公开信息"


def test_what_a_page_that_hides_all_of_itself_hides_besides_stays_out() -> None:
    page = f"<html hidden><body hidden><p hidden>{'丢' * 100}</p><p>公开信息</p>"
    assert read_html(page, None).text.strip() == "公开信息"


ARTICLE = "<p>收到申请35件。" + "认真落实政府信息公开条例。" * 20 + "</p>"


@pytest.mark.parametrize(
    "page",
    [
        "<div>首页</div><div style='display:none'>{}</div>",
        "<div>首页</div><textarea style='display:none'>{}</textarea>",
        "<div>首页</div><textarea>{escaped}</textarea>",
        "<div>首页</div><template>{}</template>",
        "<div>首页</div><noscript>{}</noscript>",
        "<div>首页</div><script type='text/template'>{}</script>",
        "<div>首页</div><script>var a = 'b', content = {json};</script>",
        "<div>首页</div><script>show({ascii})</script>",
        "<div>首页</div><script>document.write(`{}`)</script>",
        "<html><body>{escaped}</body></html>",
    ],
)
def test_an_article_that_a_script_would_show_is_read(page: str) -> None:
    article = ARTICLE * 3
    page = page.format(
        article,
        escaped=escape(article),
        json=json.dumps(article, ensure_ascii=False).replace("</", "<\\/"),
        ascii=json.dumps(article).replace("<", "\\u003c"),
    )
    document = read_html(page, None)
    assert sum(one.startswith("收到申请35件。") for one in shape(document)) == 3
    told = any("by a script" in remark for remark in document.remarks)
    assert told == any(one in page for one in ("<script", "<t", "<noscript"))


@pytest.mark.parametrize("holder", ["<textarea>{}</textarea>", "<script>a('{}')</script>"])
def test_what_a_script_holds_beside_an_article_is_not_read(holder: str) -> None:
    page = ARTICLE + holder.format(ARTICLE.replace("35", "36"))
    assert len(shape(read_html(page, None))) == 1
    assert read_html(page, None).remarks == ()


@pytest.mark.parametrize(
    ("page", "named"),
    [
        ("<a href='./P0202.pdf?v=1'>附件:2019年年报</a>", "P0202.pdf (附件:2019年年报)"),
        ("<a href='/a/统计表.XLS'> 统计表.XLS </a>", "统计表.XLS"),
        ("<iframe src='/upload/P0202.pdf#page=1'></iframe>", "P0202.pdf"),
        ("<embed src=P0202.pdf>", "P0202.pdf"),
        ("<object data='viewer.html?file=/a/P0202.pdf'></object>", "P0202.pdf"),
        (
            "".join(f"<a href={n}.doc>附件{n}</a>" for n in range(5)),
            "0.doc (附件0), 1.doc (附件1), 2.doc (附件2) and 2 more",
        ),
    ],
)
def test_files_that_a_page_without_tables_hands_out_are_named(page: str, named: str) -> None:
    (remark,) = read_html(f"<p>年度报告</p>{page}", None).remarks
    assert f" {named}; save them" in remark


@pytest.mark.parametrize(
    "page",
    [
        "<a href='b.htm'>附件</a>",
        "<a href='map.pdf'>办事指南</a>",
        "<a href='a.pdf'>附件</a><table><tr><td>甲<td>3</table>",
    ],
)
def test_other_links_are_not_named(page: str) -> None:
    assert read_html(f"<p>年度报告</p>{page}", None).remarks == ()


def test_a_page_that_only_shows_a_file_is_refused_naming_it() -> None:
    with pytest.raises(DocumentError, match=r"P0202\.pdf"):
        read_html("<html><body><embed src='P0202.pdf'></body></html>", None)
