"""Notebooks in a real JupyterLab, in a real browser, with no network."""

from __future__ import annotations

import shutil
from pathlib import Path

import lab_smoke
import nbformat
import pytest
from nbclient import NotebookClient

pytestmark = pytest.mark.slow
NOTEBOOKS = sorted((Path(__file__).resolve().parents[2] / "notebooks").glob("*.ipynb"))
SETUP = "import polars as pl\nfrom giox import charts\ncharts.setup(language='zh')"
ROWS = (
    "rows = pl.DataFrame({'year': [2023, 2024] * 2, 'value': [1.0, 2.0, 3.0, 2.5], "
    "'s': ['review.total'] * 2 + ['litigation.total'] * 2})"
)
DRAW = "charts.trend(rows, series='s', title='复议与诉讼')"


@pytest.fixture(autouse=True)
def _browser() -> None:
    if reason := lab_smoke.missing():
        pytest.skip(reason)


def notebook(path: Path, *cells: str) -> Path:
    book = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell) for cell in cells],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )
    nbformat.write(book, path)
    return path


def test_charts_are_drawn_offline(tmp_path):
    path = notebook(
        tmp_path / "drawn.ipynb", SETUP, ROWS, DRAW, "charts.dots(rows.head(1), label='s')"
    )
    seen = lab_smoke.look_at(path, screenshot=tmp_path / "drawn.png")
    assert seen == lab_smoke.Seen(charts=2, promised=2, errors=[], outside=[])
    assert (tmp_path / "drawn.png").stat().st_size > 10_000


def test_a_chart_that_is_not_drawn_and_a_cell_that_fails_are_seen(tmp_path):
    stock = f"import altair as alt\nalt.renderers.enable('default')\n{DRAW}"
    path = notebook(tmp_path / "failing.ipynb", SETUP, ROWS, stock, "1 / 0")
    seen = lab_smoke.look_at(path, patience=3)
    assert seen.charts == 0
    assert any(error.startswith("ZeroDivisionError") for error in seen.errors)
    assert any("vega" in address for address in seen.outside)


EXPLORE = """
import giox
panel = giox.panel(giox.load_figures(), giox.load_figure_reports())
giox.explore(panel, measures=["applications_new", "disclosure_rate"])
"""
PLACES = """() => [...document.querySelectorAll('.jp-OutputArea .role-axis-label text')]
    .map(label => label.textContent).filter(text => /[A-Z]/.test(text)).length"""


def explored(page) -> dict[str, int]:
    """Choose the other measure, a name, and a place; count what changes."""
    page.wait_for_selector(".vega-bindings select")
    counts = {"places": page.evaluate(PLACES)}
    page.select_option(".vega-bindings select >> nth=0", index=1)
    page.wait_for_timeout(500)
    counts["of the other measure"] = page.evaluate(PLACES)
    page.fill(".vega-bindings input[type=search]", "zzz")
    page.wait_for_timeout(500)
    counts["of no such name"] = page.evaluate(PLACES)
    return counts


@pytest.mark.parametrize("run", [True, False], ids=["live", "opened elsewhere without a kernel"])
def test_the_explorer_works(tmp_path, run):
    path = notebook(tmp_path / "explorer.ipynb", "import giox\ngiox.setup('en')", EXPLORE)
    if not run:
        book = nbformat.read(path, as_version=4)
        nbformat.write(NotebookClient(book, kernel_name="python3").execute(), path)
    seen = lab_smoke.look_at(path, run=run, act=explored, screenshot=tmp_path / "seen.png")
    assert (seen.charts, seen.promised, seen.errors, seen.outside) == (1, 1, [], [])
    counts = seen.acted
    assert counts["places"] == 25
    assert 0 < counts["of the other measure"] < 25
    assert counts["of no such name"] == 0


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_study_notebooks_open_and_draw(path, tmp_path):
    folder = tmp_path / "notebooks"
    folder.mkdir()
    copy = shutil.copy(path, folder)
    picture = tmp_path / f"{path.stem}.png"
    seen = lab_smoke.look_at(Path(copy), screenshot=picture, height=9000)
    assert (seen.errors, seen.outside) == ([], [])
    assert seen.charts == seen.promised >= 2
