"""What a person does with one thing that is known about them: look at it, correct it, pin it, have it left unspoken.

A fact that is changed is written anew under another number; its old number goes on leading to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from sqlmodel import Session, col, select

from bot.engine.memory_commands import find_last, known_facts, said_in_command
from bot.storage.as_read import AsRead, read
from bot.storage.learning import correct, flag, learn
from bot.storage.tables import Chat, FactRow, Message, Person
from memory.extraction import remembered
from memory.facts import REMEMBERED, Fact
from memory.topics import topic
from policies.language.mentions import flat, whole_pattern
from policies.language.normalise import clean

LONGEST_VALUE = 300
_MOST_CHANGES = 1_000  # of one fact, when an old number is followed
_LAST_BUBBLES = 8


@dataclass(frozen=True)
class Detail:
    """A fact, the messages it was learned from as they read now, and the person's zone."""

    fact: Fact
    sources: tuple[AsRead, ...]
    zone: str | None


def fact_called(session: Session, chat: Chat, number: int) -> Fact | None:
    """What stands under this number now; None: nothing of this person's with this bot."""
    row = session.get(FactRow, number) if 0 < number < 2**31 else None
    for _ in range(_MOST_CHANGES):
        if row is None or (row.person_id, row.bot_id) != (chat.person_id, chat.bot_id):
            return None
        if row.closed_version is None:
            return next((fact for fact in known_facts(session, chat) if fact.id == row.id), None)
        row = _rewritten(session, row)
    return None


def _rewritten(session: Session, old: FactRow) -> FactRow | None:
    """The same fact under its next number; None: it wasn't changed, it ended."""
    if old.retracted_at is None:
        return None
    query = select(FactRow).where(
        FactRow.person_id == old.person_id,
        FactRow.bot_id == old.bot_id,
        FactRow.attribute == old.attribute,
        FactRow.recorded_version == old.closed_version,
    )
    return next((row for row in session.exec(query).all() if str(row.subject) == str(old.subject)), None)


def detail(session: Session, chat: Chat, number: int) -> Detail | None:
    """All there is to tell about a fact; None: it isn't there."""
    fact = fact_called(session, chat, number)
    if fact is None:
        return None
    return Detail(fact, read(session, fact.sources), session.get_one(Person, chat.person_id).time_zone)


def correct_fact(session: Session, chat: Chat, number: int, value: str, now: int) -> Fact | None:
    """Another value, as the person says now; the command is its source. None: there is no such fact.

    ValueError for a value that is empty or longer than LONGEST_VALUE.
    """
    wanted = " ".join(clean(value).split())
    if not 0 < len(wanted) <= LONGEST_VALUE:
        raise ValueError("a value has 1 to 300 characters")
    fact = fact_called(session, chat, number)
    if fact is None:
        return None
    correct(session, fact.id, wanted, said_in_command(session, chat, wanted, now), now)
    return fact_called(session, chat, fact.id)


def flag_fact(
    session: Session, chat: Chat, number: int, now: int, *, pinned: bool | None = None, muted: bool | None = None
) -> Fact | None:
    """Pin it, or never speak of it, or take that back. None: there is no such fact."""
    fact = fact_called(session, chat, number)
    if fact is None:
        return None
    if pinned in (None, fact.pinned) and muted in (None, fact.muted):
        return fact
    flag(session, fact.id, now, pinned=pinned, muted=muted)
    return fact_called(session, chat, fact.id)


@dataclass(frozen=True)
class Hushable:
    """Facts that may be meant when something is never to be spoken of. `sure`: one, and clearly meant."""

    facts: tuple[Fact, ...]
    sure: bool


def hushable(session: Session, chat: Chat, what: str) -> Hushable:
    """Facts that say `what` in words of their own, or are called so; of "", those the last words were about."""
    if not what:
        facts = _just_now(session, chat)
    else:
        about = topic(what, whole_pattern(what))
        facts = [each for each in known_facts(session, chat) if about.meant(each) or flat(each.value) == flat(what)]
    return Hushable(tuple(facts), sure=len(facts) == 1 and (not what or len(flat(what)) > 1))


def hush(session: Session, chat: Chat, numbers: Sequence[int], now: int) -> tuple[Fact, ...]:
    """Never speak of these facts again; those that are gone are left out."""
    found = [flag_fact(session, chat, number, now, muted=True) for number in numbers]
    return tuple(fact for fact in found if fact is not None)


def hush_words(session: Session, chat: Chat, what: str, now: int) -> tuple[Fact, ...]:
    """Never speak of something nothing is known about: a note of the words themselves is kept, unspoken."""
    note = remembered(clean(what), said_in_command(session, chat, what, now))
    learn(session, chat.person_id, chat.bot_id, (note,), now)
    kept = [fact.id for fact in known_facts(session, chat) if fact.attribute == REMEMBERED and fact.value == note.value]
    return hush(session, chat, kept, now)


def _just_now(session: Session, chat: Chat) -> list[Fact]:
    """Known from what the person said last, or brought up by the persona behind it."""
    said = set(find_last(session, chat).message_ids)
    spoken = flat("\n".join(_last_bubbles(session, chat)))
    return [
        fact
        for fact in known_facts(session, chat)
        if said & set(fact.sources) or ((words := whole_pattern(fact.value)) is not None and words.search(spoken))
    ]


def _last_bubbles(session: Session, chat: Chat) -> list[str]:
    query = select(Message).where(Message.chat_id == chat.id).order_by(col(Message.id).desc()).limit(_LAST_BUBBLES)
    return [str(each.text) for each in takewhile(lambda each: each.author == "persona", session.exec(query).all())]
