"""The job runner: handlers by name, failures that stay their own, and the job behind every reply."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from sqlmodel import Session, select

from bot.engine.background import LEASE_MS, Handler, JobRunner
from bot.engine.relationship import update
from bot.errors import StorageError
from bot.storage import jobs
from bot.storage.database import Database
from bot.storage.jobs import MOST_ATTEMPTS, Job
from bot.storage.tables import JobRow, Relationship
from bot.testing.clock import FakeClock
from tests.rows import NOW, Place, place, turn

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # PostgreSQL: Procrastinate


@pytest.fixture
def here(database: Database) -> Place:
    return database.write_now(place)


@pytest.fixture
def done() -> list[Job]:
    """Jobs a handler was given."""
    return []


@pytest.fixture
def runner(database: Database, clock: FakeClock, done: list[Job]) -> JobRunner:
    async def keep(job: Job) -> None:
        done.append(job)

    async def break_down(job: Job) -> None:
        done.append(job)
        raise ValueError("the words of somebody")

    handlers: dict[str, Handler] = {"keep": keep, "break": break_down}
    return JobRunner(database, clock, handlers)


def put(database: Database, at: Place, name: str, due: int, args: str = "{}") -> None:
    database.write_now(lambda session: jobs.put(session, name, f"{name}:{due}", at.person_id, args, due))


def rows(database: Database) -> list[JobRow]:
    return database.read_now(lambda session: list(session.exec(select(JobRow))))


async def run_all(runner: JobRunner, clock: FakeClock, database: Database) -> None:
    while due := [row.due for row in rows(database) if row.state == "new"]:
        await clock.sleep_until(min(due))
        await runner.step()


async def test_jobs_are_done_earliest_first_with_their_arguments_and_then_gone(
    runner: JobRunner, database: Database, here: Place, clock: FakeClock, done: list[Job]
) -> None:
    put(database, here, "keep", clock.now() + 5, '{"n": 2}')
    put(database, here, "keep", clock.now(), '{"n": 1}')
    assert await runner.step()
    assert not await runner.step(), "the other is not due yet"
    await run_all(runner, clock, database)
    assert [(job.args, job.person_id) for job in done] == [('{"n": 1}', here.person_id), ('{"n": 2}', here.person_id)]
    assert rows(database) == []


async def test_a_failing_job_ends_dead_after_its_attempts_and_keeps_no_words(
    runner: JobRunner, database: Database, here: Place, clock: FakeClock, done: list[Job]
) -> None:
    put(database, here, "break", clock.now())
    await run_all(runner, clock, database)
    (row,) = rows(database)
    assert (row.state, row.attempts, row.error) == ("dead", MOST_ATTEMPTS, "ValueError")
    assert len(done) == MOST_ATTEMPTS
    assert not await runner.step()


async def test_a_job_nobody_knows_does_not_stop_the_others(
    runner: JobRunner, database: Database, here: Place, clock: FakeClock, done: list[Job]
) -> None:
    put(database, here, "of a newer version", clock.now())
    put(database, here, "keep", clock.now() + 1)
    await run_all(runner, clock, database)
    assert [job.name for job in done] == ["keep"]
    assert [(row.name, row.state, row.error) for row in rows(database)] == [
        ("of a newer version", "dead", "LookupError")
    ]


async def test_a_job_whose_process_died_is_run_again_after_its_lease(
    runner: JobRunner, database: Database, here: Place, clock: FakeClock, done: list[Job]
) -> None:
    put(database, here, "keep", clock.now())
    database.write_now(lambda session: jobs.claim(session, clock.now(), LEASE_MS, "dead process"))
    assert not await runner.step()
    clock.advance(LEASE_MS)
    assert await runner.step()
    assert (len(done), rows(database)) == (1, [])


def test_the_relationship_counts_turns_with_each_bot_and_may_be_counted_again(database: Database, here: Place) -> None:
    wren = database.write_now(lambda session: place(session, "jisu", "wren"))

    def talk(session: Session) -> None:
        for at, turns in ((here, 16), (wren, 2)):
            session.add(Relationship(person_id=at.person_id, bot_id=at.bot_id, first_at=NOW))
            for number in range(turns):
                turn(session, at, f"{number}", [])

    database.write_now(talk)
    for _ in range(2):
        database.write_now(lambda session: update(session, here.person_id))
    bonds = database.read_now(lambda session: session.exec(select(Relationship)).all())
    assert {(bond.bot_id, bond.turns, bond.stage) for bond in bonds} == {
        (here.bot_id, 16, "acquainted"), (wren.bot_id, 2, "new"),
    }  # fmt: skip


async def test_a_daily_job_that_fails_to_the_end_comes_again_the_next_day(
    runner: JobRunner, database: Database, clock: FakeClock, done: list[Job]
) -> None:
    daily = replace(runner, daily={"break": 19})
    database.write_now(lambda session: jobs.put(session, "break", "break", None, "{}", clock.now()))
    while not any(row.state == "dead" for row in rows(database)):
        clock.advance(3_600_000)
        await daily.step()
    assert len(done) == MOST_ATTEMPTS
    (planned,) = [row for row in rows(database) if row.state == "new"]
    assert clock.now() < planned.due <= clock.now() + 86_400_000


async def test_a_database_that_is_away_when_upkeep_is_planned_does_not_end_the_process(
    runner: JobRunner, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(fn: object, *, urgent: bool = False) -> None:
        raise StorageError("away")

    monkeypatch.setattr(database, "write", away)
    stop = asyncio.Event()
    stop.set()
    daily = replace(runner, daily={"keep": 19})
    await daily.run(stop)
    assert rows(database) == []
