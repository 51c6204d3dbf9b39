"""Forgetting in a real talk: no erased word in any record or file, and what is left replays identically."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from bot.channels.commands import Commands
from bot.engine.memory_commands import find, forget
from bot.feedback.replay import Replay
from bot.prompt.tokens import ByteCounter, text_key
from bot.storage.database import Database
from bot.storage.erasers import Erasure, erase_messages, erase_person, messages_with_replies
from bot.storage.facts import known_now, memory_version
from bot.storage.maintenance import maintain
from bot.storage.migrate import open_database
from bot.storage.owned import Owned, OwnedBlob
from bot.storage.tables import Chat, Message, MessageVector, OutboxRow, Person, Revision, Summary, TurnRow
from bot.storage.turns import list_turns
from bot.testing.model import BusyModel
from bot.turn.record import to_json
from policies.history import Strategy
from tests.companion import INDEXES, SETTINGS, Companion
from tests.unit.test_storage_maintenance import files_holding

CANARY = "canary-mangrove"
LINES = (
    "hello!", "my name is Alex", f"remember that I keep a {CANARY} at home", "I failed the exam today",
    "what do you think?", "do you like the sea?", f"tell me about {CANARY}", "good night", "how are you?",
    "what's my name?", "it rained all day", "I'm so tired",
)  # fmt: skip


async def replayed(database: Database) -> tuple[int, int, int]:
    """Turns identical, skipped and differing."""
    ids = [row.id or 0 for row in database.read_now(lambda session: list_turns(session, 1000))]
    report = await Replay(database, INDEXES, ByteCounter(0.4)).run(ids)
    assert report.turns == len(ids)
    return report.identical, report.skipped, len(report.differing)


def erased_turns(database: Database) -> int:
    rows = database.read_now(lambda session: session.exec(select(TurnRow)).all())
    assert all((row.record is None) == (row.erased_at is not None) for row in rows)
    return sum(row.record is None for row in rows)


async def talk(companion: Companion, person: str = "jisu") -> None:
    for line in LINES:
        await companion.say(line, person=person)


def forget_words(companion: Companion, words: str) -> None:
    def act(session: Session) -> None:
        chat = session.exec(select(Chat)).first()
        assert chat is not None
        forget(session, chat, find(session, chat, words), companion.clock.now())

    companion.database.write_now(act)


@pytest.mark.parametrize("strategy", ["last_window", "chunked", "summary"])
@pytest.mark.parametrize("with_model", [False, True], ids=["groups", "model"])
async def test_forgotten_words_are_in_no_file_and_all_other_turns_replay_identically(
    database: Database, home: Path, with_model: bool, strategy: Strategy
) -> None:
    settings = replace(SETTINGS, history_strategy=strategy, history_tokens=120)
    companion = Companion(database, model=BusyModel() if with_model else None, settings=settings, persona="wren")
    await talk(companion)
    assert await replayed(database) == (len(LINES), 0, 0)
    forget_words(companion, CANARY)
    maintain(database.path)
    assert files_holding(home, CANARY) == []
    erased = erased_turns(database)
    assert 2 <= erased < len(LINES)
    assert await replayed(database) == (len(LINES) - erased, erased, 0)


@pytest.mark.parametrize("strategy", ["last_window", "chunked", "summary"])
@pytest.mark.parametrize("number", [0, 6])
async def test_erasing_any_message_leaves_every_other_turn_identical(
    database: Database, number: int, strategy: Strategy
) -> None:
    settings = replace(SETTINGS, history_strategy=strategy, history_tokens=120)
    companion = Companion(database, model=BusyModel(), settings=settings, persona="wren")
    await talk(companion)

    def erase(session: Session) -> tuple[int, ...]:
        mine = session.exec(select(Message).where(Message.author == "person").order_by(col(Message.id))).all()[number]
        ids = messages_with_replies(session, mine.person_id, [mine.id or 0])
        erase_messages(session, Erasure(mine.person_id, ids, companion.clock.now()))
        return ids

    records = companion.records()
    gone = set(database.write_now(erase))
    drew_on = sum(bool(gone & set(record.provenance.messages)) for record in records)
    assert drew_on == erased_turns(database) >= 2
    assert await replayed(database) == (len(LINES) - drew_on, drew_on, 0)


async def test_a_turn_after_forgetting_knows_nothing_of_it(database: Database) -> None:
    model = BusyModel()
    companion = Companion(database, model=model, persona="wren")
    await talk(companion)
    forget_words(companion, CANARY)
    await companion.say("what do I keep at home?")
    assert CANARY not in "".join(message.content for message in model.requests[-1].messages)
    assert await replayed(database) == (len(LINES) + 1 - erased_turns(database), erased_turns(database), 0)


async def test_an_erased_person_is_in_no_file_and_others_go_on_as_before(database: Database, home: Path) -> None:
    companion = Companion(database, model=BusyModel(), persona="wren")
    await talk(companion, "zebedee-canary")
    for line in ("hello!", "my name is Min"):
        await companion.say(line, person="min")
    gone = database.read_now(lambda session: session.exec(select(Chat.person_id).order_by(col(Chat.id))).all())[0]
    database.write_now(lambda session: erase_person(session, gone))
    maintain(database.path)
    for words in (CANARY, "zebedee-canary", "I failed the exam today", "Alex"):
        assert files_holding(home, words) == [], words
    assert await replayed(database) == (2, 0, 0)
    await companion.say("hello again", person="min")
    await companion.say("hello!", person="zebedee-canary")
    assert await replayed(database) == (4, 0, 0)


async def test_a_burst_and_a_crisis_replay_identically(database: Database) -> None:
    companion = Companion(database, model=BusyModel(), persona="wren").timed()
    for text in ("hello!", "guess what", "I got the job"):
        await companion.hear(text)
    await companion.engine.settle()
    await companion.say("I want to kill myself")
    assert await replayed(database) == (2, 0, 0)


@pytest.mark.parametrize("strategy", ["last_window", "chunked", "summary"])
async def test_no_record_holds_words_of_a_message_it_does_not_name(database: Database, strategy: Strategy) -> None:
    """Also those that only stand in the extract of the earlier talk, or were counted and left out."""
    settings = replace(SETTINGS, history_strategy=strategy, history_tokens=120)
    companion = Companion(database, model=BusyModel(), settings=settings, persona="wren")
    await talk(companion)
    said = database.read_now(lambda session: session.exec(select(Message)).all())
    for record in companion.records():
        for message in said:
            if message.id not in record.provenance.messages and message.text not in record.bubbles:
                assert str(message.text) not in to_json(record)
                assert text_key(str(message.text)) not in record.token_counts


async def test_an_answer_from_the_groups_names_the_reply_it_follows(database: Database) -> None:
    """Whether it asks back depends on what was asked last."""
    companion = Companion(database, persona="wren")
    await companion.say("hello!")
    last = database.read_now(lambda session: session.exec(select(Message.id).order_by(col(Message.id).desc())).first())
    await companion.say("I failed the exam today")
    assert last in companion.records()[-1].provenance.messages


def draw_from(session: Session, message: Message) -> None:
    """A vector, a summary and an edit of a message, and an answer to a command that waits and quotes it."""
    own, number = message.person_id, message.id or 0
    at = {"person_id": own, "chat_id": message.chat_id}
    summary = Summary(
        **at, bot_id=1, kind="session", text=Owned(own, f"keeps a {CANARY}"), first_message_id=number,
        last_message_id=number, made_by="extractive", created_at=message.said_at,
    )  # fmt: skip
    vector = MessageVector(
        message_id=number, embedder="e", person_id=own, dimensions=1, data=OwnedBlob(own, CANARY.encode())
    )
    edit = Revision(person_id=own, message_id=number, text=Owned(own, f"a {CANARY}!"), edited_at=message.said_at)
    notice = OutboxRow(
        **at, seq=10_000 + number, key=f"n:{number}", kind="notice", due=2**40, body=Owned(own, str(message.text))
    )
    session.add_all([summary, vector, edit, notice])


def versions(companion: Companion, person_id: int) -> tuple[int, int]:
    """Of what is known about them, and of what was said: whoever holds either in memory reads it anew."""

    def read(session: Session) -> tuple[int, int]:
        return memory_version(session, person_id), session.get_one(Person, person_id).talk_version

    return companion.database.read_now(read)


async def test_what_one_process_forgets_no_other_recalls_and_no_file_holds(database: Database, home: Path) -> None:
    """Exports are files an operator writes on request; none is stored to wait, so there is none to erase.

    (`malbeot timing export` and `malbeot logs` write numbers, and what was erased is no longer read by them.)
    """
    heard_by_b = BusyModel()
    here = Companion(database, model=BusyModel(), persona="wren")
    there = Companion(open_database(database.path), clock=here.clock, model=heard_by_b, persona="wren")
    await talk(here)
    await there.say(f"you know my {CANARY}, right?")
    await there.say("I keep a canary-mangosteen at home", person="min")

    def drawn(session: Session) -> tuple[int, int]:
        for message in session.exec(select(Message).where(Message.author == "person")).all():
            if CANARY in str(message.text):
                draw_from(session, message)
        chat = session.exec(select(Chat).where(Chat.external_id == "chat-jisu")).one()
        return chat.id or 0, chat.person_id

    chat_id, person_id = database.write_now(drawn)
    before = versions(there, person_id)
    asked = await Commands(database, here.clock, chat_id, "en", "").run(f"/forget {CANARY}")
    assert asked.count(CANARY) >= 3
    assert "mangosteen" not in asked
    gone = await Commands(there.database, here.clock, chat_id, "en", "").run("/forget yes")
    assert "Erased. Memories: " in gone
    assert CANARY not in gone
    assert all(now > then for now, then in zip(versions(there, person_id), before, strict=True))
    assert all(now > then for now, then in zip(versions(here, person_id), before, strict=True))

    for companion in (there, here):
        await companion.say("what do I keep at home?")
    assert CANARY not in "".join(message.content for message in heard_by_b.requests[-1].messages)
    there.database.close()
    maintain(database.path)
    assert files_holding(home, CANARY) == []
    assert files_holding(home, "canary-mangosteen") != []


async def test_who_said_nearly_the_same_keeps_everything(database: Database) -> None:
    companion = Companion(database, model=BusyModel(), persona="wren")
    for person in ("jisu", "min"):
        await companion.say(f"remember that I keep a {CANARY} at home", person=person)

    def theirs(session: Session) -> tuple[list[str], list[str], int]:
        chat = session.exec(select(Chat).where(Chat.external_id == "chat-min")).one()
        said = session.exec(select(Message).where(Message.person_id == chat.person_id)).all()
        facts = known_now(session, chat.person_id, chat.bot_id)
        return [str(row.text) for row in said], [fact.value for fact in facts], memory_version(session, chat.person_id)

    before = database.read_now(theirs)
    forget_words(companion, CANARY)
    assert database.read_now(theirs) == before
    assert before[1]
