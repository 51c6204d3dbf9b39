"""What was learned from a message that was edited later is learned anew from what it says by now."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, select

from bot.prompt.attachments import is_forwarded
from bot.storage.facts import known_now
from bot.storage.learning import learn, reopen, retract, unsay
from bot.storage.people import consents, known
from bot.storage.tables import Chat, Message, Person
from bot.turn.reading import local_time
from memory.extraction import Said, endings, extract
from memory.facts import REMEMBERED, Ending, Fact, NewFact, Slot
from policies.safety import judge


def relearn(session: Session, said: Message, text: str, now: int) -> None:
    """Facts that rest on this message alone and aren't in its new words go; what these say is learned.

    Nothing is learned in a group, from forwarded words, from a crisis, or of who doesn't want to be remembered. What
    the person asked to be kept stays until they ask otherwise. Of somebody whose time zone is unknown no date is
    resolved.
    """
    chat = session.get_one(Chat, said.chat_id)
    if chat.group_id or said.author != "person" or is_forwarded(str(said.attachments) if said.attachments else None):
        return
    person = session.get_one(Person, said.person_id)
    local = local_time(said.said_at, person.time_zone) if person.time_zone else None
    told = Said(known(said.id), text, local)
    may = consents(session, said.person_id)["memory"] and judge(text).category != "crisis"
    fresh = extract([told]) if may else ()
    stays = {(fact.subject, fact.attribute, fact.value) for fact in fresh}
    for fact in known_now(session, chat.person_id, chat.bot_id):
        if _rests_on(fact, known(said.id)) and (fact.subject, fact.attribute, fact.value) not in stays:
            retract(session, fact.id, now)
    over = endings([told]) if may else ()
    unsay(session, chat.person_id, known(said.id), stays)
    if reopen(session, chat.person_id, chat.bot_id, known(said.id), now, _still_closed(fresh, over)):
        learn(session, chat.person_id, chat.bot_id, (), now, _ended_since(session, said))
    learn(session, chat.person_id, chat.bot_id, fresh, now, over)


def _still_closed(fresh: Sequence[NewFact], over: Sequence[Ending]) -> list[tuple[str, Slot]]:
    """What the new words close as the old ones did."""
    replaced = [(fact.subject, Slot(fact.attribute)) for fact in fresh if fact.exclusive]
    beside = [(fact.subject, slot) for fact in fresh for slot in fact.closes]
    return [*replaced, *beside, *((ending.subject, ending.slot) for ending in over)]


def _ended_since(session: Session, said: Message) -> tuple[Ending, ...]:
    """What later messages say to be over: they found it closed already, and left no mark on it."""
    own = (Message.chat_id == said.chat_id) & (Message.person_id == said.person_id) & (Message.author == "person")
    later = select(Message).where(own, col(Message.id) > said.id).order_by(col(Message.id).desc()).limit(_LATER)
    told = [
        each for each in session.exec(later) if not is_forwarded(str(each.attachments) if each.attachments else None)
    ]
    return endings([Said(known(each.id), str(each.text)) for each in told])


_LATER = 500  # messages


def _rests_on(fact: Fact, message_id: int) -> bool:
    return fact.sources == (message_id,) and fact.attribute != REMEMBERED and fact.said_by != "operator"
