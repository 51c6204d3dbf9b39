"""The door on Telegram: who is let in, who is turned away, and that nothing of a stranger's is kept."""

from __future__ import annotations

import logging

import pytest
from sqlmodel import SQLModel, select

from bot.channels.telegram.words import PRIVATE, UNCLAIMED
from bot.storage.database import Database
from bot.storage.tables import Bot, Message, Owner
from tests.on_telegram import JISU, MIN, OnTelegram, emulated, on_telegram, served

pytestmark = pytest.mark.loopback


async def code(on: OnTelegram) -> str:
    """What the link that `malbeot run` prints carries."""
    ((name, link),) = (await on.channel.claim_links()).items()
    assert name == "day_bot"
    return link.partition("?start=")[2]


async def heard_by(on: OnTelegram, user: int, count: int = 1) -> list[str]:
    await on.until(lambda: len(on.heard(user)) >= count)
    await on.settled()
    return on.heard(user)


def everything_stored(database: Database) -> str:
    """All rows of all tables, as text."""
    tables = [mapper.class_ for mapper in SQLModel._sa_registry.mappers]
    return "\n".join(
        str(row)
        for table in tables
        for row in database.read_now(lambda session, of=table: session.exec(select(of)).all())
    )


async def test_the_link_makes_whoever_opens_it_the_owner_and_works_once(database: Database) -> None:
    async with on_telegram(database, access="owner") as on:
        link = await code(on)
        on.act("start", payload=link)
        assert await heard_by(on, JISU)
        assert len(on.rows(Owner)) == 1
        on.forget()
        on.act("start", MIN, payload=link)
        assert await heard_by(on, MIN) == [PRIVATE["en"]]
        assert len(on.rows(Owner)) == 1
        assert await on.answered("안녕")
        assert link not in everything_stored(database)
        assert await on.channel.claim_links() == {}


async def test_a_stranger_is_turned_away_once_and_nothing_of_theirs_is_kept(database: Database) -> None:
    async with on_telegram(database, access="owner") as on:
        on.act("start", payload=await code(on))
        await heard_by(on, JISU)
        before = everything_stored(database)
        number = on.say("a strangers words", MIN)
        on.say("more of a strangers words", MIN)
        on.act("edit", MIN, message_id=number, text="edited strangers words")
        on.act("react", MIN, message_id=number, emoji="👍")
        on.say("/remember strangers words", MIN)
        on.act("block", MIN)
        on.act("unblock", MIN)
        assert await heard_by(on, MIN) == [PRIVATE["en"]]
        assert everything_stored(database) == before
        assert str(MIN) not in before


async def test_a_stranger_in_a_crisis_is_told_whom_to_call_each_time_and_is_not_asked_to_go_on(
    database: Database,
) -> None:
    async with on_telegram(database, access="list") as on:
        on.say("hello?", MIN)
        on.say("I want to kill myself", MIN)
        on.say("죽고 싶어", MIN)
        heard = await heard_by(on, MIN)
        assert heard[0] == PRIVATE["en"]
        assert ["988" in text for text in heard] == [False, True, False]
        assert ["109" in text for text in heard] == [False, False, True]
        assert not any(text.rstrip().endswith("?") for text in heard)
        assert on.rows(Message) == []


async def test_before_anybody_owns_the_bot_everybody_is_told_so(database: Database) -> None:
    async with on_telegram(database, access="owner") as on:
        on.say("안녕")
        on.act("start", MIN, payload="claim-guessed")
        assert await heard_by(on, JISU) == [UNCLAIMED["ko"]]
        assert await heard_by(on, MIN) == [UNCLAIMED["en"]]
        assert on.rows(Message) == []


async def test_with_a_list_those_on_it_and_the_owner_may_talk(database: Database) -> None:
    async with on_telegram(database, access="list", allowed=[MIN]) as on:
        assert await on.answered("hello", MIN)
        on.say("안녕")
        assert await heard_by(on, JISU) == [PRIVATE["ko"]]
        on.forget()
        on.act("start", payload=await code(on))
        await heard_by(on, JISU)
        assert await on.answered("이제는?")


async def test_open_is_open_to_everybody(database: Database) -> None:
    async with on_telegram(database, access="open") as on:
        assert await on.answered("안녕")
        assert await on.answered("hello", MIN)


async def test_the_owner_stays_the_owner_after_a_restart_and_an_older_link_is_void(database: Database) -> None:
    async with emulated() as emulator:
        async with served(emulator, database, access="owner") as first:
            old = await code(first)
        async with served(emulator, database, access="owner") as second:
            new = await code(second)
            second.act("start", payload=old)
            assert await heard_by(second, JISU) == [UNCLAIMED["ko"]]
            second.act("start", payload=new)
            await heard_by(second, JISU, 2)
        async with served(emulator, database, access="owner") as third:
            assert await third.channel.claim_links() == {}
            assert await third.answered("안녕")
        assert len(database.read_now(lambda session: session.exec(select(Bot)).all())) == 1


async def test_the_log_holds_neither_words_nor_names_nor_codes(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        async with on_telegram(database, access="owner") as on:
            link = await code(on)
            on.act("start", payload=link)
            await heard_by(on, JISU)
            on.fault("sendMessage", "refuse", description="Bad Request: refused")
            await on.answered("아주 비밀스러운 이야기")
            on.say("a strangers words", MIN)
            await heard_by(on, MIN)
    ours = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("bot."))
    assert "refused" in ours
    for secret in ("비밀", "strangers", "지수", "Min", link):
        assert secret not in ours
