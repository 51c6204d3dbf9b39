"""What a channel hands to the engine, and the port the sender speaks through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.storage.people import Address


@dataclass(frozen=True)
class Incoming:
    """One update. `update_id` None: the channel doesn't number its updates, the bot row does."""

    bot_id: int
    chat: str
    person: str
    channel: str
    text: str
    said_at: int
    update_id: int | None = None
    kind: str = "text"
    attachments: str | None = None
    external_id: str | None = None
    body: str | None = None


class Transport(Protocol):
    """How bubbles reach a person."""

    async def typing(self, to: Address) -> None:
        """Show that the persona is typing; lasts a few seconds."""
        ...

    async def send(self, to: Address, text: str) -> str | None:
        """Deliver one bubble; returns the channel's message id. Raises NotDelivered when it surely did not arrive."""
        ...


class NotDelivered(Exception):
    """The bubble surely did not arrive; it may be tried again."""
