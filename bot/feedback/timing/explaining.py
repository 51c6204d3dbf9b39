"""When one turn's answer came and why, in sentences: messages and waits, decisions, bubbles planned and sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, tzinfo
from typing import Any

from bot.feedback.timing.durations import span
from bot.turn.decisions import DecisionRecord
from bot.turn.record import TurnRecord
from policies.proactive.local_time import local
from policies.proactive.planning import zone_of

_DONE: Mapping[str, str] = {
    "reply": "to reply",
    "later": "to answer later",
    "react": "to react without words",
    "silent": "to leave it read",
    "come_back": 'to say "busy" and come back',
}


@dataclass(frozen=True)
class Came:
    """One message: when it came (ms), and how long it made the turn wait for more."""

    at: int
    kind: str
    text: str
    wait_ms: int
    wait_reason: str


@dataclass(frozen=True)
class Said:
    """One bubble: when it was to be there and when it was sent (ms; None: not sent)."""

    text: str
    typing_ms: int
    planned_at: int
    sent_at: int | None
    state: str


@dataclass(frozen=True)
class Timing:
    """The timing of a turn. `zone`: in whose clock times are told; `began_with`: what a proactive turn was about."""

    zone: str
    came: tuple[Came, ...]
    began_with: str
    answered_at: int
    action: str
    reason: str
    decisions: tuple[DecisionRecord, ...]
    bubbles: tuple[Said, ...]

    def values(self) -> dict[str, Any]:
        """Plain JSON values."""
        return asdict(self)


def explained(record: TurnRecord, sent: Sequence[Mapping[str, Any]]) -> Timing:
    """The timing of a recorded turn and of its outbox rows (`bot.storage.deliveries.bubbles_of`)."""
    waits = (*record.timing.waits, *((0, ""),) * len(record.updates))
    event = record.event
    return Timing(
        zone=record.state.time_zone or "UTC",
        came=tuple(
            Came(each.received_at, each.kind, each.text, *wait)
            for each, wait in zip(record.updates, waits, strict=False)
        ),
        began_with=f"{event.kind}: {event.reason}" if event else "",
        answered_at=record.clock,
        action=record.timing.plan.action,
        reason=record.timing.plan.reason,
        decisions=record.timing.decisions,
        bubbles=tuple(_said(each) for each in sent),
    )


def told(timing: Timing) -> Iterator[str]:
    """Sentences, times by the person's clock."""
    zone = zone_of(timing.zone) or UTC
    yield from _came(timing, zone)
    for index, decision in enumerate(timing.decisions, 1):
        last = index == len(timing.decisions)
        yield from _decided(decision, zone, last=last)
    if not timing.decisions:
        yield f"At {_clock(timing.answered_at, zone)} nothing was drawn: {timing.action} ({timing.reason})."
    yield from _bubbles(timing, zone)


def _said(row: Mapping[str, Any]) -> Said:
    return Said(str(row["text"]), int(row["typing_ms"]), int(row["due"]), row["sent_at"], str(row["state"]))


def _came(timing: Timing, zone: tzinfo) -> Iterator[str]:
    if timing.began_with:
        yield f"The persona wrote first ({timing.began_with})."
    if not timing.came:
        return
    first, last = timing.came[0].at, timing.came[-1].at
    when = f"at {_clock(first, zone)}" if len(timing.came) == 1 else f"within {span(last - first)}"
    yield f"{_count(len(timing.came), 'message')} came {when} (times: {timing.zone}):"
    for each in timing.came:
        yield f"  {_clock(each.at, zone)} [{each.kind}] {each.text}"
        yield f"    waited {span(each.wait_ms)} for more: {each.wait_reason or 'no reason recorded'}"
    until = timing.decisions[0].at if timing.decisions else timing.answered_at
    yield f"Nothing more came, and the turn began {span(max(0, until - last))} after the last message."


def _decided(decision: DecisionRecord, zone: tzinfo, *, last: bool) -> Iterator[str]:
    what = _DONE.get(decision.action, decision.action)
    yield f"At {_clock(decision.at, zone)}, {decision.state}, it was decided {what}: {decision.reason}."
    chances = [f"{name} {decision.probabilities.get(name, 0):.1%}" for name in decision.admissible]
    excluded = [name for name in decision.probabilities if name not in decision.admissible]
    yield f"  chances: {', '.join(chances)}; none for {', '.join(excluded) or 'nothing'}"
    floor = f"each admissible action at least {decision.floor:.0%}" if decision.floor else "no floor"
    yield f"  drawn by {decision.mode} with seed {decision.seed}; {floor}"
    if decision.emoji:
        yield f"  reaction: {decision.emoji}"
    if decision.delay_ms:
        again = "and held back until" if last else "put off until"
        yield f"  {again} {_clock(decision.until, zone, day=True)}, {span(decision.delay_ms)} later"


def _bubbles(timing: Timing, zone: tzinfo) -> Iterator[str]:
    if not timing.bubbles:
        yield "No bubble was sent."
        return
    yield f"The answer has {_count(len(timing.bubbles), 'bubble')}:"
    for number, each in enumerate(timing.bubbles, 1):
        yield f"  {number}. {each.text}"
        yield (
            f"     planned for {_clock(each.planned_at, zone)} after {span(each.typing_ms)} of typing; "
            f"{_became(each, zone)}"
        )


def _became(bubble: Said, zone: tzinfo) -> str:
    if bubble.sent_at is None:
        return f"not sent ({bubble.state})"
    late = bubble.sent_at - bubble.planned_at
    off = "on time" if abs(late) < 100 else f"{span(abs(late))} {'late' if late > 0 else 'early'}"
    return f"sent {_clock(bubble.sent_at, zone)}, {off}"


def _clock(ms: int, zone: tzinfo, *, day: bool = False) -> str:
    return local(ms, zone).strftime("%a %H:%M:%S" if day else "%H:%M:%S")


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
