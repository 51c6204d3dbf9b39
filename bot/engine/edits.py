"""Edits: an unanswered message is answered as it reads now; an answered one keeps its words beside the new ones."""

from __future__ import annotations

from dataclasses import replace

from sqlmodel import Session, select

from bot.engine.incoming import Edited
from bot.engine.ingest import LONGEST_WAIT_MS, RulesOf, Taken, in_crisis, ingest, place
from bot.engine.relearning import relearn
from bot.storage import inbox, summaries, timers
from bot.storage.episodes import drop_vectors
from bot.storage.owned import Owned
from bot.storage.people import known, touch_talk
from bot.storage.tables import Message, Revision
from policies.language.normalise import clean
from policies.timing.rules import TimingRules
from policies.timing.waiting import end_of_turn_wait


def take_edit(session: Session, event: Edited, rules_of: RulesOf, now: int) -> Taken:
    """Note an edit. One that comes before its message is the message; an older one than the last changes nothing."""
    at = place(session, event.message, now)
    chat_id, nothing = at.chat_id, Taken(at.chat_id, None, None)
    if inbox.seen(session, event.message.bot_id, event.message.update_id):
        return nothing
    said = message_of(session, chat_id, event.message.external_id)
    if said is None:
        return _first_heard(session, event, rules_of, now)
    newer, waits = event.edited_at >= (said.edited_at or 0), inbox.waits(session, known(said.id))
    text = clean(event.message.text)
    if newer and not waits and in_crisis(text) and text != str(said.text):
        _revise(session, said, text, event.edited_at, now)
        return ingest(session, replace(event.message, external_id=None), rules_of, now)  # heard however it is said
    inbox.put(session, at, event.message.update_id, now, kind="edit")
    if not newer:
        return nothing
    if not waits:
        _revise(session, said, text, event.edited_at, now)
        return nothing
    wait = _replace(said, event, rules_of(at.persona))
    session.add(said)
    reads_otherwise(session, said)
    if at.reachable:
        timers.touch(session, event.message.bot_id, chat_id, now, wait, LONGEST_WAIT_MS)
    return Taken(chat_id, said.id, None, in_crisis(text))


def _first_heard(session: Session, event: Edited, rules_of: RulesOf, now: int) -> Taken:
    taken = ingest(session, event.message, rules_of, now)
    said = session.get(Message, taken.message_id) if taken.message_id is not None else None
    if said is not None:  # else an older edit that comes later would replace it
        said.edited_at = event.edited_at
        session.add(said)
    return taken


def message_of(session: Session, chat_id: int, external_id: str | None) -> Message | None:
    """The message the channel knows under this id."""
    if external_id is None:
        return None
    query = select(Message).where(Message.chat_id == chat_id, Message.external_id == external_id)
    return session.exec(query).first()


def _replace(said: Message, event: Edited, rules: TimingRules) -> int:
    """The words as they are now; returns how long to wait for more."""
    text, attachments = clean(event.message.text), event.message.attachments
    said.text = Owned(said.person_id, text)
    said.attachments = Owned(said.person_id, attachments) if attachments else None
    said.edited_at = event.edited_at
    return end_of_turn_wait(text, rules, urgent=in_crisis(text)).ms


def _revise(session: Session, said: Message, text: str, edited_at: int, now: int) -> None:
    said.edited_at = edited_at
    session.add(said)
    if text == str(said.text):  # a place that moves on, a preview that came
        return
    same = (Revision.message_id == said.id) & (Revision.edited_at == edited_at)
    revision = session.exec(select(Revision).where(same)).first()  # two edits in one second of the channel's clock
    revision = revision or Revision(person_id=said.person_id, message_id=known(said.id), edited_at=edited_at)
    revision.text = Owned(said.person_id, text)
    session.add(revision)
    reads_otherwise(session, said)
    relearn(session, said, text, now)


def reads_otherwise(session: Session, said: Message) -> None:
    """What was made of the old words is made anew: vectors, summaries, what other processes hold in memory."""
    session.flush()
    drop_vectors(session, [known(said.id)])
    summaries.touch(session, said.person_id, [known(said.id)])
    touch_talk(session, said.person_id)
