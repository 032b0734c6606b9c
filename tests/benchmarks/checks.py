"""What the checks find and how fast: planted errors, sound reports, a million rows.

Run: ``PYTHONPATH=tests python tests/benchmarks/checks.py``. Reports are drawn by the generator of
the specimens, sound in themselves and from year to year. The goals: every error in a sum found,
every cell in which two sums cross pinned down, nothing said of sound reports; a million rows in
seconds, which the ratios set against reading the same rows from Parquet and against one group_by.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
from specimens import numbers
from specimens.make import make
from sums import SUMS, sums_through
from timing import seconds

from giox.checks import check, duplicates, signature
from giox.checks.wording import SIGNATURES
from giox.extraction import read_bytes
from giox.regions import divisions
from giox.schema import OBSERVATIONS, REPORTS, Table

YEARS = (2019, 2020, 2021, 2022)
PLACES = 1400
DRAWN = 120
PLANTED = 400


def drawn(seed: int) -> list[numbers.Numbers]:
    """Return the figures of one body's reports on `YEARS`, sound from year to year."""
    rng = Random(seed)
    size = rng.choice([12, 60, 400, 3000])
    series: list[numbers.Numbers] = []
    for year in YEARS:
        form = "2019" if year < 2021 else "2021"
        figures = numbers.statutory(rng, form, size)
        if series:
            follow(figures, series[-1], form)
        series.append(figures)
    return series


def follow(figures: numbers.Numbers, before: numbers.Numbers, form: str) -> None:
    """Let a year begin with what the year before ended with."""
    applicants = (*numbers.APPLICANTS, "total")
    for applicant in applicants:
        carried = before["applications.carried_out", applicant]
        more = carried - figures["applications.carried_in", applicant]
        figures["applications.carried_in", applicant] = carried
        figures["outcomes.granted", applicant] += more
        figures["outcomes.total", applicant] += more
    for applicant in applicants:  # a figure below zero is no figure: receive so many more
        short = min(0, *(figures["outcomes.granted", one] for one in applicants))
        if short < 0 and applicant != "total":
            figures["outcomes.granted", applicant] -= short
            figures["outcomes.total", applicant] -= short
            figures["applications.new", applicant] -= short
    for row in ("outcomes.granted", "outcomes.total", "applications.new"):
        figures[row, "total"] = sum(figures[row, one] for one in numbers.APPLICANTS)
    for kind in ("licences", "other_services", "penalties", "coercion", "fees"):
        ended = f"{kind}.items_last_year", None
        if form == "2019" and ended in before:
            figures[ended] = before[ended] + before[f"{kind}.items_change", None]
    for kind in ("regulations", "normative_documents"):
        in_force = f"{kind}.in_force", None
        if form == "2021" and in_force in before:
            made, repealed = figures[f"{kind}.made", None], figures[f"{kind}.repealed", None]
            left = before[in_force] + made - repealed
            figures[f"{kind}.repealed", None] = repealed + min(0, left)
            figures[in_force] = max(0, left)


def corpus(places: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the tables of `places` counties over `YEARS`, drawn from `DRAWN` series."""
    rows = [
        (series, year, indicator, applicant, float(value))
        for series in range(DRAWN)
        for year, figures in zip(YEARS, drawn(series), strict=True)
        for (indicator, applicant), value in figures.items()
    ]
    schema = {
        "series": pl.Int64,
        "year": pl.Int32,
        "indicator": pl.String,
        "applicant": pl.String,
        "value": pl.Float64,
    }
    figures = pl.DataFrame(rows, schema=schema, orient="row")
    counties = divisions(YEARS[-1]).filter(pl.col("level") == "county").head(places)
    reports = (
        counties.with_row_index("place")
        .select(
            division_code="code",
            region="path",
            level="level",
            agency=pl.col("name") + "人民政府",
            series=(pl.col("place") % DRAWN).cast(pl.Int64),
        )
        .join(pl.DataFrame({"year": YEARS}, schema={"year": pl.Int32}), how="cross")
        .with_columns(
            report=pl.format("{}_{}.html", "division_code", "year"),
            part=pl.lit(0, dtype=pl.Int32),
            form=pl.when(pl.col("year") < 2021).then(pl.lit("2019")).otherwise(pl.lit("2021")),
            status=pl.lit("ok"),
            scope=pl.lit("government"),
        )
    )
    money = pl.col("indicator").str.ends_with("amount")
    observations = reports.join(figures, on=["series", "year"]).with_columns(
        origin=pl.lit("table"),
        unit=pl.when(money).then(pl.lit("CNY 10k")).otherwise(pl.lit("item")),
        raw=pl.col("value").cast(pl.String),
    )
    return widened(observations, OBSERVATIONS), widened(reports, REPORTS)


def widened(frame: pl.DataFrame, table: Table) -> pl.DataFrame:
    absent = [
        pl.lit(None, dtype=column.dtype).alias(column.name)
        for column in table.columns
        if column.name not in frame.columns
    ]
    return frame.with_columns(absent).select(table.names).cast(table.schema)


def speed() -> None:
    observations, reports = corpus(PLACES)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "observations.parquet")
        observations.write_parquet(path)
        reading = seconds(lambda: pl.read_parquet(path))
    grouped = seconds(
        lambda: observations.group_by("report", "indicator").agg(pl.col("value").sum())
    )
    checking = seconds(lambda: check(observations, reports))
    found = check(observations, reports)
    print(f"{observations.height:,} rows of {reports.height:,} sound reports, {len(YEARS)} years")
    print(f"  check      {checking:8.2f} s, {checking / reports.height * 1000:.2f} ms a report")
    print(f"  ratio      {checking / reading:8.1f} x reading them from Parquet")
    print(f"  ratio      {checking / grouped:8.1f} x one group_by of report and indicator")
    kinds = dict(found["check"].value_counts(sort=True).iter_rows())
    print(f"  findings   {kinds or 'none'}")
    one = observations.filter(pl.col("report") == reports["report"][0])
    alone = seconds(lambda: check(one, reports.head(1)), 20)
    print(f"  one report alone: {alone * 1000:.2f} ms")


def planted() -> None:
    """Change one cell in each of many reports; ask for the sums and the cell."""
    rng = Random(1)
    rows: list[dict[str, Any]] = []
    truth: dict[str, tuple[tuple[str, str | None], float, int]] = {}
    forms: list[dict[str, Any]] = []
    for number in range(PLANTED):
        form = rng.choice(["2014", "2019", "2021"])
        figures = numbers.legacy(rng, 200) if form == "2014" else numbers.statutory(rng, form, 200)
        through = {key: sums_through(form, key, figures) for key in figures}
        key = rng.choice([key for key, count in through.items() if count])
        truth[str(number)] = key, figures[key], through[key]
        figures[key] += rng.choice([1, 2, 10, 100])
        forms.append({"report": str(number), "part": 0, "form": form})
        rows += (
            {"report": str(number), "part": 0, "origin": "table", "unit": "CNY 10k"}
            | {"indicator": indicator, "applicant": applicant, "value": float(value)}
            for (indicator, applicant), value in figures.items()
        )
    found = check(OBSERVATIONS.build(rows), REPORTS.build(forms))
    broken = dict(found.filter(pl.col("check").is_in(SUMS)).group_by("report").len().iter_rows())
    pins = {
        row[0]: row[1:]
        for row in found.filter(pl.col("check") == "likely_value")
        .select("report", "indicator", "applicant", "expected")
        .iter_rows()
    }
    crossing = {name for name, (_, _, count) in truth.items() if count > 1}
    right = sum(pins.get(name) == (*truth[name][0], f"{truth[name][1]:.0f}") for name in crossing)
    complete = sum(broken.get(name) == count for name, (_, _, count) in truth.items())
    print(f"{PLANTED} reports with one changed cell")
    print(f"  all broken sums named: {complete} of {PLANTED}")
    print(f"  cell and value named where sums cross: {right} of {len(crossing)}")
    print(f"  cells named that are right: {len(pins) - right}")


def wording() -> None:
    specimens = [
        make(form, "pipe", "none", seed) for form in ("2014", "2021") for seed in range(10)
    ]
    texts = [read_bytes(one.data, one.filename).clean for one in specimens]
    each = seconds(lambda: [signature(text) for text in texts]) / len(texts)
    length = sum(map(len, texts)) / len(texts)
    print(f"signature: {each * 1000:.2f} ms for a text of {length:,.0f} characters")
    rng = Random(2)
    rows = [(str(number), 0, rng.randbytes(512)) for number in range(100_000)]
    table = pl.DataFrame(rows, schema=SIGNATURES, orient="row")
    pairing = seconds(lambda: duplicates(table), 1)
    print(f"duplicates among {table.height:,} signatures: {pairing:.1f} s")


if __name__ == "__main__":
    speed()
    planted()
    wording()
