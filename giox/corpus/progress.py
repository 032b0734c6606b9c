"""How far a run is, how fast it goes, how long it takes: in a terminal and in a notebook."""

from __future__ import annotations

from collections import Counter
from types import TracebackType
from typing import Any

from giox.corpus.tables import Piece

__all__ = ["Progress"]

_WORTH_SHOWING = 20


class Progress:
    """A bar that counts files, and beside it the figures and findings that came of them.

    Parameters
    ----------
    total : int
        How many files, and documents of dumps, are to be read.
    shown : bool or None
        Whether to show it; None for only where there are more than twenty.
    """

    def __init__(self, total: int, *, shown: bool | None) -> None:
        self._bar: Any = None
        self._counts = Counter[str]()
        if shown or (shown is None and total > _WORTH_SHOWING):
            from tqdm.auto import tqdm

            self._bar = tqdm(total=total, desc="reports", unit="file", smoothing=0.1)

    def add(self, piece: Piece) -> None:
        """Count what a piece holds."""
        self._counts.update(figures=piece.figures, findings=piece.findings)
        if self._bar is not None:
            self._bar.set_postfix(self._counts, refresh=False)
            self._bar.update(piece.items)

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.close()
