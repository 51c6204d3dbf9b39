"""malbeot's episodes as a system: word for word, every line embedded as it comes."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.recall.kept import KeptVectors
from benchmarks.recall.systems import Answer
from memory.episodes.block import fill
from memory.episodes.index import Episodes
from memory.episodes.line import Line
from memory.episodes.meaning import Meaning

_RANKED = 50


class Verbatim:
    """Kept vectors serve many lines at once; a line added alone is embedded there and then, and so are questions."""

    def __init__(self, vectors: KeptVectors, asker: str | None) -> None:
        self._vectors, self._asker = vectors, asker
        self._meaning = Meaning(vectors.embedder)
        self._kept = Meaning(vectors)
        self._episodes = Episodes()

    def add(self, lines: Sequence[Line]) -> None:
        self._episodes.add(lines)
        waiting = self._episodes.without_vector()
        meaning = self._meaning if len(lines) == 1 else self._kept
        self._episodes.put_vectors([each.key for each in waiting], meaning.of_passages(waiting))

    def search(self, question: str, tokens: int) -> Answer:
        vector = self._meaning.of_question(question)
        found = self._episodes.search(question, vector=vector, asker=self._asker)
        block = fill(found, tokens)
        ranked = tuple((each.message_id,) for each in found[:_RANKED])
        return Answer(block.text, frozenset(block.message_ids), ranked)
