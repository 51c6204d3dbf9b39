"""Recall: the person's message in, scored facts out, all candidates with their reasons.

Facts about who the person is always come; the others by how many of their character bigrams stand in the message.
Nothing is recalled on a guess: a remembered note that shares nothing with the message comes only while there are few.
"""

from __future__ import annotations

from dataclasses import dataclass

from memory.facts import NAME, Fact, FactStore
from policies.language.normalise import fold

ALWAYS_WHILE_FEW = 8


@dataclass(frozen=True)
class RecallQuery:
    """Whose memory, as of which version, for which words."""

    person_id: int
    bot_id: int
    version: int
    text: str


@dataclass(frozen=True)
class Recalled:
    """A fact that was considered: its score in [0, 1], whether it was chosen, and why."""

    fact: Fact
    score: float
    chosen: bool
    reason: str


class Recall:
    """Recall over a fact store."""

    def __init__(self, store: FactStore) -> None:
        self._store = store

    async def __call__(self, query: RecallQuery) -> tuple[Recalled, ...]:
        """Every fact considered, best first; the newer one first among equals."""
        facts = await self._store.facts_as_of(query.person_id, query.bot_id, query.version)
        scored = [_score(fact, query.text, few=len(facts) <= ALWAYS_WHILE_FEW) for fact in facts]
        return tuple(sorted(scored, key=lambda each: (-each.score, -each.fact.id)))


def _score(fact: Fact, text: str, *, few: bool) -> Recalled:
    if fact.attribute == NAME:
        return Recalled(fact, 1.0, True, "who the person is")
    overlap = _overlap(fact.value, text)
    if overlap > 0:
        return Recalled(fact, round(0.3 + 0.6 * overlap, 4), True, "shares words with the message")
    if few:
        return Recalled(fact, 0.2, True, "asked to be remembered, and there are few")
    return Recalled(fact, 0.0, False, "shares nothing with the message")


def _overlap(one: str, other: str) -> float:
    grams, others = _bigrams(one), _bigrams(other)
    return len(grams & others) / len(grams) if grams else 0.0


def _bigrams(text: str) -> frozenset[str]:
    words = fold(text).split()
    return frozenset(word[i : i + 2] for word in words for i in range(max(1, len(word) - 1)))
