"""A chain of servers: the next one answers for one that fails, which is left alone and comes back."""

from __future__ import annotations

import asyncio

import pytest

from bot.errors import ConfigError, ModelError
from bot.llm.chain import Chain
from bot.llm.describe import ServerSpec, chain_of
from bot.llm.model import ChatMessage, ModelRequest
from bot.llm.reply import Timeouts
from bot.testing.clock import FakeClock
from bot.testing.openai_server import ScriptedOpenAIServer, refusing_url
from policies.server_order import Offer, Order

pytestmark = pytest.mark.loopback
REQUEST = ModelRequest((ChatMessage("user", "안녕"),), 0.7, 0.9, 32)
PATIENT = Timeouts(5, 30, 60)


@pytest.fixture(scope="module", autouse=True)
def _client_library() -> None:
    """Imported before any patience is measured: the first import takes seconds."""
    import langchain_openai  # noqa: F401


def chain(clock: FakeClock, *urls: str, order: Order = "priority", timeout_s: float = 90) -> Chain:
    specs = [
        ServerSpec(Offer(chr(ord("a") + index)), url, "scripted-model", timeouts=PATIENT)
        for index, url in enumerate(urls)
    ]
    return chain_of(specs, order, timeout_s, clock.now)


async def failing(model: Chain, times: int) -> None:
    for _ in range(times):
        with pytest.raises(ModelError):
            await model.complete(REQUEST)


def skipped(model: Chain) -> dict[str, str | None]:
    return {candidate.name: candidate.skipped for candidate in model.candidates(1)}


async def test_the_next_server_answers_for_one_that_is_down(clock: FakeClock) -> None:
    with ScriptedOpenAIServer(reply="second") as server:
        assert (await chain(clock, refusing_url(), server.base_url).complete(REQUEST)).text == "second"


async def test_when_none_answers_the_last_reason_is_given(clock: FakeClock) -> None:
    with ScriptedOpenAIServer("busy") as server, pytest.raises(ModelError, match="HTTP 429, it is busy"):
        await chain(clock, refusing_url(), server.base_url).complete(REQUEST)


async def test_a_server_that_keeps_failing_is_left_alone_and_probed(clock: FakeClock) -> None:
    with ScriptedOpenAIServer("error_repeating_prompt") as server:
        model = chain(clock, server.base_url)
        await failing(model, 5)
        with pytest.raises(ModelError, match="no server of the chain may be asked now"):
            await model.complete(REQUEST)
        assert len(server.requests) == 5
        clock.advance(15_000)
        await failing(model, 1)
        assert len(server.requests) == 6
        server.script = "answers"
        clock.advance(15_000)
        await model.complete(REQUEST)
        await model.complete(REQUEST)
    assert len(server.requests) == 8


async def test_a_check_in_the_background_brings_a_server_back(clock: FakeClock) -> None:
    with ScriptedOpenAIServer("error_repeating_prompt") as server:
        model = chain(clock, server.base_url)
        await failing(model, 5)
        assert skipped(model) == {"a": "it kept failing; the next probe is in 15000 ms"}
        await model.check()
        assert skipped(model) == {"a": None}
    await failing(model, 5)
    await model.check()
    assert skipped(model)["a"] is not None


async def test_a_model_that_says_nothing_and_a_prompt_too_long_do_not_count_as_failures(clock: FakeClock) -> None:
    with ScriptedOpenAIServer("empty") as server:
        model = chain(clock, server.base_url)
        await failing(model, 6)
        server.script, server.context = "too_long", 0
        await failing(model, 6)
        assert skipped(model) == {"a": None}


async def test_all_attempts_together_take_no_longer_than_the_chain_may(clock: FakeClock) -> None:
    with ScriptedOpenAIServer("hangs_before_first_token") as slow, ScriptedOpenAIServer() as good:
        model = chain(clock, slow.base_url, good.base_url, timeout_s=0.3)
        seen = []
        for candidate in model.candidates(1):
            seen.append((candidate.name, candidate.skipped))
            if candidate.skipped is None:
                with pytest.raises(ModelError, match="the time for all servers was over"):
                    await candidate.model.complete(REQUEST)
        assert seen == [("a", None), ("b", "the 0.3 s for all servers were over")]
        assert good.requests == []


async def test_a_draft_that_was_given_up_is_not_held_against_the_server(clock: FakeClock) -> None:
    with ScriptedOpenAIServer("hangs_before_first_token") as server:
        model = chain(clock, server.base_url)
        for _ in range(6):
            task = asyncio.ensure_future(model.complete(REQUEST))
            await asyncio.sleep(0.05)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        assert skipped(model) == {"a": None}


async def test_weights_draw_by_the_seed_of_the_turn(clock: FakeClock) -> None:
    model = chain(clock, "http://a/v1", "http://b/v1", order="weight")

    def first(seed: int) -> str:
        return next(iter(model.candidates(seed))).name

    assert {first(seed) for seed in range(20)} == {"a", "b"}
    assert [first(5) for _ in range(3)] == [first(5)] * 3


async def test_each_place_says_why(clock: FakeClock) -> None:
    specs = [
        ServerSpec(Offer("own", 1, 0.0, 0.0), "http://a/v1", "small"),
        ServerSpec(Offer("api", 0, 2.0, 8.0), "http://b/v1", "large"),
    ]
    by_price = [*chain_of(specs, "price", 90, clock.now).candidates(1)]
    assert [(each.name, each.rule, each.reason, each.evidence) for each in by_price] == [
        ("own", "price", "about 0 per million tokens", "working"),
        ("api", "price", "about 2.12 per million tokens", "working"),
    ]
    assert chain_of(specs, "price", 90, clock.now).name == "small"
    assert chain_of(specs, "priority", 90, clock.now).server == "http://b/v1"


def test_a_server_without_an_address_is_named(clock: FakeClock) -> None:
    with pytest.raises(ConfigError, match=r"llm\.servers\.spare\.base_url is not set"):
        chain_of([ServerSpec(Offer("spare"), None, "m")], "priority", 90, clock.now)
    known = chain_of([ServerSpec(Offer("spare"), None, "m", preset="ollama")], "priority", 90, clock.now)
    assert known.server == "http://127.0.0.1:11434/v1"


def test_completions_of_a_model_nobody_knows_need_a_template(clock: FakeClock) -> None:
    spec = ServerSpec(Offer("main"), "http://a/v1", "my-own", api="completions")
    with pytest.raises(ConfigError, match="no template is known for the model 'my-own'"):
        chain_of([spec], "priority", 90, clock.now)
