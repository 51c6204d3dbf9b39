"""`transformers serve` by both protocols: what it does differently is survived, and the doctor tells it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.errors import ModelError
from bot.llm.capabilities import examine
from bot.llm.chat_template import chat_template
from bot.llm.completions import CompletionsServer
from bot.llm.model import ChatMessage, ModelRequest
from bot.llm.openai_server import OpenAIServer
from bot.llm.presets import PRESETS
from bot.llm.reply import Timeouts
from bot.llm.server import Quirks, Server
from tests.models.server import RunningServer, transformers_serve
from tests.models.tiny_model import REPLY, make_tiny_model

pytestmark = pytest.mark.real_model
PATIENT = Timeouts(connect=3, first_token=60, total=90)
TALK = (
    ChatMessage("system", "너는 봄이다."),
    ChatMessage("user", "안녕"),
    ChatMessage("assistant", "응"),
    ChatMessage("user", "hi"),
)
REQUEST = ModelRequest(TALK, temperature=0, top_p=1, max_tokens=40)


@pytest.fixture(scope="module")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny_model(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="module")
def server(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    with transformers_serve(tiny_model, tmp_path_factory.mktemp("log") / "server.log") as server:
        yield server


def client(server: RunningServer, protocol: str, model: str | None = None) -> Server:
    quirks, name = Quirks(PRESETS["transformers"]), model or server.model
    if protocol == "chat":
        return OpenAIServer(server.base_url, name, None, PATIENT, quirks)
    return CompletionsServer(server.base_url, name, None, PATIENT, chat_template("chatml", ""), quirks)


async def test_both_protocols_say_the_same(server: RunningServer) -> None:
    chat, completions = [await client(server, each).complete(REQUEST) for each in ("chat", "completions")]
    assert chat.text == completions.text == REPLY
    assert chat.prompt_tokens == completions.prompt_tokens is not None
    assert chat.reply_tokens == completions.reply_tokens is not None


def test_our_chatml_is_the_models_own(tiny_model: Path) -> None:
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(tiny_model)
    plain = [{"role": each.role, "content": each.content} for each in TALK]
    own = tokenizer.apply_chat_template(plain, tokenize=False, add_generation_prompt=True)
    assert chat_template("chatml", "").render(TALK) == own
    assert chat_template(str(tiny_model / "chat_template.jinja"), "").render(TALK) == own


@pytest.mark.parametrize("protocol", ["chat", "completions"])
async def test_a_stop_string_it_leaves_in_is_cut(server: RunningServer, protocol: str) -> None:
    request = ModelRequest(TALK, 0, 1, 40, stop=(" 천천",))
    assert (await client(server, protocol).complete(request)).text == "응, 나 여기 있어."


@pytest.mark.parametrize("protocol", ["chat", "completions"])
async def test_a_field_it_refuses_is_left_out_and_remembered(server: RunningServer, protocol: str) -> None:
    model = client(server, protocol)
    with_format = {"chat": {"response_format"}, "completions": set[str]()}[protocol]
    model.quirks = Quirks(PRESETS["vllm"])
    request = ModelRequest(TALK, 0, 1, 40, seed=7, schema={"type": "object"})
    assert (await model.complete(request)).text
    assert model.quirks.refused <= {"response_format", "stream_options", "seed", *with_format}


async def test_a_model_it_does_not_have_is_named(server: RunningServer) -> None:
    with pytest.raises(ModelError, match="HTTP 400, it knows no such model 'another'"):
        await client(server, "chat", "another").complete(REQUEST)


async def test_the_doctor_tells_what_it_does_differently(server: RunningServer) -> None:
    found = await examine("main", client(server, "chat"), 1000)
    assert found.usable
    told = {each.name: (each.state, each.finding) for each in found.abilities}
    assert told["stream"] == ("yes", "ends without [DONE]")
    assert told["usage"] == ("yes", "in the stream")
    assert told["stop"] == ("no", "left in the text; malbeot cuts it")
    assert told["max_tokens"] == told["max_completion_tokens"] == ("yes", "honoured")
    assert told["unknown fields"] == ("no", "refused (HTTP 422); malbeot sends none")
    assert told["logprobs"] == ("no", "ignored")
    assert told["json"] == ("no", "ignored; malbeot asks in words")
    assert told["images"] == ("no", "accepted and ignored")
