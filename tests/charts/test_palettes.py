"""Colours: they stay apart in grey print and for readers with a colour blindness.

Lightness and distance are those of CIELAB (D65); the blindnesses are simulated with the matrices
of Machado, Oliveira and Fernandes (2009), severity 1.0.
"""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from giox.charts.theme import DASHES, RAMP, SERIES, SHAPES, SIZES, ramp, theme

EYES = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)


def linear(colour: str) -> np.ndarray:
    channels = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def lab(light: np.ndarray) -> np.ndarray:
    x, y, z = XYZ @ np.clip(light, 0, 1) / np.array([0.95047, 1, 1.08883])
    f = [np.cbrt(v) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, y, z)]
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def lightness(colour: str) -> float:
    return lab(linear(colour))[0]


def contrast_on_white(colour: str) -> float:
    return 1.05 / (linear(colour) @ XYZ[1] + 0.05)


@pytest.mark.parametrize("eye", EYES)
def test_series_differ_in_colour(eye):
    seen = [lab(EYES[eye] @ linear(colour)) for colour in SERIES]
    assert min(np.linalg.norm(a - b) for a, b in itertools.combinations(seen, 2)) > 20


def test_series_differ_in_grey():
    greys = sorted(lightness(colour) for colour in SERIES)
    assert min(np.diff(greys)) > 9


def test_series_show_on_paper():
    assert min(contrast_on_white(colour) for colour in SERIES) > 2


def test_series_differ_without_any_colour():
    assert len(set(SHAPES)) == len(set(DASHES)) == len(SERIES)


@pytest.mark.parametrize("steps", range(2, len(RAMP) + 1))
@pytest.mark.parametrize("eye", EYES)
def test_neighbours_on_the_ramp_differ(steps, eye):
    colours = ramp(steps)
    assert len(colours) == steps
    assert np.all(np.diff([lightness(colour) for colour in colours]) > 7)
    seen = [lab(EYES[eye] @ linear(colour)) for colour in colours]
    assert min(np.linalg.norm(a - b) for a, b in itertools.pairwise(seen)) > 10


def test_all_lettering_is_of_seven_points_or_more():
    sizes = [
        value
        for settings in theme()["config"].values()
        if isinstance(settings, dict)
        for name, value in settings.items()
        if name.endswith("ontSize")
    ]
    assert sizes
    assert min([*sizes, *SIZES.values()]) >= round(7 * 96 / 72, 2)
