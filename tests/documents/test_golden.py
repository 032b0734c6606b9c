"""A page of each shape that real sites and programmes make, beside what must be read from it.

For each specimen in `golden/` there is a text file of the same name and `.txt`: one line for each
paragraph (`start-end words`) and row (`start-end table: column words | column words …`). To accept
a new specimen, or another reading of an old one: run this test, look at the `.new` file that it
writes line by line beside the specimen, and rename it to end in `.txt`. Until then the test is red.
`golden/make.py` makes the specimens that are no text; `printed.pdf` was printed by Chromium from
`cms_navigation.html`.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from shapes import FOLDER, assert_sound

from giox.documents import Document, Paragraph, read_document

GOLDEN = FOLDER / "golden"
SPECIMENS = sorted(
    path
    for path in GOLDEN.iterdir()
    if path.suffix not in {".txt", ".new", ".py"} and path.is_file()
)


def told(document: Document) -> str:
    """A document with its positions, to be read by people."""
    lines = [f"encoding {document.encoding}", *(f"remark {one}" for one in document.remarks)]
    for block in document.blocks:
        if isinstance(block, Paragraph):
            lines.append(f"{block.start}-{block.end} {document.text[block.start : block.end]}")
        else:
            start, end = block.cells[0].start, block.cells[-1].end
            cells = (f"{c.column} {document.text[c.start : c.end]}".strip() for c in block.cells)
            lines.append(f"{start}-{end} table {block.table}: {' | '.join(cells)}")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("specimen", SPECIMENS, ids=lambda path: path.name)
def test_what_is_read_is_what_was_accepted(specimen: Path) -> None:
    document = read_document(specimen.read_bytes(), specimen.name)
    assert_sound(document)
    found = told(document)
    golden = specimen.with_name(f"{specimen.name}.txt")
    expected = golden.read_text(encoding="utf-8") if golden.exists() else ""
    if found != expected:
        golden.with_suffix(".new").write_text(found, encoding="utf-8")
    assert found == expected, f"look at {golden.stem}.new; if it is right, rename it to .txt"


def test_there_is_a_specimen_for_each_golden() -> None:
    goldens = {path.stem for path in GOLDEN.glob("*.txt")}
    assert goldens == {path.name for path in SPECIMENS}
