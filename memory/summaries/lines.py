"""What summaries are made of, and what they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Line:
    """A message. `said_at`: ms since the epoch.

    `tells` is False for what no summary repeats: others' forwarded words, a crisis, orders to a model.
    """

    id: int
    said_at: int
    speaker: Literal["person", "persona"]
    text: str
    tells: bool = True


@dataclass(frozen=True)
class Made:
    """A summary of the messages `first` to `last`; `sources`: those its words come from. No words: nothing to tell."""

    text: str
    first: int
    last: int
    sources: tuple[int, ...]
    made_by: str = "extractive"
