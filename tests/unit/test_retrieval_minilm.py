"""The English embedder, with the real model that ships."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from policies.errors import MalbeotError
from retrieval.minilm import MODELS, EmbedderUnusable, MiniLmEmbedder, ModelFiles

LONG = "I went to the market and bought apples, bread and a newspaper. " * 2000


@pytest.fixture(scope="module")
def embedder() -> MiniLmEmbedder:
    return MiniLmEmbedder()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The shipped files, free to be damaged."""
    for file in MODELS.glob("all-MiniLM-L6-v2*"):
        shutil.copy(file, tmp_path)
    return tmp_path


def test_rows_are_unit_length(embedder: MiniLmEmbedder) -> None:
    rows = embedder.embed(["hello", "How was your day?", "I love you ❤️", LONG, "naïve café"])
    assert rows.shape == (5, 384)
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("text", ["", " \n\t", "😀", "👍🏽 ❤️", "x" * 500])
def test_a_text_without_a_known_word_piece_has_a_zero_row(embedder: MiniLmEmbedder, text: str) -> None:
    assert not embedder.embed([text]).any()


def test_no_texts_give_no_rows(embedder: MiniLmEmbedder) -> None:
    assert embedder.embed([]).shape == (0, 384)


@pytest.mark.parametrize(
    ("text", "paraphrase", "unrelated"),
    [
        ("how old are you?", "what is your age", "how cold is it outside?"),
        ("I failed my exam", "I didn't pass the test", "I passed my driving lesson on to a friend"),
        ("I'm exhausted", "I am so tired today", "I am so excited today"),
        ("my cat is ill", "my kitten got sick", "my car is old"),
        ("tell me something funny", "do you know a joke?", "tell me the time"),
    ],
)
def test_paraphrases_are_nearer_than_unrelated_lines(
    embedder: MiniLmEmbedder, text: str, paraphrase: str, unrelated: str
) -> None:
    own, near, far = embedder.embed([text, paraphrase, unrelated])
    assert own @ near > own @ far


def test_vectors_point_where_the_original_model_points(embedder: MiniLmEmbedder) -> None:
    """The cosines are those of the official weights in fp32, on torch."""
    food, bread, cheetah = embedder.embed(
        ["A man is eating food.", "A man is eating a piece of bread.", "A cheetah is running behind its prey."]
    )
    assert food @ bread == pytest.approx(0.7553, abs=0.02)
    assert food @ cheetah == pytest.approx(0.1419, abs=0.02)


def test_the_same_text_gives_the_same_vector_alone_and_in_company(embedder: MiniLmEmbedder) -> None:
    texts = ["hi", "what a day", LONG, "", "my sister is getting married in June", "ok " * 90]
    together = embedder.embed(texts)
    assert np.array_equal(together, embedder.embed(texts))
    alone = np.concatenate([embedder.embed([text]) for text in texts])
    assert np.abs(together - alone).max() < 1e-3


def test_a_new_embedder_gives_the_same_vectors(embedder: MiniLmEmbedder) -> None:
    texts = ["good morning", "I miss my grandmother"]
    assert np.array_equal(MiniLmEmbedder().embed(texts), embedder.embed(texts))


def test_only_the_first_256_word_pieces_count(embedder: MiniLmEmbedder) -> None:
    first, second = embedder.embed([LONG + "dogs", LONG + "a completely different ending"])
    assert np.array_equal(first, second)


def test_emoji_and_broken_characters_change_nothing(embedder: MiniLmEmbedder) -> None:
    rows = embedder.embed(["I love you", "I love you❤️😀", "I love you \ud83d"])
    assert rows[0] @ rows[1] == pytest.approx(1, abs=1e-5)
    assert rows[0] @ rows[2] == pytest.approx(1, abs=1e-5)


def test_apostrophes_typed_on_a_phone_are_apostrophes(embedder: MiniLmEmbedder) -> None:
    straight, curled = embedder.embed(["I don't know what to do", "I don’t know what to do"])
    assert np.array_equal(straight, curled)


@pytest.mark.parametrize(
    "text",
    ["hello", "ok", "How are you?", "so happy today 😀😀", "naïve café", "“It’s fine…” — she said", "it's 20°C", LONG],
)
def test_it_knows_english(embedder: MiniLmEmbedder, text: str) -> None:
    assert embedder.knows(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "😀",
        "1234",
        "안녕하세요",
        "오늘 meeting 너무 많아",
        "what does 사랑해 mean?",
        "that's so funny ㅋㅋㅋ",
        "привет как дела",
        "I said привет to her",
        "你好 my friend",
        "https://example.com/hello",
        "hello [UNK]",
        "say " + "a" * 200,
    ],
)
def test_it_knows_nothing_else(embedder: MiniLmEmbedder, text: str) -> None:
    assert not embedder.knows(text)


def test_its_id_names_the_file(embedder: MiniLmEmbedder) -> None:
    manifest = json.loads((MODELS / "all-MiniLM-L6-v2.json").read_text("utf-8"))
    assert embedder.id == f"minilm-int8-{manifest['files']['model']['sha256'][:8]}"


@pytest.mark.parametrize("kind", ["model", "tokenizer"])
def test_a_damaged_file_is_refused_by_name_with_the_fix(copy: Path, kind: str) -> None:
    files = ModelFiles.shipped(copy)
    file: Path = getattr(files, kind)
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    with pytest.raises(EmbedderUnusable) as caught:
        MiniLmEmbedder(files).embed(["hello"])
    assert str(file) in str(caught.value)
    assert "sha256" in str(caught.value)
    assert "git checkout -- retrieval/models" in (caught.value.fix or "")
    assert isinstance(caught.value, MalbeotError)


def test_a_missing_file_is_refused_by_name(copy: Path) -> None:
    files = ModelFiles.shipped(copy)
    files.model.unlink()
    with pytest.raises(EmbedderUnusable, match=r"int8\.onnx can't be read"):
        MiniLmEmbedder(files).load()


@pytest.mark.parametrize("content", [None, "{", "{}", "[]", '{"files": {"model": {}, "tokenizer": {}}}'])
def test_a_manifest_that_cannot_be_read_is_named(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "all-MiniLM-L6-v2.json").write_text(content, "utf-8")
    with pytest.raises(EmbedderUnusable, match=r"all-MiniLM-L6-v2\.json can't be read"):
        MiniLmEmbedder(ModelFiles.shipped(tmp_path))


def test_the_files_are_checked_once(copy: Path) -> None:
    embedder = MiniLmEmbedder(ModelFiles.shipped(copy))
    before = embedder.embed(["hello"])
    embedder.files.model.unlink()
    assert np.array_equal(embedder.embed(["hello"]), before)


def test_two_spaces_have_two_ids() -> None:
    files = ModelFiles.shipped()
    assert MiniLmEmbedder(replace(files, model_sha256="0" * 64, precision="fp32")).id == "minilm-fp32-00000000"


def test_what_ships_is_small_and_licensed() -> None:
    assert sum(file.stat().st_size for file in MODELS.glob("all-MiniLM-L6-v2*")) < 30e6
    notice = (MODELS / "NOTICE").read_text("utf-8")
    assert "sentence-transformers/all-MiniLM-L6-v2" in notice
    assert "Apache License, Version 2.0" in notice


def test_importing_it_loads_nothing_heavy_and_using_it_loads_no_torch() -> None:
    code = (
        "import sys; from retrieval.minilm import MiniLmEmbedder; e = MiniLmEmbedder(); e.id;"
        "heavy = {'onnxruntime', 'tokenizers', 'torch', 'transformers', 'onnx'};"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules);"
        "e.embed(['hello']); assert not {'torch', 'transformers', 'onnx'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
