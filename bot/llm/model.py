"""The port to a model: a request in, a completion out, or ModelError."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

Role = Literal["system", "user", "assistant"]


@dataclass(frozen=True)
class ChatMessage:
    """One message as the server gets it."""

    role: Role
    content: str


@dataclass(frozen=True)
class ModelRequest:
    """What is asked of a model."""

    messages: Sequence[ChatMessage]
    temperature: float
    top_p: float
    max_tokens: int
    stop: tuple[str, ...] = ()
    seed: int | None = None


@dataclass(frozen=True)
class Completion:
    """What came back. Token counts are None when the server reported none: unknown is not zero."""

    text: str
    prompt_tokens: int | None
    reply_tokens: int | None
    finish: str | None


class Model(Protocol):
    """A model on a server."""

    @property
    def name(self) -> str:
        """The model's name as the server knows it."""
        ...

    @property
    def server(self) -> str:
        """The server's address, without secrets."""
        ...

    async def complete(self, request: ModelRequest) -> Completion:
        """The whole reply. Raises bot.errors.ModelError within the configured time when there is none."""
        ...
