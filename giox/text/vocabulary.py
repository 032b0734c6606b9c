"""Wording: bring back mainland words where a converter to Taiwan's usage replaced them.

Converters replace words as well as characters, and several mainland words may become one
(运行 and 执行 both become 執行). No table can be turned round, so two questions are asked:

- of the whole text: which converter changed it, if any? Every word of Taiwan whose mainland
  counterpart is missing speaks for one; mainland words that a converter would have replaced
  speak against it;
- of the surroundings of each word: which of the mainland words was it (`giox.text.word`)?

What is known of the words stands in `vocabulary.toml` and in OpenCC's dictionary TWPhrases; where
two mainland words meet in what a converter took for a third, in `meetings.tsv`.
"""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib.resources import files
from operator import itemgetter

from giox.text.finder import Finder, matcher
from giox.text.opencc import dictionary, simplified_characters
from giox.text.spans import edited
from giox.text.word import Choice, Word

__all__ = ["restored_wording"]

_FEW = 10  # a word that is so many times as frequent as its counterpart was put in its place

Reading = tuple[str, str, Choice | None]  # a word of Taiwan, its default, what chooses others


def restored_wording(text: str) -> list[tuple[int, int, str]]:
    """Find the words to bring back in a text whose characters are simplified already.

    Parameters
    ----------
    text : str
        Text that was traditional, in simplified characters; all of it, for the evidence.

    Returns
    -------
    list of (start, end, mainland word)
        In order of the text.

    Examples
    --------
    >>> restored_wording("最佳化服务,公开规范性档案,档案馆查阅")
    [(0, 3, '优化'), (8, 13, '规范性文件')]
    """
    vocabulary = _vocabulary()
    matches = vocabulary.finder.find(text)
    words = vocabulary.converted(Counter(map(itemgetter(0), matches)))
    if not words:
        return []
    ended = f"{text}\0"  # a character follows every word, and none goes before the first
    changes: list[tuple[int, int, str]] = []
    undecided: list[tuple[int, str]] = []  # places in the changes, and what stands there
    votes: defaultdict[str, int] = defaultdict(int)
    for key, first, last in matches:
        if key not in words:
            continue
        taiwan, word, choice = words[key]
        start, end = first >> 1, last >> 1
        if choice:
            word = choice.mainland(ended, start, end)
            if choice.topic:
                votes[taiwan] += (word == choice.topic) - (word == choice.default)
                if not word:
                    undecided.append((len(changes), taiwan))
        if word != taiwan:
            changes.append((start, end, word))
    if not undecided:
        return changes
    for place, taiwan in undecided:
        known = vocabulary.words[taiwan]
        start, end, _ = changes[place]
        changes[place] = start, end, known.topic if votes[taiwan] > 0 else known.default
    return [change for change in changes if change[2] != text[change[0] : change[1]]]


@dataclass(frozen=True)
class Vocabulary:
    """All words, and what looks for them and their counterparts in a text.

    Attributes
    ----------
    words : dict of str to Word
        The words of Taiwan's usage.
    ordered : list of str
        These and what is counted beside them, as the matcher numbers them.
    finder : Finder
        What finds them.
    left : frozenset of str
        Mainland words that some version of OpenCC does not replace.
    """

    words: dict[str, Word]
    ordered: list[str]
    finder: Finder
    left: frozenset[str]

    def converted(self, counts: dict[int, int]) -> dict[int, Reading]:
        """Tell which words a converter wrote, but for those that a text had all along.

        What speaks for either are the counts of all words in the text.
        """
        traces = self._traces.intersection(counts)
        never = self._never.intersection(counts)
        written = sum([counts[key] for key in traces])
        left = sum([counts[key] for key in self._replaced.intersection(counts)])
        opencc = (bool(never) or len(traces) > 1) and written > _FEW * left
        if not (never or opencc):
            return {}
        words, against = self._of_opencc if opencc else self._of_others
        kept: defaultdict[int, int] = defaultdict(int)
        for mainland in against.keys() & counts.keys():
            for key in against[mainland]:
                kept[key] += counts[mainland]
        least = 1 if opencc else _FEW
        own = {key for key in kept if counts.get(key, 0) <= least * kept[key]}
        return {key: words[key] for key in counts if key in words and key not in own}

    @cached_property
    def _of_opencc(self) -> tuple[dict[int, Reading], dict[int, list[int]]]:
        """The words that OpenCC may have written, and mainland words that speak against some.

        What OpenCC writes for one word may be the counterpart of another: 文档 becomes 文件.
        """
        words = {key: w for key, w in self._numbered.items() if w.opencc or w.use == "never"}
        doubtful = [key for key, word in words.items() if word.opencc and not word.telling]
        replaced = set(self._keys).difference(self.words)
        return _readings(words), self._against(doubtful, replaced)

    @cached_property
    def _of_others(self) -> tuple[dict[int, Reading], dict[int, list[int]]]:
        """The same of other converters."""
        words = {key: w for key, w in self._numbered.items() if w.other or w.use != "often"}
        doubtful = [key for key, word in words.items() if word.use != "never"]
        return _readings(words), self._against(doubtful, set(self._keys))

    def _against(self, doubtful: list[int], replaced: set[str]) -> dict[int, list[int]]:
        """For the number of each replaced word that of the doubtful words put in its place."""
        against: dict[int, list[int]] = {}
        for key in doubtful:
            for mainland in self._numbered[key].counterparts & replaced:
                against.setdefault(self._keys[mainland], []).append(key)
        return against

    @cached_property
    def _keys(self) -> dict[str, int]:
        """The numbers of all words."""
        return {word: key for key, word in enumerate(self.ordered)}

    @cached_property
    def _numbered(self) -> dict[int, Word]:
        """The words of Taiwan's usage by their numbers."""
        return {self._keys[taiwan]: word for taiwan, word in self.words.items()}

    @cached_property
    def _never(self) -> frozenset[int]:
        """The words that mainland texts never have."""
        return frozenset(key for key, word in self._numbered.items() if word.use == "never")

    @cached_property
    def _traces(self) -> frozenset[int]:
        """The words that tell of OpenCC."""
        numbered = self._numbered.items()
        return frozenset(key for key, word in numbered if word.telling and word.opencc)

    @cached_property
    def _replaced(self) -> frozenset[int]:
        """Mainland words that OpenCC leaves nowhere."""
        words = {self._numbered[key].default for key in self._traces}
        return frozenset(self._keys[one] for one in words.difference(self.words, self.left))


def _readings(words: dict[int, Word]) -> dict[int, Reading]:
    return {key: (word.taiwan, word.default, word.choice) for key, word in words.items()}


@cache
def _vocabulary() -> Vocabulary:
    data = tomllib.loads(files("giox.text").joinpath("vocabulary.toml").read_text("utf-8"))
    opencc = dict(_opencc_pairs())
    words: dict[str, Word] = {}
    for converter in ("opencc", "other", "any"):
        for use, entries in data[converter].items():
            for taiwan, mainland in entries.items():
                choices = {} if isinstance(mainland, str) else dict(mainland)
                default = choices.pop("default", mainland)
                near = choices.pop("near", {})
                parallel = choices.pop("parallel", {})
                topic = choices.pop("topic", "")
                sides = tuple(
                    (*pattern.split("~"), word)
                    for word, patterns in choices.items()
                    for pattern in patterns
                )
                known_to_opencc = converter != "other" or taiwan in opencc
                words[taiwan] = Word(
                    taiwan,
                    default,
                    sides,
                    use,
                    known_to_opencc,
                    converter != "opencc",
                    tuple((cue, word) for word, cues in near.items() for cue in cues),
                    tuple((other, word) for word, other in parallel.items()),
                    topic,
                )
    known = {*words, *data["keep"]["ignored"]}
    for taiwan, default in opencc.items():
        if len(taiwan) > 2 and taiwan not in known:  # two characters too easily meet by chance
            words[taiwan] = Word(taiwan, default, (), "seldom", opencc=True, other=False)
    converted = _converter(words)
    words = {taiwan: _as_converted(word, converted) for taiwan, word in words.items()}
    for taiwan, meetings in _meetings().items():
        word = words.get(taiwan) or Word(taiwan, taiwan, (), "seldom", opencc=True, other=False)
        words[taiwan] = replace(word, meetings=meetings)
    keys = set(words).union(data["keep"]["words"], *(word.counterparts for word in words.values()))
    ordered = sorted(keys)
    return Vocabulary(words, ordered, Finder(ordered), frozenset(data["keep"]["left"]))


def _converter(words: dict[str, Word]) -> Callable[[str], str]:
    """Do to a few mainland words what a converter does."""
    taiwans = {
        mainland: word.taiwan
        for word in words.values()
        if word.opencc
        for mainland in word.counterparts
    }
    mainlands = sorted(taiwans)
    finder = matcher(mainlands)

    def converted(text: str) -> str:
        found = finder.find_matches_as_indexes(text)
        return edited(text, ((start, end, taiwans[mainlands[key]]) for key, start, end in found))

    return converted


def _as_converted(word: Word, converted: Callable[[str], str]) -> Word:
    """Let the surroundings stand in Taiwan's wording as well: a converter left them in that."""
    further = (
        (converted(before), converted(after), new) for before, after, new in word.surroundings
    )
    cues = ((converted(cue), new) for cue, new in word.near)
    return replace(
        word,
        surroundings=tuple(dict.fromkeys((*word.surroundings, *further))),
        near=tuple(dict((*word.near, *cues)).items()),
    )


def _meetings() -> dict[str, tuple[tuple[frozenset[str], frozenset[str], str], ...]]:
    """Read `meetings.tsv`, which `data/build/meetings.py` writes."""
    meetings: dict[str, tuple[tuple[frozenset[str], frozenset[str], str], ...]] = {}
    rows = files("giox.text").joinpath("meetings.tsv").read_text("utf-8").splitlines()[1:]
    for taiwan, mainland, before, after in (row.split("\t") for row in rows):
        meeting = (frozenset(before), frozenset(after), mainland)
        meetings[taiwan] = (*meetings.get(taiwan, ()), meeting)
    return meetings


def _opencc_pairs() -> Iterator[tuple[str, str]]:
    """Taiwan's words of OpenCC's dictionary, each with the mainland word it replaces.

    Those that only newer versions know stand in `phrases.tsv`: see `data/build/phrases.py`.
    """
    rows = files("giox.text").joinpath("phrases.tsv").read_text("utf-8").splitlines()[1:]
    for row in rows:
        taiwan, mainland = row.split("\t")
        yield taiwan, mainland
    for word, taiwans in dictionary("TWPhrases"):
        pair = simplified_characters(taiwans[0]), simplified_characters(word)
        if pair[0] != pair[1]:
            yield pair
