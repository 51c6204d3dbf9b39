"""Answer groups and the search over them: exact, by similarity, by cue words. Knows no person.

One index holds the groups of one persona, language and speech level. A search returns every group worth a thought
with the evidence for it; whether the best one is good enough is the caller's decision.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np

from policies.language.negation import is_negated
from policies.language.normalise import clean, fold
from policies.language.person import flips_person
from policies.language.sentences import split
from retrieval.embedding import Embedder, Matrix
from retrieval.ngrams import normalised

Rule = Literal["exact", "sentence", "similar", "cue"]  # sentence: exact in one sentence of several

CUE_FLOOR, CUE_PER_LETTER, CUE_CEILING = 0.52, 0.04, 0.9
_LEAST_SIMILAR = 0.01
# "시험 안 망했어" looks like "시험 망했어" to any similarity; the opposite polarity takes most of the score away.
OPPOSITE = 0.45
# "너 이름 뭐야" and "내 이름 뭐야" differ in one syllable and in everything else.
ANOTHER_PERSON = 0.6


@dataclass(frozen=True)
class Reply:
    """One approved reply. `id` is the hash of group and text; `slots` are what it needs to know."""

    id: str
    text: str
    slots: tuple[str, ...]


@dataclass(frozen=True)
class AnswerGroup:
    """Things people say and replies to them, for one persona, language and speech level."""

    id: str
    name: str
    intent: str
    language: str
    speech_level: str
    replies: tuple[Reply, ...]
    asks: tuple[Reply, ...] = ()
    utterances: tuple[str, ...] = ()
    cues: tuple[tuple[str, ...], ...] = ()
    unless: tuple[str, ...] = ()
    topic: str | None = None
    part_of_day: str | None = None
    needs: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    event: str | None = None
    shape: str | None = None


@dataclass(frozen=True)
class Moment:
    """What groups may depend on besides words."""

    part_of_day: str
    known: frozenset[str]

    def admits(self, group: AnswerGroup) -> bool:
        """Whether the group's conditions hold now."""
        return (
            group.part_of_day in (None, self.part_of_day)
            and self.known.issuperset(group.needs)
            and self.known.isdisjoint(group.lacks)
        )


@dataclass(frozen=True)
class Hit:
    """A group that may fit, with the evidence: which rule, how strongly (0-1), and the line that matched."""

    group: AnswerGroup
    score: float
    rule: Rule
    matched: str


class GroupIndex:
    """Exact, similarity and cue search over groups of one scope."""

    def __init__(self, groups: Iterable[AnswerGroup], embedder: Embedder) -> None:
        self.groups = tuple(groups)
        self._embedder = embedder
        self._lines = tuple((group, line) for group in self.groups for line in group.utterances)
        self._exact: dict[str, list[tuple[AnswerGroup, str]]] = {}
        for group, line in self._lines:
            self._exact.setdefault(_squash(line), []).append((group, line))
        rows = embedder.embed([line for _, line in self._lines])
        self._weights = _inverse_frequency(rows)
        self._rows = np.asfortranarray(normalised(rows * self._weights))

    def search(self, text: str, moment: Moment, limit: int = 8) -> tuple[Hit, ...]:
        """Best evidence for each admissible group, strongest first. Longer texts are also searched by sentence."""
        best: dict[str, Hit] = {}
        for part in _parts(text):
            for hit in self._evidence(part, "exact" if part == text else "sentence"):
                rival = best.get(hit.group.id)
                if moment.admits(hit.group) and (rival is None or hit.score > rival.score):
                    best[hit.group.id] = hit
        said = _Said.of(text)
        allowed = (hit for hit in best.values() if not _vetoed(hit.group, said))
        return tuple(sorted(allowed, key=_strength)[:limit])

    def of_event(self, event: str, moment: Moment) -> tuple[AnswerGroup, ...]:
        """Groups that answer an event rather than words."""
        return tuple(group for group in self.groups if group.event == event and moment.admits(group))

    def of_shape(self, shape: str) -> tuple[AnswerGroup, ...]:
        """Groups for when nothing fits."""
        return tuple(group for group in self.groups if group.shape == shape)

    def _evidence(self, text: str, exact: Rule) -> Iterator[Hit]:
        said = _Said.of(text)
        for group, line in self._exact.get(said.squashed, ()):
            yield Hit(group, 1.0, exact, line)
        for group in self.groups:
            if (row := _strongest_cue(group, said)) is not None:
                yield Hit(group, _agreeing(_cue_score(row), text, " ".join(row)), "cue", " + ".join(row))
        yield from self._similar(text)

    def _similar(self, text: str) -> Iterator[Hit]:
        if not self._lines:
            return
        query = normalised(self._embedder.embed([text]) * self._weights)[0]
        used = np.flatnonzero(query)  # a short text fills few slots of a lexical embedder; columns lie together
        scores = self._rows[:, used] @ query[used]
        for index in np.argsort(-scores)[:24]:
            group, line = self._lines[index]
            if scores[index] > _LEAST_SIMILAR:
                yield Hit(group, _agreeing(min(0.99, float(scores[index])), text, line), "similar", line)


def _parts(text: str) -> tuple[str, ...]:
    sentences = [sentence.strip() for sentence in split(text) if sentence.strip()]
    return (text, *sentences) if len(sentences) > 1 else (text,)


def _inverse_frequency(rows: Matrix) -> Matrix:
    """Smoothed idf of each slot over the lines (Sparck Jones 1972)."""
    seen = np.count_nonzero(rows, axis=0)
    weights: Matrix = (np.log((1 + len(rows)) / (1 + seen)) + 0.1).astype(np.float32)
    return weights


def _strength(hit: Hit) -> tuple[float, bool, bool, str]:
    """Strongest first; of equals, the group made for this time of day or for what is known."""
    return -hit.score, hit.group.part_of_day is None, not hit.group.needs, hit.group.name


def _squash(text: str) -> str:
    """For exact matching. Signs alone (":(", "???") stand for themselves."""
    return fold(text).replace(" ", "") or text.strip()


@dataclass(frozen=True)
class _Said:
    """A message in the forms cues are looked for in: folded, without spaces, and without spaces but with its marks."""

    folded: str
    squashed: str
    marked: str

    @classmethod
    def of(cls, text: str) -> _Said:
        return cls(fold(text), _squash(text), "".join(clean(text).casefold().split()))

    def holds(self, cue: str, language: str) -> bool:
        """Korean: anywhere, spaces ignored (endings and particles vary). English: at the beginning of a word."""
        squashed, begins_word, asked = _forms(cue)
        if asked and f"{squashed}?" not in self.marked:
            return False
        return squashed in self.squashed if language == "ko" else begins_word.search(self.folded) is not None


@lru_cache(maxsize=1 << 16)
def _forms(cue: str) -> tuple[str, re.Pattern[str], bool]:
    """A cue without spaces, as the beginning of a word, and whether it ends in `?` (which must stand there too)."""
    return _squash(cue), re.compile(rf"\b{re.escape(fold(cue))}"), cue.rstrip().endswith("?")


def _cue_score(row: Sequence[str]) -> float:
    return min(CUE_CEILING, CUE_FLOOR + CUE_PER_LETTER * sum(len(word) for word in row))


def _agreeing(score: float, text: str, line: str) -> float:
    score *= 1 if is_negated(text) == is_negated(line) else OPPOSITE
    return round(score * (ANOTHER_PERSON if flips_person(text, line) else 1), 4)


def _strongest_cue(group: AnswerGroup, said: _Said) -> tuple[str, ...] | None:
    rows = [row for row in group.cues if all(said.holds(word, group.language) for word in row)]
    return max(rows, key=_cue_score, default=None)


def _vetoed(group: AnswerGroup, said: _Said) -> bool:
    return any(said.holds(word, group.language) for word in group.unless)
