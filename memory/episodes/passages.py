"""What is searched: a line, or each run of sentences of a long one, so that a paste is found by its parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from memory.episodes.line import Line

LONGEST = 600  # characters: 150 tokens, at most a third of the smallest budget
_STOPS = re.compile(r"(?<=[.!?…。！？])\s+")

Key = tuple[int, int]


@dataclass(frozen=True)
class Passage:
    """Part number `part` of a line. `text` has no line breaks; the parts of a line, joined by blanks, are its words."""

    line: Line
    part: int
    text: str

    @property
    def key(self) -> Key:
        """Message id and part."""
        return self.line.id, self.part

    @property
    def said(self) -> str:
        """With its speaker: what is embedded, and what is rendered."""
        return f"{self.line.speaker}: {self.text}"


def passages(line: Line) -> tuple[Passage, ...]:
    """A line's passages, in order; a line without words has one, empty."""
    words = line.words
    texts = [words] if len(words) <= LONGEST else _runs(words)
    return tuple(Passage(line, part, text) for part, text in enumerate(texts))


def _runs(words: str) -> Iterator[str]:
    """As many whole sentences as fit into each."""
    run = ""
    for piece in (part for sentence in _STOPS.split(words) for part in _pieces(sentence)):
        if run and len(run) + 1 + len(piece) > LONGEST:
            yield run
            run = piece
        else:
            run = f"{run} {piece}" if run else piece
    yield run


def _pieces(sentence: str) -> Iterator[str]:
    """A sentence longer than a passage is cut between words, a word longer than that anywhere."""
    if len(sentence) <= LONGEST:
        yield sentence
        return
    piece = ""
    words = (word[i : i + LONGEST] for word in sentence.split(" ") for i in range(0, len(word), LONGEST))
    for word in words:
        if piece and len(piece) + 1 + len(word) > LONGEST:
            yield piece
            piece = word
        else:
            piece = f"{piece} {word}" if piece else word
    yield piece
