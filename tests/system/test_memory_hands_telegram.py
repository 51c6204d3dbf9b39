"""A person's hands on what is known about them, on their phone: buttons do what the typed commands do, once."""

from __future__ import annotations

import pytest

from bot.storage.database import Database
from bot.storage.tables import FactRow, ForgetRequest, InboxRow, Message, OutboxRow
from tests.on_telegram import JISU, MIN, OnTelegram, talking

pytestmark = pytest.mark.loopback


def below(on: OnTelegram, user: int = JISU) -> tuple[int, dict[str, str]]:
    """The newest message with buttons: its number, and what each button carries by its name."""
    (bot, *_) = on.emulator.world.bots.values()
    number, stored = max(
        (number, stored) for number, stored in bot.chats[user].messages.items() if "reply_markup" in stored.message
    )
    rows = stored.message["reply_markup"]["inline_keyboard"]
    return number, {button["text"]: button["callback_data"] for row in rows for button in row}


async def pressed(on: OnTelegram, name: str, user: int = JISU) -> str:
    """Press a button of the newest message that has any; gives what is answered to it."""
    number, data = below(on, user)
    on.forget()
    on.act("press", user, message_id=number, data=data[name])
    await on.until(lambda: on.events("button_answered"))
    await on.settled()
    return "\n".join(on.heard(user))


def facts(on: OnTelegram) -> list[FactRow]:
    return [row for row in on.rows(FactRow) if row.closed_version is None]


def texts(on: OnTelegram) -> list[str]:
    return [str(row.text) for row in on.rows(Message)]


async def test_from_the_list_to_one_thing_and_its_changes_by_buttons(database: Database) -> None:
    async with talking(database) as on:
        await on.answered("/remember 라일락을 좋아해")
        (fact,) = facts(on)
        assert "라일락을 좋아해" in (await on.answered("/memory"))[0]
        assert "“라일락을 좋아해”" in await pressed(on, str(fact.id))
        _, data = below(on)
        assert all(len(each.encode()) <= 64 for each in data.values())
        assert "고정했어요" in await pressed(on, "고정")
        assert "이제 말로 꺼내지 않을게요" in await pressed(on, "꺼내지 않기")
        assert [(row.pinned, row.muted) for row in facts(on)] == [(True, True)]
        assert "/memory correct" in await pressed(on, "고치기")
        assert "고정을 풀었어요" in await pressed(on, "고정 풀기")
        assert [row.pinned for row in facts(on)] == [False]


async def test_more_than_ten_have_a_button_for_more(database: Database) -> None:
    async with talking(database) as on:
        for number in range(12):
            await on.answered(f"/remember thing {number}", MIN)
        assert "thing 9" in (await on.answered("/memory", MIN))[0]
        shown = await pressed(on, "More", MIN)
        assert "thing 11" in shown
        assert "thing 9" not in shown
        assert "More" not in below(on, MIN)[1]


async def test_forgetting_by_button_asks_first_and_does_it_once_though_told_twice(database: Database) -> None:
    async with talking(database) as on:
        await on.answered("/remember 라일락을 좋아해")
        await on.answered(f"/memory {facts(on)[0].id}")
        assert "찾은 것" in await pressed(on, "지우기")
        assert "그대로 둘게요" in await pressed(on, "그대로 두기")
        assert facts(on)
        await on.answered(f"/memory {facts(on)[0].id}")
        await pressed(on, "지우기")
        on.fault("getUpdates", "duplicate_update")
        await on.answered("hello", MIN)  # the poll that waits now is the one in trouble
        told = await pressed(on, "지우기")
        assert told.startswith("지웠어요. 기억 1개")
        assert told.count("지웠어요") == 1
        assert facts(on) == []
        assert on.rows(ForgetRequest) == []
        assert not any("라일락" in str(row.body) for row in on.rows(OutboxRow))
        assert not any("라일락" in text for text in texts(on))


async def test_the_button_of_an_old_question_erases_nothing(database: Database) -> None:
    async with talking(database) as on:
        for text in ("라일락을 좋아해", "튤립을 심었어"):
            await on.answered(f"/remember {text}")
        await on.answered("/forget 라일락")
        number, data = below(on)
        await on.answered("/forget 튤립")
        on.forget()
        on.act("press", message_id=number, data=data["지우기"])
        await on.until(on.heard)
        assert "이미 지나갔어요" in on.heard()[0]
        assert len(facts(on)) == 2


async def test_a_sentence_asks_back_and_a_plain_yes_erases(database: Database) -> None:
    async with talking(database) as on:
        await on.answered("나 라일락 좋아해")
        turns = len(texts(on))
        (asked,) = await on.answered("라일락 얘기 잊어줘")
        assert "“나 라일락 좋아해”" in asked
        assert len(texts(on)) == turns, "no part of the talk"
        (gone,) = await on.answered("응")
        assert gone.startswith("지웠어요")
        assert not any("라일락" in text for text in texts(on))
        assert [row.kind for row in on.rows(InboxRow)].count("command") == 2
        assert await on.answered("응"), "now it is talk again"
        assert texts(on)[-2] == "응"


async def test_nobody_reaches_what_is_known_about_another(database: Database) -> None:
    async with talking(database) as on:
        await on.answered("/remember 라일락을 좋아해")
        (fact,) = facts(on)
        await on.answered(f"/memory {fact.id}")
        number, data = below(on)
        on.act("press", MIN, message_id=number, data=data["고정"], chat=JISU)
        (told,) = await on.answered(f"/memory pin {fact.id}", MIN)
        assert f"Nothing is known under number {fact.id}." in told
        assert not facts(on)[0].pinned


async def test_a_crisis_said_as_a_wish_is_answered_as_one(database: Database) -> None:
    async with talking(database) as on:
        answer = "\n".join(await on.answered("죽고 싶다고 한 거 잊어줘"))
        assert "109" in answer
        assert "찾은 것" not in answer
