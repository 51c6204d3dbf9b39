"""Which language a short chat message is in, by script and a few English words. No statistics, no dictionary.

Latin letters count as English: other languages in Latin script are not told apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Code = Literal["ko", "en", "other", "none"]

_NOT_WORDS = re.compile(
    r"(?:https?://|www\.)\S+|[\w.+-]{1,64}@[\w.-]+|(?<!\w)@\w+|(?<!\w)(?:[:;=8]['-]?[dpo3x]|x[d)])(?!\w)", re.I
)
_SYLLABLES = re.compile(r"[가-힣]")
_JAMO_RUNS = re.compile(r"[ㄱ-ㆎ\u1100-\u11ff]+")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]+(?:['’][A-Za-z]+)*")
_IDEOGRAPHS = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_OTHER_WORDS = re.compile(
    r"(?:(?![A-Za-zÀ-ɏ가-힣ㄱ-ㆎ\u1100-\u11ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])[^\W\d_])+"
)
# Words nobody drops into a Korean sentence: with them, English may be the frame and Korean the guest.
_ENGLISH_FRAME = re.compile(
    r"\b(?:i|i'm|im|i've|i'll|you|you're|my|me|your|we|he|she|they|it|it's|the|a|is|are|am|was|were|do|does|did|"
    r"don't|have|has|had|can|can't|will|would|should|what|what's|how|why|when|where|who|to|of|in|for|this|that|"
    r"love|want|like|mean|means|say)\b",
    re.I,
)
_SYLLABLES_PER_WORD = 2


@dataclass(frozen=True)
class Language:
    """`ko_share`: Korean among all words, 0 to 1, two syllables a word. `mixed`: Korean beside another script."""

    code: Code
    ko_share: float
    mixed: bool


def detect(text: str) -> Language:
    """The message's language. Links, mentions and smileys don't count; emoji or digits alone are "none".

    English words inside a Korean sentence leave it Korean, unless they frame it (pronouns, auxiliaries) and
    outnumber the Korean ones: "Python code review 해줘" is ko, "I love 떡볶이" is en.
    """
    bare = _NOT_WORDS.sub(" ", text)
    latin = len(_LATIN.findall(bare))
    korean = (len(_SYLLABLES.findall(bare)) + len(_JAMO_RUNS.findall(bare))) / _SYLLABLES_PER_WORD
    other = len(_IDEOGRAPHS.findall(bare)) / _SYLLABLES_PER_WORD + len(_OTHER_WORDS.findall(bare))
    total = latin + korean + other
    share = korean / total if total else 0.0
    return Language(_code(bare, korean, latin, other), share, 0 < share < 1)


def _code(text: str, korean: float, latin: float, other: float) -> Code:
    if not korean + latin + other:
        return "none"
    if other > max(korean, latin):
        return "other"
    if not korean:
        return "en" if latin else "other"
    framed = bool(_ENGLISH_FRAME.search(text.replace("’", "'")))
    return "en" if framed and latin > korean else "ko"
