"""What a server's refusal means, from its status and body.

Nothing of the body is ever repeated: it may hold the prompt.

The shapes are OpenAI's {"error": {...}}, vLLM's {"object": "error"}, TGI's {"error": "…"}, FastAPI's {"detail": …},
llama.cpp's {"error": {"n_ctx": …}} and plain text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from bot.errors import ModelError

Kind = Literal["too_long", "field", "no_model", "key", "busy", "refused", "broken"]

_TOO_LONG = re.compile(
    r"context_length_exceeded|exceed_context_size|maximum (?:context|model) length|context (?:length|size|window)"
    r"|max_new_tokens`? must be|prompt is too long|too many tokens|input is too long",
    re.IGNORECASE,
)
_LIMITS = (
    re.compile(r"maximum (?:context|model) length (?:is|of) (\d+)"),
    re.compile(r'"n_ctx"\s*:\s*(\d+)'),
    re.compile(r"must be <= (\d+)"),
    re.compile(r"context (?:length|size|window)\D{0,40}(\d+)"),
)
_NO_MODEL = re.compile(
    r"model_not_found|server is pinned to|model\b.{0,200}\b(?:does not exist|not found|unknown|not loaded)", re.I | re.S
)
_ESSENTIAL = frozenset({"model", "messages", "prompt", "stream"})
_UNKNOWN = re.compile(
    r"unknown|unexpected|unrecogni[sz]ed|unsupported|not supported|extra_forbidden|extra inputs|not permitted|invalid",
    re.IGNORECASE,
)
# What a client library's errors mean, by class name: their own texts may repeat the request. First match wins.
_CUT_OFF = "it broke off in the middle of the reply"
_BROKE: tuple[tuple[frozenset[str], str], ...] = (
    (frozenset({"ConnectError", "ConnectTimeout"}), "can't be reached"),
    (frozenset({"ReadTimeout", "WriteTimeout", "PoolTimeout", "APITimeoutError"}), "did not answer in time"),
    (frozenset({"JSONDecodeError", "UnicodeDecodeError"}), "its answer isn't JSON"),
    (frozenset({"RemoteProtocolError", "ReadError", "WriteError", "CloseError", "APIConnectionError"}), _CUT_OFF),
    (frozenset({"APIError"}), "failed in the middle of its reply"),
)
_SAID: dict[Kind, str] = {
    "too_long": "the prompt is longer than its context",
    "field": "it refuses a field of the request",
    "no_model": "it knows no such model",
    "key": "it refuses the API key",
    "busy": "it is busy",
    "refused": "it refuses the request",
    "broken": "it failed",
}
_FIX: dict[Kind, str] = {
    "no_model": "correct llm.model; `malbeot doctor --llm` lists what the server has",
    "key": "put the right key into the secrets folder",
}


class PromptTooLong(ModelError):
    """The prompt is longer than the server's context. `limit`: that context in tokens, if the server said it."""

    def __init__(self, message: str, limit: int | None) -> None:
        super().__init__(message)
        self.limit = limit


def in_words(error: BaseException, *, begun: bool) -> str:
    """What went wrong on the way, without the error's own text. `begun`: the server had begun to answer."""
    names: set[str] = set()
    cause: BaseException | None = error
    while cause is not None:
        names.update(kind.__name__ for kind in type(cause).__mro__)
        cause = cause.__cause__
    said = next((words for kinds, words in _BROKE if kinds & names), None)
    if said == _CUT_OFF and not begun:
        return "it closed the connection without an answer"
    return said or f"its answer can't be read ({type(error).__name__})"


def foreign(body: bytes) -> str:
    """What an answer of status 200 is that holds no reply."""
    return "answers with an error" if b'"error"' in body[:200] else "answers in another schema than OpenAI's"


class PoorReply(ModelError):
    """The server works, but what its model said is no reply: empty, or repeating itself."""


@dataclass(frozen=True)
class Refusal:
    """A refusal, understood. `fields`: those of the request it objects to."""

    kind: Kind
    status: int
    limit: int | None = None
    fields: tuple[str, ...] = ()

    def error(self, server: str, model: str) -> ModelError:
        """The same as an error that names server and model, and repeats nothing of the body."""
        about = f" {model!r}" if self.kind == "no_model" else ""
        limit = f" ({self.limit} tokens)" if self.kind == "too_long" and self.limit else ""
        message = f"{server}: HTTP {self.status}, {_SAID[self.kind]}{about}{limit}"
        if self.kind == "too_long":
            return PromptTooLong(message, self.limit)
        return ModelError(message, fix=_FIX.get(self.kind))


def refusal(status: int, body: bytes, sent: Collection[str]) -> Refusal:
    """What a refusal means; `sent` are the names of the request's fields."""
    text = body[:20_000].decode("utf-8", "replace")
    said = " ".join(_strings(_parsed(text))) or text
    client_error = 400 <= status < 500 or status == 200
    if (client_error or status == 500) and _TOO_LONG.search(said):
        return Refusal("too_long", status, _limit(text))
    if status in (401, 403):
        return Refusal("key", status)
    if client_error and _NO_MODEL.search(said):
        return Refusal("no_model", status)
    if status in (400, 422) and (fields := _refused_fields(_parsed(text), said, sent)):
        return Refusal("field", status, fields=fields)
    if status in (429, 503):
        return Refusal("busy", status)
    return Refusal("refused" if client_error else "broken", status)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _strings(value: Any) -> Iterator[str]:
    """Every string of an error body that isn't the request repeated (pydantic's `input`)."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, child in value.items():
            if key not in ("input", "url", "ctx"):
                yield from _strings(child)
    elif isinstance(value, list):
        for child in value:
            yield from _strings(child)


def _limit(text: str) -> int | None:
    found = (pattern.search(text) for pattern in _LIMITS)
    return next((int(match[1]) for match in found if match and int(match[1]) > 0), None)


def _refused_fields(body: Any, said: str, sent: Collection[str]) -> tuple[str, ...]:
    """The fields named by pydantic's `loc`, OpenAI's `param`, or in words beside one of refusal."""
    droppable = set(sent) - _ESSENTIAL
    located = {str(step) for detail in _details(body) for step in detail["loc"]} & droppable
    if located:
        return tuple(sorted(located))
    error = body.get("error") if isinstance(body, dict) else None
    param = str(error.get("param")) if isinstance(error, dict) else ""
    if param in droppable:
        return (param,)
    named = {field for field in droppable if re.search(rf"\b{re.escape(field)}\b", said)}
    return tuple(sorted(named)) if _UNKNOWN.search(said) else ()


def _details(body: Any) -> list[dict[str, Any]]:
    detail = body.get("detail") if isinstance(body, dict) else None
    details = detail if isinstance(detail, list) else []
    return [each for each in details if isinstance(each, dict) and isinstance(each.get("loc"), list)]
