"""Runs background jobs: handlers by name, registered by the application."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from bot.clock import Clock
from bot.storage import jobs
from bot.storage.database import Database
from bot.storage.jobs import Job

LEASE_MS = 60_000
log = logging.getLogger(__name__)

Handler = Callable[[Job], Awaitable[None]]


@dataclass(frozen=True)
class JobRunner:
    """Runs what is due, through the handler of its name."""

    database: Database
    clock: Clock
    handlers: Mapping[str, Handler] = field(default_factory=dict)

    async def step(self) -> bool:
        """Run one due job. False when none is."""
        job = await self.claim()
        if job is None:
            return False
        await self.perform(job)
        return True

    async def claim(self) -> Job | None:
        """Hold the next due job, if any."""
        now, owner = self.clock.now(), str(uuid.uuid4())
        if await self.database.read(lambda session: jobs.peek(session, now)) is None:
            return None
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
            return
        await self.database.write(lambda session: jobs.finish(session, job))
