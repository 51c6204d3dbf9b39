"""One row of `benchmarks.scale`: the real recall over a filled database, and who asks and speaks."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
from sqlalchemy import text
from sqlmodel import Session

from benchmarks.made_talk import MadeTalk, Person, message
from bot.config.memory import MemorySettings
from bot.storage.database import Database
from bot.storage.episodes import SqlTalkStore
from bot.storage.facts import SqlFactStore
from bot.storage.rows import insert_row
from bot.storage.tables import Message
from memory.episodes.block import fill
from memory.episodes.meaning import Meaning
from memory.facts import AsOf
from memory.recall import Recall, RecallQuery, Recollection
from memory.shelf import Manner, Shelf, StoredTalk, Whose
from retrieval.embedding import Matrix
from retrieval.minilm import MiniLmEmbedder

TOKENS = 512
ALL = 10_000_000  # messages of a talk that are searched
_MANNER = Manner("Person", "Wren", "en", UTC)
Timings = list[float]  # ms


class Watched:
    """`TalkStore` that notes when a talk was read from its beginning."""

    def __init__(self, store: SqlTalkStore) -> None:
        self._store, self.missed = store, False

    async def read(self, whose: Whose, embedder: str, after: int, upto: int, version: int | None) -> StoredTalk:
        self.missed = self.missed or version is None
        return await self._store.read(whose, embedder, after, upto, version)

    async def keep_vectors(self, person_id: int, embedder: str, vectors: Mapping[int, Matrix], version: int) -> None:
        await self._store.keep_vectors(person_id, embedder, vectors, version)


class Row:
    """The measurements of one row, over a filled database."""

    def __init__(self, database: Database, people: Sequence[Person], seed: int) -> None:
        self.database, self.somebody_else, self.people = database, people[0], people[1:]
        self.meaning = Meaning(MiniLmEmbedder())
        self._made, self._draw = MadeTalk(seed + 1, self.meaning.embedder), np.random.default_rng(seed)
        self.newest = database.read_now(_newest)
        self.forget()

    def forget(self) -> None:
        """Nothing is in memory now."""
        self.store = Watched(SqlTalkStore(self.database, ALL))
        in_memory = MemorySettings().passages_in_memory
        self.recall = Recall(SqlFactStore(self.database), Shelf(self.store, self.meaning, in_memory))

    def question(self, person: Person) -> str:
        """About something that was said in this talk."""
        number = int(self._draw.integers(ALL))
        return self._made.question(self.database.read_now(lambda session: _one_of(session, person.person_id, number)))

    def anybody(self) -> Person:
        """Of the row."""
        return self.people[int(self._draw.integers(len(self.people)))]

    async def ask(self, person: Person, words: str) -> Recollection:
        """A recall as a turn makes it, and the block it fills."""
        now = datetime.now(UTC)
        as_of = AsOf(0, self.newest, 0)
        said_before, at = self.newest + 1, int(now.timestamp() * 1000)
        query = RecallQuery(person.person_id, person.bot_id, as_of, words, now, at, said_before, _MANNER)
        found = await self.recall(query)
        fill(found.talk.found, TOKENS)
        return found

    async def speak(self, person: Person, count: int) -> float:
        """So many new messages; milliseconds a message."""
        texts = [words for words, _ in self._made.messages(count)]
        begin = time.perf_counter()
        for number, words in enumerate(texts):
            values = {**message(person, words, number), "said_at": int(time.time() * 1000)}
            self.newest = await self.database.write(lambda session, of=values: insert_row(session, Message, **of))  # type: ignore[misc]
        return since(begin) / count


async def timed(act: Callable[[], Awaitable[Any]]) -> float:
    """Milliseconds it takes."""
    begin = time.perf_counter()
    await act()
    return since(begin)


def since(begin: float) -> float:
    """Milliseconds."""
    return 1000 * (time.perf_counter() - begin)


def spread(name: str, taken: Timings) -> dict[str, float]:
    """p50 and p95."""
    return {f"{name}_p{each}": round(float(np.percentile(taken, each)), 2) for each in (50, 95)} if taken else {}


def _one_of(session: Session, person_id: int, number: int) -> str:
    """A longer message of a person's talk."""
    of = "FROM messages WHERE person_id = :of AND length(text) > 40"
    query = text(f"SELECT text {of} ORDER BY id LIMIT 1 OFFSET :number % (SELECT count(*) {of})")
    return str(session.execute(query, {"of": person_id, "number": number}).scalar_one())  # type: ignore[call-overload]


def _newest(session: Session) -> int:
    return int(session.execute(text("SELECT max(id) FROM messages")).scalar_one())  # type: ignore[call-overload]
