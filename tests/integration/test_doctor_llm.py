"""`malbeot doctor --llm` finds out what servers can do by asking them, and says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.testing.openai_server import Script, ScriptedOpenAIServer, refusing_url
from tests.command import malbeot

pytestmark = pytest.mark.loopback


def configure(home: Path, toml: str) -> None:
    home.mkdir()
    (home / "malbeot.toml").write_text(toml, "utf-8")


def abilities(server: ScriptedOpenAIServer, home: Path, code: int = 0) -> dict[str, tuple[str, str]]:
    configure(home, f'[llm]\nbase_url = "{server.base_url}"\nmodel = "scripted-model"\n')
    ran = malbeot("doctor", "--llm", "--json")
    assert ran.code == code, ran.err
    (only,) = ran.json
    assert (only["server"], only["model"], only["address"]) == ("main", "scripted-model", server.base_url)
    assert only["usable"] is (code == 0)
    return {each["name"]: (each["state"], each["finding"]) for each in only["abilities"]}


def test_a_good_server(home: Path) -> None:
    with ScriptedOpenAIServer(reply="Hello, I like autumn best of all.", tokenizes=True, owner="vllm") as server:
        found = abilities(server, home)
    assert found["reachable"] == ("yes", "lists 1 models")
    assert found["model"] == ("yes", "scripted-model")
    assert found["stream"] == ("yes", "ends in [DONE]")
    assert found["usage"] == ("yes", "in the stream")
    assert found["stop"] == ("no", "left in the text; malbeot cuts it")
    assert found["max_tokens"] == ("no", "ignored")
    assert found["json"] == ("no", "ignored; malbeot asks in words (not as preset vllm says)")
    assert found["tokenize"] == ("yes", "/tokenize")


def test_every_question_holds_words_of_ours_alone(home: Path) -> None:
    with ScriptedOpenAIServer(reply="Hello, I like autumn best of all.") as server:
        abilities(server, home)
    for body in server.requests:
        for message in body.get("messages", ()):
            said = message["content"] if isinstance(message["content"], str) else message["content"][0]["text"]
            assert said.startswith(("Say hello", "hello hello"))


def test_a_server_that_refuses_what_it_does_not_know(home: Path) -> None:
    refused = {"malbeot_asks", "logprobs", "response_format", "max_completion_tokens"}
    with ScriptedOpenAIServer("fields_400", "Hello, I like autumn best.", refuses=refused) as server:
        configure(home, f'[llm]\npreset = "ollama"\nbase_url = "{server.base_url}"\nmodel = "scripted-model"\n')
        ran = malbeot("doctor", "--llm", "--json")
    found = {each["name"]: (each["state"], each["finding"]) for each in ran.json[0]["abilities"]}
    assert found["unknown fields"] == ("no", "refused (HTTP 400); malbeot sends none (not as preset ollama says)")
    assert found["logprobs"] == ("no", "refused (HTTP 400)")
    assert found["max_completion_tokens"] == ("no", "refused (HTTP 400)")
    assert found["json"][0] == "no"


@pytest.mark.parametrize("script", ["fields_422", "fields_400"])
def test_a_server_is_usable_without_the_fields_it_refuses_as_it_is_for_a_turn(home: Path, script: Script) -> None:
    refused = {"max_completion_tokens", "stream_options", "top_p"}
    with ScriptedOpenAIServer(script, "Hello, I like autumn best.", refuses=refused) as server:
        found = abilities(server, home)
    assert found["answers"] == ("yes", "26 characters")
    assert found["stream"] == ("yes", "ends in [DONE]")
    said = "refuses max_completion_tokens, stream_options, top_p; malbeot leaves them out"
    assert found["fields sent"] == ("no", said)


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("other_schema", "answers in another schema than OpenAI's"),
        ("plain_text", "answers in another schema than OpenAI's"),
        ("error_in_200", "answers with an error"),
        ("breaks_off", "it broke off in the middle of the reply"),
        ("ends_midway", "it broke off in the middle of the reply"),
        ("vllm_error_in_stream", "failed in the middle of its reply"),
        ("empty", "an empty stream"),
    ],
)
def test_what_is_no_reply_is_told_in_words(home: Path, script: Script, said: str) -> None:
    with ScriptedOpenAIServer(script, "Hello, I like autumn best.") as server:
        found = abilities(server, home, code=1)
    assert (found["answers"], found["stream"]) == (("no", said), ("no", said))


def test_the_context_a_server_names_when_it_refuses(home: Path) -> None:
    with ScriptedOpenAIServer("too_long", "Hello, I like autumn best.", context=777) as server:
        assert abilities(server, home)["context"] == ("yes", "777 tokens, as it refuses")


@pytest.mark.parametrize("script", ["unknown_model", "wrong_key", "error_repeating_prompt"])
def test_an_unusable_server_ends_it_early_with_exit_code_1(home: Path, script: str) -> None:
    with ScriptedOpenAIServer(script) as server:  # type: ignore[arg-type]
        found = abilities(server, home, code=1)
    assert list(found) == ["reachable", "model", "answers", "stream"]
    assert found["answers"][0] == "no"
    assert "HTTP" in found["answers"][1]


def test_the_table_shows_every_server_of_the_chain_and_one_that_is_down_fails_it(home: Path) -> None:
    with ScriptedOpenAIServer(reply="Hello, I like autumn best of all.") as server:
        configure(
            home,
            f'[llm]\nbase_url = "{server.base_url}"\nmodel = "scripted-model"\n'
            f'[llm.servers.spare]\nbase_url = "{refusing_url()}"\nmodel = "x"\n',
        )
        ran = malbeot("doctor", "--llm")
        plain = malbeot("doctor", "--json")
    assert ran.code == 1
    assert f"main: scripted-model at {server.base_url} (preset generic)" in ran.out
    assert "spare: x at " in ran.out
    assert "no answer (can't be reached); start it, or correct base_url" in " ".join(ran.out.split())
    states = {each["check"]: each["state"] for each in plain.json}
    assert (states["model main"], states["model spare"]) == ("ok", "fail")


def test_a_server_by_completions_is_asked_by_its_protocol(home: Path) -> None:
    with ScriptedOpenAIServer(reply="Hello, I like autumn best of all.") as server:
        configure(
            home,
            f'[llm]\nbase_url = "{server.base_url}"\nmodel = "qwen"\napi = "completions"\n',
        )
        ran = malbeot("doctor", "--llm", "--json")
    assert ran.code == 0
    assert set(server.paths) == {"/v1/completions", "/tokenize", "/extras/tokenize/count"}
    assert "max_completion_tokens" not in {each["name"] for each in ran.json[0]["abilities"]}


def test_without_a_server_it_says_what_to_set(home: Path) -> None:
    ran = malbeot("doctor", "--llm")
    assert ran.code == 2
    assert "set llm.base_url and llm.model" in ran.err


def test_a_missing_template_fails_the_model_check_and_no_other(home: Path) -> None:
    configure(home, '[llm]\nbase_url = "http://127.0.0.1:1/v1"\nmodel = "my-own"\napi = "completions"\n')
    ran = malbeot("doctor", "--json")
    assert ran.code == 1
    failed = {each["check"]: each["advice"] for each in ran.json if each["state"] == "fail"}
    assert list(failed) == ["model"]
    assert "set llm.template to one of" in failed["model"]
