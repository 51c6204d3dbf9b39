"""What the people and pets in facts are called: a fact's subject is "person", "mother" or "friend 민지"."""

from __future__ import annotations

from collections.abc import Mapping

from memory.facts import SELF

_KOREAN: Mapping[str, str] = {
    SELF: "본인", "mother": "엄마", "father": "아빠", "parents": "부모님", "grandmother": "할머니",
    "grandfather": "할아버지", "grandparents": "조부모님", "brother": "형제", "sister": "자매", "siblings": "형제자매",
    "older brother": "형·오빠", "older sister": "누나·언니", "younger brother": "남동생", "younger sister": "여동생",
    "younger sibling": "동생", "husband": "남편", "wife": "아내", "spouse": "배우자", "partner": "연인",
    "son": "아들", "daughter": "딸", "child": "아이", "children": "아이들", "baby": "아기", "boyfriend": "남자친구",
    "girlfriend": "여자친구", "friend": "친구", "roommate": "룸메이트", "boss": "상사", "teacher": "선생님",
    "colleague": "동료", "aunt": "이모·고모", "uncle": "삼촌", "cousin": "사촌", "nephew": "조카", "niece": "조카",
    "neighbour": "이웃", "ex": "전 연인", "pet": "반려동물", "cat": "고양이", "dog": "강아지",
}  # fmt: skip
_LONGEST_FIRST = sorted(_KOREAN, key=len, reverse=True)


def subject_label(subject: str, language: str) -> str:
    """How a subject is called in "ko" or "en": "friend 민지" is "친구 민지"; names stay as they are."""
    if language != "ko":
        return "the person" if subject == SELF else subject
    code = next((each for each in _LONGEST_FIRST if subject == each or subject.startswith(f"{each} ")), None)
    return subject if code is None else f"{_KOREAN[code]}{subject[len(code) :]}"
