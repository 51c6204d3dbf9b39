"""A model that says what it was told to say, and remembers what it was asked."""

from __future__ import annotations

from collections.abc import Sequence

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
