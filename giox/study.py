"""The study: the tables of the specimens, the panel, and the notebooks with what they write."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from giox.corpus import extract
from giox.errors import GioxError
from giox.files import write_files
from giox.gallery import write_gallery
from giox.notebooks import run_notebooks
from giox.panels import panel
from giox.schema import SEVERITIES
from giox.shipped import load_figure_reports, load_figures, shared_path
from giox.tables import to_csv, to_parquet

__all__ = ["run", "study_tables", "summarise"]


def study_tables(
    data: str | Path | None = None,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return observations and reports for a study: the shipped figures, or a folder's own.

    Parameters
    ----------
    data : str or Path, optional
        A folder of saved reports; by default the figures that ship with giox.

    Returns
    -------
    tuple of polars.DataFrame
        Observations and reports, as `giox.panel` takes them.

    Raises
    ------
    GioxError
        If the folder does not exist, or holds no figure.

    Examples
    --------
    >>> observations, reports = study_tables()
    >>> observations.height > 5000
    True
    """
    if data is None:
        return load_figures(), load_figure_reports()
    extraction = extract(data)
    if extraction.observations.is_empty():
        msg = (
            f"no figure was read from {data}: run `giox extract {data} --output tables` and look "
            "at the findings table to see why"
        )
        raise GioxError(msg)
    return extraction.observations, extraction.reports


def run(output: str | Path, *, data: str | Path | None = None, language: str = "en") -> str:
    """Run the study and return a summary of what it found and wrote.

    Parameters
    ----------
    output : str or Path
        The folder to write to: `specimens/` (the three tables of the specimen reports),
        `panel.csv` and `panel.parquet`, `notebooks/` (executed), the notebooks' figures and
        tables, and `index.html`, which shows them all.
    data : str or Path, optional
        A folder of saved reports to study instead of the shipped figures.
    language : {"en", "zh"}, optional
        Of the labels in figures and tables.

    Raises
    ------
    GioxError
        If the data hold nothing, the output cannot be written, or a notebook fails.
    """
    if language not in {"en", "zh"}:
        msg = f"--language is en or zh, not {language}"
        raise GioxError(msg)
    output = Path(output).absolute()
    observations, reports = study_tables(data)
    specimens = extract(shared_path("data", "specimens"), progress=False)
    written = specimens.write(output / "specimens") + specimens.write(output / "specimens", "csv")
    table = panel(observations, reports)
    written += write_files(output, {"panel.csv": to_csv(table), "panel.parquet": to_parquet(table)})
    notebooks = sorted(shared_path("notebooks").glob("[0-9]*.ipynb"))
    folder = None if data is None else Path(data).absolute()
    runs = list(run_notebooks(notebooks, output, data=folder, language=language))
    written.append(
        write_gallery(output, {one.name[:2]: _title(one) for one in notebooks}, language)
    )
    lines = [
        "Specimen reports",
        summarise(specimens.reports, specimens.observations, specimens.findings),
        "",
        "Study",
        f"  {reports.height} reports, {observations.height} figures"
        + ("" if data is not None else " (shipped)"),
        "",
        *(
            f"  {one.name}: {len(one.written)} files, {'executed' if one.executed else 'unchanged'}"
            for one in runs
        ),
        "",
        f"Written to {output}",
        *_count_written([*written, *(path for one in runs for path in one.written)]),
    ]
    return "\n".join(lines)


def summarise(reports: pl.DataFrame, observations: pl.DataFrame, findings: pl.DataFrame) -> str:
    """Say in a few lines what was read and what the checks found.

    Examples
    --------
    >>> from giox.schema import FINDINGS, OBSERVATIONS, REPORTS
    >>> print(summarise(REPORTS.empty(), OBSERVATIONS.empty(), FINDINGS.empty()))
      0 reports, 0 figures, 0 findings
    """
    lines = [
        f"  {reports.height} reports, {observations.height} figures, {findings.height} findings"
    ]
    lines += (
        f"  {count} {status}"
        for status, count in reports["status"].value_counts().sort("status").iter_rows()
    )
    kinds = (
        findings.group_by("severity", "check")
        .len()
        .sort(pl.col("severity").cast(pl.Enum(SEVERITIES)), "check")
    )
    lines += (f"  {severity}: {count} {check}" for severity, check, count in kinds.iter_rows())
    return "\n".join(lines)


def _title(notebook: Path) -> str:
    """Return the heading of a notebook."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return str(cells[0]["source"][0]).lstrip("# ").strip()


def _count_written(paths: list[Path]) -> Iterator[str]:
    kinds = Counter(path.suffix[1:] for path in set(paths))
    yield "  " + ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
