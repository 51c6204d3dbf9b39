"""Telegram in trouble: nothing is lost, nothing is said twice that needn't be, and what only a person can mend is said."""

from __future__ import annotations

import asyncio

import pytest
from aiogram.exceptions import TelegramConflictError

from bot.channels.telegram.login import BotLine, connect, username_of
from bot.channels.telegram.session import open_bot
from bot.errors import ChannelStopped
from bot.storage import outbox
from bot.storage.database import Database
from bot.storage.outbox import OnUnknown, Outgoing
from bot.storage.tables import Chat, InboxRow, Message, OutboxRow, TurnRow
from tests.on_telegram import BOTS, JISU, MIN, PATIENCE_S, TOKENS, OnTelegram, emulated, on_telegram, served, talking
from tests.rows import place

pytestmark = pytest.mark.loopback


async def stopped(on: OnTelegram) -> str:
    """What the channel says when it ends by itself."""
    assert on.running is not None
    async with asyncio.timeout(20):
        with pytest.raises(ChannelStopped) as raised:
            await asyncio.shield(on.running)
    return raised.value.message


async def test_a_pause_telegram_asks_for_in_one_chat_holds_up_only_that_chat(database: Database) -> None:
    async with talking(database, speed=10) as on:
        on.fault("sendMessage", "too_many", retry_after=10)
        on.put(Outgoing("first", on.now), user=JISU)
        await on.until(lambda: on.events("fault"))
        on.put(Outgoing("second", on.now), user=MIN)
        await on.settled()
        assert [(row["chat"], row["text"]) for row in on.events("bot_message")] == [(MIN, "second"), (JISU, "first")]


SENT_ONCE = {
    "a server error": {"kind": "status", "code": 500, "body": '{"ok":false,"error_code":500,"description":"Internal"}'},
    "a pause asked for": {"kind": "too_many", "retry_after": 1},
}


@pytest.mark.parametrize("policy", ["resend", "drop"])
async def test_what_surely_did_not_arrive_is_sent_again_in_order_whatever_the_policy(
    database: Database, policy: OnUnknown
) -> None:
    async with talking(database, on_unknown=policy) as on:
        for fault in SENT_ONCE.values():
            on.arrange("fault", method="sendMessage", count=1, **fault)
        on.put(Outgoing("one", on.now), Outgoing("two", on.now))
        await on.settled()
        assert on.heard() == ["one", "two"]
        assert len(on.events("fault")) == len(SENT_ONCE)


CUTS: list[tuple[str, OnUnknown, list[str]]] = [
    ("cut_before", "resend", ["one", "two"]),
    ("cut_before", "drop", ["two"]),
    ("cut_after", "resend", ["one", "one", "two"]),
    ("cut_after", "drop", ["one", "two"]),
    ("malformed", "resend", ["one", "one", "two"]),
    ("malformed", "drop", ["one", "two"]),
    ("status", "resend", ["one", "two"]),  # a gateway's page: nobody knows what was done behind it
    ("status", "drop", ["two"]),
]


@pytest.mark.parametrize(("kind", "policy", "heard"), CUTS)
async def test_what_may_have_arrived_is_sent_again_or_never_as_the_operator_chose(
    database: Database, kind: str, policy: OnUnknown, heard: list[str]
) -> None:
    async with talking(database, on_unknown=policy) as on:
        on.fault("sendMessage", kind)
        on.put(Outgoing("one", on.now), Outgoing("two", on.now))
        await on.settled()
        assert on.heard() == heard


async def test_a_long_outage_costs_nothing_but_time(database: Database) -> None:
    async with talking(database, speed=25) as on:
        (bot,) = (each.bot for each in on.channel.connected)
        here, bot.session.api = bot.session.api, open_bot(TOKENS[0], "http://127.0.0.1:9").session.api
        on.put(Outgoing("after the outage", on.now))
        before = on.now
        await on.until(lambda: on.now > before + 35_000)
        row = on.rows(OutboxRow)[-1]
        assert row.state in ("new", "sending")
        assert row.attempts <= 1, "tries that never left don't count: it is not given up, however long it takes"
        bot.session.api = here
        await on.settled()
        assert on.heard() == ["after the outage"]


async def test_an_update_that_comes_twice_is_answered_once(database: Database) -> None:
    async with talking(database) as on:
        on.fault("getUpdates", "duplicate_update")
        await on.answered("hello")  # the poll that waits now is the one in trouble
        await on.answered("hello again")
        assert on.events("fault")
        assert len(on.rows(TurnRow)) == 4
        texts = [str(message.text) for message in on.rows(Message) if message.author == "person"]
        assert texts[2:] == ["hello", "hello again"]


@pytest.mark.parametrize("next_id", [5, 2_000_000_000])
async def test_update_ids_that_start_anew_anywhere_are_taken(database: Database, next_id: int) -> None:
    async with talking(database) as on:
        queue = on.emulator.world.bots[TOKENS[0]].updates
        await on.until(lambda: queue.polling)
        queue.next_id = next_id
        assert (await on.answered("after a week"))[-1] == "Yes, I see."
        assert (await on.answered("and on"))[-1] == "Yes, I see."
        assert {next_id, next_id + 1} <= {row.update_id for row in on.rows(InboxRow)}


async def test_an_unknown_kind_of_update_is_passed_over(database: Database) -> None:
    async with talking(database) as on:
        on.arrange("raw_update", update={"telepathy": {"from": JISU, "thought": "…"}})
        assert (await on.answered("hello"))[-1] == "Yes, I see."


async def test_one_update_that_cannot_be_read_keeps_no_other_back(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    async with talking(database, listening=True) as on:
        on.fault("getUpdates", "status", code=502)  # so that all three come with one answer
        on.say("one")
        on.arrange("raw_update", update={"message": {"message_id": "private words"}})
        on.say("two", MIN)
        await on.settled()
        assert on.heard()
        assert on.heard(MIN)
        assert "can't be read" in caplog.text
        assert "private words" not in caplog.text


async def test_an_answer_that_is_no_json_is_asked_for_again(database: Database) -> None:
    async with talking(database) as on:
        on.fault("getUpdates", "malformed", count=2)
        assert (await on.answered("hello"))[-1] == "Yes, I see."


async def test_a_wrong_token_at_the_start_is_told_with_its_setting_and_without_itself(database: Database) -> None:
    async with emulated() as emulator:
        wrong = "999:" + "wrong" * 8
        lines = [BotLine(TOKENS[0], "bom", "telegram.token"), BotLine(wrong, "bom", "telegram.bots.night.token")]
        with pytest.raises(ChannelStopped, match=r"telegram\.bots\.night\.token: Telegram refuses this") as raised:
            await connect(lines, emulator.url, database, 0)
    assert wrong not in str(raised.value)


async def test_a_telegram_that_is_not_there_is_told_and_waited_for(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    connecting = asyncio.create_task(
        connect([BotLine(TOKENS[0], "bom", "telegram.token")], "http://127.0.0.1:9", database, 0)
    )
    async with asyncio.timeout(PATIENCE_S):
        while "telegram.token: Telegram can't be reached" not in caplog.text:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    assert not connecting.done()
    connecting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await connecting


async def test_a_telegram_that_can_not_be_asked_for_a_name_is_told_at_once() -> None:
    with pytest.raises(ChannelStopped, match="the token: Telegram can't be reached"):
        await username_of(TOKENS[0], "http://127.0.0.1:9")


async def test_one_bot_given_twice_is_refused(database: Database) -> None:
    async with emulated() as emulator:
        lines = [BotLine(TOKENS[0], "bom", "telegram.token"), BotLine(TOKENS[0], "wren", "telegram.bots.again.token")]
        with pytest.raises(ChannelStopped, match=r"telegram\.bots\.again\.token: this bot is configured twice"):
            await connect(lines, emulator.url, database, 0)


async def test_a_token_revoked_in_the_middle_ends_the_channel_with_words(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    async with talking(database) as on:
        on.arrange("revoke", token=TOKENS[0])
        assert "@day_bot: Telegram refuses the token" in await stopped(on)
        assert TOKENS[0] not in caplog.text


async def test_what_could_not_be_said_for_a_revoked_token_waits_for_the_new_one(database: Database) -> None:
    async with emulated() as emulator:
        async with served(emulator, database) as on:
            await on.answered("hello")
            on.fault("sendMessage", "refuse", count=20, code=401, description="Unauthorized")
            on.put(Outgoing("still to be said", on.now))
            await on.until(lambda: on.events("fault"))
            await asyncio.sleep(0.5)
            assert on.rows(OutboxRow)[-1].state in ("new", "sending")
        on.arrange("clear_faults")
        async with served(emulator, database, speed=100) as again:
            await again.until(lambda: "still to be said" in again.heard())


async def test_one_bots_revoked_token_leaves_the_other_talking(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    async with on_telegram(database, personas=("bom", "wren")) as on:
        on.arrange("revoke", token=TOKENS[0])
        await on.until(lambda: "Telegram refuses the token" in caplog.text)
        on.act("text", text="still there?", bot=BOTS[1])
        await on.until(lambda: on.heard(bot=BOTS[1]))
        assert on.running is not None
        assert not on.running.done()


async def test_somebody_else_who_polls_the_bot_ends_the_channel_with_words(database: Database) -> None:
    async def rival() -> None:
        bot = open_bot(TOKENS[0], on.emulator.url)
        try:
            while True:
                try:
                    await bot.get_updates(timeout=50)
                except TelegramConflictError:
                    await asyncio.sleep(0.05)
        finally:
            await bot.session.close()

    async with talking(database) as on:
        polling = asyncio.create_task(rival())
        assert "somebody else polls this bot" in await stopped(on)
        polling.cancel()
        await asyncio.gather(polling, return_exceptions=True)


async def test_a_webhook_left_from_before_is_removed_and_its_updates_are_answered(database: Database) -> None:
    async with emulated() as emulator:
        bot = open_bot(TOKENS[0], emulator.url)
        await bot.set_webhook("https://127.0.0.1:9/hook")
        await bot.session.close()
        async with served(emulator, database, listening=False) as on:
            assert emulator.world.bots[TOKENS[0]].webhook is None
            on.say("sent while the webhook was set")
            on.listen()
            await on.settled()
            assert on.heard()


async def test_menus_that_can_not_be_set_keep_nobody_from_talking(database: Database) -> None:
    async with emulated() as emulator:
        fault = {"method": "setMyCommands", "kind": "too_many", "count": 9, "retry_after": 600}
        async with served(emulator, database, listening=False) as on:
            on.arrange("fault", **fault)
        async with served(emulator, database) as on:
            assert await on.answered("hello")
            assert on.events("fault")


async def test_a_full_disk_confirms_nothing_and_all_is_answered_after_room_was_made(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    async def limit(pages: int) -> None:
        """Of the connection that writes."""
        await database.write(lambda it: it.connection().exec_driver_sql(f"PRAGMA max_page_count = {pages}").all())

    async with talking(database) as on:
        used = database.write_now(lambda session: session.connection().exec_driver_sql("PRAGMA page_count").scalar())
        await limit(int(used or 0))
        said = [f"{number} " + "long words " * 300 for number in range(8)]
        for text in said:
            on.say(text, MIN)
        await on.until(lambda: "can't be stored" in caplog.text)
        assert on.pending() > 0, "what could not be stored stays with Telegram"
        stored = len([message for message in on.rows(Message) if message.author == "person"]) - 2
        assert stored < len(said)
        await limit(1_000_000_000)
        await on.settled()
        texts = [str(message.text) for message in on.rows(Message) if message.author == "person"]
        assert [text.strip() for text in texts[2:]] == [text.strip() for text in said]
        assert all(row.turn_id for row in on.rows(InboxRow))
        assert "long words" not in caplog.text


async def test_stopping_finishes_what_was_begun_and_the_rest_waits_for_the_next_start(database: Database) -> None:
    async with emulated() as emulator:
        async with served(emulator, database) as on:
            await on.answered("hello")
            on.put(Outgoing("being typed", on.now + 3_000, typing_ms=3_000), Outgoing("later", on.now + 90_000))
            await on.until(lambda: on.events("typing"))
            on.forget()
            await on.leave()
            assert on.heard() == ["being typed"]
        async with served(emulator, database) as again:
            row = again.rows(OutboxRow)[-1]
            assert (row.state, row.owner) == ("new", None)


async def test_a_terminal_chats_bubbles_are_never_sent_by_telegram(database: Database) -> None:
    async with talking(database) as on:
        here = database.write_now(place)
        words = Outgoing("typed at a terminal", on.now)
        database.write_now(lambda session: outbox.put(session, here.chat_id, here.person_id, "t", [words]))
        on.say("hello")
        await on.until(lambda: "Yes, I see." in on.heard())
        row = next(row for row in on.rows(OutboxRow) if str(row.body) == "typed at a terminal")
        assert (row.state, row.attempts) == ("new", 0)
        assert len(on.rows(Chat)) == 3
