"""Tidy, checked, citable tables from China's government information disclosure reports.

The names below are the public face; each is loaded when it is first used, so that `import giox`
costs next to nothing. So are the packages that the documentation names (`giox.panels`,
`giox.checks` …).
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from giox import charts as charts
    from giox import measures as measures
    from giox import models as models
    from giox import wording as wording
    from giox.charts import setup as setup
    from giox.checks import check as check
    from giox.corpus import Extraction as Extraction
    from giox.corpus import extract as extract
    from giox.corpus import extract_to as extract_to
    from giox.corrections import correct as correct
    from giox.corrections import load_corrections as load_corrections
    from giox.errors import GioxError as GioxError
    from giox.explorer import explore as explore
    from giox.export import save as save
    from giox.export import save_table as save_table
    from giox.export import show_table as show_table
    from giox.extraction import Report as Report
    from giox.extraction import read_report as read_report
    from giox.panels import join_covariates as join_covariates
    from giox.panels import panel as panel
    from giox.panels import panel_findings as panel_findings
    from giox.publication import publish as publish
    from giox.regions import Region as Region
    from giox.regions import divisions as divisions
    from giox.regions import find_divisions as find_divisions
    from giox.regions import history as history
    from giox.regions import match_divisions as match_divisions
    from giox.regions import resolve_region as resolve_region
    from giox.regions import successor as successor
    from giox.shipped import load_figure_reports as load_figure_reports
    from giox.shipped import load_figures as load_figures
    from giox.shipped import load_population as load_population
    from giox.study import study_tables as study_tables
    from giox.text import to_simplified as to_simplified
    from giox.validation import filter as filter  # noqa: A004
    from giox.validation import validate as validate

__version__ = "0.1.0"

__all__ = [
    "Extraction",
    "GioxError",
    "Region",
    "Report",
    "__version__",
    "charts",
    "check",
    "correct",
    "divisions",
    "explore",
    "extract",
    "extract_to",
    "filter",
    "find_divisions",
    "history",
    "join_covariates",
    "load_corrections",
    "load_figure_reports",
    "load_figures",
    "load_population",
    "match_divisions",
    "measures",
    "models",
    "panel",
    "panel_findings",
    "publish",
    "read_report",
    "resolve_region",
    "save",
    "save_table",
    "setup",
    "show_table",
    "study_tables",
    "successor",
    "to_simplified",
    "validate",
    "wording",
]

_HOMES = {
    "giox": ("charts", "measures", "models", "wording"),
    "giox.charts": ("setup",),
    "giox.checks": ("check",),
    "giox.corpus": ("Extraction", "extract", "extract_to"),
    "giox.corrections": ("correct", "load_corrections"),
    "giox.errors": ("GioxError",),
    "giox.explorer": ("explore",),
    "giox.export": ("save", "save_table", "show_table"),
    "giox.extraction": ("Report", "read_report"),
    "giox.panels": ("join_covariates", "panel", "panel_findings"),
    "giox.publication": ("publish",),
    "giox.regions": (
        "Region",
        "divisions",
        "find_divisions",
        "history",
        "match_divisions",
        "resolve_region",
        "successor",
    ),
    "giox.shipped": ("load_figure_reports", "load_figures", "load_population"),
    "giox.study": ("study_tables",),
    "giox.text": ("to_simplified",),
    "giox.validation": ("filter", "validate"),
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - a module's attribute may be anything
    for home, names in _HOMES.items():
        if name in names:
            value = (
                import_module(f"giox.{name}")
                if home == "giox"
                else getattr(import_module(home), name)
            )
            globals()[name] = value
            return value
    if not name.startswith("_") and find_spec(f"giox.{name}") is not None:
        return import_module(f"giox.{name}")
    msg = f"module 'giox' has no attribute {name!r}"
    raise AttributeError(msg)


def __dir__() -> list[str]:
    return sorted(__all__)
