"""Folders, dumps and archives of reports in, tables out; any number, on one machine or many.

Data flow: `sources` lists what there is, `batches` what is left of it to read; `engines` and
`cluster` hand batches to `watch`, which has them read by a `worker`; `parts` keeps what came of
it, `merge` makes the final tables.
"""

from giox.corpus.extracting import extract, extract_to
from giox.corpus.result import Extraction, Format, Summary
from giox.corpus.sources import find_files

__all__ = ["Extraction", "Format", "Summary", "extract", "extract_to", "find_files"]
