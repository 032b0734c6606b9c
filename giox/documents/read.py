"""The one door to all formats: a path or bytes in, a document out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import PurePath
from types import MappingProxyType

from giox.documents.decode import decode
from giox.documents.html import read_html
from giox.documents.model import Document
from giox.documents.plain import read_plain
from giox.errors import DocumentError

__all__ = ["READABLE", "read_document"]

_TextReader = Callable[[str, str | None], Document]

READABLE: Mapping[str, _TextReader] = MappingProxyType(
    {
        ".txt": read_plain,
        ".md": read_plain,
        ".text": read_plain,
        ".html": read_html,
        ".htm": read_html,
        ".shtml": read_html,
        ".xhtml": read_html,
    }
)


def read_document(data: bytes, name: str) -> Document:
    """Turn the bytes of a file into a document.

    Parameters
    ----------
    data : bytes
        The content of the file.
    name : str
        Its name; the extension says which reader is asked.

    Raises
    ------
    DocumentError
        If the file is empty, is of a kind that giox does not read, or holds no text.

    Examples
    --------
    >>> read_document("总体情况".encode(), "report.txt").text
    '总体情况'
    """
    suffix = PurePath(name).suffix.lower()
    reader = READABLE.get(suffix)
    if reader is None:
        kinds = ", ".join(sorted(READABLE))
        msg = (
            f"giox does not read {suffix or 'files without an extension'}; save the report as "
            f"one of {kinds}"
        )
        raise DocumentError(msg)
    if not data.strip(b"\xef\xbb\xbf \t\r\n\x00"):
        msg = "the file is empty; download or save it again"
        raise DocumentError(msg)
    text, encoding = decode(data)
    return reader(text, encoding)
