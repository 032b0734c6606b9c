"""What a text says about where its writer sits, other than by its own name.

Index numbers and credit codes carry division codes; web addresses spell names in pinyin;
telephone area codes belong to cities, postcodes to provinces; and bodies are named.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from giox.regions.gazetteer import Division, ancestors, at_year, by_code, read_csv, valid
from giox.regions.names import scan, standing_for
from giox.regions.reading import mean, read, segments

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Evidence", "gather"]

# 321302/2020-00052 and the like at the head of a report.
_INDEX = re.compile(r"(?<![\dA-Za-z])([1-6]\d{5})(?=[/—_-]|[A-Z]{2})")
# GB 32100-2015: registration office, kind, division code, body.
_CREDIT = re.compile(r"(?<![0-9A-Z])1[1-9]([1-6]\d{5})[0-9A-Z]{10}(?![0-9A-Z])")
_HOST = re.compile(r"((?:[a-zA-Z0-9-]+\.)+)(?:gov|org|com|net)(?:\.cn)?(?![a-zA-Z])")
_PHONE = re.compile(r"(?<!\d)\(?(0(?:10|2\d|[3-9]\d{2}))\)?[\s—–-]{0,3}[2-8]\d{6,7}(?!\d)")
_POSTCODE = re.compile(r"(?:邮编|邮政编码|邮码)[::\s]*([0-8]\d{5})(?!\d)")
_ENGLISH = re.compile(
    r"((?:[A-Z][a-z']+ ){1,3})(?:District|County|City|Municipal|Province|Provincial|Prefecture)"
)
_KINDS = {
    "区": ("q", "qu"),
    "县": ("x", "xian"),
    "市": ("s", "shi"),
    "州": ("z", "zhou"),
    "旗": ("q", "qi"),
    "盟": ("m", "meng"),
}
# Bodies are looked for in the beginning and the end of a context.
_HEAD, _TAIL = 800, 300


@cache
def phones() -> dict[str, frozenset[str]]:
    """Return telephone area code -> codes of the prefectures that share it."""
    table: dict[str, set[str]] = defaultdict(set)
    for line in read_csv("phones.csv"):
        table[line["phone"]].add(line["code"])
    return {phone: frozenset(codes) for phone, codes in table.items()}


def _initials(pinyin: tuple[str, ...]) -> set[str]:
    """Return initials, also with zh, ch, sh whole: 通州 is tz and tzh."""
    whole = "".join(s[:2] if s[:2] in {"zh", "ch", "sh"} else s[:1] for s in pinyin)
    return {"".join(s[:1] for s in pinyin), whole}


@cache
def spellings(code: str) -> dict[str, float]:
    """Return the labels by which web addresses call a division, and what each is worth.

    >>> sorted({"sucheng", "sqsc", "scq"} & spellings("321302").keys())
    ['scq', 'sqsc', 'sucheng']
    """
    above = [row for c in ancestors(code) for row in by_code().get(c, ())]
    found: dict[str, float] = {}

    def add(label: str, worth: float) -> None:
        if len(label) > 1 and found.get(label, 0.0) < worth:
            found[label] = worth

    for row in by_code().get(code, ()):
        kinds = ("", *_KINDS.get(row.name[-1], ()))
        whole = "".join(row.pinyin)
        for kind in kinds:
            add(whole + kind, 5.0 if len(whole) > 3 else 3.0)
            for short in _initials(row.pinyin):
                add(short + kind, 2.0)
        for parent in above:
            for first in {*_initials(parent.pinyin), "".join(parent.pinyin)}:
                for kind in kinds:
                    add(first + whole + kind, 5.0)
                    for short in _initials(row.pinyin):
                        label = first + short + kind
                        add(label, 4.0 if len(label) > 3 else 2.0)
    return found


@cache
def _by_label() -> dict[str, tuple[str, ...]]:
    table: dict[str, dict[str, None]] = defaultdict(dict)
    for code in by_code():
        for label, worth in spellings(code).items():
            if worth > 3:
                table[label][code] = None
    return {label: tuple(codes) for label, codes in table.items()}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a context holds.

    Attributes
    ----------
    codes : tuple of str
        Division codes of index numbers and credit codes.
    hosts : tuple of tuple of str
        Labels of web addresses, the one next to gov.cn first.
    phones, postcodes : tuple of str
        Telephone area codes and postcodes.
    bodies : Counter of Division
        Divisions whose bodies are named, with how much that counts.
    mentions : Counter of Division
        Divisions named anywhere, with how often.
    year : int or None
        The year that divisions are meant in.
    """

    codes: tuple[str, ...]
    hosts: tuple[tuple[str, ...], ...]
    phones: tuple[str, ...]
    postcodes: tuple[str, ...]
    bodies: Counter[Division]
    mentions: Counter[Division]
    year: int | None

    def named(self) -> Iterator[Division]:
        """Yield the divisions that the context itself brings into question."""
        codes = dict.fromkeys(self.codes)
        for host in self.hosts:
            for label in host:
                codes.update(dict.fromkeys(_by_label().get(label, ())))
        for code in codes:
            for row in by_code().get(code, ()):
                yield from at_year(row, self.year)
        yield from self.bodies
        yield from self.mentions

    def support(self, division: Division) -> float:
        """Return how much speaks for a division."""
        return sum(weight for weight, _ in self.grounds(division))

    def why(self, division: Division) -> str:
        """Return the strongest grounds for a division as a phrase."""
        grounds = sorted(self.grounds(division), reverse=True)
        return "; ".join(dict.fromkeys(ground for _, ground in grounds[:3]))

    def grounds(self, division: Division) -> Iterator[tuple[float, str]]:
        """Yield (weight, ground) for a division.

        What names the division itself counts most, a code above all; what names the city or
        province around it counts for all divisions there, and settles between homonyms.
        """
        above = ancestors(division.code)
        for code in self.codes:
            same = {d.code for row in by_code().get(code, ()) for d in at_year(row, self.year)}
            if division.code in same:
                yield 8.0, f"code {code}"
            elif same & set(above):
                yield 2.5, f"code {code}"
        yield from self._web(division, above)
        for phone in self.phones:
            if phones().get(phone, frozenset()) & {division.code, *above}:
                yield 2.5, f"area code {phone}"
        for row, weight in self.bodies.items():
            if row == division:
                yield 3.0 + weight, f"{row.name} is named as a body"
            elif row.code in above:
                yield 2.5 if row.level == "prefecture" else 1.5, f"{row.name} is named as a body"
        for row, count in self.mentions.items():
            if row == division:
                yield min(3.0, 1.0 + 0.5 * count), f"{row.name} is named {count} times"
            elif row.code in above:
                yield 2.0 if row.level == "prefecture" else 1.0, f"{row.name} is named"

    def _web(self, division: Division, above: tuple[str, ...]) -> Iterator[tuple[float, str]]:
        own = spellings(division.code)
        for host in self.hosts:
            for place, label in enumerate(host):
                if label in own:
                    # A department's own label stands before the government's.
                    worth = own[label] if place == 0 else own[label] * 0.8
                    yield worth + (0.5 if division.level == "province" else 0.0), f"web {label}"
                    continue
                around = [spellings(code).get(label, 0.0) for code in above]
                if any(around):
                    yield max(around) / 2, f"web {label}"


def gather(text: str, year: int | None = None) -> Evidence:
    """Collect what `text` (simplified) says about where it comes from."""
    hosts = []
    for host in _HOST.findall(text):
        labels = [part for part in host.lower().split(".") if part and part != "www"]
        hosts.append(tuple(reversed(labels)))
    english = [tuple([name.replace(" ", "").replace("'", "").lower()]) for name in _ENGLISH.findall(text)]
    bodies: Counter[Division] = Counter()
    ends = text if len(text) <= _HEAD + _TAIL else f"{text[:_HEAD]}\n{text[-_TAIL:]}"
    for segment in segments(ends)[:60]:
        if len(segment) > 40:
            continue
        reading = read(segment, year)
        rows = mean(reading, year)
        if len(rows) == 1 and reading.body and reading.trust:
            bodies[rows[0]] += min(reading.trust, 3 - bodies[rows[0]])
    mentions: Counter[Division] = Counter()
    taken = 0
    for start, end, name in sorted(scan(text), key=lambda hit: (hit[0], -hit[1])):
        if start < taken:
            continue
        rows = standing_for(name.full, year) if len(name.text) > 2 or not name.short else ()
        if not rows:
            rows = tuple(d for d in standing_for(name.short, year) if d.level != "county")
        if len(rows) == 1:
            mentions[rows[0]] += 1
            taken = end
    return Evidence(
        codes=tuple(dict.fromkeys(_CREDIT.findall(text) + _INDEX.findall(text))),
        hosts=tuple(dict.fromkeys(hosts + english)),
        phones=tuple(dict.fromkeys(_PHONE.findall(text))),
        postcodes=tuple(dict.fromkeys(_POSTCODE.findall(text))),
        bodies=bodies,
        mentions=mentions,
        year=year,
    )
