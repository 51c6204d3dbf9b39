"""What can be known about somebody: a closed table of attributes.

Each says whether it holds one value at a time, how much it matters, whether it is sensitive, and what it is called.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from memory.facts import NAME, REMEMBERED


@dataclass(frozen=True)
class Attribute:
    """`exclusive`: one value at a time. `importance`: 0 to 1. `sensitive`: shown only to the person themselves.

    `ko`, `en`: as it stands before a value in a list, in a prompt as in /memory ("사는 곳: 망원동", "lives in: Leeds").
    """

    name: str
    ko: str
    en: str
    exclusive: bool
    importance: float
    sensitive: bool = False


_TABLE = (
    Attribute(NAME, "이름", "name", exclusive=True, importance=1.0),
    Attribute("age", "나이", "age", exclusive=True, importance=0.7),
    Attribute("birth_year", "태어난 해", "born in", exclusive=True, importance=0.6),
    Attribute("birthday", "생일", "birthday", exclusive=True, importance=0.9),
    Attribute("home", "사는 곳", "lives in", exclusive=True, importance=0.7),
    Attribute("hometown", "고향", "is from", exclusive=True, importance=0.5),
    Attribute("job", "하는 일", "works as", exclusive=True, importance=0.8),
    Attribute("workplace", "직장", "works at", exclusive=True, importance=0.7),
    Attribute("school", "학교", "studies at", exclusive=True, importance=0.7),
    Attribute("major", "전공", "studies", exclusive=True, importance=0.5),
    Attribute("relationship", "연애·결혼", "relationship", exclusive=True, importance=0.7),
    Attribute("partner", "연인·배우자", "partner", exclusive=True, importance=0.9),
    Attribute("family", "가족", "family", exclusive=False, importance=0.8),
    Attribute("friend", "친구", "friend", exclusive=False, importance=0.6),
    Attribute("colleague", "직장 사람", "colleague", exclusive=False, importance=0.4),
    Attribute("pet", "반려동물", "pet", exclusive=False, importance=0.8),
    Attribute("likes", "좋아하는 것", "likes", exclusive=False, importance=0.5),
    Attribute("dislikes", "싫어하는 것", "dislikes", exclusive=False, importance=0.5),
    Attribute("hobby", "취미", "hobby", exclusive=False, importance=0.5),
    Attribute("diet", "식단", "diet", exclusive=True, importance=0.8),
    Attribute("avoids", "안 먹고 안 마시는 것", "doesn't eat or drink", exclusive=False, importance=0.7),
    Attribute("allergy", "알레르기", "allergic to", exclusive=False, importance=1.0, sensitive=True),
    Attribute("health", "건강", "health", exclusive=False, importance=0.9, sensitive=True),
    Attribute("religion", "종교", "religion", exclusive=True, importance=0.5, sensitive=True),
    Attribute("personality", "성격 유형", "personality type", exclusive=True, importance=0.3),
    Attribute("language", "할 줄 아는 언어", "speaks", exclusive=False, importance=0.4),
    Attribute("goal", "꿈", "wants to", exclusive=False, importance=0.7),
    Attribute("possession", "가진 것", "has", exclusive=False, importance=0.3),
    Attribute("plan", "예정된 일", "plans", exclusive=False, importance=0.6),
    Attribute("event", "있었던 일", "what happened", exclusive=False, importance=0.4),
    Attribute(REMEMBERED, "기억해 달라고 한 것", "asked to remember", exclusive=False, importance=0.8),
)
ATTRIBUTES: Mapping[str, Attribute] = {each.name: each for each in _TABLE}


def label(attribute: str, language: str) -> str:
    """What an attribute is called in "ko" or "en"; one that isn't in the table is called by its own name."""
    known = ATTRIBUTES.get(attribute)
    return attribute if known is None else known.ko if language == "ko" else known.en
