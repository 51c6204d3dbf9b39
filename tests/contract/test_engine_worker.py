"""Turns as they are claimed, superseded, forced, lost, failed and tried again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from sqlmodel import select

from bot.engine.worker import LEASE_MS, LONGEST_PATIENCE_MS, MOST_DISCARDS
from bot.errors import NotFound
from bot.persona.persona import Persona
from bot.storage.erasers import Erasure, erase_messages, erase_person
from bot.storage.scope import Scope
from bot.storage.tables import InboxRow, Message, ModelCall, OutboxRow, Person, Timer, TurnRow
from bot.testing.database import CrashingDatabase
from bot.testing.model import BusyModel
from tests.companion import SHELF, Companion

Meanwhile = Callable[[int], Awaitable[None]]


@pytest.fixture
def inline(home: Path, empty_database_file: Path) -> Iterator[CrashingDatabase]:
    """A database whose transactions run in order, so that every run is the same."""
    home.mkdir(parents=True, exist_ok=True)
    (home / "malbeot.db").write_bytes(empty_database_file.read_bytes())
    database = CrashingDatabase(home / "malbeot.db")
    yield database
    database.close()


@pytest.fixture
def model() -> BusyModel:
    return BusyModel()


@pytest.fixture
def companion(inline: CrashingDatabase, model: BusyModel) -> Companion:
    return Companion(inline, model=model, persona="wren")


def merged(companion: Companion) -> list[list[str]]:
    """What each turn answered."""
    return [[update.text for update in record.updates] for record in companion.records()]


def calls(companion: Companion) -> list[tuple[int | None, str]]:
    """Turn and state of every model call."""
    rows = companion.database.read_now(lambda session: session.exec(select(ModelCall)).all())
    return [(row.turn_id, row.state) for row in rows]


def timer(companion: Companion) -> Timer:
    return companion.database.read_now(lambda session: session.exec(select(Timer)).one())


async def test_a_burst_is_one_turn_with_one_call(companion: Companion, model: BusyModel) -> None:
    for text in ("hello!", "guess what", "I got the job"):
        await companion.hear(text)
    await companion.engine.settle()
    assert merged(companion) == [["hello!", "guess what", "I got the job"]]
    assert len(model.requests) == 1
    assert calls(companion) == [(1, "settled")]


async def test_a_message_during_the_call_discards_the_draft_and_joins_the_next(
    companion: Companion, model: BusyModel
) -> None:
    async def meanwhile(number: int) -> None:
        if number == 1:
            await companion.hear("wait, one more thing")

    model.meanwhile = meanwhile
    await companion.hear("hello!")
    await companion.engine.settle()
    assert merged(companion) == [["hello!", "wait, one more thing"]]
    assert calls(companion) == [(None, "settled"), (1, "settled")], "the discarded draft is billed to no turn"
    assert not any("answer 1." in text for text in companion.transport.texts)
    assert timer(companion).discards == 0


async def test_who_types_faster_than_the_model_answers_is_answered_after_two_discards(
    companion: Companion, model: BusyModel
) -> None:
    async def meanwhile(number: int) -> None:
        if number <= MOST_DISCARDS + 1:
            await companion.hear(f"more {number}")

    model.meanwhile = meanwhile
    await companion.hear("hello!")
    await companion.engine.settle()
    assert merged(companion) == [["hello!", "more 1", "more 2"], ["more 3"]]
    assert [turn for turn, _ in calls(companion)] == [None, None, 1, 2]


async def test_who_has_waited_long_enough_is_answered_at_the_first_chance(
    companion: Companion, model: BusyModel
) -> None:
    async def meanwhile(number: int) -> None:
        if number == 1:
            companion.clock.advance(LONGEST_PATIENCE_MS)
            await companion.hear("are you there?")

    model.meanwhile = meanwhile
    await companion.hear("hello!")
    await companion.engine.settle()
    assert merged(companion) == [["hello!"], ["are you there?"]]


async def test_a_chat_is_answered_by_one_worker_at_a_time(companion: Companion, model: BusyModel) -> None:
    other = companion.new_engine()

    async def meanwhile(number: int) -> None:
        assert await other.worker.step() == "idle"

    model.meanwhile = meanwhile
    await companion.hear("hello!")
    assert await companion.engine.worker.step() == "answered"
    assert merged(companion) == [["hello!"]]


async def test_a_worker_that_stalled_beyond_its_lease_writes_nothing(companion: Companion, model: BusyModel) -> None:
    other = companion.new_engine()

    async def meanwhile(number: int) -> None:
        if number == 1:
            companion.clock.advance(LEASE_MS)
            assert await other.worker.step() == "answered"

    model.meanwhile = meanwhile
    await companion.hear("hello!")
    assert await companion.engine.worker.step() == "again"
    await companion.engine.settle()
    assert merged(companion) == [["hello!"]]
    assert [turn for turn, _ in calls(companion)] == [None, 1]
    assert any("answer 2." in text for text in companion.transport.texts)
    assert not any("answer 1." in text for text in companion.transport.texts)


async def test_the_heartbeat_keeps_a_slow_turn_alive(companion: Companion, model: BusyModel) -> None:
    async def meanwhile(number: int) -> None:
        for _ in range(12):  # two minutes, in the heartbeat's steps
            companion.clock.advance(LEASE_MS // 3)
            for _ in range(5):
                await asyncio.sleep(0)

    model.meanwhile = meanwhile
    await companion.hear("hello!")
    assert await companion.engine.worker.step() == "answered"
    assert len(model.requests) == 1


async def test_a_failing_turn_is_tried_again_with_growing_pauses_and_never_lost(
    companion: Companion, model: BusyModel
) -> None:
    async def meanwhile(number: int) -> None:
        if number <= 5:
            raise RuntimeError("a bug")

    model.meanwhile = meanwhile
    await companion.hear("hello!")
    pauses = []
    for failures in range(1, 6):
        companion.clock.advance((timer(companion).due or 0) - companion.clock.now())
        assert await companion.engine.worker.step() == "again"
        pauses.append((timer(companion).due or 0) - companion.clock.now())
        assert timer(companion).failures == failures
        assert await companion.engine.worker.step() == "idle"
    assert pauses == sorted(set(pauses))
    await companion.engine.settle()
    assert merged(companion) == [["hello!"]]
    assert timer(companion).failures == 0


async def test_one_chats_failing_turn_does_not_stop_another_chat(companion: Companion, model: BusyModel) -> None:
    class HalfAShelf:
        """Personas, one of which is broken."""

        def get(self, key: str) -> Persona:
            if key == "broken":
                raise NotFound("no persona 'broken'")
            return SHELF.get(key)

    companion.personas = HalfAShelf()  # type: ignore[assignment]
    companion.engine = companion.new_engine()
    other = Companion(companion.database, companion.clock, model, persona="bom")
    other.personas = companion.personas
    await companion.hear("hello!", person="min")

    def break_it(session) -> None:  # type: ignore[no-untyped-def]
        from bot.storage.people import ensure_bot

        ensure_bot(session, "test", "bom", "broken")

    companion.database.write_now(break_it)
    await other.hear("안녕")
    steps = [await companion.engine.worker.step() for _ in range(3)]
    assert sorted(steps) == ["again", "answered", "idle"]
    assert merged(companion) == [["hello!"]]


async def test_a_timer_with_nothing_to_answer_goes_idle(companion: Companion, model: BusyModel) -> None:
    await companion.hear("hello!")
    (message,) = companion.database.read_now(lambda session: session.exec(select(Message)).all())
    erasure = Erasure(message.person_id, (message.id or 0,), companion.clock.now())
    companion.database.write_now(lambda session: erase_messages(session, erasure))
    await companion.engine.settle()
    assert (model.requests, timer(companion).due, timer(companion).owner) == ([], None, None)


async def test_a_message_erased_during_the_call_is_not_answered_and_the_rest_at_once(
    companion: Companion, model: BusyModel
) -> None:
    await companion.hear("my PIN is canary")
    await companion.hear("what's up?")
    pin = companion.database.read_now(lambda session: session.exec(select(Message)).all())[0]

    async def meanwhile(number: int) -> None:
        if number == 1:
            erasure = Erasure(pin.person_id, (pin.id or 0,), companion.clock.now())
            companion.database.write_now(lambda session: erase_messages(session, erasure))

    model.meanwhile = meanwhile
    assert await companion.engine.worker.step() == "again"
    assert await companion.engine.worker.step() == "answered", "no lease to wait out"
    assert merged(companion) == [["what's up?"]]


async def test_what_is_erased_from_the_history_during_the_call_is_not_in_the_record(
    companion: Companion, model: BusyModel
) -> None:
    await companion.say("my PIN is canary")
    pin = companion.database.read_now(lambda session: session.exec(select(Message)).all())[0]

    async def meanwhile(number: int) -> None:
        if number == 2:
            erasure = Erasure(pin.person_id, (pin.id or 0,), companion.clock.now())
            companion.database.write_now(lambda session: erase_messages(session, erasure))

    model.meanwhile = meanwhile
    await companion.say("what's up?")
    rows = companion.database.read_now(lambda session: session.exec(select(TurnRow)).all())
    assert [row.record is None or "canary" not in row.record for row in rows] == [True, True]
    assert merged(companion) == [["what's up?"]]


async def test_a_person_erased_during_the_call_gets_no_answer_and_no_rows(
    companion: Companion, model: BusyModel
) -> None:
    async def meanwhile(number: int) -> None:
        person = companion.database.read_now(lambda session: session.exec(select(Person)).one())
        companion.database.write_now(lambda session: erase_person(session, person.id or 0))

    model.meanwhile = meanwhile
    await companion.hear("hello!")
    await companion.engine.settle()
    for table in (TurnRow, OutboxRow, InboxRow, Timer, ModelCall):
        assert companion.database.read_now(lambda session: session.exec(select(table)).all()) == []  # noqa: B023
    assert companion.transport.sent == []


async def test_a_worker_for_some_chats_leaves_the_others_due(companion: Companion) -> None:
    await companion.hear("hello!")
    strict = Companion(companion.database, companion.clock, companion.model, persona="wren").new_engine().worker
    narrow = type(strict)(
        strict.database,
        strict.clock,
        strict.personas,
        strict.settings,
        strict.deps,
        scope=Scope(chats=frozenset({999})),
    )
    assert await narrow.step() == "idle"
    assert await narrow.next_due() is None
    assert await strict.step() == "answered"
