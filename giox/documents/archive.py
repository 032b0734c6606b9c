"""Office files are zip archives of XML: opened here with limits, so that none is a bomb."""

from __future__ import annotations

import io
import zipfile

from lxml import etree

from giox.documents.limits import Limits
from giox.errors import DocumentError

__all__ = ["open_archive", "parse_xml", "read_part"]

_DAMAGED = "the office file is damaged ({}); open it and save it again"


def open_archive(data: bytes, limits: Limits) -> zipfile.ZipFile:
    """Open an office file whose parts declare no more than the limit.

    Raises
    ------
    DocumentError
        If it is damaged or unpacks to more than the limit.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise DocumentError(_DAMAGED.format(error)) from error
    unpacked = sum(part.file_size for part in archive.infolist())
    limits.check("unpacked", unpacked, "bytes in the unpacked office file")
    return archive


def read_part(archive: zipfile.ZipFile, name: str) -> bytes:
    """Unpack one part; never more than it declares.

    Raises
    ------
    DocumentError
        If the part is missing, encrypted or damaged.
    """
    try:
        return archive.read(name)
    except KeyError as error:
        raise DocumentError(_DAMAGED.format(f"without {name}")) from error
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError) as error:
        raise DocumentError(_DAMAGED.format(error)) from error
    except Exception as error:  # zlib.error and its kin have no common base
        raise DocumentError(_DAMAGED.format(error)) from error


def parse_xml(data: bytes) -> etree._Element:
    """Parse a part without entities, without the network and without limits lifted.

    Raises
    ------
    DocumentError
        If it is no XML, nests too deep, or declares a document type, which no office
        programme does and XML bombs need.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DocumentError(_DAMAGED.format(error)) from error
    if root.getroottree().docinfo.doctype:
        raise DocumentError(_DAMAGED.format("with a document type declaration"))
    return root
