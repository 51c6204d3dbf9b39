"""An answer cut into the bubbles a Korean or English speaker would send it in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from policies.language.endings import ending
from policies.language.pause_words import CLAUSE_EN
from policies.language.pauses import Pause, clause_rank, pauses
from policies.language.unbroken import unbroken

MOST = 4
_SHORT = 9  # characters: a piece too short to matter much as a bubble
_LONG = {True: 60, False: 200}  # characters without a pause (Korean or not) that a person would divide
_LEAST_CLAUSE = 15


def bubbles(text: str, most: int = MOST) -> tuple[str, ...]:
    """1 to `most` bubbles in order, none for blank text: the slices between `cuts`, white space around each left out.

    Nothing else is lost or altered. Raises ValueError when `most` is below 1.
    """
    edges = (0, *cuts(text, most), len(text))
    return tuple(piece for start, end in pairwise(edges) if (piece := text[start:end].strip()))


def cuts(text: str, most: int = MOST) -> tuple[int, ...]:
    """Where the bubbles after the first begin: at most `most` - 1 offsets, ascending. Linear in the text's length."""
    if most < 1:
        raise ValueError(f"most: {most} bubbles, must be 1 or more")
    found = _with_clauses(text, tuple(pauses(text)))
    return tuple(pause.offset for pause in _chosen(text, found, most - 1))


def _chosen(text: str, found: Sequence[Pause], room: int) -> Sequence[Pause]:
    """The most natural pauses there is room for; among equals those that leave no long bubble."""
    if len(found) <= room:
        return found
    weights = _weighed(text, found)
    chosen: list[int] = []
    for _ in range(room):
        taken = sorted([0, *(found[index].offset for index in chosen), len(text)])
        rest = (index for index in range(len(found)) if index not in chosen)
        chosen.append(max(rest, key=lambda index: (weights[index], _alone(found[index].offset, taken))))
    return [found[index] for index in sorted(chosen)]


def _alone(offset: int, taken: Sequence[int]) -> int:
    """Characters to the nearest of `taken`."""
    return min(abs(offset - edge) for edge in taken)


def _weighed(text: str, found: Sequence[Pause]) -> list[int]:
    """Each pause's weight: less beside a short piece, more before a question."""
    edges = (0, *(pause.offset for pause in found), len(text))
    pieces = [text[start:end].rstrip() for start, end in pairwise(edges)]
    sides = zip(found, pieces, pieces[1:], strict=False)
    return [pause.weight + _pull(before, after) for pause, before, after in sides]


def _pull(before: str, after: str) -> int:
    """How much more (or less) what stands to both sides asks for a bubble of its own."""
    if after.endswith(("?", "？")):
        return 1
    fragment = ending(before) == "connective" or (
        after.endswith(".") and after[-2:-1] >= "가" and ending(after) is None
    )
    return -(min(len(before), len(after)) < _SHORT) - fragment


def _with_clauses(text: str, found: Sequence[Pause]) -> Sequence[Pause]:
    """The pauses, and in a stretch too long without one the clause end nearest its middle."""
    edges = (0, *(pause.offset for pause in found), len(text))
    added = [pause for start, end in pairwise(edges) for pause in _clauses(text, start, end)]
    return sorted((*found, *added), key=lambda pause: pause.offset)


def _clauses(text: str, start: int, end: int) -> Iterator[Pause]:
    piece = text[start:end].rstrip()
    korean = any("가" <= ch <= "힣" for ch in piece[:_LEAST_CLAUSE])
    if len(piece) < _LONG[korean] or "\n" in piece:
        return
    middle = len(piece) // 2
    inner = range(_LEAST_CLAUSE, len(piece) - _LEAST_CLAUSE + 1)
    ends = [(rank, abs(at - middle), at) for at, rank in _clause_ends(piece, korean=korean) if at in inner]
    if ends:
        yield Pause(start + min(ends)[-1], 2, "clause")


def _clause_ends(piece: str, *, korean: bool) -> Iterator[tuple[int, int]]:
    """Where clauses of one sentence end, and how well it divides there (0 best)."""
    whole = unbroken(piece)
    for found in re.finditer(" +", piece):
        at = found.end()
        rank = (
            clause_rank(piece[max(0, found.start() - 20) : found.start()])
            if korean
            else (0 if CLAUSE_EN.match(piece, at) else None)
        )
        if rank is not None and not whole[found.start()]:
            yield at, rank
