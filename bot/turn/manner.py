"""How earlier talk is written down for search and for the prompt: always the same for one person and persona."""

from __future__ import annotations

from datetime import tzinfo

from bot.persona.persona import Persona
from bot.prompt.wording import WORDING
from memory.shelf import Manner


def manner_of(persona: Persona, language: str, zone: tzinfo) -> Manner:
    """In the person's language, or the persona's first where it doesn't speak that."""
    spoken = language if language in persona.languages else persona.languages[0]
    return Manner(WORDING[spoken]["person"], persona.name(spoken), spoken, zone)
