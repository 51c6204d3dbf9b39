"""The client of OpenAI-compatible servers: what it makes of good servers and of bad ones."""

from __future__ import annotations

import traceback
from dataclasses import replace

import pytest

from bot.errors import ModelError
from bot.llm.model import ChatMessage, Completion, ModelRequest
from bot.llm.openai_server import OpenAIServer, Timeouts
from bot.testing.openai_server import Script, ScriptedOpenAIServer, refusing_url

pytestmark = pytest.mark.loopback
SECRET = "내 비밀번호는 xyzzy"
REQUEST = ModelRequest(
    messages=(ChatMessage("system", "너는 봄이다"), ChatMessage("user", SECRET)),
    temperature=0.7,
    top_p=0.9,
    max_tokens=32,
    stop=("\n상대:",),
)
PATIENT = Timeouts(connect=5, first_token=30, total=60)


@pytest.fixture(scope="module", autouse=True)
def _client_library() -> None:
    """Imported before any patience is measured: the first import takes seconds."""
    import langchain_openai  # noqa: F401


async def ask(
    server: ScriptedOpenAIServer, request: ModelRequest = REQUEST, timeouts: Timeouts = PATIENT
) -> Completion:
    return await OpenAIServer(server.base_url, server.model, None, timeouts).complete(request)


async def failure(script: Script, timeouts: Timeouts = PATIENT) -> ModelError:
    with ScriptedOpenAIServer(script) as server, pytest.raises(ModelError) as raised:
        await ask(server, timeouts=timeouts)
    return raised.value


async def test_a_reply_comes_whole_with_its_usage() -> None:
    with ScriptedOpenAIServer("answers", "안녕 반가워, 오늘은 어때?") as server:
        completion = await ask(server)
    assert completion == Completion("안녕 반가워, 오늘은 어때?", 5, 4, "stop")


async def test_the_server_is_asked_for_exactly_what_was_requested() -> None:
    with ScriptedOpenAIServer() as server:
        await ask(server)
        (body,) = server.requests
    assert body["messages"] == [
        {"role": "system", "content": "너는 봄이다"},
        {"role": "user", "content": SECRET},
    ]
    assert body["model"] == "scripted-model"
    assert (body["temperature"], body["top_p"], body["stop"]) == (0.7, 0.9, ["\n상대:"])
    assert body.get("max_tokens", body.get("max_completion_tokens")) == 32
    assert body["stream"] is True


async def test_no_stop_strings_means_no_stop_field() -> None:
    with ScriptedOpenAIServer() as server:
        await ask(server, replace(REQUEST, stop=()))
        (body,) = server.requests
    assert body.get("stop") is None


async def test_unknown_usage_is_none_and_not_zero() -> None:
    with ScriptedOpenAIServer("no_usage", "hi") as server:
        completion = await ask(server)
    assert (completion.text, completion.prompt_tokens, completion.reply_tokens) == ("hi", None, None)


async def test_a_stop_string_left_in_the_text_is_cut_with_what_follows() -> None:
    with ScriptedOpenAIServer("leaves_stop_in", "응, 그래") as server:
        assert (await ask(server)).text == "응, 그래"


async def test_a_reply_of_a_stop_string_alone_is_empty() -> None:
    with ScriptedOpenAIServer("leaves_stop_in", "") as server, pytest.raises(ModelError, match="empty reply"):
        await ask(server)


async def test_an_empty_reply_is_an_error() -> None:
    assert "empty reply" in str(await failure("empty"))


async def test_a_reply_of_white_space_is_empty_too() -> None:
    with ScriptedOpenAIServer("answers", " \n ") as server, pytest.raises(ModelError, match="empty reply"):
        await ask(server)


async def test_white_space_around_a_reply_is_left_out() -> None:
    with ScriptedOpenAIServer("answers", "\n\n  hello  ") as server:
        assert (await ask(server)).text == "hello"


async def test_a_refused_connection_is_a_model_error_that_names_the_server() -> None:
    url = refusing_url()
    with pytest.raises(ModelError) as raised:
        await OpenAIServer(url, "any", None, PATIENT).complete(REQUEST)
    assert url in str(raised.value)


async def test_a_server_silent_before_the_first_token_is_given_up_with_that_reason() -> None:
    error = await failure("hangs_before_first_token", Timeouts(connect=5, first_token=0.2, total=30))
    assert "sent nothing for 0.2 s" in str(error)


async def test_a_server_that_falls_silent_midway_is_given_up_after_the_total_time() -> None:
    error = await failure("hangs_midway", Timeouts(connect=5, first_token=30, total=1.5))
    assert "did not finish within 1.5 s" in str(error)


@pytest.mark.parametrize("script", ["garbage", "not_a_stream", "breaks_off", "error_repeating_prompt"])
async def test_what_is_no_reply_is_a_model_error_that_names_the_server(script: Script) -> None:
    with ScriptedOpenAIServer(script) as server, pytest.raises(ModelError) as raised:
        await ask(server)
    assert server.base_url in str(raised.value)


async def test_an_error_names_the_status() -> None:
    assert "HTTP 500" in str(await failure("error_repeating_prompt"))


@pytest.mark.parametrize(
    "script", ["garbage", "not_a_stream", "breaks_off", "error_repeating_prompt", "empty", "hangs_before_first_token"]
)
async def test_no_error_and_no_traceback_repeats_a_persons_words(script: Script) -> None:
    error = await failure(script, Timeouts(connect=5, first_token=0.5, total=30))
    told = "".join(traceback.format_exception(error)) + repr(error)
    assert "xyzzy" not in told
    assert "비밀번호" not in told


async def test_a_failed_call_is_not_tried_again() -> None:
    with ScriptedOpenAIServer("error_repeating_prompt") as server:
        with pytest.raises(ModelError):
            await ask(server)
        assert len(server.requests) == 1


async def test_a_server_that_recovered_answers_the_next_call() -> None:
    with ScriptedOpenAIServer("garbage", "back again") as server:
        model = OpenAIServer(server.base_url, server.model, "key", PATIENT)
        with pytest.raises(ModelError):
            await model.complete(REQUEST)
        server.script = "answers"
        assert (await model.complete(REQUEST)).text == "back again"


def test_it_knows_its_name_and_address_and_shows_no_key() -> None:
    model = OpenAIServer("http://127.0.0.1:1/v1", "tiny", "sk-hidden", PATIENT)
    assert (model.name, model.server) == ("tiny", "http://127.0.0.1:1/v1")
    assert "sk-hidden" not in repr(model)


def test_a_password_in_the_address_is_never_shown() -> None:
    server = OpenAIServer("http://me:hidden@127.0.0.1:8000/v1", "m", None, Timeouts())
    assert server.server == "http://127.0.0.1:8000/v1"
