"""A panel to look around in: choose a measure, brush years, click places.

The whole is one chart that carries its data. It needs no kernel and no network: it works live in
JupyterLab, in a notebook that is opened again or on another machine, and as a file.
"""

from __future__ import annotations

from giox.explorer.explorer import Explorer, explore

__all__ = ["Explorer", "explore"]
