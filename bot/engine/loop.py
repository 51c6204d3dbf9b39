"""The engine's loop: takes turns, deliveries and jobs as they fall due, several at once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session

from bot.clock import Clock
from bot.engine.background import Jobs
from bot.engine.clock_watch import ClockWatch, watched
from bot.engine.controls import take_pressed
from bot.engine.edits import take_edit
from bot.engine.hints import Hints, NoHints, Work
from bot.engine.incoming import Edited, Event, Incoming, Moved, Pressed, Reach, Reacted
from bot.engine.ingest import RulesOf, Taken, ingest
from bot.engine.lane import Lane
from bot.engine.moves import take_move
from bot.engine.notices import take_command
from bot.engine.reach import take_reach
from bot.engine.reactions import take_reaction
from bot.engine.roles import WORK, Role
from bot.engine.sender import Sender
from bot.engine.worker import TurnWorker
from bot.storage.database import Database

LONGEST_PATIENCE_MS = 60_000
log = logging.getLogger(__name__)
TURNS_AT_ONCE, DELIVERIES_AT_ONCE = 8, 64  # a delivery mostly waits: a bubble is typed for seconds

_TAKERS: Mapping[type[Event], Callable[[Session, Any, RulesOf, int], object]] = {
    Incoming: ingest,
    Edited: take_edit,
    Reacted: lambda session, event, _, now: take_reaction(session, event, now),
    Pressed: lambda session, event, _, now: take_pressed(session, event, now),
    Reach: lambda session, event, _, now: take_reach(session, event, now),
    Moved: lambda session, event, _, now: take_move(session, event, now),
}


@dataclass(frozen=True)
class Engine:
    """Everything that moves conversations on. Tables decide; hints only shorten a nap."""

    database: Database
    clock: Clock
    worker: TurnWorker
    sender: Sender
    jobs: Jobs
    hints: Hints = field(default_factory=NoHints)
    _lanes: dict[Work, Lane[Any]] = field(default_factory=dict)

    async def ingest(self, incoming: Incoming) -> Taken:
        """Commit a message; when this returns, it can't be lost."""
        now, rules = self.clock.now(), self.worker.rules_of
        taken = await self.database.write(lambda session: ingest(session, incoming, rules, now))
        self._heard(taken)
        return taken

    async def take(self, event: Event) -> None:
        """Commit whatever a channel heard."""
        now, rules = self.clock.now(), self.worker.rules_of
        self._heard(await self.database.write(lambda session: _TAKERS[type(event)](session, event, rules, now)))
        log.debug("bot %s: %s taken", getattr(event, "bot_id", ""), type(event).__name__)

    def _heard(self, taken: object) -> None:
        """What is urgent waits for nothing, not even for a model that composes an answer to something else."""
        urgent = taken.chat_id if isinstance(taken, Taken) and taken.urgent else None
        if urgent is not None:
            self.worker.interrupt(urgent)
        self._tell("turns", urgent)

    async def answer_command(self, command: Incoming, answer: str, buttons: str | None = None) -> None:
        """Commit that a command was done, with what it has to say and the channel's buttons below it."""
        now = self.clock.now()
        await self.database.write(lambda session: take_command(session, command, answer, now, buttons))
        self._tell("deliveries")

    async def run(self, stopping: asyncio.Event | None = None, role: Role = "all") -> None:
        """Do the role's work until `stopping` is set and what was begun is done, or until cancelled."""
        stop = stopping or asyncio.Event()
        self._lanes.clear()
        self._lanes.update({work: lane for work, lane in self._all_lanes().items() if work in WORK[role]})
        async with asyncio.TaskGroup() as tasks:
            for lane in self._lanes.values():
                tasks.create_task(lane.run(stop))
            if "jobs" in WORK[role]:
                tasks.create_task(self.jobs.run(stop))
            tasks.create_task(self.hints.run(self._hear, stop))
            tasks.create_task(watched(ClockWatch(self.database, self.clock, self.hint), stop))

    def _all_lanes(self) -> dict[Work, Lane[Any]]:
        worker, sender = self.worker, self.sender
        return {
            "turns": Lane(self.clock, worker.claim, worker.perform, worker.next_due, TURNS_AT_ONCE, self._after_turn),
            "deliveries": Lane(
                self.clock, sender.claim, sender.perform, sender.next_due, DELIVERIES_AT_ONCE, self._after_delivery
            ),
        }

    async def settle(self) -> None:
        """Run everything that is due or will be, sleeping in between, until nothing is left to say or do."""
        while True:
            while await self.worker.step() != "idle" or await self.sender.step() or await self.jobs.step():
                pass
            dues = [due for due in (await self.worker.next_due(), await self.sender.next_due()) if due is not None]
            if not dues or min(dues) > self.clock.now() + LONGEST_PATIENCE_MS:
                return  # what fails again and again stays due, for another time
            await self.clock.sleep_until(min(dues))

    def hint(self) -> None:
        """Something may have become due."""
        self._hear(frozenset({"turns", "deliveries", "jobs"}), frozenset())

    def _after_turn(self) -> None:
        """There is something to say, and the chat may be due again."""
        self._hear(frozenset({"turns"}), frozenset())
        self._tell("deliveries")

    def _after_delivery(self) -> None:
        """The chat's next bubble has its turn."""
        self._hear(frozenset({"deliveries"}), frozenset())

    def _tell(self, work: Work, urgent: int | None = None) -> None:
        self._hear(frozenset({work}), frozenset())
        self.hints.tell(work, urgent)

    def _hear(self, works: frozenset[Work], urgent: frozenset[int]) -> None:
        for work in works & self._lanes.keys():
            self._lanes[work].hint()
        if "jobs" in works:
            self.jobs.hint()
        for chat_id in urgent:
            self.worker.interrupt(chat_id)
