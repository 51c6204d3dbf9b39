"""Hangul letters and the consonant a word ends on when read aloud. Letters only: no grammar, no dictionary.

A syllable's code point is 0xAC00 + (initial * 21 + medial) * 28 + final (Unicode Standard, section 3.12).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

_FIRST, _LAST = 0xAC00, 0xD7A3
_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_MEDIALS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_FINALS: tuple[str, ...] = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")
# Syllables, compatibility jamo, conjoining jamo with both extensions, half-width jamo.
_BLOCKS = ((_FIRST, _LAST), (0x3131, 0x318E), (0x1100, 0x11FF), (0xA960, 0xA97C), (0xD7B0, 0xD7FB), (0xFFA0, 0xFFDC))

# 영 일 이 삼 사 오 육 칠 팔 구, and the place names 십 백 천 만 억 조 경 해 by the number of zeros they close.
_DIGITS: tuple[str | None, ...] = ("ㅇ", "ㄹ", None, "ㅁ", None, None, "ㄱ", "ㄹ", "ㄹ", None)
_PLACES: tuple[tuple[int, str | None], ...] = (
    (20, None),
    (16, "ㅇ"),
    (12, None),
    (8, "ㄱ"),
    (4, "ㄴ"),
    (3, "ㄴ"),
    (2, "ㄱ"),
    (1, "ㅂ"),
)
# 퍼센트, 플러스, 도, 달러, 유로, 원, 엔
_SYMBOLS: dict[str, str | None] = {"%": None, "+": None, "℃": None, "$": None, "€": None, "₩": "ㄴ", "¥": "ㄴ"}
_LETTERS = {"l": "ㄹ", "m": "ㅁ", "n": "ㄴ", "r": "ㄹ"}  # 엘 엠 엔 알; every other letter's name ends on a vowel
_SHORT = r"(?:^|[^aeiou])(?:eo|[aeiouy])"
_WORD_ENDS = (
    (re.compile(r"ng$"), "ㅇ"),
    (re.compile(r"l$|[aeiouy][a-z]{0,20}le$"), "ㄹ"),
    (re.compile(r"mb?$|[aeiouy][a-z]{0,20}me$"), "ㅁ"),
    (re.compile(r"n$|[aeiouy][a-z]{0,20}ne$"), "ㄴ"),
    (re.compile(rf"ck$|ook$|{_SHORT}[kc]$"), "ㄱ"),
    (re.compile(rf"{_SHORT}(?:p{{1,2}}|b)$"), "ㅂ"),
    (re.compile(rf"{_SHORT}t{{1,2}}$"), "ㅅ"),
)
_INITIALISM = re.compile(r"(?<![A-Z])[A-Z]{1,4}$")
_REMARK = re.compile(r"\s{0,3}[(（\[][^()（）\[\]]{0,80}[)）\]]$")


def is_hangul(ch: str) -> bool:
    """Whether one character is a Hangul syllable or jamo of any kind."""
    return any(first <= ord(ch) <= last for first, last in _BLOCKS)


def decompose(text: str) -> str:
    """Every syllable as two or three compatibility jamo (각 → ㄱㅏㄱ); everything else unchanged.

    Compound vowels and finals (ㅘ, ㄳ) stay one letter.
    """
    return "".join(_letters(ch) for ch in text)


def final_consonant(text: str) -> str | None:
    """The compatibility jamo the last pronounced character ends on, None for a vowel or nothing to pronounce.

    Closing punctuation, quotes, emoji and a remark in brackets are not pronounced: 민수(친구) is read 민수.
    ASCII digits are read as Sino-Korean numbers: 10 십, 100 백, 0 영; after a decimal point digit by digit.
    Latin: up to four capitals are read as letter names (L M N R end on a consonant). Other words follow the usual
    transcription: l, m, n, ng and silent-e -le, -me, -ne end on a consonant; p, b, t, k, c do after one short
    vowel (Bob, Eric) and after a long vowel or a consonant don't (Kate, Mark); the rest end on a vowel.
    """
    spoken = _spoken(unicodedata.normalize("NFC", text))
    for pattern, read in _READINGS:
        if found := pattern.search(spoken):
            return read(found[0])
    return None


def _letters(ch: str) -> str:
    if not _FIRST <= ord(ch) <= _LAST:
        return ch
    initial, rest = divmod(ord(ch) - _FIRST, 21 * 28)
    medial, final = divmod(rest, 28)
    return _INITIALS[initial] + _MEDIALS[medial] + _FINALS[final]


def _spoken(text: str) -> str:
    """`text` up to its last pronounced character, brackets left out unless there is nothing else."""
    trimmed = _trimmed(text, closing=")）]")
    return _trimmed(_REMARK.sub("", trimmed)) or _trimmed(trimmed)


def _trimmed(text: str, closing: str = "") -> str:
    end = len(text)
    while end and not (text[end - 1].isalnum() or text[end - 1] in _SYMBOLS or text[end - 1] in closing):
        end -= 1
    return text[:end]


def _of_syllable(syllable: str) -> str | None:
    return _FINALS[(ord(syllable) - _FIRST) % 28] or None


def _of_number(number: str) -> str | None:
    digits = number.replace(",", "")
    zeros = len(digits) - len(digits.rstrip("0"))
    if not zeros or digits.startswith("0") or "." in digits:
        return _DIGITS[int(digits[-1])]
    return next(final for least, final in _PLACES if zeros >= least)


def _of_latin(word: str) -> str | None:
    base = "".join(ch for ch in unicodedata.normalize("NFD", word) if not unicodedata.combining(ch))
    if _INITIALISM.search(base) or len(base) == 1:
        return _LETTERS.get(base[-1].lower())
    return next((final for pattern, final in _WORD_ENDS if pattern.search(base.lower())), None)


_READINGS: tuple[tuple[re.Pattern[str], Callable[[str], str | None]], ...] = (
    (re.compile(r"[가-힣]$"), _of_syllable),
    (re.compile(r"[ㄱ-ㅎ]$"), lambda jamo: jamo),  # 기역, 니은 … end on themselves
    (re.compile(r"(?<![0-9,.])[0-9][0-9,]*(?:\.[0-9]+)?$"), _of_number),
    (re.compile(r"[0-9]$"), _of_number),
    (re.compile(r"[A-Za-zÀ-ɏ]+$"), _of_latin),
    (re.compile(r"[%+℃$€₩¥]$"), _SYMBOLS.__getitem__),
)
