"""People who write as people do, in bursts and with pauses, while the bot is killed and comes back."""

from __future__ import annotations

import asyncio
import contextlib
import random
from typing import Any

from benchmarks.load.people import befriend
from bot.testing.telegram.fields import Fields
from bot.testing.telegram.people import ACTS, Hand
from bot.testing.telegram.transcript import Row
from bot.testing.telegram.world import World

API_LATENCY_S = 0.01
_MOST_IN_A_BURST, _BETWEEN_S, _PATIENCE_S, _PAUSE_S = 3, (0.05, 0.4), 4.0, (0.0, 1.0)
_ALWAYS = 10**9  # calls


class Chatter:
    """`chats` persons from `first` on. The emulator answers every call after 10 ms."""

    def __init__(self, world: World, first: int, chats: int, seed: int) -> None:
        self._world, self._seed = world, seed
        self._ids = range(first, first + chats)
        befriend(world, self._ids)
        world.faults.order("*", "delay", _ALWAYS, {"seconds": API_LATENCY_S})
        self._talking = [asyncio.create_task(self._person(number)) for number in self._ids]

    async def hush(self) -> None:
        """Nobody writes any more."""
        for task in self._talking:
            task.cancel()
        await asyncio.gather(*self._talking, return_exceptions=True)

    def history(self) -> dict[str, Any]:
        """Each chat's update ids as said, and the bot's texts as heard."""
        rows = self._world.transcript.since(0)
        return {
            "said": {chat: _of(rows, "user_message", chat, "update_id") for chat in self._ids},
            "heard": {chat: _of(rows, "bot_message", chat, "text") for chat in self._ids},
        }

    async def _person(self, number: int) -> None:
        draw, said = random.Random(f"{self._seed}:{number}"), 0
        while True:
            for _ in range(draw.randint(1, _MOST_IN_A_BURST)):
                said += 1
                words = draw.choice(("오늘은 {}번 생각했어", "{}번째 이야기인데", "그래서 {}번이나 웃었어."))
                ACTS["text"](Hand(self._world, Fields({"user": number, "text": words.format(said)})))
                await asyncio.sleep(draw.uniform(*_BETWEEN_S))
            await self._listen(number)
            await asyncio.sleep(draw.uniform(*_PAUSE_S))

    async def _listen(self, number: int) -> None:
        """Until the bot says something, but not for ever."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE_S):
                seen = len(self._world.transcript.since(0))
                while True:
                    rows = await self._world.transcript.beyond(seen, _PATIENCE_S)
                    if any(row["event"] == "bot_message" and row["chat"] == number for row in rows):
                        return
                    seen += len(rows)


def _of(rows: list[Row], event: str, chat: int, field: str) -> list[Any]:
    return [row[field] for row in rows if row["event"] == event and row["chat"] == chat]
