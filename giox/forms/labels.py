"""The recognition of printed labels: which rows and columns of the forms a printed text can be.

Nothing here knows how figures are found.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA, LCSseq

from giox.forms.form import Entry, Form, Table, forms

__all__ = ["Labels", "canonical", "labels_of", "parts_headed", "printed_in"]

_NUMBERING = re.compile(
    r"^(?:其中[::]?|[((][一二三四五六七八九十\d]{1,3}[))]|[一二三四五六七八九十]{1,3}[、..]|\d{1,2}(?:\.\d{1,2}){1,3}[、..]?\s*(?!\d)|\d{1,2}[、..](?!\d)|[①-⑳])+"
)
_MARK = re.compile(r"(?:\[\w{1,3}\]|[①-⑳¹²³⁴-⁹])+$")
_STRAY = re.compile(r"[0-9A-Za-z~@]+")
_ATTACHED = re.compile(r"^(?:附[件表录]?\d?)?(?:\d{4}年度?)?")
_REMARK = re.compile(r"[((][^()()]*(?:[))]|$)")


@cache
def _ornaments() -> dict[int, None]:
    return {ord(mark): None for mark in " \t\r\n、,。.:;:;,·“”\"'‘’《》〈〉<>「」『』()()/*#※—-_…"}


@lru_cache(maxsize=8192)
def canonical(label: str) -> str:
    """Reduce a printed label to what it says: no numbering, remarks, footnotes, marks and spaces.

    Examples
    --------
    >>> canonical("(二)部分公开(区分处理的,只计这一情形,不计其他情形)")
    '部分公开'
    >>> canonical("其中:涉及国家秘密")
    '涉及国家秘密'
    """
    label = label.strip()
    while (shorter := _NUMBERING.sub("", label).lstrip()) != label:
        label = shorter
    return _REMARK.sub("", _MARK.sub("", label)).translate(_ornaments())


@dataclass(frozen=True)
class Labels:
    """The labels of one form, ready to be compared with what is printed."""

    form: Form

    @cached_property
    def _index(self) -> dict[str, tuple[tuple[Table, Entry], ...]]:
        index: defaultdict[str, list[tuple[Table, Entry]]] = defaultdict(list)
        for table in self.form.tables:
            for entry in table.entries:
                for label in entry.labels:
                    index[canonical(label)].append((table, entry))
            if table.layout == "sequence":
                for label, group in _with_columns(table):
                    index[label].append((table, group))
        return {label: tuple(found) for label, found in index.items()}

    @cached_property
    def _long(self) -> list[str]:
        """Labels that are long enough to be told from others after a slip."""
        return [label for label in self._index if len(label) >= _SHORTEST_GARBLED]

    @cached_property
    def figures(self) -> frozenset[str]:
        """What labels end with that looks like a figure: the `1条` of 相同信息计1条."""
        return frozenset(label[-2:] for label in self._index if label[-2:-1].isdigit())

    @cached_property
    def parts(self) -> dict[str, str]:
        """What the headings of the parts say, and the id of the part that each opens."""
        return {canonical(label): part.id for part in self.form.parts for label in part.labels}

    def entries(self, label: str) -> tuple[tuple[Table, Entry], ...]:
        """Return the entries that have a label, as `canonical` reduces it."""
        return self._index.get(label, ())

    def match_exactly(self, printed: str) -> tuple[tuple[Table, Entry], ...]:
        """Return the entries whose label a printed text is, as `canonical` reduces both."""
        if "(" in printed:
            whole = self._index.get(canonical(printed.replace("(", "").replace(")", "")))
            if whole is not None:
                return whole
        return self._index.get(canonical(printed), ())

    def match(self, printed: str) -> tuple[tuple[Table, Entry], ...]:
        """Return the entries that a printed text can be, empty where it is no label.

        The text is compared as `canonical` reduces it: first exactly, then allowing for a
        slip in every five characters or so, and then only where one label is nearest, at last
        as an abbreviation of one label.
        """
        return _matched(self.form.id, printed)

    def hidden(self, printed: str) -> str:
        """Return the one label that a text is whose inner words a filter has masked."""
        seen = [re.escape(canonical(words)) for words in _HIDDEN.split(printed)]
        pattern = re.compile(f".{{1,{_MOST_HIDDEN}}}".join(seen))
        names = [name for name in self._index if pattern.fullmatch(name)]
        return names[0] if len({self._index[name] for name in names}) == 1 else ""

    def nearest(self, label: str) -> str:
        """Return the one label that is nearest to a garbled one, empty where there is none.

        >>> labels = labels_of("2021")
        >>> labels.nearest("行政规范性文牛"), labels.nearest("行政许罚")
        ('行政规范性文件', '')
        """
        near = process.extract(
            label, self._long, scorer=OSA.distance, score_cutoff=_slips(len(label)), limit=None
        )
        best = [name for name, distance, _ in near if distance == near[0][1]]
        return min(best) if len({self._index[name] for name in best}) == 1 else ""

    def abbreviated(self, label: str) -> str:
        """Return the one label that a shorter one abbreviates, empty where there is none.

        An abbreviation leaves characters out, at most half of them, and none that denies; what
        a label begins with, and no other, is that label at the end of a printed line.

        >>> labels = labels_of("2021")
        >>> labels.abbreviated("保护第三方权益"), labels.abbreviated("本机关掌握信息")
        ('保护第三方合法权益', '')
        """
        if len(label) < _SHORTEST_ABBREVIATION:
            return ""
        holding = process.extract(  # all of its characters in their order
            label, self._long, scorer=LCSseq.similarity, score_cutoff=len(label), limit=None
        )
        is_long = len(label) >= _SHORTEST_BEGINNING
        full = [
            name
            for name, *_ in holding
            if _abbreviates(label, name) or (is_long and name.startswith(label))
        ]
        return full[0] if len({self._index[name] for name in full}) == 1 else ""

    def can_be_parent(self, table: Table, printed: str) -> bool:
        """Return whether a label that is not known can be one that rows stand under."""
        return bool(table.parents) and _can_be_parent(table, printed)

    def likeness(self, printed: str, entry: Entry) -> float:
        """Return how alike a printed text is to a label of an entry, from 0 to 1."""
        return _likeness(printed, entry)


def parts_headed(headings: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return for each form the ids of its parts that some headings open.

    Examples
    --------
    >>> parts_headed(["三、收到和处理政府信息公开申请情况"])["2021"]
    frozenset({'applications'})
    """
    said = set(map(_heading, headings))
    return {
        form.id: frozenset(id_ for words, id_ in labels_of(form.id).parts.items() if words in said)
        for form in forms()
    }


@lru_cache(maxsize=4096)
def _heading(text: str) -> str:
    """Reduce a heading to what it says."""
    return _ATTACHED.sub("", canonical(text))


@lru_cache(maxsize=8192)
def printed_in(label: str) -> tuple[tuple[str, str, str, str], ...]:
    """Return where the forms print a label: form, table, kind of entry and its key.

    Examples
    --------
    >>> sorted({form for form, *_ in printed_in("其中:涉及国家秘密")})
    ['2014']
    """
    return tuple(
        (form.id, table.id, entry.kind, entry.key)
        for form in forms()
        for table, entry in labels_of(form.id).match_exactly(label)
    )


_HIDDEN = re.compile(r"(?<=\w)[*?□■]{2,}(?=\w)")
_MOST_HIDDEN = 6
_SHORTEST_GARBLED = 4
_NO_LABEL = 1
_LIKE_A_PARENT = 0.5


def _slips(length: int) -> int:
    """How many characters of a label of that length can be lost or wrong."""
    return 0 if length < _SHORTEST_GARBLED - 1 else 1 if length < 8 else length // 5


@lru_cache(maxsize=8192)
def _matched(form_id: str, printed: str) -> tuple[tuple[Table, Entry], ...]:
    """Return the entries that a printed text can be (many reports print the same)."""
    labels = labels_of(form_id)
    if _HIDDEN.search(printed) and (hidden := labels.hidden(printed)):
        return labels.entries(hidden)
    exact = labels.match_exactly(printed)
    if exact:
        return exact
    label = canonical(printed)
    # No label has letters or digits: what stands among its words was put there.
    bare = _STRAY.sub("", label)
    return labels.entries(labels.nearest(label) or labels.abbreviated(label) or bare)


@lru_cache(maxsize=8192)
def _can_be_parent(table: Table, printed: str) -> bool:
    if len(canonical(printed).replace("?", "")) <= _NO_LABEL:
        return True
    parents = (entry for entry in table.entries if entry.key in table.parents)
    return any(_likeness(printed, entry) >= _LIKE_A_PARENT for entry in parents)


def _likeness(printed: str, entry: Entry) -> float:
    label = canonical(printed)
    return max(OSA.normalized_similarity(label, canonical(one)) for one in entry.labels)


_SHORTEST_ABBREVIATION = 5
_SHORTEST_BEGINNING = 8
_DENIALS = frozenset("不未非无")


def _abbreviates(short: str, full: str) -> bool:
    """Whether at most half of the characters of a text are left out in another, and no denial."""
    left_out = Counter(full) - Counter(short)
    return 0 < left_out.total() <= len(short) and not left_out.keys() & _DENIALS


def _with_columns(table: Table) -> Iterator[tuple[str, Entry]]:
    """Yield the labels of groups joined to those of columns, as a header in one line has them."""
    for group in table.groups:
        for column in table.columns:
            for above in group.labels:
                for below in column.labels:
                    yield canonical(above + below), group


@cache
def labels_of(form_id: str) -> Labels:
    """Return the labels of the form with that id."""
    return Labels(next(form for form in forms() if form.id == form_id))
