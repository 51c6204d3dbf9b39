"""Wake-ups between processes. Tables decide what is due: a lost hint costs a nap, one too many costs nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Literal, Protocol

Work = Literal["turns", "deliveries", "jobs"]
Hear = Callable[[frozenset[Work], frozenset[int]], None]  # (work that may be due, chats that can't wait)


class Hints(Protocol):
    """Carries hints to the other processes on the same database."""

    def tell(self, work: Work, urgent: int | None = None) -> None:
        """Something of this work may be due; `urgent`: a chat in which nothing else may be thought about first."""
        ...

    async def run(self, hear: Hear, stopping: asyncio.Event) -> None:
        """Carry hints both ways until `stopping`. Raises nothing: without hints everybody naps a little longer."""
        ...


class NoHints:
    """One process serves the database: nobody else needs to know."""

    def tell(self, work: Work, urgent: int | None = None) -> None:
        """Nobody listens."""

    async def run(self, hear: Hear, stopping: asyncio.Event) -> None:
        await stopping.wait()
