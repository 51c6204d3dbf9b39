"""The persona's documents in a turn: what is looked up, what the prompt quotes, what the record keeps of it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.turn.given import Given
from bot.turn.reading import Reading


class Quoted(Protocol):
    """A passage of a document, made harmless: `retrieval.knowledge.passage.Passage`, or one from a record."""

    @property
    def text(self) -> str: ...
    @property
    def citation(self) -> str: ...
    @property
    def score(self) -> float: ...
    @property
    def reason(self) -> str: ...


class Documents(Protocol):
    """Where passages are searched. Sync, safe in threads."""

    def search(self, persona: str, text: str, language: str = "", most: int = 4) -> Sequence[Quoted]:
        """Passages that answer or concern the text, best first; none below the floor. Raises StorageError."""
        ...

    def version(self, persona: str) -> str:
        """Names the documents as they are; "" without any."""
        ...


@dataclass(frozen=True)
class QuotedRecord:
    """A passage that was found; `shown`: it stood in the prompt."""

    text: str
    citation: str
    score: float
    reason: str
    shown: bool = False


@dataclass(frozen=True)
class LookedUp:
    """What was found, and as of which version of the documents; None: nobody looked."""

    version: str | None = None
    passages: tuple[Quoted, ...] = ()


NOTHING_LOOKED_UP = LookedUp()


async def look_up(given: Given, reading: Reading, documents: Documents | None) -> LookedUp:
    """Passages for a message. In a thread: it asks the database and may embed."""
    most = given.settings.knowledge.most
    if documents is None or not most or not reading.text.strip():
        return NOTHING_LOOKED_UP
    key = given.persona.key

    def look() -> LookedUp:
        found = documents.search(key, reading.text, reading.language, most)
        return LookedUp(documents.version(key) or None, tuple(found))

    return await asyncio.to_thread(look)


@dataclass(frozen=True)
class RecordedDocuments:
    """`Documents` that finds what the record says was found, when the documents are others by now."""

    found: tuple[QuotedRecord, ...]
    recorded_version: str | None

    def search(self, persona: str, text: str, language: str = "", most: int = 4) -> Sequence[Quoted]:
        """What was found then."""
        return self.found[:most]

    def version(self, persona: str) -> str:
        """As of then."""
        return self.recorded_version or ""
