"""What the prompt shows for everything before its history: recent sessions whole, older ones merged ten at a time.

Nothing is summarised twice: ten sessions that are two weeks old become one rolling chunk, once, and stay it until one
of their messages is erased or edited.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from memory.summaries.extractive import best
from memory.summaries.lines import Made

WHOLE_MS = 14 * 86_400_000
TOGETHER = 10
CHARACTERS = 600  # of a rolling chunk

SESSION, ROLLING = "session", "rolling"


@dataclass(frozen=True)
class Chunk:
    """A kept summary. `began_at`: when its first message was said (ms)."""

    id: int
    kind: str
    text: str
    first: int
    last: int
    began_at: int


def to_merge(chunks: Sequence[Chunk], now: int) -> tuple[tuple[Chunk, ...], ...]:
    """Tens of consecutive old sessions that no rolling chunk covers; with fewer than ten, nothing."""
    old = [each for each in unmerged(chunks) if each.kind == SESSION and now - each.began_at >= WHOLE_MS]
    whole = len(old) - len(old) % TOGETHER
    return tuple(tuple(old[at : at + TOGETHER]) for at in range(0, whole, TOGETHER))


def merged(sessions: Sequence[Chunk], day: Callable[[int], str], characters: int = CHARACTERS) -> Made:
    """The most telling lines of several sessions, a line a session, each behind its day (`day` of a time in ms)."""
    said = [(each.id, line) for each in sessions for line in each.text.splitlines()]
    chosen = best(said, characters)
    lines = [(each, [words for source, words in chosen if source == each.id]) for each in sessions]
    text = "\n".join(f"{day(each.began_at)}: {' / '.join(words)}" for each, words in lines if words)
    return Made(text, sessions[0].first, sessions[-1].last, tuple(sorted({source for source, _ in chosen})))


def shown(chunks: Sequence[Chunk], characters: int, before: int) -> tuple[Chunk, ...]:
    """What the prompt tells of the talk before message `before`, oldest first.

    The newest that fit into `characters`, a date of a few characters each included by the caller.
    """
    kept: list[Chunk] = []
    for each in reversed([each for each in unmerged(chunks) if each.text and each.first < before]):
        characters -= len(each.text) + 1
        if characters < 0:
            break
        kept.append(each)
    return tuple(reversed(kept))


def unmerged(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """Rolling chunks, and the sessions that stand in none of them, oldest first."""
    rolling = sorted((each for each in chunks if each.kind == ROLLING), key=lambda each: each.first)
    starts = [each.first for each in rolling]

    def stands_alone(session: Chunk) -> bool:
        at = bisect_right(starts, session.first)
        return not at or rolling[at - 1].last < session.last

    alone = (each for each in chunks if each.kind == SESSION and stands_alone(each))
    return tuple(sorted((*rolling, *alone), key=lambda each: each.first))
