"""The outbox: deliveries in order per chat, `new → sending → sent | unknown | dead`, or `cancelled`.

Only the first unfinished one of a chat may move. `sending` is committed before the channel is called: after a
crash nobody can know whether it arrived, so such a row becomes `unknown` and is resolved at once, by the operator's
choice; reactions and edits repeat safely and are always sent again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from sqlalchemy import ColumnElement, Table, bindparam, func, or_, update
from sqlalchemy import select as columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.storage.owned import Owned
from bot.storage.people import Address, known
from bot.storage.rows import insert_row, insert_rows
from bot.storage.scope import EVERYWHERE, Scope
from bot.storage.tables import InboxRow, Message, OutboxRow, Timer, TurnRow

OnUnknown = Literal["resend", "drop"]
Kind = Literal["text", "photo", "proactive", "consent", "reaction", "edit", "notice"]
MOST_UNKNOWN, MOST_FAILED = 5, 300  # tries: each unknown one may arrive; failed ones go on for about a day
LAST_TRY = 1_000  # beyond either: whatever becomes of this try, there is no other
OPEN = ("new", "sending")
IS_OPEN = col(OutboxRow.state).in_(OPEN)
_LAST_SEQ = select(func.max(OutboxRow.seq)).where(OutboxRow.chat_id == bindparam("chat"))
BUBBLES, _REPEATABLE = ("text", "photo", "proactive", "consent"), ("reaction", "edit")


@dataclass(frozen=True)
class Outgoing:
    """Something to deliver at `due`, after `typing_ms` of typing.

    `text`: of a bubble, notice or edit; a photo's caption; a reaction's emoji ("" takes it back). `media`: a photo's
    path, address or file id. `target_id`: the message reacted to or edited. Of kind `proactive`: a text the persona
    began, with buttons less, more, stop; `consent`: the question whether it may, with yes and no.
    """

    text: str
    due: int
    typing_ms: int = 0
    kind: Kind = "text"
    media: str | None = None
    target_id: int | None = None


@dataclass(frozen=True)
class Delivery:
    """What this sender holds: typing may start now, it is due at `due`. `target`: the channel's id of the target.

    `attempts`: how often it was tried before. `message_id`, `turn_id`: the bubble's row, and the turn that said it.
    `begun`: it is `sending` already.
    """

    id: int
    to: Address
    text: str
    due: int
    typing_ms: int
    owner: str
    kind: Kind = "text"
    media: str | None = None
    target: str | None = None
    attempts: int = 0
    message_id: int | None = None
    turn_id: int | None = None
    begun: bool = False

    @property
    def chat_id(self) -> int:
        """The conversation it belongs to."""
        return self.to.chat_id


def put(
    session: Session, chat_id: int, person_id: int, key: str, outgoing: Sequence[Outgoing], turn_id: int | None = None
) -> None:
    """Queue deliveries behind whatever the chat still has to hear; bubbles get a message row. `key` is used once."""
    last = session.connection().execute(_LAST_SEQ, {"chat": chat_id}).scalar() or 0
    of = {"chat_id": chat_id, "person_id": person_id, "turn_id": turn_id}
    rows = [
        {
            **of,
            "message_id": _message(session, of, each) if each.kind in BUBBLES else None,
            "target_id": each.target_id,
            "seq": last + index + 1,
            "key": f"{key}:{index}",
            "kind": each.kind,
            "body": Owned(person_id, each.text),
            "media": Owned(person_id, each.media) if each.media else None,
            "due": each.due,
            "typing_ms": each.typing_ms,
        }
        for index, each in enumerate(outgoing)
    ]
    insert_rows(session, OutboxRow, rows)


def _message(session: Session, of: Mapping[str, Any], bubble: Outgoing) -> int:
    text = Owned(of["person_id"], bubble.text)
    return insert_row(session, Message, **of, author="persona", kind=bubble.kind, text=text, said_at=bubble.due)


def put_off(session: Session, delivery: Delivery, until: int) -> None:
    """Give the claim back before anything was sent: the channel's limits allow it at `until` only."""
    row = _mine(session, delivery, "new")
    if row is not None:
        _again(session, row, until)


def mark_failed(session: Session, delivery: Delivery, retry_at: int, *, counts: bool = True) -> bool:
    """The channel surely did not take it: again at `retry_at` (one told to wait doesn't count). False: given up."""
    row = _mine(session, delivery, "sending")
    if row is None:
        return True
    if not counts:
        row.attempts -= 1
    if row.attempts < MOST_FAILED:
        _again(session, row, retry_at)
        return True
    _end(session, row, "dead")
    return False


def mark_refused(session: Session, delivery: Delivery) -> bool:
    """The channel will never take it. True: that is known and told."""
    row = _mine(session, delivery, "sending")
    if row is not None:
        _end(session, row, "dead")
    return True


def mark_unknown(session: Session, delivery: Delivery, retry_at: int, on_unknown: OnUnknown) -> bool:
    """The channel may or may not have taken it. False: it will not be sent again."""
    row = _mine(session, delivery, "sending")
    return row is None or _resolve(session, row, retry_at, on_unknown)


def resolve_stale(session: Session, now: int, on_unknown: OnUnknown, scope: Scope = EVERYWHERE) -> int:
    """Rows left in `sending` by a dead sender. Returns how many."""
    rows = session.exec(_stale(scope), params={"now": now}).all()
    for row in rows:
        _resolve(session, row, now, on_unknown)
    return len(rows)


@cache
def _stale(scope: Scope) -> SelectOfScalar[OutboxRow]:
    left = (col(OutboxRow.state) == "sending") & (col(OutboxRow.lease_until) <= bindparam("now"))
    return select(OutboxRow).where(left, _within(scope)).with_for_update(skip_locked=True, of=OutboxRow)


def cancel(session: Session, chat_id: int) -> int:
    """What waits in this chat is not sent any more, what is under way not again. Returns how many waited."""
    return _cancel(session, col(OutboxRow.chat_id) == chat_id)


def cancel_begun(session: Session, chat_id: int) -> int:
    """The same for what the persona began there: the bubbles with buttons, and those that came before them."""
    with_buttons = select(_begun.turn_id).where(_begun.chat_id == chat_id, _begun.kind == "proactive")
    begun = (col(OutboxRow.kind) == "proactive") | col(OutboxRow.turn_id).in_(with_buttons)
    return _cancel(session, (col(OutboxRow.chat_id) == chat_id) & begun)


def _cancel(session: Session, these: ColumnElement[bool]) -> int:
    session.execute(update(OutboxRow).where(these, col(OutboxRow.state) == "sending").values(attempts=LAST_TRY))
    query = select(OutboxRow).where(these, OutboxRow.state == "new")
    rows = session.exec(query.order_by(col(OutboxRow.id)).with_for_update()).all()
    for row in rows:
        _end(session, row, "cancelled")
    return len(rows)


def take_back(session: Session, chat_id: int, since: int) -> int:
    """A message came before anything of the last answer was said: it is not said, its messages are answered anew.

    Only an answer to messages taken since `since` (ms): who writes on and on is answered; and none while the next one
    is being made, which would come before it. Returns how many bubbles.
    """
    waiting = session.connection().execute(_UNSAID, {"chat": chat_id, "since": since}).all()
    for row_id, turn_id in waiting:
        row = session.get(OutboxRow, row_id, with_for_update=True)
        if row is not None and row.state == "new":
            _end(session, row, "cancelled")
            session.flush()
            session.connection().execute(_REOPENED, {"turn": turn_id})
            session.connection().execute(_TAKEN_BACK, {"turn": turn_id})
    return len(waiting)


def interrupt(session: Session, chat_id: int) -> int:
    """A message came between two bubbles: the rest of that turn is not said. Returns how many bubbles.

    A fixed text is heard whole: a crisis line is never cut short.
    """
    ids = session.connection().execute(_REST, {"chat": chat_id}).scalars().all()
    for row_id in ids:
        row = session.get(OutboxRow, row_id, with_for_update=True)
        if row is not None and row.state == "new":
            _end(session, row, "cancelled")
    return len(ids)


_BEGUN = ("sending", "sent", "unknown", "dead")
_begun = aliased(OutboxRow)
_was_begun = (
    columns(col(_begun.id))
    .where(col(_begun.turn_id) == col(OutboxRow.turn_id), or_(col(_begun.state).in_(_BEGUN), col(_begun.attempts) > 0))
    .exists()
)
_inbox: Table = InboxRow.__table__  # type: ignore[attr-defined]  # every table class has one
_oldest = columns(func.min(_inbox.c.received_at)).where(_inbox.c.turn_id == OutboxRow.turn_id).scalar_subquery()


def _of_answers(*wanted: Any) -> Any:
    """Bubbles of a chat's answers that wait, but of no fixed text. One that was tried before may have been heard."""
    query = columns(col(OutboxRow.id), col(OutboxRow.turn_id)).join(TurnRow, col(TurnRow.id) == OutboxRow.turn_id)
    in_chat, waits = col(OutboxRow.chat_id) == bindparam("chat"), col(OutboxRow.state) == "new"
    of_answers = (col(OutboxRow.attempts) == 0, col(OutboxRow.kind).in_(BUBBLES), col(TurnRow.source) != "template")
    return query.where(in_chat, waits, *of_answers, *wanted).order_by(col(OutboxRow.id))


_REST = _of_answers(_was_begun)
_runs = (
    columns(col(Timer.chat_id))
    .where(col(Timer.chat_id) == col(OutboxRow.chat_id), col(Timer.kind) == "turn", col(Timer.owner).is_not(None))
    .exists()
)
_UNSAID = _of_answers(~_was_begun, ~_runs, col(TurnRow.action) == "reply", _oldest >= bindparam("since"))
_turns: Table = TurnRow.__table__  # type: ignore[attr-defined]
_TAKEN_BACK = update(_turns).where(_turns.c.id == bindparam("turn")).values(action="taken_back")
_REOPENED = update(_inbox).where(_inbox.c.turn_id == bindparam("turn")).values(turn_id=None)


def _resolve(session: Session, row: OutboxRow, retry_at: int, on_unknown: OnUnknown) -> bool:
    if row.attempts < MOST_UNKNOWN and (on_unknown == "resend" or row.kind in _REPEATABLE):
        _again(session, row, retry_at)
        return True
    row.state, row.owner, row.lease_until = "unknown", None, None
    _forget_notice(row)
    session.add(row)
    return False


def _again(session: Session, row: OutboxRow, retry_at: int) -> None:
    row.state, row.due, row.typing_ms, row.owner, row.lease_until = "new", max(row.due, retry_at), 0, None, None
    session.add(row)


def _end(session: Session, row: OutboxRow, state: Literal["dead", "cancelled"]) -> None:
    """Never to be sent: turns from here on don't read its bubble as said."""
    row.state, row.owner, row.lease_until = state, None, None
    _forget_notice(row)
    session.add(row)
    message = session.get(Message, row.message_id) if row.message_id else None
    if message is not None:
        message.cancelled_by = _unsaid_from(session, row, message)
        session.add(message)


def _unsaid_from(session: Session, row: OutboxRow, message: Message) -> int:
    """The newest message of the first turn that doesn't read it as said; what a turn has read stays in its replay."""
    later = select(TurnRow.id).where(TurnRow.chat_id == row.chat_id, col(TurnRow.id) > (row.turn_id or 0))
    if row.state == "cancelled" and session.exec(later).first() is None:
        return known(message.id)
    newest = session.exec(select(func.max(Message.id)).where(Message.chat_id == row.chat_id)).one() or 0
    return newest + 1


def _forget_notice(row: OutboxRow) -> None:
    """Its words are no part of the talk: nobody reads them again."""
    if row.kind == "notice":
        row.body = Owned(row.person_id, "")


def free(session: Session, scope: Scope, now: int) -> None:
    """End all claims in these chats: who held them is known to be gone. Rows in `sending` are stale at once."""
    query = select(OutboxRow).where(IS_OPEN, col(OutboxRow.owner).is_not(None), _within(scope))
    for row in session.exec(query.with_for_update(of=OutboxRow)).all():
        row.owner, row.lease_until = (row.owner, now) if row.state == "sending" else (None, None)
        session.add(row)


def _within(scope: Scope) -> ColumnElement[bool]:
    return scope.holds(OutboxRow.chat_id)


def _mine(session: Session, delivery: Delivery, state: str) -> OutboxRow | None:
    row = session.get(OutboxRow, delivery.id, with_for_update=True)
    return row if row is not None and row.state == state and row.owner == delivery.owner else None
