"""Wording that is used again: by the same place a year later, or by another place."""

from __future__ import annotations

import re

import polars as pl

from giox.forms import prescribed_words
from giox.wording.words import need

__all__ = ["passages", "similarity"]

_OTHER = re.compile(r"[^\u4e00-\u9fff]+")


def similarity(texts: pl.DataFrame, *, size: int = 6, least: int = 50) -> pl.DataFrame:
    """Compare the wording of every two reports.

    Texts are compared by their pieces of `size` Chinese characters in a row, so that changed
    figures and dates make no difference; pieces that the forms prescribe (headings, labels) do
    not count, as all reports have them.

    Parameters
    ----------
    texts : polars.DataFrame
        Of `giox.wording.texts`, or any frame with its columns `report`, `part` and `text`.
    size : int
        Characters of a piece. Shorter pieces are shared by chance.
    least : int
        Different pieces that a report must have to be compared.

    Returns
    -------
    polars.DataFrame
        For each pair, `one` before `other` in order of names: `one`, `one_part`, `other`,
        `other_part`, `pieces_one`, `pieces_other`, `shared`, `similarity` (shared pieces in
        those of both together: Jaccard's index), `contained` (shared pieces in those of the
        shorter report: 1 where it is wholly in the other). Pairs without a shared piece are
        there with zeros. Sorted by falling similarity, then by names.

    References
    ----------
    Broder, A. (1997). On the resemblance and containment of documents. SEQUENCES '97.

    Examples
    --------
    >>> frame = pl.DataFrame({"report": ["a", "b"], "part": [0, 0]}).with_columns(
    ...     text=pl.Series(["今年公开十件便民实事", "去年公开十件便民实事"])
    ... )
    >>> similarity(frame, least=1).select("shared", "similarity").rows()
    [(4, 0.667)]
    """
    need(texts, ("report", "part", "text"))
    pieces = _pieces(texts, size)
    sizes = pieces.group_by("report", "part").agg(pieces=pl.len())
    kept = sizes.filter(pl.col("pieces") >= least).sort("report", "part").with_row_index("row")
    shared = _shared(pieces.join(kept, on=["report", "part"]), kept.height)
    named = kept.rename({"report": "one", "part": "one_part", "pieces": "pieces_one"})
    others = kept.select(row_other="row", other="report", other_part="part", pieces_other="pieces")
    less = pl.min_horizontal("pieces_one", "pieces_other")
    union = pl.col("pieces_one") + pl.col("pieces_other") - pl.col("shared")
    return (
        named.join(others, how="cross")
        .filter(pl.col("row") < pl.col("row_other"))
        .sort("row", "row_other")
        .with_columns(shared=shared)
        .with_columns(
            similarity=(pl.col("shared") / union).round(3),
            contained=(pl.col("shared") / less).round(3),
        )
        .sort("similarity", "row", "row_other", descending=[True, False, False])
        .select(
            "one",
            "one_part",
            "other",
            "other_part",
            "pieces_one",
            "pieces_other",
            "shared",
            "similarity",
            "contained",
        )
    )


def _shared(pieces: pl.DataFrame, reports: int) -> pl.Series:
    """Return how many pieces every two reports share, (0, 1), (0, 2) … in order."""
    import numpy as np
    from scipy.sparse import csr_array

    rows = pieces["row"].to_numpy()
    columns = pieces["piece"].rank("dense").to_numpy() - 1
    width = int(columns.max()) + 1 if columns.size else 1
    marks = csr_array((np.ones(rows.size, np.int32), (rows, columns)), shape=(reports, width))
    product = (marks @ marks.T).toarray()
    return pl.Series("shared", product[np.triu_indices(reports, 1)], dtype=pl.Int64)


def passages(one: str, other: str, *, least: int = 20) -> pl.DataFrame:
    """Return what two texts have in common, word for word.

    Parameters
    ----------
    one, other : str
        Two texts.
    least : int
        Characters of the shortest passage.

    Returns
    -------
    polars.DataFrame
        `start`, `end` (in `one`), `text`, `length`: the longest runs of `one` of which every
        piece of `least` characters stands in `other`. Sorted by start.

    Examples
    --------
    >>> passages("甲县公开政务信息十件。", "乙县公开政务信息十五件。", least=6)["text"].to_list()
    ['县公开政务信息十']
    """
    theirs = {other[at : at + least] for at in range(len(other) - least + 1)}
    runs: list[tuple[int, int]] = []
    for at in range(len(one) - least + 1):
        if one[at : at + least] in theirs:
            end = at + least
            if runs and at <= runs[-1][1] - least + 1:
                runs[-1] = (runs[-1][0], end)
            else:
                runs.append((at, end))
    found = [(start, end, one[start:end], end - start) for start, end in runs]
    schema = {"start": pl.Int64, "end": pl.Int64, "text": pl.String, "length": pl.Int64}
    return pl.DataFrame(found, schema=schema, orient="row")


def _pieces(texts: pl.DataFrame, size: int) -> pl.DataFrame:
    """Return each report's different pieces, without those of the forms."""
    whole = texts.group_by("report", "part", maintain_order=True).agg(
        text=pl.col("text").str.replace_all(_OTHER.pattern, "").str.join("")
    )
    labels = [_OTHER.sub("", words) for words in prescribed_words()]
    prescribed = {label[at : at + size] for label in labels for at in range(len(label) - size + 1)}

    def cut(text: str) -> list[str]:
        own = {text[at : at + size] for at in range(len(text) - size + 1)} - prescribed
        return sorted(own)

    return (
        whole.with_columns(piece=pl.col("text").map_elements(cut, return_dtype=pl.List(pl.String)))
        .select("report", "part", "piece")
        .explode("piece")
        .drop_nulls("piece")
    )
