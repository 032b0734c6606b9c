"""Tables as files: golden files, cells that no spreadsheet runs, text that LaTeX prints."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import date
from pathlib import Path

import docx
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import giox
from giox.errors import ExportError
from giox.export import save_table, show_table
from giox.export.latex import escape

TABLES = Path(__file__).resolve().parent / "tables"
FRAME = pl.DataFrame(
    {
        "region": ["江苏省", "上海市", "A & B_1 (50 %)", "[first]", None],
        "year": [2019, 2020, 2021, 2022, 2023],
        "n": [1234, -5, None, 0, 1234567],
        "rate": [1.234, -0.5, None, 12345.678, float("nan")],
        "share": [0.25, 0.5, 0.75, None, 1.0],
        "day": [date(2020, 1, 31), None, date(2021, 2, 1), date(2022, 3, 1), date(2023, 4, 1)],
        "sound": [True, False, None, True, True],
    }
)
WORDS = {
    "caption": {"en": "Rates by region (100 % made up)", "zh": "各地比率（虚构）"},
    "notes": [{"en": "Source: none. A dash is no zero.", "zh": "注：“—”不是零。"}],
    "labels": {"day": {"en": "Day", "zh": "日期"}, "sound": {"en": "Sound", "zh": "可靠"}},
    "worded": ["region"],
    "decimals": {"share": 1},
}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("kind", ["csv", "tex", "html"])
def test_tables_are_the_golden_ones(language, kind, tmp_path):
    (path,) = save_table(FRAME, "rates", tmp_path, language=language, formats=(kind,), **WORDS)
    golden = TABLES / f"rates.{language}.{kind}"
    found = re.sub(rb"giox [\d.]+", b"giox VERSION", path.read_bytes())
    if not golden.exists():
        golden.write_bytes(found)
        pytest.fail(f"{golden.name} was not there; it is written now: look at it and commit it")
    assert found.decode() == golden.read_bytes().decode()


def cells(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def test_csv_reads_back_in_full(tmp_path):
    frame = FRAME.drop("day", "sound").with_columns(rate=pl.Series([1 / 3, -2e-9, None, 1e12, 0]))
    (path,) = save_table(frame, "t", tmp_path, formats=("csv",))
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    back = pl.read_csv(path, schema=dict(zip(cells(path)[0], frame.dtypes, strict=True)))
    assert back.rows() == frame.rows()


ARMED = {
    "=1+1": "'=1+1",
    "=HYPERLINK(A1)": "'=HYPERLINK(A1)",
    "+cmd|' /C calc'!A0": "'+cmd|' /C calc'!A0",
    "-2+3": "'-2+3",
    "@SUM(A1)": "'@SUM(A1)",
    "\t=1": "'\t=1",
    "＝1+1": "'＝1+1",
    "-12.6": "-12.6",
    "+3%": "+3%",
    "-": "-",
    "—": "—",
    "a=b": "a=b",
    "1-2": "1-2",
}


def test_text_that_a_spreadsheet_would_run_is_disarmed(tmp_path):
    frame = pl.DataFrame({"=head": list(ARMED), "number": [-float(at) for at in range(len(ARMED))]})
    (path,) = save_table(frame, "t", tmp_path, formats=("csv",))
    head, *rows = cells(path)
    assert head[0] == "'=head"
    assert [row[0] for row in rows] == list(ARMED.values())
    assert [row[1] for row in rows][1] == "-1.0"


@given(text=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_no_cell_begins_like_a_formula(text, tmp_path_factory):
    frame = pl.DataFrame({"t": [text]})
    (path,) = save_table(frame, "t", tmp_path_factory.getbasetemp(), formats=("csv",))
    cell = cells(path)[1][0]
    assert cell in (text, f"'{text}")
    assert cell[0] not in "=+-@＝＋－＠" or re.fullmatch(r"[+-]?[\d,]*\.?\d*%?", cell)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_escaped_text_has_no_command_left(text):
    escaped = escape(text)
    left = re.sub(
        r"\\textbackslash\{\}|\\text(asciitilde|asciicircum|less|greater|bar)\{\}"
        r"|\\[{}&%$#_]|\{\[\}|\{\]\}",
        "",
        escaped,
    )
    assert not re.search(r"[\\{}&%$#_~^<>|\[\]\n]", left)


def test_a_missing_value_is_no_zero_and_no_none(tmp_path):
    (path,) = save_table(FRAME, "t", tmp_path, formats=("tex",), missing="n/a")
    text = path.read_text(encoding="utf-8")
    assert "None" not in text
    assert "null" not in text
    assert text.count("n/a") == FRAME.null_count().sum_horizontal().item() + 1  # and the NaN


def test_a_table_alone_has_no_notes(tmp_path):
    (path,) = save_table(pl.DataFrame({"a": [1]}), "t", tmp_path, formats=("tex",))
    assert "tablenotes" not in path.read_text(encoding="utf-8").split("\n", 2)[2]


CAPTIONS = ["Table 3. Rates", "Table 12: Rates", "表3 Rates", "表 3：Rates", "Rates"]


@pytest.mark.parametrize("caption", CAPTIONS)
def test_latex_numbers_tables_itself(caption, tmp_path):
    (path,) = save_table(FRAME, "t", tmp_path, formats=("tex",), caption=caption)
    assert r"\caption{Rates}\label{tab:t}" in path.read_text(encoding="utf-8")


REGRESSION = pl.DataFrame(
    {
        "term": ["Log applications", "", "Bodies"],
        "(1)": ["-0.41***", "(0.05)", "1,234"],
        "(2)": ["0.39*", "(0.20)", None],
    }
)


def regression(folder: Path, *kinds: str) -> tuple[Path, ...]:
    words = {"caption": "Suits", "notes": ["* p < 0.1"], "labels": {"term": ""}, "missing": ""}
    return save_table(
        REGRESSION, "r", folder, numbers=["(1)", "(2)"], rules=[2], formats=kinds, **words
    )


def test_a_regression_table_has_raised_stars_and_a_line_before_the_counts(tmp_path):
    tex, html = (path.read_text(encoding="utf-8") for path in regression(tmp_path, "tex", "html"))
    lines = tex.splitlines()
    assert r"Log applications & $-$0.41\rlap{$^{***}$} & 0.39\rlap{$^{*}$} \\" in lines
    assert lines[lines.index(r"Bodies & 1,234 &  \\") - 1] == r"\midrule"
    assert re.search(r"−0\.41<sup [^>]*>\*\*\*</sup>", html)
    assert "http" not in html


def test_word_holds_the_same_cells(tmp_path):
    (path,) = regression(tmp_path, "docx")
    document = docx.Document(str(path))
    (table,) = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["", "(1)", "(2)"],
        ["Log applications", "−0.41***", "0.39*"],
        ["", "(0.05)", "(0.20)"],
        ["Bodies", "1,234", ""],
    ]
    raised = [run.text for run in table.cell(1, 1).paragraphs[0].runs if run.font.superscript]
    assert raised == ["***"]
    assert [paragraph.text for paragraph in document.paragraphs] == ["Suits", "* p < 0.1"]


def test_word_is_the_same_twice(tmp_path):
    (one,), (two,) = (regression(tmp_path / name, "docx") for name in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()
    with zipfile.ZipFile(one) as members:
        assert {member.date_time[0] for member in members.infolist()} == {1980}


def test_html_runs_nothing_of_a_cell(tmp_path):
    frame = pl.DataFrame({"t": ["<script>alert(1)</script>"], "n": ["<b>1</b>"]})
    (path,) = save_table(frame, "t", tmp_path, formats=("html",), caption="<i>", numbers=["n"])
    text = path.read_text(encoding="utf-8")
    assert "<script" not in text
    assert "&lt;b&gt;1" in text
    assert "<i>" not in text


REFUSED = {
    "lists": (pl.DataFrame({"a": [[1]]}), {}, "the column 'a' holds List"),
    "one head": (
        pl.DataFrame({"outcomes.other": [1], "disclosed.other": [2]}),
        {},
        "two columns have the same head",
    ),
    "words": (FRAME, {"worded": ["place"]}, "no column place: name"),
    "format": (FRAME, {"formats": ("doc",)}, "some of 'csv', 'tex'"),
    "name": (FRAME, {"name": "../t"}, "no file name"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_table_is_refused(name, tmp_path):
    frame, options, message = REFUSED[name]
    with pytest.raises(ExportError, match=message):
        save_table(frame, **{"name": "t", "folder": tmp_path, **options})
    assert not list(tmp_path.iterdir())


def test_a_shown_table_is_the_saved_one(tmp_path):
    options = {"numbers": ["(1)", "(2)"], "notes": ["* p < 0.1"], "missing": ""}
    shown = show_table(REGRESSION, "r", tmp_path, caption="Suits", **options)
    assert shown.data.splitlines() == [
        "**Suits**",
        "",
        "| term | (1) | (2) |",
        "|:--|--:|--:|",
        r"| Log applications | -0.41\*\*\* | 0.39\* |",
        "|  | (0.05) | (0.20) |",
        "| Bodies | 1,234 |  |",
        "",
        r"*\* p \< 0.1*",
    ]
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".csv", ".docx", ".html", ".tex"]
    assert show_table(FRAME, **WORDS).data.count("\n") == 4 + FRAME.height + 1
    assert len(list(tmp_path.iterdir())) == 4


def test_a_table_is_in_the_language_of_the_notebook():
    import altair

    with altair.theme.enable("default"):
        giox.setup("zh")
        assert "| 年份 |" in show_table(pl.DataFrame({"year": [2020]})).data
    assert "| Year |" in show_table(pl.DataFrame({"year": [2020]})).data
