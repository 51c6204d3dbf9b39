"""A sentence-transformers model made on the spot replaces the shipped embedders: prefixes, ids, and a talk with it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.storage.database import Database
from bot.turn.group_indexes import HeldIndexes
from bot.turn.run import Deps
from retrieval.embedding import EmbedderUnusable
from retrieval.prefixes import Prefixes
from retrieval.shipped import Embedded, Replaced
from retrieval.transformer import TransformerEmbedder
from tests.companion import Companion

pytestmark = pytest.mark.real_model
LETTERS = "abcdefghijklmnopqrstuvwxyz가나다라마바사아자차카타파하안녕?!.:,'"


@pytest.fixture(scope="session")
def tiny_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random encoder of two layers over single letters; the folder is named like a family with prefixes."""
    pytest.importorskip("sentence_transformers")
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    folder = tmp_path_factory.mktemp("encoder")
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *LETTERS, *(f"##{letter}" for letter in LETTERS)]
    (folder / "vocab.txt").write_text("\n".join(vocabulary), "utf-8")
    torch.manual_seed(5)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=128,
    )
    BertModel(config).save_pretrained(folder / "bert")
    BertTokenizerFast(vocab=str(folder / "vocab.txt")).save_pretrained(folder / "bert")
    words = Transformer(str(folder / "bert"), max_seq_length=64)
    pooling = Pooling(32, pooling_mode="mean")
    prompts = {"query": "ask: ", "document": "text: "}
    SentenceTransformer(modules=[words, pooling], prompts=prompts).save(str(folder / "tiny"))
    return folder / "tiny"


def named(tiny: Path, name: str) -> str:
    link = tiny.parent / name
    if not link.exists():
        link.symlink_to(tiny)
    return str(link)


def test_rows_have_unit_length_and_do_not_depend_on_the_batch(tiny_encoder: Path) -> None:
    embedder = TransformerEmbedder(str(tiny_encoder))
    texts = ["hello", "a much longer line of text", "안녕"] * 20
    rows = embedder.embed(texts, "alike")
    assert rows.shape == (60, 32)
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1, abs=1e-5)
    assert rows[0] == pytest.approx(embedder.embed(["hello"], "alike")[0], abs=1e-5)


@pytest.mark.parametrize(
    ("name", "wanted", "query", "document", "alike"),
    [
        ("plain", Prefixes("ask: "), "ask: ", "text: ", "ask: "),
        ("plain", Prefixes(), "ask: ", "text: ", "ask: "),
        ("multilingual-e5-tiny", Prefixes(), "query: ", "passage: ", "query: "),
        ("bge-tiny-en", Prefixes(), "Represent this sentence for searching relevant passages: ", "", ""),
    ],
)
def test_a_text_is_embedded_with_the_prefix_its_role_wants(
    tiny_encoder: Path, name: str, wanted: Prefixes, query: str, document: str, alike: str
) -> None:
    embedder = TransformerEmbedder(named(tiny_encoder, name), wanted)
    bare = TransformerEmbedder(named(tiny_encoder, "bge-m3-tiny"))
    for role, prefix in (("query", query), ("document", document), ("alike", alike)):
        expected = bare.embed([f"{prefix}hello"], "query")
        assert embedder.embed(["hello"], role) == pytest.approx(expected, abs=1e-5)  # type: ignore[arg-type]


def test_other_prefixes_make_another_space_with_another_id(tiny_encoder: Path) -> None:
    plain = TransformerEmbedder(str(tiny_encoder))
    assert plain.id.startswith("transformer-tiny-")
    assert str(tiny_encoder.parent) not in plain.id
    assert plain.id != TransformerEmbedder(str(tiny_encoder), Prefixes("q: ")).id
    assert TransformerEmbedder("intfloat/multilingual-e5-small").id == "transformer-intfloat/multilingual-e5-small"


def test_a_model_that_is_not_there_is_an_unusable_embedder(tmp_path: Path) -> None:
    pytest.importorskip("sentence_transformers")
    (tmp_path / "empty").mkdir()
    with pytest.raises(EmbedderUnusable, match="can't be loaded") as raised:
        TransformerEmbedder(str(tmp_path / "empty")).embed(["hello"])
    assert "embeddings.model" in str(raised.value.fix)


async def test_a_talk_is_compared_by_it_in_both_languages(database: Database, tiny_encoder: Path) -> None:
    class Compared(Companion):
        def deps(self) -> Deps:
            chosen = Replaced(TransformerEmbedder(str(tiny_encoder)), Embedded())
            return replace(super().deps(), indexes=HeldIndexes(chosen))

    companion = Compared(database)
    await companion.say("배고파")
    await companion.say("I'm hungry")
    versions = [record.versions for record in companion.records()]
    assert {each.embedder for each in versions} == {TransformerEmbedder(str(tiny_encoder)).id}
    assert {each.embedder_problem for each in versions} == {None}
