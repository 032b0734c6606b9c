"""Funnels, shrinkage and dispersion agree with R, and behave as their definitions say."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from giox import measures
from giox.errors import SchemaError
from measures.counts import MEASURES, expected, reference, table

# ---- against R ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", MEASURES)
def test_exact_limits_are_those_of_r(kind):
    points = measures.funnel(reference(kind), overdispersion="none").points
    for column, p in {
        "low_998": 0.001,
        "low_95": 0.025,
        "high_95": 0.975,
        "high_998": 0.999,
    }.items():
        limit, wanted = points[column].to_numpy() / 100, expected(kind, f"exact_{p}")
        # R has the plain formula, which sets bodies beyond a limit that has all their cases.
        whole = (limit == 1) & (wanted > 1 - 1 / points["denominator"].to_numpy())
        np.testing.assert_allclose(limit[~whole], wanted[~whole], atol=1e-9)
        assert whole.sum() <= 1


@pytest.mark.parametrize("kind", MEASURES)
def test_overdispersion_is_that_of_r(kind):
    additive = measures.funnel(reference(kind))
    assert additive.phi == pytest.approx(expected(kind, "phi"), rel=1e-9)
    assert additive.tau2 / 100**2 == pytest.approx(expected(kind, "tau2"), rel=1e-9)
    multiplicative = measures.funnel(reference(kind), overdispersion="multiplicative")
    for found in (additive, multiplicative):
        wanted = np.minimum(expected(kind, f"{found.overdispersion}_0.975"), 1)
        high = np.minimum(found.points["high_95"] / 100, 1)
        np.testing.assert_allclose(high, wanted, rtol=1e-9)
        assert found.adjusted


@pytest.mark.parametrize("kind", MEASURES)
def test_scores_are_adjusted_as_the_limits_are(kind):
    plain, additive, multiplicative = (
        measures.funnel(reference(kind), overdispersion=how)
        for how in ("none", "additive", "multiplicative")
    )
    naive = plain.points["z"].to_numpy()
    np.testing.assert_allclose(multiplicative.points["z"], naive / np.sqrt(plain.phi))
    away = (plain.points["value"] - plain.target).to_numpy()
    variance = (away / naive) ** 2 + additive.tau2
    np.testing.assert_allclose(additive.points["z"], away / np.sqrt(variance))


@pytest.mark.parametrize("kind", MEASURES)
def test_priors_and_posteriors_are_those_of_r(kind):
    prior = measures.prior(reference(kind))
    assert prior.mean / 100 == pytest.approx(expected(kind, "mean"), rel=1e-4)
    assert prior.size == pytest.approx(expected(kind, "size"), rel=1e-3)
    shrunk = measures.shrink(reference(kind))
    for column, quantity in {
        "shrunk": "shrunk",
        "shrunk_low": "low",
        "shrunk_high": "high",
    }.items():
        np.testing.assert_allclose(shrunk[column] / 100, expected(kind, quantity), rtol=2e-3)


# ---- funnels --------------------------------------------------------------------------------


def test_a_funnel_by_hand():
    """Spiegelhalter's interpolation where one can count along: 2 trials at one half.

    P(0) = 0.25, P(1 or less) = 0.75: the 50 percent limits are quantiles 0.25 and 0.75, that is
    0 - 0 = 0 and 1 - 0 = 1 of 2.
    """
    values = table("share", [1.0, 1.0], [2.0, 2.0])
    found = measures.funnel(values, overdispersion="none", levels=[0.5])
    assert found.target == 50
    assert found.points.select("low_50", "high_50").rows() == [(0.0, 50.0)] * 2


def test_nothing_but_cases_is_beyond_no_limit_that_it_often_reaches():
    """Of a rate of 99 percent a body of 20 has nothing but cases four times out of five."""
    values = table("share", [20.0, 400, 990], [20.0, 400, 1009])
    found = measures.funnel(values, target=99, overdispersion="none").points
    assert found.select("high_95", "position").row(0) == (100, "inside")
    assert found["position"][1] == "above_95"  # 0.99 to the power of 400 is 0.018
    everywhere = measures.funnel(table("share", [5.0, 9], [5.0, 9]), overdispersion="none")
    assert everywhere.points["position"].to_list() == ["inside", "inside"]


@settings(max_examples=20)
@given(
    st.sampled_from(sorted(MEASURES)),
    st.lists(st.tuples(st.integers(0, 30), st.integers(30, 400)), min_size=2, max_size=12),
    st.sampled_from(["none", "additive", "multiplicative"]),
)
def test_limits_hold_the_target_and_one_another(kind, pairs, overdispersion):
    counts, totals = zip(*pairs, strict=True)
    found = measures.funnel(table(kind, counts, totals), overdispersion=overdispersion)
    for frame in (found.points, found.limits):
        order = frame.select("low_998", "low_95", "target", "high_95", "high_998").to_numpy()
        # Interpolated limits of tiny expected counts may lie up to one count inside the target.
        slack = 100 / frame["denominator"].to_numpy()
        assert (np.diff(order, axis=1) >= -slack[:, None]).all()
        assert (order >= 0).all()
    assert found.limits["denominator"].is_sorted()
    assert found.points["z"].is_finite().all()


def test_limits_keep_what_they_promise_under_chance_alone():
    """Of bodies that differ by chance only, 5 and 0.2 percent lie outside."""
    rng = np.random.default_rng(20260101)
    totals = rng.integers(40, 4000, 6000)
    values = table("share", rng.binomial(totals, 0.3).astype(float), totals.astype(float))
    found = measures.funnel(values, overdispersion="none")
    outside = found.points.select(
        (pl.col("position") != "inside").mean().alias("95"),
        pl.col("position").str.ends_with("998").mean().alias("998"),
    ).row(0)
    assert outside == (pytest.approx(0.05, abs=0.01), pytest.approx(0.002, abs=0.002))
    assert found.phi == pytest.approx(0.68, abs=0.04)  # of normal scores drawn in at 10 percent
    assert measures.funnel(values, winsorise=0).phi == pytest.approx(1, abs=0.04)


def test_bodies_of_their_own_widen_additive_limits():
    rng = np.random.default_rng(5)
    totals = np.full(4000, 500.0)
    counts = rng.binomial(500, rng.beta(60, 140, 4000)).astype(float)
    found = measures.funnel(table("share", counts, totals), winsorise=0)
    assert found.tau2 / 100**2 == pytest.approx(0.3 * 0.7 / 201, rel=0.1)
    assert (found.points["position"] == "inside").mean() == pytest.approx(0.95, abs=0.01)


def test_a_target_of_ones_own():
    found = measures.funnel(reference("share"), target=50, overdispersion="none")
    assert found.target == 50
    assert found.points["target"].unique().to_list() == [50]
    assert found.points.filter(pl.col("denominator") == 1200)["position"].to_list() == ["below_998"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"overdispersion": "both"}, "takes additive, multiplicative, none"),
        ({"winsorise": 0.5}, "below 0.5"),
        ({"levels": [95]}, "between 0 and 1"),
        ({"target": 100}, "cannot be the target of denial_rate: it must lie between 0 and 100"),
        ({"target": 0}, "cannot be the target"),
    ],
)
def test_options_that_are_none(options, message):
    with pytest.raises(SchemaError, match=message):
        measures.funnel(reference("share"), **options)


# ---- shrinkage ------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["ml", "moments"])
@pytest.mark.parametrize("kind", MEASURES)
def test_the_true_spread_is_found(kind, method):
    rng = np.random.default_rng(11)
    totals = rng.integers(5, 300, 3000).astype(float)
    if kind == "share":
        counts = rng.binomial(totals.astype(int), rng.beta(3, 7, 3000))
    else:
        counts = rng.poisson(totals * rng.gamma(3, 1 / 10, 3000))
    found = measures.prior(table(kind, counts.astype(float), totals), method=method)
    assert found.mean == pytest.approx(30, rel=0.04)
    assert found.size == pytest.approx(10, rel=0.12)


@pytest.mark.parametrize("kind", MEASURES)
def test_intervals_cover_the_true_rates(kind):
    rng = np.random.default_rng(12)
    totals = rng.integers(2, 60, 2000).astype(float)
    if kind == "share":
        true = rng.beta(3, 7, 2000)
        counts = rng.binomial(totals.astype(int), true)
    else:
        true = rng.gamma(3, 1 / 10, 2000)
        counts = rng.poisson(totals * true)
    found = measures.shrink(table(kind, counts.astype(float), totals))
    inside = found.select(
        (pl.col("shrunk_low") <= 100 * pl.lit(true))
        .and_(100 * pl.lit(true) <= pl.col("shrunk_high"))
        .mean()
    ).item()
    assert inside == pytest.approx(0.95, abs=0.02)
    error = ((found["shrunk"].to_numpy() / 100 - true) ** 2).mean()
    raw = ((found["value"].to_numpy() / 100 - true) ** 2).mean()
    assert error < 0.6 * raw


@settings(max_examples=10)
@given(
    st.sampled_from(sorted(MEASURES)),
    st.lists(st.tuples(st.integers(0, 30), st.integers(30, 400)), min_size=3, max_size=12).filter(
        lambda pairs: any(count for count, _ in pairs)
    ),
    st.sampled_from(["ml", "moments"]),
)
def test_a_shrunken_value_lies_between_its_own_and_the_mean(kind, pairs, method):
    counts, totals = zip(*pairs, strict=True)
    found = measures.shrink(table(kind, counts, totals), method=method)
    for row in found.iter_rows(named=True):
        low, high = sorted((row["value"], row["prior_mean"]))
        assert low - 1e-6 <= row["shrunk"] <= high + 1e-6
        assert 0 <= row["weight"] <= 1
        if row["shrunk_low"] is not None:
            assert row["shrunk_low"] <= row["shrunk_high"]


@pytest.mark.parametrize("kind", MEASURES)
def test_moments_give_the_spread_that_is_seen(kind):
    """The weighted variance of the rates is what the estimated prior leads one to expect."""
    values = reference(kind)
    found = measures.prior(values, method="moments")
    n, rate = values["denominator"].to_numpy(), values["value"].to_numpy() / 100
    weight, mean = n / n.sum(), found.mean / 100
    spread = mean * (1 - mean) if kind == "share" else mean
    between = spread / (found.size + (kind == "share"))
    assert found.variance == pytest.approx(100**2 * between)
    within = (spread - between * (kind == "share")) / n
    assert (weight * (1 - weight) * (between + within)).sum() == pytest.approx(
        (weight * (rate - mean) ** 2).sum()
    )


def test_places_are_those_that_draws_take():
    """Bodies far apart have one place each, in whichever order they stand and are ranked."""
    values = table("share", [500.0, 900, 100, 700], [1000.0] * 4)
    for descending, order in ((True, [900, 700, 500, 100]), (False, [100, 500, 700, 900])):
        found = measures.ranking(values, descending=descending)
        assert found["numerator"].to_list() == order
        for column in ("rank", "rank_low", "rank_high"):
            assert found[column].to_list() == [1, 2, 3, 4]


def test_rates_that_differ_by_chance_only_are_one_rate_without_an_interval():
    found = measures.shrink(table("share", [30.0, 31.0, 29.0], [100.0] * 3))
    assert found["shrunk"].round(9).to_list() == [30, 30, 30]
    assert found["weight"].to_list() == [0, 0, 0]
    assert found["shrunk_low"].null_count() == 3
    assert (
        measures.ranking(table("share", [30.0, 31.0, 29.0], [100.0] * 3))["rank_low"].null_count()
        == 3
    )


def test_a_raw_ranking_needs_a_minimum():
    values = reference("share")
    with pytest.raises(SchemaError, match="by takes shrunk, value"):
        measures.ranking(values, by="rank")
    with pytest.raises(SchemaError, match="between 0 and 1"):
        measures.ranking(values, level=95)
    with pytest.raises(SchemaError, match="must not be ranked as they stand"):
        measures.ranking(values, by="value")
    ranked = measures.ranking(values, by="value", minimum=100)
    assert ranked["denominator"].head(5).to_list() == [120, 402, 1200, 310, 150]
    assert ranked["rank"].to_list() == [1, 2, 3, 4, 5, None, None, None, None, None]


def test_the_small_do_not_lead_a_shrunken_ranking():
    ranked = measures.ranking(table("share", [3.0, 80, 20, 60, 30], [3.0, 100, 100, 100, 100]))
    assert ranked.filter(pl.col("denominator") == 3)["rank"].to_list() != [1]
    assert ranked["rank_low"].le(ranked["rank_high"]).all()
    upwards = measures.ranking(
        table("share", [3.0, 80, 20, 60, 30], [3.0, 100, 100, 100, 100]), descending=False
    )
    assert upwards["value"].to_list()[0] == 20


@pytest.mark.parametrize(
    ("counts", "message"), [([0.0, 0.0], "there is no event"), ([5.0, 7.0], "nothing but events")]
)
def test_no_spread_can_be_told(counts, message):
    with pytest.raises(SchemaError, match=message):
        measures.prior(table("share", counts, [5.0, 7.0]))


# ---- what counts no events ------------------------------------------------------------------


@pytest.mark.parametrize("function", [measures.funnel, measures.prior, measures.shrink])
def test_only_events_can_be_judged_against_chance(function):
    panel = pl.DataFrame({"disclosed_website": [5.0], "disclosed_social_media": [9.0]})
    with pytest.raises(SchemaError, match="counts no independent events"):
        function(measures.compute(panel, "social_media_share"))
    with pytest.raises(SchemaError, match="at least 2"):
        function(table("share", [1.0], [2.0]))
    with pytest.raises(SchemaError, match="lacks measure"):
        function(panel)
    both = pl.concat([reference("share"), reference("rate")])
    with pytest.raises(SchemaError, match="one measure, not 2"):
        function(both)
