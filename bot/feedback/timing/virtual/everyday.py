"""Generated days: one person's messages in sittings of bursts, with questions, plans, good nights and bad days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

from bot.feedback.timing.virtual.texts import saying, weights
from bot.feedback.timing.virtual.transcript import Heard
from policies.draw import uniform

START_MS = 1_772_323_200_000  # 2026-03-01T00:00:00Z
# How much of the day's talk begins in each hour of the person's day.
_HOURS = (5, 3, 1, 0, 0, 0, 1, 4, 6, 4, 4, 4, 8, 6, 4, 4, 4, 5, 7, 8, 9, 10, 11, 8)
_SITTING = 9  # messages, on average
_LATE, _EARLY = 22, 5
_KINDS = {"photo": "photo", "sticker": "sticker"}


@dataclass(frozen=True)
class Habits:
    """How somebody writes. `crisis` is the share of messages that must not wait; `start` the first local midnight."""

    days: int = 30
    a_day: float = 50.0
    zone: str = "Asia/Seoul"
    language: str = "ko"
    crisis: float = 0.0005
    start: int = START_MS


def everyday(habits: Habits, seed: int) -> tuple[Heard, ...]:
    """The messages of `habits.days` days in order. ValueError for less than one day or a negative number a day."""
    if habits.days < 1 or habits.a_day < 0:
        raise ValueError(f"days must be 1 or more and a_day 0 or more; got {habits.days} and {habits.a_day}")
    zone = ZoneInfo(habits.zone)
    first = datetime.fromtimestamp(habits.start / 1000, UTC).date()
    said: list[tuple[int, str, str]] = []
    for day in range(habits.days):
        midnight = datetime.combine(first + timedelta(days=day), datetime.min.time(), zone)
        said.extend(_day(habits, midnight, seed * 10_007 + day))
    return tuple(Heard(number, at, text, kind) for number, (at, text, kind) in enumerate(sorted(said), start=1))


def _day(habits: Habits, midnight: datetime, seed: int) -> Iterator[tuple[int, str, str]]:
    wanted = habits.a_day * (0.6 + 0.8 * uniform(seed, "busy"))
    count = int(wanted) + (uniform(seed, "part") < wanted % 1)
    sitting = 0
    while count > 0:
        size = min(count, 1 + int(2 * _SITTING * uniform(seed, f"size{sitting}") ** 1.3))
        hour = _drawn(_HOURS, uniform(seed, f"hour{sitting}"))
        at = (midnight + timedelta(hours=hour, minutes=60 * uniform(seed, f"minute{sitting}"))).timestamp() * 1000
        yield from _sitting(habits, int(at), size, late=hour >= _LATE or hour < _EARLY, seed=seed * 101 + sitting)
        count -= size
        sitting += 1


def _sitting(habits: Habits, at: int, size: int, *, late: bool, seed: int) -> Iterator[tuple[int, str, str]]:
    """Bursts with an answer's pause between them; the last words of the day close it."""
    for index in range(size):
        last = index == size - 1
        closes = last and size > 2 and uniform(seed, "closes") < (0.7 if late else 0.35)
        kind = "closing" if closes else _kind(habits, seed, index)
        yield at, saying(habits.language, kind, seed, f"text{index}"), _KINDS.get(kind, "text")
        burst = uniform(seed, f"burst{index}") < 0.45
        pause = 600 + 3400 * uniform(seed, f"gap{index}") if burst else 12_000 * 15 ** uniform(seed, f"gap{index}")
        at += int(pause)


def _kind(habits: Habits, seed: int, index: int) -> str:
    if uniform(seed, f"crisis{index}") < habits.crisis:
        return "crisis"
    kinds = weights(habits.language)
    return kinds[_drawn(tuple(weight for _, weight in kinds), uniform(seed, f"kind{index}"))][0]


def _drawn(shares: tuple[float, ...], number: float) -> int:
    """The index in whose share of the whole `number` (0 to 1) falls."""
    reached = number * sum(shares)
    return next(index for index, upto in enumerate(accumulate(shares)) if reached < upto)
