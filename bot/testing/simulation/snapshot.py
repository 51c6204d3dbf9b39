"""What the tables say after a commit, read by plain SQL: the simulation looks at the engine from outside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from bot.testing.simulation.store import Store


class TimerState(NamedTuple):
    """A chat's timer."""

    chat: int
    due: int | None
    generation: int
    owner: str | None
    lease_until: int | None
    waiting_since: int | None
    discards: int


class Waiting(NamedTuple):
    """An inbox row."""

    id: int
    chat: int
    update: int
    kind: str
    message: int | None
    turn: int | None
    received_at: int


class Parcel(NamedTuple):
    """An outbox row."""

    id: int
    chat: int
    seq: int
    kind: str
    state: str
    due: int
    typing_ms: int
    owner: str | None
    lease_until: int | None
    attempts: int
    turn: int | None = None


class Turn(NamedTuple):
    """A turn."""

    id: int
    chat: int
    attempt: str
    created_at: int
    action: str = "reply"


class Work(NamedTuple):
    """A background job."""

    id: int
    state: str
    due: int
    lease_until: int | None


@dataclass(frozen=True)
class Snapshot:
    """One committed state."""

    timers: Mapping[int, TimerState]
    inbox: Mapping[int, Waiting]
    outbox: Mapping[int, Parcel]
    turns: Mapping[int, Turn]
    jobs: Mapping[int, Work]
    chats: Mapping[int, str]
    reachable: frozenset[int]

    def waiting(self, chat: int) -> list[Waiting]:
        """Messages no turn has answered, oldest first."""
        return [row for row in self.inbox.values() if row.chat == chat and row.kind == "message" and row.turn is None]

    def heads(self) -> Iterable[Parcel]:
        """The first unfinished delivery of each chat."""
        first: dict[int, Parcel] = {}
        for row in self.outbox.values():
            if row.state in ("new", "sending"):
                first.setdefault(row.chat, row)
        return first.values()

    def due(self) -> dict[str, int]:
        """When each lane has something to do next (ms), by lane; lanes without anything are left out."""
        turns = [max(row.due, _lease(row)) for row in self.timers.values() if row.due is not None]
        sends = [max(row.due - row.typing_ms, _lease(row)) for row in self.heads()]
        jobs = [row.due if row.state == "new" else row.lease_until or 0 for row in self.jobs.values()]
        lanes = {"turns": turns, "sends": sends, "jobs": jobs}
        return {lane: min(times) for lane, times in lanes.items() if times}


def _lease(row: TimerState | Parcel) -> int:
    return row.lease_until if row.owner and row.lease_until else 0


def snapshot(store: Store) -> Snapshot:
    """The tables as they are now."""
    timers = "SELECT chat_id, due, generation, owner, lease_until, waiting_since, discards FROM timers"
    inbox = "SELECT id, chat_id, update_id, kind, message_id, turn_id, received_at FROM inbox ORDER BY id"
    outbox = (
        "SELECT id, chat_id, seq, kind, state, due, typing_ms, owner, lease_until, attempts, turn_id FROM outbox"
        " ORDER BY id"
    )
    turns = "SELECT id, chat_id, attempt, created_at, action FROM turns ORDER BY id"
    jobs = "SELECT id, state, due, lease_until FROM jobs WHERE state IN ('new', 'running')"
    chats = store.rows("SELECT id, external_id, reachable FROM chats")
    return Snapshot(
        timers={row[0]: TimerState(*row) for row in store.rows(timers)},
        inbox={row[0]: Waiting(*row) for row in store.rows(inbox)},
        outbox={row[0]: Parcel(*row) for row in store.rows(outbox)},
        turns={row[0]: Turn(*row) for row in store.rows(turns)},
        jobs={row[0]: Work(*row) for row in store.rows(jobs)},
        chats={chat: external_id for chat, external_id, _ in chats},
        reachable=frozenset(chat for chat, _, reachable in chats if reachable),
    )
