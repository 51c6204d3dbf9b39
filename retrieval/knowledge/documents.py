"""What a document is once it was read, and the error for one that can't be."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Literal

from policies.errors import MalbeotError

Kind = Literal["md", "txt", "html", "pdf", "docx"]
KINDS: dict[str, Kind] = {
    ".md": "md",
    ".markdown": "md",
    ".txt": "txt",
    ".text": "txt",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".docx": "docx",
}
# What is read of one document at most. The text bound is about 2,000 pages; its chunks take 40 MB with their vectors.
MOST_BYTES = 50_000_000
MOST_CHARACTERS = 5_000_000


class DocumentUnreadable(MalbeotError):
    """A document can't be read. It is left out and named; others go on."""


@dataclass(frozen=True)
class Heading:
    """Where a heading's part of the text begins, and the headings above it down to itself."""

    start: int
    path: tuple[str, ...]


@dataclass(frozen=True)
class ReadDocument:
    """A document's words. Offsets count characters of `text`. `pages`: where each page begins, the first at [0]."""

    text: str
    title: str = ""
    headings: tuple[Heading, ...] = ()
    pages: tuple[int, ...] = ()

    def page_at(self, offset: int) -> int | None:
        """The page an offset lies on, from 1; None where the format has none."""
        return bisect_right(self.pages, offset) if self.pages else None


class HeadingPath:
    """The headings a reader is under, as it walks down a document."""

    def __init__(self) -> None:
        self._open: list[tuple[int, str]] = []

    def enter(self, level: int, title: str, start: int) -> Heading:
        """A heading of `level` (1 highest) at `start`: it closes those of its own level and below."""
        while self._open and self._open[-1][0] >= level:
            self._open.pop()
        self._open.append((level, " ".join(title.split())[:200]))
        return Heading(start, tuple(each for _, each in self._open))
