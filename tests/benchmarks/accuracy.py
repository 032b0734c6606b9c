"""How much giox reads right on invented reports of every form, layout and damage.

    PYTHONPATH=tests python tests/benchmarks/accuracy.py [--write] [--seeds 2] [--layouts pipe html]

prints one line per form, layout, damage and file of sentence pairs, and what changed against
accuracy.csv beside this file; `--write` puts the new counts there. Of table cells:

right     printed and read as printed
wrong     read with another value, or assigned where another figure stands
silent    wrong, and no finding speaks of the indicator
missing   printed and not read
left_out  could only be placed by guessing, and was not read: as it should be
spurious  read where nothing (a blank, a stroke, no figure of the form) stands

Of figures in prose: said (right), unsaid (missing), extra (read and not said); scope: said, but
without the scope that the sentence tells, or with another. `metadata`
counts columns of the reports table that differ from what the file says, `unreported` findings
that should have been made and were not.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import polars as pl
from specimens.layouts import available
from specimens.make import combinations, make
from specimens.model import Specimen
from specimens.odd import Odd, odd_files
from specimens.pairs import Pair, load_pairs

import giox

COMMITTED = Path(__file__).with_name("accuracy.csv")
KEY = ["report", "part", "indicator", "applicant"]
CELLS = ("right", "wrong", "silent", "missing", "left_out", "spurious")
PROSE = ("said", "unsaid", "extra", "scope")
COUNTS = ("files", *CELLS, *PROSE, "metadata", "unreported")
META = ("division_code", "year", "form", "script", "scope", "status")

CHECKS = {
    "parts do not add up": "add_up|flow|identity",
    "prose and table disagree": "prose_and_table|prose_against|narrative",
    "site defaced": "deface|brand",
    "tables lost": "lost",
    "title and text name different years": "year",
}
"""Kinds of finding, and what the name of a check that makes them has in it."""

TRUTHS = {
    "report": pl.String,
    "part": pl.Int32,
    "indicator": pl.String,
    "applicant": pl.String,
    "value": pl.Float64,
    "origin": pl.String,
    "scope": pl.String,
    "demand": pl.String,
}


def specimens(layouts: list[str] | None, seeds: int) -> list[Specimen]:
    """Return the specimens to read: every combination, `seeds` times."""
    return [
        make(form, layout, damage, seed)
        for form, layout, damage in combinations()
        if available(layout) and (layouts is None or layout in layouts)
        for seed in range(seeds)
    ]


def page(pair: Pair) -> str:
    """Return a report around the one sentence of `pair`."""
    year = pair.year or 2019
    return (
        f"松溪县{year}年政府信息公开工作年度报告\n本报告所列数据的统计期限自{year}年1月1日起"
        f"至{year}年12月31日止。\n一、总体情况\n{pair.text}\n"
    )


def truth_frame(files: Iterable[Specimen], pairs: dict[str, Pair]) -> pl.DataFrame:
    """Return what must come out, one row per figure; demand `may` for what readers differ on."""
    rows: list[dict[str, Any]] = [
        {"report": file.filename} | {name: getattr(truth, name) for name in list(TRUTHS)[1:]}
        for file in files
        for truth in file.truths
    ]
    for name, pair in pairs.items():
        for demand, figures in (("value", pair.figures), ("may", pair.may)):
            rows += [
                {
                    "report": name,
                    "part": 0,
                    "indicator": figure.indicator,
                    "value": figure.value,
                    "origin": "narrative",
                    "scope": figure.scope,
                    "demand": demand,
                }
                for figure in figures
            ]
    return pl.DataFrame(rows, schema=TRUTHS)


def near(left: str, right: str) -> pl.Expr:
    """Whether two columns hold the same figure."""
    scale = pl.max_horizontal(pl.lit(1.0), pl.col(left).abs())
    return (pl.col(left) - pl.col(right)).abs() <= scale * 1e-9


def judge_cells(truth: pl.DataFrame, read: pl.DataFrame, findings: pl.DataFrame) -> pl.DataFrame:
    """Return report and verdict, one row per table cell."""
    found = read.filter(origin="table").select(*KEY, found="value").unique()
    spoken = findings.select("report", "part", "indicator", spoken=pl.lit(value=True)).unique()
    return (
        truth.filter(origin="table")
        .join(found, on=KEY, how="full", nulls_equal=True, coalesce=True)
        .join(spoken, on=["report", "part", "indicator"], how="left", nulls_equal=True)
        .with_columns(
            verdict=pl.when(pl.col("demand").is_null())
            .then(pl.lit("spurious"))
            .when(pl.col("found").is_null() & (pl.col("demand") == "value"))
            .then(pl.lit("missing"))
            .when(pl.col("found").is_null() & (pl.col("demand") == "optional"))
            .then(pl.lit("left_out"))
            .when(pl.col("found").is_null())
            .then(pl.lit("blank"))
            .when(pl.col("demand") == "absent")
            .then(pl.lit("spurious"))
            .when(near("value", "found"))
            .then(pl.lit("right"))
            .otherwise(pl.lit("wrong"))
        )
        .with_columns(
            silent=pl.col("verdict").is_in(["wrong", "spurious"]) & pl.col("spoken").is_null()
        )
    )


def judge_prose(truth: pl.DataFrame, read: pl.DataFrame) -> pl.DataFrame:
    """Return report and verdict, one row per figure of the prose."""
    by = ["report", "part", "indicator"]
    said = truth.filter(origin="narrative").with_row_index("truth")
    found = (
        read.filter(origin="narrative")
        .select(*by, found="value", found_scope="scope")
        .unique()
        .with_row_index("read")
    )
    pairs = said.join(found, on=by).filter(near("value", "found"))
    wrong_scope = pairs.group_by("truth", *by, "value", "scope").agg("found_scope")
    wrong_scope = wrong_scope.filter(
        pl.col("scope").is_not_null() & ~pl.col("scope").is_in(pl.col("found_scope"))
    )
    return pl.concat(
        [
            said.filter(demand="value").select(
                *by,
                "value",
                verdict=pl.when(pl.col("truth").is_in(pairs["truth"].implode()))
                .then(pl.lit("said"))
                .otherwise(pl.lit("unsaid")),
            ),
            wrong_scope.select(*by, "value", verdict=pl.lit("scope")),
            found.filter(~pl.col("read").is_in(pairs["read"].implode())).select(
                *by, value="found", verdict=pl.lit("extra")
            ),
        ]
    )


def judge_reports(
    files: list[Specimen], odd: list[Odd], reports: pl.DataFrame, findings: pl.DataFrame
) -> pl.DataFrame:
    """Return report and verdict: columns of the reports table and findings that are not right."""
    rows = []
    read = {(row["report"], row["part"]): row for row in reports.iter_rows(named=True)}
    checks = {
        name: "|".join(group["check"])
        for (name,), group in findings.group_by("report")
        if isinstance(name, str)
    }
    for file in files:
        for part, meta in enumerate(file.reports):
            row = read.get((file.filename, part), {})
            wrong = [name for name in META if getattr(meta, name) not in (None, row.get(name))]
            rows += [
                (file.filename, "metadata", f"{n}: {getattr(meta, n)} read as {row.get(n)}")
                for n in wrong
            ]
        made = pl.Series([checks.get(file.filename, "")])
        rows += [
            (file.filename, "unreported", finding.kind)
            for finding in file.findings
            if not made.str.contains(CHECKS[finding.kind]).item()
        ]
    for one in odd:
        status = read.get((one.filename, 0), {}).get("status")
        if status not in one.statuses:
            rows.append((one.filename, "metadata", f"status: {one.statuses} read as {status}"))
    return pl.DataFrame(rows, dict.fromkeys(["report", "verdict", "what"], pl.String), orient="row")


def measure(files: list[Specimen]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Read `files` and the sentence pairs.

    Returns
    -------
    tuple of polars.DataFrame
        Counts per dimension and name (`COUNTS`), and every single thing that was not right.
    """
    pairs = {f"pair_{at:03d}.txt": pair for at, pair in enumerate(load_pairs())}
    odd = odd_files()
    with tempfile.TemporaryDirectory() as folder:
        for file in files:
            Path(folder, file.filename).write_bytes(file.data)
        for name, pair in pairs.items():
            Path(folder, name).write_text(page(pair), encoding="utf-8")
        for one in odd:
            Path(folder, one.filename).write_bytes(one.data)
        result = giox.extract([folder], progress=False)
    truth = truth_frame(files, pairs)
    read = result.observations.filter(~pl.col("report").is_in([one.filename for one in odd]))
    cells = judge_cells(truth, read, result.findings)
    prose = judge_prose(truth, read)
    others = judge_reports(files, odd, result.reports, result.findings)
    verdicts = pl.concat(
        [
            cells.select("report", "verdict"),
            cells.filter("silent").select("report", verdict=pl.lit("silent")),
            prose.select("report", "verdict"),
            others.select("report", "verdict"),
        ]
    )
    kinds = pl.DataFrame(
        [
            (file.filename, *dimension)
            for file in files
            for dimension in (
                ("all", "specimens"),
                ("form", file.form),
                ("layout", file.layout),
                ("damage", file.damage),
            )
        ]
        + [(name, "pairs", pair.source) for name, pair in pairs.items()]
        + [(one.filename, "odd", "files that are no sound report") for one in odd],
        ["report", "dimension", "name"],
        orient="row",
    )
    counts = (
        kinds.join(verdicts, on="report", how="left")
        .group_by("dimension", "name")
        .agg(
            pl.col("report").n_unique().alias("files"),
            *((pl.col("verdict") == name).sum().alias(name) for name in COUNTS[1:]),
        )
        .cast(dict.fromkeys(COUNTS, pl.Int64))
        .sort("dimension", "name")
    )
    faults = pl.concat(
        [
            cells.filter(pl.col("verdict").is_in(["wrong", "missing", "spurious"])).select(
                "report",
                "verdict",
                what=pl.format(
                    "{} {}: {} read as {}",
                    "indicator",
                    pl.col("applicant").fill_null(""),
                    pl.col("value").cast(pl.String).fill_null("nothing"),
                    pl.col("found").cast(pl.String).fill_null("nothing"),
                ),
            ),
            prose.filter(pl.col("verdict") != "said").select(
                "report", "verdict", what=pl.format("{} {}", "indicator", "value")
            ),
            others,
        ]
    ).sort("report", "verdict", "what")
    return counts, faults


def rates(counts: pl.DataFrame) -> pl.DataFrame:
    """Add F1 of cells, and precision and recall of prose, in percent."""

    def percent(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
        return (100 * part / pl.when(whole > 0).then(whole)).round(2)

    right, said = pl.col("right"), pl.col("said")
    false = pl.col("wrong") + pl.col("spurious")
    lost = pl.col("wrong") + pl.col("missing")
    return counts.with_columns(
        cells_f1=percent(2 * right, 2 * right + false + lost),
        precision=percent(said, said + pl.col("extra")),
        recall=percent(said, said + pl.col("unsaid")),
    )


def changes(counts: pl.DataFrame, before: pl.DataFrame) -> list[str]:
    """Return one line per line of the table that counts otherwise than before."""
    old = {(row["dimension"], row["name"]): row for row in before.iter_rows(named=True)}
    lines = []
    for row in counts.iter_rows(named=True):
        was = old.get((row["dimension"], row["name"]))
        if was is None:
            lines.append(f"{row['dimension']} {row['name']}: new")
            continue
        moved = [f"{name} {was[name]} -> {row[name]}" for name in COUNTS if was[name] != row[name]]
        if moved:
            lines.append(f"{row['dimension']} {row['name']}: {', '.join(moved)}")
    return lines


def main(arguments: list[str] | None = None) -> int:
    """Measure, print, compare; return 1 where something that was right is no longer."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--write", action="store_true", help="commit the counts to accuracy.csv")
    parser.add_argument("--seeds", type=int, default=1, help="specimens per combination")
    parser.add_argument("--layouts", nargs="*", help="only these layouts")
    parser.add_argument("--faults", type=Path, help="write every single fault to this CSV file")
    options = parser.parse_args(arguments)
    counts, faults = measure(specimens(options.layouts, options.seeds))
    with pl.Config(tbl_rows=-1, tbl_cols=-1, tbl_hide_column_data_types=True, tbl_width_chars=220):
        print(rates(counts))
    if options.faults:
        faults.write_csv(options.faults)
    worse = False
    if COMMITTED.exists() and options.layouts is None and options.seeds == 1:
        before = pl.read_csv(COMMITTED)
        lines = changes(counts, before)
        print("\n".join(["against the committed table:", *(lines or ["no change"])]))
        total, was = (
            frame.filter(dimension="all").select("right", "said", "wrong", "extra").row(0)
            for frame in (counts, before)
        )
        worse = total[0] < was[0] or total[1] < was[1] or total[2] > was[2] or total[3] > was[3]
    if options.write:
        counts.write_csv(COMMITTED)
    return int(worse)


if __name__ == "__main__":
    sys.exit(main())
