"""Likenesses that rest on one shared word, or on another subject."""

from __future__ import annotations

import pytest

from policies.overlap import little_shared


@pytest.mark.parametrize(
    ("text", "line", "score", "doubt"),
    [
        ("나왔다", "1등급 나왔다", 0.79, "one word"),
        ("끝났어", "썸 끝났어", 0.99, "one word"),
        ("보라색 모자", "초록색 모자", 0.6, "short"),
        ("답장 왔다", "왔다", 0.83, "one word of many"),
        ("그럼 그걸로 나도 간다", "그래", 0.66, "one word of many"),
        ("장사 접어야겠네", "마음 접어야 하나", 0.63, "one word shared"),
        ("두부가 밥 먹었어", "나 밥 먹었어", 0.7, "subject: 두부"),
        ("걔는 책은 안 읽어 술을 좋아하지", "책이 안 읽혀", 0.58, "rather: 책"),
        ("하 싫다", "너 싫어", 0.69, "you"),
    ],
)
def test_a_korean_likeness_on_too_little_counts_less(text: str, line: str, score: float, doubt: str) -> None:
    left, why = little_shared(text, line, score, "ko")
    assert left < 1
    assert doubt in why


@pytest.mark.parametrize(
    ("text", "line", "score"),
    [
        ("퇴근!!!!", "나 퇴근했어", 0.99),
        ("점심 뭐 먹지", "점심 뭐 먹을까", 0.95),
        ("졸려 미치겠다", "졸려", 0.79),
        ("오늘 커피 벌써 세 잔째", "오늘 커피 세 잔째", 0.8),
        ("머리가 너무 아파", "머리 아파", 0.85),
        ("우리가 이겼어", "이겼어", 0.8),
    ],
)
def test_a_korean_likeness_of_the_same_words_is_left_alone(text: str, line: str, score: float) -> None:
    assert little_shared(text, line, score, "ko") == (1.0, ())


def test_a_short_english_line_must_be_much_alike() -> None:
    assert little_shared("cute tho", "my dog is cute", 0.58, "en") == (0.75, ("short",))
    assert little_shared("so tired", "i'm tired", 0.8, "en") == (1.0, ())


@pytest.mark.parametrize(
    ("text", "line", "doubted"),
    [
        ("anyway my brother got engaged", "i got engaged", True),
        ("i talked to him", "she talked to him", True),
        ("my sister got engaged", "my brother got engaged", False),
        ("i got engaged", "i'm engaged", False),
        ("it rained", "i got engaged", False),
    ],
)
def test_an_english_line_about_somebody_else_counts_less(text: str, line: str, doubted: bool) -> None:
    assert ("somebody else" in little_shared(text, line, 0.7, "en")[1]) is doubted


def test_the_worst_doubt_decides() -> None:
    left, why = little_shared("끝났어", "썸 끝났어", 0.6, "ko")
    assert {"one word", "short"} <= set(why)
    assert left == 0.5
