"""Background jobs: one waiting row a key, leases, retries, an end to retrying."""

from __future__ import annotations

import pytest
from sqlmodel import select

from bot.storage import jobs
from bot.storage.database import Database
from bot.storage.jobs import MOST_ATTEMPTS, Job
from bot.storage.tables import JobRow
from tests.rows import NOW, Place, place

LEASE = 60_000

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # PostgreSQL: Procrastinate


@pytest.fixture
def here(database: Database) -> Place:
    return database.write_now(place)


def put(database: Database, at: Place, key: str = "k", due: int = NOW) -> None:
    database.write_now(lambda session: jobs.put(session, "work", key, at.person_id, '{"n": 1}', due))


def claim(database: Database, now: int = NOW, owner: str = "one") -> Job | None:
    return database.write_now(lambda session: jobs.claim(session, now, LEASE, owner))


def claimed(database: Database, now: int = NOW, owner: str = "one") -> Job:
    job = claim(database, now, owner)
    assert job is not None
    return job


def fail(database: Database, job: Job, now: int = NOW) -> None:
    database.write_now(lambda session: jobs.fail(session, job, "ValueError", now))


def rows(database: Database) -> list[JobRow]:
    return database.read_now(lambda session: list(session.exec(select(JobRow))))


def test_a_key_waits_once_however_often_it_is_asked_for(database: Database, here: Place) -> None:
    for _ in range(3):
        put(database, here)
    put(database, here, "other")
    assert sorted(row.key for row in rows(database)) == ["k", "other"]


def test_what_comes_up_while_a_job_runs_is_done_after_it(database: Database, here: Place) -> None:
    put(database, here)
    running = claimed(database)
    put(database, here)
    database.write_now(lambda session: jobs.finish(session, running))
    assert claim(database, NOW + 1, "two") is not None


def test_a_failed_job_gives_way_to_the_one_already_waiting_under_its_key(database: Database, here: Place) -> None:
    put(database, here)
    running = claimed(database)
    put(database, here)
    fail(database, running)
    assert [row.state for row in rows(database)] == ["new"]


def test_a_job_is_held_by_one_until_its_lease_ends(database: Database, here: Place) -> None:
    put(database, here)
    job = claimed(database)
    assert (job.name, job.person_id, job.args, job.attempts) == ("work", here.person_id, '{"n": 1}', 1)
    assert claim(database, NOW + LEASE - 1, "two") is None
    assert claimed(database, NOW + LEASE, "two").attempts == 2


def test_a_job_is_not_taken_before_it_is_due(database: Database, here: Place) -> None:
    put(database, here, due=NOW + 5)
    assert claim(database, NOW + 4) is None
    assert claim(database, NOW + 5) is not None


def test_a_finished_job_leaves_no_row(database: Database, here: Place) -> None:
    put(database, here)
    job = claimed(database)
    database.write_now(lambda session: jobs.finish(session, job))
    assert rows(database) == []


def test_whoever_lost_a_job_can_neither_finish_nor_fail_it(database: Database, here: Place) -> None:
    put(database, here)
    stalled = claimed(database)
    claimed(database, NOW + LEASE, "two")
    database.write_now(lambda session: jobs.finish(session, stalled))
    fail(database, stalled)
    assert [(row.state, row.owner) for row in rows(database)] == [("running", "two")]


def test_a_failing_job_is_retried_with_growing_pauses_and_dies_after_its_attempts(
    database: Database, here: Place
) -> None:
    put(database, here)
    now, pauses = NOW, []
    for _ in range(MOST_ATTEMPTS):
        fail(database, claimed(database, now), now)
        row = rows(database)[0]
        pauses.append(row.due - now)
        now = row.due
    assert pauses == sorted(set(pauses))
    assert (row.state, row.error, row.owner, row.attempts) == ("dead", "ValueError", None, MOST_ATTEMPTS)
    assert claim(database, now + 10**9) is None
