"""Script: tell simplified from traditional text, and bring the latter back to the former."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal

from giox.text.spans import Edit, MappedText

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Script", "detect_script", "simplify", "to_simplified"]

Script = Literal["simplified", "traditional"]


def detect_script(text: str) -> Script:
    """Tell which script most of a text is in; a text without any evidence is simplified."""
    import numpy as np

    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    counts = np.bincount(_evidence()[codes], minlength=3)
    return "traditional" if counts[2] > counts[1] else "simplified"


def simplify(text: str) -> MappedText:
    """Bring traditional text to simplified script; simplified text comes back unchanged."""
    if detect_script(text) == "simplified":
        return MappedText.identity(text)
    phrases = _phrases()
    converted = MappedText.aligned(text, _translate(text))
    pattern = re.compile("|".join(sorted(phrases, key=len, reverse=True)))
    edits = [
        Edit(found.start(), found.end(), phrases[found[0]])
        for found in pattern.finditer(text)
        if phrases[found[0]] != converted.text[found.start() : found.end()]
    ]
    return converted.then(edits) if edits else converted


def to_simplified(text: str) -> str:
    """Return the text in simplified script."""
    return simplify(text).text


def _translate(text: str) -> str:
    import numpy as np

    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    return _table()[codes].tobytes().decode("utf-32-le", "surrogatepass")


def _dictionary(name: str) -> Iterator[tuple[str, list[str]]]:
    for line in (
        files("opencc").joinpath("dictionary", f"{name}.txt").read_text("utf-8").splitlines()
    ):
        key, values = line.split("\t")
        yield key, values.split()


@cache
def _phrases() -> dict[str, str]:
    return {key: values[0] for key, values in _dictionary("TSPhrases")}


@cache
def _table() -> NDArray[np.uint32]:
    import numpy as np

    table = np.arange(0x110000, dtype=np.uint32)
    for key, values in _dictionary("TSCharacters"):
        table[ord(key)] = ord(values[0])
    return table


@cache
def _evidence() -> NDArray[np.uint8]:
    import numpy as np

    table = np.zeros(0x110000, np.uint8)
    for mark, name, other in ((1, "STCharacters", "big5"), (2, "TSCharacters", "gb2312")):
        for key, values in _dictionary(name):
            if key not in values and not key.encode(other, "ignore"):
                table[ord(key)] = mark
    return table
