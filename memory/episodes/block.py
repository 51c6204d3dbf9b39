"""The block of recalled talk that reaches a prompt: by day, in order of time, who said what, word for word."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from memory.episodes.found import Found
from memory.episodes.passages import Passage

CHARACTERS_A_TOKEN = 4
GAP = "…"  # between two passages of one message whose middle is left out
# A passage's odds are divided by the square root of what it costs: two short answers before one long story.
COST_POWER = 0.5


@dataclass(frozen=True)
class Block:
    """A rendered block, its cost, and what stands in it, in order of time."""

    text: str
    found: tuple[Found, ...]

    @property
    def tokens(self) -> int:
        """ceil(characters / 4) of the whole text, headers and line breaks included."""
        return tokens_of(self.text)

    @property
    def message_ids(self) -> tuple[int, ...]:
        """Messages that stand in it, whole or in part."""
        return tuple(dict.fromkeys(each.message_id for each in self.found))


def tokens_of(text: str) -> int:
    """What a text costs."""
    return math.ceil(len(text) / CHARACTERS_A_TOKEN)


def render(passages: Iterable[Passage]) -> str:
    """`[8 May, 2023]`, then `Name: text` for each message; parts of a message are joined, gaps marked."""
    ordered = sorted(passages, key=lambda passage: passage.key)
    days = groupby(ordered, key=lambda passage: passage.line.day)
    return "\n".join(line for day, said in days for line in (_header(day), *_messages(said)))


def fill(found: Sequence[Found], tokens: int) -> Block:
    """As many of the likeliest passages as `tokens` hold, cheap before dear; one that doesn't fit is skipped."""
    chosen: list[Found] = []
    left = tokens * CHARACTERS_A_TOKEN + 1  # the last line has no line break
    days: set[str] = set()
    messages: set[int] = set()
    for each in sorted(found, key=_worth, reverse=True):
        cost = _cost(each.passage, days, messages)
        if cost <= left:
            chosen.append(each)
            left -= cost
            days.add(each.passage.line.day)
            messages.add(each.message_id)
    return _within(chosen, tokens)


def _within(chosen: list[Found], tokens: int) -> Block:
    """Days that come back later in the talk have another header, which was not counted: the least worthy must go."""
    while tokens_of(text := render(each.passage for each in chosen)) > tokens:
        chosen.pop()
    return Block(text, tuple(sorted(chosen, key=lambda each: each.passage.key)))


def _worth(each: Found) -> float:
    odds = each.score / max(1 - each.score, 1e-9)
    return float(odds / (len(each.passage.said) + len(each.passage.line.day)) ** COST_POWER)


def _cost(passage: Passage, days: set[str], messages: set[int]) -> int:
    """Characters that it adds; of a further part of a message at most as many."""
    if passage.line.id in messages:
        return len(passage.text) + len(f" {GAP} ")
    return len(passage.said) + 1 + (0 if passage.line.day in days else len(_header(passage.line.day)) + 1)


def _header(day: str) -> str:
    return f"[{day}]"


def _messages(passages: Iterable[Passage]) -> Iterable[str]:
    for _, parts in groupby(passages, key=lambda passage: passage.line.id):
        first, *others = parts
        text, last = first.said, first.part
        for other in others:
            text += f" {other.text}" if other.part == last + 1 else f" {GAP} {other.text}"
            last = other.part
        yield text
