"""A page that shows all figures of a study, with the files and tables beside them."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

from lxml import etree

from giox import __version__
from giox.export.files import write

__all__ = ["write_gallery"]

_SVG = "{http://www.w3.org/2000/svg}"
_NAME = re.compile(r"(?P<notebook>\d\d)_(?P<kind>figure|table)_(?P<number>\d+)")
_STYLE = """
body { color: #222; font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem;
  padding: 0 1rem; }
h2 { border-bottom: 1px solid #e4e4e4; font-weight: 500; margin-top: 3rem; }
.figures { align-items: start; display: grid; gap: 2rem;
  grid-template-columns: repeat(auto-fill, minmax(24rem, 1fr)); }
figure { margin: 0; } figure img { border: 1px solid #e4e4e4; max-width: 100%; }
figcaption, p { color: #5f5f5f; font-size: 0.9rem; }
"""
_WORDS = {
    "en": {"gallery": "Figures and tables of the study", "figure": "Figure", "table": "Table"},
    "zh": {"gallery": "研究的图与表", "figure": "图", "table": "表"},
}


def write_gallery(folder: Path, notebooks: dict[str, str], language: str) -> Path:
    """Write `index.html` into the folder of a study.

    Parameters
    ----------
    folder : Path
        The folder that the notebooks wrote to; its files are linked, not copied.
    notebooks : dict
        Title of each notebook by its number, such as ``{"01": "The data and their limits"}``.
    language : {"en", "zh"}
        Of the page.

    Returns
    -------
    Path
        The page. It is the same whenever the files are.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     page = write_gallery(Path(folder), {"01": "Data"}, "en")
    ...     "<h2>Data</h2>" in page.read_text(encoding="utf-8")
    True
    """
    words = _WORDS[language]
    found: dict[str, dict[tuple[str, int], list[Path]]] = {}
    for path in sorted(folder.iterdir()):
        if named := _NAME.fullmatch(path.stem):
            key = (named["kind"], int(named["number"]))
            found.setdefault(named["notebook"], {}).setdefault(key, []).append(path)
    parts = []
    for number, title in notebooks.items():
        items = found.get(number, {})
        figures = [
            _figure(files, f"{words['figure']} {at}")
            for (kind, at), files in items.items()
            if kind == "figure"
        ]
        tables = [
            f"<p>{words['table']} {at}: {_links(files)}</p>"
            for (kind, at), files in items.items()
            if kind == "table"
        ]
        parts.append(f"<h2>{escape(title)}</h2>\n<div class='figures'>\n{''.join(figures)}</div>")
        parts += tables
    body = "\n".join(parts)
    page = (
        f"<!DOCTYPE html>\n<html lang='{language}'>\n<head><meta charset='utf-8'>"
        f"<title>giox</title>\n<style>{_STYLE}</style></head>\n<body>\n"
        f"<h1>{words['gallery']}</h1>\n{body}\n<footer><p>giox {__version__}</p></footer>\n"
        "</body>\n</html>\n"
    )
    return write(folder / "index.html", page.encode())


def _figure(files: list[Path], name: str) -> str:
    svg = next((path for path in files if path.suffix == ".svg"), None)
    title = "" if svg is None else _title(svg)
    image = "" if svg is None else f"<img src='{escape(svg.name)}' alt='{escape(title)}'>"
    caption = f"<figcaption>{name}. {escape(title)} {_links(files)}</figcaption>"
    return f"<figure>{image}{caption}</figure>\n"


def _links(files: list[Path]) -> str:
    return " · ".join(
        f"<a href='{escape(path.name)}'>{path.suffix[1:].upper()}</a>" for path in files
    )


def _title(svg: Path) -> str:
    """Return the title that a figure carries."""
    root = etree.parse(svg, etree.XMLParser(resolve_entities=False, no_network=True)).getroot()
    return root.findtext(f"{_SVG}title") or ""
