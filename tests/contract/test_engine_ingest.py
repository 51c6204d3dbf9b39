"""Taking updates in: message, inbox row and timer in one transaction, and never the same update twice."""

from __future__ import annotations

import pytest
from sqlmodel import Session, SQLModel, select

from bot.engine.ingest import LONGEST_WAIT_MS, ingest
from bot.storage.database import Database
from bot.storage.tables import Chat, Identity, InboxRow, Message, Timer
from policies.timing.rules import TimingRules
from tests.companion import Companion


@pytest.fixture
def companion(database: Database) -> Companion:
    return Companion(database).timed()


def rows(database: Database, table: type[SQLModel]) -> list[SQLModel]:
    return database.read_now(lambda session: list(session.exec(select(table))))


async def test_an_update_is_a_message_an_inbox_row_and_a_due_timer(companion: Companion, database: Database) -> None:
    chat_id = await companion.hear("나 오늘 시험 망했어.", update_id=77)
    (message,), (inbox,), (timer,) = rows(database, Message), rows(database, InboxRow), rows(database, Timer)
    assert (str(message.text), message.author, message.chat_id) == ("나 오늘 시험 망했어.", "person", chat_id)
    assert (inbox.update_id, inbox.message_id, inbox.turn_id) == (77, message.id, None)
    assert timer.due == companion.clock.now() + inbox.wait_ms
    assert inbox.wait_ms == TimingRules().finished_wait_ms


async def test_the_same_update_again_changes_nothing(companion: Companion, database: Database) -> None:
    await companion.hear("안녕", update_id=5)
    before = rows(database, Timer)
    companion.clock.advance(500)
    assert (await companion.engine.ingest(companion.incoming("안녕", update_id=5))).message_id is None
    assert len(rows(database, Message)) == len(rows(database, InboxRow)) == 1
    assert rows(database, Timer) == before


async def test_update_ids_may_start_anew_at_a_smaller_number(companion: Companion, database: Database) -> None:
    for update_id in (900, 3, 901):
        await companion.hear("안녕", update_id=update_id)
    assert [row.update_id for row in rows(database, InboxRow)] == [900, 3, 901]


async def test_a_channel_without_numbers_gets_them_from_its_bot(companion: Companion, database: Database) -> None:
    for person in ("jisu", "min", "jisu"):
        await companion.hear("안녕", person=person)
    assert [row.update_id for row in rows(database, InboxRow)] == [1, 2, 3]


async def test_an_update_without_words_is_not_a_message(companion: Companion, database: Database) -> None:
    for nothing in ("", "   ", "\u200b\n"):
        assert (await companion.engine.ingest(companion.incoming(nothing))).message_id is None
    assert rows(database, Message) == rows(database, Timer) == []


async def test_people_are_told_apart_and_known_again(companion: Companion, database: Database) -> None:
    for person in ("jisu", "min", "jisu"):
        await companion.hear("안녕", person=person)
    assert [row.external_id for row in rows(database, Identity)] == ["jisu", "min"]
    assert [row.external_id for row in rows(database, Chat)] == ["chat-jisu", "chat-min"]


async def test_a_crisis_message_waits_for_nothing(companion: Companion, database: Database) -> None:
    await companion.hear("그냥 요즘")
    await companion.hear("죽고 싶어")
    (timer,) = rows(database, Timer)
    assert timer.due == companion.clock.now()


async def test_steady_typing_cannot_put_the_answer_off_for_ever(companion: Companion, database: Database) -> None:
    start = companion.clock.now()
    for _ in range(30):
        await companion.hear("그리고")
        companion.clock.advance(1_000)
    (timer,) = rows(database, Timer)
    assert timer.due == start + LONGEST_WAIT_MS


def test_a_transaction_that_fails_keeps_no_part_of_the_update(companion: Companion, database: Database) -> None:
    def half(session: Session) -> None:
        ingest(session, companion.incoming("안녕"), lambda _: TimingRules(), 0)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        database.write_now(half)
    assert rows(database, Message) == rows(database, InboxRow) == rows(database, Timer) == rows(database, Chat) == []
