"""A stretch of days, and how it is written down: "2026-05-08", "2026-05", "2026", or "2026-05-04/2026-05-10"."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Precision = Literal["day", "week", "month", "season", "year"]
_FIRST_MONTH = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}


@dataclass(frozen=True)
class Span:
    """`first` to `last`, both within it."""

    first: date
    last: date


@dataclass(frozen=True)
class When:
    """A time that was named. `iso`: an ISO 8601 date, month or year, or an interval; `words`: as it was said.

    `start`, `end`: where the words stand in the text.
    """

    iso: str
    span: Span
    precision: Precision
    words: str
    start: int
    end: int


@dataclass(frozen=True)
class Stretch:
    """A stretch before it is tied to words."""

    span: Span
    precision: Precision

    @property
    def iso(self) -> str:
        first, last = self.span.first, self.span.last
        if self.precision == "day":
            return first.isoformat()
        if self.precision in ("month", "year"):
            return first.isoformat()[: 7 if self.precision == "month" else 4]
        cut = 10 if self.precision == "week" else 7
        return f"{first.isoformat()[:cut]}/{last.isoformat()[:cut]}"


def day(on: date) -> Stretch:
    """One day."""
    return Stretch(Span(on, on), "day")


def week(on: date) -> Stretch:
    """The week of a day, from Monday."""
    first = on - timedelta(days=on.weekday())
    return Stretch(Span(first, first + timedelta(days=6)), "week")


def weekend(on: date) -> Stretch:
    """Saturday and Sunday of the week of a day."""
    saturday = on + timedelta(days=5 - on.weekday())
    return Stretch(Span(saturday, saturday + timedelta(days=1)), "week")


def month(year: int, number: int) -> Stretch:
    """A month; `number` may run past 12 or below 1. ValueError outside the years a date can have."""
    years, zero_based = divmod(number - 1, 12)
    year, number = year + years, zero_based + 1
    return Stretch(Span(date(year, number, 1), date(year, number, monthrange(year, number)[1])), "month")


def year(number: int) -> Stretch:
    """A year. ValueError outside 1 to 9999."""
    return Stretch(Span(date(number, 1, 1), date(number, 12, 31)), "year")


def season(year: int, name: str) -> Stretch:
    """Three months from March, June, September or December of a year, as in the north."""
    first = month(year, _FIRST_MONTH[name])
    last = month(year, _FIRST_MONTH[name] + 2)
    return Stretch(Span(first.span.first, last.span.last), "season")


def months_from(on: date, months: int) -> Stretch:
    """The month so many months after (or before) a day's."""
    return month(on.year, on.month + months)
