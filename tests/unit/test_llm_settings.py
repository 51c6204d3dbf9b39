"""From the settings file to servers: one, or a chain with keys, timeouts and counters of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.app import configured_model, open_app
from bot.config import load_settings, shown_with_origin
from bot.errors import ConfigError, FileMistakes
from bot.llm.chain import Chain
from bot.llm.completions import CompletionsServer
from bot.llm.openai_server import OpenAIServer
from bot.llm.reply import Timeouts
from bot.prompt.counters import ServerCounters
from tests.command import malbeot

KEY = "sk-" + "a1b2c3d4" * 4
CHAIN = """
[llm]
base_url = "http://127.0.0.1:8000/v1"
model = "own"
order = "price"
first_token_timeout_s = 7
price_in = 0
price_out = 0

[llm.servers.friendli]
preset = "friendli"
model = "llama"
priority = 1
price_in = 0.1
price_out = 0.2
total_timeout_s = 20
images = "yes"

[llm.servers.spare]
base_url = "http://127.0.0.1:11434/v1"
model = "gemma2:9b"
api = "completions"
context_tokens = 2048
weight = 0.5
"""


def configured(home: Path, toml: str) -> Chain:
    home.mkdir(exist_ok=True)
    (home / "malbeot.toml").write_text(toml, "utf-8")
    model = configured_model(load_settings())
    assert model is not None
    return model


def test_without_an_address_there_is_no_model(home: Path) -> None:
    assert configured_model(load_settings()) is None


def test_the_simple_settings_mean_a_chain_of_one(home: Path) -> None:
    chain = configured(home, '[llm]\nbase_url = "http://127.0.0.1:1/v1"\nmodel = "tiny"\n')
    assert list(chain.links) == ["main"]
    assert (chain.name, chain.server) == ("tiny", "http://127.0.0.1:1/v1")
    assert chain.links["main"].server.timeouts == Timeouts(3, 15, 60)


def test_a_preset_alone_stands_for_its_usual_address(home: Path) -> None:
    chain = configured(home, '[llm]\npreset = "ollama"\nmodel = "gemma2"\n')
    assert chain.server == "http://127.0.0.1:11434/v1"


def test_several_servers_are_described_by_tables(home: Path) -> None:
    chain = configured(home, CHAIN)
    main, friendli, spare = (chain.links[name] for name in ("main", "friendli", "spare"))
    assert isinstance(main.server, OpenAIServer)
    assert isinstance(spare.server, CompletionsServer)
    assert spare.server.template.stop[0] == "<end_of_turn>"
    assert friendli.server.base_url == "https://api.friendli.ai/serverless/v1"
    assert friendli.server.quirks.images
    assert (friendli.offer.priority, friendli.offer.price_in, spare.offer.weight) == (1, 0.1, 0.5)
    assert (main.context_tokens, spare.context_tokens) == (None, 2048)
    assert spare.server.quirks.preset.name == "ollama"


def test_a_server_keeps_the_timeouts_of_the_table_above_unless_it_sets_them(home: Path) -> None:
    chain = configured(home, CHAIN)
    assert chain.links["friendli"].server.timeouts == Timeouts(3, 7, 20)
    assert chain.links["spare"].server.timeouts == Timeouts(3, 7, 60)


def test_each_server_has_its_key_from_secrets_or_a_variable(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "secrets").mkdir(parents=True)
    (home / "secrets" / "llm__servers__friendli__api_key").write_text(KEY, "utf-8")
    monkeypatch.setenv("MALBEOT_LLM__SERVERS__SPARE__API_KEY", "hunter2")
    chain = configured(home, CHAIN)
    keys = {name: link.server.api_key for name, link in chain.links.items()}
    assert keys == {"main": None, "friendli": KEY, "spare": "hunter2"}
    assert KEY not in repr(chain.links)
    shown = {row.key: row.value for row in shown_with_origin(load_settings())}
    assert shown["llm.servers.friendli.api_key"] == f"…{KEY[-4:]}"
    assert shown["llm.servers.spare.api_key"] == "…"
    ran = malbeot("config", "show")
    assert KEY not in ran.out
    assert "hunter2" not in ran.out


def test_mistakes_in_a_servers_table_carry_their_line(home: Path) -> None:
    with pytest.raises(FileMistakes) as raised:
        configured(home, '[llm.servers.spare]\nbase_url = "http://a/v1"\nweight = -1\npresett = "vllm"\n')
    lines = str(raised.value)
    assert "malbeot.toml:3:1 llm.servers.spare.weight" in lines
    assert "malbeot.toml:4:1 llm.servers.spare.presett: unknown key" in lines


def test_a_server_without_an_address_is_named(home: Path) -> None:
    with pytest.raises(ConfigError, match=r"llm\.servers\.spare\.base_url is not set"):
        configured(home, '[llm.servers.spare]\nmodel = "m"\n')


def test_each_server_has_a_counter_of_its_own(home: Path) -> None:
    chain = configured(home, CHAIN)
    app = open_app(load_settings())
    try:
        counter = app.deps(chain).counter
        sources = app.counter_sources(chain)
    finally:
        app.close()
    assert isinstance(counter, ServerCounters)
    assert [(each.server, each.model) for each in sources] == [
        ("main", "own"),
        ("friendli", "llama"),
        ("spare", "gemma2:9b"),
    ]
    assert sources[1].paths == ()
