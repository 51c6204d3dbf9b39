"""Negation is heard in both languages, and words that only begin like one are not negations."""

from __future__ import annotations

import pytest

from policies.language.negation import is_negated


@pytest.mark.parametrize(
    "text",
    "나 안 힘들어|시험 안 망했어|안힘들어|걔가 연락을 안 해|못 잤어|잠을 못자겠어|하고 싶지 않아|먹지 마|배 안고파|별로 안 좋아|"
    "I'm not tired|I didn't fail|dont want to|can't sleep|I’m not sure|never again".split("|"),
)
def test_a_negation_is_heard(text: str) -> None:
    assert is_negated(text)


@pytest.mark.parametrize(
    "text",
    "안녕|안녕하세요|방 안에 있어|안경 샀어|안전해|안부 전해 줘|안주 뭐 먹지|안 힘든 건 아니지 않아|시험 망했어|못생긴 애|엄마가 안아줬어|안타깝다|"
    "no way|I know|notice|another|I can't not laugh".split("|"),
)
def test_an_affirmation_or_a_double_negation_is_not_one(text: str) -> None:
    assert not is_negated(text)
