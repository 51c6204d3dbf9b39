"""Writing after a silence, without an event to ask about: the closer two are, the sooner."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from policies.draw import uniform
from policies.proactive.intents import Intent
from policies.proactive.local_time import DAY_MS, HOUR_MS, epoch_ms, local
from policies.proactive.planning import ProactiveRules, ProactiveState, zone_of

_SILENCE_MS = {"acquainted": 3 * DAY_MS, "close": 36 * HOUR_MS}
_PLEASANT = (11 * 60, 20 * 60 + 30)  # minutes of the day
_SPREAD = 0.3  # of the silence: not after exactly three days each time
_KEEP_MS = 10 * HOUR_MS
_LEVELS = {"less": 2.0, "normal": 1.0, "more": 0.7}


def check_in(
    stage: str,
    last_person_at: int | None,
    state: ProactiveState,
    rules: ProactiveRules,
    seed: int,
    now: int,
    zone: str | None,
) -> Intent | None:
    """When to look in on a silent person, or None.

    None for strangers (`stage` "new"), for minors, before they opted in, in an unknown zone, and after as many
    unanswered messages as `rules` allow. An unanswered one makes the silence longer. Same seed and silence, same
    time; one that passed unused is drawn anew for today or tomorrow.
    """
    place = zone_of(zone)
    wanted = state.opted_in and not state.minor and stage in _SILENCE_MS and not rules.gives_up(state.unanswered)
    if place is None or last_person_at is None or not wanted:
        return None
    label = f"check_in:{last_person_at}:{state.unanswered}"
    since = max((last_person_at, *(each for each in state.sent if each <= now)))
    silence = _SILENCE_MS[stage] * _LEVELS[rules.level] * rules.back_off ** min(state.unanswered, 20)
    earliest = since + int(silence * (1 + _SPREAD * uniform(seed, f"{label}:silence")))
    due = _pleasant(earliest, now, uniform(seed, f"{label}:hour"), place)
    return Intent("check_in", "", None, due, due + _KEEP_MS, f"silent for long ({stage})", None, 1.0)


def _pleasant(earliest: int, now: int, draw: float, place: ZoneInfo) -> int:
    """The drawn minute of the first day on which it is neither before `earliest` nor past its use."""
    first, last = _PLEASANT
    there = local(max(earliest, now - _KEEP_MS), place)
    minute = first + int(draw * (last - first))
    due = epoch_ms(there, there.date(), minute)
    if due >= max(earliest, now - _KEEP_MS + 1):
        return due
    return epoch_ms(there, there.date() + timedelta(days=1), minute)
