"""Write `giox/text/phrases.tsv`: what newer versions of OpenCC replace besides.

giox reads the dictionaries of opencc-python-reimplemented, whose TWPhrases is that of 2023. This
lists the words that OpenCC 1.4.2 writes besides (names of persons, films' directors, diseases,
countries), each with the mainland word it stands for, where only one comes into question: words of
two characters meet by chance, and those that jieba knows are words of mainland texts as well.

Runs in the same environment as `meetings.py`, whose reading of OpenCC's dictionary it uses::

    .venv-rivals/bin/python data/build/phrases.py

The words are OpenCC's (Apache License 2.0).
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import opencc
from meetings import frequencies, phrases

# what meets in everyday text: 友好市多, 执行档案; 叮叮当 is a word of mainland texts, too
MET = {"好市多", "执行档", "叮叮当"}
TARGET = Path(__file__).parents[2] / "giox" / "text" / "phrases.tsv"


def older() -> set[str]:
    """Read the Taiwanese words that the reimplementation has, if it is installed beside giox."""
    folder = Path(__file__).parents[2] / ".venv"
    lines = next(folder.rglob("opencc/dictionary/TWPhrases.txt")).read_text("utf-8").splitlines()
    simplified = opencc.OpenCC("t2s").convert
    return {simplified(value) for line in lines for value in line.split("\t")[1].split()}


def main() -> None:
    """Write the table."""
    sources: dict[str, set[str]] = defaultdict(set)
    for mainland, taiwan in phrases():
        if mainland != taiwan:
            sources[taiwan].add(mainland)
    known = frequencies().keys() | older() | MET
    rows = sorted(
        (taiwan, *mainland)
        for taiwan, mainland in sources.items()
        if len(taiwan) > 2
        and len(mainland) == 1
        and taiwan not in known
        and all(ord(character) < 0x10000 for word in mainland for character in word)
    )
    lines = ["\t".join(row) for row in [("taiwan", "mainland"), *rows]]
    TARGET.write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{len(rows)} words")


if __name__ == "__main__":
    main()
