"""What the persona is doing at a moment of its week, and until when.

Spans are minutes of local days. Their edges become instants through the time zone, so that a day with 23 or 25 hours
is no special case: an edge inside the gap of a DST change moves to after it, one that comes twice counts the first
time. Jitter is drawn once for each date and span, so a day keeps the shape it has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache

from policies.draw import uniform
from policies.timing.holidays import is_holiday
from policies.timing.rules import DAY_MINUTES, WEEKDAYS, Day, Span, State, Week

_HORIZON_DAYS = 8  # a span's next edge lies at most a week ahead
_MINUTE_MS = 60_000
_DAY_MS = DAY_MINUTES * _MINUTE_MS


@dataclass(frozen=True)
class Standing:
    """The state, since when (None: not known) and until when, in milliseconds since the epoch; `until` lies ahead."""

    state: State
    since: int | None
    until: int
    reason: str


@dataclass(frozen=True)
class _Piece:
    """One span on one date, as instants in milliseconds."""

    start: int
    end: int
    state: State


def state_at(week: Week, local: datetime, seed: int) -> Standing:
    """The standing at `local`, an aware time in the week's zone (the person's, when the week names none).

    `seed` names the persona, not the turn: with another seed the jitter of the same day is another. ValueError for a
    naive time.
    """
    if local.tzinfo is None:
        raise ValueError(f"local must be an aware time; got {local.isoformat()}; give it a time zone")
    now = int(local.timestamp() * 1000)
    found = _standing(_pieces(week, local.date(), local.tzinfo, seed, 2), now)
    if found.until is None or found.until > now + _DAY_MS:  # further edges may come first
        found = _standing(_pieces(week, local.date(), local.tzinfo, seed, _HORIZON_DAYS), now)
    return _told(found, found.until or now + _HORIZON_DAYS * _DAY_MS, local.tzinfo)


@dataclass(frozen=True)
class _Found:
    state: State
    since: int | None
    until: int | None


def _standing(pieces: Sequence[_Piece], now: int) -> _Found:
    """Neighbours of the same state are one; where jitter lets two overlap, the later one has begun."""
    state, until = _cut(pieces, now)
    while until is not None:
        following, further = _cut(pieces, until)
        if following != state:
            break
        until = further
    begun = [piece.start for piece in pieces if piece.start <= now < piece.end and piece.state == state]
    return _Found(state, max(begun, default=None), until)


def _cut(pieces: Sequence[_Piece], at: int) -> tuple[State, int | None]:
    """The state at an instant, and the next edge after it among the pieces (None: none follows)."""
    on = max((piece for piece in pieces if piece.start <= at < piece.end), key=lambda each: each.start, default=None)
    ahead = [piece.start for piece in pieces if piece.start > at]
    if on is None:
        return "free", min(ahead, default=None)
    return on.state, min([on.end, *ahead])


def _pieces(week: Week, today: date, zone: tzinfo, seed: int, days: int) -> tuple[_Piece, ...]:
    """Everything that begins from two days ago to `days` ahead."""
    dates = (today + timedelta(days=ahead) for ahead in range(-2, days + 1))
    return tuple(piece for day in dates for piece in _day(week, day, seed, zone))


@lru_cache(maxsize=2048)
def _day(week: Week, day: date, seed: int, zone: tzinfo) -> tuple[_Piece, ...]:
    """The spans that begin on a date."""
    name = _name_of(week, day, zone)
    chosen = ((i, span) for i, span in enumerate(week.spans) if name in span.days or set(WEEKDAYS) <= set(span.days))
    return tuple(_piece(span, day, seed, i, zone) for i, span in chosen)


def _name_of(week: Week, day: date, zone: tzinfo) -> Day:
    """A public holiday is a day of its own where the week says what it is like, and like a Sunday where not."""
    if is_holiday(day, week.holidays, getattr(zone, "key", None)):
        return "holidays" if any("holidays" in span.days for span in week.spans) else "sun"
    return WEEKDAYS[day.weekday()]


def _piece(span: Span, day: date, seed: int, index: int, zone: tzinfo) -> _Piece:
    length = (span.end - span.start) % DAY_MINUTES or DAY_MINUTES
    jitter = min(span.jitter_minutes, length // 3)  # a span never vanishes
    edges = (
        base + jitter * (2 * uniform(seed, f"week:{day.isoformat()}:{index}:{edge}") - 1)
        for edge, base in (("from", span.start), ("to", span.start + length))
    )
    start, end = (_instant(day, minutes, zone) for minutes in edges)
    return _Piece(start, max(start + _MINUTE_MS, end), span.state)


def _instant(day: date, minutes: float, zone: tzinfo) -> int:
    wall = datetime(day.year, day.month, day.day) + timedelta(seconds=round(minutes * 60))  # noqa: DTZ001
    return int(wall.replace(tzinfo=zone).timestamp() * 1000)


def _told(found: _Found, until: int, zone: tzinfo) -> Standing:
    def clock(ms: int) -> str:
        return datetime.fromtimestamp(ms / 1000, zone).strftime("%a %H:%M")

    begun = f" since {clock(found.since)}" if found.since is not None else ""
    return Standing(found.state, found.since, until, f"{found.state}{begun} until {clock(until)}")
