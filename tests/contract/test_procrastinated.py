"""Background jobs on PostgreSQL, run by Procrastinate: what the table of jobs promises holds here too."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text
from sqlmodel import Session

from bot.engine.procrastinated import ProcrastinateJobs
from bot.errors import StorageError
from bot.storage import jobs
from bot.storage.erasers import erase_person
from bot.storage.jobs import Job
from bot.storage.postgres import PostgresDatabase
from tests.rows import Place, place

pytestmark = [
    pytest.mark.parametrize("database", ["postgres"], indirect=True),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


@pytest.fixture
def here(database: PostgresDatabase) -> Place:
    return database.write_now(place)


@pytest.fixture
def done() -> list[Job]:
    """Jobs a handler was given."""
    return []


@pytest.fixture
def runner(database: PostgresDatabase, done: list[Job]) -> ProcrastinateJobs:
    async def keep(job: Job) -> None:
        done.append(job)

    async def break_down(job: Job) -> None:
        done.append(job)
        raise ValueError("the words of somebody")

    return ProcrastinateJobs(database.address, {"keep": keep, "break": break_down})


def put(database: PostgresDatabase, at: Place, name: str, key: str = "one", args: str = "{}") -> None:
    database.write_now(lambda session: jobs.put(session, name, key, at.person_id, args, 0))


def rows(database: PostgresDatabase) -> list[tuple[str, str]]:
    """Name and state of what was queued; the runner's own upkeep aside."""
    own = "SELECT task_name, CAST(status AS text) FROM procrastinate_jobs WHERE task_name <> 'jobs.revive' ORDER BY id"
    query = text(own)
    return database.read_now(lambda session: [(name, state) for name, state in session.execute(query)])


async def test_a_job_is_run_with_its_arguments_and_then_gone(
    runner: ProcrastinateJobs, database: PostgresDatabase, here: Place, done: list[Job]
) -> None:
    put(database, here, "keep", args='{"n": 1}')
    await runner.step()
    assert [(job.name, job.person_id, job.args, job.attempts) for job in done] == [
        ("keep", here.person_id, '{"n": 1}', 1)
    ]
    assert rows(database) == []


async def test_one_job_waits_for_each_key(
    runner: ProcrastinateJobs, database: PostgresDatabase, here: Place, done: list[Job]
) -> None:
    for key in ("one", "one", "two"):
        put(database, here, "keep", key)
    await runner.step()
    assert len(done) == 2


async def test_a_job_of_a_transaction_that_fails_was_never_queued(database: PostgresDatabase, here: Place) -> None:
    def put_and_fail(session: Session) -> None:
        jobs.put(session, "keep", "one", here.person_id, "{}", 0)
        raise RuntimeError("rolled back")

    with pytest.raises(RuntimeError):
        database.write_now(put_and_fail)
    assert rows(database) == []


async def test_a_failing_job_is_tried_again_later_and_its_words_are_not_logged(
    runner: ProcrastinateJobs,
    database: PostgresDatabase,
    here: Place,
    done: list[Job],
    caplog: pytest.LogCaptureFixture,
) -> None:
    put(database, here, "break")
    await runner.step()
    assert (len(done), rows(database)) == (1, [("break", "todo")])
    assert "the words of somebody" not in caplog.text


async def test_a_job_due_later_waits(
    runner: ProcrastinateJobs, database: PostgresDatabase, here: Place, done: list[Job]
) -> None:
    database.write_now(lambda session: jobs.put(session, "keep", "one", here.person_id, "{}", 32_503_680_000_000))
    await runner.step()
    assert (done, rows(database)) == ([], [("keep", "todo")])


async def test_a_running_worker_hears_of_a_job_and_stops_when_asked(database: PostgresDatabase, here: Place) -> None:
    heard, stopping = asyncio.Event(), asyncio.Event()

    async def hear(job: Job) -> None:
        heard.set()

    runner = ProcrastinateJobs(database.address, {"hear": hear})
    running = asyncio.create_task(runner.run(stopping))
    put(database, here, "hear")
    async with asyncio.timeout(30):
        await heard.wait()
        stopping.set()
        await running
    assert rows(database) == []


def test_nobodys_jobs_outlive_them(database: PostgresDatabase, here: Place) -> None:
    put(database, here, "keep", args='{"words": "private"}')
    database.write_now(lambda session: erase_person(session, here.person_id))
    assert rows(database) == []


def test_the_daily_upkeep_runs(database: PostgresDatabase) -> None:
    database.tidy()
    assert rows(database) == []


async def test_a_failing_job_whose_work_waits_already_is_left_to_the_one_that_waits(
    database: PostgresDatabase, here: Place
) -> None:
    tried: list[int] = []

    async def fail_once(job: Job) -> None:
        tried.append(job.id)
        if len(tried) == 1:
            put(database, here, "again")
            raise ValueError("somebody was faster")

    put(database, here, "again")
    for _ in range(2):  # the second may not have begun while the first was still about to end
        await ProcrastinateJobs(database.address, {"again": fail_once}).step()
    assert (len(tried), rows(database)) == (2, [])


async def test_the_runner_starts_again_when_the_database_was_away(database: PostgresDatabase, here: Place) -> None:
    heard, stopping = asyncio.Event(), asyncio.Event()

    async def hear(job: Job) -> None:
        heard.set()

    running = asyncio.create_task(ProcrastinateJobs(database.address, {"hear": hear}).run(stopping))
    async with asyncio.timeout(60):
        put(database, here, "hear", "first")
        await heard.wait()
        heard.clear()
        others = "pid <> pg_backend_pid() AND datname = current_database()"
        cut = text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")
        database.write_now(lambda session: session.execute(cut))
        put(database, here, "hear", "second")
        await heard.wait()
        stopping.set()
        await running


async def test_a_database_that_takes_nothing_more_is_no_odd_update(database: PostgresDatabase, here: Place) -> None:
    """Whoever hands over an update must be told to bring it again."""
    with database.engine.begin() as connection:
        name = connection.execute(text("SELECT current_database()")).scalar()
        connection.execute(text(f"ALTER DATABASE {name} SET default_transaction_read_only = on"))
    database.engine.dispose()
    with pytest.raises(StorageError):
        put(database, here, "keep")
