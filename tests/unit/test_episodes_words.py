"""Terms of Korean, English and mixed text, and vectors only where the embedder knows the language."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from memory.episodes.line import Line
from memory.episodes.meaning import Meaning
from memory.episodes.naming import named
from memory.episodes.passages import passages
from memory.episodes.words import telling, terms
from retrieval.embedding import EmbedderUnusable, Matrix, Role
from retrieval.minilm import MiniLmEmbedder, ModelFiles
from retrieval.ngrams import NgramEmbedder


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("She adopted puppies", "adopts a puppy"),
        ("Café", "cafe"),
        ("거북이를 샀어", "거북이가"),
        ("통기타 쳤어", "통기타를"),
        (unicodedata.normalize("NFD", "거북이"), "거북이"),
        ("tired해", "tired"),
        ("2023년", "2023"),
        ("東京タワー", "東京"),
    ],
)
def test_forms_of_a_word_share_terms(one: str, other: str) -> None:
    assert set(terms(one)) & set(terms(other))


@pytest.mark.parametrize("text", ["", "ㅋㅋㅋ", "ㅠㅠ", "😀🎉", "the of and", "?!", "　"])
def test_texts_that_say_nothing_have_no_terms(text: str) -> None:
    assert terms(text) == []


def test_words_of_one_meaning_share_a_term() -> None:
    assert set(terms("강아지")) & set(terms("멍멍이"))


def test_everyday_korean_tells_less_than_rare_words_and_other_words_count_in_full() -> None:
    assert telling("오늘") < telling("뭉치")
    assert telling("turtl") == 1.0
    assert 0 < telling("=개") < 1


def test_names_and_pronouns_say_whom_a_question_is_about() -> None:
    speakers = ("Joanna Reyes", "김지수")
    assert named("What did Joanna buy?", speakers) == ("Joanna Reyes",)
    assert named("지수는 뭐 샀어?", speakers) == ("김지수",)
    assert named("What did I buy?", speakers) == ()
    assert named("What did I buy?", speakers, asker="김지수") == ("김지수",)
    assert named("What did you buy?", speakers, asker="김지수") == ("Joanna Reyes",)


def test_lines_and_questions_the_embedder_does_not_know_have_no_meaning() -> None:
    meaning = Meaning(MiniLmEmbedder())
    parts = [passages(Line(at, 1, "Jisu", text, "8 May", at))[0] for at, text in enumerate(("my turtle", "내 거북이"))]
    rows = meaning.of_passages(parts)
    assert rows.any(axis=1).tolist() == [True, False]
    assert meaning.of_question("거북이 이름이 뭐야?") is None
    assert meaning.of_question("  ") is None
    asked = meaning.of_question("what is the turtle called?")
    assert asked is not None
    assert float(asked @ rows[0]) > 0.3


def test_for_korean_talk_alone_the_encoder_is_never_opened(tmp_path: Path) -> None:
    nowhere = ModelFiles(tmp_path / "none.onnx", "0", tmp_path / "none.json", "0")
    meaning = Meaning(MiniLmEmbedder(nowhere))
    lines = [Line(at, 1, "지수", text, "5월 8일", at) for at, text in enumerate(("내 거북이", "ㅋㅋㅋ", "뭉치야"))]
    rows = meaning.of_passages([passages(line)[0] for line in lines])
    assert (rows.shape, rows.any()) == ((3, 384), False)
    with pytest.raises(EmbedderUnusable):
        meaning.of_passages(passages(Line(3, 1, "Jisu", "my turtle", "8 May", 3)))


def test_the_embedder_sees_only_what_it_knows() -> None:
    class English(NgramEmbedder):
        def __init__(self) -> None:
            super().__init__(64)
            self.seen: list[str] = []

        def knows(self, text: str) -> bool:
            return text.isascii()

        def embed(self, texts: Sequence[str], role: Role = "document") -> Matrix:
            self.seen += texts
            return super().embed(texts, role)

    embedder = English()
    texts = ("거북이", "my turtle", "기타")
    rows = Meaning(embedder).of_passages([passages(Line(at, 1, "J", text, "", at))[0] for at, text in enumerate(texts)])
    assert embedder.seen == ["J: my turtle"]
    assert rows.any(axis=1).tolist() == [False, True, False]


def test_an_embedder_that_says_nothing_about_languages_is_taken_at_its_word() -> None:
    row = Meaning(NgramEmbedder(64)).of_question("거북이")
    assert row is not None
    assert np.linalg.norm(row) == pytest.approx(1)
