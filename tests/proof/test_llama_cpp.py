"""A real llama.cpp server with a tiny GGUF: the same words as transformers, and every difference survived."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.engine.counting import CounterSources, best_counter
from bot.feedback.replay import Replay
from bot.llm.capabilities import examine
from bot.llm.chain import Chain, Link
from bot.llm.chat_template import chat_template
from bot.llm.completions import CompletionsServer
from bot.llm.faults import PromptTooLong
from bot.llm.model import ChatMessage, Completion, ModelRequest
from bot.llm.openai_server import OpenAIServer
from bot.llm.presets import PRESETS
from bot.llm.reply import Timeouts
from bot.llm.server import Quirks, Server
from bot.llm.structured import parse
from bot.prompt.tokens import ByteCounter
from bot.storage.database import Database
from bot.storage.turns import list_turns
from policies.server_order import Offer
from tests.companion import INDEXES, Companion
from tests.models.server import RunningServer
from tests.models.tiny_model import REPLY, make_tiny_model
from tests.proof.llama import CONTEXT, llama_python, llama_serve, make_gguf

pytestmark = [
    pytest.mark.real_model,
    pytest.mark.skipif(llama_python() is None, reason="LLAMA_PYTHON names no Python with llama-cpp-python"),
]
PATIENT = Timeouts(connect=3, first_token=60, total=90)
TALK = (ChatMessage("system", "너는 봄이다."), ChatMessage("user", "안녕"))
REQUEST = ModelRequest(TALK, temperature=0, top_p=1, max_tokens=40)
SCHEMA = {
    "type": "object",
    "properties": {"mood": {"enum": ["good", "bad"]}},
    "required": ["mood"],
    "additionalProperties": False,
}


@pytest.fixture(scope="module")
def gguf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tiny")
    return make_gguf(make_tiny_model(folder), folder / "tiny.gguf")


@pytest.fixture(scope="module")
def server(gguf: Path) -> Iterator[RunningServer]:
    with llama_serve(gguf, gguf.with_suffix(".log")) as server:
        yield server


def client(server: RunningServer, protocol: str, preset: str = "llama_cpp_python") -> Server:
    quirks = Quirks(PRESETS[preset])
    if protocol == "chat":
        return OpenAIServer(server.base_url, server.model, None, PATIENT, quirks)
    return CompletionsServer(server.base_url, server.model, None, PATIENT, chat_template("chatml", ""), quirks)


@pytest.mark.parametrize("protocol", ["chat", "completions"])
async def test_it_says_what_transformers_says_and_reports_no_usage(server: RunningServer, protocol: str) -> None:
    completion = await client(server, protocol).complete(REQUEST)
    assert completion == Completion(REPLY, None, None, "stop")


@pytest.mark.parametrize("protocol", ["chat", "completions"])
async def test_the_token_limit_is_honoured(server: RunningServer, protocol: str) -> None:
    short = await client(server, protocol).complete(replace(REQUEST, max_tokens=3))
    assert short.finish == "length"
    assert REPLY.startswith(short.text)


@pytest.mark.parametrize("protocol", ["chat", "completions"])
async def test_a_prompt_too_long_that_ends_in_an_empty_stream_is_understood(
    server: RunningServer, protocol: str
) -> None:
    request = replace(REQUEST, messages=(ChatMessage("user", "안녕 하세요 " * 200),))
    with pytest.raises(PromptTooLong) as raised:
        await client(server, protocol).complete(request)
    assert raised.value.limit == CONTEXT


@pytest.mark.parametrize("preset", ["llama_cpp_python", "vllm"])
async def test_json_fits_its_schema_by_the_right_preset_and_a_wrong_one_still_answers(
    server: RunningServer, preset: str
) -> None:
    model = client(server, "chat", preset)
    completion = await model.complete(replace(REQUEST, schema=SCHEMA))
    if preset == "llama_cpp_python":
        assert parse(completion.text, SCHEMA)["mood"] in ("good", "bad")
    else:
        assert "response_format" in model.quirks.refused
        assert completion.text == REPLY


async def test_its_tokenizer_counts(server: RunningServer, database: Database) -> None:
    sources = CounterSources(server.model, server.base_url, None, None, 3.0, paths=PRESETS["llama_cpp_python"].tokenize)
    counter = await best_counter(sources, database)
    assert counter.exact
    (few, many) = await counter.count(["안녕", "안녕 안녕 안녕 안녕"])
    assert 0 < few < many


async def test_the_doctor_tells_what_it_does_differently(server: RunningServer) -> None:
    found = await examine("main", client(server, "chat"), 2000)
    told = {each.name: (each.state, each.finding) for each in found.abilities}
    assert told["stream"] == ("yes", "ends in [DONE]")
    assert told["usage"][0] == "no"
    assert told["stop"] == ("yes", "cut")
    assert told["max_tokens"] == ("yes", "honoured")
    assert told["max_completion_tokens"] == ("no", "ignored")
    assert told["unknown fields"] == ("yes", "ignored")
    assert told["json"] == ("yes", "json_object with a schema")
    assert told["images"] == ("no", "taken for text")
    assert told["context"] == ("yes", f"{CONTEXT} tokens, as it refuses")


class GreedyServer(OpenAIServer):
    """Sampling would make a tiny model's words a matter of luck."""

    async def complete(self, request: ModelRequest) -> Completion:
        return await super().complete(replace(request, temperature=0))


def chain(companion: Companion, *servers: RunningServer) -> Chain:
    quirks = Quirks(PRESETS["llama_cpp_python"])
    links = [
        Link(Offer(f"server{index}"), GreedyServer(each.base_url, each.model, None, PATIENT, quirks))
        for index, each in enumerate(servers)
    ]
    return Chain(links, now=companion.clock.now)


async def test_a_server_killed_midway_is_replaced_by_the_next_and_replayed(gguf: Path, database: Database) -> None:
    companion = Companion(database)
    with (
        llama_serve(gguf, gguf.with_suffix(".first.log"), 8192) as first,
        llama_serve(gguf, gguf.with_suffix(".second.log"), 8192) as second,
    ):
        companion.model = chain(companion, first, second)
        companion.engine = companion.new_engine()
        alive = [await companion.say(text) for text in ("안녕!", "나는 지수야")]
        first.stop()
        orphaned = [await companion.say(text) for text in ("거기 있어?", "오늘 너무 힘들었어")]
    assert all(REPLY in said[-1] for said in (*alive, *orphaned))
    records = companion.records()
    assert [[call.server for call in record.calls] for record in records] == [
        [first.base_url],
        [first.base_url],
        [first.base_url, second.base_url],
        [first.base_url, second.base_url],
    ]
    assert all("can't be reached" in (record.calls[0].problem or "") for record in records[2:])
    assert all(record.calls[-1].estimated and record.calls[-1].reply_tokens for record in records)
    ids = [row.id or 0 for row in database.read_now(lambda session: list_turns(session, 10))]
    report = await Replay(database, INDEXES, ByteCounter(0.4)).run(ids)
    assert (report.identical, report.differing) == (4, ())


async def test_a_context_smaller_than_the_persona_leaves_the_turn_to_the_answer_groups(
    server: RunningServer, database: Database
) -> None:
    companion = Companion(database)
    companion.model = chain(companion, server)
    companion.engine = companion.new_engine()
    assert await companion.say("안녕!")
    (record,) = companion.records()
    assert [route.source for route in record.route] == ["model", "groups"]
    assert (record.calls[0].too_long, record.calls[0].limit) == (True, CONTEXT)
    assert f"longer than its context ({CONTEXT} tokens)" in record.route[-1].reason
