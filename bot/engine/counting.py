"""Chooses the token counter, most trusted first, and measures an estimating one against the server it estimates for.

Without a tokenizer the only count that can't be too low is one token a byte, which makes a Korean prompt look three
times as large as it is. Two tiny calls whose usage the server reports replace that bound by a measured factor. A server
that answers and reports none gets a guess instead, labelled so; one that doesn't answer keeps the bound.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bot.errors import ModelError
from bot.llm.model import ChatMessage, Model, ModelRequest
from bot.prompt.counters import ServerCounters
from bot.prompt.tokens import (
    TIKTOKEN_FACTOR,
    ByteCounter,
    GuessCounter,
    ServerCounter,
    TiktokenCounter,
    TokenCounter,
    TokenizerFileCounter,
    ask_server,
    tiktoken_file,
)
from bot.storage.calibration import calibration
from bot.storage.database import Database
from bot.turn.calling import CallLedger, CallPlan

Measured = Literal["reported", "unreported", "failed"]
TOKENIZE_PATHS = ("/tokenize", "/extras/tokenize/count")
SAMPLES = (
    "오늘은 비가 와서 책방에 손님이 한 명도 없었어. 고양이는 시집 위에서 자고, 나는 귤을 까면서 네 생각을 했지. "
    "밥은 먹었어? ㅋㅋㅋ 😊 팀장님이 또 그랬다고? 그럴 땐 그냥 걷는 게 최고야. "
    "방파제까지 갔다가 돌아오면 반은 없어지더라.",
    "It rained all day, so nobody came to the shop. The cat slept on the poetry shelf and I peeled a tangerine. "
    "Have you eaten? Your boss did it again? A walk to the breakwater and back takes care of half of it. 😊",
)


@dataclass(frozen=True)
class CounterSources:
    """Where counts for one server could come from, as the settings say. `model_at`: whom to measure estimates with."""

    model: str
    base_url: str | None
    tokenizer: Path | None
    tokenize_url: str | None
    patience_s: float
    server: str = ""
    model_at: Model | None = None
    paths: tuple[str, ...] = TOKENIZE_PATHS


def local_counter(sources: CounterSources, database: Database) -> TokenCounter:
    """The best counter that asks no server."""
    if sources.tokenizer:
        return TokenizerFileCounter(sources.tokenizer)

    def learnt(kind: str) -> float | None:
        return database.read_now(lambda session: calibration(session, sources.model, kind))

    if tiktoken_file():
        return TiktokenCounter(learnt("tiktoken-o200k") or TIKTOKEN_FACTOR)
    return ByteCounter(min(1.0, learnt("bytes") or 1.0))


def local_counters(sources: Sequence[CounterSources], database: Database) -> TokenCounter:
    """The best counter for each server that asks none."""
    return _together({each.server: local_counter(each, database) for each in sources})


async def best_counters(
    sources: Sequence[CounterSources], database: Database, calls: CallLedger, chat_id: int, person_id: int
) -> TokenCounter:
    """The most trusted counter for each server, all asked at once; an estimate is measured against its server once."""
    found = await asyncio.gather(*(_measured(each, database, calls, chat_id, person_id) for each in sources))
    return _together({each.server: counter for each, counter in zip(sources, found, strict=True)})


async def _measured(
    sources: CounterSources, database: Database, calls: CallLedger, chat_id: int, person_id: int
) -> TokenCounter:
    counter = await best_counter(sources, database)
    if sources.model_at is None or counter.exact or "*" in counter.id:
        return counter
    measured = await measure(sources.model_at, counter, calls, chat_id, person_id)
    return GuessCounter() if measured == "unreported" else local_counter(sources, database)


def _together(counters: Mapping[str, TokenCounter]) -> TokenCounter:
    return ServerCounters(counters) if len(counters) > 1 else next(iter(counters.values()))


async def best_counter(sources: CounterSources, database: Database) -> TokenCounter:
    """The server's own tokenize endpoint if it has one, else the best local counter."""
    local = local_counter(sources, database)
    if not sources.base_url:
        return local
    import httpx

    client = httpx.AsyncClient(timeout=sources.patience_s, trust_env=False)
    root = sources.base_url.rstrip("/").removesuffix("/v1")
    for url in [sources.tokenize_url] if sources.tokenize_url else [root + path for path in sources.paths]:
        try:
            if await ask_server(client, url, sources.model, SAMPLES[0]) > 0:
                return ServerCounter(client, url, sources.model, fallback=local)
        except (httpx.HTTPError, ValueError, LookupError, TypeError):
            continue
    await client.aclose()
    return local


async def measure(model: Model, counter: TokenCounter, calls: CallLedger, chat_id: int, person_id: int) -> Measured:
    """Ask the server twice for a few tokens, to learn its count of known texts: whether it reported usage."""
    outcomes = []
    for sample in SAMPLES:
        (counted,) = await counter.count([sample])
        plan = CallPlan(
            attempt=str(uuid.uuid4()),
            chat_id=chat_id,
            person_id=person_id,
            purpose="calibration",
            model=model.name,
            server=model.server,
            counter=counter.id,
            counted_tokens=counted,
            reserved_tokens=counted + 1,
        )
        outcomes.append(await _ask(model, plan, calls, sample))
    worst: tuple[Measured, ...] = ("failed", "unreported", "reported")
    return min(outcomes, key=worst.index)


async def _ask(model: Model, plan: CallPlan, calls: CallLedger, sample: str) -> Measured:
    request = ModelRequest((ChatMessage("user", sample),), temperature=0, top_p=1, max_tokens=4)
    call_id, _ = await calls.reserve(plan)
    try:
        completion = await model.complete(request)
    except ModelError as error:
        await calls.settle(call_id, None, error.message)
        return "failed"
    await calls.settle(call_id, completion, None)
    return "unreported" if completion.prompt_tokens is None else "reported"
