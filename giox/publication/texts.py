"""The pages of a publication that are for people: README and CITATION."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

import polars as pl

from giox.schema import SEVERITIES, STATUSES
from giox.tables import Tables

__all__ = ["About", "citation", "readme"]


@dataclass(frozen=True, slots=True)
class About:
    """What only its makers can say of a data set.

    Attributes
    ----------
    title : str
        Of the data set.
    authors : tuple of str
        `Family, Given` each, or the name of a body; nobody for a blind review.
    licence : str or None
        As SPDX writes it (`CC-BY-4.0`).
    """

    title: str = "Annual reports on government information disclosure: tables made with giox"
    authors: tuple[str, ...] = ()
    licence: str | None = None


def readme(about: About, tables: Tables, panel: pl.DataFrame, command: str, version: str) -> str:
    """Return README.md: what is here, how much of it, how to read it, how it was made.

    Examples
    --------
    >>> from giox.schema import FINDINGS, OBSERVATIONS, REPORTS
    >>> none = Tables(REPORTS.empty(), OBSERVATIONS.empty(), FINDINGS.empty(), ())
    >>> readme(About("T"), none, OBSERVATIONS.empty(), "giox publish", "1").splitlines()[0]
    '# T'
    """
    template = files("giox.publication").joinpath("README.template.md").read_text(encoding="utf-8")
    years = tables.reports["year"].drop_nulls().sort().to_list()
    filled: Mapping[str, object] = {
        "title": about.title,
        "version": version,
        "command": command,
        "reports": f"{tables.reports.height:,}",
        "observations": f"{tables.observations.height:,}",
        "findings": f"{tables.findings.height:,}",
        "panel": f"{panel.height:,}",
        "years": f"{years[0]}-{years[-1]}" if years else "none",
        "statuses": _counts(tables.reports, "status", STATUSES),
        "severities": _counts(tables.findings, "severity", SEVERITIES),
        "corrected": f"{tables.observations.filter(pl.col('origin') == 'correction').height:,}",
        "licence": about.licence or "not stated by its makers",
    }
    return template.format(**filled)


def _counts(frame: pl.DataFrame, column: str, order: Sequence[str]) -> str:
    counts = dict(frame[column].value_counts().iter_rows())
    return ", ".join(f"{counts[name]:,} {name}" for name in order if name in counts) or "none"


def citation(about: About, version: str) -> str:
    """Return CITATION.cff (https://citation-file-format.github.io, version 1.2.0).

    Examples
    --------
    >>> print(citation(About("T", ("Li, Ming",)), "1.0"))
    cff-version: 1.2.0
    message: "Please cite this data set, and giox, which made it from the reports."
    type: dataset
    title: "T"
    authors:
      - family-names: "Li"
        given-names: "Ming"
    references:
      - type: software
        title: "giox"
        version: "1.0"
        authors:
          - name: "The giox developers"
    <BLANKLINE>
    """
    lines = [
        "cff-version: 1.2.0",
        'message: "Please cite this data set, and giox, which made it from the reports."',
        "type: dataset",
        f"title: {_quoted(about.title)}",
        "authors:",
    ]
    for author in about.authors or ("Anonymous",):
        family, comma, given = author.partition(",")
        if comma:
            lines += [
                f"  - family-names: {_quoted(family.strip())}",
                f"    given-names: {_quoted(given.strip())}",
            ]
        else:
            lines.append(f"  - name: {_quoted(author)}")
    if about.licence:
        lines.append(f"license: {_quoted(about.licence)}")
    lines += [
        "references:",
        "  - type: software",
        '    title: "giox"',
        f"    version: {_quoted(version)}",
        "    authors:",
        '      - name: "The giox developers"',
    ]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """Quote text for YAML, of which JSON is a part."""
    return json.dumps(text, ensure_ascii=False)
