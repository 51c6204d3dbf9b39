"""What the persona might write about of its own accord, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Kind = Literal[
    "exam",
    "interview",
    "appointment",
    "hospital",
    "date",
    "trip",
    "birthday",
    "work_event",
    "movie",
    "performance",
    "match",
    "meal",
    "moving",
    "sleep",
    "errand",
    "other_event",
    "check_in",
]


@dataclass(frozen=True)
class Said:
    """One of the person's messages. `at` is their local time, aware."""

    id: int
    text: str
    at: datetime


@dataclass(frozen=True)
class Intent:
    """One thing to write about. Times are milliseconds since the epoch.

    `what`: the event in the person's words, without article or particle ("면접", "job interview"), or "".
    `event_at`: None when only the week is known. `due`: when to ask; `expires`: when it is too late to.
    `source`: the message it came from; None for a check-in. `certainty`: 0 to 1.
    """

    kind: Kind
    what: str
    event_at: int | None
    due: int
    expires: int
    reason: str
    source: int | None
    certainty: float
