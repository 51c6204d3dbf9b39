"""What went over the wire, seen beside the client library: refusals whole, and whether a stream said it is done."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.llm.reply import Piece

if TYPE_CHECKING:
    import httpx

_MOST_BODY = 1_000_000
# vLLM's error in the middle of a stream; within a reply's text its quotes would be escaped.
_FAILED = re.compile(rb'"object"\s*:\s*"error"')


@dataclass
class Seen:
    """One exchange. `body` is kept only of answers that aren't event streams."""

    status: int = 0
    streamed: bool = False
    body: bytes = b""
    tail: bytes = field(default=b"", repr=False)
    failed: bool = False

    @property
    def silent(self) -> bool:
        """Whether a stream was promised and nothing came, which is how llama-cpp-python refuses a prompt too long."""
        return self.streamed and not self.tail.strip()

    @property
    def done(self) -> bool:
        """Whether the stream ended in `[DONE]`."""
        return b"[DONE]" in self.tail

    async def look(self, response: httpx.Response) -> None:
        """httpx's response hook."""
        self.status = response.status_code
        kind = response.headers.get("content-type", "")
        self.streamed = response.is_success and "event-stream" in kind
        if self.streamed:
            response.stream = _tapped(response.stream, self)
        else:
            self.body = (await response.aread())[:_MOST_BODY]

    def whole(self) -> Piece | None:
        """The reply of a server that didn't stream although it was asked to; None when there is none."""
        choice, usage = _choice(self.body)
        text = _text_of(choice.get("message")) or choice.get("text")
        return (
            Piece(text, str(choice.get("finish_reason") or "stop"), *usage, ended=True)
            if isinstance(text, str)
            else None
        )


def client(seen: Seen, connect_s: float, total_s: float) -> httpx.AsyncClient:
    """An HTTP client for one exchange. Reuse would tie it to one event loop."""
    import httpx

    timeout = httpx.Timeout(total_s, connect=connect_s)
    return httpx.AsyncClient(timeout=timeout, verify=_certificates(), event_hooks={"response": [seen.look]})


def usage_of(usage: Any) -> tuple[int | None, int | None]:
    """(prompt, reply) tokens of a usage object; None for what it doesn't say. OpenAI's names and Anthropic's."""
    if not isinstance(usage, Mapping):
        return None, None
    return (
        _count(usage.get("prompt_tokens", usage.get("input_tokens"))),
        _count(usage.get("completion_tokens", usage.get("output_tokens"))),
    )


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _choice(body: bytes) -> tuple[Mapping[str, Any], tuple[int | None, int | None]]:
    try:
        answer = json.loads(body)
        choice = answer["choices"][0]
    except (ValueError, LookupError, TypeError):
        return {}, (None, None)
    return choice if isinstance(choice, Mapping) else {}, usage_of(answer.get("usage"))


def _text_of(message: Any) -> Any:
    return message.get("content") if isinstance(message, Mapping) else None


def _tapped(stream: Any, seen: Seen) -> httpx.AsyncByteStream:
    import httpx

    class Tapped(httpx.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            async for chunk in stream:
                recent = seen.tail + chunk
                seen.failed = seen.failed or _FAILED.search(recent) is not None
                seen.tail = recent[-64:]
                yield chunk

        async def aclose(self) -> None:
            await stream.aclose()

    return Tapped()


_contexts: list[Any] = []


def _certificates() -> Any:
    """One TLS context for all: reading the certificates takes longer than a local server's answer."""
    import httpx

    if not _contexts:
        _contexts.append(httpx.create_ssl_context())
    return _contexts[0]
