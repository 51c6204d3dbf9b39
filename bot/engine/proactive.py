"""Writing first: intents kept and ended, the timer that wakes for them, and what is known when one comes due."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Executable, Row, bindparam, func, select
from sqlmodel import Session, col

from bot.storage import intents, timers
from bot.storage.people import Placed
from bot.storage.tables import Chat, Message, Person, Relationship
from bot.turn.given import Given
from bot.turn.outcome import Plans
from policies.proactive.planning import ProactiveState

KIND = "proactive"  # of the timer


def keep_plans(session: Session, given: Given, plans: Plans, now: int) -> None:
    """Keep what a turn made of the person's plans, and wake for the earliest."""
    for intent_id, why in plans.cancelled:
        intents.end(session, intent_id, "cancelled", why)
    mined = (*plans.mined, *([plans.check_in] if plans.check_in else []))
    intents.put(session, Placed(given.bot_id, given.chat_id, given.person_id, reachable=True), mined, now)
    wake(session, given.bot_id, given.chat_id)


def wake(session: Session, bot_id: int, chat_id: int) -> None:
    """Set the chat's timer for writing first to its earliest intent."""
    timers.schedule(session, bot_id, chat_id, KIND, intents.next_due(session, chat_id))


def state_of(session: Session, about: Row[Any], now: int) -> ProactiveState:
    """What planning asks of a person, from `about_person`'s row; consent is the caller's to add."""
    return ProactiveState(
        minor=about.age_status == "minor",
        quiet_until=about.quiet_until,
        sent=intents.sent_since(session, about.person_id, about.bot_id, now - intents.WEEK_MS),
        unanswered=about.unanswered or 0,
        last_person_at=about.last_person_at,
        last_persona_at=about.last_persona_at,
    )


def about_person(session: Session, chat_id: int) -> Row[Any]:
    """The person of a chat as planning sees them."""
    return session.connection().execute(_ABOUT, {"chat": chat_id}).one()


_ABOUT: Executable = (
    select(
        col(Chat.bot_id), col(Chat.person_id), col(Chat.reachable), col(Person.time_zone), col(Person.age_status),
        col(Relationship.quiet_until), col(Relationship.unanswered), col(Relationship.last_person_at),
        col(Relationship.proactive_level),
        select(func.max(Message.said_at))
        .where(col(Message.chat_id) == bindparam("chat"), col(Message.author) == "persona")
        .scalar_subquery().label("last_persona_at"),
    )
    .join(Person, col(Person.id) == Chat.person_id)
    .outerjoin(
        Relationship, (col(Relationship.person_id) == Chat.person_id) & (col(Relationship.bot_id) == Chat.bot_id)
    )
    .where(col(Chat.id) == bindparam("chat"))
)  # fmt: skip
