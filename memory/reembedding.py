"""Makes the vectors an embedder lacks of all that was ever said, and only then lets go of those of other embedders.

Whatever was done stays done: a run that was ended, however it was, is taken up by the next one. A talk may go on
meanwhile, and be edited: what was read is written down only while it still reads so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Protocol

from memory.episodes.meaning import Meaning
from memory.episodes.passages import Passage, passages
from memory.shelf import Manner, Uttered, widened
from retrieval.embedding import Matrix

Shape = tuple[int, int]  # vectors of a message, and their width; no vectors: the embedder knows nothing of it


@dataclass(frozen=True)
class Talk:
    """One chat: whose, with which persona, in which language (None: not known yet), and how many messages it has."""

    chat_id: int
    person_id: int
    persona: str
    language: str | None
    messages: int


@dataclass(frozen=True)
class Page:
    """Some messages of a talk as they read at `version`, and the shape of what is kept of each by one embedder.

    A message of which nothing is kept, or something damaged, has no shape.
    """

    version: int
    messages: Sequence[Uttered]
    shapes: dict[int, Shape]


class VectorStore(Protocol):
    """Where the vectors of talks are kept."""

    def page(self, talk: Talk, embedder: str, after: int, most: int) -> Page:
        """At most `most` messages after message `after`, in order; none at the end."""
        ...

    def keep(self, talk: Talk, embedder: str, vectors: dict[int, Matrix], version: int) -> bool:
        """Write vectors down, by message id, in the place of what is kept; False when the talk reads otherwise now."""
        ...

    def renew(self, talk: Talk) -> None:
        """Have whoever holds the talk in memory read it anew."""
        ...

    def drop_others(self, talk: Talk, embedder: str, upto: int) -> int:
        """Delete what other embedders made of messages up to `upto`; of how many messages."""
        ...


@dataclass
class Progress:
    """Messages so far: `had` their vectors; `made`, of which the embedder knows nothing of `unknown`.

    `dropped`: whose vectors by other embedders went.
    """

    had: int = 0
    made: int = 0
    unknown: int = 0
    dropped: int = 0

    @property
    def messages(self) -> int:
        """All that were looked at."""
        return self.had + self.made


class Reembedding:
    """`batch`: messages of one transaction. `manner`: how a talk with a persona in a language is written down."""

    def __init__(
        self, store: VectorStore, meaning: Meaning, manner: Callable[[str, str | None], Manner], batch: int
    ) -> None:
        self._store, self._meaning, self._manner, self._batch = store, meaning, manner, batch
        self.progress = Progress()

    def run(self, talks: Sequence[Talk], *, keep_old: bool, tell: Callable[[int], None]) -> None:
        """`tell` hears how many messages are done. Raises EmbedderUnusable, before anything was deleted."""
        width = self._meaning.embedder.embed(["width"]).shape[1]
        ends = [(talk, self._talk(talk, width, tell)) for talk in talks]
        for talk, upto in ends if not keep_old else ():
            self.progress.dropped += self._store.drop_others(talk, self._meaning.embedder.id, upto)

    def _talk(self, talk: Talk, width: int, tell: Callable[[int], None]) -> int:
        """Returns the last message of the talk."""
        after, made, embedder = 0, self.progress.made, self._meaning.embedder.id
        manner = self._manner(talk.persona, talk.language)
        while (page := self._store.page(talk, embedder, after, self._batch)).messages:
            if self._page(talk, page, manner, width):
                after = page.messages[-1].id
                tell(self.progress.messages)
        if self.progress.made > made:
            self._store.renew(talk)
        return after

    def _page(self, talk: Talk, page: Page, manner: Manner, width: int) -> bool:
        """False: somebody edited the talk meanwhile, the page must be read again."""
        lacking = list(_lacking(page, manner, width))
        vectors = self._embedded(lacking, width)
        if vectors and not self._store.keep(talk, self._meaning.embedder.id, vectors, page.version):
            return False
        self.progress.had += len(page.messages) - len(vectors)
        self.progress.made += len(vectors)
        self.progress.unknown += sum(not rows.any() for rows in vectors.values())
        return True

    def _embedded(self, lacking: Sequence[Passage], width: int) -> dict[int, Matrix]:
        """By message id, one row a passage."""
        if not lacking:
            return {}
        rows = widened(self._meaning.of_passages(lacking), width)
        of = groupby(range(len(lacking)), key=lambda place: lacking[place].line.id)
        return {message_id: rows[list(places)] for message_id, places in of}


def _lacking(page: Page, manner: Manner, width: int) -> Iterator[Passage]:
    """Cut as they are searched; of a message that was cut otherwise all passages."""
    for said in page.messages:
        cut = passages(manner.line(said, 0))
        if page.shapes.get(said.id) not in ((len(cut), width), (0, width)):
            yield from cut
