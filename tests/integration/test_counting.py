"""The token counter is the most trusted one there is, and an estimate is measured against the server."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import select
from tokenizers import Tokenizer
from tokenizers.models import WordLevel

from bot.engine.calls import CallBook
from bot.engine.counting import CounterSources, best_counter, local_counter, measure
from bot.llm.openai_server import OpenAIServer, Timeouts
from bot.prompt.tokens import ByteCounter
from bot.storage.database import Database
from bot.storage.tables import ModelCall
from bot.testing.clock import FakeClock
from bot.testing.openai_server import ScriptedOpenAIServer, refusing_url
from tests.companion import Companion

pytestmark = pytest.mark.loopback


def sources(base_url: str) -> CounterSources:
    return CounterSources(ScriptedOpenAIServer.model, base_url, None, None, 1.0)


async def measured(database: Database, server: ScriptedOpenAIServer) -> bool:
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
        assert await measured(database, server)
        after = local_counter(sources(server.base_url), database)
    (bound,), (estimate,) = await before.count(["책방에 비가 왔다"]), await after.count(["책방에 비가 왔다"])
    assert estimate < bound
    calls = database.read_now(lambda session: list(session.exec(select(ModelCall))))
    assert {call.purpose for call in calls} == {"calibration"}
    assert {call.state for call in calls} == {"settled"}


@pytest.mark.parametrize("script", ["no_usage", "error_repeating_prompt", "garbage"])
async def test_a_server_that_tells_nothing_keeps_the_bound(database: Database, script: str) -> None:
    with ScriptedOpenAIServer(script) as server:  # type: ignore[arg-type]
        assert not await measured(database, server)
        assert local_counter(sources(server.base_url), database).id == "bytes"


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
