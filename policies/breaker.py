"""A circuit breaker as a value: a server that keeps failing is left alone and tried again now and then. Pure.

Opens after so many failures within a window (Nygard, "Release It!": circuit breaker). While it is open one request is
let through per probe interval; a success closes it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class BreakerRules:
    """Failures within `window_ms` that open it, and how long to wait between probes."""

    failures: int = 5
    window_ms: int = 30_000
    probe_ms: int = 15_000


@dataclass(frozen=True)
class Breaker:
    """Times in ms: of the newest failures, of opening or the last probe since (None: closed)."""

    failed_at: tuple[int, ...] = ()
    tried_at: int | None = None


@dataclass(frozen=True)
class Admission:
    """Whether a request may go, why, and the breaker if it does."""

    allowed: bool
    reason: str
    after: Breaker


def admit(breaker: Breaker, rules: BreakerRules, now: int) -> Admission:
    """Whether the server may be asked now. A probe counts as made: the next one waits its interval."""
    if breaker.tried_at is None:
        return Admission(True, "working", breaker)
    waited = now - breaker.tried_at
    if waited >= rules.probe_ms:
        return Admission(True, "a probe: it failed before", replace(breaker, tried_at=now))
    left = rules.probe_ms - max(0, waited)
    return Admission(False, f"it kept failing; the next probe is in {left} ms", breaker)


def failed(breaker: Breaker, rules: BreakerRules, now: int) -> Breaker:
    """After a failure: open once there were enough of them within the window, or when a probe failed."""
    recent = (*(at for at in breaker.failed_at if 0 <= now - at <= rules.window_ms), now)[-rules.failures :]
    opens = breaker.tried_at is not None or len(recent) >= rules.failures
    return Breaker(recent, now if opens else None)


def succeeded() -> Breaker:
    """After a success: closed, and nothing held against it."""
    return Breaker()
