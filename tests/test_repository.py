"""What the repository promises beside the code: commands, environments, notebooks, figures."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

import giox

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def commands() -> list[str]:
    """The README's two commands, each a line that makes its environment."""
    return re.findall(r"^ *(python3 -m venv .+)$", README, flags=re.MULTILINE)


def test_ci_runs_the_commands_of_the_readme() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert len(commands()) == 2
    assert all(f"\n{command}\n" in script for command in commands())


@pytest.mark.slow
def test_the_code_of_the_readme_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data").symlink_to(ROOT / "data")
    monkeypatch.chdir(tmp_path)
    (code,) = re.findall(r"```python\n(.+?)```", README, flags=re.DOTALL)
    said: dict[str, Any] = {}
    exec(code, said)
    report, figures = said["report"], said["report"].figures
    assert (report.year, report.form, report.region.name) == (2019, "2019", "张家界市")
    assert report.text[figures[0].start : figures[0].end] == figures[0].raw
    written = {path.name for path in (tmp_path / "figures").iterdir()}
    assert written == {
        *("suits.pdf", "suits.svg", "suits.png"),
        *("reviews.tex", "reviews.html", "reviews.docx", "reviews.csv"),
    }


def test_versions_agree() -> None:
    assert PROJECT["version"] == giox.__version__
    assert f"version: {giox.__version__}" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"## {giox.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def requirements() -> set[str]:
    extras = PROJECT["optional-dependencies"]
    listed = {*PROJECT["dependencies"], *(one for extra in extras.values() for one in extra)}
    return {one for one in listed if not one.startswith("giox[")}


def test_conda_installs_the_same_set() -> None:
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    listed = set(re.findall(r"^ {6}- ([a-z].*)$", text, flags=re.MULTILINE))
    assert listed == requirements()
    assert f"python{PROJECT['requires-python']}" in text


def test_lock_pins_every_requirement() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = {name.lower() for name in re.findall(r"^([\w.-]+)==", lock, flags=re.MULTILINE)}
    names = {re.split(r"[<>=\[ ]", one)[0].lower() for one in requirements()}
    assert names <= pinned


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_notebooks_are_kept_without_outputs(path: Path) -> None:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cells = notebook["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert all(not cell["outputs"] and cell["execution_count"] is None for cell in code)
    assert any("parameters" in cell["metadata"].get("tags", ()) for cell in code)
    assert cells[0]["cell_type"] == "markdown"
    assert len({cell["id"] for cell in cells}) == len(cells)
