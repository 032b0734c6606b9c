"""The page itself, and the fragment of it that a notebook shows."""

from __future__ import annotations

from giox.extraction import Report
from giox.marked.body import Body
from giox.marked.html import as_class, as_style, policy, shown, style_sheet
from giox.marked.words import words

__all__ = ["fragment", "page"]


def page(report: Report, language: str = "en") -> str:
    """Return a report as a self-contained HTML page with its figures marked in its text.

    Parameters
    ----------
    report : Report
        What `giox.read_report` returns.
    language : {"en", "zh"}
        The language of labels and headings; the text is the original one.

    Returns
    -------
    str
        HTML to be written as UTF-8. It has no script and loads nothing: its content security
        policy allows its own style sheet only. Whatever comes from the report is escaped.

    Raises
    ------
    SchemaError
        If `language` is neither ``en`` nor ``zh``.

    Examples
    --------
    >>> import giox
    >>> from giox.shipped import shared_path
    >>> report = giox.read_report(shared_path("data", "specimens", "03_2019_pipe.txt"))
    >>> 'title="行政复议 · 总计&#10;4 件 · 表格' in page(report, "zh")
    True
    """
    said = words(language)
    body = Body(report, said, as_class, floating=True)
    return "".join(
        (
            f'<!DOCTYPE html>\n<html lang="{said["html_language"]}">\n<head>\n',
            '<meta charset="utf-8">\n',
            f'<meta http-equiv="Content-Security-Policy" content="{policy()}">\n',
            '<meta name="referrer" content="no-referrer">\n',
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
            f"<title>{shown(report.title or report.report)}</title>\n",
            f"<style>{style_sheet()}</style>\n</head>\n<body>\n",
            *body.head(),
            *body.whole_text(),
            *body.all_figures(),
            "</body>\n</html>\n",
        )
    )


def fragment(report: Report, language: str = "en") -> str:
    """Return the same for a notebook: without a style sheet, long texts shortened.

    JupyterLab takes style sheets out of what it does not trust but keeps style attributes;
    of a text beyond 60,000 characters only the surroundings of the figures are shown.

    Raises
    ------
    SchemaError
        If `language` is neither ``en`` nor ``zh``.

    Examples
    --------
    >>> import giox
    >>> from giox.shipped import shared_path
    >>> report = giox.read_report(shared_path("data", "specimens", "03_2019_pipe.txt"))
    >>> "<style" in fragment(report), 'style="' in fragment(report)
    (False, True)
    """
    body = Body(report, words(language), as_style, floating=False)
    return "".join(("<div>", *body.head(), *body.shortened_text(), "</div>"))
