"""Write data/datapackage.json, the description of the shipped tables by the Data Package standard.

    python data/build/datapackage.py

Types and meanings of the columns come from giox.schema and columns.csv, sizes and checksums from
the files. Version 2.0 of the standard: https://datapackage.org. A test fails when the file is out
of date.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import polars as pl

from giox.schema import LEVELS, OBSERVATIONS, REPORTS, SCOPES, describe

HERE = Path(__file__).resolve().parent
DATA = HERE.parent
TYPES = {"String": "string", "Int32": "integer", "Int64": "integer", "Float64": "number"}
TYPES |= {"Boolean": "boolean", "Date": "date"}
CODE = {"required": True, "pattern": "\\d{6}"}
CONSTRAINTS: dict[str, dict[str, Any]] = {
    "report": {"required": True},
    "part": {"required": True},
    "division_code": CODE,
    "year": {"required": True, "minimum": 2008},
    "indicator": {"required": True},
    "value": {"required": True},
    "unit": {"required": True},
    "scope": {"enum": list(SCOPES)},
    "level": {"required": True, "enum": list(LEVELS)},
    "kind": {"required": True, "enum": ["report", "statistics_page"]},
    "population": {"required": True, "minimum": 0},
}


def main() -> None:
    """Write the description."""
    text = json.dumps(package(), ensure_ascii=False, indent=2) + "\n"
    (DATA / "datapackage.json").write_text(text, encoding="utf-8")
    print("data/datapackage.json")


def package() -> dict[str, Any]:
    """Return the description of all shipped tables."""
    figures = resource(
        "figures",
        "figures/figures.csv",
        "Figures that government bodies published in their annual reports on government "
        "information disclosure, one row per figure",
        columns("figures", OBSERVATIONS.name),
    )
    figures["schema"] |= {
        "uniqueKeys": [["report", "part", "indicator", "scope", "value"]],
        "foreignKeys": [
            {
                "fields": ["report", "part"],
                "reference": {"resource": "figure_reports", "fields": ["report", "part"]},
            }
        ],
    }
    reports = resource(
        "figure_reports",
        "figures/reports.csv",
        "The reports that the figures were read from, one row per report",
        columns("figure_reports", REPORTS.name),
    )
    reports["schema"]["primaryKey"] = ["report", "part"]
    population = resource(
        "population",
        "population/population_2020.csv",
        "Residents of the provinces by the Seventh National Population Census",
        columns("population"),
    )
    population["schema"]["primaryKey"] = ["division_code", "year"]
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "giox-figures",
        "title": "Figures from China's annual reports on government information disclosure",
        "description": "A convenience sample of published figures, not a census; see README.md.",
        "keywords": ["China", "freedom of information", "government transparency", "政府信息公开"],
        "sources": [
            {"title": "Annual reports of the bodies named in figure_reports"},
            {
                "title": "Seventh National Population Census Communiqué No. 3, National Bureau "
                "of Statistics, 11 May 2021"
            },
        ],
        "resources": [figures, reports, population],
    }


def resource(name: str, path: str, description: str, known: pl.DataFrame) -> dict[str, Any]:
    """Return the description of one CSV file, its columns in the order of the file."""
    content = (DATA / path).read_bytes()
    header = content.split(b"\n", 1)[0].decode().split(",")
    meaning = {row["column"]: row for row in known.iter_rows(named=True)}
    return {
        "name": name,
        "type": "table",
        "description": description,
        "path": path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": {
            "fields": [field(meaning[column]) for column in header],
            "missingValues": [""],
        },
    }


def field(column: dict[str, str]) -> dict[str, Any]:
    """Return the description of one column."""
    described: dict[str, Any] = {
        "name": column["column"],
        "type": TYPES[column["type"]],
        "description": f"{column['meaning']} · {column['meaning_zh']}",
    }
    constraints = CONSTRAINTS.get(column["column"])
    return described | ({"constraints": constraints} if constraints else {})


def columns(table: str, like: str | None = None) -> pl.DataFrame:
    """Return what is known of the columns of a table, and of those it shares with giox's own."""
    own = pl.read_csv(HERE / "columns.csv", infer_schema=False).filter(pl.col("table") == table)
    shared = [describe(one) for one in (REPORTS, OBSERVATIONS) if one.name == like]
    return pl.concat([*shared, own], how="diagonal")


if __name__ == "__main__":
    main()
