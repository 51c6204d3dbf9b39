"""Buttons on the phone: they come under what the persona began, do once what they say, and only for who may talk."""

from __future__ import annotations

from typing import Any

import pytest

from bot.storage.database import Database
from bot.storage.outbox import Outgoing
from bot.storage.people import consents
from bot.storage.tables import ConsentEvent, Identity, InboxRow, Message, Person, Relationship
from policies.proactive.wording import CONTROLS
from tests.on_telegram import JISU, MIN, OnTelegram, served, talking

pytestmark = pytest.mark.loopback
KO = CONTROLS["ko", "banmal"]


async def begun(on: OnTelegram, text: str = "면접은 잘 봤어?", kind: Any = "proactive", user: int = JISU) -> int:
    """The persona begins a talk; the message's number on the phone."""
    on.forget()
    on.put(Outgoing(text, on.now, kind=kind), user=user)
    await on.until(lambda: on.events("bot_message"))
    await on.settled()
    (row,) = on.events("bot_message")
    return int(row["message_id"])


def buttons(on: OnTelegram, number: int, user: int = JISU) -> list[str]:
    (bot, *_) = on.emulator.world.bots.values()
    ((*row,),) = bot.chats[user].messages[number].message["reply_markup"]["inline_keyboard"]
    return [button["text"] for button in row]


def agreed(on: OnTelegram, user: int = JISU) -> bool:
    (person,) = [row.person_id for row in on.rows(Identity) if row.external_id == str(user)]
    return on.database.read_now(lambda session: consents(session, person)["proactive"])


def confirmations(on: OnTelegram) -> int:
    """How often the bot confirmed a press, in vain or not."""
    return sum(request["method"] == "answerCallbackQuery" for request in on.emulator.world.requests)


async def press(on: OnTelegram, number: int, data: str, user: int = JISU, **body: Any) -> list[str]:
    """What is told above the chat."""
    before = len(on.events("button_answered"))
    on.act("press", user, message_id=number, data=data, **body)
    await on.until(lambda: len(on.events("button_answered")) > before)
    await on.settled()
    return [row["text"] for row in on.events("button_answered")][before:]


async def test_what_the_persona_begins_has_buttons_and_is_part_of_the_talk(database: Database) -> None:
    async with talking(database) as on:
        number = await begun(on)
        assert buttons(on, number) == [KO.less, KO.more, KO.stop]
        said = on.rows(Message)[-1]
        assert (said.author, str(said.text), said.external_id) == ("persona", "면접은 잘 봤어?", str(number))
        number = await begun(on, "How did the interview go?", user=MIN)
        assert buttons(on, number, MIN) == ["Less often", "More often", "Stop"]
        assert await on.answered("응, 잘 봤어")
        reply = max(next(iter(on.emulator.world.bots.values())).chats[JISU].messages)
        assert reply > number
        assert "reply_markup" not in next(iter(on.emulator.world.bots.values())).chats[JISU].messages[reply].message


async def test_agreeing_and_stopping_each_count_once_though_told_twice(database: Database) -> None:
    async with talking(database) as on:
        number = await begun(on, "내가 가끔 먼저 말을 걸어도 될까?", "consent")
        assert buttons(on, number) == [KO.yes, KO.no]
        assert await press(on, number, "c:yes") == [KO.agreed]
        assert agreed(on)
        number = await begun(on)
        assert await press(on, number, "p:more") == [KO.increased]
        on.fault("getUpdates", "duplicate_update")
        await on.answered("hello", MIN)  # the poll that waits now is the one in trouble
        before = confirmations(on)
        assert await press(on, number, "p:stop") == [KO.stopped]
        await on.until(lambda: confirmations(on) == before + 2)
        assert not agreed(on)
        assert [(row.purpose, row.granted) for row in on.rows(ConsentEvent)] == [
            ("proactive", True),
            ("proactive", False),
        ]
        assert [row.kind for row in on.rows(InboxRow)].count("pressed") == 3
        (bond,) = [row for row in on.rows(Relationship) if row.proactive_level != "normal"]
        assert bond.proactive_level == "more"


async def test_a_press_is_committed_before_it_is_confirmed_and_a_refused_confirmation_harms_nothing(
    database: Database,
) -> None:
    async with talking(database) as on:
        number = await begun(on)
        on.fault("answerCallbackQuery", "refuse", description="Bad Request: query is too old")
        on.act("press", message_id=number, data="p:less")
        await on.settled()
        assert [row.kind for row in on.rows(InboxRow)].count("pressed") == 1
        assert "less" in {row.proactive_level for row in on.rows(Relationship)}
        assert await on.answered("안녕"), "the talk goes on"


async def test_a_minor_who_agrees_is_not_opted_in(database: Database) -> None:
    async with talking(database) as on:
        number = await begun(on, "내가 가끔 먼저 말을 걸어도 될까?", "consent")

        def young(session: Any) -> None:
            for row in on.rows(Person):
                session.get_one(Person, row.id).age_status = "minor"

        database.write_now(young)
        (told,) = await press(on, number, "c:yes")
        assert "미성년자" in told
        assert on.rows(ConsentEvent) == []


async def test_a_strangers_press_and_one_in_anothers_chat_do_nothing(database: Database) -> None:
    async with talking(database) as on:
        number, others = await begun(on), await begun(on, "How are you?", user=MIN)
        before = len(on.rows(InboxRow))
        assert await press(on, number, "p:stop", MIN, chat=JISU) == [""]
        emulator = on.emulator
        await on.leave()
        async with served(emulator, database, access="list", allowed=[JISU]) as closed:
            assert await press(closed, others, "p:stop", MIN) == [""]
            assert len(closed.rows(InboxRow)) == before
            assert closed.rows(ConsentEvent) == []
            assert await press(closed, number, "p:stop") == [KO.stopped]
            assert len(closed.rows(ConsentEvent)) == 1


async def test_a_button_that_is_not_ours_is_confirmed_and_nothing_else(database: Database) -> None:
    async with talking(database) as on:
        number = await begun(on)
        (bot, *_) = on.emulator.world.bots.values()
        stored = bot.chats[JISU].messages[number].message
        stored["reply_markup"]["inline_keyboard"][0][0]["callback_data"] = "p:everything"
        before = len(on.rows(InboxRow))
        assert await press(on, number, "p:everything") == [""]
        assert len(on.rows(InboxRow)) == before


async def test_through_a_webhook_a_press_is_heard_too(database: Database) -> None:
    async with talking(database, webhook=True) as on:
        number = await begun(on)
        assert await press(on, number, "p:less") == [KO.lessened]


async def test_commands_about_writing_first_are_answered_in_the_persons_language(database: Database) -> None:
    async with talking(database) as on:
        assert "어느 도시에 계세요?" in (await on.answered("/first on"))[0]
        assert "서울 시간" in (await on.answered("/zone 서울"))[0]
        assert "tomorrow" not in (await on.answered("/quiet", MIN))[0]
        assert "Writing first: off" in (await on.answered("/first", MIN))[0]
        assert "먼저 말 걸기: 켜짐" in (await on.answered("/first"))[0]
