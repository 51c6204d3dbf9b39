"""What is done behind replies for the memory of them: the handlers of its jobs, and when changes queue them again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlmodel import Session, select

from bot.clock import Clock
from bot.engine import summarising
from bot.engine.background import Handler
from bot.engine.extracting import Extractor
from bot.engine.memory_calls import Asker
from bot.engine.summarising import Summariser
from bot.storage import summaries
from bot.storage.database import Database
from bot.storage.tables import Relationship
from bot.turn.behind import EXTRACT, SUMMARISE


@dataclass(frozen=True)
class MemoryOptions:
    """What the operator chose; `time_zone` of persons who named none."""

    extractor: Literal["rules", "model"] = "rules"
    summaries: Literal["extractive", "model", "off"] = "extractive"
    time_zone: str = "UTC"


def handlers(database: Database, clock: Clock, asker: Asker | None, options: MemoryOptions) -> Mapping[str, Handler]:
    """The handlers by name. Jobs that were queued before something was switched off end without doing anything."""
    writer = asker if options.summaries == "model" else None
    found: dict[str, Handler] = {SUMMARISE: nothing, EXTRACT: nothing}
    if options.summaries != "off":
        found[SUMMARISE] = Summariser(database, clock, writer, options.time_zone)
    if options.extractor == "model" and asker is not None:
        found[EXTRACT] = Extractor(database, clock, asker, options.time_zone)
    return found


async def nothing(_: object) -> None:
    """The handler of what is switched off."""


def after_change(session: Session, person_id: int, message_ids: Sequence[int], now: int) -> None:
    """These messages were edited or erased: summaries that cover them go, and are made anew a little later."""
    summaries.touch(session, person_id, message_ids)
    for bot_id in session.exec(select(Relationship.bot_id).where(Relationship.person_id == person_id)).all():
        summarising.queue(session, person_id, bot_id, now + summarising.AFTER_CHANGE_MS)
