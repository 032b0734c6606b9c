"""Descriptions of tables by the Data Package standard, version 2 (https://datapackage.org)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from giox.schema import Column

__all__ = ["PROFILE", "as_json", "file_resource", "sha256", "table_resource"]

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"

_TYPES: Mapping[Any, str] = {
    pl.String: "string",
    pl.Int32: "integer",
    pl.Int64: "integer",
    pl.UInt32: "integer",
    pl.Float64: "number",
    pl.Boolean: "boolean",
    pl.Date: "date",
}
_MEDIA = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}


def table_resource(
    name: str,
    path: str,
    content: bytes,
    description: str,
    columns: Sequence[Column],
    **keys: Any,  # noqa: ANN401 - members of a table schema, of any shape
) -> dict[str, Any]:
    """Describe a CSV file with the type, meaning and limits of each column.

    Parameters
    ----------
    name, path : str
        Name of the resource, and of its file within the package.
    content : bytes
        The file.
    description : str
        What a row is.
    columns : sequence of Column
        Its columns, in its order.
    **keys
        Further members of the table schema: `primaryKey`, `uniqueKeys`, `foreignKeys`.

    Examples
    --------
    >>> from giox.schema import REPORTS
    >>> made = table_resource("reports", "r.csv", b"", "reports", REPORTS.columns)
    >>> made["schema"]["fields"][1]["constraints"]
    {'required': True, 'minimum': 0}
    """
    return file_resource(name, path, content, description) | {
        "type": "table",
        "encoding": "utf-8",
        "schema": {
            "fields": [_field(column) for column in columns],
            "missingValues": [""],
        }
        | keys,
    }


def file_resource(name: str, path: str, content: bytes, description: str) -> dict[str, Any]:
    """Describe any other file, with its size and checksum.

    Examples
    --------
    >>> file_resource("reports-parquet", "r.parquet", b"", "reports")["bytes"]
    0
    """
    format = path.rpartition(".")[2]  # noqa: A001 - the word of the standard
    return {
        "name": name,
        "type": "file",
        "description": description,
        "path": path,
        "format": format,
        "mediatype": _MEDIA[format],
        "bytes": len(content),
        "hash": f"sha256:{sha256(content)}",
    }


def sha256(content: bytes) -> str:
    """Return the checksum of a file.

    Examples
    --------
    >>> sha256(b"")[:8]
    'e3b0c442'
    """
    return hashlib.sha256(content).hexdigest()


def as_json(package: Mapping[str, Any]) -> str:
    r"""Return a description as the text of a file.

    Examples
    --------
    >>> as_json({"name": "figures"})
    '{\n  "name": "figures"\n}\n'
    """
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def _field(column: Column) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": column.name,
        "type": _TYPES[column.dtype],
        "description": f"{column.meaning} · {column.meaning_zh}",
    }
    constraints: dict[str, Any] = {}
    if column.required:
        constraints["required"] = True
    if column.values:
        constraints["enum"] = list(column.values)
    if column.pattern and not column.pattern.startswith("(?"):
        constraints["pattern"] = column.pattern
    if column.minimum is not None:
        constraints["minimum"] = int(column.minimum)
    if column.maximum is not None:
        constraints["maximum"] = int(column.maximum)
    return described | ({"constraints": constraints} if constraints else {})
