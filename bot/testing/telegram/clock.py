"""The emulator's time: the machine's, plus however far a test has moved it."""

from __future__ import annotations

from bot.clock import SystemClock


class MovableClock:
    """Milliseconds since the epoch; it runs, and can be moved forward."""

    def __init__(self) -> None:
        self._machine = SystemClock()
        self._ahead = 0

    def now(self) -> int:
        """Milliseconds since 1970-01-01T00:00:00Z."""
        return self._machine.now() + self._ahead

    def advance(self, ms: int) -> None:
        """Move on by `ms` milliseconds; 0 or more."""
        self._ahead += ms
