"""Numbers and names of days and months in words, and what is counted from a day."""

from __future__ import annotations

from datetime import date, timedelta

from memory.when.span import Stretch, day, month, months_from, week, year

DAYS_KO = "월화수목금토일"
DAYS_EN = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS_EN = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMBERS = {
    **dict(zip("한 두 세 네 다섯 여섯 일곱 여덟 아홉 열".split(), range(1, 11), strict=True)),
    **dict(zip("일 이 삼 사 오 육 칠 팔 구 십".split(), range(1, 11), strict=True)),
    **dict(zip("하루 이틀 사흘 나흘 닷새 엿새 열흘 보름".split(), (1, 2, 3, 4, 5, 6, 10, 15), strict=True)),
    **dict(zip("a an one two three four five six seven eight nine ten eleven twelve couple".split(),
               (1, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 2), strict=True)),
}  # fmt: skip
_NEAR = 200  # days: a date without a year is meant within so many days, on the side the sentence looks


def number(word: str) -> int:
    """ "3", "세", "three" as a number. KeyError for another word."""
    return int(word) if word.isdigit() else _NUMBERS[word.lower()]


def counted(today: date, amount: int, unit: str) -> Stretch:
    """So many days, weeks, months or years from today, negative for ago; months and years are known as such."""
    if unit == "year":
        return year(today.year + amount)
    if unit == "month":
        return months_from(today, amount)
    return day(today + timedelta(days=amount * (7 if unit == "week" else 1)))


def weekday_of_week(today: date, weeks: int, weekday: int) -> Stretch:
    """A weekday of the week so many weeks from this one; weeks begin on Monday."""
    return day(today + timedelta(days=7 * weeks + weekday - today.weekday()))


def nearest_weekday(today: date, weekday: int, *, past: bool) -> Stretch:
    """The next such day after today, or the last one before it."""
    days = -((today.weekday() - weekday - 1) % 7 + 1) if past else (weekday - today.weekday() - 1) % 7 + 1
    return day(today + timedelta(days=days))


def week_from(today: date, weeks: int) -> Stretch:
    """The week so many weeks from this one."""
    return week(today + timedelta(days=7 * weeks))


def month_day(today: date, number: int, on: int, *, past: bool) -> Stretch | None:
    """A month and a day without a year: on the side the sentence looks, else the nearest. None for February 30."""
    years = (today.year - 1, today.year, today.year + 1)
    days = [named for each in years if (named := valid(each, number, on))]
    fitting = [each for each in days if (each <= today if past else each >= today)]
    near = [each for each in fitting or days if abs((each - today).days) <= _NEAR]
    chosen = min(near or fitting or days, key=lambda each: abs((each - today).days), default=None)
    return day(chosen) if chosen else None


def month_named(today: date, number: int, *, past: bool) -> Stretch:
    """A month without a year: the last one, this one included, or the coming one."""
    behind = number <= today.month
    return month(today.year + ((0 if behind else -1) if past else (0 if number >= today.month else 1)), number)


def month_day_alone(today: date, on: int, *, past: bool) -> Stretch | None:
    """ "The 3rd": of this month, or of the one before or after it when the sentence looks that way."""
    months = (months_from(today, shift).span.first for shift in ((0, -1) if past else (0, 1)))
    days = (valid(each.year, each.month, on) for each in months)
    return next((day(each) for each in days if each and (each <= today if past else each >= today)), None)


def valid(year: int, number: int, on: int) -> date | None:
    """The date, None when there is none."""
    try:
        return date(year, number, on)
    except ValueError:
        return None
