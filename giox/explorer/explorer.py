"""The explorer: a ranking and a trend, linked."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import altair as alt
import polars as pl

from giox.charts.drawing import draw, specification
from giox.charts.renderer import lab, language_in_use
from giox.charts.theme import FAINT, MUTED, SERIES, SIZES
from giox.charts.words import Language, check_language
from giox.explorer.page import page
from giox.explorer.rows import explorer_rows
from giox.export.files import write

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["Explorer", "explore"]

PLACES = 25
LINE = 14
WORDS = {
    "measure": {"en": "Measure ", "zh": "指标 "},
    "kind": {"en": "Bodies ", "zh": "机关 "},
    "search": {"en": "Name ", "zh": "名称 "},
    "ranking": {
        "en": "Ranking over the years brushed at the right",
        "zh": "右图所选年份的排序",
    },
    "trend": {
        "en": "Years: drag to choose, click a point or a place",
        "zh": "年份:拖选;点击选地区",
    },
    "label": {"en": "Body", "zh": "机关"},
    "year": {"en": "Year", "zh": "年份"},
    "shown": {"en": "Value (interval)", "zh": "数值(区间)"},
    "of": {"en": "Count", "zh": "计数"},
    "words": {"en": "Source words", "zh": "原文"},
    "findings": {"en": "Findings", "zh": "核查"},
    "flags": {"en": "Flags", "zh": "标记"},
    "form": {"en": "Form", "zh": "格式"},
    "years": {"en": "Years", "zh": "年数"},
    "pooled": {"en": "All years together", "zh": "合计"},
}


@dataclass(frozen=True, slots=True, eq=False)
class Explorer:
    """An interactive chart: shows itself in a notebook, and can be saved as one file.

    Attributes
    ----------
    chart : altair.HConcatChart
        The chart, to go on with.
    rows : polars.DataFrame
        What it shows.
    language : {"en", "zh"}
        The language of its words.
    """

    chart: alt.HConcatChart
    rows: pl.DataFrame
    language: Language

    def _repr_mimebundle_(self, **_options: Any) -> tuple[dict[str, Any], dict[str, Any]]:  # noqa: ANN401
        return lab(specification(self.chart))

    def save(self, path: str | Path) -> Path:
        """Write the explorer as one HTML file that needs no network.

        Raises
        ------
        ExportError
            If the file cannot be written.
        """
        from pathlib import Path

        drawing = draw(specification(self.chart))
        return write(Path(path), page(drawing, self.language))


def explore(  # noqa: PLR0913 - options, each independent of the others
    panel: pl.DataFrame,
    *,
    measures: str | Sequence[str] | None = None,
    observations: pl.DataFrame | None = None,
    reports: pl.DataFrame | None = None,
    findings: pl.DataFrame | None = None,
    language: Language | None = None,
) -> Explorer:
    """Return a panel to look around in.

    Choose a measure and a kind of body; drag over years at the right, and the ranking at the
    left is of these years (numerators over denominators, added up; counts as yearly means);
    click places to follow them; hover for the figure, the words it was read from and what the
    checks found. Bodies of different level or scope are never in one picture.

    Parameters
    ----------
    panel : polars.DataFrame
        Of `giox.panel`, wide.
    measures : str or sequence of str, optional
        Shares and rates of `giox.measures.definitions()` and variables of the panel; by default
        all that have a value.
    observations, reports, findings : polars.DataFrame, optional
        Tables of `giox.extract`: on hovering appear the words that a figure was read from (or
        else the title of its report) and what the checks found.
    language : {"en", "zh"}, optional
        By default the one of `giox.charts.setup`.

    Returns
    -------
    Explorer
        Shows itself as the last expression of a cell; `.save("x.html")` writes one file.

    Raises
    ------
    SchemaError
        If a measure is unknown, none has a value, or the panel is larger than a page can hold.

    Examples
    --------
    >>> import giox
    >>> panel = giox.panel(giox.load_figures(), giox.load_figure_reports())
    >>> shown = explore(panel, measures=["disclosure_rate"], language="en")
    >>> shown.rows["measure"].unique().to_list()
    ['Granted in full or part in percent of outcomes']
    """
    language = check_language(language or language_in_use())
    tables = {"observations": observations, "reports": reports, "findings": findings}
    rows = explorer_rows(panel, measures, language, tables)
    return Explorer(_chart(rows, language), rows, language)


@dataclass(frozen=True, slots=True)
class _Links:
    """What connects the two pictures: the years that are brushed, the places that are picked."""

    brush: Any = field(default_factory=lambda: alt.selection_interval("brush", encodings=["x"]))
    pick: Any = field(
        default_factory=lambda: alt.selection_point("pick", fields=["label"], toggle="true")
    )

    def colour(self, otherwise: str) -> Any:  # noqa: ANN401 - a condition of Altair
        """Return the colour of a mark: bright where its place is picked."""
        return alt.condition(self.pick, alt.value(SERIES[1]), alt.value(otherwise), empty=False)


def _chart(rows: pl.DataFrame, language: Language) -> alt.HConcatChart:
    def word(name: str) -> str:
        return WORDS[name][language]

    measures = rows["measure"].unique(maintain_order=True).to_list()
    kinds = _kinds(rows)
    usual = _kinds(rows.filter(measure=measures[0]))[0]
    measure = _choice("measure", measures[0], measures, word("measure"))
    kind = _choice("kind", usual, kinds, word("kind"))
    search = alt.param("search", value="", bind=alt.binding(input="search", name=word("search")))
    links = _Links()
    years = sorted(rows["year"].unique())
    base = alt.Chart(rows.drop("level")).transform_filter(
        "datum.measure === measure && datum.kind === kind && "
        "(search === '' || indexof(lower(datum.label), lower(search)) >= 0)"
    )
    ranking, trend = _ranking(base, links, word), _trend(base, links, years, word)
    with warnings.catch_warnings():  # that both pictures take the same picks is what is wanted
        warnings.filterwarnings("ignore", "Automatically deduplicated", UserWarning)
        both = alt.hconcat(ranking, trend, spacing=28)
    title = alt.Title(alt.ExprRef("measure"), fontSize=SIZES["title"])
    chart = both.add_params(measure, kind, search).properties(title=title)
    done: alt.HConcatChart = chart
    return done


def _kinds(rows: pl.DataFrame) -> list[str]:
    """Return the kinds of bodies, those with the most values first, departments last."""
    counted = rows.group_by("kind", "level").len().sort("len", "kind", descending=[True, False])
    order = counted.sort(pl.col("level") == "department", maintain_order=True)
    return order["kind"].unique(maintain_order=True).to_list()


def _choice(name: str, value: str, options: Sequence[str], label: str) -> Any:  # noqa: ANN401
    return alt.param(name, value=value, bind=alt.binding_select(options=list(options), name=label))


def _ranking(base: Any, links: _Links, word: Any) -> Any:  # noqa: ANN401
    """Return the places with the highest values in the years that are brushed."""
    ranked = (
        base.transform_filter(links.brush)
        .transform_aggregate(
            numerator="sum(numerator)",
            denominator="sum(denominator)",
            per="max(per)",
            years="count()",
            groupby=["label"],
        )
        .transform_calculate(
            value="datum.per * datum.numerator / datum.denominator",
            fraction="datum.denominator === 1 ? format(datum.numerator, ',') : "
            "format(datum.numerator, ',') + '/' + format(datum.denominator, ',')",
        )
        .transform_window(rank="row_number()", sort=[alt.SortField("value", order="descending")])
        .transform_filter(f"datum.rank <= {PLACES}")
    )
    places = alt.Y(
        "label:N",
        title=None,
        sort=alt.EncodingSortField("value", order="descending"),
        axis=alt.Axis(grid=True, gridDash=[1, 2], labelLimit=180),
    )
    values = alt.X("value:Q", title=None, axis=alt.Axis(grid=True, tickCount=5))
    tooltip = [
        alt.Tooltip("label:N", title=word("label")),
        alt.Tooltip("value:Q", title=word("pooled"), format=",.4~g"),
        alt.Tooltip("fraction:N", title=word("of")),
        alt.Tooltip("years:Q", title=word("years")),
    ]
    points = (
        ranked.mark_point(size=40, opacity=1)
        .encode(values, places, color=links.colour(SERIES[0]), tooltip=tooltip)
        .add_params(links.pick)
    )
    counts = ranked.mark_text(align="right", color=MUTED, fontSize=SIZES["note"], dx=62).encode(
        places, x=alt.value("width"), text="fraction:N"
    )
    return alt.layer(points, counts).properties(
        width=210, height=PLACES * LINE, title=_small(word("ranking"))
    )


def _trend(base: Any, links: _Links, years: Sequence[int], word: Any) -> Any:  # noqa: ANN401
    """Return every place through the years, those that are picked in colour."""
    across = alt.X(
        "year:Q",
        title=None,
        scale=alt.Scale(domain=[years[0] - 0.5, years[-1] + 0.5], nice=False),
        axis=alt.Axis(format="d", values=years, labelOverlap=True),
    )
    up = alt.Y("value:Q", title=None, axis=alt.Axis(tickCount=6))
    names = ("label", "year", "shown", "of", "words", "findings", "flags", "form")
    tooltip = [
        alt.Tooltip(f"{name}:{'Q' if name == 'year' else 'N'}", title=word(name)) for name in names
    ]
    lines = base.mark_line(strokeWidth=1.5).encode(
        across,
        up,
        detail="label:N",
        color=links.colour(FAINT),
    )
    points = (
        base.mark_point(size=30)
        .encode(
            across,
            up,
            color=links.colour(SERIES[0]),
            opacity=alt.condition(links.pick, alt.value(1), alt.value(0.45), empty=False),
            tooltip=tooltip,
        )
        .add_params(links.brush, links.pick)
    )
    return alt.layer(lines, points).properties(
        width=380, height=PLACES * LINE, title=_small(word("trend"))
    )


def _small(text: str) -> alt.Title:
    return alt.Title(text, fontSize=SIZES["subtitle"], color=MUTED, anchor="start")
