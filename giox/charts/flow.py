"""Flows: from what came in to what became of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, Unpack

import altair as alt
import polars as pl

from giox.charts import lettering
from giox.charts.options import Chart, Labels, Options
from giox.charts.places import EXACT, spread
from giox.charts.rows import columns_of, no_doubles
from giox.charts.theme import INK, MUTED, SERIES, SIZES
from giox.errors import SchemaError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["flow"]

LINE = SIZES["label"] * 1.25
GAP = 0.035
NODE = 0.02
CURVE = tuple(step / 24 for step in range(25))
Align = Literal["left", "right", "center"]


@dataclass(frozen=True, slots=True)
class _Node:
    """A stage of the flow: its layer from the left, where it begins, and how much it holds."""

    name: str
    layer: int
    top: float
    size: float
    stated: bool


def flow(  # noqa: PLR0913 - options, each independent of the others
    frame: pl.DataFrame,
    *,
    source: str = "source",
    target: str = "target",
    value: str = "value",
    highlight: Sequence[str] = (),
    percent: bool = True,
    **options: Unpack[Options],
) -> Chart:
    """Draw counts that flow from stage to stage, each band as thick as its count (Sankey).

    A stage holds what flows into it or out of it, whichever is more: where a report's figures
    do not add up, the rest of the stage stays bare.

    Parameters
    ----------
    frame : polars.DataFrame
        One row per band.
    source, target : str
        Columns with the stages that a band leaves and reaches. A stage stands right of all
        that flow into it, stages of one column in the order in which they appear.
    value : str
        Column with the count. A null is written "not stated", a zero as 0; neither has a band.
    highlight : sequence of str, optional
        Stages (as in the frame) whose incoming bands are drawn in colour.
    percent : bool
        Whether a stage also gets its share of all that flows.
    **options
        See `Options`.

    Returns
    -------
    altair.Chart

    Raises
    ------
    SchemaError
        If a column is missing or unfit, a count is negative, a band is there twice, all counts
        are zero, or the bands run in a circle.

    Examples
    --------
    >>> rows = pl.DataFrame(
    ...     {"source": ["new", "new"], "target": ["granted", "denied"], "value": [3, 1]}
    ... )
    >>> chart = flow(rows, language="en").to_dict()
    >>> [row["number"] for row in chart["datasets"][chart["layer"][-1]["data"]["name"]]]
    ['3 (75%)', '1 (25%)']
    """
    labels = Labels.of(options)
    rows = columns_of(
        frame, {"source": (source, "word"), "target": (target, "word"), "value": (value, "number")}
    )
    no_doubles(rows, ("source", "target"))
    if rows.filter(pl.col("value") < 0).height:
        msg = f"the column {value!r} has negative counts: a flow has a direction, not a sign"
        raise SchemaError(msg)
    bands = [(one, two, count) for one, two, count in rows.iter_rows()]
    nodes = _nodes(bands)
    last = max(node.layer for node in nodes.values())
    whole = max(_through(nodes, layer) for layer in range(last + 1))
    if not whole > 0:
        msg = f"the column {value!r} holds no count above zero: nothing flows"
        raise SchemaError(msg)
    nodes = _placed(nodes, whole)
    texts = {
        node.name: (labels.say(node.name), _number(node, whole, labels, percent=percent))
        for node in nodes.values()
    }
    by_layer = [[n for n in nodes.values() if n.layer == layer] for layer in range(last + 1)]
    room = [
        max(lettering.width(text, SIZES["label"]) for node in layer for text in texts[node.name])
        + 14
        for layer in (by_layer[0], by_layer[-1])
    ]
    most = max(len(layer) for layer in by_layer)
    height = labels.plot_height(max(45.0, most * LINE * 2.3 * 25.4 / 96))
    depth = max(node.top + node.size for node in nodes.values())

    across = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, last + NODE], nice=False))
    down = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[depth, 0], nice=False, zero=False))
    stages = pl.DataFrame(
        [
            {
                "stage": labels.say(node.name),
                "x": float(node.layer),
                "until": node.layer + NODE,
                "y": node.top,
                "bottom": node.top + node.size,
                "count": node.size if node.stated else None,
            }
            for node in nodes.values()
        ]
    )
    tooltip = [
        alt.Tooltip("stage:N", title=" "),
        alt.Tooltip("count:Q", title=labels.say(value), format=EXACT),
    ]
    layers: list[alt.Chart] = [
        alt.Chart(_ribbons(bands, nodes, highlight))
        .mark_area(opacity=0.45, line=False)
        .encode(
            across,
            down,
            alt.Y2("bottom"),
            detail="band:N",
            color=alt.Color("color:N", scale=None, legend=None),
        ),
        alt.Chart(stages)
        .mark_rect(color=INK)
        .encode(across, alt.X2("until"), down, alt.Y2("bottom"), tooltip=tooltip),
    ]
    for layer in by_layer:
        layers += _names(layer, last, texts, (across, down), depth / height)
    chart = alt.layer(*layers).properties(width=labels.plot_width(beside=sum(room)), height=height)
    return labels.finish(chart)


def _nodes(bands: Sequence[tuple[str, str, float | None]]) -> dict[str, _Node]:
    """Return the stages in the order of their appearance, in layers, not yet placed."""
    names = list(dict.fromkeys([name for one, two, _ in bands for name in (one, two)]))
    layers = dict.fromkeys(names, 0)
    for _ in names:
        pushed = {two: layers[one] + 1 for one, two, _ in bands if layers[two] < layers[one] + 1}
        if not pushed:
            break
        layers.update(pushed)
    else:
        msg = "the bands run in a circle: a flow goes from stage to later stage"
        raise SchemaError(msg)
    found = {}
    for name in names:
        into = [count for _, two, count in bands if two == name]
        out = [count for one, _, count in bands if one == name]
        size = max(sum(count or 0.0 for count in into), sum(count or 0.0 for count in out))
        stated = any(count is not None for count in (*into, *out))
        found[name] = _Node(name, layers[name], 0.0, size, stated)
    return found


def _through(nodes: Mapping[str, _Node], layer: int) -> float:
    return sum(node.size for node in nodes.values() if node.layer == layer)


def _placed(nodes: Mapping[str, _Node], whole: float) -> dict[str, _Node]:
    """Place the stages of each layer under one another, all layers around one middle."""
    gap = GAP * whole
    layers: dict[int, list[_Node]] = {}
    for node in nodes.values():
        layers.setdefault(node.layer, []).append(node)
    depths = {
        layer: sum(n.size for n in members) + gap * (len(members) - 1)
        for layer, members in layers.items()
    }
    deepest = max(depths.values())
    placed = dict(nodes)
    for layer, members in layers.items():
        top = (deepest - depths[layer]) / 2
        for node in members:
            placed[node.name] = replace(node, top=top)
            top += node.size + gap
    return placed


def _ribbons(
    bands: Sequence[tuple[str, str, float | None]],
    nodes: Mapping[str, _Node],
    highlight: Sequence[str],
) -> pl.DataFrame:
    """Return the outline of each band: its upper and lower edge at some places on the way."""
    left, arrived = dict.fromkeys(nodes, 0.0), dict.fromkeys(nodes, 0.0)
    rows = []
    for at, (one, two, count) in enumerate(bands):
        if not count:
            continue
        start, end = nodes[one], nodes[two]
        upper, lower = start.top + left[one], end.top + arrived[two]
        left[one] += count
        arrived[two] += count
        for part in CURVE:
            ease = part * part * (3 - 2 * part)
            y = upper + (lower - upper) * ease
            x = start.layer + NODE + (end.layer - start.layer - NODE) * part
            color = SERIES[1] if two in highlight else "#9aa3ad"
            rows.append({"band": at, "x": x, "y": y, "bottom": y + count, "color": color})
    return pl.DataFrame(rows)


def _number(node: _Node, whole: float, labels: Labels, *, percent: bool) -> str:
    if not node.stated:
        return labels.say("chart.not_stated")
    share = f" ({node.size / whole:.0%})" if percent and node.size < whole else ""
    return f"{node.size:,.10g}{share}"


def _names(
    layer: Sequence[_Node],
    last: int,
    texts: Mapping[str, tuple[str, str]],
    axes: tuple[alt.X, alt.Y],
    unit: float,
) -> list[alt.Chart]:
    """Return names and numbers of a layer: beside it at the ends, above each stage between."""
    across, down = axes
    depth = 2.1 * unit * LINE
    ends = layer[0].layer in (0, last)
    middles = [node.top + node.size / 2 for node in layer]
    floor = max(node.top + node.size for node in layer)
    places = spread(middles, depth, 0.0, floor) if ends else [node.top for node in layer]
    right = layer[0].layer == last
    x = layer[0].layer + (NODE if right else 0 if ends else NODE / 2)
    rows = pl.DataFrame(
        {
            "x": [float(x)] * len(layer),
            "y": places,
            "middle": middles,
            "name": [texts[node.name][0] for node in layer],
            "number": [texts[node.name][1] for node in layer],
        }
    )
    base = alt.Chart(rows)
    sign = 1 if right else -1
    align: Align = ("left" if right else "right") if ends else "center"
    above = -LINE / 2 if ends else -LINE * 1.6
    name, number = (
        base.mark_text(align=align, baseline="middle", dx=sign * 12 if ends else 0, dy=dy)
        for dy in (above, above + LINE)
    )
    written = [
        name.encode(across, down, text="name:N"),
        number.encode(across, down, text="number:N", color=alt.value(MUTED)),
    ]
    if not ends:
        return written
    leader = base.mark_rule(
        color=MUTED, strokeWidth=0.5, xOffset=sign * 2, x2Offset=sign * 9
    ).encode(across, down, alt.X2("x"), alt.Y2("middle"))
    return [leader, *written]
