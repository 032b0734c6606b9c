"""The words that every report has, because a form prescribes them."""

from __future__ import annotations

from itertools import chain

from giox.forms.form import forms
from giox.forms.vocabulary import vocabulary

__all__ = ["prescribed_words"]


def prescribed_words() -> tuple[str, ...]:
    """Return titles of parts, labels of rows and columns, and names of indicators, all forms'.

    Who compares the wording of reports leaves these out.

    Examples
    --------
    >>> "本年新收政府信息公开申请数量" in prescribed_words()
    True
    """
    labels = (
        label
        for form in forms()
        for table in form.tables
        for entry in chain(table.columns, table.groups, table.rows)
        for label in entry.labels
    )
    titles = (part.title for form in forms() for part in form.parts)
    known = (one.label_zh for one in vocabulary().values())
    return tuple(dict.fromkeys((*labels, *titles, *known)))
