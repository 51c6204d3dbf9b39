"""One OpenAI-compatible server by `/v1/completions`: the prompt's text is ours, by the model's chat template.

Over httpx alone. langchain's class for this API sends fields of its own (`n`, `best_of`, `logit_bias`, …) that strict
servers refuse, and it doesn't hand out the finish reason of a stream before its end; the protocol is one line a piece.
"""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Mapping
from typing import TYPE_CHECKING, Any

from bot.errors import ModelError
from bot.llm.chat_template import ChatTemplate
from bot.llm.model import Completion, ModelRequest
from bot.llm.reply import Piece, Reply, Timeouts, read_reply
from bot.llm.server import UNKNOWN, Quirks, Server, sampling
from bot.llm.structured import asking_for
from bot.llm.wire import Seen, client, usage_of

if TYPE_CHECKING:
    import httpx


class CompletionsServer(Server):
    """A text-completing model behind `base_url` (…/v1)."""

    def __init__(
        self,
        base_url: str,
        model: str,
        api_key: str | None,
        timeouts: Timeouts,
        template: ChatTemplate,
        quirks: Quirks = UNKNOWN,
    ) -> None:
        super().__init__(base_url, model, api_key, timeouts, quirks)
        self.template = template

    async def complete(self, request: ModelRequest) -> Completion:
        """The whole reply. Raises ModelError: refused, too slow, not understood, or empty."""
        return await self.ask(request, self._once)

    async def _once(self, request: ModelRequest, seen: Seen) -> Reply:
        stop = (*self.template.stop, *request.stop)
        usage = self.quirks.preset.usage_in_stream and self.quirks.takes("stream_options")
        options = {"stream_options": {"include_usage": True}} if usage else {}
        path, body = self.body(request)
        async with client(seen, self.timeouts.connect, self.timeouts.total) as http:
            url = f"{self.base_url.rstrip('/')}{path}"
            pieces = _pieces(http, url, {**body, "stream": True, **options}, self.headers)
            return await read_reply(pieces, Reply(stop, request.schema is not None), self.timeouts)

    def body(self, request: ModelRequest) -> tuple[str, Mapping[str, Any]]:
        quirks, messages = self.quirks, tuple(request.messages)
        if request.schema is not None:
            messages = asking_for(request.schema, messages)
        stops = quirks.stops((*self.template.stop, *request.stop))
        return "/completions", {
            "model": self.name,
            "prompt": self.template.render(messages),
            "max_tokens": request.max_tokens,  # this protocol never spelled it otherwise
            **sampling(request, quirks),
            **({"stop": stops} if stops else {}),
        }


async def _pieces(
    http: httpx.AsyncClient, url: str, body: Mapping[str, Any], headers: Mapping[str, str]
) -> AsyncGenerator[Piece, None]:
    """The stream's pieces; none when the answer is no event stream (the caller has seen it whole)."""
    async with http.stream("POST", url, json=body, headers=dict(headers)) as answer:
        if "event-stream" not in answer.headers.get("content-type", "") or not answer.is_success:
            return
        async for line in answer.aiter_lines():
            data = line.removeprefix("data:").strip() if line.startswith("data:") else ""
            if data == "[DONE]":
                yield Piece(ended=True)
                return
            if data:
                yield _piece(data)


def _piece(data: str) -> Piece:
    try:
        event = json.loads(data)
    except ValueError:
        raise ModelError("the stream isn't JSON") from None
    if not isinstance(event, Mapping) or event.get("error"):
        raise ModelError("failed in the middle of its reply")
    choices = event.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices and isinstance(choices[0], Mapping) else {}
    text = choice.get("text") or ""
    finish = choice.get("finish_reason")
    usage = usage_of(event.get("usage"))
    closing = usage != (None, None) and not text
    return Piece(text if isinstance(text, str) else "", finish, *usage, ended=closing)
