"""The token counter is the most trusted one there is, and an estimate is measured against the server."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import select
from tokenizers import Tokenizer
from tokenizers.models import WordLevel

from bot.engine.calls import CallBook
from bot.engine.counting import CounterSources, Measured, best_counter, best_counters, local_counter, measure
from bot.llm.openai_server import OpenAIServer, Timeouts
from bot.prompt.counters import counter_for
from bot.prompt.tokens import ByteCounter
from bot.storage.database import Database
from bot.storage.tables import ModelCall
from bot.testing.clock import FakeClock
from bot.testing.openai_server import Script, ScriptedOpenAIServer, refusing_url
from bot.turn.calling import CallPlan
from tests.companion import Companion

pytestmark = pytest.mark.loopback


def sources(base_url: str) -> CounterSources:
    return CounterSources(ScriptedOpenAIServer.model, base_url, None, None, 1.0)


async def measured(database: Database, server: ScriptedOpenAIServer) -> Measured:
    chat_id = await Companion(database).hear("안녕")
    model = OpenAIServer(server.base_url, server.model, None, Timeouts(1, 2, 3))
    return await measure(model, ByteCounter(), CallBook(database, FakeClock()), chat_id, 1)


async def test_a_servers_own_tokenize_endpoint_comes_first(database: Database) -> None:
    with ScriptedOpenAIServer(tokenizes=True) as server:
        counter = await best_counter(sources(server.base_url), database)
        assert counter.exact
        assert await counter.count(["one two three", "하나 둘"]) == (3, 2)


async def test_a_tokenize_endpoint_that_goes_away_leaves_the_local_estimate(database: Database) -> None:
    with ScriptedOpenAIServer(tokenizes=True) as server:
        counter = await best_counter(sources(server.base_url), database)
    assert await counter.count(["abc"]) == (3,)
    assert not counter.exact


async def test_without_a_tokenize_endpoint_the_bound_is_measured_once(database: Database) -> None:
    with ScriptedOpenAIServer("answers") as server:
        before = await best_counter(sources(server.base_url), database)
        assert before.id == "bytes"
        assert await measured(database, server) == "reported"
        after = local_counter(sources(server.base_url), database)
    (bound,), (estimate,) = await before.count(["책방에 비가 왔다"]), await after.count(["책방에 비가 왔다"])
    assert estimate < bound
    calls = database.read_now(lambda session: list(session.exec(select(ModelCall))))
    assert {call.purpose for call in calls} == {"calibration"}
    assert {call.state for call in calls} == {"settled"}


def asked(server: ScriptedOpenAIServer, name: str = "main") -> CounterSources:
    model = OpenAIServer(server.base_url, server.model, None, Timeouts(5, 30, 60))
    return replace(sources(server.base_url), server=name, model=f"model-{name}", model_at=model, paths=())


@pytest.mark.parametrize("script", ["error_repeating_prompt", "garbage"])
async def test_a_server_that_tells_nothing_keeps_the_bound(database: Database, script: Script) -> None:
    chat_id = await Companion(database).hear("안녕")
    with ScriptedOpenAIServer(script) as server:
        counter = await best_counters([asked(server)], database, CallBook(database, FakeClock()), chat_id, 1)
    assert counter.id == "bytes"


async def test_a_server_that_answers_and_never_reports_usage_gets_a_guess_that_calibration_leaves_alone(
    database: Database,
) -> None:
    chat_id = await Companion(database).hear("안녕")
    with ScriptedOpenAIServer("no_usage") as server:
        source, book = asked(server), CallBook(database, FakeClock())
        guess = await best_counters([source], database, book, chat_id, 1)
    assert (guess.id, guess.exact) == ("guess-bytes/2", False)
    assert local_counter(source, database).id == "bytes"
    calls = database.read_now(lambda session: list(session.exec(select(ModelCall))))
    assert [(call.counter, call.estimated) for call in calls] == [("bytes", True)] * 2


async def test_servers_are_asked_side_by_side_and_each_gets_its_own_counter(database: Database) -> None:
    chat_id, both = await Companion(database).hear("안녕"), asyncio.Barrier(2)

    class Meeting(CallBook):
        async def reserve(self, plan: CallPlan) -> tuple[int, int]:
            await both.wait()  # comes through only when the other server's question waits here too
            return await super().reserve(plan)

    with ScriptedOpenAIServer("no_usage") as quiet, ScriptedOpenAIServer() as good:
        sources = [asked(quiet, "quiet"), asked(good, "good")]
        async with asyncio.timeout(60):
            counter = await best_counters(sources, database, Meeting(database, FakeClock()), chat_id, 1)
    assert counter_for(counter, "quiet").id == "guess-bytes/2"
    assert len(good.requests) == len(quiet.requests) == 2


async def test_an_absent_server_is_neither_fatal_nor_counted(database: Database) -> None:
    counter = await best_counter(sources(refusing_url()), database)
    assert counter.id == "bytes"


async def test_the_server_is_trusted_before_a_tokenizer_file_and_the_file_before_an_estimate(
    database: Database, tmp_path: Path
) -> None:
    file = tmp_path / "tokenizer.json"
    Tokenizer(WordLevel({"[UNK]": 0}, unk_token="[UNK]")).save(str(file))
    with ScriptedOpenAIServer(tokenizes=True) as server:
        counter = await best_counter(replace(sources(server.base_url), tokenizer=file), database)
        assert counter.id == f"server:{server.model}"
    with ScriptedOpenAIServer() as server:
        counter = await best_counter(replace(sources(server.base_url), tokenizer=file), database)
        assert counter.id.startswith("tokenizer:")
