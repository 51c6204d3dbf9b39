"""Updates of one chat in any order: what waits is answered in the order it was said, and the newest word holds."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from sqlmodel import SQLModel, select

from bot.engine.incoming import Edited, Incoming, Reach, Reacted
from bot.engine.order import in_order_said
from bot.feedback.replay import Replay
from bot.prompt.attachments import Attachment, to_json
from bot.prompt.tokens import ByteCounter
from bot.storage.database import Database
from bot.storage.tables import Chat, Message, OutboxRow, Revision, Signal, TurnRow
from bot.testing.model import ScriptedModel
from tests.companion import INDEXES, Companion


@pytest.fixture
def companion(database: Database) -> Companion:
    return Companion(database, model=ScriptedModel(["Yes, I see."]))


def rows(database: Database, table: type[SQLModel]) -> list[Any]:
    return database.read_now(lambda session: list(session.exec(select(table))))


def said(companion: Companion, number: int, text: str, **fields: Any) -> Incoming:
    return replace(companion.incoming(text), external_id=str(number), update_id=100 + number, **fields)


def edited(companion: Companion, number: int, text: str, update_id: int, at: int) -> Edited:
    return Edited(replace(said(companion, number, text), update_id=update_id), companion.clock.now() + at)


def reach(companion: Companion, update_id: int, *, reachable: bool, at: int) -> Reach:
    return Reach(companion.bot_id, "chat-jisu", "jisu", "test", update_id, reachable, at)


async def answer(companion: Companion, *numbers: int) -> None:
    """Take messages of these numbers, in this order, and answer them together."""
    for number in numbers:
        await companion.engine.take(said(companion, number, f"This is number {number}."))
    await companion.engine.settle()


def asked(companion: Companion) -> list[str]:
    """What the model was asked, word for word, request by request."""
    assert isinstance(companion.model, ScriptedModel)
    return ["\n".join(message.content for message in request.messages) for request in companion.model.requests]


def in_text(numbers: Sequence[int], text: str) -> bool:
    places = [text.index(f"number {number}.") for number in numbers]
    return places == sorted(places)


@pytest.mark.parametrize("order", list(itertools.permutations((9, 10, 11))))
async def test_what_waits_is_answered_in_the_order_it_was_said_and_replays_exactly(
    companion: Companion, database: Database, order: tuple[int, ...]
) -> None:
    await answer(companion, *order)
    await answer(companion, 20)
    (first, second) = companion.records()
    texts = {message.id: str(message.text) for message in rows(database, Message)}
    assert [texts[update.message_id] for update in first.updates] == [f"This is number {n}." for n in (9, 10, 11)]
    assert in_text((9, 10, 11), asked(companion)[0])
    assert in_text((9, 10, 11, 20), asked(companion)[1]), "also in later history"
    report = await Replay(database, INDEXES, ByteCounter(0.4)).run([turn.id for turn in rows(database, TurnRow)])
    assert (report.turns, report.identical) == (2, 2), report
    assert second.updates


async def test_what_comes_after_its_answerless_neighbour_was_answered_is_answered_later(companion: Companion) -> None:
    for number in (102, 101, 103):
        await answer(companion, number)
    assert in_text((102, 101, 103), asked(companion)[2]), "what was answered stays where it was"


def test_only_what_the_channel_numbered_changes_places() -> None:
    items = ["x", "12", "-100/7", "3", None, "5"]
    assert in_order_said(items, lambda item: item) == ["x", "3", "-100/7", "5", None, "12"]


async def test_a_forward_and_the_comment_on_it_are_one_turn(companion: Companion) -> None:
    companion = companion.timed()
    forwarded = to_json(Attachment("none", origin="Min"))
    await companion.engine.take(said(companion, 1, "Meet me at the number 1. platform", attachments=forwarded))
    companion.clock.advance(400)
    await companion.engine.take(said(companion, 2, "What does number 2. mean?"))
    await companion.engine.settle()
    assert len(asked(companion)) == 1
    assert in_text((1, 2), asked(companion)[0])


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
async def test_edits_and_their_message_in_any_order_leave_the_newest_words(
    companion: Companion, database: Database, order: tuple[int, ...]
) -> None:
    events = [
        said(companion, 1, "first"),
        edited(companion, 1, "second", 501, at=1_000),
        edited(companion, 1, "third", 502, at=2_000),
    ]
    for place in order:
        await companion.engine.take(events[place])
    await companion.engine.settle()
    assert [str(message.text) for message in rows(database, Message) if message.author == "person"] == ["third"]
    assert len(asked(companion)) == 1


async def test_two_edits_within_one_second_leave_the_later_one(companion: Companion, database: Database) -> None:
    await companion.engine.take(said(companion, 1, "first"))
    await companion.engine.settle()
    for number, text in enumerate(("second", "third")):
        await companion.engine.take(edited(companion, 1, text, 501 + number, at=1_000))
    (revision,) = rows(database, Revision)
    assert str(revision.text) == "third"


async def test_a_reaction_that_comes_before_its_message_is_about_it(companion: Companion, database: Database) -> None:
    now = companion.clock.now()
    await companion.engine.take(Reacted(companion.bot_id, "chat-jisu", "jisu", "test", 600, "1", ("👍",), now))
    await companion.engine.take(said(companion, 1, "hello"))
    (signal,), (message,) = rows(database, Signal), rows(database, Message)
    assert signal.message_id == message.id


async def test_a_reaction_that_comes_before_the_channel_says_what_number_a_bubble_got_is_about_its_turn(
    companion: Companion, database: Database
) -> None:
    await answer(companion, 101)
    following, now = str(len(companion.transport.sent) + 1), companion.clock.now()
    await companion.engine.take(Reacted(companion.bot_id, "chat-jisu", "jisu", "test", 600, following, ("👍",), now))
    await answer(companion, 102)
    (signal,), newest = rows(database, Signal), rows(database, TurnRow)[-1]
    assert signal.turn_id == newest.id


@pytest.mark.parametrize("reachable", [True, False])
@pytest.mark.parametrize("seconds", [(5, 9), (5, 5)])
async def test_the_newest_of_blocking_and_unblocking_holds_whichever_comes_first(
    companion: Companion, database: Database, reachable: bool, seconds: tuple[int, int]
) -> None:
    await companion.engine.take(said(companion, 1, "hello"))
    older = reach(companion, 700, reachable=not reachable, at=companion.clock.now() + seconds[0] * 1000)
    newer = reach(companion, 701, reachable=reachable, at=companion.clock.now() + seconds[1] * 1000)
    for event in (newer, older):
        await companion.engine.take(event)
    assert [chat.reachable for chat in rows(database, Chat)] == [reachable]


async def test_what_was_said_before_a_block_and_comes_after_it_waits_for_the_unblock(
    companion: Companion, database: Database
) -> None:
    now = companion.clock.now()
    await companion.engine.take(reach(companion, 700, reachable=False, at=now + 5_000))
    await answer(companion, 1)
    assert rows(database, OutboxRow) == []
    await companion.engine.take(reach(companion, 701, reachable=True, at=now + 9_000))
    await companion.engine.settle()
    assert len(rows(database, TurnRow)) == 1
