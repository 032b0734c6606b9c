"""The font that giox brings along: what it can draw, and that it is what the build makes."""

from __future__ import annotations

import hashlib
import importlib.util
from pathlib import Path

import polars as pl
import pytest
from fontTools.ttLib import TTFont

import giox
from giox.charts import lettering
from giox.charts.words import terms
from giox.panels import variables

PACKAGE = Path(giox.__file__).parent
BUILD = PACKAGE.parent / "data" / "build" / "fonts.py"
LATIN = "AZaz09 àáāǎèéēěìíīǐòóōǒùúūǔüǖǘǚǜ ÄÖÜß αβμχ"
SIGNS = ".,:;!?%‰&@#*+-=<>/\\|()[]{}'\"“”‘’–—…·×÷±≤≥≈≠→←↑↓−²³°€£¥"
CHINESE = "，。、；：？！（）《》〈〉「」『』【】…—·％〇①②③④⑤⑥⑦⑧⑨⑩"


def build():
    if not BUILD.exists():
        pytest.skip("data/build is not beside an installed package")
    spec = importlib.util.spec_from_file_location("build_fonts", BUILD)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_all_of_gb2312_can_be_drawn():
    characters = build().gb2312()
    assert len(characters) == 7445
    assert lettering.missing("".join(characters)) == ""


def test_latin_and_punctuation_can_be_drawn():
    assert lettering.missing(LATIN + SIGNS + CHINESE) == ""


@pytest.mark.parametrize("folder", ["charts", "forms", "regions"])
def test_words_that_a_figure_may_show_can_be_drawn(folder):
    paths = [path for path in (PACKAGE / folder).rglob("*") if path.suffix in {".csv", ".toml"}]
    assert paths
    for path in paths:
        text = path.read_text(encoding="utf-8-sig").replace("\ufffd", "")  # a damage, no word
        assert lettering.missing(text) == "", path.name


def test_names_of_all_divisions_since_1981_can_be_drawn(shared):
    table = pl.read_csv(shared / "reference" / "areacodes.csv", infer_schema=False)
    names = table.select(pl.selectors.string()).unpivot()["value"].drop_nulls()
    assert lettering.missing("".join(names)) == ""


def test_names_of_the_shipped_reports_can_be_drawn(shared):
    table = pl.read_csv(shared / "figures" / "figures.csv", infer_schema=False)
    regions = "".join(table["region"].drop_nulls())
    assert lettering.missing(giox.to_simplified(regions)) == ""


def test_the_font_may_be_brought_along():
    font = TTFont(lettering.FILE)
    assert font["OS/2"].fsType == 0
    assert {font["name"].getDebugName(1)} == {lettering.FAMILY}
    assert "Open Font License" in font["name"].getDebugName(13)
    assert "SIL OPEN FONT LICENSE" in (PACKAGE / "fonts" / "OFL.txt").read_text(encoding="utf-8")


def test_widths_are_those_of_the_font():
    font = TTFont(lettering.FILE)
    for character in "Ai1%公，":
        wide = font["hmtx"][font.getBestCmap()[ord(character)]][0] / font["head"].unitsPerEm
        assert lettering.width(character * 3, 10) == pytest.approx(30 * wide)


@pytest.mark.slow
def test_the_build_makes_the_same_font_again():
    source = pytest.importorskip("pylopdf_fonts_zh_cn", reason="the source font is not installed")
    path = Path(source.__file__).with_name("NotoSansSC-Regular.otf")
    made = build().subset(path.read_bytes())
    shipped = lettering.FILE.read_bytes()
    assert hashlib.sha256(made).hexdigest() == hashlib.sha256(shipped).hexdigest()


def test_terms_are_whole():
    for term, words in terms().items():
        assert set(words) == {"en", "zh"}, term
        assert all(text and text == text.strip() for text in words.values()), term
    lines = (PACKAGE / "charts" / "terms.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) - 1 + variables().height == len(terms())
