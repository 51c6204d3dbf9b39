"""Evidence from several embedders on one scale, and what happens when one can't be used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.testing.clock import FakeClock
from retrieval.comparing import ANCHOR, Blend, ByVectors, Measure, OrElse, Scale
from retrieval.embedding import EmbedderUnusable, Matrix, Role
from retrieval.minilm import MiniLmEmbedder, ModelFiles
from retrieval.ngrams import NgramEmbedder
from retrieval.shipped import KOREAN, MINILM, Embedded, Replaced, by_ngrams
from retrieval.sparse import SparseRows
from tests.embeddings import letters

LINES = ("the cat sleeps", "a dog barks", "rain all day")


class Letters:
    """Dense vectors of letter counts; breaks when told to."""

    id = "letters"

    def __init__(self) -> None:
        self.broken = False
        self.roles: list[Role] = []
        self.calls = 0

    def embed(self, texts: Sequence[str], role: Role = "document") -> Matrix:
        self.calls += 1
        self.roles.append(role)
        if self.broken:
            raise EmbedderUnusable("letters are out")
        rows = np.array([letters(text) for text in texts], dtype=np.float32)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def best(comparer: ByVectors | Blend | OrElse, text: str) -> str:
    (found,) = comparer.compare([text])
    return LINES[int(np.argmax(found.evidence))]


@given(
    st.integers(1, 12).flatmap(
        lambda n: st.lists(st.lists(st.sampled_from([0.0, 0.0, 0.0, 1.0, -2.0]), min_size=n, max_size=n), max_size=7)
    )
)
def test_sparse_rows_multiply_like_the_matrix_they_come_from(rows: list[list[float]]) -> None:
    width = len(rows[0]) if rows else 3
    matrix = np.array(rows, dtype=np.float32).reshape(-1, width)
    sparse = SparseRows([matrix[:2], matrix[2:]], width)
    query = np.arange(width, dtype=np.float32)
    assert sparse.products(query) == pytest.approx(matrix @ query)
    assert sparse.in_each_column().tolist() == np.count_nonzero(matrix, axis=0).tolist()


def test_weighted_columns_leave_rows_of_unit_length() -> None:
    sparse = SparseRows([np.array([[3.0, 4.0], [0.0, 0.0]], dtype=np.float32)], 2)
    sparse.scale_columns(np.array([1.0, 0.0], dtype=np.float32))
    assert sparse.products(np.array([1.0, 1.0], dtype=np.float32)) == pytest.approx([1.0, 0.0])


def test_a_scale_puts_what_is_good_enough_at_the_anchor_and_never_turns_round() -> None:
    cosines = np.linspace(-1, 1, 201)
    for scale in (MINILM, KOREAN, Scale.anchored(0.8)):
        evidence = scale.of(cosines)
        assert (np.diff(evidence) >= 0).all()
        assert 0 <= evidence.min() <= evidence.max() == 1
    assert Scale.anchored(0.8).of(np.array([0.8])) == pytest.approx([ANCHOR])


def test_a_fitted_scale_reads_an_encoder_whose_cosines_all_lie_high() -> None:
    random = np.random.default_rng(3)
    rows = random.normal(size=(300, 24)).astype(np.float32)
    rows[:, 0] += 12  # everything is alike
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    usual = float((rows @ rows.T)[np.triu_indices(300, 1)].mean())
    scale = Scale.fitted(rows)
    assert usual > 0.8
    assert scale.of(np.array([usual, 1.0])) == pytest.approx([0, 1], abs=0.01)


def test_lines_are_embedded_once_and_compared_as_texts_of_one_kind() -> None:
    embedder = Letters()
    comparer = ByVectors(Measure(embedder), LINES)
    assert best(comparer, "the cat sleeps") == LINES[0]
    assert best(comparer, "barking dog") == LINES[1]
    assert embedder.calls == 3
    assert set(embedder.roles) == {"alike"}


def test_a_blend_leaves_a_text_the_sharp_one_does_not_know_to_the_other() -> None:
    sharp = ByVectors(Measure(Letters(), knows=str.isascii), LINES)
    blend = Blend(sharp, by_ngrams(LINES), trust=0.5)
    known, unknown = blend.compare(["dog", "강아지 dog"])
    assert known.embedder == "letters + ngrams-1-4096"
    assert unknown.embedder == "ngrams-1-4096"
    apart = [ByVectors(Measure(Letters()), LINES).compare(["dog"])[0], by_ngrams(LINES).compare(["dog"])[0]]
    assert known.evidence == pytest.approx(sum(each.evidence for each in apart) / 2)


def test_a_broken_embedder_is_replaced_with_the_reason_and_left_alone_for_a_while() -> None:
    embedder, clock = Letters(), FakeClock(0)
    comparer = OrElse(ByVectors(Measure(embedder), LINES), by_ngrams(LINES), 30, lambda: clock.now() / 1000)
    assert comparer.compare(["dog"])[0].problem is None
    embedder.broken, asked = True, embedder.calls
    found = comparer.compare(["dog", "cat"])
    assert {(each.embedder, each.problem) for each in found} == {("ngrams-1-4096", "letters are out")}
    comparer.compare(["dog"])
    assert embedder.calls == asked + 1
    embedder.broken = False
    clock.advance(31_000)
    assert comparer.compare(["dog"])[0].embedder == "letters"


def test_a_replay_is_compared_by_what_its_record_names() -> None:
    replaced = Replaced(Letters(), Embedded())
    assert replaced.as_configured(None)
    assert replaced.as_configured("none")
    assert replaced.as_configured("letters")
    assert not replaced.as_configured("minilm-int8-e71b957b + ngrams-1-4096")
    shipped = replaced.comparer("ko", ["안녕"], as_configured=False)
    assert shipped.compare(["안녕"])[0].embedder.startswith("korean-ngrams")


@pytest.mark.parametrize(
    ("language", "line", "text", "embedder"),
    [
        ("en", "I'm exhausted", "I'm so worn out", "minilm"),
        ("en", "I love tteokbokki", "I love 떡볶이", "ngrams"),
        ("ko", "너무 피곤해", "나 tired해", "korean-ngrams"),
        ("ko", "회의 망했어", "오늘 meeting 망했어", "korean-ngrams"),
    ],
)
def test_each_language_is_compared_by_an_encoder_that_knows_it(
    language: str, line: str, text: str, embedder: str
) -> None:
    others = ["what's the capital?", "I bought a hat"] if language == "en" else ["비가 오네", "모자 샀어"]
    found = Embedded().comparer(language, [line, *others]).compare([text])[0]
    assert found.embedder.startswith(embedder)
    assert int(np.argmax(found.evidence)) == 0


def test_by_ngrams_needs_no_files() -> None:
    assert best(by_ngrams(LINES), "cats sleep") == LINES[0]
    assert NgramEmbedder().embed([], "alike").shape == (0, 4096)


def test_a_damaged_model_file_leaves_english_to_the_ngrams_with_the_reason(tmp_path: Path) -> None:
    shipped = ModelFiles.shipped()
    damaged = tmp_path / shipped.model.name
    damaged.write_bytes(b"not a model")
    embedded = Embedded()
    embedded.__dict__["minilm"] = MiniLmEmbedder(replace(shipped, model=damaged))
    found = embedded.comparer("en", LINES).compare(["the cat sleeps"])[0]
    assert found.embedder == "ngrams-1-4096"
    assert "is damaged" in str(found.problem)
    with pytest.raises(EmbedderUnusable, match="is damaged"):
        embedded.check()
