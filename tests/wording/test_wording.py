"""Words, topics, keyness and reuse, through the public face."""

from __future__ import annotations

import math
import subprocess
import sys
import tomllib
from importlib.resources import files

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from giox import wording
from giox.errors import GioxError, SchemaError

TOPICS = tomllib.loads(files("giox.wording").joinpath("topics.toml").read_text("utf-8"))["topic"]
LINES = [
    (topic, line, line in topic["examples"])
    for topic in TOPICS
    for line in (*topic["examples"], *topic["others"])
]
CHINESE = st.text("公开政府信息网站土地征收解读,。12 ab", max_size=60)


def paragraphs(*texts: str, **columns: object) -> pl.DataFrame:
    rows = [
        {"report": f"r{at}", "part": 0, "paragraph": 0, "section": "总体情况", "text": text}
        for at, text in enumerate(texts)
    ]
    return pl.DataFrame(rows).with_columns(**{k: pl.lit(v) for k, v in columns.items()})


@pytest.mark.parametrize(("topic", "line", "meant"), LINES, ids=lambda one: str(one)[:24])
def test_topics_find_their_own_lines(topic, line, meant):
    section = "总体情况" if topic["kind"] == "application" else "存在的主要问题及改进情况"
    found = wording.mentions(paragraphs(line, section=section)).filter(topic=topic["id"])
    assert found.height == int(meant)


def test_problems_count_in_their_section_and_before_the_turn():
    text = "部分栏目更新不够及时。下一步将加强培训,及时性有保障。"
    inside = wording.mentions(paragraphs(text, section="存在的主要问题及改进情况"))
    outside = wording.mentions(paragraphs(text))
    assert inside.select("topic", "kind").rows() == [
        ("delay", "problem"),
        ("training", "improvement"),
    ]
    assert outside.is_empty()


def test_texts_are_prose_with_its_section(specimens):
    found = wording.texts(specimens)
    assert found["report"].n_unique() >= 8
    assert not found["text"].str.contains("|", literal=True).any()
    assert found.filter(pl.col("section").str.contains("问题")).height >= 2
    assert found.sort("report", "part", "paragraph").equals(found)


def test_a_converted_report_is_told_in_simplified_words(specimens):
    found = wording.texts(specimens / "08_traditional_2019.txt")
    assert found["text"].str.contains("[開資訊網]").sum() == 0


def test_no_report_is_an_error(tmp_path):
    (tmp_path / "a.txt").write_text("今天天气很好。我们去公园。", encoding="utf-8")
    with pytest.raises(GioxError, match="no report with prose"):
        wording.texts(tmp_path)


@given(CHINESE)
def test_words_joined_are_the_text(text):
    assert "".join(wording.tokenise(text)) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("收到1,234件", ["收到", "1,234", "件"]),
        ("同比增长12.5%。", ["同比", "增长", "12.5%", "。"]),
        ("政务新媒体账号", ["政务新媒体", "账号"]),
        ("GB 2312", ["GB", " ", "2312"]),
    ],
)
def test_words_of_the_genre_and_numbers_stay_whole(text, expected):
    assert wording.tokenise(text) == expected


def test_jieba_is_loaded_late_says_nothing_and_leaves_no_file(tmp_path):
    code = (
        "import sys, giox.wording as w; assert 'jieba' not in sys.modules; w.tokenise('公开'); "
        "import logging; assert logging.getLogger('jieba').level != logging.ERROR"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"TMPDIR": str(tmp_path), "PATH": ""},
    )
    assert done.stderr == ""
    assert not list(tmp_path.iterdir())


def counts(**reports: dict[str, int]) -> pl.DataFrame:
    rows = [
        {"report": name, "part": 0, "word": word, "n": n}
        for name, words in reports.items()
        for word, n in words.items()
    ]
    return pl.DataFrame(rows).with_columns(words=pl.col("n").sum().over("report"))


def test_keyness_is_dunnings():
    """By hand: 8 of 10 against 1 of 10."""
    found = wording.keyness(
        counts(a={"土地": 8, "网站": 2}, b={"土地": 1, "网站": 9}), pl.col("report") == "a"
    )
    row = found.row(by_predicate=pl.col("word") == "土地", named=True)
    cells = [(8, 4.5), (1, 4.5), (2, 5.5), (9, 5.5)]
    assert row["g2"] == pytest.approx(2 * sum(n * math.log(n / e) for n, e in cells))
    assert row["p"] == pytest.approx(math.erfc(math.sqrt(row["g2"] / 2)))
    assert (row["rate_target"], row["rate_reference"]) == (8000, 1000)
    assert row["log_ratio"] == 3.0


def test_a_word_of_one_report_is_no_key_word():
    table = counts(a={"土地": 8, "网站": 2}, b={"网站": 9})
    assert wording.keyness(table, pl.col("report") == "a")["word"].to_list() == ["网站"]
    assert wording.keyness(table, pl.col("report") == "a", least=1).height == 2


def test_one_side_alone_cannot_be_compared():
    with pytest.raises(SchemaError, match="both sides"):
        wording.keyness(counts(a={"土地": 1}), pl.col("report") == "a")


def test_key_words_are_frequent_here_and_rare_elsewhere():
    table = counts(a={"土地": 3, "网站": 7}, b={"网站": 5, "教育": 1}, c={"网站": 5})
    found = wording.keywords(table, most=1)
    assert found.select("report", "word").rows() == [("a", "土地"), ("b", "教育"), ("c", "网站")]
    assert found["weight"].to_list()[-1] == 0.0


LONG = "今年我市在重点民生领域公开的内容比往年细致得多各镇各街道都设立了查阅场所群众可以就近查询"


def test_a_copy_is_alike_whatever_its_figures():
    table = paragraphs(f"{LONG},共12件。", f"{LONG},共345件。", "另一处的文字完全两样" * 6)
    found = wording.similarity(table, least=10)
    first = found.row(0, named=True)
    assert (first["one"], first["other"], first["similarity"]) == ("r0", "r1", 1.0)
    assert found["similarity"].to_list()[1:] == [0.0, 0.0]


def test_what_the_forms_prescribe_is_no_reuse():
    labels = "本年新收政府信息公开申请数量上年结转政府信息公开申请数量"
    one, other = "甲乙丙丁戊己庚辛壬癸" + labels, "子丑寅卯辰巳午未申酉" + labels
    found = wording.similarity(paragraphs(one, other), least=1)
    assert found["shared"].to_list()[0] <= 6  # pieces that run from one label into the next


@given(st.lists(st.text("公开政府信息网站土地", min_size=8, max_size=40), min_size=2, max_size=4))
def test_similarity_is_symmetric_and_bounded(texts):
    there = wording.similarity(paragraphs(*texts), least=1)
    back = wording.similarity(paragraphs(*texts).reverse(), least=1)
    assert there.equals(back)
    assert there["similarity"].is_between(0, 1).all()
    assert (there["similarity"] <= there["contained"]).all()
    assert (there["shared"] <= there["pieces_one"]).all()


def test_passages_are_what_stands_in_both():
    one = f"甲县。{LONG}。甲县共12件。"
    other = f"乙镇说:{LONG}!乙镇共34件。"
    found = wording.passages(one, other)
    assert found["text"].to_list() == [LONG]
    start, end = found.select("start", "end").row(0)
    assert one[start:end] == LONG
    assert wording.passages(one, "全无相同").is_empty()


@pytest.mark.parametrize("function", [wording.words, wording.mentions, wording.similarity])
def test_a_frame_of_something_else_is_refused(function):
    with pytest.raises(SchemaError, match="no column report"):
        function(pl.DataFrame({"a": [1]}))
