"""Estimates agree with R (MASS, sandwich) and with pyfixest on the same data.

The data are invented (`reference/panel.py`); what R gives is stored with the script that made it
(`reference/models.R`). Tolerances: six digits, four for alpha of the negative binomial.
"""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from giox import models

REFERENCE = Path(__file__).resolve().parent / "reference"
PANEL = pl.read_csv(REFERENCE / "panel.csv").with_columns(
    share=pl.when(pl.col("new") > 0).then(pl.col("granted") / pl.col("new"))
)
EXPECTED = pl.read_csv(REFERENCE / "models.csv").with_columns(
    pl.col("value").str.strip_chars().cast(pl.Float64)
)
SPECIFICATIONS = {
    "poisson": ("new ~ x + after + region", {"exposure": "population", "cluster": "body"}),
    "robust": ("new ~ x + after", {}),
    "negative_binomial": (
        "new ~ x + after",
        {"family": "negative_binomial", "exposure": "population", "cluster": "body"},
    ),
    "binomial": ("granted ~ x + after", {"family": "binomial", "trials": "new", "cluster": "body"}),
    "fractional": ("share ~ x + after", {"family": "fractional", "cluster": "body"}),
    "effects": (
        "new ~ x",
        {"exposure": "population", "cluster": "body", "effects": ["body", "year"]},
    ),
}


def fitted(name):
    formula, options = SPECIFICATIONS[name]
    return models.fit(PANEL, formula, **options)


def expected(model, quantity, term=""):
    rows = EXPECTED.filter(
        pl.col("model") == model,
        pl.col("quantity") == quantity,
        pl.col("term").fill_null("") == term,
    )
    return rows["value"].item()


@pytest.mark.parametrize("name", SPECIFICATIONS)
def test_coefficients_and_errors_are_those_of_r(name):
    rows = EXPECTED.filter(pl.col("model") == name)
    found = fitted(name).coefficients
    in_r = {"Intercept": "(Intercept)"} | {f"region[T.{each}]": f"region{each}" for each in "BCDE"}
    tolerance = 2e-5 if name == "negative_binomial" else 1e-6
    for row in found.iter_rows(named=True):
        own = rows.filter(pl.col("term") == in_r.get(row["term"], row["term"]))
        for quantity in ("estimate", "std_error"):
            wanted = own.filter(pl.col("quantity") == quantity)["value"].item()
            assert row[quantity] == pytest.approx(wanted, rel=tolerance), (row["term"], quantity)
    assert found.height == rows.filter(pl.col("quantity") == "std_error").height


@pytest.mark.parametrize("name", ["poisson", "negative_binomial", "binomial"])
def test_likelihoods_are_those_of_r(name):
    assert fitted(name).loglik == pytest.approx(expected(name, "loglik"), rel=1e-9)


def test_alpha_is_that_of_r():
    found = fitted("negative_binomial")
    assert found.alpha == pytest.approx(expected("negative_binomial", "alpha"), rel=1e-4)


def test_overdispersion_is_that_of_r():
    found = {row["test"]: row for row in fitted("poisson").dispersion().iter_rows(named=True)}
    assert found["pearson"]["value"] == pytest.approx(expected("poisson", "pearson"), rel=1e-6)
    for form in ("nb1", "nb2"):
        row = found[f"cameron_trivedi_{form}"]
        assert row["value"] == pytest.approx(expected("poisson", "alpha", form), rel=1e-6)
        assert row["statistic"] == pytest.approx(expected("poisson", "statistic", form), rel=1e-6)
    assert found["pearson"]["n"] == 430


def test_joint_tests_are_those_of_r():
    found = fitted("poisson").test([f"region[T.{each}]" for each in "BCDE"])
    assert found["statistic"][0] == pytest.approx(expected("poisson", "wald", "region"), rel=1e-6)
    assert found.select("df", "df_denominator", "n", "clusters").row(0) == (4, 59, 430, 60)


def test_margins_are_those_of_r():
    found = fitted("poisson").margins(["x"]).row(0, named=True)
    assert found["estimate"] == pytest.approx(expected("poisson", "margin", "x"), rel=1e-6)
    assert found["std_error"] == pytest.approx(expected("poisson", "margin_error", "x"), rel=1e-6)


def test_leaving_out_a_cluster_is_as_in_r():
    model = fitted("poisson")
    exact = model.influence(exact=True)
    near = model.influence()
    for body in ("b00", "b17", "b42"):
        own = (pl.col("cluster") == body) & (pl.col("term") == "x")
        wanted = expected("poisson", "without", body)
        assert exact.filter(own)["without"].item() == pytest.approx(wanted, rel=1e-6)
        assert near.filter(own)["without"].item() == pytest.approx(wanted, rel=2e-2)
    assert set(near.head(8)["cluster"]) & set(exact.head(8)["cluster"])


@pytest.mark.parametrize(
    ("formula", "effects", "cluster"),
    [
        ("new ~ x + after", [], "body"),
        ("new ~ x + after + region", [], "body"),
        ("new ~ x", ["body"], "body"),
        ("new ~ x", ["body", "year"], "body"),
        ("new ~ x", ["region"], "body"),
        ("new ~ x", ["year"], "body"),
        ("new ~ x:region", ["body", "year"], "body"),
        ("new ~ x + after", ["body"], "region"),
    ],
)
def test_agreement_with_pyfixest(formula, effects, cluster):
    """Same rows, estimates and clustered errors as pyfixest with its own corrections."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of pyfixest's dependencies, and of five clusters
        import pandas as pd
        import pyfixest

        data = pd.DataFrame(PANEL.drop("share").to_dict(as_series=False))
        data["log_population"] = np.log(data["population"])
        right = " | ".join([formula, *([" + ".join(effects)] if effects else [])])
        theirs = pyfixest.fepois(
            right, data=data, vcov={"CRV1": cluster}, offset="log_population", iwls_tol=1e-12
        )
        ours = models.fit(PANEL, formula, exposure="population", cluster=cluster, effects=effects)
    found = ours.coefficients
    np.testing.assert_allclose(found["estimate"], theirs.coef().to_numpy(), rtol=1e-5)
    np.testing.assert_allclose(found["std_error"], theirs.se().to_numpy(), rtol=1e-5)
    assert ours.n == theirs._N
