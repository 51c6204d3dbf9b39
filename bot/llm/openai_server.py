"""One OpenAI-compatible server by `/v1/chat/completions`, through langchain's chat model.

Streams, so that a silent server is noticed early.
"""

from __future__ import annotations

import asyncio
import base64
import importlib
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, cast

from bot.llm.marks import harmless
from bot.llm.model import ChatMessage, Completion, ModelRequest
from bot.llm.reply import Piece, Reply, Timeouts, read_reply
from bot.llm.server import UNKNOWN, Quirks, Server, sampling
from bot.llm.structured import asking_for
from bot.llm.wire import Seen, client, usage_of

if TYPE_CHECKING:
    import httpx
    from langchain_core.messages import AIMessageChunk
    from langchain_openai import ChatOpenAI

__all__ = ["OpenAIServer", "Quirks", "Timeouts"]


class OpenAIServer(Server):
    """A chat model behind `base_url` (…/v1)."""

    def __init__(
        self, base_url: str, model: str, api_key: str | None, timeouts: Timeouts, quirks: Quirks = UNKNOWN
    ) -> None:
        super().__init__(base_url, model, api_key, timeouts, quirks)

    async def complete(self, request: ModelRequest) -> Completion:
        """The whole reply. Raises ModelError: refused, too slow, not understood, or empty."""
        # Loading the client library takes seconds once; it must hold up neither other chats nor this call's time.
        await asyncio.to_thread(importlib.import_module, "langchain_openai")
        return await self.ask(request, self._once)

    async def _once(self, request: ModelRequest, seen: Seen) -> Reply:
        from langsmith import tracing_context

        # Somebody's LANGSMITH_TRACING must not send a person's words to a service nobody here chose.
        with tracing_context(enabled=False):
            async with client(seen, self.timeouts.connect, self.timeouts.total) as http:
                chunks = self._chat_model(request, http).astream(self._messages(request))
                pieces = _pieces(cast("AsyncGenerator[AIMessageChunk, None]", chunks))
                return await read_reply(pieces, Reply(request.stop, request.schema is not None), self.timeouts)

    def body(self, request: ModelRequest) -> tuple[str, Mapping[str, Any]]:
        messages = [{"role": role, "content": content} for role, content in self._messages(request)]
        return "/chat/completions", {"model": self.name, "messages": messages, **self._extra(request)}

    def _messages(self, request: ModelRequest) -> list[tuple[str, Any]]:
        return [(message.role, self._content(message, request)) for message in _asked(request, self.quirks)]

    def _extra(self, request: ModelRequest) -> dict[str, Any]:
        return {**self.quirks.limits(request.max_tokens), **_format(request, self.quirks)}

    def _content(self, message: ChatMessage, request: ModelRequest) -> Any:
        text = harmless(message.content)
        shown = [request.pictures[key] for key in message.pictures if key in request.pictures]
        if not shown or not self.quirks.images:
            return text
        urls = [f"data:{each.media_type};base64,{base64.b64encode(each.data).decode()}" for each in shown]
        return [{"type": "text", "text": text}, *({"type": "image_url", "image_url": {"url": url}} for url in urls)]

    def _chat_model(self, request: ModelRequest, http: httpx.AsyncClient) -> ChatOpenAI:
        from langchain_openai import ChatOpenAI

        quirks = self.quirks
        # The limit stands in `extra_body`, because the library would turn max_tokens into max_completion_tokens (which
        # some servers ignore); a response_format, because it would take another path that reads the reply itself.
        return ChatOpenAI(
            base_url=self.base_url,
            model=self.name,
            api_key=_secret(self.api_key),
            stop=quirks.stops(request.stop) or None,
            max_retries=0,
            stream_usage=quirks.preset.usage_in_stream and quirks.takes("stream_options"),
            use_responses_api=False,
            http_async_client=http,
            extra_body=self._extra(request),
            **sampling(request, quirks),
        )


def _asked(request: ModelRequest, quirks: Quirks) -> tuple[ChatMessage, ...]:
    """The messages; where a server takes no schema, or wants JSON spoken of, the last one asks for it in words."""
    messages = tuple(request.messages)
    if request.schema is None or (_format(request, quirks) and quirks.preset.json == "schema"):
        return messages
    return asking_for(request.schema, messages)


def _format(request: ModelRequest, quirks: Quirks) -> dict[str, Any]:
    if request.schema is None or quirks.preset.json == "none" or not quirks.takes("response_format"):
        return {}
    if quirks.preset.json == "object":
        return {"response_format": {"type": "json_object", "schema": dict(request.schema)}}
    named = {"name": "answer", "schema": dict(request.schema), "strict": True}
    return {"response_format": {"type": "json_schema", "json_schema": named}}


async def _pieces(chunks: AsyncGenerator[AIMessageChunk, None]) -> AsyncGenerator[Piece, None]:
    async with aclosing(chunks):
        async for chunk in chunks:
            usage = usage_of(chunk.usage_metadata)
            # Usage by itself comes at the end: it closes a reply as a finish reason does.
            closing = usage != (None, None) and not chunk.text
            yield Piece(chunk.text, chunk.response_metadata.get("finish_reason"), *usage, ended=closing)


def _secret(key: str | None) -> Any:
    from pydantic import SecretStr

    return SecretStr(key or "none")
