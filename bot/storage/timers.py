"""The fenced timers: one row a chat, never deleted, its generation only grows.

A claim is good while its owner and lease stand in the row. Completing asks for the same generation too: if it moved
on, a newer message has come and the draft is discarded, unless the person has waited long enough (`force`): then the
turn completes for the rows it read and the newer ones stay due.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import ColumnElement, CursorResult, and_, or_, update
from sqlmodel import Session, col, select

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


def touch(session: Session, bot_id: int, chat_id: int, now: int, wait_ms: int, longest_wait_ms: int) -> int:
    """A message came: due after `wait_ms`, but never later than `longest_wait_ms` after the first unanswered one.

    Returns the new generation.
    """
    timer = session.get(Timer, (bot_id, chat_id, "turn")) or Timer(bot_id=bot_id, chat_id=chat_id)
    if timer.due is None or timer.waiting_since is None:
        timer.waiting_since = now
    timer.due = min(now + wait_ms, timer.waiting_since + longest_wait_ms)
    timer.generation += 1
    session.add(timer)
    session.flush()
    return timer.generation


def claim(session: Session, now: int, lease_ms: int, owner: str, scope: Scope = EVERYWHERE) -> Claim | None:
    """Take the earliest due timer that nobody holds, if any."""
    query = (
        select(Timer)
        .where(col(Timer.due) <= now, _free(now), scope.holds(Timer.chat_id))
        .order_by(col(Timer.due))
        .limit(1)
    )
    timer = session.exec(query).first()
    if timer is None:
        return None
    timer.owner, timer.lease_until = owner, now + lease_ms
    session.add(timer)
    return Claim(
        timer.bot_id, timer.chat_id, timer.kind, timer.generation, owner,
        timer.waiting_since or now, timer.discards, timer.failures,
    )  # fmt: skip


def next_due(session: Session, now: int, scope: Scope = EVERYWHERE) -> int | None:
    """When the next timer can be claimed: its due time, or the end of somebody's lease."""
    query = select(Timer).where(col(Timer.due).is_not(None), scope.holds(Timer.chat_id))
    return min((_claimable_at(timer, now) for timer in session.exec(query)), default=None)


def _claimable_at(timer: Timer, now: int) -> int:
    due = timer.due if timer.due is not None else now
    return max(due, timer.lease_until) if timer.owner and timer.lease_until else due


def extend(session: Session, held: Claim, now: int, lease_ms: int) -> bool:
    """Heartbeat. False when the claim is no longer good."""
    return _update(session, _held(held, now), lease_until=now + lease_ms) == 1


def complete(session: Session, held: Claim, now: int, *, force: bool) -> Fence:
    """Pass the fence, or learn why not. Only after `passed…` may the caller write the turn's effects."""
    mine = _held(held, now)
    idle = {"owner": None, "lease_until": None, "discards": 0, "failures": 0}
    same = and_(mine, col(Timer.generation) == held.generation)
    if _update(session, same, due=None, waiting_since=None, **idle):
        return "passed"
    if force and _update(session, mine, waiting_since=now, **idle):
        return "passed_behind"
    if _update(session, mine, owner=None, lease_until=None, discards=held.discards + 1):
        return "superseded"
    return "lost"


def release(session: Session, held: Claim, now: int) -> None:
    """Give the claim back; the turn is due as it was."""
    _update(session, _held(held, now), owner=None, lease_until=None)


def rest(session: Session, chat_id: int) -> None:
    """Nothing is due in this chat; a turn that runs is discarded."""
    idle = {"due": None, "waiting_since": None, "owner": None, "lease_until": None}
    _update(session, col(Timer.chat_id) == chat_id, generation=Timer.generation + 1, **idle)


def free(session: Session, chat_id: int) -> None:
    """End any claim of this chat: who held it is known to be gone."""
    _update(session, col(Timer.chat_id) == chat_id, owner=None, lease_until=None)


def release_after_failure(session: Session, held: Claim, now: int, retry_at: int) -> None:
    """Give the claim back; the turn is tried again at `retry_at`."""
    _update(session, _held(held, now), owner=None, lease_until=None, due=retry_at, failures=held.failures + 1)


def _free(now: int) -> ColumnElement[bool]:
    return or_(col(Timer.owner).is_(None), col(Timer.lease_until) <= now)


def _held(held: Claim, now: int) -> ColumnElement[bool]:
    return and_(
        col(Timer.bot_id) == held.bot_id,
        col(Timer.chat_id) == held.chat_id,
        col(Timer.kind) == held.kind,
        col(Timer.owner) == held.owner,
        col(Timer.lease_until) > now,
    )


def _update(session: Session, where: ColumnElement[bool], **values: object) -> int:
    statement = update(Timer).where(where).values(**values).execution_options(synchronize_session=False)
    result = session.execute(statement)
    session.expire_all()
    return result.rowcount if isinstance(result, CursorResult) else 0
