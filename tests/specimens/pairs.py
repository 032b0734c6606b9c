"""The pairs of sentence and figures in `tests/extraction/prose_pairs*.toml`, read and typed."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "extraction"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure that a sentence gives; `scope` and `approximate` as in prose_pairs.toml."""

    indicator: str
    value: float
    scope: str | None = None
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """One sentence, the figures that must come out of it and those that may."""

    text: str
    why: str
    year: int | None
    figures: tuple[Figure, ...]
    may: tuple[Figure, ...]
    source: str


def load_pairs() -> list[Pair]:
    """Return the pairs of all files, in order of file and place."""
    pairs = []
    for path in sorted(FOLDER.glob("prose_pairs*.toml")):
        for row in tomllib.loads(path.read_text(encoding="utf-8"))["pair"]:
            known = {"text", "why", "year", "figures", "may"}
            if unknown := set(row) - known:
                msg = f"{path.name}: {row['text']!r} has unknown fields {sorted(unknown)}"
                raise ValueError(msg)
            pairs.append(
                Pair(
                    row["text"],
                    row["why"],
                    row.get("year"),
                    tuple(Figure(**figure) for figure in row["figures"]),
                    tuple(Figure(**figure) for figure in row.get("may", ())),
                    path.name,
                )
            )
    return pairs
