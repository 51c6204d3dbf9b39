"""What a search gives: a passage with where it stands, how sure the search is, and why."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from urllib.parse import urlsplit

from retrieval.knowledge.plain import one_line, plain
from retrieval.knowledge.store import KeptChunk, KeptDocument


@dataclass(frozen=True)
class Passage:
    """A quotation without authority. Every text is made harmless (`plain`); `score`: 0 to 1.

    `document`: the file's name or the page's address; `heading`: the path of headings, " › " between; `page`: from 1,
    None where the format has no pages; `citation`: document, heading and page in one line.
    """

    document: str
    title: str
    heading: str
    page: int | None
    text: str
    score: float
    reason: str
    chunk_id: int
    citation: str


def passage(document: KeptDocument, chunk: KeptChunk, score: float, reason: str) -> Passage:
    """A passage as the prompt may quote it."""
    name = one_line(named(document.source))
    heading = one_line(" › ".join(chunk.heading))
    page = f"p. {chunk.page}" if chunk.page else ""
    return Passage(
        document=name,
        title=one_line(document.title),
        heading=heading,
        page=chunk.page,
        text=plain(chunk.text),
        score=round(score, 3),
        reason=reason,
        chunk_id=chunk.id,
        citation=", ".join(part for part in (f"{name} › {heading}" if heading else name, page) if part),
    )


def named(source: str) -> str:
    """A file's name without the operator's folders; an address without its query."""
    parts = urlsplit(source)
    if parts.scheme in ("http", "https"):
        return f"{parts.hostname}{parts.path}"
    return PurePath(source).name
