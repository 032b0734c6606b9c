"""What a report says of itself: title, agency, year, period, day of publication, scope."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from itertools import islice
from typing import Any

from giox.extraction.lines import Line
from giox.extraction.model import Finding, Scope
from giox.text import find_dates, find_periods

__all__ = ["Metadata", "is_report", "read_metadata"]

_HEAD_LINES = 40
_INTRODUCTION = 1500
_TAIL_LINES = 12
_FIRST_YEAR, _LAST_YEAR = 2003, 2035
# (What must not stand before the year is looked for behind its first digits, for a search for
# certain characters is quick.)
_TEXT_YEAR = re.compile(r"((?:19|20)(?<![0-9〔\[(]..)[0-9]{2})年(?!代)")
_CHINESE_YEAR = re.compile(r"([二][〇○零O0][〇○零一二三][〇○零一二三四五六七八九])年")
_YEAR_LAST = re.compile("[0-9]{4}年度?$")
_DAY_BESIDE = re.compile(
    r"[\[(]?(?:19|20)[0-9]{2}[-/.][0-9]{1,2}[-/.][0-9]{1,2}(?:[0-9]{2}:[0-9]{2}(?::[0-9]{2})?)?[\])]?"
)
_UNTIL = re.compile(r"起[,、 ](?=[至到])")
_STOP = re.compile(r"[。\n]")
_MAY_END_FIELD = re.compile(r"[\s:：]")
_FIELD_END = re.compile(r"[\s:](?:(?<=\s)\s*|(?<=[^:]:)(?=[^/]))")
_LONGEST_FIELD = 160
_LONGEST_TITLE = 60  # what stands before the fields in their line
_SHORTEST_TITLE = 4  # its subject, where the next line says what it is
_MANY_DAYS = 3
_COLON = " :："
_DIGITS = str.maketrans("〇○零O一二三四五六七八九", "0000123456789")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a report says of itself, in simplified script; None where it does not say.

    `index` is the site's index number (索引号), of which many begin with a division code;
    `signature` the name that stands at the end;
    `field_lines` are the numbers of the lines that hold such fields, which are no prose.
    """

    title: str | None
    agency: str | None
    index: str | None
    year: int | None
    period_start: date | None
    period_end: date | None
    published: date | None
    scope: Scope | None
    field_lines: frozenset[int]
    findings: tuple[Finding, ...]
    signature: str | None = None


@cache
def _data() -> Mapping[str, Any]:
    path = files("giox.extraction").joinpath("metadata.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def _each(*keys: str) -> tuple[re.Pattern[str], ...]:
    """Compile the words under some keys one by one: so long ones are found faster."""
    words: Any = _data()
    for key in keys:
        words = words[key]
    return tuple(map(re.compile, words if isinstance(words, list) else [words]))


@cache
def _any(*keys: str) -> re.Pattern[str]:
    return re.compile("|".join(words.pattern for words in _each(*keys)))


def is_report(text: str) -> bool:
    """Tell whether a text can be a report at all, from the words of its subject."""
    rule = _data()["report"]
    found = islice(filter(text.__contains__, rule["words"]), rule["fewest"])
    return bool(len(text) >= rule["fewest_characters"] and len([*found]) == rule["fewest"])


def read_metadata(lines: Sequence[Line], text: str) -> Metadata:
    """Read what a report says of itself.

    Parameters
    ----------
    lines : sequence of Line
        The normalised lines of the report.
    text : str
        The normalised text.
    """
    fields, field_lines = _fields(lines[:_HEAD_LINES])
    period = _period(text)
    title = _title(lines, fields.get("title"), period[1].year if period else None)
    titled = _year_of(title) or _told_year(text)
    signature, signed = _signature(lines)
    reported = titled or (period[1].year if period else None)
    published = _day(fields.get("published")) or signed or _day_line(lines, reported)
    year, findings = _year(titled, period, text, published)
    agency = _agency(title, (fields.get("agency"), signature)) or _told_agency(text)
    first, last = period or (None, None)
    return Metadata(
        title,
        agency,
        fields.get("index"),
        year,
        first,
        last,
        published,
        _scope(text, agency if agency and agency in (title or "") else None),
        field_lines,
        findings,
        signature,
    )


@cache
def _label() -> re.Pattern[str]:
    """Compile the labels of fields, each in a group that has the name of its field."""
    return re.compile(
        "|".join(
            f"(?P<{kind}>{'|'.join(sorted(labels, key=len, reverse=True))})"
            for kind, labels in _data()["fields"].items()
        )
    )


@lru_cache(maxsize=4096)
def _label_of(cell: str) -> tuple[str, str] | None:
    """Return the field whose label a cell begins with, and what stands behind that."""
    match = _label().match(cell)
    return (match.lastgroup, cell[match.end() :]) if match and match.lastgroup else None


def _fields(lines: Iterable[Line]) -> tuple[dict[str, str], frozenset[int]]:
    """Return the labelled fields above a report, the first value of each, and their lines."""
    found: dict[str, str] = {}
    numbers: set[int] = set()
    for number, line in enumerate(lines):
        cells = [piece.text for piece in line.pieces]
        if line.table is None:
            (words,) = cells
            if len(words) > _LONGEST_FIELD or _MAY_END_FIELD.search(words) is None:
                continue
            cells = [cell for cell in _FIELD_END.split(words) if cell]
        labels = [*map(_label_of, cells)]
        if not any(labels):
            continue
        before = len("".join(cells[: next(at for at, one in enumerate(labels) if one)]))
        if line.table is None and before > _LONGEST_TITLE:
            continue
        for label, following in zip(labels, [*cells[1:], ""], strict=True):
            if label is None:
                continue
            field, rest = label
            if rest[:1].strip(_COLON):
                continue
            value = rest.strip(_COLON) or following.strip(_COLON)
            if value and _label().fullmatch(value) is None:
                found.setdefault(field, value)
                numbers.add(number)
    return found, frozenset(numbers)


def _title(lines: Sequence[Line], field: str | None, covered: int | None) -> str | None:
    """Return the first title that names the year of the figures, else the first at all.

    Above a report may stand a list of those of other years. Its lines have days beside them as a
    rule: such a line is a title only where no other is. The bare name of all such reports (a
    heading of the site) comes last.
    """
    first: str | None = None
    dated: dict[int | None, str] = {}
    bare: dict[int | None, str] = {}
    for text, before in _like_titles(lines, field):
        undated = _DAY_BESIDE.sub("", text)
        if not _any("title", "bare").fullmatch(undated):
            named = undated
        elif _any("title", "first").fullmatch(before) and _any("agency", "ends").search(
            _YEAR_LAST.sub("", before)
        ):
            named = before + undated
        else:
            bare.setdefault(_year_of(undated), undated)
            continue
        year = _year_of(named)
        if undated != text:
            dated.setdefault(year, named)
            continue
        if covered is None or year == covered or (year is None and first is None):
            return named
        first = first or named
    return first or _of_list(dated, covered) or _of_list(bare, covered)


def _of_list(titles: Mapping[int | None, str], covered: int | None) -> str | None:
    """Return the title of the year of the figures, else the one without a year, or the only one."""
    if len(titles) == 1:
        return next(iter(titles.values()))
    return titles.get(covered) or titles.get(None)


def _like_titles(lines: Sequence[Line], field: str | None) -> Iterator[tuple[str, str]]:
    """Yield what reads like a title, with what stands before it; the field of the page first.

    Lines that a title was broken into are joined.
    """
    words, unless, rest = (_any("title", key) for key in ("words", "not", "rest"))
    longest: int = _data()["title"]["longest"]
    texts = [field or "", *[piece.text for line in lines[:_HEAD_LINES] for piece in line.pieces]]
    pieces = "".join("\0".join(texts).split()).split("\0")  # at once, for they can be hundreds
    for number, piece in enumerate(pieces):
        if not _SHORTEST_TITLE <= len(piece) <= longest:
            continue
        before = pieces[number - 1] if number > 1 else ""
        text = piece
        if not words.search(piece):
            after = pieces[number + 1] if number + 1 < len(pieces) else ""
            if not rest.fullmatch(after):
                continue
            text = piece + after
        if len(text) <= longest and words.search(text) and not unless.search(text):
            yield text, before


def _agency(title: str | None, others: Iterable[str | None]) -> str | None:
    """Return the body that reports: named by the title, else by the page, else by the signature."""
    if title is not None:
        name = _any("agency", "before").split(re.sub("^关于|^[0-9〇零○一二]{4}年度?", "", title))[0]
        if len(name) >= 3 and _any("agency", "ends").search(name):
            return name
    for name in others:
        if name and _any("agency", "ends").search(name):
            return re.sub(r"\s+", "", name)
    return None


def _told_agency(text: str) -> str | None:
    """Return the body whose report the introduction says this is, or that it says to write to."""
    for told in _each("agency", "told"):
        for match in told.finditer(text[:_INTRODUCTION]):
            name = match["name"]
            if _any("agency", "ends").search(name) and not _any("agency", "not").search(name):
                return name
    return None


def _told_year(text: str) -> int | None:
    """Return the year of the report that the introduction says this is."""
    match = _any("title", "told").search(text[:_INTRODUCTION])
    return int(match[1]) if match and _FIRST_YEAR <= int(match[1]) <= _LAST_YEAR else None


def _signature(lines: Sequence[Line]) -> tuple[str | None, date | None]:
    """Return the name and the day that stand at the end of a report."""
    tail = ["".join(line.text.split()) for line in lines[-_TAIL_LINES:]]
    for number in range(len(tail) - 1, -1, -1):
        days = find_dates(tail[number]) if len(tail[number]) <= 20 else []
        if not days or days[0].start > 2:
            continue
        before = tail[number - 1] if number else ""
        named = _any("agency", "signature").match(before) and _any("agency", "ends").search(before)
        return (before if named else None), days[0].value
    return None, None


def _day(text: str | None) -> date | None:
    days = [one.value for one in find_dates(text or "")]
    return days[0] if days else None


def _day_line(lines: Sequence[Line], year: int | None) -> date | None:
    """Return the day on a short line near the top, as pages print it under a title.

    A day that the figures begin or end with is another; the first after the year reported on is
    meant, for those before it may be days of other reports. Many days are those of a list.
    """
    cues = _any("period", "cues")
    texts = [line.text for line in lines[:_HEAD_LINES] if len(line.text) <= 60]
    found = [(text, day) for text in texts if (day := _day(text)) is not None]
    days = [day for text, day in found if not cues.search(text)]
    first = days[0] if 0 < len(set(days)) < _MANY_DAYS else None
    return next((day for day in days if year is not None and day.year > year), first)


def _period(text: str) -> tuple[date, date] | None:
    """Return the days that the figures cover, where the introduction tells them."""
    end = 0
    for cue in _any("period", "cues").finditer(text):
        if cue.start() < end:
            continue
        begin = max(end, *(text.rfind(mark, end, cue.start()) + 1 for mark in "。\n"))
        stop = _STOP.search(text, cue.end())
        end = stop.start() if stop else len(text)
        for period in find_periods(_UNTIL.sub("起", text[begin:end])):
            if period.kind == "range" and 27 < (period.last - period.first).days < 750:
                return period.first, period.last
    return None


def _year_of(title: str | None) -> int | None:
    years = [*_years(title or "")]
    return years[-1] if years else None


def _years(text: str) -> Iterator[int]:
    for match in _TEXT_YEAR.finditer(text):
        if _FIRST_YEAR <= int(match[1]) <= _LAST_YEAR:
            yield int(match[1])
    for match in _CHINESE_YEAR.finditer(text):
        yield int(match[1].translate(_DIGITS))


def _year(
    titled: int | None, period: tuple[date, date] | None, text: str, published: date | None
) -> tuple[int | None, tuple[Finding, ...]]:
    """Settle the year reported on: the title's, the period's, or the one most spoken of."""
    covered = period[1].year if period else None
    latest = published.year - 1 if published else None
    if titled is None:
        year = covered
        if year is None and (spoken := Counter(_years(text))):
            likely = Counter(
                {one: n for one, n in spoken.items() if latest is None or one <= latest}
            )
            year = max(likely or spoken, key=lambda one: (spoken[one], one))
        return (year if year is not None else latest), ()
    if covered is not None and covered != titled:
        finding = Finding(
            "year_at_odds",
            "warning",
            f"the title names {titled}, the figures cover {covered}; the title is followed",
            expected=str(titled),
            found=str(covered),
        )
        return titled, (finding,)
    return titled, ()


def _scope(text: str, agency: str | None) -> Scope | None:
    """Return what the report counts, as its introduction says, or the office that gives it."""
    head = text[:1500]
    if any(words.search(head) for words in _each("scope", "body")):
        return "body"
    if any(words.search(head) for words in _each("scope", "government")):
        return "government"
    return "body" if agency and _any("scope", "office").search(agency) else None
