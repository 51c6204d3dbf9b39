"""What two sentences that look alike don't share: polarity, persons, asking or telling, numbers, time. Pure.

Similarity can't see these: to n-grams "7시에 깨워줘" is .97 like "8시에 깨워줘", "약 먹었어" .94 like "약 안 먹었어".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from policies.language.days import days
from policies.language.negation import is_negated
from policies.language.person import flips_person
from policies.language.quantities import quantities
from policies.language.relations import relations
from policies.language.sentences import is_question

Kind = Literal["polarity", "person", "asks", "number", "who", "when"]
_NAMED: tuple[tuple[Kind, Callable[[str], frozenset[str]]], ...] = (
    ("number", quantities),
    ("who", relations),
    ("when", days),
)


@dataclass(frozen=True)
class Difference:
    """What each text has that the other lacks, in words.

    `both`: each names something else. Where only one names something, or they share a person or a day among several,
    it is False: enough to refuse a remembered answer, not to doubt a group of general replies.
    """

    kind: Kind
    one: str
    other: str
    both: bool = True

    def __str__(self) -> str:
        return f"{self.kind}: {self.one or 'none'} / {self.other or 'none'}"


def differences(one: str, other: str) -> tuple[Difference, ...]:
    """Everything that tells two texts apart; nothing when they may share an answer as far as these rules see."""
    return (*_polarity(one, other), *_person(one, other), *_asks(one, other), *_named(one, other))


def _polarity(one: str, other: str) -> Iterator[Difference]:
    says = {True: "no", False: "yes"}
    if _negated(one) != _negated(other):
        yield Difference("polarity", says[_negated(one)], says[_negated(other)])


def _person(one: str, other: str) -> Iterator[Difference]:
    if flips_person(one, other):
        yield Difference("person", "me", "you")


def _asks(one: str, other: str) -> Iterator[Difference]:
    """ "오늘 월요일이야?" and "다음 주 월요일이야" want different answers."""
    asks = {True: "asks", False: "tells"}
    if _asking(one) != _asking(other):
        yield Difference("asks", asks[_asking(one)], asks[_asking(other)])


def _named(one: str, other: str) -> Iterator[Difference]:
    for (kind, _), mine, theirs in zip(_NAMED, _names(one), _names(other), strict=True):
        if mine != theirs:
            only, others = (", ".join(sorted(names)) for names in (mine - theirs, theirs - mine))
            apart = bool(only and others) and (kind == "number" or mine.isdisjoint(theirs))
            yield Difference(kind, only, others, both=apart)


@lru_cache(maxsize=1 << 13)
def _names(text: str) -> tuple[frozenset[str], ...]:
    return tuple(names(text) for _, names in _NAMED)


@lru_cache(maxsize=1 << 13)
def _asking(text: str) -> bool:
    return is_question(text)


@lru_cache(maxsize=1 << 13)
def _negated(text: str) -> bool:
    return is_negated(text)
