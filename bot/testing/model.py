"""Models that need no server: one says what it was told to say, one lets the world go on while it works."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from bot.errors import ModelError
from bot.llm.model import Completion, ModelRequest


class ScriptedModel:
    """Gives the scripted replies in order, the last one again and again; an exception in the script is raised."""

    name, server = "scripted", "test://scripted"

    def __init__(self, replies: Sequence[str | ModelError]) -> None:
        self._replies = list(replies)
        self.requests: list[ModelRequest] = []

    async def complete(self, request: ModelRequest) -> Completion:
        reply = self._replies[min(len(self.requests), len(self._replies) - 1)]
        self.requests.append(request)
        if isinstance(reply, ModelError):
            raise reply
        words = sum(len(message.content.split()) for message in request.messages)
        return Completion(reply, words, len(reply.split()), "stop")


class BusyModel:
    """Numbers its replies, two bubbles each, so that none are alike; `meanwhile(n)` happens while it works on the n-th.

    A request counts as made before anything happens, as on a server that bills it.
    """

    name, server = "busy", "test://busy"

    def __init__(self, meanwhile: Callable[[int], Awaitable[None]] | None = None) -> None:
        self.meanwhile = meanwhile
        self.requests: list[ModelRequest] = []

    async def complete(self, request: ModelRequest) -> Completion:
        self.requests.append(request)
        number = len(self.requests)
        if self.meanwhile is not None:
            await self.meanwhile(number)
        return Completion(f"Here is answer {number}.\n\nAnd the end of {number}.", 100, 10, "stop")
