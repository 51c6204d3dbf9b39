"""The emulated Telegram with its people, as a process that is told what to do: a JSON object a line, in and out.

    python -m benchmarks.load.telegram TOKEN

First line out: {"url": …}. Then {"do": "polls"} | {"do": "greet", "first", "chats", "patience_s"} |
{"do": "talk", "seconds", "rate", "seed"} | {"do": "befriend", "first", "count"} |
{"do": "chatter", "first", "chats", "seed"} | {"do": "hush"} | {"do": "pending"} | {"do": "heard"} | {"do": "history"},
each answered by one line. Ends with its stdin.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from benchmarks.load.chatter import Chatter
from benchmarks.load.people import People, befriend
from bot.testing.telegram.server import serving
from bot.testing.telegram.updates import Poll
from bot.testing.telegram.world import World


class Stage:
    """Where the people meet the bot."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.people: People | None = None
        self.talking: Chatter | None = None
        self._polls = 0
        self._count_polls()

    def _count_polls(self) -> None:
        updates = next(iter(self.world.bots.values())).updates
        begin = updates.begin_poll

        def counted(now: int) -> Poll:
            self._polls += 1
            return begin(now)

        updates.begin_poll = counted  # type: ignore[method-assign]

    async def polls(self) -> int:
        """How often a bot has asked for updates."""
        return self._polls

    async def greet(self, first: int, chats: int, patience_s: float) -> bool:
        """New people, who say hello."""
        self.people = People(self.world, first, chats)
        return await self.people.greet(patience_s)

    async def talk(self, seconds: float, rate: float | None, seed: int) -> dict[str, Any]:
        """The measured talk."""
        if self.people is None:
            raise RuntimeError("nobody is there; `greet` first")
        return await self.people.talk(seconds, rate, seed)

    async def befriend(self, first: int, count: int) -> int:
        """People whom only the bot knows so far."""
        befriend(self.world, range(first, first + count))
        return count

    async def chatter(self, first: int, chats: int, seed: int) -> bool:
        """People begin to write, and go on."""
        self.talking = Chatter(self.world, first, chats, seed)
        return True

    async def hush(self) -> bool:
        """They stop."""
        await self._chatter().hush()
        return True

    async def pending(self) -> int:
        """How many updates the bot has not confirmed."""
        return next(iter(self.world.bots.values())).updates.pending(self.world.clock.now())

    async def heard(self) -> int:
        """How many messages the bot has sent."""
        return sum(row["event"] == "bot_message" for row in self.world.transcript.since(0))

    async def history(self) -> dict[str, Any]:
        """What was said and heard."""
        return self._chatter().history()

    def _chatter(self) -> Chatter:
        if self.talking is None:
            raise RuntimeError("nobody talks; `chatter` first")
        return self.talking


async def serve(token: str) -> None:
    """Until stdin ends."""
    async with serving() as emulator:
        emulator.world.add_bot(token, "load_bot", "Load")
        stage = Stage(emulator.world)
        names = ("polls", "greet", "talk", "befriend", "chatter", "hush", "pending", "heard", "history")
        acts: Mapping[str, Callable[..., Awaitable[Any]]] = {name: getattr(stage, name) for name in names}
        _say({"url": emulator.url})
        while line := await asyncio.to_thread(sys.stdin.readline):
            order = json.loads(line)
            _say(await acts[order.pop("do")](**order))


def _say(value: Any) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1]))
