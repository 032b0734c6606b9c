"""The overview of the checks as one page that needs nothing else: no script, no other file."""

from __future__ import annotations

import tomllib
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files
from itertools import groupby
from typing import Any

import polars as pl

from giox.checks.catalogue import Language
from giox.checks.lettering import font_face
from giox.checks.overview import Overview
from giox.errors import SchemaError
from giox.schema import LEVELS, SEVERITIES

__all__ = ["page", "words"]

_MOST_FILES = 60
_MOST_FINDINGS = 40
_KINDS = ("identity", "arithmetic", "prose", "years", "places", "document", "reading", "other")
_OTHER: Mapping[str, Language] = {"en": "zh", "zh": "en"}

Row = Mapping[str, Any]


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads(files("giox.checks").joinpath("page.toml").read_text(encoding="utf-8"))


def words(language: str) -> Mapping[str, Any]:
    """Return the words of a language.

    Raises
    ------
    SchemaError
        If it is neither ``en`` nor ``zh``.

    Examples
    --------
    >>> words("zh")["coverage"]
    '覆盖情况'
    """
    if language not in _data():
        msg = f"the report of the checks speaks 'en' and 'zh', not {language!r}"
        raise SchemaError(msg)
    return dict(_data()[language])


def page(seen: Overview, language: Language = "en") -> str:
    """Return the overview as an HTML page.

    Parameters
    ----------
    seen : Overview
        What `overview` returns.
    language : {"en", "zh"}
        Of the page; what a check asks is told in both.

    Examples
    --------
    >>> from giox.checks.overview import overview
    >>> from giox.schema import FINDINGS, OBSERVATIONS, REPORTS
    >>> empty = overview(OBSERVATIONS.empty(), REPORTS.empty(), FINDINGS.empty())
    >>> page(empty).startswith("<!DOCTYPE html>")
    True
    """
    said = words(language)
    body = "\n".join(
        [
            f"<body><h1>{_shown(said['title'])}</h1>",
            *_facts(seen, said),
            *_coverage(seen, said),
            *_kinds(seen, said, language),
            *_files(seen, said),
            "</body></html>",
        ]
    )
    sheet = files("giox.checks").joinpath("page.css").read_text(encoding="utf-8")
    style = font_face(body) + sheet
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; font-src data:; style-src 'sha256-{digest}'"
    parts = [
        "<!DOCTYPE html>",
        f'<html lang="{said["html_language"]}">',
        '<head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{_shown(said['title'])}</title>",
        f"<style>{style}</style></head>",
        body,
    ]
    return "\n".join(parts) + "\n"


def _shown(text: object) -> str:
    """Escape a text; NUL, which HTML cannot hold, becomes U+FFFD."""
    return escape(str(text).replace("\0", "\ufffd"))


def _facts(seen: Overview, said: Row) -> Iterator[str]:
    counts = {severity: (seen.findings["severity"] == severity).sum() for severity in SEVERITIES}
    sound = seen.reports.filter(pl.col("error") == 0, pl.col("warning") == 0).height
    facts = [
        ("", seen.reports.height, said["reports"]),
        ("", seen.figures, said["figures"]),
        ("", sound, said["sound"]),
        *((one, counts[one], said[one if counts[one] == 1 else f"{one}s"]) for one in SEVERITIES),
    ]
    yield '<dl class="facts">'
    for kind, number, label in facts:
        yield f'<div class="{kind}"><dt>{_shown(label)}</dt><dd>{number:,}</dd></div>'
    yield "</dl>"


def _coverage(seen: Overview, said: Row) -> Iterator[str]:
    cells = {(row["level"], row["year"]): row for row in seen.coverage.iter_rows(named=True)}
    years = sorted({year for _, year in cells}, key=lambda year: (year is None, year))
    known = {level for level, _ in cells}
    levels = [level for level in (*LEVELS, None) if level in known]
    yield f"<h2>{_shown(said['coverage'])}</h2>"
    yield f'<p class="lead">{_shown(said["coverage_note"])}</p>'
    yield f'<div class="scroll"><table class="coverage"><thead><tr><th>{said["level"]}</th>'
    yield from (f'<th scope="col">{year or said["unknown"]}</th>' for year in years)
    yield f'<th scope="col">{said["all"]}</th></tr></thead><tbody>'
    for level in levels:
        row = [cells.get((level, year)) for year in years]
        yield f'<tr><th scope="row">{_shown(said["of_level"].get(level, said["unknown"]))}</th>'
        yield from (_cell(one) for one in row)
        yield f"{_cell(_sum(row), 'sum')}</tr>"
    if len(levels) > 1:
        yield f'<tr class="sum"><th scope="row">{said["all"]}</th>'
        for year in years:
            yield _cell(_sum([cells.get((level, year)) for level in levels]), "sum")
        yield f"{_cell(_sum(list(cells.values())), 'sum')}</tr>"
    yield "</tbody></table></div>"


def _sum(row: Sequence[Row | None]) -> Row:
    return {name: sum(one[name] for one in row if one) for name in ("reports", "error", "warning")}


def _cell(counts: Row | None, kind: str = "") -> str:
    if not counts or not counts["reports"]:
        return '<td class="empty"></td>'
    error, warning = (100 * counts[one] / counts["reports"] for one in ("error", "warning"))
    bar = (
        '<svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="error" width="{error:.1f}" height="4"/>'
        f'<rect class="warning" x="{error:.1f}" width="{warning:.1f}" height="4"/></svg>'
    )
    return f'<td class="{kind}">{counts["reports"]:,}{bar}</td>'


def _kinds(seen: Overview, said: Row, language: Language) -> Iterator[str]:
    yield f"<h2>{_shown(said['findings'])}</h2>"
    if seen.kinds.is_empty():
        yield f'<p class="lead">{_shown(said["no_findings"])}</p>'
        return
    yield f'<p class="lead">{_shown(said["findings_note"])}</p>'
    listed = [row | {"kind": row["kind"] or "other"} for row in seen.kinds.iter_rows(named=True)]
    listed.sort(key=lambda row: _KINDS.index(row["kind"]))
    for kind, rows in groupby(listed, key=lambda row: str(row["kind"])):
        yield f"<h3>{_shown(said['of_kind'][kind])}</h3>"
        for row in rows:
            yield from _kind(row, said, language)


def _kind(row: Row, said: Row, language: Language) -> Iterator[str]:
    form = said["of_report" if row["reports"] == 1 else "of_reports"]
    number = f"{row['findings']:,}"
    counted = form.format(findings="", reports=f"{row['reports']:,}").strip().lstrip(",项")
    yield f'<div class="kind"><div class="count {row["severity"]}"><b>{number}</b>'
    yield f"<small>{_shown(counted)}</small></div><div>"
    for tongue in (language, _OTHER[language]):
        rule = row[f"must_hold_{tongue}"] or row["check"]
        yield f'<p lang="{words(tongue)["html_language"]}">{_shown(rule)}</p>'
    yield f"<small><code>{_shown(row['check'])}</code> · {_shown(said[row['severity']])}"
    if row["source"]:
        yield f' · <span lang="zh-CN">{_shown(row["source"])}</span>'
    yield "</small></div></div>"


def _files(seen: Overview, said: Row) -> Iterator[str]:
    worst = seen.reports.filter(pl.sum_horizontal(SEVERITIES) > 0)
    if worst.is_empty():
        return
    yield f"<h2>{_shown(said['files'])}</h2>"
    yield f'<p class="lead">{_shown(said["files_note"])}</p>'
    shown = worst.head(_MOST_FILES)
    order = pl.col("severity").cast(pl.Enum(SEVERITIES))
    of_shown = seen.findings.join(shown, on=["report", "part"], how="semi").sort(
        order, maintain_order=True
    )
    own = of_shown.partition_by("report", "part", as_dict=True, maintain_order=True)
    for row in shown.iter_rows(named=True):
        yield from _file(row, own[row["report"], row["part"]], said)
    if worst.height > _MOST_FILES:
        more = f"{worst.height - _MOST_FILES:,}"
        yield f'<p class="lead">{_shown(said["more_files"].format(n=more))}</p>'


def _file(row: Row, findings: pl.DataFrame, said: Row) -> Iterator[str]:
    tally = "".join(
        f'<span class="{one}" title="{_shown(said[f"{one}s"])}">{row[one]}</span>'
        for one in SEVERITIES
        if row[one]
    )
    place = " · ".join(str(one) for one in (row["region"], row["year"]) if one is not None)
    part = f" ({said['part'].format(n=row['part'] + 1)})" if row["part"] else ""
    yield f'<details><summary><span class="name">{_shown(row["report"])}{_shown(part)}</span>'
    yield f'<span class="place" lang="zh-CN">{_shown(place)}</span>'
    yield f'<span class="tally">{tally}</span></summary><ul>'
    for one in findings.head(_MOST_FINDINGS).iter_rows(named=True):
        yield f'<li class="{one["severity"]}">{_shown(one["message"])}{_values(one, said)}'
        yield f" <code>{_shown(one['check'])}</code></li>"
    if findings.height > _MOST_FINDINGS:
        yield f"<li>{_shown(said['more_findings'].format(n=findings.height - _MOST_FINDINGS))}</li>"
    yield "</ul></details>"


def _values(finding: Row, said: Row) -> str:
    """Return what was expected and found, where the message does not say it."""
    told = [
        f"{said[name]} {finding[name]}"
        for name in ("expected", "found")
        if finding[name] is not None and finding[name] not in finding["message"]
    ]
    return _shown(f" ({', '.join(told)})") if told else ""
