"""Damaged bytes of every format: a reader reads or refuses with advice, and raises nothing else.

The default run is short. Longer:

    python -m pytest tests/fuzz -m slow

What is found becomes a test of its own in tests/documents.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fuzz.mutations import TOKENS, damaged, read_all, repacked, specimens

STEPS = st.lists(
    st.tuples(
        st.floats(0, 1, exclude_max=True),
        st.integers(0, 300),
        st.sampled_from(TOKENS) | st.binary(max_size=6),
        st.booleans(),
    ),
    min_size=1,
    max_size=8,
)
NAMES = pytest.mark.parametrize("name", list(specimens()))
CHECKS = [HealthCheck.too_slow, HealthCheck.data_too_large]


def damage(data: st.DataObject, name: str) -> None:
    steps: list[Any] = data.draw(STEPS)
    change = data.draw(st.sampled_from([damaged, repacked]))
    read_all(change(specimens()[name], steps), name)


@NAMES
def test_undamaged_it_is_read(name: str) -> None:
    read_all(specimens()[name], name)


@NAMES
@settings(max_examples=12, suppress_health_check=CHECKS)
@given(data=st.data())
def test_damaged_bytes_are_read_or_refused(data: st.DataObject, name: str) -> None:
    damage(data, name)


@pytest.mark.slow
@NAMES
@settings(max_examples=1_500, suppress_health_check=CHECKS)
@given(data=st.data())
def test_damaged_bytes_are_read_or_refused_for_long(data: st.DataObject, name: str) -> None:
    damage(data, name)
