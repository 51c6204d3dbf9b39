"""Exchanges with servers that no test starts, replayed word for word. Each names what it was recorded or written from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from bot.errors import ModelError
from bot.llm.chat_template import chat_template
from bot.llm.completions import CompletionsServer
from bot.llm.faults import PromptTooLong
from bot.llm.model import ChatMessage, ModelRequest
from bot.llm.openai_server import OpenAIServer
from bot.llm.presets import GENERIC, PRESETS
from bot.llm.reply import Timeouts
from bot.llm.server import Quirks, Server

pytestmark = pytest.mark.loopback
FILES = sorted((Path(__file__).parents[1] / "data" / "exchanges").glob("*.json"))
EXCHANGES: dict[str, dict[str, Any]] = {file.stem: json.loads(file.read_text("utf-8")) for file in FILES}
PATIENT = Timeouts(connect=5, first_token=30, total=60)


@contextmanager
def replaying(answers: list[dict[str, Any]]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A server that gives these answers, one after the other; its address, and what it was asked."""
    asked: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            answer = answers[min(len(asked), len(answers)) - 1]
            self.send_response(answer["status"])
            self.send_header("Content-Type", answer["content_type"])
            self.end_headers()
            self.wfile.write(answer["body"].encode())
            self.close_connection = True

        def log_message(self, format: str, *args: object) -> None: ...

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{http.server_address[1]}/v1", asked
    finally:
        http.shutdown()
        http.server_close()
        thread.join()


def client(exchange: dict[str, Any], url: str) -> Server:
    quirks = Quirks(PRESETS.get(exchange["preset"], GENERIC))
    if exchange["protocol"] == "chat":
        return OpenAIServer(url, "m", None, PATIENT, quirks)
    return CompletionsServer(url, "m", None, PATIENT, chat_template("chatml", ""), quirks)


@pytest.mark.parametrize("name", EXCHANGES)
async def test_an_exchange_ends_as_it_should(name: str) -> None:
    exchange = EXCHANGES[name]
    wanted = exchange["expect"]
    schema = {"type": "object"} if wanted.get("schema") else None
    request = ModelRequest((ChatMessage("user", "안녕"),), 0.7, 0.9, 40, tuple(wanted.get("stop", ())), schema=schema)
    with replaying(exchange["answers"]) as (url, asked):
        model = client(exchange, url)
        if "text" in wanted:
            completion = await model.complete(request)
            assert completion.text == wanted["text"]
            got = {"prompt_tokens": completion.prompt_tokens, "reply_tokens": completion.reply_tokens}
            assert got == {name: wanted.get(name, value) for name, value in got.items()}
        else:
            with pytest.raises(ModelError) as raised:
                await model.complete(request)
            assert wanted.get("error", "") in raised.value.message
            assert isinstance(raised.value, PromptTooLong) is ("too_long" in wanted)
            assert getattr(raised.value, "limit", None) == wanted.get("too_long")
    assert len(asked) == wanted.get("requests", len(exchange["answers"]))


def test_every_exchange_says_what_it_was_recorded_from() -> None:
    assert len(EXCHANGES) >= 25
    for exchange in EXCHANGES.values():
        assert exchange["recorded_from"]
        assert set(exchange["expect"]) & {"text", "error", "too_long"}


def test_every_preset_has_an_exchange() -> None:
    seen = {exchange["preset"] for exchange in EXCHANGES.values()}
    assert set(PRESETS) <= seen
