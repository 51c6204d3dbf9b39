"""An OpenAI-compatible server on 127.0.0.1 that behaves, or misbehaves, in one named way. Standard library only."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from types import TracebackType
from typing import Any, Literal, Self

Script = Literal[
    "answers",  # the whole reply, word by word, with usage
    "no_usage",  # the same, and never says what it used
    "empty",  # a well-formed stream without a word
    "leaves_stop_in",  # goes on past the first stop string of the request
    "hangs_before_first_token",  # takes the request and says nothing
    "hangs_midway",  # says the first word and stays silent
    "breaks_off",  # says the first word and closes the connection
    "garbage",  # lines that aren't JSON
    "not_a_stream",  # a web page
    "error_repeating_prompt",  # HTTP 500, the prompt in its body
]


class ScriptedOpenAIServer:
    """Follows one script until told otherwise and keeps every request body it was sent in `requests`.

    With `tokenizes` it has a tokenize endpoint as vLLM has, a token a word. A hanging answer hangs until the server is
    closed, however long that is. Use it in a `with`.
    """

    model = "scripted-model"

    def __init__(self, script: Script = "answers", reply: str = "Hello there.", *, tokenizes: bool = False) -> None:
        self.script, self.reply, self.tokenizes = script, reply, tokenizes
        self.requests: list[dict[str, Any]] = []
        self.closing = Event()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._http.daemon_threads = True
        self._thread = Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    @property
    def port(self) -> int:
        """The free port it took."""
        return int(self._http.server_address[1])

    @property
    def base_url(self) -> str:
        """What a client is configured with."""
        return f"http://127.0.0.1:{self.port}/v1"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.closing.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


def refusing_url() -> str:
    """The address of a server that isn't there: its port was free a moment ago."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{taken.getsockname()[1]}/v1"


def _handler(server: ScriptedOpenAIServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = self.path == "/v1/models"
            _send(self, 200 if known else 404, {"object": "list", "data": [{"id": server.model, "object": "model"}]})

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or b"{}")
            server.requests.append(body)
            if self.path == "/tokenize" and server.tokenizes:
                _send(self, 200, {"count": len(body["prompt"].split())})
                return
            if self.path != "/v1/chat/completions":
                _send(self, 404, {"error": {"message": f"no such path {self.path}"}})
                return
            try:
                _SCRIPTS[server.script](self, server, body)
            except ConnectionError:  # the client lost patience
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing: requests hold what people wrote."""

    return Handler


def _send(handler: BaseHTTPRequestHandler, status: int, body: Mapping[str, Any] | str) -> None:
    text, kind = (body, "text/html") if isinstance(body, str) else (json.dumps(body), "application/json")
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(text.encode())))
    handler.end_headers()
    handler.wfile.write(text.encode())


def _begin(handler: BaseHTTPRequestHandler) -> None:
    handler.close_connection = True
    handler.send_response(200)
    handler.send_header("Content-Type", "text/event-stream")
    handler.end_headers()


def _event(handler: BaseHTTPRequestHandler, data: Mapping[str, Any] | str) -> None:
    text = data if isinstance(data, str) else json.dumps(data)
    handler.wfile.write(f"data: {text}\n\n".encode())
    handler.wfile.flush()


def _chunk(server: ScriptedOpenAIServer, delta: Mapping[str, str], finish: str | None = None) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": server.model, "choices": [choice]}


def _words(text: str) -> Sequence[str]:
    words = text.split(" ")
    return [word if index == 0 else f" {word}" for index, word in enumerate(words)] if text else []


def _chunks(server: ScriptedOpenAIServer, text: str) -> Iterator[dict[str, Any]]:
    yield _chunk(server, {"role": "assistant", "content": ""})
    for word in _words(text):
        yield _chunk(server, {"content": word})
    yield _chunk(server, {}, "stop")


def usage_of(body: Mapping[str, Any], reply: str) -> dict[str, int]:
    """What the server says it used: a token for each word of the messages and of the reply."""
    prompt = sum(len(str(message["content"]).split()) for message in body["messages"])
    said = len(reply.split())
    return {"prompt_tokens": prompt, "completion_tokens": said, "total_tokens": prompt + said}


def _stream(text_of: Callable[[ScriptedOpenAIServer, Mapping[str, Any]], str], *, with_usage: bool) -> _Act:
    def act(handler: BaseHTTPRequestHandler, server: ScriptedOpenAIServer, body: Mapping[str, Any]) -> None:
        text = text_of(server, body)
        _begin(handler)
        for chunk in _chunks(server, text):
            _event(handler, chunk)
        if with_usage and (body.get("stream_options") or {}).get("include_usage"):
            _event(handler, {**_chunk(server, {}), "choices": [], "usage": usage_of(body, text)})
        _event(handler, "[DONE]")

    return act


def _reply(server: ScriptedOpenAIServer, body: Mapping[str, Any]) -> str:
    return server.reply


def _past_stop(server: ScriptedOpenAIServer, body: Mapping[str, Any]) -> str:
    stop = body.get("stop") or ["\n"]
    return f"{server.reply}{stop[0]} and on it goes"


def _hang(handler: BaseHTTPRequestHandler, server: ScriptedOpenAIServer, body: Mapping[str, Any]) -> None:
    handler.close_connection = True
    server.closing.wait()


def _hang_midway(handler: BaseHTTPRequestHandler, server: ScriptedOpenAIServer, body: Mapping[str, Any]) -> None:
    _break_off(handler, server, body)
    server.closing.wait()


def _break_off(handler: BaseHTTPRequestHandler, server: ScriptedOpenAIServer, body: Mapping[str, Any]) -> None:
    """A chunked body without its end, so that the client can tell."""
    handler.close_connection = True
    handler.protocol_version = "HTTP/1.1"
    handler.send_response(200)
    handler.send_header("Content-Type", "text/event-stream")
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    data = f"data: {json.dumps(_chunk(server, {'content': server.reply.split()[0]}))}\n\n".encode()
    handler.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
    handler.wfile.flush()


def _garbage(handler: BaseHTTPRequestHandler, server: ScriptedOpenAIServer, body: Mapping[str, Any]) -> None:
    _begin(handler)
    _event(handler, "{this is not JSON")


def _page(handler: BaseHTTPRequestHandler, server: ScriptedOpenAIServer, body: Mapping[str, Any]) -> None:
    _send(handler, 200, "<html><body>It works!</body></html>")


def _error(handler: BaseHTTPRequestHandler, server: ScriptedOpenAIServer, body: Mapping[str, Any]) -> None:
    said = " | ".join(str(message["content"]) for message in body["messages"])
    _send(handler, 500, {"error": {"message": f"could not answer: {said}", "type": "server_error"}})


_Act = Callable[[BaseHTTPRequestHandler, ScriptedOpenAIServer, Mapping[str, Any]], None]
_SCRIPTS: Mapping[Script, _Act] = {
    "answers": _stream(_reply, with_usage=True),
    "no_usage": _stream(_reply, with_usage=False),
    "empty": _stream(lambda server, body: "", with_usage=True),
    "leaves_stop_in": _stream(_past_stop, with_usage=True),
    "hangs_before_first_token": _hang,
    "hangs_midway": _hang_midway,
    "breaks_off": _break_off,
    "garbage": _garbage,
    "not_a_stream": _page,
    "error_repeating_prompt": _error,
}
