"""The sender: typing first, order always, failures retried, and what a dead sender leaves behind."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from sqlmodel import Session, col, select

from bot.engine.sender import LEASE_MS, TYPING_EVERY_MS, Sender
from bot.storage import outbox
from bot.storage.database import Database
from bot.storage.outbox import OnUnknown
from bot.storage.people import Address
from bot.storage.tables import OutboxRow
from bot.testing.clock import FakeClock
from bot.testing.transport import KeptTransport
from policies.timing import Bubble
from tests.rows import Place, place, turn


class CutOff(Exception):
    """The line broke after the bubble may have been delivered."""


class CutOffTransport(KeptTransport):
    """Delivers, then breaks before the answer comes, `cuts` times."""

    cuts = 1

    async def send(self, to: Address, text: str) -> str | None:
        sent = await super().send(to, text)
        if self.cuts:
            self.cuts -= 1
            raise CutOff
        return sent


@pytest.fixture
def here(database: Database) -> Place:
    return database.write_now(place)


def put(database: Database, at: Place, clock: FakeClock, *bubbles: Bubble) -> None:
    def write(session: Session) -> None:
        turn_id = turn(session, at, "record", [])
        outbox.put(session, at.chat_id, at.person_id, turn_id, f"turn {turn_id}", clock.now(), bubbles)

    database.write_now(write)


def states(database: Database) -> list[str]:
    query = select(OutboxRow.state).order_by(col(OutboxRow.id))
    return list(database.read_now(lambda session: session.exec(query).all()))


async def send_all(sender: Sender, clock: FakeClock) -> None:
    while (due := await sender.next_due()) is not None:
        await clock.sleep_until(due)
        await sender.step()


async def test_bubbles_come_in_order_and_not_before_they_are_due(
    database: Database, here: Place, clock: FakeClock
) -> None:
    start, transport = clock.now(), KeptTransport(clock)
    put(database, here, clock, Bubble("one", 1_000, 700), Bubble("two", 3_000, 2_000))
    put(database, here, clock, Bubble("three", 0, 0))
    await send_all(Sender(database, clock, transport), clock)
    assert transport.texts == ["one", "two", "three"]
    assert [at - start for at, _ in transport.sent[:2]] == [1_000, 3_000]
    assert states(database) == ["sent"] * 3


async def test_typing_is_shown_without_gaps_from_its_start_to_the_bubble(
    database: Database, here: Place, clock: FakeClock
) -> None:
    start, transport = clock.now(), KeptTransport(clock)
    put(database, here, clock, Bubble("a long one", 10_000, 9_500))
    await send_all(Sender(database, clock, transport), clock)
    assert transport.typed[0] - start == 500
    assert all(later - earlier <= TYPING_EVERY_MS for earlier, later in pairwise([*transport.typed, start + 10_000]))


async def test_a_bubble_without_typing_time_shows_none(database: Database, here: Place, clock: FakeClock) -> None:
    transport = KeptTransport(clock)
    put(database, here, clock, Bubble("at once", 0, 0))
    await send_all(Sender(database, clock, transport), clock)
    assert (transport.texts, transport.typed) == (["at once"], [])


async def test_what_surely_did_not_arrive_is_tried_again_and_stays_in_order(
    database: Database, here: Place, clock: FakeClock
) -> None:
    transport = KeptTransport(clock, failures=4)
    put(database, here, clock, Bubble("one", 0, 0), Bubble("two", 0, 0))
    await send_all(Sender(database, clock, transport), clock)
    assert transport.texts == ["one", "two"]


async def test_a_bubble_that_never_arrives_is_given_up_and_the_next_one_comes(
    database: Database, here: Place, clock: FakeClock
) -> None:
    transport = KeptTransport(clock, failures=5)
    put(database, here, clock, Bubble("one", 0, 0), Bubble("two", 0, 0))
    await send_all(Sender(database, clock, transport), clock)
    assert (transport.texts, states(database)) == (["two"], ["dead", "sent"])


async def test_one_chats_failures_do_not_hold_up_another_chat(
    database: Database, here: Place, clock: FakeClock
) -> None:
    transport = KeptTransport(clock, failures=1)
    other = database.write_now(lambda session: place(session, "min"))
    put(database, here, clock, Bubble("one", 0, 0))
    put(database, other, clock, Bubble("other", 1, 0))
    sender = Sender(database, clock, transport)
    await sender.step()
    clock.advance(1)
    await sender.step()
    assert transport.texts == ["other"]
    await send_all(sender, clock)
    assert transport.heard == {here.chat_id: ["one"], other.chat_id: ["other"]}


@pytest.mark.parametrize(("policy", "heard"), [("resend", ["one", "one", "two"]), ("drop", ["one", "two"])])
async def test_a_bubble_nobody_knows_about_is_resent_or_dropped_as_the_operator_chose(
    database: Database, here: Place, clock: FakeClock, policy: OnUnknown, heard: list[str]
) -> None:
    transport = CutOffTransport(clock)
    put(database, here, clock, Bubble("one", 0, 0), Bubble("two", 0, 0))
    sender = Sender(database, clock, transport, on_unknown=policy)
    assert await sender.step(), "one broken line must not stop the others"
    assert states(database) == ["sending", "new"]
    assert not await sender.step(), "nobody touches it before its lease ends"
    assert await sender.next_due() == clock.now() + LEASE_MS
    await send_all(sender, clock)
    assert transport.texts == heard


async def test_a_sender_for_some_chats_leaves_the_others_alone(
    database: Database, here: Place, clock: FakeClock
) -> None:
    other = database.write_now(lambda session: place(session, "min"))
    put(database, other, clock, Bubble("other", 0, 0))
    transport = KeptTransport(clock)
    sender = Sender(database, clock, transport, chats=frozenset({here.chat_id}))
    assert await sender.next_due() is None
    assert not await sender.step()
    assert await replace(sender, chats=None).step()


@pytest.mark.parametrize("state", ["claimed", "sending"])
async def test_freeing_a_chat_ends_the_claims_of_whoever_is_gone(
    database: Database, here: Place, clock: FakeClock, state: str
) -> None:
    put(database, here, clock, Bubble("one", 0, 0))
    held = database.write_now(lambda session: outbox.claim(session, clock.now(), LEASE_MS, "gone"))
    assert held is not None
    if state == "sending":
        database.write_now(lambda session: outbox.mark_sending(session, held, clock.now(), LEASE_MS))
    transport = KeptTransport(clock)
    sender = Sender(database, clock, transport)
    assert not await sender.step()
    database.write_now(lambda session: outbox.free(session, here.chat_id, clock.now()))
    assert await sender.step()
    assert transport.texts == ["one"]
    assert not database.write_now(lambda session: outbox.mark_sending(session, held, clock.now(), LEASE_MS))
