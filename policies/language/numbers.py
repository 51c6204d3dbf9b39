"""Times and dates as a person says them, in Korean or English. Numbers come in; no clock and no time zone here."""

from __future__ import annotations

from typing import Literal

PartOfDay = Literal["morning", "afternoon", "evening", "night"]

_HALVES = {"ko": ("오전", "오후"), "en": ("am", "pm")}
_WEEKDAYS = {
    "ko": ("월요일", "화요일", "수요일", "목요일", "금요일", "토요일", "일요일"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_MONTH_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_PARTS: tuple[tuple[int, PartOfDay], ...] = ((5, "morning"), (11, "afternoon"), (17, "evening"), (22, "night"))
_PART_WORDS: dict[str, dict[PartOfDay, str]] = {
    "ko": {"morning": "아침", "afternoon": "낮", "evening": "저녁", "night": "밤"},
    "en": {"morning": "morning", "afternoon": "afternoon", "evening": "evening", "night": "night"},
}


def clock_time(hour: int, minute: int, lang: str) -> str:
    """ "오후 3시 5분" (full hours without minutes) or "3:05 pm". ValueError outside 0-23, 0-59 or ko/en."""
    half, on_dial = divmod(_within("hour", hour, 0, 23), 12)
    word = _HALVES[_known(lang)][half]
    _within("minute", minute, 0, 59)
    if lang == "ko":
        return f"{word} {on_dial or 12}시" + (f" {minute}분" if minute else "")
    return f"{on_dial or 12}:{minute:02} {word}"


def weekday(index: int, lang: str) -> str:
    """The day's name, 0 = Monday as in `datetime.weekday()`. ValueError outside 0-6 or ko/en."""
    return _WEEKDAYS[_known(lang)][_within("weekday", index, 0, 6)]


def date(month: int, day: int, lang: str) -> str:
    """ "3월 5일" or "March 5". ValueError for a day no year has, or another language."""
    _within("month", month, 1, 12)
    _within("day", day, 1, _MONTH_DAYS[month - 1])
    return f"{month}월 {day}일" if _known(lang) == "ko" else f"{_MONTHS[month - 1]} {day}"


def month(number: int, lang: str) -> str:
    """ "3월" or "March". ValueError for a month no year has, or another language."""
    _within("month", number, 1, 12)
    return f"{number}월" if _known(lang) == "ko" else _MONTHS[number - 1]


def part_of_day(hour: int) -> PartOfDay:
    """Morning from 5, afternoon from 11, evening from 17, night from 22 to 5. ValueError outside 0-23."""
    _within("hour", hour, 0, 23)
    begun = [part for start, part in _PARTS if hour >= start]
    return begun[-1] if begun else "night"


def part_of_day_word(part: PartOfDay, lang: str) -> str:
    """아침, 낮, 저녁, 밤, or the English word. ValueError for another part or language."""
    words = _PART_WORDS[_known(lang)]
    if part not in words:
        raise ValueError(f"part of day must be one of {', '.join(words)}; got {part!r}")
    return words[part]


def _known(lang: str) -> str:
    if lang not in _WEEKDAYS:
        raise ValueError(f"lang must be 'ko' or 'en'; got {lang!r}")
    return lang


def _within(name: str, value: int, least: int, most: int) -> int:
    if not least <= value <= most:
        raise ValueError(f"{name} must be from {least} to {most}; got {value!r}")
    return value
