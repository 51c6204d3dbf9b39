"""Timers of the future, and how late those that fall due during a run are taken up.

The far ones are rows of persons, chats and timers and nothing else. The waking ones are chats with a message that
waits, put in by the engine's own `ingest`; how late each was is the `clock` of its turn's record (when a worker had
claimed it) less the time it was due.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import text, update
from sqlmodel import Session, col, select

from bot.engine.incoming import Incoming
from bot.engine.ingest import ingest
from bot.storage.people import known
from bot.storage.tables import Bot, Chat, Relationship, Timer, TurnRow
from policies.timing.rules import TimingRules

FAR_MS = 10 * 365 * 24 * 3_600_000
_FIRST_ROW = 1_000_000_000  # above any id that the database gives meanwhile
_EACH = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count) INSERT INTO "
_FAR = (
    "persons (id, created_at, age_status, memory_version) SELECT :first + i, :now, 'unknown', 0 FROM n",
    "identities (id, person_id, channel, external_id)"
    " SELECT :first + i, :first + i, 'telegram', CAST(:first + i AS TEXT) FROM n",
    "chats (id, bot_id, person_id, external_id, created_at, history_from, reachable)"
    " SELECT :first + i, :bot, :first + i, CAST(:first + i AS TEXT), :now, 0, true FROM n",
    "timers (bot_id, chat_id, kind, due, generation, discards, failures)"
    " SELECT :bot, :first + i, 'turn', :now + :far + i, 1, 0, 0 FROM n",
)


def put_far(session: Session, count: int, now: int) -> None:
    """So many chats whose timer is due in ten years."""
    values = {"count": count, "first": _FIRST_ROW, "now": now, "far": FAR_MS, "bot": the_bot(session)}
    for rows in _FAR if count else ():
        statement = text(_EACH + rows)
        session.execute(statement, {name: value for name, value in values.items() if f":{name}" in statement.text})


def put_waking(session: Session, people: Sequence[int], dues: Sequence[int], now: int) -> None:
    """A waiting message in the chat of each of these people, due when `dues` says (ms)."""
    bot = the_bot(session)
    for person, due in zip(people, dues, strict=True):
        said = Incoming(bot, str(person), str(person), "telegram", "안녕", now, external_id="0", language="ko")
        taken = ingest(session, said, lambda _: TimingRules(fast=True), now)
        chat = session.get_one(Chat, taken.chat_id)
        bond = Relationship(person_id=chat.person_id, bot_id=bot, first_at=now, disclosed_at=due)
        session.merge(bond)
        later = update(Timer).where(col(Timer.chat_id) == taken.chat_id).values(due=due, waiting_since=due)
        session.execute(later)


def lateness(session: Session, dues: Mapping[int, int]) -> list[int]:
    """How many milliseconds after its due time each chat's first turn began; `dues` by the person's Telegram id."""
    chats = {known(chat.id): int(chat.external_id) for chat in _chats(session, dues)}
    rows = session.exec(select(TurnRow).where(col(TurnRow.chat_id).in_(chats)).order_by(col(TurnRow.id).desc()))
    begun = {chats[row.chat_id]: int(json.loads(str(row.record))["clock"]) for row in rows}
    return [at - dues[person] for person, at in begun.items()]


def _chats(session: Session, people: Iterable[int]) -> Sequence[Chat]:
    return session.exec(select(Chat).where(col(Chat.external_id).in_([str(each) for each in people]))).all()


def the_bot(session: Session) -> int:
    """The row of the only Telegram bot."""
    return known(session.exec(select(Bot).where(Bot.channel == "telegram")).one().id)
