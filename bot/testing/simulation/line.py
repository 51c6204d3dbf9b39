"""The transport of one process: a request on its way, the effect, an answer on its way back; each may go wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.engine.transport import NotDelivered, Refused, Unreachable, Unsure
from bot.storage.outbox import BUBBLES, Delivery
from bot.storage.people import Address

if TYPE_CHECKING:
    from bot.testing.simulation.life import Life

_BEFORE = ("too many requests", "no connection", "server error", "cut on the way", "refused")
_AFTER = ("cut after the effect", "unreadable answer")


class Line:
    """`bot.engine.transport.Transport` of a simulated process."""

    def __init__(self, life: Life) -> None:
        self._life = life

    async def typing(self, to: Address) -> None:
        """Nothing comes of it."""

    async def deliver(self, to: Address, what: Delivery) -> str | None:
        world = self._life.world
        world.check_sending(what, to.chat_id)
        began = self._life.trouble - self._life.shaken
        trouble = world.trouble("post", (*_BEFORE, *_AFTER))
        await self._life.pause(f"sends {what.id}", world.now + world.faults.randint(10, 300))
        if to.external_id.removeprefix("chat-") in world.messenger.blocked:
            raise Unreachable
        if trouble in _BEFORE:
            raise _failure(trouble, world.faults.randint(1, 20))
        external_id = world.arrive(what, to.external_id, self._life, late=self._life.trouble > began)
        await self._life.pause(f"sent {what.id}", world.now + world.faults.choice((20, 200, 15_000)))
        if trouble in _AFTER:
            self._life.trouble += 1
            raise Unsure(trouble) if trouble == "cut after the effect" else ValueError
        return external_id if what.kind in BUBBLES else None


def _failure(trouble: str, seconds: int) -> Exception:
    """What the engine is told of trouble before the effect."""
    known = {
        "too many requests": NotDelivered(seconds * 1000),
        "no connection": NotDelivered(5_000),
        "server error": NotDelivered(),
        "cut on the way": Unsure("no answer came"),
    }
    return known.get(trouble) or Refused("a reason")
