"""Write `giox/text/meetings.tsv`: where two mainland words meet in what looks like a third.

OpenCC replaces 数组 by 阵列 also where 人数 and 组成 meet, and leaves 人阵列成. Each such meeting
is made here from the dictionary of jieba, converted by OpenCC itself, and kept where the
conversion broke it: the word of Taiwan, the mainland word, and the characters that stand before
and after.

OpenCC shares its import name with the reimplementation that giox needs, so this runs in an
environment of its own::

    python -m venv .venv-rivals && .venv-rivals/bin/pip install opencc==1.4.2 jieba==0.42.1
    .venv-rivals/bin/python data/build/meetings.py
"""

from __future__ import annotations

import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import opencc

TARGET = Path(__file__).parents[2] / "giox" / "text" / "meetings.tsv"
OFTEN = 150  # in jieba's corpus: words rarer than this meet too seldom to be looked for
MEETING = 100_000  # product of the two frequencies from which a meeting is kept
EVERYDAY_MEETING = 3_000_000  # the same where the word of Taiwan is an everyday word itself
NEIGHBOURS = 25  # so many words, the most frequent, are tried on either side
# Characters that end or begin a clause before or after an everyday word: they prove nothing.
COMMON = set("的一不人在有为了中大上下个和与是到以及等各多所要对")


def frequencies() -> dict[str, int]:
    """Read jieba's dictionary; names of persons are left out."""
    spec = find_spec("jieba")
    assert spec is not None
    assert spec.origin is not None
    lines = Path(spec.origin).with_name("dict.txt").read_text("utf-8").splitlines()
    entries = (line.split(" ") for line in lines)
    return {word: int(number) for word, number, kind in entries if not kind.startswith("nr")}


def phrases() -> list[tuple[str, str]]:
    """Read OpenCC's words of Taiwan: mainland word and its replacement, both simplified."""
    folder = Path(opencc.__file__).parent / "clib"
    with tempfile.TemporaryDirectory() as temporary:
        text = Path(temporary) / "TWPhrases.txt"
        command: list[str | Path] = [
            folder / "bin" / "opencc_dict",
            "-f",
            "ocd2",
            "-t",
            "text",
            "-o",
            text,
        ]
        subprocess.run([*command, "-i", folder / "share" / "opencc" / "TWPhrases.ocd2"], check=True)
        rows = [line.split("\t") for line in text.read_text("utf-8").splitlines()]
    simplified = opencc.OpenCC("t2s").convert
    return [(simplified(key), simplified(values.split(" ")[0])) for key, values in rows]


def meetings(known: dict[str, int], mainland: str) -> Iterator[tuple[str, str, str, int]]:
    """Yield two words that meet in `mainland`, the characters around it, and how often."""
    words = sorted(
        (
            (number, word)
            for word, number in known.items()
            if number >= OFTEN and len(word) in (2, 3)
        ),
        reverse=True,
    )
    for cut in range(1, len(mainland)):
        head, tail = mainland[:cut], mainland[cut:]
        first = [one for one in words if one[1].endswith(head) and one[1] != head][:NEIGHBOURS]
        second = [one for one in words if one[1].startswith(tail) and one[1] != tail][:NEIGHBOURS]
        for often, one in first:
            for seldom, two in second:
                if often * seldom >= MEETING:
                    yield one + two, one[-cut - 1], two[len(tail)], often * seldom


def main() -> None:
    """Write the table."""
    known = frequencies()
    convert, simplified = opencc.OpenCC("s2twp").convert, opencc.OpenCC("t2s").convert
    found: dict[tuple[str, str], tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for mainland, taiwan in phrases():
        if len(mainland) > 4 or mainland == taiwan:
            continue
        everyday = known.get(taiwan, 0) >= OFTEN
        tried = list(meetings(known, mainland))
        converted = simplified(convert("\n".join(text for text, *_ in tried))).split("\n")
        for (_text, before, after, number), made in zip(tried, converted, strict=False):
            if f"{before}{taiwan}{after}" not in made:
                continue
            if everyday and ({before, after} & COMMON or number < EVERYDAY_MEETING):
                continue
            found[taiwan, mainland][0].add(before)
            found[taiwan, mainland][1].add(after)
    rows = [
        "\t".join((taiwan, mainland, "".join(sorted(before)), "".join(sorted(after))))
        for (taiwan, mainland), (before, after) in sorted(found.items())
    ]
    TARGET.write_text("\n".join(["taiwan\tmainland\tbefore\tafter", *rows, ""]), "utf-8")


if __name__ == "__main__":
    main()
