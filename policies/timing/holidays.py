"""Public holidays of Korea (2025 to 2030), the United States (federal) and England and Wales.

Korea's lunar holidays, substitute days and election days follow no rule that fits a line of code, so they are a table
of dates; after its last year only the solar ones are known. The other two follow rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache

from policies.timing.rules import Holidays

_KR_SOLAR = ((1, 1), (3, 1), (5, 5), (6, 6), (8, 15), (10, 3), (10, 9), (12, 25))
_KR_SOLAR_SINCE_2026 = ((5, 1), (7, 17))
# Seollal, Buddha's birthday, Chuseok, substitute and temporary holidays, national elections.
_KR_MOVING: Mapping[int, str] = {
    2025: "01-27 01-28 01-29 01-30 03-03 05-06 06-03 10-05 10-06 10-07 10-08",
    2026: "02-16 02-17 02-18 03-02 05-24 05-25 06-03 08-17 09-24 09-25 09-26 10-05",
    2027: "02-06 02-07 02-08 02-09 05-03 05-13 07-19 08-16 09-14 09-15 09-16 10-04 10-11 12-27",
    2028: "01-26 01-27 01-28 04-12 05-02 10-02 10-03 10-04 10-05",
    2029: "02-12 02-13 02-14 05-07 05-20 05-21 09-21 09-22 09-23 09-24",
    2030: "02-02 02-03 02-04 02-05 03-27 05-06 05-09 06-12 09-11 09-12 09-13",
}
# (month, weekday with Monday 0, which one; -1: the last)
_US_WEEKDAYS = ((1, 0, 3), (2, 0, 3), (5, 0, -1), (9, 0, 1), (10, 0, 2), (11, 3, 4))
_US_DATES = ((1, 1), (6, 19), (7, 4), (11, 11), (12, 25))
_GB_WEEKDAYS = ((5, 0, 1), (5, 0, -1), (8, 0, -1))
_GB_ZONES = ("Europe/London", "Europe/Belfast", "GB", "GB-Eire")
_KR_ZONES = ("Asia/Seoul", "ROK")
_US_ZONES = tuple(
    "America/New_York America/Detroit America/Chicago America/Denver America/Boise America/Phoenix America/Los_Angeles "
    "America/Anchorage America/Juneau America/Menominee Pacific/Honolulu".split()
)
_US_FAMILIES = ("US/", "America/Indiana/", "America/Kentucky/", "America/North_Dakota/")


def is_holiday(day: date, country: Holidays, time_zone: str | None = None) -> bool:
    """Whether `day` is a public holiday; country "auto" is the one of the time zone, and none where that is unknown."""
    known = country_of(time_zone) if country == "auto" else country
    return known in _BY_COUNTRY and day in _year(known, day.year)


def country_of(time_zone: str | None) -> Holidays:
    """The country whose holidays are kept in an IANA time zone, of those known here; "none" for others."""
    zone = time_zone or ""
    if zone in _KR_ZONES:
        return "KR"
    if zone in _GB_ZONES:
        return "GB"
    return "US" if zone in _US_ZONES or zone.startswith(_US_FAMILIES) else "none"


@lru_cache(maxsize=64)
def _year(country: Holidays, year: int) -> frozenset[date]:
    return frozenset(_BY_COUNTRY[country](year))


def _korea(year: int) -> Iterator[date]:
    yield from (date(year, month, day) for month, day in _KR_SOLAR)
    if year >= 2026:
        yield from (date(year, month, day) for month, day in _KR_SOLAR_SINCE_2026)
    for listed in _KR_MOVING.get(year, "").split():
        yield date(year, int(listed[:2]), int(listed[3:]))


def _united_states(year: int) -> Iterator[date]:
    """A holiday on a Saturday is kept on the Friday before, too; on a Sunday on the Monday after."""
    yield from (_nth(year, *rule) for rule in _US_WEEKDAYS)
    for fixed in (*(date(year, month, day) for month, day in _US_DATES), *_next_new_year(year)):
        yield fixed
        yield fixed + timedelta(days={5: -1, 6: 1}.get(fixed.weekday(), 0))


def _next_new_year(year: int) -> Iterator[date]:
    """The first of January that follows: on a Saturday it is kept in `year`."""
    if year < date.max.year:
        yield date(year + 1, 1, 1)


def _england_and_wales(year: int) -> Iterator[date]:
    """What falls on a weekend is also kept on the next weekday that isn't one already."""
    yield from (_nth(year, *rule) for rule in _GB_WEEKDAYS)
    yield from (_easter(year) + timedelta(days=days) for days in (-2, 1))
    kept: set[date] = set()
    for fixed in (date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)):
        yield fixed
        kept.add(fixed)
    for fixed in sorted(kept):
        substitute = fixed
        while substitute.weekday() >= 5 or (substitute != fixed and substitute in kept):
            substitute += timedelta(days=1)
        kept.add(substitute)
        yield substitute


def _nth(year: int, month: int, weekday: int, which: int) -> date:
    if which < 0:
        last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (which - 1))


def _easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the anonymous algorithm of Nature, 1876)."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    month, day = divmod(d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114, 31)
    return date(year, month, day + 1)


_BY_COUNTRY: Mapping[str, Callable[[int], Iterator[date]]] = {
    "KR": _korea,
    "US": _united_states,
    "GB": _england_and_wales,
}
