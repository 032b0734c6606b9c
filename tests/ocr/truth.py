"""Tables with known figures."""

from __future__ import annotations

from random import Random

from specimens import forms, numbers
from specimens.model import Key, Table


def tables(form: str, seed: int, size: int = 400) -> tuple[Table, ...]:
    """Return the tables of a form with figures drawn by the seed."""
    rng = Random(seed)
    if form == "2014":
        return tuple(forms.table_2014(numbers.legacy(rng, size)))
    drawn = numbers.statutory(rng, form, size)
    return (
        forms.table_article_20(drawn, form),
        forms.table_applications(drawn, form),
        forms.table_review(drawn),
    )


def figures_of(table: Table) -> dict[Key, str]:
    """Return what is printed in the cells that hold figures."""
    return {cell.key: cell.text for row in table for cell in row if cell.key is not None}
