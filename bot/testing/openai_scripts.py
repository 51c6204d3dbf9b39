"""The ways in which the scripted server answers, by name. What real servers were seen to do, one thing at a time."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from http.server import BaseHTTPRequestHandler
from threading import Event
from typing import Any, Literal, Protocol

Script = Literal[
    "answers",  # the whole reply, word by word, with usage
    "no_usage",  # the same, and never says what it used
    "no_done",  # the same without [DONE]
    "no_finish",  # the same without a finish reason or usage, but with [DONE]
    "empty",  # a well-formed stream without a word
    "empty_choices",  # keep-alives without choices between the words
    "null_content",  # deltas whose content is null between the words
    "leaves_stop_in",  # goes on past the first stop string of the request
    "splits_stop",  # the same, a character at a time
    "thinks",  # reasoning_content first
    "thinks_aloud",  # <think>…</think> first
    "repeats",  # the reply again and again
    "hangs_before_first_token",  # takes the request and says nothing
    "hangs_midway",  # says the first word and stays silent
    "breaks_off",  # says the first word and closes the connection
    "ends_midway",  # says the first word and ends its stream in an orderly way, but for the finish reason
    "garbage",  # lines that aren't JSON
    "not_a_stream",  # a web page
    "plain_text",  # the reply as text
    "whole",  # the reply in one piece although a stream was asked for
    "other_schema",  # Anthropic's
    "error_repeating_prompt",  # HTTP 500, the prompt in its body
    "error_in_200",  # an error with status 200
    "error_in_stream",  # an error as the second event
    "vllm_error_in_stream",  # the same in vLLM's shape, and an orderly [DONE]
    "filtered",  # finish reason content_filter in the middle
    "fields_422",  # refuses the fields in `refuses`, as FastAPI words it
    "fields_400",  # the same as OpenAI words it, one at a time
    "blind",  # HTTP 500 for a picture
    "too_long",  # HTTP 400, the prompt is over `context` tokens (see size_of)
    "too_long_silently",  # asked to stream, an empty stream; else as above
    "unknown_model",  # HTTP 404
    "busy",  # HTTP 429
    "wrong_key",  # HTTP 401
]


class Scripted(Protocol):
    """What a script reads of the server."""

    reply: str
    model: str
    refuses: frozenset[str]
    context: int
    closing: Event


Act = Callable[[BaseHTTPRequestHandler, Scripted, Mapping[str, Any]], None]


def send(handler: BaseHTTPRequestHandler, status: int, body: Mapping[str, Any] | str, kind: str = "text/html") -> None:
    """A whole answer; JSON unless it is text."""
    text, kind = (body, kind) if isinstance(body, str) else (json.dumps(body), "application/json")
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(text.encode())))
    handler.end_headers()
    handler.wfile.write(text.encode())


def usage_of(body: Mapping[str, Any], reply: str) -> dict[str, int]:
    """What the server says it used: a token for each word of the prompt and of the reply."""
    prompt, said = len(_prompt(body).split()), len(reply.split())
    return {"prompt_tokens": prompt, "completion_tokens": said, "total_tokens": prompt + said}


def size_of(body: Mapping[str, Any]) -> int:
    """A prompt's size where it matters whether it fits: two tokens for five bytes, as with Korean and English alike."""
    return len(_prompt(body).encode()) * 2 // 5


def _prompt(body: Mapping[str, Any]) -> str:
    said = body.get("prompt") or " ".join(str(message["content"]) for message in body.get("messages", ()))
    return str(said)


def _begin(handler: BaseHTTPRequestHandler) -> None:
    handler.close_connection = True
    handler.send_response(200)
    handler.send_header("Content-Type", "text/event-stream")
    handler.end_headers()


def _event(handler: BaseHTTPRequestHandler, data: Mapping[str, Any] | str) -> None:
    text = data if isinstance(data, str) else json.dumps(data)
    handler.wfile.write(f"data: {text}\n\n".encode())
    handler.wfile.flush()


def _chunk(
    server: Scripted, body: Mapping[str, Any], delta: Mapping[str, Any], finish: str | None = None
) -> dict[str, Any]:
    """A piece of a stream, of the protocol that was asked."""
    if "prompt" in body:
        choice = {"index": 0, "text": delta.get("content", ""), "finish_reason": finish}
        return {"id": "c", "object": "text_completion", "created": 1, "model": server.model, "choices": [choice]}
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": server.model, "choices": [choice]}


def _words(text: str) -> Sequence[str]:
    words = text.split(" ")
    return [word if index == 0 else f" {word}" for index, word in enumerate(words)] if text else []


def _deltas(pieces: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    yield {"role": "assistant", "content": ""}
    yield from pieces


def _said(server: Scripted, body: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    return [{"content": word} for word in _words(server.reply)]


def _past_stop(server: Scripted, body: Mapping[str, Any]) -> str:
    stop = body.get("stop") or ["\n"]
    return f"{server.reply}{stop[0]} and on it goes"


def _nulls(server: Scripted, body: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    return [delta for said in _said(server, body) for delta in ({"content": None}, said)]


def _thoughts(server: Scripted, body: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    thoughts = [{"content": None, "reasoning_content": word} for word in ("Let", " me", " think")]
    return [*thoughts, *_said(server, body)]


def _stream(
    deltas: Callable[[Scripted, Mapping[str, Any]], Sequence[Mapping[str, Any]]] = _said,
    *,
    usage: bool = True,
    finish: str | None = "stop",
    done: bool = True,
    keep_alive: bool = False,
) -> Act:
    def act(handler: BaseHTTPRequestHandler, server: Scripted, body: Mapping[str, Any]) -> None:
        pieces = deltas(server, body)
        _begin(handler)
        for delta in _deltas(pieces):
            _event(handler, _chunk(server, body, delta))
            if keep_alive:
                _event(handler, {**_chunk(server, body, {}), "choices": []})
        if finish:
            _event(handler, _chunk(server, body, {}, finish))
        if usage and (body.get("stream_options") or {}).get("include_usage"):
            said = "".join(delta.get("content") or "" for delta in pieces)
            _event(handler, {**_chunk(server, body, {}), "choices": [], "usage": usage_of(body, said)})
        if done:
            _event(handler, "[DONE]")

    return act


def _texts(
    text_of: Callable[[Scripted, Mapping[str, Any]], Sequence[str]],
) -> Callable[[Scripted, Mapping[str, Any]], Sequence[Mapping[str, Any]]]:
    return lambda server, body: [{"content": text} for text in text_of(server, body)]


def _answer(status: int, body_of: Callable[[Scripted, Mapping[str, Any]], Mapping[str, Any] | str]) -> Act:
    def act(handler: BaseHTTPRequestHandler, server: Scripted, body: Mapping[str, Any]) -> None:
        send(handler, status, body_of(server, body))

    return act


def _hang(handler: BaseHTTPRequestHandler, server: Scripted, body: Mapping[str, Any]) -> None:
    handler.close_connection = True
    server.closing.wait()


def _hang_midway(handler: BaseHTTPRequestHandler, server: Scripted, body: Mapping[str, Any]) -> None:
    _break_off(handler, server, body)
    server.closing.wait()


def _break_off(handler: BaseHTTPRequestHandler, server: Scripted, body: Mapping[str, Any]) -> None:
    """A chunked body without its end, so that the client can tell."""
    handler.close_connection = True
    handler.protocol_version = "HTTP/1.1"
    handler.send_response(200)
    handler.send_header("Content-Type", "text/event-stream")
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    data = f"data: {json.dumps(_chunk(server, body, {'content': server.reply.split()[0]}))}\n\n".encode()
    handler.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
    handler.wfile.flush()


def _garbage(handler: BaseHTTPRequestHandler, server: Scripted, body: Mapping[str, Any]) -> None:
    _begin(handler)
    _event(handler, "{this is not JSON")


def _error_in_stream(handler: BaseHTTPRequestHandler, server: Scripted, body: Mapping[str, Any]) -> None:
    _begin(handler)
    _event(handler, _chunk(server, body, {"content": server.reply.split()[0]}))
    _event(handler, {"error": {"message": f"failed on: {_prompt(body)}", "type": "server_error"}})


def _vllm_error_in_stream(handler: BaseHTTPRequestHandler, server: Scripted, body: Mapping[str, Any]) -> None:
    _begin(handler)
    _event(handler, _chunk(server, body, {"content": server.reply.split()[0]}))
    _event(handler, {"object": "error", "message": f"failed on: {_prompt(body)}", "type": "InternalServerError"})
    _event(handler, "[DONE]")


def _fields_422(handler: BaseHTTPRequestHandler, server: Scripted, body: Mapping[str, Any]) -> None:
    refused = sorted(server.refuses & set(body))
    if refused:
        send(handler, 422, {"detail": f"Unexpected fields in the request: {set(refused)}"})
    else:
        _stream()(handler, server, body)


def _fields_400(handler: BaseHTTPRequestHandler, server: Scripted, body: Mapping[str, Any]) -> None:
    refused = sorted(server.refuses & set(body))
    if refused:
        said = f"Unsupported parameter: '{refused[0]}' is not supported with this model."
        error = {"message": said, "type": "invalid_request_error", "param": refused[0], "code": "unsupported_parameter"}
        send(handler, 400, {"error": error})
    else:
        _stream()(handler, server, body)


def _blind(handler: BaseHTTPRequestHandler, server: Scripted, body: Mapping[str, Any]) -> None:
    if "image_url" in str(body):
        send(handler, 500, {"error": {"message": "image input is not supported", "type": "server_error"}})
    else:
        _stream()(handler, server, body)


def _too_long(handler: BaseHTTPRequestHandler, server: Scripted, body: Mapping[str, Any]) -> None:
    size = size_of(body)
    if size <= server.context:
        _stream()(handler, server, body)
        return
    said = f"This model's maximum context length is {server.context} tokens. However, you requested {size} tokens."
    error = {"message": said, "type": "invalid_request_error", "param": "messages", "code": "context_length_exceeded"}
    send(handler, 400, {"error": error})


def _too_long_silently(handler: BaseHTTPRequestHandler, server: Scripted, body: Mapping[str, Any]) -> None:
    if body.get("stream") and size_of(body) > server.context:
        _begin(handler)
    else:
        _too_long(handler, server, body)


def _whole(server: Scripted, body: Mapping[str, Any]) -> Mapping[str, Any]:
    part = {"text": server.reply} if "prompt" in body else {"message": {"role": "assistant", "content": server.reply}}
    choice = {"index": 0, "finish_reason": "stop", **part}
    return {"id": "c", "model": server.model, "choices": [choice], "usage": usage_of(body, server.reply)}


def _anthropic(server: Scripted, body: Mapping[str, Any]) -> Mapping[str, Any]:
    text = {"type": "text", "text": server.reply}
    return {"type": "message", "role": "assistant", "content": [text], "stop_reason": "end_turn"}


def _failed(server: Scripted, body: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"error": {"message": f"could not answer: {_prompt(body)}", "type": "server_error"}}


def _no_model(server: Scripted, body: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"object": "error", "message": f"The model `{body['model']}` does not exist.", "code": 404}


SCRIPTS: Mapping[Script, Act] = {
    "answers": _stream(),
    "no_usage": _stream(usage=False),
    "no_done": _stream(done=False),
    "no_finish": _stream(usage=False, finish=None),
    "empty": _stream(_texts(lambda server, body: [])),
    "empty_choices": _stream(keep_alive=True),
    "null_content": _stream(_nulls),
    "leaves_stop_in": _stream(_texts(lambda server, body: _words(_past_stop(server, body)))),
    "splits_stop": _stream(_texts(lambda server, body: list(_past_stop(server, body)))),
    "thinks": _stream(_thoughts),
    "thinks_aloud": _stream(_texts(lambda server, body: ["<thi", "nk>Let me ", "think.\n</think>\n\n", server.reply])),
    "repeats": _stream(_texts(lambda server, body: [f"{server.reply} "] * 3000)),
    "hangs_before_first_token": _hang,
    "hangs_midway": _hang_midway,
    "breaks_off": _break_off,
    "ends_midway": _stream(_texts(lambda server, body: _words(server.reply)[:1]), usage=False, finish=None, done=False),
    "garbage": _garbage,
    "not_a_stream": _answer(200, lambda server, body: "<html><body>It works!</body></html>"),
    "plain_text": _answer(200, lambda server, body: server.reply),
    "whole": _answer(200, _whole),
    "other_schema": _answer(200, _anthropic),
    "error_repeating_prompt": _answer(500, _failed),
    "error_in_200": _answer(200, _failed),
    "error_in_stream": _error_in_stream,
    "vllm_error_in_stream": _vllm_error_in_stream,
    "filtered": _stream(_texts(lambda server, body: _words(server.reply)[:1]), finish="content_filter"),
    "fields_422": _fields_422,
    "fields_400": _fields_400,
    "blind": _blind,
    "too_long": _too_long,
    "too_long_silently": _too_long_silently,
    "unknown_model": _answer(404, _no_model),
    "busy": _answer(429, lambda server, body: {"error": {"message": "Rate limit reached", "type": "requests"}}),
    "wrong_key": _answer(
        401, lambda server, body: {"error": {"message": "Incorrect API key: sk-…", "code": "invalid"}}
    ),
}
