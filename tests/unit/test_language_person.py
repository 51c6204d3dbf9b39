"""You and I are told apart, in both languages."""

from __future__ import annotations

import pytest

from policies.language.person import flips_person


@pytest.mark.parametrize(
    ("one", "other"),
    [("너 이름 뭐야", "내 이름 뭐야"), ("내 취미가 뭐라고?", "너 취미가 뭐야"), ("what's my name", "what's your name")],
)
def test_a_question_about_me_is_not_one_about_you(one: str, other: str) -> None:
    assert flips_person(one, other)
    assert flips_person(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("이름 뭐야", "내 이름 뭐야"),
        ("나 너 좋아해", "너 좋아"),
        ("나는 학생", "내 이름"),
        ("do you like me", "you"),
        ("나무 좋아해", "너 좋아해"),
    ],
)
def test_the_same_person_or_nobody_named_is_no_flip(one: str, other: str) -> None:
    assert not flips_person(one, other)
