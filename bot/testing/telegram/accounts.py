"""A bot's account: who it is, what waits for it, and what it has set about itself."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from bot.testing.telegram.chats import Chat
from bot.testing.telegram.updates import UpdateQueue
from bot.testing.telegram.webhooks import Webhook


@dataclass
class BotAccount:
    """One bot."""

    id: int
    token: str
    username: str
    name: str
    updates: UpdateQueue
    chats: dict[int, Chat] = field(default_factory=dict)
    webhook: Webhook | None = None
    shuffled: bool = False  # whether a webhook gets updates in any order
    courier: asyncio.Task[None] | None = None
    commands: dict[tuple[str, str], list[dict[str, Any]]] = field(default_factory=dict)
    profile: dict[tuple[str, str], str] = field(default_factory=dict)
    queries: dict[str, int] = field(default_factory=dict)

    def no_webhook(self) -> None:
        """Nothing is brought any more."""
        if self.courier:
            self.courier.cancel()
        self.webhook = self.courier = None

    def user(self) -> dict[str, Any]:
        """As the Telegram User that messages are from."""
        name = self.profile.get(("name", ""), self.name)
        return {"id": self.id, "is_bot": True, "first_name": name, "username": self.username}
