"""Readers: the bytes of a document in, its words out. One module a format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from retrieval.knowledge.documents import MOST_BYTES, MOST_CHARACTERS, DocumentUnreadable, Kind, ReadDocument
from retrieval.knowledge.reading.docx import read_docx
from retrieval.knowledge.reading.html import read_html
from retrieval.knowledge.reading.markdown import read_markdown
from retrieval.knowledge.reading.pdf import read_pdf
from retrieval.knowledge.reading.text import read_text

Reader = Callable[[bytes], ReadDocument]
READERS: Mapping[Kind, Reader] = {
    "md": read_markdown,
    "txt": read_text,
    "html": read_html,
    "pdf": read_pdf,
    "docx": read_docx,
}


def read(data: bytes, kind: Kind, name: str = "") -> ReadDocument:
    """A document's words; `name` is its title where it has none. Raises DocumentUnreadable, whatever is wrong."""
    if not data:
        raise DocumentUnreadable("it is empty")
    if len(data) > MOST_BYTES:
        raise DocumentUnreadable(f"it is larger than {MOST_BYTES // 1_000_000} MB")
    try:
        document = READERS[kind](data)
    except RecursionError:
        raise DocumentUnreadable("it is nested too deep") from None
    if not document.text.strip():
        raise DocumentUnreadable("there is no text in it (a scan needs OCR first)" if kind == "pdf" else "it is empty")
    if len(document.text) > MOST_CHARACTERS:
        raise DocumentUnreadable(f"it has more than {MOST_CHARACTERS:,} characters; split it")
    return document if document.title else replace(document, title=name)
