"""What a wish to forget is about, before it is known in whose talk."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Wished:
    """`what` empty: what was just said. `unclear`: some memory, nobody knows which."""

    what: str = ""
    everything: bool = False
    unclear: bool = False
