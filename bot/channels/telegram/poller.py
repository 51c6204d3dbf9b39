"""Long polling for one bot. An update is confirmed only after it was committed.

The library's own `start_polling` confirms updates whose handler failed and retries a refused token for ever; here a
full disk keeps the offset where it is, and what a person has to mend ends the polling with words.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.channels.telegram.updates import ALLOWED_UPDATES
from bot.clock import Clock
from bot.errors import ChannelStopped, StorageError

if TYPE_CHECKING:
    from aiogram import Bot
    from aiogram.types import Update

log = logging.getLogger(__name__)
_FIRST_PAUSE_MS, _LONGEST_PAUSE_MS = 1_000, 30_000
_MOST_CONFLICTS, _CONFLICT_WINDOW_MS, _CONFLICT_PAUSE_MS = 3, 60_000, 5_000
_NETWORK_GRACE_S = 10
_SHORTEST_POLL_MS = 500  # a server that doesn't wait for news must not be asked without a pause


@dataclass
class Poller:
    """Fetches `bot`'s updates and hands them to `take`, one after the other."""

    bot: Bot
    name: str
    clock: Clock
    take: Callable[[Update], Awaitable[None]]
    timeout_s: int = 50
    _offset: int | None = None
    _failures: int = 0
    _conflicts: deque[int] = field(default_factory=lambda: deque(maxlen=_MOST_CONFLICTS))

    async def run(self, stopping: asyncio.Event) -> None:
        """Until `stopping`. Raises ChannelStopped when only a person can help."""
        while not stopping.is_set():
            for update in await self._unless(stopping, self._fetch()) or ():
                if not await self._commit(update, stopping):
                    return
                self._offset = update.update_id + 1

    async def _unless(self, stopping: asyncio.Event, fetch: Awaitable[list[Update]]) -> list[Update] | None:
        """What was fetched, or None when it is time to stop."""
        fetching, stop = asyncio.ensure_future(fetch), asyncio.ensure_future(stopping.wait())
        try:
            await asyncio.wait({fetching, stop}, return_when=asyncio.FIRST_COMPLETED)
            return fetching.result() if fetching.done() else None
        finally:
            fetching.cancel()
            stop.cancel()

    async def _fetch(self) -> list[Update]:
        from aiogram.exceptions import AiogramError

        asked_at = self.clock.now()
        try:
            updates = await self.bot.get_updates(
                offset=self._offset,
                timeout=self.timeout_s,
                allowed_updates=list(ALLOWED_UPDATES),
                request_timeout=self.timeout_s + _NETWORK_GRACE_S,
            )
        except (AiogramError, OSError) as error:
            return await self._after(error)
        if self._failures:
            log.warning("%s: Telegram answers again", self.name)
        self._failures = 0
        if not updates:  # all before the offset is confirmed; after a silent week the next id may be a smaller one
            self._offset = None
            await self.clock.sleep_until(asked_at + _SHORTEST_POLL_MS)
        return updates

    async def _after(self, error: Exception) -> list[Update]:
        """Stop, wait, or save what can be read."""
        from aiogram import exceptions as told

        if isinstance(error, told.TelegramUnauthorizedError | told.TelegramNotFound):
            raise ChannelStopped(
                f"{self.name}: Telegram refuses the token", fix="ask @BotFather for the token"
            ) from None
        if isinstance(error, told.TelegramConflictError):
            await self._conflict()
            return []
        raw = _updates_in(getattr(error, "data", None))
        readable = self._readable(raw)
        if not readable and raw and isinstance(_id_of(raw[-1]), int):
            self._offset = _id_of(raw[-1]) + 1
        elif not readable:
            await self._pause(error)
        return readable

    async def _conflict(self) -> None:
        """A poll of a process that was killed may still hang at Telegram; one that goes on is another process."""
        now = self.clock.now()
        self._conflicts.append(now)
        if len(self._conflicts) == _MOST_CONFLICTS and now - self._conflicts[0] < _CONFLICT_WINDOW_MS:
            raise ChannelStopped(
                f"{self.name}: somebody else polls this bot or has set a webhook (409)",
                fix="stop the other process, or use a token of its own for each",
            )
        log.warning("%s: another poll of this bot is open (409), trying again", self.name)
        await self.clock.sleep_until(now + _CONFLICT_PAUSE_MS)

    async def _pause(self, error: Exception) -> None:
        asked = getattr(error, "retry_after", None)
        pause = min(_LONGEST_PAUSE_MS, _FIRST_PAUSE_MS * 2 ** min(self._failures, 10))
        if self._failures == 0:
            log.warning("%s: Telegram can't be reached (%s), trying again", self.name, type(error).__name__)
        self._failures += 1
        await self.clock.sleep_until(self.clock.now() + (int(asked * 1000) if asked else pause))

    def _readable(self, result: list[Any]) -> list[Update]:
        """One update that a library of today can't read must not keep the others back."""
        from aiogram.types import Update
        from pydantic import ValidationError

        readable = []
        for raw in result:
            try:
                readable.append(Update.model_validate(raw, context={"bot": self.bot}))
            except ValidationError:
                log.error("%s: update %s can't be read, left aside", self.name, _id_of(raw))
        return readable

    async def _commit(self, update: Update, stopping: asyncio.Event) -> bool:
        """Until it is committed. False: it is time to stop, the update was not taken and stays with Telegram."""
        failures = 0
        while not stopping.is_set():
            try:
                await self.take(update)
                return True
            except StorageError as error:
                pause = min(_LONGEST_PAUSE_MS, _FIRST_PAUSE_MS * 2 ** min(failures, 10))
                failures += 1
                log.error("%s: update %s can't be stored, trying again: %s", self.name, update.update_id, error.message)
                await self.clock.sleep_until(self.clock.now() + pause)
            except Exception as error:  # one odd update must not silence everybody
                log.error("%s: update %s failed (%s), left aside", self.name, update.update_id, type(error).__name__)
                return True
        return False


def _updates_in(body: Any) -> list[Any]:
    """The updates of an answer the library could not read as a whole."""
    result = body.get("result") if isinstance(body, dict) else None
    return result if isinstance(result, list) else []


def _id_of(raw: Any) -> Any:
    return raw.get("update_id") if isinstance(raw, dict) else None
