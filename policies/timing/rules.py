"""What a persona and an operator can say about timing, as one value."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class TimingRules:
    """All times in milliseconds. `fast` switches every delay off (scripts, tests)."""

    finished_wait_ms: int = 900
    unfinished_wait_ms: int = 2500
    jamo_ms: int = 35
    char_ms: int = 45
    least_typing_ms: int = 500
    most_typing_ms: int = 4000
    reading_ms: int = 300
    fast: bool = False
