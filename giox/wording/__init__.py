"""The words of the reports: what is asked for, what is complained of, what is copied.

Works on the texts that the user has; the figures that ship with giox come without texts.
Frames in, frames out: `texts` reads reports, all else goes on from there.
"""

from __future__ import annotations

from giox.wording.keyness import keyness, keywords
from giox.wording.reuse import passages, similarity
from giox.wording.texts import texts
from giox.wording.topics import mentions, topics
from giox.wording.words import tokenise, words

__all__ = [
    "keyness",
    "keywords",
    "mentions",
    "passages",
    "similarity",
    "texts",
    "tokenise",
    "topics",
    "words",
]
