"""Slots in replies: `{name}`, `{name:아/야}` (with the Korean particle that fits the filled-in word)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from policies.language.particles import choose

_SLOT = re.compile(r"\{(?P<slot>[a-z_]+)(?::(?P<pair>[^{}]*))?\}")


def slots_of(text: str) -> tuple[str, ...]:
    """The slots a text needs, in order of first use."""
    return tuple(dict.fromkeys(found["slot"] for found in _SLOT.finditer(text)))


def particles_of(text: str) -> tuple[tuple[str, str | None], ...]:
    """Every (slot, particle pair or None) in a text."""
    return tuple((found["slot"], found["pair"]) for found in _SLOT.finditer(text))


def fill(text: str, known: Mapping[str, str]) -> str:
    """Fill every slot. KeyError when one isn't known."""

    def replace(found: re.Match[str]) -> str:
        word, pair = known[found["slot"]], found["pair"]
        return f"{word}{choose(word, pair)}" if pair else word

    return _SLOT.sub(replace, text)
