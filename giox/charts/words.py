"""The words on a figure, in English and Chinese.

`terms.csv` beside this module holds the words that come back in many figures: columns, measures,
channels, results, provinces. A caller adds to them or overrides them; text that is no term is
shown as it stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal, TypeAlias, cast, get_args

import polars as pl

from giox.errors import SchemaError
from giox.panels import variables
from giox.regions import romanise

__all__ = ["Language", "Terms", "Text", "check_language", "say", "terms"]

Language: TypeAlias = Literal["en", "zh"]
Terms: TypeAlias = Mapping[str, Mapping[str, str]]
"""For each term its words, by language: `{"rate": {"en": "Rate", "zh": "比率"}}`."""
Text: TypeAlias = str | Mapping[str, str]
"""A term, a text that is shown as it stands, or the text in each language."""


@cache
def terms() -> Terms:
    """Return the terms that come with giox: those of `terms.csv` and the variables of the panel.

    Examples
    --------
    >>> terms()["year"]["zh"], terms()["applications_new"]["en"]
    ('年份', 'Applications received')
    """
    source = files(__package__).joinpath("terms.csv").read_bytes()
    table = pl.read_csv(source, schema=dict.fromkeys(("term", *get_args(Language)), pl.String))
    of_panel = variables().select(term="variable", en="label_en", zh="label_zh")
    return {row.pop("term"): row for row in (*of_panel.to_dicts(), *table.to_dicts())}


def check_language(language: str) -> Language:
    """Return `language` if giox speaks it.

    Raises
    ------
    SchemaError
        If it is neither ``en`` nor ``zh``.
    """
    if language not in get_args(Language):
        msg = f"giox labels figures in 'en' and 'zh', not in {language!r}"
        raise SchemaError(msg)
    return cast("Language", language)


def say(text: Text, language: Language, extra: Terms | None = None) -> str:
    """Return `text` in `language`.

    Names and paths of divisions that are no terms are written in Latin letters in English.

    Parameters
    ----------
    text : str or mapping
        A term, any other text, or a mapping from language to text.
    language : {"en", "zh"}
        The language of the figure.
    extra : mapping, optional
        Terms of the caller's own; they go before those of giox.

    Raises
    ------
    SchemaError
        If `text` or the term has nothing in that language.

    Examples
    --------
    >>> say("applications.new", "zh")
    '新收申请'
    >>> say("鼓楼区", "en", {"鼓楼区": {"en": "Gulou", "zh": "鼓楼区"}})
    'Gulou'
    >>> say("江苏省南京市鼓楼区", "en")
    'Gulou, Nanjing, Jiangsu'
    >>> say({"en": "Rate", "zh": "比率"}, "zh")
    '比率'
    """
    words = text if isinstance(text, Mapping) else (extra or {}).get(text) or terms().get(text)
    if words is None:
        return romanise(str(text)) if language == "en" else str(text)
    if language not in words:
        msg = f"{dict(words)!r} has no text for the language {language!r}: add one"
        raise SchemaError(msg)
    return words[language]
