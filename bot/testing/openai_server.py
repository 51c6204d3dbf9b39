"""An OpenAI-compatible server on 127.0.0.1 that behaves, or misbehaves, in one named way. Standard library only."""

from __future__ import annotations

import json
import socket
from collections.abc import Collection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from types import TracebackType
from typing import Any, Self

from bot.testing.openai_scripts import SCRIPTS, Script, send, usage_of

__all__ = ["Script", "ScriptedOpenAIServer", "refusing_url", "usage_of"]

_PATHS = ("/v1/chat/completions", "/v1/completions")


class ScriptedOpenAIServer:
    """Follows one script until told otherwise and keeps every request body it was sent in `requests`.

    With `tokenizes` it has a tokenize endpoint as vLLM has, a token a word. `refuses`: fields that scripts about fields
    refuse; `context`: tokens that scripts about long prompts take. A hanging answer hangs until the server is closed,
    however long that is. Use it in a `with`.
    """

    model = "scripted-model"

    def __init__(
        self,
        script: Script = "answers",
        reply: str = "Hello there.",
        *,
        tokenizes: bool = False,
        refuses: Collection[str] = (),
        context: int = 1000,
        owner: str = "",
    ) -> None:
        self.script, self.reply, self.tokenizes, self.owner = script, reply, tokenizes, owner
        self.refuses, self.context = frozenset(refuses), context
        self.requests: list[dict[str, Any]] = []
        self.paths: list[str] = []
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
            model = {"id": server.model, "object": "model", **({"owned_by": server.owner} if server.owner else {})}
            send(self, 200 if known else 404, {"object": "list", "data": [model]})

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or b"{}")
            server.requests.append(body)
            server.paths.append(self.path)
            if self.path == "/tokenize" and server.tokenizes:
                send(self, 200, {"count": len(body["prompt"].split())})
                return
            if self.path not in _PATHS:
                send(self, 404, {"error": {"message": f"no such path {self.path}"}})
                return
            try:
                SCRIPTS[server.script](self, server, body)
            except ConnectionError:  # the client lost patience
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing: requests hold what people wrote."""

    return Handler
