"""Texts into words, by jieba with a dictionary of the genre.

Jieba cuts by a dictionary and guesses what is not in it. Its cuts are good enough to count
common words, and never used to read figures. Where a study turns on one word, add it to
`words.txt`, or count the word itself with `topics`.
"""

from __future__ import annotations

import io
import logging
import re
import tempfile
import warnings
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl

from giox import schema

__all__ = ["need", "tokenise", "words"]

_RUN = re.compile(r"[\u4e00-\u9fff]+|\d[\d,.]*%?|[A-Za-z]+|\s+|.", re.DOTALL)
_CHINESE = re.compile(
    r"(?![一二三四五六七八九十百千万两]+[件条宗起份项篇个次人期年月日号章节]$)[\u4e00-\u9fff]{2,}"
)
_ABOUT = ("report", "part", "division_code", "region", "year")


def tokenise(text: str) -> list[str]:
    """Cut a text into words; numbers, Latin words and marks are words of their own.

    Joined again, the words are the text.

    Examples
    --------
    >>> tokenise("依申请公开1,234件,其中征地拆迁类12.5%。")
    ['依申请公开', '1,234', '件', ',', '其中', '征地拆迁', '类', '12.5%', '。']
    """
    cut = _tokenizer().cut
    return [
        word
        for run in _RUN.findall(text)
        for word in (cut(run, HMM=True) if "\u4e00" <= run[0] <= "\u9fff" else (run,))
    ]


def words(texts: pl.DataFrame) -> pl.DataFrame:
    """Count the words of each report.

    Only Chinese words of two characters or more count, none of `stopwords.txt`, and no counts
    (三篇).

    Parameters
    ----------
    texts : polars.DataFrame
        Of `giox.wording.texts`, or any frame with its columns `report`, `part` and `text`.

    Returns
    -------
    polars.DataFrame
        `report`, `part`, what `texts` has of `division_code`, `region` and `year`, `word`, `n`
        (how often), `words` (words counted in the report in all). Sorted by report, part, then
        by falling `n` and by word.

    Raises
    ------
    SchemaError
        If a column is missing.

    Examples
    --------
    >>> frame = pl.DataFrame({"report": ["a"], "part": [0], "text": ["政策解读,政策解读三篇。"]})
    >>> words(frame).select("word", "n", "words").rows()
    [('政策解读', 2, 2)]
    """
    need(texts, ("report", "part", "text"))
    about = [name for name in _ABOUT if name in texts.columns]
    stop = _stopwords()

    def counted(text: str) -> list[str]:
        return [w for w in tokenise(text) if _CHINESE.fullmatch(w) and w not in stop]

    cut = texts.with_columns(
        word=pl.col("text").map_elements(counted, return_dtype=pl.List(pl.String))
    )
    return (
        cut.select(*about, "word")
        .explode("word")
        .drop_nulls("word")
        .group_by(*about, "word")
        .agg(n=pl.len().cast(pl.Int64))
        .with_columns(words=pl.col("n").sum().over("report", "part"))
        .sort("report", "part", "n", "word", descending=[False, False, True, False])
    )


def need(frame: pl.DataFrame, columns: tuple[str, ...]) -> None:
    """Refuse a frame that lacks columns, as `giox.schema.need`."""
    schema.need(frame, columns, "the frame has no column", "make it with giox.wording")


@cache
def _stopwords() -> frozenset[str]:
    text = files(__package__).joinpath("stopwords.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if line[:1] != "#" for word in line.split())


@cache
def _tokenizer() -> Any:  # noqa: ANN401 - jieba carries no types
    """Return a tokenizer of our own: no file is shared with other users, nothing is printed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its source has invalid escapes
        import jieba

    logger = logging.getLogger("jieba")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with tempfile.TemporaryDirectory() as folder:
            tokenizer = jieba.Tokenizer()
            tokenizer.tmp_dir = folder
            tokenizer.initialize()
    finally:
        logger.setLevel(level)
    genre = files(__package__).joinpath("words.txt").read_text(encoding="utf-8")
    lines = [line for line in genre.splitlines() if line and line[0] != "#"]
    tokenizer.load_userdict(io.StringIO("\n".join(lines)))
    return tokenizer
