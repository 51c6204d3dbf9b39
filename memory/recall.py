"""Recall: the person's message in, what is known and what was said about it out, with scores and reasons.

Facts come by rules (`memory.fact_ranking`), what was said word for word by search over the talk (`memory.episodes`).
Everything that was considered is there, chosen or not, so that a turn can be explained.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from memory.asking import NOTHING_ASKED, Asked, asked
from memory.episodes.found import Found
from memory.episodes.index import Days
from memory.episodes.naming import SECOND
from memory.fact_ranking import Circumstances, Recalled, rank
from memory.facts import AsOf, Fact, FactStore
from memory.hushing import Hushed, hushed
from memory.shelf import NOTHING_SEEN, Look, Manner, Sight, Whose
from memory.strength import strength
from memory.when import Span, asked_about, in_ms

CLOSEST = 8  # passages whose sources make facts likely, and that the record keeps whether they were used or not


@dataclass(frozen=True)
class RecallQuery:
    """Whose memory, as of when, for which words. `local`: the person's wall clock; `now`: the same in ms.

    `said_before`: the message that is answered; only what came before it is looked through, written as `manner` says.
    """

    person_id: int
    bot_id: int
    as_of: AsOf
    text: str
    local: datetime
    now: int
    said_before: int
    manner: Manner
    half_life_days: float = 60
    most_facts: int = 500


@dataclass(frozen=True)
class Recollection:
    """What came to mind: every fact considered, best first; what was said, likeliest first; what the message asks."""

    facts: tuple[Recalled, ...] = ()
    talk: Sight = NOTHING_SEEN
    asked: Asked = NOTHING_ASKED


NOTHING = Recollection()


class TalkSearch(Protocol):
    """Searches earlier talk: `memory.shelf.Shelf`, or a record of what it found."""

    async def look(self, look: Look) -> Sight:
        """Passages that fit, best first."""
        ...


class Recall:
    """Recall over what is stored."""

    def __init__(self, store: FactStore, talk: TalkSearch) -> None:
        self._store, self._search = store, talk

    async def __call__(self, query: RecallQuery) -> Recollection:
        """What fits the message, as of then."""
        facts = _strongest(await self._store.facts_as_of(query.person_id, query.bot_id, query.as_of), query)
        wanted, span = asked(query.text), asked_about(query.text, query.local)
        talk = await self._talk(query, hushed(facts), _days(query, wanted, span))
        about = Circumstances(
            text=query.text,
            asked=wanted,
            local=query.local,
            now=query.now,
            half_life_days=query.half_life_days,
            span=span,
            found={each.message_id: each.score for each in reversed(talk.found[:CLOSEST])},
        )
        return Recollection(rank(facts, about), talk, about.asked)

    async def _talk(self, query: RecallQuery, unspoken: Hushed, days: Days | None) -> Sight:
        if not query.text.strip():
            return NOTHING_SEEN
        whose = Whose(query.person_id, query.bot_id)
        sight = await self._search.look(Look(whose, query.text, query.said_before - 1, query.manner, days))
        return replace(sight, found=tuple(each for each in sight.found if not _touches(each, unspoken)))


def _days(query: RecallQuery, wanted: Asked, span: Span | None) -> Days | None:
    """Days asked about in ms: of the person's past, or of what was told then. Not of the persona's own past."""
    if span is None or (not wanted.own and not SECOND.isdisjoint(query.text.lower().split())):
        return None
    if not (wanted.memory or (wanted.own and span.first < query.local.date())):
        return None
    return in_ms(span, query.local.tzinfo)


def _strongest(facts: Sequence[Fact], query: RecallQuery) -> Sequence[Fact]:
    """As many as the person has room for; what is muted must be known to be left out of the talk, too."""
    if len(facts) <= query.most_facts:
        return facts
    by_strength = sorted(facts, key=lambda each: -strength(each, query.now, query.half_life_days))
    return [*by_strength[: query.most_facts], *(each for each in by_strength[query.most_facts :] if each.muted)]


def _touches(found: Found, unspoken: Hushed) -> bool:
    """Whether a passage speaks of something the person never wants to be spoken of."""
    return unspoken.hides(found.message_id, found.passage.text)
