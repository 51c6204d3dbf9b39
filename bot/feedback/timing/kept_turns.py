"""Turns as the database keeps them, for what is exported: chat by chat, with what was delivered of each.

Read in pages, so that a deployment of any size fits into memory.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func, select

from bot.errors import NotFound
from bot.storage.database import Database
from bot.storage.outbox import BUBBLES
from bot.storage.people import consents
from bot.storage.tables import Chat, OutboxRow, Person, ServedReply, TurnRow
from bot.turn.first import ACTION as PROACTIVE
from bot.turn.record import TurnRecord, from_json

_PAGE = 200


@dataclass(frozen=True)
class KeptChat:
    """One conversation. `training`: what the person's newest word on it says. `turns`: how many it has."""

    id: int
    person: int
    turns: int
    in_group: bool
    minor: bool
    training: bool


@dataclass(frozen=True)
class Delivered:
    """What became of one bubble or reaction. `at`: when it was sent (ms); None: it wasn't."""

    kind: str
    state: str
    text: str
    at: int | None


@dataclass(frozen=True)
class KeptTurn:
    """One turn. `record` None: `gone` says why. `served`: ids of the fixed lines it said."""

    id: int
    source: str
    action: str
    settings_hash: str
    record: TurnRecord | None
    gone: str
    delivered: tuple[Delivered, ...]
    served: frozenset[str]

    @property
    def bubbles(self) -> tuple[Delivered, ...]:
        """The bubbles that arrived."""
        return tuple(each for each in self.delivered if each.kind in BUBBLES and each.at is not None)

    @property
    def reactions_arrived(self) -> bool:
        """Whether every reaction did; also where there was none."""
        return all(each.state == "sent" for each in self.delivered if each.kind == "reaction")

    @property
    def under_way(self) -> bool:
        """Whether something of it is still to be sent."""
        return any(each.state in ("new", "sending") for each in self.delivered)

    @property
    def unusable(self) -> str:
        """Why nothing can be said about how this turn was decided; empty when something can."""
        record = self.record
        table = (
            (record is None, self.gone),
            (self.action == PROACTIVE or (record is not None and record.event is not None), "the persona wrote first"),
            (record is not None and not record.timing.decisions, "no decision was recorded (an older version)"),
            (self.under_way, "still being sent"),
        )
        return next((why for holds, why in table if holds), "")


def kept_chats(database: Database) -> tuple[KeptChat, ...]:
    """Every conversation that has turns. Raises NotFound when there is none."""
    chats = database.read_now(_chats)
    if not chats:
        raise NotFound("this deployment has no turns yet", fix="talk with it first: `malbeot chat` or `malbeot run`")
    return chats


def kept_turns(database: Database, chat: KeptChat) -> Iterator[KeptTurn]:
    """The turns of a conversation, oldest first."""
    after = 0
    while page := database.read_now(partial(_page, chat_id=chat.id, after=after)):
        yield from page
        after = page[-1].id


def _chats(session: Session) -> tuple[KeptChat, ...]:
    columns = (col(Chat.id), col(Chat.person_id), col(Chat.group_id), col(Person.age_status))
    rows = session.execute(
        select_columns(*columns, func.count(col(TurnRow.id)))
        .join(Person, col(Person.id) == col(Chat.person_id))
        .join(TurnRow, col(TurnRow.chat_id) == col(Chat.id))
        .group_by(*columns)
        .order_by(col(Chat.id))
    ).all()
    return tuple(
        KeptChat(chat, person, turns, group is not None, age == "minor", consents(session, person)["training"])
        for chat, person, group, age, turns in rows
    )


def _page(session: Session, chat_id: int, after: int) -> Sequence[KeptTurn]:
    query = select(TurnRow).where(TurnRow.chat_id == chat_id, col(TurnRow.id) > after)
    rows = session.exec(query.order_by(col(TurnRow.id)).limit(_PAGE)).all()
    ids = [row.id for row in rows]
    delivered, served = _delivered(session, ids), _served(session, ids)
    return [_kept(row, delivered, served) for row in rows]


def _kept(row: TurnRow, delivered: Mapping[int, list[Delivered]], served: Mapping[int, set[str]]) -> KeptTurn:
    record, gone, turn_id = *_read(row.record), row.id or 0
    there, said = tuple(delivered.get(turn_id, ())), frozenset(served.get(turn_id, ()))
    return KeptTurn(turn_id, row.source, row.action, row.settings_hash, record, gone, there, said)


def _read(record: str | None) -> tuple[TurnRecord | None, str]:
    if record is None:
        return None, "erased"
    try:
        return from_json(str(record)), ""
    except ValueError:  # its words must not stand in a message
        return None, "its record can't be read by this version"


def _delivered(session: Session, ids: Sequence[Any]) -> Mapping[int, list[Delivered]]:
    rows = session.exec(select(OutboxRow).where(col(OutboxRow.turn_id).in_(ids)).order_by(col(OutboxRow.seq)))
    found: defaultdict[int, list[Delivered]] = defaultdict(list)
    for row in rows:
        at = (row.sent_at or row.due) if row.state == "sent" else None
        found[row.turn_id or 0].append(Delivered(row.kind, row.state, str(row.body), at))
    return found


def _served(session: Session, ids: Sequence[Any]) -> Mapping[int, set[str]]:
    query = select(ServedReply.turn_id, ServedReply.reply_id).where(col(ServedReply.turn_id).in_(ids))
    found: defaultdict[int, set[str]] = defaultdict(set)
    for turn_id, reply_id in session.exec(query):
        found[turn_id or 0].add(reply_id)
    return found
