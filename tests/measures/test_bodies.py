"""Bounds, concentration, dispersion, convergence and the quality of reports."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2_contingency

from giox import measures
from giox.errors import SchemaError
from measures.counts import expected, reference, table

REPORTED = {
    "granted_low": pl.Float64,
    "granted_high": pl.Float64,
    "partial": pl.Float64,
    "outcomes_total": pl.Float64,
}


# ---- bounds ---------------------------------------------------------------------------------


def forms():
    rows = {
        "year": [2017, 2018, 2020, 2021],
        "granted_low": [40.0, 55, 70, None],
        "granted_high": [75.0, 80, 70, 60],
        "partial": [5.0, 0, 2, 2],
        "outcomes_total": [100.0, 100, 100, 100],
    }
    return pl.DataFrame(rows, schema_overrides=REPORTED)


@pytest.mark.parametrize(
    ("measure", "low", "high"),
    [
        ("disclosure_rate_full", [40, 55, 70, None], [75, 80, 70, None]),
        ("disclosure_rate", [45, 55, 72, None], [80, 80, 72, None]),
        ("refusal_rate_broad", [20, 20, 28, None], [55, 45, 28, None]),
    ],
)
def test_what_was_granted_lies_between_two_counts(measure, low, high):
    found = measures.bounds(forms(), measure)
    assert found["bound_low"].round(9).to_list() == low
    assert found["bound_high"].round(9).to_list() == high
    assert found["exact"].to_list() == [False, False, True, None]
    assert found["status"].to_list() == ["computed"] * 3 + ["missing_numerator"]
    inside = (pl.col("low") < pl.col("bound_low")) & (pl.col("bound_high") < pl.col("high"))
    assert found.filter(pl.col("status") == "computed").select(inside.all()).item()


def test_bounds_of_a_group_are_sums_over_the_same_rows():
    """2021 has an upper bound only: it is in neither sum, or the bounds would change sides."""
    after = forms().with_columns(after=pl.col("year") > 2018)
    found = measures.bounds(after, "disclosure_rate_full", by=["after"])
    assert found.select("after", "bound_low", "bound_high", "n").rows() == [
        (False, 47.5, 77.5, 2),
        (True, 70.0, 70.0, 1),
    ]


def test_bounds_have_the_worst_and_the_flags_of_both_ends():
    told = forms().with_columns(
        granted_low_comparability=pl.lit("exact"),
        granted_low_flags=pl.lit("twin"),
        granted_high_comparability=pl.lit("bound"),
        granted_high_flags=pl.lit("approximate, twin"),
    )
    found = measures.bounds(told, "disclosure_rate_full").select("comparability", "flags")
    assert found.unique().rows() == [("bound", "approximate, twin")]
    assert measures.bounds(forms(), "disclosure_rate_full")["flags"].null_count() == 4


def test_what_has_no_bounds_says_which_have():
    with pytest.raises(SchemaError, match="disclosure_rate_full, disclosure_rate"):
        measures.bounds(forms(), "denial_rate")


def test_every_bound_is_a_measure_of_the_same_denominator():
    for row in measures.definitions().filter(pl.col("bounds") != "").iter_rows(named=True):
        ends = row["bounds"].split("; ")
        assert len(ends) == 2
        for end in ends:
            assert measures.lookup(end).denominator == row["denominator"]
            assert measures.lookup(end).per == row["per"]


# ---- concentration --------------------------------------------------------------------------


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=30).filter(any))
def test_concentration_by_its_definitions(counts):
    found = measures.concentration(pl.DataFrame({"x": counts}), "x", top=[1, 5]).row(0, named=True)
    shares = np.array(counts) / sum(counts)
    n = len(counts)
    assert found["herfindahl"] == pytest.approx((shares**2).sum())
    differences = np.abs(np.subtract.outer(shares, shares)).mean()
    assert found["gini"] == pytest.approx(differences / (2 * shares.mean()), abs=1e-9)
    assert 1 / n - 1e-9 <= found["herfindahl"] <= 1 + 1e-9
    if n > 5:
        assert found["top_5"] == pytest.approx(100 * np.sort(shares)[-5:].sum())
    else:
        assert found["top_5"] is None


def test_large_counts_in_small_integers_do_not_overflow():
    counts = pl.DataFrame({"x": [200_000] * 3000 + [1]})
    assert measures.concentration(counts.cast(pl.UInt32), "x").equals(
        measures.concentration(counts.cast(pl.Float64), "x")
    )


def test_nothing_is_concentrated_in_nothing():
    counts = pl.DataFrame({"year": [1, 1, 2, 2], "x": [0.0, 0, None, None]})
    found = measures.concentration(counts, "x", by=["year"])
    assert found.select("n", "missing", "zeros", "total", "top_1", "herfindahl", "gini").rows() == [
        (2, 0, 2, 0, None, None, None),
        (0, 2, 0, 0, None, None, None),
    ]
    with pytest.raises(SchemaError, match="negative"):
        measures.concentration(pl.DataFrame({"x": [-1, 2]}), "x")
    with pytest.raises(SchemaError, match="lacks y"):
        measures.concentration(counts, "y")


# ---- dispersion -----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["share", "rate"])
def test_homogeneity_is_tested_as_in_r(kind):
    found = measures.dispersion(reference(kind)).row(0, named=True)
    assert found["chi2"] == pytest.approx(expected(kind, "chi2"), rel=1e-9)
    assert found["p"] == pytest.approx(expected(kind, "p"), rel=1e-6)
    assert found["df"] == 9
    assert found["phi"] == pytest.approx(found["chi2"] / 9)


def test_dispersion_by_its_definitions():
    counts, totals = np.array([18.0, 99, 30, 85]), np.array([20.0, 100, 50, 100])
    found = measures.dispersion(table("share", counts, totals)).row(0, named=True)
    pooled = counts.sum() / totals.sum()
    weight = totals / (pooled * (1 - pooled))
    score = chi2_contingency([counts, totals - counts], correction=False).statistic
    assert found["chi2"] == pytest.approx(score)
    assert found["i2"] == pytest.approx(100 * (score - 3) / score)
    spread = weight.sum() - (weight**2).sum() / weight.sum()
    assert found["tau2"] == pytest.approx(100**2 * (score - 3) / spread)
    assert found["variance_to_mean"] == pytest.approx(np.var(counts, ddof=1) / counts.mean())
    assert found["few_expected"] == 1  # of 20 cases fewer than five are expected not to be events
    assert measures.dispersion(table("rate", [5.0, 5], [10.0, 10]))["few_expected"][0] == 0


def test_chance_alone_is_no_dispersion():
    rng = np.random.default_rng(3)
    totals = rng.integers(50, 500, 800).astype(float)
    found = measures.dispersion(table("rate", rng.poisson(totals * 0.2).astype(float), totals))
    assert found["phi"][0] == pytest.approx(1, abs=0.15)
    assert found["p"][0] > 0.001
    assert found["i2"][0] < 15


def test_groups_without_cases_have_no_test():
    values = pl.concat(
        [
            table("rate", [0.0, 0.0], [5.0, 6.0]).with_columns(year=2020),
            table("rate", [9.0, 1.0], [50.0, 60.0]).with_columns(year=2021),
            table("rate", [None, 1.0], [50.0, 60.0]).with_columns(year=2022),
        ]
    )
    found = measures.dispersion(values, by=["year"])
    assert found.select("year", "n", "pooled", "df").rows()[0] == (2020, 2, 0.0, None)
    assert found["df"].to_list() == [None, 1, None]
    assert found["n"].to_list() == [2, 2, 1]


# ---- convergence ----------------------------------------------------------------------------


def simulated(bodies, years, pull, noise, seed):
    """Logarithms that move towards 3 by `pull` a year."""
    rng = np.random.default_rng(seed)
    level = rng.normal(3, 1, bodies)
    rows = []
    for year in range(2015, 2015 + years):
        rows.append(pl.DataFrame({"body": range(bodies), "year": year, "value": np.exp(level)}))
        level = level + pull * (3 - level) + rng.normal(0, noise, bodies)
    return pl.concat(rows)


def test_the_speed_of_convergence_is_found():
    values = simulated(400, 6, pull=0.1, noise=0.02, seed=8)
    found = measures.beta_convergence(values, start=2015, end=2020, unit=["body"]).row(
        0, named=True
    )
    assert found["speed"] == pytest.approx(-np.log(0.9), rel=0.05)
    assert found["low"] < ((0.9**5) - 1) / 5 < found["high"]
    x, y = (np.log(values.filter(year=year)["value"].to_numpy()) for year in (2015, 2020))
    terms = np.column_stack([np.ones(x.size), x])
    bread = np.linalg.inv(terms.T @ terms)
    rest = (y - x) / 5 - terms @ (bread @ terms.T @ ((y - x) / 5))
    leverage = np.einsum("ij,jk,ik->i", terms, bread, terms)
    meat = (terms * ((rest / (1 - leverage)) ** 2)[:, None]).T @ terms  # HC3
    assert found["std_error"] == pytest.approx(np.sqrt((bread @ meat @ bread)[1, 1]))
    sigma = measures.sigma_convergence(values, unit=["body"])
    assert sigma["sd"].is_sorted(descending=True)
    assert sigma["n"].to_list() == [400] * 6
    assert sigma["sd_chance"].null_count() == 6


def test_bodies_that_are_not_in_every_year_are_counted_and_left_out():
    values = pl.DataFrame(
        {
            "body": [*"abcdef", *"abcde"],
            "year": [2020] * 6 + [2021] * 5,
            "value": [1.0, 2, 3, 4, 0, 9, 1, 2, 3, 5, 6],
        }
    )
    found = measures.beta_convergence(values, start=2020, end=2021, unit=["body"])
    assert found.select("n", "left_out_missing", "left_out_zero").rows() == [(4, 1, 1)]
    assert measures.sigma_convergence(values, unit=["body"])["left_out"].to_list() == [1, 1]
    with pytest.raises(SchemaError, match="two rows in a year"):
        measures.sigma_convergence(pl.concat([values, values]), unit=["body"])
    with pytest.raises(SchemaError, match="must be before"):
        measures.beta_convergence(values, start=2021, end=2020, unit=["body"])
    with pytest.raises(SchemaError, match="at least 4"):
        measures.beta_convergence(values.head(2), start=2020, end=2021, unit=["body"])


def test_spread_by_chance_is_told_apart():
    """The same true rate everywhere: the spread falls as denominators grow, by chance alone."""
    rng = np.random.default_rng(9)
    years = [
        table("share", rng.binomial(n, 0.4, 900).astype(float), [float(n)] * 900).with_columns(
            body=pl.int_range(900), year=pl.lit(2020 + place)
        )
        for place, n in enumerate((20, 200))
    ]
    found = measures.sigma_convergence(pl.concat(years), unit=["body"])
    assert found["sd"][0] > 2.5 * found["sd"][1]
    np.testing.assert_allclose(found["sd"], found["sd_chance"], rtol=0.1)


def test_chance_is_that_of_the_rate_of_each_year():
    body = pl.Series("body", [1, 2])
    values = pl.concat(
        [
            table("share", [2.0, 9.0], [20.0, 30.0]).with_columns(body, year=2020),
            table("share", [12.0, 20.0], [20.0, 30.0]).with_columns(body, year=2021),
        ]
    )
    found = measures.sigma_convergence(values, unit=["body"])
    for chance, pooled in zip(found["sd_chance"], (11 / 50, 32 / 50), strict=True):
        each = pooled * (1 - pooled) / np.array([20, 30])
        assert chance == pytest.approx(100 * np.sqrt(each.mean()))


def test_only_values_are_set_against_chance():
    """What chance does to a rate says nothing of another column of its table."""
    values = pl.concat(
        [
            table("share", [2.0, 9.0], [20.0, 30.0]).with_columns(
                body=pl.Series([1, 2]), year=2020
            ),
            table("share", [3.0, 40.0], [20.0, 30.0]).with_columns(
                body=pl.Series([1, 2]), year=2021
            ),
        ]
    )
    found = measures.sigma_convergence(values, unit=["body"], column="numerator")
    assert found["mean"].to_list() == [5.5, 21.5]
    assert found["sd_chance"].null_count() == found["sd_between"].null_count() == 2


# ---- quality --------------------------------------------------------------------------------

REPORTS = pl.DataFrame(
    [
        ("a", "county", 2018, dt.date(2019, 3, 31), "ok"),
        ("b", "county", 2020, dt.date(2021, 4, 2), "ok"),
        ("c", "department", 2020, dt.date(2021, 2, 1), "partial"),
        ("d", "county", 2020, dt.date(2020, 12, 30), "ok"),
        ("e", "county", 2020, None, "tables_lost"),
        ("f", None, None, None, "unreadable"),
    ],
    schema=["report", "level", "year", "published", "status"],
    orient="row",
).with_columns(part=0)


def test_reports_are_judged_by_their_own_tables():
    observations = pl.DataFrame(
        [
            ("a", "applications.new", 3.0),
            ("a", "replies.total", 3.0),
            ("a", "review.total", 0.0),
            ("a", "litigation.total", 0.0),
            ("b", "applications.new", 3.0),
            ("b", "outcomes.total", None),
            ("b", "litigation.direct.total", 1.0),
        ],
        schema=["report", "indicator", "value"],
        orient="row",
    ).with_columns(part=0)
    findings = pl.DataFrame(
        {"report": ["b", "b", "c"], "part": [0] * 3, "severity": ["error", "notice", "warning"]}
    )
    found = measures.report_quality(REPORTS, observations, findings)
    assert found.select("report", "days_late", "on_time", "items_asked", "items_stated").rows() == [
        ("a", 0, True, 4, 4),
        ("b", 2, False, 6, 2),
        ("c", 1, False, 6, 0),
        ("d", None, None, 6, 0),
        ("e", None, None, 6, 0),
    ]
    assert found["items_missing"][1] == "carried_in, carried_out, outcomes, review"
    assert found.select("errors", "warnings").rows()[:3] == [(0, 0), (1, 0), (0, 1)]
    with pytest.raises(SchemaError, match="findings lacks severity"):
        measures.report_quality(REPORTS, observations, findings.drop("severity"))
