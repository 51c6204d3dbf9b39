"""The conversation itself: from a script, one line one turn.

Or live, where bursts merge and bubbles come while you type.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass

from bot.channels.commands import Commands
from bot.channels.terminal.screen import Screen
from bot.channels.terminal.seat import CHANNEL, Seat
from bot.clock import Clock
from bot.engine.incoming import Incoming
from bot.engine.loop import Engine
from policies.language.normalise import clean
from policies.language.pieces import pieces
from policies.safety import judge

LONGEST_MESSAGE = 4096
_LEAVE = frozenset({"/quit", "/exit", "/q"})


@dataclass(frozen=True)
class Conversation:
    """One person at one terminal."""

    engine: Engine
    clock: Clock
    seat: Seat
    screen: Screen
    commands: Commands

    async def from_script(self, lines: Iterable[str]) -> None:
        """One line, one turn: the next line is read when everything has been said.

        What a killed session left due comes first.
        """
        await self.engine.settle()
        for line in lines:
            if line.strip() in _LEAVE:
                return
            if await self._took(line, echo=True):
                await self.engine.settle()

    async def live(self, lines: AsyncIterator[str]) -> None:
        """Until the person leaves; bubbles not said by then come with the next session."""
        running = asyncio.create_task(self.engine.run())
        try:
            async for line in lines:
                if line.strip() in _LEAVE:
                    break
                await self._took(line, echo=False)
        finally:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running

    async def _took(self, line: str, *, echo: bool) -> bool:
        """Whether the line was talk. Commands are done at once."""
        text = clean(line)
        if not text:
            return False
        if text.startswith("/") and judge(text).category != "crisis":  # a crisis is heard wherever it is said
            self.screen.notice(await self.commands.run(text))
            return False
        wish = await self.commands.hears(text)
        if wish is not None:
            self.screen.notice(wish.text)
            return False
        if echo:
            self.screen.heard(text)
        # A longer text arrives as several messages, as in any messenger; the turn merges them.
        for part in pieces(text, LONGEST_MESSAGE):
            await self.engine.ingest(self._incoming(part))
        return True

    def _incoming(self, text: str) -> Incoming:
        seat = self.seat
        return Incoming(seat.bot_id, seat.chat, seat.person, CHANNEL, text, self.clock.now())
