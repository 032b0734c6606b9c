"""Corrections find what they correct or fail, keep what is printed, and never act in silence."""

from __future__ import annotations

import tomllib
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from typer.testing import CliRunner

import giox
from giox.cli import app
from giox.corrections import apply, propose
from giox.errors import CorrectionError
from giox.schema import CORRECTIONS, FINDINGS, OBSERVATIONS
from giox.shipped import shared_path
from giox.tables import from_csv, read_tables

HERE = Path(__file__).resolve().parent
CASES = tomllib.loads((HERE / "cases.toml").read_text(encoding="utf-8"))["case"]
DECIDED = {"reason": "misread", "who": "N. N.", "date": "2026-01-31", "source": "page 3"}
DAMAGED = shared_path("data", "specimens", "10_damaged_2021.txt")


@pytest.fixture(scope="module")
def figures():
    return from_csv((HERE / "figures.csv").read_bytes(), OBSERVATIONS)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_a_line_does(figures, case):
    lines = pl.DataFrame([DECIDED | case["line"]])
    if "fails" in case:
        with pytest.raises(CorrectionError) as raised:
            giox.correct(figures, lines)
        assert case["fails"] in str(raised.value)
        return
    done = apply(figures, lines)
    at = ["report", "part", "start"]
    corrected = done.observations.filter(pl.col("origin") == "correction")
    assert corrected.select(*at, "value", "origin", "raw", "note").rows() == [
        tuple(row) for row in case["gives"]
    ]
    kept = done.observations.join(corrected, on=at, how="anti", maintain_order="left")
    assert kept.equals(figures.join(done.replaced, on=at, how="anti", maintain_order="left"))
    assert done.replaced.height == done.findings.height == 1
    assert figures.join(done.replaced, on=OBSERVATIONS.names, how="semi", nulls_equal=True).height
    assert done.findings["severity"].to_list() == ["notice"]
    for word in ("misread", "N. N.", "2026-01-31", "page 3"):
        assert word in done.findings["message"][0]


def test_a_figure_that_was_corrected_is_not_corrected_again(figures):
    lines = pl.DataFrame([DECIDED | CASES[0]["line"]])
    once = giox.correct(figures, lines)
    with pytest.raises(CorrectionError, match=r"90 is not there, but 92 \(correction\)"):
        giox.correct(once, lines)


def test_two_lines_for_one_figure_are_refused(figures):
    line = DECIDED | {"report": "b.txt", "indicator": "disclosed.website", "new": "1"}
    with pytest.raises(CorrectionError, match="corrected by two lines"):
        giox.correct(figures, pl.DataFrame([line | {"old": "1234"}, line | {"old": "1,234"}]))


def test_lines_without_a_reason_are_told_and_not_applied(figures):
    lines = pl.DataFrame([DECIDED | CASES[0]["line"] | {"reason": ""}])
    with pytest.warns(UserWarning, match="without a reason are not applied: 1;"):
        assert giox.correct(figures, lines).equals(figures)


def test_the_panel_takes_the_correction_and_says_so():
    read = giox.extract(DAMAGED)
    row = read.observations.filter(
        pl.col("indicator") == "applications.new", pl.col("applicant") == "total"
    ).row(0, named=True)
    line = {name: row[name] for name in ("report", "part", "indicator", "applicant")}
    line |= {"old": row["raw"], "new": f"{row['value'] + 1:g}"}
    after = giox.correct(read.observations, pl.DataFrame([DECIDED | line]))
    panel = giox.panel(after, read.reports)
    found = panel.select("applications_new", "applications_new_origin").drop_nulls().rows()
    assert (row["value"] + 1, "correction") in found


# ---- files ----------------------------------------------------------------------------------


def test_csv_and_toml_say_the_same(tmp_path):
    rows = [
        {"report": "a.txt", "indicator": "review.total", "old": "8", "new": "9", "part": "1"},
        {"report": "b.txt", "indicator": "disclosed.website", "old": "1,234", "new": "drop"},
    ]
    pl.DataFrame([DECIDED | row for row in rows]).write_csv(tmp_path / "c.csv", include_bom=True)
    entries = [
        "\n".join(["[[correction]]", *(f'{name} = "{cell}"' for name, cell in row.items())])
        for row in (DECIDED | row for row in rows)
    ]
    (tmp_path / "c.toml").write_text("\n".join(entries), encoding="utf-8")
    one, other = (giox.load_corrections(tmp_path / name) for name in ("c.csv", "c.toml"))
    assert one.equals(other)
    assert one.schema == CORRECTIONS.schema
    assert one["part"].to_list() == [1, 0]


def test_a_file_as_a_chinese_spreadsheet_saves_it(tmp_path):
    path = tmp_path / "更正.csv"
    text = (
        "report,indicator,old,new,reason,who,date\n报告.txt,review.total,8,9,误读,某人,2026/1/31\n"
    )
    path.write_bytes(text.encode("gb18030"))
    read = giox.load_corrections(path)
    assert read.select("report", "reason", "date").row(0) == ("报告.txt", "误读", "2026-01-31")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("gone.csv", None, "cannot be read"),
        ("bad.toml", "[[correction", "bad.toml"),
        ("short.csv", "report,indicator\na.txt,review.total\n", "old is empty"),
        ("ragged.csv", "report,old\na,b,c,d\n", "ragged.csv"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(tmp_path, name, content, said):
    if content is not None:
        (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(CorrectionError, match=said):
        giox.load_corrections(tmp_path / name)


def test_an_empty_file_corrects_nothing(tmp_path, figures):
    (tmp_path / "c.csv").write_text("", encoding="utf-8")
    assert giox.correct(figures, tmp_path / "c.csv").equals(figures)


# ---- proposals ------------------------------------------------------------------------------


def finding(check, indicator, found, expected, **more):
    row = {"report": "a.txt", "part": 0, "check": check, "severity": "error"}
    row |= {"indicator": indicator, "found": found, "expected": expected, "message": check}
    return row | more


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ([("likely_value", "8", "9")], [("8", "9"), ("8", "9")]),
        ([("likely_value", "8", "1,009")], [("8", "1009"), ("8", "1009")]),
        ([("likely_value", "8", "9"), ("likely_value", "8", "10")], [("8", None), ("8", None)]),
        ([("sum", "8", "10"), ("likely_value", "8", "9")], [("8", "9"), ("8", "9")]),
        ([("sum", "8", "9")], [("8", None), ("8", None)]),
        ([("sum", "8", None)], [("8", None), ("8", None)]),
        ([("sum", "7", "9")], []),
    ],
)
def test_proposals_carry_the_likely_value(figures, findings, expected):
    rows = [finding(check, "review.total", found, value) for check, found, value in findings]
    lines = propose(figures, FINDINGS.build(rows))
    assert lines.select("old", "new").rows() == expected
    assert lines["reason"].null_count() == lines.height


def test_what_the_sums_pin_down_mends_the_specimen():
    """Two cells of it are wrong; with the likely values every sum adds up."""
    read = giox.extract(DAMAGED)
    lines = propose(read.observations, read.findings).filter(pl.col("new").is_not_null())
    assert lines.select("indicator", "applicant", "old", "new").rows() == [
        ("applications.new", "total", "37", "36"),
        ("outcomes.granted", "natural_person", "16", "15"),
    ]
    decided = lines.with_columns(pl.lit(text).alias(name) for name, text in DECIDED.items())
    after = giox.check(giox.correct(read.observations, decided), read.reports)
    assert giox.check(read.observations, read.reports).height > 0
    assert after.is_empty()


def test_from_findings_to_corrected_tables(tmp_path):
    """The command proposes, somebody decides one line, the command applies it."""
    run = CliRunner().invoke
    tables = tmp_path / "tables"
    giox.extract(DAMAGED).write(tables, "csv")
    said = run(app, ["correct", str(tables)])
    assert said.exit_code == 0, said.output
    file = tables / "corrections.csv"
    lines = giox.load_corrections(file)
    assert lines.height > 0
    again = run(app, ["correct", str(tables)])
    assert isinstance(again.exception, CorrectionError)
    first = lines.with_row_index("n").with_columns(
        pl.when(pl.col("n") == 0).then(pl.lit(value)).otherwise(name).alias(name)
        for name, value in (DECIDED | {"new": "1"}).items()
    )
    first.drop("n").write_csv(file)
    said = run(app, ["correct", str(tables), "--apply", str(file)])
    assert said.exit_code == 0, said.output
    assert f"figures corrected: 1; without a reason, not applied: {lines.height - 1}" in said.output
    after = read_tables(tables / "corrected")
    assert after.observations["origin"].to_list().count("correction") == 1
    assert after.findings["check"].to_list().count("correction") == 1
    assert (tables / "corrected" / "replaced.csv").is_file()
    assert giox.validate(after.observations, "observations").equals(after.observations)


# ---- properties -----------------------------------------------------------------------------

INDICATORS = ("applications.new", "review.total")


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(st.sampled_from("ab"), st.sampled_from(INDICATORS), st.integers(0, 5)),
        max_size=8,
        unique=True,
    ),
    st.data(),
)
def test_what_is_replaced_in_the_place_of_what_came_is_what_was(stated, data):
    table = OBSERVATIONS.build(
        [
            {"report": report, "part": 0, "indicator": indicator, "value": value, "unit": "item"}
            | {"origin": "table", "raw": str(value), "start": place, "end": place + 1}
            for place, (report, indicator, value) in enumerate(stated)
        ]
    )
    chosen = [row for row in stated if data.draw(st.booleans())]
    new = data.draw(st.lists(st.sampled_from(["drop", "7", "0.5"]), min_size=8, max_size=8))
    lines = pl.DataFrame(
        [
            DECIDED | {"report": report, "indicator": indicator, "old": str(value), "new": value_}
            for (report, indicator, value), value_ in zip(chosen, new, strict=False)
        ],
        schema=dict.fromkeys(["report", "indicator", "old", "new", *DECIDED], pl.String),
    )
    done = apply(table, lines)
    back = pl.concat(
        [
            done.observations.filter(pl.col("origin") != "correction"),
            done.replaced.select(OBSERVATIONS.names),
        ]
    )
    assert_frame_equal(OBSERVATIONS.sort(back), table)
    assert done.findings.height == done.replaced.height == len(chosen)
    assert OBSERVATIONS.sort(done.observations).equals(done.observations)
