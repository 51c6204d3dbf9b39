"""The history checker: what must hold of any talk once everything due has been done, whatever died meanwhile."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby

from sqlmodel import Session, col, select

from bot.storage.database import Database
from bot.storage.tables import Chat, InboxRow, JobRow, Message, ModelCall, OutboxRow, Timer, TurnRow
from bot.turn.record import TurnRecord, from_json
from tests.idle import OF_MEMORY


def check_history(database: Database, said: Mapping[str, Sequence[str]], heard: Mapping[int, Sequence[str]]) -> None:
    """`said`: texts by the chat's external id, as confirmed. `heard`: bubbles by chat, as they arrived outside."""

    def check(session: Session) -> None:
        chats = {chat.external_id: chat.id or 0 for chat in session.exec(select(Chat))}
        assert chats.keys() == said.keys()
        for external_id, chat_id in chats.items():
            _nothing_said_is_lost(session, chat_id, said[external_id])
            _each_message_is_answered_once_in_order(session, chat_id)
            _bubbles_arrived_in_order(session, chat_id, heard.get(chat_id, ()))
        _calls_are_billed(session)
        _nothing_is_left_to_do(session)

    database.read_now(check)


def repeats(heard: Mapping[int, Sequence[str]]) -> int:
    """How many bubbles arrived once more, right after themselves."""
    return sum(len(texts) - len([*groupby(texts)]) for texts in heard.values())


def _nothing_said_is_lost(session: Session, chat_id: int, said: Sequence[str]) -> None:
    query = select(Message).where(Message.chat_id == chat_id, Message.author == "person").order_by(col(Message.id))
    assert [str(message.text) for message in session.exec(query)] == list(said)


def _each_message_is_answered_once_in_order(session: Session, chat_id: int) -> None:
    inbox = session.exec(select(InboxRow).where(InboxRow.chat_id == chat_id).order_by(col(InboxRow.id))).all()
    records = _records(session, chat_id)
    answered = [(update.inbox_id, turn_id) for turn_id, record in records for update in record.updates]
    assert answered == [(row.id, row.turn_id) for row in inbox]


def _records(session: Session, chat_id: int) -> list[tuple[int, TurnRecord]]:
    said = (TurnRow.chat_id == chat_id) & (TurnRow.action != "taken_back")
    rows = session.exec(select(TurnRow).where(said).order_by(col(TurnRow.id)))
    return [(row.id or 0, from_json(str(row.record))) for row in rows]


def _bubbles_arrived_in_order(session: Session, chat_id: int, heard: Sequence[str]) -> None:
    rows = session.exec(select(OutboxRow).where(OutboxRow.chat_id == chat_id).order_by(col(OutboxRow.seq))).all()
    assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
    taken_back = set(session.exec(select(TurnRow.id).where(TurnRow.action == "taken_back")))
    assert {row.state for row in rows if row.turn_id in taken_back} <= {"cancelled"}
    rows = [row for row in rows if row.turn_id not in taken_back]
    assert {row.state for row in rows} <= {"sent"}
    assert [str(row.body) for row in rows] == [
        text for _, record in _records(session, chat_id) for text in record.bubbles
    ]
    assert [text for text, _ in groupby(heard)] == [str(row.body) for row in rows]


def _calls_are_billed(session: Session) -> None:
    turns = {row.attempt: row.id for row in session.exec(select(TurnRow))}
    calls = session.exec(select(ModelCall)).all()
    assert [call.turn_id for call in calls] == [turns.get(call.attempt) for call in calls]
    assert all(times == 1 for times in Counter(call.attempt for call in calls).values())


def _nothing_is_left_to_do(session: Session) -> None:
    timers = session.exec(select(Timer)).all()
    idle = {(None, None, None, 0)}  # of nobody, where nobody said a word
    assert {(timer.due, timer.owner, timer.waiting_since, timer.discards) for timer in timers} <= idle
    assert session.exec(select(JobRow).where(~OF_MEMORY)).all() == []
