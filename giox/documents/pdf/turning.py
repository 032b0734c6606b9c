"""Boxes as PDF gives them, counted from the lower left, as they stand on a page that is turned."""

from __future__ import annotations

from operator import neg

__all__ = ["Box", "Edges", "turned", "turned_all"]

Box = tuple[float, float, float, float]
"""The left, top, right and bottom of an area, in points from the upper left of the page."""

Edges = list[float]
"""One edge of each of many boxes."""


def turned(turn: int, left: float, bottom: float, right: float, top: float) -> Box:
    """Turn a box by quarters to the right, with `top` less than `bottom`.

    Examples
    --------
    >>> turned(0, 10, 700, 20, 710)
    (10, -710, 20, -700)
    >>> turned(1, 10, 700, 20, 710)
    (700, 10, 710, 20)
    """
    match turn:
        case 0:
            return left, -top, right, -bottom
        case 1:
            return bottom, left, top, right
        case 2:
            return -right, bottom, -left, top
        case _:
            return -top, -right, -bottom, -left


def turned_all(
    turn: int, left: Edges, bottom: Edges, right: Edges, top: Edges
) -> tuple[Edges, Edges, Edges, Edges]:
    """Turn many boxes at once as `turned` does: their lefts, tops, rights and bottoms."""
    match turn:
        case 0:
            return left, _negative(top), right, _negative(bottom)
        case 1:
            return bottom, left, top, right
        case 2:
            return _negative(right), bottom, _negative(left), top
        case _:
            return _negative(top), _negative(right), _negative(bottom), _negative(left)


def _negative(edges: Edges) -> Edges:
    return list(map(neg, edges))
