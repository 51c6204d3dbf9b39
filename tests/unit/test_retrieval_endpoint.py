"""Any embeddings endpoint: batches, prefixes, keys; every way to fail is one error that names the server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from retrieval.embedding import EmbedderUnusable
from retrieval.endpoint import EndpointEmbedder
from retrieval.prefixes import NO_PREFIXES, Prefixes, chosen_prefixes
from tests.embeddings import Embeddings, embeddings_server, letters

pytestmark = pytest.mark.loopback


@pytest.fixture
def server() -> Iterator[Embeddings]:
    with embeddings_server() as running:
        yield running


def test_texts_go_in_batches_and_come_back_as_unit_rows_in_order(server: Embeddings) -> None:
    embedder = EndpointEmbedder(server.url, "m", "secret-key", batch=2)
    texts = ["abc", "zzz", "hello"]
    rows = embedder.embed(texts)
    expected = np.array([letters(text) for text in texts])
    assert rows == pytest.approx(expected / np.linalg.norm(expected, axis=1, keepdims=True), abs=1e-6)
    assert [request["input"] for request in server.requests] == [["abc", "zzz"], ["hello"]]
    assert {request["model"] for request in server.requests} == {"m"}
    assert set(server.keys) == {"Bearer secret-key"}
    assert "secret" not in embedder.id


@pytest.mark.parametrize(
    ("model", "wanted", "query", "document", "alike"),
    [
        ("intfloat/multilingual-e5-small", NO_PREFIXES, "query: ", "passage: ", "query: "),
        ("BAAI/bge-m3", NO_PREFIXES, "", "", ""),
        ("BAAI/bge-small-en-v1.5", NO_PREFIXES, "Represent this sentence for searching relevant passages: ", "", ""),
        ("my-own-model", NO_PREFIXES, "", "", ""),
        ("my-own-model", Prefixes("ask: ", "text: "), "ask: ", "text: ", "ask: "),
        ("intfloat/e5-base-v2", Prefixes(document="doc: "), "query: ", "doc: ", "query: "),
    ],
)
def test_each_family_gets_the_prefix_it_was_trained_with(
    server: Embeddings, model: str, wanted: Prefixes, query: str, document: str, alike: str
) -> None:
    embedder = EndpointEmbedder(server.url, model, wanted=wanted)
    embedder.embed(["x"], "query")
    embedder.embed(["x"], "document")
    embedder.embed(["x"], "alike")
    assert [request["input"] for request in server.requests] == [[f"{each}x"] for each in (query, document, alike)]


def test_other_prefixes_are_another_space() -> None:
    plain, own = (EndpointEmbedder("http://h:1/v1", "m", wanted=each) for each in (NO_PREFIXES, Prefixes("q: ")))
    assert plain.id == "endpoint-m@h:1"
    assert own.id != plain.id
    assert chosen_prefixes("m", NO_PREFIXES, Prefixes("own: ")) == Prefixes("own: ")


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"data": []},
        {"data": [{"index": 0, "embedding": []}]},
        {"data": [{"index": 0, "embedding": "abc"}]},
        {"data": [{"index": 0, "embedding": [1.0, float("nan")]}]},
        {"data": [{"embedding": [1.0]}]},
        ["no object"],
    ],
)
def test_an_answer_without_one_vector_a_text_is_refused(server: Embeddings, answer: Any) -> None:
    server.answer = answer
    with pytest.raises(EmbedderUnusable, match="no list of embeddings"):
        EndpointEmbedder(server.url, "m").embed(["hello"])


def test_a_server_that_refuses_or_dies_is_named_without_the_text(server: Embeddings) -> None:
    embedder = EndpointEmbedder(server.url, "m")
    server.status = 503
    with pytest.raises(EmbedderUnusable, match="status 503") as refused:
        embedder.embed(["my secret"])
    server.dead = True
    with pytest.raises(EmbedderUnusable, match=r"127\.0\.0\.1") as died:
        embedder.embed(["my secret"])
    assert "secret" not in f"{refused.value} {died.value}"


def test_nothing_listening_is_an_unusable_embedder() -> None:
    with pytest.raises(EmbedderUnusable, match="ConnectError"):
        EndpointEmbedder("http://127.0.0.1:9/v1", "m").embed(["hello"])


def test_no_texts_need_no_server() -> None:
    assert EndpointEmbedder("http://127.0.0.1:9/v1", "m").embed([]).shape[0] == 0
