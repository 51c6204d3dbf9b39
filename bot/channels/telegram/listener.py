"""Serves the webhook on an address of this machine, and tells Telegram where it is."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.channels.telegram.login import Connected, patiently
from bot.channels.telegram.updates import ALLOWED_UPDATES
from bot.http_server import serving

if TYPE_CHECKING:
    from bot.channels.telegram.webhook import Take

_TELLING_S = 15


@dataclass(frozen=True)
class Hook:
    """Where Telegram brings updates: `url` is public, `listen` (host:port) is this machine's."""

    url: str
    secret: str
    listen: str
    max_connections: int

    def path(self, bot: Connected) -> str:
        """The path of one bot: its public number, never its token."""
        return f"{urlsplit(self.url).path.rstrip('/')}/{bot.bot.id}"


async def listen(
    hook: Hook, connected: Sequence[Connected], takes: Mapping[int, Take], stopping: asyncio.Event
) -> None:
    """Until `stopping`; requests in hand are answered first. `takes`: by the bot's row id.

    Raises ChannelStopped: the address is taken, or Telegram refuses the webhook.
    """
    from bot.channels.telegram.webhook import Desk, application

    desks = {hook.path(each): Desk(f"@{each.username}", hook.secret, takes[each.row_id]) for each in connected}
    async with serving(application(desks), hook.listen, "telegram.webhook_listen"):
        announcing = asyncio.create_task(_announce(hook, connected))
        stop = asyncio.create_task(stopping.wait())
        try:
            await asyncio.wait({announcing, stop}, return_when=asyncio.FIRST_COMPLETED)
            if announcing.done():
                announcing.result()
                await stop
        finally:
            announcing.cancel()
            stop.cancel()


async def _announce(hook: Hook, connected: Sequence[Connected]) -> None:
    """From here on Telegram brings what waits, and what comes."""
    base = urlsplit(hook.url)
    for each in connected:
        url = base._replace(path=hook.path(each)).geturl()
        await patiently(
            "telegram.webhook_url",
            lambda each=each, url=url: each.bot.set_webhook(  # type: ignore[misc]
                url,
                secret_token=hook.secret,
                max_connections=hook.max_connections,
                allowed_updates=list(ALLOWED_UPDATES),
                drop_pending_updates=False,
                request_timeout=_TELLING_S,
            ),
        )
