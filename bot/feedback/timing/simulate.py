"""Tries a timing policy out: real or generated messages on a virtual clock, through the policies that answer people.

In a log only the person's side is replayed. They wrote it to somebody else, so what they write doesn't depend on the
answers here: delays and caps are true to the policy, "answered" is a guess.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.feedback.timing.logs import Log, LogUnusable, Message, read_logs
from bot.feedback.timing.opportunities import quiet_offset
from bot.feedback.timing.summary import Summary, differences, summed
from bot.feedback.timing.virtual.chat import VirtualChat
from bot.feedback.timing.virtual.everyday import Habits, everyday
from bot.feedback.timing.virtual.transcript import Heard, Person, Policy, Transcript
from policies.proactive.local_time import DAY_MS
from policies.proactive.time_zone import read_zone_answer

_HOUR_MS = 3_600_000


@dataclass(frozen=True)
class Chat:
    """What a person writes, and who that is."""

    person: Person
    heard: tuple[Heard, ...]


@dataclass(frozen=True)
class Compared:
    """One policy's figures, or two policies' on the same messages; `seconds` of running."""

    summaries: tuple[Summary, ...]
    seconds: float

    def values(self) -> dict[str, Any]:
        """Plain JSON values: of one policy its figures, of two both and the second less the first."""
        if len(self.summaries) == 1:
            return {**self.summaries[0].values(), "seconds": round(self.seconds, 3)}
        one, other = self.summaries
        return {
            "policies": [one.values(), other.values()],
            "differences": differences(one, other),
            "seconds": round(self.seconds, 3),
        }


def simulate(chats: Sequence[Chat], policies: Sequence[Policy], seed: int) -> Compared:
    """Every chat under every policy. The same seed, the same figures (but for the seconds)."""
    began = time.perf_counter()
    found = tuple(summed(policy.name, transcripts(chats, policy, seed)) for policy in policies)
    return Compared(found, time.perf_counter() - began)


def transcripts(chats: Sequence[Chat], policy: Policy, seed: int) -> tuple[Transcript, ...]:
    """What happens in each chat."""
    return tuple(
        VirtualChat(chat.person, policy.rules, chat.heard, seed * 7919 + number, policy.seed).run()
        for number, chat in enumerate(chats)
    )


def generated(habits: Habits, seed: int) -> Chat:
    """One person who writes as `habits` say."""
    return Chat(Person("generated", habits.zone), everyday(habits, seed))


def logged(paths: Sequence[Path], *, days: int | None, zone: str | None, person: str | None) -> tuple[Chat, ...]:
    """The chats of these logs, `person`'s side (left out: who wrote first), the first `days` days of each.

    Raises FileMistakes, LogUnusable: unreadable lines, no messages, nobody called so.
    """
    log = read_logs(paths)
    where = zone or _zone_of(log)
    chats = tuple(_chats(log, person, where, days, wall=zone is not None))
    if not chats:
        raise LogUnusable(f"nobody in the log is called {person!r}", fix="give a name that `from` has")
    return chats


def _chats(log: Log, person: str | None, zone: str, days: int | None, *, wall: bool) -> Iterator[Chat]:
    for name, messages in log.chats.items():
        side = person if person is not None else messages[0].sender
        ends = messages[0].at + days * DAY_MS if days is not None else log.ends_at + 1
        own = [each for each in messages if each.sender == side and each.at < ends]
        if own:
            yield Chat(
                Person(name, zone), tuple(_heard(each, number, zone, wall) for number, each in enumerate(own, 1))
            )


def _heard(message: Message, number: int, zone: str, wall: bool) -> Heard:
    """A stamp without an offset is a wall clock's: of the zone that was named, or else read as it stands."""
    at = _on_the_wall(message.at, zone) if message.local and wall else message.at
    return Heard(number, at, message.text, "text" if message.text.strip() else "photo")


def _on_the_wall(ms: int, zone: str) -> int:
    wall = datetime.fromtimestamp(ms / 1000, UTC).replace(tzinfo=ZoneInfo(zone))
    return int(wall.timestamp() * 1000)


def _zone_of(log: Log) -> str:
    """An IANA zone for the log's local time: of the stamps' offset, else guessed from the quiet hours."""
    messages = [message for chat in log.chats.values() for message in chat]
    if any(message.local for message in messages):
        return "UTC"
    offset = next((message.offset_ms for message in messages if message.offset_ms), None)
    if offset is None:
        offset = quiet_offset([message.at for message in messages]) * _HOUR_MS
    hours, minutes = divmod(abs(offset) // 60_000, 60)
    return read_zone_answer(f"UTC{'-' if offset < 0 else '+'}{hours}:{minutes:02}") or "UTC"
