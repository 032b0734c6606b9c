"""What a file says of itself: which giox wrote it, from which data, under which title.

No date and no name of a machine: the same figure is the same bytes on another day.
"""

from __future__ import annotations

import hashlib
import json
import re
import struct
import zlib
from dataclasses import dataclass
from typing import Any

from lxml import etree

from giox import __version__
from giox.errors import ExportError

__all__ = ["Stamp", "in_order", "stamp_of", "stamp_pdf", "stamp_png", "stamp_svg"]

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
DC = "http://purl.org/dc/elements/1.1/"
XMP = "http://ns.adobe.com/xap/1.0/"


@dataclass(frozen=True, slots=True)
class Stamp:
    """The title and note of a figure, and the SHA-256 of the data that it was drawn from."""

    title: str
    note: str
    data: str

    @property
    def software(self) -> str:
        """The program that made the file."""
        return f"giox {__version__}"


def stamp_of(spec: dict[str, Any]) -> Stamp:
    """Return what is to be said of a chart, given as its Vega-Lite specification.

    The checksum is that of the rows the figure holds, as JSON with sorted keys, set by set in
    the order of their names.
    """
    rows = json.dumps(list(_rows(spec)), ensure_ascii=False, sort_keys=True)
    texts: dict[str, list[str]] = {"title": [], "note": []}
    view: dict[str, Any] | None = spec
    while view is not None:
        title = view.get("title")
        if isinstance(title, str | list):
            title = {"text": title}
        if isinstance(title, dict):
            below = title.get("orient") == "bottom"
            for part in ("text", "subtitle"):
                lines = title.get(part) or []
                joined = lines if isinstance(lines, str) else " ".join(lines)
                texts["note" if below else "title"].append(joined)
        inner = view.get("vconcat", ())
        view = inner[0] if len(inner) == 1 else None
    return Stamp(
        title=" — ".join(filter(None, texts["title"])),
        note=" ".join(filter(None, texts["note"])),
        data=hashlib.sha256(rows.encode()).hexdigest(),
    )


def _rows(spec: Any) -> Any:  # noqa: ANN401
    """Yield every set of rows in a specification."""
    if isinstance(spec, dict):
        yield from (rows for _, rows in sorted(spec.get("datasets", {}).items()))
        data = spec.get("data")
        if isinstance(data, dict) and "values" in data:
            yield data["values"]
        for key, value in spec.items():
            if key not in ("data", "datasets"):
                yield from _rows(value)
    elif isinstance(spec, list):
        for value in spec:
            yield from _rows(value)


def stamp_png(png: bytes, stamp: Stamp) -> bytes:
    """Add the stamp to a PNG, as text chunks after its header (PNG specification, 11.3.4)."""
    chunks = b"".join(
        _chunk(b"iTXt", f"{key}\0\0\0\0\0{value}".encode())
        for key, value in (
            ("Title", stamp.title),
            ("Description", stamp.note),
            ("Software", stamp.software),
            ("Source", f"data sha256:{stamp.data}"),
        )
        if value
    )
    header = 8 + 25  # the signature, and the IHDR chunk that must come first
    return png[:header] + chunks + png[header:]


def _chunk(kind: bytes, body: bytes) -> bytes:
    checksum = struct.pack(">I", zlib.crc32(kind + body))
    return struct.pack(">I", len(body)) + kind + body + checksum


def in_order(pdf: bytes) -> bytes:
    """Sort the names in a PDF's lists of resources, which vl-convert writes in random order.

    Lines only change places within a list, so that every position in the file stays right.
    """

    def ordered(block: re.Match[bytes]) -> bytes:
        return b"".join(sorted(block[0].splitlines(keepends=True)))

    return re.sub(rb"(?:^ +/[a-z]+\d+ \d+ 0 R\n){2,}", ordered, pdf, flags=re.MULTILINE)


def stamp_pdf(pdf: bytes, stamp: Stamp) -> bytes:
    """Add the stamp to a PDF, as an update behind its end (ISO 32000-1, 7.5.6).

    Raises
    ------
    ExportError
        If the file does not end as vl-convert writes it.
    """
    end = re.search(
        rb"trailer\s*<<(?P<entries>[^>]*)>>\s*startxref\s+(?P<at>\d+)\s+%%EOF\s*\Z", pdf
    )
    size = end and re.search(rb"/Size (\d+)", end["entries"])
    root = end and re.search(rb"/Root \d+ 0 R", end["entries"])
    if not (end and size and root):
        msg = "this version of vl-convert writes PDF in another way: giox cannot add its stamp"
        raise ExportError(msg)
    number = int(size[1])
    entries = {
        "Title": stamp.title,
        "Subject": stamp.note,
        "Keywords": f"data sha256:{stamp.data}",
        "Creator": stamp.software,
        "Producer": "vl-convert",
    }
    body = pdf if pdf.endswith(b"\n") else pdf + b"\n"
    info = b"".join(
        f"/{key} <{_hexadecimal(value)}>\n".encode() for key, value in entries.items() if value
    )
    block = b"%d 0 obj\n<<\n%s>>\nendobj\n" % (number, info)
    table = b"xref\n%d 1\n%010d 00000 n\r\n" % (number, len(body))
    trailer = b"trailer\n<<\n/Size %d\n%s\n/Info %d 0 R\n/Prev %s\n>>\n" % (
        number + 1,
        root[0],
        number,
        end["at"],
    )
    start = b"startxref\n%d\n%%%%EOF\n" % (len(body) + len(block))
    return body + block + table + trailer + start


def _hexadecimal(text: str) -> str:
    return (b"\xfe\xff" + text.encode("utf-16-be")).hex()


def stamp_svg(root: Any, stamp: Stamp) -> None:  # noqa: ANN401 - an element of lxml
    """Add the stamp to the root of an SVG, as its title and its metadata, in place."""
    space = root.nsmap[None]
    metadata = etree.Element(f"{{{space}}}metadata")
    names = {"rdf": RDF, "dc": DC, "xmp": XMP}
    graph = etree.SubElement(metadata, f"{{{RDF}}}RDF", nsmap=names)
    about = etree.SubElement(graph, f"{{{RDF}}}Description", {f"{{{RDF}}}about": ""})
    for tag, text in (
        (f"{{{DC}}}title", stamp.title),
        (f"{{{DC}}}description", stamp.note),
        (f"{{{DC}}}identifier", f"data sha256:{stamp.data}"),
        (f"{{{XMP}}}CreatorTool", stamp.software),
    ):
        if text:
            etree.SubElement(about, tag).text = text
    root.insert(0, metadata)
    if stamp.title:
        title = etree.Element(f"{{{space}}}title")
        title.text = stamp.title
        root.insert(0, title)
        root.set("role", "img")
