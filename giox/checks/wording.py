"""Reports of the same wording: a signature of a text, and the pairs of signatures that are alike.

A signature is a MinHash with one permutation: the pieces of a text, five characters long, are
hashed, the hashes dealt to bins by their first bits, and of each bin the least is kept. The
share of bins that two signatures have in common estimates the share of pieces that their texts
have in common (Jaccard's index), with a standard error of at most 1/(2·√128), 4 %. A bin that
stays empty takes over the next one's.

References
----------
Broder, A. (1997). On the resemblance and containment of documents. SEQUENCES '97.
Li, P., Owen, A. and Zhang, C.-H. (2012). One permutation hashing. NIPS 25.
Shrivastava, A. and Li, P. (2014). Densifying one permutation hashing via rotation for fast near
neighbor search. ICML 31.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt
import polars as pl

from giox.checks.catalogue import rules
from giox.forms import forms, prescribed_words
from giox.schema import need

__all__ = ["SIGNATURES", "duplicates", "signature"]

_PIECE = 5
_BINS = 128
_BANDS = 32
_ROWS = _BINS // _BANDS
_PAIRS_AT_ONCE = 50_000
_Hashes = npt.NDArray[np.uint64]

SIGNATURES = pl.Schema({"report": pl.String, "part": pl.Int32, "signature": pl.Binary})
"""The table of signatures: one row per report that has enough wording of its own."""


def signature(text: str) -> bytes | None:
    """Return the signature of a text's wording.

    Only Chinese characters count, so that other figures, dates and layout make no difference; and
    not the words that the forms prescribe, which all reports have.

    Parameters
    ----------
    text : str
        A report in simplified script.

    Returns
    -------
    bytes or None
        128 numbers of four bytes; None where fewer than 300 characters are the text's own.

    Examples
    --------
    >>> signature("太短") is None
    True
    >>> len(signature("".join(chr(0x4E00 + n * n % 5003) for n in range(2000))))
    512
    """
    hashes = _hashes(text)
    prescribed = _prescribed()
    places = np.searchsorted(prescribed, hashes)
    places[places == len(prescribed)] = 0
    own = hashes[prescribed[places] != hashes]
    if len(own) < rules("wording")["fewest_characters"]:
        return None
    own.sort()
    starts = np.searchsorted(own, np.arange(_BINS, dtype=np.uint64) << np.uint64(57))
    ends = np.append(starts[1:], len(own))
    filled = starts < ends
    # An empty bin takes over the next filled one's, around the end.
    following = np.flatnonzero(filled)[
        np.searchsorted(np.flatnonzero(filled), np.arange(_BINS)) % filled.sum()
    ]
    least = own[starts[following]]
    kept: bytes = (least >> np.uint64(16)).astype("<u4").tobytes()
    return kept


def _hashes(text: str) -> _Hashes:
    """Hash every five Chinese characters in a row."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)
    points = points[(points >= 0x4E00) & (points <= 0x9FFF)]
    if len(points) < _PIECE:
        return np.zeros(0, dtype=np.uint64)
    windows = len(points) - _PIECE + 1
    mixed = np.zeros(windows, dtype=np.uint64)
    for place in range(_PIECE):
        mixed = mixed * np.uint64(0x10003D) + points[place : place + windows]
    # The finaliser of splitmix64 spreads neighbouring numbers over all bits.
    mixed ^= mixed >> np.uint64(30)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(27)
    mixed *= np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


@cache
def _prescribed() -> _Hashes:
    """Hash the words of the forms: headings, labels of rows and columns."""
    hashes = [_hashes(words) for words in prescribed_words()]
    joined = [
        _hashes("".join(entry.labels[0] for entry in table.rows))
        for form in forms()
        for table in form.tables
    ]
    return np.unique(np.concatenate([*hashes, *joined]))


def duplicates(signatures: pl.DataFrame, alike: float | None = None) -> pl.DataFrame:
    """Find reports of nearly the same wording.

    Parameters
    ----------
    signatures : polars.DataFrame
        `report`, `part`, `signature` (see `signature`; rows without one are passed over).
    alike : float, optional
        The least share of wording in common, 0.8 by default; below 0.5 pairs are missed.

    Returns
    -------
    polars.DataFrame
        `report`, `part`, `other_report`, `other_part`, `similarity` (0 to 1): each report with
        the first report, in the order of names, that it repeats; reports that repeat none have
        no row. Sorted by report and part.

    Raises
    ------
    SchemaError
        If a column is missing.

    Examples
    --------
    >>> text = "".join(chr(0x4E00 + n * n % 5003) for n in range(2000))
    >>> table = pl.DataFrame(
    ...     {"report": ["a", "b"], "part": [0, 0], "signature": [signature(text)] * 2}
    ... )
    >>> duplicates(table).rows()
    [('b', 0, 'a', 0, 1.0)]
    """
    need(signatures, SIGNATURES, "the table of signatures lacks the columns")
    least = rules("wording")["alike"] if alike is None else alike
    known = (
        signatures.select(SIGNATURES.names())
        .cast(SIGNATURES)
        .filter(pl.col("signature").is_not_null())
        .sort("report", "part")
    )
    bins = np.frombuffer(b"".join(known["signature"]), dtype="<u4").reshape(-1, _BINS)
    pairs = _candidates(bins)
    share = np.zeros(len(pairs))
    for start in range(0, len(pairs), _PAIRS_AT_ONCE):
        one, other = pairs[start : start + _PAIRS_AT_ONCE].T
        share[start : start + _PAIRS_AT_ONCE] = (bins[one] == bins[other]).mean(axis=1)
    named = known.select("report", "part").with_row_index("row")
    return (
        pl.DataFrame({"row": pairs[:, 1], "other": pairs[:, 0], "similarity": share})
        .cast({"row": pl.UInt32, "other": pl.UInt32})
        .filter(pl.col("similarity") >= least)
        .sort("row", "other")
        .unique("row", keep="first", maintain_order=True)
        .join(named, on="row", how="left", maintain_order="left")
        .join(
            named.select(other="row", other_report="report", other_part="part"),
            on="other",
            how="left",
            maintain_order="left",
        )
        .select("report", "part", "other_report", "other_part", "similarity")
        .sort("report", "part")
    )


def _candidates(bins: npt.NDArray[np.uint32]) -> npt.NDArray[np.int64]:
    """Return pairs of rows that have a band of bins in common.

    Each row of a bucket is paired with its first and with the one before it, so that a thousand
    copies of one page make two thousand pairs and not half a million.
    """
    if len(bins) < 2:
        return np.zeros((0, 2), dtype=np.int64)
    bands = np.ascontiguousarray(bins).view(f"V{_ROWS * 4}")
    found: list[npt.NDArray[np.int64]] = []
    for band in range(_BANDS):
        keys = np.ascontiguousarray(bands[:, band])
        words = keys.view(np.uint64).reshape(-1, _ROWS // 2)
        order = np.lexsort(words.T[::-1])
        ranked = words[order]
        new = np.append(True, (ranked[1:] != ranked[:-1]).any(axis=1))
        first = order[np.maximum.accumulate(np.where(new, np.arange(len(order)), 0))]
        before = np.append(order[0], order[:-1])
        # A pair as one number, which is sorted ten times as fast as two.
        found += [one[~new] * len(bins) + order[~new] for one in (first, before)]
    return np.column_stack(np.divmod(np.unique(np.concatenate(found)), len(bins)))
