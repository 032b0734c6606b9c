"""How fast documents are read, beside the usual tools on the same files in the same run.

    PYTHONPATH=tests python tests/benchmarks/documents.py

makes an environment of its own with pdfplumber and pandas, which are no dependencies of giox,
and prints for each file the least time of giox and of the tool in milliseconds of processor
time, their ratio, and whether the cells of the tables are the same.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from pathlib import Path
from typing import Any

REPO = Path(__file__).resolve().parents[2]
ROUNDS = 9
TOOLS = ("pdfplumber>=0.11", "pandas>=2.2")
_INSIDE = "GIOX_BENCHMARK_INSIDE"


def least(*calls: Callable[[], Any]) -> list[float]:
    """The least processor time of each call in milliseconds, the calls taken in turn."""
    for call in calls:
        call()
    times: list[list[float]] = [[] for _ in calls]
    for _ in range(ROUNDS):
        for call, found in zip(calls, times, strict=True):
            start = time.process_time()
            call()
            found.append((time.process_time() - start) * 1000)
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


def pdfs() -> None:
    """PDF: text and tables of pdfplumber."""
    import pdfplumber
    from specimens.make import make

    from giox.documents import read_document

    for form in ("2014", "2019", "2021"):
        data = make(form, "pdf", "none", 1).data

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
        report(
            f"pdf, {form} form", "pdfplumber", tool, ours, cells_of_giox(data, "a.pdf") == theirs
        )


def pages() -> None:
    """HTML: the tables of pandas.read_html."""
    import pandas as pd
    from specimens.make import make

    from giox.documents import read_document

    for form in ("2014", "2019", "2021"):
        data = make(form, "html", "none", 1).data
        text = data.decode()

        def panda(text: str = text) -> list[Any]:
            return pd.read_html(io.StringIO(text), header=None)

        tool, ours = least(panda, lambda data=data: read_document(data, "a.html"))
        theirs = sum(int(table.notna().sum().sum()) for table in panda())
        same = theirs >= len(cells_of_giox(data, "a.html"))  # pandas repeats merged cells
        report(f"html, {form} form", "pandas.read_html", tool, ours, same)


def report(what: str, tool: str, theirs: float, ours: float, same: bool) -> None:
    """Print one line."""
    told = "same cells" if same else "OTHER CELLS"
    print(
        f"{what:18} {tool:17} {theirs:8.2f}  giox {ours:7.2f}  ratio {theirs / ours:5.1f}  {told}"
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
