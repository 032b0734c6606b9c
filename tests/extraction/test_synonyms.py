"""Words of one meaning: each entry of the table beside its examples."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any

import pytest

from giox.extraction.synonyms import plain

DATA: dict[str, Any] = tomllib.loads(
    files("giox.extraction").joinpath("synonyms.toml").read_text(encoding="utf-8")
)
ENTRIES: list[dict[str, Any]] = [*DATA["word"], *DATA["order"]]


@pytest.mark.parametrize("entry", ENTRIES, ids=[next(iter(one["examples"])) for one in ENTRIES])
def test_each_entry_reads_its_examples(entry: dict[str, Any]) -> None:
    for text, read in entry["examples"].items():
        assert plain(text).text == read
