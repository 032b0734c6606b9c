"""Notebooks executed from a clean kernel: parameters, what is kept, what is not done again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from giox.errors import GioxError
from giox.notebooks import run_notebooks

pytestmark = pytest.mark.filterwarnings("default")  # the kernel's own warnings are not ours


def notebook(folder: Path, *, tag: str = "parameters", code: str = "") -> Path:
    def cell(source: str, number: int, tags: list[str]) -> dict[str, object]:
        return {
            "cell_type": "code",
            "execution_count": None,
            "id": f"cell-{number}",
            "metadata": {"tags": tags},
            "outputs": [],
            "source": source,
        }

    cells = [
        cell("DATA, LANGUAGE, OUTPUT = None, 'en', 'nowhere'", 0, [tag]),
        cell(
            f"from pathlib import Path\nPath(OUTPUT, 'told.txt').write_text(LANGUAGE)\n{code}",
            1,
            [],
        ),
    ]
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    path = folder / "01_one.ipynb"
    path.write_text(
        json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})
    )
    return path


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """A folder for notebooks and one for what they write."""
    home, output = tmp_path / "home", tmp_path / "out"
    home.mkdir()
    output.mkdir()
    return home, output


def test_a_notebook_is_executed_once_until_something_changes(folders: tuple[Path, Path]) -> None:
    home, output = folders
    path = notebook(home)
    (first,) = run_notebooks([path], output, language="zh")
    assert first.executed
    assert (output / "told.txt").read_text() == "zh"
    executed = (output / "notebooks" / "01_one.ipynb").read_bytes()
    assert first.written == (output / "notebooks" / "01_one.ipynb", output / "told.txt")

    (again,) = run_notebooks([path], output, language="zh")
    assert not again.executed
    assert again.written == first.written

    (output / "told.txt").write_text("changed by hand")
    (repaired,) = run_notebooks([path], output, language="zh")
    assert repaired.executed
    assert (output / "told.txt").read_text() == "zh"
    assert (output / "notebooks" / "01_one.ipynb").read_bytes() == executed

    (other,) = run_notebooks([path], output, language="en")
    assert other.executed


def test_a_cell_that_fails_says_which_notebook(folders: tuple[Path, Path]) -> None:
    home, output = folders
    path = notebook(home, code="1 / 0")
    with pytest.raises(GioxError, match=r"01_one\.ipynb failed(.|\n)*ZeroDivisionError"):
        list(run_notebooks([path], output))


def test_a_notebook_without_parameters_is_an_error(folders: tuple[Path, Path]) -> None:
    home, output = folders
    with pytest.raises(GioxError, match="tagged `parameters`"):
        list(run_notebooks([notebook(home, tag="other")], output))
