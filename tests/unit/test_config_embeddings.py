"""The `[embeddings]` settings: what they choose, and what the doctor says of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.app import comparing
from bot.config import Settings, load_settings
from bot.errors import FileMistakes
from policies.errors import MalbeotError
from retrieval.endpoint import EndpointEmbedder
from retrieval.prefixes import Prefixes
from retrieval.shipped import Embedded, Replaced
from retrieval.transformer import TransformerEmbedder
from tests.command import malbeot
from tests.embeddings import embeddings_server


def settings(home: Path, *lines: str) -> Settings:
    home.mkdir(parents=True, exist_ok=True)
    (home / "malbeot.toml").write_text("\n".join(["[embeddings]", *lines]), "utf-8")
    return load_settings()


def embedder_found(*arguments: str) -> dict[str, str]:
    ran = malbeot("doctor", "--json", *arguments)
    return next(each for each in ran.json if each["check"] == "embedder")


def test_without_settings_the_shipped_embedders_compare() -> None:
    assert isinstance(comparing(load_settings()), Embedded)
    found = embedder_found("--offline")
    assert found["state"] == "ok"
    assert "minilm-int8" in found["finding"]
    assert "korean-ngrams" in found["finding"]


def test_a_model_replaces_them_with_its_prefixes(home: Path) -> None:
    chosen = comparing(settings(home, 'model = "intfloat/multilingual-e5-small"', 'query_prefix = "ask: "'))
    assert isinstance(chosen, Replaced)
    assert isinstance(chosen.embedder, TransformerEmbedder)
    assert chosen.embedder.id == TransformerEmbedder("intfloat/multilingual-e5-small", Prefixes("ask: ")).id


def test_an_endpoint_gets_its_key_from_the_secrets_folder(home: Path) -> None:
    (home / "secrets").mkdir(parents=True)
    (home / "secrets" / "embeddings__api_key").write_text("k-123", "utf-8")
    chosen = comparing(settings(home, 'base_url = "http://h:1/v1"', 'endpoint_model = "bge-m3"', "batch = 8"))
    assert isinstance(chosen, Replaced)
    assert chosen.embedder == EndpointEmbedder("http://h:1/v1", "bge-m3", "k-123", batch=8)


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (['model = "m"', 'base_url = "http://h/v1"'], "not both"),
        (['base_url = "h:1"', 'endpoint_model = "m"'], "base_url"),
        (["batch = 0"], "batch"),
    ],
)
def test_settings_that_contradict_each_other_are_refused(home: Path, lines: list[str], problem: str) -> None:
    with pytest.raises((FileMistakes, MalbeotError), match=problem):
        settings(home, *lines)


@pytest.mark.loopback
def test_the_doctor_asks_the_endpoint_unless_offline(home: Path) -> None:
    with embeddings_server() as server:
        settings(home, f'base_url = "{server.url}"', 'endpoint_model = "letters"')
        assert embedder_found("--offline")["state"] == "ok"
        assert server.requests == []
        found = embedder_found()
        assert (found["state"], "27 dimensions" in found["finding"]) == ("ok", True)
        server.status = 500
        found = embedder_found()
        assert found["state"] == "warn"
        assert "status 500; the shipped one compares meanwhile" in found["finding"]
