"""What is heard beside messages: edits, reactions, blocks and commands, each taken once and at its right place."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlmodel import SQLModel, select

from bot.engine.incoming import Edited, Event, Incoming, Reach, Reacted
from bot.prompt.attachments import Attachment, to_json
from bot.storage import outbox, sending
from bot.storage.database import Database
from bot.storage.outbox import Delivery, OnUnknown, Outgoing
from bot.storage.tables import Chat, InboxRow, Message, OutboxRow, Revision, Signal, Timer, TurnRow
from bot.testing.model import BusyModel, ScriptedModel
from tests.companion import Companion


@pytest.fixture
def companion(database: Database) -> Companion:
    return Companion(database, model=ScriptedModel(["Yes, I see."]))


def rows(database: Database, table: type[SQLModel]) -> list[Any]:
    return database.read_now(lambda session: list(session.exec(select(table))))


def said(companion: Companion, text: str, number: int = 1, **fields: Any) -> Incoming:
    return replace(companion.incoming(text), external_id=str(number), update_id=100 + number, **fields)


def edited(companion: Companion, text: str, number: int = 1, update_id: int = 500, later: int = 1_000) -> Edited:
    return Edited(replace(said(companion, text, number), update_id=update_id), companion.clock.now() + later)


def reacted(companion: Companion, *emoji: str, number: str = "1", update_id: int = 600) -> Reacted:
    bot, now = companion.bot_id, companion.clock.now()
    return Reacted(bot, "chat-jisu", "jisu", "test", update_id, number, emoji, now)


def reach(companion: Companion, reachable: bool, update_id: int = 700) -> Reach:
    return Reach(companion.bot_id, "chat-jisu", "jisu", "test", update_id, reachable)


async def take(companion: Companion, *events: Event) -> None:
    for event in events:
        await companion.engine.take(event)


def asked(companion: Companion) -> list[str]:
    """What the model was asked, word for word, request by request."""
    assert isinstance(companion.model, ScriptedModel | BusyModel)
    return ["\n".join(message.content for message in request.messages) for request in companion.model.requests]


EVENTS: dict[str, Callable[[Companion], Event]] = {
    "a message": lambda companion: said(companion, "hello", 9),
    "an edit": lambda companion: edited(companion, "hello again"),
    "a reaction": lambda companion: reacted(companion, "👍"),
    "a block": lambda companion: reach(companion, reachable=False),
    "an unblock": lambda companion: reach(companion, reachable=True),
}


@pytest.mark.parametrize("name", EVENTS)
async def test_an_update_that_comes_twice_changes_nothing_the_second_time(
    companion: Companion, database: Database, name: str
) -> None:
    await take(companion, said(companion, "hi"))
    event, tables = EVENTS[name](companion), (Message, InboxRow, Timer, Signal, Revision, Chat)
    await take(companion, event)
    before = [rows(database, table) for table in tables]
    companion.clock.advance(500)
    await take(companion, event)
    assert [rows(database, table) for table in tables] == before


async def test_what_is_no_message_waits_for_no_answer(companion: Companion, database: Database) -> None:
    await take(companion, reacted(companion, "👍"), reach(companion, reachable=True))
    await companion.engine.answer_command(said(companion, "/help"), "Just talk.")
    await companion.engine.settle()
    assert [row.kind for row in rows(database, InboxRow)] == ["reaction", "reach", "command"]
    assert rows(database, TurnRow) == []


async def test_an_unanswered_message_is_answered_as_it_reads_after_its_edit(
    companion: Companion, database: Database
) -> None:
    companion = companion.timed()
    await take(companion, said(companion, "I like cats."))
    companion.clock.advance(500)
    await take(companion, edited(companion, "I like dogs."))
    (timer,) = rows(database, Timer)
    assert timer.due == companion.clock.now() + 900, "it waits again for more"
    await companion.engine.settle()
    assert len(asked(companion)) == 1
    assert "I like dogs." in asked(companion)[0]
    assert "cats" not in asked(companion)[0]
    assert rows(database, Revision) == []


async def test_an_edit_of_an_answered_message_is_kept_beside_the_answered_words(
    companion: Companion, database: Database
) -> None:
    await take(companion, said(companion, "I like cats."))
    await companion.engine.settle()
    await take(companion, edited(companion, "I like dogs."))
    await companion.engine.settle()
    (revision,) = rows(database, Revision)
    person = [message for message in rows(database, Message) if message.author == "person"]
    assert (str(revision.text), [str(message.text) for message in person]) == ("I like dogs.", ["I like cats."])
    assert len(rows(database, TurnRow)) == 1, "nobody is answered twice for an edit"


async def test_an_edit_that_leaves_the_words_of_an_answered_message_is_no_revision(
    companion: Companion, database: Database
) -> None:
    await take(companion, said(companion, "I like cats."))
    await companion.engine.settle()
    await take(companion, edited(companion, "I like cats."))
    assert rows(database, Revision) == []


async def test_an_edit_older_than_the_last_one_changes_nothing(companion: Companion, database: Database) -> None:
    newer, older = edited(companion, "newer", later=2_000), edited(companion, "older", update_id=501, later=1_000)
    await take(companion, said(companion, "first"), newer, older)
    assert [str(message.text) for message in rows(database, Message)] == ["newer"]
    await companion.engine.settle()
    await take(companion, edited(companion, "oldest", update_id=502, later=500))
    assert rows(database, Revision) == []


async def test_an_edit_that_comes_before_its_message_is_the_message(companion: Companion, database: Database) -> None:
    await take(companion, edited(companion, "as it reads now"), said(companion, "as it read"))
    await companion.engine.settle()
    person = [message for message in rows(database, Message) if message.author == "person"]
    assert [str(message.text) for message in person] == ["as it reads now"]
    assert len(rows(database, TurnRow)) == 1


async def test_an_edit_while_the_turn_runs_discards_the_draft(database: Database) -> None:
    async def meanwhile(number: int) -> None:
        if number <= 3:  # more often than drafts are discarded for new messages
            await take(companion, edited(companion, f"dogs {number}", update_id=500 + number, later=number))

    model = BusyModel(meanwhile)
    companion = Companion(database, model=model)
    await take(companion, said(companion, "cats"))
    await companion.engine.settle()
    assert "dogs 3" in asked(companion)[-1]
    assert len(rows(database, TurnRow)) == 1
    (heard,) = companion.transport.heard.values()
    assert heard[-2:] == ["Here is answer 4.", "And the end of 4."], "the answer is about the words as they are"


async def test_an_edit_to_words_of_a_crisis_has_no_wait(companion: Companion, database: Database) -> None:
    companion = companion.timed()
    await take(companion, said(companion, "I am"), edited(companion, "I want to die"))
    (timer,) = rows(database, Timer)
    assert timer.due == companion.clock.now()


async def test_what_was_sent_along_is_replaced_by_an_edit_too(companion: Companion, database: Database) -> None:
    place, moved = (to_json(Attachment("location", latitude=at, longitude=1.0)) for at in (1.0, 2.0))
    first = said(companion, "", kind="location", attachments=place)
    await take(companion, first, Edited(replace(first, update_id=500, attachments=moved), companion.clock.now() + 1))
    (message,) = rows(database, Message)
    assert json.loads(message.attachments)["latitude"] == 2.0


async def test_a_reaction_is_a_signal_about_the_turn_that_said_it(companion: Companion, database: Database) -> None:
    await take(companion, said(companion, "hi", 90))
    await companion.engine.settle()
    (turn,) = rows(database, TurnRow)
    bubble = [message for message in rows(database, Message) if message.author == "persona"][-1]
    await take(companion, reacted(companion, "❤", number=bubble.external_id), reacted(companion, update_id=601))
    first, second = rows(database, Signal)
    assert (first.turn_id, first.message_id, str(first.value)) == (turn.id, bubble.id, "❤")
    assert str(second.value) == "", "taken back"
    assert first.kind == second.kind == "reaction"


async def test_a_reaction_to_something_unknown_is_kept_without_a_turn(companion: Companion, database: Database) -> None:
    await take(companion, reacted(companion, "👍", number="999"))
    (signal,) = rows(database, Signal)
    assert (signal.turn_id, signal.message_id, str(signal.value)) == (None, None, "👍")


async def test_who_blocks_the_bot_is_sent_nothing_more_and_no_turn_runs(
    companion: Companion, database: Database
) -> None:
    await take(companion, said(companion, "hi"))
    assert await companion.engine.worker.step() == "answered"
    await take(companion, said(companion, "and this", 2), reach(companion, reachable=False))
    await companion.engine.settle()
    assert companion.transport.sent == []
    assert {row.state for row in rows(database, OutboxRow)} == {"cancelled"}
    (timer,), (chat,) = rows(database, Timer), rows(database, Chat)
    assert (timer.due, timer.owner, chat.reachable) == (None, None, False)


async def test_a_turn_that_runs_while_the_bot_is_blocked_says_nothing(database: Database) -> None:
    async def meanwhile(number: int) -> None:
        if number == 1:
            await take(companion, reach(companion, reachable=False))

    companion = Companion(database, model=BusyModel(meanwhile))
    await take(companion, said(companion, "hi"))
    await companion.engine.settle()
    assert (companion.transport.sent, rows(database, TurnRow)) == ([], [])
    await take(companion, reach(companion, reachable=True, update_id=701))
    await companion.engine.settle()
    assert len(rows(database, TurnRow)) == 1, "it was left waiting, not lost"


@pytest.mark.parametrize("says_more", [False, True], ids=["unblocks only", "says more"])
async def test_what_waited_is_answered_after_the_unblock_and_unsent_bubbles_were_never_said(
    companion: Companion, database: Database, says_more: bool
) -> None:
    assert isinstance(companion.model, ScriptedModel)
    companion.model._replies = ["An unsent bubble.", "Welcome back."]  # type: ignore[assignment]
    await take(companion, said(companion, "hi"))
    assert await companion.engine.worker.step() == "answered"
    await take(companion, said(companion, "are you there?", 2), reach(companion, reachable=False))
    await take(companion, reach(companion, reachable=True, update_id=701))
    if says_more:
        await take(companion, said(companion, "hello?", 3))
    await companion.engine.settle()
    assert companion.transport.texts[-1] == "Welcome back."
    assert "An unsent bubble." not in companion.transport.texts
    assert "are you there?" in asked(companion)[1]
    assert "An unsent bubble." not in asked(companion)[1]


async def test_who_writes_can_be_written_to_whatever_was_known(companion: Companion, database: Database) -> None:
    await take(companion, reach(companion, reachable=False), said(companion, "hi"))
    await companion.engine.settle()
    assert companion.transport.texts[-1] == "Yes, I see."
    (chat,) = rows(database, Chat)
    assert chat.reachable


async def test_the_answer_to_a_command_comes_in_order_and_is_no_part_of_the_talk(
    companion: Companion, database: Database
) -> None:
    await companion.engine.answer_command(said(companion, "/memory"), "- name: Jisu")
    await companion.engine.answer_command(said(companion, "/memory"), "- name: Jisu")
    await companion.engine.answer_command(said(companion, "/help", 2), "Just talk.")
    assert [str(row.body) for row in rows(database, OutboxRow)] == ["- name: Jisu", "Just talk."]
    await companion.engine.settle()
    assert [each.text for each in companion.transport.beside] == ["- name: Jisu", "Just talk."]
    assert [str(row.body) for row in rows(database, OutboxRow)] == ["", ""], "its words are not kept"
    assert rows(database, Message) == []


async def test_a_long_answer_to_a_command_comes_in_several_parts(companion: Companion, database: Database) -> None:
    answer = "\n".join(f"- a fact: number {number}" for number in range(400))
    await companion.engine.answer_command(said(companion, "/memory"), answer)
    await companion.engine.settle()
    parts = [each.text for each in companion.transport.beside]
    assert len(parts) > 1
    assert all(len(part) <= 4096 for part in parts)
    assert " ".join(parts).split() == answer.split()


def notice(companion: Companion, database: Database) -> Delivery:
    """A notice that is being sent."""
    now = companion.clock.now()
    person = rows(database, Chat)[0].person_id
    database.write_now(lambda session: outbox.put(session, 1, person, "n", [Outgoing("private", now, kind="notice")]))
    held = database.write_now(lambda session: sending.claim(session, now, 1_000, "me"))
    assert held is not None
    database.write_now(lambda session: sending.mark_sending(session, held, now, 1_000))
    return held


ENDS: dict[str, tuple[Callable[[Any, Delivery], None], OnUnknown]] = {
    "refused": (outbox.mark_refused, "resend"),
    "unknown": (lambda session, held: outbox.mark_unknown(session, held, 0, "drop"), "drop"),
}


@pytest.mark.parametrize("how", ENDS)
async def test_a_notice_that_is_never_sent_leaves_no_words_either(
    companion: Companion, database: Database, how: str
) -> None:
    await take(companion, reach(companion, reachable=True))
    held = notice(companion, database)
    database.write_now(lambda session: ENDS[how][0](session, held))
    assert [str(row.body) for row in rows(database, OutboxRow)] == [""]


async def test_a_blocked_chats_notices_leave_no_words(companion: Companion, database: Database) -> None:
    await companion.engine.answer_command(said(companion, "/memory"), "- name: Jisu")
    await take(companion, reach(companion, reachable=False))
    (row,) = rows(database, OutboxRow)
    assert (row.state, str(row.body)) == ("cancelled", "")


async def test_a_reply_finds_the_bubble_it_answers(companion: Companion, database: Database) -> None:
    await take(companion, said(companion, "hi", 90))
    await companion.engine.settle()
    bubble = [message for message in rows(database, Message) if message.author == "persona"][-1]
    await take(companion, said(companion, "what do you mean?", 91, reply_to=bubble.external_id))
    await companion.engine.settle()
    answer = [message for message in rows(database, Message) if message.author == "person"][-1]
    assert answer.reply_to == bubble.id
    assert "in reply to “Yes, I see.”" in asked(companion)[1]
