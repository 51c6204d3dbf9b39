"""What one persona may draw on, held in memory as of a revision of the store, and made anew when that has grown."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from policies.errors import MalbeotError
from retrieval.comparing import Scale
from retrieval.knowledge.chunking import indexed_text
from retrieval.knowledge.dense import DenseIndex, Encoder, ExactIndex
from retrieval.knowledge.evidence import fitted_scale
from retrieval.knowledge.lexical import LexicalIndex, counted
from retrieval.knowledge.store import EVERY_PERSONA, KeptChunk, KeptDocument, KnowledgeStore, VectorsUnusable

NO_VERSION = ""
_SAMPLE = 400  # passages from which an encoder's usual cosine is read


class DenseSource(Protocol):
    """Makes the dense index of a persona's passages; `exact` gives it from SQL."""

    def index(
        self, persona: str, embedder: str, chunks: Sequence[KeptChunk], exact: Callable[[], ExactIndex]
    ) -> DenseIndex:
        """Raises MalbeotError where it can't be had; then the exact one serves."""
        ...


class ExactSource:
    """Vectors from SQL, in memory."""

    def index(
        self, persona: str, embedder: str, chunks: Sequence[KeptChunk], exact: Callable[[], ExactIndex]
    ) -> DenseIndex:
        """Always the exact one."""
        return exact()


@dataclass(frozen=True)
class Corpus:
    """`dense`: None where there is no encoder, or none of its vectors; `problem`: why it isn't as configured, or "".

    `fitted`: how the encoder's cosines are read when nobody has tried it.
    """

    documents: Mapping[int, KeptDocument]
    chunks: Sequence[KeptChunk]
    lexical: LexicalIndex
    dense: DenseIndex | None
    fitted: Scale
    problem: str
    version: str

    def text(self, place: int) -> str:
        """A passage under its title and headings."""
        chunk = self.chunks[place]
        return indexed_text(self.documents[chunk.document_id].title, chunk.heading, chunk.text)


class Corpora:
    """The corpora of all personas, safe to ask from several threads."""

    def __init__(self, store: KnowledgeStore, encoder: Encoder | None, source: DenseSource) -> None:
        self._store, self._encoder, self._source = store, encoder, source
        self._lock = threading.Lock()
        self._revision = 0
        self._documents: tuple[KeptDocument, ...] = ()
        self._held: dict[str, Corpus] = {}
        self._counts: dict[str, Mapping[str, int]] = {}

    def of(self, persona: str) -> Corpus | None:
        """As of the store's present revision; None while there never was a document."""
        revision = self._store.revision()
        if not revision:
            return None
        with self._lock:
            if revision != self._revision:
                self._held, self._revision = {}, revision
                self._documents = tuple(each for each in self._store.documents() if each.state == "ready")
            scope = persona if any(each.persona == persona for each in self._documents) else EVERY_PERSONA
            if scope not in self._held:
                self._held[scope] = self._loaded(scope)
            return self._held[scope]

    def _loaded(self, persona: str) -> Corpus:
        ours = {each.id: each for each in self._documents if each.persona in (EVERY_PERSONA, persona)}
        chunks = self._store.chunks(tuple(ours)) if ours else ()
        dense, problem = self._dense(persona, chunks)
        lexical = LexicalIndex(self._counted(ours, chunks))
        fitted = self._fitted(chunks) if dense is not None else Scale()
        return Corpus(ours, chunks, lexical, dense, fitted, problem, _version(ours.values()))

    def _counted(self, documents: Mapping[int, KeptDocument], chunks: Sequence[KeptChunk]) -> list[Mapping[str, int]]:
        """Terms of every passage; those of passages that were here before are not counted anew."""
        for chunk in chunks:
            if chunk.hash not in self._counts:
                title = documents[chunk.document_id].title
                self._counts[chunk.hash] = counted(indexed_text(title, chunk.heading, chunk.text))
        if len(self._counts) > 4 * len(chunks) + 1_000:  # of documents that went long ago
            self._counts = {chunk.hash: self._counts[chunk.hash] for chunk in chunks}
        return [self._counts[chunk.hash] for chunk in chunks]

    def _dense(self, persona: str, chunks: Sequence[KeptChunk]) -> tuple[DenseIndex | None, str]:
        """From the source, else exactly, else not at all, with the reason."""
        if self._encoder is None or not chunks:
            return None, ""
        embedder = self._encoder.embedder.id
        exact = _Exact(self._store, embedder, chunks)
        try:
            return self._source.index(persona, embedder, chunks, exact.index), ""
        except VectorsUnusable as error:
            return None, str(error)
        except MalbeotError as error:
            problem = error.message
        try:
            return exact.index(), problem
        except VectorsUnusable as error:
            return None, str(error)

    def _fitted(self, chunks: Sequence[KeptChunk]) -> Scale:
        """Only for an encoder whose cosines nobody has read."""
        if self._encoder is None or self._encoder.scale is not None:
            return Scale()
        some = [chunk.id for chunk in chunks[:: max(1, len(chunks) // _SAMPLE)]]
        return fitted_scale(self._store.vectors(self._encoder.embedder.id, some)[1])


@dataclass(frozen=True)
class _Exact:
    """The exact index of these passages, from the store."""

    store: KnowledgeStore
    embedder: str
    chunks: Sequence[KeptChunk]

    def index(self) -> ExactIndex:
        """Raises VectorsUnusable."""
        places = {chunk.id: place for place, chunk in enumerate(self.chunks)}
        ids, rows = self.store.vectors(self.embedder)
        ours = [(places[each], at) for at, each in enumerate(ids) if each in places]
        return ExactIndex(len(self.chunks), [place for place, _ in ours], rows[[at for _, at in ours]])


def _version(documents: Iterable[KeptDocument]) -> str:
    """A hash over what the documents say and how they are cut."""
    marks = sorted("\x1f".join((each.persona, each.source, each.content_hash, each.cut)) for each in documents)
    return hashlib.blake2b("\x1e".join(marks).encode(), digest_size=8).hexdigest() if marks else NO_VERSION
