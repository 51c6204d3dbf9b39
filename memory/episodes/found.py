"""What a search found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from memory.episodes.passages import Passage

_NAMED_REASONS = 3
_SHARED_BY_ALL = "length"  # every passage has one: no reason to name


@dataclass(frozen=True)
class Found:
    """A passage and how likely it is what was asked for, 0 to 1. `parts`: what each of `names` added, in log-odds."""

    passage: Passage
    score: float
    names: tuple[str, ...] = ()
    parts: tuple[float, ...] = ()

    @property
    def message_id(self) -> int:
        """Of the line it stands in."""
        return self.passage.line.id

    @property
    def signals(self) -> Mapping[str, float]:
        """What spoke for it and against it."""
        return dict(zip(self.names, self.parts, strict=True))

    @property
    def reason(self) -> str:
        """The signals that spoke loudest for it."""
        spoke = ((name, weight) for name, weight in self.signals.items() if weight > 0 and name != _SHARED_BY_ALL)
        loudest = sorted(spoke, key=lambda item: -item[1])
        return ", ".join(f"{name} +{weight:.1f}" for name, weight in loudest[:_NAMED_REASONS])
