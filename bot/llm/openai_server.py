"""One OpenAI-compatible server, through langchain's chat model. Streams, so that a silent server is noticed early.

Only fields that every known server accepts are sent; stop strings are also cut here, because some servers leave them
in.
"""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from bot.errors import ModelError
from bot.llm.model import ChatMessage, Completion, ModelRequest

if TYPE_CHECKING:
    from langchain_core.messages import AIMessageChunk
    from langchain_openai import ChatOpenAI


@dataclass(frozen=True)
class Timeouts:
    """Seconds: to connect, until the first token, for the whole reply."""

    connect: float = 3
    first_token: float = 15
    total: float = 60


class OpenAIServer:
    """A model behind `base_url` (…/v1)."""

    def __init__(self, base_url: str, model: str, api_key: str | None, timeouts: Timeouts) -> None:
        self.name, self.server = model, _without_password(base_url)
        self._base_url, self._api_key, self._timeouts = base_url, api_key, timeouts

    async def complete(self, request: ModelRequest) -> Completion:
        """The whole reply. Raises ModelError: refused, too slow, not understood, or empty."""
        # Loading the client library takes seconds once; it must hold up neither other chats nor this call's time.
        await asyncio.to_thread(importlib.import_module, "langchain_openai")
        try:
            async with asyncio.timeout(self._timeouts.total):
                return await self._stream(request)
        except TimeoutError:
            raise ModelError(f"{self.server} did not finish within {self._timeouts.total:g} s") from None
        except ModelError:
            raise
        except Exception as error:  # the client library's many errors all mean: no reply from this server
            raise ModelError(f"{self.server}: {_said(error)}") from None  # its text may repeat the person's words

    async def _stream(self, request: ModelRequest) -> Completion:
        chunks = self._chat_model(request).astream([_as_pair(message) for message in request.messages])
        parts: list[str] = []
        usage: dict[str, Any] = {}
        finish: str | None = None
        async for chunk in self._watched(chunks):
            parts.append(chunk.text)
            usage = dict(chunk.usage_metadata or usage)
            finish = chunk.response_metadata.get("finish_reason", finish)
        return _completion("".join(parts), request.stop, usage, finish)

    async def _watched(self, chunks: AsyncIterator[AIMessageChunk]) -> AsyncIterator[AIMessageChunk]:
        """The same chunks; ModelError when the first one takes too long."""
        try:
            async with asyncio.timeout(self._timeouts.first_token):
                first = await anext(chunks, None)
        except TimeoutError:
            raise ModelError(f"{self.server} sent nothing for {self._timeouts.first_token:g} s") from None
        if first is not None:
            yield first
        async for chunk in chunks:
            yield chunk

    def _chat_model(self, request: ModelRequest) -> ChatOpenAI:
        import httpx
        from langchain_openai import ChatOpenAI

        timeout = httpx.Timeout(self._timeouts.total, connect=self._timeouts.connect)
        return ChatOpenAI(
            base_url=self._base_url,
            model=self.name,
            api_key=_secret(self._api_key),
            temperature=request.temperature,
            top_p=request.top_p,
            max_completion_tokens=request.max_tokens,
            stop=list(request.stop) or None,
            timeout=timeout,
            max_retries=0,
            stream_usage=True,
            use_responses_api=False,
        )


def _without_password(url: str) -> str:
    """The address as records and messages may show it."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def _secret(key: str | None) -> Any:
    from pydantic import SecretStr

    return SecretStr(key or "none")


def _as_pair(message: ChatMessage) -> tuple[str, str]:
    return message.role, message.content


def _completion(text: str, stop: tuple[str, ...], usage: dict[str, Any], finish: str | None) -> Completion:
    for mark in stop:
        text = text.split(mark, 1)[0]
    if not text.strip():
        raise ModelError("the server sent an empty reply")
    return Completion(text.strip(), usage.get("input_tokens"), usage.get("output_tokens"), finish)


def _said(error: Exception) -> str:
    """The reason, without request bodies (a person's words must not reach a log)."""
    status = getattr(error, "status_code", None)
    return f"{type(error).__name__}{f' (HTTP {status})' if status else ''}"
