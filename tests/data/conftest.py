"""The scripts of data/build, as modules."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

BUILD = Path(__file__).resolve().parents[2] / "data" / "build"


@pytest.fixture(scope="session")
def build() -> Callable[[str], ModuleType]:
    """Load a script of data/build by its name."""

    def load(name: str) -> ModuleType:
        spec = importlib.util.spec_from_file_location(f"build_{name}", BUILD / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return load
