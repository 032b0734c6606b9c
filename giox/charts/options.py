"""The options that every chart takes, and what they come to."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias, TypedDict

import altair as alt

from giox.charts.renderer import language_in_use
from giox.charts.theme import NAME, SIZES, Width, millimetres, pixels
from giox.charts.words import Language, Terms, Text, check_language, say
from giox.errors import SchemaError
from giox.regions import romanise

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Chart", "Labels", "Options"]

Chart: TypeAlias = alt.LayerChart | alt.FacetChart | alt.VConcatChart


class Options(TypedDict, total=False):
    """Options that every chart takes.

    Attributes
    ----------
    title : str or mapping
        A statement of what the figure shows. Any text may be one for both languages, a mapping
        ``{"en": …, "zh": …}``, or a term of `giox.charts.terms`.
    subtitle : str or mapping
        What is measured, where and when.
    note : str or mapping
        Sources and reading aids; stands under the figure.
    language : {"en", "zh"}
        The language of the labels; by default the one that `giox.charts.setup` was called with.
    terms : mapping
        Terms beside those that come with giox: ``{"鼓楼区": {"en": "Gulou", "zh": "鼓楼区"}}``.
    width : {"single", "middle", "double"} or float
        The width of the whole figure in print: one column (90 mm), one and a half (140 mm), two
        (190 mm), or millimetres. By default "single".
    height : float
        The height of one plot in millimetres; each chart has a default of its own.
    """

    title: Text
    subtitle: Text
    note: Text
    language: Language
    terms: Terms
    width: Width
    height: float


@dataclass(frozen=True, slots=True)
class Labels:
    """The options of one chart, worked out."""

    language: Language
    terms: Terms
    width: float
    height: float | None
    title: Text | None
    subtitle: Text | None
    note: Text | None

    @classmethod
    def of(cls, options: Options) -> Labels:
        """Work out `options`.

        Raises
        ------
        SchemaError
            If an option is unknown, or asks for a language or width that is.
        """
        if unknown := set(options) - set(Options.__annotations__):
            msg = (
                f"charts have no option {', '.join(sorted(unknown))}: "
                f"they take {', '.join(Options.__annotations__)}"
            )
            raise SchemaError(msg)
        return cls(
            language=check_language(options.get("language") or language_in_use()),
            terms=options.get("terms") or {},
            width=millimetres(options.get("width", "single")),
            height=options.get("height"),
            title=options.get("title"),
            subtitle=options.get("subtitle"),
            note=options.get("note"),
        )

    def say(self, text: Text) -> str:
        """Return `text` in the language of the chart."""
        return say(text, self.language, self.terms)

    def words(self, values: Sequence[str]) -> list[str]:
        """Return the words of several values; places spelt alike also keep their own name.

        台州市 and 泰州市 are both Taizhou, and a figure must not draw them as one.
        """
        words = [self.say(value) for value in values]
        said = Counter(words)
        return [
            f"{word} ({value})" if said[word] > 1 and romanise(value) != value else word
            for value, word in zip(values, words, strict=True)
        ]

    def plot_width(self, columns: int = 1, beside: float = 48) -> float:
        """Return about how wide a plot is, in pixels, `beside` being left and right of it."""
        gaps = 24 * (columns - 1)
        return round(max(pixels(self.width) - 8 - beside - gaps, 60) / columns, 1)

    def plot_height(self, default: float) -> float:
        """Return the height of a plot in pixels, `default` being in millimetres."""
        return round(pixels(self.height or default), 1)

    def finish(self, chart: Chart) -> Chart:
        """Put title, subtitle and note on `chart`, and the width that it is made for."""
        if self.title is not None or self.subtitle is not None:
            heading = alt.Title(
                "" if self.title is None else self.say(self.title),
                subtitle=alt.Undefined if self.subtitle is None else self.say(self.subtitle),
            )
            chart = chart.properties(title=heading)
        if self.note is not None:
            note = alt.Title(
                self.say(self.note),
                orient="bottom",
                fontSize=SIZES["note"],
                lineHeight=round(SIZES["note"] * 1.35, 1),
                offset=10,
            )
            # a legend shared by the whole would stand above the title of the part
            apart: Any = dict.fromkeys(("color", "shape"), "independent")
            chart = alt.vconcat(chart, title=note).resolve_scale(**apart)
        return chart.properties(usermeta={NAME: {"width": self.width}})
