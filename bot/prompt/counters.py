"""A token counter for each server of a chain: models count differently, and a prompt is made for one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, runtime_checkable

from bot.prompt.tokens import TokenCounter


@runtime_checkable
class PerServer(Protocol):
    """Counters by the server's name in the chain."""

    def of(self, server: str) -> TokenCounter:
        """The counter to make a prompt for this server with."""
        ...


class ServerCounters:
    """Counters by server; itself the first one's."""

    def __init__(self, counters: Mapping[str, TokenCounter]) -> None:
        self._counters = counters
        self._first = next(iter(counters.values()))

    @property
    def id(self) -> str:
        return self._first.id

    @property
    def exact(self) -> bool:
        return self._first.exact

    async def count(self, texts: Sequence[str]) -> tuple[int, ...]:
        return await self._first.count(texts)

    def of(self, server: str) -> TokenCounter:
        """That server's counter; the first one's for a server nobody named."""
        return self._counters.get(server, self._first)


def counter_for(counter: TokenCounter, server: str) -> TokenCounter:
    """The counter for one server of a chain."""
    return counter.of(server) if isinstance(counter, PerServer) else counter
