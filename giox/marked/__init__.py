"""A report as a page to look at: its text with every figure marked where it was read.

The page is for reading beside the original, so the text is the original one, word for word.
All that comes from a report is escaped; the page holds no script and loads nothing.
"""

from giox.marked.page import fragment, page

__all__ = ["fragment", "page"]
