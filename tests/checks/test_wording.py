"""Signatures of wording: how near they come to the true share of common pieces, and what pairs."""

from __future__ import annotations

from random import Random

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from giox.checks import SIGNATURES, check, duplicates, signature
from giox.errors import SchemaError
from giox.forms import forms
from giox.schema import OBSERVATIONS, REPORTS


def prose(seed: int, length: int = 1500) -> str:
    """Return a text of random characters: its pieces are no other text's."""
    rng = Random(seed)
    return "".join(chr(rng.randint(0x4E00, 0x9FA0)) for _ in range(length))


def table(texts: dict[str, str]) -> pl.DataFrame:
    rows = [(name, 0, signature(text)) for name, text in texts.items()]
    return pl.DataFrame(rows, schema=SIGNATURES, orient="row")


@settings(max_examples=25)
@given(seed=st.integers(0, 2**32), kept=st.floats(0.0, 1.0))
def test_similarity_is_the_share_of_common_pieces(seed: int, kept: float) -> None:
    text = prose(seed)
    cut = round(len(text) * kept)
    other = text[:cut] + prose(seed + 1, len(text) - cut)
    first = {text[n : n + 5] for n in range(len(text) - 4)}
    second = {other[n : n + 5] for n in range(len(other) - 4)}
    true = len(first & second) / len(first | second)
    one, two = (np.frombuffer(signature(words) or b"", "<u4") for words in (text, other))
    assert (one == two).mean() == pytest.approx(true, abs=0.2)


def test_other_figures_and_layout_make_no_difference() -> None:
    text = prose(1)
    other = "\n".join(
        f"{part} | {n * 7}"
        for n, part in enumerate(text[m : m + 9] for m in range(0, len(text), 9))
    )
    assert signature(other) == signature(text)


def test_what_the_forms_prescribe_is_no_wording_of_its_own() -> None:
    form = next(one for one in forms() if one.id == "2021")
    labels = [entry.labels[0] for table in form.tables for entry in table.rows]
    assert signature("".join(f"{label}\n3\n" for label in labels) * 3) is None
    assert signature("没有多少字") is None


def test_every_copy_is_paired_with_the_first() -> None:
    text = prose(3)
    copies = {f"{n:03d}": text for n in range(50)} | {"other": prose(4)}
    found = duplicates(table(copies))
    assert found["report"].to_list() == [f"{n:03d}" for n in range(1, 50)]
    assert set(found["other_report"]) == {"000"}
    assert set(found["similarity"]) == {1.0}


def test_the_order_of_rows_makes_no_difference() -> None:
    texts = {str(n): prose(n // 3) for n in range(12)}
    signatures = table(texts)
    assert duplicates(signatures.reverse()).equals(duplicates(signatures))


def test_unlike_texts_are_not_paired() -> None:
    assert duplicates(table({str(n): prose(n) for n in range(200)})).is_empty()


def test_a_table_without_its_columns_is_an_error() -> None:
    with pytest.raises(SchemaError, match="signature"):
        duplicates(pl.DataFrame({"report": ["a"], "part": [0]}))


def test_the_checks_tell_another_place_from_the_same() -> None:
    text = prose(5)
    codes = {"a": "371424", "b": "331125", "c": "371424"}
    reports = [
        {"report": name, "part": 0, "division_code": code, "year": 2020 + n, "agency": f"{n}"}
        for n, (name, code) in enumerate(codes.items())
    ]
    signatures = table(dict.fromkeys(codes, text))
    found = check(OBSERVATIONS.empty(), REPORTS.build(reports), signatures)
    assert found.select("report", "check", "found").rows() == [
        ("b", "wording_of_another_place", "a"),
        ("c", "same_wording", "a"),
    ]
