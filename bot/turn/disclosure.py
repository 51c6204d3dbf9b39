"""Says that this is an AI: at the start and once a day, in the persona's words where they say it plainly."""

from __future__ import annotations

from dataclasses import dataclass

from bot.persona.persona import Persona, content_hash
from policies.draw import pick
from policies.identity import says_it_is_ai
from policies.safety import disclosure_due

_PLAIN = {"ko": "시작하기 전에, 저는 사람이 아니라 AI예요.", "en": "Before we start: I'm an AI, not a human."}


@dataclass(frozen=True)
class Disclosure:
    """The bubble to put first, or None, and why."""

    text: str | None
    reply_id: str | None
    reason: str


def disclose(
    persona: Persona, language: str, disclosed_at: int | None, now: int, day_start: int, seed: int
) -> Disclosure:
    """A persona can choose the words, not whether they are said."""
    verdict = disclosure_due(disclosed_at, now, day_start)
    if not verdict.due:
        return Disclosure(None, None, verdict.reason)
    lines = persona.disclosures(language)
    plain_enough = [line for line in lines if says_it_is_ai(line)]
    text = pick(plain_enough, seed, "disclosure") if plain_enough else _PLAIN[language]
    return Disclosure(text, disclosure_id(text), verdict.reason)


def disclosure_id(text: str) -> str:
    """What a disclosure line is remembered by."""
    return content_hash(["disclosure", text])[:16]
