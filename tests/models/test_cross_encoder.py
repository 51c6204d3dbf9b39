"""A cross-encoder made on the spot orders passages; one that can't be had is said so."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.knowledge.rerank import CrossEncoderReranker, RerankerUnusable

pytestmark = pytest.mark.real_model
LETTERS = "abcdefghijklmnopqrstuvwxyz가나다라마바사아자차카타파하?!.,"


@pytest.fixture(scope="session")
def tiny_reranker(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random classifier of pairs with one output, two layers over single letters."""
    pytest.importorskip("sentence_transformers")
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    folder = tmp_path_factory.mktemp("reranker")
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *LETTERS, *(f"##{letter}" for letter in LETTERS)]
    (folder / "vocab.txt").write_text("\n".join(vocabulary), "utf-8")
    torch.manual_seed(3)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=128,
        num_labels=1,
    )
    BertForSequenceClassification(config).save_pretrained(folder / "tiny")
    BertTokenizerFast(vocab=str(folder / "vocab.txt")).save_pretrained(folder / "tiny")
    return folder / "tiny"


def test_each_passage_gets_a_score_that_does_not_depend_on_the_others(tiny_reranker: Path) -> None:
    reranker = CrossEncoderReranker(str(tiny_reranker))
    passages = ["the lamp is lit", "a goose", "책방은 여덟 시에 닫는다", "word " * 500]
    together = reranker.scores("when is the lamp lit?", passages)
    assert len(set(together)) == 4
    alone = [reranker.scores("when is the lamp lit?", [passage])[0] for passage in passages]
    assert together == pytest.approx(alone, abs=1e-5)


def test_a_reranker_that_is_not_there_says_so(tmp_path: Path) -> None:
    pytest.importorskip("sentence_transformers")
    (tmp_path / "empty").mkdir()
    with pytest.raises(RerankerUnusable, match="can't be loaded") as raised:
        CrossEncoderReranker(str(tmp_path / "empty")).scores("question", ["passage"])
    assert "knowledge.reranker" in str(raised.value.fix)
