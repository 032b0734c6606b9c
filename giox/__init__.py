"""Tidy, checked, citable tables from China's government information disclosure reports.

The names below are the whole public face; each is loaded when it is first used, so that
`import giox` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from giox.corpus import Extraction as Extraction
    from giox.corpus import extract as extract
    from giox.errors import GioxError as GioxError
    from giox.extraction import Report as Report
    from giox.extraction import read_report as read_report
    from giox.shipped import load_figure_reports as load_figure_reports
    from giox.shipped import load_figures as load_figures
    from giox.panels import panel as panel
    from giox.regions import Region as Region
    from giox.regions import divisions as divisions
    from giox.regions import resolve_region as resolve_region
    from giox.regions import successor as successor
    from giox.text import to_simplified as to_simplified

__version__ = "0.1.0"

_HOMES = {
    "Extraction": "giox.corpus",
    "GioxError": "giox.errors",
    "Region": "giox.regions",
    "Report": "giox.extraction",
    "divisions": "giox.regions",
    "extract": "giox.corpus",
    "load_figure_reports": "giox.shipped",
    "load_figures": "giox.shipped",
    "panel": "giox.panels",
    "read_report": "giox.extraction",
    "resolve_region": "giox.regions",
    "successor": "giox.regions",
    "to_simplified": "giox.text",
}

__all__ = ["__version__", *sorted(_HOMES)]  # pyright: ignore[reportUnsupportedDunderAll]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - a module's attribute may be anything
    home = _HOMES.get(name)
    if home is None:
        msg = f"module 'giox' has no attribute {name!r}"
        raise AttributeError(msg)
    value = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
