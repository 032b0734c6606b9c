"""The statutory forms and the vocabulary of indicators: data files, and what reads them."""

from __future__ import annotations

from giox.forms.form import Entry, Form, Part, Table, forms
from giox.forms.labels import Labels, canonical, labels_of, parts_headed, printed_in
from giox.forms.prescribed import prescribed_words
from giox.forms.vocabulary import APPLICANTS, Indicator, indicators, lookup, vocabulary

__all__ = [
    "APPLICANTS",
    "Entry",
    "Form",
    "Indicator",
    "Labels",
    "Part",
    "Table",
    "canonical",
    "forms",
    "indicators",
    "labels_of",
    "lookup",
    "parts_headed",
    "prescribed_words",
    "printed_in",
    "vocabulary",
]
