"""How the systems malbeot is measured against render lines and fill a budget: `[day] Speaker: text`, best first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from memory.episodes.line import Line


def said(line: Line) -> str:
    """Speaker, text and what a picture shows."""
    return f"{line.speaker}: {line.text}" + (f" [shares {line.caption}]" if line.caption else "")


def rendered(line: Line) -> str:
    """With its day."""
    return f"[{line.day}] {said(line)}"


def fitting(best_first: Sequence[Mapping[int, str]], characters: int) -> dict[int, str]:
    """Rendered lines of the units that fit with line breaks between them; a line is charged once.

    A unit that doesn't fit is passed over.
    """
    chosen: dict[int, str] = {}
    left = characters + 1  # no line break before the first
    for unit in best_first:
        fresh = {line: text for line, text in unit.items() if line not in chosen}
        cost = sum(len(text) + 1 for text in fresh.values())
        if cost <= left:
            chosen |= fresh
            left -= cost
    return chosen
