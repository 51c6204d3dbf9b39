"""The emulator brings updates to a webhook as Telegram does: with the secret, again until 2xx, several at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiogram.exceptions import TelegramBadRequest, TelegramConflictError, TelegramMigrateToChat
from aiogram.types import Update
from aiohttp import web

from bot.testing.telegram.webhooks import Webhook
from tests.emulated import JISU, Stage, extras, stage

pytestmark = pytest.mark.loopback
SECRET = "correct-horse_battery"
DAY_MS = 24 * 60 * 60 * 1000


@dataclass
class Hook:
    """A bot's side: answers what is brought with the next status, the last one again and again."""

    url: str = ""
    statuses: list[int] = field(default_factory=lambda: [200])
    brought: list[dict[str, Any]] = field(default_factory=list)
    secrets: list[str | None] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    open: asyncio.Event = field(default_factory=asyncio.Event)

    async def receive(self, request: web.Request) -> web.Response:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self.brought.append(await request.json())
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        await self.open.wait()
        self.at_once -= 1
        return web.Response(status=self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0])

    @property
    def texts(self) -> list[str]:
        return [update["message"]["text"] for update in self.brought]


@asynccontextmanager
async def hooked() -> AsyncIterator[Hook]:
    hook = Hook()
    hook.open.set()
    app = web.Application()
    app.router.add_post("/hook", hook.receive)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    try:
        yield hook
    finally:
        hook.open.set()
        await runner.cleanup()


@pytest.fixture
async def on() -> AsyncIterator[Stage]:
    async with stage() as opened:
        yield opened


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    async with hooked() as opened:
        yield opened


def pending(on: Stage) -> int:
    return on.account.updates.pending(on.world.clock.now())


async def say(on: Stage, *texts: str) -> None:
    for text in texts:
        await on.act("text", text=text)


async def test_updates_are_brought_with_the_secret_the_oldest_first_and_then_gone(on: Stage, hook: Hook) -> None:
    await say(on, "one", "two")
    await on.bot.set_webhook(hook.url, secret_token=SECRET, max_connections=1)
    await say(on, "three")
    await on.until(lambda: pending(on) == 0)
    assert hook.texts == ["one", "two", "three"]
    assert set(hook.secrets) == {SECRET}
    assert [extras(Update.model_validate(update)) for update in hook.brought] == [[], [], []]


async def test_without_a_secret_none_is_said(on: Stage, hook: Hook) -> None:
    await on.bot.set_webhook(hook.url)
    await say(on, "hi")
    await on.until(lambda: pending(on) == 0)
    assert hook.secrets == [None]


async def test_what_is_refused_comes_again_and_the_trouble_is_told(on: Stage, hook: Hook) -> None:
    hook.statuses = [503, 500, 302, 200]
    await on.bot.set_webhook(hook.url)
    await say(on, "hi")
    await on.until(lambda: len(hook.brought) == 1)
    await on.until(lambda: on.account.webhook is not None and on.account.webhook.last_error_message != "")
    info = await on.bot.get_webhook_info()
    assert (info.pending_update_count, info.last_error_date is not None) == (1, True)
    assert info.last_error_message == "Wrong response from the webhook: 503 Service Unavailable"
    for _ in range(3):
        await on.act("advance", ms=60_000)
        await on.until(lambda: not on.account.webhook.on_the_way)  # type: ignore[union-attr]
    await on.until(lambda: pending(on) == 0)
    assert hook.texts == ["hi"] * 4


def test_the_pauses_between_tries_grow_up_to_a_minute() -> None:
    webhook, pauses = Webhook("http://127.0.0.1/", "", 1), []
    for _ in range(10):
        webhook.failed(7, "why", 1_000)
        pauses.append(webhook.not_before[7] - 1_000)
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (500, 60_000)


async def test_where_nobody_listens_updates_wait_and_the_trouble_is_told(on: Stage) -> None:
    await on.bot.set_webhook("http://127.0.0.1:9/hook")
    await say(on, "hi")
    await on.until(lambda: on.account.webhook is not None and bool(on.account.webhook.last_error_message))
    info = await on.bot.get_webhook_info()
    assert (info.last_error_message, info.pending_update_count) == ("Connection refused", 1)


async def test_no_more_are_on_the_way_at_once_than_the_webhook_takes(on: Stage, hook: Hook) -> None:
    hook.open.clear()
    await say(on, *map(str, range(9)))
    await on.bot.set_webhook(hook.url, max_connections=4)
    await on.until(lambda: hook.at_once == 4)
    hook.open.set()
    await on.until(lambda: pending(on) == 0)
    assert hook.most_at_once == 4
    assert sorted(hook.texts) == sorted(map(str, range(9)))


async def test_shuffled_they_come_in_another_order_and_all_of_them(on: Stage, hook: Hook) -> None:
    said = [str(number) for number in range(30)]
    await on.act("shuffle", on=True)
    await say(on, *said)
    await on.bot.set_webhook(hook.url, max_connections=2)
    await on.until(lambda: pending(on) == 0)
    assert hook.texts != said
    assert sorted(hook.texts) == sorted(said)


async def test_on_order_an_update_comes_twice_at_once_or_again_after_an_answer_that_got_lost(
    on: Stage, hook: Hook
) -> None:
    await on.act("fault", method="webhook", kind="duplicate_update")
    hook.open.clear()
    await on.bot.set_webhook(hook.url)
    await say(on, "twice")
    await on.until(lambda: hook.at_once == 2)
    hook.open.set()
    await on.until(lambda: pending(on) == 0)
    assert hook.texts == ["twice", "twice"]
    await on.act("fault", method="webhook", kind="cut_after")
    await say(on, "again")
    await on.until(lambda: hook.texts.count("again") == 1)
    await on.act("advance", ms=60_000)
    await on.until(lambda: pending(on) == 0)
    assert hook.texts.count("again") == 2


async def test_what_nobody_took_within_a_day_is_dropped(on: Stage, hook: Hook) -> None:
    hook.statuses = [500]
    await on.bot.set_webhook(hook.url)
    await say(on, "hi")
    await on.until(lambda: len(hook.brought) == 1)
    await on.act("advance", ms=DAY_MS)
    assert (await on.bot.get_webhook_info()).pending_update_count == 0


async def test_setting_a_webhook_ends_a_poll_that_waits_and_deleting_it_gives_the_updates_back(
    on: Stage, hook: Hook
) -> None:
    poll = asyncio.create_task(on.bot.get_updates(timeout=30))
    await on.until(lambda: on.account.updates.polling)
    hook.statuses = [500]
    await on.bot.set_webhook(hook.url)
    with pytest.raises(TelegramConflictError, match="webhook is active"):
        await poll
    await say(on, "hi")
    await on.until(lambda: len(hook.brought) == 1)
    await on.bot.delete_webhook()
    assert [update.message.text for update in await on.bot.get_updates() if update.message] == ["hi"]


async def test_an_address_must_be_https_on_a_port_of_telegrams_or_on_this_machine(on: Stage) -> None:
    for url in ("http://example.org/hook", "https://example.org:8444/hook", "ftp://127.0.0.2/"):
        with pytest.raises(TelegramBadRequest, match="bad webhook"):
            await on.bot.set_webhook(url)
    await on.act("plain_webhooks", on=False)
    with pytest.raises(TelegramBadRequest, match="HTTPS URL must be provided"):
        await on.bot.set_webhook("http://127.0.0.1:9/hook")
    with pytest.raises(TelegramBadRequest, match="unallowed characters"):
        await on.bot.set_webhook("https://127.0.0.1:8443/hook", secret_token="not allowed")


async def test_a_group_that_becomes_a_supergroup_says_so_on_both_sides_and_to_who_sends(on: Stage) -> None:
    await on.act("group", id=-5, title="Friends")
    await on.bot.get_updates(offset=-1)
    await on.act("migrate_group", id=-5, to=-1005)
    old, new = [update.message for update in (await on.bot.get_updates())[-2:]]
    assert old is not None
    assert new is not None
    assert (old.chat.id, old.migrate_to_chat_id, new.chat.id, new.migrate_from_chat_id) == (-5, -1005, -1005, -5)
    assert new.message_id == 1, "numbers begin anew"
    with pytest.raises(TelegramMigrateToChat) as told:
        await on.bot.send_message(-5, "hi")
    assert told.value.migrate_to_chat_id == -1005
    assert (await on.bot.send_message(-1005, "hi")).message_id == 2
    assert await on.act("text", text="hi", chat=-5) == "this group is -1005 now"


async def test_a_name_that_a_person_mentions_is_an_entity_counted_in_utf_16(on: Stage) -> None:
    await on.act("text", text="/help@malbeot_bot 😀 @malbeot_bot and a@b.example")
    (update,) = await on.bot.get_updates(offset=-1)
    message = update.message
    assert message is not None
    assert message.from_user is not None
    told = [(entity.type, entity.extract_from(message.text or "")) for entity in message.entities or []]
    assert (message.from_user.id, told) == (JISU, [("bot_command", "/help@malbeot_bot"), ("mention", "@malbeot_bot")])
