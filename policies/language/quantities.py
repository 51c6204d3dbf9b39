"""Numbers, clock times and prices in a sentence, so that "7시에" is not taken for "8시에". Korean and English.

Digits count, and number words where something is counted in them (일곱 시, 스무 살, three o'clock): 이 사원 and
"that one" are no numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from policies.language.normalise import clean

_NATIVE = dict(
    zip("한 두 세 네 다섯 여섯 일곱 여덟 아홉 열 열한 열두 스무 서른 마흔 쉰 예순 일흔 여든 아흔".split(),
        (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 20, 30, 40, 50, 60, 70, 80, 90), strict=True)
)  # fmt: skip
_DIGITS = dict(zip("일이삼사오육칠팔구", range(1, 10), strict=True))
_POWERS = {"십": 10, "백": 100, "천": 1000}
_ENGLISH = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
} | dict(zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10), strict=True))

_UNITS = {
    "시간": "hours", "시": "hour", "분": "minutes", "초": "seconds", "원": "won", "달러": "dollars", "유로": "euros",
    "엔": "yen", "살": "years old", "개월": "months", "달": "months", "월": "month", "일": "day", "년": "years",
    "주": "weeks", "층": "floor", "도": "degrees", "번": "times", "명": "people", "마리": "animals", "개": "pieces",
    "잔": "cups", "병": "bottles", "권": "books", "키로": "kilo", "킬로": "kilo", "점": "points", "등": "rank",
    "교시": "lesson", "학년": "grade", "호선": "line",
    "o'clock": "hour", "am": "am", "a.m": "am", "pm": "pm", "p.m": "pm", "hours": "hours", "hour": "hours",
    "minutes": "minutes", "minute": "minutes", "mins": "minutes", "min": "minutes", "dollars": "dollars",
    "dollar": "dollars", "bucks": "dollars", "euros": "euros", "euro": "euros", "pounds": "pounds", "quid": "pounds",
    "percent": "%", "%": "%", "years": "years", "year": "years", "months": "months", "month": "months",
    "weeks": "weeks", "week": "weeks", "days": "days", "day": "days", "times": "times", "people": "people",
    "degrees": "degrees",
}  # fmt: skip
_SIGNS = {"$": "dollars", "₩": "won", "€": "euros", "£": "pounds", "¥": "yen"}
_KOREAN_UNIT = "|".join(sorted((unit for unit in _UNITS if "가" <= unit[0] <= "힣"), key=len, reverse=True))
_ENGLISH_UNIT = "|".join(re.escape(unit) for unit in sorted(_UNITS, key=len, reverse=True) if unit.isascii())
_COUNTED_NATIVE = "시간|시|살|달|번|명|마리|개|잔|병|권"

_CLOCK = re.compile(r"(?<![\d:.])(\d{1,2}):(\d{2})(?!\d|:)(?:\s*([ap])\.?m\b)?")
_FIGURE = re.compile(
    rf"([$₩€£¥])?\s?(?<![\w.,])(\d+(?:,\d{{3}})*(?:\.\d+)?)(만|천|k\b)?\s?(?:({_KOREAN_UNIT})|({_ENGLISH_UNIT})(?![a-z]))?"
    r"(?:\s?(반)(?=$|[^가-힣]|[에은까쯤으]))?"
)
_NATIVE_COUNT = re.compile(
    rf"(?<![가-힣])((?:열|스물|서른|마흔|쉰)?(?:{'|'.join(sorted(_NATIVE, key=len, reverse=True))}))\s?"
    rf"({_COUNTED_NATIVE})(?=$|[^가-힣]|[에은는이가을를도만의째쯤으로까부터나반전후])(?:\s?(반)(?=$|[^가-힣]|[에은까쯤으]))?"
)
_SINO_PRICE = re.compile(
    r"(?<![가-힣\d])([일이삼사오육칠팔구십백천만]*[십백천만])\s?(원|달러|명|년|개|살|점|번)(?![가-힣]?원)"
)
_WORD = re.compile(
    rf"\b({'|'.join(_ENGLISH)})(?:[- ]({'|'.join(word for word in _ENGLISH if len(word) < 6)}))?\b"
    rf"(?:\s({_ENGLISH_UNIT})(?![a-z]))?"
)
_AT = re.compile(r"\b(?:at|by|before|after|until|till|around)\s$")
_HALVES = {"오전": "am", "새벽": "am", "오후": "pm"}


def quantities(text: str) -> frozenset[str]:
    """Each number with what it counts: {"7 hour", "5000 won", "pm"}; a bare number as it is ("42")."""
    plain = clean(text).casefold().replace("’", "'")
    rest = _CLOCK.sub(" ", plain)
    halves = (half for word, half in _HALVES.items() if word in plain)
    return frozenset((*_clocks(plain), *_figures(rest), *_native(rest), *_sino(rest), *_words(rest), *halves))


def _clocks(text: str) -> Iterator[str]:
    for hour, minute, half in _CLOCK.findall(text):
        yield f"{int(hour)}{'.5' if minute == '30' else '' if minute == '00' else f':{minute}'} hour"
        if half:
            yield f"{half}m"


def _figures(text: str) -> Iterator[str]:
    for found in _FIGURE.finditer(text):
        sign, digits, power, korean, english, half = found.groups()
        value = float(digits.replace(",", "")) * {"만": 10_000, "천": 1000, "k": 1000}.get(power, 1)
        unit = _SIGNS.get(sign) or _UNITS.get(korean or english) or _told(text, found.start(2))
        yield from _named(value + (0.5 if half else 0), unit)


def _native(text: str) -> Iterator[str]:
    for word, unit, half in _NATIVE_COUNT.findall(text):
        tens = next((ten for ten in ("스물", "서른", "마흔", "쉰", "열") if word.startswith(ten) and word != ten), "")
        value = _NATIVE.get(word) or {"스물": 20, **_NATIVE}.get(tens, 0) + _NATIVE.get(word[len(tens) :], 0)
        yield from _named(value + (0.5 if half else 0), _UNITS[unit])


def _sino(text: str) -> Iterator[str]:
    for word, unit in _SINO_PRICE.findall(text):
        high, _, low = word.rpartition("만")
        value = (_below_10000(high) or 1) * 10_000 + _below_10000(low) if "만" in word else _below_10000(low)
        yield from _named(value, _UNITS[unit])


def _below_10000(word: str) -> int:
    total = digit = 0
    for ch in word:
        if ch in _POWERS:
            total, digit = total + (digit or 1) * _POWERS[ch], 0
        else:
            digit = _DIGITS[ch]
    return total + digit


def _words(text: str) -> Iterator[str]:
    """ "one" is a number only where it counts something or tells the time."""
    for found in _WORD.finditer(text):
        word, ones, unit = found.groups()
        counts = _UNITS.get(unit) or _told(text, found.start())
        if counts or word != "one":
            yield from _named(_ENGLISH[word] + (_ENGLISH[ones] if ones else 0), counts)


def _told(text: str, start: int) -> str:
    """ "at 7" tells the time without saying so."""
    return "hour" if _AT.search(text[:start]) else ""


def _named(value: float, unit: str) -> Iterator[str]:
    number = f"{value:g}"
    if unit in ("am", "pm"):
        yield from (f"{number} hour", unit)
    else:
        yield f"{number} {unit}".strip()
