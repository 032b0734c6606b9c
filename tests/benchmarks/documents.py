"""How fast documents are read, beside the usual tools on the same files in the same run.

    PYTHONPATH=tests python tests/benchmarks/documents.py [--rounds 9]

makes an environment of its own with pdfplumber and pandas, which are no dependencies of giox,
and prints for each file the least time of giox and of the tool in milliseconds of processor
time, taken in turn, how many times as fast giox is, and whether the cells of the tables are the
same (pdfplumber leaves a head that is printed again on the next page, and may lose the last row
of a page); last the least and the median of these ratios. `report` is the same ratio for all
that giox does with a file: its figures, places and periods found as well.

The files: pages of a form, a part of one, one in the navigation of a site, and pages as editors
and Word leave them; PDF of a form, of six pages, as Word prints them, and as Chromium does, if
it is installed, with the fonts of the system (the one in tests/documents/golden is as it prints
fonts that it may not embed: letters as drawings, which PDFium takes most of the time to load).
"""

from __future__ import annotations

import argparse
import io
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

REPO = Path(__file__).resolve().parents[2]
GOLDEN = REPO / "tests" / "documents" / "golden"
FORMS = ("2014", "2019", "2021")
TOOLS = ("pdfplumber>=0.11", "pandas>=2.2")
GOALS = {"html": 5, "pdf": 15}
"""How many times as fast as the tool giox is to be."""

_INSIDE = "GIOX_BENCHMARK_INSIDE"
_MENU = 1_000
_SCRIPT = 60_000

File = tuple[str, bytes]
"""What a file is, and its bytes."""


def least(rounds: int, *calls: Callable[[], Any]) -> list[float]:
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
    for _ in range(rounds):
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


def html_files() -> Iterator[File]:
    """Pages, parts of pages and pages in a site."""
    from specimens.draft import draft
    from specimens.layouts import as_html
    from specimens.make import make

    for form in FORMS:
        yield f"{form} form", make(form, "html", "none", 1).data
    yield "two reports", make("2019", "html", "two_reports", 1).data
    blocks = draft("2021", "html", Random(1)).blocks
    yield "part of a page", as_html(blocks, fragment=True).encode()
    yield "in a site, 200 kB", in_site(as_html(blocks)).encode()
    for path in sorted(GOLDEN.glob("*.html")):
        yield path.stem, path.read_bytes()


def in_site(page: str) -> str:
    """A page with the menus, styles and scripts of a site around it."""
    menu = "".join(
        f'<li class="menu-item level-2"><a href="/col/col{number}/index.html" target="_blank" '
        f'title="政务公开栏目{number}">政务公开栏目{number}</a></li>\n'
        for number in range(_MENU)
    )
    script = "function visit(place) { return place.track('hits', 20190); }\n"
    head = f"<script>{script * (_SCRIPT // len(script))}</script></head>"
    body = f'<body><div class="header"><ul class="menu">{menu}</ul></div>'
    return page.replace("</head>", head, 1).replace("<body>", body, 1)


def pdf_files() -> Iterator[File]:
    """The same forms as PDF, longer reports, and what other programs print."""
    from specimens.draft import draft
    from specimens.layouts import as_html, as_pdf
    from specimens.make import make

    for form in FORMS:
        yield f"{form} form", make(form, "pdf", "none", 1).data
    reports = [draft("2019", "pdf", Random(seed)) for seed in range(10)]
    prose = [block for one in reports for block in one.blocks if isinstance(block, str)]
    long = [*prose, *reports[0].tables()]
    yield "six pages", as_pdf(long)
    printed = print_page(as_html(reports[0].blocks)), print_page(as_html(long))
    if all(printed):
        yield from zip(("Chromium, form", "Chromium, long"), printed, strict=True)
    for path in sorted(GOLDEN.glob("*.pdf")):
        yield path.stem, path.read_bytes()


def print_page(page: str) -> bytes:
    """The PDF that Chromium prints of a page; nothing where it is not installed."""
    browser = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chrome")
    if browser is None:
        print("Chromium is not installed (or named in CHROMIUM): nothing is printed with it")
        return b""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "page.html"), Path(folder, "page.pdf")
        ruled = "<style>table{border-collapse:collapse}td p{margin:1px}</style></head>"
        source.write_text(page.replace("</head>", ruled, 1), encoding="utf-8")
        options = ("--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer")
        subprocess.run(
            [browser, *options, f"--print-to-pdf={target}", source.as_uri()],
            check=True,
            capture_output=True,
        )
        return target.read_bytes()


def by_pdfplumber(data: bytes) -> list[tuple[str, list[Any]]]:
    """The text and tables of each page of a PDF."""
    import pdfplumber

    with pdfplumber.open(io.BytesIO(data)) as document:
        return [(page.extract_text(), page.extract_tables()) for page in document.pages]


def by_pandas(data: bytes) -> list[Any]:
    """The tables of a page."""
    import pandas as pd

    from giox.documents.decode import decode

    return pd.read_html(io.StringIO(decode(data)[0]), header=None)


def same_as_pdfplumber(data: bytes) -> str:
    """Tell whether both read the same cells, else how many only one of them does."""
    theirs = Counter(
        "".join(cell.split())
        for _, tables in by_pdfplumber(data)
        for table in tables
        for row in table
        for cell in row
        if cell
    )
    mine = Counter(cells_of_giox(data, "a.pdf"))
    more, fewer = (mine - theirs).total(), (theirs - mine).total()
    return f"{more} more cells, {fewer} fewer" if more or fewer else "same cells"


def same_as_pandas(data: bytes) -> str:
    """Tell whether pandas reads the cells too: it repeats merged ones and tables in tables."""
    theirs = sum(int(table.notna().sum().sum()) for table in by_pandas(data))
    mine = len(cells_of_giox(data, "a.html"))
    return "as many cells or fewer" if theirs >= mine else "MORE CELLS"


def compare(
    kind: str,
    files: Iterator[File],
    rounds: int,
    tool: Callable[[bytes], Any],
    same: Callable[[bytes], str],
) -> None:
    """Print a line for each file in which the tool finds tables, and the least ratio of all."""
    from giox.documents import read_document
    from giox.extraction import read_all

    ratios: dict[str, float] = {}
    for what, data in files:
        if kind == "html" and b"<table" not in data:
            continue
        theirs, ours, whole = least(
            rounds,
            lambda data=data: tool(data),
            lambda data=data: read_document(data, f"a.{kind}"),
            lambda data=data: read_all(data, f"a.{kind}"),
        )
        ratios[what] = theirs / ours
        print(
            f"{kind:4} {what:20} {len(data) // 1000:4} kB  {tool.__name__:13} {theirs:8.2f}  "
            f"giox {ours:7.2f}  ratio {theirs / ours:5.1f}  report {theirs / whole:4.1f}  "
            f"{same(data)}",
            flush=True,
        )
    slowest = min(ratios, key=lambda what: ratios[what])
    print(
        f"{kind}: at least {ratios[slowest]:.1f} times as fast ({slowest}), median "
        f"{median(ratios.values()):.1f}, {sum(one >= GOALS[kind] for one in ratios.values())} of "
        f"{len(ratios)} at least {GOALS[kind]}"
    )


def main() -> None:
    """Run in this environment if it has the tools, else in one made for it."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=9)
    rounds: int = arguments.parse_args().rounds
    if os.environ.get(_INSIDE):
        logging.disable(logging.ERROR)
        compare("html", html_files(), rounds, by_pandas, same_as_pandas)
        compare("pdf", pdf_files(), rounds, by_pdfplumber, same_as_pdfplumber)
        return
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder, "Scripts" if os.name == "nt" else "bin", "python")
        subprocess.run([python, "-m", "pip", "install", "-q", *TOOLS], check=True)
        here = [path for path in sys.path if path.endswith("site-packages")]
        paths = [str(REPO), str(REPO / "tests"), *here]
        environment = os.environ | {_INSIDE: "1", "PYTHONPATH": os.pathsep.join(paths)}
        subprocess.run([python, Path(__file__), *sys.argv[1:]], check=True, env=environment)


if __name__ == "__main__":
    main()
