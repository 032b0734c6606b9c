"""Notebooks executed from a clean kernel, and only when something they depend on has changed.

A manifest in the output folder keeps, for each notebook, a digest of all that it depended on
and of every file that it wrote.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from giox.errors import GioxError
from giox.files import write_files
from giox.shipped import shared_path

__all__ = ["NotebookRun", "run_notebooks"]

_MANIFEST = ".study.json"
_LIBRARIES = ("altair", "polars", "statsmodels", "vl-convert-python")
_TIMEOUT = 600


@dataclass(frozen=True, slots=True)
class NotebookRun:
    """What became of one notebook: whether it was executed now, and the files that it wrote."""

    name: str
    executed: bool
    written: tuple[Path, ...]


def run_notebooks(
    notebooks: Sequence[Path],
    output: Path,
    *,
    data: Path | None = None,
    language: str = "en",
) -> Iterator[NotebookRun]:
    """Execute notebooks with a progress bar, one cell a step.

    Parameters
    ----------
    notebooks : sequence of Path
        Each has a cell tagged `parameters` that sets DATA, LANGUAGE and OUTPUT.
    output : Path
        Where the notebooks write; executed copies go to `notebooks/` below it.
    data : Path, optional
        Folder of reports to study instead of the shipped figures.
    language : {"en", "zh"}, optional
        Of the labels.

    Yields
    ------
    NotebookRun
        As each notebook ends.

    Raises
    ------
    GioxError
        If a cell of a notebook fails, or no cell is tagged `parameters`.
    """
    import nbformat
    from tqdm.auto import tqdm

    manifest = _read_manifest(output / _MANIFEST)
    state = _state_of_inputs(data, language)
    loaded = {path: nbformat.read(path, as_version=4) for path in notebooks}  # type: ignore[no-untyped-call]
    cells = {path: _count_code(notebook) for path, notebook in loaded.items()}
    with tqdm(total=sum(cells.values()), desc="study", unit="cell") as bar:
        for path, notebook in loaded.items():
            bar.set_postfix_str(path.stem)
            key = _digest(path.read_bytes(), state)
            known = manifest.get(path.name, {})
            if known.get("key") == key and _unchanged(known["files"], output):
                bar.update(cells[path])
                files = tuple(output / name for name in known["files"])
                yield NotebookRun(path.stem, executed=False, written=files)
                continue
            before = _files(output)
            parameters = _parameters(path.parent, output, data, language)
            executed = _execute(notebook, path, parameters, bar.update)
            target = output / "notebooks" / path.name
            target.parent.mkdir(parents=True, exist_ok=True)
            nbformat.write(executed, target)  # type: ignore[no-untyped-call]
            after = _files(output)
            changed = [name for name in after if before.get(name) != after[name]]
            digests = {name: _digest((output / name).read_bytes()) for name in changed}
            manifest[path.name] = {"key": key, "files": digests}
            text = json.dumps(manifest, indent=1, sort_keys=True) + "\n"
            write_files(output, {_MANIFEST: text.encode()})
            files = tuple(output / name for name in changed)
            yield NotebookRun(path.stem, executed=True, written=files)


def _count_code(notebook: Any) -> int:  # noqa: ANN401 - nbformat's nodes have no type
    return sum(cell.cell_type == "code" for cell in notebook.cells)


def _parameters(
    home: Path, output: Path, data: Path | None, language: str
) -> dict[str, str | None]:
    """Return the parameters of a notebook; paths are relative to it, so that outputs are too."""
    return {
        "DATA": None if data is None else Path(os.path.relpath(data, home)).as_posix(),
        "LANGUAGE": language,
        "OUTPUT": Path(os.path.relpath(output, home)).as_posix(),
    }


def _execute(
    notebook: Any,  # noqa: ANN401
    path: Path,
    parameters: Mapping[str, str | None],
    done: Callable[[int], object],
) -> Any:  # noqa: ANN401
    """Execute a notebook with the parameters put after its cell that is tagged `parameters`."""
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    tagged = [
        number
        for number, cell in enumerate(notebook.cells)
        if "parameters" in cell.metadata.get("tags", ())
    ]
    if not tagged:
        msg = f"{path.name} has no cell tagged `parameters`: add the tag to its first code cell"
        raise GioxError(msg)
    source = "\n".join(f"{name} = {value!r}" for name, value in parameters.items())
    given = nbformat.v4.new_code_cell(source, id="parameters-given")  # type: ignore[no-untyped-call]
    notebook.cells.insert(tagged[0] + 1, given)

    def step(cell: Any, cell_index: int) -> None:  # noqa: ANN401, ARG001
        if cell is not given:
            done(1)

    client = NotebookClient(
        notebook,
        timeout=_TIMEOUT,
        kernel_name="python3",
        record_timing=False,
        coalesce_streams=True,
        extra_arguments=["--IPKernelApp.log_level=40"],  # it warns of TCP at every start
        resources={"metadata": {"path": str(path.parent)}},
        on_cell_complete=step,
    )
    try:
        return client.execute()
    except CellExecutionError as error:
        msg = f"the notebook {path.name} failed:\n{error}"
        raise GioxError(msg) from error


def _state_of_inputs(data: Path | None, language: str) -> bytes:
    """Return a digest of all that notebooks depend on beside their own text."""
    parts = [language.encode()]
    parts += (f"{name} {importlib.metadata.version(name)}".encode() for name in _LIBRARIES)
    for root in (Path(__file__).parent, shared_path("data"), data):
        if root is not None:
            parts += (
                _digest(path.relative_to(root).as_posix().encode(), path.read_bytes()).encode()
                for path in sorted(root.rglob("*"))
                if path.is_file() and "__pycache__" not in path.parts
            )
    return _digest(*parts).encode()


def _digest(*parts: bytes) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def _read_manifest(path: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return manifest


def _unchanged(files: Mapping[str, str], output: Path) -> bool:
    return all(
        (output / name).is_file() and _digest((output / name).read_bytes()) == digest
        for name, digest in files.items()
    )


def _files(folder: Path) -> dict[str, tuple[int, int]]:
    """Return size and time of every file below a folder, by name."""
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_size, path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }
