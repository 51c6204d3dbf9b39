"""The fault table: what happens, and where it is proved.

==================================================  ===================================================================
a model that is down, or talks nonsense             `integration/test_terminal_trouble` (the groups step in),
                                                    `integration/test_model_chain` (the record says why)
a model that is slow                                `unit/test_llm_survival` (times), `contract/test_engine_worker` (the
                                                    heartbeat)
a server that keeps failing                         `unit/test_llm_chain`, `unit/test_policy_breaker`
429                                                 `test_telegram_trouble` (one chat), `contract/test_engine_sender` (no
                                                    attempt is lost, the whole bot, typing left out)
5xx, no connection, a cut after the effect          `test_telegram_trouble`
403 and my_chat_member                              `test_telegram_talk` (blocking), `contract/test_engine_sender`
400                                                 here
401, 409, two pollers                               `test_telegram_trouble`, `unit/test_telegram_poller`
a full disk, taking in                              `test_telegram_trouble` (not confirmed, earlier rows stay)
a full disk, answering                              here
an update that comes twice                          `test_telegram_trouble`, `contract/test_engine_events`
an edit: unanswered, answered, before its message   `contract/test_engine_events`
updates in another order                            `contract/test_engine_order`, `test_telegram_webhook`
a process that dies anywhere                        `unit/test_simulation`, `test_simulation`, `test_crashes`
a clock that jumps                                  here
a change to or from daylight saving time            here
a database locked by another process                here
a database that is put back as it was               here
PostgreSQL that goes away                           `contract/` and the kill benchmark
==================================================  ===================================================================
"""

from __future__ import annotations

import asyncio
import logging
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import Session, select

from bot.engine.loop import LONGEST_PATIENCE_MS
from bot.errors import StorageError
from bot.storage.database import Database
from bot.storage.migrate import open_database
from bot.storage.outbox import Delivery, Outgoing
from bot.storage.people import Address
from bot.storage.tables import InboxRow, Message, OutboxRow, Person, TurnRow
from bot.testing.clock import FakeClock
from bot.testing.model import BusyModel, ScriptedModel
from bot.testing.transport import KeptTransport
from tests.companion import Companion
from tests.history import check_history
from tests.on_telegram import talking

HOURS_MS = 3_600_000
LOCKS = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
sys.stdin.readline()
held.execute("ROLLBACK")
"""


def turns(database: Database) -> list[TurnRow]:
    return database.read_now(lambda session: list(session.exec(select(TurnRow))))


def said_by_people(database: Database) -> list[str]:
    query = select(Message).where(Message.author == "person")
    return database.read_now(lambda session: [str(each.text) for each in session.exec(query)])


async def pages(database: Database, limit: int | None = None) -> int:
    """How many pages the file has, after setting how many it may have."""

    def ask(session: Session) -> int:
        if limit is not None:
            session.connection().exec_driver_sql(f"PRAGMA max_page_count = {limit}")
        return int(session.connection().exec_driver_sql("PRAGMA page_count").scalar() or 0)

    return await database.write(ask)  # the connection that writes


async def until_it_fails(act: Callable[[], Awaitable[object]]) -> None:
    while True:
        await act()


@contextmanager
def locked_elsewhere(database: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process is in the middle of a write until its stdin gets a line."""
    command = [sys.executable, "-c", LOCKS, str(database)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout
        assert other.stdout.readline() == "locked\n"
        try:
            yield other
        finally:
            if other.poll() is None:
                other.communicate("go on\n")


def file_of(home: Path) -> Path:
    return home / "malbeot.db"


@pytest.mark.loopback
async def test_400_what_telegram_will_never_take_is_given_up_with_an_alert_and_the_next_goes_on(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    async with talking(database) as on:
        on.fault("sendMessage", "refuse", code=400, description="Bad Request: message text is empty")
        on.put(Outgoing("never taken", on.now), Outgoing("taken", on.now))
        await on.settled()
        assert on.heard() == ["taken"]
        assert [row.state for row in on.rows(OutboxRow)[-2:]] == ["dead", "sent"]
    (alert,) = [each for each in caplog.records if each.levelno == logging.ERROR and each.name == "bot.engine.sender"]
    assert "was refused: message text is empty" in alert.getMessage()
    assert "never taken" not in caplog.text


async def test_disk_full_an_answer_that_cannot_be_written_is_made_again_when_there_is_room(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    companion = Companion(database, model=BusyModel())
    await companion.say("hello")
    before = turns(database)
    await companion.hear("and this?")
    await pages(database, limit=await pages(database))
    with pytest.raises(StorageError, match="full"):
        await until_it_fails(lambda: companion.hear("words " * 500))  # small ones find room in pages that are there
    await companion.engine.worker.step()
    assert turns(database) == before, "earlier rows stay, no half answer is there"
    assert "words words" not in caplog.text
    await pages(database, limit=1_000_000)
    companion.clock.advance(LONGEST_PATIENCE_MS)
    await companion.engine.settle()
    check_history(database, {"chat-jisu": said_by_people(database)}, companion.transport.heard)


class LockedAfterwards(KeptTransport):
    """Somebody else writes for long from the moment of the first delivery."""

    other: sqlite3.Connection

    async def deliver(self, to: Address, what: Delivery) -> str | None:
        sent = await super().deliver(to, what)
        if len(self.sent) == 1:
            self.other.execute("BEGIN IMMEDIATE")
        return sent


async def test_locked_what_was_sent_and_not_written_down_comes_once_more_in_its_order(
    database: Database, home: Path
) -> None:
    companion = Companion(database, model=ScriptedModel(["one\n\ntwo"]))
    database.write_now(lambda session: session.connection().exec_driver_sql("PRAGMA busy_timeout = 50"))
    companion.transport = LockedAfterwards(companion.clock)
    with closing(sqlite3.connect(file_of(home), isolation_level=None)) as companion.transport.other:
        companion.engine = companion.new_engine()
        chat = await companion.hear("hello")
        with pytest.raises(StorageError, match="another process writes"):
            await companion.engine.settle()
        companion.transport.other.execute("ROLLBACK")
        companion.clock.advance(LONGEST_PATIENCE_MS)
        await companion.engine.settle()
    heard = companion.transport.heard[chat]
    assert heard[0] == heard[1], "the one moment in which nobody knows"
    assert heard[2:] == ["one", "two"]
    check_history(database, {"chat-jisu": ["hello"]}, companion.transport.heard)


async def test_locked_a_message_waits_for_another_process_to_finish_and_is_kept(database: Database, home: Path) -> None:
    companion = Companion(database, model=BusyModel())
    with locked_elsewhere(file_of(home)) as other:
        hearing = asyncio.create_task(companion.hear("hello"))
        assert await database.read(lambda session: session.exec(select(InboxRow)).all()) == [], (
            "readers aren't kept out"
        )
        await asyncio.sleep(0.5)
        assert not hearing.done()
        other.communicate("go on\n")
        await hearing
    await companion.engine.settle()
    check_history(database, {"chat-jisu": ["hello"]}, companion.transport.heard)


async def test_locked_for_longer_than_anybody_waits_nothing_is_taken_and_nothing_lost(
    database: Database, home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    companion = Companion(database, model=BusyModel())
    database.write_now(lambda session: session.connection().exec_driver_sql("PRAGMA busy_timeout = 50"))
    chat = await companion.hear("hello", update_id=1)
    with locked_elsewhere(file_of(home)):
        with pytest.raises(StorageError, match="another process writes"):
            await companion.hear("are you there?", update_id=2)
        with pytest.raises(StorageError, match="another process writes"):
            await companion.engine.worker.step()
    await companion.hear("are you there?", update_id=2)
    await companion.engine.settle()
    assert companion.transport.heard[chat]
    check_history(database, {"chat-jisu": ["hello", "are you there?"]}, companion.transport.heard)
    assert "are you there" not in caplog.text


def put_back(copy: Path, home: Path) -> Database:
    for leftover in home.glob("malbeot.db*"):
        leftover.unlink()
    shutil.move(copy, file_of(home))
    return open_database(file_of(home))


async def test_put_back_a_database_goes_on_from_where_it_was(database: Database, home: Path) -> None:
    clock = FakeClock()
    companion = Companion(database, clock, BusyModel())
    await companion.say("hello")
    await companion.hear("what waits in the copy")
    copy = home / "copy.db"
    with closing(sqlite3.connect(file_of(home))) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    await companion.engine.settle()
    await companion.say("said after the copy")
    database.close()
    restored = put_back(copy, home)
    later = Companion(restored, clock, BusyModel())
    await later.engine.settle()
    await later.say("and on")
    assert len(turns(restored)) == 3
    assert said_by_people(restored) == ["hello", "what waits in the copy", "and on"]
    assert all(later.transport.heard.values())
    restored.close()


JUMPS = [5 * HOURS_MS, -5 * HOURS_MS]


@pytest.mark.parametrize("jump", JUMPS, ids=["forwards", "backwards"])
async def test_clock_jumps_by_hours_while_a_model_thinks_and_the_message_is_answered_once(
    database: Database, jump: int
) -> None:
    clock = FakeClock()

    async def once(number: int) -> None:
        if number == 1:
            clock.advance(jump)

    companion = Companion(database, clock, BusyModel(once)).timed()
    await companion.hear("hello")
    await companion.engine.settle()
    await companion.engine.settle()
    check_history(database, {"chat-jisu": ["hello"]}, companion.transport.heard)


class JumpingPost(KeptTransport):
    """The clock jumps during the first delivery."""

    jump = 0

    async def deliver(self, to: Address, what: Delivery) -> str | None:
        sent = await super().deliver(to, what)
        if len(self.sent) == 1:
            assert isinstance(self.clock, FakeClock)
            self.clock.advance(self.jump)
        return sent


@pytest.mark.parametrize("jump", JUMPS, ids=["forwards", "backwards"])
async def test_clock_jumps_by_hours_between_two_bubbles_and_each_arrives_once_in_order(
    database: Database, jump: int
) -> None:
    companion = Companion(database, model=BusyModel()).timed()
    companion.transport = JumpingPost(companion.clock)
    companion.transport.jump = jump
    companion.engine = companion.new_engine()
    await companion.hear("hello")
    await companion.engine.settle()
    companion.clock.advance(max(0, -jump))  # what was to come at a certain time comes when it is that time again
    await companion.engine.settle()
    check_history(database, {"chat-jisu": ["hello"]}, companion.transport.heard)


async def test_clock_goes_back_before_a_message_is_due_and_the_next_message_gets_both_answered(
    database: Database,
) -> None:
    companion = Companion(database, model=BusyModel()).timed()
    await companion.hear("hello")
    companion.clock.advance(-5 * HOURS_MS)
    await companion.engine.settle()
    assert companion.records() == [], "it waits for its time"
    await companion.hear("are you there?")
    await companion.engine.settle()
    (record,) = companion.records()
    assert [update.text for update in record.updates] == ["hello", "are you there?"]


def at(year: int, month: int, day: int, hour: int, minute: int) -> int:
    """A time of UTC (ms)."""
    return int(datetime(year, month, day, hour, minute, tzinfo=UTC).timestamp() * 1000)


CHANGES = {
    "from summer to winter: 1:30 comes twice": (at(2026, 11, 1, 5, 30), ["1:30 am", "1:30 am"]),
    "from winter to summer: 2:30 never comes": (at(2027, 3, 14, 6, 30), ["1:30 am", "3:30 am"]),
}


@pytest.mark.parametrize("change", CHANGES)
async def test_dst_the_persons_own_clock_is_told_and_the_day_is_begun_once(database: Database, change: str) -> None:
    begin, told = CHANGES[change]
    clock, model = FakeClock(begin), BusyModel()
    companion = Companion(database, clock, model, persona="wren").timed()
    await companion.hear("hello")
    database.write_now(_lives_in_new_york)
    for hour in range(2):
        clock.advance(max(0, begin + hour * HOURS_MS - clock.now()))
        if hour:
            await companion.hear("and now?")
        await companion.engine.settle()
    asked = ["\n".join(message.content for message in request.messages) for request in model.requests]
    assert [clock in text for clock, text in zip(told, asked, strict=True)] == [True, True]
    clock.advance(24 * HOURS_MS)
    await companion.hear("good morning")
    await companion.engine.settle()
    disclosed = [record.disclosure for record in companion.records()]
    assert disclosed == ["never said before", "said today", "not said since the day began"]


def _lives_in_new_york(session: Session) -> None:
    person = session.exec(select(Person)).one()
    person.time_zone = "America/New_York"
    session.add(person)
