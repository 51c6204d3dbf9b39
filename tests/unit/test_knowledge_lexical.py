"""Words as an index counts them, and how two legs become one ranking."""

from __future__ import annotations

import numpy as np
import pytest

from retrieval.knowledge.fusion import best, fused, min_max
from retrieval.knowledge.lexical import LexicalIndex, counted
from retrieval.words import by_word, terms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The keepers were climbing", ["keeper", "climb"]),
        ("Visitor’s don’t", ["visitor"]),
        ("책방은", ["책방", "방은"]),
        ("문을", ["문", "문을"]),
        ("문", ["문"]),
        ("KTX로 8시", ["ktx", "로", "8", "시"]),
        ("ＡＢＣ café", ["abc", "café"]),
        ("", []),
        ("🙂 ...", []),
    ],
)
def test_words_become_stems_and_pairs_of_syllables(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


def test_words_that_say_nothing_alone_are_left_out() -> None:
    assert by_word("what is it? 그거 뭐야") == []


def index(*texts: str) -> LexicalIndex:
    return LexicalIndex([counted(text) for text in texts])


def test_rare_words_count_for_more_and_the_passage_with_most_of_them_is_first() -> None:
    bm25, shared = index("the lamp is lit", "the lamp of the tower", "a goose").scores("when is the tower lamp lit?")
    assert best(bm25, 9).tolist() == [0, 1]
    assert shared[2] == 0
    assert 0 < shared[1] < 1


def test_shared_words_count_for_more_together_than_alone() -> None:
    _, shared = index("blue lamp", "blue door", "green tree").scores("blue lamp")
    assert shared[0] > 2 * shared[1]


def test_a_word_that_stands_nowhere_makes_a_question_one_about_something_else() -> None:
    lexical = index("blue lamp", "green door", "red tree")
    assert lexical.scores("blue lamp")[1][0] > lexical.scores("blue lamp zeppelin")[1][0]


@pytest.mark.parametrize("question", ["", "what is it", "zeppelin"])
def test_a_question_without_known_words_finds_nothing(question: str) -> None:
    bm25, shared = index("blue lamp").scores(question)
    assert bm25.tolist() == shared.tolist() == [0.0]


def test_an_index_of_nothing_can_be_asked() -> None:
    bm25, shared = index().scores("lamp")
    assert bm25.shape == shared.shape == (0,)


def test_scores_are_spread_between_0_and_1_before_they_are_weighted() -> None:
    assert min_max(np.array([2.0, 4.0, 3.0])).tolist() == [0.0, 1.0, 0.5]
    assert min_max(np.array([3.0, 3.0])).tolist() == [0.0, 0.0]
    assert min_max(np.array([])).tolist() == []
    assert fused(np.array([1.0, 0.0]), np.array([0.0, 9.0]), 0.25).tolist() == [0.75, 0.25]
    assert fused(np.array([1.0, 0.0]), np.array([0.0, 9.0]), 0.0).tolist() == [1.0, 0.0]
