"""Facts as values, and the store they are read from. No SQL here: `bot.storage` keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

SELF = "person"
NAME = "name"
REMEMBERED = "remembered"


@dataclass(frozen=True)
class Fact:
    """One known thing. `sources` are the message ids it was learned from.

    `happens_on`: the date it is about as an ISO prefix ("2026-05-08", "2026-05", "2026"), or "". `pinned`: it stays
    in mind whatever its age. `muted`: known, and never spoken of. `said_by`: person | persona | operator | model.
    `used`, `used_at`: how often it stood in an answer's prompt, and when last (ms).
    """

    id: int
    subject: str
    attribute: str
    value: str
    recorded_at: int
    importance: float
    confidence: float
    sources: tuple[int, ...]
    happens_on: str = ""
    valid_from: int | None = None
    said_by: str = "person"
    pinned: bool = False
    muted: bool = False
    used: int = 0
    used_at: int | None = None


@dataclass(frozen=True)
class Slot:
    """What a fact says something about; `value` None: whatever the value."""

    attribute: str
    value: str | None = None


@dataclass(frozen=True)
class NewFact:
    """Something just learned. `exclusive`: an older value of the same attribute stops being valid.

    `happens_on`: as in `Fact`. `valid_from`: ms since when it is true, None: since it was said. `closes`: other facts
    of the same subject that end with this one ("이제 커피 안 좋아해" ends likes 커피).
    """

    subject: str
    attribute: str
    value: str
    sources: tuple[int, ...]
    exclusive: bool
    importance: float = 0.5
    confidence: float = 1.0
    said_by: str = "person"
    happens_on: str = ""
    valid_from: int | None = None
    closes: tuple[Slot, ...] = ()


@dataclass(frozen=True)
class Ending:
    """Something that holds no longer, with nothing in its place: "퇴사했어", "we broke up"."""

    subject: str
    slot: Slot
    sources: tuple[int, ...]


@dataclass(frozen=True)
class AsOf:
    """How far one can see: the person's memory version, the newest message and the newest use of a fact, by id."""

    version: int
    message: int
    used: int


class FactStore(Protocol):
    """Where facts are read."""

    async def facts_as_of(self, person_id: int, bot_id: int, as_of: AsOf) -> Sequence[Fact]:
        """All facts of the person known to this bot then, oldest first."""
        ...
