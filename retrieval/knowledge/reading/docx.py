"""Word documents (ECMA-376): paragraphs, tables and headings of `word/document.xml`, read as a stream with bounds."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import IO
from xml.parsers import expat

from retrieval.knowledge.documents import MOST_CHARACTERS, DocumentUnreadable, Heading, HeadingPath, ReadDocument

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_BODY, _CORE, _STYLES = "word/document.xml", "docProps/core.xml", "word/styles.xml"
MOST_ENTRIES, MOST_UNPACKED, MOST_RATIO = 500, 100_000_000, 100
_SMALL = 1_000_000  # a ratio means nothing for a part of this size
_STYLE = re.compile(r"(?:heading|제목|title)\s*(\d?)$", re.IGNORECASE)
_PIECE = 65_536


def read_docx(data: bytes) -> ReadDocument:
    """Raises DocumentUnreadable: no Word document, broken, encrypted, or a bomb."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise DocumentUnreadable("it is encrypted or in the old .doc format; save a copy as .docx without a password")
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            _refuse_bombs(archive)
            body = _Body(_heading_styles(archive))
            body.parse(archive.open(_BODY))
            title = _title(archive)
    except DocumentUnreadable:
        raise
    except expat.ExpatError as error:
        raise DocumentUnreadable(f"its XML is broken (line {error.lineno})") from None
    except Exception as error:  # zipfile and zlib raise whatever a damaged byte leads to
        raise DocumentUnreadable(f"it is no Word document, or broken ({type(error).__name__})") from None
    return ReadDocument("".join(body.pieces), title, tuple(body.headings))


def _refuse_bombs(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES or sum(each.file_size for each in entries) > MOST_UNPACKED:
        raise DocumentUnreadable("its archive unpacks to more than a document needs")
    for each in entries:
        if each.file_size > _SMALL and each.file_size > MOST_RATIO * max(1, each.compress_size):
            raise DocumentUnreadable("its archive is packed more tightly than a document ever is (a bomb?)")


def _unpacked(stream: IO[bytes], most: int = MOST_UNPACKED) -> Iterator[bytes]:
    """What an archive says of its sizes may be a lie: this counts."""
    with stream:
        while piece := stream.read(_PIECE):
            most -= len(piece)
            if most < 0:
                raise DocumentUnreadable("its archive unpacks to more than it says")
            yield piece


def _parser() -> expat.XMLParserType:
    """Without document types, so that no entity can grow or read a file."""

    def refuse(*_: object) -> None:
        raise DocumentUnreadable("its XML declares a document type")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = refuse
    parser.buffer_text = True
    return parser


def _title(archive: zipfile.ZipFile) -> str:
    if _CORE not in archive.namelist():
        return ""
    found: list[str] = []
    inside: list[bool] = []
    parser = _parser()
    parser.StartElementHandler = lambda name, _: inside.append(name.endswith("/elements/1.1/ title"))
    parser.EndElementHandler = lambda _: inside.pop()
    parser.CharacterDataHandler = lambda text: found.append(text) if inside and inside[-1] else None
    for piece in _unpacked(archive.open(_CORE), _SMALL):
        parser.Parse(piece)
    return " ".join("".join(found).split())


def _heading_styles(archive: zipfile.ZipFile) -> dict[str, int]:
    """Levels by style id: ids are in the author's language or mere numbers, the names of the built-in styles aren't."""
    if _STYLES not in archive.namelist():
        return {}
    levels: dict[str, int] = {}
    style = ""

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal style
        space, _, tag = name.rpartition(" ")
        if tag == "style":
            style = attributes.get(f"{space} styleId", "")
        elif tag == "name" and (named := _STYLE.match(attributes.get(f"{space} val", ""))):
            levels[style] = int(named[1] or 1)

    parser = _parser()
    parser.StartElementHandler = start
    for piece in _unpacked(archive.open(_STYLES)):
        parser.Parse(piece)
    return levels


class _Body:
    """The words of a document's body. Deleted text of tracked changes isn't read."""

    def __init__(self, styles: Mapping[str, int]) -> None:
        self._styles = styles
        self.pieces: list[str] = []
        self.headings: list[Heading] = []
        self._path, self._length = HeadingPath(), 0
        self._words: list[str] = []
        self._level: int | None = None
        self._in_text = False
        self._in_cell = 0

    def parse(self, stream: IO[bytes]) -> None:
        parser = _parser()
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = lambda text: self._words.append(text) if self._in_text else None
        for piece in _unpacked(stream):
            parser.Parse(piece)
        parser.Parse(b"", True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, tag = name.rpartition(" ")
        if space not in (_WORD, _STRICT):
            return
        self._in_text = tag == "t"
        if tag in ("tab", "br", "cr"):
            self._words.append("\t" if tag == "tab" else "\n")
        elif tag == "tc":
            self._in_cell += 1
        elif tag == "pStyle":
            style = attributes.get(f"{space} val", "")
            named = _STYLE.match(style)
            self._level = self._styles.get(style) or (int(named[1] or 1) if named else self._level)
        elif tag == "outlineLvl":
            outline = attributes.get(f"{space} val", "")
            self._level = int(outline) + 1 if outline in set("012345") else self._level

    def _end(self, name: str) -> None:
        tag = name.rpartition(" ")[2]
        self._in_text = self._in_text and tag != "t"
        if tag == "tc":
            self._in_cell -= 1
        elif tag == "p":
            self._paragraph("".join(self._words))
        elif tag == "tr" and not self._in_cell:
            self._add("\n")

    def _paragraph(self, text: str) -> None:
        if self._level and text.strip():
            self.headings.append(self._path.enter(self._level, text, self._length))
        if text.strip():
            self._add(text + (" | " if self._in_cell else "\n"))
        self._words.clear()
        self._level = None

    def _add(self, text: str) -> None:
        self.pieces.append(text)
        self._length += len(text)
        if self._length > MOST_CHARACTERS:
            raise DocumentUnreadable(f"it has more than {MOST_CHARACTERS:,} characters; split it")
