"""What a model says of itself: rows left out, warnings, checks, breaks, event time, tables."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import t as student

import giox
from giox import models
from giox.errors import ModelError
from giox.panels import variables

REFERENCE = Path(__file__).resolve().parent / "reference"
PANEL = pl.read_csv(REFERENCE / "panel.csv")


def counts(**columns):
    return pl.DataFrame(columns)


# ---- rows that are left out -----------------------------------------------------------------


@pytest.mark.filterwarnings("ignore:no standard error")
def test_every_row_left_out_has_a_reason():
    table = pl.DataFrame(
        [
            ("a", 1, 5.0, 10.0, 1.0),
            ("a", 2, 6.0, 11.0, 2.0),
            ("b", 1, 3.0, 12.0, 0.5),
            ("b", 2, 9.0, 10.0, 4.0),
            ("b", 3, None, 10.0, 1.0),  # no count
            ("c", 1, 4.0, 0.0, 1.0),  # no exposure
            ("c", 2, 4.0, 9.0, None),  # no x
            ("c", 3, 4.0, 9.0, 1.0),  # alone: the others of c are gone
            ("d", 1, 0.0, 9.0, 1.0),  # never a case
            ("d", 2, 0.0, 8.0, 3.0),
            (None, 2, 4.0, 8.0, 3.0),  # no body
            ("e", 1, float("nan"), 8.0, 3.0),
        ],
        schema=["body", "year", "new", "people", "x"],
        orient="row",
    )
    with pytest.warns(UserWarning, match="only 2 clusters of body"):
        found = models.fit(table, "new ~ x", exposure="people", cluster="body", effects=["body"])
    assert found.dropped.rows() == [
        ("missing", "new", 2),
        ("missing", "x", 1),
        ("missing", "body", 1),
        ("zero exposure", "people", 1),
        ("singleton", "body", 1),
        ("always zero", "body", 2),
    ]
    assert found.n + found.dropped["rows"].sum() == table.height
    assert found.n == 4
    assert found.clusters == 2
    assert found.coefficients.select("n", "clusters").rows() == [(4, 2)]
    said = dict(found.describe().rows())
    assert said["rows left out"].startswith("missing new: 2; missing x: 1")
    assert said["fixed effects"] == "body (2)"


def test_effects_lie_within_clusters_where_all_their_levels_do():
    table = PANEL.with_columns(part=pl.when(pl.col("body") == "b01").then(1).otherwise(2))
    options = {"exposure": "population", "cluster": "body"}
    for effect, nested in (("body", True), ("part", False), ("region", False)):
        assert models.fit(table, "new ~ x", effects=effect, **options).design.nested == (nested,)


def test_a_body_of_nothing_but_cases_tells_nothing():
    table = pl.DataFrame(
        {
            "body": list("aaabbbccc"),
            "denied": [1.0, 3, 2, 4, 2, 6, 5, 7, 9],
            "closed": [5.0, 6, 7, 9, 8, 8, 5, 7, 9],
            "x": [1.0, 2, 3, 3, 1, 4, 1, 2, 3],
        }
    )
    with pytest.warns(UserWarning, match="few rows each"):
        found = models.fit(table, "denied ~ x", family="binomial", trials="closed", effects="body")
    assert found.dropped.rows() == [("always all", "body", 3)]


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_the_order_of_rows_does_not_matter(seed):
    shuffled = PANEL.sample(fraction=1, shuffle=True, seed=seed)
    one, other = (
        models.fit(table, "new ~ x + region", exposure="population", cluster="body").coefficients
        for table in (PANEL, shuffled)
    )
    for column in ("estimate", "std_error"):
        np.testing.assert_allclose(one[column], other[column], rtol=1e-6)


def test_a_factor_in_the_exposure_moves_the_intercept_only():
    tenfold = PANEL.with_columns(pl.col("population") * 10)
    one, other = (
        models.fit(table, "new ~ x", exposure="population", cluster="body").coefficients
        for table in (PANEL, tenfold)
    )
    assert other["estimate"][0] == pytest.approx(one["estimate"][0] - np.log(10), rel=1e-6)
    assert other["estimate"][1] == pytest.approx(one["estimate"][1], rel=1e-6)


@pytest.mark.parametrize(
    ("response", "options"),
    [
        ("new", {"exposure": "population"}),
        ("new", {"exposure": "population", "family": "negative_binomial"}),
        ("granted", {"trials": "new", "family": "binomial"}),
        ("I(granted / new)", {"family": "fractional"}),
    ],
)
def test_effects_are_dummies(response, options):
    table = PANEL.filter(pl.col("new") > 0)
    own = {"cluster": "body"} | options
    effects = models.fit(table, f"{response} ~ x", effects=["region", "year"], **own)
    dummies = models.fit(table, f"{response} ~ x + region + C(year)", **own)
    one = dummies.coefficients.filter(pl.col("term") == "x")
    for column in ("estimate", "std_error", "support"):
        assert effects.coefficients[column][0] == pytest.approx(one[column][0], rel=1e-6)
    assert effects.specification.effects == (("region", 5), ("year", 8))
    assert effects.loglik == pytest.approx(dummies.loglik)
    assert effects.deviance_r2 == pytest.approx(dummies.deviance_r2)
    assert effects.alpha == pytest.approx(dummies.alpha, rel=1e-4)


def test_an_effect_may_be_a_combination():
    pairs = PANEL.with_columns(pair=pl.concat_str("region", "after"))
    one, other = (
        models.fit(pairs, "new ~ x", exposure="population", cluster="body", effects=[effect])
        for effect in ("pair", "region^after")
    )
    assert one.coefficients.equals(other.coefficients)
    assert other.specification.effects == (("region^after", 10),)
    assert one.dropped.is_empty()
    with pytest.raises(ModelError, match="lacks nothing"):
        models.fit(pairs, "new ~ x", effects=["region^nothing"])


def test_terms_that_others_determine_are_named():
    twice = PANEL.with_columns(double=pl.col("x") * 2, income=pl.col("body").str.len_chars())
    with pytest.warns(
        UserWarning, match="determined by other terms or the effects: double, income"
    ):
        found = models.fit(twice, "new ~ x + double + income", cluster="body", effects=["body"])
    assert found.omitted == ("double", "income")
    assert found.coefficients["term"].to_list() == ["x"]


def test_what_one_cluster_tells_has_no_standard_error():
    """The mark stands in two years of one body: its clustered error would come out as zero."""
    marked = PANEL.with_columns(mark=(pl.col("body") == "b03") & pl.col("year").is_in([2016, 2020]))
    options = {"exposure": "population", "cluster": "body", "effects": ["body"]}
    with pytest.warns(UserWarning, match="no standard error, told by one body only: mark"):
        found = models.fit(marked, "new ~ x + mark", **options)
    rows = {row["term"]: row for row in found.coefficients.iter_rows(named=True)}
    assert rows["mark"]["std_error"] is None
    assert rows["mark"]["low"] is None
    assert rows["mark"]["estimate"] is not None
    assert 1 < rows["mark"]["support"] < 1.2
    assert rows["x"]["support"] > 20
    table = models.table({"(1)": found}, terms=["mark"], stars=True)
    assert table["(1)"].to_list()[1] == "(.)"


def test_effects_of_bodies_bias_what_is_not_poisson():
    with pytest.warns(UserWarning, match="incidental parameters"):
        models.fit(PANEL, "granted ~ x", family="binomial", trials="new", effects=["body"])


# ---- what cannot be fitted ------------------------------------------------------------------

SMALL = counts(y=[1.0, 2, 3, 4, 2, 6], x=[1.0, 2, 3, 4, 5, 7], g=["a", "a", "b", "b", "c", "c"])


@pytest.mark.parametrize(
    ("formula", "options", "message"),
    [
        ("y ~ nothing", {}, "lacks nothing"),
        ("y ~~ x", {}, "cannot be read as a formula"),
        ("~ x", {}, "names no response"),
        ("y ~ nothing(x)", {}, "lacks nothing"),
        ("y ~ poly(g)", {}, "cannot be worked out"),
        ("y ~ log(x - 1)", {}, "infinite or undefined"),
        ("g ~ x", {}, "one number to a row"),
        ("I(0 - y) ~ x", {}, "below zero"),
        ("I(y * 0) ~ x", {}, "zero in every row"),
        ("y ~ x", {"family": "fractional"}, "between 0 and 1"),
        ("y ~ x", {"family": "binomial"}, "trials goes with"),
        ("y ~ x", {"family": "normal"}, "family takes poisson"),
        ("y ~ x", {"trials": "x"}, "trials goes with"),
        ("I(y * 2) ~ g", {"family": "binomial", "trials": "x"}, "above its whole"),
        ("I(y / 9) ~ x", {"family": "fractional", "exposure": "x"}, "belongs to counts"),
        ("y ~ x", {"level": 95}, "between 0 and 1"),
        ("y ~ x", {"exposure": "g"}, "g should hold numbers"),
        ("y ~ x", {"family": "binomial", "trials": "g"}, "g should hold numbers"),
        ("y ~ x + C(x)", {}, "too few"),
        ("y ~ 1", {"effects": ["g"]}, "leave nothing"),
        ("y ~ x", {"effects": ["x"]}, "nothing is left to compare"),
        ("y ~ x", {"cluster": "one"}, "from one cluster"),
    ],
)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_what_cannot_be_fitted_says_why(formula, options, message):
    with pytest.raises(ModelError, match=message):
        models.fit(SMALL.with_columns(one=pl.lit("a")), formula, **options)


def test_a_level_without_a_case_is_refused():
    table = counts(y=[0, 0, 0, 5, 6, 7, 4, 2], g=["a"] * 3 + ["b"] * 5)
    with pytest.raises(ModelError, match=r"coefficient is infinite; merge"):
        models.fit(table, "y ~ g")
    shares = table.with_columns(y=pl.Series([7.0, 7, 7, 5, 6, 2, 4, 2]), n=pl.lit(7))
    with pytest.raises(ModelError, match=r"coefficient is infinite; merge"):
        models.fit(shares, "y ~ g", family="binomial", trials="n")


def test_rows_that_effects_fit_perfectly_are_counted_and_left_out():
    """Year 1 has no case in any body: those rows tell nothing of x, and are as if not there."""
    rng = np.random.default_rng(3)
    table = counts(body=np.repeat(np.arange(40), 5), year=np.tile(np.arange(1, 6), 40))
    table = table.with_columns(
        x=pl.Series(rng.normal(size=200)), y=pl.Series(rng.poisson(4, 200))
    ).with_columns(y=pl.when(pl.col("year") == 1).then(0).otherwise("y"))
    options = {"cluster": "body", "effects": ["body", "year"]}
    found = models.fit(table, "y ~ x + I(x**2)", **options)
    assert found.dropped.rows() == [("always zero", "year", 40)]
    # A pair that only two bodies share, zero in both: no single effect tells.
    odd = pl.concat(
        [
            table.filter(pl.col("year") > 1),
            counts(body=[90, 90, 91, 91], year=[8, 9, 8, 9], x=[0.1, 0.5, 0.2, 0.9],
                   y=[0, 3, 0, 0]).cast(table.schema),
            counts(body=[91], year=[2], x=[0.3], y=[5]).cast(table.schema),
        ]
    )  # fmt: skip
    with_them = models.fit(odd, "y ~ x + I(x**2)", **options)
    assert with_them.n + with_them.dropped["rows"].sum() == odd.height
    assert with_them.coefficients["estimate"].is_finite().all()


def test_a_formula_sees_the_columns_only():
    secret = "nobody should see this"
    with pytest.raises(ModelError, match="lacks secret"):
        models.fit(SMALL, "y ~ x + secret")
    assert secret


# ---- checks and margins ---------------------------------------------------------------------


def test_poisson_counts_are_not_called_overdispersed():
    rng = np.random.default_rng(4)
    table = counts(y=rng.poisson(6, 800), x=rng.normal(size=800))
    tests = models.fit(table, "y ~ x").dispersion()
    assert tests["value"][0] == pytest.approx(1, abs=0.1)
    assert (tests["p"] > 0.01).all()
    nb = models.fit(table, "y ~ x", family="negative_binomial")
    assert nb.alpha < 0.02
    assert nb.dispersion().row(0, named=True)["p"] > 0.01


def test_overdispersed_counts_are():
    tests = models.fit(PANEL, "new ~ x", exposure="population", cluster="body").dispersion()
    assert (tests["p"] < 1e-4).all()
    assert (tests["clusters"] == 60).all()


def test_the_cluster_that_carries_the_result_comes_first():
    odd = PANEL.with_columns(
        new=pl.when(pl.col("body") == "b07").then(pl.col("new") * 40).otherwise("new")
    )
    found = models.fit(odd, "new ~ x", exposure="population", cluster="body").influence()
    assert found.height == 60 * 2
    assert found["cluster"][0] == "b07"
    assert found["rows"].sum() == 430 * 2


def test_margins_are_differences_of_expectations():
    model = models.fit(PANEL, "new ~ x + region + C(after)", exposure="population", cluster="body")
    found = model.margins()
    assert found["contrast"].to_list() == [
        "1 - 0", "B - A", "C - A", "D - A", "E - A", "dy/dx",
    ]  # fmt: skip
    after = model.coefficients.filter(pl.col("term") == "C(after)[T.1]")["estimate"].item()
    rows = model.design.rows
    without = model.estimate.mean / np.exp(after * rows["after"].to_numpy())
    assert found["estimate"][0] == pytest.approx((without * (np.exp(after) - 1)).mean())
    assert found["mean"][0] == pytest.approx(PANEL["new"].mean())
    assert found.filter(pl.col("std_error") <= 0).is_empty()
    with pytest.raises(ModelError, match="is not in the formula"):
        model.margins(["population"])
    with pytest.raises(ModelError, match="has no variable"):
        models.fit(PANEL, "new ~ 1").margins()
    near_zero = PANEL.with_columns(
        tiny=pl.when(pl.int_range(pl.len()) == 0).then(1e-9).otherwise(1 + pl.col("x").abs())
    )
    with pytest.raises(ModelError, match="undefined next to a value"):
        models.fit(near_zero, "new ~ log(tiny)").margins()


def test_margins_beside_effects_are_those_beside_dummies():
    options = {"exposure": "population", "cluster": "body"}
    effects = models.fit(PANEL, "new ~ x", effects=["region"], **options).margins()
    dummies = models.fit(PANEL, "new ~ x + region", **options).margins(["x"])
    assert effects["estimate"][0] == pytest.approx(dummies["estimate"][0], rel=1e-8)
    # Given the effects: their own errors are in those of the dummies only.
    assert effects["std_error"][0] == pytest.approx(dummies["std_error"][0], rel=0.2)


def test_margins_of_an_interaction_change_both_terms():
    model = models.fit(PANEL, "new ~ x * after", exposure="population")
    b = dict(model.coefficients.select("term", "estimate").rows())
    rows = model.design.rows
    slope = (b["x"] + b["x:after"] * rows["after"].to_numpy()) * model.estimate.mean
    assert model.margins(["x"])["estimate"][0] == pytest.approx(slope.mean(), rel=1e-6)


def test_margins_of_logarithms_hold_for_values_large_and_small():
    x = np.tile([2.0, 3, 5, 8, 10_000], 40)
    y = np.random.default_rng(3).poisson(x**0.4)
    model = models.fit(counts(y=y, x=x), "y ~ log(x)")
    elasticity = model.coefficients["estimate"][1]
    wanted = (elasticity * model.estimate.mean / x).mean()
    assert model.margins()["estimate"][0] == pytest.approx(wanted, rel=1e-8)


def test_margins_take_by_levels_only_what_the_formula_does():
    table = PANEL.with_columns(afterwards=pl.col("after") * 2)
    model = models.fit(table, "new ~ C(afterwards) + after:x", exposure="population")
    assert model.margins(["after", "afterwards"])["contrast"].to_list() == ["dy/dx", "2 - 0"]


def test_margins_of_shares_are_points_of_a_share():
    model = models.fit(PANEL, "granted ~ x", family="binomial", trials="new", cluster="body")
    found = model.margins().row(0, named=True)
    p = model.estimate.mean / model.design.trials
    b = model.coefficients["estimate"][1]
    assert found["estimate"] == pytest.approx((b * p * (1 - p)).mean(), rel=1e-6)
    assert 0 < found["mean"] < 1


def test_a_break_within_a_year_is_in_force_for_the_rest_of_it():
    table = counts(year=np.arange(2014, 2024), new=[9, 10, 10, 11, 12, 16, 20, 21, 23, 24])
    rows = models.interrupted(table, "new", "regulation_2019", cluster=None).design.rows
    level = dict(rows.select("year", "level_regulation_2019").iter_rows())
    assert (level[2018], level[2020]) == (0, 1)
    assert level[2019] == pytest.approx(231 / 365)  # 15 May to 31 December
    with pytest.raises(ModelError, match="needs years before 2019"):
        models.interrupted(
            table.filter(pl.col("year") > 2018), "new", "regulation_2019", cluster=None
        )


def test_an_event_study_names_the_breaks_from_its_first_year_on():
    table = counts(year=[*range(2021, 2026)] * 2, new=[3, 4, 6, 8, 9, 5, 5, 7, 9, 12])
    found = models.event_study(
        table, "new", "review_first_2024", window=(-3, 1), cluster=None, effects=()
    )
    assert found.breaks["first_year"].unique().to_list() == [2021, 2024]


def test_joint_tests_need_terms_and_clusters():
    model = models.fit(PANEL, "new ~ x + after")
    assert model.test(["x"])["p"][0] == pytest.approx(model.coefficients["p"][1])
    assert model.test(["x"])["df_denominator"][0] is None
    assert model.test(["x", "x"]).equals(model.test("x"))
    clustered = models.fit(PANEL, "new ~ x + after", cluster="body", level=0.9)
    row = clustered.coefficients.row(1, named=True)
    assert clustered.test("x")["p"][0] == pytest.approx(row["p"])
    law = student(59)  # of 60 bodies
    assert row["p"] == pytest.approx(2 * law.sf(abs(row["statistic"])))
    assert row["high"] - row["estimate"] == pytest.approx(law.ppf(0.95) * row["std_error"])
    with pytest.raises(ModelError, match="no term y"):
        model.test(["y"])


@pytest.mark.filterwarnings("ignore:no standard error")
def test_a_term_without_an_error_cannot_be_tested():
    marked = PANEL.with_columns(mark=pl.col("body") == "b03")
    model = models.fit(marked, "new ~ x + mark", cluster="body")
    with pytest.raises(ModelError, match="mark has no standard error"):
        model.test(["x", "mark"])


# ---- the calendar of breaks -----------------------------------------------------------------


def test_the_calendar_is_whole():
    table = models.breaks()
    assert table["date"].is_sorted()
    assert table["break"].is_unique().all()
    assert {"start_2008", "statistics_2014", "regulation_2019", "form_2019", "covid_2020",
            "fee_2021", "form_2021", "review_first_2024"} == set(table["break"])  # fmt: skip
    known = set(variables()["variable"])
    for row in table.iter_rows(named=True):
        assert all(row[name] for name in ("label_en", "label_zh", "changes_en", "source"))
        assert set(row["affects"].split("; ")) <= known, row["break"]
        assert row["first_year"] in (row["date"].year, row["date"].year + 1)
        assert (row["partial_year"] is None) == (row["first_year"] == row["date"].year)
    with pytest.raises(ModelError, match="regulation_2019"):
        models.lookup_break("regulation_2018")


def yearly(level, slope, bodies=80, seed=2):
    """Counts with a level and a slope since the revision of 15 May 2019, by years 2012-2024."""
    rng = np.random.default_rng(seed)
    own = rng.normal(0, 0.4, bodies)
    rows = []
    for year in range(2012, 2025):
        share = 0 if year < 2019 else 231 / 365 if year == 2019 else 1
        log_mean = 3 + own + 0.02 * (year - 2012) + level * share + slope * max(0, year - 2020)
        rows.append(
            pl.DataFrame(
                {
                    "division_code": [f"{k:06d}" for k in range(bodies)],
                    "year": year,
                    "new": rng.poisson(np.exp(log_mean)),
                }
            )
        )
    return pl.concat(rows)


def test_levels_and_slopes_are_found():
    found = models.interrupted(
        yearly(0.4, -0.08), "new", ["regulation_2019"], effects=["division_code"]
    )
    wanted = {"time": 0.02, "level_regulation_2019": 0.4, "slope_regulation_2019": -0.08}
    for row in found.coefficients.iter_rows(named=True):
        assert abs(row["estimate"] - wanted[row["term"]]) < 4 * row["std_error"]
        assert row["std_error"] < 0.05
    assert found.clusters == 80
    assert "no group was untouched" in found.specification.note


@pytest.mark.parametrize(
    ("at", "options", "message"),
    [
        ([], {}, "at least one break"),
        (["start_2008"], {}, "needs years before 2008"),
        (["review_first_2024", "fee_2021", "form_2021"], {}, "begin in 2021"),
        (["regulation_2019"], {"effects": ["year"]}, "leave year out"),
        (["nothing"], {}, "is no break.*there are start_2008"),
        ("fee2021", {}, "did you mean fee_2021"),
        ("regulation_2019", {"effects": "year"}, "leave year out"),
    ],
)
def test_breaks_that_cannot_be_studied(at, options, message):
    with pytest.raises(ModelError, match=message):
        models.interrupted(yearly(0, 0, bodies=3), "new", at, cluster=None, **options)


def test_a_break_with_one_year_after_it_has_no_slope():
    with pytest.warns(UserWarning, match="slope_review_first_2024"):
        found = models.interrupted(yearly(0, 0), "new", ["review_first_2024"])
    assert found.omitted == ("slope_review_first_2024",)


# ---- event time -----------------------------------------------------------------------------


def test_event_time_starts_with_the_first_whole_year():
    found = models.event_study(yearly(0.4, 0), "new", "regulation_2019", window=(-4, 2))
    table = found.coefficients
    assert table.select("event_time", "year").rows() == [
        (-4, 2016), (-3, 2017), (-2, 2018), (-1, 2019), (0, 2020), (1, 2021), (2, 2022),
    ]  # fmt: skip
    assert found.base == -2
    base = table.row(2, named=True)
    assert (base["estimate"], base["ratio"], base["std_error"]) == (0, 1, None)
    after = table.filter(pl.col("event_time") == 0).row(0, named=True)
    assert after["estimate"] == pytest.approx(0.4 + 0.02 * 2, abs=0.05)
    assert table["rows"].to_list() == [80] * 7
    assert (table["n"] == 560).all()
    assert found.pre_trend["terms"].to_list() == ["lead_4, lead_3"]
    assert found.descriptive
    assert "descriptive" in found.note
    assert set(found.breaks["break"]) == {
        "form_2019", "regulation_2019", "covid_2020", "fee_2021", "form_2021",
    }  # fmt: skip


def test_a_trend_before_the_break_is_seen():
    growing = yearly(0, 0).with_columns(
        new=(pl.col("new") * (1 + 0.15 * (pl.col("year") - 2012))).round()
    )
    found = models.event_study(growing, "new", "regulation_2019")
    assert found.pre_trend["p"][0] < 1e-4


def test_bodies_touched_more_are_compared_with_those_touched_less():
    """Years in common are taken out; what is left is the difference that was put in."""
    rng = np.random.default_rng(6)
    table = yearly(0.3, 0, bodies=300).with_columns(
        touched=pl.col("division_code").cast(pl.Int64) % 2 == 0
    )
    more = (pl.col("year") >= 2020) & pl.col("touched")
    table = table.with_columns(
        new=pl.when(more)
        .then(pl.Series(rng.poisson(table["new"].to_numpy() * 1.5)))
        .otherwise("new")
    )
    found = models.event_study(table, "new", "regulation_2019", window=(-4, 1), touched="touched")
    assert not found.descriptive
    assert "moved alike" in found.note
    wanted = {-4: 0, -3: 0, 0: np.log(1.5), 1: np.log(1.5)}
    for row in found.coefficients.filter(pl.col("event_time").is_in(list(wanted))).iter_rows(
        named=True
    ):
        assert abs(row["estimate"] - wanted[row["event_time"]]) < 4 * row["std_error"] < 0.2
    assert found.pre_trend["p"][0] > 0.001


def test_windows_that_do_not_fit():
    with pytest.raises(ModelError, match="needs years before and after"):
        models.event_study(
            yearly(0, 0, bodies=3).filter(pl.col("year") > 2019), "new", "regulation_2019"
        )
    with pytest.raises(ModelError, match="lacks dose"):
        models.event_study(yearly(0, 0, bodies=3), "new", "fee_2021", touched="dose")
    with pytest.raises(ModelError, match="column year"):
        models.event_study(pl.DataFrame({"new": [1]}), "new", "fee_2021")


# ---- tables ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def fits():
    return {
        "(1)": models.fit(PANEL, "new ~ x", exposure="population", cluster="body"),
        "(2)": models.fit(
            PANEL, "new ~ x", exposure="population", cluster="body", effects=["body", "year"]
        ),
        "(3)": models.fit(PANEL, "new ~ x + after", family="negative_binomial"),
    }


def test_a_table_has_a_column_for_each_fit(fits):
    table = models.table(fits, stars=True)
    assert table.columns == ["section", "term", "cell", "(1)", "(2)", "(3)"]
    assert table.select("section", "term", "cell").rows()[:8] == [
        ("coefficients", "x", "estimate"),
        ("coefficients", "x", "below"),
        ("coefficients", "after", "estimate"),
        ("coefficients", "after", "below"),
        ("coefficients", "Intercept", "estimate"),
        ("coefficients", "Intercept", "below"),
        ("effects", "body", "yes"),
        ("effects", "year", "yes"),
    ]
    cells = {(row["term"], row["cell"]): row for row in table.iter_rows(named=True)}
    assert cells["x", "estimate"]["(2)"] == "0.194***"
    assert cells["x", "below"]["(2)"] == "(0.028)"
    assert cells["after", "estimate"]["(1)"] is None
    assert [cells["body", "yes"][name] for name in fits] == ["no", "yes", "no"]
    assert [cells["n", "number"][name] for name in fits] == ["430"] * 3
    assert [cells["clusters", "number"][name] for name in fits] == ["60", "60", None]
    assert cells["alpha", "number"]["(1)"] is None


def test_a_table_is_printed_by_its_own_options(fits):
    rows, options = models.printable(models.table(fits))
    assert rows.columns == ["term", "(1)", "(2)", "(3)"]
    assert rows["term"].to_list()[:5] == ["x", "", "after", "", "Intercept"]
    assert [rows["term"][at] for at in options["rules"]] == ["body", "n"]
    lines = giox.show_table(rows, language="en", **options).data.splitlines()
    assert lines[0] == r"|  | (1) | (2) | (3) |"
    assert lines[6].startswith("| Constant | ")
    assert "| Clusters | 60 | 60 |  |" in lines


def test_ratios_and_intervals(fits):
    table = models.table(fits, terms=["x"], ratios=True, below="interval", digits=2)
    row = fits["(2)"].coefficients.row(0, named=True)
    assert table["(2)"][0] == f"{row['ratio']:.2f}"
    assert table["(2)"][1] == f"[{row['ratio_low']:.2f}, {row['ratio_high']:.2f}]"
    with pytest.raises(ModelError, match="no fit has z"):
        models.table(fits, terms=["z"])
    with pytest.raises(ModelError, match="at least one fit"):
        models.table({})


# ---- the shipped figures --------------------------------------------------------------------


def test_the_shipped_panel_can_be_studied():
    panel = giox.panel(giox.load_figures(), giox.load_figure_reports(), layout="values")
    known = panel.filter(pl.col("scope").is_not_null(), pl.col("year") >= 2019)
    found = models.fit(
        known, "litigation_total ~ year + scope", exposure="outcomes_total",
        cluster="division_code",
    )  # fmt: skip
    assert found.n + found.dropped["rows"].sum() == known.height
    assert found.clusters >= 30
    assert found.coefficients["std_error"].is_finite().all()


def test_many_rows_converge():
    """The deviance of many rows never stands still to the last digit of its fraction."""
    rng = np.random.default_rng(1)
    x = rng.normal(size=20_000)
    table = counts(x=x, y=rng.poisson(np.exp(2 + 0.3 * x) * rng.gamma(1, 1, x.size)))
    for family in ("poisson", "negative_binomial"):
        found = models.fit(table, "y ~ x", family=family)
        assert found.coefficients["estimate"][1] == pytest.approx(0.3, abs=0.03)


# ---- simulated panels -----------------------------------------------------------------------


def simulate(rng, family, bodies=50, years=6):
    """A panel with effects of bodies and years, clustered shocks, and a slope of 0.3 on x."""
    body = np.repeat(np.arange(bodies), years)
    year = np.tile(np.arange(years), bodies)
    own = rng.normal(0, 0.5, bodies)[body]
    x = 0.5 * own + rng.normal(0, 1, body.size)
    linear = own + 0.1 * year + 0.3 * x
    table = {"body": body, "year": year, "x": x}
    if family == "poisson":
        people = rng.uniform(50, 200, body.size)
        shocks = rng.gamma(5, 1 / 5, body.size)
        table |= {"people": people, "y": rng.poisson(people * np.exp(linear - 3) * shocks)}
    elif family == "negative_binomial":
        people = rng.uniform(50, 200, body.size)
        mean = people * np.exp(0.1 * year + 0.3 * x - 3)
        table |= {"people": people, "y": rng.poisson(mean * rng.gamma(2, 1 / 2, body.size))}
    else:
        trials = rng.integers(5, 60, body.size)
        p = 1 / (1 + np.exp(-(0.1 * year + 0.3 * x - 0.5)))
        cases = rng.binomial(trials, rng.beta(10 * p, 10 * (1 - p)))
        table |= {"trials": trials, "y": cases, "share": cases / trials}
    return pl.DataFrame(table)


OPTIONS = {
    "poisson": ("y ~ x", {"exposure": "people", "effects": ["body", "year"]}),
    "negative_binomial": ("y ~ x + year", {"family": "negative_binomial", "exposure": "people"}),
    "binomial": ("y ~ x + year", {"family": "binomial", "trials": "trials"}),
    "fractional": ("share ~ x + year", {"family": "fractional"}),
}


def replicate(family, times, seed):
    rng = np.random.default_rng(seed)
    formula, options = OPTIONS[family]
    rows = []
    for _ in range(times):
        found = models.fit(simulate(rng, family), formula, cluster="body", **options)
        rows.append(found.coefficients.filter(pl.col("term") == "x"))
    return pl.concat(rows)


@pytest.mark.parametrize("family", OPTIONS)
def test_the_effect_put_in_comes_out(family):
    found = replicate(family, 8, seed=1)
    error = found["estimate"].std() / np.sqrt(8)
    assert abs(found["estimate"].mean() - 0.3) < 4 * error


@pytest.mark.slow
@pytest.mark.parametrize("family", OPTIONS)
def test_bias_and_coverage(family):
    """Over 400 panels: no bias beyond 3 simulation errors, 95 percent intervals cover 92 to 97."""
    found = replicate(family, 400, seed=2026)
    error = found["estimate"].std() / np.sqrt(400)
    assert abs(found["estimate"].mean() - 0.3) < 3 * error
    covered = found.select(((pl.col("low") < 0.3) & (pl.col("high") > 0.3)).mean()).item()
    assert 0.92 <= covered <= 0.975
    assert found["std_error"].mean() == pytest.approx(found["estimate"].std(), rel=0.12)
