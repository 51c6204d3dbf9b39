"""The persona simulated people talk to: as small as one may be, so that a turn costs little."""

from __future__ import annotations

from functools import cache

from bot.persona.persona import Persona
from bot.persona.schema import AnswersFile, PersonaFile
from bot.turn.group_indexes import HeldIndexes
from bot.turn.settings import Hotline, TurnSettings
from policies.timing.rules import TimingRules
from retrieval.shipped import ByNgrams

SETTINGS = TurnSettings(
    language="en", policy=TimingRules(), hotlines={"en": Hotline("988 Lifeline", "988")}, history_tokens=200
)
INDEXES = HeldIndexes(ByNgrams())
_REPLIES = [f"I hear you, {number}." for number in range(40)]


class OnePersona:
    """`bot.engine.worker.Personas` with one persona."""

    def get(self, key: str) -> Persona:
        return persona()


@cache
def persona() -> Persona:
    """A persona with one answer group, for whatever is said."""
    file = {
        "name": {"en": "Wren"},
        "languages": ["en"],
        "who": {"en": "You are Wren."},
        "voice": {"en": {"style": "Short."}},
        "lines": {"disclosure": {"en": ["I am an AI."]}},
    }
    group = {"id": "none.answer", "intent": "none", "shape": "answer", "replies": _REPLIES}
    answers = {"language": "en", "speech_level": "plain", "groups": [group]}
    return Persona("wren", PersonaFile.model_validate(file), (AnswersFile.model_validate(answers),))
