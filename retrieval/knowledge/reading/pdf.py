"""PDF: the text layer, page by page. Scans have none."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from io import BytesIO
from itertools import accumulate
from typing import TYPE_CHECKING

from retrieval.knowledge.documents import MOST_CHARACTERS, DocumentUnreadable, ReadDocument

if TYPE_CHECKING:
    from pypdf import PdfReader

MOST_PAGES = 5_000
MOST_SECONDS = 300.0
_BETWEEN = "\n\n"


def read_pdf(data: bytes) -> ReadDocument:
    """Raises DocumentUnreadable: encrypted, broken, endless."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # a damaged file writes a line an object
    try:
        reader = _opened(data)
        pages = list(_pages(reader))
        title = str(reader.metadata.title or "").strip() if reader.metadata else ""
    except DocumentUnreadable:
        raise
    except MemoryError:
        raise DocumentUnreadable("it takes more memory than there is") from None
    except Exception as error:  # pypdf raises whatever a damaged object leads to
        raise DocumentUnreadable(f"it is a broken PDF ({type(error).__name__})") from None
    starts = accumulate((len(page) + len(_BETWEEN) for page in pages[:-1]), initial=0)
    return ReadDocument(_BETWEEN.join(pages), title, pages=tuple(starts) if pages else ())


def _opened(data: bytes) -> PdfReader:
    from pypdf import PasswordType, PdfReader
    from pypdf.errors import DependencyError

    if b"%PDF-" not in data[:1024]:
        raise DocumentUnreadable("it is no PDF")
    reader = PdfReader(BytesIO(data))
    try:
        locked = reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED
    except DependencyError:
        locked = True
    if locked:
        raise DocumentUnreadable("it is encrypted; save a copy without a password")
    if len(reader.pages) > MOST_PAGES:
        raise DocumentUnreadable(f"it has more than {MOST_PAGES:,} pages; split it")
    return reader


def _pages(reader: PdfReader) -> Iterator[str]:
    until, length = time.monotonic() + MOST_SECONDS, 0
    for page in reader.pages:
        text = page.extract_text().replace("\x00", " ")
        length += len(text)
        if length > MOST_CHARACTERS:
            raise DocumentUnreadable(f"it has more than {MOST_CHARACTERS:,} characters; split it")
        if time.monotonic() > until:
            raise DocumentUnreadable(f"its text takes more than {MOST_SECONDS:.0f} s to read; split it")
        yield text
