"""The outbox: order within a chat, one head at a time, and every way a bubble can end."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from bot.storage import outbox, sending
from bot.storage.database import Database
from bot.storage.outbox import MOST_FAILED, Delivery, OnUnknown, Outgoing
from bot.storage.scope import EVERYWHERE, Scope
from bot.storage.tables import Message, OutboxRow
from policies.timing.plan import Bubble
from tests.rows import NOW, Place, place, turn

LEASE = 30_000


@pytest.fixture
def here(database: Database) -> Place:
    return database.write_now(place)


def put(database: Database, at: Place, *bubbles: Bubble, attempt: str = "a") -> None:
    def write(session) -> None:  # type: ignore[no-untyped-def]
        turn_id = turn(session, at, attempt, [])
        outgoing = [Outgoing(each.text, NOW + each.offset_ms, each.typing_ms) for each in bubbles]
        outbox.put(session, at.chat_id, at.person_id, attempt, outgoing, turn_id)

    database.write_now(write)


def claim(database: Database, now: int = NOW, owner: str = "one", scope: Scope = EVERYWHERE) -> Delivery | None:
    return database.write_now(lambda session: sending.claim(session, now, LEASE, owner, scope))


def claimed(database: Database, now: int = NOW, owner: str = "one") -> Delivery:
    held = claim(database, now, owner)
    assert held is not None
    return held


def begun(database: Database, now: int = NOW, owner: str = "one") -> Delivery:
    held = claimed(database, now, owner)
    assert database.write_now(lambda session: sending.mark_sending(session, held, now, LEASE))
    return held


def sent(database: Database, held: Delivery, now: int = NOW, external_id: str | None = None) -> None:
    database.write_now(lambda session: sending.mark_sent(session, held, now, external_id))


def failed(database: Database, held: Delivery, retry_at: int, *, counts: bool = True) -> None:
    database.write_now(lambda session: outbox.mark_failed(session, held, retry_at, counts=counts))


def resolve(database: Database, now: int, on_unknown: OnUnknown) -> int:
    return database.write_now(lambda session: outbox.resolve_stale(session, now, on_unknown))


def states(database: Database) -> list[tuple[int, str]]:
    rows = database.read_now(lambda session: session.exec(select(OutboxRow).order_by(col(OutboxRow.id))).all())
    return [(row.seq, row.state) for row in rows]


def test_bubbles_of_later_turns_queue_behind_the_earlier_ones(database: Database, here: Place) -> None:
    put(database, here, Bubble("one", 0, 0), Bubble("two", 0, 0))
    put(database, here, Bubble("three", 0, 0), attempt="b")
    heard = []
    while held := claim(database):
        database.write_now(lambda session: sending.mark_sending(session, held, NOW, LEASE))
        sent(database, held)
        heard.append(held.text)
    assert heard == ["one", "two", "three"]
    assert states(database) == [(1, "sent"), (2, "sent"), (3, "sent")]


def test_only_the_head_of_a_chat_may_move(database: Database, here: Place) -> None:
    put(database, here, Bubble("late", 5_000, 0), Bubble("early", 0, 0))
    assert claim(database) is None, "the second is due, but stands behind the first"
    head = claimed(database, NOW + 5_000)
    assert head.text == "late"
    assert claim(database, NOW + 5_000, "two") is None, "held: nobody overtakes it"


def test_one_chats_waiting_bubble_does_not_hold_up_another_chat(database: Database, here: Place) -> None:
    other = database.write_now(lambda session: place(session, "min"))
    put(database, here, Bubble("later", 5_000, 0))
    put(database, other, Bubble("now", 0, 0), attempt="b")
    assert claim(database, scope=Scope(chats=frozenset({here.chat_id}))) is None
    assert claimed(database).chat_id == other.chat_id


def test_typing_may_start_before_the_bubble_is_due(database: Database, here: Place) -> None:
    put(database, here, Bubble("hello", 3_000, 2_000))
    assert database.read_now(sending.next_due) == NOW + 1_000
    assert claim(database, NOW + 999) is None
    held = claimed(database, NOW + 1_000)
    assert (held.due, held.typing_ms) == (NOW + 3_000, 2_000)


def test_a_claim_lasts_a_lease_beyond_the_bubbles_due_time(database: Database, here: Place) -> None:
    put(database, here, Bubble("hello", 3_000, 2_000))
    claimed(database, NOW + 1_000)
    assert database.read_now(sending.next_due) == NOW + 3_000 + LEASE
    assert claim(database, NOW + 3_000 + LEASE - 1, "two") is None
    assert claim(database, NOW + 3_000 + LEASE, "two") is not None


def test_a_sender_that_lost_its_bubble_may_not_send_it(database: Database, here: Place) -> None:
    put(database, here, Bubble("hello", 0, 0))
    stalled = claimed(database)
    claimed(database, NOW + LEASE, "two")
    assert not database.write_now(lambda session: sending.mark_sending(session, stalled, NOW + LEASE, LEASE))


def test_a_delivered_bubble_keeps_the_channels_id_and_its_time(database: Database, here: Place) -> None:
    put(database, here, Bubble("hello", 0, 0))
    sent(database, begun(database), NOW + 7, "telegram 42")
    row = database.read_now(lambda session: session.exec(select(OutboxRow)).one())
    message = database.read_now(lambda session: session.exec(select(Message)).one())
    assert (row.state, row.sent_at, row.owner, row.attempts) == ("sent", NOW + 7, None, 1)
    assert (message.external_id, message.author, str(message.text)) == ("telegram 42", "persona", "hello")
    assert database.read_now(sending.next_due) is None


def test_a_bubble_left_in_sending_is_resent_after_its_lease(database: Database, here: Place) -> None:
    put(database, here, Bubble("hello", 0, 0), Bubble("behind", 0, 0))
    begun(database)
    assert resolve(database, NOW + LEASE - 1, "resend") == 0
    assert claim(database, NOW + LEASE - 1, "two") is None
    assert resolve(database, NOW + LEASE, "resend") == 1
    assert claimed(database, NOW + LEASE, "two").text == "hello"


def test_a_bubble_left_in_sending_can_be_dropped_and_the_next_one_goes_on(database: Database, here: Place) -> None:
    put(database, here, Bubble("hello", 0, 0), Bubble("behind", 0, 0))
    begun(database)
    assert resolve(database, NOW + LEASE, "drop") == 1
    assert states(database)[0] == (1, "unknown")
    assert claimed(database, NOW + LEASE, "two").text == "behind"


def test_a_sender_that_comes_back_late_cannot_mark_a_resolved_bubble(database: Database, here: Place) -> None:
    put(database, here, Bubble("hello", 0, 0))
    stalled = begun(database)
    resolve(database, NOW + LEASE, "drop")
    sent(database, stalled, NOW + LEASE)
    failed(database, stalled, NOW)
    assert states(database) == [(1, "unknown")]


def test_an_undelivered_bubble_waits_for_its_retry_and_blocks_only_its_chat(database: Database, here: Place) -> None:
    put(database, here, Bubble("hello", 500, 500), Bubble("behind", 600, 0))
    failed(database, begun(database), NOW + 2_000)
    assert claim(database, NOW + 1_999) is None
    again = claimed(database, NOW + 2_000)
    assert (again.text, again.typing_ms) == ("hello", 0)


def test_a_bubble_that_never_arrives_is_dead_after_its_attempts_and_the_next_one_goes_on(
    database: Database, here: Place
) -> None:
    put(database, here, Bubble("hello", 0, 0), Bubble("behind", 0, 0))
    for attempt in range(MOST_FAILED):
        assert states(database)[0] == (1, "new"), attempt
        failed(database, begun(database), NOW)
    assert states(database) == [(1, "dead"), (2, "new")]
    assert claimed(database).text == "behind"


def test_a_turn_never_queues_the_same_bubble_twice(database: Database, here: Place) -> None:
    put(database, here, Bubble("hello", 0, 0))
    with pytest.raises(IntegrityError, match=r"(?i)unique"):
        put(database, here, Bubble("hello", 0, 0))
    assert states(database) == [(1, "new")]


@pytest.mark.parametrize("ended", ["unknown", "failed", "told to wait", "died"])
def test_what_was_under_way_when_the_chat_was_cleared_is_not_sent_again(
    database: Database, here: Place, ended: str
) -> None:
    put(database, here, Bubble("hello", 0, 0))
    held = begun(database)
    database.write_now(lambda session: outbox.cancel(session, here.chat_id))
    how: dict[str, Callable[[Session], object]] = {
        "unknown": lambda session: outbox.mark_unknown(session, held, NOW, "resend"),
        "failed": lambda session: outbox.mark_failed(session, held, NOW),
        "told to wait": lambda session: outbox.mark_failed(session, held, NOW, counts=False),
        "died": lambda session: outbox.resolve_stale(session, NOW + 2 * LEASE, "resend"),
    }
    database.write_now(how[ended])
    assert [state for _, state in states(database)] in (["unknown"], ["dead"])
