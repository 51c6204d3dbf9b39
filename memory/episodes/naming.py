"""Whom a question is about: who of those who speak is named in it, or meant by "I" and "you"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from policies.language.hangul import is_hangul

FIRST = frozenset(
    "i me my mine myself 나 난 나는 내 내가 나의 날 나를 나한테 나랑 저 저는 전 제 제가 저의 저를 저한테 우리".split()
)
SECOND = frozenset("you your yours yourself 너 넌 너는 네 니 네가 니가 너의 널 너를 너한테 너랑 당신 당신은".split())
_WORDS = re.compile(r"[^\W_]+")
_SHORTEST = 2
_FAMILY_AND_GIVEN = 3  # syllables: 김지수 is called 지수


def named(question: str, speakers: Sequence[str], asker: str | None = None) -> tuple[str, ...]:
    """Speakers that the question names; `asker`: who says "I", if known."""
    words = frozenset(_WORDS.findall(question.lower()))
    meant = _pronouns(words, speakers, asker) if asker else frozenset()
    return tuple(name for name in speakers if name in meant or _is_named(name, words))


def _pronouns(words: frozenset[str], speakers: Sequence[str], asker: str) -> frozenset[str]:
    first = {asker} if words & FIRST else set()
    return frozenset(first | ({name for name in speakers if name != asker} if words & SECOND else set()))


def _is_named(name: str, words: frozenset[str]) -> bool:
    parts = [part for part in _WORDS.findall(name.lower()) if len(part) >= _SHORTEST]
    if any(is_hangul(ch) for ch in name):
        called = {part[-2:] if len(part) == _FAMILY_AND_GIVEN else part for part in parts}
        return any(part in word for part in called for word in words)
    return any(part in words for part in parts)
