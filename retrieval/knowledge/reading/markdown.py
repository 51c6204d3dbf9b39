"""Markdown: the text as it stands, and where its headings begin."""

from __future__ import annotations

import re
from collections.abc import Iterator

from retrieval.knowledge.documents import Heading, HeadingPath, ReadDocument
from retrieval.knowledge.reading.text import decoded

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_ATX = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#*)?$")
_UNDERLINE = re.compile(r" {0,3}(=+|-{2,})[ \t]*$")
_FRONT_MATTER = re.compile(r"---\n(.*?\n)(?:---|\.\.\.)\n", re.DOTALL)
_TITLE = re.compile(r"^title:[ \t]*[\"']?(.+?)[\"']?[ \t]*$", re.MULTILINE)
_NO_PARAGRAPH = re.compile(r"\s*(?:$|[-*+>|]|\d+[.)])")


def read_markdown(data: bytes) -> ReadDocument:
    """The title is the front matter's, else the first heading. Raises DocumentUnreadable."""
    text = decoded(data)
    front = _FRONT_MATTER.match(text)
    named = _TITLE.search(front[1]) if front else None
    text = text[front.end() :] if front else text
    headings = tuple(_headings(text))
    title = named[1] if named else (headings[0].path[-1] if headings else "")
    return ReadDocument(text, title, headings)


def _headings(text: str) -> Iterator[Heading]:
    path, fence, start, before = HeadingPath(), "", 0, ""
    for line in text.split("\n"):
        marks = _FENCE.match(line)
        if marks and (not fence or marks[1].startswith(fence)):
            fence = "" if fence else marks[1]
        elif not fence:
            if atx := _ATX.match(line):
                yield path.enter(len(atx[1]), atx[2], start)
            elif (under := _UNDERLINE.match(line)) and not _NO_PARAGRAPH.match(before):
                yield path.enter(1 if under[1][0] == "=" else 2, before, start - len(before) - 1)
        before = "" if marks or _ATX.match(line) else line
        start += len(line) + 1
