"""Background jobs on PostgreSQL: Procrastinate runs what `bot.storage.jobs.put` queued.

One job of a person at a time (its lock), one waiting for each key (its queueing lock), retries with growing pauses,
jobs of dead workers run again.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.engine.background import Handler
from bot.storage.jobs import FIRST_PAUSE_MS, MOST_ATTEMPTS, Job

if TYPE_CHECKING:
    from procrastinate import App, BaseRetryStrategy, JobContext, RetryDecision
    from procrastinate.jobs import Job as ProcrastinateJob

log = logging.getLogger(__name__)
_RESTART_S, _LEAVING_S, _STALLED_S, _HEARTBEAT_S = 2, 15, 60, 15


@dataclass(frozen=True)
class ProcrastinateJobs:
    """`bot.engine.background.Jobs` over the database at `address`. `daily`: as in `JobRunner`."""

    address: str
    handlers: Mapping[str, Handler]
    daily: Mapping[str, int] = field(default_factory=dict)

    async def run(self, stopping: asyncio.Event) -> None:
        while not stopping.is_set():
            try:
                await self._until(stopping)
            except Exception as error:  # the database is away: jobs wait, the talk goes on
                log.error("background jobs stopped (%s), starting again", type(error).__name__)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), _RESTART_S)

    async def _until(self, stopping: asyncio.Event) -> None:
        """Work until `stopping`; raises what ended the work otherwise."""
        app = self._app()
        async with app.open_async():
            working = asyncio.create_task(self._work(app, wait=True))
            stop = asyncio.create_task(stopping.wait())
            await asyncio.wait({working, stop}, return_when=asyncio.FIRST_COMPLETED)
            ended = working.done()
            working.cancel()  # a graceful stop: what runs is finished first
            stop.cancel()
            results = await asyncio.gather(working, stop, return_exceptions=True)
            if ended and isinstance(results[0], Exception):
                raise results[0]

    async def step(self) -> bool:
        """Run whatever is due now. Always False: nothing is left."""
        app = self._app()
        async with app.open_async():
            await self._work(app, wait=False)
        return False

    def hint(self) -> None:
        """Procrastinate listens by itself."""

    async def _work(self, app: App, *, wait: bool) -> None:
        await app.run_worker_async(
            wait=wait,
            concurrency=2 if wait else 1,  # one after the other: a second of the same person waits for the first
            install_signal_handlers=False,
            shutdown_graceful_timeout=_LEAVING_S,
            delete_jobs="successful",
            update_heartbeat_interval=_HEARTBEAT_S,
            stalled_worker_timeout=_STALLED_S,
        )

    def _app(self) -> App:
        from procrastinate import App, PsycopgConnector

        app = App(connector=PsycopgConnector(conninfo=self.address, min_size=1, max_size=4))
        for name, handler in self.handlers.items():
            task = app.task(name=name, pass_context=True, retry=_retries())(_runs(handler))
            if name in self.daily:
                app.periodic(cron=f"0 {self.daily[name]} * * *")(task)
        app.periodic(cron="*/5 * * * *")(app.task(name="jobs.revive", pass_context=True)(_revive))
        return app


def _retries() -> BaseRetryStrategy:
    """As often, and with the pauses, of the table's own runner."""
    from procrastinate import BaseRetryStrategy, RetryDecision

    class Retries(BaseRetryStrategy):
        def get_retry_decision(self, *, exception: BaseException, job: ProcrastinateJob) -> RetryDecision | None:
            tried = job.attempts + 1
            pause = FIRST_PAUSE_MS * 2**tried // 1000
            return RetryDecision(retry_in={"seconds": pause}) if tried < MOST_ATTEMPTS else None

    return Retries()


def _runs(handler: Handler) -> Any:
    async def run(context: JobContext, timestamp: int = 0, person_id: int | None = None, args: str = "{}") -> None:
        job = context.job
        try:
            await handler(Job(job.id or 0, job.task_name, person_id, args, str(context.worker_name), job.attempts + 1))
        except Exception as error:
            log.error("job %s failed: %s", job.task_name, type(error).__name__)
            if await _waits(context, job):  # the one that waits under the same key does the work
                return
            raise JobFailed(type(error).__name__) from None  # what failed may hold private words

    return run


async def _waits(context: JobContext, job: ProcrastinateJob) -> bool:
    key = job.queueing_lock
    return bool(key and list(await context.app.job_manager.list_jobs_async(queueing_lock=key, status="todo")))


class JobFailed(Exception):
    """A job's handler failed; says how, without anybody's words."""


async def _revive(context: JobContext, timestamp: int) -> None:
    """Jobs whose worker died are run again; one whose work waits already, or that ended all its workers, is over."""
    from procrastinate.jobs import Status

    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=_STALLED_S):
        if job.attempts + 1 >= MOST_ATTEMPTS or await _waits(context, job):
            await manager.finish_job(job, status=Status.FAILED, delete_job=False)
        else:
            await manager.retry_job(job)
