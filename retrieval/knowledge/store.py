"""The store that knowledge needs: documents, their passages, vectors. SQL is the truth; indexes are made of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np

from policies.errors import MalbeotError
from retrieval.embedding import Matrix
from retrieval.knowledge.chunking import Chunk
from retrieval.knowledge.documents import Kind

EVERY_PERSONA = ""  # the persona of documents that all of them may use
State = Literal["ready", "gone"]  # gone: its file or page wasn't there any more; not searched, back when it is back


class VectorsUnusable(MalbeotError):
    """Vectors of one embedder have different sizes."""


@dataclass(frozen=True)
class NewDocument:
    """A document as it was read. `origin`: the file, folder or page that was asked for; `cut`: how it was cut."""

    persona: str
    source: str
    origin: str
    kind: Kind
    title: str
    content_hash: str
    cut: str
    text: str


@dataclass(frozen=True)
class KeptDocument:
    """A document in the store, without its text."""

    id: int
    persona: str
    source: str
    origin: str
    kind: Kind
    title: str
    content_hash: str
    cut: str
    state: State
    characters: int
    chunks: int
    indexed_at: int


@dataclass(frozen=True)
class KeptChunk:
    """A passage in the store; its id is never another one's."""

    id: int
    document_id: int
    position: int
    heading: tuple[str, ...]
    page: int | None
    start: int
    end: int
    text: str
    hash: str


class KnowledgeStore(Protocol):
    """Each call is one transaction."""

    def revision(self) -> int:
        """Grows with every change by any process; 0 while there never was a document. Cheap."""
        ...

    def documents(self) -> Sequence[KeptDocument]:
        """All, by persona and source."""
        ...

    def text(self, document_id: int) -> str:
        """A document's text, "" when there is no such document."""
        ...

    def chunks(self, document_ids: Sequence[int]) -> Sequence[KeptChunk]:
        """Passages by document and position."""
        ...

    def vectors(self, embedder: str, chunk_ids: Sequence[int] | None = None) -> tuple[Sequence[int], Matrix]:
        """Chunk ids and their vectors, shape (ids, dimensions). Raises VectorsUnusable when sizes differ."""
        ...

    def embedded(self, embedder: str) -> frozenset[int]:
        """Ids of the passages that have a vector of this embedder."""
        ...

    def keep(self, document: NewDocument, chunks: Sequence[Chunk], vectors: Vectors | None) -> int:
        """A document with all its passages, in place of an older one of this persona and source; its id.

        Passages whose hash stays keep their id and vectors. Raises VectorsUnusable, and then nothing is kept.
        """
        ...

    def keep_vectors(self, vectors: Vectors) -> int:
        """Vectors for passages that have none of this embedder; how many. Raises VectorsUnusable."""
        ...

    def set_state(self, document_id: int, state: State) -> None:
        """Gone, or back."""
        ...

    def remove(self, document_ids: Sequence[int]) -> None:
        """Documents with all that was made of them."""
        ...

    def drop_vectors(self, but: str) -> int:
        """Let go of vectors of every embedder but one; how many."""
        ...

    def notes(self, document_id: int) -> Mapping[str, str]:
        """What was summarised of a document so far, by key."""
        ...

    def keep_note(self, document_id: int, key: str, text: str) -> None:
        """A part of a summary, so that nobody pays for it twice."""
        ...


@dataclass(frozen=True)
class Vectors:
    """Unit rows of one embedder, by the hash of their passage. Making it raises VectorsUnusable for wrong sizes."""

    embedder: str
    rows: Mapping[str, Matrix]

    @property
    def dimensions(self) -> int:
        """Of every row; 0 without rows."""
        return next((len(row) for row in self.rows.values()), 0)

    def __post_init__(self) -> None:
        check_sizes(self.embedder, {np.shape(row) for row in self.rows.values()})


def check_sizes(embedder: str, shapes: set[tuple[int, ...]], kept: int | None = None) -> None:
    """Raises VectorsUnusable unless all are rows of one size, that of the vectors kept before."""
    sizes = {shape[0] if len(shape) == 1 else -1 for shape in shapes} | ({kept} if kept else set())
    if len(sizes) > 1 or -1 in sizes or 0 in sizes:
        named = ", ".join(str(size) for size in sorted(sizes))
        raise VectorsUnusable(
            f"embedder {embedder}: vectors of one id must have one size, found {named}",
            fix="give the changed model another name, or run `malbeot knowledge reindex --embed-again`",
        )
