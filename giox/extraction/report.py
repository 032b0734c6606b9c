"""A document as a report: its metadata, its figures, and what a user must know of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import polars as pl

from giox.checks import check, is_sound
from giox.documents import Document, Limits, read_document
from giox.errors import DocumentError
from giox.extraction.damage import Brand, find_brands, without_brands
from giox.extraction.lines import lines_of
from giox.extraction.lost import LostRows, lost_rows
from giox.extraction.mending import has_sentences
from giox.extraction.metadata import Metadata, is_report, read_metadata
from giox.extraction.model import Figure, Finding, Scope
from giox.extraction.narrative import read_prose
from giox.extraction.parts import Part, split
from giox.extraction.pictures import from_pictures
from giox.extraction.printed import with_printed
from giox.extraction.tables import TableReading, read_tables
from giox.regions import Region, region_of_document, resolve_region
from giox.regions.document import voice
from giox.schema import FINDINGS, OBSERVATIONS, REPORTS
from giox.text import detect_script, normalise

__all__ = ["Report", "Status", "read_all", "read_bytes", "read_report"]

Status = Literal["ok", "tables_lost", "partial", "no_report", "unreadable"]

_HEAD = 600


@dataclass(frozen=True)
class Report:
    """One report: what it says of itself, its figures and its findings.

    Attributes
    ----------
    report : str
        Name of the file.
    part : int
        0, or the number of the report within its file.
    text : str
        The decoded original text; `text[figure.start:figure.end]` is `figure.raw`.
    clean : str
        The same in clean characters, simplified script and without what defacers added.
    region : Region or None
        The division of the reporting body, as of the year reported on.
    figures : tuple of Figure
        Every figure that was read.
    remarks : tuple of Finding
        What was noticed while reading; `findings` has the checks of figures as well.
    """

    report: str
    part: int
    status: Status
    text: str = field(repr=False)
    clean: str = field(repr=False)
    title: str | None
    agency: str | None
    region: Region | None
    year: int | None
    period_start: date | None
    period_end: date | None
    published: date | None
    script: str | None
    form: str | None
    scope: Scope | None
    encoding: str | None
    sha256: str
    figures: tuple[Figure, ...] = field(repr=False)
    remarks: tuple[Finding, ...] = field(repr=False)

    @property
    def row(self) -> dict[str, Any]:
        """The report as a row of the reports table."""
        region = self.region
        return {
            "report": self.report,
            "part": self.part,
            "title": self.title,
            "agency": self.agency,
            "division_code": region.code if region else None,
            "region": region.path if region else None,
            "level": region.level if region else None,
            "year": self.year,
            "period_start": self.period_start,
            "period_end": self.period_end,
            "published": self.published,
            "script": self.script,
            "form": self.form,
            "scope": self.scope,
            "status": self.status,
            "encoding": self.encoding,
            "sha256": self.sha256,
            "characters": len(self.text),
        }

    @property
    def figure_rows(self) -> list[dict[str, Any]]:
        """The figures as rows of the observations table."""
        row = self.row
        shared = {name: row[name] for name in ("report", "part", "division_code", "region", "year")}
        return [shared | figure._asdict() for figure in self.figures]

    @property
    def remark_rows(self) -> list[dict[str, Any]]:
        """The remarks as rows of the findings table."""
        return [
            {"report": self.report, "part": self.part} | asdict(remark) for remark in self.remarks
        ]

    @cached_property
    def observations(self) -> pl.DataFrame:
        """The figures of the report as an observations table."""
        return OBSERVATIONS.build(self.figure_rows)

    @cached_property
    def findings(self) -> pl.DataFrame:
        """What was noticed while reading, and what the checks of the figures say."""
        noticed = FINDINGS.build(self.remark_rows)
        if is_sound(self.row, self.figures):
            return noticed
        return pl.concat([noticed, check(self.observations, REPORTS.build([self.row]))])

    def _repr_html_(self) -> str:
        """Show the report in a notebook, its figures marked in its text."""
        from giox.marked import fragment

        return fragment(self)


def read_report(
    path: str | Path, *, part: int = 0, ocr: bool = False, limits: Limits | None = None
) -> Report:
    """Read one saved report, in this process: time and memory are bounded by the limits only.

    `giox.extract` reads in processes of their own, which it ends where a file takes too much.

    Parameters
    ----------
    path : str or Path
        A file of one of the kinds in `giox.documents.READABLE`.
    part : int
        Which of the reports, where the file holds several: the `part` of the tables, from 0.
    ocr : bool
        Whether to read tables from pictures too (a scanned PDF, a picture of a table), which
        takes seconds each and needs `giox[ocr]`. Figures from them have `ocr` in their note.
    limits : giox.documents.Limits, optional
        How much of a file is taken in; files of 100 MB by default.

    Returns
    -------
    Report

    Raises
    ------
    DocumentError
        If the file is missing, empty, of another kind, larger than the limits, or holds no text
        or no such part; with `ocr`, if the extra is not installed.

    Examples
    --------
    >>> from giox.shipped import shared_path
    >>> report = read_report(shared_path("data", "specimens", "03_2019_pipe.txt"))
    >>> report.year, report.form, report.status
    (2019, '2019', 'ok')
    """
    path, limits = Path(path), limits or Limits()
    try:
        with path.open("rb") as stream:
            data = stream.read(limits.size + 1)
    except OSError as error:
        reason = error.strerror or error
        msg = f"{path} cannot be read: {reason}; check the path and your rights to it"
        raise DocumentError(msg) from error
    reports = read_all(data, path.name, limits=limits, ocr=ocr, folder=path.parent)
    if not 0 <= part < len(reports):
        msg = f"{path} holds no part {part}; its parts are 0 to {len(reports) - 1}"
        raise DocumentError(msg)
    return reports[part]


def read_bytes(data: bytes, name: str) -> Report:
    """Read a report from the bytes of a file; `name` tells its kind and is kept as `report`.

    Of a file that holds several reports this is the first; see `read_all`.

    Raises
    ------
    DocumentError
        If the bytes cannot be read as a document.

    Examples
    --------
    >>> report = read_bytes("<p>松阳县2020年政府信息公开工作年度报告".encode(), "page.html")
    >>> report.title, report.year
    ('松阳县2020年政府信息公开工作年度报告', 2020)
    """
    return read_all(data, name)[0]


def read_all(  # noqa: PLR0913 - options, each independent of the others
    data: bytes,
    name: str,
    file_name: str | None = None,
    limits: Limits | None = None,
    *,
    ocr: bool = False,
    folder: Path | None = None,
) -> tuple[Report, ...]:
    """Read all reports from the bytes of a file, one or more, numbered by their `part`.

    Parameters
    ----------
    data : bytes
        The content of the file.
    name : str
        What the reports are called in the tables.
    file_name : str, optional
        What tells the kind of file, where it is another than `name`: a document of a dump.
    limits : Limits, optional
        How much of a file is taken in.
    ocr : bool
        Whether to read tables from pictures too; needs `giox[ocr]`.
    folder : Path, optional
        Where the file stands: with `ocr`, a saved page may have its pictures beside it.

    Raises
    ------
    DocumentError
        If the bytes cannot be read as a document.

    Examples
    --------
    >>> from giox.shipped import shared_path
    >>> data = shared_path("data", "specimens", "03_2019_pipe.txt").read_bytes()
    >>> [(report.part, report.year) for report in read_all(data, "report.txt")]
    [(0, 2019)]
    """
    called = name if file_name is None else file_name
    if ocr:
        from giox.ocr import read_document as read_with_pictures

        document = read_with_pictures(data, called, limits, folder)
    else:
        document = read_document(data, called, limits)
    return _reports(document, name, hashlib.sha256(data).hexdigest())


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the text of a report gives beyond its metadata."""

    status: Status
    remarks: tuple[Finding, ...]
    region: Region | None = None
    scope: Scope | None = None
    form: str | None = None
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class _File:
    """A document with what holds for all reports in it."""

    document: Document
    name: str
    sha256: str
    brands: tuple[tuple[int, Brand], ...]
    """What defacers added, each with its place in the original text."""
    is_shared: bool
    """Whether reports share the file with pictures that stand behind their text."""


def _reports(document: Document, name: str, sha256: str) -> tuple[Report, ...]:
    mapped = normalise(document.text)
    brands = find_brands(mapped.text)
    places = tuple((mapped.source_span(one.start, one.end)[0], one) for one in brands)
    parts = split(lines_of(document, without_brands(mapped, brands)))
    is_shared = len(parts) > 1 and any(start > 0 for start, _ in document.pictures[:1])
    file = _File(document, name, sha256, places, is_shared)
    return tuple(_report(file, part, number) for number, part in enumerate(parts))


def _report(file: _File, part: Part, number: int) -> Report:
    document = file.document
    start, end = part.script.original(part.start, part.end)
    defaced = (_defaced(brand) for at, brand in file.brands if start <= at < end)
    seen = (Finding("document", "warning", remark) for remark in document.remarks)
    about = read_metadata(part.script.lines, part.text)
    reading = _read(part, about) if is_report(part.text) else _Reading("no_report", (_NO_REPORT,))
    figures, told = reading.figures, reading.remarks
    if document.pictures:
        spans = document.pictures
        figures, told = from_pictures(figures, told, spans, reading.form, shared=file.is_shared)
    beyond = tuple(one for one in figures if abs(one.value) > _LARGEST)
    if beyond:
        figures = tuple(one for one in figures if abs(one.value) <= _LARGEST)
    return Report(
        report=file.name,
        part=number,
        status=reading.status,
        text=document.text,
        clean=part.text,
        title=about.title,
        agency=_agency(about.agency, reading.region),
        region=reading.region,
        year=about.year,
        period_start=about.period_start,
        period_end=about.period_end,
        published=about.published,
        script=detect_script(document.text[start:end]),
        form=reading.form,
        scope=reading.scope,
        encoding=document.encoding,
        sha256=file.sha256,
        figures=figures,
        remarks=(*seen, *about.findings, *defaced, *told, *map(_beyond, beyond)),
    )


def _read(part: Part, about: Metadata) -> _Reading:
    script, clean = part.script, part.text
    region = region_of_document(
        title=about.title or "",
        agency=about.agency or "",
        head=" ".join(part for part in (about.index, clean[:_HEAD]) if part),
        body=clean,
        year=about.year,
    ).region
    scope = about.scope
    if scope is None and region is not None and region.level == "department":
        scope = "department"
    tables = read_tables(script, about.year, scope)
    if tables.form is None and not has_sentences(clean):
        return _Reading("no_report", (_NO_REPORT,))
    unlined = lost_rows(script.lines, tables.lines | about.field_lines)
    unread = unlined.lines if tables.form else ()
    prose = read_prose(
        script,
        about.year,
        skip=tables.lines | about.field_lines | unlined.lines,
        department=(region.level if region else voice(clean).body) in _OFFICES,
    )
    told = with_printed(prose.figures, script.mapped, about.year)
    status, lost = _status(tables, unlined)
    return _Reading(
        status,
        (
            *lost,
            *tables.findings,
            *(_row_lost(script.lines[number].text) for number in sorted(unread)),
            *prose.findings,
            *_unknown(about, region),
            *_at_odds(about, region),
        ),
        region,
        scope,
        tables.form.id if tables.form else "narrative",
        tuple(sorted((*tables.figures, *told), key=lambda one: (one.start, one.indicator))),
    )


def _defaced(brand: Brand) -> Finding:
    return Finding(
        "defacement",
        "warning",
        f"a word of a {brand.kind} site stands in the text; it was taken out",
        found=brand.words,
    )


_LARGEST = 2**53  # up to which Float64 tells whole numbers apart


def _beyond(figure: Figure) -> Finding:
    return Finding(
        "impossible_count",
        "error",
        "digits run on beyond what any count or sum can be, and were left out; look at the "
        "original page",
        figure.indicator,
        figure.applicant,
        found=figure.raw[:_LONGEST_FOUND],
    )


# Bodies of one office, so that a bureau (or its like) may be the subject of their sentences.
_OFFICES = frozenset({"department", "township", "national"})

_NO_REPORT = Finding(
    "no_report",
    "warning",
    "the text does not read like a report on government information disclosure; if it is one, "
    "save the page again once its text has loaded",
)


def _row_lost(row: str) -> Finding:
    return Finding(
        "row_unknown",
        "warning",
        "a line reads like a row of the statistics table but stands outside of it; look at the "
        "original page",
        found=row[:_LONGEST_FOUND],
    )


_LONGEST_FOUND = 60
_CELLS_LOST = Finding(
    "tables_lost",
    "warning",
    "rows of the statistics table stand in the text without cells, so that no figure of them can "
    "be told with certainty; look at the original page",
    found="统计指标",
)


_CELLS_BLANK = Finding(
    "tables_lost",
    "warning",
    "the tables of the form are there and no cell of them holds a figure: the report left them "
    "blank, or the figures were lost when the page was saved; look at the original page",
)


def _agency(name: str | None, region: Region | None) -> str | None:
    """Name the government where a title names its division only (池州市2015年…)."""
    if name is not None and region is not None and name in {region.name, f"{region.name}政府"}:
        return f"{region.name}人民政府"
    return name


def _status(tables: TableReading, unlined: LostRows) -> tuple[Status, tuple[Finding, ...]]:
    """Tell a report whose tables, or some of them, are not in the file."""
    if tables.form is None:
        return ("tables_lost", (_CELLS_LOST,)) if unlined.table else ("ok", ())
    lost = [part for part in tables.form.parts if part.id in tables.parts - tables.filled]
    findings = tuple(
        Finding(
            "tables_lost",
            "warning",
            f"no figure stands under the heading {part.title}: the table is a picture or was lost "
            "when the page was saved; look at the original page",
            found=part.title,
        )
        for part in lost
    )
    if lost and not tables.filled:
        return "tables_lost", findings
    if not tables.figures:
        return "tables_lost", (*findings, _CELLS_BLANK)
    misaligned = any(one.check in {"row_misaligned", "figures_unplaced"} for one in tables.findings)
    return ("partial" if lost or misaligned else "ok"), findings


def _at_odds(about: Metadata, region: Region | None) -> Iterable[Finding]:
    """Tell a signature by another place than the report's: neither lies in the other."""
    if region is None or about.signature is None:
        return
    signed = resolve_region(about.signature, about.year, region.path)
    if signed is None:
        return
    here, there = (one.code.rstrip("0") for one in (region, signed))
    if not (here.startswith(there) or there.startswith(here)):
        yield Finding(
            "place_at_odds",
            "warning",
            f"the report is of {region.path}, its signature of {signed.path}; the former is kept",
            expected=region.path,
            found=signed.path,
        )


def _unknown(about: Metadata, region: Region | None) -> Iterable[Finding]:
    if region is None:
        yield Finding(
            "region_unknown",
            "warning",
            "no division could be told from the report without guessing; name it in the file's "
            "first line",
        )
    if about.year is None:
        yield Finding("year_unknown", "warning", "the report does not tell which year it is on")
