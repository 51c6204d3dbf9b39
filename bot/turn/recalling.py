"""What comes to mind in a turn: memory and documents."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC

from bot.turn.documents import NOTHING_LOOKED_UP, Documents, LookedUp, look_up
from bot.turn.given import Given
from bot.turn.manner import manner_of
from bot.turn.reading import Reading, local_time
from memory.facts import AsOf
from memory.recall import NOTHING, Recall, RecallQuery, Recollection
from memory.shelf import Manner


@dataclass(frozen=True)
class Mind:
    """What came to mind at a message: of the person and the talk, and of the persona's documents."""

    memory: Recollection = NOTHING
    documents: LookedUp = NOTHING_LOOKED_UP


BLANK = Mind()


async def make_up(given: Given, reading: Reading, recall: Recall, documents: Documents | None) -> Mind:
    """Recall and look-up side by side."""
    memory, found = await asyncio.gather(_recollect(given, reading, recall), look_up(given, reading, documents))
    return Mind(memory, found)


def remembers(given: Given) -> bool:
    """Not where others read along, and not for who doesn't want to be remembered."""
    return not given.in_group and given.state.consent.get("memory", True)


async def _recollect(given: Given, reading: Reading, recall: Recall) -> Recollection:
    """What comes to mind at a message."""
    if not remembers(given):
        return NOTHING
    bounds, choices = given.bounds, given.settings.memory
    return await recall(
        RecallQuery(
            person_id=given.person_id,
            bot_id=given.bot_id,
            as_of=AsOf(bounds.memory_version, bounds.message, bounds.used),
            text=reading.text,
            local=reading.local,
            now=given.now,
            said_before=min((update.message.id for update in given.updates), default=bounds.message + 1),
            manner=_manner(given),
            half_life_days=choices.half_life_days,
            most_facts=choices.most_facts,
        )
    )


def _manner(given: Given) -> Manner:
    """The same from turn to turn, so that a talk is indexed once."""
    zone = local_time(given.now, given.state.time_zone or given.settings.time_zone).tzinfo or UTC
    return manner_of(given.persona, given.state.language or given.settings.language, zone)
