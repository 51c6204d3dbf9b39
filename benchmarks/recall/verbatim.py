"""malbeot's episodes as a system: word for word, found by words at once, the vectors made behind the reply."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from benchmarks.recall.kept import KeptVectors
from benchmarks.recall.systems import Answer
from memory.episodes.block import fill
from memory.episodes.found import Found
from memory.episodes.index import Days, Episodes
from memory.episodes.line import Line
from memory.episodes.meaning import Meaning
from memory.when import asked_about, in_ms

_RANKED = 50


class Verbatim:
    """Kept vectors serve many lines at once; a line that waits alone is embedded there and then, and so are questions.

    Days a question names are counted from when the last line was said.
    """

    def __init__(self, vectors: KeptVectors, asker: str | None) -> None:
        self.asker = asker
        self.now = datetime.fromtimestamp(0, UTC)
        self._meaning = Meaning(vectors.embedder)
        self._kept = Meaning(vectors)
        self._episodes = Episodes()

    def add(self, lines: Sequence[Line]) -> None:
        self._episodes.add(lines)
        if lines:
            self.now = datetime.fromtimestamp(lines[-1].said_at / 1000, UTC)

    def embed(self) -> None:
        """The vectors of what was added since."""
        if waiting := self._episodes.without_vector():
            meaning = self._meaning if len(waiting) == 1 else self._kept
            self._episodes.put_vectors([each.key for each in waiting], meaning.of_passages(waiting))

    def search(self, question: str, tokens: int) -> Answer:
        found = self.found(question)
        block = fill(found, tokens)
        return Answer(block.text, frozenset(block.message_ids), ranked(found))

    def found(self, question: str) -> tuple[Found, ...]:
        """Passages, best first."""
        self.embed()
        vector = self._meaning.of_question(question)
        return self._episodes.search(question, vector=vector, asker=self.asker, days=self._days(question))

    def _days(self, question: str) -> Days | None:
        span = asked_about(question, self.now)
        return in_ms(span, UTC) if span else None


def ranked(found: Sequence[Found]) -> tuple[tuple[int, ...], ...]:
    """Line ids, best first."""
    return tuple((each.message_id,) for each in found[:_RANKED])
