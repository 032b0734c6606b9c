"""The sums of a form, as those who plant errors must know them."""

from __future__ import annotations

from specimens.model import Key
from specimens.numbers import Numbers

from giox.checks import identities

SUMS = [*(one.id for one in identities()), "applicants_add_up"]


def sums_through(form: str, key: Key, figures: Numbers) -> int:
    """Count the sums that run through a cell."""
    indicator, applicant = key
    down = sum(
        indicator in (*one.left, *one.right)
        for one in identities()
        if one.relation == "="
        and one.form in {None, form}
        and one.each_applicant == (applicant is not None)
        and all((code, applicant) in figures for code in (*one.left, *one.right))
    )
    return down + (applicant is not None)
