"""Bring the collected figures into the shape they ship in.

    python data/build/figures.py SOURCE

SOURCE is the folder that the figures were collected in (figures.csv, reports.csv, and beside it
reference/population_2020.csv); it is not part of the repository, so this script is the record of
what was done to it: columns renamed to those of giox.schema, the township left out of `region`
(the path ends at the county, the township stands in `agency`), the level kept with the report
only, the lines of figures_corrections.csv applied, the scope of a report set where all of its
figures have the same one. No row is left out and no figure is changed.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import polars as pl

HERE = Path(__file__).resolve().parent
DATA = HERE.parent
FIGURES = (
    "report",
    "part",
    "division_code",
    "region",
    "year",
    "indicator",
    "value",
    "unit",
    "scope",
    "approximate",
    "conflict",
    "qualifier",
)
REPORTS = (
    "report",
    "part",
    "title",
    "agency",
    "division_code",
    "region",
    "level",
    "year",
    "script",
    "scope",
    "kind",
    "zone",
    "official_page",
    "url",
    "figures",
)
MUNICIPALITIES = ("11", "12", "31", "50")


def main() -> None:
    """Read the source folder named on the command line and write data/figures and population."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("source", type=Path, help="folder with figures.csv and reports.csv")
    source: Path = parser.parse_args().source

    figures = correct(tidy(read(source / "figures.csv")), "figures")
    reports = correct(tidy(read(source / "reports.csv")), "reports")
    reports = reports.join(scopes(figures), on="report", how="left", maintain_order="left")
    population = read(source.parent / "reference" / "population_2020.csv")

    write(figures.select(FIGURES), DATA / "figures" / "figures.csv")
    write(reports.select(REPORTS), DATA / "figures" / "reports.csv")
    write(population, DATA / "population" / "population_2020.csv")


def read(path: Path) -> pl.DataFrame:
    """Read a CSV file as text throughout, so that nothing changes on the way."""
    return pl.read_csv(path, infer_schema=False)


def write(frame: pl.DataFrame, path: Path) -> None:
    """Write a CSV file and say so."""
    path.parent.mkdir(parents=True, exist_ok=True)
    frame.write_csv(path)
    print(f"{path.relative_to(DATA.parent)}: {frame.height} rows")


def tidy(frame: pl.DataFrame) -> pl.DataFrame:
    """Name the columns as giox.schema does and cut `region` at the division of the code."""
    return frame.with_columns(
        report="report_id",
        part=pl.lit("0"),
        region=pl.col("region").str.split("/").list.head(depth()).list.join(""),
    )


def depth() -> pl.Expr:
    """Return how many names the path of a division has: one for a province, two, or three."""
    code = pl.col("division_code")
    under_province = code.str.slice(0, 2).is_in(MUNICIPALITIES) | (code.str.slice(2, 2) == "90")
    return (
        pl.when(code.str.ends_with("0000"))
        .then(1)
        .when(code.str.ends_with("00") | under_province)
        .then(2)
        .otherwise(3)
    )


def scopes(figures: pl.DataFrame) -> pl.DataFrame:
    """Return the scope of each report all figures of which have the same one."""
    known = pl.col("scope").drop_nulls()
    return (
        figures.group_by("report")
        .agg(scope=known.first(), uniform=(known.len() == pl.len()) & (known.n_unique() == 1))
        .filter("uniform")
        .select("report", "scope")
    )


def correct(frame: pl.DataFrame, table: str) -> pl.DataFrame:
    """Apply the corrections of one table; each must find the old value in its report."""
    corrections = read(HERE / "figures_corrections.csv").filter(pl.col("table") == table)
    for line in corrections.iter_rows(named=True):
        column = pl.col(line["column"])
        here = (pl.col("report") == line["report"]) & (column == line["old"])
        if frame.filter(here).is_empty():
            msg = f"{line['report']}: no row of {table} has the {line['column']} {line['old']!r}"
            raise SystemExit(msg)
        new = pl.lit(line["new"], dtype=pl.String)
        frame = frame.with_columns(pl.when(here).then(new).otherwise(column).name.keep())
    return frame


if __name__ == "__main__":
    main()
