"""The time of day a clause names: an hour, a part of the day, so long from now. Korean and English; lower-case."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Part = Literal["dawn", "morning", "noon", "afternoon", "evening", "tonight", "night"]

_HOURS_KO = {
    word: hour for hour, word in enumerate("한 두 세 네 다섯 여섯 일곱 여덟 아홉 열 열한 열두".split(), start=1)
}
_HOURS_EN = {
    word: hour
    for hour, word in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), start=1)
}
_KO_HOUR = r"(?<![\d:가-힣])(\d{1,2}|열한|열두|한|두|세|네|다섯|여섯|일곱|여덟|아홉|열)"
_EN_HOUR = rf"(\d{{1,2}}|{'|'.join(_HOURS_EN)})"
_KO_CLOCK = re.compile(rf"{_KO_HOUR}\s?시(?!간|작|험|도|절|장|즌)\s?(?:(반)|(\d{{1,2}})\s?분)?")
_COLON = re.compile(r"(?<![\d:])(\d{1,2}):(\d{2})(?![\d:])")
_HALF_PAST = re.compile(rf"\b(half past|quarter past|quarter to) {_EN_HOUR}\b")
_AM_PM = re.compile(r"(?<![\d:])(\d{1,2})(?:[:.](\d{2}))?\s?([ap])\.?m\b")
_OCLOCK = re.compile(rf"\b{_EN_HOUR} o'clock\b")
_AT = re.compile(rf"(?:\b(?:at|around|by|from|until|till|about|for)|@) {_EN_HOUR}(?::(\d{{2}}))?(?=$|[^\w:%/.]"
rf"|\.(?!\d))"
                 r"(?! (?:days?|weeks?|hours?|minutes?|months?|years?|people|of|times?|more|or))")  # fmt: skip
_PARTS: tuple[tuple[Part, re.Pattern[str]], ...] = (
    ("dawn", re.compile(r"새벽")),
    ("morning", re.compile(r"아침|오전|\bmorning|\bbreakfast")),
    ("noon", re.compile(r"점심|정오|\bnoon\b|\blunch|\bbrunch|\bmidday")),
    ("afternoon", re.compile(r"오후|(?<![가-힣])낮(?!잠)|\bafternoon")),
    ("evening", re.compile(r"저녁|퇴근 ?(?:하고|후)|\bevening|\bdinner|\bsupper|\bafter work")),
    ("night", re.compile(r"(?<![가-힣])(?:오늘|내일)?밤(?!새|낮|양)")),
    ("tonight", re.compile(r"\btonight|(?<!good )(?<!all )\bnight\b")),
)
PART_START: dict[Part, int] = {
    "dawn": 5 * 60,
    "morning": 9 * 60,
    "noon": 12 * 60 + 30,
    "afternoon": 15 * 60,
    "evening": 19 * 60,
    "night": 21 * 60,
    "tonight": 19 * 60 + 30,
}
_MIDNIGHT = re.compile(r"자정|\bmidnight\b")
_MIDDAY = re.compile(r"정오|\b(?:at|by) noon\b|\bmidday\b")
_KO_IN = re.compile(rf"(?:{_KO_HOUR}\s?시간\s?(반)?|(?<!\d)(\d{{1,3}})\s?분)\s?(?:뒤|후|있다가?|이따)")
_EN_IN = re.compile(
    r"\bin (?:about |around )?(half an|an?|\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten"
    r"|a couple of|a few)"
    r"( and a half)? (hours?|minutes?|mins?|hrs?)\b"
)


@dataclass(frozen=True)
class Clock:
    """`hour` as said; with `half` "am" or "pm" or over 12 it is sure. `ahead`: minutes from now."""

    hour: int | None = None
    minute: int = 0
    half: Literal["am", "pm"] | None = None
    part: Part | None = None
    ahead: int | None = None

    @property
    def named(self) -> bool:
        """Whether anything was said."""
        return self.hour is not None or self.part is not None or self.ahead is not None


def clock_in(clause: str) -> Clock:
    """What the clause says about the time of day."""
    part = next((name for name, pattern in _PARTS if pattern.search(clause)), None)
    return _fixed(clause) or _ahead(clause) or _hour(clause, part) or Clock(part=part)


def minutes(clock: Clock, first_hour: int, not_before: int | None) -> int | None:
    """Minutes after the day's midnight (1440 and more: the night after), None when no time is said.

    Bare hours before `first_hour` are in the afternoon. `not_before`: the minute it is now when the event is today;
    an hour already over means the other half of the day.
    """
    if clock.hour is None:
        return PART_START[clock.part] if clock.part else None
    if clock.half or clock.hour > 12 or clock.hour == 0 or clock.part:
        return _hour_of_day(clock) * 60 + clock.minute
    hour = clock.hour + 12 if clock.hour < first_hour else clock.hour
    value = hour * 60 + clock.minute
    if not_before is not None and value <= not_before and hour < 12:
        value += 12 * 60
    return value


def _hour_of_day(clock: Clock) -> int:
    hour = clock.hour or 0
    if clock.half:
        return hour % 12 + (12 if clock.half == "pm" else 0) if hour <= 12 else hour
    if hour > 12 or clock.part is None:
        return hour
    if clock.part in ("dawn", "morning"):
        return hour % 12 if clock.part == "dawn" else hour
    if clock.part in ("night", "tonight"):
        return hour + 24 if hour <= 4 else hour % 12 + (12 if hour < 12 else 24)
    return hour if hour in (11, 12) and clock.part == "noon" else hour % 12 + 12


def _fixed(clause: str) -> Clock | None:
    if _MIDNIGHT.search(clause):
        return Clock(24, half=None)
    return Clock(12, half="pm") if _MIDDAY.search(clause) else None


def _ahead(clause: str) -> Clock | None:
    if found := _KO_IN.search(clause):
        hours, half, mins = found.groups()
        return Clock(ahead=int(mins) if mins else _value(hours) * 60 + (30 if half else 0))
    if found := _EN_IN.search(clause):
        unit = 60 if found[3].startswith("h") else 1
        return Clock(ahead=unit // 2 if found[1] == "half an" else _value(found[1]) * unit + (30 if found[2] else 0))
    return None


def _hour(clause: str, part: Part | None) -> Clock | None:
    if found := _AM_PM.search(clause):
        return _valid(int(found[1]), int(found[2] or 0), "am" if found[3] == "a" else "pm", part)
    if found := _KO_CLOCK.search(clause):
        half: Literal["am", "pm"] | None = "am" if "오전" in clause else "pm" if "오후" in clause else None
        return _valid(_value(found[1]), 30 if found[2] else int(found[3] or 0), half, part)
    if found := _HALF_PAST.search(clause):
        shift = {"half past": 30, "quarter past": 15, "quarter to": -15}[found[1]]
        hour = _value(found[2])
        return _valid(hour - 1 if shift < 0 else hour, shift % 60, None, part)
    if found := _COLON.search(clause):
        return _valid(int(found[1]), int(found[2]), None, part)
    if found := _OCLOCK.search(clause) or _AT.search(clause):
        return _valid(_value(found[1]), int(found[2] or 0) if found.re is _AT else 0, None, part)
    return None


def _valid(hour: int, minute: int, half: Literal["am", "pm"] | None, part: Part | None) -> Clock | None:
    return Clock(hour, minute, half, part) if hour <= 24 and minute < 60 else None


def _value(word: str) -> int:
    if word.isdigit():
        return int(word)
    return _HOURS_KO.get(word) or _HOURS_EN.get(word) or {"a": 1, "an": 1, "a couple of": 2, "a few": 3}[word]
