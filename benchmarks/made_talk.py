"""Talk made up for measuring: real words with the frequencies of a language (Zipf), topics, names, days.

Vectors are not embedded, that would take hours: a message's is the really embedded line of its topic, with noise.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np
from sqlmodel import Session

from bot.storage.database import Database
from bot.storage.owned import Owned, OwnedBlob
from bot.storage.people import ensure_bot, ensure_chat, ensure_person, known
from bot.storage.rows import insert_rows
from bot.storage.tables import FactRow, Message, MessageVector
from memory.facts import REMEMBERED
from retrieval.embedding import Embedder, Matrix
from retrieval.minilm import ModelFiles

BEGINNING = 1_704_067_200_000  # ms: 2024 begins
SESSION, MINUTE, DAY = 20, 60_000, 86_400_000  # messages of one sitting; ms
FACTS = 20  # of each person
WORDS, TOPICS, OF_TOPIC = 20_000, 200, 12
_SHARE_OF_TOPIC = 0.25
_NOISE = 0.75  # to 1 of the topic
_AT_ONCE = 5_000
_LANGUAGE = 7  # its seed
_COMMON = (
    "i the to and a you it that is was my in of for me on so we do have not but with be this just like at went what "
    "really think know time good today got going one about can her his they if would then all when up out some"
).split()
_NAMES = "Mina Theo Clara Jonas Priya Sam Lena Omar Grace Felix Nora Ivan Zoe Caleb Ruth Hugo Ada Leo Maya Finn".split()
_SHORTEST = 3


@dataclass(frozen=True)
class Person:
    """Who talks with which bot, in which chat."""

    person_id: int
    bot_id: int
    chat_id: int


class MadeTalk:
    """Lines of talk under one seed, all of one vocabulary. The embedder is asked once, for a line of each topic."""

    def __init__(self, seed: int, embedder: Embedder) -> None:
        self._draw, self._embedder = np.random.default_rng(seed), embedder
        language = np.random.default_rng(_LANGUAGE)
        self._words = np.array([*_COMMON, *_NAMES, *vocabulary()][:WORDS])
        shares = 1 / np.arange(1, len(self._words) + 1)
        self._shares = np.cumsum(shares / shares.sum())
        self._topics = language.integers(300, len(self._words), (TOPICS, OF_TOPIC))

    @cached_property
    def _places(self) -> dict[str, int]:
        return {word: place for place, word in enumerate(self._words.tolist())}

    @cached_property
    def _rows(self) -> Matrix:
        return self._embedder.embed([" ".join(self._words[words]) for words in self._topics])

    def messages(self, count: int) -> Iterator[tuple[str, int]]:
        """Text and topic; a topic lasts for a sitting."""
        sizes = np.clip(self._draw.lognormal(2.3, 0.6, count).astype(int), 2, 60)
        words = np.minimum(np.searchsorted(self._shares, self._draw.random(int(sizes.sum()))), len(self._words) - 1)
        topics = np.repeat(self._draw.integers(0, TOPICS, count // SESSION + 1), SESSION)[:count]
        of_topic = self._topics[np.repeat(topics, sizes), self._draw.integers(0, OF_TOPIC, len(words))]
        said = self._words[np.where(self._draw.random(len(words)) < _SHARE_OF_TOPIC, of_topic, words)]
        ends = np.cumsum(sizes)
        for end, size, topic in zip(ends.tolist(), sizes.tolist(), topics.tolist(), strict=True):
            yield " ".join(said[end - size : end]), topic

    def vectors(self, topics: Sequence[int]) -> Matrix:
        """Unit rows."""
        noise = self._draw.standard_normal((len(topics), self._rows.shape[1]), dtype=np.float32)
        noise /= np.linalg.norm(noise, axis=1, keepdims=True)
        rows: Matrix = self._rows[list(topics)] + _NOISE * noise
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    def question(self, said: str) -> str:
        """About what was said, with its rarest words."""
        rarest = sorted(set(said.split()), key=lambda word: -self._places.get(word, 0))[:3]
        return f"What did {self._draw.choice(_NAMES)} say about the {' and the '.join(rarest)}?"

    def fill(self, database: Database, sizes: Sequence[int]) -> list[Person]:
        """Persons with so many messages each, their vectors, and some facts."""
        people, first = [], 1
        for number, size in enumerate(sizes):
            people.append(database.write_now(partial(self._person, number=number)))
            talk = list(self.messages(size))
            for start in range(0, size, _AT_ONCE):
                some = talk[start : start + _AT_ONCE]
                database.write_now(partial(self._say, of=people[-1], talk=some, start=start, first=first + start))
            first += size
        return people

    def _person(self, session: Session, number: int) -> Person:
        bot = ensure_bot(session, "bench", "wren", "wren")
        person = ensure_person(session, "bench", f"person-{number}", BEGINNING)
        chat = ensure_chat(session, bot, person, f"chat-{number}", BEGINNING)
        found = Person(known(person.id), known(bot.id), known(chat.id))
        values = self._words[self._draw.integers(300, len(self._words), FACTS)]
        insert_rows(session, FactRow, [_fact(found, value) for value in values])
        return found

    def _say(self, session: Session, of: Person, talk: Sequence[tuple[str, int]], start: int, first: int) -> None:
        rows = self.vectors([topic for _, topic in talk])
        said = [message(of, text, start + number) for number, (text, _) in enumerate(talk)]
        insert_rows(session, Message, [{**each, "id": first + number} for number, each in enumerate(said)])
        kept = {"person_id": of.person_id, "embedder": self._embedder.id, "dimensions": rows.shape[1]}
        insert_rows(
            session,
            MessageVector,
            [
                {**kept, "message_id": first + number, "data": OwnedBlob(of.person_id, row.tobytes())}
                for number, row in enumerate(rows)
            ],
        )


def vocabulary() -> list[str]:
    """English words, commonest first: those the embedder's tokenizer has whole, for as many pieces as talk has."""
    pieces = json.loads(ModelFiles.shipped().tokenizer.read_text("utf-8"))["model"]["vocab"]
    known = {*_COMMON, *(name.lower() for name in _NAMES)}
    words = sorted((place, word) for word, place in pieces.items() if word.isascii() and word.isalpha())
    return [word for _, word in words if len(word) >= _SHORTEST and word not in known]


def message(of: Person, text: str, number: int) -> dict[str, Any]:
    """Person and persona in turn, a minute apart, a sitting a day."""
    said_at = BEGINNING + number // SESSION * DAY + number % SESSION * MINUTE
    author = "persona" if number % 2 else "person"
    words = Owned(of.person_id, text)
    return {"chat_id": of.chat_id, "person_id": of.person_id, "author": author, "text": words, "said_at": said_at}


def _fact(of: Person, value: str) -> dict[str, Any]:
    owned = {"subject": Owned(of.person_id, "person"), "value": Owned(of.person_id, str(value))}
    own = {"person_id": of.person_id, "bot_id": of.bot_id}
    return {**own, **owned, "attribute": REMEMBERED, "recorded_at": BEGINNING, "recorded_version": 0}
