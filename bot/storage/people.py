"""Finds or makes persons, bots and chats, and reads what the newest consent says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Table, Update, bindparam, update
from sqlmodel import Session, col, select

from bot.errors import NotFound
from bot.storage.database import is_shared
from bot.storage.tables import Bot, Chat, ConsentEvent, Identity, Person, Relationship

PURPOSES = {"memory": True, "proactive": False, "training": False}  # what holds until somebody decides


@dataclass(frozen=True)
class Address:
    """Where a chat is, for the transport."""

    chat_id: int
    bot_id: int
    person_id: int
    channel: str
    external_id: str


@dataclass(frozen=True)
class Placed:
    """Where a message belongs. `reachable`: the chat can be written to. `burst_gap_ms`: the person's usual rhythm."""

    bot_id: int
    chat_id: int
    person_id: int
    reachable: bool
    persona: str = ""
    burst_gap_ms: int | None = None


def known(row_id: int | None) -> int:
    """The id of a row that was flushed."""
    if row_id is None:
        raise NotFound("the row has no id yet")
    return row_id


def ensure_bot(session: Session, channel: str, name: str, persona: str) -> Bot:
    """The bot of a channel; its persona is set to the given one."""
    bot = session.exec(select(Bot).where(Bot.channel == channel, Bot.name == name)).first()
    bot = bot or Bot(channel=channel, name=name, persona=persona)
    bot.persona = persona
    session.add(bot)
    session.flush()
    return bot


def ensure_person(session: Session, channel: str, external_id: str, now: int, language: str | None = None) -> Person:
    """The person a channel knows under `external_id`; somebody new speaks `language`, if the channel knows it."""
    query = select(Person).join(Identity).where(Identity.channel == channel, Identity.external_id == external_id)
    person = session.exec(query).first()
    if person is None:
        person = Person(created_at=now, language=language)
        session.add(person)
        session.flush()
        session.add(Identity(person_id=known(person.id), channel=channel, external_id=external_id))
        session.flush()
    return person


def ensure_chat(session: Session, bot: Bot, person: Person, external_id: str, now: int) -> Chat:
    """The conversation of a bot under a channel's id."""
    query = select(Chat).where(Chat.bot_id == bot.id, Chat.external_id == external_id)
    chat = session.exec(query).first()
    if chat is None:
        chat = Chat(bot_id=known(bot.id), person_id=known(person.id), external_id=external_id, created_at=now)
        session.add(chat)
        session.flush()
    return chat


def placed(chat: Chat) -> Placed:
    """A chat that was flushed, as where a message belongs."""
    return Placed(chat.bot_id, known(chat.id), chat.person_id, chat.reachable)


def address(session: Session, chat_id: int) -> Address:
    """Where a chat is. Raises NotFound."""
    row = session.exec(select(Chat, Bot).join(Bot, col(Bot.id) == Chat.bot_id).where(Chat.id == chat_id)).first()
    if row is None:
        raise NotFound(f"no chat {chat_id}")
    chat, bot = row
    return Address(chat_id, chat.bot_id, chat.person_id, bot.channel, chat.external_id)


def lock(session: Session, person_id: int) -> Person:
    """The person's row, held until the transaction ends: what is known about one person changes one after the other."""
    return session.get_one(Person, person_id, with_for_update={"key_share": True})


def hold(session: Session, person_id: int) -> None:
    """As `lock`, without reading; on SQLite whoever writes is alone anyway."""
    if is_shared(session):
        lock(session, person_id)


def talk_version(session: Session, person_id: int) -> int | None:
    """How often something they said was edited or erased; None for nobody."""
    return session.exec(select(Person.talk_version).where(Person.id == person_id)).first()


def touch_talk(session: Session, person_id: int) -> None:
    """Something they said reads otherwise now, or is gone."""
    session.flush()
    session.connection().execute(_TOUCHED, {"person": person_id})
    session.expire_all()


def consents(session: Session, person_id: int) -> dict[str, bool]:
    """What each purpose stands at; the newest event of a purpose holds."""
    events = session.connection().execute(_CONSENTS, {"person": person_id})
    return PURPOSES | {purpose: granted for purpose, granted in events}


def note_turn(session: Session, person_id: int, bot_id: int, now: int, changes: Mapping[str, Any]) -> None:
    """One more turn of theirs, with these columns changed; a new acquaintance begins now."""
    of = {"person": person_id, "bot": bot_id}
    new = {f"new_{name}": value for name, value in changes.items()}
    noted = session.connection().execute(_noting(frozenset(changes)), of | new)
    if noted.rowcount == 0:
        session.add(Relationship(person_id=person_id, bot_id=bot_id, first_at=now, turns=1, **changes))
        session.flush()


def note_written(session: Session, person_id: int, bot_id: int, disclosed_at: int | None) -> None:
    """The persona wrote first; until they answer that is one more without an answer."""
    bond = session.get_one(Relationship, (person_id, bot_id))
    bond.unanswered += 1
    bond.disclosed_at = disclosed_at or bond.disclosed_at
    session.add(bond)
    session.flush()


@cache
def _noting(columns: frozenset[str]) -> Update:
    of = (_bonds.c.person_id == bindparam("person"), _bonds.c.bot_id == bindparam("bot"))
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in sorted(columns)}
    return update(_bonds).where(*of).values(turns=_bonds.c.turns + 1, **values)


_bonds: Table = Relationship.__table__  # type: ignore[attr-defined]  # every table class has one
_persons: Table = Person.__table__  # type: ignore[attr-defined]
_TOUCHED = update(_persons).where(_persons.c.id == bindparam("person")).values(talk_version=_persons.c.talk_version + 1)
_CONSENTS = (
    select(ConsentEvent.purpose, ConsentEvent.granted)
    .where(ConsentEvent.person_id == bindparam("person"))
    .order_by(col(ConsentEvent.id))
)
