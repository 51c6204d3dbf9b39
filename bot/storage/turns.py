"""Turn rows and the snapshots they point to."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Integer, Table, bindparam, update
from sqlmodel import Session, col, select

from bot.errors import NotFound
from bot.storage.owned import Owned
from bot.storage.rows import insert_row, insert_rows
from bot.storage.tables import InboxRow, ModelCall, ServedReply, Snapshot, TurnRow, TurnSource, TurnSummary


def keep_snapshots(session: Session, contents: Mapping[str, tuple[str, Callable[[], object]]], now: int) -> None:
    """Store content once under its hash: `{hash: (kind, how to make it)}`."""
    kept = session.connection().execute(_KEPT, {"hashes": list(contents)}).scalars()
    for hash in contents.keys() - set(kept):
        kind, body = contents[hash]
        text = json.dumps(body(), ensure_ascii=False, sort_keys=True)
        session.add(Snapshot(hash=hash, kind=kind, body=text, created_at=now))


def snapshot(session: Session, hash: str) -> Any:
    """The content stored under a hash. Raises NotFound."""
    row = session.get(Snapshot, hash)
    if row is None:
        raise NotFound(f"no snapshot {hash}", fix="the database is incomplete; restore a backup")
    return json.loads(row.body)


def put_turn(
    session: Session,
    values: Mapping[str, Any],
    record: str,
    sources: Sequence[int],
    summaries: Sequence[tuple[int, int]] = (),
) -> int:
    """Store a turn (values by column) with its record and what it drew on: messages, and runs that were summarised.

    Returns the id.
    """
    turn_id = insert_row(session, TurnRow, **values, record=Owned(values["person_id"], record))
    insert_rows(session, TurnSource, [{"turn_id": turn_id, "message_id": source} for source in sources])
    runs = [{"turn_id": turn_id, "first_message_id": first, "last_message_id": last} for first, last in summaries]
    insert_rows(session, TurnSummary, runs)
    return turn_id


def take_calls(session: Session, attempt: str, turn_id: int) -> None:
    """The model calls of this attempt were for this turn."""
    session.execute(update(ModelCall).where(col(ModelCall.attempt) == attempt).values(turn_id=turn_id))


def consume(session: Session, inbox_ids: Sequence[int], turn_id: int) -> int:
    """Mark exactly these inbox rows as answered; returns how many were still waiting."""
    return session.connection().execute(_CONSUME, {"ids": list(inbox_ids), "turn": turn_id}).rowcount


def put_served(session: Session, person_id: int, bot_id: int, turn_id: int, reply_ids: Sequence[str], now: int) -> None:
    """Note which replies the person has now heard."""
    whose = {"person_id": person_id, "bot_id": bot_id, "turn_id": turn_id, "served_at": now}
    insert_rows(session, ServedReply, [{**whose, "reply_id": reply_id} for reply_id in reply_ids])


def last_heard(session: Session, person_id: int, bot_id: int, bound: int, depth: int = 1000) -> Mapping[str, int]:
    """reply id → how many replies ago it was last heard, looking back `depth` replies from row `bound`."""
    of = {"person": person_id, "bot": bot_id, "bound": bound, "depth": depth}
    rows = session.connection().execute(_HEARD, of).scalars()
    ago: dict[str, int] = {}
    for index, reply_id in enumerate(rows):
        ago.setdefault(reply_id, index)
    return ago


def get_turn(session: Session, turn_id: int) -> TurnRow:
    """One turn. Raises NotFound."""
    row = session.get(TurnRow, turn_id)
    if row is None:
        raise NotFound(f"no turn {turn_id}", fix="`malbeot turns list` shows them")
    return row


def list_turns(session: Session, limit: int, chats: Sequence[int] | None = None) -> list[TurnRow]:
    """The newest turns first."""
    query = select(TurnRow).order_by(col(TurnRow.id).desc()).limit(limit)
    if chats is not None:
        query = query.where(col(TurnRow.chat_id).in_(chats))
    return list(session.exec(query))


_inbox: Table = InboxRow.__table__  # type: ignore[attr-defined]  # every table class has one
_CONSUME = (
    update(_inbox)
    .where(_inbox.c.id.in_(bindparam("ids", expanding=True)), _inbox.c.turn_id.is_(None))
    .values(turn_id=bindparam("turn"))
)
_KEPT = select(Snapshot.hash).where(col(Snapshot.hash).in_(bindparam("hashes", expanding=True)))
_HEARD = (
    select(ServedReply.reply_id)
    .where(
        ServedReply.person_id == bindparam("person"),
        ServedReply.bot_id == bindparam("bot"),
        col(ServedReply.id) <= bindparam("bound"),
    )
    .order_by(col(ServedReply.id).desc())
    .limit(bindparam("depth", type_=Integer))
)
