"""The dictionaries of opencc-python-reimplemented, and what they say of single characters.

Only its data are used. Its converter, which goes through a text in pure Python, is not.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

__all__ = ["character_table", "code_points", "dictionary", "simplified_characters"]


def code_points(text: str) -> NDArray[np.intp]:
    """Return the numbers of the characters; lone surrogates are characters, too."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.intp)


@cache
def dictionary(name: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Read one dictionary: each key with its values, the preferred one first."""
    text = files("opencc").joinpath("dictionary", f"{name}.txt").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines())
    return tuple((key, tuple(values.split())) for key, values in rows)


@cache
def character_table() -> NDArray[np.uint32]:
    """For each code point, that of the simplified character.

    Characters of Taiwan and Hong Kong lead to the simplified one by way of the standard
    traditional one. A simplification beyond the basic plane is not taken: fonts lack it and
    mainland texts print the traditional form.
    """
    table = np.arange(0x110000, dtype=np.uint32)
    for key, values in dictionary("TSCharacters"):
        if len(values[0]) == 1 and ord(values[0]) < 0x10000:
            table[ord(key)] = ord(values[0])
    for name in ("TWVariantsRev", "HKVariantsRev"):
        for key, values in dictionary(name):
            if table[ord(key)] == ord(key):
                table[ord(key)] = table[ord(values[0])]
    return table


def simplified_characters(text: str) -> str:
    """Simplify character by character, whatever the words."""
    codes = code_points(text)
    return character_table()[codes].tobytes().decode("utf-32-le", "surrogatepass")
