"""Single questions to one server, past all the care its client takes: to see what it really does."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.llm.completions import CompletionsServer
from bot.llm.faults import Refusal, in_words, refusal
from bot.llm.model import ChatMessage
from bot.llm.server import MOST_TRIES, SENT_FIELDS, Server
from bot.llm.wire import Seen, client, usage_of

ASKED = "Say hello and tell me your favourite season in one sentence."
PATIENCE_S = 20.0


@dataclass(frozen=True)
class Answer:
    """One answer. `status` 0: none came."""

    status: int = 0
    text: str = ""
    finish: str | None = None
    prompt_tokens: int | None = None
    reply_tokens: int | None = None
    done: bool = False
    body: Any = None
    raw: bytes = field(default=b"", repr=False)
    problem: str = ""

    @property
    def good(self) -> bool:
        """Whether it holds a reply."""
        return self.status == 200 and bool(self.text)

    def refusal(self) -> Refusal:
        """What it means when it holds none."""
        return refusal(self.status, self.raw, SENT_FIELDS)


@dataclass
class Probe:
    """A server under examination, and what was learnt on the way."""

    server: Server
    context_tokens: int
    models: list[Mapping[str, Any]] = field(default_factory=list)
    plain: Answer = field(default_factory=Answer)
    streamed: Answer = field(default_factory=Answer)

    @property
    def completes(self) -> bool:
        """Whether it is asked by `/v1/completions`."""
        return isinstance(self.server, CompletionsServer)

    def limits(self, tokens: int) -> dict[str, int]:
        """A token limit as it is thought to take it."""
        return {"max_tokens": tokens} if self.completes else self.server.quirks.limits(tokens)

    async def get(self, path: str) -> Answer:
        """What it says at a path."""
        return await self._send("GET", path, None)

    async def talk(self, tokens: int, **fields: Any) -> Answer:
        """What it says to a request as its client makes it: without the fields it refuses, which are learnt."""
        for _ in range(MOST_TRIES):
            taken = {name: value for name, value in fields.items() if self.server.quirks.takes(name)}
            answer = await self.ask(**taken, **self.limits(tokens))
            found = answer.refusal()
            if answer.status == 200 or found.kind != "field" or not self.server.leave_out(found.fields):
                return answer
        return answer

    async def ask(self, content: Any = ASKED, **fields: Any) -> Answer:
        """What it says to one message of ours, greedily if it may be asked so."""
        greedily = {"temperature": 0} if self.server.quirks.takes("temperature") else {}
        body: dict[str, Any] = {"model": self.server.name, **greedily, **fields}
        if isinstance(self.server, CompletionsServer):
            body["prompt"] = self.server.template.render((ChatMessage("user", str(content)),))
            return await self._send("POST", "/completions", body)
        body["messages"] = [{"role": "user", "content": content}]
        return await self._send("POST", "/chat/completions", body)

    async def _send(self, method: str, path: str, body: Mapping[str, Any] | None) -> Answer:
        import httpx

        seen, url = Seen(), f"{self.server.base_url.rstrip('/')}{path}"
        try:
            async with client(seen, self.server.timeouts.connect, PATIENCE_S) as http:
                answer = await http.request(method, url, json=body, headers=self.server.headers)
        except httpx.HTTPError as error:
            return Answer(problem=in_words(error, begun=bool(seen.status)))
        return _streamed(answer.text, seen) if seen.streamed else _whole(answer.status_code, seen)


def _whole(status: int, seen: Seen) -> Answer:
    piece = seen.whole()
    try:
        body = json.loads(seen.body)
    except ValueError:
        body = None
    if piece is None:
        return Answer(status, body=body, raw=seen.body, problem=f"HTTP {status}")
    return Answer(status, piece.text, piece.finish, piece.prompt_tokens, piece.reply_tokens, body=body)


def _streamed(text: str, seen: Seen) -> Answer:
    said, finish = "", None
    usage: tuple[int | None, int | None] = (None, None)
    for line in text.splitlines():
        event = _event(line)
        choices = event.get("choices") or [{}]
        choice = choices[0] if isinstance(choices[0], Mapping) else {}
        said += str((choice.get("delta") or {}).get("content") or choice.get("text") or "")
        finish = choice.get("finish_reason") or finish
        usage = usage_of(event.get("usage")) if event.get("usage") else usage
    problem = _broken(seen, said, ended=bool(finish) or seen.done or usage != (None, None))
    return Answer(200, "" if problem else said, finish, *usage, done=seen.done, problem=problem)


def _broken(seen: Seen, said: str, *, ended: bool) -> str:
    """What is wrong with a stream, as its client would see it."""
    if seen.failed:
        return "failed in the middle of its reply"
    if not said:
        return "an empty stream"
    return "" if ended else "it broke off in the middle of the reply"


def _event(line: str) -> Mapping[str, Any]:
    try:
        event = json.loads(line.removeprefix("data:").strip())
    except ValueError:
        return {}
    return event if isinstance(event, Mapping) else {}
