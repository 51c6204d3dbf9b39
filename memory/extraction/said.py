"""What rules read and what they find, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from memory.facts import SELF, Slot


@dataclass(frozen=True)
class Said:
    """One of the person's messages. `local`: when, on their wall clock (aware); without it no date is resolved."""

    message_id: int
    text: str
    local: datetime | None = None


@dataclass(frozen=True)
class Found:
    """Something a clause states. `happens_on` as in `memory.facts.Fact`; `certainty`: 0 to 1."""

    attribute: str
    value: str
    subject: str = SELF
    happens_on: str = ""
    closes: tuple[Slot, ...] = ()
    certainty: float = 0.9


@dataclass(frozen=True)
class Over:
    """Something a clause says to be over, `slot.value` None for any value."""

    slot: Slot
    subject: str = SELF
