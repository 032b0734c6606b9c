"""Script: simplified text stays, traditional text comes back, converted wording is restored."""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import LCSseq
from text_tables import rows

from giox.regions.gazetteer import load, read_csv
from giox.text import detect_script, simplify, to_simplified

HERE = Path(__file__).parent
GENRE = (HERE.parent / "benchmarks" / "text_genre.txt").read_text("utf-8")
GOALS = {"s2t": 0.9999, "s2tw": 0.9999, "s2twp": 0.9995, "s2hk": 0.9999}


def converter(name: str):
    """Return the reimplementation's converter; slow, but it needs no environment of its own."""
    from opencc import OpenCC

    return OpenCC(name).convert


def test_simplified_text_comes_back_character_by_character() -> None:
    assert to_simplified(GENRE) == GENRE
    assert [line for line in GENRE.splitlines() if to_simplified(line) != line] == []
    assert simplify(GENRE).edits == ()


@pytest.mark.parametrize("name", GOALS)
def test_round_trip(name: str) -> None:
    restored = to_simplified(converter(name)(GENRE))
    assert LCSseq.similarity(GENRE, restored) / len(GENRE) >= GOALS[name]


def test_wording_after_opencc() -> None:
    """The evidence is that of a whole text, so all phrases are read together."""
    taiwan, mainland = zip(*rows("wording.tsv"), strict=True)
    restored = to_simplified("\n".join(taiwan)).split("\n")
    wrong = [(was, got) for was, got in zip(mainland, restored, strict=True) if was != got]
    assert wrong == []


def test_no_surroundings_speak_for_two_words() -> None:
    path = HERE.parents[1] / "giox" / "text" / "vocabulary.toml"
    data = tomllib.loads(path.read_text("utf-8"))
    for converter_of_words in ("opencc", "other", "any"):
        for entries in data[converter_of_words].values():
            for taiwan, mainland in entries.items():
                sides = [] if isinstance(mainland, str) else mainland.values()
                patterns = [one for side in sides if isinstance(side, list) for one in side]
                assert sorted(set(patterns)) == sorted(patterns), taiwan


@pytest.mark.parametrize(("converted", "mainland"), rows("converted.tsv"))
def test_wording_after_other_converters(converted: str, mainland: str) -> None:
    assert to_simplified(converted) == mainland


def test_what_the_surroundings_leave_open_the_text_decides() -> None:
    """檔案 are files or archives, 資料 data or material: whichever the text mostly means."""
    undecided = "這些檔案共三箱。"
    of_files = "釋出資訊,印發規範性檔案3件,檔案精神已傳達,最佳化服務。"
    of_archives = "釋出資訊,檔案整理上架,檔案數字化掃描,人事檔案齊全,最佳化服務。"
    assert to_simplified(of_files + undecided).endswith("这些文件共三箱。")
    assert to_simplified(of_archives + undecided).endswith("这些档案共三箱。")


def test_one_trace_that_mainland_texts_never_have_proves_a_converter() -> None:
    assert to_simplified("及時釋出應急預案。") == "及时发布应急预案。"
    assert to_simplified("重點專案開工九個。") == "重点项目开工九个。"
    assert to_simplified("專案組破獲三起。") == "专案组破获三起。"
    assert to_simplified("解釋出現偏差的原因,雙方釋出善意。") == "解释出现偏差的原因,双方释出善意。"


@pytest.mark.parametrize(("traditional", "simplified"), rows("traditional.tsv"))
def test_traditional_text_of_mainland_wording(traditional: str, simplified: str) -> None:
    assert to_simplified(traditional) == simplified


def test_paragraphs_of_either_script() -> None:
    simplified = "乾县人民政府办公室关于信息公开工作情况的说明"
    traditional = "本機關公開規範性檔案三件,最佳化服務程式"
    restored = "本机关公开规范性文件三件,优化服务程序"
    assert to_simplified(f"{simplified}\n{traditional}\n{simplified}") == (
        f"{simplified}\n{restored}\n{simplified}"
    )
    assert to_simplified(f"{traditional}\n{simplified}\n{traditional}{traditional}\n") == (
        f"{restored}\n{simplified}\n{restored}{restored}\n"
    )
    mapped = simplify(f"{simplified}\n{traditional}")
    at = mapped.text.index("规范性文件")
    start, end = mapped.source_span(at, at + 5)
    assert mapped.source[start:end] == "規範性檔案"


def test_few_characters_of_the_other_script_change_nothing() -> None:
    text = "负责人:王崑、李濬\n网站首页 简体 繁體\n政府信息公开工作年度报告"
    assert to_simplified(text) == text


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("", "simplified"),
        ("2019", "simplified"),
        ("乾", "simplified"),
        ("机关", "simplified"),
        ("機關", "traditional"),
        ("温縣", "traditional"),
        ("办公室 English text with 一個 word", "simplified"),
    ],
)
def test_detection(text: str, script: str) -> None:
    assert detect_script(text) == script


@given(st.text(alphabet=st.characters(codec="big5"), max_size=40))
def test_simplified_once_is_simplified_for_good(text: str) -> None:
    once = to_simplified(text)
    assert to_simplified(once) == once or detect_script(once) == "traditional"


@given(
    st.lists(st.sampled_from(["最佳化", "資訊公開", "檔案館", "機關", "3件", "\n", "门户", "a"]))
)
def test_the_map_and_the_text_agree(pieces: list[str]) -> None:
    text = "".join(pieces)
    mapped = simplify(text)
    assert mapped.text == to_simplified(text)
    assert mapped.source_span(0, len(mapped.text)) == (0, len(text))
    for index, char in enumerate(mapped.text):
        start, end = mapped.source_span(index, index + 1)
        if text[start:end] != char:
            assert (start, end, char) in [
                (edit.start, edit.end, edit.text[index_in])
                for edit in mapped.edits
                for index_in in range(len(edit.text))
            ]


def test_every_name_of_the_gazetteer_survives_in_both_directions() -> None:
    counties = {division.name for division in load()}
    towns = {name for row in read_csv("towns.csv") for name in row["names"].split()}
    # one town stands under two spellings, of which traditional script knows but one
    names = sorted((counties | towns) - {"酇城镇", "酇阳镇"})
    assert {"乾县", "乾安县", "乾务镇"} <= set(names)
    assert len(names) > 39_000
    assert [name for name in names if to_simplified(name) != name] == []
    converted = converter("s2t")("\n".join(names))
    restored = to_simplified("機關關於發佈報告的說明:\n" + converted).split("\n")[1:]
    assert [pair for pair in zip(names, restored, strict=True) if pair[0] != pair[1]] == []


RARE = "乾隆 瞭望 答覆 徵羽 於潜 藉此 桥樑 反覆 王崑 李濬 乾坤 著作 慰藉 狼藉 钱锺书 甯夏 崑山 濛江"


def test_simplified_text_with_words_that_look_traditional_stays() -> None:
    """A few such words, in every place of a simplified text, change nothing."""
    for word in RARE.split():
        for line in GENRE.splitlines()[:12]:
            middle = len(line) // 2
            for text in (f"{word}{line}", f"{line[:middle]}{word}{line[middle:]}", f"{line}{word}"):
                assert to_simplified(text) == text


@pytest.fixture(scope="module")
def division_names(shared: Path) -> list[str]:
    path = shared / "reference" / "areacodes.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        return sorted({row["名称"] for row in csv.DictReader(file)})


def test_division_names_survive(division_names: list[str]) -> None:
    assert [name for name in division_names if to_simplified(name) != name] == []
    assert to_simplified("、".join(division_names)) == "、".join(division_names)


@pytest.mark.parametrize("name", GOALS)
def test_division_names_come_back(name: str, division_names: list[str]) -> None:
    converted = converter(name)("\n".join(division_names)).split("\n")
    context = "機關關於發佈報告的說明:"
    restored = [to_simplified(context + one).partition(":")[2] for one in converted]
    pairs = zip(division_names, restored, strict=True)
    assert [pair for pair in pairs if pair[0] != pair[1]] == []
