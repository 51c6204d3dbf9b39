"""The person's own hands on what is known about them: remember, find, forget. Used by every channel's commands."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import dropwhile, takewhile
from typing import Any

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.engine.ingest import person_said
from bot.storage.as_read import NO_TALK
from bot.storage.erasers import Erasure, erase_messages, messages_with_replies
from bot.storage.facts import as_fact, known_now
from bot.storage.forget_requests import erase_leftovers, silence_notices
from bot.storage.learning import learn
from bot.storage.people import known, placed
from bot.storage.rows import insert_row
from bot.storage.tables import Chat, FactRow, FactSource, Message, Revision
from memory.attributes import ATTRIBUTES
from memory.extraction import remembered
from memory.facts import NAME, SELF, Fact
from memory.names import call_name
from memory.topics import Topic, topic
from policies.language.mentions import bare_pattern, flat, pattern
from policies.language.normalise import clean

_AT_ONCE = 5_000  # messages one statement names: databases bind no more than some ten thousand values
_LAST = 60  # messages in which the last ones the person said are looked for


@dataclass(frozen=True)
class Found:
    """What a search for something to forget found: facts and messages that go, the messages with their words.

    `former`: what was known once, and goes with them. `answers`: how many of the persona's messages go besides.
    """

    facts: tuple[Fact, ...]
    message_ids: tuple[int, ...]
    lines: tuple[str, ...]
    former: tuple[Fact, ...] = ()
    answers: int = 0


NOTHING = Found((), (), ())


def remember(session: Session, chat: Chat, text: str, now: int) -> str | None:
    """Keep a note; the command itself is its source message. Returns what was kept, None for an empty note."""
    what = clean(text)
    if not what:
        return None
    message_id = said_in_command(session, chat, what, now)
    learn(session, chat.person_id, chat.bot_id, (remembered(what, message_id),), now)
    return what


def said_in_command(session: Session, chat: Chat, what: str, now: int) -> int:
    """A command's words as a message, for what is known from it to have a source."""
    return insert_row(session, Message, **person_said(placed(chat), "command", what, now))


def known_facts(session: Session, chat: Chat) -> tuple[Fact, ...]:
    """Everything this bot knows about the person now."""
    return known_now(session, chat.person_id, chat.bot_id)


def find(session: Session, chat: Chat, text: str) -> Found:
    """Facts and messages of the person's talk with this bot that mention `text`.

    A fact is also meant by what it is called (생일, my mother). A name that goes takes with it what the persona says
    for it: 김지수 is called 지수.
    """
    for each in (pattern(text), bare_pattern(text)):
        found = _mentions(session, chat, topic(text, each)) if each is not None else NOTHING
        if found.message_ids:
            return found
    return NOTHING


def find_last(session: Session, chat: Chat) -> Found:
    """What the person said last in this chat, with everything known from it."""
    query = select(Message).where(Message.chat_id == chat.id, col(Message.kind).not_in(NO_TALK))
    latest = session.exec(query.order_by(col(Message.id).desc()).limit(_LAST)).all()
    theirs = takewhile(_by_person, dropwhile(lambda message: not _by_person(message), latest))
    return _found(session, chat, [known(message.id) for message in theirs])


def find_fact(session: Session, chat: Chat, fact: Fact) -> Found:
    """What to erase for a fact to be forgotten: its sources and those of what stood in its place before it.

    And what else mentions its value.
    """
    telling = pattern(fact.value) if len(flat(fact.value)) >= 2 and not fact.value.isdecimal() else None
    mentioned = _mentions(session, chat, Topic(telling)).message_ids if telling else ()
    return _found(session, chat, [*_sources(session, _with_former(session, chat, fact)), *mentioned])


def _with_former(session: Session, chat: Chat, fact: Fact) -> list[int]:
    """Numbers of a fact and of what it was before: every value of what has one at a time, else what was corrected."""
    rows = [row for row in _rows_ever(session, chat) if (row.attribute, str(row.subject)) == _slot(fact)]
    about = ATTRIBUTES.get(fact.attribute)
    if about is not None and about.exclusive:
        return [known(row.id) for row in rows]
    rewritten = {row.closed_version: row for row in rows if row.retracted_at is not None}
    row = next((row for row in rows if row.id == fact.id), None)
    numbers = [fact.id]
    while row is not None and (row := rewritten.get(row.recorded_version)) is not None:
        numbers.append(known(row.id))
    return numbers


def _slot(fact: Fact) -> tuple[str, str]:
    return fact.attribute, fact.subject


def again(session: Session, chat: Chat, message_ids: Sequence[int]) -> Found:
    """What was found before, as it is now."""
    return _found(session, chat, message_ids)


def forget(session: Session, chat: Chat, found: Found, now: int) -> dict[str, int]:
    """Erase what was found with the answers to it and everything drawn from it; returns rows by table."""
    silence_notices(session, chat.person_id, [*found.lines, *(fact.value for fact in found.facts)])
    return _erase(session, chat, found.message_ids, now)


def forget_everything(session: Session, chat: Chat, now: int) -> dict[str, int]:
    """Erase all that was said with this bot, and all it knows from it; returns rows by table. Settings stay."""
    silence_notices(session, chat.person_id, None)
    gone = Counter[str]()
    for some in _parts([known(message.id) for message in _talk(session, chat)]):
        gone.update(erase_messages(session, Erasure(chat.person_id, tuple(some), now)))
    gone.update(erase_leftovers(session, chat.person_id, chat.bot_id, now))
    return dict(gone)


def _erase(session: Session, chat: Chat, message_ids: Sequence[int], now: int) -> dict[str, int]:
    gone: Counter[str] = Counter()
    for some in _parts(message_ids):
        with_replies = messages_with_replies(session, chat.person_id, some)
        gone.update(erase_messages(session, Erasure(chat.person_id, with_replies, now)))
    return dict(gone)


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))


def _mentions(session: Session, chat: Chat, wanted: Topic) -> Found:
    facts = [fact for row in _rows_ever(session, chat) if wanted.meant(fact := as_fact(row))]
    names = [pattern(call_name(each.value)) for each in facts if _slot(each) == (NAME, SELF)]
    forms = [each for each in (wanted.words, *names) if each is not None]
    said = _saying(session, chat, lambda text: any(each.search(text) for each in forms))
    return _found(session, chat, [*said, *_sources(session, [fact.id for fact in facts])])


def _sources(session: Session, fact_ids: Sequence[int]) -> Sequence[int]:
    return session.exec(select(FactSource.message_id).where(col(FactSource.fact_id).in_(fact_ids))).all()


def _rows_ever(session: Session, chat: Chat) -> Sequence[FactRow]:
    """Those that hold no longer too: their words are still there."""
    query = select(FactRow).where(FactRow.person_id == chat.person_id, FactRow.bot_id == chat.bot_id)
    return session.exec(query.order_by(col(FactRow.id))).all()


def _saying(session: Session, chat: Chat, mentions: Callable[[str], bool]) -> Iterator[int]:
    """Messages that say it, or did before they were edited, or whose attachment does."""
    for message in _talk(session, chat):
        texts = [str(message.text), str(message.attachments or "")]
        if any(mentions(flat(text)) for text in texts if text):
            yield known(message.id)
    of_talk = col(Revision.message_id).in_(select(Message.id).where(col(Message.chat_id).in_(_chats(chat))))
    for revision in session.exec(select(Revision).where(Revision.person_id == chat.person_id, of_talk)):
        if mentions(flat(str(revision.text))):
            yield revision.message_id


def _talk(session: Session, chat: Chat) -> Sequence[Message]:
    """All that was ever said between the person and the bot, in whatever chat."""
    query = select(Message).where(Message.person_id == chat.person_id, col(Message.chat_id).in_(_chats(chat)))
    return session.exec(query.order_by(col(Message.id))).all()


def _chats(chat: Chat) -> SelectOfScalar[Any]:
    return select(Chat.id).where(Chat.person_id == chat.person_id, Chat.bot_id == chat.bot_id)


def _found(session: Session, chat: Chat, message_ids: Sequence[int]) -> Found:
    """These messages in order, with the facts that go with them: those that have no other source."""
    mine, gone = list[Message](), set[int]()
    for some in _parts(sorted(set(message_ids))):
        these = select(Message).where(col(Message.id).in_(some), col(Message.chat_id).in_(_chats(chat)))
        mine += session.exec(these.order_by(col(Message.id))).all()
        gone.update(messages_with_replies(session, chat.person_id, some))
    facts = tuple(fact for fact in known_facts(session, chat) if gone.issuperset(fact.sources))
    ids = tuple(known(message.id) for message in mine)
    lines = tuple(str(message.text) for message in mine if message.text)
    return Found(facts, ids, lines, _former(session, chat, gone, facts), len(gone.difference(ids)))


def _former(session: Session, chat: Chat, gone: Set[int], facts: Sequence[Fact]) -> tuple[Fact, ...]:
    """What was known once from these messages alone: each value one time, without those known now."""
    closed = [as_fact(row) for row in _rows_ever(session, chat) if row.closed_version is not None]
    sources: dict[int, set[int]] = defaultdict(set)
    of_closed = col(FactSource.fact_id).in_([fact.id for fact in closed])
    for link in session.exec(select(FactSource).where(of_closed)).all():
        sources[link.fact_id].add(link.message_id)
    now = {(*_slot(fact), fact.value) for fact in facts}
    gone_with = {(*_slot(fact), fact.value): fact for fact in closed if sources[fact.id] and sources[fact.id] <= gone}
    return tuple(fact for told, fact in gone_with.items() if told not in now)


def _by_person(message: Message) -> bool:
    return message.author == "person"
