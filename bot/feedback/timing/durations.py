"""Durations as people say them."""

from __future__ import annotations

_UNITS = (("h", 3_600_000), ("min", 60_000), ("s", 1000))


def span(ms: float) -> str:
    """850 ms, 4.2 s, 12 min, 3.1 h."""
    for unit, size in _UNITS:
        if ms >= size:
            return f"{ms / size:.3g} {unit}"
    return f"{ms:.0f} ms"
