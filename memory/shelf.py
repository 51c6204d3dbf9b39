"""Holds the talks of the persons who are here now as indexes in memory, and keeps them true to what is stored.

At every look the store says what has been said since, and whether anything was edited or erased (`version`): then the
talk is read anew. The longest unused talk goes first when together they hold too many passages.
"""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import lru_cache
from typing import Protocol

import numpy as np

from memory.episodes.found import Found
from memory.episodes.index import Days, Episodes
from memory.episodes.line import Line
from memory.episodes.meaning import Meaning
from memory.episodes.passages import Key
from memory.episodes.postings import Real
from policies.language.numbers import date as day_and_month
from retrieval.embedding import EmbedderUnusable, Matrix

_QUARTER_MS = 900_000  # no day begins within a quarter of an hour, whatever the zone
PAUSE_MS = 3 * 3_600_000  # ends a session: what was said before and after it is no exchange
# Vectors made on the way to an answer; more are made by `malbeot memory reembed`, until then words alone count.
MOST_EMBEDDED = 32
_SHORT = 200  # passages; their words are compared in less time than a thread takes to begin


@dataclass(frozen=True)
class Uttered:
    """One message of a talk."""

    id: int
    chat_id: int
    author: str  # person | persona
    text: str
    said_at: int
    caption: str = ""


@dataclass(frozen=True)
class StoredTalk:
    """What the store has: messages in order of their ids, and vectors by message id, one row a passage.

    No rows for a message: the embedder knows nothing of it.
    """

    version: int
    messages: Sequence[Uttered]
    vectors: Mapping[int, Matrix]


@dataclass(frozen=True)
class Whose:
    """One person's talk with one bot."""

    person_id: int
    bot_id: int


class TalkStore(Protocol):
    """Where talks are read."""

    async def read(self, whose: Whose, embedder: str, after: int, upto: int, version: int | None) -> StoredTalk:
        """What was said after message `after` up to `upto`; all up to `upto` if `version` isn't the talk's any more.

        `embedder` empty: without vectors.
        """
        ...

    async def keep_vectors(self, person_id: int, embedder: str, vectors: Mapping[int, Matrix], version: int) -> None:
        """Write vectors down, by message id; of messages that are gone by now, none; none if the talk changed since."""
        ...


@dataclass(frozen=True)
class Manner:
    """How a talk is written down for who reads it: the speakers' names, the days' language, whose clock."""

    person: str
    persona: str
    language: str
    zone: tzinfo

    def line(self, said: Uttered, session: int) -> Line:
        """A message as a line."""
        speaker = self.person if said.author == "person" else self.persona
        day = _day(said.said_at // _QUARTER_MS, self.language, self.zone)
        return Line(said.id, session, speaker, said.text, day, said.said_at, said.caption)


@dataclass(frozen=True)
class Look:
    """What is looked for: a message's words, in the talk up to message `upto`.

    `days`: those it asks about, from and before, in ms.
    """

    whose: Whose
    text: str
    upto: int
    manner: Manner
    days: Days | None = None


@dataclass(frozen=True)
class Sight:
    """What came of a look. `embedder` None: words alone were compared, and `problem` says why (or is empty)."""

    found: tuple[Found, ...] = ()
    embedder: str | None = None
    problem: str = ""


NOTHING_SEEN = Sight()


@dataclass(frozen=True)
class _Asked:
    """The vector of what is looked for, if it has one."""

    vector: Real | None = None
    problem: str = ""

    @property
    def width(self) -> int:
        return 0 if self.vector is None else len(self.vector)


@dataclass
class _Kept:
    """A talk in memory. `width` of its vectors; 0 until a question needs them."""

    manner: Manner
    version: int
    width: int
    episodes: Episodes
    last: Uttered | None = None
    session: int = 0


class Shelf:
    """Talks in memory, `most` passages together (at least the one that is looked at). `meaning` None: words alone."""

    def __init__(self, store: TalkStore, meaning: Meaning | None, most: int) -> None:
        self._store, self._meaning, self._most = store, meaning, most
        self._talks: OrderedDict[Whose, _Kept] = OrderedDict()
        self._locks: dict[Whose, asyncio.Lock] = {}

    async def look(self, look: Look) -> Sight:
        """Passages that fit, best first, as if nothing had been said after `look.upto`."""
        async with self._locks.setdefault(look.whose, asyncio.Lock()):
            asked = await asyncio.to_thread(self._ask, look.text) if self._may_embed(look.text) else _Asked()
            kept = await self._current(look, asked.width)
            if asked.vector is None and len(kept.episodes) <= _SHORT:
                sight, made = self._search(kept, look, asked)
            else:
                sight, made = await asyncio.to_thread(self._search, kept, look, asked)
            if made and sight.embedder:
                await self._store.keep_vectors(look.whose.person_id, sight.embedder, made, kept.version)
        self._bound(look.whose)
        return sight

    def _may_embed(self, text: str) -> bool:
        """Of a language the embedder doesn't know nothing is asked: that is seen without a thread."""
        return self._meaning is not None and self._meaning.may_know(text)

    def _ask(self, text: str) -> _Asked:
        """In a thread: embedding takes milliseconds."""
        try:
            return _Asked(self._meaning.of_question(text) if self._meaning else None)
        except EmbedderUnusable as error:
            return _Asked(problem=error.message)

    async def _current(self, look: Look, width: int) -> _Kept:
        """The talk as it is stored now, at least up to `look.upto`, with vectors of this width (0: any, or none)."""
        kept = self._talks.get(look.whose)
        if kept is not None and (kept.manner != look.manner or width not in (0, kept.width)):
            kept = None
        width = kept.width if kept else width
        embedder = self._meaning.embedder.id if self._meaning and width else ""
        after, version = (kept.last.id if kept.last else 0, kept.version) if kept else (0, None)
        stored = await self._store.read(look.whose, embedder, after, look.upto, version)
        if kept is None or stored.version != kept.version:
            kept = _Kept(look.manner, stored.version, width, Episodes(width or 1))
        if stored.messages:
            await asyncio.to_thread(_take, kept, stored)
        self._talks[look.whose] = kept
        self._talks.move_to_end(look.whose)
        return kept

    def _search(self, kept: _Kept, look: Look, asked: _Asked) -> tuple[Sight, dict[int, Matrix]]:
        """In a thread. Also returns the vectors it made, by message id."""
        vector, made, problem = asked.vector, dict[int, Matrix](), asked.problem
        try:
            if vector is not None:
                made = self._fill_in(kept)
        except EmbedderUnusable as error:
            vector, problem = None, error.message
        asker = look.manner.person
        found = kept.episodes.search(look.text, vector=vector, as_of=look.upto, asker=asker, days=look.days)
        used = self._meaning.embedder.id if self._meaning and vector is not None else None
        return Sight(found, used, problem), made

    def _fill_in(self, kept: _Kept) -> dict[int, Matrix]:
        """Vectors for what was said since, the newest first; all passages of a message at once."""
        if self._meaning is None:
            return {}
        waiting = kept.episodes.without_vector()
        ids = set(dict.fromkeys(each.line.id for each in reversed(waiting[-MOST_EMBEDDED:])))
        chosen = [each for each in waiting if each.line.id in ids]
        if not chosen:
            return {}
        rows = widened(self._meaning.of_passages(chosen), kept.width)
        kept.episodes.put_vectors([each.key for each in chosen], rows)
        of_message: dict[int, list[int]] = {}
        for place, each in enumerate(chosen):
            of_message.setdefault(each.line.id, []).append(place)
        return {message_id: rows[places] for message_id, places in of_message.items()}

    def _bound(self, newest: Whose) -> None:
        """The longest unused talks go while all together hold too much."""
        held = sum(len(kept.episodes) for kept in self._talks.values())
        while held > self._most and next(iter(self._talks)) != newest:
            whose, gone = self._talks.popitem(last=False)
            held -= len(gone.episodes)
            if not self._locks[whose].locked():
                del self._locks[whose]


def _take(kept: _Kept, stored: StoredTalk) -> None:
    """What has been said since, with the vectors there are for it."""
    lines = []
    for said in stored.messages:
        kept.session += _begins_session(kept.last, said)
        kept.last = said
        lines.append(kept.manner.line(said, kept.session))
    before = len(kept.episodes)
    kept.episodes.add(lines)
    _put(kept.episodes, before, stored.vectors, kept.width)


@lru_cache(maxsize=1 << 12)
def _day(quarter: int, language: str, zone: tzinfo) -> str:
    local = datetime.fromtimestamp(quarter * _QUARTER_MS / 1000, zone)
    day = day_and_month(local.month, local.day, language)
    return f"{local.year}년 {day}" if language == "ko" else f"{day}, {local.year}"


def _begins_session(last: Uttered | None, said: Uttered) -> bool:
    return last is not None and (last.chat_id != said.chat_id or said.said_at - last.said_at > PAUSE_MS)


def _put(episodes: Episodes, first: int, vectors: Mapping[int, Matrix], width: int) -> None:
    """Those that fit their message's passages; of a message that was cut otherwise they are made anew."""
    if not vectors:
        return
    parts = Counter(passage.line.id for passage in episodes.passages[first:])
    kept = ((each, fitted(vectors[each], count, width)) for each, count in parts.items() if each in vectors)
    fitting = {each: rows for each, rows in kept if rows is not None}
    keys: list[Key] = [(each, part) for each, rows in fitting.items() for part in range(len(rows))]
    if keys:
        episodes.put_vectors(keys, np.concatenate(list(fitting.values())))


def widened(rows: Matrix, width: int) -> Matrix:
    """An embedder that knows nothing of any passage may not know its width either."""
    return rows if rows.any() else np.zeros((len(rows), width), dtype=np.float32)


def fitted(rows: Matrix, passages: int, width: int) -> Matrix | None:
    """What is kept of a message, one row a passage; None when it was cut otherwise, or the rows have another width."""
    if rows.shape[1] != width:
        return None
    if not len(rows):
        return np.zeros((passages, width), dtype=np.float32)
    return rows if len(rows) == passages else None
