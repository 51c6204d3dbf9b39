"""Groups: a conversation of each person's, nothing private in it, and nothing lost when the group gets another id."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlmodel import SQLModel, select

from bot.engine.incoming import Incoming, Moved, Reach
from bot.engine.transport import MovedTo
from bot.feedback.replay import Replay
from bot.prompt.tokens import ByteCounter
from bot.storage.database import Database
from bot.storage.outbox import Delivery
from bot.storage.people import Address
from bot.storage.tables import Chat, FactRow, Message, OutboxRow, Relationship, TurnRow
from bot.testing.model import ScriptedModel
from bot.testing.transport import KeptTransport
from tests.companion import INDEXES, Companion

GROUP, NEW = "-5", "-1005"


@pytest.fixture
def companion(database: Database) -> Companion:
    return Companion(database, model=ScriptedModel(["Yes, I see."]))


def rows(database: Database, table: type[SQLModel]) -> list[Any]:
    return database.read_now(lambda session: list(session.exec(select(table))))


def said(companion: Companion, text: str, number: int, group: str | None = GROUP, person: str = "jisu") -> Incoming:
    """In the group, or in private."""
    chat = f"{group}:{person}" if group else person
    private = companion.incoming(text, person=person)
    return replace(private, chat=chat, group=group, external_id=str(number), update_id=number)


async def answer(companion: Companion, *messages: Incoming) -> None:
    for message in messages:
        await companion.engine.take(message)
    await companion.engine.settle()
    companion.clock.advance(1_000)


def asked(companion: Companion) -> list[str]:
    assert isinstance(companion.model, ScriptedModel)
    return ["\n".join(message.content for message in request.messages) for request in companion.model.requests]


def moved(companion: Companion) -> Moved:
    return Moved(companion.bot_id, "test", GROUP, NEW)


async def test_nothing_private_is_brought_up_among_others_and_nothing_said_there_is_learned(
    companion: Companion, database: Database
) -> None:
    await answer(companion, said(companion, "My name is Harrison. I love rowing.", 901, group=None))
    known, bond = rows(database, FactRow), rows(database, Relationship)[0].last_person_at
    assert known
    await answer(companion, said(companion, "My name is Bartholomew. What do you know about me?", 902))
    assert "Harrison" not in asked(companion)[1]
    assert "rowing" not in asked(companion)[1]
    assert rows(database, FactRow) == known
    assert rows(database, Relationship)[0].last_person_at == bond
    await answer(companion, said(companion, "And here?", 903, group=None))
    assert "Bartholomew" not in asked(companion)[2]
    assert "Harrison" in asked(companion)[2]


async def test_a_turn_in_a_group_replays_exactly(companion: Companion, database: Database) -> None:
    await answer(companion, said(companion, "I love rowing.", 901, group=None))
    await answer(companion, said(companion, "hello all", 902), said(companion, "how is it going?", 903))
    report = await Replay(database, INDEXES, ByteCounter(0.4)).run([turn.id for turn in rows(database, TurnRow)])
    assert (report.turns, report.identical) == (2, 2), report


async def test_two_people_in_one_group_do_not_see_each_others_talk_and_each_is_answered_by_a_reply(
    companion: Companion, database: Database
) -> None:
    await answer(companion, said(companion, "Tell me about the lighthouse.", 901))
    await answer(companion, said(companion, "hello", 902, person="min"))
    assert "lighthouse" not in asked(companion)[1]
    targets = {message.id: message.external_id for message in rows(database, Message)}
    firsts = [row for row in rows(database, OutboxRow) if row.target_id is not None]
    assert [targets[row.target_id] for row in firsts] == ["901", "902"]


async def test_a_crisis_in_a_group_is_answered_as_one(companion: Companion) -> None:
    await answer(companion, said(companion, "I want to kill myself", 901))
    assert any("988" in text for text in companion.transport.texts)


async def test_a_moved_group_keeps_its_conversations_and_what_waits_in_them(
    companion: Companion, database: Database
) -> None:
    await answer(companion, said(companion, "Tell me about the lighthouse.", 901))
    await companion.engine.take(said(companion, "hello", 902, person="min"))
    for _ in range(2):  # both groups tell of it
        await companion.engine.take(moved(companion))
    await answer(companion, said(companion, "Go on.", 1, group=NEW))
    assert sorted(chat.external_id for chat in rows(database, Chat)) == [f"{NEW}:jisu", f"{NEW}:min"]
    assert len(rows(database, TurnRow)) == 3
    assert any("lighthouse" in text and "Go on." in text for text in asked(companion))
    old = [message.external_id for message in rows(database, Message) if "lighthouse" in str(message.text)]
    assert old == [f"{GROUP}/901"], "numbers begin anew in the new group"


async def test_who_wrote_in_the_new_group_before_the_move_was_heard_of_loses_nothing(
    companion: Companion, database: Database
) -> None:
    await companion.engine.take(said(companion, "said before", 901))
    await companion.engine.take(said(companion, "said after", 1, group=NEW))
    await companion.engine.take(moved(companion))
    await companion.engine.take(said(companion, "said before, heard late", 902))
    await companion.engine.take(moved(companion))
    await companion.engine.settle()
    assert len(rows(database, TurnRow)) == 3
    assert {chat.group_id for chat in rows(database, Chat)} == {NEW}


async def test_a_delivery_that_learns_of_the_move_is_made_again_in_the_new_group(
    companion: Companion, database: Database
) -> None:
    class Moving(KeptTransport):
        async def deliver(self, to: Address, what: Delivery) -> str | None:
            if to.external_id.startswith(f"{GROUP}:"):
                raise MovedTo(NEW)
            return await super().deliver(to, what)

    companion.transport = Moving(companion.clock)
    companion.engine = companion.new_engine()
    await answer(companion, said(companion, "hello", 901))
    assert "Yes, I see." in companion.transport.texts
    assert {row.state for row in rows(database, OutboxRow)} == {"sent"}
    assert [chat.external_id for chat in rows(database, Chat)] == [f"{NEW}:jisu"]


async def test_out_of_the_group_nobody_there_is_answered_until_it_is_back(
    companion: Companion, database: Database
) -> None:
    now = companion.clock.now()
    await companion.engine.take(said(companion, "hello", 901))
    await companion.engine.take(
        Reach(companion.bot_id, GROUP, "min", "test", 950, reachable=False, at=now + 1, group=GROUP)
    )
    await companion.engine.settle()
    assert rows(database, TurnRow) == []
    await companion.engine.take(
        Reach(companion.bot_id, GROUP, "min", "test", 951, reachable=True, at=now + 2, group=GROUP)
    )
    await companion.engine.settle()
    assert len(rows(database, TurnRow)) == 1
