"""Local wall-clock times as milliseconds, and hours at which nobody wants to be asked anything."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
_EARLIEST, _LATEST, _MORNING = 8 * 60, 22 * 60 + 30, 9 * 60 + 30


def epoch_ms(at: datetime, on: date | None = None, minute: int = 0) -> int:
    """`at` in milliseconds; with `on`, that day's `minute` (1440 and more: the next day's) in the zone of `at`.

    A time a clock skips in spring is as far behind the gap (2:30 is 3:30), a doubled one the first, or that of `at`
    on its own day.
    """
    if on is None:
        return int(at.timestamp() * 1000)
    naive = datetime.combine(on, time()) + timedelta(minutes=minute)
    fold = at.fold if on == at.date() else 0
    return int(naive.replace(tzinfo=at.tzinfo, fold=fold).timestamp() * 1000)


def local(ms: int, zone: tzinfo | None) -> datetime:
    """Milliseconds as local time in that zone."""
    return datetime.fromtimestamp(ms / 1000, UTC).astimezone(zone)


def sociable(ms: int, at: datetime) -> int:
    """The moment itself, or half past nine of the morning after when it is late at night."""
    there = local(ms, at.tzinfo)
    minute = there.hour * 60 + there.minute
    if _EARLIEST <= minute <= _LATEST:
        return ms
    return epoch_ms(at, there.date() + timedelta(days=0 if minute < _EARLIEST else 1), _MORNING)
