"""One server as its operator describes it, and what the clients of both protocols share: learning what it refuses."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from bot.errors import ModelError
from bot.llm.faults import Kind, PoorReply, Refusal, foreign, in_words, refusal
from bot.llm.model import Completion, ModelRequest
from bot.llm.presets import GENERIC, Preset, preset_by_owner
from bot.llm.reply import Reply, Timeouts
from bot.llm.wire import Seen, client

# Fields that a server may refuse without the request losing its sense.
SENT_FIELDS = frozenset(
    {"max_tokens", "max_completion_tokens", "stop", "stream_options", "response_format", "top_p", "temperature", "seed"}
)
MOST_TRIES = 4  # a field a server refuses is left out; no server refuses more than these, one after the other


@dataclass(frozen=True)
class Quirks:
    """What is known of a server: its preset, whether its model sees, and the fields it refused so far.

    `context_tokens`: its context, once it refused a prompt and named it.
    """

    preset: Preset = GENERIC
    images: bool = False
    refused: frozenset[str] = frozenset()
    context_tokens: int | None = None

    def limits(self, tokens: int) -> dict[str, int]:
        """The token limit in the server's spelling; in the other one when it refused that."""
        spelled = [name for name in self.preset.limit_fields if name not in self.refused]
        others = [name for name in GENERIC.limit_fields if name not in self.refused]
        return dict.fromkeys(spelled or others[:1], tokens)

    def stops(self, stop: tuple[str, ...]) -> list[str]:
        """As many stop strings as it takes."""
        return [] if "stop" in self.refused else list(stop[: self.preset.most_stops])

    def takes(self, name: str) -> bool:
        """Whether a field may be sent."""
        return name not in self.refused


UNKNOWN = Quirks()


@dataclass
class Server:
    """A model behind `base_url` (…/v1), whatever it is spoken to with. `quirks` grow with what it refuses."""

    base_url: str
    name: str
    api_key: str | None = field(repr=False)
    timeouts: Timeouts
    quirks: Quirks = UNKNOWN

    @property
    def server(self) -> str:
        """The address, as records and messages may show it."""
        return without_password(self.base_url)

    async def ask(self, request: ModelRequest, once: Callable[[ModelRequest, Seen], Awaitable[Reply]]) -> Completion:
        """`once`, again without the fields it refuses. Raises ModelError: refused, too slow, not understood, empty."""
        sure = self.quirks
        for _ in range(MOST_TRIES):
            try:
                return (await self._tried(once, request, Seen())).completion()
            except _Refused as refused:
                if refused.refusal.kind == "field" and self.leave_out(refused.refusal.fields):
                    sure = self.quirks
                elif not self._do_without(request, refused.refusal.kind):
                    self.quirks = sure  # leaving something out didn't help: it was not that
                    self._note_context(refused.refusal)
                    raise refused.refusal.error(self.server, self.name) from None
            except ModelError as error:
                kind = PoorReply if isinstance(error, PoorReply) else ModelError
                raise kind(f"{self.server}: {error.message}", fix=error.fix) from None
        raise ModelError(f"{self.server} refuses one field of the request after the other")

    async def complete(self, request: ModelRequest) -> Completion:
        """The whole reply. Raises ModelError within the configured time when there is none."""
        raise NotImplementedError

    async def answers(self, patience_s: float) -> bool:
        """Whether it lists its models, or at least answers that it doesn't; its kind is noted by the way."""
        import httpx

        seen = Seen()
        try:
            async with client(seen, patience_s, patience_s) as http:
                answer = await http.get(f"{self.base_url.rstrip('/')}/models", headers=self.headers)
                models = answer.json().get("data", []) if answer.is_success else []
        except httpx.HTTPError:
            return False
        except (ValueError, AttributeError):
            models = []
        self.recognise(models)
        return seen.status < 500

    def recognise(self, models: Any) -> None:
        """Take the kind of server from its list of models, unless it is known already."""
        if self.quirks.preset is not GENERIC or not isinstance(models, list):
            return
        preset = preset_by_owner([model for model in models if isinstance(model, Mapping)])
        if preset is not None:
            self.quirks = replace(self.quirks, preset=preset)

    def body(self, request: ModelRequest) -> tuple[str, Mapping[str, Any]]:
        """(path below base_url, body) of the same request without a stream."""
        raise NotImplementedError

    async def _tried(
        self, once: Callable[[ModelRequest, Seen], Awaitable[Reply]], request: ModelRequest, seen: Seen
    ) -> Reply:
        try:
            reply = await once(request, seen)
            if seen.failed:
                raise ModelError("failed in the middle of its reply")
            if seen.streamed and not seen.silent:
                reply.ended = reply.ended or seen.done
                return reply
        except ModelError:
            raise
        except Exception as error:  # a client library's many errors; its text may repeat the person's words
            if not seen.status or (seen.streamed and not seen.silent):
                raise ModelError(in_words(error, begun=bool(seen.status))) from None
        return self._read_whole(request, await self._unstreamed(request) if seen.silent else seen)

    async def _unstreamed(self, request: ModelRequest) -> Seen:
        """The answer in one piece, to hear the reason that an empty stream withholds."""
        import httpx

        seen = Seen()
        path, body = self.body(request)
        try:
            async with client(seen, self.timeouts.connect, self.timeouts.total) as http:
                await http.post(f"{self.base_url.rstrip('/')}{path}", json=body, headers=self.headers)
        except httpx.HTTPError as error:
            said = in_words(error, begun=bool(seen.status))
            raise ModelError(f"sent an empty stream, and asked again: {said}") from None
        return seen

    @property
    def headers(self) -> Mapping[str, str]:
        """What identifies us, if anything."""
        return {"Authorization": f"Bearer {self.api_key}"} if self.api_key else {}

    def _read_whole(self, request: ModelRequest, seen: Seen) -> Reply:
        """What came as one piece: a refusal, a reply all the same, or something else."""
        piece = seen.whole()
        if seen.status == 200 and piece is not None:
            reply = Reply(request.stop, request.schema is not None)
            reply.add(piece)
            return reply
        found = refusal(seen.status, seen.body, SENT_FIELDS - self.quirks.refused)
        if seen.status == 200 and found.kind == "refused":
            raise ModelError(foreign(seen.body))
        raise _Refused(found)

    def _note_context(self, found: Refusal) -> None:
        """A context that it names holds for the next prompts as well."""
        if found.kind == "too_long" and found.limit is not None:
            self.quirks = replace(self.quirks, context_tokens=found.limit)

    def leave_out(self, fields: Sequence[str]) -> bool:
        """Send these no more. False when none of them was sent: nothing is left that could help."""
        before = self.quirks.refused
        self.quirks = replace(self.quirks, refused=before | set(fields))
        return self.quirks.refused != before

    def _do_without(self, request: ModelRequest, kind: Kind) -> bool:
        """A guess at what a server fails on without naming it: pictures first, then an answer by schema."""
        quirks = self.quirks
        if kind not in ("refused", "broken"):
            return False
        if quirks.images and request.pictures:
            self.quirks = replace(quirks, images=False)
        elif request.schema is not None and quirks.preset.json != "none" and quirks.takes("response_format"):
            self.quirks = replace(quirks, refused=quirks.refused | {"response_format"})
        return self.quirks != quirks


class _Refused(Exception):
    def __init__(self, found: Refusal) -> None:
        super().__init__()
        self.refusal = found


def without_password(url: str) -> str:
    """The address as records and messages may show it."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def sampling(request: ModelRequest, quirks: Quirks) -> Mapping[str, Any]:
    """Temperature, nucleus and seed, as far as the server takes them."""
    wanted = {"temperature": request.temperature, "top_p": request.top_p, "seed": request.seed}
    return {name: value for name, value in wanted.items() if value is not None and quirks.takes(name)}
