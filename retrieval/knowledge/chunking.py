"""Documents cut into passages by langchain's splitter: first at headings, then at paragraphs, sentences, words."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from retrieval.knowledge.documents import Heading, ReadDocument

if TYPE_CHECKING:
    from langchain_text_splitters import RecursiveCharacterTextSplitter

VERSION = 1  # of the way documents are read and cut: a new one cuts every document anew at the next reindex
_SEPARATORS = (
    r"\n{2,}",
    r"\n",
    r"(?<=[다요죠까네])[.!?]+[\"'”’)]*\s",  # Korean sentences end on few syllables; "3.14" and "No. 5" don't
    r"[.!?…。！？]+[\"'”’)]*\s",
    r"[;:,、]\s",
    r"\s",
    "",
)


@dataclass(frozen=True)
class Cut:
    """How long passages are, and how much of one begins the next, in characters."""

    size: int = 700
    overlap: int = 100

    @property
    def id(self) -> str:
        """Documents cut otherwise are cut anew."""
        return f"{VERSION}-{self.size}-{self.overlap}"


DEFAULT_CUT = Cut()


@dataclass(frozen=True)
class Chunk:
    """A passage: characters `start` to `end` of the document's text. `hash`: of its words and headings."""

    start: int
    end: int
    heading: tuple[str, ...]
    page: int | None
    text: str
    hash: str


def indexed_text(title: str, heading: tuple[str, ...], text: str) -> str:
    """What is indexed of a passage: its words under the title and headings it stands under."""
    return "\n".join(filter(None, (title, " › ".join(heading), text)))


def chunks_of(document: ReadDocument, cut: Cut) -> list[Chunk]:
    """A document's passages in order; each lies under one heading."""
    ends = [*(heading.start for heading in document.headings), len(document.text)]
    parts = [Heading(0, ()), *document.headings]
    return [
        chunk
        for part, end in zip(parts, ends, strict=True)
        for chunk in _cut(document, part, end, cut)
    ]  # fmt: skip


def parts_of(text: str, cut: Cut) -> list[str]:
    """A text cut at the same places, without regard to headings."""
    return _splitter(cut).split_text(text)


def _cut(document: ReadDocument, part: Heading, end: int, cut: Cut) -> Iterator[Chunk]:
    text = document.text[part.start : end]
    if not any(character.isalnum() for character in text):
        return
    for piece in _splitter(cut).create_documents([text]):
        at = int(piece.metadata["start_index"])
        if not _says_more(piece.page_content, part.path):
            continue  # the heading of an empty part: its words stand in the path of those below
        start = part.start + max(at, 0)
        mark = _mark(document.title, *part.path, piece.page_content)
        page = document.page_at(start + len(piece.page_content) // 2)  # the one that has most of it
        yield Chunk(start, start + len(piece.page_content), part.path, page, piece.page_content, mark)


def _says_more(text: str, path: tuple[str, ...]) -> bool:
    bare = "".join(character for character in text if character.isalnum())
    return bool(bare) and not (path and bare == "".join(character for character in path[-1] if character.isalnum()))


def _mark(*parts: str) -> str:
    """128 bits of what is indexed: a passage under another heading is another one."""
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=16).hexdigest()


@lru_cache(maxsize=4)
def _splitter(cut: Cut) -> RecursiveCharacterTextSplitter:
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    return RecursiveCharacterTextSplitter(
        separators=list(_SEPARATORS),
        is_separator_regex=True,
        keep_separator="end",
        chunk_size=cut.size,
        chunk_overlap=cut.overlap,
        add_start_index=True,
    )
