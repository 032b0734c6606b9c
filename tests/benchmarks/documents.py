"""How fast documents are read, beside the usual tools on the same files in the same run.

    PYTHONPATH=tests python tests/benchmarks/documents.py

makes an environment of its own with pdfplumber and pandas, which are no dependencies of giox,
and prints for each file the least time of giox and of the tool in milliseconds of processor
time, their ratio, and whether the cells of the tables are the same.
"""

from __future__ import annotations

import io
import logging
import os
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

REPO = Path(__file__).resolve().parents[2]
ROUNDS = 9
TOOLS = ("pdfplumber>=0.11", "pandas>=2.2")
_INSIDE = "GIOX_BENCHMARK_INSIDE"


def least(*calls: Callable[[], Any]) -> list[float]:
    """The least processor time of each call in milliseconds, the calls taken in turn.

    Short calls are repeated until a measurement takes some ten milliseconds.
    """
    repeats: list[int] = []
    for call in calls:
        call()
        start = time.process_time()
        call()
        repeats.append(max(1, round(0.01 / max(time.process_time() - start, 1e-5))))
    times: list[list[float]] = [[] for _ in calls]
    for _ in range(ROUNDS):
        for call, times_of_call, repeat in zip(calls, times, repeats, strict=True):
            start = time.process_time()
            for _ in range(repeat):
                call()
            times_of_call.append((time.process_time() - start) * 1000 / repeat)
    return [min(found) for found in times]


def cells_of_giox(data: bytes, name: str) -> list[str]:
    """The words of all cells of tables that are not empty, without spaces."""
    from giox.documents import Row, read_document

    document = read_document(data, name)
    words = (
        document.text[cell.start : cell.end]
        for block in document.blocks
        if isinstance(block, Row)
        for cell in block.cells
    )
    return sorted(filter(None, ("".join(one.split()) for one in words)))


def shapes(suffix: str) -> Iterator[tuple[str, bytes]]:
    """Specimens of the three forms, and the page shapes of tests/documents/golden."""
    from specimens.make import make

    for form in ("2014", "2019", "2021"):
        yield f"{form} form", make(form, suffix, "none", 1).data
    twice = make("2019", suffix, "two_reports", 1) if suffix == "html" else None
    if twice is not None:
        yield "two reports", twice.data
    for path in sorted((REPO / "tests" / "documents" / "golden").glob(f"*.{suffix}")):
        yield path.stem, path.read_bytes()


def pdfs() -> None:
    """PDF: text and tables of pdfplumber."""
    import pdfplumber

    from giox.documents import read_document

    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    for name, data in shapes("pdf"):

        def plumbed(data: bytes = data) -> list[Any]:
            with pdfplumber.open(io.BytesIO(data)) as document:
                return [(page.extract_text(), page.extract_tables()) for page in document.pages]

        tool, ours = least(plumbed, lambda data=data: read_document(data, "a.pdf"))
        theirs = sorted(
            "".join(cell.split())
            for _, tables in plumbed()
            for table in tables
            for row in table
            for cell in row
            if cell
        )
        told = "same cells" if cells_of_giox(data, "a.pdf") == theirs else "OTHER CELLS"
        report(f"pdf, {name}", "pdfplumber", tool, ours, told)


def pages() -> None:
    """HTML: the tables of pandas.read_html."""
    import pandas as pd

    from giox.documents import read_document
    from giox.documents.decode import decode

    for name, data in shapes("html"):
        text = decode(data)[0]
        if "<table" not in text:
            continue

        def panda(text: str = text) -> list[Any]:
            return pd.read_html(io.StringIO(text), header=None)

        tool, ours = least(panda, lambda data=data: read_document(data, "a.html"))
        theirs = sum(int(table.notna().sum().sum()) for table in panda())
        mine = len(cells_of_giox(data, "a.html"))
        # pandas repeats merged cells, and tables that stand in other tables
        told = "as many cells or fewer" if theirs >= mine else "MORE CELLS"
        report(f"html, {name}", "pandas.read_html", tool, ours, told)


def report(what: str, tool: str, theirs: float, ours: float, told: str) -> None:
    """Print one line."""
    print(
        f"{what:24} {tool:17} {theirs:8.2f}  giox {ours:7.2f}  ratio {theirs / ours:5.1f}  {told}"
    )


def main() -> None:
    """Run in this environment if it has the tools, else in one made for it."""
    if os.environ.get(_INSIDE):
        pdfs()
        pages()
        return
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder, "Scripts" if os.name == "nt" else "bin", "python")
        subprocess.run([python, "-m", "pip", "install", "-q", *TOOLS], check=True)
        here = [path for path in sys.path if path.endswith("site-packages")]
        paths = [str(REPO), str(REPO / "tests"), *here]
        environment = os.environ | {_INSIDE: "1", "PYTHONPATH": os.pathsep.join(paths)}
        subprocess.run([python, Path(__file__)], check=True, env=environment)


if __name__ == "__main__":
    main()
