"""The package as a whole: its public face, its weight, its layers."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import giox

PACKAGE = Path(giox.__file__).parent


@pytest.mark.parametrize("name", giox.__all__)
def test_every_public_name_is_there_and_documented(name: str) -> None:
    value = getattr(giox, name)
    assert value is not None
    if name != "__version__":
        assert value.__doc__


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'pannel'"):
        _ = giox.pannel


def test_no_function_shares_its_name_with_a_package() -> None:
    functions = {name for name in giox.__all__ if callable(getattr(giox, name))}
    assert not functions & {path.stem for path in PACKAGE.iterdir()}


def test_packages_are_there_without_an_import_of_their_own() -> None:
    code = "import giox; print(giox.panels.variables().height > 50, giox.checks.catalogue().width)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["True", "10"]


def test_import_loads_nothing_heavy() -> None:
    heavy = "{'polars', 'altair', 'jieba', 'statsmodels', 'numpy', 'lxml', 'opencc'}"
    code = f"import sys, giox; print(sorted({heavy} & set(sys.modules)))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


LAZY = {
    "altair",
    "jieba",
    "statsmodels",
    "dask",
    "dataframely",
    "nbclient",
    "nbformat",
    "vl_convert",
}
FORBIDDEN = {"pandas", "requests", "urllib.request", "pickle"}
# Lower layers never import higher ones: each may use those before it.
LAYERS = [
    {"errors", "files", "schema", "spreadsheets", "tables"},
    {"text", "regions", "documents", "forms"},
    {"checks", "ocr"},
    {"extraction"},
    {"corpus", "marked", "panels", "shipped"},
    {"corrections", "measures", "models", "validation", "wording"},
    {"charts"},
    {"export"},
    {"explorer"},
    {"gallery"},
    {"notebooks", "publication", "study"},
    {"cli"},
]
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}
MODULES = sorted(PACKAGE.rglob("*.py"))


def imports(path: Path, *, top_only: bool) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = tree.body if top_only else list(ast.walk(tree))
    found = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_layers_and_laziness(path: Path) -> None:
    own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    everything = imports(path, top_only=False)
    assert not {name for name in everything if name.split(".")[0] in FORBIDDEN}
    top = {name.split(".")[0] for name in imports(path, top_only=True)}
    if own not in {"charts", "explorer", "ocr"}:  # imported only when a chart or OCR is wanted
        assert not top & LAZY
    if own == "__init__":
        return
    used = {name.split(".")[1] for name in everything if name.startswith("giox.")}
    if path.name == "report.py":
        used -= {"marked"}  # a report shows itself in a notebook; loaded only then
    higher = {name for name in used - {own} if RANK[name] > RANK[own]}
    assert not higher, f"{own} imports {higher}, which stand above it"
