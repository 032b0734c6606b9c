"""Precision and recall of the figures that giox reads in labelled prose.

    python tests/benchmarks/prose.py FILE.jsonl [--misses] [--extras] [--families]

Each line of the file is an object with `id`, `year`, `text` and `figures`: a list of objects with
`indicator`, `value` (in the unit of the vocabulary), and, where they are known, `scope` and `raw`.
`may` holds figures on which readers may differ, which count neither way; `department` tells
whether the report is that of a bureau, a street or a township (told by the words if absent).
A figure is right where indicator and value are. Printed are the counts for each family of
indicators (the first word of the code); `scope` counts right figures whose scope is another than
the one given. `--misses` and `--extras` print the texts as well.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from giox.documents import read_document
from giox.extraction.lines import lines_of
from giox.extraction.narrative import read_prose

DEPARTMENT = re.compile(
    "[我本][局厅委处院镇乡队]|我街道|本街道|街道办|[镇乡](?:党委|人民政府|政府)"
)

Key = tuple[str, float]


def key(figure: Mapping[str, Any]) -> Key:
    """Return what two figures have in common if they are the same."""
    return figure["indicator"], round(float(figure["value"]), 4)


def read(item: Mapping[str, Any]) -> dict[Key, Any]:
    """Return the figures that giox reads in an item."""
    text = item["text"]
    script = lines_of(read_document(text.encode(), "item.txt"))
    department = item.get("department", DEPARTMENT.search(text) is not None)
    figures = read_prose(script, item.get("year"), department=department).figures
    return {(one.indicator, round(one.value, 4)): one for one in figures}


def family(one: Key) -> str:
    """Return the first word of an indicator."""
    return one[0].partition(".")[0]


def main() -> None:
    """Print the counts."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--misses", action="store_true", help="print each miss with its text")
    parser.add_argument("--extras", action="store_true", help="print each extra with its text")
    parser.add_argument("--families", action="store_true", help="print a line per family")
    options = parser.parse_args()

    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for line in options.file.read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        found = read(item)
        wanted = {key(one): one for one in item["figures"]}
        optional = {key(one) for one in item.get("may", ())}
        for one in wanted.keys() & found.keys():
            counts[family(one)]["right"] += 1
            if "scope" in wanted[one]:
                counts[family(one)]["scope"] += wanted[one]["scope"] != found[one].scope
        misses = sorted(wanted.keys() - found.keys())
        extras = sorted(found.keys() - wanted.keys() - optional)
        for one in misses:
            counts[family(one)]["missed"] += 1
        for one in extras:
            counts[family(one)]["extra"] += 1
        shown = [("missed", one) for one in misses if options.misses]
        shown += [("extra", one) for one in extras if options.extras]
        if shown:
            print(f"\n{item.get('id')} ({item.get('year')}) {item['text']}")
            for what, one in shown:
                print(f"  {what}: {one[0]} = {one[1]:g}")
    print(f"\n{'':32}{'right':>7}{'missed':>7}{'extra':>7}{'scope':>7}{'prec.':>8}{'recall':>8}")
    rows = sorted(counts.items()) if options.families else []
    for name, row in [*rows, ("all", sum(counts.values(), Counter()))]:
        right, missed, extra = row["right"], row["missed"], row["extra"]
        precision = right / (right + extra) if right + extra else 1.0
        recall = right / (right + missed) if right + missed else 1.0
        print(
            f"{name:32}{right:7}{missed:7}{extra:7}{row['scope']:7}"
            f"{100 * precision:8.1f}{100 * recall:8.1f}"
        )


if __name__ == "__main__":
    main()
