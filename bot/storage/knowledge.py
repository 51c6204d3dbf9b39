"""The knowledge store in SQL: every call one transaction, so that a killed index run leaves whole documents only."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from sqlalchemy import CursorResult, delete, update
from sqlmodel import Session, col, select

from bot.clock import Clock
from bot.storage.database import Database
from bot.storage.people import known
from bot.storage.rows import insert_row, insert_rows
from bot.storage.tables.knowledge import (
    KnowledgeChunkRow,
    KnowledgeDocumentRow,
    KnowledgeNoteRow,
    KnowledgeStateRow,
    KnowledgeVectorRow,
)
from retrieval.embedding import Matrix
from retrieval.knowledge.chunking import Chunk
from retrieval.knowledge.store import KeptChunk, KeptDocument, NewDocument, State, Vectors, check_sizes

_STATE, _BATCH = "knowledge", 500
_FLOAT = "<f4"
_REVISION = select(KnowledgeStateRow.revision).where(KnowledgeStateRow.name == _STATE)  # asked at every search
_SHOWN = [getattr(KnowledgeDocumentRow, name) for name in KnowledgeDocumentRow.model_fields if name != "body"]


class SqlKnowledge:
    """`KnowledgeStore` on either database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def revision(self) -> int:
        """See KnowledgeStore."""
        return self._database.read_now(lambda session: session.connection().execute(_REVISION).scalar()) or 0

    def documents(self) -> tuple[KeptDocument, ...]:
        """See KnowledgeStore."""
        asked = select(*_SHOWN).order_by(col(KnowledgeDocumentRow.persona), col(KnowledgeDocumentRow.source))
        rows = self._database.read_now(lambda session: session.execute(asked).mappings().all())
        return tuple(KeptDocument(**row) for row in rows)

    def text(self, document_id: int) -> str:
        """See KnowledgeStore."""
        asked = select(KnowledgeDocumentRow.body).where(KnowledgeDocumentRow.id == document_id)
        return self._database.read_now(lambda session: session.exec(asked).first()) or ""

    def chunks(self, document_ids: Sequence[int]) -> tuple[KeptChunk, ...]:
        """See KnowledgeStore."""

        def read(session: Session) -> list[KnowledgeChunkRow]:
            found: list[KnowledgeChunkRow] = []
            for batch in _batches(sorted(document_ids)):
                asked = select(KnowledgeChunkRow).where(col(KnowledgeChunkRow.document_id).in_(batch))
                order = col(KnowledgeChunkRow.document_id), col(KnowledgeChunkRow.position)
                found.extend(session.exec(asked.order_by(*order)))
            return found

        return tuple(_chunk(row) for row in self._database.read_now(read))

    def vectors(self, embedder: str, chunk_ids: Sequence[int] | None = None) -> tuple[tuple[int, ...], Matrix]:
        """See KnowledgeStore."""
        row = KnowledgeVectorRow
        asked = (
            select(row.chunk_id, row.dimensions, row.data).where(row.embedder == embedder).order_by(col(row.chunk_id))
        )

        def read(session: Session) -> list[Any]:
            if chunk_ids is None:
                return list(session.exec(asked))
            batches = (asked.where(col(row.chunk_id).in_(batch)) for batch in _batches(chunk_ids))
            return [found for batch in batches for found in session.exec(batch)]

        return _matrix(embedder, self._database.read_now(read))

    def embedded(self, embedder: str) -> frozenset[int]:
        """See KnowledgeStore."""
        asked = select(KnowledgeVectorRow.chunk_id).where(KnowledgeVectorRow.embedder == embedder)
        return frozenset(self._database.read_now(lambda session: session.exec(asked).all()))

    def keep(self, document: NewDocument, chunks: Sequence[Chunk], vectors: Vectors | None) -> int:
        """See KnowledgeStore."""
        now = self._clock.now()

        def write(session: Session) -> int:
            document_id = _keep_document(session, document, len(chunks), now)
            _keep_chunks(session, document_id, chunks)
            if vectors is not None:
                _keep_vectors(session, vectors, document_id)
            _changed(session)
            return document_id

        return self._database.write_now(write)

    def keep_vectors(self, vectors: Vectors) -> int:
        """See KnowledgeStore."""

        def write(session: Session) -> int:
            count = _keep_vectors(session, vectors)
            _changed(session)
            return count

        return self._database.write_now(write)

    def set_state(self, document_id: int, state: State) -> None:
        """See KnowledgeStore."""
        change = update(KnowledgeDocumentRow).where(col(KnowledgeDocumentRow.id) == document_id).values(state=state)

        def write(session: Session) -> None:
            session.execute(change)
            _changed(session)

        self._database.write_now(write)

    def remove(self, document_ids: Sequence[int]) -> None:
        """See KnowledgeStore."""

        def write(session: Session) -> None:
            for batch in _batches(document_ids):
                session.execute(delete(KnowledgeDocumentRow).where(col(KnowledgeDocumentRow.id).in_(batch)))
            _changed(session)

        self._database.write_now(write)

    def drop_vectors(self, but: str) -> int:
        """See KnowledgeStore."""

        def write(session: Session) -> int:
            result = session.execute(delete(KnowledgeVectorRow).where(col(KnowledgeVectorRow.embedder) != but))
            _changed(session)
            return result.rowcount if isinstance(result, CursorResult) else 0

        return self._database.write_now(write)

    def notes(self, document_id: int) -> Mapping[str, str]:
        """See KnowledgeStore."""
        asked = select(KnowledgeNoteRow.key, KnowledgeNoteRow.text).where(KnowledgeNoteRow.document_id == document_id)
        return dict(self._database.read_now(lambda session: session.exec(asked).all()))

    def keep_note(self, document_id: int, key: str, text: str) -> None:
        """See KnowledgeStore."""
        row = KnowledgeNoteRow(document_id=document_id, key=key, text=text, created_at=self._clock.now())
        self._database.write_now(lambda session: session.merge(row))


def _changed(session: Session) -> None:
    """Tell every process that its indexes are old."""
    grow = update(KnowledgeStateRow).where(col(KnowledgeStateRow.name) == _STATE)
    result = session.execute(grow.values(revision=KnowledgeStateRow.revision + 1))
    if isinstance(result, CursorResult) and not result.rowcount:
        session.add(KnowledgeStateRow(name=_STATE, revision=1))


def _keep_document(session: Session, new: NewDocument, chunks: int, now: int) -> int:
    where = (KnowledgeDocumentRow.persona == new.persona) & (KnowledgeDocumentRow.source == new.source)
    document_id = session.exec(select(KnowledgeDocumentRow.id).where(where)).first()
    values: dict[str, Any] = {
        "persona": new.persona, "source": new.source, "origin": new.origin, "kind": new.kind, "title": new.title,
        "content_hash": new.content_hash, "cut": new.cut, "state": "ready", "body": new.text,
        "characters": len(new.text), "chunks": chunks, "indexed_at": now,
    }  # fmt: skip
    if document_id is None:
        return insert_row(session, KnowledgeDocumentRow, **values)
    session.execute(update(KnowledgeDocumentRow).where(col(KnowledgeDocumentRow.id) == document_id).values(**values))
    session.execute(delete(KnowledgeNoteRow).where(col(KnowledgeNoteRow.document_id) == document_id))
    return document_id


def _keep_chunks(session: Session, document_id: int, chunks: Sequence[Chunk]) -> None:
    """Unchanged passages stay, wherever in the document they stand now; others are replaced."""
    asked = select(KnowledgeChunkRow.id, KnowledgeChunkRow.hash).where(KnowledgeChunkRow.document_id == document_id)
    held: dict[str, list[int]] = defaultdict(list)
    for chunk_id, mark in session.exec(asked):
        held[mark].append(known(chunk_id))
    moved, fresh = [], []
    for position, chunk in enumerate(chunks):
        row = {"position": position, "begins": chunk.start, "ends": chunk.end, "page": chunk.page}
        if held[chunk.hash]:
            moved.append({"id": held[chunk.hash].pop(), **row})
            continue
        heading = json.dumps(chunk.heading, ensure_ascii=False)
        fresh.append({"document_id": document_id, **row, "heading": heading, "text": chunk.text, "hash": chunk.hash})
    if moved:
        session.execute(update(KnowledgeChunkRow), moved)
    for batch in _batches([each for left in held.values() for each in left]):
        session.execute(delete(KnowledgeChunkRow).where(col(KnowledgeChunkRow.id).in_(batch)))
    insert_rows(session, KnowledgeChunkRow, fresh)


def _keep_vectors(session: Session, vectors: Vectors, document_id: int | None = None) -> int:
    """For the passages that lack one, of this document or of all."""
    row = KnowledgeVectorRow
    one = select(row.dimensions).where(row.embedder == vectors.embedder).limit(1)
    check_sizes(vectors.embedder, {each.shape for each in vectors.rows.values()}, session.exec(one).first())
    has = select(row.chunk_id).where(row.embedder == vectors.embedder)
    lacking = select(KnowledgeChunkRow.id, KnowledgeChunkRow.hash).where(col(KnowledgeChunkRow.id).not_in(has))
    if document_id is not None:
        lacking = lacking.where(KnowledgeChunkRow.document_id == document_id)
    rows = [
        {
            "chunk_id": known(chunk_id), "embedder": vectors.embedder, "dimensions": vectors.dimensions,
            "data": vectors.rows[mark].astype(_FLOAT).tobytes(),
        }
        for chunk_id, mark in session.exec(lacking).all() if mark in vectors.rows
    ]  # fmt: skip
    insert_rows(session, row, rows)
    return len(rows)


def _matrix(embedder: str, rows: Sequence[Any]) -> tuple[tuple[int, ...], Matrix]:
    sizes: set[tuple[int, ...]] = {(size if len(data) == 4 * size else -1,) for _, size, data in rows}
    if not rows:
        return (), np.zeros((0, 0), dtype=np.float32)
    check_sizes(embedder, sizes)
    joined = np.frombuffer(b"".join(data for _, _, data in rows), dtype=_FLOAT)
    return tuple(chunk_id for chunk_id, _, _ in rows), joined.reshape(len(rows), -1).astype(np.float32)


def _chunk(row: KnowledgeChunkRow) -> KeptChunk:
    return KeptChunk(
        id=known(row.id),
        document_id=row.document_id,
        position=row.position,
        heading=tuple(json.loads(row.heading)),
        page=row.page,
        start=row.begins,
        end=row.ends,
        text=row.text,
        hash=row.hash,
    )


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Databases bound how many values one statement may have."""
    return (ids[at : at + _BATCH] for at in range(0, len(ids), _BATCH))
