"""How updates reach a bot through the emulator: long poll, confirmation, filters, conflicts, what people do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiogram.exceptions import TelegramConflictError, TelegramUnauthorizedError
from aiogram.types import Update

from tests.emulated import BOT, JISU, TOKEN, Stage, extras, stage

pytestmark = pytest.mark.loopback
DAY_MS = 24 * 60 * 60 * 1000
# Every act of a person: its body, the kind of update it makes, and where its words are.
ACTS: dict[str, tuple[dict[str, Any], str]] = {
    "text": ({"text": "안녕", "reply_to": 1}, "message"),
    "photo": ({"content": "iVBORw==", "caption": "하늘", "media_group_id": "7"}, "message"),
    "sticker": ({"emoji": "🌙", "set_name": "moods", "content": "YQ=="}, "message"),
    "voice": ({"seconds": 3600, "content": "T2dnUw=="}, "message"),
    "video": ({"seconds": 4, "content": "YQ=="}, "message"),
    "document": ({"name": "a.pdf", "size": 10}, "message"),
    "location": ({"latitude": 37.5, "longitude": 127.0}, "message"),
    "contact": ({"phone_number": "+8210", "first_name": "민수"}, "message"),
    "forward": ({"text": "들었어?", "from_name": "민수"}, "message"),
    "start": ({"payload": "claim-1"}, "message"),
    "edit": ({"message_id": 1, "text": "/start again"}, "edited_message"),
    "react": ({"message_id": 1, "emoji": "👍"}, "message_reaction"),
    "block": ({}, "my_chat_member"),
}
ALL_KINDS = ["message", "edited_message", "message_reaction", "my_chat_member", "callback_query"]


@pytest.fixture
async def on() -> AsyncIterator[Stage]:
    async with stage() as opened:
        await opened.act("start")
        yield opened


async def texts(on: Stage, **query: Any) -> list[str | None]:
    return [update.message.text for update in await on.bot.get_updates(**query) if update.message]


@pytest.mark.parametrize("act", ACTS)
async def test_what_a_person_does_is_an_update_as_telegram_sends_it(on: Stage, act: str) -> None:
    await on.bot.get_updates(allowed_updates=ALL_KINDS)
    body, kind = ACTS[act]
    assert isinstance(await on.act(act, **body), int)
    _, told = await on.raw("getUpdates")
    update = Update.model_validate(told["result"][-1])
    assert (update.event_type, extras(update)) == (kind, [])


async def test_a_message_is_delivered_again_until_a_higher_offset_confirms_it(on: Stage) -> None:
    await on.act("text", text="one")
    first = await on.bot.get_updates()
    assert [update.message.text for update in first] == ["/start", "one"]
    assert await texts(on) == ["/start", "one"]
    assert await texts(on, offset=first[1].update_id) == ["one"]
    assert await texts(on) == ["one"]
    assert await texts(on, offset=first[1].update_id + 1) == []


async def test_update_ids_are_sequential_and_a_limit_takes_the_oldest(on: Stage) -> None:
    for number in range(4):
        await on.act("text", text=str(number))
    updates = await on.bot.get_updates(limit=3)
    assert [update.update_id - updates[0].update_id for update in updates] == [0, 1, 2]
    assert [update.message.text for update in updates] == ["/start", "0", "1"]


async def test_a_negative_offset_keeps_only_the_last(on: Stage) -> None:
    for number in range(3):
        await on.act("text", text=str(number))
    assert await texts(on, offset=-2) == ["1", "2"]
    assert await texts(on) == ["1", "2"]


async def test_a_long_poll_waits_and_ends_with_the_first_update(on: Stage) -> None:
    await on.bot.get_updates(offset=-1)
    waiting = asyncio.create_task(on.bot.get_updates(offset=on.account.updates.next_id, timeout=50))
    await on.until(lambda: on.account.updates.polling)
    assert (await on.get("state"))["bots"][0]["listening"]
    assert not waiting.done()
    await on.act("text", text="finally")
    assert [update.message.text for update in await waiting] == ["finally"]


async def test_a_long_poll_without_news_ends_empty(on: Stage) -> None:
    assert await on.bot.get_updates(offset=on.account.updates.next_id, timeout=1) == []


async def test_the_second_poller_wins_and_the_first_is_told_of_the_conflict(on: Stage) -> None:
    first = asyncio.create_task(on.bot.get_updates(offset=on.account.updates.next_id, timeout=50))
    await on.until(lambda: on.account.updates.polling)
    second = asyncio.create_task(on.bot.get_updates(offset=on.account.updates.next_id, timeout=50))
    with pytest.raises(TelegramConflictError, match="terminated by other getUpdates request"):
        await first
    await on.act("text", text="hi")
    assert [update.message.text for update in await second] == ["hi"]


async def test_a_poller_that_hangs_up_leaves_no_trace(on: Stage) -> None:
    queue = on.account.updates
    poll = asyncio.create_task(on.bot.get_updates(offset=on.account.updates.next_id, timeout=50))
    await on.until(lambda: queue.polling)
    poll.cancel()
    await asyncio.gather(poll, return_exceptions=True)
    await on.until(lambda: not queue.polling)
    await on.act("text", text="hi")
    assert await texts(on) == ["hi"]


async def test_a_webhook_excludes_polling_until_deleted(on: Stage) -> None:
    await on.bot.set_webhook("https://127.0.0.1:9/hook", allowed_updates=["message"])
    info = await on.bot.get_webhook_info()
    assert (info.url, info.pending_update_count, info.allowed_updates) == ("https://127.0.0.1:9/hook", 1, ["message"])
    with pytest.raises(TelegramConflictError, match="webhook is active"):
        await on.bot.get_updates()
    await on.bot.delete_webhook(drop_pending_updates=True)
    assert await on.bot.get_updates() == []


async def test_reactions_arrive_only_when_named_and_the_filter_stays(on: Stage) -> None:
    await on.act("react", message_id=1, emoji="👍")
    assert [update.event_type for update in await on.bot.get_updates()] == ["message"]
    await on.bot.get_updates(allowed_updates=["message_reaction"])
    await on.act("react", message_id=1, emoji="❤\ufe0f")
    await on.act("react", message_id=1, emoji=None)
    await on.act("text", text="not wanted")
    reactions = [update.message_reaction for update in await on.bot.get_updates() if update.message_reaction]
    assert [[each.emoji for each in reaction.old_reaction] for reaction in reactions] == [["👍"], ["❤"]]
    assert [[each.emoji for each in reaction.new_reaction] for reaction in reactions] == [["❤"], []]
    await on.bot.get_updates(allowed_updates=[])
    await on.act("text", text="wanted again")
    assert (await texts(on))[-1] == "wanted again"


async def test_an_update_nobody_fetches_is_gone_after_a_day(on: Stage) -> None:
    await on.act("advance", ms=DAY_MS - 60_000)
    assert await texts(on) == ["/start"]
    await on.act("advance", ms=120_000)
    assert await texts(on) == []


async def test_a_revoked_token_ends_the_poll_that_waits(on: Stage) -> None:
    poll = asyncio.create_task(on.bot.get_updates(offset=on.account.updates.next_id, timeout=50))
    await on.until(lambda: on.account.updates.polling)
    await on.act("revoke", token=TOKEN)
    with pytest.raises(TelegramUnauthorizedError):
        await poll


async def test_update_ids_can_begin_anywhere_again(on: Stage) -> None:
    before = on.account.updates.next_id - 1
    following = await on.act("reset_update_ids")
    await on.act("text", text="after a week")
    assert [update.update_id for update in await on.bot.get_updates()] == [before, following]


async def test_an_update_of_an_unknown_kind_is_delivered_as_it_is(on: Stage) -> None:
    number = await on.act("raw_update", update={"telepathy": {"thought": "?"}})
    _, told = await on.raw("getUpdates")
    assert told["result"][-1] == {"telepathy": {"thought": "?"}, "update_id": number}
    assert on.events("raw_update")[-1]["kinds"] == ["telepathy"]


async def test_an_own_message_can_be_edited_and_no_other(on: Stage) -> None:
    await on.bot.send_message(JISU, "Hello")
    number = await on.act("text", text="오타")
    assert await on.act("edit", message_id=number, text="오타 아님") == number
    edited = (await on.bot.get_updates())[-1].edited_message
    assert (edited.text, edited.edit_date is not None) == ("오타 아님", True)
    assert await on.act("edit", message_id=2, text="!") == "people can edit their own messages only"


async def test_a_blocking_person_cannot_write_and_start_unblocks(on: Stage) -> None:
    await on.act("block")
    assert "has blocked the bot" in await on.act("text", text="hi")
    await on.act("start")
    assert [row["event"] for row in on.events()[-3:]] == ["blocked", "unblocked", "user_message"]


async def test_a_group_has_its_own_numbers_and_its_people_are_named(on: Stage) -> None:
    await on.act("group", id=-100, title="모임")
    assert await on.act("text", chat=-100, text="다들 안녕") == 1
    message = (await on.bot.get_updates())[-1].message
    assert (message.chat.type, message.chat.title, message.from_user.id) == ("group", "모임", JISU)
    assert (await on.bot.send_message(-100, "안녕하세요")).message_id == 2


async def test_the_transcript_names_bot_chat_and_message_of_what_was_said(on: Stage) -> None:
    number = await on.act("text", text="안녕", reply_to=1)
    row = (await on.get("transcript"))[-1]
    expected = {"event": "user_message", "bot": BOT, "chat": JISU, "message_id": number, "text": "안녕", "reply_to": 1}
    assert expected.items() <= row.items()
    assert await on.get("transcript", since=row["seq"]) == []


async def test_a_waiting_reader_of_the_transcript_gets_the_next_row(on: Stage) -> None:
    newest = (await on.get("transcript"))[-1]["seq"]
    waiting = asyncio.create_task(on.get("transcript", since=newest, wait=60))
    await on.act("text", text="now")
    assert [row["text"] for row in await waiting] == ["now"]


async def test_the_event_stream_tells_what_was_and_what_comes(on: Stage) -> None:
    async with on.http.get(f"{on.url}/_control/events?since=2") as stream:
        assert (await stream.content.readline()) == b"id: 3\n"
        assert b"/start" in await stream.content.readline()
        await stream.content.readline()
        await on.act("text", text="more")
        assert (await stream.content.readline()) == b"id: 4\n"


@pytest.mark.parametrize(
    ("act", "body", "error"),
    [
        ("text", {"user": 5}, "there is nobody with id 5"),
        ("text", {"text": " "}, "a text message has 1 to 4096"),
        ("start", {"payload": "two words"}, "up to 64 of A-Z"),
        ("text", {"text": "a", "reply_to": 9}, "there is no message 9 to reply to"),
        ("text", {"text": "a", "bot": "nobody_bot"}, "there is no such bot"),
        ("text", {"text": "a", "chat": -5}, "there is no group -5"),
        ("photo", {"content": "?"}, "content isn't base64"),
        ("location", {"latitude": 1}, "latitude and longitude"),
        ("react", {"message_id": 1, "emoji": "🧦"}, "REACTION_INVALID"),
        ("react", {"message_id": 9}, "there is no message 9"),
        ("edit", {"message_id": 1, "text": ""}, "can't be emptied"),
        ("press", {"message_id": 1, "data": "yes"}, "no button with this data"),
        ("bot", {"token": "bad"}, "a bot token is a number"),
        ("group", {"id": 5}, "negative"),
        ("advance", {"ms": -1}, "only goes forward"),
        ("fault", {"method": "sendMessage", "kind": "flood"}, "fault kind 'flood' is unknown; known: delay"),
        ("sing", {}, "unknown act 'sing'; known: advance, block"),
    ],
)
async def test_a_wrong_control_call_says_what_is_wrong(on: Stage, act: str, body: dict[str, Any], error: str) -> None:
    assert error in await on.act(act, **body)


async def test_a_foreign_page_cannot_use_the_control_api(on: Stage) -> None:
    async with on.http.post(f"{on.url}/_control/text", data='{"user": 1001, "text": "a"}') as answer:
        assert answer.status == 400
    async with on.http.get(f"{on.url}/_control/transcript", headers={"Host": "rebound.example.com"}) as answer:
        assert answer.status == 403
