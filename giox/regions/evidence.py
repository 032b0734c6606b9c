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

from giox.regions.gazetteer import Division, ancestors, at_year, by_code, read_csv
from giox.regions.names import Name, scan, standing_for, words
from giox.regions.patterns import names_body, segments
from giox.regions.reading import CERTAIN, mean, read

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Evidence", "gather"]

# Each of these begins with a character and looks back only then at what must not stand before
# it: so the search for them is ten times as fast.
# 321302/2020-00052 and the like at the head of a report.
_INDEX = re.compile(r"([1-6](?<![\dA-Za-z].)\d{5})(?=[/—_-]|[A-Z]{2})")
# GB 32100-2015: registration office, kind, division code, body.
_CREDIT = re.compile(r"1(?<![0-9A-Z]1)[1-9]([1-6]\d{5})[0-9A-Z]{10}(?![0-9A-Z])")
_DOMAIN = re.compile(r"\.(?:gov|org|com|net)")
_HOST = re.compile(r"((?:[a-zA-Z0-9-]+\.)+)(?:gov|org|com|net)(?:\.cn)?(?![a-zA-Z])")
_PHONE = re.compile(r"(0(?<!\d0)(?:10|2\d|[3-9]\d{2}))\)?[\s—–-]{0,3}[2-8]\d{6,7}(?!\d)")
_POSTCODE = re.compile(r"(?:邮编|邮政编码|邮码)[::\s]*([0-8]\d{5})(?!\d)")
_CAPITALISED = re.compile("[A-Z][a-z]")
_ENGLISH = re.compile(
    r"((?:[A-Z][a-z']+ ){1,3})(District|County|City|Municipal)"
    r"|of ([A-Z][a-z]+)\b(?! District| County| City)"
)
_ENGLISH_KINDS = {"District": "qu", "County": "xian", "City": "shi", "Municipal": "shi", "": ""}
_KINDS = {
    "区": ("q", "qu"),
    "县": ("x", "xian"),
    "市": ("s", "shi"),
    "州": ("z", "zhou"),
    "旗": ("q", "qi"),
    "盟": ("m", "meng"),
}
# Bodies are looked for in the beginning and the end of a context.
_HEAD, _TAIL, _LONGEST = 800, 300, 40
# Up to this length a context is a label, in which a bare name of a place is the body's.
_LABEL = 160
# What makes a title worth searching for more than names: Latin letters or a code.
_TELLING = re.compile(r"[A-Za-z]{3}|\d{6}")


@cache
def phones() -> dict[str, frozenset[str]]:
    """Return telephone area code -> codes of the prefectures that share it."""
    table: dict[str, set[str]] = defaultdict(set)
    for line in read_csv("phones.csv"):
        table[line["phone"]].add(line["code"])
    return {phone: frozenset(codes) for phone, codes in table.items()}


@cache
def _documents() -> tuple[re.Pattern[str], dict[str, str]]:
    """Return the pattern of provinces' document numbers, and character -> code of the province."""
    heads = {head: f"{code}0000" for code, head in words()["documents"].items()}
    pattern = (
        rf"([{''.join(heads)}])(?<![\u4e00-\u9fff].)(?:政|府|政府)(?:办|厅)?(?:发|函|字|公开办)"
    )
    return re.compile(pattern), heads


@cache
def postcodes() -> dict[str, str]:
    """Return the first two digits of postcodes -> code of the province."""
    return {head: f"{code}0000" for code, heads in words()["postcodes"].items() for head in heads}


def _initials(pinyin: tuple[str, ...]) -> set[str]:
    """Return initials, also with zh, ch, sh whole: 通州 is tz and tzh."""
    whole = "".join(s[:2] if s[:2] in {"zh", "ch", "sh"} else s[:1] for s in pinyin)
    return {"".join(s[:1] for s in pinyin), whole}


@cache
def _ends() -> dict[str, dict[str, bool]]:
    """Return what a label can end with -> the divisions so spelt, and whether in full."""
    table: dict[str, dict[str, bool]] = defaultdict(dict)
    for code, rows in by_code().items():
        for row in rows:
            for kind in ("", *_KINDS.get(row.name[-1], ())):
                for short in _initials(row.pinyin):
                    table[short + kind].setdefault(code, False)
                table["".join(row.pinyin) + kind][code] = True
    return table


@cache
def _beginnings() -> dict[str, frozenset[str]]:
    """Return what a label can begin with -> the provinces and prefectures so spelt."""
    table: dict[str, set[str]] = defaultdict(set)
    for code, rows in by_code().items():
        if code.endswith("00"):
            for row in rows:
                for spelling in (*_initials(row.pinyin), "".join(row.pinyin)):
                    table[spelling].add(code)
    return {spelling: frozenset(codes) for spelling, codes in table.items()}


@cache
def web_places(label: str) -> dict[str, float]:
    """Return the codes that a label of a web address can stand for, and how strongly.

    A label is a name in pinyin or its initials, with or without the kind (qu, x), and with or
    without the city or province before it: sucheng, scq, sqsc, jsxishan.

    >>> web_places("sqsc")["321302"], web_places("xialuqu")
    (4.0, {'420204': 5.0})
    """
    found: dict[str, float] = {}
    for cut in range(max(len(label) - 1, 0)):
        ends = _ends().get(label[cut:], {})
        around = _beginnings().get(label[:cut], frozenset())
        for code, whole in ends.items():
            if cut and around.isdisjoint(ancestors(code)):
                continue
            if whole:
                worth = 5.0 if len(label) > 3 else 3.0
            else:
                worth = 4.0 if cut and len(label) > 3 else 2.0
            found[code] = max(worth, found.get(code, 0.0))
    return found


# Weight, whether it is but a name of what surrounds the division, and the words for it.
Ground = tuple[float, bool, str]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a context holds.

    Attributes
    ----------
    codes : tuple of str
        Division codes of index numbers and credit codes.
    hosts : tuple of tuple of str
        Labels of web addresses, the one next to gov.cn first.
    phones, postcodes, documents : tuple of str
        Telephone area codes, postcodes, and provinces whose documents are cited.
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
    documents: tuple[str, ...]
    bodies: Counter[Division]
    mentions: Counter[Division]
    year: int | None

    @property
    def empty(self) -> bool:
        """Whether there is none at all."""
        return not (
            self.codes or self.hosts or self.phones or self.postcodes or self.documents
        ) and (not (self.bodies or self.mentions))

    def named(self) -> Iterator[Division]:
        """Yield the divisions that the context itself brings into question."""
        codes = dict.fromkeys(self.codes)
        for host in self.hosts:
            for label in host:
                codes.update((c, None) for c, worth in web_places(label).items() if worth > 3)
        for code in codes:
            for row in by_code().get(code, ()):
                yield from at_year(row, self.year)
        yield from self.bodies
        yield from self.mentions

    def support(self, division: Division) -> float:
        """Return how much speaks for a division among others of its name."""
        return sum(weight for weight, _, _ in self.grounds(division))

    def standing(self, division: Division) -> float:
        """Return how much speaks for a division that nothing but the evidence names.

        Then the names around it tell little, for a city's report names its counties and theirs
        name the city; several places named in it tell that it is the city's.
        """
        own = sum(
            weight * (0.25 if around else 1.0) for weight, around, _ in self.grounds(division)
        )
        inside = {row.code for row in self.mentions if division.code in ancestors(row.code)}
        return own + min(2.0, max(0.0, len(inside) - 1.0))

    def why(self, division: Division) -> str:
        """Return the strongest grounds for a division as a phrase."""
        grounds = sorted(self.grounds(division), reverse=True)
        return "; ".join(dict.fromkeys(ground for _, _, ground in grounds[:3]))

    def grounds(self, division: Division) -> Iterator[Ground]:
        """Yield what speaks for a division.

        What names the division itself counts most, a code above all; what names the city or
        province around it counts for all divisions there, and settles between homonyms.
        """
        above = ancestors(division.code)
        yield from self._codes(division, above)
        yield from self._web(division, above)
        yield from self._post({division.code, *above})
        yield from self._names(division, above)

    def _codes(self, division: Division, above: tuple[str, ...]) -> Iterator[Ground]:
        for code in self.codes:
            same = {d.code for row in by_code().get(code, ()) for d in at_year(row, self.year)}
            if division.code in same:
                yield 8.0, False, f"code {code}"
            elif same & set(above):
                yield 2.5, False, f"code {code}"

    def _web(self, division: Division, above: tuple[str, ...]) -> Iterator[Ground]:
        for host in self.hosts:
            for place, label in enumerate(host):
                places = web_places(label)
                if division.code in places:
                    # The label next to gov.cn is the government's, others its departments'.
                    worth = places[division.code] * (1.0 if place == 0 else 0.8)
                    province = 0.5 if division.level == "province" else 0.0
                    yield worth + province, False, f"web {label}"
                elif around := max((places.get(code, 0.0) for code in above), default=0.0):
                    yield around / 2, False, f"web {label}"

    def _post(self, codes: set[str]) -> Iterator[Ground]:
        for phone in self.phones:
            if phones().get(phone, frozenset()) & codes:
                yield 2.5, False, f"area code {phone}"
        for postcode in self.postcodes:
            if postcodes().get(postcode[:2]) in codes:
                yield 1.0, False, f"postcode {postcode}"
        for province in self.documents:
            if province in codes:
                yield 1.0, False, "documents of its province are cited"

    def _names(self, division: Division, above: tuple[str, ...]) -> Iterator[Ground]:
        for row, weight in self.bodies.items():
            near = 2.5 if row.level == "prefecture" else 1.5
            if row is division:
                yield 3.0 + weight, False, f"a body of {row.name} is named"
            elif row.code in above:
                yield near, True, f"a body of {row.name} is named"
        most = max(2, *self.mentions.values(), 0)
        for row, count in self.mentions.items():
            near = 2.0 if row.level == "prefecture" else 1.0
            if row is division:
                yield 6.0 * count / most, False, f"{row.name} is named {count} times"
            elif row.code in above:
                yield near, True, f"{row.name} is named"


@cache
def _nothing(year: int | None) -> Evidence:
    return Evidence((), (), (), (), (), Counter(), Counter(), year)


def gather(text: str, title: str = "", year: int | None = None) -> Evidence:
    """Collect what a context (simplified) says about where it comes from.

    Of the title that is to be settled only codes and addresses count: its names are the question.
    """
    both = f"{title}\n{text}"
    if not text and not _TELLING.search(title):
        return _nothing(year)
    document, provinces = _documents()
    hosts: list[tuple[str, ...]] = []
    if _DOMAIN.search(both):
        hosts += (
            tuple(part for part in reversed(host.lower().split(".")) if part not in {"", "www"})
            for host in _HOST.findall(both)
        )
    if _CAPITALISED.search(both):
        hosts += (
            (re.sub("[ ']", "", name + other).lower() + _ENGLISH_KINDS[kind],)
            for name, kind, other in _ENGLISH.findall(both)
        )
    return Evidence(
        codes=tuple(dict.fromkeys(_CREDIT.findall(both) + _INDEX.findall(both))),
        hosts=tuple(dict.fromkeys(hosts)),
        phones=tuple(dict.fromkeys(_PHONE.findall(both))),
        postcodes=tuple(dict.fromkeys(_POSTCODE.findall(both))),
        documents=tuple(dict.fromkeys(provinces[head] for head in document.findall(text))),
        bodies=_bodies(text, year),
        mentions=_mentions(text, year),
        year=year,
    )


def _bodies(text: str, year: int | None) -> Counter[Division]:
    """Return the divisions whose bodies are named where a text begins or ends."""
    found: Counter[Division] = Counter()
    prose = len(text) > _LABEL
    ends = text if len(text) <= _HEAD + _TAIL else f"{text[:_HEAD]}\n{text[-_TAIL:]}"
    for segment, times in Counter(segments(ends)).items():
        if len(segment) > _LONGEST or (prose and not names_body(segment)):
            continue
        reading = read(segment, year)
        rows = mean(reading, year)
        if len(rows) == 1 and reading.body:
            found[rows[0]] = min(CERTAIN, found[rows[0]] + times * reading.trust)
    return +found


def _mentions(text: str, year: int | None) -> Counter[Division]:
    """Return the divisions that are named beyond doubt, and how often."""
    found: Counter[Division] = Counter()
    taken = 0
    for start, end, name in sorted(scan(text), key=lambda hit: (hit[0], -hit[1])):
        if start < taken:
            continue
        rows = _named(name, year)
        if len(rows) == 1:
            found[rows[0]] += 1
            taken = end
    return found


@cache
def _named(name: Name, year: int | None) -> tuple[Division, ...]:
    full = standing_for(name.full, year) if len(name.text) > 2 or not name.short else ()
    short = standing_for(name.short, year)
    return full or tuple(d for d in short if d.level != "county")
