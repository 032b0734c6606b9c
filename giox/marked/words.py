"""What the page says in English and Chinese: its own words, and the labels of figures."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, cast, get_args

from giox.checks.catalogue import Language, applicant_labels, catalogue
from giox.errors import SchemaError
from giox.forms import vocabulary

__all__ = ["Language", "Words", "words"]


@dataclass(frozen=True)
class Words:
    """The words of one language."""

    language: Language
    data: dict[str, Any]

    def __getitem__(self, key: str) -> str:
        """Return a word or phrase of `words.toml`."""
        return str(self.data[key])

    def name(self, kind: str, value: object) -> str:
        """Return the name of a value of a column: `name("status", "tables_lost")`.

        A value that has no name is shown as it stands.
        """
        return str(self.data[f"of_{kind}"].get(str(value), value))

    def names(self, kind: str) -> tuple[tuple[str, str], ...]:
        """Return all values of a column that have names, with these, in the order to be shown."""
        return tuple(self.data[f"of_{kind}"].items())

    def indicator(self, code: str) -> str:
        """Return the label of an indicator, the printed one in Chinese."""
        known = vocabulary().get(code)
        if known is None:
            return code
        return known.label_en if self.language == "en" else known.label_zh.replace("|", " · ")

    def applicant(self, key: str) -> str:
        """Return the label of a kind of applicant."""
        return self._applicants.get(key, key.replace("_", " "))

    def message(self, check: str, message: str) -> str:
        """Return what a finding says; in Chinese what its check asks, where that is known."""
        return self._messages.get(check, message)

    @cached_property
    def _applicants(self) -> dict[str, str]:
        return dict(applicant_labels(self.language).iter_rows())

    @cached_property
    def _messages(self) -> dict[str, str]:
        if self.language == "en":
            return {}
        return dict(catalogue().select("check", "must_hold_zh").iter_rows())


@cache
def words(language: str) -> Words:
    """Return the words of a language.

    Raises
    ------
    SchemaError
        If it is neither ``en`` nor ``zh``.

    Examples
    --------
    >>> words("zh").name("status", "tables_lost"), words("zh").applicant("natural_person")
    ('表格缺失', '自然人')
    """
    if language not in get_args(Language):
        msg = f"the marked page speaks 'en' and 'zh', not {language!r}"
        raise SchemaError(msg)
    data = tomllib.loads(files("giox.marked").joinpath("words.toml").read_text(encoding="utf-8"))
    return Words(cast("Language", language), data[language])
