"""Fuzzes the readers of documents guided by coverage, where atheris is installed.

    PYTHONPATH=tests:tests/documents python tests/fuzz/documents_atheris.py -max_total_time=600

Its arguments are libFuzzer's. The specimens of all formats are the corpus it begins with.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path


def main() -> None:
    """Write the corpus and run."""
    try:
        import atheris
    except ImportError:
        sys.exit("atheris is not installed: pip install atheris, where it has wheels")
    with atheris.instrument_imports(include=["giox"]):
        from fuzz.mutations import read_all, specimens

    def target(data: bytes) -> None:
        for name in ("a.html", "a.csv", "a.jsonl", "a.warc"):
            read_all(data, name)

    with tempfile.TemporaryDirectory() as corpus:
        for name, data in specimens().items():
            Path(corpus, name).write_bytes(data)
        atheris.Setup([*sys.argv, corpus], target)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
