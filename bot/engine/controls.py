"""The person's own hands on what the persona begins: whether it may, how often, not before when, and in which zone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, select

from bot.engine.incoming import Button, Pressed
from bot.engine.proactive import KIND
from bot.engine.reactions import note_signal
from bot.storage import inbox, intents, outbox, timers
from bot.storage.people import consents, ensure_chat, ensure_person, known, lock, placed
from bot.storage.tables import (
    Bot,
    Chat,
    ConsentEvent,
    Identity,
    InboxRow,
    Person,
    Relationship,
)
from policies.proactive.planning import Level

LEVELS: tuple[Level, ...] = ("less", "normal", "more")
_KEPT_MS = 24 * 3_600_000  # a channel brings an update that late, no later


@dataclass(frozen=True)
class Standing:
    """How somebody stands to what the persona begins. `waiting`: (kind, due in ms) of what it would write about."""

    opted_in: bool
    minor: bool
    level: str
    quiet_until: int | None
    zone: str | None
    waiting: tuple[tuple[str, int], ...] = ()


def standing(session: Session, chat: Chat) -> Standing:
    """As of now, for the person and the bot of a chat."""
    person = session.get_one(Person, chat.person_id)
    bond = session.get(Relationship, (chat.person_id, chat.bot_id))
    return Standing(
        opted_in=consents(session, chat.person_id)["proactive"],
        minor=person.age_status == "minor",
        level=bond.proactive_level if bond else "normal",
        quiet_until=bond.quiet_until if bond else None,
        zone=person.time_zone,
        waiting=tuple((intent.kind, intent.due) for _, intent in intents.waiting(session, known(chat.id))),
    )


def take_pressed(session: Session, event: Pressed, now: int) -> int | None:
    """Do what a button says, once; returns the chat, None when it was done before. A later press holds."""
    bot = session.get_one(Bot, event.bot_id)
    if inbox.seen(session, event.bot_id, event.update_id):
        return None
    chat = ensure_chat(session, bot, ensure_person(session, event.channel, event.person, now), event.chat, now)
    overtaken = _overtaken(session, chat, event, now)
    inbox.put(session, placed(chat), event.update_id, now, kind="pressed")
    note_signal(session, chat, event.external_id, "button", event.button, now)  # what they thought of being written to
    if not overtaken:
        _DONE_BY[event.button](session, chat, now)
    return chat.id


def is_minor(session: Session, channel: str, name: str) -> bool:
    """Whether the person a channel knows under this name is known to be a minor."""
    query = select(Person.age_status).join(Identity).where(Identity.channel == channel, Identity.external_id == name)
    return session.exec(query).first() == "minor"


def opt_in(session: Session, chat: Chat, now: int) -> bool:
    """The persona may write first. False: not to a minor."""
    if lock(session, chat.person_id).age_status == "minor":
        return False
    _consent(session, chat.person_id, now, granted=True)
    bond = _bond(session, chat, now)
    bond.unanswered = 0
    session.add(bond)
    return True


def opt_out(session: Session, chat: Chat, now: int) -> None:
    """No bot writes first any more; what waited, in whatever chat of theirs, is not said."""
    _consent(session, chat.person_id, now, granted=False)
    chats = select(Chat).where(Chat.person_id == chat.person_id).order_by(col(Chat.id))
    for each in session.exec(chats).all():
        _hush(session, each)


def set_level(session: Session, chat: Chat, level: Level, now: int) -> None:
    """How often."""
    bond = _bond(session, chat, now)
    bond.proactive_level = level
    session.add(bond)


def keep_quiet(session: Session, chat: Chat, until: int | None, now: int) -> None:
    """Nothing is begun before `until` (ms); None: from now on it may be."""
    bond = _bond(session, chat, now)
    bond.quiet_until = until
    session.add(bond)


def set_zone(session: Session, chat: Chat, zone: str) -> None:
    """Where the person lives, as an IANA name."""
    person = lock(session, chat.person_id)
    person.time_zone = zone
    session.add(person)


def _overtaken(session: Session, chat: Chat, event: Pressed, now: int) -> bool:
    """Whether a later press of this chat was taken already. Numbers of long ago may be greater: they begin anew."""
    later = select(InboxRow.id).where(
        InboxRow.chat_id == chat.id,
        InboxRow.kind == "pressed",
        col(InboxRow.update_id) > event.update_id,
        col(InboxRow.received_at) > now - _KEPT_MS,
    )
    return session.exec(later).first() is not None


def _step(by: int) -> Callable[[Session, Chat, int], None]:
    def step(session: Session, chat: Chat, now: int) -> None:
        bond = _bond(session, chat, now)
        at = LEVELS.index(bond.proactive_level) + by
        bond.proactive_level = LEVELS[min(max(at, 0), len(LEVELS) - 1)]
        if by > 0:  # wanted, and so answered
            bond.unanswered = 0
        session.add(bond)

    return step


def _consent(session: Session, person_id: int, now: int, *, granted: bool) -> None:
    session.add(ConsentEvent(person_id=person_id, purpose="proactive", granted=granted, at=now))
    session.flush()


def _bond(session: Session, chat: Chat, now: int) -> Relationship:
    lock(session, chat.person_id)
    key = (chat.person_id, chat.bot_id)
    bond = session.get(Relationship, key, with_for_update=True, populate_existing=True)
    return bond or Relationship(person_id=chat.person_id, bot_id=chat.bot_id, first_at=now)


def _hush(session: Session, chat: Chat) -> None:
    """A message that is being composed is discarded first: what it has put out by then is seen and cancelled."""
    chat_id = known(chat.id)
    timers.lock(session, chat.bot_id, chat_id)
    timers.schedule(session, chat.bot_id, chat_id, KIND, None)
    outbox.cancel_begun(session, chat_id)
    for intent_id, _ in intents.waiting(session, chat_id):
        intents.end(session, intent_id, "cancelled", "the person wants none")


_DONE_BY: Mapping[Button, Callable[[Session, Chat, int], object]] = {
    "less": _step(-1),
    "more": _step(+1),
    "stop": opt_out,
    "yes": opt_in,
    "no": opt_out,
}
