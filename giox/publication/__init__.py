"""A folder that a journal's data editor accepts: tables, codebook, description, provenance."""

from __future__ import annotations

from giox.publication.codebook import codebook
from giox.publication.folder import publish
from giox.publication.texts import About

__all__ = ["About", "codebook", "publish"]
