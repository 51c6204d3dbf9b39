"""Keeps summaries: what they cover, what is covered by none, and which go when a message changes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Executable, Integer, bindparam
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from bot.storage.as_read import AsRead, read, said_ids
from bot.storage.owned import Owned
from bot.storage.people import hold
from bot.storage.rows import insert_row
from bot.storage.tables import Message, Summary
from memory.summaries.lines import Made
from memory.summaries.rolling import ROLLING, SESSION, Chunk, unmerged

MOST_READ = 600  # messages at once
MOST_SHOWN = 60  # summaries for one prompt
ALL = 1_000_000


@dataclass(frozen=True)
class Place:
    """Whose summaries of which chat."""

    person_id: int
    bot_id: int
    chat_id: int


@dataclass(frozen=True)
class Run:
    """Messages one behind the other that no summary covers. `followed`: what comes behind them is covered."""

    messages: tuple[AsRead, ...]
    followed: bool


def put(session: Session, at: Place, kind: str, made: Made, now: int) -> bool:
    """Keep a summary, unless one of its kind covers some of it already."""
    of_kind = (Summary.chat_id == at.chat_id) & (Summary.kind == kind)
    overlaps = (col(Summary.first_message_id) <= made.last) & (col(Summary.last_message_id) >= made.first)
    if session.exec(select(Summary.id).where(of_kind, overlaps)).first() is not None:
        return False
    insert_row(
        session,
        Summary,
        person_id=at.person_id,
        bot_id=at.bot_id,
        chat_id=at.chat_id,
        kind=kind,
        text=Owned(at.person_id, made.text),
        first_message_id=made.first,
        last_message_id=made.last,
        made_by=made.made_by,
        created_at=now,
    )
    return True


def as_of(session: Session, chat_id: int, last: int, now: int, most: int = MOST_SHOWN) -> tuple[Chunk, ...]:
    """The summaries of a chat there were before `now` of messages up to `last`, oldest first.

    The newest `most` of each kind; sessions that were merged by then stand in their rolling summary only.
    """
    of = {"chat": chat_id, "last": last, "now": now, "most": most}
    rows = [row for kind in (ROLLING, SESSION) for row in session.connection().execute(_AS_OF, of | {"kind": kind})]
    return unmerged([Chunk(each.id, each.kind, str(each.text), each.first, each.last, each.said_at) for each in rows])


def are_there(session: Session, summary_ids: Sequence[int]) -> bool:
    """Whether all of them are still kept."""
    return len(session.exec(select(Summary.id).where(col(Summary.id).in_(summary_ids))).all()) == len(summary_ids)


def uncovered(session: Session, chat_id: int, before: int | None, most: int = MOST_READ) -> tuple[Run, ...]:
    """The oldest messages of a chat that no session's summary covers, in runs; up to `before` (left out)."""
    covered = _covered(session, chat_id)
    starts = [first for first, _ in covered]
    runs: list[list[int]] = []
    place = None
    for each in said_ids(session, [chat_id], 0, before):
        at = bisect_right(starts, each)
        if at and each <= covered[at - 1][1]:
            continue
        if at != place or not runs:
            runs.append([])
            place = at
        runs[-1].append(each)
    return _read_runs(session, runs, most)


def _read_runs(session: Session, runs: Sequence[Sequence[int]], most: int) -> tuple[Run, ...]:
    found: list[Run] = []
    for number, ids in enumerate(runs):
        if most <= 0:
            break
        found.append(Run(read(session, ids[:most]), followed=number < len(runs) - 1 or len(ids) > most))
        most -= len(ids)
    return tuple(found)


def _covered(session: Session, chat_id: int) -> list[tuple[int, int]]:
    """(first, last) of the sessions' summaries, in order; they never overlap."""
    query = select(Summary.first_message_id, Summary.last_message_id).where(
        Summary.chat_id == chat_id, Summary.kind == SESSION
    )
    return sorted((first, last) for first, last in session.exec(query))


def covering(session: Session, person_id: int, message_ids: Sequence[int]) -> list[Summary]:
    """The person's summaries that cover one of these messages."""
    ids = sorted(message_ids)
    rows = session.exec(select(Summary).where(Summary.person_id == person_id)).all()
    return [row for row in rows if any_within(ids, row.first_message_id, row.last_message_id)]


def any_within(ids: Sequence[int], first: int, last: int) -> bool:
    """Whether one of these ids, in ascending order, stands in a run of messages."""
    return bisect_left(ids, first) < bisect_right(ids, last)


def touch(session: Session, person_id: int, message_ids: Sequence[int]) -> int:
    """These messages read otherwise by now: the summaries that cover them go. Returns how many.

    The person is held first: a summary of the old words that is kept at this moment is there to be found.
    """
    hold(session, person_id)
    stale = covering(session, person_id, message_ids)
    for row in stale:
        session.delete(row)
    session.flush()
    return len(stale)


_AS_OF: Executable = (
    columns(
        col(Summary.id), col(Summary.kind), col(Summary.text), col(Summary.first_message_id).label("first"),
        col(Summary.last_message_id).label("last"), col(Message.said_at),
    )
    .join(Message, col(Message.id) == col(Summary.first_message_id))
    .where(
        col(Summary.chat_id) == bindparam("chat"),
        col(Summary.last_message_id) <= bindparam("last"),
        col(Summary.created_at) < bindparam("now"),
        col(Summary.kind) == bindparam("kind"),
    )
    .order_by(col(Summary.first_message_id).desc(), col(Summary.id).desc())
    .limit(bindparam("most", type_=Integer))
)  # fmt: skip
