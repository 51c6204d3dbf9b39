"""What of a text must stay in one piece: code, quotations, titles, brackets, links. One pass each, linear."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import accumulate

LINK = re.compile(r"(?:https?://|www\.)\S+")
_FENCE = re.compile(r"^[^\S\n]*```", re.M)
_INLINE_CODE = re.compile(r"`[^`\n]+`")
_PAIRS = {
    "(": ")",
    "[": "]",
    "{": "}",
    "（": "）",
    "「": "」",
    "『": "』",
    "《": "》",
    "〈": "〉",
    "<": ">",
    "“": "”",
    "‘": "’",
}
_OPENERS = {closer: opener for opener, closer in _PAIRS.items()}
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n")
# A straight quote opens behind a space and closes before anything but a letter: don't, 'cause and 5' 3" are no pairs.
_STRAIGHT = re.compile(r"""(?P<open>(?<![\w.,!?])["'](?=\S))|(?P<close>(?<=\S)["'](?![A-Za-z0-9]))""")
_SMILEY_EYES = ":;=8"


def unbroken(text: str) -> bytes:
    """One byte a character: 1 where a span covers it. Brackets and quotes left open cover nothing."""
    return covered(_spans(text), len(text))


def covered(spans: Iterable[tuple[int, int]], length: int) -> bytes:
    """One byte for each of `length` characters: 1 where one of `spans` (start, end) covers it."""
    steps = [0] * (length + 1)
    for start, end in spans:
        steps[start] += 1
        steps[end] -= 1
    return bytes(int(depth > 0) for depth in accumulate(steps[:-1]))


def code(text: str, *, unclosed: bool = False) -> Iterator[tuple[int, int]]:
    """Where code stands, marks and all: fenced blocks, then what is between backticks on a line (they may overlap).

    `unclosed`: a fence that is never closed counts too and reaches to the end.
    """
    marks = [found.end() for found in _FENCE.finditer(text)]
    for start, end in zip(marks[::2], marks[1::2], strict=False):
        yield start - 3, end
    if unclosed and len(marks) % 2:
        yield marks[-1] - 3, len(text)
    yield from (found.span() for found in _INLINE_CODE.finditer(text))


def _spans(text: str) -> Iterator[tuple[int, int]]:
    yield from code(text, unclosed=True)
    yield from (found.span() for found in LINK.finditer(text))
    start = 0
    for found in _PARAGRAPH.finditer(text):
        yield from _paired(text, start, found.start())
        start = found.end()
    yield from _paired(text, start, len(text))


def _paired(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Brackets and quotes that open and close between `start` and `end`, each kind for itself."""
    opened: dict[str, list[int]] = {opener: [] for opener in _PAIRS}
    for index in range(start, end):
        ch = text[index]
        if ch in opened and not (ch == "(" and index and text[index - 1] in _SMILEY_EYES):
            opened[ch].append(index)
        elif ch in _OPENERS and opened[_OPENERS[ch]]:
            yield opened[_OPENERS[ch]].pop(), index + 1
    waiting: dict[str, int] = {}
    for found in _STRAIGHT.finditer(text, start, end):
        if found["close"] and found[0] in waiting:
            yield waiting.pop(found[0]), found.end()
        elif found["open"]:
            waiting.setdefault(found[0], found.start())
