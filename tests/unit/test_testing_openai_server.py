"""The scripted OpenAI-compatible server does what each of its scripts says."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, get_args

import httpx
import pytest

from bot.testing.openai_server import Script, ScriptedOpenAIServer, refusing_url, usage_of

pytestmark = pytest.mark.loopback
BODY: Mapping[str, Any] = {
    "model": "scripted-model",
    "messages": [{"role": "user", "content": "the secret word is xyzzy"}],
    "stream": True,
    "stream_options": {"include_usage": True},
    "stop": ["\nPerson:"],
}


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False, timeout=30) as opened:
        yield opened


def post(client: httpx.Client, server: ScriptedOpenAIServer, body: Mapping[str, Any] = BODY) -> httpx.Response:
    return client.post(f"{server.base_url}/chat/completions", json=dict(body))


def events(answer: httpx.Response) -> list[Any]:
    lines = [line.removeprefix("data: ") for line in answer.text.splitlines() if line]
    return [line if line == "[DONE]" else json.loads(line) for line in lines]


def said(answer: httpx.Response) -> str:
    choices = [event["choices"][0] for event in events(answer) if event != "[DONE]" and event["choices"]]
    return "".join(choice["delta"].get("content", "") for choice in choices)


def test_it_answers_word_by_word_and_ends_with_usage_and_done(client: httpx.Client) -> None:
    with ScriptedOpenAIServer("answers", "안녕 반가워 오늘은") as server:
        answer = post(client, server)
    assert said(answer) == "안녕 반가워 오늘은"
    assert events(answer)[-1] == "[DONE]"
    assert events(answer)[-2]["usage"] == {"prompt_tokens": 5, "completion_tokens": 3, "total_tokens": 8}
    assert len(events(answer)) == 1 + 3 + 1 + 1 + 1


def test_it_reports_usage_only_to_those_who_ask(client: httpx.Client) -> None:
    with ScriptedOpenAIServer("answers") as server:
        answer = post(client, server, {**BODY, "stream_options": None})
    assert not any("usage" in event for event in events(answer) if event != "[DONE]")


def test_a_server_without_usage_never_reports_it(client: httpx.Client) -> None:
    with ScriptedOpenAIServer("no_usage", "hi") as server:
        answer = post(client, server)
    assert said(answer) == "hi"
    assert "usage" not in answer.text


def test_an_empty_reply_is_a_well_formed_stream_without_words(client: httpx.Client) -> None:
    with ScriptedOpenAIServer("empty", "not said") as server:
        answer = post(client, server)
    assert said(answer) == ""
    assert events(answer)[-1] == "[DONE]"


def test_a_stop_string_is_left_in_the_text(client: httpx.Client) -> None:
    with ScriptedOpenAIServer("leaves_stop_in", "Hi") as server:
        assert said(post(client, server)) == "Hi\nPerson: and on it goes"


@pytest.mark.parametrize("script", ["hangs_before_first_token", "hangs_midway"])
def test_a_hanging_server_outlasts_the_clients_patience_and_still_closes(client: httpx.Client, script: Script) -> None:
    with ScriptedOpenAIServer(script) as server:
        with pytest.raises(httpx.ReadTimeout):
            client.post(f"{server.base_url}/chat/completions", json=dict(BODY), timeout=0.2)
        assert len(server.requests) == 1


def test_a_server_that_hangs_midway_has_said_one_word(client: httpx.Client) -> None:
    with ScriptedOpenAIServer("hangs_midway", "Well then") as server:
        with client.stream("POST", f"{server.base_url}/chat/completions", json=dict(BODY)) as answer:
            first = next(line for line in answer.iter_lines() if line)
        assert json.loads(first.removeprefix("data: "))["choices"][0]["delta"]["content"] == "Well"


def test_a_server_that_breaks_off_leaves_its_body_unfinished(client: httpx.Client) -> None:
    with ScriptedOpenAIServer("breaks_off") as server, pytest.raises(httpx.RemoteProtocolError):
        post(client, server)


def test_garbage_is_an_event_that_is_not_json(client: httpx.Client) -> None:
    with ScriptedOpenAIServer("garbage") as server:
        answer = post(client, server)
    with pytest.raises(json.JSONDecodeError):
        events(answer)


def test_a_page_is_no_stream(client: httpx.Client) -> None:
    with ScriptedOpenAIServer("not_a_stream") as server:
        answer = post(client, server)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html"


def test_its_error_repeats_the_prompt(client: httpx.Client) -> None:
    with ScriptedOpenAIServer("error_repeating_prompt") as server:
        answer = post(client, server)
    assert answer.status_code == 500
    assert "xyzzy" in answer.json()["error"]["message"]


def test_it_keeps_every_request_it_was_sent(client: httpx.Client) -> None:
    with ScriptedOpenAIServer() as server:
        post(client, server)
        post(client, server, {**BODY, "messages": []})
    assert [len(body["messages"]) for body in server.requests] == [1, 0]
    assert server.requests[0] == BODY


def test_its_script_can_change_between_requests(client: httpx.Client) -> None:
    with ScriptedOpenAIServer("error_repeating_prompt") as server:
        assert post(client, server).status_code == 500
        server.script = "answers"
        assert post(client, server).status_code == 200


def test_it_lists_its_one_model_and_knows_no_other_path(client: httpx.Client) -> None:
    with ScriptedOpenAIServer() as server:
        listed = client.get(f"{server.base_url}/models").json()
        assert [model["id"] for model in listed["data"]] == [server.model]
        assert client.get(f"{server.base_url}/nothing").status_code == 404
        assert client.post(f"{server.base_url}/nothing", json={}).status_code == 404


def test_two_servers_take_two_ports() -> None:
    with ScriptedOpenAIServer() as one, ScriptedOpenAIServer() as other:
        assert one.port != other.port


def test_a_refusing_address_and_a_closed_server_take_no_connection(client: httpx.Client) -> None:
    with ScriptedOpenAIServer() as server:
        pass
    for url in (refusing_url(), server.base_url):
        with pytest.raises(httpx.ConnectError):
            client.get(f"{url}/models")


@pytest.mark.parametrize("script", get_args(Script))
def test_every_named_script_takes_the_request_and_lets_the_server_close(client: httpx.Client, script: Script) -> None:
    with ScriptedOpenAIServer(script) as server:
        try:
            client.post(f"{server.base_url}/chat/completions", json=dict(BODY), timeout=0.2)
        except (httpx.ReadTimeout, httpx.RemoteProtocolError):
            assert script in {"hangs_before_first_token", "hangs_midway", "breaks_off"}
        assert server.requests == [BODY]


def test_usage_counts_words() -> None:
    assert usage_of({"messages": [{"content": "a b"}, {"content": "c"}]}, "d e") == {
        "prompt_tokens": 3,
        "completion_tokens": 2,
        "total_tokens": 5,
    }
