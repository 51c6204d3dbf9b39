"""The model of a simulated process: takes its time, and is sometimes slow, down, or talks nonsense."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import ModelError
from bot.llm.model import Completion, ModelRequest

if TYPE_CHECKING:
    from bot.testing.simulation.life import Life

_TROUBLE = ("slow", "down", "slow and down", "empty", "a loop")
_TIMES = {"slow": (9_000, 45_000), "slow and down": (9_000, 45_000)}


class Mind:
    """`bot.llm.model.Model`. No two replies are alike."""

    name, server = "simulated", "test://simulated"

    def __init__(self, life: Life) -> None:
        self._life = life

    async def complete(self, request: ModelRequest) -> Completion:
        world = self._life.world
        world.requests += 1
        number, trouble = world.requests, world.trouble("model", _TROUBLE)
        await self._life.pause("thinks", world.now + world.faults.randint(*_TIMES.get(trouble, (200, 2_500))))
        if "down" in trouble:
            raise ModelError("simulated: the server is down")
        nonsense = {"empty": "", "a loop": "again and again " * 30}
        bubbles = [f"Answer {number}.{part}, which takes a moment to type." for part in range(1 + number % 2)]
        return Completion(nonsense.get(trouble, "\n\n".join(bubbles)), 100, 10, "stop")
