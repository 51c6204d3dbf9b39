"""The sender: typing first, order always, failures retried, and what a dead sender leaves behind."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from sqlmodel import Session, col, select

from bot.engine.pace import NO_LIMITS, Pace
from bot.engine.sender import LEASE_MS, TYPING_EVERY_MS, Sender
from bot.engine.transport import NotDelivered, Refused, Unreachable
from bot.errors import StorageError
from bot.storage import outbox, sending
from bot.storage.database import Database, Transaction
from bot.storage.outbox import MOST_FAILED, MOST_UNKNOWN, Delivery, OnUnknown, Outgoing
from bot.storage.people import Address
from bot.storage.scope import EVERYWHERE, Scope
from bot.storage.tables import Chat, OutboxRow
from bot.testing.clock import FakeClock
from bot.testing.transport import KeptTransport
from policies.pace import PaceLimits
from policies.timing.plan import Bubble
from tests.rows import Place, place, turn


class CutOff(Exception):
    """The line broke after the bubble may have been delivered."""


class CutOffTransport(KeptTransport):
    """Delivers, then breaks before the answer comes, `cuts` times."""

    cuts = 1

    async def deliver(self, to: Address, what: Delivery) -> str | None:
        sent = await super().deliver(to, what)
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
        outgoing = [Outgoing(each.text, clock.now() + each.offset_ms, each.typing_ms) for each in bubbles]
        outbox.put(session, at.chat_id, at.person_id, f"turn {turn_id}", outgoing, turn_id)

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
    transport = KeptTransport(clock, failures=MOST_FAILED)
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
    assert states(database) == {"resend": ["new", "new"], "drop": ["unknown", "new"]}[policy], "resolved at once"
    await send_all(sender, clock)
    assert transport.texts == heard


async def test_a_sender_for_some_chats_leaves_the_others_alone(
    database: Database, here: Place, clock: FakeClock
) -> None:
    other = database.write_now(lambda session: place(session, "min"))
    put(database, other, clock, Bubble("other", 0, 0))
    transport = KeptTransport(clock)
    sender = Sender(database, clock, transport, scope=Scope(chats=frozenset({here.chat_id})))
    assert await sender.next_due() is None
    assert not await sender.step()
    assert await replace(sender, scope=EVERYWHERE).step()


@pytest.mark.parametrize("state", ["claimed", "sending"])
async def test_freeing_a_chat_ends_the_claims_of_whoever_is_gone(
    database: Database, here: Place, clock: FakeClock, state: str
) -> None:
    put(database, here, clock, Bubble("one", 0, 0))
    held = database.write_now(lambda session: sending.claim(session, clock.now(), LEASE_MS, "gone"))
    assert held is not None
    if state == "sending":
        database.write_now(lambda session: sending.mark_sending(session, held, clock.now(), LEASE_MS))
    transport = KeptTransport(clock)
    sender = Sender(database, clock, transport)
    assert not await sender.step()
    database.write_now(lambda session: outbox.free(session, Scope(chats=frozenset({here.chat_id})), clock.now()))
    assert await sender.step()
    assert transport.texts == ["one"]
    assert not database.write_now(lambda session: sending.mark_sending(session, held, clock.now(), LEASE_MS))


class LimitedTransport(KeptTransport):
    """Asks for a pause, `times` times."""

    times, pause_ms = 1, 60_000

    async def deliver(self, to: Address, what: Delivery) -> str | None:
        if self.times:
            self.times -= 1
            raise NotDelivered(self.pause_ms)
        return await super().deliver(to, what)


async def test_a_pause_the_channel_asks_for_is_kept_and_costs_no_attempt(
    database: Database, here: Place, clock: FakeClock
) -> None:
    start, transport = clock.now(), LimitedTransport(clock)
    transport.times = 2 * MOST_UNKNOWN
    put(database, here, clock, Bubble("one", 0, 0))
    await send_all(Sender(database, clock, transport), clock)
    assert transport.texts == ["one"]
    assert transport.sent[0][0] >= start + 2 * MOST_UNKNOWN * transport.pause_ms


async def test_the_pauses_between_failed_attempts_grow(database: Database, here: Place, clock: FakeClock) -> None:
    start, transport = clock.now(), KeptTransport(clock, failures=4)
    put(database, here, clock, Bubble("one", 0, 0))
    await send_all(Sender(database, clock, transport), clock)
    assert transport.sent == [(start + 2_000 + 4_000 + 8_000 + 16_000, "one")]


async def test_a_bubble_that_has_to_wait_long_for_the_limits_holds_nothing_up(
    database: Database, here: Place, clock: FakeClock
) -> None:
    transport = LimitedTransport(clock)
    transport.times, sender = 2, Sender(database, clock, transport)
    others = [database.write_now(lambda session, name=name: place(session, name)) for name in ("min", "sora")]
    for at in (here, *others):
        put(database, at, clock, Bubble("one", 0, 0))
    await sender.step()
    await sender.step()
    before = clock.now()
    assert await sender.step()
    assert (clock.now(), transport.sent) == (before, []), "the whole bot is paused: the third is put back at once"
    assert not await sender.step(), "and not claimed again and again"
    await send_all(sender, clock)
    assert len(transport.sent) == 3
    assert transport.sent[0][0] >= before + transport.pause_ms


async def test_while_the_whole_bot_is_paused_no_typing_is_shown(
    database: Database, here: Place, clock: FakeClock
) -> None:
    transport, pace = KeptTransport(clock), Pace(NO_LIMITS)
    to = Address(here.chat_id, here.bot_id, here.person_id, "test", "chat-jisu")
    for chat_id in (here.chat_id, here.chat_id + 1):
        pace.refused(replace(to, chat_id=chat_id), clock.now(), 3_000)
    put(database, here, clock, Bubble("a long one", 9_000, 9_000))
    start = clock.now()
    await send_all(Sender(database, clock, transport, pace=pace), clock)
    assert transport.texts == ["a long one"]
    assert [at - start for at in transport.typed] == [4_000, 8_000]


async def test_messages_to_one_chat_keep_their_distance(database: Database, here: Place, clock: FakeClock) -> None:
    transport, pace = KeptTransport(clock), Pace(PaceLimits(chat_interval_ms=1_000, per_second=30))
    put(database, here, clock, *(Bubble(str(number), 0, 0) for number in range(4)))
    await send_all(Sender(database, clock, transport, pace=pace), clock)
    times = [at for at, _ in transport.sent]
    assert [later - earlier for earlier, later in pairwise(times)] == [1_000] * 3


async def test_a_sender_for_some_bots_leaves_the_chats_of_the_others_alone(
    database: Database, here: Place, clock: FakeClock
) -> None:
    other = database.write_now(lambda session: place(session, "jisu", "wren"))
    put(database, here, clock, Bubble("typed at a terminal", 0, 0))
    put(database, other, clock, Bubble("for the messenger", 0, 0))
    transport = KeptTransport(clock)
    sender = Sender(database, clock, transport, scope=Scope(bots=frozenset({other.bot_id})))
    await send_all(sender, clock)
    assert transport.texts == ["for the messenger"]
    assert states(database) == ["new", "sent"]


async def test_stale_bubbles_of_the_others_are_not_resolved_either(
    database: Database, here: Place, clock: FakeClock
) -> None:
    other = database.write_now(lambda session: place(session, "jisu", "wren"))
    put(database, here, clock, Bubble("in the middle of being sent", 0, 0))
    held = database.write_now(lambda session: sending.claim(session, clock.now(), LEASE_MS, "gone"))
    assert held is not None
    database.write_now(lambda session: sending.mark_sending(session, held, clock.now(), LEASE_MS))
    clock.advance(10 * LEASE_MS)
    put(database, other, clock, Bubble("for the messenger", 0, 0))
    sender = Sender(database, clock, KeptTransport(clock), scope=Scope(bots=frozenset({other.bot_id})))
    await send_all(sender, clock)
    assert states(database) == ["sending", "sent"]


async def test_who_cannot_be_reached_any_more_is_left_alone(database: Database, here: Place, clock: FakeClock) -> None:
    class Gone(KeptTransport):
        async def deliver(self, to: Address, what: Delivery) -> str | None:
            raise Unreachable

    put(database, here, clock, Bubble("one", 0, 0), Bubble("two", 0, 0))
    await send_all(Sender(database, clock, Gone(clock)), clock)
    assert states(database) == ["dead", "cancelled"]
    chat = database.read_now(lambda session: session.get_one(Chat, here.chat_id))
    assert not chat.reachable


async def test_what_the_channel_will_never_take_does_not_hold_up_the_next(
    database: Database, here: Place, clock: FakeClock
) -> None:
    class Picky(KeptTransport):
        async def deliver(self, to: Address, what: Delivery) -> str | None:
            if what.text == "one":
                raise Refused("message is too long")
            return await super().deliver(to, what)

    transport = Picky(clock)
    put(database, here, clock, Bubble("one", 0, 0), Bubble("two", 0, 0))
    await send_all(Sender(database, clock, transport), clock)
    assert (transport.texts, states(database)) == (["two"], ["dead", "sent"])


async def test_what_became_of_a_delivery_is_noted_when_the_database_is_back(
    database: Database, here: Place, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pause of the database must not have anything said twice."""
    transport, really, away = KeptTransport(clock), database.write, [StorageError("away"), StorageError("away")]

    async def write(fn: Transaction[Any], *, urgent: bool = False) -> Any:
        if transport.sent and away:
            raise away.pop()
        return await really(fn, urgent=urgent)

    monkeypatch.setattr(database, "write", write)
    put(database, here, clock, Bubble("one", 0, 0))
    await send_all(Sender(database, clock, transport), clock)
    assert (transport.texts, states(database), away) == (["one"], ["sent"], [])


async def test_a_chat_whose_sender_died_does_not_wait_for_the_backlog_of_others(
    database: Database, here: Place, clock: FakeClock
) -> None:
    put(database, here, clock, Bubble("left half sent", 0, 0))
    held = database.write_now(lambda session: sending.claim(session, clock.now(), LEASE_MS, "gone"))
    assert held is not None
    database.write_now(lambda session: sending.mark_sending(session, held, clock.now(), LEASE_MS))
    clock.advance(2 * LEASE_MS)
    for number in range(20):
        other = database.write_now(lambda session: place(session, f"person {number}"))  # noqa: B023
        put(database, other, clock, Bubble(f"backlog {number}", 0, 0))
    sender = Sender(database, clock, transport := KeptTransport(clock))
    for _ in range(3):
        await sender.step()
    assert "left half sent" in transport.texts


async def test_showing_typing_in_a_chat_that_is_gone_ends_nothing(database: Database, clock: FakeClock) -> None:
    transport = KeptTransport(clock)
    await Sender(database, clock, transport).show_typing(4711)
    assert transport.typed == []
