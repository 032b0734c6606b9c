"""Words that tell texts apart."""

from __future__ import annotations

from math import log

import polars as pl

from giox.errors import SchemaError
from giox.wording.words import need

__all__ = ["keyness", "keywords"]


def keyness(words: pl.DataFrame, target: pl.Expr, *, least: int = 2) -> pl.DataFrame:
    """Compare how often words stand in some reports and in all others.

    Parameters
    ----------
    words : polars.DataFrame
        Of `giox.wording.words`.
    target : polars.Expr
        True for the rows of the reports in question: ``pl.col("year") >= 2019``. Rows for which
        it is null belong to neither side.
    least : int
        Reports (of both sides together) that a word must stand in: one author's word is no
        word of a region or a period.

    Returns
    -------
    polars.DataFrame
        `word`, `n_target`, `n_reference`, `rate_target`, `rate_reference` (per 10,000 words),
        `reports_target`, `reports_reference` (reports that have it), `log_ratio` (binary
        logarithm of the ratio of rates: 1 is twice as often; half an occurrence stands for
        none), `g2` (log-likelihood), `p` and `q` (p adjusted for the number of words tried).
        Sorted by falling `g2`, then by word.

    Raises
    ------
    SchemaError
        If a column is missing, or one of the two sides has no words.

    Notes
    -----
    G² and p take each word for an independent draw; words come in bunches, by report. Read
    `reports_target` beside them, and `log_ratio` for how much.

    References
    ----------
    Dunning, T. (1993). Accurate methods for the statistics of surprise and coincidence.
    Computational Linguistics 19(1). Hardie, A. (2014) for the log ratio; Benjamini, Y. and
    Hochberg, Y. (1995) for q.

    Examples
    --------
    >>> frame = pl.DataFrame(
    ...     {"report": ["a", "a", "b", "b"], "part": [0] * 4, "year": [2018, 2018, 2019, 2019],
    ...      "word": ["土地", "网站", "土地", "网站"], "n": [8, 2, 1, 9]}
    ... )
    >>> found = keyness(frame, pl.col("year") == 2018)
    >>> found.select("word", "log_ratio", pl.col("g2").round(2)).rows()
    [('土地', 3.0, 11.02), ('网站', -2.17, 11.02)]
    """
    from scipy.stats import chi2, false_discovery_control

    need(words, ("report", "part", "word", "n"))
    sides = words.with_columns(side=target).drop_nulls("side")
    totals = dict(sides.group_by("side").agg(pl.col("n").sum()).iter_rows())
    if set(totals) != {True, False}:
        msg = "both sides of a comparison need words: look at the condition `target`"
        raise SchemaError(msg)
    each = {True: "target", False: "reference"}
    here = {side: pl.col("side") if side else ~pl.col("side") for side in each}
    table = sides.group_by("word").agg(
        *(pl.col("n").filter(here[side]).sum().alias(f"n_{name}") for side, name in each.items()),
        *(
            pl.struct("report", "part").filter(here[side]).n_unique().alias(f"reports_{name}")
            for side, name in each.items()
        ),
    )
    table = table.filter(pl.col("reports_target") + pl.col("reports_reference") >= least)
    rates = {name: pl.col(f"n_{name}") * 10_000 / totals[side] for side, name in each.items()}
    half = {
        name: pl.max_horizontal(pl.col(f"n_{name}"), 0.5) / totals[side]
        for side, name in each.items()
    }
    ratio = (half["target"] / half["reference"]).log(2).round(2)
    found = table.with_columns(
        **{f"rate_{name}": rate for name, rate in rates.items()},
        log_ratio=ratio,
        g2=_likelihood(totals[True], totals[False]),
    ).sort("g2", "word", descending=[True, False])
    p = chi2.sf(found["g2"].to_numpy(), 1)
    return found.with_columns(
        p=pl.Series(p, dtype=pl.Float64),
        q=pl.Series(false_discovery_control(p), dtype=pl.Float64),
    ).select(
        "word",
        "n_target",
        "n_reference",
        "rate_target",
        "rate_reference",
        "reports_target",
        "reports_reference",
        "log_ratio",
        "g2",
        "p",
        "q",
    )


def _likelihood(target: int, reference: int) -> pl.Expr:
    """Return G² of a word, given the words on each side."""
    both = pl.col("n_target") + pl.col("n_reference")
    total = target + reference
    parts = []
    for name, size in (("n_target", target), ("n_reference", reference)):
        count = pl.col(name)
        for observed, expected in (
            (count, both * size / total),
            (size - count, (total - both) * size / total),
        ):
            share = pl.when(observed > 0).then(observed * (observed / expected).log())
            parts.append(share.otherwise(0.0))
    return 2 * pl.sum_horizontal(parts)


def keywords(words: pl.DataFrame, *, most: int = 10) -> pl.DataFrame:
    """Return the words that are a report's own: frequent in it, and in few others (tf-idf).

    Parameters
    ----------
    words : polars.DataFrame
        Of `giox.wording.words`.
    most : int
        Words for each report.

    Returns
    -------
    polars.DataFrame
        `report`, `part`, `word`, `n`, `reports` (that have the word), `weight` (share of the
        report's words times the natural logarithm of reports over reports that have it).
        Sorted by report, part, falling weight, word.

    References
    ----------
    Spärck Jones, K. (1972). A statistical interpretation of term specificity. Journal of
    Documentation 28.

    Examples
    --------
    >>> frame = pl.DataFrame(
    ...     {"report": ["a", "a", "b"], "part": [0] * 3, "word": ["土地", "网站", "网站"],
    ...      "n": [1, 3, 2], "words": [4, 4, 2]}
    ... )
    >>> keywords(frame, most=1)["word"].to_list()
    ['土地', '网站']
    """
    need(words, ("report", "part", "word", "n", "words"))
    count = words.select(pl.struct("report", "part").n_unique()).item()
    reports = pl.len().over("word").cast(pl.Int64)
    weight = pl.col("n") / pl.col("words") * (log(count) - pl.col("reports").log())
    return (
        words.with_columns(reports=reports)
        .with_columns(weight=weight)
        .sort("report", "part", "weight", "word", descending=[False, False, True, False])
        .group_by("report", "part", maintain_order=True)
        .head(most)
        .select("report", "part", "word", "n", "reports", "weight")
    )
