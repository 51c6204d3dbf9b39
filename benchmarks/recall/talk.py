"""Conversations with questions and the lines that answer them."""

from __future__ import annotations

from dataclasses import dataclass

from memory.episodes.line import Line


@dataclass(frozen=True)
class Asked:
    """A question, its category, the ids of the lines that are its evidence (at least one), and what is right."""

    text: str
    category: str
    evidence: frozenset[int]
    answer: str = ""


@dataclass(frozen=True)
class Talk:
    """One conversation, its ids ascending. `asker`: the speaker who says "I" in the questions, if they are theirs."""

    name: str
    lines: tuple[Line, ...]
    questions: tuple[Asked, ...]
    asker: str | None = None


def evened(text: str) -> str:
    """White space evened out."""
    return " ".join(text.split())
