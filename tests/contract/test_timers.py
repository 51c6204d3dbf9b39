"""The fence: one timer row a chat, claims by lease, and who may write a turn's effects."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from bot.storage import timers
from bot.storage.database import Database
from bot.storage.scope import EVERYWHERE, Scope
from bot.storage.tables import Timer
from bot.storage.timers import Claim
from tests.rows import NOW, Place, place

LEASE, LONGEST = 30_000, 20_000


@pytest.fixture
def here(database: Database) -> Place:
    return database.write_now(place)


def touch(database: Database, at: Place, now: int = NOW, wait: int = 0) -> int:
    return database.write_now(lambda session: timers.touch(session, at.bot_id, at.chat_id, now, wait, LONGEST))


def claim(database: Database, owner: str = "one", now: int = NOW, scope: Scope = EVERYWHERE) -> Claim | None:
    return database.write_now(lambda session: timers.claim(session, now, LEASE, owner, scope))


def claimed(database: Database, owner: str = "one", now: int = NOW) -> Claim:
    held = claim(database, owner, now)
    assert held is not None
    return held


def complete(database: Database, held: Claim, now: int = NOW, *, force: bool = False) -> str:
    return database.write_now(lambda session: timers.complete(session, held, now, force=force))


def row(database: Database) -> Timer:
    return database.read_now(lambda session: session.exec(select(Timer)).one())


def test_the_first_message_makes_the_chat_due_after_its_wait(database: Database, here: Place) -> None:
    assert touch(database, here, wait=900) == 1
    timer = row(database)
    assert (timer.due, timer.waiting_since, timer.generation) == (NOW + 900, NOW, 1)
    assert claim(database, now=NOW + 899) is None
    assert claim(database, now=NOW + 900) is not None


def test_every_message_moves_the_one_row_and_its_generation_only_grows(database: Database, here: Place) -> None:
    generations = [touch(database, here, NOW + step) for step in range(3)]
    complete(database, claimed(database, now=NOW + 3), NOW + 3)
    generations.append(touch(database, here, NOW + 4))
    assert generations == [1, 2, 3, 4]
    assert database.read_now(lambda session: len(session.exec(select(Timer)).all())) == 1


@given(gaps=st.lists(st.integers(0, 5_000), min_size=1, max_size=30), wait=st.integers(0, 5_000))
def test_a_burst_never_waits_longer_than_the_longest_wait_after_its_first_message(
    database: Database, gaps: list[int], wait: int
) -> None:
    with Session(database._writing) as session:  # rolled back at the end of each example
        at, now = place(session), NOW
        for gap in gaps:
            now += gap
            timers.touch(session, at.bot_id, at.chat_id, now, wait, LONGEST)
        timer = session.exec(select(Timer)).one()
        assert timer.waiting_since == NOW + gaps[0]
        assert timer.due == min(now + wait, NOW + gaps[0] + LONGEST)


def test_a_claimed_timer_is_nobody_elses_until_its_lease_ends(database: Database, here: Place) -> None:
    touch(database, here)
    claimed(database)
    assert claim(database, "two") is None
    assert claim(database, "two", NOW + LEASE - 1) is None
    assert claim(database, "two", NOW + LEASE) is not None


def test_the_next_due_time_of_a_held_timer_is_the_end_of_its_lease(database: Database, here: Place) -> None:
    touch(database, here, wait=900)
    assert database.read_now(timers.next_due) == NOW + 900
    claimed(database, now=NOW + 900)
    assert database.read_now(timers.next_due) == NOW + 900 + LEASE


def test_an_idle_timer_is_never_due(database: Database, here: Place) -> None:
    touch(database, here)
    complete(database, claimed(database))
    assert database.read_now(timers.next_due) is None
    assert claim(database, now=NOW + 10**9) is None


def test_the_earliest_due_chat_is_claimed_first_and_others_only_if_asked_for(database: Database, here: Place) -> None:
    other = database.write_now(lambda session: place(session, "min"))
    touch(database, here, wait=500)
    touch(database, other, wait=100)
    assert claim(database, now=NOW + 1000, scope=Scope(chats=frozenset({here.chat_id}))) == claimed_like(here)
    taken = claim(database, "two", now=NOW + 1000)
    assert taken is not None
    assert taken.chat_id == other.chat_id
    assert database.read_now(lambda session: timers.next_due(session, Scope(chats=frozenset()))) is None


def claimed_like(at: Place) -> Claim:
    return Claim(at.bot_id, at.chat_id, "turn", 1, "one", NOW, 0, 0)


def test_completing_leaves_an_idle_row_behind_never_none(database: Database, here: Place) -> None:
    touch(database, here)
    assert complete(database, claimed(database)) == "passed"
    timer = row(database)
    assert (timer.due, timer.owner, timer.lease_until, timer.waiting_since) == (None, None, None, None)
    assert timer.generation == 1


def test_the_fence_is_passed_once_only(database: Database, here: Place) -> None:
    touch(database, here)
    held = claimed(database)
    assert complete(database, held) == "passed"
    assert complete(database, held) == "lost"
    assert complete(database, held, force=True) == "lost"


def test_a_stalled_task_cannot_pass_the_fence_of_its_successor(database: Database, here: Place) -> None:
    touch(database, here)
    stalled = claimed(database, "one")
    successor = claimed(database, "two", NOW + LEASE)
    assert stalled.generation == successor.generation
    for force in (False, True):
        assert complete(database, stalled, NOW + LEASE, force=force) == "lost"
    assert not database.write_now(lambda session: timers.extend(session, stalled, NOW + LEASE, LEASE))
    assert complete(database, successor, NOW + LEASE) == "passed"


def test_a_lease_that_ran_out_is_lost_even_if_nobody_took_over(database: Database, here: Place) -> None:
    touch(database, here)
    held = claimed(database)
    assert complete(database, held, NOW + LEASE) == "lost"
    assert row(database).due == NOW


def test_a_newer_message_supersedes_the_draft_and_the_next_claim_sees_it(database: Database, here: Place) -> None:
    touch(database, here)
    held = claimed(database)
    touch(database, here, NOW + 100, wait=50)
    assert complete(database, held, NOW + 200) == "superseded"
    timer = row(database)
    assert (timer.owner, timer.lease_until, timer.due, timer.discards) == (None, None, NOW + 150, 1)
    again = claimed(database, "two", NOW + 200)
    assert (again.generation, again.discards, again.waiting_since) == (2, 1, NOW)
    assert complete(database, again, NOW + 300) == "passed"
    assert row(database).discards == 0


def test_force_completes_what_was_read_and_leaves_the_newer_message_due(database: Database, here: Place) -> None:
    touch(database, here)
    held = claimed(database)
    touch(database, here, NOW + 100, wait=500)
    assert complete(database, held, NOW + 200, force=True) == "passed_behind"
    timer = row(database)
    assert (timer.owner, timer.due, timer.waiting_since, timer.discards) == (None, NOW + 600, NOW + 200, 0)
    assert claimed(database, "two", NOW + 600).generation == 2


def test_force_with_nothing_newer_simply_passes(database: Database, here: Place) -> None:
    touch(database, here)
    assert complete(database, claimed(database), force=True) == "passed"
    assert row(database).due is None


def test_a_heartbeat_keeps_the_claim_beyond_its_first_lease(database: Database, here: Place) -> None:
    touch(database, here)
    held = claimed(database)
    assert database.write_now(lambda session: timers.extend(session, held, NOW + LEASE - 1, LEASE))
    assert claim(database, "two", NOW + LEASE + 1) is None
    assert complete(database, held, NOW + LEASE + 1) == "passed"


def test_a_heartbeat_too_late_does_not_bring_the_claim_back(database: Database, here: Place) -> None:
    touch(database, here)
    held = claimed(database)
    assert not database.write_now(lambda session: timers.extend(session, held, NOW + LEASE, LEASE))
    assert claim(database, "two", NOW + LEASE) is not None


def test_a_failed_turn_is_due_again_at_its_retry_and_counts_its_failures(database: Database, here: Place) -> None:
    touch(database, here)
    for failures in range(3):
        now = NOW + failures * 1000
        held = claimed(database, f"try {failures}", now)
        assert held.failures == failures
        database.write_now(lambda session: timers.release_after_failure(session, held, now, now + 1000))  # noqa: B023
        assert claim(database, "early", now + 999) is None
    assert complete(database, claimed(database, "last", NOW + 3000), NOW + 3000) == "passed"
    assert row(database).failures == 0


def test_a_failure_of_a_lost_claim_changes_nothing(database: Database, here: Place) -> None:
    touch(database, here)
    stalled = claimed(database)
    claimed(database, "two", NOW + LEASE)
    before = row(database)
    database.write_now(lambda session: timers.release_after_failure(session, stalled, NOW + LEASE, NOW))
    assert row(database) == before


def test_a_claim_given_back_leaves_the_turn_due_as_it_was(database: Database, here: Place) -> None:
    touch(database, here)
    held = claimed(database)
    database.write_now(lambda session: timers.release(session, held, NOW + 1))
    timer = row(database)
    assert (timer.due, timer.owner, timer.discards, timer.failures) == (NOW, None, 0, 0)
    assert claimed(database, "two", NOW + 1).generation == held.generation
    database.write_now(lambda session: timers.release(session, held, NOW + 1))
    assert row(database).owner == "two", "only its own"


def test_freeing_a_chat_ends_the_claim_of_whoever_is_gone_and_nobody_elses(database: Database, here: Place) -> None:
    other = database.write_now(lambda session: place(session, "min"))
    touch(database, here)
    gone = claimed(database, "gone")
    touch(database, other)
    kept = claimed(database, "alive")
    database.write_now(lambda session: timers.free(session, Scope(chats=frozenset({here.chat_id}))))
    assert claimed(database, "next").chat_id == here.chat_id
    assert complete(database, gone) == "lost"
    assert complete(database, kept) == "passed"
