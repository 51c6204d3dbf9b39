"""The person's own hands on what is known about them: remember, find, forget. Used by every channel's commands."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, select

from bot.engine.ingest import person_said
from bot.storage.erasers import Erasure, erase_messages, messages_with_replies
from bot.storage.facts import facts_as_of, learn, memory_version
from bot.storage.people import placed
from bot.storage.rows import insert_row
from bot.storage.tables import Chat, Message
from memory.extraction import remembered
from memory.facts import NAME, Fact
from memory.names import call_name
from policies.language.normalise import clean, fold


@dataclass(frozen=True)
class Found:
    """What a search for something to forget found."""

    facts: tuple[Fact, ...]
    message_ids: tuple[int, ...]
    lines: tuple[str, ...]


def remember(session: Session, chat: Chat, text: str, now: int) -> str | None:
    """Keep a note; the command itself is its source message. Returns what was kept, None for an empty note."""
    what = clean(text)
    if not what:
        return None
    message_id = insert_row(session, Message, **person_said(placed(chat), "command", what, now))
    learn(session, chat.person_id, chat.bot_id, (remembered(what, message_id),), now)
    return what


def known_facts(session: Session, chat: Chat) -> tuple[Fact, ...]:
    """Everything known about the person now."""
    return facts_as_of(session, chat.person_id, chat.bot_id, memory_version(session, chat.person_id))


def find(session: Session, chat: Chat, text: str) -> Found:
    """Facts and messages of the person that hold `text` (case and spaces aside).

    A name that goes takes with it what the persona says for it: 김지수 is called 지수.
    """
    wanted = _squash(text)
    if not wanted:
        return Found((), (), ())
    facts = tuple(fact for fact in known_facts(session, chat) if wanted in _squash(fact.value))
    query = select(Message).where(Message.person_id == chat.person_id).order_by(col(Message.id))
    forms = {wanted, *(_squash(call_name(fact.value)) for fact in facts if fact.attribute == NAME)} - {""}
    said = [message for message in session.exec(query) if any(form in _squash(str(message.text)) for form in forms)]
    sources = {source for fact in facts for source in fact.sources}
    ids = {message.id for message in said if message.id is not None} | sources
    return Found(facts, tuple(sorted(ids)), tuple(str(message.text) for message in said))


def forget(session: Session, chat: Chat, found: Found, now: int) -> dict[str, int]:
    """Erase what was found with everything drawn from it; returns rows by table."""
    message_ids = messages_with_replies(session, chat.person_id, found.message_ids)
    return erase_messages(session, Erasure(chat.person_id, message_ids, now))


def _squash(text: str) -> str:
    return fold(text).replace(" ", "")
