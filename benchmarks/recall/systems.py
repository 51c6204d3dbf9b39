"""What is compared: each system takes the lines of one talk and gives rendered blocks. A further one is one more entry.

A maker gets the vectors kept on disk (`kept.KeptVectors`) and makes an empty system for each talk.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from benchmarks.recall.kept import KeptVectors
from memory.episodes.line import Line


@dataclass(frozen=True)
class Answer:
    """`block`: rendered, within the budget. `lines`: ids that stand in it, None for a system that can't say.

    `ranked`: line ids of each unit, best first, whatever the budget; empty for a system that ranks none. `facts`: lines
    of the block that tell a fact, each with the one line of the talk it was learned from.
    """

    block: str
    lines: frozenset[int] | None = None
    ranked: tuple[tuple[int, ...], ...] = ()
    facts: tuple[tuple[str, int], ...] = ()


class System(Protocol):
    """One talk's memory."""

    def add(self, lines: Sequence[Line]) -> None:
        """Lines in order, in as many calls as the caller likes. Afterwards they can be found.

        A system that makes something more of them behind the reply does so in `embed()`.
        """
        ...

    def search(self, question: str, tokens: int) -> Answer:
        """A block that costs at most `tokens`."""
        ...


Maker = Callable[[KeptVectors, str | None], System]  # vectors; the asker, if known


def systems() -> Mapping[str, Maker]:
    """By the name they have in the report; "malbeot.with_facts" stands inside malbeot's part."""
    from benchmarks.recall import mem0
    from benchmarks.recall.baselines import BareDense, Bm25Windows, Fusion
    from benchmarks.recall.verbatim import Verbatim
    from benchmarks.recall.with_facts import WithFacts

    malbeot: dict[str, Maker] = {"malbeot": Verbatim, "malbeot.with_facts": WithFacts}
    own: dict[str, Maker] = {**malbeot, "bare_dense": BareDense, "bm25": Bm25Windows, "fusion": Fusion}
    return {**own, **mem0.column()}
