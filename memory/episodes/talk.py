"""The columns of one person's passages, and what of them stood before a bound."""

from __future__ import annotations

import math
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from memory.episodes.passages import Passage
from memory.episodes.postings import Flags, Postings, Real, Whole
from memory.episodes.words import terms

_ASKS = ("?", "？")


class Talk:
    """Append-only. A run is a stretch of passages of one session and one day; windows don't reach across runs."""

    def __init__(self) -> None:
        self.passages: list[Passage] = []
        self.speakers: list[str] = []
        self.words, self.days = Postings(), Postings()  # by row; by run
        self._ids, self._said_at = array("q"), array("q")
        self._runs, self._speakers = array("i"), array("i")
        self._asks, self._sizes, self._counts = array("b"), array("f"), array("i")
        self._day_counts: array[int] = array("i")
        self._codes: dict[str, int] = {}

    def add(self, passage: Passage) -> None:
        """Raises ValueError when the line's id is lower than the one before."""
        line, row = passage.line, len(self.passages)
        if row and line.id < self._ids[-1]:
            raise ValueError(f"line {line.id} comes after line {self._ids[-1]}: add lines in order of their ids")
        if not row or self._starts_run(passage):
            self._day_counts.append(self.days.add(len(self._day_counts), terms(line.day)))
        self._ids.append(line.id)
        self._said_at.append(line.said_at)
        self._runs.append(len(self._day_counts) - 1)
        self._speakers.append(self._code(line.speaker))
        self._asks.append(line.text.rstrip().endswith(_ASKS))
        self._sizes.append(math.log(len(passage.text) + 10))
        self._counts.append(self.words.add(row, terms(passage.said)))
        self.passages.append(passage)

    def before(self, as_of: int | None) -> Seen:
        """What had been said up to and with message `as_of`."""
        count = len(self.passages) if as_of is None else int(np.searchsorted(np.array(self._ids), as_of, "right"))
        columns = (self._runs, self._speakers, self._asks, self._sizes, self._counts)
        runs, speakers, asks, sizes, counts = (np.array(column)[:count] for column in columns)
        days = np.array(self._day_counts)[: runs[-1] + 1] if count else np.zeros(0, dtype=np.int32)
        said_at = np.array(self._said_at)[:count]
        return Seen(self, count, runs, speakers, asks.astype(np.float32), sizes, counts, days, said_at)

    def _starts_run(self, passage: Passage) -> bool:
        last = self.passages[-1].line
        return (last.session, last.day) != (passage.line.session, passage.line.day)

    def _code(self, speaker: str) -> int:
        code = self._codes.setdefault(speaker, len(self.speakers))
        if code == len(self.speakers):
            self.speakers.append(speaker)
        return code


@dataclass(frozen=True)
class Seen:
    """The first `count` rows of a talk. Columns have shape (count,), `day_counts` one number a run."""

    talk: Talk
    count: int
    runs: Whole
    speakers: Whole
    asks: Real
    sizes: Real  # log of the length
    counts: Whole  # of terms
    day_counts: Whole
    said_at: NDArray[np.int64]

    @cached_property
    def joined(self) -> Flags:
        """Shape (count - 1,): whether a row and the next are of one run."""
        joined: Flags = self.runs[1:] == self.runs[:-1]
        return joined

    @cached_property
    def starts(self) -> Whole:
        """First row of each run."""
        return np.concatenate(([0], np.flatnonzero(~self.joined) + 1)).astype(np.int32)

    def rows(self, term: str) -> Whole:
        """Rows that have this term, a row once for every time."""
        return self.talk.words.rows(term, self.count)

    def day_rows(self, term: str) -> Whole:
        """Runs whose day has this term."""
        return self.talk.days.rows(term, len(self.day_counts))

    def previous(self, column: Real) -> Real:
        """Each row's neighbour before it, zero at the start of a run."""
        moved = np.zeros_like(column)
        np.multiply(column[:-1], self.joined, out=moved[1:])
        return moved

    def following(self, column: Real) -> Real:
        """Each row's neighbour after it, zero at the end of a run."""
        moved = np.zeros_like(column)
        np.multiply(column[1:], self.joined, out=moved[:-1])
        return moved

    def around(self, column: Real) -> Real:
        """The sum over each row's window: itself and its neighbours."""
        total = column.copy()
        total[1:] += column[:-1] * self.joined
        total[:-1] += column[1:] * self.joined
        return total

    def best_of_run(self, column: Real) -> Real:
        """The highest value of each row's run."""
        best: Real = np.maximum.reduceat(column, self.starts)[self.runs]
        return best

    def within(self, first: int, end: int) -> Flags:
        """Shape (count,): what was said from `first` on and before `end`, in ms."""
        within: Flags = (self.said_at >= first) & (self.said_at < end)
        return within

    def named(self, names: Sequence[str]) -> Real:
        """1 where one of these speaks."""
        speaks = np.array([speaker in names for speaker in self.talk.speakers], dtype=np.float32)
        return speaks[self.speakers]
