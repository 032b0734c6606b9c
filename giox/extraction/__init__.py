"""Documents into reports: metadata, figures of tables and prose, and what is wrong with them."""

from giox.extraction.model import Figure, Finding
from giox.extraction.report import Report, read_all, read_bytes, read_report

__all__ = ["Figure", "Finding", "Report", "read_all", "read_bytes", "read_report"]
