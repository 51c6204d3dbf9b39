"""Taking documents in: read, cut, embedded, kept; one transaction a document, unchanged ones untouched.

Whatever stops it, what is done stays done: the next run skips by hash what it finds complete, and embeds what a killed
run, or another embedder, left without vectors.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from retrieval.embedding import EmbedderUnusable, Matrix
from retrieval.knowledge.chunking import DEFAULT_CUT, Chunk, Cut, chunks_of, indexed_text
from retrieval.knowledge.dense import Encoder
from retrieval.knowledge.documents import DocumentUnreadable, Kind, ReadDocument
from retrieval.knowledge.fetching import Fetcher, is_url
from retrieval.knowledge.gathering import Found, gathered, taken
from retrieval.knowledge.passage import named
from retrieval.knowledge.reading import read
from retrieval.knowledge.store import KeptDocument, KnowledgeStore, NewDocument, Vectors

Status = Literal["added", "updated", "unchanged", "skipped", "failed", "gone"]
Tell = Callable[[str, int, int], None]  # what is worked on, how much of it is done, how much there is
_BATCH = 32


def silent(what: str, done: int, whole: int) -> None:
    """For callers that show nothing."""


@dataclass(frozen=True)
class Taken:
    """What became of one source."""

    source: str
    status: Status
    reason: str = ""
    chunks: int = 0
    embedded: int = 0


@dataclass(frozen=True)
class Indexer:
    """Takes documents into a store. Without an encoder, or while it fails, they are found by their words alone."""

    store: KnowledgeStore
    encoder: Encoder | None
    cut: Cut = DEFAULT_CUT
    fetcher: Fetcher = field(default_factory=Fetcher)

    def add(self, target: str, persona: str, tell: Tell = silent) -> Iterator[Taken]:
        """A file, a folder with all below it, or an address; one result a source, as soon as it is known."""
        origin = target if is_url(target) else str(Path(target).expanduser().absolute())
        kept = {each.source: each for each in self.store.documents() if each.persona == persona}
        try:
            found = gathered(target)
        except DocumentUnreadable as error:
            found = []
            if not any(each.origin == origin for each in kept.values()):
                yield Taken(target, "failed", error.message)
        for number, each in enumerate(found):
            tell(named(each.source), number, len(found))
            yield self._taken(each, origin, persona, kept.get(each.source), tell)
        yield from self._gone({each.source for each in found}, origin, kept)

    def again(self, persona: str | None = None, tell: Tell = silent) -> Iterator[Taken]:
        """Everything that was ever added, from where it came: new, changed and gone ones are noticed."""
        documents = [each for each in self.store.documents() if persona in (None, each.persona)]
        for whose, origin in sorted({(each.persona, each.origin) for each in documents}):
            yield from self.add(origin, whose, tell)

    def embed_missing(self, tell: Tell = silent) -> int:
        """Vectors for passages that have none of the present encoder. Raises EmbedderUnusable, VectorsUnusable."""
        if self.encoder is None:
            return 0
        has = self.store.embedded(self.encoder.embedder.id)
        documents = {each.id: each for each in self.store.documents()}
        chunks = [each for each in self.store.chunks(tuple(documents)) if each.id not in has]
        texts = {
            each.hash: indexed_text(documents[each.document_id].title, each.heading, each.text)
            for each in chunks if self.encoder.reads(each.text)
        }  # fmt: skip
        marks, count = list(texts), 0
        for at in range(0, len(marks), _BATCH):
            batch = marks[at : at + _BATCH]
            tell("passages", at, len(marks))
            count += self.store.keep_vectors(self._vectors(batch, [texts[mark] for mark in batch]))
        return count

    def _taken(self, found: Found, origin: str, persona: str, kept: KeptDocument | None, tell: Tell) -> Taken:
        if found.skipped:
            return Taken(found.source, "skipped", found.skipped)
        try:
            data, kind = taken(found, self.fetcher)
            content = hashlib.sha256(data).hexdigest()
            if kept and kept.content_hash == content and kept.cut == self.cut.id:
                return self._unchanged(kept, origin)
            return self._kept(found, origin, persona, kind, content, read(data, kind, named(found.source)), kept, tell)
        except DocumentUnreadable as error:
            return Taken(found.source, "failed", error.message)

    def _unchanged(self, kept: KeptDocument, origin: str) -> Taken:
        if kept.state == "gone":
            self.store.set_state(kept.id, "ready")
            return Taken(kept.source, "updated", "it is back", kept.chunks)
        return Taken(kept.source, "unchanged", chunks=kept.chunks)

    def _kept(
        self, found: Found, origin: str, persona: str, kind: Kind, content: str, document: ReadDocument,
        kept: KeptDocument | None, tell: Tell,
    ) -> Taken:  # fmt: skip
        chunks = chunks_of(document, self.cut)
        vectors, problem = self._embedded(document.title, chunks, kept, found, tell)
        new = NewDocument(
            persona, found.source, kept.origin if kept else origin, kind, document.title,
            content, self.cut.id, document.text,
        )  # fmt: skip
        self.store.keep(new, chunks, vectors)
        count = len(vectors.rows) if vectors else 0
        return Taken(found.source, "updated" if kept else "added", problem, len(chunks), count)

    def _embedded(
        self, title: str, chunks: Sequence[Chunk], kept: KeptDocument | None, found: Found, tell: Tell
    ) -> tuple[Vectors | None, str]:
        """Vectors of the passages that are new; None and the reason when there can't be any now."""
        if self.encoder is None:
            return None, ""
        held = {each.hash for each in self.store.chunks([kept.id])} if kept else set()
        texts = {
            each.hash: indexed_text(title, each.heading, each.text)
            for each in chunks if each.hash not in held and self.encoder.reads(each.text)
        }  # fmt: skip
        marks, rows = list(texts), dict[str, Matrix]()
        try:
            for at in range(0, len(marks), _BATCH):
                tell(named(found.source), at, len(marks))
                batch = marks[at : at + _BATCH]
                rows.update(self._vectors(batch, [texts[mark] for mark in batch]).rows)
        except EmbedderUnusable as error:
            return None, f"found by its words only: {error.message}"
        return Vectors(self.encoder.embedder.id, rows), ""

    def _vectors(self, marks: Sequence[str], texts: Sequence[str]) -> Vectors:
        assert self.encoder is not None
        rows = self.encoder.embedder.embed(texts, "document")
        return Vectors(
            self.encoder.embedder.id, {mark: row for mark, row in zip(marks, rows, strict=True) if row.any()}
        )

    def _gone(self, found: set[str], origin: str, kept: dict[str, KeptDocument]) -> Iterator[Taken]:
        """Documents of this origin that it holds no longer: not searched, but kept until somebody removes them."""
        for each in kept.values():
            if each.origin == origin and each.source not in found and each.state == "ready":
                self.store.set_state(each.id, "gone")
                yield Taken(each.source, "gone", "it isn't there any more")
