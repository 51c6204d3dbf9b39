"""The port to a model: a request in, a completion out, or ModelError."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

Role = Literal["system", "user", "assistant"]


@dataclass(frozen=True)
class Picture:
    """An image as a server that sees gets it. `media_type` such as image/jpeg."""

    media_type: str
    data: bytes


@dataclass(frozen=True)
class ChatMessage:
    """One message as the server gets it. `pictures` are references; records keep these and never the bytes."""

    role: Role
    content: str
    pictures: tuple[str, ...] = ()


@dataclass(frozen=True)
class ModelRequest:
    """What is asked of a model. `pictures`: by reference; `schema`: a JSON schema the answer must fit, if any."""

    messages: Sequence[ChatMessage]
    temperature: float
    top_p: float
    max_tokens: int
    stop: tuple[str, ...] = ()
    seed: int | None = None
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    schema: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Completion:
    """What came back. Token counts are None when the server reported none: unknown is not zero.

    `estimated`: somebody on this side counted what the server did not report.
    """

    text: str
    prompt_tokens: int | None
    reply_tokens: int | None
    finish: str | None
    estimated: bool = False


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
