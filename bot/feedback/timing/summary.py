"""What simulated chats add up to: figures for a table, for JSON and for pictures. Delays in milliseconds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from bot.feedback.timing.virtual.checking import violations
from bot.feedback.timing.virtual.transcript import Fate, Transcript
from policies.proactive.local_time import local
from policies.timing.deciding import ACTIONS
from policies.timing.rules import Proactive as RulesOfProactive

PERCENTILES = (10, 50, 90, 99)
HOURS = range(24)
_NIGHT_UNTIL = 6
_ANSWERS = ("bubble", "busy", "first")


@dataclass(frozen=True)
class Proactive:
    """What became of the plans that were heard. `answered` are some of `sent`; the others by reason."""

    planned: int
    sent: int
    answered: int
    waiting: int
    cancelled: Mapping[str, int]
    dropped: Mapping[str, int]


@dataclass(frozen=True)
class Point:
    """One intent in the picture: the day and hour (local) on which it ended, and how."""

    day: int
    hour: float
    outcome: str


@dataclass(frozen=True)
class Summary:
    """Chats under one policy. Hours are the person's; a day of silences is one person's day."""

    policy: str
    chats: int
    days: int
    messages: int
    turns: int
    discarded: int
    interrupted: int
    actions: Mapping[str, int]
    actions_by_hour: Mapping[int, Mapping[str, int]]
    delays: Mapping[str, int]
    delays_by_hour: Mapping[int, Mapping[str, int]]
    silences: tuple[int, ...]  # of each of the days, all chats together
    silences_a_day: int  # the most one person got
    reactions: int
    bubbles_per_turn: Mapping[int, int]
    night_messages: int
    proactive: Proactive
    timeline: tuple[Point, ...]
    quiet: tuple[int, int]  # minutes of the day between which nothing is written first
    invariants: Mapping[str, int]

    def values(self) -> dict[str, Any]:
        """Plain JSON values."""
        plain = asdict(self)
        plain["actions"] = {
            name: {"count": count, "share": round(count / max(1, self.turns), 4)}
            for name, count in self.actions.items()
        }
        plain["timeline"] = [[each.day, round(each.hour, 2), each.outcome] for each in self.timeline]
        return plain


def summed(policy: str, transcripts: Sequence[Transcript]) -> Summary:
    """The figures of these chats together."""
    first, days = _days(transcripts)
    delays = [pair for each in transcripts for pair in _local_delays(each)]
    fates = [fate for each in transcripts for fate in each.fates]
    silences = Counter(day for each in transcripts for day in _silent_days(each))
    most = max((count for each in transcripts for count in Counter(_silent_days(each)).values()), default=0)
    turns = [turn for each in transcripts for turn in each.turns]
    return Summary(
        policy=policy,
        chats=len(transcripts),
        days=days,
        messages=sum(len(each.heard) for each in transcripts),
        turns=len(turns),
        discarded=sum(each.discarded for each in transcripts),
        interrupted=sum(len(each.cuts) for each in transcripts),
        actions={action: sum(turn.decision.action == action for turn in turns) for action in ACTIONS},
        actions_by_hour=_actions_by_hour(transcripts),
        delays=percentiles(delay for _, delay in delays),
        delays_by_hour={hour: percentiles(delay for at, delay in delays if at == hour) for hour in HOURS},
        silences=tuple(silences[first + day] for day in range(days)),
        silences_a_day=most,
        reactions=sum(sent.kind == "reaction" for each in transcripts for sent in each.sent),
        bubbles_per_turn=dict(sorted(Counter(len(turn.bubbles) for turn in turns if turn.bubbles).items())),
        night_messages=sum(1 for each in transcripts for _ in _at_night(each)),
        proactive=_proactive(fates),
        timeline=tuple(_timeline(transcripts, first)),
        quiet=_quiet(transcripts),
        invariants=_totalled(violations(each) for each in transcripts),
    )


def percentiles(values: Iterable[int]) -> dict[str, int]:
    """p10, p50, p90, p99 by the nearest rank, and how many there were; none for no values."""
    ordered = sorted(values)
    if not ordered:
        return {"count": 0}
    last = len(ordered) - 1
    return {"count": len(ordered)} | {f"p{each}": ordered[round(last * each / 100)] for each in PERCENTILES}


def differences(one: Summary, other: Summary) -> dict[str, float]:
    """`other` less `one`: shares of actions, delays in milliseconds, messages."""
    before, after = _compared(one), _compared(other)
    return {name: round(after[name] - value, 4) for name, value in before.items()}


def _compared(each: Summary) -> dict[str, float]:
    shares = {f"share_{name}": count / max(1, each.turns) for name, count in each.actions.items()}
    delays = {f"delay_p{rank}_ms": float(each.delays.get(f"p{rank}", 0)) for rank in PERCENTILES}
    names = ("turns", "interrupted", "reactions", "night_messages", "silences_a_day")
    counts = {name: float(getattr(each, name)) for name in names}
    first = {f"proactive_{name}": float(getattr(each.proactive, name)) for name in ("planned", "sent", "answered")}
    return {**shares, **delays, **counts, **first}


def _days(transcripts: Sequence[Transcript]) -> tuple[int, int]:
    """The first local day of all (as its ordinal), and how many until the last message's."""
    edges = [_local(at, each).toordinal() for each in transcripts for at in _edges(each)]
    return (min(edges), max(edges) - min(edges) + 1) if edges else (date.min.toordinal(), 0)


def _edges(transcript: Transcript) -> Iterator[int]:
    if transcript.heard:
        yield from (transcript.heard[0].at, transcript.heard[-1].at)


@lru_cache(maxsize=65_536)
def _at(ms: int, zone: str) -> tuple[int, float]:
    there = local(ms, ZoneInfo(zone))
    return there.toordinal(), there.hour + there.minute / 60


def _local(ms: int, transcript: Transcript) -> date:
    return date.fromordinal(_at(ms, transcript.person.zone)[0])


def _hour(ms: int, transcript: Transcript) -> int:
    return int(_at(ms, transcript.person.zone)[1])


def _local_delays(transcript: Transcript) -> Iterator[tuple[int, int]]:
    return ((_hour(at, transcript), delay) for at, delay in transcript.delays())


def _silent_days(transcript: Transcript) -> Iterator[int]:
    """The day of each silence, by the clock the cap counts by: the persona's."""
    zone = transcript.rules.week.time_zone or transcript.person.zone
    return (_at(turn.began, zone)[0] for turn in transcript.turns if turn.decision.action == "silent")


def _actions_by_hour(transcripts: Sequence[Transcript]) -> dict[int, dict[str, int]]:
    counts = Counter((_hour(turn.began, each), turn.decision.action) for each in transcripts for turn in each.turns)
    return {hour: {action: counts[hour, action] for action in ACTIONS} for hour in HOURS}


def _at_night(transcript: Transcript) -> Iterator[int]:
    return (each.at for each in transcript.sent if each.kind in _ANSWERS and _hour(each.at, transcript) < _NIGHT_UNTIL)


def _proactive(fates: Sequence[Fate]) -> Proactive:
    ended = Counter(fate.outcome for fate in fates)
    return Proactive(
        planned=len(fates),
        sent=ended["sent"] + ended["answered"],
        answered=ended["answered"],
        waiting=ended["waiting"],
        cancelled=_reasons(fates, "cancelled"),
        dropped=_reasons(fates, "dropped"),
    )


def _reasons(fates: Sequence[Fate], outcome: str) -> dict[str, int]:
    return dict(Counter(fate.reason for fate in fates if fate.outcome == outcome).most_common())


def _timeline(transcripts: Sequence[Transcript], first: int) -> Iterator[Point]:
    for each in transcripts:
        for fate in each.fates:
            day, hour = _at(fate.at, each.person.zone)
            yield Point(day - first, hour, fate.outcome)


def _quiet(transcripts: Sequence[Transcript]) -> tuple[int, int]:
    own = transcripts[0].rules.proactive if transcripts else RulesOfProactive()
    return own.quiet_from, own.quiet_to


def _totalled(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for each in counts:
        total.update(each)
    return dict(total)
