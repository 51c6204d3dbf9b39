"""The fenced timers: one row a chat, never deleted, its generation only grows.

A claim is good while its owner and lease stand in the row. Completing asks for the same generation too: if it moved
on, a newer message has come and the draft is discarded, unless the person has waited long enough (`force`): then the
turn completes for the rows it read and the newer ones stay due.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from sqlalchemy import BigInteger, ColumnElement, Select, Table, and_, bindparam, case, func, or_, update
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from bot.storage.database import is_shared
from bot.storage.scope import EVERYWHERE, Scope
from bot.storage.tables import Timer

Fence = Literal["passed", "passed_behind", "superseded", "lost"]


@dataclass(frozen=True)
class Claim:
    """The right to run one chat's turn until the lease ends."""

    bot_id: int
    chat_id: int
    kind: str
    generation: int
    owner: str
    waiting_since: int
    discards: int
    failures: int
    deferred: str | None = None  # JSON: decisions that put it off before


def lock(session: Session, bot_id: int, chat_id: int) -> bool:
    """Hold the chat until the transaction ends, so that changes of one chat follow one another.

    Whatever changes what a chat has to hear does this first. True: it may have waited for somebody, so what was read of
    the chat before is to be read again. On SQLite whoever writes is alone anyway.
    """
    if not is_shared(session):
        return False
    session.connection().execute(_LOCK, {"bot": bot_id, "chat": chat_id, "of": "turn"})
    return True


def touch(session: Session, bot_id: int, chat_id: int, now: int, wait_ms: int, longest_wait_ms: int) -> int:
    """A message came: due after `wait_ms`, but never later than `longest_wait_ms` after the first unanswered one.

    Returns the new generation. The caller holds the chat (`lock`).
    """
    at = {"bot": bot_id, "chat": chat_id, "of": "turn", "now": now, "wait": wait_ms, "longest": longest_wait_ms}
    generation = session.connection().execute(_TOUCH, at).scalar()
    if generation is None:
        due = now + min(wait_ms, longest_wait_ms)
        session.add(Timer(bot_id=bot_id, chat_id=chat_id, due=due, waiting_since=now, generation=1))
        session.flush()
    return generation or 1


def claim(session: Session, now: int, lease_ms: int, owner: str, scope: Scope = EVERYWHERE) -> Claim | None:
    """Take the earliest due timer that nobody holds, if any; who claims at the same moment takes another one."""
    connection = session.connection()
    found = (connection.execute(query, {"now": now}).first() for query in _earliest(scope))
    timer = next((each for each in found if each is not None), None)
    if timer is None:
        return None
    taken = {"bot": timer.bot_id, "chat": timer.chat_id, "of": timer.kind, "by": owner, "until": now + lease_ms}
    connection.execute(_TAKE, taken)
    return Claim(
        timer.bot_id, timer.chat_id, timer.kind, timer.generation, owner,
        timer.waiting_since or now, timer.discards, timer.failures, timer.deferred,
    )  # fmt: skip


@cache
def _earliest(scope: Scope) -> tuple[Select[Any], Select[Any]]:
    """Of those nobody holds, and of those whose holder is gone: two searches, each along an index of its own."""
    due, owner = _table.c.due <= bindparam("now"), _table.c.owner
    left = _table.c.lease_until <= bindparam("now")
    wanted = sql_select(_table).where(due, _within(scope)).order_by(_table.c.due).limit(1)
    wanted = wanted.with_for_update(skip_locked=True, key_share=True)
    return wanted.where(owner.is_(None)), wanted.where(owner.is_not(None), left)


def next_due(session: Session, scope: Scope = EVERYWHERE) -> int | None:
    """When the next timer can be claimed: its due time, or the end of somebody's lease."""
    found = (session.connection().execute(query).scalar() for query in _next_due(scope))
    return min((due for due in found if due is not None), default=None)


@cache
def _next_due(scope: Scope) -> tuple[Select[Any], Select[Any]]:
    free, due, lease_until = _table.c.owner.is_(None), _table.c.due, _table.c.lease_until
    later = case((lease_until > due, lease_until), else_=due)
    within = _within(scope)
    earliest = sql_select(due).where(free, due.is_not(None), within).order_by(due).limit(1)
    return earliest, sql_select(func.min(later)).where(~free, within)


def put_off(session: Session, chat_id: int) -> tuple[int, str] | None:
    """(when it comes up again, the decisions as JSON) of a chat's turn that was put off."""
    query = select(Timer.due, Timer.deferred).where(Timer.chat_id == chat_id, Timer.kind == "turn")
    due, deferred = session.exec(query).first() or (None, None)
    return (due, deferred) if due is not None and deferred is not None else None


def running(session: Session, now: int, scope: Scope = EVERYWHERE) -> list[tuple[int, str]]:
    """(chat, claim) of the turns that run now."""
    held = select(Timer.chat_id, Timer.owner).where(col(Timer.owner).is_not(None), col(Timer.lease_until) > now)
    return [(chat, owner or "") for chat, owner in session.exec(held.where(_within(scope)))]


def extend(session: Session, held: Claim, now: int, lease_ms: int) -> bool:
    """Heartbeat. False when the claim is no longer good."""
    return _update(session, _held(held, now), lease_until=now + lease_ms) == 1


def complete(session: Session, held: Claim, now: int, *, force: bool) -> Fence:
    """Pass the fence, or learn why not. Only after `passed…` may the caller write the turn's effects."""
    mine = {"bot": held.bot_id, "chat": held.chat_id, "of": held.kind, "held_by": held.owner, "now": now}
    if session.connection().execute(_PASS, mine | {"seen": held.generation}).rowcount:
        return "passed"
    still = _held(held, now)
    if force and _update(session, still, waiting_since=now, **_IDLE):
        return "passed_behind"
    if _update(session, still, owner=None, lease_until=None, discards=held.discards + 1):
        return "superseded"
    return "lost"


def postpone(session: Session, held: Claim, now: int, due: int, deferred: str) -> Fence:
    """Give the claim back until `due`, unless a newer message came. Whoever writes meanwhile begins a new wait."""
    mine = {"bot": held.bot_id, "chat": held.chat_id, "of": held.kind, "held_by": held.owner, "now": now}
    later = {"seen": held.generation, "until": due, "why": deferred}
    if session.connection().execute(_POSTPONE, mine | later).rowcount:
        return "passed"
    held_still = _update(session, _held(held, now), owner=None, lease_until=None, discards=held.discards + 1)
    return "superseded" if held_still else "lost"


def schedule(session: Session, bot_id: int, chat_id: int, kind: str, due: int | None) -> None:
    """Set when a timer of another kind than "turn" is due (None: not at all); a claim on it is no longer good."""
    at = {"bot": bot_id, "chat": chat_id, "of": kind, "until": due}
    if session.connection().execute(_SCHEDULE, at).rowcount == 0 and due is not None:
        session.add(Timer(bot_id=bot_id, chat_id=chat_id, kind=kind, due=due, generation=1))
        session.flush()


def release(session: Session, held: Claim, now: int) -> None:
    """Give the claim back; the turn is due as it was."""
    _update(session, _held(held, now), owner=None, lease_until=None)


def rest(session: Session, chat_id: int) -> None:
    """Nothing is due in this chat; a turn that runs is discarded."""
    idle = {"due": None, "waiting_since": None, "owner": None, "lease_until": None}
    _update(session, col(Timer.chat_id) == chat_id, generation=Timer.generation + 1, **idle)


def free(session: Session, scope: Scope) -> None:
    """End all claims of these chats: who held them is known to be gone."""
    _update(session, _table.c.owner.is_not(None) & _within(scope), owner=None, lease_until=None)


def release_after_failure(session: Session, held: Claim, now: int, retry_at: int) -> None:
    """Give the claim back; the turn is tried again at `retry_at`."""
    _update(session, _held(held, now), owner=None, lease_until=None, due=retry_at, failures=held.failures + 1)


def _within(scope: Scope) -> ColumnElement[bool]:
    return scope.holds(Timer.chat_id, Timer.bot_id)


def _held(held: Claim, now: int) -> ColumnElement[bool]:
    return and_(
        col(Timer.bot_id) == held.bot_id,
        col(Timer.chat_id) == held.chat_id,
        col(Timer.kind) == held.kind,
        col(Timer.owner) == held.owner,
        col(Timer.lease_until) > now,
    )


def _update(session: Session, where: ColumnElement[bool], **values: object) -> int:
    """Rows changed. A timer this session has read before is not refreshed."""
    return session.connection().execute(update(_table).where(where).values(**values)).rowcount


_table: Table = Timer.__table__  # type: ignore[attr-defined]  # every table class has one
_IDLE = {"owner": None, "lease_until": None, "discards": 0, "failures": 0, "deferred": None}
_of_chat = update(_table).where(
    _table.c.bot_id == bindparam("bot"), _table.c.chat_id == bindparam("chat"), _table.c.kind == bindparam("of")
)
_LOCK = (
    sql_select(_table.c.generation)
    .where(_table.c.bot_id == bindparam("bot"), _table.c.chat_id == bindparam("chat"), _table.c.kind == bindparam("of"))
    .with_for_update(key_share=True)
)
_first = case(
    (or_(_table.c.due.is_(None), _table.c.waiting_since.is_(None)), bindparam("now")), else_=_table.c.waiting_since
)
_waited: ColumnElement[int] = bindparam("now", type_=BigInteger) + bindparam("wait", type_=BigInteger)
_longest = _first + bindparam("longest", type_=BigInteger)
_TOUCH = _of_chat.values(
    waiting_since=_first, due=case((_waited < _longest, _waited), else_=_longest), generation=_table.c.generation + 1
).returning(_table.c.generation)
_TAKE = _of_chat.values(owner=bindparam("by"), lease_until=bindparam("until"))
_fenced = _of_chat.where(
    _table.c.owner == bindparam("held_by"),
    _table.c.lease_until > bindparam("now"),
    _table.c.generation == bindparam("seen"),
)
_PASS = _fenced.values(due=None, waiting_since=None, **_IDLE)
_POSTPONE = _fenced.values(**{**_IDLE, "due": bindparam("until"), "waiting_since": None, "deferred": bindparam("why")})
_SCHEDULE = _of_chat.values(**{**_IDLE, "due": bindparam("until"), "generation": _table.c.generation + 1})
