"""Whether a message the persona thought of may be sent, when, and if not, why: consent, hours, caps, back-off."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from policies.proactive.intents import Intent
from policies.proactive.local_time import DAY_MS, HOUR_MS, MINUTE_MS, epoch_ms, local

Level = Literal["less", "normal", "more"]
Action = Literal["send", "wait", "drop"]

_TALK_MS = 30 * MINUTE_MS
_CAPS: dict[Level, float] = {"less": 0.5, "normal": 1.0, "more": 2.0}
_GAPS: dict[Level, float] = {"less": 2.0, "normal": 1.0, "more": 0.5}
_DAY_MINUTES = 24 * 60
_NOT_YET, _NO_ZONE = "not due yet", "time zone not known"


@dataclass(frozen=True)
class ProactiveRules:
    """What the operator allows. Quiet hours are minutes of the local day and may pass midnight; equal ones are none.

    After an unanswered message the next waits `least_gap_ms * back_off ** unanswered`; after `most_unanswered` none is
    sent until the person writes (0: no such end). `less` halves the caps (never below one) and doubles the gap, `more`
    the reverse. `tokens_a_day`: 0 is no limit. ValueError for values that mean nothing.
    """

    quiet_from: int = 22 * 60 + 30
    quiet_to: int = 8 * 60 + 30
    most_a_day: int = 2
    most_a_week: int = 6
    least_gap_ms: int = 4 * HOUR_MS
    back_off: float = 2.0
    most_unanswered: int = 3
    tokens_a_day: int = 0
    level: Level = "normal"

    def __post_init__(self) -> None:
        for name in ("quiet_from", "quiet_to"):
            if not 0 <= getattr(self, name) < _DAY_MINUTES:
                raise ValueError(f"{name} must be a minute of the day, 0 to 1439; got {getattr(self, name)!r}")
        for name in ("most_a_day", "most_a_week", "least_gap_ms", "tokens_a_day", "most_unanswered"):
            if getattr(self, name) < 0:
                raise ValueError(f"{name} must not be negative; got {getattr(self, name)!r}")
        if not 1 <= self.back_off <= 100:
            raise ValueError(f"back_off must be from 1 to 100; got {self.back_off!r}")

    @property
    def caps(self) -> tuple[int, int]:
        """The most a day and a week at this level; 0 stays 0."""
        scaled = (round(most * _CAPS[self.level]) for most in (self.most_a_day, self.most_a_week))
        day, week = (max(1, each) for each in scaled)
        return (day if self.most_a_day else 0, week if self.most_a_week else 0)

    def gives_up(self, unanswered: int) -> bool:
        """Whether so many unanswered messages are enough to stop."""
        return 0 < self.most_unanswered <= unanswered

    def gap_ms(self, unanswered: int) -> int:
        """The wait after the last message of this kind, a week at most."""
        factor = self.back_off ** min(unanswered, 20)
        return int(min(self.least_gap_ms * _GAPS[self.level] * factor, 7 * DAY_MS))


@dataclass(frozen=True)
class ProactiveState:
    """What is known of the person. Times in ms; `sent`: proactive messages of the last seven days.

    `quiet_until`: how long they asked to be left alone. `needs_tokens`: what sending would spend, 0 for a fixed line.
    """

    opted_in: bool = False
    minor: bool = False
    quiet_until: int | None = None
    sent: tuple[int, ...] = ()
    unanswered: int = 0
    last_person_at: int | None = None
    last_persona_at: int | None = None
    talking_now: bool = False
    tokens_today: int = 0
    needs_tokens: int = 0


@dataclass(frozen=True)
class Verdict:
    """`send` at once, `wait` and ask again at `at` (ms), or `drop` for good."""

    action: Action
    at: int
    reason: str


def plan_send(intent: Intent, state: ProactiveState, rules: ProactiveRules, now: int, zone: str | None) -> Verdict:
    """What to do about an intent at `now` (ms) for a person in `zone` (IANA name; without one they wait to be asked).

    Waiting never goes beyond the intent's expiry: what can't be said in time is dropped. The clock may jump back:
    what seems sent up to two days from now counts as sent now, anything later as never.
    """
    place = zone_of(zone)
    for refuse in (_never, _later_than_wanted):
        if reason := refuse(intent, state, rules, now):
            return Verdict("drop", now, reason)
    if place is None:
        late = now + DAY_MS >= intent.expires
        return (
            Verdict("drop", now, f"{_NO_ZONE}, and too late after that")
            if late
            else Verdict("wait", now + DAY_MS, _NO_ZONE)
        )
    start = max(intent.due, now)
    held = tuple(_held(state, rules, start, now, place))
    at = max((hold.until for hold in held), default=start)
    if at <= now:
        return Verdict("send", now, "due and welcome")
    if at >= intent.expires:
        return Verdict("drop", now, f"{_longest(held, intent.expires)}, and too late after that")
    return Verdict("wait", at, held[-1].reason if held else _NOT_YET)


def quiet_end(at: int, rules: ProactiveRules, place: ZoneInfo) -> int:
    """`at` itself, or the end (ms) of the quiet hours it lies in. A skipped hour of spring ends them after the gap."""
    there = local(at, place)
    minute = there.hour * 60 + there.minute
    start, end = rules.quiet_from, rules.quiet_to
    inside = start <= minute < end if start <= end else minute >= start or minute < end
    if not inside:
        return at
    return max(epoch_ms(there, there.date() + timedelta(days=minute >= end), end), at + 1)


def zone_of(name: str | None) -> ZoneInfo | None:
    """The zone of that IANA name; None for no name or one this machine doesn't know."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: "Asia" is a folder
        return None


def _never(intent: Intent, state: ProactiveState, rules: ProactiveRules, now: int) -> str | None:
    reasons = (
        (state.minor, "minors are not written to first"),
        (not state.opted_in, "not opted in"),
        (not all(rules.caps), "switched off by the operator"),
    )
    return next((reason for holds, reason in reasons if holds), None)


def _later_than_wanted(intent: Intent, state: ProactiveState, rules: ProactiveRules, now: int) -> str | None:
    return "too late to ask" if now >= intent.expires else None


@dataclass(frozen=True)
class _Held:
    """What keeps a message back, from and until when (ms)."""

    since: int
    until: int
    reason: str


def _held(state: ProactiveState, rules: ProactiveRules, start: int, now: int, place: ZoneInfo) -> Iterator[_Held]:
    """What keeps back something due at `start`, each later than the one before; quiet hours count from their start."""
    at = start
    for hold in _HOLDS:
        until, why = hold(state, rules, at, now, place)
        if until > at:
            at = until
            yield _Held(start, until, why)
    quiet = quiet_end(at, rules, place)
    if quiet > at:
        yield _Held(start if quiet_end(start, rules, place) == quiet else at, quiet, "quiet hours")


def _longest(held: Sequence[_Held], expires: int) -> str:
    """What kept it back longest before it expired: what would have held it afterwards is no reason."""
    reasons = {hold.reason: min(hold.until, expires) - hold.since for hold in held}
    return max(reasons, key=lambda reason: reasons[reason], default=_NOT_YET)


_Hold = Callable[[ProactiveState, ProactiveRules, int, int, ZoneInfo], tuple[int, str]]


def _hushed(state: ProactiveState, rules: ProactiveRules, at: int, now: int, place: ZoneInfo) -> tuple[int, str]:
    return (state.quiet_until or 0), "asked for quiet"


def _talking(state: ProactiveState, rules: ProactiveRules, at: int, now: int, place: ZoneInfo) -> tuple[int, str]:
    last = max((each for each in (state.last_person_at, state.last_persona_at) if each and each <= now), default=None)
    over = last + _TALK_MS if last is not None else 0
    return (max(over, now + _TALK_MS) if state.talking_now else over), "a talk is going on"


def _unanswered(state: ProactiveState, rules: ProactiveRules, at: int, now: int, place: ZoneInfo) -> tuple[int, str]:
    if rules.gives_up(state.unanswered):
        return now + DAY_MS, "left unanswered too often"
    return 0, ""


def _gap(state: ProactiveState, rules: ProactiveRules, at: int, now: int, place: ZoneInfo) -> tuple[int, str]:
    gap = rules.gap_ms(state.unanswered)
    past = _sent_by(state, now)
    return (past[-1] + gap, "another was sent not long ago") if past else (0, "")


def _week(state: ProactiveState, rules: ProactiveRules, at: int, now: int, place: ZoneInfo) -> tuple[int, str]:
    recent = [each for each in _sent_by(state, now) if each > at - 7 * DAY_MS]
    most = rules.caps[1]
    return (recent[-most] + 7 * DAY_MS, "enough this week") if len(recent) >= most else (0, "")


def _day(state: ProactiveState, rules: ProactiveRules, at: int, now: int, place: ZoneInfo) -> tuple[int, str]:
    today = _local_day(at, place)
    sent = [each for each in _sent_by(state, now) if _local_day(each, place) == today]
    spent = rules.tokens_a_day and state.tokens_today + state.needs_tokens > rules.tokens_a_day
    if len(sent) < rules.caps[0] and not (spent and state.needs_tokens):
        return 0, ""
    midnight = datetime.combine(today + timedelta(days=1), time(), tzinfo=place)
    return int(midnight.timestamp() * 1000), "enough for today" if not spent else "tokens for today are spent"


_HOLDS: tuple[_Hold, ...] = (_hushed, _talking, _unanswered, _gap, _week, _day)


def _sent_by(state: ProactiveState, now: int) -> list[int]:
    """What was sent, oldest first. A clock that jumped back leaves times later than now behind."""
    return sorted(min(each, now) for each in state.sent if each <= now + 2 * DAY_MS)


def _local_day(ms: int, place: ZoneInfo) -> date:
    return local(ms, place).date()
