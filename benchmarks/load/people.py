"""The people of a load test: they live in the emulator's process, so that writing and reading costs next to nothing.

Times are `time.perf_counter` in seconds; latencies in milliseconds.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.testing.telegram.chats import Chat, Person
from bot.testing.telegram.fields import Fields
from bot.testing.telegram.people import ACTS, Hand
from bot.testing.telegram.world import World

WORDS = "안녕"
_LEAD_IN_S, _MOST_DRAIN_S, _SETTLE_S = 1.0, 30.0, 0.5


@dataclass
class Tally:
    """What happened since the talk began."""

    said: Counter[int] = field(default_factory=Counter)
    heard: Counter[int] = field(default_factory=Counter)
    replied_at: list[float] = field(default_factory=list)
    overhead_ms: list[float] = field(default_factory=list)
    woken: list[tuple[int, int]] = field(default_factory=list)

    def lost(self) -> tuple[int, int]:
        """(messages without a reply, replies too many)."""
        difference = {chat: self.said[chat] - self.heard[chat] for chat in {*self.said, *self.heard}}
        missing = sum(more for more in difference.values() if more > 0)
        return missing, sum(-more for more in difference.values() if more < 0)


class People:
    """`chats` persons in private chats with the world's only bot, numbered from `first`."""

    def __init__(self, world: World, first: int, chats: int) -> None:
        self.world, self.ids = world, range(first, first + chats)
        self.bot = next(iter(world.bots.values()))
        self.tally = Tally()
        self.on_reply: Callable[[int], None] = lambda chat: None
        self._handed_out: dict[int, float] = {}
        self._waiting: dict[int, int | None] = {}
        befriend(world, self.ids)
        self._watch()

    def _watch(self) -> None:
        """See every message of the bot, and when an update was handed out first, at the moment it happens."""
        add, ready = self.world.transcript.add, self.bot.updates.ready

        def seen(event: str, bot: int | None = None, chat: int | None = None, **more: Any) -> dict[str, Any]:
            if event == "bot_message" and chat is not None:
                self._heard(chat)
            elif event == "user_message" and chat is not None:
                self._waiting[chat] = more.get("update_id")
            return add(event, bot, chat, **more)

        def handed(limit: int, now: int) -> list[dict[str, Any]]:
            given, at = ready(limit, now), time.perf_counter()
            for update in given:
                self._handed_out.setdefault(update["update_id"], at)
            return given

        self.world.transcript.add = seen  # type: ignore[method-assign]
        self.bot.updates.ready = handed  # type: ignore[method-assign]

    def _heard(self, chat: int) -> None:
        now = time.perf_counter()
        if chat not in self.ids:
            self.tally.woken.append((chat, self.world.clock.now()))
            return
        self.tally.heard[chat] += 1
        self.tally.replied_at.append(now)
        update = self._waiting.pop(chat, None)
        if update is not None and update in self._handed_out:
            self.tally.overhead_ms.append(1000 * (now - self._handed_out.pop(update)))
        asyncio.get_running_loop().call_soon(self.on_reply, chat)

    def say(self, chat: int, text: str = WORDS) -> None:
        """Write."""
        self.tally.said[chat] += 1
        ACTS["text"](Hand(self.world, Fields({"user": chat, "text": text})))

    @property
    def idle(self) -> list[int]:
        """Who doesn't wait for an answer."""
        return [chat for chat in self.ids if chat not in self._waiting]

    async def greet(self, patience_s: float) -> bool:
        """Everybody says hello and is answered; the first answer has the day's disclosure before it.

        False when somebody was not answered within `patience_s`.
        """
        for chat in self.ids:
            self.say(chat)
        end, count = time.perf_counter() + patience_s, -1
        while time.perf_counter() < end:
            before, count = count, sum(self.tally.heard.values())
            if len(self.tally.heard) == len(self.ids) and before == count:
                break
            await asyncio.sleep(1)
        answered = len(self.tally.heard) == len(self.ids)
        self.tally, self._waiting = Tally(), {}
        return answered

    async def talk(self, seconds: float, rate: float | None, seed: int) -> dict[str, Any]:
        """Closed loop, or with `rate` so many messages a second from people who don't wait; then a drain."""
        begun = time.perf_counter()
        end = begun + _LEAD_IN_S + seconds
        await (self._at_rate(rate, end, seed) if rate else self._in_turns(end))
        counted = [at for at in self.tally.replied_at if begun + _LEAD_IN_S <= at <= end]
        await self._drain()
        missing, surplus = self.tally.lost()
        return {
            "messages": sum(self.tally.said.values()),
            "messages_per_s": round(len(counted) / seconds, 1),
            "overhead_ms": percentiles(self.tally.overhead_ms),
            "unanswered": missing,
            "surplus": surplus,
            "lost": missing + surplus,
            "woken": self.tally.woken,
        }

    async def _in_turns(self, end: float) -> None:
        def again(chat: int) -> None:
            if time.perf_counter() < end and chat not in self._waiting:
                self.say(chat)

        self.on_reply = again
        for chat in self.ids:
            self.say(chat)
        await asyncio.sleep(end - time.perf_counter())

    async def _at_rate(self, rate: float, end: float, seed: int) -> None:
        draw, at = random.Random(seed), time.perf_counter()
        while at < end:
            await asyncio.sleep(max(0.0, at - time.perf_counter()))
            if idle := self.idle:
                self.say(draw.choice(idle))
            at += 1 / rate

    async def _drain(self) -> None:
        end = time.perf_counter() + _MOST_DRAIN_S
        while self._waiting and time.perf_counter() < end:  # noqa: ASYNC110 - nothing is measured any more
            await asyncio.sleep(0.05)
        await asyncio.sleep(_SETTLE_S)


def befriend(world: World, ids: Iterable[int]) -> None:
    """Make persons whom the bot may write to, as if they had written before."""
    account = next(iter(world.bots.values()))
    for number in ids:
        world.people[number] = Person(number, f"P{number}", "ko", "")
        account.chats.setdefault(number, Chat(number))


def percentiles(values: Sequence[float]) -> dict[str, float | None]:
    """p50 and p99; None without values."""
    ordered = sorted(values)

    def at(share: float) -> float | None:
        return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1) if ordered else None

    return {"p50": at(0.5), "p99": at(0.99)}
