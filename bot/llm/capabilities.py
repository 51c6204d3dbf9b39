"""What a server can do, found out by asking: a few tiny requests with words of our own, nobody else's."""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bot.errors import ModelError
from bot.llm.faults import foreign
from bot.llm.presets import GENERIC
from bot.llm.probing import ASKED, Answer, Probe
from bot.llm.server import Server
from bot.llm.structured import parse

State = Literal["yes", "no", "unknown"]
_LENGTHS = ("max_model_len", "context_length", "max_context_length", "context_window", "n_ctx", "n_ctx_train")
_SCHEMA = {
    "type": "object",
    "properties": {"season": {"type": "string"}},
    "required": ["season"],
    "additionalProperties": False,
}


@dataclass(frozen=True)
class Ability:
    """One thing a server can or can't do."""

    name: str
    state: State
    finding: str


@dataclass(frozen=True)
class Capabilities:
    """What one server can do. `usable`: it gives a reply."""

    server: str
    address: str
    model: str
    preset: str
    usable: bool
    abilities: tuple[Ability, ...]


async def examine(name: str, server: Server, context_tokens: int) -> Capabilities:
    """Ask one server for everything it could do: some fifteen requests, tiny but for one of about `context_tokens`."""
    probe = Probe(server, context_tokens)
    abilities = []
    for ability, look in _LOOKS:
        if probe.completes and ability == "max_completion_tokens":
            continue  # never a word of this protocol
        state, finding = await look(probe)
        abilities.append(Ability(ability, state, f"{finding}{_unexpected(probe, ability, state)}"))
        if ability == "stream" and not (probe.plain.good or probe.streamed.good):
            break
    usable = probe.plain.good or probe.streamed.good
    return Capabilities(name, server.server, server.name, server.quirks.preset.name, usable, tuple(abilities))


def _unexpected(probe: Probe, ability: str, state: State) -> str:
    """A remark where a server does otherwise than its preset says."""
    preset = probe.server.quirks.preset
    expected = {
        "usage": preset.usage_in_stream,
        "unknown fields": not preset.strict,
        "logprobs": preset.logprobs,
        "json": preset.json != "none",
    }
    if preset is GENERIC or probe.completes or ability not in expected or state == "unknown":
        return ""
    return "" if expected[ability] is (state == "yes") else f" (not as preset {preset.name} says)"


async def _reachable(probe: Probe) -> tuple[State, str]:
    answer = await probe.get("/models")
    data = answer.body.get("data") if isinstance(answer.body, Mapping) else None
    probe.models = [each for each in data or () if isinstance(each, Mapping)]
    if answer.status == 0:
        return "no", f"no answer ({answer.problem}); start it, or correct base_url"
    probe.server.recognise(probe.models)
    return "yes", f"lists {len(probe.models)} models" if data is not None else f"lists no models (HTTP {answer.status})"


async def _model(probe: Probe) -> tuple[State, str]:
    names = [str(each.get("id")) for each in probe.models]
    if probe.server.name in names:
        return "yes", probe.server.name
    some = f"it lists {', '.join(names[:5])}" if names else "the list tells nothing"
    return ("no" if names else "unknown"), f"{probe.server.name!r} isn't listed; {some}"


async def _answers(probe: Probe) -> tuple[State, str]:
    probe.plain = answer = await probe.talk(48, top_p=1)
    return ("yes", f"{len(answer.text)} characters") if answer.good else ("no", _why(probe, answer))


def _why(probe: Probe, answer: Answer) -> str:
    """Why there is no reply, in the words that a turn's record would have."""
    if answer.status == 0:
        return answer.problem
    found = answer.refusal()
    if answer.status != 200 or found.kind != "refused":
        return found.error(probe.server.server, probe.server.name).message
    return foreign(answer.raw) if answer.raw else answer.problem or "an empty reply"


async def _stream(probe: Probe) -> tuple[State, str]:
    answer = await probe.talk(48, stream=True, stream_options={"include_usage": True})
    if not answer.good:
        answer = await probe.talk(48, stream=True)
    probe.streamed = answer
    if not answer.good:
        return "no", _why(probe, answer)
    return "yes", "ends in [DONE]" if answer.done else "ends without [DONE]"


async def _fields(probe: Probe) -> tuple[State, str]:
    """Those that its client sends by itself; stop strings have a question of their own."""
    refused = sorted(probe.server.quirks.refused)
    return ("no", f"refuses {', '.join(refused)}; malbeot leaves them out") if refused else ("yes", "takes all")


async def _usage(probe: Probe) -> tuple[State, str]:
    reported = probe.streamed.prompt_tokens is not None
    return ("yes", "in the stream") if reported else ("no", "not in the stream; malbeot counts by itself")


async def _stop(probe: Probe) -> tuple[State, str]:
    text = probe.plain.text
    mark = text[len(text) // 2 :][:3].strip()
    if not mark or len(text) < 8:
        return "unknown", "the reply was too short to tell"
    answer = await probe.ask(stop=[mark], **probe.limits(48))
    if not answer.good:
        return "no", f"refused ({answer.problem}); malbeot cuts by itself"
    if mark in answer.text:
        return "no", "left in the text; malbeot cuts it"
    return ("yes", "cut") if text.startswith(answer.text) else ("unknown", "another reply came")


def _limit(spelling: str) -> Callable[[Probe], Awaitable[tuple[State, str]]]:
    async def look(probe: Probe) -> tuple[State, str]:
        answer = await probe.ask(**{spelling: 2})
        if not answer.good:
            return "no", f"refused ({answer.problem})"
        if answer.finish == "length" or len(answer.text) < len(probe.plain.text) / 2:
            return "yes", "honoured"
        return ("no", "ignored") if len(probe.plain.text) > 16 else ("unknown", "the reply was too short to tell")

    return look


async def _unknown_field(probe: Probe) -> tuple[State, str]:
    answer = await probe.ask(malbeot_asks=1, **probe.limits(4))
    return ("yes", "ignored") if answer.good else ("no", f"refused ({answer.problem}); malbeot sends none")


async def _logprobs(probe: Probe) -> tuple[State, str]:
    asked: Any = 1 if probe.completes else True
    answer = await probe.ask(logprobs=asked, **probe.limits(4))
    if not answer.good:
        return "no", f"refused ({answer.problem})"
    given = bool(answer.body["choices"][0].get("logprobs")) if answer.body else False
    return ("yes", "given") if given else ("no", "ignored")


async def _json(probe: Probe) -> tuple[State, str]:
    named = {"name": "answer", "schema": _SCHEMA, "strict": True}
    answer = await probe.ask(response_format={"type": "json_schema", "json_schema": named}, **probe.limits(64))
    if _fits(answer):
        return "yes", "json_schema"
    answer = await probe.ask(response_format={"type": "json_object", "schema": _SCHEMA}, **probe.limits(64))
    if _fits(answer):
        return "yes", "json_object with a schema"
    return "no", f"{'ignored' if answer.good else f'refused ({answer.problem})'}; malbeot asks in words"


def _fits(answer: Answer) -> bool:
    try:
        return bool(parse(answer.text, _SCHEMA))
    except ModelError:
        return False


async def _images(probe: Probe) -> tuple[State, str]:
    if probe.completes:
        return "no", "not by this protocol"
    plain, larger = [await probe.ask(_with_picture(noise), **probe.limits(4)) for noise in (False, True)]
    if not plain.good:
        return "no", f"refused ({plain.problem})"
    if plain.prompt_tokens is None or probe.plain.prompt_tokens is None:
        return "unknown", "accepted; whether it is seen can't be told"
    if plain.prompt_tokens <= probe.plain.prompt_tokens:
        return "no", "accepted and ignored"
    return ("yes", "seen") if larger.prompt_tokens == plain.prompt_tokens else ("no", "taken for text")


async def _context(probe: Probe) -> tuple[State, str]:
    mine = [each for each in probe.models if each.get("id") == probe.server.name] or probe.models[:1]
    for model in mine:
        told = {**model, **(model.get("meta") or {})}
        length = next((told[key] for key in _LENGTHS if isinstance(told.get(key), int)), None)
        if length:
            return "yes", f"{length} tokens, as it lists"
    answer = await probe.ask("hello " * probe.context_tokens, **probe.limits(4))
    limit = answer.refusal().limit if answer.status >= 400 else None
    if limit:
        return "yes", f"{limit} tokens, as it refuses"
    taken = f"it takes a prompt of about {probe.context_tokens} tokens" if answer.good else answer.problem
    return "unknown", f"it doesn't say; {taken}"


def _with_picture(noise: bool) -> list[dict[str, Any]]:
    """A picture of one size, in few bytes or in many: its tokens don't depend on that, unless it is read as text."""
    url = f"data:image/png;base64,{base64.b64encode(_png(noise)).decode()}"
    return [{"type": "text", "text": ASKED}, {"type": "image_url", "image_url": {"url": url}}]


def _png(noise: bool) -> bytes:
    """A grey square, large enough for every vision model's patches."""
    side = 56
    grey = [
        bytes((row * row * 31 + column * 17 * row) % 256 if noise else 128 for column in range(side))
        for row in range(side)
    ]

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + row for row in grey))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


_LOOKS: tuple[tuple[str, Callable[[Probe], Awaitable[tuple[State, str]]]], ...] = (
    ("reachable", _reachable),
    ("model", _model),
    ("answers", _answers),
    ("stream", _stream),
    ("usage", _usage),
    ("fields sent", _fields),
    ("stop", _stop),
    ("max_tokens", _limit("max_tokens")),
    ("max_completion_tokens", _limit("max_completion_tokens")),
    ("unknown fields", _unknown_field),
    ("logprobs", _logprobs),
    ("json", _json),
    ("images", _images),
    ("context", _context),
)
