"""Answers a question about what was told before when no model words it: a fact, a quotation with its day, or honestly
that it isn't known. What is no such question is left to the answer groups.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.turn.answer import Answer
from bot.turn.given import Given
from bot.turn.memory_words import ENGLISH, ENGLISH_ELSE, TELLS
from bot.turn.reading import Reading
from bot.turn.record import CacheRecord
from memory.attributes import label
from memory.episodes.found import Found
from memory.episodes.quoting import sure
from memory.fact_ranking import ASKED, Recalled
from memory.facts import SELF, Fact
from memory.recall import Recollection
from memory.subjects import subject_label
from memory.telling import day_in_words, value_in_words
from policies.language.particles import attach

_MOST_VALUES, _LONGEST_QUOTE = 4, 160


def answer_from_memory(given: Given, reading: Reading, recalled: Recollection) -> Answer | None:
    """The answer, or None for what doesn't ask about something told before."""
    asked = recalled.asked
    if not asked.own or not (asked.memory or asked.attributes):
        return None
    words = TELLS["plain" if reading.language == "en" else reading.speech_level]
    known = [each for each in recalled.facts if each.chosen and each.reason == ASKED]
    if known:
        return _told(_facts_told(known, words["fact"], reading.language), "a fact that was asked about")
    found = recalled.talk.found
    asker = next((each.passage.line.speaker for each in found if _is_theirs(each, given)), "")
    said = sure(reading.text, found, asker)
    if asked.memory and said is not None:
        return _told(words["said"].format(day=said.passage.line.day, quote=_quote(said)), "what was said about it")
    if not asked.memory:
        return None
    if found:
        return _told(words["unsure"], "something was said about it, but nothing surely answers")
    return _told(words["unknown"], "asked about something that was never said")


def _told(text: str, reason: str) -> Answer:
    return Answer((text,), CacheRecord("not_asked", None, (), f"memory: {reason}"))


def _facts_told(known: Sequence[Recalled], form: str, language: str) -> str:
    """All values of the attribute that fits best, of one subject."""
    first = known[0].fact
    same = [each.fact for each in known if (each.fact.subject, each.fact.attribute) == (first.subject, first.attribute)]
    value = ", ".join(value_in_words(fact, language) + day_in_words(fact, language) for fact in same[:_MOST_VALUES])
    if language == "ko":
        whose = "" if first.subject == SELF else f"{subject_label(first.subject, language)} "
        about = attach(f"{whose}{label(first.attribute, language)}", "은/는")
        return form.format(about=about, value=attach(value, "이라고/라고"))
    return form.format(about=_in_english(first, value))


def _in_english(fact: Fact, value: str) -> str:
    own = fact.subject == SELF
    whose = "your" if own else f"your {fact.subject}'s"
    return ENGLISH.get(fact.attribute, ENGLISH_ELSE).format(
        whose=whose,
        who="you" if own else f"your {fact.subject}",
        value=value,
        label=label(fact.attribute, "en"),
        are="are" if own else "is",
        were="were" if own else "was",
        s="" if own else "s",
        es="" if own else "es",
    )


def _is_theirs(said: Found, given: Given) -> bool:
    """The person said it, not the persona."""
    return said.passage.line.speaker not in {given.persona.name(language) for language in given.persona.languages}


def _quote(said: Found) -> str:
    text = said.passage.text
    return text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE].rstrip() + "…"
