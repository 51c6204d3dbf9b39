"""The lexical embedder: hashed character n-grams."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.language.hangul import decompose
from retrieval.ngrams import NgramEmbedder, features, normalised

EMBEDDER = NgramEmbedder()
TEXTS = st.lists(st.text("가나다힣ㅋㅠabcABC 1!?.~😀\n", max_size=30), max_size=8)


def likeness(one: str, other: str) -> float:
    rows = EMBEDDER.embed([one, other])
    return float(rows[0] @ rows[1])


@given(TEXTS)
def test_rows_are_unit_length_or_zero(texts: list[str]) -> None:
    rows = EMBEDDER.embed(texts)
    assert rows.shape == (len(texts), EMBEDDER.dimensions)
    assert rows.dtype == np.float32
    for text, row in zip(texts, rows, strict=True):
        length = float(np.linalg.norm(row))
        if not list(features(text)):
            assert length == 0
        else:
            assert length == pytest.approx(1, abs=1e-5) or length == 0  # signs may cancel out


@pytest.mark.parametrize("text", ["", "   ", "😀", "!!!", "\n"])
def test_a_text_without_features_is_a_zero_row(text: str) -> None:
    assert not EMBEDDER.embed([text]).any()


@pytest.mark.parametrize("text", ["안녕", "hello", "ㅋㅋ", "나 오늘 시험 망했어", "3", "a"])
def test_a_text_with_words_is_a_unit_row(text: str) -> None:
    assert float(np.linalg.norm(EMBEDDER.embed([text])[0])) == pytest.approx(1, abs=1e-5)


def test_no_texts_give_no_rows() -> None:
    assert EMBEDDER.embed([]).shape == (0, 4096)


def test_its_id_names_method_and_size_and_stays() -> None:
    assert EMBEDDER.id == "ngrams-1-4096"
    assert NgramEmbedder(256).id == "ngrams-1-256"


def test_the_space_stays_as_it_is_so_that_stored_vectors_stay_comparable() -> None:
    row = NgramEmbedder(16).embed(["안녕 hello"])[0]
    assert row.tolist() == pytest.approx(
        [
            0.0,
            -0.5388159,
            0.1796053,
            0.0,
            -0.1796053,
            0.3592106,
            0.1796053,
            -0.5388159,
            -0.3592106,
            -0.1796053,
            0.0,
            0.0,
            0.0,
            0.0,
            0.1796053,
            0.0,
        ],
        abs=1e-6,
    )


@given(TEXTS)
def test_a_row_depends_on_its_text_alone(texts: list[str]) -> None:
    together = EMBEDDER.embed(texts)
    for text, row in zip(texts, together, strict=True):
        assert np.array_equal(EMBEDDER.embed([text])[0], row)


@given(st.text("가나다힣abc ", min_size=1, max_size=30))
def test_case_and_closing_marks_make_no_difference(text: str) -> None:
    assert np.array_equal(EMBEDDER.embed([text])[0], EMBEDDER.embed([f"{text.upper()}!!"])[0])


@pytest.mark.parametrize(
    ("text", "variant", "different"),
    [
        ("오늘 뭐 했어?", "오늘 뭐했어?", "내일 비 온대"),
        ("나 너무 힘들어", "나 넘 힘들어ㅠㅠ", "나 밥 먹었어"),
        ("배고파", "배고프다", "안녕"),
        ("시험 망했어", "시험 망쳤어", "시계 샀어"),
        ("보고 싶어", "보고싶어", "가고 있어"),
        ("심심해", "심심하다", "신나"),
        ("잘 자", "잘자요", "잘했어"),
        ("회사 가기 싫어", "회사가기싫다", "학교 앞이야"),
        ("사랑해", "사랑행", "사과해"),
        ("고마워", "고마웡", "미워"),
        ("오랜만이야", "오랫만이야", "오늘이야"),
        ("how are you", "how are u", "what time is it"),
        ("I'm so tired", "im soo tired", "I like dogs"),
        ("I'm bored", "boring, I'm bored", "see you later"),
        ("good morning", "good mornin", "thank you"),
    ],
)
def test_spacing_and_typing_variants_are_nearer_than_another_sentence(text: str, variant: str, different: str) -> None:
    assert likeness(text, variant) > likeness(text, different) + 0.1


def test_hangul_gives_syllables_and_jamo_and_latin_gives_words_and_letters() -> None:
    assert set(features("각")) == {"s각", "jㄱㅏ", "jㅏㄱ", "jㄱㅏㄱ"}
    assert set(features("go")) == {"wgo", "c^go", "cgo$", "c^go$"}


@given(st.text("가각힣나", min_size=1, max_size=10))
def test_jamo_features_are_the_runs_of_the_decomposed_word(word: str) -> None:
    letters = decompose(word)
    expected = {f"j{letters[i : i + n]}" for n in (2, 3, 4) for i in range(len(letters) - n + 1)}
    assert {feature for feature in features(word) if feature.startswith("j")} == expected


@given(st.lists(st.lists(st.floats(-100, 100, width=32), min_size=3, max_size=3), min_size=1, max_size=5))
def test_normalised_keeps_zero_rows_zero_and_the_direction_of_others(rows: list[list[float]]) -> None:
    given_rows = np.array(rows, dtype=np.float32)
    scaled = normalised(given_rows)
    for before, after in zip(given_rows, scaled, strict=True):
        length = float(np.linalg.norm(before))
        if length == 0:
            assert not after.any()
        elif length > 1e-3:
            assert np.allclose(after * length, before, atol=1e-2)
            assert float(np.linalg.norm(after)) == pytest.approx(1, abs=1e-3)
