"""Opportunities of a log: each run of one side's messages, and when, if at all, the other side's next message came.

What was not answered until the same side wrote again, or the log ended, is censored there. Without a persona each
sender is a side and the other is whoever else writes; with one, the sides are the persona and everybody else, and only
the persona's answers are opportunities.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from bot.feedback.timing.logs import Log, Message
from policies.timing.opportunity import Opportunity
from policies.timing.talk import Said, ended

_OTHERS = "\0others"  # no sender is called so
_HOUR_MS = 3_600_000
_DAY_HOURS = 24
_NIGHT = (1.0, 7.0)  # local hours when the fewest write

Clock = Callable[[Message], datetime]


@dataclass(frozen=True)
class Observed:
    """One opportunity and what became of it: a reply `delay_ms` after `at`, or none for `delay_ms`.

    `writer` is the side that wrote and waits.
    """

    chat: str
    writer: str
    at: int
    given: Opportunity
    delay_ms: int
    replied: bool

    def until(self, moment: int) -> Observed:
        """As it stood at a moment after `at`: what came later is not known yet."""
        if self.at + self.delay_ms <= moment:
            return self
        return Observed(self.chat, self.writer, self.at, self.given, moment - self.at, replied=False)


def opportunities(
    log: Log, clock: Clock, persona: str | None = None, progress: Callable[[int], None] = lambda _: None
) -> list[Observed]:
    """All opportunities of a log in order of time; `progress` is given messages done."""
    found: list[Observed] = []
    for chat in log.chats.values():
        found.extend(_of_chat(chat, clock, persona, log.ends_at))
        progress(len(chat))
    return sorted(found, key=lambda each: (each.at, each.chat, each.writer))


def _of_chat(chat: Sequence[Message], clock: Clock, persona: str | None, ends_at: int) -> Iterator[Observed]:
    talk = [_said(message, clock, persona) for message in chat]
    for run in ended(talk, ends_at):
        if run.last.side != persona and (run.replied or run.delay_ms > 0):
            yield Observed(chat[0].chat, run.last.side, run.last.at, run.given, run.delay_ms, run.replied)


def _said(message: Message, clock: Clock, persona: str | None) -> Said:
    side = message.sender if persona is None or message.sender == persona else _OTHERS
    local = clock(message)
    hour = local.hour + local.minute / 60 + local.second / 3600
    return Said(side, message.at, message.text, hour, local.weekday() >= 5)


def clock_of(zone: tzinfo | None, log: Log) -> tuple[Clock, str]:
    """How a message's local time is read, and in words where from: the zone given, the stamps, or the quiet hours."""
    messages = [message for chat in log.chats.values() for message in chat]
    if zone is not None:
        return (lambda message: _in_zone(message, zone)), str(zone)
    if any(message.local for message in messages):
        return (lambda message: _shifted(message, 0)), "local, as stamped"
    if any(message.offset_ms for message in messages):
        return (lambda message: _shifted(message, message.offset_ms or 0)), "as stamped"
    stamps = sorted(message.at for message in messages)
    hours = quiet_offset(stamps[: len(stamps) * 4 // 5])  # the rest is what a fit is measured by
    return (lambda message: _shifted(message, hours * _HOUR_MS)), f"guessed from the quiet hours: UTC{hours:+d}"


def quiet_offset(stamps: Sequence[int]) -> int:
    """The whole hours from UTC (-11 to 12) that put the six hours with the fewest messages from 1 to 7 at night."""
    counts = [0] * _DAY_HOURS
    for stamp in stamps:
        counts[stamp // _HOUR_MS % _DAY_HOURS] += 1
    quiet = min(range(_DAY_HOURS), key=lambda hour: sum(counts[(hour + step) % _DAY_HOURS] for step in range(6)))
    offset = (int(_NIGHT[0]) - quiet) % _DAY_HOURS
    return offset if offset <= 12 else offset - _DAY_HOURS


def _in_zone(message: Message, zone: tzinfo) -> datetime:
    """A stamp without an offset is that zone's wall clock already."""
    return _shifted(message, 0) if message.local else datetime.fromtimestamp(message.at / 1000, zone)


def _shifted(message: Message, offset_ms: int) -> datetime:
    return datetime.fromtimestamp((message.at + offset_ms) / 1000, UTC)
