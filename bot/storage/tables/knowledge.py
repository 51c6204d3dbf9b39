"""Documents the operator gave a persona: their text, passages, vectors, summaries. No person's words."""

from __future__ import annotations

from sqlalchemy import LargeBinary, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.storage.tables.columns import belongs_to, ms


class KnowledgeDocumentRow(SQLModel, table=True):
    """One document of one persona ("" for all); its text as it was read, which passages count their characters in."""

    __tablename__ = "knowledge_documents"
    __table_args__ = (UniqueConstraint("persona", "source"),)
    id: int | None = Field(default=None, primary_key=True)
    persona: str
    source: str
    origin: str
    kind: str
    title: str
    content_hash: str
    cut: str
    state: str = "ready"  # ready | gone
    body: str = Field(sa_type=Text)
    characters: int
    chunks: int
    indexed_at: int = ms()


class KnowledgeChunkRow(SQLModel, table=True):
    """A passage; `heading` is JSON. An unchanged passage keeps its id when its document is read again."""

    __tablename__ = "knowledge_chunks"
    id: int | None = Field(default=None, primary_key=True)
    document_id: int = belongs_to("knowledge_documents.id")
    position: int
    heading: str
    page: int | None = None
    begins: int
    ends: int
    text: str = Field(sa_type=Text)
    hash: str


class KnowledgeVectorRow(SQLModel, table=True):
    """One embedder's vector of a passage: float32, little endian."""

    __tablename__ = "knowledge_vectors"
    chunk_id: int = belongs_to("knowledge_chunks.id", primary_key=True)
    embedder: str = Field(primary_key=True)
    dimensions: int
    data: bytes = Field(sa_type=LargeBinary)


class KnowledgeNoteRow(SQLModel, table=True):
    """A finished part of a document's summary; `key` is the hash of all it depends on."""

    __tablename__ = "knowledge_notes"
    document_id: int = belongs_to("knowledge_documents.id", primary_key=True)
    key: str = Field(primary_key=True)
    text: str = Field(sa_type=Text)
    created_at: int = ms()


class KnowledgeStateRow(SQLModel, table=True):
    """One row: `revision` grows with every change, so that every process sees when its indexes are old."""

    __tablename__ = "knowledge_state"
    name: str = Field(primary_key=True)
    revision: int
