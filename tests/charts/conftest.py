"""The figures that the tests of charts and of export draw."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import altair as alt
import polars as pl
import pytest

from giox import charts
from giox.charts.drawing import specification

AT_IMPORT = (
    alt.theme.active,
    alt.renderers.active,
    alt.data_transformers.active,
    "giox" in alt.theme.names(),
)
HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, eq=False, slots=True)
class Case:
    """One figure, still without language and width."""

    name: str
    chart: str
    frames: tuple[pl.DataFrame, ...]
    options: dict[str, Any]

    def drawn(self, language: str, width: str = "single") -> Any:
        function = getattr(charts, self.chart)
        return function(*self.frames, language=language, width=width, **self.options)

    def specification(self, language: str) -> dict[str, Any]:
        """Return the chart in the theme of giox; do not change it."""
        return _specification(self, language)


@cache
def _specification(case: Case, language: str) -> dict[str, Any]:
    return specification(case.drawn(language))


def frame(name: str) -> pl.DataFrame:
    return pl.read_csv(HERE / "frames" / f"{name}.csv", infer_schema_length=None)


@cache
def cases() -> list[Case]:
    """Return the figures of cases.toml."""
    found = []
    for case in tomllib.loads((HERE / "cases.toml").read_text(encoding="utf-8"))["case"]:
        rows = frame(case["frame"]).filter(**case.get("where", {}))
        options = case["options"]
        if "breaks" in options:  # the keys of TOML are text
            options["breaks"] = {int(year): text for year, text in options["breaks"].items()}
        frames = (rows, *(frame(case[more]) for more in ("limits",) if more in case))
        found.append(Case(case["name"], case.get("chart", case["name"]), frames, options))
    return found


@pytest.fixture(params=cases(), ids=lambda case: case.name)
def case(request: pytest.FixtureRequest) -> Case:
    """Each figure of cases.toml in turn."""
    return request.param


@pytest.fixture(params=["en", "zh"])
def language(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(autouse=True)
def _altair_as_it_was() -> Iterator[None]:
    """Leave theme, renderer and data transformer of Altair as a test found them."""
    with (
        alt.theme.enable("default"),
        alt.renderers.enable("default"),
        alt.data_transformers.enable("default"),
    ):
        yield


@pytest.fixture(scope="session")
def at_import() -> tuple[str, str, str, bool]:
    """The state of Altair when giox.charts was imported and no test had run."""
    return AT_IMPORT


@pytest.fixture(scope="session")
def frames() -> Callable[[str], pl.DataFrame]:
    return frame
