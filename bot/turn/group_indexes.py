"""Indexes over answer groups, built once per persona version and scope."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Protocol

from bot.persona.persona import Persona
from retrieval.comparing import Comparer
from retrieval.groups import GroupIndex

_MOST_HELD = 16


class Comparing(Protocol):
    """How the lines of a language are compared with what people say."""

    def as_configured(self, recorded: str | None) -> bool:
        """Whether the operator's embedder compares: live, and in a replay of a turn it was used in."""
        ...

    def comparer(self, language: str, lines: Sequence[str], *, as_configured: bool) -> Comparer:
        """A comparer over these lines, by the operator's embedder or by what ships."""
        ...


class HeldIndexes:
    """Builds an index when first asked for and keeps the latest few. May be asked from several threads."""

    def __init__(self, comparing: Comparing) -> None:
        self._comparing = comparing
        self._lock = threading.Lock()
        self._held: dict[tuple[str, str, str, bool], GroupIndex] = {}

    def get(self, persona: Persona, language: str, speech_level: str, recorded: str | None = None) -> GroupIndex:
        """The index of one scope; a persona without groups at that speech level answers from the language's others.

        `recorded`: the embedder a replayed turn's record names.
        """
        as_configured = self._comparing.as_configured(recorded)
        key = (persona.snapshot_hash, language, speech_level, as_configured)
        with self._lock:
            if key not in self._held:
                while len(self._held) >= _MOST_HELD:
                    self._held.pop(next(iter(self._held)))
                self._held[key] = self._build(persona, language, speech_level, as_configured=as_configured)
            return self._held[key]

    def _build(self, persona: Persona, language: str, speech_level: str, *, as_configured: bool) -> GroupIndex:
        spoken = [group for group in persona.groups if group.language == language]
        level = [group for group in spoken if group.speech_level == speech_level]
        return GroupIndex(
            level or spoken, lambda lines: self._comparing.comparer(language, lines, as_configured=as_configured)
        )
