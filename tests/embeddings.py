"""A real HTTP server that answers `/v1/embeddings` with vectors a test can reckon with: how often each letter occurs."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


def letters(text: str) -> list[float]:
    """26 counts and one for everything else."""
    plain = text.lower()
    counts = [float(plain.count(chr(code))) for code in range(ord("a"), ord("z") + 1)]
    return [*counts, float(len(plain)) - sum(counts) + 0.01]


class Embeddings:
    """What the server heard, and how it behaves."""

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.status = 200
        self.answer: Any = None  # instead of vectors
        self.dead = False
        self.url = ""

    def reply(self, asked: dict[str, Any]) -> Any:
        if self.answer is not None:
            return self.answer
        rows = [{"index": i, "embedding": letters(text)} for i, text in enumerate(asked["input"])]
        return {"data": rows[::-1]}  # in any order: the index counts


@contextmanager
def embeddings_server() -> Iterator[Embeddings]:
    """Runs until the block ends."""
    state = Embeddings()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            state.requests.append(asked)
            state.keys.append(self.headers.get("Authorization"))
            if state.dead:
                self.close_connection = True
                self.connection.close()
                return
            body = json.dumps(state.reply(asked)).encode()
            self.send_response(state.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
