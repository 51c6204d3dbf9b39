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
    """One known thing. `sources` are the message ids it was learned from."""

    id: int
    subject: str
    attribute: str
    value: str
    recorded_at: int
    importance: float
    confidence: float
    sources: tuple[int, ...]


@dataclass(frozen=True)
class NewFact:
    """Something just learned. `exclusive`: an older value of the same attribute stops being valid."""

    subject: str
    attribute: str
    value: str
    sources: tuple[int, ...]
    exclusive: bool
    importance: float = 0.5
    confidence: float = 1.0
    said_by: str = "person"


class FactStore(Protocol):
    """Where facts are read. `version` is the person's memory version as of which to read."""

    async def facts_as_of(self, person_id: int, bot_id: int, version: int) -> Sequence[Fact]:
        """All facts of the person known to this bot at `version`, oldest first."""
        ...
