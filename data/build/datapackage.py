"""Write data/datapackage.json, the description of the shipped tables by the Data Package standard.

    python data/build/datapackage.py

Types and meanings of the columns come from giox.schema and columns.csv, sizes and checksums from
the files. A test fails when the file is out of date.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from giox.publication.package import PROFILE, as_json, table_resource
from giox.schema import OBSERVATIONS, REPORTS, Column, Table

HERE = Path(__file__).resolve().parent
DATA = HERE.parent
LIMITS: dict[str, dict[str, Any]] = {
    "division_code": {"required": True, "pattern": r"\d{6}"},
    "year": {"required": True, "minimum": 2008},
    "level": {"required": True},
    "kind": {"required": True, "values": ("report", "statistics_page")},
    "population": {"required": True, "minimum": 0},
}


def main() -> None:
    """Write the description."""
    (DATA / "datapackage.json").write_text(as_json(package()), encoding="utf-8")
    print("data/datapackage.json")


def package() -> dict[str, Any]:
    """Return the description of all shipped tables."""
    return {
        "$schema": PROFILE,
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
        "resources": [
            resource(
                "figures",
                "figures/figures.csv",
                "Figures that government bodies published in their annual reports on government "
                "information disclosure, one row per figure",
                OBSERVATIONS,
                uniqueKeys=[["report", "part", "indicator", "scope", "value"]],
                foreignKeys=[
                    {
                        "fields": ["report", "part"],
                        "reference": {"resource": "figure_reports", "fields": ["report", "part"]},
                    }
                ],
            ),
            resource(
                "figure_reports",
                "figures/reports.csv",
                "The reports that the figures were read from, one row per report",
                REPORTS,
                primaryKey=["report", "part"],
            ),
            resource(
                "population",
                "population/population_2020.csv",
                "Residents of the provinces by the Seventh National Population Census",
                primaryKey=["division_code", "year"],
            ),
        ],
    }


def resource(
    name: str,
    path: str,
    description: str,
    like: Table | None = None,
    **keys: Any,  # noqa: ANN401 - members of a table schema, of any shape
) -> dict[str, Any]:
    """Return the description of one CSV file, its columns in the order of the file."""
    content = (DATA / path).read_bytes()
    header = content.split(b"\n", 1)[0].decode().split(",")
    known = {column.name: column for column in (*(like.columns if like else ()), *own(name))}
    columns = [replace(known[column], **LIMITS.get(column, {})) for column in header]
    return table_resource(name, path, content, description, columns, **keys)


def own(table: str) -> list[Column]:
    """Return the columns that only shipped files have, or that mean something else there."""
    rows = pl.read_csv(HERE / "columns.csv", infer_schema=False).filter(pl.col("table") == table)
    return [
        Column(
            row["column"],
            getattr(pl, row["type"]),
            row["meaning"],
            row["meaning_zh"],
            required=row["column"] == "report",
        )
        for row in rows.iter_rows(named=True)
    ]


if __name__ == "__main__":
    main()
