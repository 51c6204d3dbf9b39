"""Answers a question about what was told before when no model words it: a fact, a quotation with its day, or honestly
that it isn't known. What is no such question is left to the answer groups.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.turn.answer import Answer
from bot.turn.given import Given
from bot.turn.memory_words import ENGLISH, ENGLISH_ELSE, ENGLISH_PEOPLE, ENGLISH_PERSON, TELLS
from bot.turn.reading import Reading
from bot.turn.record import CacheRecord
from memory.answering import answering, weightiest
from memory.asking import speaks_of
from memory.attributes import label
from memory.episodes.about import about
from memory.episodes.found import Found
from memory.episodes.quoting import sure
from memory.facts import NAME, SELF, Fact
from memory.question import Question, Value
from memory.recall import Recollection
from memory.subjects import subject_label
from memory.telling import day_in_words, value_in_words
from policies.language.particles import attach
from policies.language.relations import relations

_MOST_VALUES, _LONGEST_QUOTE = 4, 160
_HAPPENS = ("plan", "event")
_SAID_OUTRIGHT = ("name", "birthday", "age")
_OWN_NAME = Value(NAME)


def answer_from_memory(given: Given, reading: Reading, recalled: Recollection) -> Answer | None:
    """The answer, or None for what doesn't ask about something told before."""
    question = recalled.asked.question
    if not question.memory and (not (question.perhaps or question.values) or question.values == (_OWN_NAME,)):
        return None  # a plain "what's my name?" is the persona's to answer in its own voice
    words = TELLS["plain" if reading.language == "en" else reading.speech_level]
    known = [each.fact for each in recalled.facts if not each.fact.muted]
    if question.everything:
        return _everything(weightiest(known), words, reading.language)
    if facts := answering(question, known)[:_MOST_VALUES]:
        return _told(_facts_told(facts, words, reading.language), "a fact that was asked about", facts)
    if not (question.memory or question.perhaps):
        return None
    return _from_talk(given, reading, recalled.talk.found, words, question)


def _from_talk(
    given: Given, reading: Reading, found: Sequence[Found], words: Mapping[str, str], question: Question
) -> Answer | None:
    """A quotation. Where there is none, a question that surely asks for what was told gets that in words."""
    asker = next((each.passage.line.speaker for each in found if _is_theirs(each, given)), "")
    said = sure(reading.text, found, asker)
    if said is not None and _says(said, question) and len(about(reading.text, (asker,))) >= question.perhaps:
        return _told(words["said"].format(day=said.passage.line.day, quote=_quote(said)), "what was said about it")
    if not question.memory:
        return None
    if found and question.values != (_OWN_NAME,):
        return _told(words["unsure"], "something was said about it, but nothing surely answers")
    return _told(words["unknown"], "asked about something that was never said")


def _says(said: Found, question: Question) -> bool:
    """Asked for somebody's birthday, a line that only mentions them is no answer."""
    named = [value.attribute for value in question.values if value.attribute in _SAID_OUTRIGHT]
    return all(speaks_of(attribute, said.passage.text) for attribute in named)


def _everything(facts: Sequence[Fact], words: Mapping[str, str], language: str) -> Answer:
    if not facts:
        return _told(words["little"], "asked what is known, and little is")
    listed = ", ".join(_listed(fact, language) for fact in facts)
    return _told(words["everything"].format(all=listed), "asked what is known", facts)


def _listed(fact: Fact, language: str) -> str:
    value = value_in_words(fact, language)
    if language == "ko":
        return f"{label(fact.attribute, language)} {value}"
    return _in_english(fact, value).removeprefix("about ")


def _told(text: str, reason: str, facts: Sequence[Fact] = ()) -> Answer:
    used = tuple(fact.id for fact in facts)
    return Answer((text,), CacheRecord("not_asked", None, (), f"memory: {reason}"), told=used)


def _facts_told(facts: Sequence[Fact], words: Mapping[str, str], language: str) -> str:
    """All values of one attribute of one subject."""
    first = facts[0]
    value = ", ".join(value_in_words(fact, language) + day_in_words(fact, language) for fact in facts)
    if first.attribute in _HAPPENS:
        return words["happens"].format(value=value)
    if language == "ko":
        whose = "" if first.subject == SELF else f"{subject_label(first.subject, language)} "
        topic = attach(f"{whose}{label(first.attribute, language)}", "은/는")
        return words["fact"].format(about=topic, value=attach(value, "이라고/라고"))
    return words["fact"].format(about=_in_english(first, value))


def _in_english(fact: Fact, value: str) -> str:
    own = fact.subject == SELF
    whose = "your" if own else f"your {fact.subject}'s"
    by_relation = fact.attribute in ENGLISH_PEOPLE and relations(fact.value)
    form = ENGLISH_PERSON if by_relation else ENGLISH.get(fact.attribute, ENGLISH_ELSE)
    return form.format(
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
