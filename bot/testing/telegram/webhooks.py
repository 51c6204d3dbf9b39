"""Brings updates to a bot's webhook: several at once, again until it says 2xx, in any order if so arranged."""

from __future__ import annotations

import asyncio
import contextlib
import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import aiohttp

if TYPE_CHECKING:
    from bot.testing.telegram.accounts import BotAccount
    from bot.testing.telegram.updates import Update
    from bot.testing.telegram.world import World

_PATIENCE_S = 60
_FIRST_PAUSE_MS, _LONGEST_PAUSE_MS = 500, 60_000
_LOOK_AGAIN_S = 60
_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


@dataclass
class Webhook:
    """What setWebhook said, and how it goes. `tries`: failed ones by update id; `not_before`: by update id, in ms."""

    url: str
    secret: str
    max_connections: int
    shuffled: bool = False
    last_error_date: int | None = None
    last_error_message: str = ""
    tries: dict[int, int] = field(default_factory=dict)
    not_before: dict[int, int] = field(default_factory=dict)
    on_the_way: set[int] = field(default_factory=set)

    def info(self) -> dict[str, Any]:
        """As fields of a WebhookInfo."""
        told = {"last_error_date": self.last_error_date, "last_error_message": self.last_error_message}
        said = {"url": self.url, "max_connections": self.max_connections, "ip_address": "127.0.0.1"}
        return said | {name: value for name, value in told.items() if value}

    def failed(self, update_id: int, why: str, now: int) -> None:
        """It is brought again after a pause that grows from try to try."""
        tries = self.tries.get(update_id, 0)
        self.tries[update_id] = tries + 1
        self.not_before[update_id] = now + min(_LONGEST_PAUSE_MS, _FIRST_PAUSE_MS * 2**tries)
        self.last_error_date, self.last_error_message = now // 1000, why


class Courier:
    """One bot's deliveries; runs as a task from setWebhook to deleteWebhook."""

    def __init__(self, world: World, account: BotAccount, webhook: Webhook) -> None:
        self._world, self._account, self._webhook = world, account, webhook
        self._draw = random.Random(webhook.url)

    async def run(self) -> None:
        """Until cancelled; requests on the way are cut then, as a new setWebhook cuts them."""
        limit = aiohttp.TCPConnector(limit=self._webhook.max_connections)
        async with aiohttp.ClientSession(connector=limit) as http, asyncio.TaskGroup() as tasks:
            while True:
                self._account.updates.news.clear()
                for update in self._next():
                    self._webhook.on_the_way.add(update["update_id"])
                    tasks.create_task(self._bring(http, update))
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._account.updates.news.wait(), self._nap_s())

    def _next(self) -> list[Update]:
        """What may go now: the oldest first, or any when shuffled."""
        now, webhook = self._world.clock.now(), self._webhook
        waiting = [each for each in self._account.updates.waiting(now) if each["update_id"] not in webhook.on_the_way]
        due = [each for each in waiting if webhook.not_before.get(each["update_id"], 0) <= now]
        if webhook.shuffled:
            self._draw.shuffle(due)
        return due[: max(0, webhook.max_connections - len(webhook.on_the_way))]

    def _nap_s(self) -> float:
        """Until the first pause ends; news and a moved clock wake earlier."""
        now = self._world.clock.now()
        ends = [at for number, at in self._webhook.not_before.items() if number not in self._webhook.on_the_way]
        return min((max(0.0, (at - now) / 1000) for at in ends if at > now), default=_LOOK_AGAIN_S)

    async def _bring(self, http: aiohttp.ClientSession, update: Update) -> None:
        number, webhook = update["update_id"], self._webhook
        fault = self._world.faults.take("webhook")
        if fault:
            await asyncio.sleep(fault.number("seconds", 0))
        times = 2 if fault and fault.kind == "duplicate_update" else 1
        problems = await asyncio.gather(*(self._post(http, update) for _ in range(times)))
        if fault and fault.kind == "cut_after":
            problems = ["Connection reset by peer"]
        if all(problems):
            webhook.failed(number, problems[0], self._world.clock.now())
        else:
            webhook.not_before.pop(number, None)
            self._account.updates.take_out(number)
        self._world.transcript.add("webhook", self._account.id, update_id=number, problem=problems[0] or None)
        webhook.on_the_way.discard(number)
        self._account.updates.wake()

    async def _post(self, http: aiohttp.ClientSession, update: Update) -> str:
        """What went wrong, in Telegram's words; empty when it was taken."""
        headers = {_SECRET_HEADER: self._webhook.secret} if self._webhook.secret else {}
        patience = aiohttp.ClientTimeout(total=_PATIENCE_S)
        try:
            async with http.post(self._webhook.url, json=update, headers=headers, timeout=patience) as answer:
                return (
                    ""
                    if 200 <= answer.status < 300
                    else f"Wrong response from the webhook: {answer.status} {answer.reason}"
                )
        except TimeoutError:
            return "Read timeout expired"
        except aiohttp.ClientConnectorError:
            return "Connection refused"
        except (aiohttp.ClientError, OSError):
            return "Connection reset by peer"
