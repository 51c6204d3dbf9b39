"""Indexes over answer groups, built once per persona version and scope."""

from __future__ import annotations

from bot.persona.persona import Persona
from retrieval.embedding import Embedder
from retrieval.groups import GroupIndex

_MOST_HELD = 16


class HeldIndexes:
    """Builds an index when first asked for and keeps the latest few."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._held: dict[tuple[str, str, str], GroupIndex] = {}

    @property
    def embedder_id(self) -> str:
        """The embedder all indexes are made with."""
        return self._embedder.id

    def get(self, persona: Persona, language: str, speech_level: str) -> GroupIndex:
        """The index of one scope; a persona without groups at that speech level answers from the language's others."""
        key = (persona.snapshot_hash, language, speech_level)
        if key not in self._held:
            while len(self._held) >= _MOST_HELD:
                self._held.pop(next(iter(self._held)))
            self._held[key] = self._build(persona, language, speech_level)
        return self._held[key]

    def _build(self, persona: Persona, language: str, speech_level: str) -> GroupIndex:
        spoken = [group for group in persona.groups if group.language == language]
        level = [group for group in spoken if group.speech_level == speech_level]
        return GroupIndex(level or spoken, self._embedder)
