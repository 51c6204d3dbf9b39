"""The port the sender speaks through, and the ways a delivery can fail."""

from __future__ import annotations

from typing import Protocol

from bot.storage.outbox import Delivery
from bot.storage.people import Address


class Transport(Protocol):
    """How deliveries reach a person."""

    async def typing(self, to: Address) -> None:
        """Show that the persona is typing; lasts a few seconds. A failure is of no consequence and raises nothing."""
        ...

    async def deliver(self, to: Address, what: Delivery) -> str | None:
        """Deliver one thing; returns the channel's message id of a bubble.

        Raises NotDelivered, Refused, MovedTo or Unreachable when it surely did not arrive; Unsure, or whatever else is
        raised, means that nobody knows.
        """
        ...


class Nowhere:
    """The transport of a process that delivers nothing: another one holds the channel."""

    async def typing(self, to: Address) -> None:
        """The process with the channel shows it."""

    async def deliver(self, to: Address, what: Delivery) -> str | None:
        raise NotDelivered


class NotDelivered(Exception):
    """It surely did not arrive and may be tried again.

    `retry_after_ms`: the channel takes nothing for so long (it asked for a pause, or isn't there); nothing is given up.
    None: something was wrong with this try; it is made again with growing pauses, for about a day.
    """

    def __init__(self, retry_after_ms: int | None = None) -> None:
        super().__init__(f"retry after {retry_after_ms} ms" if retry_after_ms else "try again")
        self.retry_after_ms = retry_after_ms


class Unsure(Exception):
    """The request went out and no good answer came: nobody knows whether it arrived. The message says what came."""


class Refused(Exception):
    """It will never be taken; the message says why, without private words."""


class MovedTo(Exception):
    """It did not arrive: the group has another id now."""

    def __init__(self, new: str) -> None:
        super().__init__("the group has another id")
        self.new = new


class Unreachable(Exception):
    """The person does not want to hear from this bot."""
