"""The channel with a webhook: deliveries in any order and several at once, groups, and changing over to polling."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest
from sqlmodel import select

from bot.channels.telegram.webhook import SECRET_HEADER
from bot.channels.telegram.words import IN_PRIVATE
from bot.storage.database import Database
from bot.storage.outbox import Outgoing
from bot.storage.tables import Chat, InboxRow, Message, TurnRow
from tests.on_telegram import BOTS, JISU, MIN, SECRET, TOKENS, OnTelegram, emulated, on_telegram, served, talking
from tests.telegram_updates import body

pytestmark = pytest.mark.loopback
GROUP, NEW = -5, -1005


def persons(on: OnTelegram) -> list[Any]:
    return [message for message in on.rows(Message) if message.author == "person"]


def in_turns(on: OnTelegram, user: int) -> list[list[int]]:
    """The numbers of a person's messages, turn by turn, as the records have them."""
    (chat,) = [chat.id for chat in on.rows(Chat) if chat.external_id == str(user)]
    numbers = {message.id: int(message.external_id or 0) for message in on.rows(Message)}
    turns: dict[int, list[int]] = {}
    for row in on.rows(InboxRow):
        if row.chat_id == chat and row.turn_id and row.message_id:
            turns.setdefault(row.turn_id, []).append(numbers[row.message_id])
    return list(turns.values())


def address(on: OnTelegram, bot: int = 0) -> str:
    webhook = on.emulator.world.bots[TOKENS[bot]].webhook
    assert webhook is not None
    return webhook.url


async def ask(url: str, raw: Any, secret: str | None) -> int:
    headers = {SECRET_HEADER: secret} if secret is not None else {}
    async with aiohttp.ClientSession() as http, http.post(url, json=raw, headers=headers) as answer:
        return answer.status


async def test_two_bots_are_talked_with_over_paths_of_their_own_without_their_tokens(database: Database) -> None:
    async with on_telegram(database, personas=("wren", "bom"), webhook=True) as on:
        await on.until(lambda: all(bot.webhook for bot in on.emulator.world.bots.values()))
        on.say("hello")
        on.say("hello", bot=BOTS[1])
        await on.settled()
        assert on.heard()
        assert on.heard(bot=BOTS[1])
        assert len({address(on, 0), address(on, 1)}) == 2
        assert all(TOKENS[bot].partition(":")[2] not in address(on, bot) for bot in (0, 1))
        info = await on.channel.connected[0].bot.get_webhook_info()
        assert set(info.allowed_updates or []) >= {"message", "message_reaction", "my_chat_member"}
        assert info.max_connections == 20


async def test_only_who_knows_the_secret_can_bring_updates(database: Database) -> None:
    async with talking(database, webhook=True) as on:
        forged = {"update_id": 7, "message": body(text="let me in", message_id=900)}
        assert [await ask(address(on), forged, secret) for secret in (None, "wrong")] == [401, 403]
        await on.settled()
        assert on.heard() == []
        assert await ask(address(on), forged, SECRET) == 200
        await on.settled()
        assert on.heard()


@pytest.mark.parametrize("seed", range(3))
async def test_shuffled_doubled_and_several_at_once_nothing_is_lost_or_taken_twice_and_turns_are_in_order(
    database: Database, seed: int
) -> None:
    async with talking(database, webhook=True, speed=1) as on:
        on.arrange("shuffle", on=True)
        on.fault("webhook", "duplicate_update", 10)
        said = {user: [f"{user} says {number} of {seed}." for number in range(12)] for user in (JISU, MIN)}
        for number in range(12):
            for user, texts in said.items():
                on.say(texts[number], user)
        await on.settled()
        heard = [str(message.text) for message in persons(on) if "says" in str(message.text)]
        assert sorted(heard) == sorted(text for texts in said.values() for text in texts)
        for user in said:
            assert sorted(number for turn in in_turns(on, user) for number in turn) == sorted(
                int(message.external_id) for message in persons(on) if message.chat_id == chat_of(on, user)
            )
        records = on.channel.engine.database.read_now(lambda session: list(session.exec(select(TurnRow))))
        assert all(order_of(on, str(row.record)) for row in records)


def chat_of(on: OnTelegram, user: int) -> int:
    return next(chat.id for chat in on.rows(Chat) if chat.external_id == str(user))


def order_of(on: OnTelegram, record: str) -> bool:
    """Whether a recorded turn read its messages in the order of their numbers."""
    from bot.turn.record import from_json

    numbers = {message.id: int(message.external_id or 0) for message in on.rows(Message)}
    read = [numbers[update.message_id] for update in from_json(record).updates]
    return read == sorted(read)


async def test_changing_between_polling_and_webhook_loses_nothing_that_waits(database: Database) -> None:
    async with emulated() as emulator:
        for number, webhook in enumerate((False, True, True, False, True, False)):
            async with served(emulator, database, webhook=webhook, listening=False) as on:
                on.say(f"said before start {number}")
                on.listen()
                await on.settled()
                on.say(f"said at the end of {number}")
        async with served(emulator, database) as on:
            await on.settled()
            expected = [f"said {when} {n}" for n in range(6) for when in ("before start", "at the end of")]
            assert sorted(str(message.text) for message in persons(on)) == sorted(expected)
            assert len({row.update_id for row in on.rows(InboxRow)}) == len(expected)


async def test_stopping_answers_the_requests_in_hand_first(database: Database) -> None:
    async with talking(database, webhook=True) as on:
        update = {"update_id": 7, "message": body(text="the last word", message_id=900)}
        asking = [asyncio.create_task(ask(address(on), {**update, "update_id": 7 + n}, SECRET)) for n in range(5)]
        await asyncio.sleep(0.05)
        await on.leave()
        told = await asyncio.gather(*asking, return_exceptions=True)
        taken = [str(message.text) for message in persons(on)]
        assert taken.count("the last word") == 1
        assert all(each == 200 or isinstance(each, aiohttp.ClientError) for each in told)


async def test_in_a_group_who_calls_the_bot_is_answered_there_by_a_reply(database: Database) -> None:
    async with talking(database, webhook=True) as on:
        on.arrange("group", id=GROUP, title="Friends")
        on.say("I was not talking to you.", chat=GROUP)
        called = on.say("@day_bot hello there", chat=GROUP)
        await on.settled()
        replies = [row for row in on.events("bot_message") if row["chat"] == GROUP]
        assert replies[0]["reply_to"] == called
        assert [str(message.text) for message in persons(on) if "talking" in str(message.text)] == []
        assert on.heard() == [], "nothing of it is said in private"


async def test_what_commands_show_is_for_private_eyes(database: Database) -> None:
    async with talking(database) as on:
        on.arrange("group", id=GROUP, title="Friends")
        on.say("My name is Harrison.", MIN)
        await on.settled()
        for command in ("memory", "forget Harrison", "remember me", "why"):
            name, _, rest = command.partition(" ")
            on.say(f"/{name}@day_bot {rest}".strip(), MIN, chat=GROUP)
        await on.settled()
        told = [row["text"] for row in on.events("bot_message") if row["chat"] == GROUP]
        assert told == [IN_PRIVATE["en"]] * 4


async def test_a_stranger_in_a_group_hears_nothing_but_whom_to_call(database: Database) -> None:
    async with on_telegram(database, access="list", allowed=[JISU]) as on:
        on.arrange("group", id=GROUP, title="Friends")
        on.say("@day_bot hello", MIN, chat=GROUP)
        await on.settled()
        on.say("@day_bot I want to kill myself", MIN, chat=GROUP)
        await on.until(lambda: on.events("bot_message"))
        (told,) = on.events("bot_message")
        assert (told["chat"], "988" in told["text"]) == (GROUP, True)
        assert on.rows(Message) == []


async def test_bubbles_that_wait_reach_the_supergroup_that_a_group_became(database: Database) -> None:
    async with talking(database) as on:
        on.arrange("group", id=GROUP, title="Friends")
        on.say("@day_bot hello", chat=GROUP)
        await on.settled()
        on.forget()
        on.put(Outgoing("said after the move", on.now + 20_000), user=f"{GROUP}:{JISU}")
        on.arrange("migrate_group", id=GROUP, to=NEW, user=MIN)
        on.say("@day_bot still there?", chat=NEW)
        await on.settled()
        texts = [row["text"] for row in on.events("bot_message") if row["chat"] == NEW]
        assert "said after the move" in texts
        assert len(texts) >= 2
        assert {chat.external_id for chat in on.rows(Chat) if chat.group_id} == {f"{NEW}:{JISU}"}


async def test_a_send_that_learns_of_the_move_first_is_made_in_the_supergroup(database: Database) -> None:
    async with talking(database) as on:
        on.arrange("group", id=GROUP, title="Friends")
        on.say("@day_bot hello", chat=GROUP)
        await on.settled()
        on.forget()
        world = on.emulator.world
        kinds = world.bots[TOKENS[0]].updates.allowed
        world.bots[TOKENS[0]].updates.allow(["my_chat_member"])  # nobody tells of the move
        on.arrange("migrate_group", id=GROUP, to=NEW, user=MIN)
        world.bots[TOKENS[0]].updates.allow(kinds)
        on.put(Outgoing("said after the move", on.now), user=f"{GROUP}:{JISU}")
        await on.settled()
        assert [row["text"] for row in on.events("bot_message") if row["chat"] == NEW] == ["said after the move"]
