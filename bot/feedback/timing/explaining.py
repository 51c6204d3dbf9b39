"""When one turn's answer came and why, in sentences: messages and waits, decisions, bubbles planned and sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, tzinfo
from typing import Any

from bot.feedback.timing.durations import span
from bot.turn.decisions import DecisionRecord
from bot.turn.record import EventRecord, TimingRecord, TurnRecord
from policies.proactive.local_time import local
from policies.proactive.planning import zone_of

_DONE: Mapping[str, str] = {
    "reply": "to reply",
    "later": "to answer later",
    "react": "to react without words",
    "silent": "to leave it read",
    "come_back": 'to say "busy" and come back',
    "proactive": "to write first",
}
_BEFORE: Mapping[str, str] = {"answer": "of reading", "message": "before typing"}


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
    """The timing of a turn. `zone`: in whose clock times are told.

    `began_with`: the intent behind a proactive turn, by its kind and message, never its words; empty for an answer.
    `reading_ms`: before the first bubble was typed.
    """

    zone: str
    came: tuple[Came, ...]
    began_with: str
    answered_at: int
    action: str
    reason: str
    decisions: tuple[DecisionRecord, ...]
    bubbles: tuple[Said, ...]
    reading_ms: int = 0

    def values(self) -> dict[str, Any]:
        """Plain JSON values."""
        return asdict(self)


def explained(record: TurnRecord, sent: Sequence[Mapping[str, Any]]) -> Timing:
    """The timing of a recorded turn and of its outbox rows (`bot.storage.deliveries.bubbles_of`)."""
    waits = (*record.timing.waits, *((0, ""),) * len(record.updates))
    return Timing(
        zone=record.state.time_zone or "UTC",
        came=tuple(
            Came(each.received_at, each.kind, each.text, *wait)
            for each, wait in zip(record.updates, waits, strict=False)
        ),
        began_with=_intent(record.event) if record.event else "",
        answered_at=record.clock,
        action=record.timing.plan.action,
        reason=record.timing.plan.reason,
        decisions=record.timing.decisions,
        bubbles=tuple(_said(each) for each in sent),
        reading_ms=_reading(record.timing),
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


def _intent(event: EventRecord) -> str:
    source = f"message {event.source}" if event.source is not None else "no message"
    return f"{event.kind}, intent {event.intent} from {source}: {event.reason}"


def _reading(timing: TimingRecord) -> int:
    """What passed before the first bubble was typed, without the delay a model asked for."""
    last = timing.decisions[-1] if timing.decisions else None
    held = last.delay_ms if last and last.action == "later" else 0
    return sum(max(0, each.offset_ms - each.typing_ms - held) for each in timing.plan.bubbles[:1])


def _said(row: Mapping[str, Any]) -> Said:
    return Said(str(row["text"]), int(row["typing_ms"]), int(row["due"]), row["sent_at"], str(row["state"]))


def _came(timing: Timing, zone: tzinfo) -> Iterator[str]:
    if timing.began_with:
        yield f"The persona wrote first ({timing.began_with}; times: {timing.zone})."
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
    state = f", {decision.state}," if decision.state else ""
    yield f"At {_clock(decision.at, zone)}{state} it was decided {what}: {decision.reason}."
    yield from _drawn(decision)
    if decision.emoji:
        yield f"  reaction: {decision.emoji}"
    if decision.delay_ms:
        again = "and held back until" if last else "put off until"
        yield f"  {again} {_clock(decision.until, zone, day=True)}, {span(decision.delay_ms)} later"


def _drawn(decision: DecisionRecord) -> Iterator[str]:
    """Between what it was drawn, and how; nothing is drawn where only one action was possible at all."""
    preset = f", preset {decision.policy}" if decision.policy else ""
    if len(decision.probabilities) == 1:
        yield f"  decided by {decision.mode}{preset}; nothing was drawn"
        return
    chances = [f"{name} {decision.probabilities.get(name, 0):.1%}" for name in decision.admissible]
    excluded = [name for name in decision.probabilities if name not in decision.admissible]
    yield f"  chances: {', '.join(chances)}{'; none for ' if excluded else ''}{', '.join(excluded)}"
    floor = f"each admissible action at least {decision.floor:.0%}" if decision.floor else "no floor"
    yield f"  drawn by {decision.mode}{preset}, with seed {decision.seed}; {floor}"


def _bubbles(timing: Timing, zone: tzinfo) -> Iterator[str]:
    if not timing.bubbles:
        yield "No bubble was sent."
        return
    what = "message" if timing.began_with else "answer"
    reading = f" after {span(timing.reading_ms)} {_BEFORE[what]}" if timing.reading_ms else ""
    yield f"The {what} has {_count(len(timing.bubbles), 'bubble')}{reading}:"
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
