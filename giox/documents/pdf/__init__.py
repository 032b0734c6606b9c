"""PDF: printed pages back into paragraphs and tables, by where characters and rules stand."""

from giox.documents.pdf.assemble import read_pdf

__all__ = ["read_pdf"]
