"""What tells series apart: colour, shape and dash together, so that grey print still does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt

from giox.charts import lettering
from giox.charts.options import Labels
from giox.charts.rows import values_of
from giox.charts.theme import DASHES, SERIES, SHAPES, SIZES
from giox.errors import SchemaError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl


__all__ = ["colour", "dash", "legend", "series_names", "shape"]

SYMBOL, GAP = 14.0, 12.0


def series_names(rows: pl.DataFrame, order: Sequence[str] | None, labels: Labels) -> list[str]:
    """Return the words of the column ``series``, in order; none where there is no such column.

    Raises
    ------
    SchemaError
        If there are more series than a reader can tell apart.
    """
    if "series" not in rows.columns:
        return []
    names = labels.words(values_of(rows["series"], order))
    if len(names) > len(SERIES):
        msg = (
            f"{len(names)} series cannot be told apart in print: draw at most {len(SERIES)}, "
            "or give them a panel each with facet="
        )
        raise SchemaError(msg)
    return names


def legend(names: Sequence[str], width: float, offset: float = 6) -> alt.Legend:
    """Return a legend `offset` above the plot, in as many columns as fit `width` (pixels)."""
    widths = [lettering.width(name, SIZES["label"]) + SYMBOL + GAP for name in names]
    if sum(widths) <= width:
        return alt.Legend(offset=offset)
    return alt.Legend(columns=max(1, int(width // max(widths))), offset=offset)


def colour(names: Sequence[str], key: alt.Legend | None) -> alt.Color | alt.ColorValue:
    """Return the colours of the series; one dark colour where there are none."""
    if not names:
        return alt.ColorValue(SERIES[0])
    scale = alt.Scale(domain=list(names), range=list(SERIES[: len(names)]))
    return alt.Color("series:N", scale=scale, legend=key)


def shape(names: Sequence[str], key: alt.Legend | None) -> alt.Shape | alt.ShapeValue:
    """Return the shapes of the points of the series."""
    if not names:
        return alt.ShapeValue(SHAPES[0])
    scale = alt.Scale(domain=list(names), range=list(SHAPES[: len(names)]))
    return alt.Shape("series:N", scale=scale, legend=key)


def dash(names: Sequence[str]) -> alt.StrokeDashValue:
    """Return the dashes of the lines of the series.

    They are no scale, else they would also go around the symbols of the legend.
    """
    conditions = [
        {"test": {"field": "series", "equal": name}, "value": list(pattern)}
        for name, pattern in zip(names, DASHES, strict=False)
    ]
    more = {"condition": conditions} if conditions else {}
    return alt.StrokeDashValue(list(DASHES[0]), **more)
