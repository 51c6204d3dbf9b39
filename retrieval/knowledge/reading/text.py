"""Plain text in the encodings Korean and English files come in: UTF-8, UTF-16 and UTF-32 by their mark, CP949."""

from __future__ import annotations

import codecs
import re

from retrieval.knowledge.documents import DocumentUnreadable, ReadDocument

# The longer marks first: UTF-32's begins like UTF-16's.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# A superset of EUC-KR. Windows' Western code page is no candidate: any bytes would pass for it.
_GUESSES = ("utf-8", "cp949")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")
_MOST_CONTROLS = 0.001
_KNOWN_FILES = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
)


def read_text(data: bytes) -> ReadDocument:
    """Raises DocumentUnreadable for what is no text."""
    return ReadDocument(decoded(data))


def decoded(data: bytes, declared: str | None = None) -> str:
    """The text, with `\\n` line ends; `declared`: the encoding a page says it has. Raises DocumentUnreadable."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _checked(_as(data[len(mark) :], name) or "", name)
    for beginning, what in _KNOWN_FILES:
        if data.startswith(beginning) and b"\x00" in data[:4096]:
            raise DocumentUnreadable(f"it is {what}, not text")
    for name in (*filter(None, [declared]), *_GUESSES):
        text = _as(data, name)
        if text is not None:
            return _checked(text, name)
    raise DocumentUnreadable("its encoding is unknown: neither UTF-8, UTF-16 with a mark, nor CP949 (EUC-KR)")


def _as(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _checked(text: str, encoding: str) -> str:
    controls = len(_CONTROLS.findall(text))
    if controls > max(1, _MOST_CONTROLS * len(text)):
        raise DocumentUnreadable(f"it is binary, not text (read as {encoding}, {controls} control characters)")
    return _CONTROLS.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
