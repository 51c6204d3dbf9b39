"""Runs background jobs: handlers by name, registered by the application."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from bot.clock import Clock
from bot.engine.lane import Lane
from bot.errors import StorageError
from bot.storage import jobs
from bot.storage.database import Database
from bot.storage.jobs import Job

LEASE_MS, HOUR_MS, DAY_MS = 60_000, 3_600_000, 86_400_000
log = logging.getLogger(__name__)

Handler = Callable[[Job], Awaitable[None]]


class Jobs(Protocol):
    """Runs the background work that transactions left (`bot.storage.jobs.put`), each through its handler."""

    async def run(self, stopping: asyncio.Event) -> None:
        """Until `stopping`, or until cancelled; what was begun is finished."""
        ...

    async def step(self) -> bool:
        """Run one due job. False when none is."""
        ...

    def hint(self) -> None:
        """A job may have become due."""
        ...


@dataclass(frozen=True)
class JobRunner:
    """Runs what is due in the table of jobs, one after the other.

    `daily`: jobs that run once a day, by the hour (UTC) they become due.
    """

    database: Database
    clock: Clock
    handlers: Mapping[str, Handler] = field(default_factory=dict)
    daily: Mapping[str, int] = field(default_factory=dict)
    _lane: list[Lane[Job]] = field(default_factory=list)

    async def run(self, stopping: asyncio.Event) -> None:
        self._lane[:] = [Lane(self.clock, self.claim, self.perform, self.next_due, 1, self.hint)]
        for name in self.daily:
            await self._safely_plan(name)
        await self._lane[0].run(stopping)

    def hint(self) -> None:
        for lane in self._lane:
            lane.hint()

    async def next_due(self) -> int | None:
        """When the next job is due."""
        return await self.database.read(jobs.next_due)

    async def step(self) -> bool:
        job = await self.claim()
        if job is None:
            return False
        await self.perform(job)
        return True

    async def claim(self) -> Job | None:
        """Hold the next due job, if any."""
        now, owner = self.clock.now(), str(uuid.uuid4())
        return await self.database.write(lambda session: jobs.claim(session, now, LEASE_MS, owner))

    async def perform(self, job: Job) -> None:
        """Run its handler; a failure is written down and retried later."""
        handler = self.handlers.get(job.name)
        try:
            if handler is None:
                raise LookupError(f"no handler for job {job.name!r}")
            await handler(job)
        except Exception as error:  # a job's failure is its own
            problem = type(error).__name__
            log.error("job %s failed: %s", job.name, problem)
            await self.database.write(lambda session: jobs.fail(session, job, problem, self.clock.now()))
        else:
            await self.database.write(lambda session: jobs.finish(session, job))
        if job.name in self.daily:  # also behind the last failure: tomorrow is another day
            await self._safely_plan(job.name)

    async def _safely_plan(self, name: str) -> None:
        """A database that is away for a moment must not end the process; the next start plans it then."""
        try:
            await self._plan(name)
        except StorageError as error:
            log.error("job %s could not be planned: %s", name, error.message)

    async def _plan(self, name: str) -> None:
        """The next time a daily job is due, unless it waits already."""
        now = self.clock.now()
        due = now - now % DAY_MS + self.daily[name] * HOUR_MS
        due += DAY_MS if due <= now else 0
        await self.database.write(lambda session: jobs.put(session, name, name, None, "{}", due))
