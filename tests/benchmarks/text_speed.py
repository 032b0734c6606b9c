"""Speed of giox.text, on the genre text beside this file: characters a second, and linearity.

Run: ``python tests/benchmarks/text_speed.py``. The goals: cleaning and detection of simplified text
under 1 ms per 10,000 characters; every function linear up to 2 MB, of hostile text too. For
`to_simplified` beside other converters see `script_roundtrip.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from timing import seconds

from giox.text import (
    clean,
    detect_script,
    find_dates,
    find_numbers,
    find_periods,
    normalise,
    to_simplified,
)

PAGE = 10_000
LARGE = 2_000_000
FUNCTIONS: tuple[Callable[[str], object], ...] = (
    clean,
    detect_script,
    to_simplified,
    normalise,
    find_dates,
    find_periods,
    find_numbers,
)
HOSTILE = (
    "1",
    "一",
    "a.",
    "1 ",
    "《1",
    "2019年",
    "1,111",
    "&amp;",
    "信\u200b",
    "报(bào",
    "第",
    "檔案最佳化",
)


def main() -> None:
    genre = Path(__file__).with_name("text_genre.txt").read_text("utf-8")
    page = (genre * 2)[:PAGE]
    print(
        f"{'milliseconds per 10,000 characters':36}{'page':>9}{'2 MB':>9}",
        f"{'worst of hostile 2 MB':>36}",
    )
    for function in FUNCTIONS:
        function(page)
        small = seconds(partial(function, page), 30) * 1000
        large = seconds(partial(function, (genre * (LARGE // len(genre) + 1))[:LARGE]), 1) * 1000
        hostile = {
            text: seconds(partial(function, (text * (LARGE // len(text)))[:LARGE]), 1) * 1000
            for text in HOSTILE
        }
        worst = max(hostile, key=lambda text: hostile[text])
        share = PAGE / LARGE
        print(
            f"{function.__name__:36}{small:9.3f}{large * share:9.3f}"
            f"{hostile[worst] * share:20.3f} of {worst!r}"
        )


if __name__ == "__main__":
    main()
