"""What a text says about where its writer sits, other than by a name.

Index numbers and credit codes carry division codes; web addresses spell names in pinyin;
telephone area codes and postcodes belong to cities and provinces.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from giox.regions.gazetteer import (
    Division,
    ancestors,
    at_year,
    by_code,
    clamp,
    load,
    read_csv,
    valid,
)
from giox.regions.names import scan, standing_for

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Evidence", "gather"]

# 321302/2020-00052 and the like at the head of a report; 11 + code + 10 in credit codes.
_INDEX = re.compile(r"(?<![\dA-Za-z])([1-6]\d{5})(?=[/\-—_]|[A-Z]{2})")
_CREDIT = re.compile(r"(?<![0-9A-Z])1[1-9]([1-6]\d{5})[0-9A-Z]{10}(?![0-9A-Z])")
_HOST = re.compile(r"(?:https?:?//|www\.)?((?:[a-zA-Z0-9-]+\.)+(?:gov|org|com|net)(?:\.cn)?)")
_PHONE = re.compile(r"(?<!\d)\(?(0(?:10|2\d|[3-9]\d{2}))\)?[\s\-—–-]{0,3}[2-8]\d{6,7}(?!\d)")
_POSTCODE = re.compile(r"(?:邮编|邮政编码|邮码)[::\s]*([0-8]\d{5})(?!\d)")
_DULL = {"www", "gov", "cn", "com", "org", "net", "xxgk", "zwgk", "zfxxgk", "big5", "gkml", "zw"}


@cache
def phones() -> dict[str, frozenset[str]]:
    """Return telephone area code -> codes of the prefectures that share it."""
    table: dict[str, set[str]] = defaultdict(set)
    for line in read_csv("phones.csv"):
        table[line["phone"]].add(line["code"])
    return {phone: frozenset(codes) for phone, codes in table.items()}


@cache
def spellings(code: str) -> frozenset[str]:
    """Return the labels by which web addresses call a division.

    >>> {"sucheng", "sqsc", "scq"} <= spellings("321302")
    True
    """
    rows = by_code().get(code, ())
    above = [r for c in ancestors(code) for r in by_code().get(c, ())]
    found: set[str] = set()
    for row in rows:
        whole = "".join(row.pinyin)
        initials = "".join(s[0] for s in row.pinyin)
        kind = {"区": ("q", "qu"), "县": ("x", "xian"), "市": ("s", "shi"), "州": ("z", "zhou"),
                "旗": ("q", "qi"), "省": ("s",), "盟": ("m",)}.get(row.name[-1], ())
        stems = {whole, initials}
        bases = stems | {s + k for s in stems for k in kind}
        found |= {b for b in bases if len(b) > 1}
        for parent in above:
            first = {"".join(s[0] for s in parent.pinyin), "".join(parent.pinyin)}
            found |= {f + b for f in first for b in bases}
    return frozenset(found)


@cache
def _by_label() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = defaultdict(set)
    for code in by_code():
        for label in spellings(code):
            if len(label) > 3:
                table[label].add(code)
    return {label: frozenset(codes) for label, codes in table.items()}


@dataclass(frozen=True, slots=True)
class Evidence:
    """Codes, web labels, area codes, postcodes and names that a context holds."""

    codes: tuple[str, ...]
    labels: tuple[str, ...]
    phones: tuple[str, ...]
    postcodes: tuple[str, ...]
    mentions: Counter[Division]
    year: int | None

    def named(self) -> Iterator[Division]:
        """Yield the divisions that the context itself brings into question."""
        codes = dict.fromkeys(self.codes)
        for label in self.labels:
            for code in _by_label().get(label, ()):
                codes[code] = None
        for code in codes:
            for row in by_code().get(code, ()):
                yield from at_year(row, self.year)
        yield from self.mentions

    def support(self, division: Division) -> float:
        """Return how much speaks for a division; only differences between candidates count."""
        return sum(weight for weight, _ in self.grounds(division))

    def why(self, division: Division) -> str:
        """Return the grounds for a division as a phrase."""
        grounds = sorted(self.grounds(division), reverse=True)
        return "; ".join(dict.fromkeys(ground for _, ground in grounds[:3])) or "named in the context"

    def grounds(self, division: Division) -> Iterator[tuple[float, str]]:
        """Yield (weight, ground) for a division."""
        above = ancestors(division.code)
        lineage = {division.code}
        for code in self.codes:
            same = {d.code for row in by_code().get(code, ()) for d in at_year(row, self.year)}
            if same & lineage:
                yield 8.0, f"code {code}"
            elif code in above:
                yield 3.0, f"code {code}"
        names = spellings(division.code)
        for label in self.labels:
            if label in names:
                yield (5.0 if len(label) > 3 else 2.0), f"web address {label}"
            else:
                for weight, code in zip((2.5, 1.0), above, strict=False):
                    if label in spellings(code):
                        yield weight, f"web address {label}"
                        break
        for phone in self.phones:
            places = phones().get(phone, frozenset())
            if division.code in places or set(above) & places:
                yield 2.5, f"area code {phone}"
        for row, count in self.mentions.items():
            if row == division:
                yield min(3.0, 1.0 + 0.5 * count), f"{row.name} named {count} times"
            elif row.code in above:
                yield (2.0 if row.level == "prefecture" else 1.0), f"{row.name} named"


def gather(text: str, year: int | None = None) -> Evidence:
    """Collect what `text` says about where it comes from."""
    labels: list[str] = []
    for host in _HOST.findall(text):
        labels.extend(part for part in host.lower().split(".") if part not in _DULL)
    mentions: Counter[Division] = Counter()
    taken = 0
    for start, end, name in sorted(scan(text), key=lambda hit: (hit[0], -hit[1])):
        if start < taken:
            continue
        rows = standing_for(name.full, year) if name.full else ()
        if not rows:
            rows = tuple(d for d in standing_for(name.short, year) if d.level != "county")
        if len(rows) == 1:
            mentions[rows[0]] += 1
            taken = end
    return Evidence(
        codes=tuple(dict.fromkeys(_CREDIT.findall(text) + _INDEX.findall(text))),
        labels=tuple(dict.fromkeys(labels)),
        phones=tuple(dict.fromkeys(_PHONE.findall(text))),
        postcodes=tuple(dict.fromkeys(_POSTCODE.findall(text))),
        mentions=mentions,
        year=year,
    )
