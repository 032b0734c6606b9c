"""Codebook and data package are what the build scripts would write today, and are true."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import polars as pl
import pytest

DATA = Path(__file__).resolve().parents[2] / "data"
DTYPES = {
    "string": pl.String,
    "integer": pl.Int64,
    "number": pl.Float64,
    "boolean": pl.Boolean,
    "date": pl.Date,
}


def test_the_codebook_is_up_to_date(build):
    """Run data/build/codebook.py if this fails."""
    for name, text in build("codebook").files().items():
        assert (DATA / name).read_text(encoding="utf-8") == text, name


def test_the_codebook_is_bilingual(build):
    book = build("codebook").codebook()
    silent = book.filter(
        (pl.col("part") != "rule") & ((pl.col("label_en") == "") | (pl.col("label_zh") == ""))
    )
    assert silent["name"].to_list() == []


def test_the_data_package_is_valid():
    """By the validator of its standard, every row of every table."""
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.validate(str(DATA / "datapackage.json"))
    assert report.flatten(["title", "message"]) == []


def test_the_data_package_is_up_to_date(build):
    """Run data/build/datapackage.py if this fails."""
    written = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
    assert written == build("datapackage").package()


def test_the_data_package_has_what_the_standard_requires():
    """Data Package 2.0: named resources with data, named fields with type, keys that exist."""
    package = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
    names = [resource["name"] for resource in package["resources"]]
    assert len(set(names)) == len(names) == 3
    for resource in package["resources"]:
        content = (DATA / resource["path"]).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        schema = resource["schema"]
        fields = [field["name"] for field in schema["fields"]]
        assert len(set(fields)) == len(fields)
        assert all(field["type"] in DTYPES for field in schema["fields"])
        keys = [schema.get("primaryKey", []), *schema.get("uniqueKeys", [])]
        keys += [key["fields"] for key in schema.get("foreignKeys", [])]
        assert all(set(key) <= set(fields) for key in keys)
        assert all(key["reference"]["resource"] in names for key in schema.get("foreignKeys", []))


def test_the_files_are_as_the_data_package_says():
    """Types, constraints and keys hold for every row."""
    package = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
    tables = {}
    for resource in package["resources"]:
        schema = resource["schema"]
        dtypes = {field["name"]: DTYPES[field["type"]] for field in schema["fields"]}
        table = pl.read_csv(DATA / resource["path"], schema_overrides=dtypes)
        tables[resource["name"]] = table
        for field in schema["fields"]:
            column = table[field["name"]]
            rules = field.get("constraints", {})
            if rules.get("required"):
                assert column.null_count() == 0, field["name"]
            if "enum" in rules:
                assert set(column.drop_nulls()) <= set(rules["enum"]), field["name"]
            if "pattern" in rules:
                assert column.str.contains(f"^(?:{rules['pattern']})$").all(), field["name"]
            if "minimum" in rules:
                assert (column >= rules["minimum"]).all(), field["name"]
        for key in [schema.get("primaryKey"), *schema.get("uniqueKeys", [])]:
            assert not key or table.select(key).is_unique().all()
    for resource in package["resources"]:
        for key in resource["schema"].get("foreignKeys", []):
            here, there = key["fields"], key["reference"]
            rows = tables[resource["name"]].join(
                tables[there["resource"]], left_on=here, right_on=there["fields"], how="anti"
            )
            assert rows.is_empty()
