"""Answer groups and the search over them: exact, by similarity, by cue words. Knows no person.

One index holds the groups of one persona, language and speech level. A search returns every group worth a thought
with the evidence for it; whether the best one is good enough is the caller's decision.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Literal

import numpy as np

from policies.guards import differences
from policies.language.normalise import clean, fold
from policies.language.relations import about_somebody_else, relations
from policies.language.sentences import split
from policies.overlap import little_shared
from retrieval.comparing import Compared, Comparer, Evidence
from retrieval.embedding import NO_EMBEDDER

Rule = Literal["exact", "sentence", "similar", "cue"]  # sentence: exact in one sentence of several

CUE_FLOOR, CUE_PER_LETTER, CUE_CEILING = 0.52, 0.04, 0.9
ECHO = "{echo_"  # how a slot for the person's own words begins
SURE_WITH_A_CUE = 0.6
_LEAST_SIMILAR = 0.01
_LINES_LOOKED_AT = 24
_NOTHING_TO_COMPARE = Compared(np.zeros(0), NO_EMBEDDER)
# What is left of a score when both texts name something and not the same. To any similarity "시험 안 망했어" looks like
# "시험 망했어"; but a group about mothers still has more to say about fathers than most.
LEFT = {"polarity": 0.45, "person": 0.6, "asks": 0.8, "number": 0.9, "who": 0.85, "when": 0.9}

# Intents whose groups speak to the person about the person.
OWN_AFFAIRS = frozenset(
    "love work exam school tired lonely anxious feeling_good feeling_bad sleep money hungry miss_you bored "
    "angry".split()
)


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
    kinds: tuple[str, ...] = ()
    after: str | None = None


@dataclass(frozen=True)
class Moment:
    """What groups may depend on besides words."""

    part_of_day: str
    known: frozenset[str]
    kinds: frozenset[str] = frozenset({"text"})  # what came: text, photo, sticker, voice, …
    after: str | None = None  # what the persona said last: a question, a statement, or nothing yet

    def admits(self, group: AnswerGroup) -> bool:
        """Whether the group's conditions hold now."""
        return (
            group.part_of_day in (None, self.part_of_day)
            and self.known.issuperset(group.needs)
            and self.known.isdisjoint(group.lacks)
            and (not group.kinds or not self.kinds.isdisjoint(group.kinds))
            and group.after in (None, self.after)
        )


@dataclass(frozen=True)
class Hit:
    """A group that may fit, with the evidence: which rule, how strongly (0-1), the line that matched.

    `against`: what the guards held against it (`policies.guards`). `share` (0-1): how much of the message its cue is.
    `agreed`: a cue of the group and a likeness of `SURE_WITH_A_CUE` both speak for it.
    """

    group: AnswerGroup
    score: float
    rule: Rule
    matched: str
    against: tuple[str, ...] = ()
    share: float = 1.0
    agreed: bool = False


@dataclass(frozen=True)
class Found:
    """Groups with the evidence for them, strongest first; which embedder compared, and why not the configured one."""

    hits: tuple[Hit, ...] = ()
    embedder: str = NO_EMBEDDER
    problem: str | None = None


class GroupIndex:
    """Exact, similarity and cue search over groups of one scope."""

    def __init__(self, groups: Iterable[AnswerGroup], comparing: Callable[[Sequence[str]], Comparer]) -> None:
        self.groups = tuple(groups)
        self._lines = tuple((group, line) for group in self.groups for line in group.utterances)
        self._exact: dict[str, list[tuple[AnswerGroup, str]]] = {}
        for group, line in self._lines:
            self._exact.setdefault(_squash(line), []).append((group, line))
        self._comparer = comparing([line for _, line in self._lines])

    def search(self, text: str, moment: Moment, limit: int = 8) -> Found:
        """Best evidence for each admissible group. Longer texts are also searched by sentence."""
        parts = _parts(text)
        compared = self._comparer.compare(parts) if self._lines else [_NOTHING_TO_COMPARE] * len(parts)
        best: dict[str, Hit] = {}
        for part, each in zip(parts, compared, strict=True):
            for hit in self._evidence(part, "exact" if part == text else "sentence", each.evidence):
                rival = best.get(hit.group.id)
                if moment.admits(hit.group):
                    best[hit.group.id] = _better(rival, hit) if rival else hit
        said = _Said.of(text)
        allowed = (hit for hit in best.values() if not _vetoed(hit.group, said))
        return _found(sorted(allowed, key=_strength)[:limit], compared)

    def of_event(self, event: str, moment: Moment) -> tuple[AnswerGroup, ...]:
        """Groups that answer an event rather than words."""
        return tuple(group for group in self.groups if group.event == event and moment.admits(group))

    def of_shape(self, shape: str) -> tuple[AnswerGroup, ...]:
        """Groups for when nothing fits."""
        return tuple(group for group in self.groups if group.shape == shape)

    def of_kind(self, moment: Moment) -> tuple[AnswerGroup, ...]:
        """Groups that answer what came (a photo, a sticker) whatever words came with it."""
        wordless = (group for group in self.groups if group.kinds and not (group.utterances or group.cues))
        return tuple(group for group in wordless if moment.admits(group))

    def sentences(self, reply_id: str) -> frozenset[str]:
        """A reply's fixed sentences, so that none is said twice in two replies; none for a reply of another index.

        A sentence with the person's own words in it is another one each time.
        """
        return frozenset(each for each in sentences_of(self._texts.get(reply_id, "")) if ECHO not in each)

    def echoes(self, reply_id: str) -> bool:
        """Whether a reply takes up the person's own words."""
        return ECHO in self._texts.get(reply_id, "")

    @cached_property
    def _texts(self) -> Mapping[str, str]:
        return {reply.id: reply.text for group in self.groups for reply in (*group.replies, *group.asks)}

    def _evidence(self, text: str, exact: Rule, alike: Evidence) -> Iterator[Hit]:
        said = _Said.of(text)
        for group, line in self._exact.get(said.squashed, ()):
            yield Hit(group, 1.0, exact, line)
        for group in self.groups:
            if (row := _strongest_cue(group, said)) is not None:
                share = min(1.0, sum(map(len, row)) / max(1, len(said.squashed)))
                hit = Hit(group, _cue_score(row), "cue", " + ".join(row), share=share)
                yield _of_whom(_agreeing(hit, text, " ".join(row)), text)
        for index in np.argsort(-alike)[:_LINES_LOOKED_AT]:
            group, line = self._lines[index]
            if alike[index] > _LEAST_SIMILAR:
                hit = Hit(group, min(0.99, float(alike[index])), "similar", line)
                yield _of_whom(_sharing(_agreeing(hit, text, line), text), text)


def _better(rival: Hit, hit: Hit) -> Hit:
    """The stronger of two hits at a group, and whether a cue and a likeness agree."""
    likeness = max((each.score for each in (rival, hit) if each.rule == "similar"), default=0.0)
    agreed = "cue" in (rival.rule, hit.rule) and likeness >= SURE_WITH_A_CUE
    return replace(hit if hit.score > rival.score else rival, agreed=agreed or rival.agreed)


def _found(hits: Iterable[Hit], compared: Sequence[Compared]) -> Found:
    used = dict.fromkeys(each.embedder for each in compared)
    problem = next((each.problem for each in compared if each.problem), None)
    return Found(tuple(hits), " | ".join(used), problem)


@lru_cache(maxsize=1 << 12)
def sentences_of(text: str) -> frozenset[str]:
    """The sentences of a text, folded for comparison."""
    return frozenset(folded for sentence in split(text) if (folded := fold(sentence)))


def _parts(text: str) -> tuple[str, ...]:
    sentences = [sentence.strip() for sentence in split(text) if sentence.strip()]
    return (text, *sentences) if len(sentences) > 1 else (text,)


def _strength(hit: Hit) -> tuple[float, bool, bool, bool, str]:
    """Strongest first; of equals, the group made for this moment: time of day, what is known, what came before."""
    group = hit.group
    return -hit.score, group.part_of_day is None, not group.needs, not (group.kinds or group.after), group.name


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
        squashed, folded, asked = _forms(cue)
        if asked and f"{squashed}?" not in self.marked:
            return False
        return squashed in self.squashed if language == "ko" else _begins_a_word(folded, self.folded)


@lru_cache(maxsize=1 << 16)
def _forms(cue: str) -> tuple[str, str, bool]:
    """A cue without spaces, folded, and whether it ends in `?` (which must stand there too)."""
    return _squash(cue), fold(cue), cue.rstrip().endswith("?")


def _begins_a_word(cue: str, text: str) -> bool:
    at = text.find(cue) if cue else -1
    while at > 0 and text[at - 1].isalnum():
        at = text.find(cue, at + 1)
    return at >= 0


def _cue_score(row: Sequence[str]) -> float:
    return min(CUE_CEILING, CUE_FLOOR + CUE_PER_LETTER * sum(len(word) for word in row))


def _agreeing(hit: Hit, text: str, line: str) -> Hit:
    """The hit with what the guards leave of its score, and what they found."""
    found = [each for each in differences(text, line) if each.both]
    left = math.prod(LEFT[each.kind] for each in found)
    return replace(hit, score=round(hit.score * left, 4), against=tuple(map(str, found)))


def _of_whom(hit: Hit, text: str) -> Hit:
    """A group about one's own love or work has nothing to say to a friend's, one about a father's to one's own."""
    named = bool(relations(hit.matched))
    if hit.group.intent in OWN_AFFAIRS:
        strange = not named and about_somebody_else(text)
    else:
        strange = hit.group.intent == "family" and named and hit.rule == "similar" and not relations(text)
    if not strange:
        return hit
    return replace(hit, score=round(hit.score * LEFT["who"] * LEFT["who"], 4), against=(*hit.against, "somebody else"))


def _sharing(hit: Hit, text: str) -> Hit:
    """A likeness that rests on too few words counts less."""
    left, why = little_shared(text, hit.matched, hit.score, hit.group.language)
    return replace(hit, score=round(hit.score * left, 4), against=(*hit.against, *why))


def _strongest_cue(group: AnswerGroup, said: _Said) -> tuple[str, ...] | None:
    rows = [row for row in group.cues if all(said.holds(word, group.language) for word in row)]
    return max(rows, key=_cue_score, default=None)


def _vetoed(group: AnswerGroup, said: _Said) -> bool:
    return any(said.holds(word, group.language) for word in group.unless)
