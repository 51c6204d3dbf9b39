"""The shipped fakes keep the properties they state."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest
from sqlmodel import select

from bot.engine.transport import NotDelivered
from bot.errors import ModelError
from bot.llm.model import ChatMessage, ModelRequest
from bot.storage.outbox import Delivery
from bot.storage.people import Address
from bot.storage.tables import Message
from bot.testing.clock import FakeClock
from bot.testing.database import Crash, CrashingDatabase
from bot.testing.model import BusyModel, ScriptedModel
from bot.testing.transport import KeptTransport
from tests.rows import place, said

REQUEST = ModelRequest([ChatMessage("user", "hello you")], 0.5, 1.0, 100)
SOMEWHERE = Address(3, 1, 2, "test", "chat")


async def test_sleeping_moves_the_fake_clock_forward_and_never_back() -> None:
    clock = FakeClock(1_000)
    await clock.sleep_until(1_500)
    await clock.sleep_until(1_200)
    assert clock.now() == 1_500
    clock.advance(1)
    assert clock.now() == 1_501


async def test_a_heartbeat_waits_until_somebody_else_moves_the_fake_clock() -> None:
    clock = FakeClock(0)
    beating = asyncio.create_task(clock.sleep_until(100), name="heartbeat")
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    clock.advance(99)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert (beating.done(), clock.now()) == (False, 99)
    await clock.sleep_until(100)
    await beating
    assert clock.now() == 100


async def test_the_scripted_model_says_its_lines_then_the_last_one_again() -> None:
    model = ScriptedModel(["one", ModelError("down"), "three"])
    assert (await model.complete(REQUEST)).text == "one"
    with pytest.raises(ModelError, match="down"):
        await model.complete(REQUEST)
    assert [(await model.complete(REQUEST)).text for _ in range(2)] == ["three", "three"]
    assert model.requests == [REQUEST] * 4


async def test_the_busy_model_lets_things_happen_before_it_answers_and_never_says_the_same_twice() -> None:
    happened: list[int] = []

    async def meanwhile(number: int) -> None:
        happened.append(number)
        assert len(model.requests) == number, "billed before anything happens"

    model = BusyModel(meanwhile)
    replies = [(await model.complete(REQUEST)).text for _ in range(3)]
    assert happened == [1, 2, 3]
    assert len(set(replies)) == 3


async def test_the_kept_transport_fails_as_often_as_told_and_keeps_the_rest_by_chat() -> None:
    clock = FakeClock(5)
    transport = KeptTransport(clock, failures=1)
    with pytest.raises(NotDelivered):
        await transport.deliver(SOMEWHERE, Delivery(1, SOMEWHERE, "lost", 0, 0, "me"))
    await transport.typing(SOMEWHERE)
    assert await transport.deliver(SOMEWHERE, Delivery(2, SOMEWHERE, "hello", 0, 0, "me")) == "1"
    assert (transport.sent, transport.typed, transport.heard) == ([(5, "hello")], [5], {3: ["hello"]})


@pytest.mark.parametrize("committed", [False, True])
async def test_the_crashing_database_dies_at_its_transaction_and_stays_dead_until_restarted(
    empty_database_file: Path, tmp_path: Path, committed: bool
) -> None:
    file = shutil.copy(empty_database_file, tmp_path / "copy.db")
    database = CrashingDatabase(file, 3, committed=committed)
    at = await database.write(place)
    assert await database.read(lambda session: session.exec(select(Message)).all()) == []
    with pytest.raises(Crash):
        await database.write(lambda session: said(session, at, "last words"))
    with pytest.raises(Crash):
        await database.read(lambda session: None)
    assert database.writes == [1, 3]
    database.restart()
    assert (database.transactions, database.writes) == (0, [])
    left = await database.read(lambda session: session.exec(select(Message)).all())
    assert len(left) == committed
    database.close()
