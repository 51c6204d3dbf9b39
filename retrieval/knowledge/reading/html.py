"""HTML pages: what a reader would see of them, with their headings. Scripts, menus and forms are left out."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from retrieval.knowledge.documents import Heading, HeadingPath, ReadDocument
from retrieval.knowledge.reading.text import decoded

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_UNSEEN = frozenset("script style template noscript svg math iframe object select textarea button nav head".split())
_BLOCKS = frozenset(
    """address article aside blockquote body dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5
    h6 header hr li main ol p pre section summary table tbody thead tr ul br""".split()
)
_LEVELS = {f"h{level}": level for level in range(1, 7)}
_SPACES = re.compile(r"\s+")


def read_html(data: bytes) -> ReadDocument:
    """The encoding is the mark's, the one the page declares, or a guess. Raises DocumentUnreadable."""
    declared = _CHARSET.search(data[:4096])
    page = _Page()
    page.feed(decoded(data, declared[1].decode("ascii") if declared else None))
    page.close()
    title = _SPACES.sub(" ", "".join(page.title)).strip()
    return ReadDocument("".join(page.pieces).strip("\n"), title, tuple(page.headings))


class _Page(HTMLParser):
    """Collects words; an unseen element hides everything up to its own end."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.title: list[str] = []
        self.headings: list[Heading] = []
        self._length, self._path = 0, HeadingPath()
        self._hidden: list[str] = []
        self._heading: tuple[int, int, list[str]] | None = None  # level, start, words
        self._in_title = self._verbatim = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "body":
            self._hidden.clear()  # a page may leave </head> out
        if tag == "title":
            self._in_title = True
        elif tag in _UNSEEN:
            self._hidden.append(tag)
        elif not self._hidden and tag in _BLOCKS:
            self._break()
            self._verbatim = self._verbatim or tag == "pre"
            if tag in _LEVELS:
                self._heading = (_LEVELS[tag], self._length, [])
        elif not self._hidden and tag in ("td", "th"):
            self._add(" | ")

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False
        elif tag in self._hidden:
            while self._hidden.pop() != tag:
                pass
        elif not self._hidden and tag in _BLOCKS:
            if tag in _LEVELS and self._heading:
                level, start, words = self._heading
                self._heading = None
                if title := _SPACES.sub(" ", "".join(words)).strip():
                    self.headings.append(self._path.enter(level, title, start))
            self._verbatim = self._verbatim and tag != "pre"
            self._break()

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title.append(data)
        elif not self._hidden:
            words = data if self._verbatim else _SPACES.sub(" ", data)
            if self._heading:
                self._heading[2].append(words)
            self._add(words.lstrip(" ") if self._at_start() else words)

    def _at_start(self) -> bool:
        return not self.pieces or self.pieces[-1].endswith("\n")

    def _break(self) -> None:
        if not self._at_start():
            self._add("\n")

    def _add(self, words: str) -> None:
        if words:
            self.pieces.append(words)
            self._length += len(words)
