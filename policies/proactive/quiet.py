"""How long somebody wants to be left alone: "3h", "2d", "3시간", "이틀", "an hour", until tomorrow morning, off."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta, tzinfo
from typing import Literal

from policies.language.normalise import clean
from policies.proactive.local_time import DAY_MS, HOUR_MS, MINUTE_MS, epoch_ms, local

LONGEST_MS = 365 * DAY_MS
_MORNING = 9 * 60
_READ = 100
_OFF = frozenset(("off", "cancel", "해제", "끄기", "꺼", "꺼줘", "취소"))
_TOMORROW = frozenset(("", "on", "켜기", "tomorrow", "until tomorrow", "till tomorrow", "내일", "내일까지"))
_DAYS = {
    "하루": 1, "이틀": 2, "사흘": 3, "나흘": 4, "닷새": 5, "엿새": 6, "이레": 7, "여드레": 8, "아흐레": 9, "열흘": 10,
    "보름": 15,
}  # fmt: skip
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "twelve": 12, "한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6, "일곱": 7,
    "여덟": 8, "아홉": 9, "열": 10, "일": 1, "이": 2, "삼": 3, "half an": 0.5, "half a": 0.5,
}  # fmt: skip
_UNITS = {
    MINUTE_MS: ("m", "min", "mins", "minute", "minutes", "분"),
    HOUR_MS: ("h", "hr", "hrs", "hour", "hours", "시간"),
    DAY_MS: ("d", "day", "days", "일"),
    7 * DAY_MS: ("w", "wk", "week", "weeks", "주", "주일"),
    30 * DAY_MS: ("month", "months", "달", "개월"),
}
_LENGTH = {name: ms for ms, names in _UNITS.items() for name in names}


def _any_of(names: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))


_COUNTED = rf"(?P<count>\d{{1,5}}(?:\.\d)?|{_any_of(_NUMBERS)})\s*(?P<unit>{_any_of(_LENGTH)})"
_ONE = re.compile(rf"(?:(?P<days>{_any_of(_DAYS)})|{_COUNTED})(?![a-z])")
_JOINT = re.compile(r"[\s,]*(?:and\b|하고)?\s*")
_AROUND = re.compile(r"^(?:for\s+)|\s*(?:동안만|동안|(?<!시)간|만)$")


@dataclass(frozen=True)
class Quiet:
    """`until` (ms): None ends the quiet, unless there is a `problem`: no length of time, none at all, over a year."""

    until: int | None
    problem: Literal["unread", "nothing", "too_long"] | None = None


def read_quiet(text: str, now: int, place: tzinfo | None) -> Quiet:
    """What was asked for at `now` (ms). Nothing said: until nine in the morning of the next day in `place`."""
    words = clean(text[:_READ]).casefold().strip(" .!~")
    if words in _OFF:
        return Quiet(None)
    if words in _TOMORROW:
        there = local(now, place)
        return Quiet(epoch_ms(there, there.date() + timedelta(days=1), _MORNING))
    span = _span(_AROUND.sub("", words))
    if span is None:
        return Quiet(None, "unread")
    if span < MINUTE_MS:
        return Quiet(None, "nothing")
    return Quiet(now + span) if span <= LONGEST_MS else Quiet(None, "too_long")


def _span(words: str) -> int | None:
    """The sum of the lengths of time named; None where something else stands between them."""
    at, total = 0, 0.0
    while at < len(words):
        found = _ONE.match(words, at)
        if found is None:
            return None
        total += _length(found)
        joint = _JOINT.match(words, found.end())
        at = joint.end() if joint else found.end()
    return int(total) if words else None


def _length(found: re.Match[str]) -> float:
    if found["days"]:
        return _DAYS[found["days"]] * DAY_MS
    count = found["count"]
    return (_NUMBERS[count] if count in _NUMBERS else float(count)) * _LENGTH[found["unit"]]
