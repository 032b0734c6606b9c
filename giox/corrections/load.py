"""Files of corrections, CSV or TOML, into the table of corrections."""

from __future__ import annotations

import tomllib
from pathlib import Path

import polars as pl

from giox.errors import CorrectionError, SchemaError
from giox.schema import CORRECTIONS
from giox.spreadsheets import restored
from giox.validation import filter as parted

__all__ = ["corrections_table", "load_corrections"]

_SHOWN = 10


def load_corrections(path: str | Path) -> pl.DataFrame:
    r"""Read a file of corrections.

    Parameters
    ----------
    path : str or Path
        A CSV file with a header (UTF-8, or GB18030 as Chinese spreadsheets save it), or a TOML
        file with a `[[correction]]` for each. Columns as `giox.schema.CORRECTIONS`: `report`,
        `indicator`, `old` and `new` are needed; `part` is 0 where it is left out; `applicant`
        is left out for figures that have none; `scope` and `origin` narrow down which figure is
        meant; `reason`, `who` and `date` are needed for a correction to be applied.

    Returns
    -------
    polars.DataFrame
        The table of corrections, in the order of the file.

    Raises
    ------
    CorrectionError
        If the file cannot be read, has a column that no correction has, or a line with a value
        that is not allowed.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "corrections.toml"
    >>> text = '[[correction]]\nreport = "a.txt"\nindicator = "review.total"\nold = 8\nnew = 9'
    >>> _ = file.write_text(text)
    >>> load_corrections(file).select("report", "part", "old", "new").row(0)
    ('a.txt', 0, '8', '9')
    """
    path = Path(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        msg = f"{path} cannot be read: {error.strerror or error}; check the path"
        raise CorrectionError(msg) from error
    try:
        text = _decoded(data)
        frame = _toml(text) if path.suffix == ".toml" else _csv(text)
        return corrections_table(frame)
    except (CorrectionError, UnicodeDecodeError, ValueError, pl.exceptions.PolarsError) as error:
        msg = f"{path}: {error}"
        raise CorrectionError(msg) from error


def corrections_table(frame: pl.DataFrame) -> pl.DataFrame:
    """Bring a frame of corrections into the shape of the table, and check it.

    Raises
    ------
    CorrectionError
        If it has a column that no correction has, lacks one, or has a value not allowed.
    """
    unknown = [name for name in frame.columns if name not in CORRECTIONS.names]
    if unknown:
        msg = f"no correction has {', '.join(unknown)}; there is {', '.join(CORRECTIONS.names)}"
        raise CorrectionError(msg)
    texts = [name for name in CORRECTIONS.names if name != "part"]
    filled = frame.with_columns(
        pl.lit(None, dtype=pl.String).alias(name)
        for name in CORRECTIONS.names
        if name not in frame.columns
    ).with_columns(pl.all().cast(pl.String).str.strip_chars())
    table = filled.with_columns(
        pl.when(pl.col(texts) != "").then(pl.col(texts)),
        part=pl.col("part").replace("", None).fill_null("0"),
    ).with_columns(
        new=pl.col("new").str.replace_all(",", "", literal=True),
        date=_date(pl.col("date")),
    )
    try:
        found = parted(table.select(CORRECTIONS.names), CORRECTIONS)
    except SchemaError as error:
        raise CorrectionError(str(error)) from error
    if found.rejected.height:
        said = [
            f"{row['report']}, {row['indicator']}: {row['problem']}"
            for row in found.rejected.head(_SHOWN).iter_rows(named=True)
        ]
        msg = f"{found.rejected.height} corrections cannot be: {'; '.join(said)}"
        raise CorrectionError(msg)
    return table.select(CORRECTIONS.names).cast(CORRECTIONS.schema)


def _date(text: pl.Expr) -> pl.Expr:
    """Write 2026/1/31, as spreadsheets do, like 2026-01-31; leave what is no date as it is."""
    day = pl.coalesce(
        text.str.to_date("%Y-%m-%d", strict=False), text.str.to_date("%Y/%m/%d", strict=False)
    )
    return pl.coalesce(day.dt.to_string("%Y-%m-%d"), text)


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def _csv(text: str) -> pl.DataFrame:
    if not text.strip():
        return pl.DataFrame(schema=dict.fromkeys(CORRECTIONS.names, pl.String))
    return pl.read_csv(text.encode(), infer_schema=False).with_columns(restored(pl.all()))


def _toml(text: str) -> pl.DataFrame:
    rows = tomllib.loads(text).get("correction", [])
    names = list(dict.fromkeys(name for row in rows for name in row)) or list(CORRECTIONS.names)
    cells = [{name: str(cell) for name, cell in row.items()} for row in rows]
    return pl.DataFrame(cells, schema=dict.fromkeys(names, pl.String))
