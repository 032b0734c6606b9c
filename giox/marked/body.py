"""What is written of a report: its head, its findings, its text with marks, its figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from giox.extraction import Figure, Report
from giox.marked.html import Look, shown
from giox.marked.notes import Note, Row, notes
from giox.marked.pieces import Line, Piece, lines, pieces, within
from giox.marked.words import Words

__all__ = ["Body"]

_CHUNK = 200
"""Lines in a section that the browser lays out only when it comes into view."""
_NAMED = 12
"""Figures that one mark names; further ones are counted."""
_WHOLE = 60_000
_AROUND = 300
"""A notebook is shown texts up to `_WHOLE` characters in full; of longer ones `_AROUND`
characters on each side of every figure."""
_SIGNS = {"error": "●", "warning": "▲", "notice": "○"}


class Body:
    """Writes the parts of one report.

    Parameters
    ----------
    report : Report
        The report.
    said : Words
        The words of the page's language.
    look : callable
        `as_class` or `as_style` of `giox.marked.html`.
    floating : bool
        Whether notes float in the margin, and so are written before their line, not after it.
    """

    def __init__(self, report: Report, said: Words, look: Look, *, floating: bool) -> None:
        self._report = report
        self._said = said
        self._look = look
        self._floating = floating
        # Several reports can stand in one notebook, so their targets must differ.
        self._id = f"giox-{report.sha256[:8]}-{report.part}"
        self._pieces = pieces(len(report.text), report.figures)
        placed = {one: None for cut in self._pieces for one in cut.figures}
        self._starts = {one.start for one in placed}
        self._notes = notes(report, placed)
        self._notes_at = self._notes.first_at()
        self._numbers_at = self._notes.numbers_at()

    def head(self) -> Iterator[str]:
        """Write the title, what the report says of itself, the legend and the findings."""
        look = self._look
        title = self._report.title or self._said["untitled"]
        yield f"<header{look('report')}>\n<div{look('title')}>{shown(title)}</div>\n"
        yield f"<div{look('facts')}>\n"
        for key, value in self._facts():
            yield (
                f"<div{look('fact')}><span{look('key')}>{shown(key)}</span> {shown(value)}</div>\n"
            )
        yield "</div>\n"
        yield from self._legend()
        yield from self._findings()
        yield "</header>\n"

    def _facts(self) -> Iterator[tuple[str, str]]:
        """Pair what the reports table says of the report with short names of its columns."""
        row, said = self._report.row, self._said
        named = ("level", "form", "scope", "status", "script")
        told = {**row, **{key: said.name(key, row[key]) for key in named if row[key] is not None}}
        told["region"] = row["region"] and said["name_and_remark"].format(
            name=row["region"], remark=row["division_code"]
        )
        told["period"] = (
            said["from_to"].format(start=row["period_start"], end=row["period_end"])
            if row["period_start"] and row["period_end"]
            else None
        )
        told["part"] = row["part"] or None
        told["characters"] = f"{row['characters']:,}"
        told["sha256"] = f"{row['sha256'][:12]}…"
        for key, name in said.names("fact"):
            if told[key] is not None:
                yield name, str(told[key])

    def _legend(self) -> Iterator[str]:
        said, look = self._said, self._look
        yield f"<div{look('legend')}>\n"
        origins = [one.origin for one in self._report.figures]
        for origin, name in said.names("origin"):
            if origin in origins:
                yield (
                    f"<span><span{look(origin)}>{name}</span> "
                    f"<span{look('count')}>{origins.count(origin)}</span></span>\n"
                )
        findings = (*self._notes.general, *(note.finding for note in self._notes.beside))
        severities = [finding["severity"] for finding in findings]
        for severity, name in said.names("severity"):
            if severity in severities:
                yield (
                    f"<span>{_SIGNS[severity]} {name} "
                    f"<span{look('count')}>{severities.count(severity)}</span></span>\n"
                )
        yield f"<span{look('quiet')}>{said['legend']}</span>\n</div>\n"

    def _findings(self) -> Iterator[str]:
        said, look = self._said, self._look
        yield f"<div{look('heading')}>{said['findings']}</div>\n"
        if not self._notes.general and not self._notes.beside:
            yield f"<div{look('quiet')}>{said['no_findings']}</div>\n"
        for finding in self._notes.general:
            yield f"<div{look(finding['severity'])}>{self._told(finding)}</div>\n"
        if self._notes.beside:
            links = self._links(note.number for note in self._notes.beside)
            yield f"<div><span{look('quiet')}>{said['beside']}</span> {links}</div>\n"

    def _told(self, finding: Row) -> str:
        """Tell a finding: how grave, what it is about, what it says, what should stand there."""
        said, look = self._said, self._look
        severity = finding["severity"]
        told = [f"<span{look('badge')}>{_SIGNS[severity]} {said.name('severity', severity)}</span>"]
        if finding["indicator"] is not None:
            told.append(shown(self._subject(finding["indicator"], finding["applicant"])))
        elif finding["applicant"] is not None:
            told.append(shown(said.applicant(finding["applicant"])))
        told.append(shown(said.message(finding["check"], finding["message"])))
        told += (
            f"<span{look('quiet')}>{said[key]}</span> {shown(finding[key])}"
            for key in ("expected", "found")
            if finding[key] is not None
        )
        return " · ".join(told)

    def _subject(self, indicator: str, applicant: str | None) -> str:
        label = self._said.indicator(indicator)
        if applicant is None:
            return label
        remark = self._said.applicant(applicant)
        return self._said["name_and_remark"].format(name=label, remark=remark)

    def _links(self, numbers: Iterable[int]) -> str:
        return " ".join(f'<a href="#{self._id}-n{number}">{number}</a>' for number in numbers)

    def whole_text(self) -> Iterator[str]:
        """Write the text in sections, each laid out by the browser when it is looked at."""
        yield f'<main lang="zh"{self._look("text")}>'
        following = lines(self._report.text)
        while chunk := list(islice(following, _CHUNK)):
            yield f"<section{self._look('chunk')}>"
            for line in chunk:
                yield from self._line(line)
            yield "</section>"
        yield "</main>\n"

    def shortened_text(self) -> Iterator[str]:
        """Write the text in a box that scrolls, without long stretches that hold no figure."""
        text = self._report.text
        yield f'<div lang="zh"{self._look("box")}>'
        done = 0
        for start, end in (*self._windows(), (len(text), len(text))):
            if start > done:
                left_out = self._said["left_out"].format(n=f"{start - done:,}")
                yield f"<div{self._look('quiet')}>[{shown(left_out)}]</div>"
            for line in lines(text, start, end):
                yield from self._line(line)
            done = end
        yield "</div>\n"

    def _windows(self) -> list[tuple[int, int]]:
        """Return the stretches of the text that a notebook is shown."""
        length = len(self._report.text)
        if length <= _WHOLE:
            return [(0, length)]
        found = [(0, _AROUND)]
        for cut in self._pieces:
            if cut.figures:
                start, end = max(0, cut.start - _AROUND), min(length, cut.end + _AROUND)
                if start <= found[-1][1]:
                    found[-1] = (found[-1][0], end)
                else:
                    found.append((start, end))
        return found

    def _line(self, line: Line) -> Iterator[str]:
        marked = [one.start for one in within(self._pieces, line.start, line.end) if one.figures]
        beside = [self._note(note) for start in marked for note in self._notes_at.get(start, ())]
        if self._floating:
            yield from beside
        if line.cells:
            cells = (
                f"<span{self._look(cell.kind)}>{self._stretch(cell.start, cell.end)}</span>"
                for cell in line.cells
            )
            yield f"<div{self._look('row')}>{''.join(cells)}</div>"
        else:
            kind = "blank" if self._report.text[line.start : line.end].isspace() else "line"
            yield f"<div{self._look(kind)}>{self._stretch(line.start, line.end)}</div>"
        if not self._floating:
            yield from beside

    def _note(self, note: Note) -> str:
        return (
            f'<aside id="{self._id}-n{note.number}"{self._look("beside")}>'
            f"<div{self._look(note.finding['severity'])}>"
            f'<a href="#{self._id}-{note.starts[0]}">{note.number}</a> '
            f"{self._told(note.finding)}</div></aside>"
        )

    def _stretch(self, start: int, end: int) -> str:
        return "".join(self._piece(one) for one in within(self._pieces, start, end))

    def _piece(self, cut: Piece) -> str:
        """Write words, marked where figures cover them, with the numbers of notes behind."""
        words = shown(self._report.text[cut.start : cut.end])
        if not cut.figures:
            return words
        target = f' id="{self._id}-{cut.start}"' if cut.start in self._starts else ""
        tip = shown(self._tip(cut.figures)).replace("\n", "&#10;")
        look = self._look(cut.figures[0].origin)
        marked = f'<span{target}{look} title="{tip}">{words}</span>'
        ending = {one.start for one in cut.figures if one.end == cut.end}
        numbers = {number for start in ending for number in self._numbers_at.get(start, ())}
        if not numbers:
            return marked
        return f"{marked}<sup{self._look('reference')}>{self._links(sorted(numbers))}</sup>"

    def _tip(self, figures: Sequence[Figure]) -> str:
        """Say what the figures of a mark are."""
        told = ["\n".join(self._tip_lines(one)) for one in figures[:_NAMED]]
        if len(figures) > _NAMED:
            told.append(self._said["and_more"].format(n=len(figures) - _NAMED))
        return "\n\n".join(told)

    def _tip_lines(self, figure: Figure) -> Iterator[str]:
        said = self._said
        yield self._subject(figure.indicator, figure.applicant)
        facts = [
            f"{_number(figure.value)} {said.name('unit', figure.unit)}",
            said.name("origin", figure.origin),
        ]
        if figure.scope is not None:
            facts.append(said.name("scope", figure.scope))
        yield " · ".join(facts)
        if figure.note is not None:
            yield f"{said.name('column', 'note')}: {figure.note}"
        yield figure.indicator

    def all_figures(self) -> Iterator[str]:
        """Write a closed table of all figures with links to their marks."""
        figures, said = self._report.figures, self._said
        if not figures:
            return
        heads = "".join(f"<th>{name}</th>" for _, name in said.names("column"))
        yield (
            f"<details>\n<summary>{said['figures']} ({len(figures)})</summary>\n"
            f'<table class="all">\n<thead><tr>{heads}</tr></thead>\n<tbody>\n'
        )
        for one in figures:
            yield f"<tr>{''.join(self._cells(one))}</tr>\n"
        yield "</tbody>\n</table>\n</details>\n"

    def _cells(self, one: Figure) -> Iterator[str]:
        said, raw = self._said, shown(one.raw)
        yield f"<td>{shown(said.indicator(one.indicator))}</td>"
        yield f"<td>{shown(said.applicant(one.applicant)) if one.applicant else ''}</td>"
        yield f'<td class="figure">{_number(one.value)}</td>'
        yield f"<td>{shown(said.name('unit', one.unit))}</td>"
        yield f"<td>{shown(said.name('scope', one.scope)) if one.scope else ''}</td>"
        yield f"<td>{shown(said.name('origin', one.origin))}</td>"
        if one.start in self._starts:
            raw = f'<a href="#{self._id}-{one.start}">{raw}</a>'
        yield f"<td>{raw}</td>"
        yield f"<td>{shown(one.note or '')}</td>"


def _number(value: float) -> str:
    return f"{int(value):,}" if value == int(value) else f"{value:,}"
