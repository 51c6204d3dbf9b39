"""Several workers, senders and listeners at the same moment: nothing is taken twice, nothing is lost."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest
from sqlmodel import Session, col, select

from bot.engine.incoming import Incoming
from bot.engine.ingest import ingest
from bot.storage import outbox, sending, timers
from bot.storage.database import Database
from bot.storage.erasers import Erasure, erase_messages
from bot.storage.outbox import Delivery, Outgoing
from bot.storage.people import ensure_bot, known, lock
from bot.storage.tables import InboxRow, Message, OutboxRow, Person, Timer, TurnRow
from bot.storage.timers import Claim
from policies.timing.rules import TimingRules
from tests.rows import NOW, Place, place, said, turn

T = TypeVar("T")
LEASE, HANDS = 30_000, 6


def at_once(works: Iterable[Callable[[], T]]) -> list[T]:
    """All begin together, each in a thread."""
    waiting = list(works)
    start = threading.Barrier(len(waiting))

    def begin(work: Callable[[], T]) -> T:
        start.wait(20)
        return work()

    with ThreadPoolExecutor(len(waiting)) as hands:
        return list(hands.map(begin, waiting))


def emptied(claim: Callable[[str], T | None]) -> list[T]:
    """Several hands claim until nothing is left."""

    def hand(number: int) -> list[T]:
        return list(iter(lambda: claim(f"hand {number}"), None))

    return [each for taken in at_once(lambda n=n: hand(n) for n in range(HANDS)) for each in taken]  # type: ignore[misc]


def telegram(bot_id: int, update_id: int, person: str = "jisu") -> Incoming:
    return Incoming(bot_id, f"chat-{person}", person, "telegram", f"message {update_id}", NOW, update_id=update_id)


@pytest.fixture
def bot_id(database: Database) -> int:
    return database.write_now(lambda session: known(ensure_bot(session, "telegram", "bot", "bom").id))


def test_each_due_chat_is_claimed_by_one_worker(database: Database) -> None:
    def many(session: Session) -> set[int]:
        places = [place(session, f"person {number}") for number in range(24)]
        for each in places:
            timers.touch(session, each.bot_id, each.chat_id, NOW, 0, 0)
        return {each.chat_id for each in places}

    chats = database.write_now(many)

    def claim(owner: str) -> Claim | None:
        return database.write_now(lambda session: timers.claim(session, NOW, LEASE, owner))

    claims = emptied(claim)
    assert len(claims) == len(chats)
    assert {each.chat_id for each in claims} == chats


def test_an_update_that_comes_several_times_at_once_is_one_message(database: Database, bot_id: int) -> None:
    def hear() -> int | None:
        incoming = telegram(bot_id, 7)
        return database.write_now(lambda session: ingest(session, incoming, lambda _: TimingRules(), NOW)).message_id

    heard = at_once([hear] * HANDS)
    assert len([each for each in heard if each is not None]) == 1
    assert len(database.read_now(lambda session: session.exec(select(Message)).all())) == 1


def test_messages_that_come_to_one_chat_at_once_all_count(database: Database, bot_id: int) -> None:
    def hear(update_id: int) -> None:
        incoming = telegram(bot_id, update_id)
        database.write_now(lambda session: ingest(session, incoming, lambda _: TimingRules(), NOW))

    at_once(lambda n=n: hear(n) for n in range(1, 13))  # type: ignore[misc]
    timer = database.read_now(lambda session: session.exec(select(Timer)).one())
    waiting = database.read_now(lambda session: session.exec(select(InboxRow)).all())
    assert (timer.generation, len(waiting)) == (12, 12)
    assert len(database.read_now(lambda session: session.exec(select(Person)).all())) == 1


def test_senders_play_each_chat_in_order_and_nothing_twice(database: Database) -> None:
    def queue(session: Session) -> None:
        for number in range(6):
            at = place(session, f"person {number}")
            lines = [Outgoing(f"line {line}", NOW) for line in range(4)]
            outbox.put(session, at.chat_id, at.person_id, f"key {number}", lines)

    database.write_now(queue)
    sent: list[tuple[int, int]] = []

    def deliver(owner: str) -> Delivery | None:
        held = database.write_now(lambda session: sending.claim(session, NOW, LEASE, owner))
        if held is not None and database.write_now(lambda session: sending.mark_sending(session, held, NOW, LEASE)):
            sent.append((held.chat_id, held.id))
            database.write_now(lambda session: sending.mark_sent(session, held, NOW, None))
        return held

    while emptied(deliver):
        pass
    rows = database.read_now(lambda session: session.exec(select(OutboxRow).order_by(col(OutboxRow.seq))).all())
    assert {row.state for row in rows} == {"sent"}
    for chat in {row.chat_id for row in rows}:
        assert [each for at, each in sent if at == chat] == [row.id for row in rows if row.chat_id == chat]


def test_a_bubble_is_either_cancelled_or_sent(database: Database) -> None:
    for number in range(8):
        at = database.write_now(lambda session: place(session, f"person {number}"))  # noqa: B023
        line = [Outgoing("hello", NOW)]
        database.write_now(lambda session: outbox.put(session, at.chat_id, at.person_id, f"key {at.chat_id}", line))  # noqa: B023
        held = database.write_now(lambda session: sending.claim(session, NOW, LEASE, "one"))
        assert held is not None
        begun, cancelled = at_once(
            [
                lambda: database.write_now(lambda session: sending.mark_sending(session, held, NOW, LEASE)),  # noqa: B023
                lambda: database.write_now(lambda session: outbox.cancel(session, at.chat_id)) == 1,  # noqa: B023
            ]
        )
        assert begun != cancelled


def test_a_turn_that_completes_while_its_words_are_forgotten_keeps_none_of_them(database: Database) -> None:
    for number in range(8):
        at = database.write_now(lambda session: place(session, f"person {number}"))  # noqa: B023
        message = database.write_now(lambda session: said(session, at, "my secret"))  # noqa: B023
        at_once(
            [
                lambda: database.write_now(lambda session: _complete(session, at, message)),  # noqa: B023
                lambda: database.write_now(
                    lambda session: erase_messages(session, Erasure(at.person_id, (message,), NOW))  # noqa: B023
                ),
            ]
        )
    records = database.read_now(lambda session: session.exec(select(TurnRow.record)).all())
    assert all(record is None for record in records)


def _complete(session: Session, at: Place, message: int) -> None:
    """As `bot.engine.complete` does: the person first, then what the turn drew on."""
    lock(session, at.person_id)
    if session.exec(select(Message.id).where(Message.id == message)).first() is not None:
        turn(session, at, "my secret", [message])
