"""Rules that hold for every division of every year, and for any text."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giox.regions import divisions, find_divisions, resolve_region, successor
from giox.regions.names import short_name, simplify

FORMS = {
    "path": "{path}人民政府{year}年政府信息公开工作年度报告",
    "path, department": "{path}住房和城乡建设局{year}年政府信息公开工作年度报告",
    "parent": "{parent}{name}{year}年政府信息公开工作年度报告",
    "parent in short": "{parent_short}{name}人民政府办公室",
    "branch": "{parent}自然资源和规划局{short}分局",
    "name": "{name}人民政府{year}年政府信息公开工作年度报告",
    "name, department": "{name}卫生健康委员会{year}年度政府信息公开工作报告",
    "brackets": "({name}城管局){year}年度政府信息公开年报",
}
# Forms that name what is above settle homonyms; the others may be left open, but never wrong.
SETTLED = {"path", "path, department", "parent", "parent in short"}


def titles(year):
    """Yield (form, title, code) for every division of a year."""
    frame = divisions(year)
    names = dict(frame.select("code", "name").iter_rows())
    for code, name, parent, path in frame.select("code", "name", "parent", "path").iter_rows():
        above = names.get(parent, "")
        values = {
            "name": name,
            "short": short_name(name),
            "path": path,
            "parent": above,
            "parent_short": short_name(above) if above else "",
            "year": year,
        }
        for form, pattern in FORMS.items():
            if above or "parent" not in pattern:
                yield form, pattern.format_map(values), code


@pytest.mark.parametrize("year", [2008, 2016, 2024])
def test_every_division_is_found_or_left_open_but_never_taken_for_another(year):
    wrong, none, total = [], Counter(), Counter()
    for form, title, code in titles(year):
        region = resolve_region(title, year)
        total[form] += 1
        if region is None:
            none[form] += 1
        elif region.code != code:
            wrong.append((form, title, code, region.code))
    assert wrong == []
    assert {form: none[form] for form in SETTLED} == dict.fromkeys(SETTLED, 0)
    assert all(none[form] < 0.03 * total[form] for form in FORMS)


def test_every_change_is_understood_in_the_years_around_it():
    """Who changed in a year may sign with the old name or the new, with the parent's of either."""
    wrong, asked = [], 0
    tables = {year: divisions(year) for year in range(2008, 2026)}
    for year in range(2009, 2026):
        before, after = tables[year - 1], tables[year]
        gone = before.join(after, on=["code", "name"], how="anti")
        new = after.join(before, on=["code", "name"], how="anti")
        for path, codes in gone.select("path", "successors").iter_rows():
            region = resolve_region(f"{path}人民政府", year)
            asked += 1
            if len(codes) == 1 and (region is None or region.code != codes[0]):
                wrong.append((path, year, codes, region))
        renamed = new.join(before, on="name", how="anti")
        for code, path in renamed.select("code", "path").iter_rows():
            region = resolve_region(f"{path}人民政府", year - 1)
            made_of = successor(code, year - 1)
            asked += 1
            if len(made_of) == 1 and (region is None or region.code != made_of[0]):
                wrong.append((path, year - 1, made_of, region))
    assert wrong == []
    assert asked > 400


@given(
    st.text(alphabet="江苏省宿迁市城区鼓楼朝阳县人民政府财局年2019报告,。 吉林海南州", max_size=60)
)
def test_mentions_are_where_they_say_and_do_not_overlap(text):
    mentions = find_divisions(text, 2019)
    assert all(text[m.start : m.end] == m.text for m in mentions)
    assert all(a.end <= b.start for a, b in pairwise(mentions))
    assert all(len(code) == 6 for m in mentions for code in m.codes)


@given(st.text(max_size=40), st.none() | st.integers(1949, 2100), st.none() | st.text(max_size=60))
def test_any_text_is_answered(text, year, context):
    region = resolve_region(text, year, context)
    assert region is None or region.code == "000000" or len(region.path) > 1


@given(st.text(max_size=40))
def test_simplifying_keeps_offsets(text):
    assert len(simplify(text)) == len(text)


def test_no_name_of_a_division_is_changed_by_simplifying():
    names = {name for year in (2002, 2013, 2025) for name in divisions(year)["name"]}
    assert {name for name in names if simplify(name) != name} == set()


def test_longer_names_hide_the_shorter_ones_in_them():
    text = "宿迁市宿城区、延边朝鲜族自治州、呼和浩特市新城区和新区"
    assert [m.text for m in find_divisions(text, 2019)] == [
        "宿迁市",
        "宿城区",
        "延边朝鲜族自治州",
        "呼和浩特市",
        "新城区",
    ]
