"""The giox command."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from giox.errors import GioxError

__all__ = ["main"]

app = typer.Typer(
    name="giox",
    help="Annual reports on government information disclosure as tidy, checked tables.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback(invoke_without_command=True)
def _version(
    version: Annotated[bool, typer.Option("--version", help="Say the version and stop.")] = False,
) -> None:
    if version:
        from giox import __version__

        typer.echo(f"giox {__version__}")
        raise typer.Exit


@app.command()
def extract(  # noqa: PLR0913, PLR0917 - the options of the command
    paths: Annotated[
        list[str],
        typer.Argument(help="Files, folders or dumps of saved reports; paths or addresses."),
    ],
    output: Annotated[str, typer.Option("--output", "-o", help="Folder for the tables.")],
    format: Annotated[str, typer.Option("--format", help="parquet or csv.")] = "parquet",  # noqa: A002
    processes: Annotated[
        int | None,
        typer.Option("--processes", help="How many read; one for each processor by default."),
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option("--scheduler", help="A Dask cluster to read on: tcp://…")
    ] = None,
    timeout: Annotated[float, typer.Option("--timeout", help="Seconds for one file.")] = 120.0,
    memory: Annotated[int, typer.Option("--memory", help="Megabytes for reading one file.")] = 2048,
    max_bytes: Annotated[
        int, typer.Option("--max-bytes", help="Bytes of the largest file that is read.")
    ] = 104_857_600,
    every_document: Annotated[
        bool,
        typer.Option("--every-document", help="Read also pages of dumps that look like no report."),
    ] = False,
    ocr: Annotated[
        bool,
        typer.Option("--ocr", help="Read tables from pictures too (slow; needs giox\\[ocr])."),
    ] = False,
) -> None:
    """Read saved reports and write the tables reports, observations and findings.

    What was read is kept beside the tables: a run that was stopped goes on where it stopped.
    """
    from contextlib import AbstractContextManager, nullcontext

    from giox.corpus import extract_to

    if format not in {"parquet", "csv"}:
        msg = f"--format is parquet or csv, not {format}"
        raise GioxError(msg)
    cluster: AbstractContextManager[Any] = nullcontext()
    if scheduler is not None:
        from giox.corpus.cluster import connected

        cluster = connected(scheduler)
    with cluster as client:
        summary = extract_to(
            paths,
            output,
            format,  # type: ignore[arg-type]
            processes=processes,
            client=client,
            timeout=timeout,
            memory=memory * 2**20,
            max_bytes=max_bytes,
            first_look=not every_document,
            ocr=ocr,
        )
    typer.echo(str(summary))
    if not summary.statuses:
        typer.echo("No file was found: the tables are empty.", err=True)
    if unreadable := summary.statuses.get("unreadable"):
        typer.echo(f"{unreadable} files could not be read: findings says why.", err=True)
    for path in summary.written:
        typer.echo(f"wrote {path}")


@app.command()
def study(
    output: Annotated[
        Path, typer.Option("--output", "-o", help="Folder for what is written.")
    ] = Path("figures"),
    data: Annotated[
        Path | None,
        typer.Option("--data", help="Your own folder of reports; else the shipped figures."),
    ] = None,
    language: Annotated[str, typer.Option("--language", help="en or zh.")] = "en",
) -> None:
    """Run the study: tables of the specimens, panel, the notebooks with figures and tables."""
    from giox.study import run

    typer.echo(run(output, data=data, language=language))


@app.command()
def show(
    file: Annotated[Path, typer.Argument(help="A saved report.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The page; else FILE.giox.html here.")
    ] = None,
    part: Annotated[
        int, typer.Option("--part", help="Which report, where the file holds several; from 0.")
    ] = 0,
    language: Annotated[str, typer.Option("--language", help="en or zh.")] = "en",
    ocr: Annotated[
        bool, typer.Option("--ocr", help="Read tables from pictures too (needs giox\\[ocr]).")
    ] = False,
) -> None:
    """Write a page that shows a report with its figures marked in its own text."""
    from giox.extraction import read_report
    from giox.marked import page

    path = output or Path(f"{file.name}.giox.html")
    _write(path, page(read_report(file, part=part, ocr=ocr), language))


@app.command()
def check(
    tables: Annotated[Path, typer.Argument(help="Folder that `giox extract` wrote to.")],
    html: Annotated[
        Path | None, typer.Option("--html", help="Write the page here as well.")
    ] = None,
    language: Annotated[str, typer.Option("--language", help="en or zh.")] = "en",
) -> None:
    """Check the tables against one another and say what to know before trusting them."""
    from rich.console import Console

    from giox.checks import overview, page, terminal
    from giox.checks.page import words
    from giox.tables import read_tables

    words(language)
    read = read_tables(tables)
    seen = overview(read.observations, read.reports, read.findings, language=language)  # type: ignore[arg-type]
    Console().print(terminal(seen, language))  # type: ignore[arg-type]
    if html is not None:
        _write(html, page(seen, language))  # type: ignore[arg-type]


@app.command()
def correct(
    tables: Annotated[Path, typer.Argument(help="Folder that `giox extract` wrote to.")],
    apply: Annotated[
        Path | None, typer.Option("--apply", help="File of corrections (CSV or TOML) to apply.")
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option("--to", help="Folder for the corrected tables, or file for the proposals."),
    ] = None,
) -> None:
    """Write a file of corrections to fill in, or apply one and write the tables beside."""
    from giox.corrections import correct_folder, propose_folder

    if apply is None:
        path, lines = propose_folder(tables, to)
        typer.echo(f"wrote {path}: {lines} figures that findings speak of")
        typer.echo(f"Give a reason to each you decide, then: giox correct {tables} --apply {path}")
        return
    written, done = correct_folder(tables, apply, to)
    for message in done.findings["message"]:
        typer.echo(message)
    typer.echo(
        f"figures corrected: {done.replaced.height}; without a reason, not applied: "
        f"{done.proposals.height}"
    )
    for file in written:
        typer.echo(f"wrote {file}")


@app.command()
def publish(  # noqa: PLR0913, PLR0917 - the options of the command
    tables: Annotated[
        Path,
        typer.Argument(help="Folder that `giox extract` or `giox correct --apply` wrote to."),
    ],
    to: Annotated[
        Path | None, typer.Option("--to", help="Folder to write; else TABLES/publication.")
    ] = None,
    title: Annotated[str | None, typer.Option("--title", help="Of the data set.")] = None,
    author: Annotated[
        list[str] | None, typer.Option("--author", help="'Family, Given'; once for each.")
    ] = None,
    licence: Annotated[str | None, typer.Option("--licence", help="As CC-BY-4.0.")] = None,
    unit: Annotated[str, typer.Option("--unit", help="Of the panel: body or region.")] = "body",
    boundaries: Annotated[
        int | None, typer.Option("--boundaries", help="Year whose divisions the panel is in.")
    ] = None,
) -> None:
    """Write tables, panel, codebook, description and provenance for others to reuse."""
    from giox.publication import About
    from giox.publication import publish as write

    about = About(title or About().title, tuple(author or ()), licence)
    written = write(tables, to, about=about, unit=unit, boundaries=boundaries)  # type: ignore[arg-type]
    for file in written:
        typer.echo(f"wrote {file}")


def _write(path: Path, text: str) -> None:
    from giox.files import write_files

    write_files(path.parent, {path.name: text.encode()})
    typer.echo(f"wrote {path}")


def main() -> None:
    """Run the giox command; errors that giox expects are said in one line."""
    try:
        app()
    except GioxError as error:
        typer.echo(f"giox: {error}", err=True)
        raise SystemExit(2) from None
