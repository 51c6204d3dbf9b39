"""An edited message takes back what its old words had closed, and only that."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlmodel import Session

from bot.engine.incoming import Edited
from bot.storage.database import Database
from bot.storage.facts import EVERYTHING, facts_as_of, known_now, memory_version
from memory.facts import AsOf, Fact
from tests.companion import Companion

DAY_MS = 86_400_000


class Talk:
    """A person's messages, one a day, and edits of them."""

    def __init__(self, database: Database, persona: str = "wren") -> None:
        self.at = Companion(database, persona=persona)

    async def say(self, *lines: str) -> None:
        for line in lines:
            await self.at.engine.take(replace(self.at.incoming(line), external_id=line))
            await self.at.engine.settle()
            self.at.clock.advance(DAY_MS)

    async def edit(self, line: str, text: str) -> None:
        told = replace(self.at.incoming(text), external_id=line, update_id=None)
        await self.at.engine.take(Edited(told, self.at.clock.now()))
        await self.at.engine.settle()
        self.at.clock.advance(DAY_MS)

    def known(self, version: int | None = None) -> list[str]:
        def read(session: Session) -> tuple[Fact, ...]:
            until = memory_version(session, 1) if version is None else version
            return facts_as_of(session, 1, self.at.bot_id, AsOf(until, EVERYTHING, EVERYTHING))

        return [f"{fact.attribute}={fact.value}" for fact in self.at.database.read_now(read)]

    def version(self) -> int:
        return self.at.database.read_now(lambda session: memory_version(session, 1))


@pytest.mark.parametrize(
    ("persona", "lines", "edited", "after"),
    [
        ("wren", ("I am a nurse", "I quit my job"), "I almost quit my job haha", ["job=nurse"]),
        ("wren", ("I live in Leeds", "I live in York"), "I have been to York", ["home=Leeds"]),
        ("wren", ("I love coffee", "I hate coffee"), "I had a coffee", ["likes=coffee"]),
        ("wren", ("I live in Leeds", "I live in York"), "I live in Bath", ["home=Bath"]),
        ("wren", ("I am a nurse", "I quit my job"), "I quit my job today", []),
        ("bom", ("나 간호사야", "퇴사했어"), "퇴사하고 싶다", ["job=간호사"]),
        ("bom", ("나 대전 살아", "부산으로 이사했어"), "부산으로 여행 갔다 왔어", ["home=대전"]),
        ("bom", ("나 땅콩 알레르기 있어", "나 땅콩 알레르기 아니래"), "나 호두 알레르기 아니래", ["allergy=땅콩"]),
    ],
)
async def test_what_only_the_old_words_closed_holds_again(
    database: Database, persona: str, lines: tuple[str, str], edited: str, after: list[str]
) -> None:
    talk = Talk(database, persona)
    await talk.say(*lines)
    await talk.edit(lines[1], edited)
    assert talk.known() == after


async def test_a_fact_that_holds_again_keeps_its_source_and_the_past_stays_readable(database: Database) -> None:
    talk = Talk(database)
    await talk.say("I am a nurse")
    before = talk.version()
    await talk.say("I quit my job")
    closed = talk.version()
    await talk.edit("I quit my job", "I almost quit my job haha")
    assert talk.known(before) == ["job=nurse"]
    assert talk.known(closed) == []
    (fact,) = database.read_now(lambda session: known_now(session, 1, talk.at.bot_id))
    assert fact.sources == (1,)


async def test_what_a_later_message_replaced_stays_replaced(database: Database) -> None:
    talk = Talk(database)
    await talk.say("I live in Leeds", "I live in York", "I live in Bath")
    await talk.edit("I live in York", "I have been to York")
    assert talk.known() == ["home=Bath"]
    await talk.edit("I live in Bath", "I have been to Bath")
    assert talk.known() == ["home=Leeds"], "York was taken back before"


async def test_what_a_later_message_ended_too_stays_ended(database: Database) -> None:
    talk = Talk(database)
    await talk.say("I am a nurse", "I quit my job", "I got fired")
    await talk.edit("I quit my job", "I almost quit my job haha")
    assert talk.known() == []


async def test_an_edit_of_a_message_that_closed_nothing_changes_nothing(database: Database) -> None:
    talk = Talk(database)
    await talk.say("I am a nurse", "it rained today", "I quit my job")
    await talk.edit("it rained today", "it snowed today")
    assert talk.known() == []
