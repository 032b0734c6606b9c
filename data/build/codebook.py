"""Write the codebook: data/codebook.csv for machines, CODEBOOK.md and codebook.html for readers.

    python data/build/codebook.py

Everything in it comes from `giox.publication` (and, for the columns that only shipped files have,
from columns.csv beside this script). A test fails when the files are out of date.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from giox import publication
from giox.publication.pages import html, markdown

HERE = Path(__file__).resolve().parent
DATA = HERE.parent


def main() -> None:
    """Write the files."""
    for name, text in files().items():
        (DATA / name).write_text(text, encoding="utf-8")
        print(f"data/{name}")


def files() -> dict[str, str]:
    """Return the names and contents of the files."""
    book = codebook()
    return {
        "codebook.csv": book.write_csv(),
        "CODEBOOK.md": markdown(book),
        "codebook.html": html(book),
    }


def codebook() -> pl.DataFrame:
    """Return the codebook with the columns of the shipped files."""
    return publication.codebook(pl.read_csv(HERE / "columns.csv", infer_schema=False))


if __name__ == "__main__":
    main()
