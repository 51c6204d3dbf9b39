"""Knowledge built from an operator's choices: what takes documents in and what finds them share one encoder."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from policies.errors import MalbeotError
from retrieval.embedding import EmbedderUnusable
from retrieval.knowledge.chroma import ChromaSource
from retrieval.knowledge.chunking import DEFAULT_CUT, Cut
from retrieval.knowledge.dense import Encoder, shipped_encoder
from retrieval.knowledge.indexing import Indexer
from retrieval.knowledge.rerank import CrossEncoderReranker
from retrieval.knowledge.search import FLOOR, Knowledge
from retrieval.knowledge.store import EVERY_PERSONA, KnowledgeStore
from retrieval.shipped import Embedded, Replaced


@dataclass(frozen=True)
class Choices:
    """What an operator may choose. `folder`: of the Chroma index; None: vectors in SQL are searched."""

    cut: Cut = DEFAULT_CUT
    floor: float = FLOOR
    reranker: str = ""
    folder: Path | None = None
    chroma_url: str = ""


@dataclass(frozen=True)
class Library:
    """The two sides of the documents, and the index between them."""

    store: KnowledgeStore
    indexer: Indexer
    search: Knowledge
    chroma: ChromaSource | None

    def settle(self) -> str:
        """After documents changed: bring the index up to date. What keeps it from that, "" when nothing does."""
        used = {each.persona for each in self.store.documents()}
        personas = sorted(used | {EVERY_PERSONA}) if used else ()
        problems = {self.search.problem(persona) for persona in personas}
        encoder = self.indexer.encoder
        if self.chroma is not None and self.chroma.is_made and encoder is not None:
            with suppress(MalbeotError):
                self.chroma.keep_only(personas, encoder.embedder.id)
        return "; ".join(sorted(problems - {""}))

    def close(self) -> None:
        """Let go of the index."""
        if self.chroma is not None:
            self.chroma.close()


def assembled(store: KnowledgeStore, comparing: Embedded | Replaced, choices: Choices) -> Library:
    """`comparing`: the embedders of this deployment; the operator's own serves every language."""
    encoder = _encoder(comparing)
    reranker = CrossEncoderReranker(choices.reranker) if choices.reranker else None
    chroma = ChromaSource(choices.folder, choices.chroma_url) if choices.folder else None
    search = Knowledge(store, encoder, chroma, reranker, choices.floor)
    return Library(store, Indexer(store, encoder, choices.cut), search, chroma)


def _encoder(comparing: Embedded | Replaced) -> Encoder | None:
    """None when what ships is damaged: documents are found by their words then."""
    if isinstance(comparing, Replaced):
        return Encoder(comparing.embedder)
    try:
        return shipped_encoder(comparing.minilm)
    except EmbedderUnusable:
        return None
