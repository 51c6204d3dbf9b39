"""Cuts a text that is too long for one message, between words where it can."""

from __future__ import annotations

import re

_SPACE = re.compile(r"\s")


def pieces(text: str, longest: int) -> tuple[str, ...]:
    """Parts of at most `longest` UTF-16 units (what messengers count), in order, without the spaces at the cuts."""
    parts = []
    while units(text) > longest:
        end = _within(text, longest)
        spaces = [found.start() for found in _SPACE.finditer(text, end // 2, end + 1)]
        cut = spaces[-1] if spaces else end
        parts.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return tuple(each for each in (*parts, text) if each)


def units(text: str) -> int:
    """UTF-16 units: most emoji are two."""
    return len(text) + sum(1 for ch in text if ord(ch) > 0xFFFF)


def _within(text: str, longest: int) -> int:
    """How many characters fit into `longest` units; at least one."""
    used = 0
    for index, ch in enumerate(text):
        used += 2 if ord(ch) > 0xFFFF else 1
        if used > longest:
            return max(1, index)
    return len(text)
