"""Who erases what: every table with a person's words names its eraser here, and a test fails for one that doesn't.

An erasure is a person's whole data, or some of their messages with everything drawn from them: facts learned only
from them, vectors and summaries of them, records of turns whose prompt or evidence held them. Provenance makes this a
set operation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, CursorResult, delete, update
from sqlmodel import Session, SQLModel, col, select

from bot.storage import jobs
from bot.storage.facts import bump
from bot.storage.people import lock, touch_talk
from bot.storage.retold import retold
from bot.storage.summaries import any_within, covering
from bot.storage.tables import (
    Chat,
    ConsentEvent,
    FactRow,
    FactSource,
    FactUse,
    ForgetRequest,
    Identity,
    InboxRow,
    IntentRow,
    JobRow,
    Message,
    MessageVector,
    ModelCall,
    OutboxRow,
    Owner,
    Person,
    Relationship,
    Revision,
    ServedReply,
    Signal,
    Summary,
    Timer,
    TurnRow,
    TurnSource,
    TurnSummary,
)

NOT_PERSONAL: Mapping[str, str] = {
    "bots": "the operator's bots",
    "snapshots": "the operator's personas, settings and templates",
    "answer_groups": "written by the operator or generated from the persona, never from a person's words",
    "knowledge_documents": "the operator's documents; `malbeot knowledge remove` deletes them",
    "knowledge_chunks": "passages of the operator's documents",
    "knowledge_vectors": "vectors of those passages",
    "knowledge_notes": "summaries of the operator's documents",
    "knowledge_state": "a number that grows when documents change",
}


@dataclass(frozen=True)
class Erasure:
    """What is to go: these messages of the person and all drawn from them."""

    person_id: int
    message_ids: tuple[int, ...]
    now: int


Eraser = Callable[[Session, Erasure], int]


def erase_messages(session: Session, erasure: Erasure) -> dict[str, int]:
    """Run every eraser, in order; returns rows touched by table. Bumps the memory version.

    The person is held from the start: a turn that completes at this moment either comes before, and is erased, or
    finds its messages gone.
    """
    lock(session, erasure.person_id)
    touched = {table: eraser(session, erasure) for table, eraser in ERASERS.items() if eraser is not _with_person}
    bump(session, erasure.person_id)
    touch_talk(session, erasure.person_id)
    return {table: count for table, count in touched.items() if count}


def erase_person(session: Session, person_id: int) -> None:
    """The person and, by cascade, every row of theirs."""
    jobs.erase(session, person_id)
    turns = select(TurnRow.id).where(TurnRow.person_id == person_id)
    facts = select(FactRow.id).where(FactRow.person_id == person_id)
    session.execute(delete(TurnSource).where(col(TurnSource.turn_id).in_(turns)))
    session.execute(delete(TurnSummary).where(col(TurnSummary.turn_id).in_(turns)))
    session.execute(delete(FactSource).where(col(FactSource.fact_id).in_(facts)))
    session.execute(delete(Timer).where(col(Timer.chat_id).in_(select(Chat.id).where(Chat.person_id == person_id))))
    session.execute(delete(Person).where(col(Person.id) == person_id))


def _delete(session: Session, model: type[SQLModel], where: ColumnElement[bool]) -> int:
    result = session.execute(delete(model).where(where).execution_options(synchronize_session=False))
    session.expire_all()
    return result.rowcount if isinstance(result, CursorResult) else 0


def _facts(session: Session, erasure: Erasure) -> int:
    """Facts that would be left without a source."""
    links = session.exec(select(FactSource).where(col(FactSource.message_id).in_(erasure.message_ids))).all()
    affected = {link.fact_id for link in links}
    for link in links:
        session.delete(link)
    session.flush()
    sourced = set(session.exec(select(FactSource.fact_id).where(col(FactSource.fact_id).in_(affected))))
    gone = affected - sourced
    _delete(session, FactUse, col(FactUse.fact_id).in_(gone))
    return _delete(session, FactRow, col(FactRow.id).in_(gone))


def _vectors(session: Session, erasure: Erasure) -> int:
    return _delete(session, MessageVector, col(MessageVector.message_id).in_(erasure.message_ids))


def _summaries(session: Session, erasure: Erasure) -> int:
    """Those that cover an erased message; what is left of it is summarised anew (`engine.memory_jobs`)."""
    made = covering(session, erasure.person_id, erasure.message_ids)
    return _delete(session, Summary, col(Summary.id).in_([each.id for each in made]))


def _wishes(session: Session, erasure: Erasure) -> int:
    """A wish to forget quotes what it is about."""
    return _delete(session, ForgetRequest, col(ForgetRequest.person_id) == erasure.person_id)


def _records(session: Session, erasure: Erasure) -> int:
    """Records are emptied, not deleted: that a turn happened, and its costs, stay countable."""
    drew_on = select(TurnSource.turn_id).where(col(TurnSource.message_id).in_(erasure.message_ids))
    drew = col(TurnRow.id).in_(drew_on) | col(TurnRow.id).in_(_told_in_summary(session, erasure))
    where = drew & col(TurnRow.erased_at).is_(None)
    statement = update(TurnRow).where(where).values(record=None, erased_at=erasure.now)
    result = session.execute(statement.execution_options(synchronize_session=False))
    session.expire_all()
    return result.rowcount if isinstance(result, CursorResult) else 0


def _told_in_summary(session: Session, erasure: Erasure) -> list[int]:
    """Turns whose prompt held a summary that covers an erased message."""
    runs = session.exec(
        select(TurnSummary)
        .join(TurnRow, col(TurnRow.id) == col(TurnSummary.turn_id))
        .where(TurnRow.person_id == erasure.person_id, col(TurnRow.erased_at).is_(None))
    )
    ids = sorted(erasure.message_ids)
    return [run.turn_id for run in runs if any_within(ids, run.first_message_id, run.last_message_id)]


def _turn_sources(session: Session, erasure: Erasure) -> int:
    return _delete(session, TurnSource, col(TurnSource.message_id).in_(erasure.message_ids))


def _inbox(session: Session, erasure: Erasure) -> int:
    return _delete(session, InboxRow, col(InboxRow.message_id).in_(erasure.message_ids))


def _outbox(session: Session, erasure: Erasure) -> int:
    ids = erasure.message_ids
    return _delete(session, OutboxRow, col(OutboxRow.message_id).in_(ids) | col(OutboxRow.target_id).in_(ids))


def _intents(session: Session, erasure: Erasure) -> int:
    return _delete(session, IntentRow, col(IntentRow.source_id).in_(erasure.message_ids))


def _revisions(session: Session, erasure: Erasure) -> int:
    return _delete(session, Revision, col(Revision.message_id).in_(erasure.message_ids))


def _signals(session: Session, erasure: Erasure) -> int:
    return _delete(session, Signal, col(Signal.message_id).in_(erasure.message_ids))


def _messages(session: Session, erasure: Erasure) -> int:
    return _delete(session, Message, col(Message.id).in_(erasure.message_ids))


def _topic(session: Session, erasure: Erasure) -> int:
    """The last topic may come from what is forgotten; it is only a convenience, so it goes."""
    where = col(Relationship.person_id) == erasure.person_id
    statement = update(Relationship).where(where).values(topic=None, topic_at=None)
    result = session.execute(statement.execution_options(synchronize_session=False))
    return result.rowcount if isinstance(result, CursorResult) else 0


def _with_person(session: Session, erasure: Erasure) -> int:
    """Holds no message's words; goes with the person, by cascade."""
    return 0


ERASERS: Mapping[str, Eraser] = {
    FactRow.__tablename__: _facts,
    MessageVector.__tablename__: _vectors,
    Summary.__tablename__: _summaries,
    ForgetRequest.__tablename__: _wishes,
    TurnRow.__tablename__: _records,
    TurnSource.__tablename__: _turn_sources,
    TurnSummary.__tablename__: _with_person,  # holds no words, and the record it belongs to is emptied
    InboxRow.__tablename__: _inbox,
    OutboxRow.__tablename__: _outbox,
    Signal.__tablename__: _signals,
    Revision.__tablename__: _revisions,
    IntentRow.__tablename__: _intents,
    Relationship.__tablename__: _topic,
    Message.__tablename__: _messages,
    FactSource.__tablename__: _with_person,  # its rows go in `_facts`
    FactUse.__tablename__: _with_person,  # its rows go in `_facts`
    Person.__tablename__: _with_person,
    Identity.__tablename__: _with_person,
    ConsentEvent.__tablename__: _with_person,
    Owner.__tablename__: _with_person,
    Chat.__tablename__: _with_person,
    Timer.__tablename__: _with_person,
    JobRow.__tablename__: _with_person,
    ModelCall.__tablename__: _with_person,
    ServedReply.__tablename__: _with_person,
}


def messages_with_replies(session: Session, person_id: int, message_ids: Sequence[int]) -> tuple[int, ...]:
    """These messages, what the persona answered to them (it may quote them), and where it told them again later."""
    turns = select(InboxRow.turn_id).where(col(InboxRow.message_id).in_(message_ids))
    replies = select(Message.id).where(Message.person_id == person_id, col(Message.turn_id).in_(turns))
    answers = {each for each in session.exec(replies) if each is not None}
    return tuple(sorted({*message_ids, *answers, *retold(session, person_id, message_ids)}))
